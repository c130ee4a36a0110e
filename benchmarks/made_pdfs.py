"""One-page PDFs of every kind that a text layer's judge meets, with invented text.

Each maker draws the same kind of page in its own way: as an office program writes it, or as a scanner does, with a
layer that is right, that lies, that is only a stamp, or that is not there.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.made_pages import sentence

WIDTH, HEIGHT = 595.0, 842.0
LEFT, TOP, PITCH, SIZE = 64.0, 780.0, 14.0, 10.0
LINES = 45
_DPI = 110
_FONT = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
# What an old scanner reads for what stands there, by how often it does.
_MISREADINGS = (
    ("o", "e", 0.3),
    ("ll", "U", 0.4),
    ("rn", "m", 0.5),
    ("un", "im", 0.3),
    ("ij", "y", 0.2),
    ("h", "b", 0.1),
)

Text = Sequence[str]


def lines_of(seed: int, count: int = LINES) -> list[str]:
    """Lines of an invented letter, as wide as a page."""
    chance = random.Random(f"lines {seed}")
    words: list[str] = []
    while len(words) < 11 * count + 30:
        words += sentence(chance).split()
    lines, row = [], ""
    for word in words:
        if len(row) + len(word) > 84:
            lines.append(row)
            row = ""
        row = f"{row} {word}".strip()
    return lines[:count]


def misread(line: str, share: float, chance: random.Random) -> str:
    """The line as a scanner reads it that errs in about `share` of the words."""

    def word(match: re.Match[str]) -> str:
        text = match.group()
        if chance.random() > 3 * share:
            return text
        for true, read, often in _MISREADINGS:
            if true in text and chance.random() < often:
                return text.replace(true, read, 1)
        return text

    return re.sub(r"\w+", word, line)


def paper(lines: Text, seed: int, skew: float = 0.0) -> Image.Image:
    """A scan of the lines, at a low resolution: the judge looks at its ink, nobody reads it whole."""
    scale = _DPI / 72
    image = Image.new("L", (round(WIDTH * scale), round(HEIGHT * scale)), 245)
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(_FONT, round(SIZE * scale))
    for row, line in enumerate(lines):
        draw.text((LEFT * scale, (HEIGHT - TOP + PITCH * row - SIZE) * scale), line, fill=20, font=font)
    if skew:
        image = image.rotate(skew, Image.Resampling.BICUBIC, fillcolor=245)
    noise = np.random.default_rng(seed).normal(0, 6, (image.height, image.width))
    return Image.fromarray((np.asarray(image) + noise).clip(0, 255).astype(np.uint8))


def photograph(seed: int, width: int = 620, height: int = 877) -> Image.Image:
    """Soft patches of grey, as a photograph or a watermark has them."""
    coarse = np.random.default_rng(seed).integers(90, 235, (height // 90 + 2, width // 90 + 2)).astype(np.uint8)
    image = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
    return image.filter(ImageFilter.GaussianBlur(3))


class _Sheet:
    def __init__(self, producer: str) -> None:
        self.stream = io.BytesIO()
        self.canvas = Canvas(self.stream, pagesize=(WIDTH, HEIGHT), invariant=1)
        self.canvas.setProducer(producer)

    def write(self, lines: Text, mode: int = 0, font: str = "Helvetica", top: float = TOP) -> None:
        text = self.canvas.beginText(LEFT, top)
        text.setFont(font, SIZE, PITCH)
        text.setTextRenderMode(mode)
        for line in lines:
            text.textLine(line)
        self.canvas.drawText(text)

    def paint(
        self, image: Image.Image, x: float = 0, y: float = 0, width: float = WIDTH, height: float = HEIGHT
    ) -> None:
        stream = io.BytesIO()
        image.save(stream, "JPEG", quality=70)
        self.canvas.drawImage(ImageReader(stream), x, y, width, height)

    def done(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self.stream.getvalue()


def plain(seed: int) -> bytes:
    sheet = _Sheet("Acrobat Distiller")
    sheet.write(lines_of(seed), font=("Helvetica", "Times-Roman", "Courier")[seed % 3])
    return sheet.done()


def on_background(seed: int) -> bytes:
    """A letter on a watermark or letter paper that fills the page."""
    sheet = _Sheet("LibreOffice")
    sheet.paint(photograph(seed).point(lambda value: 200 + value // 5))
    sheet.write(lines_of(seed, 12 + seed % 30))
    return sheet.done()


def table(seed: int) -> bytes:
    """Rows with lines between them, most cells figures."""
    chance, sheet = random.Random(seed), _Sheet("Microsoft Excel")
    sheet.write(lines_of(seed, 3))
    for row in range(20):
        y = TOP - 80 - 22 * row
        for column, x in enumerate((64, 260, 380)):
            sheet.canvas.rect(x, y - 6, 196 if column == 0 else 120, 22)
            cell = f"post {chance.randint(10, 99)}" if column == 0 else f"{chance.randint(1, 999)}.000"
            sheet.canvas.drawString(x + 4, y, cell)
    return sheet.done()


def cover(seed: int) -> bytes:
    """A title over a photograph that fills the page."""
    sheet = _Sheet("Adobe InDesign")
    sheet.paint(photograph(seed))
    sheet.write(lines_of(seed, 1 + seed % 3))
    return sheet.done()


def short(seed: int) -> bytes:
    """The last page of a letter: a few lines and a signature."""
    sheet = _Sheet("Microsoft Word")
    sheet.write(lines_of(seed, 2 + seed % 3))
    sheet.paint(photograph(seed, 200, 80), 64, 600, 150, 60)
    return sheet.done()


def good_layer(seed: int) -> bytes:
    lines, sheet = lines_of(seed), _Sheet("ocrmypdf")
    sheet.paint(paper(lines, seed))
    sheet.write(lines, mode=3)
    return sheet.done()


def good_layer_under(seed: int) -> bytes:
    """The layer painted first, the scan over it."""
    lines, sheet = lines_of(seed), _Sheet("ABBYY FineReader")
    sheet.write(lines)
    sheet.paint(paper(lines, seed))
    return sheet.done()


def _lying(seed: int, share: float) -> bytes:
    lines, sheet, chance = lines_of(seed), _Sheet("office scanner"), random.Random(f"misread {seed}")
    sheet.paint(paper(lines, seed))
    sheet.write([misread(line, share, chance) for line in lines], mode=3)
    return sheet.done()


def lying_light(seed: int) -> bytes:
    return _lying(seed, 0.06)


def lying_heavy(seed: int) -> bytes:
    return _lying(seed, 0.3)


def stamped(seed: int) -> bytes:
    """A scan with a number and a date stamped over it by the archive's program."""
    sheet = _Sheet("Archief 2.1")
    sheet.paint(paper(lines_of(seed), seed, skew=0.6 * (seed % 5 - 2)))
    sheet.write([f"Ingekomen {1 + seed % 28} mei 2012", f"Registratienummer RIS {200000 + seed}"], top=825)
    return sheet.done()


def headed(seed: int) -> bytes:
    """A scan in a file to which a program added running heads, and sometimes a whole paragraph."""
    sheet = _Sheet("PDF Merge")
    sheet.paint(paper(lines_of(seed), seed))
    sheet.write(
        ["Bijlage bij raadsvoorstel, vergadering van de commissie", *lines_of(seed + 1, 5 * (seed % 2))], top=100
    )
    return sheet.done()


def picture_only(seed: int) -> bytes:
    sheet = _Sheet("Canon iR-ADV")
    sheet.paint(paper(lines_of(seed), seed, skew=0.4))
    return sheet.done()


def unmapped(seed: int) -> bytes:
    """A font that says which shapes to draw but not which letters they are."""
    pdfmetrics.registerFont(TTFont("DejaVu", str(_FONT), asciiReadable=0))
    sheet = _Sheet("old printer driver")
    sheet.write(lines_of(seed), font="DejaVu")
    return sheet.done().replace(b"/ToUnicode", b"/NoUnicode")


def wrong_map(seed: int) -> bytes:
    """A font whose map names other letters than it draws; what it draws does not matter here."""
    shift = str.maketrans("abcdefghijklmnopqrstuvwxyz", "jklmnpqrstvwxzbcdfghlmnpqr")
    sheet = _Sheet("old printer driver")
    sheet.write([line.lower().translate(shift) for line in lines_of(seed)])
    return sheet.done()


MAKERS: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "born-digital, plain": ("born-digital", plain),
    "born-digital, background picture": ("born-digital", on_background),
    "born-digital, table with lines": ("born-digital", table),
    "born-digital, title on a photograph": ("born-digital", cover),
    "born-digital, last page": ("born-digital", short),
    "OCR layer, right, invisible": ("good-ocr-layer", good_layer),
    "OCR layer, right, under the scan": ("good-ocr-layer", good_layer_under),
    "OCR layer, lies a little": ("lying-ocr-layer", lying_light),
    "OCR layer, lies much": ("lying-ocr-layer", lying_heavy),
    "partial, stamp on a scan": ("partial", stamped),
    "partial, running head on a scan": ("partial", headed),
    "none, picture only": ("none", picture_only),
    "none, font without Unicode map": ("none", unmapped),
    "none, font with a wrong map": ("none", wrong_map),
}
"""By name: the kind of `document.Judgement` that is right, and the maker of a one-page PDF from a seed."""

"""What an office scanner makes of a printed letter: a picture, and a hidden text layer that lies."""

from __future__ import annotations

import io
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.samples.drawing import HEIGHT, WIDTH
from tests.samples.typeset import Line, SetPage

rl_config.useA85 = 0  # pictures as they are, not a quarter larger in printable characters


@dataclass(frozen=True, slots=True)
class Damage:
    """Skew in degrees, radius of blur in pixels, share of specks, unevenness of light (0 to 1), two colours only."""

    skew: float = 0.0
    blur: float = 0.0
    specks: float = 0.0
    shade: float = 0.0
    bilevel: bool = False
    quality: int = 40  # of JPEG


DAMAGES = {
    "light": Damage(skew=0.3, blur=0.6, specks=0.00001, shade=0.05),
    "medium": Damage(skew=-0.7, blur=0.9, specks=0.0001, shade=0.15),
    "skewed": Damage(skew=2.1, blur=0.6, specks=0.00005, shade=0.1, quality=55),
    "fax": Damage(skew=0.6, blur=0.6, specks=0.0004, shade=0.05, bilevel=True),
}

# The confusions of two scanners: what stands there, what is read, how often.
LAYERS: dict[str, tuple[tuple[str, str, float], ...]] = {
    "broken o": (
        ("o", "e", 0.4), ("rn", "m", 0.3), ("ë", "e", 1.0), ("ï", "i", 1.0), ("ll", "U", 0.15), ("li", "U", 0.1),
        ("0", "O", 0.05), ("h", "b", 0.02), ("ij", "i]", 0.02), ("€", "C", 0.2),
    ),
    "joined strokes": (
        ("ll", "U", 0.4), ("wij", "vwj", 0.15), ("rn", "m", 0.6), ("ru", "m", 0.4), ("nn", "rm", 0.3),
        ("kp", "lq)", 0.3), ("wi", "vn", 0.15), ("li", "U", 0.05), ("ë", "e", 1.0), ("ö", "o", 1.0), ("ï", "i'", 1.0),
        ("1", "l", 0.08), ("un", "im", 0.04), ("fu", "fi", 0.1),
    ),
}  # fmt: skip
# Stamped dates, references and names of departments come out with spaces between their characters.
_SPACED = re.compile(r"\bRO(?=\d)|^Bestuursdienst$|\b\d\d(?= (?:NOV|SEP|JAN|MEI) \d{4})")


def pictures(pdf: bytes, dpi: int, damage: Damage, seed: int) -> list[Image.Image]:
    """The pages of a PDF as a scanner sees them: grey, or black and white."""
    generator = np.random.default_rng(seed)
    document = pypdfium2.PdfDocument(pdf)
    found = [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]
    document.close()
    return [_damage(picture, damage, generator) for picture in found]


def _damage(picture: Image.Image, damage: Damage, generator: np.random.Generator) -> Image.Image:
    picture = picture.rotate(damage.skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    picture = picture.filter(ImageFilter.GaussianBlur(damage.blur))
    pixels = np.asarray(picture, dtype=np.float32)
    # Paper is not white, ink is not black, and the lid was not quite shut on one side.
    across = np.linspace(1 - damage.shade, 1, pixels.shape[1], dtype=np.float32)
    pixels = (30 + pixels * (216 / 255)) * across
    pixels = pixels + generator.normal(0, 2, pixels.shape).astype(np.float32)
    pixels = np.where(generator.random(pixels.shape) < damage.specks, 60, pixels)
    picture = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    return picture.point(lambda value: 255 if value > 150 else 0).convert("1") if damage.bilevel else picture


def layered_pdf(
    pages: Sequence[SetPage], scans: Sequence[Image.Image], noisy: Sequence[Sequence[Line]], quality: int
) -> bytes:
    """A PDF of pictures with a text layer in render mode 3 behind each (none where `noisy` is empty)."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(WIDTH, HEIGHT), invariant=1)
    for number, picture in enumerate(scans):
        for line, read in zip(pages[number].lines, noisy[number] if noisy else ()):
            for part, wrong in zip(line.parts, read.parts):
                layer = canvas.beginText(part.left, HEIGHT - line.base)
                layer.setTextRenderMode(3)
                layer.setFont("Helvetica", part.size)
                width = max(canvas.stringWidth(wrong.text, "Helvetica", part.size), 1.0)
                layer.setHorizScale(100 * part.width / width)
                layer.textOut(wrong.text)
                canvas.drawText(layer)
        data = io.BytesIO()
        picture.save(data, "JPEG", quality=quality)
        data.seek(0)
        canvas.drawImage(ImageReader(data), 0, 0, WIDTH, HEIGHT)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def fax_pdf(scans: Sequence[Image.Image], dpi: int) -> bytes:
    """A PDF of black-and-white pictures in CCITT group 4, without any text."""
    stream = io.BytesIO()
    never = time.gmtime(0)
    scans[0].save(
        stream, "PDF", save_all=True, append_images=scans[1:], resolution=dpi, creationDate=never, modDate=never
    )
    return stream.getvalue()


def fax_tiff(scans: Sequence[Image.Image], dpi: int) -> bytes:
    """A TIFF of many pages in CCITT group 4."""
    stream = io.BytesIO()
    scans[0].save(stream, "TIFF", save_all=True, append_images=scans[1:], compression="group4", dpi=(dpi, dpi))
    return stream.getvalue()


def png(scan: Image.Image, dpi: int) -> bytes:
    """A PNG in 16 greys, as scanners save them."""
    stream = io.BytesIO()
    scan.quantize(16).save(stream, "PNG", dpi=(dpi, dpi), optimize=True)
    return stream.getvalue()


def misread_page(page: SetPage, layer: str, chance: random.Random) -> list[Line]:
    """The lines of a page as the scanner's own OCR has them; as many lines and parts as there are."""
    lines = []
    for line in page.lines:
        read = Line([], line.base, line.apart)
        for part in line.parts:
            text = _misread(part.text, layer, chance)
            read.parts.append(type(part)(text, part.left, part.font, part.size))
        lines.append(read)
    return lines


def _misread(text: str, layer: str, chance: random.Random) -> str:
    text = _SPACED.sub(lambda match: " ".join(match[0]), text)
    if text.startswith("• "):
        text = chance.choice("e»®") + text[1:]
    parts, at = [], 0
    while at < len(text):
        for true, read, share in LAYERS[layer]:
            if text.startswith(true, at) and chance.random() < share:
                parts.append(read)
                at += len(true)
                break
        else:
            parts.append(text[at])
            at += 1
    return "".join(parts)

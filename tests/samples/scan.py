"""What an office scanner makes of a printed letter: a picture, and a hidden text layer that lies."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.samples.typeset import HEIGHT, SIZE, WIDTH, SetPage


@dataclass(frozen=True, slots=True)
class Damage:
    """Skew in degrees, radius of blur in pixels, share of specks, unevenness of light (0 to 1), two colours only."""

    skew: float = 0.0
    blur: float = 0.0
    specks: float = 0.0
    shade: float = 0.0
    bilevel: bool = False
    quality: int = 45  # of JPEG


DAMAGES = {
    "clean": Damage(),
    "light": Damage(skew=0.3, blur=0.5, specks=0.00002, shade=0.05),
    "medium": Damage(skew=-0.8, blur=0.8, specks=0.0002, shade=0.15),
    "bad": Damage(skew=1.4, blur=0.5, specks=0.0008, shade=0.1, bilevel=True),
}

# The confusions of two scanners: what stands there, what is read, how often.
LAYERS: dict[str, tuple[tuple[str, str, float], ...]] = {
    "broken o": (("o", "e", 0.45), ("rn", "m", 0.3), ("ë", "e", 1.0), ("ï", "i", 1.0), ("ll", "U", 0.15)),
    "joined strokes": (
        ("ll", "U", 0.5),
        ("rn", "m", 0.6),
        ("ru", "m", 0.4),
        ("nn", "rm", 0.3),
        ("wi", "vn", 0.15),
        ("ë", "e", 1.0),
        ("ö", "o", 1.0),
        ("ï", "i", 1.0),
    ),
}
_SPACED = re.compile(r"\bRO(?=\d)|^Bestuursdienst$|(?<=Datum )\d\d(?= )")


def pictures(pdf: bytes, dpi: int, damage: Damage, seed: int) -> list[Image.Image]:
    """The pages of a PDF as a scanner sees them: grey, or black and white."""
    generator = np.random.default_rng(seed)
    document = pypdfium2.PdfDocument(pdf)
    found = [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]
    document.close()
    return [_damage(picture, damage, generator) for picture in found]


def _damage(picture: Image.Image, damage: Damage, generator: np.random.Generator) -> Image.Image:
    if damage.skew:
        picture = picture.rotate(damage.skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    if damage.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(damage.blur))
    pixels = np.asarray(picture, dtype=np.float32)
    if damage.shade:
        across = np.linspace(1 - damage.shade, 1, pixels.shape[1], dtype=np.float32)
        pixels = pixels * across
    pixels = pixels + generator.normal(0, 3, pixels.shape).astype(np.float32)
    if damage.specks:
        pixels = np.where(generator.random(pixels.shape) < damage.specks, 20, pixels)
    picture = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    return picture.point(lambda value: 255 if value > 150 else 0).convert("1") if damage.bilevel else picture


def scanned_pdf(
    pages: Sequence[SetPage], pdf: bytes, dpi: int, damage: Damage, seed: int, noisy: Sequence[Sequence[str]] = ()
) -> bytes:
    """A PDF of pictures; with `noisy` (lines per page) a text layer in render mode 3 behind each."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(WIDTH, HEIGHT), invariant=1)
    for number, picture in enumerate(pictures(pdf, dpi, damage, seed)):
        if noisy:
            for line, text in zip(pages[number].lines, noisy[number]):
                layer = canvas.beginText(line.left, HEIGHT - line.base)
                layer.setTextRenderMode(3)
                layer.setFont("Helvetica", SIZE)
                layer.textOut(text)
                canvas.drawText(layer)
        data = io.BytesIO()
        if damage.bilevel:
            picture.save(data, "PNG")
        else:
            picture.save(data, "JPEG", quality=damage.quality)
        data.seek(0)
        canvas.drawImage(ImageReader(data), 0, 0, WIDTH, HEIGHT)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def misread(line: str, layer: str, chance: random.Random) -> str:
    """A line as the scanner's own OCR has it."""
    text = _SPACED.sub(lambda match: " ".join(match[0]), line)
    if text.startswith("• "):
        text = chance.choice("e»®") + text[1:]
    parts, at = [], 0
    while at < len(text):
        for true, read, share in LAYERS[layer]:
            inside = at + len(true) < len(text) or len(true) == 1
            if text.startswith(true, at) and inside and chance.random() < share:
                parts.append(read)
                at += len(true)
                break
        else:
            parts.append(text[at])
            at += 1
    return "".join(parts)

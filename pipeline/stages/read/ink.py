"""Words against ink: does a page show text where its text layer has no words?

A letter on a background picture and a stamped scan are painted alike, a picture and visible words over it. What tells
them apart is the ink between the words: text has far more edges than a logo or a watermark, and what still looks like
text is read, one strip of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from pipeline.document import Word

LOOK_DPI = 72
STRIP = 90.0  # points: six or seven lines
HALF_A_LINE = 300  # edges at 72 dots per inch
_STEP = 30  # grey levels from one pixel to the next that make an edge
_MARGIN = 2.0  # points around a word that are its own
_PAPER = 40  # grey levels around the commonest one that are paper


@dataclass(frozen=True, slots=True)
class Ink:
    """What of a page's ink no word explains."""

    edges: int  # outside the words
    strip: tuple[float, float]  # top and bottom of the strip with most of them, in points
    paper: float  # share of the page that has the brightness of its paper

    @property
    def may_be_text(self) -> bool:
        return self.edges >= HALF_A_LINE


def unexplained(image: Image.Image, scale: float, words: Sequence[Word]) -> Ink:
    """The ink outside the boxes of `words` in a page's picture of `scale` pixels per point."""
    pixels = np.asarray(image.convert("L"), dtype=np.int16)
    edges = np.abs(np.diff(pixels, axis=1)) > _STEP
    for word in words:
        if word.box is not None:
            left, top = (max(0, int((edge - _MARGIN) * scale)) for edge in (word.box.left, word.box.top))
            right, bottom = (max(0, int((edge + _MARGIN) * scale) + 1) for edge in (word.box.right, word.box.bottom))
            edges[top:bottom, left:right] = False
    rows = edges.sum(axis=1)
    height = min(len(rows), max(1, round(STRIP * scale)))
    sums = np.convolve(rows, np.ones(height, dtype=rows.dtype), "valid")
    first = int(np.argmax(sums))
    commonest = int(np.argmax(np.bincount(pixels.ravel(), minlength=256)))
    paper = float((np.abs(pixels - commonest) < _PAPER).mean())
    return Ink(int(rows.sum()), (first / scale, (first + height) / scale), paper)


def strip_without_words(
    image: Image.Image, scale: float, strip: tuple[float, float], words: Sequence[Word]
) -> Image.Image:
    """A strip of a page's picture, grey, with the words of its layer painted out."""
    grey = image.convert("L")
    paper = int(np.argmax(grey.reduce(4).histogram()))
    draw = ImageDraw.Draw(grey)
    for word in words:
        if word.box is not None:
            draw.rectangle(
                [edge * scale for edge in (word.box.left, word.box.top, word.box.right, word.box.bottom)], paper
            )
    top, bottom = (round(edge * scale) for edge in strip)
    return grey.crop((0, top, grey.width, min(bottom, grey.height)))

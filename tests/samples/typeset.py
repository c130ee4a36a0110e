"""Set a letter as PDF, and say what each of its pages says, line by line."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.samples.markup import Block, Marked

FONTS = Path("/usr/share/fonts/truetype/liberation")
WIDTH, HEIGHT = 595.0, 842.0  # A4 in PDF points
LEFT, TOP, MEASURE = 78.0, 70.0, 440.0
SIZE, LEADING = 11.0, 14.5
BULLET = "• "


@dataclass(slots=True)
class Line:
    """A set line: its text, its place (points from the left and from the top), and the mentions that start in it."""

    text: str
    left: float
    base: float
    font: str
    mentions: list[tuple[int, int, Marked, bool]] = field(default_factory=list)  # start, end, mention, goes on


@dataclass(slots=True)
class SetPage:
    lines: list[Line]
    rules: list[tuple[float, float, float, float]]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


def set_pages(pages: Sequence[Sequence[Block]], family: str = "Serif") -> list[SetPage]:
    """Break the blocks of each page into lines."""
    _register(family)
    return [_set_page(blocks, family) for blocks in pages]


def to_pdf(pages: Sequence[SetPage]) -> bytes:
    """A born-digital PDF; the same pages give the same bytes."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(WIDTH, HEIGHT), invariant=1)
    for page in pages:
        for line in page.lines:
            canvas.setFont(line.font, SIZE)
            canvas.drawString(line.left, HEIGHT - line.base, line.text)
        for left, top, right, bottom in page.rules:
            canvas.setLineWidth(0.7)
            canvas.line(left, HEIGHT - top, right, HEIGHT - bottom)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _register(family: str) -> None:
    for weight in ("Regular", "Bold"):
        name = f"{family}-{weight}"
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, FONTS / f"Liberation{family}-{weight}.ttf"))


def _set_page(blocks: Sequence[Block], family: str) -> SetPage:
    page = SetPage([], [])
    base = TOP
    previous = ""
    for block in blocks:
        if block.kind in ("heading", "paragraph") or (previous and block.kind != previous):
            base += LEADING * 0.6
        font = f"{family}-{'Bold' if block.kind == 'heading' else 'Regular'}"
        if block.kind == "row":
            base = _set_row(page, block, base, font)
        else:
            base = _set_text(page, block, base, font)
        previous = block.kind
    if base > HEIGHT - 40:
        raise ValueError(f"a page is too full: {page.lines[0].text!r} ends at {base:.0f} points")
    return page


def _set_text(page: SetPage, block: Block, base: float, font: str) -> float:
    indent = 14.0 if block.kind == "bullet" else 0.0
    for number, (start, end) in enumerate(_wrap(block.text, font, MEASURE - indent)):
        mark = BULLET if block.kind == "bullet" and number == 0 else ""
        line = Line(mark + block.text[start:end], LEFT + (indent if not mark else 0.0), base, font)
        for mention in block.mentions:
            if start <= mention.start < end:
                first, last = mention.start - start + len(mark), min(mention.end, end) - start + len(mark)
                line.mentions.append((first, last, mention, mention.end > end))
        page.lines.append(line)
        base += LEADING
    return base


def _wrap(text: str, font: str, measure: float) -> list[tuple[int, int]]:
    lines, start, end = [], 0, 0
    for word_end in [*(at for at, c in enumerate(text) if c == " "), len(text)]:
        if pdfmetrics.stringWidth(text[start:word_end], font, SIZE) > measure and end > start:
            lines.append((start, end))
            start = end + 1
        end = word_end
    lines.append((start, len(text)))
    return lines


def _set_row(page: SetPage, block: Block, base: float, font: str) -> float:
    """A row of a ruled table; each cell is a line of its own until `truth` joins what stands side by side."""
    cells = block.text.split("\t")
    widths = [MEASURE * share for share in ([0.16, 0.58, 0.26] if len(cells) == 3 else [1 / len(cells)] * len(cells))]
    top, bottom, left = base - LEADING * 0.8, base + LEADING * 0.35, LEFT - 3
    page.rules += [(left, y, left + MEASURE, y) for y in (top, bottom)]
    at = 0
    for cell, width in zip(cells, widths):
        page.rules.append((left, top, left, bottom))
        line = Line(cell, left + 4, base, font)
        for mention in block.mentions:
            if at <= mention.start < at + len(cell):
                line.mentions.append((mention.start - at, mention.end - at, mention, False))
        page.lines.append(line)
        at += len(cell) + 1
        left += width
    page.rules.append((left, top, left, bottom))
    return base + LEADING * 1.15

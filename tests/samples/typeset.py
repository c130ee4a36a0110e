"""Set a letter on pages, and say what each page says, line by line.

Directives: `!style NAME`, `!columns 20 60 20` (per cent, of the rows that follow), `!running LINE` (at the head of each
further page of the document; # is its number), `!footer LINE`, `!emblem NAME`, `!sign`, `!skip POINTS`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import matplotlib
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.samples.drawing import HEIGHT, LEFT, WIDTH, draw_emblem, draw_signature
from tests.samples.markup import Block, Cell, Marked

TOP, MEASURE, BOTTOM = 70.0, 440.0, 772.0  # PDF points, from the top
SMALL, FOOT = 7.5, 800.0
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
_NUMERIC = re.compile(r"[-–+]?[€ ]*[\d.,-]+")


@dataclass(frozen=True, slots=True)
class Style:
    """Font names, size and distance of lines in points. Helvetica and Courier are in every PDF reader."""

    regular: str
    bold: str
    size: float
    leading: float


STYLES = {
    "times": Style("STIXGeneral", "STIXGeneralBol", 11.5, 14.6),
    "arial": Style("Helvetica", "Helvetica-Bold", 10.5, 14.0),
    "verdana": Style("DejaVuSans", "DejaVuSans-Bold", 9.2, 13.6),
    "serif": Style("DejaVuSerif", "DejaVuSerif-Bold", 9.6, 14.0),
    "typewriter": Style("Courier", "Courier-Bold", 9.5, 12.0),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A run of text in one font; `left` in points."""

    text: str
    left: float
    font: str
    size: float

    @property
    def width(self) -> float:
        return _width(self.text, self.font, self.size)


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention's columns in its first line; `goes_on` on the next one."""

    start: int
    end: int
    mention: Marked
    goes_on: bool


@dataclass(slots=True)
class Line:
    """What stands side by side, `base` points from the top; `apart` from the line above by a blank one."""

    parts: list[Part]
    base: float
    apart: bool = False
    mentions: list[Placed] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(part.text for part in self.parts)


@dataclass(slots=True)
class SetPage:
    """Lines in reading order; rules (left, top, right, bottom); emblems by name; signatures (left, base)."""

    lines: list[Line] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    emblem: str = ""
    signatures: list[tuple[float, float]] = field(default_factory=list)


def set_pages(blocks: Sequence[Block]) -> list[SetPage]:
    """Break the blocks into lines and the lines into pages."""
    setter = _Setter()
    for block in blocks:
        setter.place(block)
    setter.close_page()
    return setter.pages


def to_pdf(pages: Sequence[SetPage]) -> bytes:
    """A born-digital PDF; the same pages give the same bytes."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(WIDTH, HEIGHT), invariant=1)
    for page in pages:
        draw_emblem(canvas, page.emblem)
        canvas.setFillGray(0)
        canvas.setLineWidth(0.7)
        for line in page.lines:
            for part in line.parts:
                canvas.setFont(part.font, part.size)
                canvas.drawString(part.left, HEIGHT - line.base, part.text)
        for left, top, right, bottom in page.rules:
            canvas.line(left, HEIGHT - top, right, HEIGHT - bottom)
        for number, (left, base) in enumerate(page.signatures):
            draw_signature(canvas, left, HEIGHT - base, seed=round(left + base) + number)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _width(text: str, font: str, size: float) -> float:
    _register(font)
    return float(pdfmetrics.stringWidth(text, font, size))


def _register(font: str) -> None:
    path = FONTS / f"{font}.ttf"
    if path.is_file() and font not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(font, path))


class _Setter:
    """Fills pages from the top; a directive holds until the next of its kind, or the next document."""

    def __init__(self) -> None:
        self.pages: list[SetPage] = []
        self.page = SetPage()
        self.base, self.number, self.previous = TOP, 1, ""
        self.style = STYLES["times"]
        self.running: list[Cell] = []
        self.footer = Cell("")
        self.shares = (1.0,)

    def place(self, block: Block) -> None:
        if block.kind == "directive":
            self._direct(block.cells[0])
        elif block.kind in ("page", "document"):
            self._new_page(block.kind == "document")
        else:
            apart = bool(self.page.lines) and (block.kind in ("paragraph", "heading") or block.kind != self.previous)
            self.base += self.style.leading * 0.6 if apart else 0
            needed = 3 if block.kind == "heading" else 0
            if self.base + needed * self.style.leading > BOTTOM:
                self._new_page()
            self._set(block, apart)
            self.previous = block.kind

    def close_page(self) -> None:
        if self.footer.text:
            self._small_line(self.footer, FOOT, SMALL, apart=True)
        self.pages.append(self.page)

    def _new_page(self, next_document: bool = False) -> None:
        self.close_page()
        self.page, self.base, self.previous = SetPage(), TOP, ""
        self.number += 1
        if next_document:
            self.number, self.running, self.footer = 1, [], Cell("")
        for cell in self.running:
            self._small_line(cell, self.base, SMALL + 1)
            self.base += self.style.leading
        if self.running:
            self.previous = "running"
            self.base += self.style.leading * 0.6

    def _direct(self, cell: Cell) -> None:
        word, _, value = cell.text.partition(" ")
        value_cell = Cell(value, _shifted(cell.mentions, -len(word) - 1))
        if word == "style":
            self.style = STYLES[value]
        elif word == "columns":
            self.shares = tuple(int(share) / 100 for share in value.split())
        elif word == "running":
            self.running.append(value_cell)
        elif word == "footer":
            self.footer = value_cell
        elif word == "emblem":
            self.page.emblem = value
        elif word == "skip":
            self.base += float(value)
        elif word == "sign":
            self.base += 38
            self.page.signatures += [(LEFT + float(at), self.base - 22) for at in value.split()]
        else:
            raise ValueError(f"no such directive: {word}")

    def _small_line(self, cell: Cell, base: float, size: float, apart: bool = False) -> None:
        text = cell.text.replace("#", str(self.number))
        line = Line([Part(text, LEFT, self.style.regular, size)], base, apart, list(_placed(cell, 0, len(text))))
        self.page.lines.append(line)

    def _set(self, block: Block, apart: bool) -> None:
        font, size, leading = self.style.regular, self.style.size, self.style.leading
        if block.kind == "row":
            self._set_row(block, apart)
        elif block.kind == "columns":
            step = MEASURE / len(block.cells)
            self._beside([(LEFT + step * n, c, font, size) for n, c in enumerate(block.cells)], apart)
        elif block.kind == "labels":
            self._set_labels(block, apart)
        elif block.kind in ("heading", "title"):
            self._set_text(block, apart, self.style.bold, size + (3 if block.kind == "title" else 0), leading)
        elif block.kind == "small":
            self._set_text(block, apart, font, SMALL, leading * 0.75)
        else:
            self._set_text(block, apart, font, size, leading)

    def _set_text(self, block: Block, apart: bool, font: str, size: float, leading: float) -> None:
        cell = (
            Cell(f"• {block.text}", _shifted(block.cells[0].mentions, 2)) if block.kind == "bullet" else block.cells[0]
        )
        sign = {"bullet": "• ", "item": cell.text[: cell.text.index(". ") + 2] if ". " in cell.text else ""}
        indent = _width(sign.get(block.kind, ""), font, size)
        left = LEFT + (14 if block.kind == "bullet" else 0)
        ranges = _wrap(cell.text, font, size, MEASURE - indent - (left - LEFT)) if block.kind != "fixed" else None
        for number, (start, end) in enumerate(ranges or [(0, len(cell.text))]):
            if self.base > BOTTOM:
                self._new_page()
                apart = bool(self.running)
            text = _shown(cell.text, start, end)
            at = left + (indent if number else 0)
            if block.kind == "title":
                at = (WIDTH - _width(text, font, size)) / 2
            line = Line([Part(text, at, font, size)], self.base, apart and (number == 0 or not self.page.lines[1:]))
            line.mentions = list(_placed(cell, start, end))
            self.page.lines.append(line)
            self.base += leading * (1.3 if block.kind == "title" else 1)

    def _beside(self, cells: Sequence[tuple[float, Cell, str, float]], apart: bool) -> None:
        """One line of several cells (left, cell, font, size), with their mentions."""
        line, at = Line([], self.base, apart), 0
        for left, cell, font, size in cells:
            if not cell.text:
                continue
            line.parts.append(Part(cell.text, left, font, size))
            line.mentions += [Placed(m.start + at, m.end + at, m, False) for m in cell.mentions]
            at += len(cell.text) + 1
        self.page.lines.append(line)
        self.base += self.style.leading

    def _set_labels(self, block: Block, apart: bool) -> None:
        pairs = len(block.cells) // 2
        starts = [LEFT + MEASURE * share for share in ((0.0, 0.42, 0.66) if pairs == 3 else (0.0, 0.5, 0.8))]
        cells = []
        for number in range(pairs):
            label, value = block.cells[2 * number], block.cells[2 * number + 1]
            left = starts[number]
            if cells and left < cells[-1][0] + _width(cells[-1][1].text, self.style.regular, self.style.size) + 6:
                raise ValueError(f"a value runs into the next label: {cells[-1][1].text!r}")
            cells.append((left, label, self.style.regular, SMALL))
            after = left + _width(label.text, self.style.regular, SMALL) + 5
            cells.append((max(after, left + 46) if number == 0 else after, value, self.style.regular, self.style.size))
        self._beside(cells, apart)

    def _set_row(self, block: Block, apart: bool) -> None:
        if self.base > BOTTOM - self.style.leading:
            self._new_page()
            apart = bool(self.running)
        font = self.style.regular
        cells = block.cells
        if cells[0].text.startswith("#"):  # a head row, or a sum
            font = self.style.bold
            cells = (Cell(cells[0].text[1:].strip(), _shifted(cells[0].mentions, -1)), *cells[1:])
        top, bottom = self.base - self.style.leading * 0.85, self.base + self.style.leading * 0.35
        size = self.style.size - 1
        left, placed = LEFT - 3, []
        self.page.rules += [(left, y, left + MEASURE, y) for y in (top, bottom)]
        for cell, share in zip(cells, self.shares, strict=True):
            width = MEASURE * share
            self.page.rules.append((left, top, left, bottom))
            set_width = _width(cell.text, font, size)
            if set_width > width - 6:
                raise ValueError(f"a cell is too wide: {cell.text!r}")
            right = _NUMERIC.fullmatch(cell.text) and placed
            placed.append((left + width - set_width - 4 if right else left + 4, cell, font, size))
            left += width
        self.page.rules.append((left, top, left, bottom))
        self._beside(placed, apart)
        self.base += bottom - top - self.style.leading


def _shifted(mentions: Sequence[Marked], by: int) -> tuple[Marked, ...]:
    return tuple(Marked(m.start + by, m.end + by, m.label, m.text, m.facts) for m in mentions)


def _shown(text: str, start: int, end: int) -> str:
    return text[start:end].replace("¬", "") + ("-" if text[end : end + 1] == "¬" else "")


def _placed(cell: Cell, start: int, end: int) -> Iterator[Placed]:
    """The mentions that begin in the line `start` to `end` of a cell, in its columns."""

    def column(at: int) -> int:
        return at - start - cell.text.count("¬", start, at)

    for mention in cell.mentions:
        if start <= mention.start < end:
            yield Placed(column(mention.start), column(min(mention.end, end)), mention, mention.end > end)


def _wrap(text: str, font: str, size: float, measure: float) -> list[tuple[int, int]]:
    """Ranges of the lines; a line may end at a space, behind a hyphen between letters, or at '¬'."""
    ends = [m.start() if m[0] in " ¬" else m.end() for m in re.finditer(r" |¬|(?<=\w)[-/](?=\w\w)", text)]
    lines, start, end = [], 0, 0
    for word_end in [*ends, len(text)]:
        if _width(_shown(text, start, word_end), font, size) > measure and end > start:
            lines.append((start, end))
            start = end + (text[end] in " ¬")
        end = word_end
    lines.append((start, len(text)))
    return lines

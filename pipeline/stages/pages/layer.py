"""Words with boxes, in whatever order they were painted, as text in reading order.

Words become line pieces (parted at wide gaps), pieces become columns where they run side by side as prose does, and
lines become blocks where the distance between them grows. Rows of a table and label-value lines of a letterhead
stay on one line, because there the sense runs across.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from statistics import fmean, median
from typing import NamedTuple

from pipeline.document import Box, Reading, Span, Word

_GAP = 1.5  # times the height of a line: wider blanks part line pieces
_SAME_LINE = 0.5  # share of the lower word's height that must overlap
_BLOCK = 0.75  # times the height of a line: more than this above the usual distance starts a block
_COLUMN_LINES = 3  # lines that both columns must have
_PROSE = 3.0  # words in a line piece, on average, above which it is prose and no table or letterhead
_HAS_DIGIT = re.compile(r"\d")


class PlacedWord(NamedTuple):
    """A word with its box in points of the page. A tuple, because a page has a thousand and more."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words of one line without a wide gap between them."""

    words: tuple[PlacedWord, ...]
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


_Line = tuple[_Piece, ...]


def layer_reading(words: Sequence[PlacedWord], made_by: str) -> Reading:
    """A text layer's reading: lines parted by a newline, blocks by an empty line."""
    lines = _in_order(_lines(words))
    text: list[str] = []
    placed: list[Word] = []
    at = 0
    usual = _usual_distance(lines)
    previous: _Line | None = None
    gap = ""
    for line in lines:
        if previous is not None:
            gap = "\n\n" if _starts_block(previous, line, usual) else "\n"
        for piece in line:
            for content, left, top, right, bottom in piece.words:
                start = at + len(gap)
                at = start + len(content)
                text += (gap, content)
                placed.append(Word(Span(start, at), Box(left, top, right, bottom)))
                gap = " "
        previous = line
    return Reading("text-layer", "".join(text), tuple(placed), made_by)


def _lines(words: Sequence[PlacedWord]) -> list[_Line]:
    """Words that stand side by side, top to bottom, each line cut at its wide gaps."""
    rows: list[list[PlacedWord]] = []
    anchors: list[tuple[float, float]] = []
    row, edges = [], (0.0, 0.0)
    for word in sorted(words, key=_middle_then_left):
        if word[2::2] == edges:  # as high as the word before: by far the most
            row.append(word)
            continue
        edges = word[2::2]
        # Looks back a few rows: a large letter beside two small lines has its middle between theirs.
        for row, anchor in zip(rows[:-4:-1], anchors[:-4:-1]):
            lower = min(edges[1] - edges[0], anchor[1] - anchor[0])
            overlap = min(edges[1], anchor[1]) - max(edges[0], anchor[0])
            if overlap > _SAME_LINE * max(lower, 0.1):
                row.append(word)
                break
        else:
            row = [word]
            rows.append(row)
            anchors.append(edges)
    return [_pieces(sorted(row, key=_left)) for row in rows]


def _middle_then_left(word: PlacedWord) -> tuple[float, float]:
    return word[2] + word[4], word[1]


_left = itemgetter(1)


def _pieces(row: Sequence[PlacedWord]) -> _Line:
    widest = _GAP * median([bottom - top for _, _, top, _, bottom in row])
    pieces = []
    start, reached = 0, row[0].right
    for index, (_, left, _, right, _) in enumerate(row):
        if left - reached > widest:
            pieces.append(_piece(row[start:index]))
            start = index
        reached = right
    pieces.append(_piece(row[start:]))
    return tuple(pieces)


def _piece(words: Sequence[PlacedWord]) -> _Piece:
    _, lefts, tops, rights, bottoms = zip(*words)
    return _Piece(tuple(words), min(lefts), min(tops), max(rights), max(bottoms))


def _in_order(lines: Sequence[_Line]) -> list[_Line]:
    """Lines in reading order: where pieces run in columns, the left column before the right one."""
    ordered: list[_Line] = []
    at = 0
    while at < len(lines):
        run = _column_run(lines, at)
        if run is None:
            ordered.append(lines[at])
            at += 1
            continue
        end, gutter = run
        within = [piece for line in lines[at:end] for piece in line]
        for side in (
            [piece for piece in within if piece.right <= gutter],
            [piece for piece in within if piece.left >= gutter],
        ):
            ordered += _in_order(_lines([word for piece in side for word in piece.words]))
        at = end
    return ordered


def _column_run(lines: Sequence[_Line], start: int) -> tuple[int, float] | None:
    """The longest run of lines from `start` with a gutter through it and prose on both sides: its end, the gutter."""
    opening = [piece for line in lines[start : start + 2] for piece in line]  # lines of two columns may take turns
    best: tuple[int, float] | None = None
    for edge in sorted({piece.left for piece in opening}):
        before = [piece.right for piece in opening if piece.right < edge]
        if not before:
            continue
        low, high, end = max(before), edge, start
        for line in lines[start:]:
            new_low = max([low, *(piece.right for piece in line if piece.left < low)])
            new_high = min([high, *(piece.left for piece in line if piece.left >= low)])
            if new_high - new_low < 0.8 * median(piece.bottom - piece.top for piece in line):
                break
            low, high, end = new_low, new_high, end + 1
        gutter = (low + high) / 2
        if _are_columns(lines[start:end], gutter) and (best is None or end > best[0]):
            best = (end, gutter)
    return best


def _are_columns(lines: Sequence[_Line], gutter: float) -> bool:
    left = [piece for line in lines for piece in line if piece.right <= gutter]
    right = [piece for line in lines for piece in line if piece.left >= gutter]
    if len(left) < _COLUMN_LINES or len(right) < _COLUMN_LINES:
        return False
    shared = min(left[-1].bottom, right[-1].bottom) - max(left[0].top, right[0].top)
    shorter = min(left[-1].bottom - left[0].top, right[-1].bottom - right[0].top)
    if shared < 0.5 * shorter:
        return False
    counts = sorted(fmean(len(piece.words) for piece in side) for side in (left, right))
    if counts[0] >= _PROSE:
        return True
    # A narrow column beside prose (address and telephone in the margin) is one; a column of figures is a table's.
    narrow = min(left, right, key=lambda side: fmean(len(piece.words) for piece in side))
    figures = sum(bool(_HAS_DIGIT.search(piece.words[0].text)) for piece in narrow)
    return counts[1] >= 2 * _PROSE and counts[0] >= 1.3 and figures < len(narrow) / 2


def _usual_distance(lines: Sequence[_Line]) -> float:
    distances = [_distance(above, below) for above, below in pairwise(lines)]
    return median([distance for distance in distances if distance >= -1] or [0.0])


def _distance(above: _Line, below: _Line) -> float:
    return min(piece.top for piece in below) - max(piece.bottom for piece in above)


def _starts_block(above: _Line, below: _Line, usual: float) -> bool:
    height = min(piece.bottom - piece.top for piece in (*above, *below))
    distance = _distance(above, below)
    return distance < -height or distance > max(usual, 0.0) + _BLOCK * height

"""Amounts that stand in the rows of a table: what is written at the head of their row and of their column.

A row is a line that ends in amounts with nothing between them; the line above its rows names the columns ('Post,
Begroot, Werkelijk'), a line between rows names the ones below it ('Lasten').
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.stages.tag.amounts import Money
from pipeline.stages.tag.surface import Surface

_NOTHING = re.compile(r"[\s.()|]*(?:-{1,2}|–|p\.?m\.?|nihil)?[\s.()|]*", re.IGNORECASE)
_EMPTY_CELL = re.compile(r"(?<=\s)(?:-{1,2}|–|p\.?m\.?|nihil)(?=\s|$)", re.IGNORECASE)
_APART = re.compile(r"(?:\t| {2,}|\.{3,} ?|: ?|\| ?|^)$")
_RULED = re.compile(r"[\s\-–—=_|+]*")
_HEAD_START = re.compile(r"[A-ZÀ-Þ(€]|(?:19|20)\d\d")
_COUNT = re.compile(
    r"(?:aantal(?:len)?|aanvragen|leden|deelnemers|bezoekers|inwoners|leerlingen|woningen|huishoudens|projecten|fte|m2|m²|"
    r"stuks|uren|dagen|nr\.?|procent|%)(?: .*)?",
    re.IGNORECASE,
)
_MOST_ROWS = 60
_MOST_WORDS = 10  # in a label or a heading


@dataclass(frozen=True, slots=True)
class Cell:
    """Where an amount stands in a table; empty: nothing is written there."""

    label: str
    column: str = ""
    section: str = ""

    @property
    def is_count(self) -> bool:
        """Whether its column counts something else than money."""
        return _COUNT.fullmatch(self.column) is not None


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    members: tuple[tuple[int, int], ...]  # (amount's index, number of its cell)
    cells: int


def find_cells(surface: Surface, amounts: Sequence[Money], source: str) -> dict[int, Cell]:
    """The cell of each amount that stands in a table, by its index in `amounts`."""
    starts = [0, *(m.end() for m in re.finditer(r"[\n\f]", source))]
    by_line: dict[int, list[int]] = {}
    for index, money in enumerate(amounts):
        by_line.setdefault(bisect_right(starts, surface.offsets[money.start]) - 1, []).append(index)
    bounds = [*starts[1:], len(source) + 1]
    lines = [source[start : end - 1] for start, end in zip(starts, bounds)]
    rows = {
        number: row
        for number, members in by_line.items()
        if (row := _row(surface, amounts, members, starts[number], lines[number])) is not None
    }
    found: dict[int, Cell] = {}
    for number, row in rows.items():
        above = _above(lines, rows, number, row.cells)
        for index, cell in row.members:
            found[index] = replace(above[cell], label=row.label)
    return found


def _row(surface: Surface, amounts: Sequence[Money], members: Sequence[int], start: int, line: str) -> _Row | None:
    spans = []
    for index in members:
        span = surface.to_source(amounts[index].start, amounts[index].end)
        spans.append((span.start - start, span.end - start))
    first, last = spans[0][0], spans[-1][1]
    gaps = [line[e:s] for (_, e), (s, _) in pairwise(spans)]
    label = line[:first]
    if last > len(line) or not all(_NOTHING.fullmatch(gap) for gap in [*gaps, line[last:]]):
        return None
    if len(label.split()) > _MOST_WORDS:
        return None
    if len(spans) == 1 and amounts[members[0]].rule != "amount:table" and not (label.strip() and _APART.search(label)):
        return None
    empty = [(m.start() + first, m.end() + first) for m in _EMPTY_CELL.finditer(line[first:])]
    cells = sorted([*spans, *(e for e in empty if not any(s < e[1] and e[0] < f for s, f in spans))])
    return _Row(
        label.strip(" \t.:|"), tuple((index, cells.index(span)) for index, span in zip(members, spans)), len(cells)
    )


def _above(lines: Sequence[str], rows: dict[int, _Row], number: int, cells: int) -> list[Cell]:
    """What stands above each cell of the row on line `number`."""
    section = ""
    for above in range(number - 1, max(-1, number - _MOST_ROWS), -1):
        line = lines[above].strip()
        if above in rows or _RULED.fullmatch(line):
            continue
        if len(line.split()) > _MOST_WORDS or line.endswith((".", ";", ",")):
            break
        heads = _heads(line, cells) if cells > 1 else None
        if heads is not None:
            return [Cell("", head, section) for head in heads]
        if section:
            break
        section = line
    return [Cell("", "", section)] * cells


def _heads(line: str, cells: int) -> list[str] | None:
    """The heads of the columns, where the line has one for each cell, with or without one above the labels."""
    parts = [part.strip() for part in re.split(r"\t| {2,}|\|| / ", line) if part.strip()]
    if len(parts) not in (cells, cells + 1):
        parts = []
        for word in line.split():
            is_year = re.fullmatch(r"(?:19|20)\d\d\W*", word)
            if parts and (not _HEAD_START.match(word) or (is_year and not re.search(r"\d", parts[-1]))):
                parts[-1] += f" {word}"
            else:
                parts.append(word)
    return parts[-cells:] if len(parts) in (cells, cells + 1) else None

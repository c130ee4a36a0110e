"""The period of an amount: what its sentence says of it, or the list, table or sentence that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.stages.tag.amounts import Money
from pipeline.stages.tag.periods import Period, find_periods, nearest
from pipeline.stages.tag.rows import Cell
from pipeline.stages.tag.structure import Structure, goes_on, points_back, shares_a_noun

_SAME_PERIOD = re.compile(r"\b(?:deze|die|dezelfde|genoemde) (?:periode|jaren|termijn)\b", re.IGNORECASE)
_WHEREAS = re.compile(
    r"\b(?:constaterende|overwegende|gezien|gehoord|van mening|van oordeel)(?: dat)?:?\s*$", re.IGNORECASE
)
_YEARS = re.compile(r"(?<![-\d])(?:19|20)\d\d\b")


def period_of(structure: Structure, money: Money, cell: Cell | None, others: Sequence[tuple[int, int]]) -> str:
    """The period of an amount; empty where nothing says it. `others` are the other amounts around it."""
    if cell is not None:
        return _of_cell(structure, cell, money)
    if money.period:
        return money.period
    sentence = structure.sentence(money.start)
    text = structure.text(sentence)
    shifted = [(s - sentence.start, e - sentence.start) for s, e in others]
    close = nearest(text, find_periods(text), money.start - sentence.start, money.end - sentence.start, shifted)
    if close:
        return _joined(close)
    surface = structure.surface
    index = surface.sentence_at(money.start)
    if _SAME_PERIOD.search(text):
        for earlier in reversed(surface.sentences[max(0, index - 4) : index]):
            stretches = [p for p in find_periods(structure.text(earlier)) if p.is_stretch]
            if stretches:
                return stretches[-1].value
    if structure.lead_in(money.start) is not None:
        return _stretch_above(structure, money)
    previous = structure.previous_sentence(money.start)
    if previous is not None and (shares_a_noun(structure.text(previous), text) and goes_on(text)):
        stretches = [p for p in find_periods(structure.text(previous)) if p.is_stretch]
        return stretches[-1].value if stretches else ""
    return ""


def _stretch_above(structure: Structure, money: Money) -> str:
    """The period of the words that lead the list in."""
    lead = structure.lead_in(money.start)
    if lead is None or _WHEREAS.search(structure.text(lead)):
        return ""
    stretches = [p for p in find_periods(structure.text(lead)) if p.value != "once"]
    return stretches[-1].value if stretches else ""


def _of_cell(structure: Structure, cell: Cell, money: Money) -> str:
    """What the head of its column says, or that of its row, or the line above the table; never another row."""
    for head in (cell.column, cell.label):
        found = find_periods(head)
        years = _YEARS.findall(head)
        if found or len(years) == 1:
            return found[0].value if found else years[0]
    return money.period or _stretch_above(structure, money)


def _joined(close: Sequence[Period]) -> str:
    values = [period.value for period in close]
    every = next((v for v in values if v.startswith(("per ", "once"))), "")
    stretch = next((v for v in values if not v.startswith(("per ", "once"))), "")
    return every or stretch


def taken_up(structure: Structure, start: int, before: Sequence[tuple[int, str]]) -> str:
    """The period that the sentence of `start` goes on with: 'Daarvan is ...', '2. dit bedrag te verdelen: ...'.

    `before` are the amounts before this one, each with its period.
    """
    sentence, surface = structure.sentence(start), structure.surface
    said = structure.text(sentence)
    last, period = next(((s, p) for s, p in reversed(before) if s < sentence.start), (-1, ""))
    if last < 0 or not period or find_periods(said):
        return ""
    here, there = structure.block_at(start), structure.block_at(last)
    if here != there:
        items = structure.blocks[here].is_item and structure.blocks[there].is_item
        return period if items and here == there + 1 and goes_on(said) else ""
    first = surface.sentence_at(last) + 1
    since = surface.sentences[first : surface.sentence_at(start) + 1]
    if len(since) > 2 or not (goes_on(said) or any(points_back(structure.text(one)) for one in since)):
        return ""
    return period if period[:1].isdigit() or period.startswith(("until", "from")) else ""

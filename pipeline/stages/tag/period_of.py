"""The period of an amount: what its sentence says of it, or the list, table or sentence that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.stages.tag.amounts import Money
from pipeline.stages.tag.periods import Period, find_periods, nearest
from pipeline.stages.tag.places import shares_a_noun
from pipeline.stages.tag.rows import Cell
from pipeline.stages.tag.structure import Structure, goes_on

_SAME_PERIOD = re.compile(r"\b(?:deze|die|dezelfde|genoemde) (?:periode|jaren|termijn)\b", re.IGNORECASE)
_WHEREAS = re.compile(r"\b(?:constaterende|overwegende|gezien|gehoord|van mening|van oordeel)(?: dat)?:?\s*$", re.IGNORECASE)
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


def taken_up(structure: Structure, start: int, last: int, period: str) -> str:
    """The stretch of the amount at `last`, if the sentence of `start` goes on from it: 'Daarvan is ...'."""
    sentence, surface = structure.sentence(start), structure.surface
    if last >= sentence.start or not goes_on(structure.text(sentence)):
        return ""
    near = surface.sentence_at(start) - surface.sentence_at(last) <= 2
    if not near or structure.block_at(last) != structure.block_at(start):
        return ""
    return period if period[:1].isdigit() or period.startswith(("until", "from")) else ""

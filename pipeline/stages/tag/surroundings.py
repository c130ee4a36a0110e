"""What is said around an amount, gathered for `roles`: its sentence, and what stands above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.document import Span
from pipeline.stages.tag.amounts import Money
from pipeline.stages.tag.exactness import bound
from pipeline.stages.tag.roles import Surroundings
from pipeline.stages.tag.rows import Cell
from pipeline.stages.tag.structure import Structure, goes_on

_BESIDE = 150  # code points beside an amount that may say how exact it is, and whose
_MOST_OPENING = 300  # code points from the last amount of the words that open a table to its first
_MOST_NEAR = 40  # amounts before and behind one that may have a say in what belongs to it


def beside(structure: Structure, money: Money) -> tuple[str, str]:
    """What its sentence says right before and right behind an amount."""
    text, sentence = structure.surface.text, structure.sentence(money.start)
    return (
        text[max(sentence.start, money.start - _BESIDE) : money.start],
        text[money.end : min(sentence.end, money.end + _BESIDE)],
    )


def is_ceiling(structure: Structure, money: Money) -> bool:
    """Whether the words next to an amount say that it is the most: that goes before any other role.

    'minder dan € 1.000' is a bound, but no more than that.
    """
    before, after = beside(structure, money)
    return bound(before, after) == "ceiling" and not before.rstrip().lower().endswith("minder dan")


@dataclass(frozen=True)
class Text:
    """A text with its amounts: what surrounds each of them."""

    structure: Structure
    amounts: Sequence[Money]
    cells: dict[int, Cell] = field(default_factory=dict)

    def others(self, index: int) -> list[tuple[int, int]]:
        """The amounts near amount `index`, in the surface; none for a cell: a row shares what stands at its head."""
        if index in self.cells:
            return []
        near = range(max(0, index - _MOST_NEAR), min(len(self.amounts), index + _MOST_NEAR))
        return [(self.amounts[i].start, self.amounts[i].end) for i in near if i != index]

    def surroundings(self, index: int, before: str | None) -> Surroundings:
        """Of amount `index`, where the amount before it has the role `before`."""
        money, structure = self.amounts[index], self.structure
        cell = self.cells.get(index)
        above = []
        for name, span in (("lead", structure.lead_in(money.start)), ("heading", structure.heading(money.start))):
            if span is not None:
                above.append((name, structure.text(span)))
        if cell is not None:
            told = [("column", cell.column), ("row", cell.label), ("section", cell.section), ("table", money.head)]
            link = self._link_of_cell(index)
            return Surroundings(
                "€", 0, 1, (), tuple(a for a in [*told, *above] if a[1]), before if link else None, link
            )
        sentence = structure.sentence(money.start)
        said = structure.text(sentence)
        others = tuple(
            (s - sentence.start, e - sentence.start)
            for s, e in self.others(index)
            if sentence.start <= s and e <= sentence.end
        )
        previous = structure.previous_sentence(money.start)
        if previous is not None:
            above.append(("previous.goes-on" if goes_on(said) else "previous", structure.text(previous)))
        link = self._link(index, said)
        return Surroundings(
            said,
            money.start - sentence.start,
            money.end - sentence.start,
            others,
            tuple(above),
            before if link else None,
            link,
        )

    def _link(self, index: int, said: str) -> str:
        """How near the amount before is: in the same sentence, or in one that this sentence takes up."""
        if index == 0 or index - 1 in self.cells:
            return ""
        structure, start, last = self.structure, self.amounts[index].start, self.amounts[index - 1].start
        if last >= structure.sentence(start).start:
            return "same"
        same_block = structure.block_at(last) == structure.block_at(start)
        between = structure.surface.sentence_at(start) - structure.surface.sentence_at(last)
        if same_block and between <= 2:
            return "taken-up" if goes_on(said) else "next" if between == 1 else ""
        block = structure.blocks[structure.block_at(start)]
        if block.is_item and structure.block_at(last) == structure.block_at(start) - 1:
            return "list" if structure.blocks[structure.block_at(last)].is_item else "opened"
        return ""

    def _link_of_cell(self, index: int) -> str:
        """Of a cell: the amount before stands in the same table, or in the words that open it."""
        if index == 0:
            return ""
        if index - 1 in self.cells:
            return "cell" if self.cells[index - 1].section == self.cells[index].section else ""
        between = self.structure.text(Span(self.amounts[index - 1].end, self.amounts[index].start))
        return "opened" if len(between) < _MOST_OPENING and re.search(r":\s", between) else ""

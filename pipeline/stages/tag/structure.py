"""Where a sentence stands: its paragraph or list item, the words that lead a list in, the heading above.

What is said once above a list or a section holds for all below it, so relations look here when the sentence of an
amount is silent.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from pipeline.document import Span
from pipeline.stages.tag.surface import BULLET, Surface

_NUMBERED_HEADING = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.? +[A-ZÀ-Þ]")
_OF_A_YEAR = re.compile(r"[A-Z][a-zà-ÿ]+(?: [a-zà-ÿ]+){0,3} (?:19|20)\d\d")  # 'Vaststelling 2013'
_GOES_ON = re.compile(
    r"(?:(?:in|voor|vanaf|na|over) (?:het jaar )?\d{4} (?:is|was|wordt|blijft|zijn) (?:dat|dit|het|die)|"
    r"daar|daarvan|hiervan|daarvoor|hiervoor|daarnaast|daarbovenop|hierbij|daarbij|daarmee|hiermee|daardoor|wel|dit|deze|"
    r"dat|die|uitzondering|ook|dus|het gaat|het verschil|dit bedrag|het bedrag|de helft|samen|per saldo|na \d{4})\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"(?<!ing )\b(?:daar|hier)(?:van|op)\b|\b(?:de|het) (?:overige|resterende|andere helft)\b", re.IGNORECASE
)
_LONGEST_HEADING = 90
_STEP = 200
_NEAR = 700
"""Code points on either side of an amount in which a sentence may say something of it: more than any real one has."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, heading or row of a table: a line of the surface."""

    span: Span
    is_item: bool
    is_heading: bool


@dataclass(frozen=True)
class Structure:
    surface: Surface

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        found, start = [], 0
        for line in self.surface.text.split("\n"):
            if line.strip():
                short = len(line) <= _LONGEST_HEADING
                numbered = short and _NUMBERED_HEADING.match(line) and not re.search(r"[.,;:]\s*$|€", line)
                item = bool(BULLET.match(line)) and not numbered
                plain = not re.search(r"[.,;!?]\s*$|\d\s*$|€|,-|\d\.\d{3}|\t.*\d|\d-\d{1,2}-\d{4}", line)
                heading = not item and short and line[:1].isupper() and (plain or _OF_A_YEAR.fullmatch(line))
                found.append(Block(Span(start, start + len(line)), item, bool(heading or numbered)))
            start += len(line) + 1
        return tuple(found)

    @cached_property
    def _starts(self) -> list[int]:
        return [b.span.start for b in self.blocks]

    def block_at(self, place: int) -> int:
        """Index of the block that holds `place`."""
        return max(0, bisect_right(self._starts, place) - 1)

    def sentence(self, place: int) -> Span:
        """The sentence of `place`; of one without an end only what stands near, so that time stays linear."""
        sentence = self.surface.sentences[self.surface.sentence_at(place)]
        if len(sentence) <= 2 * _NEAR:
            return sentence
        # In steps, so that amounts close to each other share what is worked out for their stretch.
        first = sentence.start + max(0, (place - sentence.start - _NEAR) // _STEP * _STEP)
        return Span(first, min(sentence.end, first + 2 * _NEAR + _STEP))

    def previous_sentence(self, place: int) -> Span | None:
        """The sentence before the one of `place`, in the same block."""
        index = self.surface.sentence_at(place)
        if index == 0:
            return None
        before = self.surface.sentences[index - 1]
        if before.start < self.blocks[self.block_at(place)].span.start:
            return None
        return Span(max(before.start, before.end - _NEAR), before.end)

    def lead_in(self, place: int) -> Span | None:
        """The last two sentences before the list that `place` stands in.

        Where no line end told the last item of a list from the paragraph below it, the two are one block; a colon at
        its end says that it leads in the next list.
        """
        index = self.block_at(place)
        if not self.blocks[index].is_item:
            return None
        leader = self._leaders[index]
        if leader < 0:
            return None
        index = leader
        block = self.blocks[index].span
        last = self.surface.sentence_at(block.end - 1)
        start = max(block.start, self.surface.sentences[max(0, last - 1)].start)
        return Span(max(start, block.end - 2 * _NEAR), block.end)

    @cached_property
    def _leaders(self) -> list[int]:
        """For each block the one above that is no item, or that leads a list in; -1: none."""
        found, leader = [], -1
        for index, block in enumerate(self.blocks):
            found.append(leader)
            if not block.is_item or self.text(block.span).endswith(":"):
                leader = index
        return found

    def heading(self, place: int) -> Span | None:
        """The nearest heading above, if no more than half a page of text lies between."""
        index = bisect_right(self._heading_starts, self.blocks[self.block_at(place)].span.start - 1) - 1
        if index < 0:
            return None
        span = self._headings[index]
        return span if place - span.end <= 2 * _NEAR else None

    @cached_property
    def _headings(self) -> list[Span]:
        return [block.span for block in self.blocks if block.is_heading]

    @cached_property
    def _heading_starts(self) -> list[int]:
        return [span.start for span in self._headings]

    def text(self, span: Span) -> str:
        return self.surface.text[span.start : span.end]


def goes_on(sentence: str) -> bool:
    """Whether a sentence takes up the one before it: 'Daarvan is ...', 'In 2017 is dat ...', '2. dit bedrag ...'."""
    return _GOES_ON.match(sentence, item.end() if (item := BULLET.match(sentence)) else 0) is not None


def points_back(sentence: str) -> bool:
    """Whether a sentence is about a part of a sum that was named: 'De gemeente betaalt daarvan de helft'."""
    return _POINTS_BACK.search(sentence) is not None


def shares_a_noun(one: str, other: str) -> bool:
    """Whether two sentences name the same thing: a long word in both, which is a noun more often than not."""

    def long_words(text: str) -> set[str]:
        return {w.lower() for w in re.findall(r"[^\W\d_]{9,}", text)} - _NO_NOUNS

    return bool(long_words(one) & long_words(other))


_NO_NOUNS = frozenset(
    (
        "beschikbaar",
        "bijvoorbeeld",
        "gemeentelijke",
        "verschillende",
        "belangrijke",
        "belangrijk",
        "natuurlijk",
        "inmiddels",
        "daarnaast",
        "vervolgens",
        "gezamenlijk",
        "nadrukkelijk",
        "ondertussen",
        "bovendien",
        "uiteindelijk",
        "tegelijkertijd",
        "groningen",
        "voldoende",
    )
)

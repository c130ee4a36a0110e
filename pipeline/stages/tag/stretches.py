"""Running text apart from what stands between it: a sentence that goes on overleaf is one sentence for the tagger.

Heads, feet and notes are tagged by themselves: their names count too, but no amount is theirs for standing beside them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.document import Mention, Span

_BETWEEN = "\n\n\n.\n\n\n"
"""Parts two asides: the stop keeps one from being read on in the other. Two empty lines, because one between all lines
is how some texts are set."""


@dataclass(frozen=True)
class Stretches:
    """Stretches of a document's text, as the one text that is tagged: running text on end, asides parted.

    `spans` are sorted, disjoint and not empty.
    """

    spans: tuple[Span, ...]
    between: str = ""

    def text(self, document: str) -> str:
        return self.between.join(document[span.start : span.end] for span in self.spans)

    @cached_property
    def _starts(self) -> list[int]:
        starts, cursor = [], 0
        for span in self.spans:
            starts.append(cursor)
            cursor += len(span) + len(self.between)
        return starts

    def placed(self, found: Sequence[Mention], document: str) -> Iterator[Mention]:
        """Mentions in `text` as mentions in the document; what runs from one aside into another is none."""
        for mention in found:
            span = self.in_document(mention.span)
            if span is None:
                continue
            sentence = self.in_document(mention.sentence) if mention.sentence else None
            yield replace(mention, span=span, text=document[span.start : span.end], sentence=sentence)

    def in_document(self, span: Span) -> Span | None:
        first, last = self._at(span.start), self._at(span.end - 1)
        if self.between and first != last:
            return None
        start = self.spans[first].start + span.start - self._starts[first]
        end = self.spans[last].start + span.end - self._starts[last]
        return Span(start, end) if end <= self.spans[last].end else None

    def _at(self, place: int) -> int:
        return bisect_right(self._starts, place) - 1


def parted(asides: Sequence[tuple[Span, str]], start: int, end: int) -> Iterator[Stretches]:
    """The running text between `start` and `end` of a document, then its asides; nothing where there are none."""
    body: list[Span] = []
    beside: list[Span] = []
    cursor = start
    for aside, _ in asides[max(0, bisect_right(asides, start, key=lambda one: one[0].start) - 1) :]:
        if aside.start >= end:
            break
        within = Span(max(aside.start, start), max(min(aside.end, end), start))
        if len(within):
            body.append(Span(cursor, within.start))
            beside.append(within)
            cursor = within.end
    body.append(Span(cursor, end))
    if running := tuple(span for span in body if len(span)):
        yield Stretches(running)
    if beside:
        yield Stretches(tuple(beside), _BETWEEN)

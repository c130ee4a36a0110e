"""Layers of edits: how a text changes without losing where each of its characters came from.

The walk back from the text after a layer to the text before it, and undoing it, need only the edits themselves.
Offsets count code points.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"Span({self.start}, {self.end}) is not a range")

    def __len__(self) -> int:
        return self.end - self.start

    def shift(self, offset: int) -> Span:
        return Span(self.start + offset, self.end + offset)

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a code point; an empty span overlaps what it lies strictly inside of."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Edit:
    """`before` at `start` became `after` by `rule`; `start` counts in the text as the edit's layer found it.

    The rule id is stable ('confusions:o>e', 'words:Steiier', 'ftfy:fix_encoding', 'review:anna'), never a line number.
    """

    start: int
    before: str
    after: str
    rule: str
    confidence: float = 1.0

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + len(self.before))


@dataclass(frozen=True)
class Layer:
    """The edits of one stage over one text: sorted, disjoint, each of them a change.

    Two edits may touch (one ends where the next starts) but two insertions may not share a place.

    Raises:
        ValueError: edits overlap, are not sorted, or change nothing.
    """

    stage: str
    made_by: str
    edits: tuple[Edit, ...] = ()

    def __post_init__(self) -> None:
        end = -1
        for edit in self.edits:
            if edit.before == edit.after:
                raise ValueError(f"{self.stage}: {edit} changes nothing")
            if edit.start < max(end, 0) or (edit.start == end and not edit.before):
                raise ValueError(f"{self.stage}: {edit} overlaps the edit before it or is out of order")
            end = edit.start + len(edit.before)

    @cached_property
    def _before_starts(self) -> list[int]:
        return [e.start for e in self.edits]

    @cached_property
    def _after_starts(self) -> list[int]:
        starts, shift = [], 0
        for edit in self.edits:
            starts.append(edit.start + shift)
            shift += len(edit.after) - len(edit.before)
        return starts

    def apply(self, text: str) -> str:
        """The text after this layer.

        Raises:
            ValueError: the layer was made for another text.
        """
        return _splice(text, ((e.start, e.before, e.after) for e in self.edits), self.stage)

    def undo(self, text: str) -> str:
        """The text before this layer, from the text after it."""
        return _splice(text, ((s, e.after, e.before) for s, e in zip(self._after_starts, self.edits)), self.stage)

    def to_before(self, span: Span) -> Span:
        """The smallest span of the text before this layer that `span` of the text after it came from.

        A span that touches part of a replacement came from the whole of what was replaced. Deleted text belongs to
        a span only where it lies strictly inside; an empty span at a deletion maps to the deletion's start.
        """
        return _map_span(span, self._after_starts, [(len(e.after), e.start, len(e.before)) for e in self.edits])

    def to_after(self, span: Span) -> Span:
        """The smallest span of the text after this layer that covers what became of `span`."""
        rows = [(len(e.before), s, len(e.after)) for s, e in zip(self._after_starts, self.edits)]
        return _map_span(span, self._before_starts, rows)

    def edits_over(self, span_before: Span) -> tuple[Edit, ...]:
        """The edits that changed something inside `span_before` (in the text before this layer)."""
        first = max(0, bisect_left(self._before_starts, span_before.start) - 1)
        found = []
        for edit in self.edits[first:]:
            if edit.start > span_before.end:
                break
            inside = edit.span.overlaps(span_before) or (
                not edit.before and span_before.start <= edit.start <= span_before.end
            )
            if inside:
                found.append(edit)
        return tuple(found)


def _splice(text: str, changes: Iterable[tuple[int, str, str]], stage: str) -> str:
    parts, cursor = [], 0
    for start, old, new in changes:
        if text[start : start + len(old)] != old:
            raise ValueError(f"{stage}: {old!r} does not stand at {start}; the layer was made for another text")
        parts += [text[cursor:start], new]
        cursor = start + len(old)
    return "".join([*parts, text[cursor:]])


def _map_span(span: Span, starts: Sequence[int], rows: Sequence[tuple[int, int, int]]) -> Span:
    """Map through replacements: `starts` on this side, and per row (length here, start there, length there)."""

    def map_point(point: int, is_end: bool) -> int:
        # An end belongs to what lies before it, a start to what lies behind it.
        index = (bisect_left(starts, point) if is_end else bisect_right(starts, point)) - 1
        if index < 0:
            return point
        here, (length_here, there, length_there) = starts[index], rows[index]
        if point < here + length_here or (is_end and point == here + length_here):
            return there + length_there if is_end else there
        return there + length_there + (point - here - length_here)

    start = map_point(span.start, is_end=False)
    if not len(span):
        start = min(start, map_point(span.start, is_end=True))
        return Span(start, start)
    end = map_point(span.end, is_end=True)
    return Span(min(start, end), max(start, end))


def make_layer(stage: str, made_by: str, edits: Iterable[Edit]) -> Layer:
    """A layer from edits in any order; those that change nothing are left out."""
    kept = sorted((e for e in edits if e.before != e.after), key=lambda e: (e.start, e.start + len(e.before)))
    return Layer(stage, made_by, tuple(kept))

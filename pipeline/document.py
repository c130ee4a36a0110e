"""The values that travel through the pipeline: frozen, standard library only.

A page is born with raw text that never changes. A stage that changes text adds one `Layer` of `Edit`s;
the current text is computed from raw plus layers, so that every span of it walks back to the raw text,
to word boxes on the page and to the rule (or person) that changed it.

    Document -> Page -> Reading (raw text, words with boxes)
                     -> Layer -> Edit
             -> Letter   (which pages form one letter, its letterhead fields)
             -> Mention  (a party, a neighbourhood, an amount ... in the current text)

All offsets count code points. All boxes are in PDF points with the origin at the top left of the page.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import ClassVar

from pipeline.layers import Edit, Layer, Span, make_layer

__all__ = [
    "PAGE_SEPARATOR",
    "Amount",
    "Aside",
    "Box",
    "Document",
    "Edit",
    "Judgement",
    "Layer",
    "Letter",
    "Mention",
    "Page",
    "Picture",
    "Place",
    "Problem",
    "Reading",
    "Span",
    "Suggestion",
    "Word",
    "make_layer",
]

PAGE_SEPARATOR = "\f"
"""Stands between two pages in `Document.text` and `Document.raw` (and in plain text files that we read)."""


Place = tuple[int, str]
"""A page's number in the file, and which half of that page it is."""


@dataclass(frozen=True, slots=True)
class Box:
    """PDF points, origin top left."""

    left: float
    top: float
    right: float
    bottom: float

    @staticmethod
    def around(boxes: Iterable[Box]) -> Box | None:
        corners = [(box.left, box.top, box.right, box.bottom) for box in boxes]
        if not corners:
            return None
        lefts, tops, rights, bottoms = zip(*corners)
        return Box(min(lefts), min(tops), max(rights), max(bottoms))


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a reading: its span in that reading's text, its box, and the engine's confidence (0 to 1)."""

    span: Span
    box: Box | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One account of what a page says: its text layer, an OCR reading, or a page of a text file.

    Lines are parted by a newline, blocks by an empty line; words are sorted by span and disjoint.
    `made_by` names program, version and settings ('tesseract 5.3.0 nld psm 3, despeckle flatten deskew').
    """

    source: str  # "text-layer", "ocr" or "text-file"
    text: str
    words: tuple[Word, ...] = ()
    made_by: str = ""
    confidence: float | None = None  # mean over the words, 0 to 1

    def boxes(self, span: Span) -> tuple[Box, ...]:
        """Boxes of the words that share a code point with `span`."""
        first = bisect_right([w.span.end for w in self.words], span.start)
        found = []
        for word in self.words[first:]:
            if word.span.start >= span.end:
                break
            if word.box is not None:
                found.append(word.box)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the text layer of a page is worth: one of `KINDS`, how sure that is (0 to 1), and why."""

    kind: str
    probability: float
    reasons: tuple[str, ...] = ()

    KINDS: ClassVar = ("born-digital", "good-ocr-layer", "lying-ocr-layer", "partial", "none", "text-file")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A change that was too doubtful to make: for a person to decide. `span` counts in the text it was seen in."""

    span: Span
    before: str
    after: str
    rule: str
    probability: float


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong: in which stage, on which page (None: the whole file), what, and what to do next.

    `kind` is a short stable word ('encrypted', 'truncated', 'ocr-timeout'); `message` says what and where.
    """

    stage: str
    page: int | None
    kind: str
    message: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of the picture that a page was read from."""

    dpi: float
    skew: float = 0.0  # degrees, clockwise positive
    rotation: int = 0  # 0, 90, 180, 270
    steps: tuple[str, ...] = ()  # what was done to it before reading
    left_page: Box | None = None  # of two pages on one picture the left one, where it lies on the page of the file


@dataclass(frozen=True, slots=True)
class Aside:
    """A stretch of a page's raw text that is no running text: one of `KINDS`. `span` counts in `Page.raw`."""

    span: Span
    kind: str

    KINDS: ClassVar = ("running-head", "running-foot", "page-number", "footnote")


@dataclass(frozen=True)
class Page:
    """One page. `number` counts from 1 in the file; a page that failed keeps its number, with a problem.

    Of two pages that share a page of the file, `half` tells which this is; boxes count from the corner of that page.

    `reading` is the one whose text the layers build on; `others` are further readings of the same page (the text
    layer that was not believed, say), kept as evidence. `tables` are the page's tables as rows of cell texts.
    """

    number: int
    width: float  # PDF points
    height: float
    reading: Reading
    others: tuple[Reading, ...] = ()
    judgement: Judgement | None = None
    picture: Picture | None = None
    expected_error: float | None = None  # expected word error rate of `reading`, 0 to 1
    known_words: float | None = None  # share of the words of `reading` that the lexicon knows, where they were read
    tables: tuple[tuple[tuple[str, ...], ...], ...] = ()
    asides: tuple[Aside, ...] = ()
    layers: tuple[Layer, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    problems: tuple[Problem, ...] = ()
    half: str = ""  # "left", "right"

    @property
    def at(self) -> Place:
        """Where it is in the file: its own key, and what pages are sorted by."""
        return self.number, self.half

    @property
    def raw(self) -> str:
        return self.reading.text

    @property
    def source(self) -> str:
        return self.reading.source

    @cached_property
    def text(self) -> str:
        """Raw with every layer applied."""
        text = self.raw
        for layer in self.layers:
            text = layer.apply(text)
        return text

    def with_layer(self, layer: Layer) -> Page:
        """This page with one more layer; itself where the layer is empty."""
        return replace(self, layers=(*self.layers, layer)) if layer.edits else self

    def text_after(self, stages: Collection[str]) -> str:
        """The text as the layers of `stages` left it, which are the first ones that the page went through."""
        text = self.raw
        for layer in self.layers:
            if layer.stage in stages:
                text = layer.apply(text)
        return text

    def to_raw(self, span: Span) -> Span:
        """The span of `raw` that `span` of `text` came from."""
        for layer in reversed(self.layers):
            span = layer.to_before(span)
        return span

    def from_raw(self, span: Span) -> Span:
        """What became of `span` of `raw` in `text`."""
        for layer in self.layers:
            span = layer.to_after(span)
        return span

    def aside_spans(self) -> Iterator[tuple[Span, str]]:
        """The asides in `text`, with their kinds; one of which nothing is left is passed over."""
        end = 0
        for aside in self.asides:
            span = self.from_raw(aside.span)
            if span.end > max(span.start, end):
                yield Span(max(span.start, end), span.end), aside.kind
                end = span.end

    def boxes(self, span: Span) -> tuple[Box, ...]:
        """Word boxes on the page that `span` of `text` was read from."""
        return self.reading.boxes(self.to_raw(span))

    def history(self, span: Span) -> tuple[tuple[Layer, Edit], ...]:
        """Every edit that made `span` of `text` what it is, first to last."""
        found: list[tuple[Layer, Edit]] = []
        for layer in reversed(self.layers):
            span = layer.to_before(span)
            found[:0] = [(layer, edit) for edit in layer.edits_over(span)]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Amount:
    """What is known of a sum of money, in euro. Empty strings and None: not known, never guessed."""

    low: Decimal
    high: Decimal
    approximate: bool = False
    bound: str = ""  # "ceiling" (maximaal), "floor" (ruim, minimaal)
    period: str = ""  # "per year", "2011-2014", "until 2017", ...
    role: str = ""  # budget, cut, subsidy, credit, cost, levy, ceiling, overrun
    whose: str = ""  # party, organisation, municipality
    place: str = ""  # neighbourhoods or a group of them, as written
    codes: tuple[str, ...] = ()  # their codes where known
    role_confidence: float = 0.0  # how sure the role is, or that there is none, 0-1


@dataclass(frozen=True, slots=True)
class Mention:
    """A name or an amount in `Document.text`.

    Raises:
        ValueError: `text` has another length than `span`.
    """

    span: Span
    text: str
    label: str  # PARTY NEIGHBOURHOOD AMOUNT ORG PERSON PLACE
    canonical: str
    rule: str
    confidence: float = 1.0
    sentence: Span | None = None
    kind: str = ""  # of a neighbourhood: wijk, buurt, stadsdeel, area; of a party: national, local
    codes: tuple[str, ...] = ()  # CBS codes, with their edition: '2013:BU00140700'
    role: str = ""  # of a party in its sentence: author, coalition, asked
    amount: Amount | None = None

    def __post_init__(self) -> None:
        if len(self.text) != len(self.span):
            raise ValueError(f"{self.text!r} does not fill {self.span}")


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of a file: the pages it fills and what its head says. Empty: not found on the page."""

    number: int  # from 1 in the file
    first_page: int
    last_page: int
    kind: str = ""  # college letter, initiative proposal, motion, memo, agenda, incoming list, report, ...
    title: str = ""
    date: str = ""  # ISO 8601
    reference: str = ""
    sender: str = ""
    addressee: str = ""
    author: str = ""
    first_half: str = ""  # where the letter starts on one of two pages that share a page of the file

    @property
    def start(self) -> Place:
        return self.first_page, self.first_half


@dataclass(frozen=True)
class Document:
    """One input file. `id` is the SHA-256 of its bytes (hex)."""

    id: str
    path: str
    pages: tuple[Page, ...] = ()
    letters: tuple[Letter, ...] = ()
    mentions: tuple[Mention, ...] = ()
    problems: tuple[Problem, ...] = ()  # of the file as a whole; a page's own are on the page
    made_by: str = ""

    @cached_property
    def text(self) -> str:
        return PAGE_SEPARATOR.join(page.text for page in self.pages)

    @cached_property
    def raw(self) -> str:
        return PAGE_SEPARATOR.join(page.raw for page in self.pages)

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        return (*self.problems, *(problem for page in self.pages for problem in page.problems))

    @property
    def status(self) -> str:
        """'ok' without problems, 'partial' with some text in spite of problems, else 'failed'."""
        if not self.all_problems:
            return "ok"
        return "partial" if any(page.raw.strip() for page in self.pages) else "failed"

    @cached_property
    def page_offsets(self) -> tuple[int, ...]:
        """Where each page starts in `text`."""
        offsets, cursor = [], 0
        for page in self.pages:
            offsets.append(cursor)
            cursor += len(page.text) + len(PAGE_SEPARATOR)
        return tuple(offsets)

    @cached_property
    def asides(self) -> tuple[tuple[Span, str], ...]:
        """What is no running text, in `text`: spans, sorted and disjoint, with their kinds."""
        return tuple(
            (span.shift(offset), kind)
            for page, offset in zip(self.pages, self.page_offsets)
            for span, kind in page.aside_spans()
        )

    def part_of(self, span: Span) -> str:
        """The kind of the aside that `span` of `text` starts in; 'body' where it stands in running text."""
        index = bisect_right(self.asides, span.start, key=lambda aside: aside[0].start) - 1
        return self.asides[index][1] if index >= 0 and span.start < self.asides[index][0].end else "body"

    def reads(self, span: Span) -> str:
        """The text of `span` as it reads: what runs over the end of a page goes on behind the foot and the head."""
        if self.part_of(span) != "body":
            return self.text[span.start : span.end]
        first = bisect_right(self.asides, span.start, key=lambda aside: aside[0].start)
        parts, cursor = [], span.start
        for aside, _ in self.asides[first:]:
            if aside.start >= span.end:
                break
            parts.append(self.text[cursor : aside.start])
            cursor = aside.end
        return "".join([*parts, self.text[cursor : span.end]])

    def locate(self, span: Span) -> tuple[tuple[Page, Span], ...]:
        """The pages that `span` of `text` lies on, each with its part (in the page's own `text`)."""
        first = max(0, bisect_right(self.page_offsets, span.start) - 1)
        found: list[tuple[Page, Span]] = []
        for page, offset in zip(self.pages[first:], self.page_offsets[first:]):
            if offset > span.end or (offset == span.end and found):
                break
            start, end = max(span.start - offset, 0), min(span.end - offset, len(page.text))
            if start <= end and (end > start or not len(span)):
                found.append((page, Span(start, end)))
        return tuple(found)

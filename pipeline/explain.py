"""From a table row, a span or a word back to the page: raw text, every edit with its rule, boxes, the picture.

A single word is weighed again as the run weighed it: what else may have stood there, and how likely each is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from pipeline import dictionaries
from pipeline.document import Box, Document, Edit, Judgement, Layer, Mention, Page, Place, Reading, Span, Suggestion
from pipeline.errors import BadArgument, UnreadableInput, UnwritableOutput
from pipeline.export.json import read_document
from pipeline.language.lexicon import load_lexicon
from pipeline.route import hash_file
from pipeline.settings import Settings
from pipeline.stages.correct import Corrector, Scored, confusion_rates, explain_word, load_corrector
from pipeline.stages.pages import open_source
from pipeline.stages.tables import document_key, rows_of

CONTEXT = 40  # code points on either side
MOST_WEIGHED = 10  # places of one word that are weighed: each goes through the whole document
CROP_MARGIN = 6.0  # PDF points around the words

_KEY = re.compile(r"(?P<document>p?[0-9a-f]{8,64})(?::(?P<kind>[lpmc])(?P<number>\d+)(?P<half>left|right)?)?")
_SPAN = re.compile(r"(\d+):(\d+)")


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a confusion happens where it can (0 to 1): in this document, and by the dictionary."""

    id: str
    here: float
    dictionary: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """The words that may have stood in a place, likeliest first, and the rates of the confusions they suppose.

    No candidates: the corrector leaves such a place alone. `changed` tells that the dictionaries are no longer those
    of the run.
    """

    candidates: tuple[Scored, ...]
    rates: tuple[Rate, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where a piece of clean text comes from. `boxes` are in PDF points on `page`; `weighed` is there for a word."""

    key: str
    file: str
    page: int
    half: str  # 'left', 'right' of two pages on that page of the file; else empty
    text: str
    before: str
    after: str
    raw: str
    part: str  # 'body', or the kind of the aside that it stands in
    boxes: tuple[Box, ...]
    reading: str
    other_readings: tuple[tuple[str, str], ...]  # what made it, what it says in the same place
    judgement: Judgement | None
    edits: tuple[tuple[Layer, Edit], ...]
    mention: Mention | None = None
    weighed: Weighed | None = None
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def box(self) -> Box | None:
        return Box.around(self.boxes)


def explain_key(
    out: Path,
    key: str,
    settings: Settings,
    *,
    page: int | None = None,
    half: str = "",
    span: str | None = None,
    word: str | None = None,
) -> list[Explanation]:
    """Explain a row ('3f2a91bc04de:m12'), or a span or a word of a letter ('3f2a91bc04de').

    Args:
        out: folder of a run.
        key: of a table row, or of a document (its 12 digits, or 8 or more of them).
        settings: of the run; its dictionaries are what a word is weighed with.
        page: number of a page, with a document's key; alone, the whole page is explained.
        half: 'left' or 'right', of two pages that share the page.
        span: 'START:END' in that page's clean text.
        word: every place where it stands, in the clean text or as it was read.

    Raises:
        BadArgument: the key or the place does not exist: says what does.
    """
    match = _KEY.fullmatch(key)
    if not match:
        raise BadArgument(f"{key!r} is no key.", "Take one from a table's first column, as in 3f2a91bc04de:m12.")
    document = _find_document(out, match["document"])
    scales = _Scales(document, settings)
    if match["kind"]:
        return [_explain_row(document, match["kind"], match["number"] + (match["half"] or ""), scales)]
    if word is not None:
        places = enumerate(_places_of(document, word, page, half))
        found = [_explain(document, p, s, scales=scales if n < MOST_WEIGHED else None) for n, (p, s) in places]
        if not found:
            raise BadArgument(f"{word!r} does not stand in {document.path}.", "Look with: brieven search")
        return found
    if page is None:
        raise BadArgument(f"{key}: which place?", "Add --page N, --page N --span START:END, or --word WORD.")
    chosen = _pages(document, page, half)
    if span is None:
        return [_explain(document, one, Span(0, len(one.text)), scales=scales) for one in chosen]
    if len(chosen) > 1:
        raise BadArgument(f"{key}: page {page} is two pages; which one?", "Add --half left or --half right.")
    return [_explain(document, chosen[0], _parse_span(span, chosen[0]), scales=scales)]


def crop_picture(explanation: Explanation, target: Path, settings: Settings) -> None:
    """Write the piece of the page's picture that the words stand on, as PNG.

    Raises:
        BadArgument: the words have no boxes (a text file).
        UnreadableInput: the file is gone, or is another one by now.
        UnwritableOutput: the PNG cannot be written.
    """
    box, path = explanation.box, Path(explanation.file)
    if box is None:
        raise BadArgument(f"{explanation.key}: no place on a page is known for it.", "Text files have no pictures.")
    if not path.is_file():
        raise UnreadableInput(f"{path}: no longer there.", "Call from the folder that the run was started in.", "gone")
    if not hash_file(path).startswith(explanation.key.partition(":")[0]):
        raise UnreadableInput(f"{path}: has changed since the run.", "Run again first.", "changed")
    with open_source(path, settings) as source:
        picture, scale = source.page(explanation.page).render(settings.dpi)
    margin = CROP_MARGIN
    corners = (box.left - margin, box.top - margin, box.right + margin, box.bottom + margin)
    left, top, right, bottom = (round(corner * scale) for corner in corners)
    piece = picture.crop((left, top, right, bottom))
    try:
        piece.save(target, "PNG")
    except OSError as error:
        raise UnwritableOutput(f"{target}: cannot be written ({error.strerror}).", "Name another place.") from error


def _find_document(out: Path, prefix: str) -> Document:
    for folder in sorted(out.glob(f"*-{prefix[:8]}")):
        document = read_document(folder / "document.json")
        if document_key(document.id, document.path).startswith(prefix) or document.id.startswith(prefix):
            return document
    raise BadArgument(f"No letter {prefix} in {out}.", "Name the output folder of the run with --out.")


def _pages(document: Document, number: int, half: str = "") -> list[Page]:
    """The page with a number; two where they share a page of the file and no `half` is asked for."""
    found = [page for page in document.pages if page.number == number and half in ("", page.half)]
    if not found:
        last = max((page.number for page in document.pages), default=0)
        raise BadArgument(f"{document.path} has no page {number} {half}".rstrip() + ".", f"It has {last} pages.")
    return found


def _parse_span(text: str, page: Page) -> Span:
    match = _SPAN.fullmatch(text)
    start, end = (int(match[1]), int(match[2])) if match else (0, 0)
    if not start < end <= len(page.text):
        raise BadArgument(f"--span {text!r} is no place on the page.", f"Give START:END within 0:{len(page.text)}.")
    return Span(start, end)


def _explain_row(document: Document, kind: str, number: str, scales: _Scales) -> Explanation:
    table = {"l": "letters", "p": "pages", "m": "mentions", "c": "corrections"}[kind]
    key = f"{document_key(document.id, document.path)}:{kind}{number}"
    row = next((row for row in rows_of(document)[table] if row["key"] == key), None)
    if row is None:
        raise BadArgument(f"{table} has no row {key}.", "Was the letter processed again since? Look in the table.")
    if kind == "m":
        mention = document.mentions[int(number) - 1]
        page, span = document.locate(mention.span)[0]
        return _explain(document, page, span, key, mention)
    if kind == "c":
        page = _pages(document, int(str(row["page"])), str(row["half"]))[0]
        offset = document.page_offsets[document.pages.index(page)]
        span = Span(int(str(row["start"])), int(str(row["end"]))).shift(-offset)
        return _explain(document, page, span, key, scales=scales)
    if kind == "p":
        page = _pages(document, int(str(row["page"])), str(row["half"]))[0]
    else:
        first = next((letter.first_half for letter in document.letters if str(letter.number) == number), "")
        page = _pages(document, int(str(row["first_page"])), first)[0]
    return _explain(document, page, Span(0, len(page.text)), key)


def _places_of(document: Document, word: str, number: int | None, half: str) -> Iterator[tuple[Page, Span]]:
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
    for page in document.pages if number is None else _pages(document, number, half):
        spans = {Span(*match.span()) for match in pattern.finditer(page.text)}
        spans |= {page.from_raw(Span(*match.span())) for match in pattern.finditer(page.raw)}
        yield from ((page, span) for span in sorted(spans))


def _explain(
    document: Document,
    page: Page,
    span: Span,
    key: str | None = None,
    mention: Mention | None = None,
    scales: _Scales | None = None,
) -> Explanation:
    raw = page.to_raw(span)
    boxes = page.boxes(span)
    return Explanation(
        key=key or document_key(document.id, document.path),
        file=document.path,
        page=page.number,
        half=page.half,
        text=page.text[span.start : span.end],
        before=page.text[max(0, span.start - CONTEXT) : span.start],
        after=page.text[span.end : span.end + CONTEXT],
        raw=page.raw[raw.start : raw.end],
        part=document.part_of(span.shift(document.page_offsets[document.pages.index(page)])),
        boxes=boxes,
        reading=f"{page.source} ({page.reading.made_by})",
        other_readings=_others_in(page, boxes),
        judgement=page.judgement,
        edits=page.history(span),
        mention=mention,
        weighed=scales.weigh(page, span) if scales and _is_word(page.text[span.start : span.end]) else None,
        suggestions=_suggestions_in(page, span),
    )


def _suggestions_in(page: Page, span: Span) -> tuple[Suggestion, ...]:
    span = _as_the_corrector_found_it(page, span)
    return tuple(s for s in page.suggestions if s.span.start < span.end and span.start < s.span.end)


def _as_the_corrector_found_it(page: Page, span: Span) -> Span:
    for layer in reversed(page.layers[_before_correction(page) :]):
        span = layer.to_before(span)
    return span


def _is_word(text: str) -> bool:
    return len(text.split()) == 1 and any(c.isalpha() for c in text)


class _Scales:
    """What weighing the words of one document takes, made when the first one is asked for."""

    def __init__(self, document: Document, settings: Settings) -> None:
        self._document, self._settings = document, settings

    def weigh(self, page: Page, span: Span) -> Weighed:
        """Args: a page of the document, and a word's span in its clean text."""
        pages, span = self._pages, _as_the_corrector_found_it(page, span)
        scored = explain_word(list(pages.values()), pages[page.at], span, self._corrector)
        used = dict.fromkeys(confusion for candidate in scored for confusion in candidate.used)
        rates = tuple(self._rates[confusion] for confusion in used if confusion in self._rates)
        of_run = self._document.made_by.rpartition(" ")[2]
        changed = of_run != dictionaries.fingerprint(self._settings.corrections)
        return Weighed(tuple(scored), rates, changed)

    @cached_property
    def _corrector(self) -> Corrector:
        return load_corrector(load_lexicon(), self._settings)

    @cached_property
    def _pages(self) -> dict[Place, Page]:
        """The document's pages as the corrector found them."""
        return {
            page.at: replace(page, layers=page.layers[: _before_correction(page)], suggestions=())
            for page in self._document.pages
        }

    @cached_property
    def _rates(self) -> dict[str, Rate]:
        found = confusion_rates(list(self._pages.values()), self._corrector)
        return {confusion.id: Rate(confusion.id, rate, confusion.weight) for confusion, rate in found}


def _before_correction(page: Page) -> int:
    """How many of its layers were there before the corrector came."""
    stages = [layer.stage for layer in page.layers]
    return stages.index("correct") if "correct" in stages else len(stages)


def _others_in(page: Page, boxes: Sequence[Box]) -> tuple[tuple[str, str], ...]:
    """What the other readings have there; a second try has only the places that were doubted, else it says nothing."""
    texts = [(reading, _text_in(reading, boxes)) for reading in page.others]
    return tuple((f"{r.source} ({r.made_by})", text) for r, text in texts if text or r.source != "ocr")


def _text_in(reading: Reading, boxes: Sequence[Box]) -> str:
    """The words of another reading whose middle lies in one of the boxes."""
    return " ".join(reading.text[w.span.start : w.span.end] for w in reading.words if w.box and _inside(w.box, boxes))


def _inside(box: Box, boxes: Iterable[Box]) -> bool:
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return any(b.left <= across <= b.right and b.top <= down <= b.bottom for b in boxes)

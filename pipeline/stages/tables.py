"""A document as rows of tables: letters, pages, mentions, amounts, corrections.

Pure: a value in, plain rows out. The columns stand in `table_columns`. A row's key ('3f2a91bc04de:m12') stays the same
as long as file and settings do, and leads back to the page (`brieven explain KEY`).
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pipeline.document import Box, Document, Edit, Letter, Mention, Page, Place, Problem, Span
from pipeline.stages.table_columns import TABLES, TEXTS, Column

Value = str | int | float | bool | None
Row = dict[str, Value]

CONTEXT = 40  # code points on either side of a correction
KEY_LENGTH = 12  # of the SHA-256: 48 bits, so that 100,000 files clash once in 50,000 collections


def document_key(document_id: str, path: str) -> str:
    """What stands for a file in keys; a file whose bytes could not be read is known by its path."""
    if document_id:
        return document_id[:KEY_LENGTH]
    return "p" + hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[: KEY_LENGTH - 1]


def rows_of(document: Document, folder: str = "") -> dict[str, list[Row]]:
    """The rows of one document, per table, in the order of the document.

    Every document has at least one row in `letters`. Line breaks that only moved are in document.json but no rows.
    """
    maker = _Rows(document, folder)
    corrections = list(maker.corrections())
    mentions = list(maker.mentions())
    amounts = list(maker.amounts())
    rows = {
        "letters": list(maker.letters(mentions, amounts, corrections)),
        "pages": list(maker.pages(corrections)),
        "mentions": mentions,
        "amounts": amounts,
        "corrections": corrections,
    }
    return {table: [_row(TABLES[table], row) for row in found] for table, found in rows.items()}


def texts_of(document: Document) -> list[Row]:
    """The texts of every page, for searching."""
    key = document_key(document.id, document.path)
    return [
        _row(
            TEXTS,
            {
                "document": key,
                "page": page.number,
                "half": page.half,
                "clean": page.text,
                "raw": page.raw,
                "others": "\n".join(reading.text for reading in page.others),
            },
        )
        for page in document.pages
    ]


def timings_of(document: Document, of_pages: Sequence[float | None], finish: float | None) -> list[Row]:
    """How long each page of a document took to read and the text stages of all of it, in seconds; None: not done."""
    key = document_key(document.id, document.path)
    rows: list[Row] = [
        {
            "key": f"{key}:p{page.number}{page.half}",
            "document": key,
            "page": page.number,
            "stage": "read",
            "seconds": seconds,
        }
        for page, seconds in zip(document.pages, of_pages, strict=True)
    ]
    if document.pages:
        rows.append({"key": key, "document": key, "page": None, "stage": "finish", "seconds": finish})
    return rows


def same_file_row(document_id: str, path: str, first: str, status: str, problems: str, folder: str) -> Row:
    """The row in `letters` of a file whose bytes were met before, under the path `first`."""
    note = f"The same bytes as {first}; its rows hold for this file too."
    row: Row = {
        "key": f"{document_key(document_id, path)}:s{document_key('', path)[1:9]}",
        "document": document_key(document_id, path),
        "file": path,
        "number": 0,
        "status": status,
        "problems": f"{problems} | {note}" if problems else note,
        "same_as": first,
        "folder": folder,
    }
    return _row(TABLES["letters"], row)


def page_failed(page: Page) -> bool:
    """Whether a page gave a problem and no text: what the ceiling of failed pages counts."""
    return bool(page.problems) and not page.raw.strip()


class _Rows:
    """One document with what every table needs of it: which letter a page is in, its key, one line of problems."""

    def __init__(self, document: Document, folder: str) -> None:
        self.document, self.folder = document, folder
        self.key = document_key(document.id, document.path)
        letters = document.letters
        if not letters:
            last = max((page.number for page in document.pages), default=0)
            letters = (Letter(0, min((page.number for page in document.pages), default=0), last),)
        self.letter_list = letters
        self._starts = [letter.start for letter in letters]

    def letter_of(self, page: Place) -> Letter:
        """The letter that a page is in; a page before the first one goes with the first."""
        return self.letter_list[max(0, bisect_right(self._starts, page) - 1)]

    def common(self, kind: str, number: int | str, page: Place) -> Row:
        return {
            "key": f"{self.key}:{kind}{number}",
            "document": self.key,
            "file": self.document.path,
            "letter": f"{self.key}:l{self.letter_of(page).number}",
            "page": page[0],
            "half": page[1],
        }

    def letters(self, mentions: list[Row], amounts: list[Row], corrections: list[Row]) -> Iterator[Row]:
        for letter in self.letter_list:
            key = f"{self.key}:l{letter.number}"
            pages = [page for page in self.document.pages if self.letter_of(page.at) is letter]
            problems = [*self.document.problems, *(p for page in pages for p in page.problems)]
            errors = [page.expected_error for page in pages if page.expected_error is not None]
            yield {
                "key": key,
                "document": self.key,
                "file": self.document.path,
                "number": letter.number,
                "status": _status(pages, problems),
                "problems": told(problems),
                "kind": letter.kind,
                "title": letter.title,
                "date": letter.date,
                "reference": letter.reference,
                "sender": letter.sender,
                "addressee": letter.addressee,
                "author": letter.author,
                "first_page": letter.first_page,
                "last_page": letter.last_page,
                "words": sum(len(page.text.split()) for page in pages),
                "mentions": sum(row["letter"] == key for row in mentions),
                "amounts": sum(row["letter"] == key for row in amounts),
                "corrections": sum(row["letter"] == key and row["made"] is True for row in corrections),
                "expected_error": sum(errors) / len(errors) if errors else None,
                "folder": self.folder,
                "made_by": self.document.made_by,
            }

    def pages(self, corrections: list[Row]) -> Iterator[Row]:
        made: dict[tuple[Value, Value], int] = {}
        for row in corrections:
            if row["made"]:
                place = row["page"], row["half"]
                made[place] = made.get(place, 0) + 1
        for page in self.document.pages:
            judgement, picture = page.judgement, page.picture
            yield {
                **self.common("p", f"{page.number}{page.half}", page.at),
                "source": page.source,
                "judgement": judgement.kind if judgement else "",
                "probability": judgement.probability if judgement else None,
                "reasons": "; ".join(judgement.reasons) if judgement else "",
                "made_by": page.reading.made_by,
                "dpi": picture.dpi if picture else None,
                "skew": picture.skew if picture else None,
                "rotation": picture.rotation if picture else None,
                "confidence": page.reading.confidence,
                "expected_error": page.expected_error,
                "known_words": page.known_words,
                "width": page.width,
                "height": page.height,
                "words": len(page.text.split()),
                "corrections": made.get(page.at, 0),
                "suggestions": len(page.suggestions),
                "other_readings": "; ".join(f"{reading.source} ({reading.made_by})" for reading in page.others),
                "problems": told(page.problems),
            }

    def mentions(self) -> Iterator[Row]:
        for number, mention in enumerate(self.document.mentions, 1):
            yield {
                **self._mention(number, mention),
                "label": mention.label,
                "canonical": mention.canonical,
                "kind": mention.kind,
                "codes": " ".join(mention.codes),
                "role": mention.role,
            }

    def amounts(self) -> Iterator[Row]:
        for number, mention in enumerate(self.document.mentions, 1):
            if (amount := mention.amount) is None:
                continue
            row = self._mention(number, mention)
            located = self.document.locate(mention.span)
            letter = self.letter_of(located[0][0].at if located else (0, ""))
            yield {
                **row,
                "letter_title": letter.title,
                "letter_date": letter.date,
                "value": float(amount.low) if amount.low == amount.high else None,
                "value_low": float(amount.low),
                "value_high": float(amount.high),
                "approximate": amount.approximate,
                "bound": amount.bound,
                "period": amount.period,
                "role": amount.role,
                "role_confidence": round(amount.role_confidence, 2),
                "whose": amount.whose,
                "place": amount.place,
                "codes": " ".join(amount.codes),
            }

    def _mention(self, number: int, mention: Mention) -> Row:
        """What mentions and amounts share; an amount has the key of its mention."""
        located = self.document.locate(mention.span)
        page, part = located[0] if located else (None, Span(0, 0))
        sentence = mention.sentence
        return {
            **self.common("m", number, page.at if page else (0, "")),
            "text": _one_line(self.document.reads(mention.span)),
            "rule": mention.rule,
            "confidence": mention.confidence,
            "part": self.document.part_of(mention.span),
            "sentence": _one_line(self.document.reads(sentence)) if sentence else "",
            "start": mention.span.start,
            "end": mention.span.end,
            **(_on_page(page, page.to_raw(part)) if page else {}),
        }

    def corrections(self) -> Iterator[Row]:
        number = 0
        for page, offset in zip(self.document.pages, self.document.page_offsets):
            for row in [*_made(page), *_suggested(page)]:
                number += 1
                start, end = row["start"], row["end"]
                assert isinstance(start, int) and isinstance(end, int)
                yield {**self.common("c", number, page.at), **row, "start": start + offset, "end": end + offset}


def _made(page: Page) -> Iterator[Row]:
    for depth, layer in enumerate(page.layers):
        shift = 0
        for edit in layer.edits:
            after = Span(edit.start + shift, edit.start + shift + len(edit.after))
            shift += len(edit.after) - len(edit.before)
            if _moves_lines_only(edit):
                continue
            raw, clean = edit.span, after
            for below in reversed(page.layers[:depth]):
                raw = below.to_before(raw)
            for above in page.layers[depth + 1 :]:
                clean = above.to_after(clean)
            yield {
                "made": True,
                "stage": layer.stage,
                "rule": edit.rule,
                "before": edit.before,
                "after": edit.after,
                "confidence": edit.confidence,
                **_in_clean(page, clean),
                **_on_page(page, raw),
            }


def _suggested(page: Page) -> Iterator[Row]:
    """Suggestions count in the text they were seen in: that of the last layer but those which made corrections."""
    for suggestion in page.suggestions:
        depth = _depth_of(page, suggestion.span, suggestion.before)
        raw = clean = suggestion.span
        for below in reversed(page.layers[:depth]):
            raw = below.to_before(raw)
        for above in page.layers[depth:]:
            clean = above.to_after(clean)
        yield {
            "made": False,
            "stage": "correct",
            "rule": suggestion.rule,
            "before": suggestion.before,
            "after": suggestion.after,
            "confidence": suggestion.probability,
            **_in_clean(page, clean),
            **_on_page(page, raw),
        }


def _depth_of(page: Page, span: Span, before: str) -> int:
    """Under how many layers `before` stood at `span`: the corrector sees the text under its own layer."""
    texts = [page.raw]
    for layer in page.layers:
        texts.append(layer.apply(texts[-1]))
    stages = [layer.stage for layer in page.layers]
    seen = stages.index("correct") if "correct" in stages else len(stages)
    order = [seen, *(depth for depth in range(len(texts) - 1, -1, -1) if depth != seen)]
    return next((depth for depth in order if texts[depth][span.start : span.end] == before), seen)


def _moves_lines_only(edit: Edit) -> bool:
    """A line break that became a blank, or the other way round: forty a page, and no letter changed."""
    return not edit.before.strip() and not edit.after.strip()


def _in_clean(page: Page, span: Span) -> Row:
    around = page.text[max(0, span.start - CONTEXT) : span.end + CONTEXT]
    return {"start": span.start, "end": span.end, "context": _one_line(around)}


def _on_page(page: Page, raw: Span) -> Row:
    box = Box.around(page.reading.boxes(raw))
    return {
        "raw_text": page.raw[raw.start : raw.end],
        "raw_start": raw.start,
        "raw_end": raw.end,
        "left": box.left if box else None,
        "top": box.top if box else None,
        "right": box.right if box else None,
        "bottom": box.bottom if box else None,
    }


def _status(pages: Sequence[Page], problems: Sequence[Problem]) -> str:
    if not problems:
        return "ok"
    return "partial" if any(page.raw.strip() for page in pages) else "failed"


def told(problems: Sequence[Problem]) -> str:
    """Problems in one line: kind, what and where, what to do next."""
    return " | ".join(f"{p.kind}: {_one_line(f'{p.message} {p.advice}')}" for p in problems)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _row(columns: Sequence[Column], values: Row) -> Row:
    """The columns in their order; texts that cannot be written as UTF-8 (half a surrogate pair) made writable."""
    row: Row = {}
    for column in columns:
        value = values.get(column.name, "" if column.kind == "text" else None)
        if isinstance(value, str):
            value = value.encode("utf-8", "replace").decode("utf-8")
        elif isinstance(value, float):
            value = round(value, 4)
        row[column.name] = value
    return row

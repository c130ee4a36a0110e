"""Made letters of many subjects and municipalities: exact parties, neighbourhoods and amounts; names overall."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

import pytest

from pipeline.document import Document, Letter, Mention, Page, Reading, Span
from pipeline.settings import Settings
from pipeline.stages.tag import Tagger, load_tagger, tag_document
from tests.marked import Mark, Piece, pieces

PIECES = tuple(pieces())
EXACT = ("PARTY", "NEIGHBOURHOOD", "AMOUNT")


@lru_cache
def tagger_for(gemeente: str) -> Tagger:
    return load_tagger(Settings(gemeente=gemeente))


@lru_cache
def found_in(text: str, gemeente: str) -> tuple[tuple[Span, Mention], ...]:
    """Mentions with their spans in `text`, before anything was mended in it."""
    page = Page(1, 0, 0, Reading("text-file", text))
    tagged = tag_document(
        Document("id", "made.txt", (page,), (Letter(1, 1, 1, date="2014-01-01"),)), tagger_for(gemeente)
    )
    return tuple((tagged.pages[0].to_raw(mention.span), mention) for mention in tagged.mentions)


def _case(piece: Piece) -> object:
    marks = [pytest.mark.xfail(strict=True, reason=piece.known_failure)] if piece.known_failure else []
    return pytest.param(piece, id=piece.source, marks=marks)


@pytest.mark.parametrize("piece", [_case(piece) for piece in PIECES])
def test_piece(piece: Piece) -> None:
    unasked = [mark for mark in piece.marks if mark.label == "?"]
    found = {
        (m.label, span.start, span.end): m
        for span, m in found_in(piece.text, piece.gemeente)
        if m.label in EXACT and not any(mark.start < span.end and span.start < mark.end for mark in unasked)
    }
    wanted = {(mark.label, mark.start, mark.end): mark for mark in piece.marks if mark.label in EXACT}
    assert _shown(piece, found) == _shown(piece, wanted)
    for place, mark in wanted.items():
        assert _told(mark, found[place]) == _asked(mark), piece.text[mark.start : mark.end]


def _shown(piece: Piece, spans: object) -> list[tuple[str, int, str]]:
    return sorted((label, start, piece.text[start:end]) for label, start, end in spans)  # type: ignore[attr-defined]


def test_roles() -> None:
    """What money is, is weighed, not ruled: a few are missed. `test_roles` says what to expect of unseen letters."""
    asked = told = right = 0
    for piece in PIECES:
        found = {(span.start, span.end): m.amount for span, m in found_in(piece.text, piece.gemeente) if m.amount}
        for mark in piece.marks:
            amount = found.get((mark.start, mark.end))
            if mark.label == "AMOUNT" and amount is not None and "role" in mark.wanted:
                asked += 1
                told += bool(amount.role or not mark.wanted["role"])
                right += amount.role == mark.wanted["role"]
    assert asked >= 500
    assert right / asked >= 0.92
    assert right / told >= 0.95


def _asked(mark: Mark) -> dict[str, object]:
    if mark.label == "AMOUNT":
        return {"values": mark.values, **{name: value for name, value in mark.wanted.items() if name != "role"}}
    asked: dict[str, object] = dict(mark.fields)
    return asked | ({"canonical": mark.words[0]} if mark.words else {})


def _told(mark: Mark, mention: Mention) -> dict[str, object]:
    if mention.amount is not None:
        amount = mention.amount
        return {"values": (amount.low, amount.high), **{n: getattr(amount, n) for n in mark.wanted if n != "role"}}
    return {name: getattr(mention, name) for name in _asked(mark)}


def test_there_are_as_many_as_promised() -> None:
    counts = Counter(mark.label for piece in PIECES for mark in piece.marks)
    assert len(PIECES) >= 150
    assert counts["AMOUNT"] >= 300
    assert sum(bool(piece.known_failure) for piece in PIECES) <= 5


def test_names_of_organisations_persons_and_places() -> None:
    """Floors a little below what was reached; overlap, each mention once."""
    right: Counter[str] = Counter()
    tagged: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for piece in PIECES:
        free = [mark for mark in piece.marks if mark.label in ("?", *EXACT)]
        names = [
            (span, m.label)
            for span, m in found_in(piece.text, piece.gemeente)
            if m.label not in EXACT and not any(mark.start < span.end and span.start < mark.end for mark in free)
        ]
        for mark in (mark for mark in piece.marks if mark.label not in ("?", *EXACT)):
            wanted[mark.label] += 1
            right[mark.label] += any(
                label == mark.label and span.start < mark.end and mark.start < span.end for span, label in names
            )
        tagged.update(label for _, label in names)
    for label, (precision, recall) in {"ORG": (0.85, 0.70), "PERSON": (0.75, 0.90), "PLACE": (0.75, 0.90)}.items():
        assert right[label] / tagged[label] >= precision, label
        assert right[label] / wanted[label] >= recall, label

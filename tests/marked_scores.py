"""How much of what is marked in letters the tagger finds, label by label and field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.document import Document, Mention, Page, Reading, Span
from pipeline.settings import Settings
from pipeline.stages.letters import find_letters
from pipeline.stages.tag import Tagger, load_tagger, tag_document
from tests.marked import Mark, Piece, pieces

EXACT = ("PARTY", "NEIGHBOURHOOD", "AMOUNT")  # by their span; the others by overlap


@dataclass
class Score:
    """Of one label: mentions that are right, found and marked; fields that are right and asked, by name."""

    right: int = 0
    found: int = 0
    marked: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)  # a line each, for people

    @property
    def precision(self) -> float:
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.marked)

    def share(self, name: str) -> float:
        """Of the mentions that are right, how many have this field right."""
        return self.fields[name] / max(1, self.asked[name])


def score(folder: Path) -> dict[str, Score]:
    """By label, over all pieces in a folder. What is marked '?' counts for nothing."""
    taggers: dict[str, Tagger] = {}
    scores: dict[str, Score] = {}
    for piece in pieces(folder):
        if piece.gemeente not in taggers:
            taggers[piece.gemeente] = load_tagger(Settings(gemeente=piece.gemeente))
        unasked = [mark for mark in piece.marks if mark.label == "?"]
        found = [
            (span, mention)
            for span, mention in tagged(piece, taggers[piece.gemeente])
            if not any(mark.start < span.end and span.start < mark.end for mark in unasked)
        ]
        for label in sorted({mark.label for mark in piece.marks if mark.label != "?"} | {m.label for _, m in found}):
            _count(piece, label, [one for one in found if one[1].label == label], scores.setdefault(label, Score()))
    return scores


def tagged(piece: Piece, tagger: Tagger) -> Iterator[tuple[Span, Mention]]:
    """Mentions with their spans in the piece's text, before anything was mended in it."""
    document = Document("id", f"{piece.source}.txt", (Page(1, 0, 0, Reading("text-file", piece.text)),))
    done = tag_document(replace(document, letters=find_letters(document)), tagger)
    return ((done.pages[0].to_raw(mention.span), mention) for mention in done.mentions)


def _count(piece: Piece, label: str, found: list[tuple[Span, Mention]], score: Score) -> None:
    score.found += len(found)
    for mark in (mark for mark in piece.marks if mark.label == label):
        score.marked += 1
        hit = next((one for one in found if _is_at(mark, one[0], label in EXACT)), None)
        if hit is None:
            score.misses.append(f"{_where(piece, mark.start, mark.end)} {label} missed")
            continue
        found.remove(hit)
        score.right += 1
        for name, (asked, told) in _fields(mark, hit[1]).items():
            score.asked[name] += 1
            score.fields[name] += asked == told
            if asked != told:
                score.misses.append(f"{_where(piece, mark.start, mark.end)} {label} {name}: {asked!r}, found {told!r}")
    score.misses += [f"{_where(piece, span.start, span.end)} {label} false" for span, _ in found]


def _is_at(mark: Mark, span: Span, exact: bool) -> bool:
    if exact:
        return (span.start, span.end) == (mark.start, mark.end)
    return span.start < mark.end and mark.start < span.end


def _fields(mark: Mark, mention: Mention) -> dict[str, tuple[object, object]]:
    if mention.amount is not None:
        amount = mention.amount
        told: dict[str, tuple[object, object]] = {"value": (mark.values, (amount.low, amount.high))}
        return told | {name: (asked, getattr(amount, name)) for name, asked in mark.wanted.items()}
    asked = dict(mark.fields) | ({"canonical": mark.words[0]} if mark.words else {})
    return {name: (value, getattr(mention, name)) for name, value in asked.items()}


def _where(piece: Piece, start: int, end: int) -> str:
    return f"{piece.source}:{piece.text.count(chr(10), 0, start) + 1} {piece.text[start:end]!r}"

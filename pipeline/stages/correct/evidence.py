"""What a reading says about its own words (the engine's confidence), and what a second reading of the page has.

Two readings are aligned word by word, and by characters where one has two words and the other one ('vrij willigers' and
'vrijwilligers').
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from pipeline.document import Page, Span
from pipeline.stages.correct.words import CHUNK, EDGES, Part, fold

# log10 for leaving a word alone at full confidence: Tesseract's words above 0.95 are wrong once in several hundred.
CONFIDENT = 3.0
DOUBT_BELOW = 0.60
AGREED = 3.0  # log10 for a word that two readings have alike
DISAGREED = 1.0  # log10 for the other reading's word
MOST_WORDS = 20_000  # of a page: two readings longer than this are not aligned (the time grows with the square)
LONGEST_BLOCK = 400  # code points of a block of other words that is aligned by characters
_WORDS = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Other:
    """The word of a second reading in the same place (folded), and log10 in its favour."""

    text: str
    weight: float


@dataclass(frozen=True)
class Evidence:
    """Evidence by chunk of the page's current text; empty where a page has none.

    `others`: the other reading's text in the place of a chunk, where it differs. `joined`: its one word in the place
    of a chunk and the next.
    """

    stays: tuple[float, ...]
    others: tuple[str | None, ...]
    joined: dict[int, str]

    def at(self, index: int, part: Part) -> tuple[float, Other | None]:
        """log10 for leaving a part of chunk `index` alone, and the other reading's word where it is another one."""
        if not self.stays:
            return 0.0, None
        stays, chunk = self.stays[index], self.others[index]
        core = chunk.strip(EDGES) if chunk else ""
        if len(core) < 2 or not _WORDS.fullmatch(core) or not (part.whole or part.text.isalpha()):
            return stays, None
        folded = fold(core)[0]
        return (stays, Other(folded, DISAGREED)) if folded != part.folded else (stays + AGREED, None)


NO_EVIDENCE = Evidence((), (), {})


def page_evidence(page: Page) -> Evidence:
    """Evidence for the words of `page.text`, from confidences and from the first of the other readings."""
    confidences = [(w.span.start, w.confidence) for w in page.reading.words if w.confidence is not None]
    if not page.others and not (page.source == "ocr" and confidences):
        return NO_EVIDENCE
    chunks = list(CHUNK.finditer(page.text))
    stays = [0.0] * len(chunks)
    if page.source == "ocr" and confidences:
        starts = [start for start, _ in confidences]
        for index, chunk in enumerate(chunks):
            raw = page.to_raw(Span(chunk.start(), chunk.end()))
            at = bisect_right(starts, raw.start) - 1
            confidence = confidences[at][1] if at >= 0 else None
            if confidence is not None and confidence > DOUBT_BELOW:
                stays[index] = CONFIDENT * (confidence - DOUBT_BELOW) / (1 - DOUBT_BELOW)
    others: list[str | None] = [None] * len(chunks)
    joined: dict[int, str] = {}
    mine = [chunk[0] for chunk in chunks]
    theirs = page.others[0].text.split() if page.others else []
    if theirs and max(len(mine), len(theirs)) <= MOST_WORDS:
        for agreed, ours, there in _blocks(mine, theirs):
            if agreed:
                for index in ours:
                    stays[index] += AGREED
            elif ours and there:
                _align(mine, ours, [theirs[index] for index in there], others, joined)
    return Evidence(tuple(stays), tuple(others), joined)


def _blocks(mine: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[bool, range, range]]:
    """Runs of words that two readings have alike, and the runs between them, in order."""
    ours = there = 0
    for block in Levenshtein.editops(mine, theirs).as_matching_blocks():
        yield False, range(ours, block.a), range(there, block.b)
        ours, there = block.a + block.size, block.b + block.size
        yield True, range(block.a, ours), range(block.b, there)


def _align(
    mine: Sequence[str], ours: range, theirs: Sequence[str], others: list[str | None], joined: dict[int, str]
) -> None:
    """Find the place of each of our words in a block of theirs, by characters; fills `others` and `joined`."""
    text, other = " ".join(mine[index] for index in ours), " ".join(theirs)
    if max(len(text), len(other)) > LONGEST_BLOCK:
        return
    place = _places(text, other)
    at = 0
    for index in ours:
        start, end = place[at], place[at + len(mine[index])]
        at += len(mine[index]) + 1
        start, end = other.rfind(" ", 0, start + 1) + 1, _word_end(other, end)
        found = other[start:end].strip()
        if not found:
            continue
        if index > ours.start and others[index - 1] == found and " " not in found:
            others[index - 1] = None
            joined[index - 1] = found
        else:
            others[index] = found


def _word_end(text: str, at: int) -> int:
    """The end of the word that reaches to `at` (a place between two characters)."""
    if at and text[at - 1 : at] == " ":
        return at - 1
    end = text.find(" ", at)
    return len(text) if end < 0 else end


def _places(text: str, other: str) -> list[int]:
    """By place between the characters of `text`, the place in `other` that it is aligned with."""
    places = [0] * (len(text) + 1)
    for operation in Levenshtein.opcodes(text, other):
        width, theirs = operation.src_end - operation.src_start, operation.dest_end - operation.dest_start
        for offset in range(width + 1):
            step = min(offset, theirs) if offset < width else theirs
            places[operation.src_start + offset] = operation.dest_start + step
    return places

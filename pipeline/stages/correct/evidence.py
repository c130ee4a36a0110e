"""What a reading says about its own words (the engine's confidence), and what a second reading of the page has."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from pipeline.document import Page, Span
from pipeline.stages.correct.words import CHUNK, Part, fold

# log10 for leaving a word alone at full confidence: Tesseract's words above 0.95 are wrong once in several hundred.
CONFIDENT = 3.0
DOUBT_BELOW = 0.60
AGREED = 3.0  # log10 for a word that two readings have alike
DISAGREED = 1.0  # log10 for the other reading's word


@dataclass(frozen=True, slots=True)
class Other:
    """The word of a second reading in the same place (folded), and log10 in its favour."""

    text: str
    weight: float


@dataclass(frozen=True)
class Evidence:
    """Evidence by chunk of the page's current text; empty where a page has none."""

    stays: tuple[float, ...]
    others: tuple[str | None, ...]  # the other reading's chunk, where it differs

    def at(self, index: int, part: Part) -> tuple[float, Other | None]:
        """log10 for leaving a part of chunk `index` alone, and the other reading's word where it is another one."""
        if not self.stays:
            return 0.0, None
        chunk = self.others[index]
        other = None
        if chunk is not None:
            core = chunk.strip("\"'“”‘’.,:;()[]?!*•-")
            if core.isalpha() and len(core) > 1 and part.text.isalpha():
                folded = fold(core)[0]
                other = Other(folded, DISAGREED) if folded != part.folded else None
        return self.stays[index], other


def page_evidence(page: Page) -> Evidence:
    """Evidence for the words of `page.text`, from confidences and from the first of the other readings."""
    confidences = [(w.span.start, w.confidence) for w in page.reading.words if w.confidence is not None]
    if not page.others and not (page.source == "ocr" and confidences):
        return Evidence((), ())
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
    if page.others:
        mine, theirs = [chunk[0] for chunk in chunks], page.others[0].text.split()
        for operation in Levenshtein.opcodes(mine, theirs):
            width = operation.src_end - operation.src_start
            if operation.tag == "equal":
                for index in range(operation.src_start, operation.src_end):
                    stays[index] += AGREED
            elif operation.tag == "replace" and width == operation.dest_end - operation.dest_start:
                for offset in range(width):
                    others[operation.src_start + offset] = theirs[operation.dest_start + offset]
    return Evidence(tuple(stays), tuple(others))

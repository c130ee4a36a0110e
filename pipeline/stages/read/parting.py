"""Two pages on one page of the file: one page in the document each, with its own words of every reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from statistics import fmean

from pipeline.document import Box, Page, Reading, Span, Word
from pipeline.stages.read.expected import expected_of_layer, expected_of_ocr
from pipeline.stages.read.words import Words, known_share


def part_halves(page: Page, lexicon: Words) -> tuple[Page, ...]:
    """The left and the right page where two lie on the picture of one, else the page itself.

    Boxes stay where they are on the file's page. What is known of the page as a whole (the judgement of its text layer,
    its picture) both have; a problem stands once, with the left one.
    """
    left = page.picture.left_page if page.picture else None
    if left is None:
        return (page,)
    sides = {half: _half(page, left, half, lexicon) for half in ("left", "right")}
    if not all(side.raw.strip() for side in sides.values()):
        return (page,)  # the reading that was kept says nothing of one half
    return sides["left"], replace(sides["right"], problems=())


def _half(page: Page, left: Box, half: str, lexicon: Words) -> Page:
    reading = _part(page.reading, left, half)
    others = (_part(other, left, half) for other in page.others)
    width = left.right - left.left if half == "left" else page.width - (left.right - left.left)
    if page.picture and page.picture.rotation in (90, 270):
        width = page.width  # the picture lies on its side, and one page above the other
    return replace(
        page,
        half=half,
        width=round(width, 2),
        reading=reading,
        others=tuple(other for other in others if other.text),
        expected_error=(expected_of_ocr if reading.source == "ocr" else expected_of_layer)(reading, lexicon),
        known_words=known_share(reading.text, lexicon),
    )


def _part(reading: Reading, left: Box, half: str) -> Reading:
    """The words of one half, lines and blocks as they were; a line that ran across the gutter is cut there."""
    text: list[str] = []
    words: list[Word] = []
    at = end = 0
    gap = ""
    side = "left"
    for word in reading.words:
        between = reading.text[end : word.span.start]
        end = word.span.end
        side = _side(word.box, left) if word.box else side
        if side != half:
            gap = _wider(gap, _wider(between, "\n"))
            continue
        gap = _wider(gap, between) if words else ""
        content = reading.text[word.span.start : word.span.end]
        words.append(replace(word, span=Span(at + len(gap), at + len(gap) + len(content))))
        text += (gap, content)
        at += len(gap) + len(content)
        gap = ""
    return replace(reading, text="".join(text), words=tuple(words), confidence=_mean(word.confidence for word in words))


def _side(box: Box, left: Box) -> str:
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return "left" if left.left <= across <= left.right and left.top <= down <= left.bottom else "right"


def _wider(gap: str, other: str) -> str:
    """The one that parts more: an empty line, a line end, a blank."""
    return max(gap, other, key=lambda blanks: (blanks.count("\n"), len(blanks)))


def _mean(confidences: Iterable[float | None]) -> float | None:
    known = [confidence for confidence in confidences if confidence is not None]
    return round(fmean(known), 3) if known else None

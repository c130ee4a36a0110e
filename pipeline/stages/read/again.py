"""Doubtful words of a page read once more another way; of two readings of one place the better one is kept.

What the engine is not sure of and what is no word or no figure is cut out of the picture with the words beside it and
softened, and all of it is set on one sheet that is read in one call: a tenth of the time of the page. Softening closes
the gaps that a copier leaves in a stroke, and sums whose points were read as commas come right. A page that is hard to
read as a whole is read again as a whole.

The second reading also tells text from the capitals that are read out of emblems and signatures: of text, two readings
are alike.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import fmean, median

from PIL import Image
from rapidfuzz.distance import Levenshtein

from pipeline.stages.read.expected import chance_wrong
from pipeline.stages.read.ocr import ONE_BLOCK, OcrEngine, OcrWord
from pipeline.stages.read.picture import WHITE, Prepared, soft
from pipeline.stages.read.words import Words

HARD = 0.88  # mean confidence of a page below which it is hard to read as a whole
_DOUBT = 0.19  # chance that a word is wrong from which it is read again
_BESIDE = 2  # words on either side that are read with it: with one a fifth more stays wrong, with three no less
_MOST = 30  # places a page; of more, those with figures and the most doubtful ones
_UNLIKE = 0.5  # share of the characters that differ from which two readings are not of the same words
_MARGIN = 0.1  # inches of the page on either side of a place, and more of white paper around it on the sheet
_ABOVE = 0.02  # inches of the page above and below
_APART = 0.15


# What is read out of a picture: unsure both times, and larger than text. Of 34 real pages no true word was both.
_UNSURE = 0.6
_TALL = 1.2  # times the usual height of a word, with nothing surer in its line: letters with tails reach 1.3
_HUGE = 2.5  # times that, beside a line of text
_OTHER = 0.3  # share of the characters that differ from which two readings are of no text


@dataclass(frozen=True, slots=True)
class Place:
    """Words of one line, `first` to `last` in the page's words, and the box around them in pixels of the picture."""

    first: int
    last: int
    left: int
    top: int
    right: int
    bottom: int


def read_doubtful(
    prepared: Prepared, words: Sequence[OcrWord], engine: OcrEngine, lexicon: Words, seconds: float
) -> tuple[list[OcrWord], list[OcrWord], list[OcrWord]]:
    """The words of a page with the doubtful ones read again; the other reading of the same places; what is no text.

    Raises:
        OcrFailure: as `OcrEngine.words`.
    """
    places = doubtful_places(words, lexicon)
    if not places:
        return list(words), [], []
    sheet, corners = _sheet(prepared, places)
    again: list[OcrWord] = []
    beside: list[list[int]] = [[] for _ in places]
    for word in engine.words(sheet, prepared.dpi, seconds, ONE_BLOCK):
        # The corner of the last place that begins above the middle of the word.
        at = max(sum(corner <= (word.top + word.bottom) / 2 for _, corner in corners) - 1, 0)
        place, (left, top) = places[at], corners[at]
        across, down = place.left - left, place.top - top
        beside[at].append(len(again))
        again.append(
            OcrWord(
                word.text, word.left + across, word.top + down, word.right + across, word.bottom + down,
                word.confidence, words[place.first].paragraph, words[place.first].line,
            )
        )  # fmt: skip
    strays = _strays(words, again, places, beside)
    kept, lost = exchanged(words, again, places, beside, lexicon, strays)
    return kept, lost, [words[index] for index in sorted(strays)]


def merged(words: Sequence[OcrWord], again: Sequence[OcrWord], lexicon: Words) -> tuple[list[OcrWord], list[OcrWord]]:
    """Two readings of a whole page: the first with what the second has better, and the second with the rest."""
    places = [_place(words, line[0], line[-1]) for line in _lines(words)]
    beside: list[list[int]] = [[] for _ in places]
    for index, word in enumerate(again):
        x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
        within = [
            (abs(y - (place.top + place.bottom) / 2), at)
            for at, place in enumerate(places)
            if place.left <= x <= place.right and place.top <= y <= place.bottom
        ]
        if within:
            beside[min(within)[1]].append(index)
    return exchanged(words, again, places, beside, lexicon)


def doubtful_places(words: Sequence[OcrWord], lexicon: Words) -> list[Place]:
    """Where to read again: the doubtful words with their neighbours in the line, in reading order."""
    found: list[tuple[bool, float, Place]] = []
    for line in _lines(words):
        chances = [chance_wrong(words[at].text, words[at].confidence, lexicon) for at in line]
        doubtful = [at for at, chance in zip(line, chances) if chance > _DOUBT and _has_text(words[at])]
        near = [at for at in line if any(abs(at - one) <= _BESIDE for one in doubtful)]
        for _, run in groupby(enumerate(near), lambda pair: pair[1] - pair[0]):
            run_of = [at for _, at in run]
            inside = [at for at in doubtful if run_of[0] <= at <= run_of[-1]]
            figures = any(character.isdigit() for at in inside for character in words[at].text)
            worst = max(chances[at - line[0]] for at in inside)
            found.append((figures, worst, _place(words, run_of[0], run_of[-1])))
    found.sort(key=lambda one: one[:2], reverse=True)
    return sorted((place for _, _, place in found[:_MOST]), key=lambda place: place.first)


def exchanged(
    words: Sequence[OcrWord],
    again: Sequence[OcrWord],
    places: Sequence[Place],
    beside: Sequence[Sequence[int]],
    lexicon: Words,
    strays: Collection[int] = (),
) -> tuple[list[OcrWord], list[OcrWord]]:
    """Two readings in which the better words of each place have changed over to the first.

    `beside` has the words of `again`, by index, that were read in each place; `strays` are left out.
    """
    kept: list[list[OcrWord]] = [[] if index in strays else [word] for index, word in enumerate(words)]
    lost: list[list[OcrWord]] = [[word] for word in again]
    for place, indexes in zip(places, beside):
        theirs = sorted(indexes, key=lambda index: again[index].left)
        ours = [index for index in range(place.first, place.last + 1) if index not in strays]
        at = there = 0
        texts = [words[index].text for index in ours], [again[index].text for index in theirs]
        for block in Levenshtein.editops(*texts).as_matching_blocks():
            mine, other = ours[at : block.a], theirs[there : block.b]
            at, there = block.a + block.size, block.b + block.size
            old, new = [words[index] for index in mine], [again[index] for index in other]
            if not _is_better(new, old, lexicon):
                continue
            for index in mine:
                kept[index] = []
            for index in other:
                lost[index] = []
            kept[mine[0]] = [replace(word, paragraph=old[0].paragraph, line=old[0].line) for word in new]
            lost[other[0]] = [replace(word, paragraph=new[0].paragraph, line=new[0].line) for word in old]
    return [word for group in kept for word in group], [word for group in lost for word in group]


def _is_better(new: Sequence[OcrWord], old: Sequence[OcrWord], lexicon: Words) -> bool:
    """Whether `new` is another reading of the same words, one with fewer of them probably wrong."""
    if not new or not old:
        return False
    chances = [chance_wrong(word.text, word.confidence, lexicon) for word in old]
    if not any(chance > _DOUBT and _has_text(word) for chance, word in zip(chances, old)):
        return False
    # The dash of a list and the sign of the euro: softening closes the gap after them.
    if _has_text(new[0]) and not _has_text(old[0]):
        return False
    before, after = ("".join(word.text for word in reading) for reading in (old, new))
    if Levenshtein.normalized_distance(before, after) > _UNLIKE:
        return False
    return sum(chance_wrong(word.text, word.confidence, lexicon) for word in new) < sum(chances)


def _strays(
    words: Sequence[OcrWord], again: Sequence[OcrWord], places: Sequence[Place], beside: Sequence[Sequence[int]]
) -> set[int]:
    """Words, by index, that were read out of an emblem, a signature or a stamp.

    Figures stay: of a number there is nothing but itself to tell by. So does all of a page that is hard to read.
    """
    if fmean(word.confidence for word in words) < HARD:
        return set()
    usual = median(word.bottom - word.top for word in words)
    found: set[int] = set()
    for line in _lines(words):
        text = [at for at in line if _has_text(words[at])]
        unsure = [at for at in text if words[at].confidence < _UNSURE and not any(map(str.isdigit, words[at].text))]
        size = _TALL if len(unsure) == len(text) else _HUGE
        drawn = {at for at in unsure if words[at].bottom - words[at].top > size * usual}
        found |= set(line) if text and len(drawn) == len(text) else drawn
    strays = set()
    for place, indexes in zip(places, beside):
        theirs = [again[index] for index in indexes]
        strays |= {
            at for at in found.intersection(range(place.first, place.last + 1)) if not _is_confirmed(words[at], theirs)
        }
    return strays


def _is_confirmed(word: OcrWord, again: Sequence[OcrWord]) -> bool:
    """Whether a second reading is sure of what stands in the place of a word, or has nearly the same."""
    return any(
        other.confidence >= _UNSURE or Levenshtein.normalized_distance(word.text, other.text) < _OTHER
        for other in again
        if other.left < word.right and word.left < other.right
    )


def _has_text(word: OcrWord) -> bool:
    return any(map(str.isalnum, word.text))


def _lines(words: Sequence[OcrWord]) -> list[range]:
    """The words of each line, by index."""
    found, start = [], 0
    for _, line in groupby(words, lambda word: (word.paragraph, word.line)):
        end = start + sum(1 for _ in line)
        found.append(range(start, end))
        start = end
    return found


def _place(words: Sequence[OcrWord], first: int, last: int) -> Place:
    inside = words[first : last + 1]
    return Place(
        first,
        last,
        min(word.left for word in inside),
        min(word.top for word in inside),
        max(word.right for word in inside),
        max(word.bottom for word in inside),
    )


def _sheet(prepared: Prepared, places: Sequence[Place]) -> tuple[Image.Image, list[tuple[int, int]]]:
    """The places softened, one below the other on white paper; and where on it the left top of each one's box is."""
    image, dpi = prepared.image, prepared.dpi
    side, above, apart = (round(inches * dpi) for inches in (_MARGIN, _ABOVE, _APART))
    cuts = []
    for place in places:
        left, top = max(place.left - side, 0), max(place.top - above, 0)
        right, bottom = min(place.right + side, image.width), min(place.bottom + above, image.height)
        cuts.append((place, left, top, soft(image.crop((left, top, right, bottom)), dpi)))
    width = max(cut.width for *_, cut in cuts) + 2 * apart
    sheet = Image.new("L", (width, sum(cut.height + apart for *_, cut in cuts) + apart), WHITE)
    corners, y = [], apart
    for place, left, top, cut in cuts:
        sheet.paste(cut, (apart, y))
        corners.append((apart + place.left - left, y + place.top - top))
        y += cut.height + apart
    return sheet, corners

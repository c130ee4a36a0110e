"""How many words of a reading are probably wrong, so that an archive can be sorted by it."""

from __future__ import annotations

from bisect import bisect_right

from pipeline.document import Reading
from pipeline.stages.read.words import WORD, Words, word_shares

# Probability that a word is wrong by Tesseract's confidence in it; fitted by `training/reading/fit_expected.py`.
EDGES = (0.3, 0.6, 0.8, 0.9, 0.95)
_KNOWN = (0.38, 0.32, 0.21, 0.086, 0.023, 0.0013)
_UNKNOWN = (1.0, 0.93, 0.86, 0.54, 0.17, 0.05)
# Where so much is wrong, lines are lost too, and words that are known are so by chance.
HARDLY = 0.25
_STEEPER = 1.8


def expected_of_ocr(reading: Reading, lexicon: Words) -> float:
    """Expected word error rate of an OCR reading, 0 to 1, from the confidence in each word and whether it is one."""
    if not reading.words:
        return 0.0
    wrong = 0.0
    for word in reading.words:
        table = _KNOWN if is_known(reading.text[word.span.start : word.span.end], lexicon) else _UNKNOWN
        wrong += table[bisect_right(EDGES, word.confidence or 0.0)]
    rate = wrong / len(reading.words)
    if rate > HARDLY:
        rate = HARDLY + _STEEPER * (rate - HARDLY)
    return round(min(rate, 1.0), 4)


def is_known(word: str, lexicon: Words) -> bool:
    """Whether a word with its punctuation is Dutch, or holds nothing that could be."""
    found = WORD.search(word)
    return found is None or lexicon.knows(found.group())


def expected_of_layer(layer: Reading, lexicon: Words) -> float:
    """Expected word error rate of an OCR layer that was not read again.

    Of the words that a misreading made, about two thirds are no words, and most of those one step from a word.
    """
    return round(min(1.0, 1.5 * word_shares(layer, lexicon).repairable), 4)

"""How many words of a reading are probably wrong, so that an archive can be sorted by it."""

from __future__ import annotations

from bisect import bisect_right

from pipeline.document import Reading
from pipeline.stages.read.words import TOKEN, Words, is_sound, word_shares

# Probability that a word is wrong by Tesseract's confidence in it; fitted by `training/reading/fit_expected.py`.
EDGES = (0.3, 0.6, 0.8, 0.9, 0.95)
_KNOWN = (0.37, 0.30, 0.195, 0.10, 0.021, 0.0022)
_UNKNOWN = (1.0, 0.99, 0.78, 0.49, 0.18, 0.05)
# Where so much is wrong, lines are lost too, and words that are known are so by chance.
HARDLY = 0.25
_STEEPER = 2.6


def expected_of_ocr(reading: Reading, lexicon: Words) -> float:
    """Expected word error rate of an OCR reading, 0 to 1, from the confidence in each word and whether it is one."""
    if not reading.words:
        return 0.0
    wrong = sum(
        chance_wrong(reading.text[word.span.start : word.span.end], word.confidence or 0.0, lexicon)
        for word in reading.words
    )
    rate = wrong / len(reading.words)
    if rate > HARDLY:
        rate = HARDLY + _STEEPER * (rate - HARDLY)
    return round(min(rate, 1.0), 4)


def chance_wrong(word: str, confidence: float, lexicon: Words) -> float:
    """Probability that a word, with its punctuation, is not what the page says."""
    return (_KNOWN if is_known(word, lexicon) else _UNKNOWN)[bisect_right(EDGES, confidence)]


def is_known(word: str, lexicon: Words) -> bool:
    """Whether a word with its punctuation is Dutch or a figure, or holds nothing that could be."""
    return all(is_sound(token, lexicon) for token in TOKEN.findall(word))


def expected_of_layer(layer: Reading, lexicon: Words) -> float:
    """Expected word error rate of an OCR layer that was not read again.

    Of the words that a misreading made, about two thirds are no words, and most of those one step from a word.
    """
    return round(min(1.0, 1.5 * word_shares(layer, lexicon).repairable), 4)

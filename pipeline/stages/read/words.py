"""What the words of a reading look like: known, one misreading from a word, or nothing that Dutch is written with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from pipeline.document import Reading
from pipeline.language.rewriting import rewritten

FEW = 20  # words below which shares of them say little
WORD = re.compile(r"[^\W\d_]{3,}")
TOKEN = re.compile(r"[^\W_]+(?:[.,][^\W_]+)*")
_NO_FIGURE = re.compile(r"\d,\d{3}(?!\d)|\d[^\W\d_]+\d")  # 12,500 and 1l2: Dutch has a point before thousands
_BLANK = re.compile(r"\s+")
_VOWEL = re.compile(r"[aeiouyáàäâéèëêíìïîóòöôúùüû]", re.IGNORECASE)
_ODD = re.compile(r"[^\s!-~\u00a0-\u017f\u2010-\u203a\u2022\u20ac\ufb00-\ufb06]")
_SAMPLE = 100  # words

# What scanners of the kind that made the archives of 2000 to 2015 read for what was there: (read, true).
_CONFUSIONS = (
    ("e", "o"), ("o", "e"), ("c", "e"), ("e", "c"), ("U", "ll"), ("U", "li"), ("m", "rn"), ("m", "ru"), ("rm", "nn"),
    ("im", "un"), ("rn", "m"), ("l", "i"), ("i", "l"), ("I", "l"), ("1", "l"), ("0", "o"), ("b", "h"), ("h", "b"),
    ("vn", "wi"), ("vv", "w"), ("vwj", "wij"), ("fi", "fu"), ("e", "ë"), ("ii", "ij"), ("y", "ij"), ("cl", "d"),
    ("t", "f"), ("f", "t"), ("a", "e"), ("s", "e"), ("u", "n"), ("n", "u"), ("li", "h"), ("tl", "d"), ("]", "j"),
)  # fmt: skip


class Words(Protocol):
    """What the judge asks of a lexicon."""

    def knows(self, word: str) -> bool:
        """Whether `word` is a Dutch word, a compound of Dutch words or a known name."""


@dataclass(frozen=True, slots=True)
class WordShares:
    """What the words of a reading look like. Shares of the words of three letters and more."""

    words: int
    known: float
    repairable: float
    mute: float  # words of four letters and more without a vowel
    odd: float  # share of all characters that no Dutch letter is written with


def sounds_dutch(text: str, lexicon: Words) -> bool:
    """Whether the first words of a page are Dutch and all of it is written as Dutch is: most pages need no more."""
    first = [match.group() for match in islice(WORD.finditer(text), _SAMPLE)]
    known = sum(map(lexicon.knows, first))
    return len(first) >= FEW and known > 0.7 * len(first) and len(_ODD.findall(text)) < 0.05 * len(text)


def is_sound(token: str, lexicon: Words) -> bool:
    """Whether a `TOKEN` is a word, or a figure as somebody writes it."""
    if any(map(str.isdigit, token)):
        return not _NO_FIGURE.search(token)
    return all(map(lexicon.knows, re.split(r"[.,]", token)))


def known_share(text: str, lexicon: Words) -> float | None:
    """Share of the words of three letters and more that are known; None where there are none."""
    found = WORD.findall(text)
    return round(sum(map(lexicon.knows, found)) / len(found), 4) if found else None


def word_shares(reading: Reading, lexicon: Words) -> WordShares:
    """Shares of known and of repairable words, and of odd characters, in a reading."""
    counts = Counter(WORD.findall(reading.text))
    total = counts.total()
    unknown = [(word, count) for word, count in counts.items() if not lexicon.knows(word)]
    repairable = sum(count for word, count in unknown if any(map(lexicon.knows, repairs(word))))
    long = [(word, count) for word, count in unknown if len(word) > 3]
    mute = sum(count for word, count in long if not _VOWEL.search(word))
    characters = len(_BLANK.sub("", reading.text))
    odd = len(_ODD.findall(reading.text))
    return WordShares(
        total,
        1 - sum(count for _, count in unknown) / total if total else 1.0,
        repairable / total if total else 0.0,
        mute / total if total else 0.0,
        odd / characters if characters else 0.0,
    )


def repairs(word: str) -> Iterator[str]:
    """What `word` may have been before one misreading."""
    for read, true in _CONFUSIONS:
        yield from rewritten(word, read, true)

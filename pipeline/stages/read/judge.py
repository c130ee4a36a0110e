"""Is a page's text layer what the page says? Structure first, words second, a new reading last.

Structure parts scans from born-digital pages: hidden text (render mode 3, or painted under a picture that covers the
page) is an OCR layer, text painted where it can be seen is not, but for a few stamped words on a scan. How far an OCR
layer can be trusted shows in its words: the share of *repairable* ones (no word, but one confusion away from one)
sees light damage that the share of known words does not. Measured on 165 pages in 13 classes: above 0.01 it found
95 % of the light, all of the bad layers, and no true one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from pipeline.document import Judgement, Reading
from pipeline.stages.pages import Facts, PageInput

STAMP_WORDS = 50  # fewer visible words than this on a scan are a stamp or a header, not the page
COVERS = 0.8  # share of the page under pictures from which it is a scan
REPAIRABLE = 0.01  # share of words from which a layer lies
UNMAPPED = 0.2  # share of characters without Unicode from which a layer says nothing
AGREES = 0.97  # share of words that a true layer shares with a new reading
_FEW = 20  # words below which shares of them say little

_WORD = re.compile(r"[^\W\d_]{3,}")
_BLANK = re.compile(r"\s+")
_ODD = re.compile(r"[^\s!-~\u00a0-\u017f\u2010-\u203a\u2022\u20ac\ufb00-\ufb06]")

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
    odd: float  # share of all characters that no Dutch letter is written with


def judge(page: PageInput, lexicon: Words) -> Judgement:
    """What the text layer of a page is worth, before anything is read from its picture."""
    if page.layer is None or not page.layer.text.strip():
        if page.layer is not None and page.layer.source == "text-file":
            return Judgement("text-file", 1.0, ("an empty page of a text file",))
        return Judgement("none", 1.0, ("no text layer",))
    if page.layer.source == "text-file":
        return Judgement("text-file", 1.0, ("a text file",))
    facts = page.facts
    count = len(page.layer.words)
    reasons = [f"{count} words"]
    if facts.unmapped > UNMAPPED:
        reasons.append(f"{facts.unmapped:.0%} of its characters have no Unicode: what they say is not known")
        return Judgement("none", 0.95, tuple(reasons))
    shares = word_shares(page.layer, lexicon)
    if shares.odd > 0.2:
        reasons.append(f"{shares.odd:.0%} of its characters are no letters, figures or signs of a Dutch text")
        return Judgement("none", 0.9, tuple(reasons))
    if facts.hidden_share >= 0.5:
        return _judge_hidden(facts, shares, reasons)
    return _judge_visible(facts, count, shares, reasons)


def _judge_hidden(facts: Facts, shares: WordShares, reasons: list[str]) -> Judgement:
    if facts.invisible:
        reasons.append(f"{facts.invisible} characters are invisible")
    if facts.covered:
        reasons.append(f"{facts.covered} characters lie under a picture")
    reasons.append(f"pictures cover {facts.picture_share:.0%} of the page")
    if shares.words < _FEW:
        return Judgement("lying-ocr-layer", 0.6, (*reasons, "too few words to tell whether they are right"))
    reasons.append(f"{shares.known:.1%} of the words are known, {shares.repairable:.1%} one misreading from a word")
    if shares.repairable > REPAIRABLE or shares.known < 0.8:
        sure = min(0.99, 0.75 + 5 * shares.repairable + max(0.0, 0.8 - shares.known))
        return Judgement("lying-ocr-layer", round(sure, 3), tuple(reasons))
    return Judgement("good-ocr-layer", round(0.95 - 15 * shares.repairable, 3), tuple(reasons))


def _judge_visible(facts: Facts, count: int, shares: WordShares, reasons: list[str]) -> Judgement:
    if facts.picture_share >= COVERS and count < STAMP_WORDS:
        reasons.append(f"pictures cover {facts.picture_share:.0%} of the page: its words are a stamp or a header")
        return Judgement("partial", 0.9, tuple(reasons))
    if facts.picture_share > 0.4 and count < STAMP_WORDS:
        reasons.append(f"a picture fills {facts.picture_share:.0%} of the page and may hold text")
        return Judgement("partial", 0.7, tuple(reasons))
    reasons.append("painted where it can be seen")
    if facts.picture_share >= COVERS:
        reasons.append("on a background picture")
        return Judgement("born-digital", 0.9, tuple(reasons))
    if shares.words >= _FEW and shares.known < 0.3:
        reasons.append(f"but only {shares.known:.0%} of the words are known: another language, or a wrong font map")
        return Judgement("born-digital", 0.6, tuple(reasons))
    return Judgement("born-digital", 0.99, tuple(reasons))


def judge_again(before: Judgement, layer: Reading, reading: Reading) -> Judgement:
    """The judgement of an OCR layer once the page has been read anew: how many of the words agree.

    Words are compared as a bag, because two programs rarely put blocks in the same order.
    """
    if before.kind not in ("good-ocr-layer", "lying-ocr-layer"):
        return before
    old, new = Counter(_WORD.findall(layer.text)), Counter(_WORD.findall(reading.text))
    most = max(old.total(), new.total())
    if most < _FEW or reading.confidence is None or reading.confidence < 0.7:
        return before
    share = (old & new).total() / most
    reasons = (*before.reasons, f"shares {share:.1%} of the words with a new reading")
    kind = "good-ocr-layer" if share >= AGREES else "lying-ocr-layer"
    sure = min(0.99, 0.6 + 10 * abs(share - AGREES))
    return Judgement(kind, round(max(sure, before.probability if kind == before.kind else 0.0), 3), reasons)


def word_shares(reading: Reading, lexicon: Words) -> WordShares:
    """Shares of known and of repairable words, and of odd characters, in a reading."""
    counts = Counter(_WORD.findall(reading.text))
    total = counts.total()
    unknown = [(word, count) for word, count in counts.items() if not lexicon.knows(word)]
    repairable = sum(count for word, count in unknown if any(map(lexicon.knows, repairs(word))))
    characters = len(_BLANK.sub("", reading.text))
    odd = len(_ODD.findall(reading.text))
    return WordShares(
        total,
        1 - sum(count for _, count in unknown) / total if total else 1.0,
        repairable / total if total else 0.0,
        odd / characters if characters else 0.0,
    )


def repairs(word: str) -> Iterator[str]:
    """What `word` may have been before one misreading."""
    for read, true in _CONFUSIONS:
        at = word.find(read)
        while at >= 0:
            yield word[:at] + true + word[at + len(read) :]
            at = word.find(read, at + 1)

"""The Dutch lexicon: which words there are, how frequent, which compounds are sound, which words follow one another.

Words come from OpenTaal and wordfreq, word pairs from Dutch treebanks and manuals (`training/language/`, and
`data/NOTICE.md` for the licences). Everything is lower case; a probability is a log10.
"""

from __future__ import annotations

import gzip
import math
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"

JOIN = -0.9  # log10 cost of joining two words: most pairs of words make no compound
LINKS = ("", "s", "-")
LEAST_PART = 3  # code points; shorter parts make almost anything a compound
PART_FLOOR = -6.6  # log10 frequency below which a word is no part: rare strings join into nonsense
SHORT_PART_FLOOR = -5.2  # the same for parts of three letters
# Endings and words that stand at the front or the end of words but are no free parts: 'ver' + 'eer', '...' + 'ten'.
_NO_HEADS = frozenset("ver ont her ges gen ber den ten der een het dat wel les tie ing ers nen zen sen ren ven".split())


@dataclass
class Lexicon:
    """Words and word pairs. `words` maps a lower-case word to its log10 probability."""

    words: dict[str, float]
    pairs: dict[tuple[str, str], int]
    firsts: dict[str, int]
    _compounds: dict[str, float | None] = field(default_factory=dict, repr=False)

    def knows(self, word: str) -> bool:
        """Whether it is a Dutch word or a sound compound; case does not matter."""
        return self.log_probability(word.lower()) is not None

    def is_listed(self, word: str) -> bool:
        """Whether the word list itself has the word (lower case), compounds aside."""
        return word in self.words

    def log_probability(self, word: str) -> float | None:
        """log10 probability of a lower-case word, or of it as a compound; None where it is neither."""
        found = self.words.get(word)
        if found is not None:
            return found
        if len(word) < 2 * LEAST_PART:
            return None
        if word not in self._compounds:
            self._compounds[word] = self._best_compound(word)
        return self._compounds[word]

    def pair_log_probability(self, first: str, second: str) -> float | None:
        """log10 P(second | first) where the pair was seen in the treebanks; '' stands for a sentence start."""
        count = self.pairs.get((first, second))
        return None if count is None else math.log10((count - 0.5) / (self.firsts[first] + 50))

    def _best_compound(self, word: str, depth: int = 2) -> float | None:
        best: float | None = None
        for cut in range(LEAST_PART, len(word) - LEAST_PART + 1):
            tail = self._part(word[cut:])
            if tail is None and depth > 1 and len(word) - cut >= 2 * LEAST_PART:
                tail = self._best_compound(word[cut:], depth - 1)
            if tail is None:
                continue
            for link in LINKS:
                if link and not word[:cut].endswith(link):
                    continue
                head = self._part(word[: cut - len(link)])
                if head is None:
                    continue
                score = head + tail + JOIN * (1 if link == "" else 1.2)
                if best is None or score > best:
                    best = score
        return best

    def is_part(self, part: str) -> bool:
        """Whether a lower-case word may be a part of a compound."""
        return self._part(part) is not None

    def _part(self, part: str) -> float | None:
        if len(part) < LEAST_PART or part in _NO_HEADS:
            return None
        found = self.words.get(part)
        floor = SHORT_PART_FLOOR if len(part) == LEAST_PART else PART_FLOOR
        return found if found is not None and found >= floor else None


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The lexicon, loaded once per process."""
    words: dict[str, float] = {}
    for line in gzip.decompress((_DATA / "words.txt.gz").read_bytes()).decode().splitlines():
        word, _, value = line.partition("\t")
        words[word] = int(value) / -100
    pairs: dict[tuple[str, str], int] = {}
    firsts: Counter[str] = Counter()
    for line in gzip.decompress((_DATA / "pairs.txt.gz").read_bytes()).decode().splitlines():
        first, second, value = line.split("\t")
        pairs[first, second] = int(value)
        firsts[first] += int(value)
    return Lexicon(words, pairs, dict(firsts))

"""The Dutch lexicon: which words there are, how frequent, which compounds are sound, which words follow one another.

Words come from OpenTaal and wordfreq, word pairs from Dutch treebanks and manuals (`training/language/`, and
`data/NOTICE.md` for the licences). Everything is lower case; a probability is a log10. The words are a trie in flat
arrays (`trie`): it loads in a few hundredths of a second and takes 30 MB.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.language.trie import ALPHABET, LONGEST, ROOT, WORD_ENDS, Trie, unpack

_DATA = Path(__file__).parent / "data"
_CODES = {character: code for code, character in enumerate(ALPHABET)}

JOIN = -0.9  # log10 cost of joining two words: most pairs of words make no compound
LINKS = {"": 1.0, "s": 1.2, "-": 1.2}  # what stands between two parts, and by how much it makes the join dearer
LEAST_PART = 3  # code points; shorter parts make almost anything a compound
MOST_PARTS = 3
PART_FLOOR = -6.6  # log10 frequency below which a word is no part: rare strings join into nonsense
SHORT_PART_FLOOR = -5.2  # the same for parts of three letters
# Endings that the list has as words, and words that join no other: 'ver' + 'eer', '...' + 'ten', 'een' + 'rivier'.
_NO_PARTS = frozenset(
    "ver ont her ges gen ber den ten der een het dat wel les tie ing ers nen zen sen ren ven "
    "en of de dit deze die dan als maar niet ook nog had heb heeft hebben was waren zijn worden wordt werd werden zou "
    "zouden kan kunnen moet moeten wil wilde zich hij zij wij jij hun hen wie geen dus toch toen mijn "
    "van met omdat zoals onze zeer".split()
)
# Words that begin compounds but end none: 'tegenstander', but not 'wiskundetegen'.
_NO_HEADS = frozenset("van voor met door tot uit over tegen naar bij per onder tussen aan niets iets".split())
UNKNOWN = -2.2  # log10 share of running words that the lexicon does not know
STRANGE = -4.0  # log10 of a character that no Dutch word has
_REMEMBERED = 50_000  # words


class Lexicon:
    """Words and word pairs.

    Args:
        trie: the words with their log10 probabilities.
        proper: by node, whether the word there is always written with a capital.
        characters: log10 P(third | two before it) by trie codes, boundaries last; hundredths.
        pairs: `first << 32 | second` by nodes of the trie, sorted.
        gains: of the same pairs, log10 P(second | first) - log10 P(second); hundredths.
        backoffs: nodes of words that are seen often as the first of a pair (sorted), and the gain of a pair with them
            that was never seen; hundredths.
    """

    def __init__(
        self,
        trie: Trie,
        proper: NDArray[np.bool_],
        characters: NDArray[np.int16],
        pairs: NDArray[np.int64],
        gains: NDArray[np.int16],
        backoffs: tuple[NDArray[np.int32], NDArray[np.int16]],
    ) -> None:
        self.trie = trie
        # Single items of an array's buffer come as Python's own numbers, three times faster than numpy's.
        self._masks, self._firsts = trie.masks.data, trie.first_children.data
        self._values, self._proper = trie.values.data, proper.data
        self._characters, self._boundary = np.ravel(characters).data, len(ALPHABET)
        self._pairs, self._gains = pairs.data, gains.data
        self._backoffs: dict[int, float] = dict(zip(backoffs[0].tolist(), (backoffs[1] / 100).tolist()))
        self.node = lru_cache(_REMEMBERED)(self._node)
        self.log_probability = lru_cache(_REMEMBERED)(self._log_probability)

    def knows(self, word: str) -> bool:
        """Whether it is a Dutch word or a sound compound; case does not matter."""
        return self.log_probability(word.lower()) is not None

    def is_listed(self, word: str) -> bool:
        """Whether the word list itself has the word (lower case), compounds aside."""
        return self.node(word) is not None

    def listed_log_probability(self, word: str) -> float | None:
        """log10 probability of a lower-case word of the list; None where the list lacks it."""
        node = self.node(word)
        return None if node is None else float(self._values[node])

    def is_proper(self, word: str) -> bool:
        """Whether a lower-case word of the list is always written with a capital ('india')."""
        node = self.node(word)
        return node is not None and bool(self._proper[node])

    def is_part(self, part: str) -> bool:
        """Whether a lower-case word may be a part of a compound."""
        value = self.listed_log_probability(part)
        return value is not None and _is_part(part, value)

    def unknown_log_probability(self, word: str) -> float:
        """log10 probability of a string as a word that no list has (a name, say): trigrams of its characters."""
        first = second = self._boundary
        size, total = self._boundary + 1, 100 * UNKNOWN
        for character in (*word, None):
            third = self._boundary if character is None else _CODES.get(character, -1)
            if third < 0:
                total += 100 * STRANGE
                third = self._boundary
            else:
                total += float(self._characters[(first * size + second) * size + third])
            first, second = second, third
        return total / 100

    def head(self, word: str) -> str:
        """The last part of a compound that the list lacks, for it decides which words go beside it; else the word."""
        if self.is_listed(word) or self.log_probability(word) is None:
            return word
        tails = (word[cut:] for cut in range(LEAST_PART, len(word) - LEAST_PART + 1))
        return next((tail for tail in tails if self.is_part(tail)), word)

    def gain(self, first: str, second: str) -> float:
        """log10 of how much likelier `second` is behind `first` than anywhere ('' stands for a sentence start).

        0 where either is no listed word, or `first` was seen too seldom to tell.
        """
        before, after = ROOT if first == "" else self.node(first), self.node(second)
        if before is None or after is None:
            return 0.0
        key = before << 32 | after
        at = bisect_left(self._pairs, key)
        if at < len(self._pairs) and self._pairs[at] == key:
            return float(self._gains[at] / 100)
        return self._backoffs.get(before, 0.0)

    def _node(self, word: str) -> int | None:
        nodes = list(self._nodes_along(word, 0))
        if not nodes or len(nodes) < len(word):
            return None
        value = self._values[nodes[-1]]
        return nodes[-1] if value == value else None  # NaN: no word ends here

    def _nodes_along(self, word: str, start: int) -> Iterator[int]:
        """The nodes of `word[start:]`, one character after another, as far as the trie goes on."""
        masks, firsts, node = self._masks, self._firsts, ROOT
        for character in word[start : start + LONGEST]:
            code = _CODES.get(character)
            if code is None:
                return
            mask, bit = masks[node], 1 << code
            if not mask & bit:
                return
            node = firsts[node] + (mask & (bit - 1)).bit_count()
            yield node

    def _log_probability(self, word: str) -> float | None:
        """log10 probability of a lower-case word, or of it as a compound; None where it is neither."""
        node = self.node(word)
        if node is not None:
            return float(self._values[node])
        if not 2 * LEAST_PART <= len(word) <= LONGEST:
            return None
        return self._compound(word, 0, MOST_PARTS)

    def _compound(self, word: str, start: int, most_parts: int) -> float | None:
        """The best parting of `word[start:]` into two parts or more."""
        best: float | None = None
        for length, node in enumerate(self._nodes_along(word, start), 1):
            value, end = self._values[node], start + length
            if value != value or len(word) - end < LEAST_PART or not _is_part(word[start:end], value):
                continue
            for link, dearer in LINKS.items():
                if not word.startswith(link, end):
                    continue
                rest = self._tail(word, end + len(link), most_parts - 1)
                if rest is not None and (best is None or value + JOIN * dearer + rest > best):
                    best = value + JOIN * dearer + rest
        return best

    def _tail(self, word: str, start: int, most_parts: int) -> float | None:
        if len(word) - start < LEAST_PART:
            return None
        value = self.listed_log_probability(word[start:])
        if value is not None and _is_part(word[start:], value) and word[start:] not in _NO_HEADS:
            return value
        return self._compound(word, start, most_parts) if most_parts > 1 else None


def _is_part(part: str, value: float) -> bool:
    if len(part) < LEAST_PART or part in _NO_PARTS:
        return False
    return value >= (SHORT_PART_FLOOR if len(part) == LEAST_PART else PART_FLOOR)


def part_nodes(trie: Trie) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """By node of a trie: whether the word that ends there may be a part of a compound, and its last one."""
    floors = np.where(trie.depths == LEAST_PART, SHORT_PART_FLOOR, PART_FLOOR)
    parts = (trie.depths >= LEAST_PART) & (trie.values >= floors)  # NaN compares as false
    parts[_nodes_of(trie, _NO_PARTS)] = False
    heads = parts.copy()
    heads[_nodes_of(trie, _NO_HEADS)] = False
    return parts, heads


def _nodes_of(trie: Trie, words: Iterable[str]) -> list[int]:
    found = []
    for word in words:
        node = np.zeros(1, np.int32)
        for character in word:
            node = trie.children(node, np.array([_CODES[character]], np.int32))
            if node[0] < 0:
                break
        else:
            found.append(int(node[0]))
    return found


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The lexicon, loaded once per process."""
    with np.load(_DATA / "words.npz") as words, np.load(_DATA / "pairs.npz") as pairs:
        trie = unpack(words["labels"], words["shapes"], (words["values"] / np.float32(-100)).astype(np.float32))
        keys = np.cumsum(pairs["steps"], dtype=np.int64)
        proper = np.zeros(len(trie.values), dtype=np.bool_)
        ends = np.flatnonzero(words["shapes"] >= WORD_ENDS)
        proper[ends] = np.unpackbits(words["proper"], count=len(ends)).astype(np.bool_)
        return Lexicon(
            trie, proper, words["characters"], keys, pairs["gains"], (pairs["backoff_nodes"], pairs["backoffs"])
        )

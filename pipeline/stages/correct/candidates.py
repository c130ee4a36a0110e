"""What a read word may have been, with all that the rounds of adaptation need to weigh it: computed once a word type.

The options of a word type are kept for as long as the process lives (up to a bound) as packed numbers, so that those
of a whole document join into arrays in a few microseconds a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from pipeline.language.lexicon import LEAST_PART, Lexicon
from pipeline.language.trie import LONGEST, build_trie
from pipeline.stages.correct.blanks import FUNCTION_WORDS
from pipeline.stages.correct.confusions import Confusion
from pipeline.stages.correct.search import MISSING_SPACE, WINDOW, Found, Search

MOST_OPTIONS = 10  # of one word type, itself included
EXTRA_WORD = -6.0  # log10 probability of a word that only the user's own rows have
MOST_REMEMBERED = 60_000  # word types; some 40 MB
_MOST_AT_ONCE = 500  # word types searched for together; bounds memory
_COUNT = np.uint16
_ENDINGS = ("en", "te", "de", "er", "een")  # 'gerelateerden' is one word, even if no list has it
FREQUENT = -2.6  # log10


@dataclass(frozen=True, slots=True)
class Options:
    """The readings of one word type, itself first: texts, log10 of their sources, packed confusions and chances.

    `used` holds indexes of confusions, `chances` indexes of `Opportunities.trues`; the sizes say how many are each
    reading's.
    """

    texts: tuple[str, ...]
    sources: bytes  # float32
    used: bytes  # uint16, as are the following
    used_sizes: bytes
    chances: bytes
    chance_sizes: bytes

    def confusions_of(self, number: int) -> tuple[int, ...]:
        sizes = np.frombuffer(self.used_sizes, _COUNT)
        start = int(sizes[:number].sum())
        return tuple(np.frombuffer(self.used, _COUNT)[start : start + int(sizes[number])].tolist())


class Opportunities:
    """Where a confusion could have happened in a true word: which of the distinct true strings it holds."""

    def __init__(self, confusions: Sequence[Confusion]) -> None:
        keys = [(confusion.true.lower(), confusion.at_start) for confusion in confusions]
        self.trues = list(dict.fromkeys(keys))
        numbers = {key: number for number, key in enumerate(self.trues)}
        self.true_of = np.array([numbers[key] for key in keys], dtype=np.int64)  # by confusion

    def of(self, texts: Sequence[str]) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
        """The numbers of the true strings in each text, one text after another, and how many are each text's."""
        points = np.frombuffer(("\0".join(texts) + "\0\0\0\0").encode("utf-32-le", "surrogatepass"), np.uint32)
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        owners = np.repeat(np.arange(len(texts)), lengths + 1)
        starts = np.cumsum(lengths + 1) - lengths - 1
        inside = len(points) - 4
        places: list[NDArray[np.int64]] = []
        for true, at_start in self.trues:
            match = points[:inside] == ord(true[0])
            for offset, character in enumerate(true[1:], 1):
                match = match & (points[offset : inside + offset] == ord(character))
            places.append(np.flatnonzero(match[starts]) if at_start else owners[np.flatnonzero(match)])
        owner = np.concatenate([*places, starts[:0]])
        what = np.repeat(np.arange(len(places)), [len(place) for place in places])
        order = np.argsort(owner, kind="stable")
        return what[order].astype(_COUNT), np.bincount(owner, minlength=len(texts)).astype(_COUNT)


class CandidateFinder:
    """Options of folded words (`words.fold`), remembered while the process lives.

    Args:
        lexicon: the source of words.
        confusions: the channel's.
        extra_words: words of the user's own (names of neighbourhoods, protected words), to be found as well.
    """

    def __init__(self, lexicon: Lexicon, confusions: tuple[Confusion, ...], extra_words: Iterable[str] = ()) -> None:
        self.lexicon = lexicon
        self.confusions = confusions
        self.opportunities = Opportunities(confusions)
        self._search = Search(lexicon.trie, confusions)
        new = sorted({word.lower() for word in extra_words if not lexicon.is_listed(word.lower())})
        self._extra = dict.fromkeys(new, EXTRA_WORD)
        self._extra_search = Search(build_trie(self._extra), confusions) if new else None
        self._found: dict[str, Options] = {}

    def is_listed(self, word: str) -> bool:
        """Whether the word list or the user's own words have the folded word."""
        return word in self._extra or self.lexicon.is_listed(word)

    def options(self, word: str) -> Options:
        return self.find_all([word])[word]

    def find_all(self, words: Iterable[str]) -> dict[str, Options]:
        """The options of each word."""
        found = self._found
        wanted = dict.fromkeys(words)
        missing = [word for word in wanted if word not in found]
        result = {word: found[word] for word in wanted if word in found}
        if len(found) + len(missing) > MOST_REMEMBERED:
            found.clear()
        for start in range(0, len(missing), _MOST_AT_ONCE):
            some = missing[start : start + _MOST_AT_ONCE]
            result.update(zip(some, self._look_up(some)))
        found.update((word, result[word]) for word in missing[:MOST_REMEMBERED])
        return result

    def source(self, word: str) -> float:
        """log10 probability of a folded word, known or not, or of two words with a blank between."""
        if " " in word:
            return sum(self.source(part) for part in word.split(" ")) + MISSING_SPACE
        known = self._extra.get(word)
        if known is None:
            known = self.lexicon.log_probability(word)
        unknown = self.lexicon.unknown_log_probability(word)
        return unknown if known is None else max(known, unknown)

    def _look_up(self, words: Sequence[str]) -> list[Options]:
        short = [word if len(word) <= LONGEST else "" for word in words]
        listed = [self.is_listed(word) for word in words]
        parted = [not known and len(word) > LEAST_PART for word, known in zip(short, listed)]
        found = self._search.find(short, parted)
        if self._extra_search is not None:
            more = self._extra_search.find(short, [False] * len(short))
            found = [a + b for a, b in zip(found, more)]
        found = [a if known else a + self._apart(word, a) for word, known, a in zip(short, listed, found)]
        ranked = [self._ranked(*row) for row in zip(words, listed, found)]

        texts = [[text for text, _, _ in options] for options in ranked]
        chances, chance_sizes = self.opportunities.of(list(chain.from_iterable(texts)))
        made, row, chance = [], 0, 0
        for options, names in zip(ranked, texts):
            sizes = chance_sizes[row : row + len(options)]
            last = chance + int(sizes.sum())
            made.append(
                Options(
                    tuple(names),
                    np.array([source for _, source, _ in options], np.float32).tobytes(),
                    np.array([index for _, _, used in options for index in used], _COUNT).tobytes(),
                    np.array([len(used) for _, _, used in options], _COUNT).tobytes(),
                    chances[chance:last].tobytes(),
                    sizes.tobytes(),
                )
            )
            row, chance = row + len(options), last
        return made

    def _apart(self, word: str, found: Sequence[Found]) -> list[Found]:
        """A function word run together with another word, which may be a rare one or a compound ('depijlers')."""
        seen = {text for text, *_ in found}
        ways: list[Found] = []
        for cut in range(2, len(word) - 1):
            first, second = word[:cut], word[cut:]
            common = first in FUNCTION_WORDS or (second in FUNCTION_WORDS and second not in _ENDINGS)
            if not common or f"{first} {second}" in seen:
                continue
            a, b = self.lexicon.log_probability(first), self.lexicon.log_probability(second)
            if a is not None and b is not None and (min(len(first), len(second)) > 2 or max(a, b) >= FREQUENT):
                ways.append((f"{first} {second}", a + b + MISSING_SPACE, 0.0, ()))
        return ways

    def _ranked(self, word: str, listed: bool, found: Sequence[Found]) -> list[tuple[str, float, tuple[int, ...]]]:
        # Two ways to a word are kept apart where one needs the start of a sentence ('lets' for 'iets' or 'Iets').
        best: dict[tuple[str, bool], tuple[float, float, tuple[int, ...]]] = {}
        own = self.source(word) if listed else self.lexicon.unknown_log_probability(word)
        for text, source, channel, used in found:
            key = (text, any(self.confusions[index].at_start for index in used))
            if text == word:
                own = max(own, source) if not used else own
            elif key not in best or source + channel > best[key][0]:
                best[key] = (source + channel, source, used)
        ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))[: MOST_OPTIONS - 1]
        floor = max([own, *(score for _, (score, _, _) in ranked[:1])]) - WINDOW
        kept = [(text, source, used) for (text, _), (score, source, used) in ranked if score >= floor]
        return [(word, own, ()), *kept]

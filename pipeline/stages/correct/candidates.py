"""What a read word may have been: every reading of it that the confusions can explain and the lexicon supports.

A depth-first walk over the read word undoes confusions on the way and follows the prefixes of the lexicon, so that
only beginnings of Dutch words are pursued. At the end of a word it may start a next one: compounds are found while
they are corrected ('wijkvertegenweerdigers'), and so are two words that were run together.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.language.lexicon import JOIN, LEAST_PART, Lexicon
from pipeline.stages.correct.confusions import Confusion

MOST_STATES = 1_500  # of one walk: bounds the time a strange word takes
MOST_CANDIDATES = 12
MOST_PARTS = 3
CHANNEL_FLOOR = -9.5  # log10 of the confusions together, at the weights of the dictionary
MISSING_SPACE = -4.5  # log10 that a blank was lost
SPACE_PART_FLOOR = -4.8  # words run together are looked for among frequent ones only


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that may have stood there: its log10 source probability and the confusions (indexes) that explain it."""

    text: str
    source: float
    used: tuple[int, ...] = ()


class CandidateFinder:
    """Candidates of folded words (`words.fold`), remembered for as long as the process lives."""

    def __init__(self, lexicon: Lexicon, confusions: tuple[Confusion, ...], extra_words: Iterable[str] = ()) -> None:
        self.lexicon = lexicon
        self.confusions = confusions
        self._words = dict(lexicon.words)
        for word in extra_words:
            self._words.setdefault(word.lower(), -6.0)
        self._prefixes = {word[:end] for word in self._words for end in range(1, len(word) + 1)}
        self._by_first: dict[str, list[tuple[str, str, float, int]]] = defaultdict(list)
        for index, confusion in enumerate(confusions):
            row = (confusion.read, confusion.true.lower(), math.log10(confusion.weight), index)
            self._by_first[confusion.read[0]].append(row)
        self._characters = _CharacterModel(self._words)
        self._found: dict[str, tuple[Candidate, ...]] = {}

    def find(self, word: str) -> tuple[Candidate, ...]:
        """The word itself first, then the likeliest others; `word` is folded."""
        if word not in self._found:
            self._found[word] = self._search(word)
        return self._found[word]

    def source(self, word: str) -> float:
        """log10 probability of a folded word, whether the lexicon knows it or not."""
        known = self._words.get(word)
        if known is None:
            known = self.lexicon.log_probability(word)
        unknown = self._characters.log_probability(word)
        return unknown if known is None else max(known, unknown)

    def _search(self, word: str) -> tuple[Candidate, ...]:
        best: dict[str, tuple[float, Candidate]] = {}
        for text, source, channel, used in self._walk(word):
            if text == word:
                continue
            score = source + channel
            if text not in best or score > best[text][0]:
                best[text] = (score, Candidate(text, source, tuple(sorted(used))))
        ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].text))[:MOST_CANDIDATES]
        return (Candidate(word, self.source(word)), *(candidate for _, candidate in ranked))

    def _walk(self, word: str) -> Iterator[tuple[str, float, float, tuple[int, ...]]]:
        # position, prefix of the current part, done before it, parts, their log10, channel log10, confusions
        stack: list[tuple[int, str, str, int, float, float, tuple[int, ...]]] = [(0, "", "", 1, 0.0, 0.0, ())]
        words, prefixes, length = self._words, self._prefixes, len(word)
        states = 0
        while stack and states < MOST_STATES:
            states += 1
            at, prefix, done, parts, source, channel, used = stack.pop()
            if at == length:
                value = words.get(prefix)
                if value is not None and (parts == 1 or self._is_part(prefix, value, done)):
                    yield done + prefix, source + value, channel, used
                continue
            if parts < MOST_PARTS and len(prefix) >= LEAST_PART and length - at >= LEAST_PART:
                value = words.get(prefix)
                if value is not None and self._is_part(prefix, value, "x"):
                    stack.append((at, "", done + prefix, parts + 1, source + value + JOIN, channel, used))
                    if word[at] == "s" and length - at > LEAST_PART:
                        joined = done + prefix + "s"
                        stack.append((at + 1, "", joined, parts + 1, source + value + 1.2 * JOIN, channel, used))
                    if value >= SPACE_PART_FLOOR:
                        apart = done + prefix + " "
                        if channel + MISSING_SPACE >= CHANNEL_FLOOR:
                            stack.append((at, "", apart, parts + 1, source + value + MISSING_SPACE, channel, used))
            for read, true, cost, index in self._by_first.get(word[at], ()):
                if channel + cost < CHANNEL_FLOOR or not word.startswith(read, at):
                    continue
                if self.confusions[index].at_start and (at or done):
                    continue
                longer = prefix + true
                if longer in prefixes:
                    stack.append((at + len(read), longer, done, parts, source, channel + cost, (*used, index)))
            longer = prefix + word[at]
            if longer in prefixes:
                stack.append((at + 1, longer, done, parts, source, channel, used))

    def _is_part(self, part: str, value: float, done: str) -> bool:
        if done.endswith(" "):
            return value >= SPACE_PART_FLOOR
        return self.lexicon.is_part(part)


class _CharacterModel:
    """Trigrams of characters over the word list: how likely a string is as a word that no list has (a name, say)."""

    BASE = -2.5  # log10 share of running words that the lexicon does not know

    def __init__(self, words: Iterable[str]) -> None:
        triples: dict[str, int] = defaultdict(int)
        doubles: dict[str, int] = defaultdict(int)
        # Every third word: the counts are the same in proportion, and start-up is three times shorter.
        for number, word in enumerate(words):
            if number % 3:
                continue
            marked = f"^^{word}$"
            for start in range(len(marked) - 2):
                triples[marked[start : start + 3]] += 1
                doubles[marked[start : start + 2]] += 1
        self._triples, self._doubles = dict(triples), dict(doubles)

    def log_probability(self, word: str) -> float:
        marked = f"^^{word}$"
        total = self.BASE
        for start in range(len(marked) - 2):
            count = self._triples.get(marked[start : start + 3], 0)
            total += math.log10((count + 0.05) / (self._doubles.get(marked[start : start + 2], 0) + 2.0))
        return total

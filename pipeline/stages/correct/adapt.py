"""Adaptation to a document: how often does this scanner make each confusion?

Expectation-maximisation over the word types of the document (Dempster, Laird, Rubin 1977), for a noisy channel
(Kernighan, Church, Gale 1990; Kolak and Resnik 2002) whose confusion rates are unknown. A rate starts at the weight in
the dictionary times the document's level of noise, and the level of noise is itself estimated: on clean text it goes
to nothing, so that a name that looks like a misread word is left alone there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.stages.correct.candidates import Candidate
from pipeline.stages.correct.confusions import Confusion

ROUNDS = 8
STRENGTH = 40.0  # opportunities that the prior of a rate is worth
NOISE_START = 0.5
NOISE_STRENGTH = 1.0  # expected confusions that the prior of the noise level is worth
_LOG10 = float(np.log(10.0))


@dataclass(frozen=True, slots=True)
class WordType:
    """A word as it was read (folded), how often, its candidates, and log10 evidence for each from elsewhere."""

    count: float
    candidates: tuple[Candidate, ...]
    evidence: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """The document's own channel: rate per confusion, level of noise (1: as the dictionary's weights have it)."""

    rates: tuple[float, ...]
    noise: float

    def log_likelihood(self, candidate: Candidate, opportunities: Sequence[int]) -> float:
        """log10 P(read | candidate): its confusions happened, and at every other opportunity none did."""
        total = 0.0
        for index in opportunities:
            total += float(np.log10(1.0 - self.rates[index]))
        for index in candidate.used:
            total += float(np.log10(self.rates[index]) - np.log10(1.0 - self.rates[index]))
        return total


class Opportunities:
    """Where a confusion could have happened in a true word: which of `confusions`, each as often as it could."""

    def __init__(self, confusions: Sequence[Confusion]) -> None:
        by_first: dict[str, list[tuple[int, str, bool]]] = {}
        for index, confusion in enumerate(confusions):
            row = (index, confusion.true.lower(), confusion.at_start)
            by_first.setdefault(row[1][0], []).append(row)
        self._by_first = by_first
        self.of = lru_cache(maxsize=200_000)(self._of)

    def _of(self, word: str) -> tuple[int, ...]:
        found = []
        for at, character in enumerate(word):
            for index, true, at_start in self._by_first.get(character, ()):
                if word.startswith(true, at) and not (at_start and at):
                    found.append(index)
        return tuple(found)


def adapt(types: Sequence[WordType], confusions: Sequence[Confusion], opportunities: Opportunities) -> Channel:
    """The channel of a document, from its word types.

    Args:
        types: word types with their candidates, the word itself among them.
        confusions: the dictionary's.
        opportunities: of the same confusions.
    """
    weights = np.array([c.weight for c in confusions])
    if not types:
        return Channel(tuple(weights * NOISE_START), NOISE_START)
    flat = [candidate for word_type in types for candidate in word_type.candidates]
    sizes = np.array([len(word_type.candidates) for word_type in types])
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    counts = np.repeat([word_type.count for word_type in types], sizes)
    fixed = np.array([c.source for c in flat]) + np.array([e for t in types for e in t.evidence])
    used_at, used_what = _pairs([candidate.used for candidate in flat])
    chance_at, chance_what = _pairs([opportunities.of(candidate.text) for candidate in flat])

    noise, rates = NOISE_START, weights * NOISE_START
    for _ in range(ROUNDS):
        happened, stayed = np.log10(rates) - np.log10(1 - rates), np.log10(1 - rates)
        score = fixed + np.bincount(used_at, happened[used_what], len(flat))
        score += np.bincount(chance_at, stayed[chance_what], len(flat))
        share = _shares(score, starts, sizes) * counts
        used = np.bincount(used_what, share[used_at], len(weights))
        chances = np.bincount(chance_what, share[chance_at], len(weights))
        noise = float((used.sum() + NOISE_STRENGTH * NOISE_START) / ((weights * chances).sum() + NOISE_STRENGTH))
        noise = min(max(noise, 1e-4), 20.0)
        prior = np.minimum(weights * noise, 0.3)
        rates = np.clip((used + STRENGTH * prior) / (np.maximum(chances, used) + STRENGTH), 1e-7, 0.97)
    return Channel(tuple(float(rate) for rate in rates), noise)


def _pairs(rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    lengths = [len(row) for row in rows]
    what = np.array([value for row in rows for value in row], dtype=np.int64)
    return np.repeat(np.arange(len(rows)), lengths), what


def _shares(score: NDArray[np.float64], starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Posterior of each candidate within its word type."""
    top = np.repeat(np.maximum.reduceat(score, starts), sizes)
    power = np.exp((score - top) * _LOG10)
    return np.asarray(power / np.repeat(np.add.reduceat(power, starts), sizes))

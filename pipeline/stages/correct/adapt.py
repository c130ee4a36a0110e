"""Adaptation to a document: how often does this scanner make each confusion?

Expectation-maximisation over the word types of the document (Dempster, Laird, Rubin 1977), for a noisy channel
(Kernighan, Church, Gale 1990; Kolak and Resnik 2002) whose confusion rates are unknown. A rate starts at the weight in
the dictionary times the document's level of noise, and the level of noise is itself estimated: on clean text it goes
to nothing, so that a name that looks like a misread word is left alone there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.stages.correct.candidates import Opportunities, Options
from pipeline.stages.correct.confusions import Confusion

ROUNDS = 8
STRENGTH = 60.0  # opportunities that the prior of a rate is worth
NOISE_START = 0.5
NOISE_LEAST = 0.1  # confusions that are expected in any document
NOISE_STRENGTH = 1.0  # expected confusions that the prior of the noise level is worth
AGAIN = 0.5  # of the channel's evidence, for each further time a word is read: misreadings of a word are alike
MOST_TIMES = 6.0
MOST_EXPECTED = 0.3  # rate of a confusion from the dictionary and the level of noise alone
MOST_CONFUSED = 0.97  # a string is read right now and then, even by the worst scanner
_LOG10 = float(np.log(10.0))

Floats = NDArray[np.float64]
Indexes = NDArray[np.int64]


@dataclass(frozen=True)
class WordTypes:
    """The options of all word types of a document, one after another in flat arrays.

    `starts` and `sizes` by type; `sources`, `counts` and `powers` by option; the option (`..._at`) and the confusion,
    or the true string, of each use and each chance.
    """

    starts: Indexes
    sizes: Indexes
    counts: Floats
    powers: Floats
    sources: Floats
    used_at: Indexes
    used_what: Indexes
    chance_at: Indexes
    chance_what: Indexes

    @staticmethod
    def of(
        options: Sequence[Options], counts: Sequence[float], stays: Sequence[float], known: Sequence[bool]
    ) -> WordTypes:
        """`counts`: how often each was read; `stays`: log10 evidence that it was read right; `known`: it is listed.

        A word that no list knows and that stands there again and again was either written so or misread so each time.
        Its source counts once, its channel each time: that is what keeps a name ('Bernini') from becoming a word.
        """
        sizes = np.fromiter((len(o.texts) for o in options), np.int64, len(options))
        starts = np.cumsum(sizes) - sizes
        sources = np.frombuffer(b"".join([o.sources for o in options]), np.float32).astype(np.float64)
        sources[starts] += stays
        every = np.arange(len(sources))
        times = np.asarray(counts, dtype=np.float64)
        again = np.where(known, 0.0, np.minimum(times, MOST_TIMES) - 1)
        used_sizes = np.frombuffer(b"".join([o.used_sizes for o in options]), np.uint16)
        chance_sizes = np.frombuffer(b"".join([o.chance_sizes for o in options]), np.uint16)
        return WordTypes(
            starts,
            sizes,
            np.repeat(1 + np.log(times), sizes),
            np.repeat(1 + AGAIN * again, sizes),
            sources,
            np.repeat(every, used_sizes),
            np.frombuffer(b"".join([o.used for o in options]), np.uint16).astype(np.int64),
            np.repeat(every, chance_sizes),
            np.frombuffer(b"".join([o.chances for o in options]), np.uint16).astype(np.int64),
        )

    def scores(self, channel: Channel, share: Floats) -> Floats:
        """By option, log10 of source and channel together."""
        return self.sources + self.likelihoods(channel, share)

    def likelihoods(self, channel: Channel, share: Floats) -> Floats:
        """By option, log10 P(read | option): its confusions happened, and at every other opportunity none did.

        `share`: what each option was worth in the round before. A confusion that no other word of the document shows
        is rare there, however well it would explain this one: a word is no evidence for its own misreading.
        """
        own = (share * self.counts)[self.used_at]
        used = np.maximum(channel.used[self.used_what] - own, 0.0) + channel.expected[self.used_what]
        happened = np.log10(used / channel.chances[self.used_what]) - channel.stayed[channel.true_of[self.used_what]]
        score = np.bincount(self.used_at, happened, len(self.sources)).astype(np.float64)
        score += np.bincount(self.chance_at, channel.stayed[self.chance_what], len(self.sources))
        return np.asarray(self.powers * score)


@dataclass(frozen=True)
class Channel:
    """The document's own channel: level of noise (1: as the dictionary's weights have it), and by confusion how often
    it was used there, how often it would be from the dictionary's weight alone, and how often it could have been.

    `stayed`, by true string (`true_of` a confusion): log10 that it is read right.
    """

    noise: float
    used: Floats
    expected: Floats
    chances: Floats
    stayed: Floats
    true_of: Indexes

    @property
    def rates(self) -> Floats:
        return np.asarray((self.used + self.expected) / self.chances)

    @staticmethod
    def of(noise: float, used: Floats, chances: Floats, weights: Floats, opportunities: Opportunities) -> Channel:
        expected = STRENGTH * np.minimum(weights * noise, MOST_EXPECTED)
        chances = np.maximum(chances, used) + STRENGTH
        confused = np.bincount(opportunities.true_of, (used + expected) / chances, len(opportunities.trues))
        # All confusions of one true string together cannot happen more often than always.
        excess = np.maximum(confused / MOST_CONFUSED, 1.0)
        stayed = np.log10(1 - confused / excess)
        true_of = opportunities.true_of
        return Channel(noise, used, expected, chances * excess[true_of], stayed, true_of)


def adapt(types: WordTypes, confusions: Sequence[Confusion], opportunities: Opportunities) -> tuple[Channel, Floats]:
    """The channel of a document, from its word types, and by option what it is worth (its share of its type)."""
    weights = np.array([c.weight for c in confusions])
    nothing: Floats = np.zeros(len(weights))
    share: Floats = np.zeros(len(types.sources))
    channel = Channel.of(NOISE_START, nothing, nothing, weights, opportunities)
    if not len(types.sizes):
        return channel, share
    for _ in range(ROUNDS):
        share = shares(types.scores(channel, share), types)
        worth = share * types.counts
        used = np.bincount(types.used_what, worth[types.used_at], len(weights)).astype(np.float64)
        held = np.bincount(types.chance_what, worth[types.chance_at], len(opportunities.trues)).astype(np.float64)
        chances = held[opportunities.true_of]
        noise = float((used.sum() + NOISE_STRENGTH * NOISE_LEAST) / ((weights * chances).sum() + NOISE_STRENGTH))
        channel = Channel.of(min(max(noise, 1e-4), 20.0), used, chances, weights, opportunities)
    return channel, share


def shares(scores: Floats, types: WordTypes) -> Floats:
    """Posterior of each option within its word type."""
    top = np.repeat(np.maximum.reduceat(scores, types.starts), types.sizes)
    power = np.exp((scores - top) * _LOG10)
    return np.asarray(power / np.repeat(np.add.reduceat(power, types.starts), types.sizes))

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
STRENGTH = 40.0  # opportunities that the prior of a rate is worth
NOISE_START = 0.5
NOISE_LEAST = 0.1  # confusions that are expected in any document
NOISE_STRENGTH = 1.0  # expected confusions that the prior of the noise level is worth
AGAIN = 0.3  # of the channel's evidence, for each further time a word is read: misreadings of a word are alike
MOST_TIMES = 20.0
MOST_CONFUSED = 0.97  # a string is read right now and then, even by the worst scanner
_LOG10 = float(np.log(10.0))

Floats = NDArray[np.float64]
Indexes = NDArray[np.int64]


@dataclass(frozen=True)
class WordTypes:
    """The options of all word types of a document, one after another in flat arrays.

    `starts` and `sizes` by type; `sources`, `counts` and `powers` by option; the option (`..._at`) and the confusion, or
    the true string, of each use and each chance.
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

    def scores(self, channel: Channel) -> Floats:
        """By option, log10 of source and channel together."""
        return self.sources + self.likelihoods(channel)

    def likelihoods(self, channel: Channel) -> Floats:
        """By option, log10 P(read | option): its confusions happened, and at every other opportunity none did."""
        score = np.bincount(self.used_at, channel.happened[self.used_what], len(self.sources))
        score += np.bincount(self.chance_at, channel.stayed[self.chance_what], len(self.sources))
        return np.asarray(self.powers * score)


@dataclass(frozen=True)
class Channel:
    """The document's own channel: rate per confusion, level of noise (1: as the dictionary's weights have it).

    `stayed`, by true string: log10 that it is read right. `happened`, by confusion: log10 that it is made, less that.
    """

    rates: Floats
    noise: float
    happened: Floats
    stayed: Floats

    @staticmethod
    def of(rates: Floats, noise: float, opportunities: Opportunities) -> Channel:
        confused = np.bincount(opportunities.true_of, rates, len(opportunities.trues))
        # All confusions of one true string together cannot happen more often than always.
        rates = rates / np.maximum(confused / MOST_CONFUSED, 1.0)[opportunities.true_of]
        stayed = np.log10(1 - np.minimum(confused, MOST_CONFUSED))
        return Channel(rates, noise, np.log10(rates) - stayed[opportunities.true_of], stayed)


def adapt(types: WordTypes, confusions: Sequence[Confusion], opportunities: Opportunities) -> Channel:
    """The channel of a document, from its word types."""
    weights = np.array([c.weight for c in confusions])
    channel = Channel.of(weights * NOISE_START, NOISE_START, opportunities)
    if not len(types.sizes):
        return channel
    for _ in range(ROUNDS):
        share = shares(types.scores(channel), types) * types.counts
        used = np.bincount(types.used_what, share[types.used_at], len(weights))
        chances = np.bincount(types.chance_what, share[types.chance_at], len(opportunities.trues))
        chances = chances[opportunities.true_of]
        noise = float((used.sum() + NOISE_LEAST) / ((weights * chances).sum() + NOISE_STRENGTH))
        noise = min(max(noise, 1e-4), 20.0)
        prior = np.minimum(weights * noise, 0.3)
        rates = np.clip((used + STRENGTH * prior) / (np.maximum(chances, used) + STRENGTH), 1e-7, MOST_CONFUSED)
        channel = Channel.of(rates, noise, opportunities)
    return channel


def shares(scores: Floats, types: WordTypes) -> Floats:
    """Posterior of each option within its word type."""
    top = np.repeat(np.maximum.reduceat(scores, types.starts), types.sizes)
    power = np.exp((scores - top) * _LOG10)
    return np.asarray(power / np.repeat(np.add.reduceat(power, types.starts), types.sizes))

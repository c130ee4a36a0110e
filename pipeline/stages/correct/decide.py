"""Which reading of each word is right: source, channel, evidence and the words beside it, weighed together.

Words are weighed by type first, for the document's channel and because most have no rival worth a thought. What is
left is decided in its place; the words beside it are taken as they were last decided, and a second round sees the
first one's decisions (iterated conditional modes, Besag 1986).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.document import Edit
from pipeline.language.lexicon import Lexicon
from pipeline.stages.correct.adapt import Channel, Floats, WordTypes, adapt, shares
from pipeline.stages.correct.blanks import RULE as BLANK
from pipeline.stages.correct.candidates import CandidateFinder, Options
from pipeline.stages.correct.place import Placed
from pipeline.stages.correct.search import MISSING_SPACE
from pipeline.stages.correct.words import Unit, unfold

# A scan shows both: confusions at a rate, and unknown words of which many are explained by them. Of 2 % misread words a
# document shows a noise of 0.4 and more and a share of 0.2 and more; clean texts stay below 0.15 and 0.08; a list of
# names reaches a noise of 0.9, but a share of 0.05. Below either, words that the lexicon knows are not doubted,
LEAST_NOISE, LEAST_EXPLAINED = 0.25, 0.12
CLEAN_THRESHOLD = 0.999  # and an unknown one is changed only where nothing speaks for it.
# In a bad scan the channel is known well and the word as read is worth little: what is doubtful is rather changed.
HEAVY_NOISE, EASE = 1.0, 0.25
CONTEXT_REACH = 3.5  # log10: a reading that much less likely than another is not brought back by the words beside it
HOPELESS = 5.0  # log10 below the best one: a reading that is not even weighed in its place
ROUNDS = 2
INNER_CAPITAL = -3.0  # log10 of a word that starts with a capital inside a sentence
SMALL_NAME = -2.0  # of a name that starts small
BLANKS = 500.0  # between words: what the dictionary's rate of lost ones is worth
BLANK_ROUNDS = 4
LEAST_LOST = 2.5  # blanks: a document that lost as many is doubted for them, noisy or not
FALSE_BLANK = -3.5  # log10 that a blank came into a word
SURELY = 1.0  # log10: one reading is that much likelier than the other
SEEN_JOINED = 4.5  # log10: another reading has no blank there
UNEXPLAINED = -4.0  # log10: no confusion explains what the other reading has, only that reading speaks for it

JOIN = "join:blank"
# What many still write as two words, though the list has one: a writer's choice.
WRITTEN_APART = frozenset(
    "tezamen terdege teloor teniet teweeg tevergeefs tegemoet tegelijk teneinde tenslotte".split()
)

Key = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate for one word in its place: log10 of source and channel, posterior, the confusions' ids."""

    text: str
    source: float
    channel: float
    context: float
    evidence: float
    probability: float
    used: tuple[str, ...]


Reading = tuple[str, float, float, tuple[int, ...]]
"""A text, log10 of its source (with the evidence for the word as read) and of its channel, its confusions."""


@dataclass(frozen=True)
class _Type:
    options: Options
    sources: list[float]
    likelihoods: list[float]
    is_open: bool  # whether another reading comes near

    @cached_property
    def readings(self) -> list[Reading]:
        """The word itself, and what the words beside it may still lift above it."""
        totals = [source + likelihood for source, likelihood in zip(self.sources, self.likelihoods)]
        least = max(totals) - HOPELESS
        return [
            (text, self.sources[n], self.likelihoods[n], self.options.confusions_of(n) if n else ())
            for n, text in enumerate(self.options.texts)
            if n == 0 or totals[n] >= least
        ]


@dataclass(frozen=True)
class Weighed:
    """A document's channel, and its word types weighed by it."""

    channel: Channel
    types: dict[Key, _Type]
    is_noisy: bool
    loses_blanks: bool
    false_blank: float = FALSE_BLANK

    @property
    def adds_blanks(self) -> bool:
        """Whether blanks came into so many words that parts which are words themselves are doubted too."""
        return self.false_blank > FALSE_BLANK

    def threshold(self, wanted: float, rule: str = "") -> float:
        """The probability from which a change is made, where `wanted` is set for a scan with few errors."""
        doubted = (rule == BLANK and self.loses_blanks) or (rule == JOIN and self.adds_blanks)
        if doubted and not self.is_noisy:
            return wanted
        if not self.is_noisy:
            return max(wanted, CLEAN_THRESHOLD)
        return max(wanted - EASE, 0.5) if self.channel.noise >= HEAVY_NOISE and wanted < 1 else wanted


def weigh(placed: Sequence[Placed], finder: CandidateFinder, lost_blanks: int = 0) -> Weighed:
    """Adapt to a document: on the words that no list knows, and, if these show a scanner's errors, on all.

    `lost_blanks`: how many places of the text show by themselves that a blank was lost (`blanks.run_together`).
    """
    counts: dict[Key, float] = {}
    for one in placed:
        key = (one.unit.part.folded, one.stays)
        counts[key] = counts.get(key, 0.0) + 1.0
    found = finder.find_all([word for word, _ in counts])
    options = [found[word] for word, _ in counts]
    stays = [evidence for _, evidence in counts]
    known = [finder.is_listed(word) for word, _ in counts]
    confusions, opportunities = finder.confusions, finder.opportunities
    types = WordTypes.of(options, list(counts.values()), stays, known)
    if not counts:
        return Weighed(adapt(types, confusions, opportunities)[0], {}, False, False)
    doubted = WordTypes.of(
        [_alone(o) if listed else o for o, listed in zip(options, known)], list(counts.values()), stays, known
    )
    channel, share = adapt(doubted, confusions, opportunities)
    unknown = ~np.array(known)
    explained = float((1 - share[doubted.starts[unknown]]).sum() / max(1, unknown.sum()))
    noisy = channel.noise >= LEAST_NOISE and explained >= LEAST_EXPLAINED
    if noisy:
        channel, share = adapt(types, confusions, opportunities)
    else:
        share = shares(types.scores(channel, np.zeros(len(types.sources))), types)
    likelihoods = types.likelihoods(channel, share)
    apart = np.fromiter((" " in text for o in options for text in o.texts), np.bool_, len(types.sources))
    if not noisy:
        apart &= np.repeat(unknown, types.sizes)
    lost, rate = _lost_blanks(types, likelihoods, apart, len(placed))
    loses_blanks = lost + lost_blanks >= LEAST_LOST
    if loses_blanks or noisy:
        types.sources[apart] += rate - MISSING_SPACE
    is_open = _open(types.sources + likelihoods, types)
    sources, likely = types.sources.tolist(), likelihoods.tolist()
    weighed = {}
    for key, o, start, size, near, listed in zip(
        counts, options, types.starts.tolist(), types.sizes.tolist(), is_open, known
    ):
        end = start + size
        weighed[key] = _Type(o, sources[start:end], likely[start:end], near and (noisy or not listed))
    return Weighed(channel, weighed, noisy, loses_blanks, _false_blank(placed, finder))


def _false_blank(placed: Sequence[Placed], finder: CandidateFinder) -> float:
    """log10 that a blank came into a word of this document, from pairs of which a part is no word and the whole is."""
    sure = set()
    for first, second in pairwise(placed):
        a, b = first.unit, second.unit
        if not b.follows or b.case != "lower" or (finder.is_listed(a.folded) and finder.is_listed(b.folded)):
            continue
        whole = finder.lexicon.listed_log_probability(a.folded + b.folded)
        if whole is not None and whole + FALSE_BLANK > finder.source(a.folded) + finder.source(b.folded) + SURELY:
            sure.add(a.folded + b.folded)
    if len(sure) < LEAST_LOST:
        return FALSE_BLANK
    return float(np.log10((len(sure) + BLANKS * 10**FALSE_BLANK) / (len(placed) + BLANKS)))


def _lost_blanks(types: WordTypes, likelihoods: Floats, apart: NDArray[np.bool_], words: int) -> tuple[float, float]:
    """How many blanks the scanner lost in a document, and log10 of how often it loses one (EM, as for confusions)."""
    scores = types.sources + likelihoods
    lost, rate = 0.0, MISSING_SPACE
    for _ in range(BLANK_ROUNDS):
        share = shares(scores + np.where(apart, rate - MISSING_SPACE, 0.0), types)
        lost = float(share[apart].sum())  # by type: what is written so more than once may be written so
        rate = float(np.log10((lost + BLANKS * 10**MISSING_SPACE) / (words + BLANKS)))
    return lost, rate


def _alone(options: Options) -> Options:
    """The word itself without its rivals."""
    one = slice(0, 2)  # bytes of the first size
    chances = int.from_bytes(options.chance_sizes[one], sys.byteorder)
    return Options(
        options.texts[:1],
        options.sources[:4],
        b"",
        options.used_sizes[one],
        options.chances[: 2 * chances],
        options.chance_sizes[one],
    )


def _open(scores: Floats, types: WordTypes) -> list[bool]:
    rivals = scores.copy()
    rivals[types.starts] = -np.inf
    best = np.maximum.reduceat(rivals, types.starts)
    return [bool(near) for near in best >= scores[types.starts] - CONTEXT_REACH]


def decide(placed: Sequence[Placed], weighed: Weighed, finder: CandidateFinder) -> dict[int, Scored]:
    """The likeliest reading of each word of a page that has a rival, by its number."""
    now = [one.unit.part.folded for one in placed]
    open_ones = [
        n for n, one in enumerate(placed) if one.other or weighed.types[one.unit.part.folded, one.stays].is_open
    ]
    decided: dict[int, Scored] = {}
    seen: dict[int, tuple[str, str]] = {}
    for _ in range(ROUNDS):
        for number in open_ones:
            beside = (now[number - 1], now[(number + 1) % len(now)])
            if seen.get(number) == beside:
                continue  # nothing beside it has changed
            rows = _rows(placed, number, now, weighed, finder)
            decided[number] = _scored(rows, [max(rows, key=_row_total)], finder)[0]
            now[number] = decided[number].text
            seen[number] = beside
    return decided


def score(
    placed: Sequence[Placed], number: int, now: Sequence[str], weighed: Weighed, finder: CandidateFinder
) -> list[Scored]:
    """Every reading of a word in its place, the word itself first; `now` is what each word of the page is taken for."""
    rows = _rows(placed, number, now, weighed, finder)
    return _scored(rows, rows, finder)


_Row = tuple[float, str, float, float, float, float, tuple[int, ...]]  # total; text, source, channel, context, evidence


def _row_total(row: _Row) -> float:
    return row[0]


def _scored(rows: Sequence[_Row], wanted: Sequence[_Row], finder: CandidateFinder) -> list[Scored]:
    top = max(row[0] for row in rows)
    mass = sum(10 ** (row[0] - top) for row in rows)
    names = finder.confusions
    return [
        Scored(text, source, channel, context, evidence, 10 ** (total - top) / mass, tuple(names[i].id for i in used))
        for total, text, source, channel, context, evidence, used in wanted
    ]


def _rows(
    placed: Sequence[Placed], number: int, now: Sequence[str], weighed: Weighed, finder: CandidateFinder
) -> list[_Row]:
    one = placed[number]
    unit, lexicon = one.unit, finder.lexicon
    readings = weighed.types[unit.part.folded, one.stays].readings
    before = "" if unit.starts == 2 else (now[number - 1] if unit.follows and number else None)
    following = placed[number + 1] if number + 1 < len(placed) else None
    after = now[number + 1] if following and following.unit.follows else None
    rows: list[_Row] = []
    for index, (text, source, likelihood, used) in enumerate(readings):
        evidence = one.other_weight if one.other == text else 0.0
        if index == 0:
            source, evidence = source - one.stays, evidence + one.stays
        channel = likelihood + _case_penalty(unit, text, used, finder)
        context = _context(lexicon, before, text, after)
        rows.append((source + channel + context + evidence, text, source, channel, context, evidence, used))
    if one.other and all(one.other != text for text, *_ in readings):
        source, context = finder.source(one.other), _context(lexicon, before, one.other, after)
        channel = 0.0 if one.other.replace(" ", "") == unit.part.folded else UNEXPLAINED  # a lost blank is explained
        total = source + channel + context + one.other_weight
        rows.append((total, one.other, source, channel, context, one.other_weight, ()))
    return rows


def _case_penalty(unit: Unit, text: str, used: tuple[int, ...], finder: CandidateFinder) -> float:
    """log10 for a reading whose case does not suit its place: 'lets' in a sentence is no 'Iets', 'lndia' no 'india'."""
    if any(finder.confusions[index].at_start for index in used):
        return 0.0 if unit.starts or finder.lexicon.is_proper(text) else INNER_CAPITAL
    return SMALL_NAME if unit.part.case == "lower" and finder.lexicon.is_proper(text) else 0.0


def _context(lexicon: Lexicon, before: str | None, text: str, after: str | None) -> float:
    """log10 of how much likelier the reading is between its neighbours than anywhere."""
    total = 0.0
    first, last = text, text
    if " " in text:
        first, last = text.split(" ", 1)[0], text.rsplit(" ", 1)[1]
        total += lexicon.gain(first, last)
    if before is not None:
        total += lexicon.gain(lexicon.head(before) if before else "", lexicon.head(first))
    if after is not None:
        total += lexicon.gain(lexicon.head(last), after)
    return total


def joins(
    text: str, placed: Sequence[Placed], decided: dict[int, Scored], weighed: Weighed, finder: CandidateFinder
) -> Iterator[Edit]:
    """A blank inside a word: 'vrij willigerswerk', where a part is no word and the whole is one."""
    pairs = []
    for number, (first, second) in enumerate(pairwise(placed)):
        a, b = first.unit, second.unit
        beside = b.follows and b.part.case == "lower" and text[a.end : b.start] == " "
        plain = not (a.part.whole or b.part.whole)
        doubtful = weighed.adds_blanks or not (finder.is_listed(a.folded) and finder.is_listed(b.folded))
        plain = plain and a.folded + b.folded not in WRITTEN_APART
        if beside and plain and (doubtful or first.joined == a.folded + b.folded):
            pairs.append((number, a.folded + b.folded))
    found = finder.find_all([joined for _, joined in pairs])
    rates = np.log10(weighed.channel.rates)
    for number, joined in pairs:
        options = found[joined]
        sources = np.frombuffer(options.sources, np.float32)
        ways = [
            (float(sources[n] + rates[list(options.confusions_of(n))].sum()), name)
            for n, name in enumerate(options.texts)
            if finder.is_listed(name)
        ]
        if not ways:
            continue
        best, name = max(ways)
        apart = _total(placed, number, decided, weighed) + _total(placed, number + 1, decided, weighed)
        apart += max(finder.lexicon.gain(placed[number].unit.folded, placed[number + 1].unit.folded), 0.0)
        seen = SEEN_JOINED if placed[number].joined == name else 0.0
        probability = 1 / (1 + 10 ** (apart - best - weighed.false_blank - seen))
        a, b = placed[number].unit, placed[number + 1].unit
        before = text[a.start : b.end]
        yield Edit(a.start, before, unfold(name, a.part.case), JOIN, round(probability, 4))


def _total(placed: Sequence[Placed], number: int, decided: dict[int, Scored], weighed: Weighed) -> float:
    """log10 of a word's best reading in its place."""
    best = decided.get(number)
    if best is not None:
        return best.source + best.channel + best.context + best.evidence
    kind = weighed.types[placed[number].unit.part.folded, placed[number].stays]
    return kind.sources[0] + kind.likelihoods[0]

"""What many read words may have been, searched for at once.

A walk over each read word undoes confusions on the way and follows the trie of the lexicon, so that only beginnings of
Dutch words are pursued. At the end of a word it may start a next one: compounds are found while they are corrected
('wijkvertegenweerdigers'), and so are two words that were run together. All states of all words take one step at a
time, in numpy: a word costs some fifty microseconds, where a walk in Python takes a millisecond.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.language.lexicon import JOIN, LEAST_PART, LINKS, MOST_PARTS, part_nodes
from pipeline.language.trie import LONGEST, ROOT, Ints, Trie, codes_of
from pipeline.stages.correct.confusions import Confusion

MOST_STATES = 300  # of one word in one step: bounds the time a strange word takes
WINDOW = 8.0  # log10: readings that much less likely than the best cannot win, whatever the document's channel
MOST_STEPS = LONGEST + 2 * MOST_PARTS
CHANNEL_FLOOR = -9.5  # log10 of the confusions together, at the weights of the dictionary
MISSING_SPACE = -4.5  # log10 that a blank was lost
# Words run together are looked for among frequent ones only, short ones among the most frequent.
SPACE_PART_FLOOR, SHORT_SPACE_PART_FLOOR, LEAST_SPACE_PART = -4.8, -3.3, 2
_LITERAL, _JOIN, _LINK, _SPACE = -1, -2, -3, -4  # steps that are no confusion

Floats = NDArray[np.float32]
Found = tuple[str, float, float, tuple[int, ...]]
"""A reading: the word, log10 of its source and of its channel (at the dictionary's weights), its confusions."""


@dataclass(frozen=True)
class _States:
    """Where each walk stands: in the flat text, in the trie, how it came there (`back`, `step`), what it cost."""

    at: Ints
    node: Ints
    parts: Ints  # 1 in the first part; negative behind a blank
    source: Floats  # log10 of the parts that are done
    channel: Floats
    back: Ints
    step: Ints

    def pick(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> _States:
        return _States(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


def _together(states: Sequence[_States]) -> _States:
    return _States(*(np.concatenate([getattr(s, name) for s in states]) for name in _States.__dataclass_fields__))


class Search:
    """The confusions and a trie, made ready to be walked."""

    def __init__(self, trie: Trie, confusions: Sequence[Confusion]) -> None:
        self._trie = trie
        self._part_nodes, self._head_nodes = part_nodes(trie)
        floors = np.where(trie.depths < LEAST_PART, SHORT_SPACE_PART_FLOOR, SPACE_PART_FLOOR)
        self._space_nodes = (trie.depths >= LEAST_SPACE_PART) & (trie.values >= floors)
        self._reads = [np.array([ord(c) for c in confusion.read], dtype=np.uint32) for confusion in confusions]
        self._read_lengths = np.array([len(c.read) for c in confusions], dtype=np.int32)
        trues = [codes_of(np.array([ord(c) for c in confusion.true.lower()], np.uint32)) for confusion in confusions]
        self._true_lengths = np.array([len(true) for true in trues], dtype=np.int32)
        width = int(self._true_lengths.max(initial=1))
        self._trues = np.array([[*true.tolist(), *([-1] * (width - len(true)))] for true in trues], dtype=np.int32)
        self._true_texts = [confusion.true.lower() for confusion in confusions]
        self._costs = np.array([math.log10(c.weight) for c in confusions], dtype=np.float32)
        self._at_start = np.array([c.at_start for c in confusions], dtype=np.bool_)

    def find(self, words: Sequence[str], parted: Iterable[bool]) -> list[list[Found]]:
        """The readings of each word, the word itself among them where the trie has it; in no order.

        Args:
            words: as they were read, folded; at most `LONGEST` code points.
            parted: by word, whether it may be a compound, or words run together.
        """
        text = "\0".join(words) + "\0\0\0\0"
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        lengths = np.array([len(word) for word in words], dtype=np.int32)
        starts = (np.cumsum(lengths + 1) - lengths - 1).astype(np.int32)
        owners = np.repeat(np.arange(len(words), dtype=np.int32), lengths + 1)
        ends = starts + lengths
        literals = codes_of(points)
        hits, first_hit = self._hits(points, starts)
        may_part = np.fromiter(parted, dtype=np.bool_, count=len(words))[owners]
        left = (ends[owners] - np.arange(len(owners))).astype(np.int32)  # characters from here to the word's end
        is_s = points[: len(owners)] == ord("s")

        count = len(words)
        frontier = _States(
            starts,
            np.full(count, ROOT, np.int32),
            np.ones(count, np.int32),
            np.zeros(count, np.float32),
            np.zeros(count, np.float32),
            np.full(count, -1, np.int32),
            np.full(count, _LITERAL, np.int32),
        )
        history, total, finals = [], 0, []
        for _ in range(MOST_STEPS):
            frontier = _thinned(frontier, owners)
            if not len(frontier.at):
                break
            numbers = np.arange(total, total + len(frontier.at), dtype=np.int32)
            history.append((frontier.back, frontier.step))
            total += len(numbers)
            done = left[frontier.at] == 0
            finals.append((numbers[done], frontier.pick(done)))
            walking, numbers = frontier.pick(~done), numbers[~done]
            following = [self._literal(walking, numbers, literals)]
            following += self._confused(walking, numbers, hits, first_hit, may_part)
            splitting = may_part[walking.at] & (np.abs(walking.parts) < MOST_PARTS)
            splitting &= self._part_nodes[walking.node] | self._space_nodes[walking.node]
            if splitting.any():
                following += self._split(walking.pick(splitting), numbers[splitting], left, is_s)
            frontier = _together(following)
        return self._traced(words, owners, history, finals)

    def _hits(self, points: NDArray[np.uint32], starts: Ints) -> tuple[Ints, Ints]:
        """The confusions that may have made what stands at each place, and where each place's begin."""
        places, what = [], []
        inside = len(points) - 4
        for index, read in enumerate(self._reads):
            match = points[:inside] == read[0]
            for offset, point in enumerate(read[1:], 1):
                match = match & (points[offset : inside + offset] == point)
            if self._at_start[index]:
                found = starts[match[np.minimum(starts, inside - 1)]] if inside else starts[:0]
            else:
                found = np.flatnonzero(match).astype(np.int32)
            places.append(found)
            what.append(np.full(len(found), index, dtype=np.int32))
        place, confusion = np.concatenate([*places, starts[:0]]), np.concatenate([*what, starts[:0]])
        order = np.argsort(place, kind="stable")
        first = np.concatenate(([0], np.cumsum(np.bincount(place, minlength=len(points))))).astype(np.int32)
        return confusion[order], first

    def _literal(self, states: _States, numbers: Ints, literals: Ints) -> _States:
        node = self._trie.children(states.node, literals[states.at])
        kept = node >= 0
        states = states.pick(kept)
        step = np.full(len(states.at), _LITERAL, np.int32)
        return _States(states.at + 1, node[kept], states.parts, states.source, states.channel, numbers[kept], step)

    def _confused(
        self, states: _States, numbers: Ints, hits: Ints, first_hit: Ints, may_part: NDArray[np.bool_]
    ) -> list[_States]:
        counts = first_hit[states.at + 1] - first_hit[states.at]
        rows = np.repeat(np.arange(len(counts)), counts)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
        what = hits[first_hit[states.at[rows]] + within]
        channel = states.channel[rows] + self._costs[what]
        cheap = channel >= CHANNEL_FLOOR
        rows, what, channel = rows[cheap], what[cheap], channel[cheap]
        node, source, parts = states.node[rows], states.source[rows], states.parts[rows]
        found = []
        for offset in range(self._trues.shape[1]):
            longer = self._true_lengths[what] > offset
            if not longer.all():
                found.append(self._arrived(states, numbers, rows, what, channel, node, source, parts, ~longer))
            if offset:
                # 'wijlq)erspectief': the string that was misread lies across the seam of a compound.
                seam = longer & self._part_nodes[node] & may_part[states.at[rows]] & (np.abs(parts) < MOST_PARTS)
                rows = np.concatenate((rows[longer], rows[seam]))
                what, channel = (np.concatenate((a[longer], a[seam])) for a in (what, channel))
                over = (source[seam] + self._trie.values[node[seam]] + np.float32(JOIN)).astype(np.float32)
                source = np.concatenate((source[longer], over))
                parts = np.concatenate((parts[longer], parts[seam] + np.sign(parts[seam])))
                node = np.concatenate((node[longer], np.full(int(seam.sum()), ROOT, np.int32)))
            node = self._trie.children(node, self._trues[what, offset])
            on = node >= 0
            rows, what, channel, node = rows[on], what[on], channel[on], node[on]
            source, parts = source[on], parts[on]
        found.append(self._arrived(states, numbers, rows, what, channel, node, source, parts, node >= 0))
        return found

    def _arrived(
        self,
        states: _States,
        numbers: Ints,
        rows: NDArray[np.int64],
        what: Ints,
        channel: Floats,
        node: Ints,
        source: Floats,
        parts: Ints,
        which: NDArray[np.bool_],
    ) -> _States:
        rows, what = rows[which], what[which]
        at = states.at[rows] + self._read_lengths[what]
        return _States(at, node[which], parts[which], source[which], channel[which], numbers[rows], what)

    def _split(self, states: _States, numbers: Ints, left: Ints, is_s: NDArray[np.bool_]) -> list[_States]:
        values = self._trie.values[states.node]
        deeper = np.where(states.parts > 0, states.parts + 1, states.parts - 1).astype(np.int32)
        source = states.source + values

        def started(which: NDArray[np.bool_], step: int, parts: Ints, cost: float, on: int) -> _States:
            size = int(which.sum())
            return _States(
                states.at[which] + on,
                np.full(size, ROOT, np.int32),
                parts[which],
                (source[which] + np.float32(cost)).astype(np.float32),
                states.channel[which],
                numbers[which],
                np.full(size, step, np.int32),
            )

        parts = self._part_nodes[states.node] & (left[states.at] >= LEAST_PART)
        linked = parts & is_s[states.at] & (left[states.at] > LEAST_PART)
        apart = self._space_nodes[states.node] & (left[states.at] >= LEAST_SPACE_PART)
        return [
            started(parts, _JOIN, deeper, JOIN, 0),
            started(linked, _LINK, deeper, JOIN * LINKS["s"], 1),
            started(apart, _SPACE, -np.abs(deeper), MISSING_SPACE, 0),
        ]

    def _traced(
        self,
        words: Sequence[str],
        owners: Ints,
        history: Sequence[tuple[Ints, Ints]],
        finals: Sequence[tuple[Ints, _States]],
    ) -> list[list[Found]]:
        found: list[list[Found]] = [[] for _ in words]
        if not history:
            return found
        back = np.concatenate([b for b, _ in history]).tolist()
        step = np.concatenate([s for _, s in history]).tolist()
        numbers = np.concatenate([n for n, _ in finals])
        states = _together([s for _, s in finals])
        value = self._trie.values[states.node]
        good = np.where(states.parts < 0, self._space_nodes[states.node], self._head_nodes[states.node])
        good |= (states.parts == 1) & ~np.isnan(value)
        numbers, states, source = numbers[good], states.pick(good), (states.source + value)[good]
        owner, score = owners[states.at], source + states.channel
        best = np.full(len(words), -np.inf, dtype=np.float32)
        np.maximum.at(best, owner, score)
        near = (score >= best[owner] - WINDOW) | (states.channel == 0)
        rows = zip(owner[near].tolist(), numbers[near].tolist(), source[near].tolist(), states.channel[near].tolist())
        for one_owner, number, one_source, channel in rows:
            text, used = self._trace(words[one_owner], number, back, step)
            found[one_owner].append((text, one_source, channel, used))
        return found

    def _trace(self, word: str, number: int, back: list[int], step: list[int]) -> tuple[str, tuple[int, ...]]:
        steps = []
        while back[number] >= 0:
            steps.append(step[number])
            number = back[number]
        at, pieces, used = 0, [], []
        for one in reversed(steps):
            if one >= 0:
                pieces.append(self._true_texts[one])
                used.append(one)
                at += len(self._reads[one])
            elif one == _SPACE:
                pieces.append(" ")
            elif one != _JOIN:
                pieces.append(word[at])
                at += 1
        return "".join(pieces), tuple(sorted(used))


def _thinned(states: _States, owners: Ints) -> _States:
    """At most `MOST_STATES` for each word, the cheapest ones."""
    owner = owners[states.at]
    counts = np.bincount(owner) if len(owner) else np.zeros(1, np.int64)
    if counts.max() <= MOST_STATES:
        return states
    crowded = np.flatnonzero(counts[owner] > MOST_STATES)
    worth = states.channel[crowded] + states.source[crowded] / 4
    order = np.lexsort((-worth, owner[crowded]))
    counts = np.where(counts > MOST_STATES, counts, 0)
    ranks = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
    kept = np.ones(len(owner), dtype=np.bool_)
    kept[crowded[order[ranks >= MOST_STATES]]] = False
    return states.pick(kept)

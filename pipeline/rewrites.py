"""How a true word became the word that was read, as rewrites of one to three characters.

The cheapest chain of rewrites that turns one word into the other, by dynamic programming over both (the generic edits
of Brill and Moore 2000). A confusion that the dictionary has is cheaper than any rewrite that it lacks, so that only
what it cannot explain comes out as new; of two new ones, the shorter is cheaper, and then the more frequent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.language.rewriting import rewritten

LONGEST = 3  # code points on either side of a new rewrite
LONGEST_WORD = 40  # code points; longer strings are no words
BAND = 4  # code points by which the walk may run ahead in one of the words

_KNOWN = 1.0
_NEW = 1.0
_PER_CHARACTER = 0.75  # so that two rewrites side by side cost more than one over both, and far apart less
_PER_SIGHTING = 0.01  # decides only between rewrites of the same length
_MOST_SIGHTINGS = 20
_ESTABLISHED = 5  # sightings that make a rewrite of one character cheap: 'voor' as 'veer' is o>e twice, not oo>ee
_CHEAP = 1.5


@dataclass(frozen=True, slots=True, order=True)
class Rewrite:
    """`true` was read as `read`. A capital in front of `true` happens only to the first letter of a word."""

    true: str
    read: str

    @property
    def id(self) -> str:
        return f"{self.true}>{self.read}"

    @property
    def only_adds(self) -> bool:
        """Whether one side holds the other: a character came or went, as endings of words do too."""
        return self.true in self.read or self.read in self.true

    def applied(self, word: str) -> Iterator[str]:
        """The words that it makes of `word`, one for each place where it can happen."""
        if not self.true[0].isupper():
            yield from rewritten(word, self.true, self.read)
        elif word.startswith(self.true):
            yield self.read + word.removeprefix(self.true)


@dataclass(frozen=True, slots=True)
class Step:
    """A rewrite at one place of a true word, and whether the dictionary has it."""

    rewrite: Rewrite
    start: int
    known: bool


class Explainer:
    """Explains pairs of words by rewrites; remembers what it found."""

    def __init__(self, known: Iterable[Rewrite]) -> None:
        self._known: dict[str, list[Rewrite]] = {}
        for rewrite in known:
            self._known.setdefault(rewrite.true[0], []).append(rewrite)
        self._sightings: Counter[Rewrite] = Counter()
        self._found: dict[tuple[str, str], tuple[Step, ...] | None] = {}

    def prefer(self, pairs: Mapping[tuple[str, str], int]) -> None:
        """Take note of which new rewrites these pairs need, so that every pair is explained by the frequent ones.

        'wijk' read as 'wrijk' may be w>wr or i>ri; beside 'wreten' for 'weten' it is w>wr.
        """
        sightings: Counter[Rewrite] = Counter()
        for (true, read), count in sorted(pairs.items()):
            for step in self.explain(true, read) or ():
                if not step.known:
                    for variant in _variants(step, true):
                        sightings[variant] += count
        self._sightings = sightings
        self._found.clear()

    def explain(self, true: str, read: str) -> tuple[Step, ...] | None:
        """The rewrites from `true` to `read`, in order; None where too much differs for a misreading.

        At most half of the true word's characters may be rewritten by what the dictionary lacks.
        """
        if (true, read) not in self._found:
            self._found[true, read] = self._explain(true, read)
        return self._found[true, read]

    def _explain(self, true: str, read: str) -> tuple[Step, ...] | None:
        if max(len(true), len(read)) > LONGEST_WORD or abs(len(true) - len(read)) > BAND:
            return None
        costs: dict[tuple[int, int], float] = {(0, 0): 0.0}
        last: dict[tuple[int, int], tuple[int, int, Step | None]] = {}
        for i in range(len(true) + 1):
            for j in range(max(0, i - BAND), min(len(read), i + BAND) + 1):
                cost = costs.get((i, j))
                if cost is None:
                    continue
                for more, m, n, step in self._moves(true, read, i, j):
                    place = (i + m, j + n)
                    if cost + more < costs.get(place, float("inf")) - 1e-9:
                        costs[place] = cost + more
                        last[place] = (i, j, step)
        place = (len(true), len(read))
        if place not in costs:
            return None
        steps: list[Step] = []
        while place != (0, 0):
            i, j, step = last[place]
            if step is not None:
                steps.append(step)
            place = (i, j)
        changed = sum(len(step.rewrite.true) for step in steps if not step.known)
        return tuple(reversed(steps)) if 2 * changed <= len(true) else None

    def _moves(self, true: str, read: str, i: int, j: int) -> Iterator[tuple[float, int, int, Step | None]]:
        """What may happen next: cost, characters of either word that it takes, and the rewrite unless they agree."""
        if true[i : i + 1] == read[j : j + 1] != "":
            yield 0.0, 1, 1, None
        for rewrite in self._known.get(true[i : i + 1], ()) if i < len(true) else ():
            if true.startswith(rewrite.true, i) and read.startswith(rewrite.read, j) and _may_stand(rewrite, i):
                yield _KNOWN, len(rewrite.true), len(rewrite.read), Step(rewrite, i, known=True)
        for m in range(1, min(LONGEST, len(true) - i) + 1):
            for n in range(1, min(LONGEST, len(read) - j) + 1):
                a, b = true[i : i + m], read[j : j + n]
                if a == b or (m > 1 and n > 1 and (a[0] == b[0] or a[-1] == b[-1])):
                    continue  # no rewrite, or one that a shorter one does too
                rewrite = Rewrite(a, b)
                if _may_stand(rewrite, i):
                    yield self._cost(rewrite), m, n, Step(rewrite, i, known=False)

    def _cost(self, rewrite: Rewrite) -> float:
        seen, length = self._sightings[rewrite], len(rewrite.true) + len(rewrite.read)
        if length == 2 and seen >= _ESTABLISHED:
            return _CHEAP
        return _NEW + _PER_CHARACTER * length - _PER_SIGHTING * min(seen, _MOST_SIGHTINGS)


def _may_stand(rewrite: Rewrite, at: int) -> bool:
    return at == 0 or not rewrite.true[0].isupper()


def _variants(step: Step, true: str) -> Iterator[Rewrite]:
    """The rewrite, and where a character only came or went, the one that hangs it on the other neighbour."""
    rewrite = step.rewrite
    yield rewrite
    if not rewrite.only_adds:
        return
    a, b = rewrite.true, rewrite.read
    after = true[step.start + len(a) : step.start + len(a) + 1]
    if a[0] == b[0] and after:
        yield Rewrite(a[1:] + after, b[1:] + after)
    before = true[step.start - 1 : step.start] if step.start else ""
    if a[-1] == b[-1] and before:
        yield Rewrite(before + a[:-1], before + b[:-1])

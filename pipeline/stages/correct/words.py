"""Which pieces of a text are words to correct, and how their case folds and comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

CHUNK = re.compile(r"\S+")
_CORE = re.compile(r"\w(?:.*\w)?|\w")
_LETTERS = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"@|://|^www\.|\.(?:nl|com|org|eu|be)\b", re.IGNORECASE)
_HUMPS = re.compile(r"[A-ZÀ-Þ][a-zß-ÿ]+")
# Characters that a broken letter may become inside a word.
_BROKEN = frozenset("][|<>)(/\\'’1035")
_SENTENCE_END = re.compile(r"[.!?:]['\"”)]*\s+$|^\s*$|\n\s*$")
SHORT_CAPITALS = 5  # code points; all-capital words up to here are abbreviations


@dataclass(frozen=True, slots=True)
class Unit:
    """A word to correct: where it starts in the text, as it stands, folded, and what its place says about it.

    `case` is 'lower', 'title' or 'upper'. `starts` tells whether a sentence starts with it. `whole` marks a piece with
    characters that are no letters: it is corrected as a whole or not at all.
    """

    start: int
    text: str
    folded: str
    case: str
    starts: bool
    whole: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def name_like(self) -> bool:
        """A capital where no sentence starts: a name, more often than not."""
        return self.case == "title" and not self.starts


def units(text: str, protected: Set[str]) -> Iterator[Unit]:
    """The words of a text that may be corrected: no addresses, numbers, references, abbreviations."""
    for chunk in CHUNK.finditer(text):
        piece = chunk[0]
        if piece in protected or _ADDRESS.search(piece):
            continue
        core = _CORE.search(piece)
        if core is None or core[0] in protected:
            continue
        start = chunk.start() + core.start()
        starts = bool(_SENTENCE_END.search(text[max(0, chunk.start() - 12) : chunk.start()]))
        yield from _units_of(core[0], start, starts, protected)


def _units_of(core: str, start: int, starts: bool, protected: Set[str]) -> Iterator[Unit]:
    if core.isalpha():
        yield from _word(core, start, starts, protected)
        return
    digits = sum(c.isdigit() for c in core)
    letters = sum(c.isalpha() for c in core)
    if any(c in _BROKEN for c in core) and digits <= 1 and letters >= 3:
        folded, case = fold(core)
        yield Unit(start, core, folded, case, starts, whole=True)
    if digits and digits * 2 >= letters:
        return
    for run in _LETTERS.finditer(core):
        beside = core[max(0, run.start() - 1) : run.start()] + core[run.end() : run.end() + 1]
        if any(c.isdigit() or c == "_" for c in beside) or (len(run[0]) == 1 and "." in beside):
            continue
        yield from _word(run[0], start + run.start(), starts and run.start() == 0, protected)


def _word(word: str, start: int, starts: bool, protected: Set[str]) -> Iterator[Unit]:
    if len(word) < 2 or word in protected or (word.isupper() and len(word) <= SHORT_CAPITALS):
        return
    folded, case = fold(word)
    yield Unit(start, word, folded, case, starts)


def humps(unit: Unit) -> list[Unit]:
    """'StadDeetMee' as the three words it is made of; empty where it is not of that form."""
    found = list(_HUMPS.finditer(unit.text))
    if len(found) < 2 or "".join(match[0] for match in found) != unit.text:
        return []
    return [Unit(unit.start + m.start(), m[0], m[0].lower(), "title", True) for m in found]


def fold(word: str) -> tuple[str, str]:
    """The word with its first letter (all letters, if all are capitals) made small, and its case.

    Capitals inside stay: 'zuUen' and 'eIke' are how two letters run together look.
    """
    if len(word) > 1 and word.isupper():
        return word.lower(), "upper"
    if word[:1].isupper():
        return word[0].lower() + word[1:], "title"
    return word, "lower"


def unfold(folded: str, case: str) -> str:
    if case == "upper":
        return folded.upper()
    return folded[:1].upper() + folded[1:] if case == "title" else folded

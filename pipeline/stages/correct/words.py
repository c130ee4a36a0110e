"""Which pieces of a text are words to correct, and how their case folds and comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

CHUNK = re.compile(r"\S+")
_CORE = re.compile(r"\w(?:.*\w)?", re.DOTALL)
_LETTERS = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"@|://|^www\.|\.(?:nl|com|org|eu|be)\b", re.IGNORECASE)
_HUMPS = re.compile(r"[A-ZÀ-Þ][a-zß-ÿ]+")
# Characters that a broken letter may become inside a word, and at its edges where nothing there opens or closes.
_BROKEN = frozenset("][|<>)(/\\'’!+0123456789")
_EDGE_BEFORE = re.compile(r"[]|+]+$")
_EDGE_BEHIND = re.compile(r"^[]|<+]+")
EDGES = "\"'“”‘’.,:;()[]?!*•-"  # what stands around words
_CLOSING = "\"'”’)"
_ORDINAL = re.compile(r"\d+(?:e|de|ste|st|nd|rd|th)")
SHORT_CAPITALS = 5  # code points; all-capital words up to here are abbreviations
LONGEST_CHUNK = 200  # code points without a blank; what is longer is no text


@dataclass(frozen=True, slots=True)
class Part:
    """A word inside a piece of text without blanks: where it starts in it, as it stands, folded.

    `case` is 'lower', 'title' or 'upper'. `whole` marks a part with characters that are no letters: it is corrected as
    a whole or not at all.
    """

    offset: int
    text: str
    folded: str
    case: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A part in its place: `start` counts in the page's text.

    `starts`: 2 where a sentence starts with it, 1 where a line does, else 0. `follows`: it stands behind the unit
    before it with nothing but a blank or a line end between.
    """

    start: int
    part: Part
    starts: int
    follows: bool

    @property
    def text(self) -> str:
        return self.part.text

    @property
    def folded(self) -> str:
        return self.part.folded

    @property
    def case(self) -> str:
        return self.part.case

    @property
    def end(self) -> int:
        return self.start + len(self.part.text)


def parts_of(chunk: str, protected: Set[str]) -> tuple[Part, ...]:
    """The words of a piece without blanks that may be corrected: no addresses, numbers, references, abbreviations.

    A part that is whole comes before the parts that it is made of: whoever asks knows which to take.
    """
    if chunk in protected or len(chunk) > LONGEST_CHUNK or _ADDRESS.search(chunk):
        return ()
    core = _CORE.search(chunk)
    if core is None or core[0] in protected:
        return ()
    return tuple(_parts(core[0], core.start(), protected, _with_edges(chunk, core)))


def _with_edges(chunk: str, core: re.Match[str]) -> tuple[int, str]:
    """The core with the broken characters at its edges ('bi]', ']oodse', 'ool<'), and where that starts."""
    if "[" in chunk or core[0].count("]"):
        return core.start(), core[0]
    before, behind = _EDGE_BEFORE.search(chunk[: core.start()]), _EDGE_BEHIND.search(chunk[core.end() :])
    start = before.start() if before else core.start()
    return start, chunk[start : core.end() + (behind.end() if behind else 0)]


def _parts(core: str, offset: int, protected: Set[str], edged: tuple[int, str]) -> Iterator[Part]:
    if edged[1] != core and sum(c.isalpha() for c in core) >= 2:
        yield Part(edged[0], edged[1], *fold(edged[1]), whole=True)
    if core.isalpha():
        yield from _word(core, offset, protected)
        return
    digits = sum(c.isdigit() for c in core)
    letters = sum(c.isalpha() for c in core)
    if any(c in _BROKEN for c in core) and digits <= 1 and letters >= 3 - digits and not _ORDINAL.fullmatch(core):
        yield Part(offset, core, *fold(core), whole=True)
    if digits and digits * 2 >= letters:
        return
    for run in _LETTERS.finditer(core):
        beside = core[max(0, run.start() - 1) : run.start()] + core[run.end() : run.end() + 1]
        if any(c.isdigit() or c == "_" for c in beside) or (len(run[0]) == 1 and "." in beside):
            continue
        yield from _word(run[0], offset + run.start(), protected)


def _word(word: str, offset: int, protected: Set[str]) -> Iterator[Part]:
    if (len(word) < 2 and not word.islower()) or word in protected or (word.isupper() and len(word) <= SHORT_CAPITALS):
        return
    yield Part(offset, word, *fold(word))


def humps(part: Part) -> tuple[Part, ...]:
    """'StadDeetMee' as the three words it is made of; empty where it is not of that form."""
    found = list(_HUMPS.finditer(part.text))
    if len(found) < 2 or "".join(match[0] for match in found) != part.text:
        return ()
    return tuple(Part(part.offset + m.start(), m[0], m[0].lower(), "title") for m in found)


def ends_sentence(chunk: str) -> bool:
    return chunk.rstrip(_CLOSING)[-1:] in (".", "!", "?", ":")


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

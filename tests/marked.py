"""Made letters whose names and amounts are marked where they stand: `{€ 5.000|A 5000 budget 2014 place=Selwerd}`.

A file holds pieces of letters, parted by lines of `===`; a first line `# gemeente NAME` says whose they are. A mark
holds the text, a bar and what it is:

    P          party; then its canonical name, where that is not the text, and `role=author`
    N          neighbourhood; then its canonical name, where that is not to be the text
    A          amount; then its value ('5000', '700-1000'), role, period, `place=`, `whose=`, `bound=`, `approximate`.
               A role, period or place that is not given is to be empty; `role=?` says that either will do
    O, R, L    organisation, person, place
    ?          what it is nobody asks

What bears no mark is no party, neighbourhood or amount. A piece that begins with `! reason` is known to go wrong.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

FOLDER = Path(__file__).parent / "cases" / "marked"
LETTERS = Path(__file__).parent / "cases" / "letters"  # whole ones
LABELS = {"P": "PARTY", "N": "NEIGHBOURHOOD", "A": "AMOUNT", "O": "ORG", "R": "PERSON", "L": "PLACE", "?": "?"}
ROLES = ("budget", "cut", "subsidy", "credit", "cost", "levy", "ceiling", "overrun")
_MARK = re.compile(r"\{(?P<text>[^{}|]*)\|(?P<is>[^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Mark:
    start: int
    end: int
    label: str
    words: tuple[str, ...]  # what stands behind the label, without `name=value`
    fields: dict[str, str]

    @property
    def values(self) -> tuple[Decimal, Decimal]:
        low, _, high = self.words[0].partition("-") if self.words[0][0] != "-" else (self.words[0], "", "")
        return Decimal(low), Decimal(high or low)

    @property
    def wanted(self) -> dict[str, str | bool]:
        """What is asked of an amount."""
        told: dict[str, str | bool] = {"role": "", "period": "", "place": ""}
        for word in self.words[1:]:
            if word == "approximate":
                told["approximate"] = True
            else:
                told["role" if word in ROLES else "period"] = word
        told |= self.fields
        return {name: value for name, value in told.items() if value != "?"}


@dataclass(frozen=True, slots=True)
class Piece:
    source: str
    gemeente: str
    text: str
    marks: tuple[Mark, ...]
    known_failure: str


def pieces(folder: Path = FOLDER) -> Iterator[Piece]:
    """Every piece of every file of a folder, in order."""
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        head = re.match(r"# gemeente (.+)\n", text)
        for number, part in enumerate(text[head.end() if head else 0 :].split("\n===\n"), 1):
            failing = re.match(r"! (.+)\n", part)
            marked = part[failing.end() if failing else 0 :].strip("\n")
            yield Piece(
                f"{path.stem}-{number}", head[1] if head else "Groningen", *_read(marked), failing[1] if failing else ""
            )


def _read(marked: str) -> tuple[str, tuple[Mark, ...]]:
    text, marks, cursor = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[cursor : match.start()]
        label, *words = shlex.split(match["is"])
        fields = dict(word.split("=", 1) for word in words if "=" in word)
        plain = tuple(word for word in words if "=" not in word)
        marks.append(Mark(len(text), len(text) + len(match["text"]), LABELS[label], plain, fields))
        text += match["text"]
        cursor = match.end()
    return text + marked[cursor:], tuple(marks)

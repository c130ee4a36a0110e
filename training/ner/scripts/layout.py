"""Text with marked names, as characters: line ends, capitals and OCR errors are put in without losing a name."""

from __future__ import annotations

import random
from collections.abc import Iterable

from grammar import Part

# What scanners make of letters: (what the paper says, what is read, weight).
CONFUSIONS = (
    ("o", "e", 4), ("e", "o", 3), ("l", "I", 3), ("i", "l", 3), ("I", "l", 4), ("rn", "m", 3), ("m", "rn", 3),
    ("n", "ri", 1), ("in", "m", 2), ("u", "ii", 1), ("c", "e", 2), ("e", "c", 2), ("h", "li", 1), ("h", "b", 1),
    ("b", "h", 1), ("t", "l", 1), ("f", "t", 1), ("t", "f", 1), ("a", "o", 1), ("a", "n", 1), ("n", "u", 1),
    ("u", "n", 1), ("s", "5", 1), ("S", "5", 1), ("O", "0", 2), ("0", "O", 1), ("1", "l", 2), ("B", "8", 1),
    ("G", "C", 1), ("D", "O", 1), ("E", "F", 1), ("V", "W", 1), ("vv", "w", 1), ("w", "vv", 1), ("d", "cl", 1),
    ("ij", "y", 1), ("ij", "ü", 1), ("g", "q", 1), ("y", "v", 1), ("k", "lc", 1), ("ë", "e", 3), ("é", "e", 3),
    ("ï", "i", 3), ("ö", "o", 2), ("-", "", 1), (".", ",", 2), (",", ".", 2), ("'", "", 1), (" ", "", 1),
)  # fmt: skip

Marks = list[tuple[str, int]]  # one character and the number of the name it belongs to (-1: none)


class Marked:
    """Characters with the names they belong to; `labels[n]` is the label of name n ('' where it is unknown)."""

    def __init__(self) -> None:
        self.marks: Marks = []
        self.labels: list[str] = []

    def add(self, parts: Iterable[Part]) -> Marked:
        for text, label in parts:
            number = -1
            if label:
                self.labels.append(label)
                number = len(self.labels) - 1
            self.marks.extend((sign, number) for sign in text)
        return self

    @property
    def text(self) -> str:
        return "".join(sign for sign, _ in self.marks)

    def spans(self) -> list[tuple[int, int, str]]:
        """Start, end and label of every name, without white space at its ends."""
        found: dict[int, tuple[int, int]] = {}
        for place, (sign, number) in enumerate(self.marks):
            if number >= 0 and not sign.isspace():
                start, _ = found.get(number, (place, place))
                found[number] = (start, place + 1)
        return [(start, end, self.labels[number]) for number, (start, end) in sorted(found.items())]

    def capitalise(self) -> None:
        if self.marks and not self.marks[0][0].isupper():
            self.marks[0] = (self.marks[0][0].upper()[:1], self.marks[0][1])

    def capitalise_words(self, rng: random.Random, rate: float) -> None:
        """Gives words outside names a capital, as writers do with what they hold dear ('de Stad', 'Rijkstaken')."""
        before = " "
        for place, (sign, number) in enumerate(self.marks):
            follows = place + 4 < len(self.marks) and self.marks[place + 4][0].isalpha()
            if before.isspace() and number < 0 and sign.islower() and follows and rng.random() < rate:
                self.marks[place] = (sign.upper()[:1], number)
            before = sign

    def start_inside(self, rng: random.Random) -> None:
        """Drops the first words, so that the sentence starts with any word; a name is not cut."""
        places = [
            p
            for p, (sign, number) in enumerate(self.marks[: len(self.marks) // 2])
            if sign == " " and (number < 0 or p + 1 >= len(self.marks) or self.marks[p + 1][1] != number)
        ]
        if places:
            self.marks = self.marks[rng.choice(places) + 1 :]
            while self.marks and not self.marks[0][0].isalpha():
                del self.marks[0]

    def shout(self) -> None:
        """All in capitals (where that keeps one character one)."""
        self.marks = [(s.upper() if len(s.upper()) == 1 else s, n) for s, n in self.marks]

    def damage(self, rng: random.Random, rate: float) -> None:
        """OCR errors, about `rate` for every character that can have one."""
        table: dict[str, list[tuple[str, str, int]]] = {}
        for confusion in CONFUSIONS:
            table.setdefault(confusion[0][0], []).append(confusion)
        text, made, place = self.text, [], 0
        while place < len(text):
            sign, number = self.marks[place]
            options = [c for c in table.get(sign, ()) if text.startswith(c[0], place)] if rng.random() < rate else []
            if options:
                before, after, _ = rng.choices(options, [c[2] for c in options])[0]
                numbers = [n for _, n in self.marks[place : place + len(before)]]
                made.extend((a, numbers[min(i, len(numbers) - 1)]) for i, a in enumerate(after))
                place += len(before)
            else:
                made.append((sign, number))
                place += 1
        self.marks = made

    def wrap(self, width: int, line_end: str) -> None:
        """Breaks lines at `width` code points with `line_end` in the place of the space."""
        made: Marks = []
        column, last_space = 0, -1
        for sign, number in self.marks:
            if sign == "\n":
                column, last_space = -1, -1
            elif sign == " ":
                last_space = len(made)
            made.append((sign, number))
            column += 1
            if column > width and last_space >= 0:
                inner = made[last_space][1]
                rest = made[last_space + 1 :]
                made[last_space:] = [(s, inner) for s in line_end] + rest
                column, last_space = len(rest), -1
        self.marks = made


def join(blocks: list[Marked], between: str) -> Marked:
    """One text of all blocks, `between` two of them."""
    whole = Marked()
    for number, block in enumerate(blocks):
        if number:
            whole.marks.extend((sign, -1) for sign in between)
        offset = len(whole.labels)
        whole.labels.extend(block.labels)
        whole.marks.extend((sign, n if n < 0 else n + offset) for sign, n in block.marks)
    return whole

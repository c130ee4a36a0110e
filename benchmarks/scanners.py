"""How well does the corrector do with scanners it was not made on? Clean Dutch text, damaged by made scanners.

    python benchmarks/scanners.py TRAINING_FOLDER [LETTERS_FOLDER]

TRAINING_FOLDER holds ud/nl_lassysmall-dev.conllu and -test.conllu and sentences.jsonl (its split 'dev'), none of which
the lexicon's word pairs were counted in. Every scanner damages the same texts. Per scanner: the share of the words it
read wrong, of those the share that the corrector mends, and the words it spoils, in 10,000 that were right. The
scanner 'none' damages nothing. LETTERS_FOLDER (NAME.gold.txt) adds letters as they read on paper. Clean texts of other
kinds, names and English and old spelling among them, follow: every change to them is harm.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from pipeline.evaluate import right_words
from pipeline.route import correct_text
from pipeline.settings import Settings

SENTENCES_A_TEXT = 110  # some 1,700 words: a long letter
WIDTH = 90


@dataclass(frozen=True)
class Scanner:
    """Chances with which strings are read as others, and with which blanks are lost or come into words."""

    name: str
    rewrites: dict[str, list[tuple[str, float]]]
    lost_blank: float = 0.0
    new_blank: float = 0.0
    heads: list[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "heads", sorted(self.rewrites, key=len, reverse=True))

    def read(self, text: str, dice: random.Random) -> str:
        out, at = [], 0
        while at < len(text):
            for true in self.heads:
                if text.startswith(true, at):
                    roll, read = dice.random(), None
                    for one, chance in self.rewrites[true]:
                        roll -= chance
                        if roll < 0:
                            read = one
                            break
                    if read is not None:
                        out.append(read)
                        at += len(true)
                        break
            else:
                out.append(text[at])
                at += 1
        return "".join(out)

    def read_line(self, line: str, dice: random.Random) -> str:
        words = []
        for word in line.split(" "):
            read = self.read(word, dice)
            if len(read) > 5 and dice.random() < self.new_blank:
                cut = dice.randrange(2, len(read) - 2)
                read = f"{read[:cut]} {read[cut:]}"
            words.append(read)
        line = words[0]
        for word in words[1:]:
            line += ("" if dice.random() < self.lost_blank else " ") + word
        return line


def scanners() -> list[Scanner]:
    ring = {"o": [("e", 0.5)], "h": [("b", 0.004)], "i": [("l", 0.003)]}
    strokes = {
        "ll": [("U", 0.25)], "rn": [("m", 0.3)], "nn": [("rm", 0.15), ("im", 0.05)], "li": [("h", 0.08), ("U", 0.05)],
        "ru": [("m", 0.15)], "un": [("im", 0.04)], "in": [("m", 0.01)], "wi": [("vn", 0.08), ("wd", 0.05)],
    }  # fmt: skip
    uprights = {
        "l": [("I", 0.04), ("1", 0.02), ("i", 0.02)], "i": [("l", 0.02), ("1", 0.01)], "I": [("l", 0.4)],
        "t": [("l", 0.01)],
    }  # fmt: skip
    bars = {"e": [("c", 0.03)], "c": [("e", 0.03)], "ë": [("e", 0.6)], "ï": [("i", 0.6)], "ö": [("o", 0.6)]}
    broken = {
        "k": [("l<", 0.04), ("lc", 0.02)], "j": [("]", 0.08)], "d": [("cl", 0.02)], "w": [("v/", 0.03), ("vv", 0.03)],
        "u": [("ii", 0.01)], "m": [("rn", 0.03)], "h": [("li", 0.02)],
    }  # fmt: skip
    strange = {
        "s": [("5", 0.01), ("z", 0.005)], "g": [("9", 0.02), ("q", 0.01)], "a": [("à", 0.01), ("n", 0.005)],
        "t": [("+", 0.01), ("f", 0.005)], "n": [("ri", 0.01), ("a", 0.002)], "z": [("2", 0.04)], "b": [("6", 0.02)],
        "e": [("é", 0.005), ("a", 0.003)], "v": [("y", 0.02)], "p": [("n", 0.004)],
    }  # fmt: skip
    everything: dict[str, list[tuple[str, float]]] = {}
    for table in (ring, strokes, uprights, bars, broken):
        for true, reads in table.items():
            everything[true] = everything.get(true, []) + reads

    def scaled(table: dict[str, list[tuple[str, float]]], by: float) -> dict[str, list[tuple[str, float]]]:
        return {true: [(read, chance * by) for read, chance in reads] for true, reads in table.items()}

    return [
        Scanner("none", {}),
        Scanner("broken o", ring),
        Scanner("broken o, light", scaled(ring, 0.1)),
        Scanner("joined strokes", strokes),
        Scanner("uprights l I 1", uprights),
        Scanner("lost bars and dots", bars),
        Scanner("broken letters", broken),
        Scanner("strange", strange),
        Scanner("strange, light", scaled(strange, 0.2)),
        Scanner("blanks", scaled(strokes, 0.2), lost_blank=0.01, new_blank=0.01),
        Scanner("mixed, 0.3 % of words", scaled(everything, 0.006)),
        Scanner("mixed, 2 %", scaled(everything, 0.05)),
        Scanner("mixed, heavy", scaled(everything, 0.4)),
    ]


def texts(folder: Path) -> Iterator[str]:
    """Held-out sentences, in texts the length of a letter, broken into lines."""
    sentences: list[str] = []
    for part in ("dev", "test"):
        for line in (folder / "ud" / f"nl_lassysmall-{part}.conllu").read_text(encoding="utf-8").splitlines():
            if line.startswith("# text = "):
                sentences.append(line.removeprefix("# text = "))
    with (folder / "sentences.jsonl").open(encoding="utf-8") as stream:
        for row in map(json.loads, stream):
            if row["split"] == "dev":
                sentences.append(" ".join(row["words"]).replace(" .", ".").replace(" ,", ","))
    for start in range(0, len(sentences), SENTENCES_A_TEXT):
        yield wrap(" ".join(sentences[start : start + SENTENCES_A_TEXT]))


def wrap(text: str) -> str:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > WIDTH:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def score(clean: str, damaged: str) -> tuple[int, int, int, int]:
    """Words, words read wrong, wrong after correction, spoiled (right before, wrong after)."""
    corrected = correct_text(damaged, Settings()).text
    words = wrong = left = spoiled = 0
    for truth, read, out in zip(clean.split("\n"), damaged.split("\n"), corrected.split("\n"), strict=True):
        right, before, after = truth.split(), read.split(), out.split()
        words += len(right)
        wrong += Levenshtein.distance(before, right)
        left += Levenshtein.distance(after, right)
        spoiled += len(right_words(before, right) - right_words(after, right))
    return words, wrong, left, spoiled


def other_clean_texts(folder: Path, dice: random.Random) -> Iterator[tuple[str, str]]:
    names = (folder / "names" / "per.txt").read_text(encoding="utf-8").splitlines()
    places = (folder / "names" / "geo.txt").read_text(encoding="utf-8").splitlines()
    organisations = (folder / "names" / "org.txt").read_text(encoding="utf-8").splitlines()
    present = [f"{dice.choice(names)} ({dice.choice(['VVD', 'PvdA', 'D66', 'CDA'])})" for _ in range(900)]
    yield "lists of attendance", wrap("Aanwezig: " + ", ".join(present) + ".")
    rows = [f"{dice.choice(places)}   {dice.randrange(100, 9999)}   {dice.choice(organisations)}" for _ in range(500)]
    yield "tables of places and firms", "\n".join(rows)
    english = (
        "The council has asked the mayor to look into the matter and to report before the summer. We welcome this "
        "proposal, but we doubt whether the costs have been estimated correctly. House owners were offered a voucher. "
        "Bonding capital and bridging capital are both needed where neighbourhoods change fast; see the final report. "
        "It lets people meet, it gives them time to mend what broke, and it does so at the lowest price on the market."
    )
    yield "English", wrap(" ".join([english] * 4))
    old = (
        "De Raad der gemeente, den heer wethouder gehoord, heeft besloten de menschen in de nieuwe wijken zoo spoedig "
        "mogelijk van electrisch licht te voorzien. De kosten zullen niet hooger zijn dan zes duizend gulden, welke "
        "uit de gewone middelen zullen komen. Aan het geschrevene behoeft niets te worden toegevoegd, zoodat wij "
        "den Raad voorstellen aldus te besluiten; de visschers en de bloemisten hebben hiertegen geen bezwaar gemaakt."
    )
    yield "old spelling", wrap(" ".join([old] * 4))


def main() -> None:
    folder = Path(sys.argv[1])
    clean = list(texts(folder))
    if len(sys.argv) > 2:
        clean += [path.read_text(encoding="utf-8") for path in sorted(Path(sys.argv[2]).glob("*.gold.txt"))]
    print(f"{'scanner':24}{'words':>8}{'read wrong':>12}{'mended':>9}{'spoiled in 10,000':>20}")
    for scanner in scanners():
        dice = random.Random(scanner.name)
        total = [0, 0, 0, 0]
        for text in clean:
            damaged = "\n".join(scanner.read_line(line, dice) for line in text.split("\n"))
            total = [a + b for a, b in zip(total, score(text, damaged))]
        print_row(scanner.name, *total)
    for name, text in other_clean_texts(folder, random.Random(1)):
        print_row(f"clean: {name}", *score(text, text))


def print_row(name: str, words: int, wrong: int, left: int, spoiled: int) -> None:
    mended = f"{100 * (1 - left / wrong):8.1f}%" if wrong else f"{'-':>9}"
    print(f"{name:24}{words:8}{100 * wrong / words:11.2f}%{mended}{1e4 * spoiled / max(1, words - wrong):20.2f}")


if __name__ == "__main__":
    main()

"""The treebanks' sentences with silver names, as text; and the same sentences with other names in them."""

from __future__ import annotations

import json
import random
from pathlib import Path

from grammar import Grammar
from layout import Marked
from names import words

LABELS = {"PER": "PERSON", "ORG": "ORG", "LOC": "PLACE"}
UNKNOWN = "?"
"""Label of a word whose class nobody knows: masked in training."""
PARTIES = frozenset(
    words(
        """
         PvdA VVD CDA D66 SP GroenLinks ChristenUnie PVV SGP LPF CPN PPR PSP KVP ARP CHU SP.A sp.a CD&V N-VA VLD
        NSB  D'66 RPF GPV Groen Spirit CVP PRL PSC Agalev Ecolo MR cdH Volksunie SPA VU TON
        """
    )
)
PLACES = ("town", "bigcity", "worldcity", "foreign", "muni", "streetname")
_NO_SPACE_BEFORE = frozenset(words(". , ; : ! ? ) ] » ” % '"))
_NO_SPACE_AFTER = frozenset(words("( [ « “ ‘"))


def read(path: Path, split: str) -> list[tuple[list[str], list[tuple[int, int, str]]]]:
    """Words and names (first word, past last, label) of the sentences of `split`."""
    found = []
    for line in path.read_text(encoding="utf8").splitlines():
        row = json.loads(line)
        if row["split"] != split or not row["words"]:
            continue
        words = row["words"]
        names = [(start, end, LABELS[label]) for start, end, label in row["entities"]]
        names = [_as_ours(words, *name) for name in names]
        taken = {place for start, end, _ in names for place in range(start, end)}
        names += [(place, place + 1, UNKNOWN) for place in row["unsure"] if place not in taken]
        found.append((words, sorted(names)))
    return found


def _as_ours(words: list[str], start: int, end: int, label: str) -> tuple[int, int, str]:
    """What counts as a name in letters: 'gemeente X' is an organisation, a party has its own label."""
    before = words[start - 1] if start else ""
    if label == "PLACE" and before in ("gemeente", "Gemeente"):
        return start - 1, end, "ORG"
    if label == "ORG":
        if " ".join(words[start:end]) in PARTIES:
            return start, end, "PARTY"
        if before == "van" and start > 1 and words[start - 2].casefold() == "ministerie":
            return start - 2, end, "ORG"
        if before.casefold() == "ministerie":
            return start - 1, end, "ORG"
    return start, end, label


def marked(words: list[str], names: list[tuple[int, int, str]], grammar: Grammar | None, rng: random.Random) -> Marked:
    """The sentence as text; with a `grammar` its persons and places get other names."""
    made = Marked()
    covered = {place: (start, end, label) for start, end, label in names for place in range(start, end)}
    place, quote_open = 0, False
    previous = ""
    while place < len(words):
        span = covered.get(place)
        end = span[1] if span else place + 1
        label = span[2] if span else ""
        word, quote_open = _spaced(words[place:end], quote_open)
        if grammar and label == "PERSON":
            word = grammar.plain("full") if end - place > 1 else grammar.made["surnamecap"]()
        elif grammar and label == "PLACE" and end - place == 1 and rng.random() < 0.6:
            word = rng.choice(grammar.names[rng.choice(PLACES)])
        glue = not previous or words[place] in _NO_SPACE_BEFORE or previous in _NO_SPACE_AFTER
        if words[place] == '"':
            quote_open = not quote_open
            glue = not previous or not quote_open
        elif previous == '"' and quote_open:
            glue = True
        made.add([("" if glue else " ", ""), (word, label)])
        previous = words[end - 1]
        place = end
    return made


def _spaced(words: list[str], quote_open: bool) -> tuple[str, bool]:
    text = ""
    for number, word in enumerate(words):
        if number and word not in _NO_SPACE_BEFORE and words[number - 1] not in _NO_SPACE_AFTER:
            text += " "
        text += word
    return text, quote_open

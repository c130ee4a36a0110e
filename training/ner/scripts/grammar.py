"""Expands the templates of grammar/ into text with marked names.

A template holds `{rule}` (a rule, a list of names or a made word), `[a|b|]` (one of these) and `<LABEL ...>` (a name).
Where labels are nested the outermost counts.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

Part = tuple[str, str]  # text, label ("" for none)
_TOKEN = re.compile(r"\{(\w+)\}|<([A-Z]+) |([\[\]|>])|((?:[^{<\[\]|>\\]|\\.)+)|(.)", re.S)
_STEMS = (
    *("Smart", "Stad", "Wijk", "Buurt", "Woon", "Zorg", "Groen", "Idee", "Data", "Plan", "Studio", "Social", "Urban"),
    *("Lokaal", "Werk", "Team", "Net", "Lab", "Quest", "Motion", "Visie"),
)
_CONSONANTS, _VOWELS = "bcdfghklmnprstvwz", "aeiou"


@dataclass
class Node:
    """`kind` is 'text', 'rule', 'choice', 'name' or 'all'; `parts` are what it is made of."""

    kind: str
    value: str = ""
    parts: list[Node] = field(default_factory=list)


def parse(template: str) -> Node:
    """The tree of a template."""
    tokens = list(_TOKEN.finditer(template.replace("\\n", "\n")))
    node, end = _sequence(tokens, 0, "")
    if end != len(tokens):
        raise ValueError(f"a bracket too many in {template!r}")
    return node


def _sequence(tokens: list[re.Match[str]], here: int, closers: str) -> tuple[Node, int]:
    node = Node("all")
    while here < len(tokens):
        rule, label, mark, text, other = tokens[here].groups()
        if mark and mark in closers:
            break
        here += 1
        if rule:
            node.parts.append(Node("rule", rule))
        elif label:
            inner, here = _sequence(tokens, here, ">")
            here += 1
            node.parts.append(Node("name", label, [inner]))
        elif mark == "[":
            choice = Node("choice")
            while True:
                inner, here = _sequence(tokens, here, "|]")
                choice.parts.append(inner)
                closer = tokens[here].group(3)
                here += 1
                if closer == "]":
                    break
            node.parts.append(choice)
        else:
            node.parts.append(Node("text", text or mark or other))
    return node, here


def read_rules(paths: list[Path]) -> dict[str, list[Node]]:
    """Rule name to its alternatives."""
    rules: dict[str, list[Node]] = {}
    name = ""
    for path in paths:
        for line in path.read_text(encoding="utf8").splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            if line.startswith("|"):
                body = line[1:]
            else:
                name, body = line.split(": ", 1)
            rules.setdefault(name, []).extend(parse(part.strip()) for part in _alternatives(body))
    return rules


def _alternatives(body: str) -> list[str]:
    found, depth, start = [], 0, 0
    for place, sign in enumerate(body):
        depth += (sign == "[") - (sign == "]")
        if sign == "|" and not depth and body[place - 1 : place] == " ":
            found.append(body[start:place])
            start = place + 1
    return [*found, body[start:]]


def read_templates(path: Path) -> list[str]:
    """One template a line; no comments, no empty lines."""
    return [line for line in path.read_text(encoding="utf8").splitlines() if line.strip() and not line.startswith("#")]


class Grammar:
    """Deals out text for templates, from rules, lists of names and made words; all chance comes from `rng`."""

    def __init__(self, rules: dict[str, list[Node]], names: dict[str, list[str]], rng: random.Random) -> None:
        self.rules, self.names, self.rng = rules, names, rng
        self.made: dict[str, Callable[[], str]] = {
            "letter": lambda: rng.choice("ABCDEFGHIJKLMNOPRSTVWYZ"),
            "letterup": lambda: rng.choice("ABCDEF"),
            "letterlow": lambda: rng.choice("abcdef"),
            "upper": lambda: rng.choice("ABCDEFGHJKLMNPRSTVWXZ"),
            "num": lambda: str(rng.choice((rng.randint(2, 20), rng.randint(20, 400), rng.randint(2, 99)))),
            "d": lambda: str(rng.randint(1, 9)) if rng.random() < 0.6 else str(rng.randint(10, 30)),
            "year": lambda: str(rng.randint(1994, 2024)),
            "camel": self._camel,
            "acro": self._acronym,
            "acrocap": lambda: self._acronym().capitalize() if rng.random() < 0.5 else self._acronym(),
            "surnamecap": lambda: _capital(self._name("surname")),
            "surnamejoin": lambda: self._name("surname_plain"),
            "surnamelow": lambda: self._name("surname_plain").casefold(),
            "firstlow": lambda: self._name("first").casefold(),
            "firstjoin": lambda: self._name("first"),
            "first2": lambda: self._name("first"),
            "initialsonly": lambda: self.plain("initials"),
            "townjoin": lambda: self._name("town").replace(" ", ""),
            "townlow": lambda: re.sub(r"\W", "", self._name("town").casefold()),
            "townjoinlow": lambda: re.sub(r"\W", "", self._name("town").casefold()),
            "townlike": self._townlike,
            "townorcaps": lambda: self._name("town") if rng.random() < 0.5 else self._name("town").upper(),
            "municaps": lambda: self._name("muni").upper() if rng.random() < 0.7 else self._name("bigcity"),
            "treejoin": lambda: self.plain("tree"),
            "WNoun": lambda: _capital(self._name("wnoun")),
            "WAdj": lambda: _capital(self._name("wadj")),
            "WVerb": lambda: _capital(self._name("wverb")),
            "WAdv": lambda: _capital(self._name("wadv")),
            "WNOUN": lambda: self._name("wnoun").upper(),
        }
        for digits, name in enumerate(("one", "two", "three", "four", "five", "six"), 1):
            self.made[name] = partial(self._digits, digits)

    def expand(self, node: Node) -> list[Part]:
        """Text and labels of one way to write `node`; neighbours of the same name are one part."""
        if node.kind == "text":
            return [(node.value, "")]
        if node.kind == "all":
            return [part for inner in node.parts for part in self.expand(inner)]
        if node.kind == "choice":
            return self.expand(self.rng.choice(node.parts))
        if node.kind == "name":
            return [("".join(text for text, _ in self.expand(node.parts[0])), node.value)]
        if node.value in self.made:
            return [(self.made[node.value](), "")]
        if node.value in self.names:
            return [(self._name(node.value), "")]
        return self.expand(self.rng.choice(self.rules[node.value]))

    def _digits(self, count: int) -> str:
        return "".join(self.rng.choice("0123456789") for _ in range(count))

    def plain(self, rule: str) -> str:
        return "".join(text for text, _ in self.expand(Node("rule", rule)))

    def _name(self, kind: str) -> str:
        return self.rng.choice(self.names[kind])

    def _townlike(self) -> str:
        kind = self.rng.choice(("town", "town", "areaname", "surname_plain"))
        return self._name(kind)

    def _syllable(self) -> str:
        rng = self.rng
        return rng.choice(_CONSONANTS) + rng.choice(_VOWELS) + (rng.choice(_CONSONANTS) if rng.random() < 0.5 else "")

    def _acronym(self) -> str:
        return "".join(
            self.rng.choice("ABCDEFGHIKLMNOPRSTVWZ") for _ in range(self.rng.choice((2, 3, 3, 3, 3, 4, 4, 5)))
        )

    def _camel(self) -> str:
        rng = self.rng
        stems = _STEMS
        kind = rng.randrange(6)
        if kind == 0:
            return rng.choice(stems) + rng.choice(stems)
        if kind == 1:
            return rng.choice(stems).upper() + rng.choice(stems).casefold()
        if kind == 2:
            return (self._syllable() + self._syllable()).capitalize() + rng.choice(stems)
        if kind == 3:
            return (self._syllable() + self._syllable() + rng.choice(("x", "o", "is", "on", "a", "us"))).capitalize()
        if kind == 4:
            return rng.choice(stems) + rng.choice(stems).casefold()
        return rng.choice(stems) + rng.choice(("4all", "XL", "NL", "+", "Noord", "Nederland", "Group", "Advies"))


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]

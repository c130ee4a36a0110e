"""Blanks that a scanner lost where the words themselves show it: 'in2013', 'deWijert', 'gaan.De', 'echt,te'."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.document import Edit
from pipeline.language.lexicon import Lexicon

RULE = "split:blank"
SURE = 0.95
# Words that run together with any other: articles, prepositions, pronouns, conjunctions, auxiliary verbs.
FUNCTION_WORDS = frozenset(
    "de het een en van in op te aan voor met is dat die niet om zijn er bij ook als door over naar uit tot dit "
    "deze wij we u uw ons onze hun maar of dan nog wel al was werd wordt worden werden heeft hebben had kan "
    "kunnen zal zullen moet moeten onder tussen per tegen na zoals waar daar hoe wat wie geen meer andere alle".split()
)
_RUN_TOGETHER = re.compile(r"(?<![^\s(\"'“‘])([a-z]{2,})([A-ZÀ-Þ][a-zß-ÿ]{2,}|\d+)(?=[\s.,;:!?)]|$)")
_BEHIND_NUMBER = re.compile(r"(?<![^\s(])(\d{3,})([a-z]{2,})(?=[\s.,;:!?)]|$)")
_COMMA = re.compile(r"(?<=[a-zß-ÿ]{2})[,;](?=([A-Za-zÀ-ÿ]{2,}))")
_POINT = re.compile(r"(?<![\w.@/:-])([A-Za-zÀ-ÿ]?[a-zß-ÿ]{2,})([.!?])(?=([A-ZÀ-Þ][a-zß-ÿ]*)(?:[\s,;]|$))")
_BRACKET = re.compile(r"(?<=\w)\)(?=([a-z]{2,})(?:[\s.,;]|$))")


def run_together(text: str) -> Iterator[Edit]:
    """A short common word and a name or a number with no blank between, which no writer writes more than once."""
    for match in _RUN_TOGETHER.finditer(text):
        if match[1] in FUNCTION_WORDS:
            yield Edit(match.start(), match[0], f"{match[1]} {match[2]}", RULE, SURE)
    for match in _BEHIND_NUMBER.finditer(text):
        if match[2] in FUNCTION_WORDS and match[2] not in ("de", "en", "er"):  # '100en', '1000de'
            yield Edit(match.start(), match[0], f"{match[1]} {match[2]}", RULE, SURE)


def behind_points(text: str, lexicon: Lexicon) -> Iterator[Edit]:
    """A comma, a full stop or a bracket with a word right behind it."""
    for match in _COMMA.finditer(text):
        if lexicon.knows(match[1]):
            yield Edit(match.start(), match[0], f"{match[0]} ", RULE, SURE)
    for match in _POINT.finditer(text):
        if lexicon.knows(match[1]) and lexicon.is_listed(match[3].lower()):
            yield Edit(match.start(2), match[2], f"{match[2]} ", RULE, SURE)
    for match in _BRACKET.finditer(text):
        if match[1] in FUNCTION_WORDS and match[1] not in ("de", "en", "er"):  # 'wethouder(s)en'
            yield Edit(match.start(), ")", ") ", RULE, SURE)

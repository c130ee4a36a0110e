"""Paragraphs: line ends inside them become blanks, hyphens at line ends go or stay; real breaks are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.document import Edit
from pipeline.language.lexicon import Lexicon

FULL_LINE = 0.9  # of the page's line width: a line that the next word would have made longer than this was full
LEAST_JOINED = 0.45  # of the width: a shorter line stands by itself, even where the next one goes on in small letters

_LIST_ITEM = re.compile(
    r"\s*(?:[-–—•*·▪○●§»«®>]|[eo](?=\s+\w)|\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,4})[.)]|\d+(?:\.\d+)+\.?)\s+\S"
)
_LABEL = re.compile(
    r"\s*(?:Onderwerp|Steller|Telefoon|Bijlagen?(?:\(n\))?|Ons kenmerk|Uw (?:brief|kenmerk)|Datum|Kenmerk|Aan|Van|"
    r"Betreft|Registratie(?:nr|nummer)?|Pagina|Bladzijde|Postbus|Geachte|Met vriendelijke|Hoogachtend|E-mail|Fax|"
    r"Portefeuillehouder|Bezoekadres)\b"
)
_TABLE_ROW = re.compile(r"\S(?: {3,}|\t+)\S.*?\S(?: {3,}|\t+)\S|\|")
_ENDS = re.compile(r"[.!?:;][\"'”’)\]]*$")
_HYPHEN = re.compile(r"([\w&/]*[^\W_])-$")
_VOWELS_THAT_CLASH = frozenset("aa ae ai au ee ei eu ie ii ij oe oi oo ou ui uu".split())


def reflow_edits(text: str, lexicon: Lexicon) -> Iterator[Edit]:
    """Edits that bring each paragraph onto one line, in the order of the text."""
    lines = text.split("\n")
    width = _width(lines)
    start = 0
    for line, following in pairwise(lines):
        if line.strip() and following.strip():
            yield from _join(line, following, start, width, lexicon)
        start += len(line) + 1


def _width(lines: list[str]) -> int:
    """The line width of running text, in code points: nine tenths of the longer lines are no longer."""
    lengths = sorted(len(line.strip()) for line in lines if len(line.strip()) > 20 and not _TABLE_ROW.search(line))
    return lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0


def _join(line: str, following: str, start: int, width: int, lexicon: Lexicon) -> Iterator[Edit]:
    body, rest = line.rstrip(), following.lstrip()
    end = start + len(line) + 1 + len(following) - len(rest)  # where the following line's text starts
    if (
        _LIST_ITEM.match(following)
        or _LABEL.match(following)
        or _TABLE_ROW.search(line)
        or _TABLE_ROW.search(following)
    ):
        return
    between = (line + "\n" + following)[len(body) : end - start]
    hyphen = _HYPHEN.search(body)
    if hyphen and rest[:1].isalnum() and not _ENDS.search(body):
        first, second = hyphen[1], re.match(r"\w+", rest)
        second_word = second[0] if second else ""
        if second_word in ("en", "of"):
            yield Edit(start + len(body), between, " ", "reflow:line")
        elif _hyphen_stays(first, second_word, lexicon):
            yield Edit(start + len(body), between, "", "hyphen:kept")
        else:
            yield Edit(start + len(body) - 1, f"-{between}", "", "hyphen:line-end")
        return
    if not _goes_on(body, rest, width):
        return
    if between != " ":
        yield Edit(start + len(body), between, " ", "reflow:line")


def _goes_on(body: str, rest: str, width: int) -> bool:
    """Whether the paragraph goes on behind the line end."""
    if len(body.strip()) < LEAST_JOINED * width:
        return False
    next_word = rest.split(maxsplit=1)[0]
    was_full = len(body.strip()) + 1 + len(next_word) > FULL_LINE * width
    if _ENDS.search(body):
        return was_full and not body.endswith(":")
    if body.endswith(")") and rest[0].isupper():
        return False  # lines of an agenda, each with its '(pdf)', more often than a sentence that goes on in a name
    starts_small = rest[0].islower() or rest[0].isdigit() or rest[0] in "(€\"'‘“"
    return was_full or starts_small


def _hyphen_stays(first: str, second: str, lexicon: Lexicon) -> bool:
    """'NLA-/budget', '2011-/2014', 'zee-/eend' keep their hyphen; 'bewo-/ners' does not."""
    if not first[-1].islower() or not second[:1].islower() or any(c.isdigit() for c in first):
        return True
    if lexicon.is_listed((first + second).lower()):
        return False
    listed = lexicon.is_listed(first.lower()) and lexicon.is_listed(second.lower())
    return listed and first[-1] + second[0] in _VOWELS_THAT_CLASH

"""Paragraphs: line ends inside them become blanks, hyphens at line ends go or stay; real breaks are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.document import Edit
from pipeline.language.letterhead import begins_with_label
from pipeline.language.lexicon import Lexicon

FULL_LINE = 0.9  # of the page's line width: a line that the next word would have made longer than this was full
LEAST_JOINED = 0.45  # of the width: a shorter line stands by itself, even where the next one goes on in small letters
LEAST_WIDTH = 50  # code points: a page of signatures or of an agenda has no running text to tell its width by
MOST_WIDTH = 160  # code points: no page is set wider; a longer line is a whole paragraph already
LONGEST_SIGNATURE = 60  # code points: names side by side
BLANKS = " \t"  # other ones became these when characters were repaired, or mean something
LEAST_ROWS = 3  # lines of a page that begin alike, before they are rows of a list

_LIST_ITEM = re.compile(
    r"\s*(?:[-–—•*·▪○●§»«®>]|[eo](?=\s+\w)|\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,4})[.)]|"
    r"\d{1,2}(?:\.\d{1,2})+\.?(?!\s+uur\b))\s+\S"
)
_ROW_BEGINNINGS = (
    re.compile(r"\s*[A-Z]{1,2}\.?\d{1,2}[.:]?\s+\S"),  # 'A2', 'B3:'
    re.compile(r"\s*\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\s+\S"),
)
_ADDRESS_BLOCK = re.compile(r"\s*(?:Geachte?|Postbus|\d{4} ?[A-Z]{2}\s+[A-Z])\b")
_FROM_OR_TO = re.compile(r"\s*(?:Aan|Van)\b")  # labels of a memo, and how a sentence may begin
_CLOSING = re.compile(
    r"\s*(?:Met (?:de meeste )?(?:vriendelijke|hoogachting|hartelijke)|Hoogachtend|Namens (?:de|het|burgemeester)\b"
    r"(?=[^.]{0,60}[,:]?\s*$))",
    re.IGNORECASE,
)
_TABLE_ROW = re.compile(r"\S(?: {3,}|\t+)\S.*?\S(?: {3,}|\t+)\S|\||(?:\s[-–+]?(?:€ ?)?\d[\d.,]*%?){2,}\s*$")
_ENDS = re.compile(r"[.!?:;][\"'”’)\]]*$")
_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*$")
_HYPHEN = re.compile(r"([\w&/]*[^\W_])-$")
_VOWELS_THAT_CLASH = frozenset("aa ae ai au ee ei eu ie ii ij oe oi oo ou ui uu".split())


def reflow_edits(text: str, lexicon: Lexicon) -> Iterator[Edit]:
    """Edits that bring each paragraph onto one line, in the order of the text."""
    lines = text.split("\n")
    width = _width(lines)
    if width > MOST_WIDTH:
        return  # a text with a paragraph on each line
    rows = [pattern for pattern in _ROW_BEGINNINGS if sum(map(bool, map(pattern.match, lines))) >= LEAST_ROWS]
    start, signing = 0, False
    for line, following in pairwise(lines):
        # Names and offices under a closing are short lines, each its own, until running text comes again.
        signing = bool(_CLOSING.match(line)) or (signing and len(line.strip()) < LONGEST_SIGNATURE)
        if not signing and line.strip() and following.strip() and not _stands_apart(line, following, rows):
            yield from _join(line, following, start, width, lexicon)
        start += len(line) + 1


def _width(lines: list[str]) -> int:
    """The line width of running text, in code points: nine tenths of the longer lines are no longer."""
    lengths = sorted(len(line.strip()) for line in lines if len(line.strip()) > 20 and not _TABLE_ROW.search(line))
    return max(lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0, LEAST_WIDTH)


def _stands_apart(line: str, following: str, rows: list[re.Pattern[str]]) -> bool:
    """Whether the following line begins something by its form: an item, a label, a row, an address, a closing."""
    if _LIST_ITEM.match(following) or begins_with_label(following) or _ADDRESS_BLOCK.match(following):
        return True
    if _FROM_OR_TO.match(following) and (_FROM_OR_TO.match(line) or begins_with_label(line)):
        return True
    if _TABLE_ROW.search(line) or _TABLE_ROW.search(following):
        return True
    if _CLOSING.match(following):
        return True
    if any(row.match(following) for row in rows):
        return True
    return following.lstrip()[0].isupper() and any(row.match(line) for row in rows)


def _join(line: str, following: str, start: int, width: int, lexicon: Lexicon) -> Iterator[Edit]:
    body, rest = line.rstrip(BLANKS), following.lstrip(BLANKS)
    end = start + len(line) + 1 + len(following) - len(rest)  # where the following line's text starts
    between = (line + "\n" + following)[len(body) : end - start]
    address = _ADDRESS.search(body)
    hyphen = _HYPHEN.search(body)
    if address and body[-1] in "-/_@" and rest[0].isalnum() and rest[0].islower():
        yield Edit(start + len(body), between, "", "address:line-end")
    elif hyphen and rest[:1].isalnum() and not _ENDS.search(body):
        first, second = hyphen[1], re.match(r"\w+", rest)
        second_word = second[0] if second else ""
        if second_word in ("en", "of"):
            yield Edit(start + len(body), between, " ", "reflow:line")
        elif _hyphen_stays(first, second_word, lexicon):
            yield Edit(start + len(body), between, "", "hyphen:kept")
        else:
            yield Edit(start + len(body) - 1, f"-{between}", "", "hyphen:line-end")
    elif between != " " and (body.endswith("€") or _goes_on(body, rest, width)):
        yield Edit(start + len(body), between, " ", "reflow:line")


def _goes_on(body: str, rest: str, width: int) -> bool:
    """Whether the paragraph goes on behind the line end."""
    if not LEAST_JOINED * width <= len(body.strip()) <= MOST_WIDTH:
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

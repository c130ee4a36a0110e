"""Signs that a reading cannot tell apart, or has no code for: bullets, quotation marks, list numbers, initials."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator

from pipeline.document import Edit

# What Tesseract makes of a bullet; a dash or a plus may stand on the paper, an asterisk or a quotation mark does not.
_OCR_BULLET = re.compile(r"^[ \t]*([*«»+¢®])(?=[ \t]+[\w'\"“‘(])", re.MULTILINE)
# What pdfminer writes for a character whose font does not say what it is: in a simple font N is its code.
_UNMAPPED = re.compile(r"\(cid:(\d{1,5})\)")
_LEAST_MAPPED = 3  # letters of its line for each unmapped character: else the font says nothing, and no code is known
_CODES = range(128, 256)  # of Windows-1252 that are no plain ASCII
# 'l.', '|.' or 'I.' where the list goes on with '2.'; Roman numerals go on with 'II.'.
_FIRST_ITEM = re.compile(r"^[ \t]*([|lI!])(?=[.)][ \t]+[^\W\d_])", re.MULTILINE)
_SECOND_ITEM = re.compile(r"^[ \t]*2[.)][ \t]", re.MULTILINE)
_SECOND_ROMAN = re.compile(r"^[ \t]*(?:II|Il|lI|ll|\|\|)[.)][ \t]", re.MULTILINE)
# Two initials with one point, behind a title: 'dr. RJ. (Ruurd) Terpstra', 'mr. AB. Kok'. IJ is one letter.
_INITIALS = re.compile(
    r"\b(?:drs?|mr|ir|ing|prof|dhr|mevr|mw|de heer|mevrouw)\.? ([A-HJ-Z])"
    r"(?=[B-DF-HJ-NP-TV-XZ]\. ?(?:\(?[A-Z]|van |de ))"
)

_CURLY = re.compile("[‘’‚‛“”„‟]")
_LOW_QUOTE_AS_COMMA = re.compile(r"(?<=[^\W_])[‚„](?=\s|$)")
_INSIDE = re.compile(r"(?<=[^\W\d_])[‘’'](?=[^\W\d_])")  # an apostrophe: zo'n, auto's
_OPENING = re.compile(r"(?<![^\s(\[])(?!['‘’](?:[stnkmr]\b|\d))[‘’“”'\"](?=\w)")  # not of 's ochtends, '90
_CLOSING = re.compile(r"(?<=[\w.,!?])[‘’“”'\"](?=[\s.,;:)\]]|$)")

# Natural logarithm of how many times likelier a sign is on paper with straight quotes than on paper with curly ones.
# Tesseract 5 (nld) read 600 quotes and 450 apostrophes of each, in five fonts at 200 and 300 dpi (benchmarks/quotes.py
# has the like): straight quotes came out curly in 70 of 100 (95 in Times, 13 in a typewriter's font), curly ones
# straight in 1 of 600; straight apostrophes never came out curly, curly ones did in 31 (Helvetica) to 100 of 100
# (Times). The odds lean to the fonts that say least.
_APOSTROPHE_STRAIGHT, _APOSTROPHE_CURLY = 0.4, math.log(0.005 / 0.6)
_QUOTE_STRAIGHT, _QUOTE_CURLY = math.log(0.12 / 0.003), math.log(0.88 / 0.997)
_SURE = 2.0  # e to this power to one; a letter that says too little keeps what was read
_SURE_OF_CURLY = 4.0  # not without a curly apostrophe, however many quotes: those come out curly from any paper


def unmapped_edits(text: str) -> Iterator[Edit]:
    """Edits for '(cid:N)' in a text layer, in the order of the text.

    A bullet where a line begins with it, a sign of Windows-1252 elsewhere; left alone where most of the line is so.
    """
    start = 0
    for line in text.split("\n"):
        found = list(_UNMAPPED.finditer(line))
        mapped = sum(map(str.isalpha, _UNMAPPED.sub("", line)))
        if found and mapped >= _LEAST_MAPPED * len(found):
            for match in found:
                code = int(match[1])
                if not line[: match.start()].strip() and line[match.end() :].strip():
                    yield Edit(start + match.start(), match[0], "•", "bullet:unmapped", 0.9)
                elif code in _CODES:
                    sign = bytes([code]).decode("cp1252", "ignore")
                    if sign and not sign.isspace():
                        yield Edit(start + match.start(), match[0], sign, "unmapped:windows-1252", 0.8)
        start += len(line) + 1


def quotes_on_paper(texts: Iterable[str]) -> str:
    """'straight' or 'curly', as the paper has its quotes that OCR readings of one file come from; empty: not known.

    The form of a single quote is no evidence, because Tesseract writes curly ones whatever the paper has. But it reads
    no straight apostrophe as a curly one, and hardly a curly quotation mark as a straight one.
    """
    odds, curly = 0.0, 0
    for text in texts:
        inside = _INSIDE.findall(text)
        quotes = [*_OPENING.findall(text), *_CLOSING.findall(text)]
        straight, straight_inside = sum(q in "'\"" for q in quotes), inside.count("'")
        odds += straight * _QUOTE_STRAIGHT
        curly += len(quotes) - straight
        odds += straight_inside * _APOSTROPHE_STRAIGHT + (len(inside) - straight_inside) * _APOSTROPHE_CURLY
    odds += max(curly * _QUOTE_CURLY, -_SURE)
    return "straight" if odds > _SURE else "curly" if odds < -_SURE_OF_CURLY else ""


def sign_edits(text: str, quotes: str) -> Iterator[Edit]:
    """Edits for the signs of an OCR reading, in the order of the text.

    `quotes`: what `quotes_on_paper` says; marks of the other form were misread.
    """
    found = [*_bullets(text), *_list_numbers(text), *_initials(text)]
    commas = [Edit(m.start(), m[0], ",", "sign:low-quote", 0.95) for m in _LOW_QUOTE_AS_COMMA.finditer(text)]
    if quotes == "straight":
        taken = {edit.start for edit in commas}
        for match in _CURLY.finditer(text):
            if match.start() not in taken:
                found.append(Edit(match.start(), match[0], "'" if match[0] in "‘’‚‛" else '"', "quotes:straight", 0.95))
    elif quotes == "curly":
        found += (Edit(m.start(), "'", "’", "quotes:curly", 0.95) for m in _INSIDE.finditer(text) if m[0] == "'")
    yield from sorted([*found, *commas], key=lambda edit: edit.start)


def _bullets(text: str) -> Iterator[Edit]:
    """A '+' is taken for a bullet only where the page has others: it may be a sign in a sum."""
    found = list(_OCR_BULLET.finditer(text))
    has_others = any(match[1] != "+" for match in found)
    for match in found:
        if match[1] != "+" or has_others:
            yield Edit(match.start(1), match[1], "•", f"bullet:{match[1]}", 0.95)


def _list_numbers(text: str) -> Iterator[Edit]:
    for match in _FIRST_ITEM.finditer(text):
        second = _SECOND_ITEM.search(text, match.end())
        if second and not _SECOND_ROMAN.search(text, match.end(), second.start()):
            yield Edit(match.start(1), match[1], "1", f"number:{match[1]}>1", 0.95)


def _initials(text: str) -> Iterator[Edit]:
    for match in _INITIALS.finditer(text):
        yield Edit(match.end(), "", ".", "initials:point", 0.9)

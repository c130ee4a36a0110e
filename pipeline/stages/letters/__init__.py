"""A file parted into its letters, and their heads read into fields.

A meeting pack is one PDF with an agenda, letters, proposals, motions and lists in it. A page starts a new letter where
its top says so: a letterhead, the title line of a motion or proposal, page numbering that starts again. `kind` of a
letter is one of KINDS; a field that the page does not give is empty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.document import Document, Letter, Page
from pipeline.language.letterhead import SALUTATION
from pipeline.stages.letters.dates import parse_date, parse_month
from pipeline.stages.letters.head import Head, is_sentence, is_unfinished, read_head, reference_in
from pipeline.stages.letters.opening import (
    KINDS,
    TITLE_LINES,
    Top,
    is_title_of,
    kind_by_own_name,
    read_top,
    starts_letter,
    top_lines,
)
from pipeline.stages.letters.people import find_addressee, find_author, find_sender, kind_of_letter

__all__ = ["KINDS", "find_letters", "parse_date"]

_MEETING = re.compile(r"\b(?:bijeen|vergadering|raadsvergadering)\b", re.IGNORECASE)
_GENERIC_TITLE = re.compile(r"\W*(?:motie|amendement) vreemd aan de orde van de dag\W*$", re.IGNORECASE)
_LIST_ITEM = re.compile(r"(?:[-•*]|\d+[.)])\s")


def find_letters(document: Document) -> tuple[Letter, ...]:
    """The letters of a document, in order; together they hold every page. None where there are no pages."""
    pages = document.pages
    if not pages:
        return ()
    tops = [read_top(page) for page in pages]
    starts = [0]
    for index in range(1, len(pages)):
        if starts_letter(pages[index], tops[index], tops[starts[-1]]):
            starts.append(index)
    ends = [*starts[1:], len(pages)]
    return tuple(
        _read_letter(number, pages[start:end], tops[start]) for number, (start, end) in enumerate(zip(starts, ends), 1)
    )


def _read_letter(number: int, pages: Sequence[Page], top: Top) -> Letter:
    lines, head, kind = top_lines(pages[0]), top.head, top.kind
    if kind == "letter" or (not kind and SALUTATION.search(pages[0].text[:1_500])):
        # Without a letterhead it may still be a letter: that was a picture, or on a page that is not here.
        kind = kind_of_letter(head, pages) or kind
    kind = kind or kind_by_own_name(pages)
    return Letter(
        number=number,
        first_page=pages[0].number,
        last_page=pages[-1].number,
        kind=kind,
        title=_title(head, lines, kind) or _title_overleaf(pages[1:]),
        date=_date(head, lines),
        reference=next((r for value in head.values("reference") if (r := reference_in(value))), ""),
        sender=find_sender(head, pages, kind),
        addressee=find_addressee(head, kind),
        author=find_author(head, pages, kind),
        first_half=pages[0].half,
    )


def _title(head: Head, lines: Sequence[str], kind: str) -> str:
    """The subject; else the title line and what it names: 'Motie' and the line below, an agenda's title over lines."""
    for value in head.values("title"):
        return value
    free = [line for line in head.free if line]
    for index, line in enumerate(lines[:TITLE_LINES]):
        if not kind or not is_title_of(kind, line):
            continue
        title, rest = line, list(lines[index + 1 : index + 3])
        names_nothing = len(line.split()) <= 2 or bool(_GENERIC_TITLE.match(line))
        if names_nothing and line in free and rest and rest[0] in free and not is_unfinished(line):
            title = title if is_sentence(rest[0]) or _LIST_ITEM.match(rest[0]) else f"{title} {rest.pop(0)}"
        while rest and is_unfinished(title) and not is_sentence(rest[0]):
            title = f"{title} {rest.pop(0)}"
        return title.strip(" :")
    return ""


def _title_overleaf(pages: Sequence[Page]) -> str:
    """The subject as the heads of further pages repeat it, where the first page's letterhead is missing."""
    for page in pages:
        for value in read_head("\n".join(top_lines(page)[:4])).values("title"):
            return value
    return ""


def _date(head: Head, lines: Sequence[str]) -> str:
    """The date behind its label; else one that stands by itself, or in the opening words of a meeting's paper.

    A month without a day is what some proposals have ('Groningen, mei 2013'): '2013-05'. A date in running text is not
    the date of the paper.
    """
    dated = [field for field in head.fields if field.name == "date" and field.value]
    for field in sorted(dated, key=lambda field: "vergadering" in field.label.lower()):
        if found := parse_date(field.value) or parse_month(field.value):
            return found
    if dated:
        return ""
    for line in head.free:
        if line and not is_sentence(line) and (found := parse_date(line) or parse_month(line)):
            return found
    for line in lines:
        if _MEETING.search(line[:150]) and (found := parse_date(line[:200])):
            return found
    return ""

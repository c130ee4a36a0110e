"""Who sends a paper, to whom, and who wrote it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.document import Page
from pipeline.stages.letters.head import Head, is_sentence, person_in
from pipeline.stages.letters.opening import LETTERS

SIGNATURE = 1_500  # code points at the end of a letter in which it is signed

_PLACE = r"[A-Z][\w'’-]+(?: (?:(?:aan|op|bij|in|den|de|der) )*[A-Z][\w'’-]+)*"
_COLLEGE = re.compile(
    rf"(?:het )?(?:college van )?(?:burgemeester en wethouders|b ?[&e]n? ?w\b)"
    rf"(?: van (?:de gemeente )?(?-i:{_PLACE}))?|het college van (?:de gemeente )?(?-i:{_PLACE})",
    re.IGNORECASE,
)
_FOR_THE_COLLEGE = re.compile(r"namens (het college)\b(?! van)", re.IGNORECASE)
_CLOSING = re.compile(r"^\s*(?:Met (?:vriendelijke|hartelijke|de meeste)|Hoogachtend)", re.MULTILINE | re.IGNORECASE)
_OUR_COLLEGE = re.compile(r"\bons college", re.IGNORECASE)
_COUNCIL = re.compile(r"\braad\b|gemeenteraad|raadsleden|raadscommissie", re.IGNORECASE)
_TO = re.compile(
    r"(?:Aan )?(?:(?:De |Het )?(?:leden van (?:de|het) |(?:gemeente)?raad van|college van burgemeester|"
    r"voorzitter van de )|"
    r"Leden (?:Raadsc|C|c)ommissie|(?:De )?Gemeenteraad\b|Raadsleden\b)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"^(?:Postbus \d|.*\b\d{4} ?[A-Z]{2}\b|[A-Z][\w .'’-]+ \d+ ?[a-z]?$)")
_MUNICIPAL = re.compile(r"^(?:Gemeente\b|Bestuursdienst|Dienst |Afdeling )", re.IGNORECASE)
_FACTION = re.compile(r"Namens de fracties? van (?P<who>.+?)(?= door\b|[,:]|$)", re.MULTILINE)
_MEMBERS = re.compile(
    r"\b(?:door de (?:raads)?leden|initiatiefnemers?|ingediend door)\s*:\s*(\S.{3,120})$", re.MULTILINE
)
_SIGNED_BY = re.compile(r"^Namens de fracties?\b[^\n]*\n\s*([A-Z][^\n.]{3,120})$", re.MULTILINE)
_TAIL = re.compile(r"\s+te(?:\s+[A-Z]+)?$")


def closing_of(pages: Sequence[Page]) -> str:
    """What stands under a letter: behind its closing formula, or the end of its last page that has text."""
    text = next((page.text for page in reversed(pages) if page.text.strip()), "")[-SIGNATURE:]
    closings = list(_CLOSING.finditer(text))
    return text[closings[-1].start() :] if closings else text


def find_addressee(head: Head, kind: str) -> str:
    for value in head.values("addressee"):
        return _TAIL.sub("", value)
    if kind in ("motion", "amendment"):
        return ""
    for line in head.free:
        if line and not is_sentence(line) and _TO.match(line):
            return _TAIL.sub("", re.sub(r"^Aan ", "", line)).strip(" :-")
    return ""


def find_sender(head: Head, pages: Sequence[Page], kind: str) -> str:
    for value in head.values("sender"):
        return value
    if kind == "college letter":
        return _signing_college(head, pages)
    if kind in LETTERS:
        return _letterhead_name(head)
    if kind in ("initiative proposal", "motion", "amendment", "written questions"):
        found = _FACTION.search("\n".join(head.free))
        return found["who"] if found else ""
    return ""


def find_author(head: Head, pages: Sequence[Page], kind: str) -> str:
    for value in head.values("author"):
        if kind == "initiative proposal":
            return value
        if person := person_in(value):
            return person
    if kind == "memo":
        return next(
            (p for value in head.values("sender") if (p := person_in(value)) and not _COLLEGE.search(value)), ""
        )
    if kind == "initiative proposal":
        members = _MEMBERS.search("\n".join(head.free)) or _SIGNED_BY.search(closing_of(pages))
        return members[1].strip(" .") if members else ""
    return ""


def kind_of_letter(head: Head, pages: Sequence[Page]) -> str:
    """Which kind of letter it is, by who signs it and to whom it goes; empty where nothing shows that it is one."""
    sender, addressee = next(head.values("sender"), ""), find_addressee(head, "")
    if _signing_college(head, pages) or _COLLEGE.search(sender) or sender.lower() == "het college":
        return "college letter"
    if _COLLEGE.search(addressee) or re.match(r"(?:het )?college\b", addressee, re.IGNORECASE):
        return "incoming letter"
    if re.search(r"griffier|namens (?:de|uw) voorzitter", closing_of(pages), re.IGNORECASE):
        return "letter"
    if any(_OUR_COLLEGE.search(page.text) for page in pages):
        return "college letter"
    municipal = any(_MUNICIPAL.match(line) for line in head.free) or "steller" in head.labels
    if _COUNCIL.search(addressee):
        return "college letter" if municipal else "incoming letter"
    return "letter" if head.is_letterhead else ""


def _signing_college(head: Head, pages: Sequence[Page]) -> str:
    """The college as it signs: at the beginning of a line under the letter, or behind 'namens'."""
    for line in reversed(closing_of(pages).split("\n")):
        for part in (line, *re.split(r",\s*", line)[1:]):
            part = re.sub(r"^\W*namens\s+(?=het college van|burgemeester)", "", part.strip(), flags=re.IGNORECASE)
            signed = _COLLEGE.match(part)
            if signed and not is_sentence(part.rstrip(" ,")) and line.strip() not in head.free:
                return signed[0]
        on_behalf = _FOR_THE_COLLEGE.match(line.strip())
        if on_behalf:
            return on_behalf[1]
    return ""


def _letterhead_name(head: Head) -> str:
    """The name above the first address, where it is not the municipality's own paper."""
    lines = [line for line in head.free if line]
    if len(lines) < 2 or _MUNICIPAL.match(lines[0]) or is_sentence(lines[0]) or _TO.match(lines[0]):
        return ""
    return lines[0] if _ADDRESS.match(lines[1]) and not _ADDRESS.match(lines[0]) else ""

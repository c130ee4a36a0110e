"""A file parted into its letters, and their heads read into fields.

A meeting pack is one PDF with an agenda, letters, proposals, motions and lists in it. A page starts a new letter where
its top says so: a letterhead, the title line of a motion or proposal, page numbering that starts again. `kind` of a
letter is one of KINDS; a field that the page does not give is empty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.document import Document, Letter, Page

KINDS = (
    "college letter",
    "council proposal",
    "initiative proposal",
    "motion",
    "amendment",
    "memo",
    "agenda",
    "incoming list",
    "minutes",
    "report",
    "annex",
)

TOP_LINES = 30  # not empty, of a page: where a letterhead is looked for
TITLE_LINES = 12  # where a title line is looked for
SIGNATURE = 1_500  # code points at the end of a letter in which it is signed
LONGEST_TITLE_LINE = 90  # code points; a longer line is a sentence

# Each with the line that a document of the kind opens with.
_TITLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"^\W*(?:{pattern})", re.IGNORECASE))
    for kind, pattern in (
        ("initiative proposal", r"initiatiefvoorstel\b"),
        ("amendment", r"amendement\b"),
        ("motion", r"(?:gewijzigde )?motie\b(?! van wantrouwen is)"),
        ("council proposal", r"raadsvoorstel\b|voorstel aan de raad\b"),
        ("incoming list", r"(?:lijst (?:van )?)?ingekomen stukken\b|lijst ingekomen\b"),
        ("agenda", r"(?:voorlopige |concept-?|definitieve )?agenda\b(?!punt)"),
        ("minutes", r"(?:concept-?)?(?:notulen|verslag|besluitenlijst)\b"),
        ("memo", r"memo(?:randum)?\b|interne notitie\b"),
        ("annex", r"bijlage\s+(?:\d+|[A-Z])\b(?!\W*$)"),
        ("report", r"(?:eind|voortgangs|onderzoeks|jaar)?(?:rapport(?:age)?|evaluatie)\b|hoofdstuk 1\b"),
    )
)
_HEAD_LABELS = re.compile(
    r"\b(?:Onderwerp|Steller|Ons\s+kenmerk|Uw\s+brief\s+van|Bijlage(?:n|\(n\))?|Telefoon|Datum)\b"
)
_SALUTATION = re.compile(r"^\s*(?:Geachte|Beste)\b", re.MULTILINE)
_CONTINUES = re.compile(r"^\W*(?:Bladzijde|Pagina|Blad|Volgvel)\s*:?\s*(\d+)", re.IGNORECASE)
_NUMBERED = re.compile(r"^\W*(?:Pagina|Bladzijde|Blad)?\s*(\d+)\s+van\s+(\d+)\W*$", re.IGNORECASE)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "jan"),
            ("februari", "feb"),
            ("maart", "mrt", "maa"),
            ("april", "apr"),
            ("mei",),
            ("juni", "jun"),
            ("juli", "jul"),
            ("augustus", "aug"),
            ("september", "sept", "sep"),
            ("oktober", "okt"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        1,
    )
    for name in names
}
_WRITTEN_DATE = re.compile(rf"\b(\d{{1,2}})\s+({'|'.join(_MONTHS)})\.?\s+(\d{{4}}|'?\d{{2}})\b", re.IGNORECASE)
_NUMBER_DATE = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b")
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")

# What may follow a field on the same line: the next label of the letterhead.
_NEXT_LABEL = (
    r"(?-i:(?=\s+(?:Onderwerp|Steller|Telefoon|Bijlagen?|Bijlage\(n\)|Ons\s+kenmerk|Uw\s+(?:brief|kenmerk)|Datum|Van|"
    r"Portefeuillehouder)\b|\s*$))"
)
_SUBJECT = re.compile(r"^\W*(?:Onderwerp|Betreft|Titel)\b\s*:?[ \t]*(.*)$", re.IGNORECASE)
_STELLER = re.compile(rf"\b(?:Steller|Behandeld door|Contactpersoon)\b\s*:?[ \t]*(\S.*?){_NEXT_LABEL}", re.IGNORECASE)
_REFERENCE = re.compile(
    r"\b(?:Ons\s+kenmerk|Kenmerk|Registratie(?:nummer|nr\.?)|Zaaknummer)\b\s*:?[ \t]*"
    r"([A-Z]{0,4} ?[\dA-Z][\w./-]*\d[\w./-]*)",
    re.IGNORECASE,
)
_ADDRESSEE = re.compile(
    r"^\W*(?:Aan\b\s*:?[ \t]*(?P<to>.+)|"
    r"(?P<council>(?:De\s+)?leden van de (?:gemeente)?raad.*|(?:De\s+)?gemeenteraad van.*))$",
    re.IGNORECASE,
)
_SENDER = re.compile(r"^\W*Van\s*:[ \t]*(.+)$", re.IGNORECASE)
_COLLEGE = re.compile(
    r"(?:het college van )?burgemeester en wethouders(?: van(?: de gemeente)? [A-Z][\w'-]+(?:-[A-Z]\w+)?)?",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"^\W*$")


@dataclass(frozen=True, slots=True)
class _Top:
    """What the top of a page says about where it belongs."""

    kind: str  # empty: it opens nothing
    strong: bool  # a letterhead, or page 1 of many: a new letter whatever came before


def find_letters(document: Document) -> tuple[Letter, ...]:
    """The letters of a document, in order; together they hold every page. None where there are no pages."""
    pages = document.pages
    if not pages:
        return ()
    tops = [_read_top(page) for page in pages]
    starts = [0]
    for index in range(1, len(pages)):
        if _starts_letter(pages[index], tops[index], tops[starts[-1]]):
            starts.append(index)
    ends = [*starts[1:], len(pages)]
    return tuple(
        _read_letter(number, pages[start:end], tops[start]) for number, (start, end) in enumerate(zip(starts, ends), 1)
    )


def _starts_letter(page: Page, top: _Top, current: _Top) -> bool:
    lines = _top_lines(page)
    if any(int(m[1]) > 1 for line in lines for m in (_CONTINUES.match(line) or _NUMBERED.match(line),) if m):
        return False
    if top.strong:
        return True
    # A title line inside a report or an annex is a heading of it, more often than another document.
    return bool(top.kind) and top.kind != "report" and current.kind not in ("report", "annex", top.kind)


def _read_top(page: Page) -> _Top:
    lines = _top_lines(page)
    text = "\n".join(lines)
    labels = len(set(_HEAD_LABELS.findall(text)))
    is_first = any(int(m[1]) == 1 for line in lines for m in (_NUMBERED.match(line),) if m)
    titled = _title_kind(lines[:TITLE_LINES])
    if labels >= 3 and _SALUTATION.search(page.text[:3000]):
        return _Top("college letter" if not titled or titled == "report" else titled, strong=True)
    if labels >= 3:
        return _Top(titled or "college letter", strong=True)
    return _Top(titled, strong=is_first)


def _title_kind(lines: Sequence[str]) -> str:
    for line in lines:
        if len(line) > LONGEST_TITLE_LINE or _CONTINUES.match(line):
            continue
        for kind, pattern in _TITLES:
            if pattern.match(line):
                return kind
    return ""


def _top_lines(page: Page) -> list[str]:
    return [line.strip() for line in page.text.split("\n") if line.strip()][:TOP_LINES]


def _read_letter(number: int, pages: Sequence[Page], top: _Top) -> Letter:
    lines = _top_lines(pages[0])
    kind = top.kind
    if not kind and _SALUTATION.search(pages[0].text[:SIGNATURE]) and _sender(lines, pages, "college letter"):
        kind = "college letter"  # its letterhead was a picture, or on a page that is not here
    return Letter(
        number=number,
        first_page=pages[0].number,
        last_page=pages[-1].number,
        kind=kind,
        title=_title(lines, kind),
        date=_date(lines),
        reference=_first(_REFERENCE, lines).replace(" ", ""),
        sender=_sender(lines, pages, kind),
        addressee=_addressee(lines),
        author=_first(_STELLER, lines),
    )


def _first(pattern: re.Pattern[str], lines: Sequence[str]) -> str:
    for line in lines:
        match = pattern.search(line)
        if match and not _NOTHING.match(match[1]):
            return match[1].strip(" -:")
    return ""


def _title(lines: Sequence[str], kind: str) -> str:
    """The subject line, with the line it runs on to; else the title line itself and what it names."""
    for index, line in enumerate(lines):
        match = _SUBJECT.match(line)
        if match:
            subject = re.split(r"\s+(?:Steller|Datum|Telefoon)\b", match[1])[0].strip()
            following = lines[index + 1] if index + 1 < len(lines) else ""
            if following and following[0].islower() and len(following) < LONGEST_TITLE_LINE:
                subject = f"{subject} {following}"
            if subject:
                return subject
    for index, line in enumerate(lines[:TITLE_LINES]):
        if kind and len(line) <= LONGEST_TITLE_LINE and any(p.match(line) for k, p in _TITLES if k == kind):
            bare = len(line.split()) <= 2 and index + 1 < len(lines) and len(lines[index + 1]) <= LONGEST_TITLE_LINE
            return f"{line} {lines[index + 1]}".strip(" :") if bare else line
    return ""


def _date(lines: Sequence[str]) -> str:
    """The date of the letterhead; without a label 'Datum', the first whole date at the top of the page."""
    labelled = [line for line in lines if re.search(r"\bDatum\b|\bd\.d\.", line, re.IGNORECASE)]
    for line in (*labelled, *lines):
        found = parse_date(line)
        if found:
            return found
    return ""


def parse_date(text: str) -> str:
    """The first Dutch date in a text as ISO 8601 ('23 SEP 2013', "3 mei '13", '12-10-2013'); empty if there is none."""
    candidates = []
    for match in _WRITTEN_DATE.finditer(text):
        candidates.append((match.start(), match[3].strip("'"), _MONTHS[match[2].lower()], match[1]))
    for match in _NUMBER_DATE.finditer(text):
        candidates.append((match.start(), match[3], int(match[2]), match[1]))
    for match in _ISO_DATE.finditer(text):
        candidates.append((match.start(), match[1], int(match[2]), match[3]))
    for _, year_text, month, day_text in sorted(candidates):
        year, day = int(year_text), int(day_text)
        if year < 100:
            year += 2000 if year < 50 else 1900
        if 1 <= month <= 12 and 1 <= day <= 31 and 1800 <= year <= 2100:
            return f"{year:04}-{month:02}-{day:02}"
    return ""


def _addressee(lines: Sequence[str]) -> str:
    for line in lines:
        match = _ADDRESSEE.match(line)
        if match:
            return re.sub(r"\s+te(?:\s+[A-Z]+)?$", "", (match["to"] or match["council"]).strip(" :-"))
    return ""


def _sender(lines: Sequence[str], pages: Sequence[Page], kind: str) -> str:
    sender = _first(_SENDER, lines)
    if sender or kind != "college letter":
        return sender
    for page in reversed(pages):
        signed = list(_COLLEGE.finditer(page.text[-SIGNATURE:]))
        if signed:
            return signed[-1][0]
    return ""

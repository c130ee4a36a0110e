"""What the top of a page opens: a kind of paper, a new one or the one before going on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.document import Page
from pipeline.language.letterhead import SALUTATION
from pipeline.stages.letters.head import LONGEST_LINE, TOP_LINES, Head, read_head

KINDS = (
    "college letter",  # of burgemeester en wethouders, most often to the council
    "incoming letter",  # to the college or the council, of anybody else
    "letter",  # of the clerk, a department; or not known of whom
    "council proposal",
    "initiative proposal",
    "motion",
    "amendment",
    "written questions",
    "memo",
    "agenda",
    "incoming list",
    "minutes",
    "report",
    "annex",
)
LETTERS = ("college letter", "incoming letter", "letter")

TITLE_LINES = 12  # not empty, of a page: where a title line is looked for

# Each with the line that a document of the kind opens with.
_TITLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"^\W*(?:{pattern})", re.IGNORECASE))
    for kind, pattern in (
        ("initiative proposal", r"initiatief(?:raads)?voorstel\b"),
        ("amendment", r"amendement\b"),
        ("motion", r"(?:gewijzigde )?motie\b(?! van wantrouwen is)"),
        ("council proposal", r"raadsvoorstel\b|voorstel aan de (?:gemeente)?raad\b"),
        ("college letter", r"(?:raadsinformatiebrief|raadsbrief|raadsmededeling|collegebrief)\b(?=\W*$)"),
        ("written questions", r"(?:schriftelijke|technische) vragen\b|raadsvragen\b|vragen ex art"),
        ("incoming list", r"(?:lijst (?:van )?)?ingekomen stukken\b|lijst ingekomen\b"),
        ("agenda", r"(?:voorlopige |concept-?|definitieve )?agenda\b(?!punt)"),
        ("minutes", r"(?:concept-?)?(?:notulen|verslag|besluitenlijst)\b"),
        ("memo", r"memo(?:randum)?\b|interne notitie\b"),
        ("annex", r"bijlage\s+(?:\d+|[A-Z])\b(?!\W*$)"),
        ("report", r"(?:eind|voortgangs|onderzoeks|jaar)?(?:rapport(?:age)?|evaluatie)\b|hoofdstuk 1\b"),
    )
)
_OWN_NAMES = {
    "initiatiefvoorstel": "initiative proposal",
    "raadsvoorstel": "council proposal",
    "motie": "motion",
    "amendement": "amendment",
    "memo": "memo",
    "rapport": "report",
    "rapportage": "report",
}
_OWN_NAME = re.compile(rf"\b(?:dit|deze) ({'|'.join(_OWN_NAMES)})\b", re.IGNORECASE)
_CONTINUES = re.compile(r"^\W*(?:Bladzijde|Pagina|Blad|Volgvel)\s*:?\s*(\d+)", re.IGNORECASE)
_NUMBERED = re.compile(r"^\W*(?:Pagina|Bladzijde|Blad)?\s*(\d+)\s+van\s+(\d+)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Top:
    """What the top of a page says about where it belongs."""

    kind: str  # empty: it opens nothing
    strong: bool  # a letterhead, or page 1 of many: a new letter whatever came before
    head: Head


def top_lines(page: Page) -> list[str]:
    return [line.strip() for line in page.text.split("\n") if line.strip()][:TOP_LINES]


def read_top(page: Page) -> Top:
    lines, head = top_lines(page), read_head(page.text)
    is_first = any(int(m[1]) == 1 for line in lines for m in (_NUMBERED.match(line),) if m)
    titled = title_kind(lines[:TITLE_LINES])
    if head.is_letterhead:
        has_salutation = bool(SALUTATION.search(page.text[:3000]))
        return Top("letter" if not titled or (titled == "report" and has_salutation) else titled, True, head)
    return Top(titled, is_first, head)


def starts_letter(page: Page, top: Top, current: Top) -> bool:
    """Whether a page opens a new paper behind one that `current` opened."""
    lines = top_lines(page)
    if any(int(m[1]) > 1 for line in lines for m in (_CONTINUES.match(line) or _NUMBERED.match(line),) if m):
        return False
    if top.strong:
        return True
    # A title line inside a report or an annex is a heading of it, more often than another document.
    return bool(top.kind) and top.kind != "report" and current.kind not in ("report", "annex", top.kind)


def title_kind(lines: Sequence[str]) -> str:
    for line in lines:
        if len(line) > LONGEST_LINE or _CONTINUES.match(line):
            continue
        for kind, pattern in _TITLES:
            if pattern.match(line):
                return kind
    return ""


def is_title_of(kind: str, line: str) -> bool:
    return len(line) <= LONGEST_LINE and any(pattern.match(line) for known, pattern in _TITLES if known == kind)


def kind_by_own_name(pages: Sequence[Page]) -> str:
    """What a paper without a title page most often calls itself ('dit initiatiefvoorstel'); empty where it does not."""
    names = Counter(_OWN_NAMES[match.lower()] for page in pages for match in _OWN_NAME.findall(page.text))
    return max(names, key=lambda kind: (names[kind], kind)) if names else ""

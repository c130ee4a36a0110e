"""Dutch dates as ISO 8601."""

from __future__ import annotations

import re
from datetime import date

from pipeline.language.months import MONTHS

_SHORT = (
    ("jan",),
    ("feb",),
    ("mrt", "maa"),
    ("apr",),
    (),
    ("jun",),
    ("jul",),
    ("aug",),
    ("sept", "sep"),
    ("okt",),
    ("nov",),
    ("dec",),
)
_MONTHS = {name: number for number, (month, short) in enumerate(zip(MONTHS, _SHORT), 1) for name in (month, *short)}
_NAMES = "|".join(_MONTHS)
_WRITTEN_DATE = re.compile(rf"\b(\d{{1,2}})\s+({_NAMES})\.?\s+(\d{{4}}|'?\d{{2}})\b", re.IGNORECASE)
_NUMBER_DATE = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b")
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_MONTH = re.compile(rf"(?:[A-Z][\w' -]+,\s*)?({_NAMES})\s+((?:18|19|20)\d\d)\W*", re.IGNORECASE)
_YEARS = range(1800, 2101)


def parse_date(text: str) -> str:
    """The first date in a text as ISO 8601 ('23 SEP 2013', "3 mei '13", '12-10-2013'); empty if there is none."""
    candidates = []
    for match in _WRITTEN_DATE.finditer(text):
        candidates.append((match.start(), match[3].strip("'"), _MONTHS[match[2].lower()], match[1]))
    for match in _NUMBER_DATE.finditer(text):
        candidates.append((match.start(), match[3], int(match[2]), match[1]))
    for match in _ISO_DATE.finditer(text):
        candidates.append((match.start(), match[1], int(match[2]), match[3]))
    for _, year_text, month, day in sorted(candidates):
        year = int(year_text)
        if year < 100:
            year += 2000 if year < 50 else 1900
        if year not in _YEARS:
            continue
        try:
            return date(year, month, int(day)).isoformat()
        except ValueError:
            continue
    return ""


def parse_month(text: str) -> str:
    """A text that is a month and no more, behind a place or not ('Groningen, mei 2013'), as '2013-05'; else empty."""
    match = _MONTH.fullmatch(text.strip())
    return f"{match[2]}-{_MONTHS[match[1].lower()]:02}" if match else ""

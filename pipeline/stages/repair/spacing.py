"""Letter-spaced words, dates and numbers: 'B e s t u u r s d i e n s t', 'R O 12.2930126', '2 3 SEP 2013'."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.document import Edit
from pipeline.language.lexicon import Lexicon
from pipeline.language.months import MONTHS

_MONTHS = "jan|feb|maa|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec"
_LONG_MONTHS = "|".join(month for month in MONTHS if month != "mei")
_SPACED_MONTH = "|".join(" ?".join(month) for month in f"{_LONG_MONTHS}|{_MONTHS}".split("|"))
_SPACED_WORD = re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_]){3,}(?: :)?(?!\S)")
_LONGEST_WORD = 50  # letters
_SPACED_DAY = re.compile(
    rf"(?<!\S)(?P<day>[0-3] ?\d) (?P<month>{_SPACED_MONTH})[.]?(?= (?:[12] ?\d ?\d ?\d|'? ?\d ?\d)(?!\S))",
    re.IGNORECASE,
)
_SPACED_YEAR = re.compile(r"(?<!\S)(?:1 9|2 0) \d \d(?!\S)")
# A reference: capitals of a department, then a number with a point ('R O 12.2930126', 'R O12.2930126'), and one whose
# number the scanner broke ('RO12.29 30126').
_SPACED_REFERENCE = re.compile(r"(?<!\S)[A-Z](?: [A-Z]){1,3} ?(?=\d{1,4}[./]\d{4,})")
_BROKEN_REFERENCE = re.compile(r"(?<!\S)[A-Z]{2,4}\d{2}\.(?=[\d ]{7,11}(?!\S))\d{1,6}(?: \d{1,6}){1,3}(?!\S)")
_BROKEN_LENGTH = range(6, 9)  # digits behind the point

# A run of single signs; what it is, it must show when its blanks are gone.
_SIGN = r"(?:[\dA-Z][-./,]?|[-./,][\dA-Z]?)"
_RUN = re.compile(rf"(?<!\S){_SIGN}(?: {_SIGN}){{4,}}(?!\S)")
_DATE = re.compile(r"[0-3]?\d([-/.])[01]?\d\1(?:19|20)\d\d")
_AMOUNT = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d\d|,-)?")
_REFERENCE = re.compile(r"[A-Z]{0,3}\d{2,4}[-./]\d{4,}")
_REFERENCE_LABEL = re.compile(r"(?:kenmerk|nummer|nr\.?|referentie)\s*:?\s*$", re.IGNORECASE)


def spacing_edits(text: str, lexicon: Lexicon) -> Iterator[Edit]:
    """Edits that take blanks out of letter-spaced runs; never over a line end.

    A run of four or more single letters is a word if the lexicon knows it, or knows the words that it parts into;
    'a b c d' is not. What is parted by two blanks is two words. Digits are joined only where they come to a date, an
    amount behind its euro sign, or a number behind the label of a reference: '1 2 3 4' may be cells of a table.
    """
    spans = [(m.start(), m[0], "spacing:letters") for m in _SPACED_WORD.finditer(text) if _is_spaced(m[0], lexicon)]
    spans += [(m.start(), m[0], "spacing:digits") for m in _RUN.finditer(text) if _is_number(text, m.start(), m[0])]
    for day in _SPACED_DAY.finditer(text):
        spans += [(day.start(group), day[group], "spacing:digits") for group in ("day", "month")]
    for pattern in (_SPACED_YEAR, _SPACED_REFERENCE):
        spans += [(m.start(), m[0], "spacing:digits") for m in pattern.finditer(text)]
    for broken in _BROKEN_REFERENCE.finditer(text):
        if len(broken[0].split(".")[1].replace(" ", "")) in _BROKEN_LENGTH:
            spans.append((broken.start(), broken[0], "spacing:reference"))
    end = 0
    for start, run, rule in sorted(spans, key=lambda span: (span[0], -len(span[1]))):
        if start < end:
            continue
        end = start + len(run)
        yield from (Edit(start + at, " ", "", rule) for at, character in enumerate(run) if character == " ")


def _is_number(text: str, start: int, run: str) -> bool:
    joined = run.replace(" ", "")
    if _DATE.fullmatch(joined):
        return True
    before = text[max(0, start - 30) : start]
    if _AMOUNT.fullmatch(joined):
        return before.rstrip().endswith("€")
    return bool(_REFERENCE.fullmatch(joined) and _REFERENCE_LABEL.search(before))


def _is_spaced(run: str, lexicon: Lexicon) -> bool:
    letters = run.replace(" ", "").rstrip(":")
    if len(letters) > _LONGEST_WORD:
        return False
    if lexicon.knows(letters):
        return True
    # Unknown, a name perhaps: one capital and then small letters, or capitals only, and long enough to be no list.
    consecutive = all(ord(b) - ord(a) == 1 for a, b in zip(letters.lower(), letters.lower()[1:]))
    shaped = letters[1:].islower() or letters.isupper()
    return len(letters) >= 6 and shaped and not consecutive

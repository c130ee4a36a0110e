"""Letter-spaced words and digits: 'B e s t u u r s d i e n s t', 'R O 12.2930126', '2 3 SEP 2013'."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.document import Edit
from pipeline.language.lexicon import Lexicon

_MONTHS = "jan|feb|maa|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec"
_SPACED_WORD = re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_]){3,}(?!\S)")
_SPACED_DAY = re.compile(rf"(?<!\S)[0-3] \d(?= (?:{_MONTHS})[a-z]*\.? ?\d)", re.IGNORECASE)
_SPACED_YEAR = re.compile(r"(?<!\S)(?:1 9|2 0) \d \d(?!\S)")
# A reference: capitals of a department, then a number with a point ('R O 12.2930126', 'R O12.2930126').
_SPACED_REFERENCE = re.compile(r"(?<!\S)[A-Z](?: [A-Z]){1,3} ?(?=\d{1,4}[./]\d{4,})")


def spacing_edits(text: str, lexicon: Lexicon) -> Iterator[Edit]:
    """Edits that take blanks out of letter-spaced runs; never over a line end.

    A run of four or more single letters is a word if the lexicon knows it, or knows the words that it parts into;
    'a b c d' is not. What is parted by two blanks is two words.
    """
    spans = [(m.start(), m[0], "spacing:letters") for m in _SPACED_WORD.finditer(text) if _is_spaced(m[0], lexicon)]
    for pattern in (_SPACED_DAY, _SPACED_YEAR, _SPACED_REFERENCE):
        spans += [(m.start(), m[0], "spacing:digits") for m in pattern.finditer(text)]
    end = 0
    for start, run, rule in sorted(spans):
        if start < end:
            continue
        end = start + len(run)
        yield from (Edit(start + at, " ", "", rule) for at, character in enumerate(run) if character == " ")


def _is_spaced(run: str, lexicon: Lexicon) -> bool:
    letters = run.replace(" ", "")
    if lexicon.knows(letters):
        return True
    # Unknown, a name perhaps: one capital and then small letters, or capitals only, and long enough to be no list.
    consecutive = all(ord(b) - ord(a) == 1 for a, b in zip(letters.lower(), letters.lower()[1:]))
    shaped = letters[1:].islower() or letters.isupper()
    return len(letters) >= 6 and shaped and not consecutive

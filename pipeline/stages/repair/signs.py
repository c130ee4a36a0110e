"""Signs that Tesseract cannot tell apart: bullets and quotation marks of an OCR reading."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.document import Edit

_CURLY = re.compile("[‘’‚‛“”„‟]")
# What Tesseract makes of a bullet; a dash or a plus may stand on the paper, an asterisk or a quotation mark does not.
_OCR_BULLET = re.compile(r"^[ \t]*([*«»+¢®])(?=[ \t]+[\w'\"“‘(])", re.MULTILINE)


def bullet_edits(text: str) -> Iterator[Edit]:
    """Edits for bullets that Tesseract read as another sign, in the order of the text.

    A '+' is taken for one only where the page has others: it may be a sign in a sum.
    """
    found = list(_OCR_BULLET.finditer(text))
    has_others = any(match[1] != "+" for match in found)
    for match in found:
        if match[1] != "+" or has_others:
            yield Edit(match.start(1), match[1], "•", f"bullet:{match[1]}", 0.95)


def quote_edits(text: str) -> Iterator[Edit]:
    """Straight quotes in an OCR reading, in the order of the text.

    Tesseract writes curly ones whatever the paper has, often the wrong way round: their form is no evidence. The cost:
    a page that was set with curly quotes loses them; its raw text keeps what was read.
    """
    for match in _CURLY.finditer(text):
        yield Edit(match.start(), match[0], "'" if match[0] in "‘’‚‛" else '"', "quotes:straight")


def sign_edits(text: str) -> Iterator[Edit]:
    """Both kinds of edits over one text; they never meet, because a bullet is no quotation mark."""
    yield from bullet_edits(text)
    yield from quote_edits(text)

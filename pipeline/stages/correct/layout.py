"""What a scanner does to a line rather than to a word: bullets read as letters, a comma read as a full stop."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.document import Edit

_BULLET = re.compile(r"^[ \t]*([e®»«¢o])(?=[ \t]+[\w'\"“‘(])", re.MULTILINE)
_TRUE_BULLET = re.compile(r"^[ \t]*[•e®»«¢][ \t]", re.MULTILINE)
_INNER_QUOTE = re.compile(r"(?<=[^\s])[ \t]*[«»]")  # the text quotes with these: at the start of a line they may too
_ROMAN = re.compile(r"(?<![\w.])(?=[IVXl1]*[IVX])(?=[IVXl1]*[l1])[IVXl1]{2,5}(?!\w)")
_SALUTATION = re.compile(r"^[ \t]*Geachte [^\n.,]{3,60}(?:, [^\n.,]{3,30})?(\.)[ \t]*$", re.MULTILINE)


def line_edits(text: str) -> Iterator[Edit]:
    """Edits for bullets read as letters and for salutations, in the order of the text.

    An 'o' at the start of a line is a bullet of its own in many letters: it is taken for a misread one only where the
    page has others.
    """
    has_bullets = _TRUE_BULLET.search(text) is not None
    quotes = _INNER_QUOTE.search(text) is not None
    found = []
    for match in _ROMAN.finditer(text):
        found.append(Edit(match.start(), match[0], re.sub("[l1]", "I", match[0]), "numeral:roman", 0.95))
    for match in _BULLET.finditer(text):
        if (match[1] != "o" or has_bullets) and not (match[1] in "«»" and quotes):
            found.append(Edit(match.start(1), match[1], "•", f"bullet:{match[1]}", 0.95))
    for match in _SALUTATION.finditer(text):
        found.append(Edit(match.start(1), ".", ",", "salutation:comma", 0.95))
    yield from sorted(found, key=lambda edit: edit.start)

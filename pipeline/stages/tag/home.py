"""Whose letter it is: the municipality that a letterhead, an address or a signature names.

Only whole formulas at the start of a line count ('Gemeente Leeuwarden' alone, 'De raad van de gemeente Leeuwarden',
'burgemeester en wethouders van Leeuwarden,'), near the top or the end of the letter: the body of a letter speaks of
its neighbours too. Whoever is in doubt goes by the setting.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from pipeline.document import Document, Place
from pipeline.stages.tag.editions import load_municipalities

_HEAD, _TAIL = 1_200, 900  # code points in which a letter says whose it is
_NAME = r"(?P<town>['’]?[A-Zs][\w'’-]*(?:[ \t](?:(?:aan|op|en|den|de|der|in)[ \t]){0,3}[A-Z][\w'’-]*){0,3})"
_BODY = (
    r"(?:Aan )?(?:(?:de )?(?:leden|voorzitter) van )?(?:de |het |namens (?:het )?)?"
    r"(?:(?:college(?: van|,)? )?burgemeester en wethouders|college van B ?(?:&|en) ?W|college|"
    r"(?:gemeente)?raad|raadscommissie|griffie|raadsgriffie)"
)
_OF = _NAME.replace("town", "of")
_FORMULA = re.compile(
    rf"^[ \t]*(?:(?i:gemeente) {_NAME}(?=[ \t]*(?:$|[|•,]|[ \t]{{3}}))"
    rf"|(?i:{_BODY}(?: van| der)?(?: de)?(?: gemeente)?) {_OF}(?=[ \t]*(?:$|[,.;:|•(]|[ \t]{{3}})))",
    re.MULTILINE,
)
_BROKEN = re.compile(r"(?<=[a-z])[ \t]*\n(?=(?:wethouders|van|gemeente)\b)")


def homes_of(document: Document, setting: str) -> dict[Place, str]:
    """The municipality of each page.

    A letter that names none goes by the other letters of its file where these name one, else by the setting.
    """
    pages = document.pages
    starts = sorted({letter.start for letter in document.letters} | {page.at for page in pages[:1]})
    ends = [*starts[1:], (pages[-1].number + 1, "")] if pages else []
    letters = [[page for page in pages if start <= page.at < end] for start, end in zip(starts, ends)]
    said = [home_of("\n".join(page.text for page in letter), setting) for letter in letters]
    others = {home for home in said if home}
    fallback = others.pop() if len(others) == 1 else setting
    return {page.at: home or fallback for letter, home in zip(letters, said) for page in letter}


def home_of(text: str, setting: str) -> str:
    """The municipality of one letter; `setting` where it names that one or several, '' where it names none.

    Args:
        text: of the whole letter, lines as on the page.
        setting: the municipality of the run.
    """
    towns = _towns()
    parts = (text,) if len(text) <= _HEAD + _TAIL else (text[:_HEAD], text[-_TAIL:])
    named = set()
    for part in parts:
        for match in _FORMULA.finditer(_BROKEN.sub(" ", part)):
            town = _longest(match["town"] or match["of"], towns)
            if town:
                named.add(town)
    if not named:
        return ""
    own = towns.get(setting.lower(), setting)
    return named.pop() if len(named) == 1 and own not in named else setting


def _longest(written: str, towns: Mapping[str, str]) -> str:
    """'Leeuwarden Postbus' is Leeuwarden, 'Ten Boer' is not Ten."""
    words = written.replace("’", "'").lower().split()
    ends = range(len(words), 0, -1)
    return next((towns[name] for end in ends if (name := " ".join(words[:end])) in towns), "")


@lru_cache(maxsize=1)
def _towns() -> Mapping[str, str]:
    """Municipalities by their names in small letters; those that need their province ('Bergen (L.)') are left out."""
    towns = {name.lower(): name for name in load_municipalities() if "(" not in name}
    return towns | {"den haag": "'s-Gravenhage", "den bosch": "'s-Hertogenbosch"}

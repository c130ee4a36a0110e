"""Clubs and buildings that are called after a neighbourhood: 'Bewonersorganisatie Beijum', 'Cultuurhuis Stadshagen'.

The longer name is the name. In small letters ('de bewonersorganisatie van Beijum', 'wijkcentrum Beijum') the word only
says what stands there, and the neighbourhood is meant.
"""

from __future__ import annotations

import re

_CLUB = (
    r"(?:Vereniging|(?:Woons|S)tichting|[A-Z]\w+vereniging|"
    r"(?:Bewoners|Buurt|Wijk|Huurders|Dorps|Ouderen|Jongeren)"
    r"(?:organisatie|comité|platform|raad|belang|belangen|coöperatie|collectief))"
)
_HOUSE = (
    r"(?:(?:Cultuur|Dorps|Buurt|Gemeenschaps|Wijk)huis|Kulturhus|Sporthal|Zwembad|"
    r"(?:Gezondheids|Woonzorg|Kind|Jongeren|Activiteiten|Ontmoetings)centrum)"
)
CLUB = re.compile(rf"{_CLUB}\Z")
"""The first word of a club's name."""
HOUSE = re.compile(rf"{_HOUSE}\Z")
"""The first word of a building's name."""
BEARER = re.compile(rf"\b(?:{_CLUB}|{_HOUSE}) (?:[A-Z][\w-]+ ){{0,3}}(?:[Dd]e |[Hh]et )?$")
"""What stands before a neighbourhood that is a part of such a name."""

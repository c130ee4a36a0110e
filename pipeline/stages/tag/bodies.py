"""Clubs and buildings that are called after a neighbourhood: 'Vereniging Wijkbelangen Beijum', 'Cultuurhuis Beijum'.

The longer name is the name. Of what every neighbourhood has one of ('Bewonersorganisatie Beijum', 'Wijkraad Beijum'),
and in small letters ('wijkcentrum Beijum'), the word only says which body of the neighbourhood is meant: there the
neighbourhood is the name.
"""

from __future__ import annotations

import re

_CLUB = r"(?:Vereniging|(?:Woons|S)tichting|(?!Bewoners|Buurt|Wijk)[A-Z]\w+vereniging)"
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

"""Letters that a scanner read in numbers ('20l5', '3.10O', 'lO maart'), and euro signs that it read as letters.

A number is mended only where what comes out is written as a year, an amount, a date, a share or a reference is; a
letter is taken for a euro sign only before what is written as an amount.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from pipeline.document import Edit
from pipeline.language.months import MONTHS

SURE = 0.98  # probability of what no writer writes
EURO = 0.95

_DIGITS = str.maketrans({"l": "1", "I": "1", "|": "1", "O": "0", "o": "0"})
_NUMBER = re.compile(r"(?<![\w.,|/-])[\dlIOo|](?:[\dlIOo|.,]*[\dlIOo|])?(?![\w|/]|-\w|[.,]\w)")
_SOUND = re.compile(r"(?:19|20)\d\d|\d{1,3}(?:\.\d{3})+(?:,\d\d)?|\d+,\d\d")
_DAY = re.compile(rf"(?<![\w.,|])[\dlIOo|]{{1,2}}(?= (?:{'|'.join(MONTHS)})\b)")
_DATE = re.compile(r"(?<![\w.|-])[\dlIOo|]{1,2}-[\dlIOo|]{1,2}-[\dlIOo|]{4}(?![\w|-])")
_SOUND_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])-(?:0?[1-9]|1[0-2])-(?:19|20)\d\d")
_SHARE = re.compile(r"(?<![\w.,|])[\dlIOo|]{2,3}(?= ?(?:%|procent\b))")
_WRITTEN: Sequence[tuple[re.Pattern[str], Callable[[str], object]]] = (
    (_NUMBER, _SOUND.fullmatch),
    (_DAY, lambda number: 1 <= int(number) <= 31),
    (_DATE, _SOUND_DATE.fullmatch),
    (_SHARE, lambda number: int(number) <= 100),
)
"""What is written with figures, and whether it can be meant as it comes out."""
_REFERENCE = re.compile(r"(?<![\w.])[A-Z]{1,4}[\dl]{1,3}\.[\dl]{6,8}(?![\w.]\w)")

_AMOUNT = r"\d{1,3}(?:\.\d{3})+(?![\d.])|\d+(?:,\d+)?\s(?:milj[oe]en|miljard|mln|mld)\b|\d+(?:\.\d{3})*,(?:\d\d\b|-)"
_EURO = re.compile(rf"(?<![\w€.,&'’/-])([CGEĆ]) ?(?={_AMOUNT})")
# 'een bedrag van C 1': what is a sum of money may be any number.
_SUM = re.compile(
    r"(?<!\w)\w*(?:bedrag|budget|krediet|bijdrage|subsidie|kosten|tekort|overschot|voordeel|nadeel|som|opbrengst|tarief)"
    r" van (?:(?:ruim|circa|ongeveer|maximaal|bijna) )?(?P<sign>[CGEĆ]) ?(?=\d+(?!\w))"
)
# 'variant C 4,50': the letter is a name there.
_LETTERED = re.compile(
    r"(?:bijlage|categorie|groep|klasse|variant|optie|scenario|type|deel|zone|punt|lijst|gebouw|blok|label|fase|schijf"
    r"|vitamine|hepatitis|en|of)\s+$",
    re.IGNORECASE,
)


def number_edits(text: str) -> Iterator[Edit]:
    """Edits for letters inside numbers, in no order."""
    for pattern, is_sound in _WRITTEN:
        for match in pattern.finditer(text):
            read = match[0]
            true = read.translate(_DIGITS)
            # 'Il' or 'O' alone says nothing: a digit must be there, or the name of a month behind it.
            if true != read and is_sound(true) and (pattern is _DAY or any(c.isdigit() for c in read)):
                yield Edit(match.start(), read, true, "number:digits", SURE)
    for match in _REFERENCE.finditer(text):
        if "l" in match[0]:
            yield Edit(match.start(), match[0], match[0].replace("l", "1"), "number:digits", SURE)


def euro_edits(text: str) -> Iterator[Edit]:
    """Edits for capitals that stand where a euro sign does, in no order."""
    found = {m.start(1) for m in _EURO.finditer(text) if not _LETTERED.search(text, max(0, m.start() - 20), m.start())}
    found |= {match.start("sign") for match in _SUM.finditer(text)}
    for start in sorted(found):
        yield Edit(start, text[start], "€", f"euro:{text[start]}", EURO)

"""Dutch numbers, in figures and in words, as decimals."""

from __future__ import annotations

import re
from decimal import Decimal

MULTIPLIERS = {
    "duizend": Decimal(1_000),
    "k": Decimal(1_000),
    "mille": Decimal(1_000),
    "ton": Decimal(100_000),
    "miljoen": Decimal(1_000_000),
    "miljoenen": Decimal(1_000_000),
    "milj": Decimal(1_000_000),
    "mln": Decimal(1_000_000),
    "mlj": Decimal(1_000_000),
    "mio": Decimal(1_000_000),
    "m": Decimal(1_000_000),
    "miljard": Decimal(1_000_000_000),
    "mld": Decimal(1_000_000_000),
    "mrd": Decimal(1_000_000_000),
}

_UNITS = {
    "een": 1,
    "één": 1,
    "twee": 2,
    "drie": 3,
    "vier": 4,
    "vijf": 5,
    "zes": 6,
    "zeven": 7,
    "acht": 8,
    "negen": 9,
}
_TEENS = {
    "tien": 10,
    "elf": 11,
    "twaalf": 12,
    "dertien": 13,
    "veertien": 14,
    "vijftien": 15,
    "zestien": 16,
    "zeventien": 17,
    "achttien": 18,
    "negentien": 19,
}
_TENS = {
    "twintig": 20,
    "dertig": 30,
    "veertig": 40,
    "vijftig": 50,
    "zestig": 60,
    "zeventig": 70,
    "tachtig": 80,
    "negentig": 90,
}
FRACTIONS = {
    "half": Decimal("0.5"),
    "een half": Decimal("0.5"),
    "een halve": Decimal("0.5"),
    "anderhalf": Decimal("1.5"),
    "anderhalve": Decimal("1.5"),
    "tweeënhalf": Decimal("2.5"),
    "tweeëneenhalf": Decimal("2.5"),
    "drieënhalf": Decimal("3.5"),
    "een kwart": Decimal("0.25"),
    "driekwart": Decimal("0.75"),
}


def _under_hundred() -> dict[str, int]:
    words = _UNITS | _TEENS | _TENS
    for tens, value in _TENS.items():
        for unit, ones in _UNITS.items():
            words[unit + ("ën" if unit.endswith("e") else "en") + tens] = value + ones
    return words


_SMALL = _under_hundred()
_WORD = "|".join(sorted(_SMALL, key=lambda w: (-len(w), w)))
NUMBER_WORDS = rf"(?:(?:{_WORD})?(?:honderd(?:en)?)?(?:{_WORD})?)"
_HUNDREDS = re.compile(rf"(?:(?P<hundreds>{_WORD})?(?P<hundred>honderd)(?:en)?)?(?P<rest>{_WORD})?")


def parse_words(text: str) -> Decimal | None:
    """'vijfhonderd' 500, 'tweeënhalf' 2.5, 'honderdduizend' 100000, 'vijftienhonderd' 1500; None: no number."""
    word = re.sub(r"\s+", " ", text.lower().strip())
    if word in FRACTIONS:
        return FRACTIONS[word]
    word = word.replace(" ", "")
    head, thousand, tail = word.partition("duizend")
    if not thousand:
        head, tail = "", word
    thousands = _hundreds(head) if head else Decimal(1)
    rest = _hundreds(tail.removeprefix("en")) if tail else Decimal(0)
    if thousands is None or rest is None:
        return None
    return (thousands * 1000 if thousand else Decimal(0)) + rest


def _hundreds(word: str) -> Decimal | None:
    match = _HUNDREDS.fullmatch(word)
    if not word or match is None:
        return None
    times = _SMALL[match["hundreds"]] if match["hundreds"] else 1
    return Decimal((times * 100 if match["hundred"] else 0) + (_SMALL[match["rest"]] if match["rest"] else 0))


def parse_figures(text: str, multiplied: bool) -> Decimal:
    """The value of '8.875.000', '4,7', '787.000,50', '8,875,000', '1.2' (before 'miljoen').

    Args:
        text: digits with dots, commas and spaces.
        multiplied: whether a word like 'miljoen' follows, which makes '1.250' and '1.2' decimal fractions where
            they would otherwise be groups of thousands.
    """
    text = text.replace(" ", "").replace("\u202f", "")
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return Decimal(text)
    fraction = text[last + 1 :]
    separators = [c for c in text if c in ".,"]
    same_again = text[last] in text[:last]
    is_fraction = len(fraction) != 3 or (multiplied and len(separators) == 1)
    if is_fraction and not same_again:
        return Decimal(re.sub(r"[.,]", "", text[:last]) + "." + fraction)
    return Decimal(re.sub(r"[.,]", "", text))


def whole(value: Decimal) -> Decimal:
    """The value without a fraction that says nothing: 1700000.0 is 1700000; cents stay as they were written."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() and abs(value) >= 1000 else value

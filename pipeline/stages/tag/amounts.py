"""Sums of money in running text: where they stand and what they are worth. What they are for: `relations`.

Every number is looked at once, with what stands around it: a currency before or behind it, a Dutch tail (',--'), a
multiplier ('miljoen'). A number without a currency is money only where another amount lends it one ('tussen de 700 en
1.000 euro', '450.000 euro (225.000 gemeente, 225.000 corporaties)') or where its sentence speaks of money.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.document import Span
from pipeline.stages.tag.numbers import FRACTIONS, MULTIPLIERS, NUMBER_WORDS, parse_figures, parse_words, whole
from pipeline.stages.tag.surface import Surface

# 'k' and 'm' only behind a figure without groups: in '€ 1.050.000 k.k.' and '€ 12.000 m2' they are something else.
_MULTIPLIER = (
    r"(?:(?:mln|mio|mld|milj|mlj|mrd)\.(?= ?(?:euro|[a-zà-ÿ(]))|(?:miljoenen|miljoen|miljard|duizend|mille|milj|mln|"
    r"mld|mlj|mrd|mio|ton)(?![a-zà-ÿ])|[kKMm](?=[\s,;:)\n]|\.(?!\w)|$))"
)
_CURRENCY = r"(?:€|(?<![A-Za-z])(?:EUR|[Ee]uro)(?![a-z]))"
_AFTER = r"(?:euro(?:'s|’s|s)?(?![a-zà-ÿ])|Euro(?![a-z])|EUR(?![A-Z])|€(?! ?\d))"
_FIGURES = (
    r"\d{1,3}(?:[.,]\d{3}(?!\d))+(?:,\d{1,2}(?!\d))?|\d{1,3}(?: \d{3}(?!\d))+(?:,\d{1,2}(?!\d))?|"
    r"\d+(?:[.,]\d+)?"
)
_TAIL = r"[.,] ?(?:(?:[-–—=]{1,3}(?!/)|/(?!\d))-?)"
_TRAILING_MINUS = re.compile(r" ?-/-")
_MINUS = r"(?:-/-|[-−–])"

_NUMBER = re.compile(
    rf"(?:(?P<minus>{_MINUS}) ?)?(?P<currency>{_CURRENCY})[. \t]{{0,2}}"
    rf"(?:(?P<inner>{_MINUS}) ?)?(?P<figures>{_FIGURES})"
    rf"(?P<tail>{_TAIL})?(?: ?(?P<multiplier>{_MULTIPLIER}))?(?: ?(?P<after>{_AFTER}))?"
    rf"|"
    rf"(?<![\w.,/:€$£-])(?<![$£] )(?P<bare>{_FIGURES})"
    rf"(?P<bare_tail>{_TAIL})?(?:[ -]?(?P<bare_multiplier>{_MULTIPLIER}))?"
    rf"(?:[ -]?(?P<bare_after>{_AFTER}))?"
)
_FRACTION = "|".join(sorted(FRACTIONS, key=len, reverse=True))
_WORDS = re.compile(
    rf"(?<![\w-])(?P<number>{_FRACTION}|{NUMBER_WORDS}(?:duizend(?:en)?{NUMBER_WORDS})?) ?"
    rf"(?P<multiplier>miljoen|miljard|ton|duizend)?(?![a-zà-ÿ])(?: (?P<after>{_AFTER}))?",
    re.IGNORECASE,
)
_LOOKS_LIKE_WORDS = re.compile(r"miljoen|miljard|\bton\b|duizend|honderd|euro", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_BETWEEN = re.compile(
    r"\s?(?:(?P<word>en|tot en met|tot|t/m|à|á|a|of|naar)(?: maximaal| circa)?(?: de)?|(?P<dash>[-–—]|/))\s?"
)
_LENDS = re.compile(r"\s?(?:,|en|of|resp\.?|respectievelijk|/|, en|plus|\+)(?: van| de)?\s?")
_RANGE_LEAD = re.compile(
    r"\b(?:tussen|variërend van|variëren van|varieert van|van|range van|uiteenlopend van)(?: de| circa)? ?$",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\b(?:verhoog|verlaag|verhog|verlag|stijg|daal|dal|steeg|ging|teruggebracht|opgehoogd|bijgesteld)", re.I
)
_MONEY = re.compile(
    r"euro|€|\bEUR\b|kost|budget|bezuinig|subsid|krediet|bedrag|tekort|overschot|begroting|begroot|investe|financ|"
    r"geld|middelen|opbrengst|baten|lasten|le(?:en|nen)|dekking|uitgave|inkomst|reserve|heffing|korting|besparing|"
    r"fonds|raming|geraamd|ingezameld|opgehaald|gedoneerd|prijs|waarde|claim|gift|sponsor|aandelen|salaris|pensioen|premie|huur|exploitatie|"
    r"beschikbaar|bijdrage|betaal|betalen|omzet|winst|verlies|schuld|schade|boete|vergoeding|overschrijding",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r" ?(?:inwoners?|woningen|mensen|huishoudens|bezoekers|leden|personen|banen|kilo|kg|m2|m²|m3|km|meter|"
    r"hectare|ha\b|"
    r"liter|bomen|auto|fiets|stuks|jaar|uur|dagen|keer|maal|procent|%|‰|kinder|leerling|studenten|arbeidsplaatsen|"
    r"CO2?\b|afval|huizen|bewoners|stemmen|kWh|MWh|vierkante|kubieke|tickets|reizigers|deskundigen)",
    re.IGNORECASE,
)
# '2 miljoen voor', but not '2 ton zout': a word that follows without a currency is what is counted.
_NO_NOUN = re.compile(
    r"\s?(?:[^\w\s]|$|\n|(?:aan|af|als|beschikbaar|bij|dan|dat|die|door|duurder|en|extra|goedkoper|hoger|in|is|jaarlijks|"
    r"(?:be|ge|ver)\w+[dt]|kost|lager|meer|minder|na|naar|nodig|of|om|op|over|per|te|ten|tot|uit|van|voor|vrij|was|werd|wordt|zijn)\b)"
)
_WEIGHT = re.compile(r"weeg|gewicht|vracht|lading|kilo|zout|afval|uitstoot|CO2|tonnage|voertuig|asdruk", re.IGNORECASE)
_NO_LONG_NOUN = re.compile(
    r"\s?(?:[^\w\s]|$|\n|[a-z]{1,4}\b|(?:naast|tegen|binnen|onder|boven|tijdens|vanaf|vanuit)\b|(?:in)?ge\w+[dt]\b|minder|extra|nodig|beschikbaar)"
)
_NOUN = r"(?:bedrag|budget|krediet|subsidie|bijdrage|tekort|bezuiniging|korting|kosten|lening|reserve|begroting)"
_CALLED_SUM = re.compile(
    rf"(?:{_NOUN}(?: [a-z]\w*)? (?:van|ad|à|bedragen|bedraagt|bedroeg|op|is|was|wordt|zijn)|"
    rf"\b(?:is|was|wordt|bedraagt) (?:het|de|dit|dat) \w*{_NOUN}|{_NOUN}:) "
    r"(?:de |in totaal |nog )?(?:maximaal |circa |ca\. |ongeveer |ruim |bijna |minimaal )?$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:bijlagen?|artikel|art\.|lid|punt(?:en)?|nummers?|nr\.|pagina|bladzijde|blz\.|tabel|figuur|hoofdstuk|paragraaf|par\.|"
    r"fase|variant|scenario|deel|stap|onderdeel|onder|lijn|besluit|vraag|motie|amendement) $",
    re.IGNORECASE,
)
_PART_OF = re.compile(
    r"^(?:Daarvan|Hiervan|Van (?:dit|dat|deze|die) (?:bedrag|som|geld|budget|subsidie|krediet))\b|\bwaarvan\b"
)
_TIMES = re.compile(r"[x×*] ?$")
_TABLE_UNIT = re.compile(r"(?:[x×*]|maal|keer) ?$|\b(?:bedragen|in|per) ?(?:x ?)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in the surface text. `figures` is false where it is written in words."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    rule: str
    confidence: float = 1.0
    period: str = ""  # from the head of its column
    head: str = ""  # the line above its table


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    figures: str
    value: Decimal  # without the multiplier
    multiplier: Decimal | None
    multiplier_word: str
    currency: bool
    tail: bool
    negative: bool

    @property
    def total(self) -> Decimal:
        total = whole(self.value * (self.multiplier or 1))
        return -total if self.negative else total

    @property
    def grouped(self) -> bool:
        return bool(re.match(r"\d{1,3}(?:[. ]\d{3})+", self.figures))

    @property
    def is_year(self) -> bool:
        return bool(_YEAR.fullmatch(self.figures)) and self.multiplier is None and not self.tail


def find_amounts(surface: Surface) -> list[Money]:
    """Every sum of money in running text, in order. Numbers under a table's own heading: `columns`."""
    text = surface.text
    numbers = [n for n in _numbers(text) if not surface.is_skipped(n.start, n.end)]
    found: list[Money] = []
    index = 0
    while index < len(numbers):
        taken = _range(surface, numbers, index) or _list(text, numbers, index)
        if taken:
            found += taken[0]
            index = taken[1]
            continue
        number = numbers[index]
        rule = _why_money(text, surface, number)
        if not rule and number.grouped:
            named = next((m for m in reversed(found) if m.rule != "amount:part-of"), None)
            rule = "amount:part-of" if named is not None and _is_part(surface, number, named) else ""
        if rule:
            found.append(Money(number.start, number.end, number.total, number.total, rule))
            inside, index = _in_brackets(text, numbers, index)
            found += inside
        index += 1
    return _with_words(surface, found)


def _numbers(text: str) -> list[_Number]:
    found = []
    for match in _NUMBER.finditer(text):
        lead = "" if match["currency"] else "bare_"
        figures = match["figures"] or match["bare"]
        tail, word = match[f"{lead}tail"], match[f"{lead}multiplier"]
        after = match[f"{lead}after"]
        end = match.end()
        if not match["currency"] and not (tail or word or after) and re.match(r"\w|[.,:/]\d", text[end:]):
            continue
        multiplier = MULTIPLIERS[word.lower().rstrip(".")] if word else None
        if word in ("k", "K", "m", "M") and (not match["currency"] or re.search(r"[. ]\d{3}", figures)):
            if not match["currency"]:
                continue
            end, word, after = match.end("figures"), None, None
        if match["currency"] and match["currency"].lower() == "euro" and not _written_as_sum(figures, tail, word):
            continue
        trailing = _TRAILING_MINUS.match(text, end) if match["currency"] or after else None
        end = trailing.end() if trailing else end
        minus = match["minus"] if match["currency"] else None
        start = match.start()
        if minus and not _is_minus(text, start):
            start, minus = match.start("currency"), None
        found.append(
            _Number(
                start,
                end,
                figures,
                parse_figures(figures, multiplier is not None),
                multiplier,
                (word or "").lower(),
                bool(match["currency"] or after),
                bool(tail),
                bool(minus or match["inner"] or trailing),
            )
        )
    return found


def _written_as_sum(figures: str, tail: str | None, word: str | None) -> bool:
    """'Euro 5' is a norm and 'Euro 2012' a tournament: behind the word, only a figure that looks like a sum is one."""
    return bool(tail or word or re.search(r"[.,]", figures) or (len(figures) > 2 and not _YEAR.fullmatch(figures)))


def _is_minus(text: str, start: int) -> bool:
    """A dash at the start of a line or between words is a bullet or a dash, no sign."""
    if text.startswith("-/-", start):
        return True
    if start == 0 or text[start - 1] == "\n":
        return False
    if text[start - 1] == "\t" or text[max(0, start - 2) : start] in (": ", ":\t"):
        return True
    return text[start - 1] in " (" and not text[start + 1 : start + 2].isspace()


def _why_money(text: str, surface: Surface, number: _Number) -> str:
    """The rule that makes a number money, or nothing."""
    following = text[number.end : number.end + 24]
    if number.currency:
        unit = number.value in (1, 1000, 1_000_000) and _TABLE_UNIT.search(
            text[max(0, number.start - 12) : number.start]
        )
        return "" if unit or following.startswith(("%", " %")) else "amount:currency"
    if number.tail and (number.grouped or number.value >= 10) and not _COUNTED.match(following):
        return "amount:tail"
    if (
        number.multiplier
        and not _TIMES.search(text[max(0, number.start - 4) : number.start])
        and number.multiplier >= 1000
        and number.multiplier_word != "duizend"
        and not _COUNTED.match(following)
        and (_NO_NOUN if number.multiplier_word == "ton" else _NO_LONG_NOUN).match(following)
        and _money_around(surface, number.start)
    ):
        return "amount:multiplier"
    if (
        number.grouped
        and not _COUNTED.match(following)
        and _CALLED_SUM.search(text[max(0, number.start - 60) : number.start])
    ):
        return "amount:noun"
    return ""


def _is_part(surface: Surface, number: _Number, whole: Money) -> bool:
    """'Het gaat om € 225.000. Daarvan is 100.000 bestemd voor de uren': a part of the sum that was named before."""
    following = surface.text[number.end : number.end + 24]
    if number.total > whole.high or _COUNTED.match(following) or not _NO_NOUN.match(following):
        return False
    index, last = surface.sentence_at(number.start), surface.sentence_at(whole.start)
    sentence = surface.sentences[index]
    opening = _PART_OF.search(surface.text[sentence.start : number.start])
    if opening is None or index - last > 1 or "\n" in surface.text[whole.end : number.start]:
        return False
    between = surface.text[whole.end : min(number.start, max(whole.end, sentence.start + opening.start()))]
    return not re.search(r"\d", between)


def _range(surface: Surface, numbers: Sequence[_Number], index: int) -> tuple[list[Money], int] | None:
    """'tussen de 700 en 1.000 euro', '2 tot 3 miljoen', '€ 500 - € 700' as one mention with a low and a high value."""
    text = surface.text
    if index + 1 >= len(numbers):
        return None
    first, second = numbers[index], numbers[index + 1]
    joint = _BETWEEN.fullmatch(text[first.end : second.start])
    if joint is None or first.is_year or second.is_year:
        return None
    if not (first.currency or second.currency or second.tail or _why_money(text, surface, second)):
        return None
    led = _RANGE_LEAD.search(text[max(0, first.start - 24) : first.start])
    word = joint["word"]
    if word == "naar" or (word in ("en", "of") and not (led and led.group().lower().startswith("tussen"))):
        return None
    if word is None and joint["dash"] == "/":
        return None
    if word in ("tot", "tot en met") and _CHANGES.search(text[max(0, first.start - 60) : second.end + 30]):
        return None
    low = _lend(first, second)
    if not 0 <= low.total < second.total:
        return None
    return [Money(first.start, second.end, low.total, second.total, "amount:range")], index + 2


def _lend(first: _Number, second: _Number) -> _Number:
    """`first` with the multiplier of `second`, in '2 tot 3 miljoen' but not in '500 tot 2 miljoen'."""
    if first.multiplier is None and second.multiplier is not None and not first.grouped and first.value < 1000:
        return replace(first, multiplier=second.multiplier)
    return first


def _list(text: str, numbers: Sequence[_Number], index: int) -> tuple[list[Money], int] | None:
    """'700,/ en 1000,/ euro', '100.000, 200.000 en 300.000 euro': the last one's currency goes for all."""
    last = index
    while last + 1 < len(numbers) and not numbers[last].currency:
        if not _LENDS.fullmatch(text[numbers[last].end : numbers[last + 1].start]):
            break
        last += 1
    if _REFERENCE.search(text[max(0, numbers[index].start - 16) : numbers[index].start]):
        return None  # 'volgens bijlage 2, en € 8,7 miljoen'
    if last == index or not numbers[last].currency or any(n.is_year for n in numbers[index:last]):
        return None
    # '... in 2012, 15 en 300.000 euro': a small bare number before a large one counts something else.
    if any(
        not (n.grouped or n.tail) and numbers[last].total > 100 * _lend(n, numbers[last]).total
        for n in numbers[index:last]
    ):
        return None
    found = []
    for number in numbers[index:last]:
        total = _lend(number, numbers[last]).total
        found.append(Money(number.start, number.end, total, total, "amount:list", 0.95))
    return found, last


def _in_brackets(text: str, numbers: Sequence[_Number], index: int) -> tuple[list[Money], int]:
    """The parts of a sum in the brackets behind it: they share its currency where they are written as sums."""
    whole = numbers[index]
    opening = re.match(r" ?\(", text[whole.end : whole.end + 2])
    if opening is None:
        return [], index
    close = text.find(")", whole.end)
    if close < 0 or close - whole.end > 200:
        return [], index
    found = []
    for following in range(index + 1, len(numbers)):
        number = numbers[following]
        if number.start > close:
            break
        share = number.grouped or number.multiplier is not None or number.tail or number.currency
        if share and not _COUNTED.match(text[number.end : number.end + 24]):
            found.append(Money(number.start, number.end, number.total, number.total, "amount:parts", 0.95))
        index = following
    return found, index


def _with_words(surface: Surface, found: list[Money]) -> list[Money]:
    text = surface.text
    for match in _WORDS.finditer(text):
        if (
            not match["number"]
            or not (match["multiplier"] or match["after"])
            or not _LOOKS_LIKE_WORDS.search(match.group())
        ):
            continue
        if re.search(r"(?:honderd|duizend)en$", match["number"], re.IGNORECASE):
            continue  # 'duizenden euro's' is no figure
        if re.search(r"\bzegge:? ?$", text[max(0, match.start() - 10) : match.start()], re.IGNORECASE):
            continue  # the same sum in words
        value = parse_words(match["number"])
        if value is None or (value == 1 and not match["multiplier"]):
            continue
        span = Span(match.start(), match.start() + len(match.group().rstrip()))
        if any(m.start < span.end and span.start < m.end for m in found) or surface.is_skipped(span.start, span.end):
            continue
        if not match["after"] and not _speaks_of_money(surface, span, match["multiplier"]):
            continue
        value = whole(value * (MULTIPLIERS[match["multiplier"].lower()] if match["multiplier"] else 1))
        found.append(Money(span.start, span.end, value, value, "amount:words", 0.95))
    return sorted(found, key=lambda m: m.start)


def _speaks_of_money(surface: Surface, span: Span, multiplier: str | None) -> bool:
    text = surface.text
    sentence = surface.sentences[surface.sentence_at(span.start)]
    if multiplier == "ton" and _NO_NOUN.match(text[span.end : span.end + 24]):
        return not _WEIGHT.search(
            text[sentence.start : sentence.end]
        )  # in words it is money, unless things are weighed
    if not multiplier or multiplier.lower() == "duizend" or _COUNTED.match(surface.text[span.end : span.end + 24]):
        return False
    return _money_around(surface, span.start)


def _money_around(surface: Surface, place: int) -> bool:
    """Whether the sentence at `place`, or the one before it in the same paragraph, speaks of money."""
    index = surface.sentence_at(place)
    first = last = surface.sentences[index]
    if index and "\n" not in surface.text[surface.sentences[index - 1].end : first.start]:
        first = surface.sentences[index - 1]
    return bool(_MONEY.search(surface.text[first.start : last.end]))

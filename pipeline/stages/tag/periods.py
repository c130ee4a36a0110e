"""The period of an amount: 'per year', '2011-2014', 'until end 2014', 'from 2015', '2013', 'once'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.language.months import MONTHS

_YEAR = r"(?:19|20)\d\d"
_MONTH = rf"(?:{'|'.join(MONTHS)})"

_MONEY = (  # 'de subsidie 2013', 'het wijkbudget 2015'
    r"budget|budgetten|subsidies?|bijdragen?|lasten|baten|kosten|uitgaven|tarie(?:f|ven)|opbrengst(?:en)?|raming|"
    r"heffing(?:en)?|belasting(?:en)?|leges|OZB|exploitatie|tekort|overschot|korting|taakstelling|bezuiniging(?:en)?|"
    r"uitkering|voorschot|krediet|resultaat|investering(?:en)?|premie"
)
_EVERY = {
    "per year": r"per (?:kalender)?jaar\b|\bjaarlijkse?\b|\bp\.? ?j\.?(?=[\s,;)])|\bop jaarbasis\b|\b(?:elk|"
    r"ieder) jaar\b|\bstructure(?:el|le)\b|/ ?jaar\b|\bper annum\b|"
    r"\bjaar(?:huur|lasten|bedrag|salaris|premie|tarief|contributie|inkomen)\b|\bjaar op jaar\b",
    "per quarter": r"per kwartaal\b|\b(?:elk|ieder) kwartaal\b|\bkwartaal(?:bedrag|termijn|huur)\b",
    "per month": r"per maand\b|\bmaandelijkse?\b|\b(?:elke|iedere) maand\b|/ ?maand\b|\bp/m\b|"
    r"\bmaand(?:huur|lasten|bedrag|salaris|tarief|premie|loon|inkomen)\b",
    "per week": r"per week\b|\bwekelijkse?\b|\b(?:elke|iedere) week\b|\bweek(?:loon|tarief|huur)\b",
    "per day": r"per dag\b|\bdagelijkse?\b|\b(?:elke|iedere) dag\b|\bdag(?:tarief|prijs)\b|/ ?dag\b",
    "per hour": r"per uur\b|\buur(?:tarief|tarieven|loon|lonen|prijs)\b|/ ?uur\b|\been uur (?=[^.;€]{1,60} kost\b)",
    "once": r"\beenmalige?\b|\bincidente(?:el|le)\b|\bineens\b|\bin (?:één|een) keer\b",
}
_SPANS: Sequence[tuple[str, str]] = (
    (rf"\b(?P<a>{_YEAR})(?:, ?{_YEAR})+,? en (?P<b>{_YEAR})\b", "{a}-{b}"),
    (rf"\btussen (?P<a>{_YEAR}) en (?P<b>{_YEAR})\b", "{a}-{b}"),
    (rf"\b(?P<a>{_YEAR}) ?(?:-|–|/|t/m|tot en met|tot|en met) ?(?:eind |en met )?(?P<b>{_YEAR})\b", "{a}-{b}"),
    (rf"\b(?P<a>{_YEAR}) en (?P<b>{_YEAR})\b(?! ?(?:-|–|€))", "{a}-{b}"),
    (rf"\b(?P<a>{_YEAR})(?:-|–)(?P<c>\d\d)\b(?![\d-])", "{a}-{a2}{c}"),
    (rf"\b(?:tot(?: en met)?|t/m) (?:het )?eind(?:e)?(?: van)? (?P<a>{_YEAR})\b", "until end {a}"),
    (
        rf"\b(?:tot(?: en met)?|t/m|uiterlijk(?: in)?|tot aan) (?:het jaar |"
        rf"\d{{1,2}} )?(?:{_MONTH} )?(?P<a>{_YEAR})\b",
        "until {a}",
    ),
    (rf"\bop(?:loop|lopen|loopt|lopend)\w*\b[^.;]{{0,60}}\bin (?P<a>{_YEAR})\b", "until {a}"),
    (rf"\b(?:loopt|lopen|liep) (?:\w+ ){{0,4}}op (?:tot|naar)[^.;]{{0,50}}\bin (?P<a>{_YEAR})\b", "until {a}"),
    (
        rf"\b(?:vanaf|met ingang van|ingaande|sinds|na) (?:het jaar |"
        rf"eind |(?:het |de )?\w*(?:jaar|begroting) )?(?:\d{{1,2}} )?(?:{_MONTH} )?(?P<a>{_YEAR})\b",
        "from {a}",
    ),
    (rf"\bper (?:\d{{1,2}} {_MONTH} )?(?P<a>{_YEAR})\b", "from {a}"),
    (rf"\b(?:helft|kwartaal|tertaal|halfjaar|voorjaar|najaar|zomer|winter|medio) (?P<a>{_YEAR})\b(?!-)", "{a}"),
    (
        rf"(?:\b(?:in|voor|over|van)|(?<!\d )\b\w*(?:rekening|begroting|jaar|jaarplan|jaarschijf|{_MONEY})) "
        rf"(?:het jaar |de jaren )?(?P<a>{_YEAR})\b(?! ?(?:-|–|/|t/m|tot) ?\d)",
        "{a}",
    ),
    (rf"\((?P<a>{_YEAR})\)", "{a}"),
    (rf"(?<![\d-])(?P<a>{_YEAR}): ?(?=€|\d)", "{a}"),
)
_EVERY_RE = {value: re.compile(pattern, re.IGNORECASE) for value, pattern in _EVERY.items()}
_SPAN_RES = tuple((re.compile(pattern, re.IGNORECASE), value) for pattern, value in _SPANS)


# '€ 5.000 meer dan in 2013' is not of 2013, 'lager dan in de circulaire van 2016 stond' not of 2016
_COMPARED = re.compile(
    r"(?:\bdan (?:die |het |nu )?|\b(?:lager|hoger|minder|meer|duurder|goedkoper|kleiner|groter) dan [^,.;:€\d]{0,40}|"
    r"\b(?:ten opzichte van|t\.o\.v\.|vergeleken (?:met|bij)|in vergelijking met) [^,.;:€\d]{0,20})$",
    re.IGNORECASE,
)
# 'het krediet dat de raad in 2017 verstrekte': when it was decided, not what it is for
_DECIDED = re.compile(
    r" (?:\w+ ){0,3}?(?:verstrekte|verleende|voteerde|vaststelde|goedkeurde|toezegde|toekende|besloot|aannam|"
    r"instelde|(?:ter )?beschikk?(?:baar|ing) stelde|afsloot|(?:is|was|werd|had|heeft) (?:besloten|vastgesteld|"
    r"goedgekeurd|aangenomen|afgesproken))\b"
)
# Behind these begins a clause of its own, whose year says nothing of an amount before it, nor the other way round.
_TURN = re.compile(
    r",? (?:terwijl|omdat|zodat|hoewel|nadat|voordat|totdat|op voorwaarde dat)\b|, (?:waarin|waarbij|als|wat)\b|"
    r",? en (?:dat|die|wij|er) |, en (?:de|het|een) "
)
_JUST_BEFORE = re.compile(r" ?(?:(?:bedrag|budget|som|bijdrage|subsidie)(?: van)? )?")
_FRONTED = 12  # code points from the start of a sentence: 'In 2014 ...' holds for all of it


@dataclass(frozen=True, slots=True)
class Period:
    start: int
    end: int
    value: str

    @property
    def is_stretch(self) -> bool:
        """'2011-2014', 'until 2017': holds for what is said around it; 'per year' goes with one amount only."""
        return self.value[0].isdigit() or self.value.startswith(("until", "from"))


@lru_cache(maxsize=256)
def find_periods(text: str) -> tuple[Period, ...]:
    """Every period in a stretch of text, in order."""
    found = [Period(*m.span(), value) for value, pattern in _EVERY_RE.items() for m in pattern.finditer(text)]
    taken: list[Period] = []
    for pattern, value in _SPAN_RES:
        for match in pattern.finditer(text):
            years = match.groupdict()
            written = value.format(**years, a2=years["a"][:2])
            if match.group()[4:8] == " en " and int(years["b"]) != int(years["a"]) + 1:
                continue  # two years that do not follow each other are no stretch
            if _COMPARED.search(text[max(0, match.start() - 60) : match.start()]) or _is_decision(text, match):
                continue
            period = Period(*match.span(), written)
            if not any(p.start < period.end and period.start < p.end for p in taken):
                taken.append(period)
    return tuple(sorted([*found, *taken], key=lambda p: p.start))


def _is_decision(text: str, match: re.Match[str]) -> bool:
    """Whether a year is when something was decided, said in a clause of its own."""
    opened = re.search(r"\b(?:dat|die|waartoe|zoals) [^,.;:€]{0,40}$", text[: match.start()])
    return opened is not None and _DECIDED.match(text, match.end()) is not None


def nearest(
    text: str, periods: Sequence[Period], start: int, end: int, others: Sequence[tuple[int, int]]
) -> list[Period]:
    """The periods that go with the amount at `start`..`end`: no other amount stands between; nearest first.

    Where one period serves all amounts of a sentence it stands before the first or behind the last of them.
    """

    def between(period: Period) -> bool:
        low, high = (period.end, start) if period.end <= start else (end, period.start)
        return any(low <= s and e <= high for s, e in others)

    def distance(period: Period) -> int:
        low, high = (end, period.start) if period.start >= end else (period.end, start)
        # 'in 2014 zijn de kosten € 5.000 en in 2015 € 7.500': what stands behind 'en' is of the next amount.
        return high - low + (40 if re.search(r"\ben\b|[,;]", text[low:high]) else 0)

    def turned(period: Period) -> bool:
        low, high = (end, period.start) if period.start >= end else (period.end, start)
        return period.start >= _FRONTED and _TURN.search(text[low:high]) is not None

    def of_another_clause(period: Period) -> bool:
        """'de bouw kostte € 2 miljoen; de huur is € 5.000 per jaar': a semicolon parts what has its own amount."""
        low, high = (end, period.start) if period.start >= end else (period.end, start)
        if ";" not in text[low:high]:
            return False
        first = text.rfind(";", 0, period.start) + 1
        last = text.find(";", period.end)
        return any(first <= s and e <= (last if last >= 0 else len(text)) for s, e in others)

    def of_another_amount(period: Period) -> bool:
        """'wie € 1.000 per maand verdient krijgt € 150': what follows an amount at once is not of the next one."""
        if period.is_stretch:
            return False
        if period.start >= end:  # 'een lening van € 2 miljoen kost jaarlijks € 30.000'
            return any(_JUST_BEFORE.fullmatch(text[period.end : s]) for s, _ in others if s >= period.end)
        return any(0 <= period.start - e <= 2 for _, e in others) and not re.search(
            r"\ben\b|,", text[period.end : start]
        )

    # 'van € 18 naar € 10 per uur'
    for s, e in sorted(others):
        if s >= end and re.fullmatch(r" (?:naar|tot|à) (?:maximaal |circa |ruim )?", text[end:s]):
            along = [
                p for p in periods if not p.is_stretch and p.start >= e and re.fullmatch(r"[ ,]?", text[e : p.start])
            ]
            if along and not any(0 <= p.start - end <= 1 for p in periods):
                return along
    fitting = [p for p in periods if not (turned(p) or of_another_clause(p) or of_another_amount(p))]
    close = sorted((p for p in fitting if not between(p)), key=distance)
    if close or len(periods) != 1:
        return close
    if not periods[0].is_stretch:  # 'Een uur begeleiding kost bij de een € 50, bij de ander € 60'
        fronted = periods[0].start < _FRONTED and not re.search(r"\bper \w", text[periods[0].end : start])
        return list(periods) if fronted and not of_another_amount(periods[0]) else []
    return list(periods) if not turned(periods[0]) and (periods[0].end <= start or fitting) else []

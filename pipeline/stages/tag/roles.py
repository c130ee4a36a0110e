"""What an amount is: budget, cut, subsidy, credit, cost, levy, ceiling, overrun; and how exact it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_CUES = (
    ("ceiling", r"\w*plafond\b|bovengrens|maximumbedrag|\bmaximum\b"),
    (
        "overrun",
        r"\w*overschrijding\w*|\w*overschreden|overschrijdt|\w*tekort(?:en)?\b|tegenvallers?|meerkosten|"
        r"budgetoverschr\w*|(?:hoger|duurder)(?: uit)? dan (?:begroot|geraamd|verwacht|voorzien|gedacht)",
    ),
    (
        "cut",
        r"\w*korting(?:en)?\b|\w*bezuinig\w*|\w*besparing\w*|bespaart|besparen|\w*ombuiging\w*|"
        r"taakstelling(?:en)?|taakstellend|schrap(?:t|pen|te)?\b|(?:te )?korten (?=met|op)|"
        r"kort(?=(?: \w+){1,5} met\b)|kort (?=ons|de|het|op)|"
        r"minder(?! dan)(?= (?:te besteden|beschikbaar|subsidie|budget|geld|uit|inkomsten|per))|verminderd|"
        r"vermindering|gekort|verlaagd|verlaging|"
        r"(?<=gaat )[^.]{0,20}\baf\b|terugbrengen|afname",
    ),
    (
        "levy",
        r"\w*heffing(?:en)?\b|leges|\w*belasting(?:en)?\b|OZB|onroerendezaakbelasting|\w*tarie(?:f|ven)\b|"
        r"\w*boetes?\b|dwangsom(?:men)?|precario|"
        r"eigen bijdrage|retributie|griffierecht",
    ),
    (
        "subsidy",
        r"\w*subsidi(?:e|es|ëren|eren|ëring|eert|eerd)\w*|gesubsidieerd\w*|rijksbijdrage|cofinanciering|"
        r"\w*bijdragen?\b|gift|donatie",
    ),
    (
        "credit",
        r"\w*krediet(?:en)?\b|kredietaanvraag|kredietverlening|\w*lening(?:en)?\b|garantstelling|\bgarantie\b|"
        r"borgstelling|voorschot",
    ),
    (
        "cost",
        r"\w*kosten\b|kostte|kost\b|gekost|\w*uitgaven\b|uitgegeven|\w*lasten\b|aanslag op(?: \w+){0,2}|schade|"
        r"\w*prijs\b|aanneemsom|betaald|betalen|"
        r"betaalt|factuur|facturen|rekening van|opdrachtsom|honorarium|aanschaf|aankoop|huur\b|salaris\w*|"
        r"loon\w*|vergoeding(?:en)?|besteed|uitgeeft|(?:geeft|geven|gaf|gaven)\b[^;\n]{0,80}?"
        r"\buit\b(?! (?:de|het|een|ons|eigen)\b)|"
        r"(?:koopt|kopen|kocht|kochten)\b",
    ),
    (
        "budget",
        r"\w*budget(?:ten)?\b|beschikbaar|\w*investering(?:en)?\b|gereserveerd|\w*reserve\b|begroot|"
        r"\w*begroting\b|\w*middelen\b|dekking|\w*fonds\b|"
        r"ge[rr]aamd|raming|uitgetrokken|toegekend|krijg(?:t|en)|ontvang(?:t|en)|geld\b|trekt|stelt|"
        r"vrijgemaakt|vrijmaken|vrij te maken|vrij (?=uit|voor|in)|te besteden|investeer(?:t|de|den)\b|investeren|"
        r"reserveert|reserveren|reserveerde|"
        r"geïnvesteerd|nodig|gemoeid|bedrag(?: van)?",
    ),
)
_CUE_RES = tuple((role, re.compile(rf"(?<!\w)(?:{pattern})", re.IGNORECASE)) for role, pattern in _CUES)
# 'geld', 'nodig', 'bedrag' say only that it is money; any other word for a role in the sentence says more.
_WEAK = re.compile(
    r"nodig|bedrag(?: van)?|geld|stelt|trekt|gemoeid|betaal[dt]?|betalen|krijg(?:t|en)|ontvang(?:t|en)|"
    r"bijdragen?|beschikbaar|besteed",
    re.IGNORECASE,
)
_ESTIMATED = re.compile(r"ge[rr]aamd|raming|begroot", re.IGNORECASE)  # of costs as much as of a budget
# These say it whatever other words stand nearer: 'de kosten vallen € 5.000 hoger uit dan begroot'.
_DECISIVE = re.compile(r".* dan (?:begroot|geraamd|verwacht|voorzien|gedacht)|kort(?:en)? ?", re.IGNORECASE)
_PURPOSE = re.compile(r"\b(?:voor|ten behoeve van|t\.b\.v\.) (?:de |het |een )?(?:[a-zà-ÿ]+e )?$", re.IGNORECASE)

_CEILING = re.compile(
    r"(?:\bmaximaal|\bmaximale?|\bmax\.?|\bhooguit|\bminder dan|\bhoogstens|\bten hoogste|\bniet meer dan|"
    r"\bmaximale (?:\w+ )?bedrag\b[^.;€]{0,40} (?:is|bedraagt|van)|\bmaximumbedrag\b[^.;€]{0,40} (?:is|bedraagt)|"
    r"\bniet hoger dan|\bplafond[^.;€]{0,30}(?:op|van)|\bmaximum(?:bedrag)? van|\bbovengrens van|"
    r"\btot een (?:maximum|bedrag) van|\bniet boven(?: de)?|\ben met een plafond van)(?: ongeveer| circa)? ?$",
    re.IGNORECASE,
)
_FLOOR = re.compile(
    r"(?:\bminimaal|\bminimum(?:bedrag)? van|\bmin\.|\bten ?minste|\bminstens|\bmeer dan|\bboven de|\bruim|"
    r"\bvanaf|\bop zijn minst|\bniet minder dan|\been dikke) ?$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:\bongeveer|\bplus ?minus|\brichting(?: de)?|\btegen de|\bcirca|\bca\.?|\bplm\.?|\bp\.m\.|\bong(?:ev)?\.|"
    r"\brond(?: de)?|\bzo'n|\bzo’n|\bnaar schatting|\bgeschat op|\bbijna|\bruim|\been kleine|\been dikke|"
    r"±|\+/-|~|\bglobaal|\bgrofweg|\bkrap|\bnagenoeg|\bafgerond(?: op)?|\bpakweg|\bom en nabij(?: de)?|"
    r"\bin de orde(?: van)?(?: grootte)?(?: van)?|\been slordige)(?: in totaal| van)? ?$",
    re.IGNORECASE,
)
_ABOUT_AFTER = re.compile(
    r"^ ?(?:\(?(?:indicatief|geschat|geraamd|schatting|raming)\)?|of daaromtrent|à [€\d])", re.IGNORECASE
)
_CEILING_AFTER = re.compile(r"^ ?\(?(?:maximaal|max\.?|als maximum|als plafond)(?![\w ]*\d)", re.IGNORECASE)
_FLOOR_AFTER = re.compile(r"^ ?(?:of meer|of hoger|en meer|en hoger)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cue:
    start: int
    end: int
    role: str
    handicap: int  # in code points: so much nearer must it stand to be heard


@lru_cache(maxsize=256)
def find_cues(text: str) -> tuple[Cue, ...]:
    """Words that name a role; where two roles claim the same word the first of the list has it."""
    found: list[Cue] = []
    for role, pattern in _CUE_RES:
        for match in pattern.finditer(text):
            if not any(c.start < match.end() and match.start() < c.end for c in found):
                found.append(Cue(*match.span(), role, _handicap(match.group())))
    return tuple(sorted(found, key=lambda c: c.start))


def _handicap(word: str) -> int:
    if _WEAK.fullmatch(word):
        return 80
    if _ESTIMATED.fullmatch(word):
        return 40
    return -80 if _DECISIVE.fullmatch(word) else 0


def nearest_role(text: str, cues: Sequence[Cue], start: int, end: int, others: Sequence[tuple[int, int]]) -> str:
    """The role of the cue nearest to the amount with no other amount between; strong cues go before weak ones.

    Args:
        text: the sentence.
        cues: its words for roles.
        start: of the amount in the sentence.
        end: of the amount.
        others: the other amounts of the text, in the same coordinates.
    """

    def cost(cue: Cue) -> int:
        low, high = (cue.end, start) if cue.end <= start else (end, cue.start)
        between = sum(low <= s and e <= high for s, e in others)
        behind = 0
        if cue.start >= end:
            behind = 8  # 'een subsidie van € 5.000 voor de kosten': the word before says it
            following = min((s for s, _ in others if s >= cue.end), default=None)
            nearer = following is not None and following - cue.end < cue.start - end
            if nearer or _PURPOSE.search(text[end : cue.start]):
                behind = 60
        return max(0, high - low) + behind + 60 * between + cue.handicap

    best = min(cues, key=cost, default=None)
    return best.role if best is not None else ""


def bound(before: str, after: str) -> str:
    """'ceiling', 'floor' or nothing, from the words next to the amount."""
    if _CEILING.search(before) or _CEILING_AFTER.match(after):
        return "ceiling"
    return "floor" if _FLOOR.search(before) or _FLOOR_AFTER.match(after) else ""


def approximate(before: str, after: str) -> bool:
    return bool(_ABOUT.search(before) or _ABOUT_AFTER.match(after))

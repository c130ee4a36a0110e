"""How exact an amount is: 'maximaal', 'ruim', 'circa', 'of meer'."""

from __future__ import annotations

import re

_CEILING = re.compile(
    r"(?:\bmaximaal|\bmaximale?|\bmax\.?|\bhooguit|\bminder dan|\bhoogstens|\bten hoogste|\bniet meer dan|"
    r"\bmaximale (?:\w+ )?bedrag\b[^.;€]{0,40} (?:is|bedraagt|van)|\bmaximumbedrag\b[^.;€]{0,40} (?:is|bedraagt)|"
    r"\bniet hoger dan|(?:\w*plafond|\bbovengrens|\blimiet|\bmaximum)[^.;€]{0,70} (?:op|van|is|bedraagt)|"
    r"\b(?:geen|niet|nooit|niemand)\b[^.;€]{0,40} (?:meer|hoger|verder)(?: \w+)? dan(?: \d+ ?%[^.;€]{0,50}, ?(?:dus|"
    r"ofwel|oftewel|zijnde))?|\bmaximum(?:bedrag)? (?:van|is)|\bbovengrens van|\b(?:gemaximeerd|begrensd|afgetopt|"
    r"gelimiteerd) (?:op|tot)|\btot een (?:maximum|bedrag) van|\bniet boven(?: de)?|\ben met een plafond van|"
    r"\b(?:aanvra(?:ag|gen)|\w*subsidies?|\w*bijdragen?|bedrag(?:en)?|opdracht(?:en)?|uitgaven|\w*vergoeding(?:en)?|"
    r"declaraties?|giften|aankopen|bestellingen) tot)(?: ongeveer| circa)? ?$",
    re.IGNORECASE,
)
_FLOOR = re.compile(
    r"(?:\bminimaal|\bminimum(?:bedrag)? van|\bmin\.|\bten ?minste|\bminstens|\bmeer dan|\bboven de|\bruim|"
    r"\bbodem van|\bondergrens van|\bal(?:tijd)? minstens|\bvanaf|\bop zijn minst|\bniet minder dan|\been dikke) ?$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:\bongeveer|\bplus ?minus|\brichting(?: de)?|\btegen de|\bcirca|\bca\.?|\bplm\.?|\bp\.m\.|\bong(?:ev)?\.|"
    r"\brond(?: de)?|\bzo'n|\bzo’n|\bnaar schatting|\bgeschat op|\bbijna|\bruim|\been kleine|\been dikke|"
    r"±|\+/-|~|\bglobaal|\bgrofweg|\bkrap|\bnagenoeg|\bafgerond(?: op)?|\bpakweg|\bom en nabij(?: de)?|"
    r"\bin de orde(?: van)?(?: grootte)?(?: van)?|\been slordige|\bnog geen|"
    r"\bnet geen|\b(?:iets|wat|net) (?:meer|minder|onder|boven) (?:dan|de)|\bomstreeks(?: de)?|"
    r"\bin de buurt van(?: de)?|\bschattenderwijs|\bgoed|\bplusminus|\bplus/min)(?: in totaal| van)? ?$",
    re.IGNORECASE,
)
_ABOUT_AFTER = re.compile(
    r"^ ?(?:\(?(?:indicatief|geschat|geraamd|schatting|raming)\)?|of daaromtrent|of zo\b|à [€\d])", re.IGNORECASE
)
_CEILING_AFTER = re.compile(
    r"^ ?\(?(?:(?:maximaal|max\.?|als maximum|als plafond|als bovengrens)(?![\w ]*\d)|"
    r"(?:niet |nooit )(?:te boven gaa[nt]|overschrijd\w+|overstijg\w+)|"
    r"is (?:het|de) (?:maximum|limiet|bovengrens|plafond))",
    re.IGNORECASE,
)
_FLOOR_AFTER = re.compile(r"^ ?(?:of meer|of hoger|en meer|en hoger)\b", re.IGNORECASE)


def bound(before: str, after: str) -> str:
    """'ceiling', 'floor' or nothing, from the words next to the amount."""
    if _CEILING.search(before) or _CEILING_AFTER.match(after):
        return "ceiling"
    return "floor" if _FLOOR.search(before) or _FLOOR_AFTER.match(after) else ""


def approximate(before: str, after: str) -> bool:
    return bool(_ABOUT.search(before) or _ABOUT_AFTER.match(after))

"""What an amount is for: how sure, how often, in what role, whose and where. Empty where nothing says so.

The sentence is asked first; where it is silent, the part of the text that it belongs to: the sum that it is a part
of, the words that lead its list in, the sentence before that names the same thing, the heading above.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from pipeline.document import Amount, Span
from pipeline.stages.tag.amounts import Money
from pipeline.stages.tag.exactness import approximate, bound
from pipeline.stages.tag.finding import Finding
from pipeline.stages.tag.period_of import period_of, taken_up
from pipeline.stages.tag.places import Whereabouts
from pipeline.stages.tag.roles import role_of
from pipeline.stages.tag.rows import find_cells
from pipeline.stages.tag.structure import Structure
from pipeline.stages.tag.surface import Surface
from pipeline.stages.tag.surroundings import Text, beside, is_ceiling

_OWNER = (
    r"gemeente(?: [A-Z]\w+)?|corporaties?|woningcorporaties?|provincie(?: [A-Z]\w+)?|[Rr]ijk|"
    r"[Rr]ijksoverheid|waterschap(?:pen)?|Europa|EU|bewoners|huurders|ondernemers|schoolbestu(?:ur|ren)|"
    r"aannemer|eigena(?:ar|ren)|exploitant|vereniging(?:en)?|stichting|verzekeraars?"
)
_OWNER_AFTER = re.compile(
    rf"^ ?(?:(?:door|van|voor rekening van|ten laste van|namens|uit) (?:de |het )?)?(?P<owner>{_OWNER})\b"
)
_OWNER_BEFORE = re.compile(
    rf"(?:^|[ ,•])(?:de |het |De |Het )?(?:(?P<owner>{_OWNER})(?: [a-z]\w*){{0,6}} ?|(?P<label>(?i:{_OWNER})):\s?)$"
)
_PAYS = re.compile(
    r"^(?:\)|,)? ?(?:(?:ontvangt|ontving|krijgt|kreeg|betaalt|betaalde|draagt|droeg|legt|legde|stelt|stelde|levert|"
    r"geeft|gaf|vraagt|vroeg|huurt|leent|biedt|bood|investeert|subsidieert|heeft|reserveert)\b[^.;€]*)?$"
)
_OF = re.compile(r"^ ?(?:(?:door|van|voor rekening van|ten laste van|namens|uit|aan) (?:de |het )?)?$")
_MOST_BEFORE = 8  # amounts before one whose period may be taken up
_PARTY_WANTS = re.compile(r"^(?:-fractie)? (?:wil|stelt|vraagt|pleit|dient|reserveert|trekt)\b")


def relate(surface: Surface, amounts: Sequence[Money], known: Sequence[Finding], source: str) -> list[Finding]:
    """Each amount with its relations, as a finding; `source` is the text that the surface was flowed from."""
    if not amounts:
        return []
    structure = Structure(surface)
    cells = find_cells(surface, amounts, source)
    kept = [i for i, m in enumerate(amounts) if m.rule != "amount:table" or i not in cells or not cells[i].is_count]
    amounts = [amounts[i] for i in kept]
    text = Text(structure, amounts, {number: cells[i] for number, i in enumerate(kept) if i in cells})
    places = Whereabouts.of(structure, known)
    parties = [f for f in known if f.label == "PARTY"]
    organisations = [f for f in known if f.label == "ORG"]
    found: list[Finding] = []
    whole: Finding | None = None
    for index, money in enumerate(amounts):
        before = found[-1].amount.role if found and found[-1].amount else None
        value = _amount(text, index, before, places, parties, organisations)
        is_part = money.rule in ("amount:parts", "amount:part-of")
        if is_part and whole is not None and whole.amount is not None:
            value = _as_part(value, whole.amount, money.rule == "amount:parts")
        elif found and found[-1].amount and not value.period and index not in text.cells:
            earlier = [(f.start, f.amount.period) for f in found[-_MOST_BEFORE:] if f.amount]
            value = replace(value, period=taken_up(structure, money.start, earlier))
        finding = Finding(
            money.start, money.end, "AMOUNT", canonical(money), money.rule, money.confidence, amount=value
        )
        whole = whole if is_part else finding
        found.append(finding)
    return found


def canonical(money: Money) -> str:
    """'EUR 8000000', 'EUR 1234.50', 'EUR 700-1000'."""
    low, high = (format(v, "f") for v in (money.low, money.high))
    return f"EUR {low}" if low == high else f"EUR {low}-{high}"


def _amount(
    around: Text,
    index: int,
    role_before: str | None,
    places: Whereabouts,
    parties: Sequence[Finding],
    organisations: Sequence[Finding],
) -> Amount:
    money, structure = around.amounts[index], around.structure
    text = structure.surface.text
    sentence = structure.sentence(money.start)
    others = around.others(index)
    before, after = beside(structure, money)
    limit = bound(before, after)
    place, codes = places.place_of(money.start, money.end, others)
    role, sure = ("ceiling", 1.0) if is_ceiling(structure, money) else role_of(around.surroundings(index, role_before))
    return Amount(
        money.low,
        money.high,
        approximate(before, after),
        limit,
        period_of(structure, money, around.cells.get(index), others),
        role,
        _whose(before, after, sentence, money, parties, organisations, text),
        place,
        codes,
        sure,
    )


def _as_part(part: Amount, whole: Amount, in_brackets: bool) -> Amount:
    """What is said of a sum holds for its parts; one in a sentence of its own may have a role of its own."""
    own_role = bool(part.role) and not in_brackets
    return replace(
        part,
        approximate=part.approximate or whole.approximate,
        period=part.period or whole.period,
        role=part.role if own_role else whole.role,
        role_confidence=part.role_confidence if own_role else whole.role_confidence,
        place=part.place or whole.place,
        codes=part.codes or whole.codes,
    )


def _whose(
    before: str,
    after: str,
    sentence: Span,
    money: Money,
    parties: Sequence[Finding],
    organisations: Sequence[Finding],
    text: str,
) -> str:
    match = _OWNER_AFTER.match(after) or _OWNER_BEFORE.search(before)
    if match:
        return match["owner"] or match["label"]
    ahead = _between_places(organisations, sentence.start, money.start)
    between = text[ahead[-1].end : money.start] if ahead else ""
    if ahead and len(between) < 60 and _PAYS.match(between):
        return ahead[-1].canonical
    for name in _between_places(organisations, money.end, sentence.end)[:1]:
        if _OF.match(text[money.end : name.start]):
            return name.canonical
    for party in _between_places(parties, sentence.start, money.start):
        if _PARTY_WANTS.match(text[party.end : party.end + 24]):
            return party.canonical
    return ""


def _between_places(findings: Sequence[Finding], start: int, end: int) -> Sequence[Finding]:
    """Those of sorted findings that lie inside `start`..`end`."""
    first = bisect_left(findings, start, key=lambda f: f.start)
    last = bisect_right(findings, end, key=lambda f: f.end)
    return findings[first:last]

"""What an amount is for: how sure, how often, in what role, whose and where. Empty where nothing says so.

The sentence is asked first; where it is silent, the part of the text that it belongs to: the sum that it is a part
of, the words that lead its list in, the sentence before that names the same thing, the heading above.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipeline.document import Amount, Span
from pipeline.stages.tag.amounts import Money
from pipeline.stages.tag.exactness import approximate, bound
from pipeline.stages.tag.finding import Finding
from pipeline.stages.tag.periods import find_periods, nearest
from pipeline.stages.tag.places import Whereabouts, shares_a_noun
from pipeline.stages.tag.roles import role_of
from pipeline.stages.tag.rows import Cell, find_cells
from pipeline.stages.tag.structure import Structure, goes_on
from pipeline.stages.tag.surface import Surface
from pipeline.stages.tag.surroundings import Text, beside, is_ceiling

_SAME_PERIOD = re.compile(r"\b(?:deze|die|dezelfde|genoemde) (?:periode|jaren|termijn)\b", re.IGNORECASE)
_YEARS = re.compile(r"(?<![-\d])(?:19|20)\d\d\b")
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
_PARTY_WANTS = re.compile(r"^(?:-fractie)? (?:wil|stelt|vraagt|pleit|dient|reserveert|trekt)\b")


def relate(surface: Surface, amounts: Sequence[Money], known: Sequence[Finding], source: str) -> list[Finding]:
    """Each amount with its relations, as a finding; `source` is the text that the surface was flowed from."""
    if not amounts:
        return []
    structure = Structure(surface)
    text = Text(structure, amounts, find_cells(surface, amounts, source))
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
        elif found and not value.period and index not in text.cells:
            value = _as_before(structure, value, money, found[-1])
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
    role = "ceiling" if is_ceiling(structure, money) else role_of(around.surroundings(index, role_before))[0]
    return Amount(
        money.low,
        money.high,
        approximate(before, after),
        limit,
        _of_cell(structure, around.cells[index], money)
        if index in around.cells
        else _period(structure, sentence, money, others),
        role,
        _whose(before, after, sentence, money, parties, organisations, text),
        place,
        codes,
    )


def _as_part(part: Amount, whole: Amount, in_brackets: bool) -> Amount:
    """What is said of a sum holds for its parts; one in a sentence of its own may have a role of its own."""
    return Amount(
        part.low,
        part.high,
        part.approximate or whole.approximate,
        part.bound,
        part.period or whole.period,
        whole.role if in_brackets else part.role or whole.role,
        part.whose,
        part.place or whole.place,
        part.codes or whole.codes,
    )


def _as_before(structure: Structure, value: Amount, money: Money, before: Finding) -> Amount:
    """What the sentence before says of its amount holds for this one, where this one goes on from it."""
    sentence, previous = structure.sentence(money.start), structure.previous_sentence(money.start)
    if before.amount is None:
        return value
    same_sentence = before.start >= sentence.start
    if not same_sentence:
        if previous is None or not (
            previous.start <= before.start < previous.end or _between(structure, before, money)
        ):
            return value
        if not goes_on(structure.text(sentence)):
            return value
    stretch = (
        before.amount.period if before.amount.period[:1].isdigit() or before.amount.period.startswith("until") else ""
    )
    return Amount(
        value.low,
        value.high,
        value.approximate,
        value.bound,
        value.period or ("" if same_sentence else stretch),
        value.role,
        value.whose,
        value.place,
        value.codes,
    )


def _between(structure: Structure, before: Finding, money: Money) -> bool:
    """Whether the amount before stands in the same paragraph or list item, no more than two sentences back."""
    surface = structure.surface
    same_block = structure.block_at(before.start) == structure.block_at(money.start)
    return same_block and surface.sentence_at(money.start) - surface.sentence_at(before.start) <= 2


def _period(structure: Structure, sentence: Span, money: Money, others: Sequence[tuple[int, int]]) -> str:
    text = structure.text(sentence)
    shifted = [(s - sentence.start, e - sentence.start) for s, e in others]
    close = nearest(text, find_periods(text), money.start - sentence.start, money.end - sentence.start, shifted)
    if close:
        return _joined(close)
    surface = structure.surface
    index = surface.sentence_at(money.start)
    if _SAME_PERIOD.search(text):
        for earlier in reversed(surface.sentences[max(0, index - 4) : index]):
            stretches = [p for p in find_periods(structure.text(earlier)) if p.is_stretch]
            if stretches:
                return stretches[-1].value
    if structure.lead_in(money.start) is not None:
        return _stretch_above(structure, money)
    previous = structure.previous_sentence(money.start)
    if previous is not None and (shares_a_noun(structure.text(previous), text) and goes_on(text)):
        stretches = [p for p in find_periods(structure.text(previous)) if p.is_stretch]
        return stretches[-1].value if stretches else ""
    return ""


def _stretch_above(structure: Structure, money: Money) -> str:
    """The period of the words that lead the list in."""
    lead = structure.lead_in(money.start)
    stretches = [p for p in find_periods(structure.text(lead)) if p.value != "once"] if lead is not None else []
    return stretches[-1].value if stretches else ""


def _of_cell(structure: Structure, cell: Cell, money: Money) -> str:
    """What the head of its column says, or that of its row, or the line above the table; never another row."""
    for head in (cell.column, cell.label):
        found = find_periods(head)
        years = _YEARS.findall(head)
        if found or len(years) == 1:
            return found[0].value if found else years[0]
    return money.period or _stretch_above(structure, money)


def _joined(close: Sequence[object]) -> str:
    values = [str(getattr(p, "value", "")) for p in close]
    every = next((v for v in values if v.startswith(("per ", "once"))), "")
    stretch = next((v for v in values if not v.startswith(("per ", "once"))), "")
    return every or stretch


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

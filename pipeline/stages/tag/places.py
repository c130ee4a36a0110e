"""For which neighbourhoods an amount is: names near it, or a group of them ('15 NLA-wijken', 'grote zware wijken')."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.document import Span
from pipeline.stages.tag.finding import Finding
from pipeline.stages.tag.structure import Structure

_NUMERAL = r"(?:\d{1,3}|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|vijftien|twintig)"
_ADJECTIVE = (
    r"(?:grote|kleine|zware|lichte|oude|oudere|nieuwe|kwetsbare|zwakke|vooroorlogse|naoorlogse|omliggende|"
    r"overige|andere|stedelijke|"
    r"aangewezen|betrokken|genoemde|deelnemende|[A-Z]\w+se)"
)
_GROUP = re.compile(
    rf"(?<![\w-])(?:(?:alle|de|deze|beide) )?(?P<group>(?:{_NUMERAL} )?(?:{_ADJECTIVE} )*(?:[A-Z]\w*-|kracht|"
    rf"aandachts|Vogelaar|prioriteits|focus|impuls)?"
    rf"(?:wijken|buurten|dorpen|stadsdelen))(?![\w-])",
    re.IGNORECASE,
)
_JOINT = re.compile(r"(?: \(\d+\))?\s?(?:,|;|/|en|of|&|, en|alsmede)(?: de| het| in| voor)*(?: wijk| buurt)?\s?")
_FOR = re.compile(
    r"^[^.;€]{0,30}?\b(?:voor|in|aan|naar|ten behoeve van|t\.b\.v\.|bestemd voor)(?: de| het)?(?: (?:wijken|"
    r"wijk|buurten|buurt))? ?$|^[ :-]*\(?$"
)
_THERE = re.compile(
    r"^(?:daar|hier|daarvoor|hiervoor|daarbij|die wijk|deze wijk|in die wijk|in deze wijk)\b", re.IGNORECASE
)

# 'De personeelskosten zijn', 'Vervanging kost': a subject that does not say of what goes on from the sentence before.
_BARE_SUBJECT = re.compile(
    r"(?:(?:De|Het|Deze|Dit|Die|Dat|Haar|Hun|Zijn) )?(?:[a-zà-ÿ]+e )?(?!college|raad|gemeente|wij|rijk|provincie)"
    r"[A-Za-zà-ÿ]{4,} (?:kost|kosten|kostte|kostten|bedraagt|bedragen|bedroeg|bedroegen|vergt|vergen|vraagt|"
    r"(?:is|zijn|was|waren|wordt|worden|werd)(?= (?:geraamd|begroot|geschat|getaxeerd|€|circa|ca\.|ruim|ongeveer|\d))|"
    r"(?:komt|komen|kwam|loopt|lopen)(?= (?:uit |neer )?op))\b"
)
_ALL_OF_THEM = re.compile(
    r"\bde (?:wijk|buurt|dorps|stadsdeel)(?:budgetten|teams|plannen|perspectieven|visies|fondsen|bedrijven)\b|"
    r"\b(?:alle|de) (?:wijken|buurten|stadsdelen|dorpen)(?= (?:samen|gezamenlijk|is|zijn|wordt|worden)\b)",
    re.IGNORECASE,
)
_MONEY_NOUN = re.compile(r"\b\w*(?:subsidie|krediet|budget|bijdrage|lening|vergoeding)\b", re.IGNORECASE)
_COUNTED = re.compile(rf"(?P<count>{_NUMERAL}) (?P<rest>.*?)(?P<noun>wijken|buurten|dorpen|stadsdelen)", re.IGNORECASE)
_DEFINED = re.compile(r"\((?P<short>[A-Z]{2,6})\)")


@dataclass(frozen=True, slots=True)
class Place:
    """A neighbourhood or group in the surface text, as written, with its codes."""

    start: int
    end: int
    text: str
    codes: tuple[str, ...]


def the_group(structure: Structure, places: Sequence[Place]) -> Place | None:
    """The one numbered group of neighbourhoods that the text is about, by its most telling name; None: none, or two.

    Where a text says '15 wijken' here, '15 Groningse wijken' there and puts them in a programme that it gives a short
    name ('het Nieuw Lokaal Akkoord (NLA)'), these are the '15 NLA-wijken' for whoever writes about them.
    """
    counted = [(p, m) for p in places if not p.codes and (m := _COUNTED.fullmatch(p.text))]
    counts = Counter((m["count"].lower(), m["noun"].lower()) for _, m in counted)
    if len(counts) != 1:
        return None
    (count, noun), _ = counts.most_common(1)[0]
    named = [p for p, m in counted if "-" in m.group()]
    if named:
        return named[0]
    text = structure.surface.text
    shorts = {m["short"] for m in _DEFINED.finditer(text)}
    for place, _ in counted:
        sentence = structure.text(structure.sentence(place.start))
        programmes = [s for s in re.findall(r"\b[A-Z]{2,6}\b", sentence) if s in shorts]
        if len(set(programmes)) == 1:
            return replace(place, text=f"{count} {programmes[0]}-{noun}")
    return max((p for p, _ in counted), key=lambda p: len(p.text))


def find_places(structure: Structure, known: Sequence[Finding]) -> list[Place]:
    """Every neighbourhood and every group of them that is told by a number, an adjective or a name, in order."""
    text = structure.surface.text
    names = [Place(f.start, f.end, f.canonical, f.codes) for f in known if f.label == "NEIGHBOURHOOD"]
    listed: dict[str, tuple[str, ...]] = {}
    groups = []
    for match in _GROUP.finditer(text):
        written = match["group"]
        if re.fullmatch(r"wijken|buurten|dorpen|stadsdelen", written, re.IGNORECASE):
            continue
        if any(n.start < match.end() and match.start() < n.end for n in names):
            continue
        written = written if re.match(r"\w+-|[A-Z]{2}", written) else written[0].lower() + written[1:]
        if re.match(r"(?: \(\d+\))? ?:", text[match.end() : match.end() + 8]):
            sentence = structure.sentence(match.start())
            inside = [n for n in names if sentence.start <= n.start < sentence.end]
            listed[written.lower()] = tuple(dict.fromkeys(code for n in inside for code in n.codes))
        groups.append(Place(match.start("group"), match.end("group"), written, ()))
    with_codes = [Place(g.start, g.end, g.text, listed.get(g.text.lower(), ())) for g in groups]
    return sorted([*names, *with_codes], key=lambda p: p.start)


def place_of(
    structure: Structure,
    places: Sequence[Place],
    group: Place | None,
    start: int,
    end: int,
    others: Sequence[tuple[int, int]],
) -> tuple[str, tuple[str, ...]]:
    """The place of the amount at `start`..`end` as written, and its codes; empty where none is plainly meant.

    `group` stands for 'de wijkbudgetten' and the like: what all neighbourhoods of the group have.
    """
    sentence = structure.sentence(start)
    inside = _within(places, sentence)
    chosen = _beside(structure, inside, start, end, others)
    if chosen:
        return _written(chosen)
    if inside:
        return "", ()
    previous = structure.previous_sentence(start)
    if previous is not None and _THERE.match(structure.text(sentence)):
        before = _within(places, previous)
        if before:
            return _written(_row(structure, before, before[-1]))
    block = structure.blocks[structure.block_at(start)]
    item_lead = [p for p in _within(places, block.span) if p.start < start and p.start - block.span.start < 6]
    if item_lead and re.match(r"[^.]{0,3}:", structure.surface.text[item_lead[-1].end : item_lead[-1].end + 4]):
        return _written(item_lead)
    for span in (structure.lead_in(start), structure.heading(start)):
        above = _within(places, span) if span else []
        names = {p.text for p in above}
        # Where another neighbourhood was named since, the text has moved on from its heading.
        if span and any(p.text not in names for p in _within(places, Span(span.end, max(span.end, start)))):
            continue
        if above and _one_row(structure, above):
            return _written(above)
    if group is not None and _ALL_OF_THEM.search(structure.text(sentence)):
        return _written([group])
    if previous is not None and (
        shares_a_noun(structure.text(previous), structure.text(sentence))
        or _BARE_SUBJECT.match(structure.text(sentence))
        or _same_money(structure.text(previous), structure.text(sentence))
    ):
        before = _within(places, previous)
        if before and _one_row(structure, before):
            return _written(before)
    return "", ()


def _same_money(one: str, other: str) -> bool:
    """'U vroeg subsidie aan voor Beijum. Wij verlenen een subsidie van € 500.'"""
    return bool(
        {m.group().lower() for m in _MONEY_NOUN.finditer(one)}
        & {m.group().lower() for m in _MONEY_NOUN.finditer(other)}
    )


def shares_a_noun(one: str, other: str) -> bool:
    """Whether two sentences name the same thing: a long word in both, which is a noun more often than not."""

    def long_words(text: str) -> set[str]:
        return {w.lower() for w in re.findall(r"[^\W\d_]{9,}", text)} - _NO_NOUNS

    return bool(long_words(one) & long_words(other))


_NO_NOUNS = frozenset(
    (
        "beschikbaar",
        "bijvoorbeeld",
        "gemeentelijke",
        "verschillende",
        "belangrijke",
        "belangrijk",
        "natuurlijk",
        "inmiddels",
        "daarnaast",
        "vervolgens",
        "gezamenlijk",
        "nadrukkelijk",
        "ondertussen",
        "bovendien",
        "uiteindelijk",
        "tegelijkertijd",
        "groningen",
        "voldoende",
    )
)


def _within(places: Sequence[Place], span: Span) -> list[Place]:
    first = bisect_left(places, span.start, key=lambda p: p.start)
    return list(places[first : bisect_right(places, span.end, key=lambda p: p.end)])


def _beside(
    structure: Structure, inside: Sequence[Place], start: int, end: int, others: Sequence[tuple[int, int]]
) -> list[Place]:
    text = structure.surface.text
    behind = [p for p in inside if p.start >= end]
    ahead = [p for p in inside if p.end <= start and not _amount_between(others, p.end, start)]
    # 'voor Beijum € 80.000, voor De Hoogte € 45.000'
    if (
        ahead
        and re.fullmatch(r" (?:\w+ ){0,2}|: ?", text[ahead[-1].end : start])
        and re.match(r" ?(?:[,;]|en\b)", text[end:])
    ):
        return _row(structure, inside, ahead[-1])
    if (
        behind
        and _FOR.match(text[end : behind[0].start])
        and not _amount_between(others, end, behind[0].start)
        and not _of_the_next(text, end, behind[0], others)
    ):
        return _row(structure, inside, behind[0])
    if ahead:
        return _row(structure, inside, ahead[-1])
    rest = [
        p for p in inside if not (start <= p.start < end) and not (p in behind and _of_the_next(text, end, p, others))
    ]
    if rest and _one_row(structure, rest):
        return rest
    return []


def _of_the_next(text: str, end: int, place: Place, others: Sequence[tuple[int, int]]) -> bool:
    """Whether a place behind an amount stands right before another: '€ 80.000 is nodig, in Emmerhout € 20.000'."""
    following = min((s for s, _ in others if s >= place.end), default=None)
    return (
        following is not None
        and re.fullmatch(r":? (?:\w+ ){0,2}", text[place.end : following]) is not None
        and re.search(r",|\ben\b", text[end : place.start]) is not None
    )


def _amount_between(others: Sequence[tuple[int, int]], low: int, high: int) -> bool:
    return any(low <= s and e <= high for s, e in others)


def _row(structure: Structure, places: Sequence[Place], member: Place) -> list[Place]:
    """The places that stand in one row with `member`: joined by commas and 'en'."""
    index = list(places).index(member)
    first = last = index
    while first > 0 and _joined(structure, places[first - 1], places[first]):
        first -= 1
    while last + 1 < len(places) and _joined(structure, places[last], places[last + 1]):
        last += 1
    return list(places[first : last + 1])


def _one_row(structure: Structure, places: Sequence[Place]) -> bool:
    names = {p.text for p in places}
    return len(names) == 1 or len(_row(structure, places, places[0])) == len(places)


def _joined(structure: Structure, one: Place, other: Place) -> bool:
    return bool(_JOINT.fullmatch(structure.surface.text[one.end : other.start]))


def _written(places: Sequence[Place]) -> tuple[str, tuple[str, ...]]:
    names = dict.fromkeys(p.text for p in places)
    return "; ".join(names), tuple(dict.fromkeys(code for p in places for code in p.codes))

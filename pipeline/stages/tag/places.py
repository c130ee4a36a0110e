"""For which neighbourhoods an amount is: names near it, or a group of them ('15 NLA-wijken', 'grote zware wijken')."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
_JOINT = re.compile(r"(?: \(\d+\))?\s?(?:,|;|/|en|of|&|, en|alsmede)(?: de| in| voor)?\s?")
_FOR = re.compile(
    r"^[^.;€]{0,30}?\b(?:voor|in|aan|naar|ten behoeve van|t\.b\.v\.|bestemd voor)(?: de| het)?(?: (?:wijken|"
    r"wijk|buurten|buurt))? ?$|^[ :-]*\(?$"
)
_THERE = re.compile(
    r"^(?:daar|hier|daarvoor|hiervoor|daarbij|die wijk|deze wijk|in die wijk|in deze wijk)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Place:
    """A neighbourhood or group in the surface text, as written, with its codes."""

    start: int
    end: int
    text: str
    codes: tuple[str, ...]


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
    structure: Structure, places: Sequence[Place], start: int, end: int, others: Sequence[tuple[int, int]]
) -> tuple[str, tuple[str, ...]]:
    """The place of the amount at `start`..`end` as written, and its codes; empty where none is plainly meant."""
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
        if above and _one_row(structure, above):
            return _written(above)
    if previous is not None and shares_a_noun(structure.text(previous), structure.text(sentence)):
        before = _within(places, previous)
        if before and _one_row(structure, before):
            return _written(before)
    return "", ()


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
    return [p for p in places if span.start <= p.start and p.end <= span.end]


def _beside(
    structure: Structure, inside: Sequence[Place], start: int, end: int, others: Sequence[tuple[int, int]]
) -> list[Place]:
    text = structure.surface.text
    behind = [p for p in inside if p.start >= end]
    if behind and _FOR.match(text[end : behind[0].start]) and not _amount_between(others, end, behind[0].start):
        return _row(structure, inside, behind[0])
    ahead = [p for p in inside if p.end <= start and not _amount_between(others, p.end, start)]
    if ahead:
        return _row(structure, inside, ahead[-1])
    rest = [p for p in inside if not (start <= p.start < end)]
    if rest and _one_row(structure, rest):
        return rest
    return []


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

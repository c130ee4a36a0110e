"""For which neighbourhoods an amount is: names near it, or a group of them ('15 NLA-wijken', 'grote zware wijken')."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.document import Span
from pipeline.stages.tag.finding import Finding
from pipeline.stages.tag.structure import Structure, goes_on

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
_BARE = re.compile(rf"{_NUMERAL} (?:wijken|buurten|dorpen|stadsdelen)", re.IGNORECASE)
_JOINT = re.compile(r"(?: \(\d+\))?\s?(?:,|;|/|en|of|&|, en|alsmede)(?: de| het| in| voor)*(?: wijk| buurt)?\s?")
_FOR = re.compile(
    r"^[^.;€]{0,30}?\b(?:voor|in|aan|naar|ten behoeve van|t\.b\.v\.|bestemd voor)(?: de| het)?(?: (?:wijken|"
    r"wijk|buurten|buurt))? ?$|^[ :-]*\(?$"
)
_SUBJECT = re.compile(r"^\W{0,3}(?:Onderwerp|Betreft|Betr\.|Inzake)\b[ \t:]*\n?(?P<subject>.{4,200})", re.MULTILINE)
_MOST_HEAD = 3000  # code points in which a letter says what it is about
_TOWARDS = re.compile(r"\b(?:naar|tot|richting) (?:de |het )?$")
_IN_TURN = re.compile(r"\b(?:respectievelijk|resp\.|achtereenvolgens)", re.IGNORECASE)
_MOST_SENTENCES = 3  # back to the one that named the place
# 'In Vinkhuizen is ...' opens what is said of Vinkhuizen, up to the next place or the end of the paragraph.
_FRONT = re.compile(r"(?:[-•\d.) ]*)(?:Ad \d+\W+)?(?:[A-Z][\w']*(?: [a-z][\w']*){0,3} )?", re.ASCII)
_ALONE = re.compile(r"\W*(?:\d+[.)]? ?)?(?:[Ww]ijk |[Bb]uurt |[Dd]e |[Hh]et )*")
_AD = re.compile(r"\W*(?:Ad|Punt|Bij punt|Beslispunt)\.? (?P<number>\d{1,2})\b")
_MOST_TOPIC = 8  # sentences
# Whoever lives somewhere and writes or asks need not mean his own neighbourhood.
_SOMEBODY = re.compile(
    r"(?:\b(?:bewoners?|bewoonster|inwoners?|mevrouw(?: \S+)?|heer \S+|raadslid \S+|huisarts|vrijwilligers?|"
    r"iemand) (?:van|uit|in)"
    r"(?: de| het)?) $",
    re.IGNORECASE,
)
_SPEAKS = re.compile(
    r"[^.,;]{0,12}\b(?:stel(?:t|de|len|den)|vroeg(?:en)?|vra(?:agt|gen)|schr(?:ijft|eef|even)|noem(?:t|de|den)|"
    r"w(?:ijst|ees)|opper\w*|"
    r"v(?:indt|ond|onden|inden)|meld\w*|klaagd?e?n?)\b",
    re.IGNORECASE,
)
_OF_THEM = re.compile(
    r"\b(?:beide|(?:deze|die|alle) (?P<count>twee|drie|vier|vijf)) (?:wijken|buurten|dorpen)\b", re.IGNORECASE
)
_COUNTS = {"twee": 2, "drie": 3, "vier": 4, "vijf": 5}
_ELSEWHERE = re.compile(
    r"^(?:Het (?:Rijk|kabinet|ministerie)|De minister|De OZB)\b|"
    r"\b(?:in|uit|te) (?:het centrum van )?[A-ZÀ-Þ][a-zà-ÿ]+"
)
_EVERYWHERE = re.compile(
    r"\b(?:hele|gehele) (?:stad|gemeente)|\bin de stad\b|\bstadsbreed\b|\belders\b|\b(?:andere|overige|tweede|"
    r"volgende) "
    r"(?:wijk|buurt|plein|dorp)",
    re.IGNORECASE,
)
_ALL_OF_THEM = re.compile(
    r"\bde (?:wijk|buurt|dorps|stadsdeel)(?:budgetten|teams|plannen|perspectieven|visies|fondsen|bedrijven)\b|"
    r"\b(?:alle|de) (?:wijken|buurten|stadsdelen|dorpen)(?= (?:samen|gezamenlijk|is|zijn|wordt|worden)\b)",
    re.IGNORECASE,
)
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
        following = re.match(r"(?: \(\d+\))? ?: ?(?:de |het )?", text[match.end() : match.end() + 12])
        if following and _BARE.fullmatch(written) and any(n.start == match.end() + following.end() for n in names):
            continue  # 'drie wijken: Helpman, ...' are these
        written = written if re.match(r"\w+-|[A-Z]{2}", written) else written[0].lower() + written[1:]
        if re.match(r"(?: \(\d+\))? ?:", text[match.end() : match.end() + 8]):
            sentence = structure.sentence(match.start())
            inside = [n for n in names if sentence.start <= n.start < sentence.end]
            listed[written.lower()] = tuple(dict.fromkeys(code for n in inside for code in n.codes))
        groups.append(Place(match.start("group"), match.end("group"), written, ()))
    with_codes = [Place(g.start, g.end, g.text, listed.get(g.text.lower(), ())) for g in groups]
    return sorted([*names, *with_codes], key=lambda p: p.start)


@dataclass(frozen=True)
class Whereabouts:
    """The places of a text, and what holds where nothing else is said: its group of wijken, its subject."""

    structure: Structure
    places: Sequence[Place]
    group: Place | None
    subject: tuple[Place, ...]

    @staticmethod
    def of(structure: Structure, known: Sequence[Finding]) -> Whereabouts:
        places = find_places(structure, known)
        return Whereabouts(structure, places, the_group(structure, places), _subject(structure, places))

    def place_of(self, start: int, end: int, others: Sequence[tuple[int, int]]) -> tuple[str, tuple[str, ...]]:
        """The place of the amount at `start`..`end` as written, and its codes; empty where none is plainly meant.

        `others` are the other amounts around it, none for the cell of a table.
        """
        sentence = self.structure.sentence(start)
        named = _within(self.places, sentence)
        inside = [p for p in named if not self._is_bystander(p) and not _BARE.fullmatch(p.text)]
        said = self.structure.text(sentence)
        shared = _in_turn(self.structure, self._recent(sentence), sentence, start, others)
        if shared:
            return _written([shared])
        chosen = _beside(self.structure, inside, start, end, others)
        if chosen:
            return _written(chosen)
        if (
            any(_BARE.fullmatch(p.text) for p in named)
            and self.group is not None
            and not _BARE.fullmatch(self.group.text)
        ):
            return _written([self.group])
        if named or _EVERYWHERE.search(said):
            return "", ()
        meant = _OF_THEM.search(said)
        recent = self._recent(sentence) if meant else []
        if meant and recent:
            latest = list(dict.fromkeys(p.text for p in reversed(recent)))
            latest = latest[: _COUNTS.get((meant["count"] or "twee").lower(), 2)]
            return _written([p for p in recent if p.text in latest])
        chosen = self._before(sentence, start)
        if chosen:
            return _written(chosen)
        above = self._pointed_at(start) or self._above(start)
        if above:
            return _written(above)
        if self.group is not None and _ALL_OF_THEM.search(said):
            return _written([self.group])
        block = self.structure.blocks[self.structure.block_at(start)].span
        names = {p.text for p in self.subject}
        if not self.subject or (self._has_sections and self.structure.heading(start) is not None):
            return "", ()
        if all(p.text in names for p in _within(self.places, Span(block.start, sentence.end))):
            return _written(self.subject)
        return "", ()

    @cached_property
    def _has_sections(self) -> bool:
        """Whether the subject has a section of its own ('2. Wielwijk'): then the others are of something else."""
        headings = (block.span for block in self.structure.blocks if block.is_heading)
        return any(
            len(inside := _within(self.places, span)) == 1
            and inside[0].text in {p.text for p in self.subject}
            and _ALONE.fullmatch(self.structure.text(Span(span.start, inside[0].start)))
            and inside[0].end == span.end
            for span in headings
        )

    def _pointed_at(self, start: int) -> list[Place]:
        """'Ad 2. De verbouwing ...': the places of the second point of the list above."""
        blocks, index = self.structure.blocks, self.structure.block_at(start)
        point = _AD.match(self.structure.text(blocks[index].span))
        if point is None:
            return []
        for block in reversed(blocks[:index]):
            if re.match(rf"{point['number']}[.)]\s", self.structure.text(block.span)):
                row = _within(self.places, block.span)
                return row if row and _one_row(self.structure, row) else []
        return []

    def _recent(self, sentence: Span) -> list[Place]:
        """The places of a sentence, or where it names none those of its paragraph so far and of the one before."""
        inside = _within(self.places, sentence)
        if inside:
            return inside
        index = self.structure.block_at(sentence.start)
        first = self.structure.blocks[max(0, index - 1)].span.start
        return _within(self.places, Span(first, sentence.start))

    def _before(self, sentence: Span, start: int) -> list[Place]:
        """Those that the paragraph spoke of last, if they stand in one row and nothing turned away from them."""
        block = self.structure.blocks[self.structure.block_at(start)].span
        before = _within(self.places, Span(block.start, sentence.start)) if block.start < sentence.start else []
        if not before:
            return []
        last = self.structure.sentence(before[-1].start)
        between = self.structure.surface.sentence_at(start) - self.structure.surface.sentence_at(last.start)
        row = _within(before, last)
        said = self.structure.text(sentence)
        opened = _FRONT.fullmatch(self.structure.text(Span(last.start, row[0].start))) is not None
        reach = _MOST_TOPIC if opened else _MOST_SENTENCES if goes_on(said) else 1
        if between > reach or not _one_row(self.structure, row):
            return []
        if any(self._is_bystander(p) for p in row) or _ELSEWHERE.search(said):
            return []
        turned = self.structure.text(Span(last.end, sentence.end))
        return [] if _EVERYWHERE.search(turned) else row

    def _is_bystander(self, place: Place) -> bool:
        text = self.structure.surface.text
        around = text[max(0, place.start - 40) : place.start], text[place.end : place.end + 40]
        return bool(_SOMEBODY.search(around[0]) and _SPEAKS.match(around[1]))

    def _above(self, start: int) -> list[Place]:
        """Those of the words that lead a list in, or of the heading."""
        block = self.structure.blocks[self.structure.block_at(start)]
        item_lead = [p for p in _within(self.places, block.span) if p.start < start and p.start - block.span.start < 6]
        if item_lead and re.match(
            r"[^.]{0,3}:", self.structure.surface.text[item_lead[-1].end : item_lead[-1].end + 4]
        ):
            return item_lead
        for span in (self.structure.lead_in(start), self.structure.heading(start)):
            above = _within(self.places, span) if span else []
            names = {p.text for p in above}
            # Where another neighbourhood was named since, the text has moved on from its heading.
            if span and any(p.text not in names for p in _within(self.places, Span(span.end, max(span.end, start)))):
                continue
            if above and _one_row(self.structure, above):
                return above
        return []


def _subject(structure: Structure, places: Sequence[Place]) -> tuple[Place, ...]:
    """The one neighbourhood that the letter's own line of subject names."""
    head = _SUBJECT.search(structure.surface.text[:_MOST_HEAD])
    if head is None:
        return ()
    named = [
        p
        for p in _within(places, Span(*head.span("subject")))
        if not _TOWARDS.search(structure.surface.text[: p.start][-12:])
    ]
    return tuple(named[:1]) if len({p.text for p in named}) == 1 else ()


def _in_turn(
    structure: Structure, row: Sequence[Place], sentence: Span, start: int, others: Sequence[tuple[int, int]]
) -> Place | None:
    """'Voor Beijum en Selwerd is respectievelijk € 5 en € 7 nodig': to each amount its place, in their order."""
    row = list({p.text: p for p in row}.values())
    said = structure.text(sentence)
    mark = _IN_TURN.search(said)
    if mark is None:
        return None
    spans = sorted(s for s in {start, *(s for s, _ in others)} if sentence.start + mark.end() <= s < sentence.end)
    if start not in spans or len(spans) < 2 or len(row) < len(spans):
        return None
    return row[len(row) - len(spans) + spans.index(start)]


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
    """Whether a place behind an amount is of another one behind it: '€ 80.000 is nodig, in Emmerhout € 20.000'."""
    following = min((s for s, _ in others if s >= place.end), default=None)
    return (
        following is not None
        and re.fullmatch(r"[^.;€]{0,60}", text[place.end : following]) is not None
        and re.search(r"[,;]|\b(?:en|maar|terwijl)\b", text[end : place.start]) is not None
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

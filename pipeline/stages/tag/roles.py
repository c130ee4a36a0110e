"""What an amount is: budget, cut, subsidy, credit, cost, levy, ceiling, overrun, or none of these.

Every word for a role (`cues`) near the amount speaks for its role; how loud, its place in the sentence decides: 'een
krediet van €', 'de kosten ... bedragen €', '€ ... bezuinigen', behind 'voor', over a comma, in the heading above. What
each place is worth was learned (multinomial logistic regression, `training/roles`) and stands in `role_weights.csv`;
the same place is worth about the same for every role, so a word that was never seen in training is weighed as well
as any other of its kind.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.stages.tag.cues import ANY, Cue, find_cues

CHOICES = ("", "budget", "cut", "subsidy", "credit", "cost", "levy", "overrun", "ceiling")
"""'' is none of them. The words right next to an amount that make it a ceiling go before all this: `surroundings`."""
LEAST = 0.35
"""Below this probability a role is left empty."""
_WEIGHTS = Path(__file__).with_name("role_weights.csv")

_FILLER = (
    r"(?:van|ad|à|de|het|een|in|totaal|nog|slechts|maar|al|zo'n|circa|ca\.?|ongeveer|ruim|bijna|maximaal|"
    r"minimaal|meer|"
    r"minder|dan|ten|minste|hoogste|rond|om|en|bedrag|som|bedrage|hoogte|grootte|ter|tussen|tot|eens|"
    r"eenmalige?|"
    r"jaarlijkse?|extra|gemiddeld|samen|elk|ieder|naar|schatting|wel|niet|per|\d{4})"
)
_HEAD = re.compile(rf"[:(]?(?: ?{_FILLER})* ?[:(]?\s*", re.IGNORECASE)
_COPULA = re.compile(
    r"(?P<of>(?:[^,;:€]|, [^,;:€]{0,60},){0,120}?)\b(?:is|zijn|was|waren|wordt|worden|werd|werden|blijft|"
    r"bedraagt|"
    r"bedragen|bedroeg|bedroegen|komt|komen|kwam|kwamen|loopt|lopen|liep|stijgt|stijgen|steeg|stegen|daalt|"
    r"daalde|"
    r"gaat|gaan|groeit|oploopt|opliep|oplopend|uitkomt|neemt toe|ligt|liggen|lag|telt|omvat|heeft|hebben|valt|"
    r"vallen|sluit|sluiten|sloot|uitkwam|uitkwamen|uitkomen|uitvalt|kan oplopen|belopen|beloopt|"
    r"beslaat)\b(?P<rest>[^,;:€]{0,50})",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"[^,;:€]{0,50},? (?:dat|die) [^,;:€]{0,45}")  # 'het budget voor sport, dat nu € 5.000 bedraagt'
_OBLIQUE = re.compile(
    r"\b(?P<prep>voor|van|vanuit|uit|op|in|met|aan|door|bij|naar|over|binnen|tot|zonder|naast|inclusief|"
    r"exclusief|"
    r"behoeve van|laste van)(?: (?:de|het|een|deze|dit|die|dat|onze|ons|hun|haar|zijn|uw|"
    r"alle))?(?: [a-zà-ÿ]+e)? $",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r" ?(?:\(?(?:aan|extra|te|is|wordt|zijn|was|werd|in|meer|minder|per \w+|[a-zà-ÿ]+e)\)? )*", re.IGNORECASE
)
_PREPOSITION = re.compile(
    r"\b(?P<prep>met|van|naar|tot|op|voor|à|uit|om|tegen)(?: (?:nog eens|circa|ca\.|ongeveer|ruim|bijna|"
    r"maximaal|"
    r"in totaal|jaarlijks|eenmalig|een bedrag van|zo'n|de))* ?$",
    re.IGNORECASE,
)
# 'De provincie trekt € 5.000 uit': what others set aside is given to us.
_GIVES = re.compile(
    r"\b(?:het [Rr]ijk|de provincie(?: [A-Z]\w+)?|het ministerie(?: van [A-Z]+)?|de minister|het kabinet|"
    r"het waterschap(?: "
    r"[A-Z]\w+)*|de corporaties?)(?: \w+){1,4} $",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[;:•]|\b(?:maar|terwijl|omdat|zodat|waarvan|waarbij|waarmee|als|want|doordat|nadat|hoewel|wat|dus|"
    r"en (?:de|het|"
    r"wij|dat))\b"
)
_COORDINATE = re.compile(
    r"(?!.*\b(?:is|zijn|was|waren|wordt|worden|werd|werden|heeft|hebben|kan|dat|die|dan|wat|waarvan)\b)"
    r"\s?(?:,|;|en|of|resp\.?|respectievelijk|naar|tot|plus|"
    r",? ?en (?:met )?(?:nog eens )?)\s?(?:[^,;.€]{0,45}?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is said around an amount; `start` and `end` count in `sentence`."""

    sentence: str
    start: int
    end: int
    others: tuple[tuple[int, int], ...] = ()  # the other amounts of the sentence
    above: tuple[tuple[str, str], ...] = ()  # ('column', 'Begroot'), ('row', ...), ('table', ...), ('lead', ...), ...
    before: str | None = None  # role of the amount before this one, where that is near
    link: str = ""  # how it is near: 'same' sentence, the 'next', one that is 'taken-up', 'list', 'cell', 'opened'


def role_of(surroundings: Surroundings) -> tuple[str, float]:
    """The likeliest role and its probability; '' where none is likely enough."""
    weights = load_weights()
    scores = {
        role: math.fsum(weights.get(name, 0.0) + weights.get(f"{name}@{role or 'none'}", 0.0) for name in names)
        for role, names in features(surroundings).items()
    }
    most = max(scores.values())
    total = sum(math.exp(score - most) for score in scores.values())
    best = max(scores, key=lambda role: scores[role])
    probability = math.exp(scores[best] - most) / total
    return (best, probability) if probability >= LEAST else ("", 1 - probability)


@lru_cache(maxsize=1)
def load_weights() -> Mapping[str, float]:
    with _WEIGHTS.open(encoding="utf-8", newline="") as stream:
        return {row["feature"]: float(row["weight"]) for row in csv.DictReader(stream, delimiter=";")}


def features(around: Surroundings) -> dict[str, set[str]]:
    """For every role the places from which something speaks for it."""
    preposition = _preposition(around.sentence[: around.start])
    found: dict[str, set[str]] = {role: {"bias", f"amount.{preposition}"} for role in CHOICES}
    spoken = False
    given = _GIVES.search(around.sentence[: around.start]) is not None
    near: set[str] = set()
    cues = find_cues(around.sentence)
    beyond = any(c.kind == "beyond" and 0 <= c.start - around.end <= 30 for c in cues)
    for cue, places in _in_sentence(around, cues, preposition):
        if beyond and cue.role == "cost" and cue.end <= around.start:
            continue  # 'de kosten vallen € 5.000 hoger uit dan geraamd': the kosten are not these € 5.000
        received = cue.role == "subsidy" and any(c.kind == "receive" for c in cues)
        if cue.kind == "noun" and not received and any(place.endswith(".uit") for place in places):
            found["budget"].add("out-of")  # whatever it is that the money comes from
            continue
        if any(place.endswith(".part") for place in places) and "noun.ahead.head" not in places:
            places = {place for place in places if place.endswith(".part")}
        told = "subsidy" if given and cue.role == "budget" and cue.kind == "verb" else cue.role
        for role in CHOICES if told == ANY else (told,):
            found[role].update(places)
        if any(place.endswith(".other") for place in places):
            continue
        spoken = spoken or cue.role != ANY
        if any(place.endswith(".far") for place in places):
            continue
        near.update({cue.kind, f"{cue.role} {cue.kind}"})
        if cue.kind == "giver":
            is_source = any(place.endswith((".van", ".vanuit", ".uit")) for place in places)
            near.add("from a giver" if is_source else "by a giver")
    named = any(
        {"noun.ahead.head", "noun.ahead.subject", "noun.ahead.relative"} & found[role]
        for role in ("cut", "credit", "cost", "levy", "overrun")
    )
    by_giver = "by a giver" in near and near & {"budget verb", "budget weak", "grant"}
    if not named and (by_giver or {"from a giver", "receive"} <= near):
        found["subsidy"].add("given")
    heads_of_cell = [text for where, text in around.above if where in ("column", "row")]
    yields = "yield" in near or any(c.kind == "yield" for text in heads_of_cell for c in find_cues(text))
    if yields and (around.before == "levy" or any(c.role == "levy" for c in _all_cues(around))):
        found["levy"].add("yield")
    if "payer" in near and "cost verb" in near:
        found["levy"].add("charged")
    heads = ""
    nothing = any(
        where == "row" and (of_row := find_cues(text)) and of_row[0].role == "" for where, text in around.above
    )  # 'Baten', 'Saldo': neither of them is what the head of their column says
    for where, text in around.above:
        if nothing and where == "column":
            continue
        above = [cue for cue in find_cues(text) if cue.role != ANY]
        for cue in above[-1:] if where.startswith(("lead", "previous")) else above[:1]:
            found[cue.role].update({where, f"{where}.silent" if not spoken else where, where + heads})
            if where in ("column", "row", "section"):
                heads = ".too"
    if around.before is not None:
        between = around.sentence[max((e for _, e in around.others if e <= around.start), default=0) : around.start]
        joined = around.link == "same" and _COORDINATE.fullmatch(between) is not None
        own = bool(heads) or any(
            c.kind not in ("giver", "payer") for c in find_cues(between if around.link == "same" else around.sentence)
        )
        place = f"before.{around.link}"
        found[around.before].update({place, f"{place}.joined" if joined else place, f"{place}.own" if own else place})
    return found


def _all_cues(around: Surroundings) -> Iterator[Cue]:
    for text in (around.sentence, *(text for where, text in around.above if where != "table")):
        yield from find_cues(text)


def _chain(around: Surroundings) -> tuple[int, int]:
    """From the first to the last of the amounts that are joined to this one by no more than 'en' and the like."""
    spans = sorted([*around.others, (around.start, around.end)])
    first = last = spans.index((around.start, around.end))

    def joined(left: tuple[int, int], right: tuple[int, int]) -> bool:
        between = around.sentence[left[1] : right[0]]
        if _COORDINATE.fullmatch(between) is None:
            return False
        return not any(cue.kind in ("noun", "verb", "phrase", "met") for cue in find_cues(between))

    while first > 0 and joined(spans[first - 1], spans[first]):
        first -= 1
    while last + 1 < len(spans) and joined(spans[last], spans[last + 1]):
        last += 1
    return spans[first][0], spans[last][1]


def _in_sentence(around: Surroundings, cues: Sequence[Cue], preposition: str) -> Iterator[tuple[Cue, set[str]]]:
    text = around.sentence
    start, end = _chain(around)
    others = [(s, e) for s, e in around.others if e <= start or end <= s]
    ahead = [c for c in cues if c.end <= around.start]
    behind = [c for c in cues if c.start >= around.end]
    for side, row in (("ahead", ahead[::-1]), ("behind", behind)):
        seen = 0
        for cue in row:
            low, high = (cue.end, start) if side == "ahead" else (end, cue.start)
            if low > high:  # between the amounts of a chain
                low, high = (cue.end, around.start) if side == "ahead" else (around.end, cue.start)
            gap = text[low:high]
            crossed = any(low <= s and e <= high for s, e in others)
            link = "other" if crossed else _link(cue, gap, side)
            place = f"{cue.kind}.{side}.{link}"
            places = {place}
            if not crossed:
                if _CLAUSE.search(gap):
                    places.add(f"{side}.clause")
                elif "," in gap:
                    places.add(f"{side}.comma")
                if seen:
                    places.add(f"{side}.second")
                if cue.kind in ("noun", "yield", "giver") and (match := _OBLIQUE.search(text[: cue.start])):
                    whole = "part" if match.start() == 0 and match["prep"] == "Van" else match["prep"].lower()
                    places.add(f"{'giver' if cue.kind == 'giver' else 'noun'}.{side}.{whole}")
                if side == "behind":
                    following = min((s for s, _ in others if s >= cue.end), default=None)
                    if following is not None and following - cue.end < cue.start - end:
                        places.add("behind.of-the-next")
                if cue.kind in ("met", "noun", "verb"):
                    places.add(f"{cue.kind}.amount-{preposition}")
            if cue.role != ANY and cue.kind != "weak" and not crossed:
                seen += 1
            yield cue, places


def _link(cue: Cue, gap: str, side: str) -> str:
    words = len(gap.split())
    distance = "near" if words <= 4 else "mid" if words <= 9 else "far"
    if side == "behind":
        return "next" if _NEXT.fullmatch(gap) else distance
    if cue.kind not in ("verb", "met") and _HEAD.fullmatch(gap):
        return "head"
    if cue.kind in ("noun", "yield"):
        copula = _COPULA.fullmatch(gap)
        if copula and len(copula["rest"].split()) <= 6:
            return "subject"
        if _RELATIVE.fullmatch(gap):
            return "relative"
    return distance


def _preposition(text: str) -> str:
    """The preposition that the amount goes with, if it is one that tells."""
    match = _PREPOSITION.search(text)
    return match["prep"].lower() if match else "none"

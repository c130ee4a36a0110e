"""Neighbourhoods as people write them, with the codes they cover in the edition of the letter.

Names come from the CBS list (`editions`) and from `corrections/neighbourhoods.csv`. Most names stand by themselves;
the others need a word of their surroundings, by their row's cue:

    hoofdletter   capital and not the start of a sentence, a name before it or a street number behind it
    wijkwoord     only behind a word like 'wijk', 'stadsdeel', 'visie', or in a row of neighbourhoods
    buurtwoord    the same, but also behind 'in', 'uit', 'de bewoners van'
    zaal          not where the sentence speaks of a hall or a theatre
    klein         small letters do too
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.stages.tag.bodies import BEARER
from pipeline.stages.tag.editions import Edition
from pipeline.stages.tag.finding import Finding, without_overlaps
from pipeline.stages.tag.surface import Surface

CUES = ("", "hoofdletter", "wijkwoord", "buurtwoord", "zaal", "klein")
KINDS = ("wijk", "buurt", "stadsdeel", "area")

WORD = re.compile(r"[^\W_]+")
DIRECTION = r"(?:Noord|Zuid|Oost|West|Noordoost|Noordwest|Zuidoost|Zuidwest|Centrum|Midden|Dorp)"
GENERIC = re.compile(
    rf"(?:(?:Oud|Nieuw)?-?{DIRECTION}|(?:Het )?(?:Noord|Zuid|Oost|West)en|"
    r"Stadscentrum|Industriebuurt|Villabuurt|Woonwagenkamp|Universiteitscomplex|"
    r"Tuindorp|Kern|Dorp|Buitengebied|Platteland|Bedrijventerrein|Industrieterrein|Haven|Polder|Meerdorpen|"
    r"Landelijk gebied|"
    r"Eilanden|Park|Kanaal|Station|Winkelcentrum|Sportpark|Begraafplaats)(?: e\.o\.)?",
    re.IGNORECASE,
)
STREET = re.compile(r"(?:weg|straat|laan|kade|diep|kanaal|singel|plein|dijk|steeg|gracht)$", re.IGNORECASE)
_JOINT = re.compile(
    r"\s?(?:,|;|/|en|of|&|\+|en de|of de|, de|, en|alsmede|resp\.|t/m|in|"
    r"(?:,|en|of)(?: (?:de|het))? (?:wijk|buurt))\s?|\s?\n?[•*-] ?"
)
_AREA_WORD = (
    r"(?:\w*(?:wijk|wijken|buurt|buurten|stadsdeel|stadsdelen|wijkteam|gebiedsteam|wijkteams|wijkplan|wijkvisie|"
    r"wijkvernieuwing|wijkperspectief|wijkbedrijf|wijkraad|wijkbudget|wijkcentrum|buurtcentrum|bewonersorganisatie|"
    r"stadsdeelco[öo]rdinator|stadsdeelkantoor|bestemmingsplan|gebied)|visie|dorp|dorpen|(?:bewoners|"
    r"buurtbewoners|inwoners|huurders) van)"
)
_AFTER_AREA_WORD = re.compile(rf"(?:^|\W){_AREA_WORD} (?:(?:van|in|voor) )?(?:de |het )?[\"'‘“]?$", re.IGNORECASE)
_IN = re.compile(
    r"(?:^|\W)(?:in|uit|voor|naar|rond|rondom|binnen|nabij|bewoners van|huurders van) (?:de |het )?[\"'‘“]?$",
    re.IGNORECASE,
)
_HALL = re.compile(r"cultuurcentrum|schouwburg|concert|theater|zaal|voorstelling|SPOT\b|muziekcentrum", re.IGNORECASE)
_HOUSE_NUMBER = re.compile(
    r" \d{1,4}(?: ?[a-zA-Z]{1,2})?(?![.,]\d)(?= ?(?:[,.;:)\n]|$|te |in |tot |t/m|en \d|"
    r"- ?\d))"
)
_ARTICLES = frozenset(("de", "het", "den", "der", "van", "ten", "ter", "en", "t", "s"))
_PERSON = re.compile(
    r"(?:\b(?i:dhr|mevr|mw|drs|mr|ir|dr|prof)\.? |\b(?i:heer|mevrouw|wethouder|burgemeester|raadslid) |"
    r"(?<![\w.])(?:[A-Z]\.){1,4} ?)$"
)
_AREA_NOUN = re.compile(r"(?:stadsdeel|wijk|buurt|dorp) ")  # of 'stadsdeel West' the name is 'West'
_TOWN = re.compile(r"\b[Gg]emeenten? $")
_WITH_ARTICLE = re.compile(r"\b(?:de|het) $", re.IGNORECASE)
_COMPOUND = re.compile(
    r"-?(?:affaire|kwestie|dossier|debat|debacle|project|plan|plannen|visie|nota|onderzoek|rapport|"
    r"commissie)(?![^\W_])"
)


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling: what it is called in the tables, and where it counts."""

    form: str  # small letters
    written: str
    canonical: str
    kind: str
    codes: tuple[str, ...]
    rule: str
    cue: str


@dataclass(frozen=True)
class Neighbourhoods:
    """Names of one municipality in one edition, by their first word in small letters."""

    edition: Edition
    by_word: dict[str, tuple[Name, ...]]
    municipalities: dict[str, str]  # other municipalities by their name in small letters

    @property
    def every_name(self) -> tuple[Name, ...]:
        return tuple(name for names in self.by_word.values() for name in names)

    def find(self, surface: Surface) -> list[Finding]:
        """Every neighbourhood, sorted, without overlaps."""
        found: list[Finding] = []
        waiting: list[tuple[Finding, str]] = []
        for finding, cue in self._candidates(surface):
            verdict = _verdict(surface, finding, cue)
            if verdict is None:
                waiting.append((finding, cue))
            elif verdict:
                found.append(finding)
        found = without_overlaps(found)
        while True:
            accepted = [f for f, _ in waiting if _stands_in_row(surface.text, f, found)]
            if not accepted:
                break
            found = without_overlaps([*found, *accepted])
            waiting = [(f, cue) for f, cue in waiting if f not in accepted]
        return [self._elsewhere(surface.text, f) for f in without_overlaps([*found, *self._foreign(surface)])]

    def _candidates(self, surface: Surface) -> Iterable[tuple[Finding, str]]:
        text, lowered = surface.text, surface.text.lower()
        if len(lowered) != len(text):  # a few letters grow when made small ('İ'); the text then stands for itself
            lowered = text
        for word in WORD.finditer(lowered):
            for name in self.by_word.get(word.group(), ()):
                start, end = word.start(), word.start() + len(name.form)
                if not lowered.startswith(name.form, start) or surface.is_skipped(start, end):
                    continue
                if (
                    text[start - 1 : start].isalnum()
                    or text[start - 1 : start] in ("@", "_")
                    or re.match(r"\w-$", text[max(0, start - 2) : start])
                ):
                    continue
                if not _capital(text[start:end], name.cue) or _AREA_NOUN.match(text, start):
                    continue
                if not _ends_word(text, end):
                    continue
                yield (
                    Finding(start, end, "NEIGHBOURHOOD", name.canonical, name.rule, 1.0, name.kind, name.codes),
                    name.cue,
                )
                break
            else:
                yield from self._inside_compound(text, word)

    def _inside_compound(self, text: str, word: re.Match[str]) -> Iterable[tuple[Finding, str]]:
        """'Lewenborgdossier': a name that stands by itself, with a word for what is written about it glued on."""
        if len(word.group()) < 11 or not text[word.start()].isupper():
            return
        for suffix_start in range(7, len(word.group()) - 3):
            if not _COMPOUND.match(text, word.start() + suffix_start):
                continue
            for name in self.by_word.get(word.group()[:suffix_start], ()):
                if name.form == word.group()[:suffix_start] and name.cue in ("", "zaal"):
                    span = (word.start(), word.start() + suffix_start)
                    yield (
                        Finding(*span, "NEIGHBOURHOOD", name.canonical, name.rule, 0.9, name.kind, name.codes),
                        name.cue,
                    )
                    return

    def _foreign(self, surface: Surface) -> Iterable[Finding]:
        """'Kerkrade-West': a part of another town, told by the town's own name."""
        text = surface.text
        for match in re.finditer(rf"-{DIRECTION}(?![\w-])", text):
            words = [
                w.start() for w in re.finditer(r"(?<![\w'-])['\w]", text[max(0, match.start() - 40) : match.start()])
            ]
            for back in words[-3:]:
                start = max(0, match.start() - 40) + back
                town = self.municipalities.get(text[start : match.start()].lower())
                if town and not surface.is_skipped(start, match.end()):
                    canonical = f"{text[start : match.end()]} ({town})"
                    yield Finding(
                        start, match.end(), "NEIGHBOURHOOD", canonical, "neighbourhoods:elsewhere", 0.9, "wijk"
                    )
                    break

    def _elsewhere(self, text: str, finding: Finding) -> Finding:
        """A name that the text itself places in another town belongs to that town, and has none of our codes."""
        match = re.match(
            r" (?:in |te |\(|uit )(?P<town>[A-Z][\w'-]+(?: [A-Z][\w'-]+)?)", text[finding.end : finding.end + 40]
        )
        town = match and (
            self.municipalities.get(match["town"].lower()) or self.municipalities.get(match["town"].lower().split()[0])
        )
        if not town:
            return finding
        name = text[finding.start : finding.end]
        return replace(finding, canonical=f"{name} ({town})", rule="neighbourhoods:elsewhere", codes=())


def _capital(written: str, cue: str) -> bool:
    """A word that is no article bears a capital; with 'klein' it need not."""
    if cue == "klein":
        return True
    words = [w for w in WORD.findall(written) if w.lower() not in _ARTICLES]
    return any(w[0].isupper() or w[0].isdigit() for w in words)


def _ends_word(text: str, end: int) -> bool:
    following = text[end : end + 2]
    if not following or not (following[0].isalnum() or following[0] in "-'’_"):
        return True
    return (following[0] == "-" and not (len(following) > 1 and following[1].isupper())) or bool(
        re.match(r"['’]s?(?!\w)", text[end : end + 3])
    )


def _verdict(surface: Surface, finding: Finding, cue: str) -> bool | None:
    """True: it is the neighbourhood; False: it is not; None: only if it stands in a row of them."""
    text = surface.text
    before, after = text[max(0, finding.start - 40) : finding.start], text[finding.end : finding.end + 24]
    written = text[finding.start : finding.end]
    named = bool(_AFTER_AREA_WORD.search(before))
    if (_PERSON.search(before) and not named) or _TOWN.search(before) or BEARER.search(before):
        return False
    if STREET.search(written) and _HOUSE_NUMBER.match(after):
        return False
    if cue == "zaal":
        sentence = surface.sentences[surface.sentence_at(finding.start)]
        return named or not _HALL.search(text[sentence.start : sentence.end])
    if cue == "wijkwoord":
        return True if named or (_alone(text, finding) and not GENERIC.fullmatch(written)) else None
    if cue == "buurtwoord":
        water = STREET.search(written) and _WITH_ARTICLE.search(before)  # 'in het Reitdiep' one swims
        return True if named or (_IN.search(before) and not water) else None
    if cue == "hoofdletter":
        if written.isupper() and not named:
            return True if _alone(text, finding) else None
        if re.match(r" (?:van|waarop|waarvan)\b", after) and not named and _opens_sentence(surface, finding):
            return None
        return True if not _HOUSE_NUMBER.match(after) else None
    return True


def _opens_sentence(surface: Surface, finding: Finding) -> bool:
    return surface.sentences[surface.sentence_at(finding.start)].start == finding.start


def _alone(text: str, finding: Finding) -> bool:
    """Whether it fills its line, or its cell of a table, or opens a line before a colon."""
    before = text[: finding.start][-3:]
    opens = not before or before[-1] in "\n\t" or bool(re.search(r"(?:^|\n)[•*·-] ?$", before))
    following = text[finding.end : finding.end + 1]
    return opens and (not following or following in "\n\t:")


def _stands_in_row(text: str, finding: Finding, found: Sequence[Finding]) -> bool:
    for other in found:
        if abs(other.start - finding.start) > 120:
            continue
        gap = text[other.end : finding.start] if other.end <= finding.start else text[finding.end : other.start]
        if len(gap) < 12 and _JOINT.fullmatch(gap):
            return True
    return False

"""The names of a municipality's neighbourhoods in one edition: from the CBS list and from the rows that people edit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.dictionaries import Row, load_rows
from pipeline.errors import BadCorrections
from pipeline.stages.tag.editions import Edition
from pipeline.stages.tag.neighbourhoods import CUES, DIRECTION, GENERIC, KINDS, STREET, WORD, Name, Neighbourhoods

_SIBLING = re.compile(rf"(?P<base>.{{4,}}?)[- ]{DIRECTION}")
_SCATTERED = re.compile(
    r"Verspreide huizen|Buitengebied|Overig |Wijk \d\d|Bedrijventerrein |Industrieterrein ", re.IGNORECASE
)


def load_names(gemeente: str, own_folder: Path | None = None) -> tuple[Row, ...]:
    """The rows of `corrections/neighbourhoods.csv` for one municipality, checked.

    Raises:
        BadCorrections: kind or cue is not known.
    """
    rows = load_rows("neighbourhoods.csv", ("gemeente", "canonical", "kind", "aliases", "covers", "cue"), own_folder)
    for row in rows:
        if row["kind"] not in KINDS or row["cue"] not in CUES or not row["canonical"]:
            raise BadCorrections(
                f"{row.where}: canonical, kind or cue is wrong.",
                f"Kind is one of {', '.join(KINDS)}; cue is empty or one of {', '.join(c for c in CUES if c)}.",
            )
    return tuple(row for row in rows if row["gemeente"].lower() == gemeente.lower())


def neighbourhoods(
    edition: Edition,
    others: Sequence[Edition],
    rows: Sequence[Row],
    municipalities: Sequence[str],
    is_common: Callable[[str], bool],
) -> Neighbourhoods:
    """The names of an edition; names that only other editions know are found too, without a code.

    Args:
        edition: the one whose codes count.
        others: further editions of the same municipality.
        rows: of `corrections/neighbourhoods.csv`, for this municipality.
        municipalities: all of them, to tell a neighbourhood of another town.
        is_common: tells a word (small letters) that is used for other things far more often ('hoek', 'loon').
    """
    towns = {m.lower(): m for m in municipalities} | {"den haag": "'s-Gravenhage", "den bosch": "'s-Hertogenbosch"}
    names: dict[str, Name] = {}
    for row in rows:
        for name in _from_row(row, edition):
            names.setdefault(name.form, name)
    aliases = {row_name.form: row_name for row_name in names.values()}
    for source in (edition, *others):
        for name in _from_edition(source, edition):
            known = _called_as(name, aliases)
            if known is name and name.form in towns:  # Emmen is a wijk of Emmen too
                known = replace(name, cue="wijkwoord")
            elif known is name and not name.cue and is_common(name.form):
                known = replace(name, cue="buurtwoord")
            names.setdefault(name.form, known)
    towns = {short: town for short, town in towns.items() if town.lower() != edition.gemeente.lower()}
    # Haren is a part of Groningen since 2019; for the editions before, which have no code for it, it is a town.
    own = {area.name.lower() for area in edition.areas}
    names = {form: n for form, n in names.items() if n.codes or form in own or n.canonical.lower() not in towns}
    by_word: dict[str, list[Name]] = defaultdict(list)
    for name in names.values():
        first = WORD.search(name.form)
        if first is not None and first.start() == 0:
            by_word[first.group()].append(name)
    ordered = {word: tuple(sorted(found, key=lambda n: -len(n.form))) for word, found in by_word.items()}
    return Neighbourhoods(edition, ordered, towns)


def _called_as(name: Name, aliases: dict[str, Name]) -> Name:
    called = aliases.get(name.form) or aliases.get(name.canonical.lower())
    return replace(called, form=name.form, written=name.written) if called else name


def _from_row(row: Row, edition: Edition) -> Iterable[Name]:
    covered = {c.strip().lower() for c in row["covers"].split("|") if c.strip()}
    areas = [a for a in edition.areas if a.name.lower() in covered]
    # A wijk that bears the name stands for the buurten in it that are named too.
    wijken = {a.code for a in areas if a.kind == "wijk"}
    codes = tuple(edition.key(a.code) for a in areas if a.kind == "wijk" or a.wijk not in wijken)
    for alias in dict.fromkeys([row["canonical"], *(a.strip() for a in row["aliases"].split("|"))]):
        if alias:
            for form in _forms(alias):
                yield _name(form, row["canonical"], row["kind"], codes, f"neighbourhoods:{row.id}", row["cue"])


def _from_edition(source: Edition, edition: Edition) -> Iterable[Name]:
    here = {a.name.lower(): a for a in edition.areas} if source.year != edition.year else {}
    bases: dict[str, list[str]] = defaultdict(list)
    taken = {a.name.lower() for a in source.areas} | {source.gemeente.lower()}
    for area in source.areas:
        own = source.year == edition.year
        codes = (
            (edition.key(area.code),) if own else tuple(edition.key(a.code) for a in [here.get(area.name.lower())] if a)
        )
        plain = re.sub(r" e\.o\.$", "", area.name)
        if _SCATTERED.match(plain):
            continue
        rule = f"gazetteer:{source.year}:{area.code}"
        for form in (*_forms(plain), *_swapped(plain, taken)):
            yield _name(form, plain, area.kind, codes, rule, _cue(plain))
        for part in (p.strip() for p in plain.split("/") if "/" in plain):
            if len(part) > 3 and part.lower() not in taken:
                yield _name(part, plain, area.kind, codes, rule, _cue(part))
        within = re.fullmatch(rf"{re.escape(source.gemeente)}[ -](?P<rest>\w+)", plain, re.IGNORECASE)
        if within:  # 'Assen centrum' is called 'de wijk Centrum' at home
            yield _name(within["rest"].capitalize(), plain, area.kind, codes, rule, "wijkwoord")
        for base in _bases(plain):
            if base.lower() not in taken and area.kind == "buurt":
                bases[base] += [edition.key(area.code)] if own else []
    for base, codes_of_base in bases.items():
        for form in _forms(base):
            yield _name(form, base, "wijk", tuple(codes_of_base), f"gazetteer:{source.year}:{base}", _cue(base))


def _bases(name: str) -> list[str]:
    """What its parts have in common: 'Beijum' of 'Beijum-Oost', 'Hoograven' of 'Oud Hoograven-Noord'."""
    sibling = _SIBLING.fullmatch(name)
    base = sibling["base"] if sibling else name
    age = re.fullmatch(r"(?:Oud|Nieuw)[ -](?P<base>[A-Z].{3,})", base)
    found = [age["base"]] if age else []
    return [base, *found] if sibling else found


def _name(written: str, canonical: str, kind: str, codes: tuple[str, ...], rule: str, cue: str) -> Name:
    return Name(written.lower(), written, canonical, kind, codes, rule, cue)


def _forms(name: str) -> list[str]:
    """Spellings of one name: with and without its hyphen, and 'Nieuwstraatkwartier' for 'Nieuwstraat-Kwartier'."""
    glued = re.sub(r"(?<=[a-z]{4})-((?:K|W|B|P)(?=wartier|ijk|uurt|ark))", lambda m: m[1].lower(), name)
    direction = re.sub(r" (?=(?:Noord|Zuid|Oost|West)\b)", "-", name)
    return list(dict.fromkeys([name, name.replace("-", " "), direction, glued]))


def _swapped(name: str, taken: set[str]) -> list[str]:
    """'Rivierenwijk' for the Rivierenbuurt, unless that is another one's name."""
    match = re.fullmatch(r"(?P<stem>\S{5,})(?P<end>wijk|buurt)", name)
    if not match:
        return []
    other = match["stem"] + {"wijk": "buurt", "buurt": "wijk"}[match["end"]]
    return [] if other.lower() in taken else [other]


def _cue(name: str) -> str:
    if GENERIC.fullmatch(name) or (STREET.search(name) and " " not in name):
        return "wijkwoord"
    if re.match(r"(?:De|Het|'t|Ter|Van|Den) ", name):
        return "hoofdletter"
    return ""

"""Our part of the spaCy pipeline: three components that set span groups, and keep what they found in full.

    brieven_parties          doc.spans["parties"]
    brieven_neighbourhoods   doc.spans["neighbourhoods"]
    brieven_amounts          doc.spans["amounts"]

A span group counts in tokens, and a tokenizer may glue what a rule parts ('46.800,--ISV'); the exact code points are
in `findings(doc)`. `doc.user_data[DATE]` may hold the letter's ISO date, which chooses the edition of the gazetteer,
and `doc.user_data[GEMEENTE]` the municipality whose letter it is; else the setting's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from pipeline.language.lexicon import load_lexicon
from pipeline.stages.tag.amounts import find_amounts
from pipeline.stages.tag.columns import find_column_amounts, merge
from pipeline.stages.tag.editions import Edition, edition_for, load_editions, load_municipalities
from pipeline.stages.tag.finding import Finding
from pipeline.stages.tag.neighbourhoods import Neighbourhoods
from pipeline.stages.tag.parties import Parties, load_parties
from pipeline.stages.tag.place_names import load_names, neighbourhoods
from pipeline.stages.tag.relations import relate
from pipeline.stages.tag.surface import Surface, flow

DATE = "brieven_date"
GEMEENTE = "brieven_gemeente"
GROUPS = {"PARTY": "parties", "NEIGHBOURHOOD": "neighbourhoods", "AMOUNT": "amounts"}
_SURFACE = "brieven_surface"
_FINDINGS = "brieven_findings"


def surface_of(doc: Doc) -> Surface:
    """The flowed text of a document, made once."""
    if _SURFACE not in doc.user_data:
        doc.user_data[_SURFACE] = flow(doc.text)
    surface: Surface = doc.user_data[_SURFACE]
    return surface


def findings(doc: Doc) -> tuple[Finding, ...]:
    """What our components found, in the coordinates of `surface_of(doc)`."""
    found: tuple[Finding, ...] = doc.user_data.get(_FINDINGS, ())
    return found


def _keep(doc: Doc, label: str, found: Sequence[Finding]) -> Doc:
    surface = surface_of(doc)
    spans = []
    for finding in found:
        place = surface.to_source(finding.start, finding.end)
        span = doc.char_span(place.start, place.end, label=label, alignment_mode="expand")
        if span is not None:
            spans.append(span)
    doc.spans[GROUPS[label]] = SpanGroup(doc, name=GROUPS[label], spans=spans)
    doc.user_data[_FINDINGS] = (*(f for f in findings(doc) if f.label != label), *found)
    return doc


@Language.factory("brieven_parties", default_config={"corrections": None})
class PartyTagger:
    """Parties, from `corrections/parties.csv`."""

    def __init__(self, nlp: Language, name: str, corrections: str | None) -> None:
        self.parties: Parties = load_parties(Path(corrections) if corrections else None)

    def __call__(self, doc: Doc) -> Doc:
        return _keep(doc, "PARTY", self.parties.find(surface_of(doc)))


@Language.factory("brieven_neighbourhoods", default_config={"gemeente": "Groningen", "corrections": None})
class NeighbourhoodTagger:
    """Neighbourhoods of the letter's municipality, in the edition that its date asks for."""

    def __init__(self, nlp: Language, name: str, gemeente: str, corrections: str | None) -> None:
        self.gemeente, self.folder = gemeente, Path(corrections) if corrections else None
        Gazetteer.load(gemeente, self.folder)  # a wrong setting is to be told before the first letter

    def __call__(self, doc: Doc) -> Doc:
        home = str(doc.user_data.get(GEMEENTE) or self.gemeente)
        names = Gazetteer.load(home, self.folder).at(str(doc.user_data.get(DATE, "")))
        found = names.find(surface_of(doc))
        if home != self.gemeente:  # 'Centrum' of two towns must not be added up
            found = [f if f.canonical.endswith(")") else replace(f, canonical=f"{f.canonical} ({home})") for f in found]
        return _keep(doc, "NEIGHBOURHOOD", [f for f in found if not _is_surname(doc, f)])


@Language.factory("brieven_amounts")
class AmountTagger:
    """Amounts and their relations; comes after the other two, whose findings tell it whose and where."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        surface = surface_of(doc)
        amounts = merge(find_amounts(surface), find_column_amounts(surface, doc.text))
        return _keep(doc, "AMOUNT", relate(surface, amounts, (*findings(doc), *_organisations(doc)), doc.text))


def _organisations(doc: Doc) -> Iterator[Finding]:
    """The model's organisations in the coordinates of the surface, where no party stands: amounts may be theirs."""
    parties = [f for f in findings(doc) if f.label == "PARTY"]
    for entity in doc.ents:
        place = surface_of(doc).from_source(entity.start_char, entity.end_char) if entity.label_ == "ORG" else None
        if place is not None and not any(f.overlaps(*place) for f in parties):
            yield Finding(*place, "ORG", " ".join(entity.text.split()), "model")


@dataclass(frozen=True)
class Gazetteer:
    """The neighbourhoods of one municipality, one set of names for each edition."""

    editions: tuple[Edition, ...]
    names: dict[int, Neighbourhoods]

    @staticmethod
    @lru_cache(maxsize=16)
    def load(gemeente: str, own_folder: Path | None) -> Gazetteer:
        editions = load_editions(gemeente, own_folder)
        rows, towns = load_names(gemeente, own_folder), load_municipalities()
        names = {}
        for edition in editions:
            others = [e for e in reversed(editions) if e is not edition]
            names[edition.year] = neighbourhoods(edition, others, rows, towns, _is_common)
        return Gazetteer(editions, names)

    def at(self, date: str) -> Neighbourhoods:
        return self.names[edition_for(self.editions, date).year]


def _is_common(word: str) -> bool:
    """Whether a word is among the commonest 20,000 or so of Dutch (log10 probability above -5.6)."""
    lexicon = load_lexicon()
    probability = lexicon.log_probability(word) if lexicon.is_listed(word) else None
    return probability is not None and probability > -5.6


def _is_surname(doc: Doc, finding: Finding) -> bool:
    """Whether the model sees a person whose last name it is: 'Jan Veldhuizen'.

    The model takes 'Wijkbedrijf Selwerd' for one too, so names that people have gone through are left alone.
    """
    if not finding.rule.startswith("gazetteer:"):
        return False
    place = surface_of(doc).to_source(finding.start, finding.end)
    return any(
        entity.label_ in ("PER", "PERSON") and entity.start_char < place.start and entity.end_char == place.end
        for entity in doc.ents
    )

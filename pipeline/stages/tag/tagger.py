"""The tagger: a Dutch spaCy pipeline with our components in it, and what it does to a document."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

import pipeline.stages.tag.tokens  # noqa: F401 - makes the sentence component of our own model known to spaCy
from pipeline.document import Document, Mention, Page, Place, Span, make_layer
from pipeline.errors import MissingComponent
from pipeline.language.lexicon import load_lexicon
from pipeline.settings import Settings
from pipeline.stages.tag.components import DATE, GEMEENTE, Gazetteer, findings, surface_of
from pipeline.stages.tag.finding import Finding
from pipeline.stages.tag.home import homes_of
from pipeline.stages.tag.parties import load_parties
from pipeline.stages.tag.residual import STAGE, Mender, load_confusions, make_mender
from pipeline.stages.tag.stretches import parted
from pipeline.stages.tag.surface import Surface
from pipeline.stages.tag.tokens import SENTENCES, tokenizer

NAME_LABELS = {
    "PER": "PERSON",
    "PERSON": "PERSON",
    "ORG": "ORG",
    "GPE": "PLACE",
    "LOC": "PLACE",
    "FAC": "PLACE",
    "PLACE": "PLACE",
}
"""Labels of other people's models, as ours; all others ('DATE', 'MISC', 'CARDINAL') are left out."""

_OWN_MODEL = Path(__file__).parent / "model"
_UNBROKEN = re.compile(r"\S{200,}")
_LONGEST = 20_000
"""Code points that go through the model at once: memory grows with them, and time faster than they do. A heading
holds for what stands below it only as far as the next cut."""


@dataclass(frozen=True)
class Tagger:
    """`nlp` with our components last; `nlp.pipe_names` shows them."""

    nlp: Language
    gemeente: str  # of the letters that do not say whose they are
    corrections: Path | None
    model: str  # name and version, for `made_by` and the tables


def load_tagger(settings: Settings) -> Tagger:
    """The project's own model, or the one that the settings name, with our components behind it.

    Raises:
        MissingComponent: the model is not installed, or cannot be loaded: says how to get it.
        BadArgument: there is no list of neighbourhoods for the municipality.
        BadCorrections: a dictionary has a row that is wrong.
    """
    nlp = _load_model(settings.model)
    folder = str(settings.corrections) if settings.corrections else None
    nlp.add_pipe("brieven_parties", last=True, config={"corrections": folder})
    nlp.add_pipe("brieven_neighbourhoods", last=True, config={"gemeente": settings.gemeente, "corrections": folder})
    nlp.add_pipe("brieven_amounts", last=True)
    name = f"{nlp.meta.get('lang', 'nl')}_{nlp.meta.get('name', 'blank')} {nlp.meta.get('version', '')}".strip()
    _load_mender(settings.gemeente, settings.corrections)
    return Tagger(nlp, settings.gemeente, settings.corrections, name)


def tag_document(document: Document, tagger: Tagger) -> Document:
    """The document with its mentions, sorted by span, in the coordinates of its `text`.

    Names and amounts that are still misread are mended first, in a layer of their own; spans count after it.
    """
    homes = homes_of(document, tagger.gemeente)
    menders = {home: _load_mender(home, tagger.corrections) for home in sorted(set(homes.values()))}
    document = replace(document, pages=tuple(_mend(page, menders[homes[page.at]]) for page in document.pages))
    mentions: list[Mention] = []
    for start, end, date, home in _pieces(document, homes, tagger.gemeente):
        for stretches in parted(document.asides, start, end):
            mentions += stretches.placed(_tag(stretches.text(document.text), date, home, tagger), document.text)
    return replace(document, mentions=tuple(sorted(mentions, key=lambda m: (m.span, m.label))))


def _load_model(name: str | None) -> Language:
    if name is None:
        # The model names the component of `tokens`, which spaCy knows once that module is imported.
        return spacy.load(_OWN_MODEL) if (_OWN_MODEL / "config.cfg").is_file() else _without_model()
    if not Path(name).is_dir() and importlib.util.find_spec(name) is None:
        raise MissingComponent(
            f"The spaCy model {name!r} is not installed, and is no folder.",
            f"Install it (python -m spacy download {name}), or leave --model out to use the project's own.",
            kind="model",
        )
    try:
        return spacy.load(name)
    except (OSError, ValueError, ImportError) as error:
        raise MissingComponent(
            f"The spaCy model {name!r} cannot be loaded: {error}",
            f"Install it again for spaCy {version('spacy')}, or leave --model out to use the project's own.",
            kind="model",
        ) from error


def _without_model() -> Language:
    nlp = spacy.blank("nl")
    nlp.tokenizer = tokenizer(nlp)
    nlp.add_pipe(SENTENCES)
    return nlp


@lru_cache(maxsize=4)
def _load_mender(gemeente: str, corrections: Path | None) -> Mender:
    names = [n.written for n in Gazetteer.load(gemeente, corrections).at("").every_name if n.cue in ("", "zaal")]
    parties = [p for p in load_parties(corrections).spellings if p[:1].isupper()]
    lexicon = load_lexicon()
    return make_mender([*names, *parties], load_confusions(corrections), lexicon.is_listed)


def _mend(page: Page, mender: Mender) -> Page:
    return page.with_layer(make_layer(STAGE, "names", mender.edits(page.text)))


def _pieces(document: Document, homes: Mapping[Place, str], setting: str) -> Iterator[tuple[int, int, str, str]]:
    """Start, end, date and municipality of each stretch: a letter, cut between paragraphs where it is very long."""
    offsets, text = document.page_offsets, document.text
    dates = [letter.date for letter in document.letters if letter.date]
    # A letter without a date of its own goes by the file's others: the papers of one meeting are of one time.
    fallback = max(dates, default="")
    starts = {0: (fallback, next(iter(homes.values()), setting))}
    for letter in document.letters:
        home = homes.get(letter.start, setting)
        starts[_page_start(document, letter.start)] = (letter.date or fallback, home)
    bounds = [*sorted(starts), len(text)]
    assert not offsets or offsets[0] == 0
    for start, end in pairwise(bounds):
        cursor = start
        while end - cursor > _LONGEST:
            cuts = (text.rfind(mark, cursor + _LONGEST // 2, cursor + _LONGEST) for mark in ("\n\n", "\f", "\n", " "))
            cut = next((c for c in cuts if c > 0), cursor + _LONGEST)
            yield cursor, cut, *starts[start]
            cursor = cut
        if text[cursor:end].strip():
            yield cursor, end, *starts[start]


def _page_start(document: Document, start: Place) -> int:
    for page, offset in zip(document.pages, document.page_offsets):
        if page.at >= start:
            return offset
    return 0


def _tag(text: str, date: str, home: str, tagger: Tagger) -> list[Mention]:
    # No name stands in hundreds of signs without a blank; a tokenizer's time grows with their square.
    doc = tagger.nlp.make_doc(_UNBROKEN.sub(lambda run: "x" * len(run.group()), text))
    doc.user_data[DATE], doc.user_data[GEMEENTE] = date, home
    doc = tagger.nlp(doc)
    surface = surface_of(doc)
    found = [_mention(text, surface, f) for f in findings(doc)]
    towns = Gazetteer.load(home, tagger.corrections).at(date).municipalities
    return found + _names(doc, surface, found, towns)


def _mention(text: str, surface: Surface, finding: Finding) -> Mention:
    span = surface.to_source(finding.start, finding.end)
    return Mention(
        span,
        text[span.start : span.end],
        finding.label,
        finding.canonical,
        finding.rule,
        finding.confidence,
        _sentence(surface, finding.start),
        finding.kind,
        finding.codes,
        finding.role,
        finding.amount,
    )


def _sentence(surface: Surface, place: int) -> Span:
    sentence = surface.sentences[surface.sentence_at(place)]
    return surface.to_source(sentence.start, sentence.end)


def _names(doc: Doc, surface: Surface, taken: Sequence[Mention], towns: Mapping[str, str]) -> list[Mention]:
    """Organisations, persons and places of the model, where no rule of ours has spoken already."""
    rule = f"model:{doc.vocab.lang}"
    found = []
    for entity in doc.ents:
        label = NAME_LABELS.get(entity.label_)
        text = entity.text.strip()
        if label is None or not text:
            continue
        start = entity.start_char + len(entity.text) - len(entity.text.lstrip())
        span = Span(start, start + len(text))
        if any(span.overlaps(m.span) for m in taken):
            continue
        place = surface.from_source(start, start + len(text))
        if place is not None and surface.is_skipped(*place):
            continue
        canonical = " ".join(text.split())
        if label == "PERSON" and " " in canonical and canonical.lower() in towns:
            label = "PLACE"  # Ten Boer, Den Haag
        sentence = _sentence(surface, place[0]) if place else None
        found.append(Mention(span, text, label, canonical, rule, 0.8, sentence))
    return found

"""Parties, neighbourhoods and names: cases in four kinds, editions, other models, and what must hold for any text."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import Document, Letter, Mention, Page, Reading
from pipeline.errors import BadArgument, BadCorrections, MissingComponent
from pipeline.settings import Settings
from pipeline.stages.tag import Tagger, load_tagger, tag_document
from pipeline.stages.tag.components import Gazetteer
from pipeline.stages.tag.home import home_of
from pipeline.stages.tag.surface import flow

CASES = Path(__file__).parent / "cases"
OURS = ["brieven_parties", "brieven_neighbourhoods", "brieven_amounts"]


def cases(pattern: str) -> list[Any]:
    found = [case for path in sorted(CASES.glob(pattern)) for case in json.loads(path.read_text(encoding="utf-8"))]
    return [pytest.param(case, id=case["text"][:50]) for case in found]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return load_tagger(Settings())


def document(text: str, date: str = "") -> Document:
    pages = tuple(Page(n, 0, 0, Reading("text-file", part)) for n, part in enumerate(text.split("\f"), 1))
    return Document("id", "made.txt", pages, (Letter(1, 1, len(pages), date=date),) if date else ())


def mentions(text: str, tagger: Tagger, label: str, date: str = "") -> list[Mention]:
    return [m for m in tag_document(document(text, date), tagger).mentions if m.label == label]


@pytest.mark.parametrize("case", cases("parties-*.json"))
def test_parties(case: dict[str, Any], tagger: Tagger) -> None:
    expected = [(m["text"], m["canonical"], m.get("role", "")) for m in case["mentions"]]
    assert [(m.text, m.canonical, m.role) for m in mentions(case["text"], tagger, "PARTY")] == expected


@pytest.mark.parametrize("case", cases("neighbourhoods-*.json"))
def test_neighbourhoods(case: dict[str, Any], tagger: Tagger) -> None:
    expected = [(m["text"], m["canonical"]) for m in case["mentions"]]
    assert [(m.text, m.canonical) for m in mentions(case["text"], tagger, "NEIGHBOURHOOD")] == expected


@pytest.mark.parametrize(
    ("date", "codes"),
    [
        ("2013-10-09", ("2013:BU00140905", "2013:BU00140906")),
        ("2014-12-31", ("2013:BU00140905", "2013:BU00140906")),
        ("2016-01-01", ("2015:BU00141100", "2015:BU00141101")),
        ("2023-05-01", ("2022:BU00141100", "2022:BU00141101")),
        ("1998-01-01", ("2013:BU00140905", "2013:BU00140906")),
        ("", ("2022:BU00141100", "2022:BU00141101")),
    ],
)
def test_letter_goes_by_the_edition_of_its_time(date: str, codes: tuple[str, ...], tagger: Tagger) -> None:
    (beijum,) = mentions("Bewoners van Beijum vragen om een brug.", tagger, "NEIGHBOURHOOD", date)
    assert (beijum.codes, beijum.kind) == (codes, "wijk")


def test_name_of_another_edition_is_found_without_a_code(tagger: Tagger) -> None:
    (found,) = mentions("Het gebied Driebond wordt vernieuwd.", tagger, "NEIGHBOURHOOD", "2013-02-01")
    assert (found.canonical, found.codes) == ("Driebond", ())


def test_letters_of_one_file_go_by_their_own_dates(tagger: Tagger) -> None:
    pages = tuple(Page(n, 0, 0, Reading("text-file", "Bewoners van Grunobuurt.")) for n in (1, 2))
    letters = (Letter(1, 1, 1, date="2013-01-01"), Letter(2, 2, 2, date="2016-01-01"))
    tagged = tag_document(Document("id", "made.pdf", pages, letters), tagger)
    codes = [m.codes for m in tagged.mentions if m.label == "NEIGHBOURHOOD"]
    assert codes == [("2013:BU00140701",), ("2015:BU00140104",)]


def test_a_letter_says_whose_it_is(tagger: Tagger) -> None:
    letter = "Gemeente Leeuwarden\n\nAan de gemeenteraad\n\nIn Bilgaard en het Centrum wordt gebouwd.\n"
    found = mentions(letter, tagger, "NEIGHBOURHOOD")
    assert [m.canonical for m in found][:1] == ["Bilgaard (Leeuwarden)"]
    assert found[0].codes[0].startswith("2013:BU0080")


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("Gemeente Leeuwarden\n\nGeachte raad,\n", "Leeuwarden"),
        ("Geachte raad,\n\nHoogachtend,\nburgemeester en\nwethouders van Zwolle,\nde secretaris\n", "Zwolle"),
        ("De raad van de gemeente Den Haag, bijeen op 3 mei 2012,\n", "'s-Gravenhage"),
        ("De raad van de gemeente Ten Boer, bijeen op 3 mei 2012,\n", "Ten Boer"),
        ("Gemeente Groningen\n\nAan de raad van de gemeente Haren\n", "Groningen"),  # names its own too
        ("Gemeente Haren\nGemeente Zuidhorn\n", "Groningen"),  # in doubt
        ("Wij spraken met de gemeente Ten Boer over de weg.\n", ""),
        ("Gemeente Haren heeft ons gevraagd mee te denken.\n", ""),
        ("Gemeente Nergenshuizen\n", ""),
    ],
)
def test_home(text: str, home: str) -> None:
    assert home_of(text, "Groningen") == home


def test_a_list_younger_than_its_map(tagger: Tagger) -> None:
    """Haren is a part of Groningen since 2019, though the list that shows it is of 2022."""
    for date, label in (("2018-05-01", "PLACE"), ("2019-05-01", "NEIGHBOURHOOD")):
        assert mentions("Het zwembad in Haren is dicht.", tagger, label, date), date


def test_other_municipality(tmp_path: Path) -> None:
    zwolle = load_tagger(Settings(gemeente="Zwolle"))
    (found,) = mentions("De bewoners van Assendorp zijn tevreden.", zwolle, "NEIGHBOURHOOD")
    assert found.canonical == "Assendorp"
    assert found.codes[0].startswith("2013:")
    with pytest.raises(BadArgument, match="gazetteer import"):
        load_tagger(Settings(gemeente="Zwolleveen"))


def test_own_rows_lie_over_the_built_in_ones(tmp_path: Path) -> None:
    (tmp_path / "parties.csv").write_text(
        "id;canonical;kind;aliases;cue;reason\neigen;Dorpspartij Sint Juttemis;local;DSJ;;eigen partij\n-pvda;;;;;\n",
        encoding="utf-8",
    )
    own = load_tagger(Settings(corrections=tmp_path))
    found = mentions("De DSJ en de PvdA dienen een motie in.", own, "PARTY")
    assert [(m.text, m.canonical) for m in found] == [("DSJ", "Dorpspartij Sint Juttemis")]


def test_wrong_row_is_named(tmp_path: Path) -> None:
    (tmp_path / "neighbourhoods.csv").write_text(
        "id;gemeente;canonical;kind;aliases;covers;cue;reason\nx;Groningen;Nergens;stad;;;;\n", encoding="utf-8"
    )
    with pytest.raises(BadCorrections, match="line 2"):
        load_tagger(Settings(corrections=tmp_path))


def test_another_model_gives_its_names_with_our_labels(tmp_path: Path) -> None:
    nlp = spacy.blank("nl")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(  # type: ignore[attr-defined]
        [
            {"label": "GPE", "pattern": "Assen"},
            {"label": "PER", "pattern": "Jansen"},
            {"label": "ORG", "pattern": "Waterbedrijf"},
            {"label": "DATE", "pattern": "vandaag"},
            {"label": "ORG", "pattern": "PvdA"},
        ]
    )
    nlp.to_disk(tmp_path / "model")
    other = load_tagger(Settings(model=str(tmp_path / "model")))
    assert other.nlp.pipe_names == ["entity_ruler", *OURS]
    tagged = tag_document(document("Jansen van het Waterbedrijf in Assen sprak vandaag met de PvdA."), other)
    assert [(m.label, m.text) for m in tagged.mentions] == [
        ("PERSON", "Jansen"),
        ("ORG", "Waterbedrijf"),
        ("PLACE", "Assen"),
        ("PARTY", "PvdA"),
    ]


def test_missing_model_says_how_to_get_it() -> None:
    with pytest.raises(MissingComponent, match="spacy download nl_core_news_zz"):
        load_tagger(Settings(model="nl_core_news_zz"))


def test_our_components_are_in_the_pipeline_and_set_span_groups(tagger: Tagger) -> None:
    assert tagger.nlp.pipe_names[-3:] == OURS
    doc = tagger.nlp("De PvdA wil € 46.800,--ISV voor Selwerd.")
    assert [str(s) for s in doc.spans["parties"]] == ["PvdA"]
    assert [str(s) for s in doc.spans["neighbourhoods"]] == ["Selwerd"]
    assert len(doc.spans["amounts"]) == 1


def test_mending_a_name_is_an_edit_that_walks_back(tagger: Tagger) -> None:
    raw = "Bewoners van Lewenberg en de Gmnobuurt."
    tagged = tag_document(document(raw), tagger)
    (page,) = tagged.pages
    assert page.text == "Bewoners van Lewenborg en de Grunobuurt."
    assert [e.rule for layer in page.layers for e in layer.edits] == ["names:lewenborg", "names:grunobuurt"]
    first = next(m for m in tagged.mentions if m.canonical == "Lewenborg")
    back = page.to_raw(first.span)
    assert raw[back.start : back.end] == "Lewenberg"


def test_surnames_and_words_are_not_mended(tagger: Tagger) -> None:
    raw = "De heer Lewenberg en A. Lewenberg kennen het WD-format en de WD40."
    assert tag_document(document(raw), tagger).pages[0].layers == ()


def test_mention_over_line_and_page_ends_is_one(tagger: Tagger) -> None:
    text = (
        "In de wijk is afgesproken met alle bewoners van Corpus den\n"
        "Hoorn dat er in totaal een bedrag is van 4\fmiljoen euro."
    )
    tagged = tag_document(document(text), tagger)
    found = {m.label: m.text for m in tagged.mentions if m.label in ("NEIGHBOURHOOD", "AMOUNT")}
    assert found == {"NEIGHBOURHOOD": "Corpus den\nHoorn", "AMOUNT": "4\fmiljoen euro"}


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("PvdAD6SelwrBijumHogt €1.0,-\n\f\té'(/)"), max_size=120))
def test_any_text_keeps_its_spans(tagger: Tagger, text: str) -> None:
    tagged = tag_document(document(text), tagger)
    assert [m.span for m in tagged.mentions] == sorted(m.span for m in tagged.mentions)
    for mention in tagged.mentions:
        assert tagged.text[mention.span.start : mention.span.end] == mention.text
        assert mention.sentence is not None
        assert mention.sentence.start <= mention.span.start


_PIECES_OF_LETTERS = st.sampled_from(
    (
        *("De PvdA", "SP", "(D66)", "Volt", "en de VVD-fractie", "vraagt", "dient een motie in", "CU", "wd", "WD"),
        *("in Selwerd", "de Hoogte", "Haren", "Gmnobuurt", "Lewenberg", "15 wijken", "West,", "'t", "de heer Postma"),
        *(
            "€ 5.000",
            "€ l00.OOO,--",
            "1,2 mln.",
            "tussen de 3 en 5 ton",
            "-/- 12",
            "(x € 1.000)",
            "maximaal",
            "per jaar",
        ),
        *(
            "2011-2014",
            "\n",
            "\n\n",
            "\f",
            "\t",
            ".",
            ";",
            ":",
            "- ",
            "     ",
            "@@",
            "\x00",
            "İ",
            "ĳ",
            "😀",
            "\u00ad",
            "www.x.nl",
        ),
    )
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES_OF_LETTERS, max_size=25).map(" ".join))
def test_what_is_found_lies_in_the_text_and_holds_together(tagger: Tagger, text: str) -> None:
    tagged = tag_document(document(text), tagger)
    ends: dict[str, int] = {}
    for mention in tagged.mentions:
        span = mention.span
        assert 0 <= span.start < span.end <= len(tagged.text)
        assert tagged.text[span.start : span.end] == mention.text
        assert span.start >= ends.get(mention.label, 0)  # of one label no two overlap
        ends[mention.label] = span.end
        assert mention.canonical and mention.canonical == mention.canonical.strip()
        assert (mention.amount is not None) == (mention.label == "AMOUNT")
        if mention.amount is not None:
            assert mention.amount.low <= mention.amount.high


@settings(max_examples=40, deadline=None)
@given(st.lists(_PIECES_OF_LETTERS, max_size=15).map(" ".join))
def test_mended_text_is_not_mended_again(tagger: Tagger, text: str) -> None:
    once = tag_document(document(text), tagger)
    twice = tag_document(document(once.text), tagger)
    assert all(not page.layers for page in twice.pages)
    assert twice.mentions == once.mentions


def test_the_canonical_name_stands_for_itself(tagger: Tagger) -> None:
    """Tagging a canonical name gives that name: what was made one stays one."""
    for names in Gazetteer.load("Groningen", None).names.values():
        for canonical, kind in sorted({(name.canonical, name.kind) for name in names.every_name}):
            found = mentions(
                f"In de wijk {canonical} is het druk.", tagger, "NEIGHBOURHOOD", f"{names.edition.year}-06-01"
            )
            assert [m.canonical for m in found] == [canonical], (names.edition.year, kind)


@pytest.mark.slow
@pytest.mark.parametrize(
    "part", ["€ 5; ", "2014-", "PvdA, ", "x € 1.000\n1 2 3\n", "In Selwerd en 15 wijken kost het € 5 mln. "]
)
def test_time_grows_with_the_text_and_no_faster(part: str, tagger: Tagger) -> None:
    def seconds(length: int) -> float:
        start = time.process_time()
        tag_document(document((part * (length // len(part) + 1))[:length]), tagger)
        return time.process_time() - start

    seconds(1000)
    short, long = seconds(10_000), seconds(40_000)
    assert long < 10 * short + 1, f"{short:.2f} s for 10,000 code points, {long:.2f} s for 40,000"


@given(st.text(alphabet=st.sampled_from("ab A.-\n\f\t •1é"), max_size=200))
def test_surface_walks_back_to_its_source(text: str) -> None:
    surface = flow(text)
    assert len(surface.text) == len(surface.offsets)
    for sign, place in zip(surface.text, surface.offsets):
        assert sign.isspace() or text[place] == sign


def test_same_text_same_mentions(tagger: Tagger) -> None:
    text = "De PvdA en D66 vragen € 5.000 voor Selwerd en de Oosterparkwijk."
    assert tag_document(document(text), tagger) == tag_document(document(text), load_tagger(Settings()))


@pytest.mark.slow
def test_speed(tagger: Tagger, record_property: Any) -> None:
    text = (
        "De fractie van de PvdA vraagt om € 25.000 per jaar voor Selwerd en Paddepoel, want daar is veel te doen.\n"
        * 500
    )
    start = time.process_time()
    tag_document(document(text), tagger)
    rate = len(text.split()) / (time.process_time() - start)
    record_property("words_per_second", round(rate))
    assert rate > 1500, f"{rate:.0f} words/s; the target is 5,000 on a free core"


def test_real_letters(shared: Path, tagger: Tagger) -> None:
    """Floors for exact spans on the gold text, a little below what was reached."""
    gold: dict[str, list[list[str]]] = {}
    for line in (shared / "letters" / "entities.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        row = line.split("\t")
        gold.setdefault(row[0], []).append(row)
    counts = {label: [0, 0, 0] for label in ("PARTY", "NEIGHBOURHOOD", "AMOUNT")}
    for name, rows in gold.items():
        text = (shared / "letters" / "text" / f"{name}.gold.txt").read_text(encoding="utf-8")
        starts = [0, *(i + 1 for i, sign in enumerate(text) if sign == "\n")]
        found = {(m.label, m.span.start, m.canonical) for m in tag_document(document(text), tagger).mentions}
        expected = {(r[4], starts[int(r[1]) - 1] + int(r[2]), r[6].rstrip("+")) for r in rows if r[4] in counts}
        for label, count in counts.items():
            count[0] += sum(f in expected for f in found if f[0] == label)
            count[1] += sum(f[0] == label for f in found)
            count[2] += sum(e[0] == label for e in expected)
    for label, (right, tagged, expected_count) in counts.items():
        assert right / tagged >= 0.97, label
        assert right / expected_count >= 0.97, label

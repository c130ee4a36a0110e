"""Amounts: every form they are written in, what is no amount, and what is said about them."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Document, Mention, Page, Reading
from pipeline.settings import Settings
from pipeline.stages.tag import Tagger, load_tagger, tag_document
from pipeline.stages.tag.amounts import find_amounts
from pipeline.stages.tag.numbers import parse_figures, parse_words
from pipeline.stages.tag.surface import flow

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "cases" / "amounts.json").read_text(encoding="utf-8"))
FIELDS = ("approximate", "bound", "period", "role", "whose", "place")


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return load_tagger(Settings())


def amounts(text: str, tagger: Tagger) -> list[Mention]:
    pages = tuple(Page(n, 0, 0, Reading("text-file", part)) for n, part in enumerate(text.split("\f"), 1))
    document = tag_document(Document("id", "made.txt", pages), tagger)
    return [m for m in document.mentions if m.label == "AMOUNT"]


def test_the_cases_are_as_many_as_promised() -> None:
    assert sum(len(case["amounts"]) for case in CASES) >= 120
    assert sum(not case["amounts"] for case in CASES) >= 30
    assert len(CASES) >= 150


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:50])
def test_case(case: dict[str, Any], tagger: Tagger) -> None:
    found = amounts(case["text"], tagger)
    expected = sorted((a["text"], Decimal(a["low"]), Decimal(a["high"])) for a in case["amounts"])
    assert sorted((m.text, m.amount.low, m.amount.high) for m in found if m.amount) == expected
    for wanted in case["amounts"]:
        amount = next(m.amount for m in found if m.text == wanted["text"])
        told = {name: getattr(amount, name) for name in FIELDS if name in wanted}
        assert told == {name: wanted[name] for name in told}


def test_table_under_its_unit(tagger: Tagger) -> None:
    text = (
        "Kosten per wijk (x € 1.000)\n\nWijk          2014    2015\nSelwerd        120      95\n"
        "Paddepoel    1.250       -\nTuinwijk      (15)      20\n\n"
        "Hierna volgt een toelichting op de bedragen hierboven."
    )
    rows = [
        (m.text, m.amount.low, m.amount.period, m.amount.place, m.amount.role)
        for m in amounts(text, tagger)
        if m.amount
    ]
    assert rows == [
        ("120", 120_000, "2014", "Selwerd", "cost"),
        ("95", 95_000, "2015", "Selwerd", "cost"),
        ("1.250", 1_250_000, "2014", "Paddepoel", "cost"),
        ("(15)", -15_000, "2014", "Tuinwijk", "cost"),
        ("20", 20_000, "2015", "Tuinwijk", "cost"),
    ]


def test_words_that_lead_a_list_in_hold_for_its_items(tagger: Tagger) -> None:
    text = (
        "Voor de jaren 2015-2017 bezuinigt de gemeente op drie posten:\n"
        "- welzijn: € 400.000;\n- sport: € 150.000;\n- cultuur in Beijum: € 90.000."
    )
    found = [m.amount for m in amounts(text, tagger) if m.amount]
    assert [a.role for a in found] == ["cut"] * 3
    assert [a.period for a in found] == ["2015-2017"] * 3
    assert [a.place for a in found] == ["", "", "Beijum"]


def test_heading_names_the_place_of_its_section(tagger: Tagger) -> None:
    text = (
        "Lewenborg\nIn deze wijk is € 30.000 gereserveerd.\n\nHelpman\nHet buurthuis krijgt een subsidie van € 5.000."
    )
    assert [(m.amount.place, m.amount.role) for m in amounts(text, tagger) if m.amount] == [
        ("Lewenborg", "budget"),
        ("Helpman", "subsidy"),
    ]


def test_group_of_wijken_has_the_codes_of_its_members(tagger: Tagger) -> None:
    text = "Indeling:\n• Grote oude wijken: Selwerd, Paddepoel\n• Grote oude wijken krijgen maximaal € 70.000"
    (found,) = amounts(text, tagger)
    assert found.amount is not None
    assert found.amount.place == "grote oude wijken"
    assert {code.partition(":")[2] for code in found.amount.codes} == {"BU00141000", "BU00141001", "BU00141002"}


def test_a_group_is_called_by_the_programme_that_the_text_gives_it(tagger: Tagger) -> None:
    text = (
        "Het Buurtakkoord Samen Verder (BSV) loopt tot 2016 in 12 wijken van de stad.\n\n"
        "Met het BSV krijgen 12 wijken een eigen budget.\n\nDe wijkbudgetten zijn samen € 600.000.\n\n"
        "Voor de 12 wijken is € 90.000 aan loonkosten nodig."
    )
    assert [m.amount.place for m in amounts(text, tagger) if m.amount] == ["12 BSV-wijken"] * 2


def test_the_subject_of_a_letter_is_its_place_where_nothing_else_is_named(tagger: Tagger) -> None:
    text = (
        "Onderwerp: herinrichting winkelplein Vinkhuizen\n\nGeachte raad,\n\nDe bestrating kost € 80.000.\n\n"
        "In Beijum was dat in 2012 € 65.000. De straatlantaarns daar kostten € 9.000.\n\n"
        "Voor de hele stad ramen wij € 2 miljoen.\n\nWij reserveren € 12.000 voor een feestelijke opening."
    )
    places = [m.amount.place for m in amounts(text, tagger) if m.amount]
    assert places == ["Vinkhuizen", "Beijum", "Beijum", "", "Vinkhuizen"]


def test_places_in_turn(tagger: Tagger) -> None:
    text = "In Helpman en Selwerd is brand geweest. De schade bedraagt respectievelijk € 3.000 en € 7.000."
    assert [m.amount.place for m in amounts(text, tagger) if m.amount] == ["Helpman", "Selwerd"]


def test_who_speaks_is_not_what_the_money_is_for(tagger: Tagger) -> None:
    text = "Een bewoner van Hoogkerk stelde voor om de entree te verhogen naar € 5."
    assert [m.amount.place for m in amounts(text, tagger) if m.amount] == [""]


def test_columns_and_sections_of_a_table(tagger: Tagger) -> None:
    text = (
        "Exploitatie speeltuin\n\nPost          Begroot 2014    Werkelijk 2014    Verschil\n"
        "Toezicht      € 4.000         € 4.600           € -600\nHekwerk       € 900           € 850             € 50\n"
    )
    told = [(m.amount.role, m.amount.period) for m in amounts(text, tagger) if m.amount]
    assert told == [("budget", "2014"), ("cost", "2014"), ("", "")] * 2


def test_a_column_that_counts_holds_no_money(tagger: Tagger) -> None:
    text = (
        "Besteding (bedragen in euro)\n\nWijk          Budget 2013    Aantal\n"
        "Selwerd       110.000        17\nHelpman       90.000         9\n"
    )
    told = [(m.text, m.amount.role, m.amount.place) for m in amounts(text, tagger) if m.amount]
    assert told == [("110.000", "budget", "Selwerd"), ("90.000", "budget", "Helpman")]


def test_parts_of_a_sum_borrow_its_currency(tagger: Tagger) -> None:
    text = "Samen kost dat 90.000 euro per jaar. Daarvan is 50.000 bestemd voor uren en 40.000 voor huur."
    found = [(m.text, m.amount.low, m.amount.period) for m in amounts(text, tagger) if m.amount]
    assert found[1:] == [("50.000", 50_000, "per year"), ("40.000", 40_000, "per year")]
    counted = "Wij betaalden € 90.000 uit. Daarvan leven 50.000 mensen."
    assert len(amounts(counted, tagger)) == 1


def test_a_reference_is_no_part_of_a_list_of_sums(tagger: Tagger) -> None:
    text = "Wij wijzigen de begroting volgens bijlage 2, en € 8,7 miljoen gaat naar de reserve."
    assert [m.text for m in amounts(text, tagger)] == ["€ 8,7 miljoen"]


def test_mending_the_word_for_a_million(tagger: Tagger) -> None:
    page = Page(1, 0, 0, Reading("text-file", "Het tekort is € 8,7 min. en niet € 5 min € 3."))
    document = tag_document(Document("id", "made.txt", (page,)), tagger)
    assert [edit.rule for layer in document.pages[0].layers for edit in layer.edits] == ["amount:min>mln"]
    assert [m.amount.low for m in document.mentions if m.amount] == [8_700_000, 5, 3]


def test_mending_a_figure_is_an_edit_with_a_rule(tagger: Tagger) -> None:
    page = Page(1, 0, 0, Reading("text-file", "Het kost € l00.OOO aan huur."))
    document = tag_document(Document("id", "made.txt", (page,)), tagger)
    edits = [edit.rule for layer in document.pages[0].layers for edit in layer.edits]
    assert edits == ["amount:l>1", "amount:O>0", "amount:O>0", "amount:O>0"]
    assert document.pages[0].raw == page.raw
    assert [m.text for m in document.mentions if m.label == "AMOUNT"] == ["€ 100.000"]


@given(st.integers(min_value=1, max_value=999_999_999_999))
def test_grouped_figures_mean_what_they_say(value: int) -> None:
    written = f"{value:,}".replace(",", ".")
    (found,) = find_amounts(flow(f"Dit is € {written},- waard."))
    assert found.low == found.high == value


@given(st.decimals(min_value=1, max_value=999_999, places=2))
def test_cents_are_kept(value: Decimal) -> None:
    written = f"{value:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    (found,) = find_amounts(flow(f"Dit is € {written} waard."))
    assert found.low == value


@given(st.text(alphabet="€0123456789., -/tonmilj\n\t\feur()x%lO", max_size=80))
def test_any_text_gives_disjoint_amounts_inside_it(text: str) -> None:
    surface = flow(text)
    end = 0
    for found in find_amounts(surface):
        assert end <= found.start < found.end <= len(surface.text)
        assert found.low <= found.high or found.low < 0
        end = found.end


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("tweeënhalf", "2.5"),
        ("honderdduizend", "100000"),
        ("vijfentwintigduizend", "25000"),
        ("zeventienhonderd", "1700"),
        ("driehonderdvijftig", "350"),
        ("tweeduizend", "2000"),
    ],
)
def test_number_words(written: str, value: str) -> None:
    assert parse_words(written) == Decimal(value)


def test_words_that_are_no_number() -> None:
    assert parse_words("duizelig") is None
    assert parse_words("fietsen") is None


def test_figures_before_a_multiplier_are_fractions() -> None:
    assert parse_figures("1.250", multiplied=False) == 1250
    assert parse_figures("1,250", multiplied=True) == Decimal("1.250")
    assert parse_figures("8,875,000", multiplied=False) == 8_875_000

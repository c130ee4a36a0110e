"""A second reading and the engine's confidence, as evidence word by word."""

from __future__ import annotations

import pytest

from pipeline.document import Page, Reading, Span, Word
from pipeline.language.lexicon import load_lexicon
from pipeline.settings import Settings
from pipeline.stages.correct import Corrector, correct_pages, load_corrector
from pipeline.stages.correct.evidence import page_evidence
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def corrector() -> Corrector:
    return load_corrector(load_lexicon(), Settings())


def two_readings(first: str, second: str) -> Page:
    return Page(1, 595, 842, Reading("text-layer", first), others=(Reading("ocr", second),))


@pytest.mark.parametrize(
    ("first", "second", "truth"),
    [
        ("een open bonding van de raad", "een open houding van de raad", "een open houding van de raad"),
        ("wij willen lets doen", "wij willen iets doen", "wij willen iets doen"),
        ("dat is nodigom te doen", "dat is nodig om te doen", "dat is nodig om te doen"),
        ("het vrij willigers werk", "het vrijwilligers werk", "het vrijwilligers werk"),
        ("wij zullen bij dragen aan", "wij zullen bijdragen aan", "wij zullen bijdragen aan"),
        ("de ver2oeken van nu", "de verzoeken van nu", "de verzoeken van nu"),
        ("de kermis van de markt", "de kermis van de rnarkt", "de kermis van de markt"),
        ("het weer is mooi", "het weer is rnooi", "het weer is mooi"),
    ],
)
def test_the_better_of_two_readings_wins_word_by_word(
    first: str, second: str, truth: str, corrector: Corrector
) -> None:
    (page,) = correct_pages([two_readings(first, second)], corrector)
    assert page.text == truth
    assert page.raw == first


@pytest.mark.parametrize("second", ["", "xq zzk", "een heel andere tekst over iets anders", "het weer" * 300])
def test_another_reading_that_makes_no_sense_does_no_harm(second: str, corrector: Corrector) -> None:
    text = "Het weer is mooi, zei mevrouw Kemme."
    (page,) = correct_pages([two_readings(text, second)], corrector)
    assert page.text == text


def test_what_a_second_reading_decides_in_a_clean_text_is_no_suggestion_too(corrector: Corrector) -> None:
    clean = (ROOT / "tests/samples/truth/text/2013-10-memo-bibliotheek.gold.txt").read_text(encoding="utf-8")
    first, second = (f"{clean}\nOver het {word} komt later een brief." for word in ("kcrmis", "kermis"))
    (page,) = correct_pages([two_readings(first, second)], corrector)
    assert page.text == second
    assert page.suggestions == ()


def test_places_are_found_where_the_readings_differ_in_number_of_words() -> None:
    evidence = page_evidence(two_readings("a vrij willigers erom en slot", "a vrijwilligers er om en slot"))
    assert evidence.joined == {1: "vrijwilligers"}
    assert evidence.others == (None, None, None, "er om", None, None)
    assert [stays > 0 for stays in evidence.stays] == [True, False, False, False, True, True]


def test_a_confident_engine_keeps_its_word(corrector: Corrector) -> None:
    text = "De heer Maderno kwam."

    def read(confidence: float) -> Page:
        spans = [Span(0, 2), Span(3, 7), Span(8, 15), Span(16, 21)]
        return Page(1, 595, 842, Reading("ocr", text, tuple(Word(span, None, confidence) for span in spans)))

    assert page_evidence(read(1.0)).stays == pytest.approx((3.0,) * 4)
    assert page_evidence(read(0.5)).stays == (0.0,) * 4
    assert page_evidence(Page(1, 595, 842, Reading("ocr", text))).stays == ()
    assert correct_pages([read(0.99)], corrector)[0].text == text

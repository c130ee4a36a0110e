"""The judge of text layers, on made pages of every kind, and what it makes of two readings."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import made_pdfs
from pipeline.document import Judgement, Reading, Span, Word
from pipeline.language.lexicon import load_lexicon
from pipeline.settings import Settings
from pipeline.stages.pages import Facts, PageInput, open_source
from pipeline.stages.read.choose import compare
from pipeline.stages.read.ink import strip_without_words, unexplained
from pipeline.stages.read.judge import ReadStrip, judge, judge_again
from pipeline.stages.read.words import repairs, word_shares

LEXICON = load_lexicon()
TEXT = " ".join(made_pdfs.lines_of(3, 12))


def judged(pdf: bytes, folder: Path, read_strip: ReadStrip | None = None) -> Judgement:
    path = folder / "page.pdf"
    path.write_bytes(pdf)
    with open_source(path, Settings()) as source:
        return judge(source.page(1), LEXICON, read_strip)


def reading(text: str, source: str = "ocr", confidence: float | None = 0.9) -> Reading:
    words, at = [], 0
    for token in text.split(" "):
        words.append(Word(Span(at, at + len(token)), None, confidence))
        at += len(token) + 1
    return Reading(source, text, tuple(words), "test", confidence)


@pytest.mark.parametrize("name", made_pdfs.MAKERS)
def test_each_kind_of_page_by_its_ink_alone(name: str, tmp_path: Path) -> None:
    kind, make = made_pdfs.MAKERS[name]
    if name == "partial, running head on a scan":
        return  # with a paragraph of its own only a reading tells: below
    assert judged(make(41), tmp_path).kind == kind


@pytest.mark.parametrize("seed", [1, 2])  # two visible lines; two and a paragraph
def test_text_in_a_strip_of_the_picture_makes_a_layer_partial(seed: int, tmp_path: Path) -> None:
    pdf = made_pdfs.headed(seed)
    assert judged(pdf, tmp_path, lambda strip, dpi: TEXT).kind == "partial"


def test_picture_in_which_nothing_can_be_read_leaves_a_page_born_digital(tmp_path: Path) -> None:
    pdf = made_pdfs.headed(1)  # 80 visible words
    found = judged(pdf, tmp_path, lambda strip, dpi: "")
    assert found.kind == "born-digital" and any("strip" in reason for reason in found.reasons)


def test_few_words_on_paper_that_cannot_be_read_are_a_stamp(tmp_path: Path) -> None:
    assert judged(made_pdfs.stamped(2), tmp_path, lambda strip, dpi: "").kind == "partial"


def test_strip_holds_the_scan_and_not_the_words_of_the_layer(tmp_path: Path) -> None:
    strips = []

    def keep(strip, dpi):  # type: ignore[no-untyped-def]
        strips.append((strip, dpi))
        return ""

    judged(made_pdfs.stamped(2), tmp_path, keep)
    (strip, dpi) = strips[0]
    assert dpi == pytest.approx(200, abs=1) and strip.mode == "L"
    assert strip.height == pytest.approx(90 * dpi / 72, abs=3) and strip.width == pytest.approx(595 * dpi / 72, abs=3)
    assert strip.getextrema()[0] < 80


def test_ink_outside_the_words(tmp_path: Path) -> None:
    image = made_pdfs.paper(made_pdfs.lines_of(1), 1)
    scale = image.width / made_pdfs.WIDTH
    ink = unexplained(image, scale, ())
    assert ink.may_be_text and ink.paper > 0.8
    assert 0 <= ink.strip[0] < ink.strip[1] <= made_pdfs.HEIGHT + 1
    assert not unexplained(made_pdfs.photograph(1), scale, ()).may_be_text
    assert strip_without_words(image, scale, ink.strip, ()).size[0] == image.width


def page_with(text: str, facts: Facts) -> PageInput:
    def none(*_: object) -> tuple[None, float]:
        raise AssertionError("no picture is needed")

    return PageInput(1, 595, 842, none, none, reading(text, "text-layer", None), facts=facts)  # type: ignore[arg-type]


def test_page_in_another_language_is_born_digital_and_not_read_again() -> None:
    text = "gwybodaeth am wasanaethau cyhoeddus ynghylch cynllunio trefol cymunedau lleol ysgolion ffyrdd " * 4
    found = judge(page_with(text.strip(), Facts(visible=300)), LEXICON)
    assert found.kind == "born-digital" and found.probability < 0.9


def test_font_that_maps_to_private_signs_gives_no_text() -> None:
    text = " ".join("\ue001\ue002\ue003\ue004" for _ in range(50))
    assert judge(page_with(text, Facts(visible=200)), LEXICON).kind == "none"


def test_reasons_name_the_producer_and_are_short() -> None:
    found = judge(page_with(TEXT, Facts(visible=900, producer="scanner " * 40)), LEXICON)
    assert any("scanner" in reason for reason in found.reasons) and max(map(len, found.reasons)) < 100


def test_light_damage_shows_in_repairable_words_not_in_known_ones() -> None:
    clean = word_shares(reading(TEXT), LEXICON)
    damaged = word_shares(reading(TEXT.replace("het", "hct", 3)), LEXICON)
    assert clean.repairable < 0.01 < damaged.repairable
    assert damaged.known > 0.9


def test_repairs_take_one_step() -> None:
    assert "bewoners" in set(repairs("beweners"))
    assert "college" in set(repairs("coUege"))
    assert "huis" not in set(repairs("boom"))


class TestTwoReadings:
    def test_true_layer_beats_a_reading_with_misread_words(self) -> None:
        found = compare(reading(TEXT, "text-layer"), reading(TEXT.replace("de ", "dc ").replace("het", "hct")), LEXICON)
        assert found.layer_is_better and found.layer_error == 0

    def test_lying_layer_loses_from_a_true_reading(self) -> None:
        found = compare(reading(TEXT.replace("oo", "ee").replace("ll", "U"), "text-layer"), reading(TEXT), LEXICON)
        assert not found.layer_is_better and found.layer_error > 0.03

    def test_reading_that_lost_a_paragraph_loses(self) -> None:
        half = TEXT[: len(TEXT) // 2].rpartition(" ")[0]
        assert compare(reading(TEXT, "text-layer"), reading(half), LEXICON).layer_is_better
        assert not compare(reading(half, "text-layer"), reading(TEXT), LEXICON).layer_is_better

    def test_equal_readings_leave_it_at_the_new_one(self) -> None:
        found = compare(reading(TEXT, "text-layer"), reading(TEXT), LEXICON)
        assert not found.layer_is_better and found.shared == 1

    def test_names_that_both_have_count_for_neither(self) -> None:
        text = f"{TEXT} Wierumerschouw Terwisscha Quintusma"
        assert compare(reading(text, "text-layer"), reading(text), LEXICON).layer_wrong == 0

    def test_judgement_after_the_new_reading(self) -> None:
        before = Judgement("good-ocr-layer", 0.9, ("hidden",))
        same = compare(reading(TEXT, "text-layer"), reading(TEXT), LEXICON)
        assert judge_again(before, same, reading(TEXT)).kind == "good-ocr-layer"
        lying = compare(reading(TEXT.replace("e", "o"), "text-layer"), reading(TEXT), LEXICON)
        assert judge_again(before, lying, reading(TEXT)).kind == "lying-ocr-layer"
        unsure = reading(TEXT, confidence=0.3)
        assert judge_again(before, lying, unsure) == before
        assert judge_again(Judgement("partial", 0.9), lying, reading(TEXT)).kind == "partial"

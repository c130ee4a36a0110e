"""Doubtful words read once more: which, where on the page they are put, and which reading of a place is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.made_pages import damage, make_page
from benchmarks.read import as_pdf, words
from pipeline.document import Picture
from pipeline.language.lexicon import load_lexicon
from pipeline.settings import Settings
from pipeline.stages.pages import open_source
from pipeline.stages.read import OcrEngine, load_engine, read_page
from pipeline.stages.read.again import doubtful_places, merged, read_doubtful
from pipeline.stages.read.ocr import ONE_BLOCK, OcrFailure, OcrWord
from pipeline.stages.read.picture import Prepared

ROOT = Path(__file__).parents[1]
SETTINGS = Settings()
LEXICON = load_lexicon()
PREPARED = Prepared(Image.new("L", (1600, 600), 255), (0.36, 0, 0, 0, 0.36, 0), Picture(200))


def line(text: str, *confidences: float, top: int = 100, number: int = 1) -> list[OcrWord]:
    """Words 20 pixels a character wide; those without a confidence of their own are sure."""
    found, at = [], 40
    for index, word in enumerate(text.split()):
        confidence = confidences[index] if index < len(confidences) else 0.97
        found.append(OcrWord(word, at, top, at + 20 * len(word), top + 30, confidence, (1, 1), number))
        at += 20 * len(word) + 20
    return found


def text(found: Sequence[OcrWord]) -> str:
    return " ".join(word.text for word in found)


SURE = "De raad besluit het geld voor het zwembad te besteden"


@pytest.mark.parametrize(
    ("found", "places"),
    [
        (line(SURE), []),
        (line(SURE.replace("zwembad", "zwernbad"), *[0.97] * 7, 0.85), ["voor het zwernbad te besteden"]),
        (line("Dat kost 350,000 euro per jaar", 0.97, 0.97, 0.88), ["Dat kost 350,000 euro per"]),
        (line("Dat kost 350.000 euro per jaar", 0.97, 0.97, 0.88), []),
        (line("- Het zwembad", 0.3), []),  # a dash has no other reading
        ([*line("Hct", 0.5), *line("zwembad", top=150, number=2)], ["Hct"]),  # neighbours in the line alone
        (
            line("Hct zwembad van de stad gaat in de zomer opcn", 0.5, *[0.97] * 8, 0.5),
            ["Hct zwembad van", "de zomer opcn"],
        ),
        (line("Hct zwembad van stad gaat opcn", 0.5, *[0.97] * 4, 0.5), ["Hct zwembad van stad gaat opcn"]),
    ],
)
def test_what_is_read_again(found: list[OcrWord], places: list[str]) -> None:
    assert [text(found[place.first : place.last + 1]) for place in doubtful_places(found, LEXICON)] == places


def test_of_too_many_places_those_with_figures_are_read() -> None:
    found = [w for n in range(40) for w in line("hct zwembad", 0.5, top=40 * n, number=n)]
    found += line("12,500 euro", 0.88, top=1700, number=99)
    places = doubtful_places(found, LEXICON)
    assert len(places) < 40 and found[places[-1].first].text == "12,500"
    assert [place.first for place in places] == sorted(place.first for place in places)


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (line("voor 350,000 euro", 0.97, 0.88), line("voor 350.000 euro"), "voor 350.000 euro"),
        (line("is toegezegdeen plan", 0.97, 0.4), line("is toegezegd een plan"), "is toegezegd een plan"),
        (line("Huiwolihout", 0.3), line("Huiwolhout", 0.9), "Huiwolhout"),  # no word, but surer
        (line("het zwembad"), line("het zwernbad"), "het zwembad"),
        (line("bij Vries", 0.97, 0.95), line("bij Vrees"), "bij Vries"),  # what was sure is not asked again
        (line("- de", 0.4, 0.4), line("-de", 0.9), "- de"),  # softening closes the gap after the dash
        (line("€ 12,500", 0.7, 0.7), line("€12.500", 0.9), "€ 12,500"),
        (line("ondcr het", 0.5), line("kosten het"), "ondcr het"),  # other words, not another reading of these
        (line("hct zwembad", 0.5), line("zwembad"), "hct zwembad"),  # nothing is lost
        (line("zwembad"), line("het zwembad"), "zwembad"),  # nor made up
    ],
)
def test_the_better_reading_of_a_place_is_kept_and_the_other_one_too(
    first: list[OcrWord], second: list[OcrWord], kept: str
) -> None:
    got, lost = merged(first, second, LEXICON)
    assert text(got) == kept
    assert sorted(word.text for word in (*got, *lost)) == sorted(word.text for word in (*first, *second))
    assert {(word.paragraph, word.line) for word in got} == {((1, 1), 1)}


def test_words_are_compared_with_those_of_their_own_line() -> None:
    first = [*line("voor 350,000 euro", 0.97, 0.8), *line("voor 12,500 euro", 0.97, 0.8, top=150, number=2)]
    second = [*line("voor 12.500 euro", top=152), *line("voor 350.000 euro", top=101, number=2)]
    assert text(merged(first, second, LEXICON)[0]) == "voor 350.000 euro voor 12.500 euro"


class Shown(OcrEngine):
    """Keeps the sheet that it is asked to read and says what is on it."""

    said = (OcrWord("350.000", 50, 40, 190, 70, 0.96, (1, 1), 1),)

    def words(self, picture: Image.Image, dpi: float, seconds: float, layout: int = 3) -> list[OcrWord]:
        object.__setattr__(self, "sheet", picture)
        assert layout == ONE_BLOCK
        return list(self.said)


def test_words_of_the_sheet_are_put_back_where_they_stand_on_the_page() -> None:
    found = line("350,000", 0.8, top=400)
    kept, lost, _ = read_doubtful(PREPARED, found, Shown("nld"), LEXICON, 60)
    # On the sheet the box begins 0.15 inch (white) and 0.1 inch (the page beside it) from the left.
    (word,) = kept
    assert (word.text, word.left, word.right) == ("350.000", 50 - 50 + 40, 190 - 50 + 40)
    assert (word.top, word.bottom) == (400 + 40 - 34, 400 + 70 - 34)
    assert text(lost) == "350,000"


def test_page_without_doubt_is_read_once() -> None:
    engine = Shown("nld")
    found = line(SURE)
    assert read_doubtful(PREPARED, found, engine, LEXICON, 60) == (found, [], [])
    assert not hasattr(engine, "sheet")


def large(text: str, *confidences: float, height: int = 60) -> list[OcrWord]:
    return [replace(word, bottom=word.top + height) for word in line(text, *confidences, top=300, number=9)]


def said_again(text: str, confidence: float) -> type[Shown]:
    """An engine that reads `text` in the first place on the sheet."""
    found = [replace(word, confidence=confidence) for word in line(text, top=40)]
    return type("Said", (Shown,), {"said": tuple(replace(word, left=word.left + 10) for word in found)})


EMBLEM = [*large("Tl", 0.2, height=100), *(replace(w, left=140, right=260) for w in line("dienst", top=300, number=9))]
PAGE = [word for number in range(4) for word in line(SURE, top=40 * number, number=number)]


@pytest.mark.parametrize(
    ("drawn", "again", "confidence", "strays"),
    [
        (large("NICON AIN", 0.2, 0.37), "ONNO", 0.3, "NICON AIN"),
        (large("NICON AIN", 0.2, 0.37), "", 0.0, "NICON AIN"),
        (large("NICON — AIN", 0.2, 0.97, 0.37), "", 0.0, "NICON — AIN"),
        (large("NICON", 0.2), "NICON", 0.3, ""),  # two readings that are alike are of text
        (large("NICON", 0.2), "Nieuw", 0.9, ""),  # or one that is sure
        (large("BenW 2013", 0.4, 0.2), "Bw", 0.3, ""),  # figures stay
        (large("R.J.", 0.7), "", 0.0, ""),
        (large("NICON AIN", 0.2, 0.9), "", 0.0, ""),  # beside a word that is sure
        (EMBLEM, "", 0.0, "Tl"),  # unless it is an emblem
        (line("NICON AIN", 0.2, 0.37, top=300, number=9), "", 0.0, ""),  # as large as the text is
    ],
)
def test_what_is_read_out_of_a_picture_is_no_text(
    drawn: list[OcrWord], again: str, confidence: float, strays: str
) -> None:
    kept, _, left_out = read_doubtful(PREPARED, [*PAGE, *drawn], said_again(again, confidence)("nld"), LEXICON, 60)
    assert text(left_out) == strays
    assert all(word not in kept for word in left_out) and text(kept).startswith(text(PAGE))
    if not strays and confidence < 0.6:
        assert [word for word in drawn if word not in kept] == []


def test_all_of_a_page_that_is_hard_to_read_stays() -> None:
    page = [replace(word, confidence=0.8) for word in PAGE]
    assert read_doubtful(PREPARED, [*page, *large("NICON", 0.2)], said_again("", 0)("nld"), LEXICON, 60)[2] == []


class Once(OcrEngine):
    """Reads a page, and fails when it is asked to read anything again."""

    def words(self, picture: Image.Image, dpi: float, seconds: float, layout: int = 3) -> list[OcrWord]:
        if layout == ONE_BLOCK:
            raise OcrFailure("ocr-timeout", "Tesseract took longer than 1 second")
        return line(f"Hct zwembad. {SURE}", 0.5)


def test_second_reading_that_fails_costs_nothing(tmp_path: Path) -> None:
    made = make_page(3, 150)
    as_pdf(made, made.image, tmp_path / "scan.pdf")
    with open_source(tmp_path / "scan.pdf", SETTINGS) as source:
        page = read_page(source.page(1), Once("nld"), LEXICON, SETTINGS)
    assert page.raw == f"Hct zwembad. {SURE}" and not page.problems and not page.others


@pytest.mark.slow
def test_signature_is_no_text_but_stays_with_the_page() -> None:
    with open_source(ROOT / "data" / "raw" / "2016-02-motie-fietsroute.pdf", SETTINGS) as source:
        page = read_page(source.page(1), load_engine(SETTINGS), LEXICON, SETTINGS)
    assert page.others[-1].made_by.endswith("out of a picture")
    drawn = page.others[-1].text.split()
    assert drawn and not set(drawn) & set(page.raw.split())
    assert all(word.box is not None and word.box.top > page.height / 2 for word in page.others[-1].words)


@pytest.mark.slow
def test_points_in_sums_that_were_read_as_commas_come_right(tmp_path: Path) -> None:
    made = make_page(612, 200)
    as_pdf(made, damage(made, "bad", 612), tmp_path / "scan.pdf")
    with open_source(tmp_path / "scan.pdf", SETTINGS) as source:
        page = read_page(source.page(1), load_engine(SETTINGS), LEXICON, SETTINGS)
    truth, kept = words(made.text), words(page.raw)
    other = " ".join(other.text for other in page.others)
    assert "350,000" not in page.raw and "350,000" in other
    assert kept.count("350.000") == truth.count("350.000") > 0
    ends = [word.span.end for word in page.reading.words]
    assert ends == sorted(ends)

"""What lies on a page of a PDF: words like pdfplumber's, facts about how it was painted, reading order, tables."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from benchmarks import made_pdfs
from pipeline.document import Box
from pipeline.settings import Settings
from pipeline.stages.pages import PageInput, open_source
from pipeline.stages.pages.layer import PlacedWord, layer_reading

SETTINGS = Settings()
WIDTH, HEIGHT = made_pdfs.WIDTH, made_pdfs.HEIGHT


def page_of(pdf: bytes, folder: Path, number: int = 1) -> PageInput:
    path = folder / "page.pdf"
    path.write_bytes(pdf)
    with open_source(path, SETTINGS) as source:
        return source.page(number)


def drawn(draw: Callable[[Canvas], None]) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(WIDTH, HEIGHT), invariant=1)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def plumber_words(path: Path) -> list[list[str]]:
    with pdfplumber.open(path) as pdf:
        return [[word["text"] for word in page.extract_words()] for page in pdf.pages]


def words_of(path: Path) -> list[list[str]]:
    with open_source(path, SETTINGS) as source:
        layers = [source.page(number).layer for number in range(1, source.page_count + 1)]
    return [layer.text.split() if layer else [] for layer in layers]


@pytest.mark.parametrize("make", [made_pdfs.plain, made_pdfs.table, made_pdfs.short, made_pdfs.on_background])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_words_are_those_of_pdfplumber(make: Callable[[int], bytes], seed: int, tmp_path: Path) -> None:
    page = page_of(make(seed), tmp_path)
    assert page.layer is not None and page.layer.made_by.startswith("pypdfium2")
    assert Counter(page.layer.text.split()) == Counter(plumber_words(tmp_path / "page.pdf")[0])


def test_words_of_the_real_letters_are_those_of_pdfplumber(shared: Path) -> None:
    for path in sorted((shared / "letters" / "pdf").glob("*.pdf")):
        ours, theirs = words_of(path), plumber_words(path)
        assert [Counter(words) for words in ours] == [Counter(words) for words in theirs], path.name


def test_boxes_are_close_to_those_of_pdfplumber(tmp_path: Path) -> None:
    page = page_of(made_pdfs.plain(4), tmp_path)
    assert page.layer is not None
    with pdfplumber.open(tmp_path / "page.pdf") as pdf:
        theirs = pdf.pages[0].extract_words()
    shown = [page.layer.text[word.span.start : word.span.end] for word in page.layer.words]
    euro = shown.index("€") if "€" in shown else len(shown)  # pdfplumber holds the sign for as wide as nothing
    for word, other in list(zip(page.layer.words, theirs, strict=True))[:euro]:
        assert word.box is not None
        assert word.box.left == pytest.approx(other["x0"], abs=1)
        assert word.box.right == pytest.approx(other["x1"], abs=1)
        middle = (other["top"] + other["bottom"]) / 2
        assert (word.box.top + word.box.bottom) / 2 == pytest.approx(middle, abs=2.5)


def test_line_end_hyphen_stays_a_hyphen(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for row, line in enumerate(("De raad besluit tot een voor-", "lopige subsidie - zonder meer -", "per jaar")):
            canvas.drawString(60, 700 - 14 * row, line)

    layer = page_of(drawn(draw), tmp_path).layer
    assert layer is not None
    assert layer.text == "De raad besluit tot een voor-\nlopige subsidie - zonder meer -\nper jaar"


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_words_of_a_turned_page_lie_where_they_are_shown(rotation: int, tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(rotation)  # reportlab swaps the sides of the sheet
        canvas.translate(*{90: (HEIGHT, 0), 180: (WIDTH, HEIGHT), 270: (0, WIDTH)}[rotation])
        canvas.rotate(rotation)
        canvas.drawString(60, 500, "Een liggende bijlage")

    layer = page_of(drawn(draw), tmp_path).layer
    assert layer is not None and layer.made_by.startswith("pypdfium2")
    with pdfplumber.open(tmp_path / "page.pdf") as pdf:
        theirs = pdf.pages[0].extract_words()
    assert layer.text.split() == [word["text"] for word in theirs]
    for word, other in zip(layer.words, theirs):
        assert word.box is not None
        assert (word.box.left, word.box.right) == pytest.approx((other["x0"], other["x1"]), abs=0.5)
        assert word.box.top - 1 < other["bottom"] - 2 < word.box.bottom


def test_text_that_runs_upwards_is_left_to_pdfplumber(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rotate(90)
        canvas.drawString(60, -300, "Langs de kant")

    layer = page_of(drawn(draw), tmp_path).layer
    assert layer is not None and layer.made_by.startswith("pdfplumber")


def test_crop_box_counts_from_its_own_corner_and_hides_what_is_outside(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((50, 100, 545, 742))
        canvas.drawString(150, 642, "binnen")
        canvas.drawString(150, 800, "buiten")

    layer = page_of(drawn(draw), tmp_path).layer
    assert layer is not None and layer.text == "binnen"
    box = layer.words[0].box
    assert box is not None and box.left == pytest.approx(100, abs=1) and box.bottom == pytest.approx(102, abs=4)


@pytest.mark.parametrize("name", made_pdfs.MAKERS)
def test_words_lie_on_the_page_and_in_the_text(name: str, tmp_path: Path) -> None:
    page = page_of(made_pdfs.MAKERS[name][1](11), tmp_path)
    if page.layer is None:
        return
    end = 0
    for word in page.layer.words:
        assert word.span.start >= end and not page.layer.text[end : word.span.start].strip()
        assert word.box is not None and not any(map(str.isspace, page.layer.text[word.span.start : word.span.end]))
        assert -1 <= word.box.left <= word.box.right <= page.width + 1
        assert -1 <= word.box.top <= word.box.bottom <= page.height + 1
        end = word.span.end
    assert not page.layer.text[end:].strip()


def test_facts_of_how_a_page_was_painted(tmp_path: Path) -> None:
    hidden = page_of(made_pdfs.good_layer(1), tmp_path).facts
    assert hidden.invisible > 1000 and not hidden.visible and hidden.picture_share > 0.95
    under = page_of(made_pdfs.good_layer_under(1), tmp_path).facts
    assert under.covered > 1000 and not under.visible and under.hidden_share == 1
    over = page_of(made_pdfs.on_background(1), tmp_path).facts
    assert over.visible > 500 and not over.covered and over.picture_share > 0.95
    assert page_of(made_pdfs.unmapped(1), tmp_path).facts.unmapped > 0.5
    assert page_of(made_pdfs.table(1), tmp_path).facts.rules >= 4
    assert page_of(made_pdfs.plain(1), tmp_path).facts.rules == 0


def test_table_with_lines_becomes_rows_with_their_headings(tmp_path: Path) -> None:
    rows = [("Post", "2012", "2013"), ("Jeugd", "€ 1.200", "€ 900"), ("Sport en spel", "€ 350", "€ 400")]

    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 760, "Bedragen in euro")
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                canvas.rect(60 + 120 * column, 700 - 20 * row, 120, 20)
                canvas.drawString(64 + 120 * column, 706 - 20 * row, cell)

    page = page_of(drawn(draw), tmp_path)
    assert page.tables == (tuple(rows),)
    assert page.layer is not None and "Sport en spel € 350 € 400" in page.layer.text  # a row reads across


def test_underlines_and_logos_do_not_cost_a_search_for_tables(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for row in range(30):
            canvas.drawString(60, 760 - 20 * row, "Een onderstreepte regel")
            canvas.line(60, 758 - 20 * row, 180, 758 - 20 * row)
            canvas.circle(400, 700 - 10 * row, 30)

    facts = page_of(drawn(draw), tmp_path).facts
    assert facts.drawings == 60 and facts.rules < 2


def column(left: float, top: float, lines: list[str], size: float = 10.0) -> list[PlacedWord]:
    """Words of lines under one another, set in Helvetica."""
    placed = []
    for row, line in enumerate(lines):
        at = left
        for word in line.split():
            width = pdfmetrics.stringWidth(word, "Helvetica", size)
            placed.append(PlacedWord(word, at, top + 1.3 * size * row, at + width, top + 1.3 * size * row + size))
            at += width + 0.28 * size
    return placed


PROSE = made_pdfs.lines_of(5, 20)


def test_two_columns_are_read_one_after_the_other() -> None:
    left, right = [line[:38] for line in PROSE[:8]], [line[:38] for line in PROSE[8:16]]
    words = column(60, 200, left) + column(310, 200, right)
    words += column(60, 100, ["Een kop die over beide kolommen loopt en dus eerst komt"])
    text = layer_reading(words[::-1], "test").text
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    assert lines == [
        "Een kop die over beide kolommen loopt en dus eerst komt",
        *(line.strip() for line in left),
        *(line.strip() for line in right),
    ]


def test_label_and_value_of_a_letterhead_stay_on_one_line() -> None:
    labels, values = ["Onderwerp", "Datum", "Ons kenmerk", "Steller"], ["Wijkplan", "3 mei", "12.34", "J. de Wit"]
    text = layer_reading(column(60, 100, labels) + column(200, 100, values), "test").text
    assert text == "\n".join(f"{label} {value}" for label, value in zip(labels, values))


def test_rows_of_figures_are_read_across() -> None:
    words = column(60, 100, ["Jeugdwerk in de wijken", "Sport en spel voor ieder", "Overige lasten en baten"])
    words += column(300, 100, ["1.200", "350", "90"]) + column(400, 100, ["1.300", "375", "85"])
    assert layer_reading(words, "test").text.split("\n")[1] == "Sport en spel voor ieder 350 375"


def test_a_wider_gap_between_lines_starts_a_block() -> None:
    words = column(60, 100, PROSE[:4]) + column(60, 100 + 6 * 13, PROSE[4:8])
    blocks = layer_reading(words, "test").text.split("\n\n")
    assert [block.split("\n") for block in blocks] == [PROSE[:4], PROSE[4:8]]


def test_empty_page_has_an_empty_reading() -> None:
    assert layer_reading([], "test").text == ""
    assert Box.around(()) is None

"""Reading a page: which text is kept, what is never read, and the real Tesseract on damaged pages."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from rapidfuzz.distance import Levenshtein
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks import made_pdfs
from benchmarks.made_pages import FAX, MadePage, damage, make_page
from benchmarks.read import as_pdf, words
from pipeline.document import Page, Reading, Span, Word
from pipeline.errors import MissingComponent
from pipeline.language.lexicon import load_lexicon
from pipeline.settings import Settings
from pipeline.stages.pages import open_source
from pipeline.stages.read import OcrEngine, in_process, load_engine, read_page
from pipeline.stages.read.expected import expected_of_layer, expected_of_ocr
from pipeline.stages.read.halves import gutter

SETTINGS = Settings()
LEXICON = load_lexicon()
ENGINE = load_engine(SETTINGS)
NO_ENGINE = OcrEngine("zxx")  # a language whose data nobody has: asking for it raises


def read(pdf: bytes | Path, folder: Path, settings: Settings = SETTINGS, engine: OcrEngine = ENGINE) -> Page:
    path = folder / "page.pdf"
    if isinstance(pdf, bytes):
        path.write_bytes(pdf)
    else:
        path = pdf
    with open_source(path, settings) as source:
        return read_page(source.page(1), engine, LEXICON, settings)


def picture_pdf(image: Image.Image, dpi: int) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(image.width * 72 / dpi, image.height * 72 / dpi), invariant=1)
    canvas.drawImage(ImageReader(image.convert("RGB")), 0, 0, image.width * 72 / dpi, image.height * 72 / dpi)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def half_page(seed: int) -> MadePage:
    """The upper third of a made page: enough to read, and quick."""
    page = make_page(seed, 150)
    cut = round(page.image.height / 3)
    while min(page.image.crop((0, cut, page.image.width, cut + 3)).getextrema()) < 255:
        cut += 3
    shown = page.image.crop((0, 0, page.image.width, cut))
    return replace(page, image=shown)


def error_rate(truth: str, read_text: str) -> float:
    return Levenshtein.distance(words(truth), words(read_text)) / len(words(truth))


@pytest.mark.parametrize("kind", ["plain", "table", "short", "on_background"])
def test_born_digital_page_needs_no_tesseract(kind: str, tmp_path: Path) -> None:
    page = read(getattr(made_pdfs, kind)(5), tmp_path, engine=NO_ENGINE)
    assert page.source == "text-layer" and not page.others and page.expected_error == 0
    assert page.judgement is not None and page.judgement.kind == "born-digital"


def test_scan_without_tesseract_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(MissingComponent) as caught:
        read(made_pdfs.picture_only(5), tmp_path, engine=NO_ENGINE)
    assert "apt-get install" in caught.value.advice


def test_ocr_never_keeps_a_lying_layer_and_says_how_bad_it_is(tmp_path: Path) -> None:
    page = read(made_pdfs.lying_heavy(5), tmp_path, replace(SETTINGS, ocr="never"), NO_ENGINE)
    assert page.source == "text-layer" and page.expected_error is not None and page.expected_error > 0.05
    bare = read(made_pdfs.picture_only(5), tmp_path, replace(SETTINGS, ocr="never"), NO_ENGINE)
    assert [problem.kind for problem in bare.problems] == ["not-read"]


def test_blank_picture_is_a_blank_page_without_a_problem(tmp_path: Path) -> None:
    page = read(picture_pdf(Image.new("L", (800, 1100), 240), 100), tmp_path, engine=NO_ENGINE)
    assert page.raw == "" and not page.problems and page.expected_error == 0
    assert page.judgement is not None and "blank" in page.judgement.reasons[-1]


def test_page_with_nothing_on_it_is_blank(tmp_path: Path) -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    canvas.showPage()
    canvas.save()
    page = read(stream.getvalue(), tmp_path, engine=NO_ENGINE)
    assert page.raw == "" and not page.problems
    assert page.judgement is not None and "blank" in page.judgement.reasons[-1]


@pytest.mark.slow
@pytest.mark.parametrize("level", ["medium", "bad"])
def test_damaged_page_is_read(level: str, tmp_path: Path) -> None:
    made = make_page(41, 200)
    as_pdf(made, damage(made, level, 41), tmp_path / "scan.pdf")
    page = read(tmp_path / "scan.pdf", tmp_path)
    assert error_rate(made.text, page.raw) < 0.03
    assert page.source == "ocr" and page.expected_error is not None and page.expected_error < 0.05
    assert page.picture is not None and "deskew" in page.picture.steps
    assert page.known_words is not None and page.known_words > 0.9
    end = 0
    for word in page.reading.words:
        assert word.span.start >= end and word.box is not None and word.confidence is not None
        assert -3 <= word.box.left < word.box.right <= page.width + 3
        assert -3 <= word.box.top < word.box.bottom <= page.height + 3
        end = word.span.end


@pytest.mark.slow
def test_page_that_is_hard_to_read_is_read_twice_and_the_better_reading_kept(tmp_path: Path) -> None:
    made = make_page(507, 200)
    as_pdf(made, damage(made, FAX, 507), tmp_path / "scan.pdf")
    page = read(tmp_path / "scan.pdf", tmp_path)
    assert page.picture is not None and page.picture.steps[-1] == "soften"
    assert {other.source for other in page.others} == {"ocr"}
    kept, other = (error_rate(made.text, text) for text in (page.raw, page.others[0].text))
    assert kept < other
    assert page.expected_error == pytest.approx(kept, abs=0.08)


@pytest.mark.slow
def test_lying_layer_is_read_again_and_kept_as_evidence(tmp_path: Path) -> None:
    made = half_page(42)
    lines = made.lines[:14]
    as_pdf(made, made.image, tmp_path / "scan.pdf", [line.replace("o", "e").replace("ij", "y") for line in lines])
    page = read(tmp_path / "scan.pdf", tmp_path)
    assert page.judgement is not None and page.judgement.kind == "lying-ocr-layer"
    assert page.source == "ocr" and [other.source for other in page.others] == ["text-layer"]


@pytest.mark.slow
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_page_is_turned_upright(turn: int, tmp_path: Path) -> None:
    made = half_page(43)
    page = read(picture_pdf(made.image.rotate(turn, expand=True), 150), tmp_path)
    assert page.picture is not None and page.picture.rotation == turn
    assert page.raw.split()[:3] == made.lines[0].split()[:3]
    first = page.reading.words[0].box
    assert first is not None  # the first word, in the corner where it lies on the page as it is
    left, top = first.left < page.width / 2, first.top < page.height / 2
    assert (left, top) == {90: (True, False), 180: (False, False), 270: (False, True)}[turn]


def side_by_side(left: Image.Image, right: Image.Image) -> Image.Image:
    sheet = Image.new("L", (left.width + right.width, max(left.height, right.height)), 255)
    sheet.paste(left, (0, 0))
    sheet.paste(right, (left.width, 0))
    return sheet


@pytest.mark.slow
def test_two_pages_on_one_picture_are_read_one_after_the_other(tmp_path: Path) -> None:
    lines = [made_pdfs.lines_of(seed, 24) for seed in (45, 47)]
    left, right = (made_pdfs.paper(text, 1).resize((1240, 1754)).crop((0, 0, 1240, 850)) for text in lines)
    page = read(picture_pdf(side_by_side(left, right).rotate(0.8, fillcolor=245), 150), tmp_path)
    assert page.picture is not None and "two pages" in page.picture.steps
    first, second = (text[0].split()[:4] for text in lines)
    shown = [word.split() for word in page.raw.split("\n")]
    assert shown[0][:4] == first
    at = next(index for index, line in enumerate(shown) if line[:4] == second)
    boxes = [word.box for word in page.reading.words if word.box is not None]
    before = sum(map(len, shown[:at]))
    assert max(box.right for box in boxes[:before]) < page.width / 2 < min(box.left for box in boxes[before:])


def test_one_wide_page_is_not_cut() -> None:
    made = make_page(46, 100)
    assert gutter(made.image, 100) is None
    wide = Image.new("L", (1169, 827), 255)
    wide.paste(made.image.resize((1169, 827)), (0, 0))
    assert gutter(wide, 100) is None
    table = Image.new("L", (1169, 827), 255)
    draw = ImageDraw.Draw(table)
    for row in range(25):  # labels on the left, figures on the right, nothing between
        draw.text((60, 40 + 30 * row), "Jeugdwerk in de wijk", fill=0, font_size=14)
        draw.text((800, 40 + 30 * row), "1.200      900", fill=0, font_size=14)
    assert gutter(table, 100) is None


@pytest.mark.slow
@pytest.mark.skipif(not in_process.is_installed(), reason="tesserocr (the extra 'fast') is not installed")
def test_engine_in_this_process_reads_the_same(tmp_path: Path) -> None:
    image = half_page(44).image
    pytesseract_only = OcrEngine(SETTINGS.language)
    pytesseract_only.__dict__["data"] = None
    ours, theirs = (engine.words(image, 150, 60) for engine in (ENGINE, pytesseract_only))
    assert [word.text for word in ours] == [word.text for word in theirs]


def reading(text: str, confidence: float) -> Reading:
    found, at = [], 0
    for token in text.split():
        found.append(Word(Span(at, at + len(token)), None, confidence))
        at += len(token) + 1
    return Reading("ocr", text, tuple(found), "test", confidence)


def test_expected_error_falls_with_confidence_and_with_known_words() -> None:
    text, odd = "de bewoners van de wijk", "dc bevvoncrs vgn dc vvyk"
    rates = [expected_of_ocr(reading(text, confidence), LEXICON) for confidence in (0.2, 0.5, 0.7, 0.85, 0.93, 0.97)]
    assert rates == sorted(rates, reverse=True) and rates[0] > 0.4 and rates[-1] < 0.01
    assert expected_of_ocr(reading(odd, 0.85), LEXICON) > expected_of_ocr(reading(text, 0.85), LEXICON)
    assert expected_of_ocr(reading("", 0.9), LEXICON) == 0
    assert all(0 <= expected_of_ocr(reading(odd, value / 10), LEXICON) <= 1 for value in range(11))


def test_expected_error_of_a_layer_grows_with_its_misreadings() -> None:
    text = " ".join(made_pdfs.lines_of(8, 20))
    right, wrong = (expected_of_layer(reading(t, 1), LEXICON) for t in (text, text.replace("et", "ct")))
    assert right < 0.02 < wrong

"""Pictures made ready for OCR: only what the page needs, and every box walks back to the page as it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from benchmarks.made_pages import damage, make_page
from benchmarks.made_pdfs import lines_of, paper
from pipeline.stages.read.picture import Prepared, estimate_skew, prepare, to_grey

DPI = 150
WIDTH, HEIGHT = 595.0, 842.0


@pytest.fixture(scope="module")
def page() -> Image.Image:
    return make_page(31, DPI).image


def ready(image: Image.Image, turn: int = 0, dpi: float = DPI) -> Prepared:
    return prepare(image, dpi, image.width * 72 / dpi, image.height * 72 / dpi, turn)


@pytest.mark.parametrize("skew", [-5.0, -2.3, -0.7, 0.0, 0.4, 1.6, 3.1, 5.5])
def test_skew_is_found_within_a_fifth_of_a_degree(page: Image.Image, skew: float) -> None:
    turned = np.asarray(page.rotate(-skew, Image.Resampling.BICUBIC, fillcolor=255))
    assert estimate_skew(turned < 128, DPI) == pytest.approx(skew, abs=0.2)


@pytest.mark.parametrize("level", ["medium", "bad"])
def test_skew_is_found_under_damage(level: str) -> None:
    made = make_page(33, 200)
    prepared = ready(damage(made, level, 33), dpi=200)
    assert "deskew" in prepared.known.steps
    straight = np.asarray(prepared.image) < 128
    assert estimate_skew(straight, prepared.dpi) == pytest.approx(0, abs=0.2)


def test_good_page_is_left_as_it_is(page: Image.Image) -> None:
    prepared = ready(page)
    assert prepared.known.steps == () and prepared.image is page and not prepared.blank


def test_fine_page_is_only_made_smaller() -> None:
    prepared = ready(make_page(32, 300).image, dpi=300)
    assert prepared.known.steps == () and prepared.dpi == pytest.approx(240, abs=0.5)
    assert prepared.known.dpi == 300


def test_steps_follow_the_damage() -> None:
    made = make_page(34, 200)
    assert ready(damage(made, "medium", 34), dpi=200).known.steps == ("despeckle", "deskew")
    dim = make_page(36, 200)
    assert ready(damage(dim, "medium", 36), dpi=200).known.steps == ("flatten light", "despeckle", "deskew")
    assert ready(damage(made, "bad", 34), dpi=200).known.steps == ("despeckle", "blur", "deskew")


def test_blank_pages_are_blank() -> None:
    noise = np.random.default_rng(1)
    plain = Image.new("L", (1240, 1754), 250)
    assert ready(plain).blank
    assert ready(Image.fromarray(noise.normal(235, 6, (1754, 1240)).clip(0, 255).astype(np.uint8))).blank
    specks = plain.copy()
    for x, y in noise.integers(0, 1200, (200, 2)):
        specks.putpixel((int(x), int(y)), 0)
    assert ready(specks).blank
    written = plain.copy()
    ImageDraw.Draw(written).text((400, 500), "p.m.", fill=0, font_size=24)
    assert not ready(written).blank


@pytest.mark.parametrize("turn", [90, 270])
@pytest.mark.parametrize("skew", [0, 2])
def test_page_on_its_side_is_seen_and_not_made_straight(page: Image.Image, turn: int, skew: int) -> None:
    assert not ready(page).on_its_side and not ready(page.rotate(180)).on_its_side
    turned = page.rotate(skew, fillcolor=255).rotate(turn, expand=True)
    prepared = ready(turned)
    assert prepared.on_its_side and prepared.known.skew == 0
    assert not ready(turned, 90).on_its_side


@given(
    turn=st.sampled_from([0, 90, 180, 270]),
    skew=st.floats(-4, 4),
    dpi=st.sampled_from([120, 150, 300, 500]),
    place=st.tuples(st.floats(0.25, 0.75), st.floats(0.25, 0.75)),
)
@settings(max_examples=25, deadline=None)
def test_a_mark_walks_back_to_where_it_is_on_the_page(
    turn: int, skew: float, dpi: int, place: tuple[float, float]
) -> None:
    """Whatever was done to the picture, the box of a black mark in it holds the mark on the page."""
    small = 72
    image = paper(lines_of(1, 30), 1).resize((round(WIDTH * small / 72), round(HEIGHT * small / 72)))
    image = image.point(lambda value: 150 if value < 150 else 255).rotate(-skew, fillcolor=255)
    x, y = round(place[0] * image.width), round(place[1] * image.height)
    ImageDraw.Draw(image).rectangle([x - 6, y - 6, x + 6, y + 6], fill=0, outline=255, width=2)
    scaled = image.resize((round(WIDTH * dpi / 72), round(HEIGHT * dpi / 72)), Image.Resampling.NEAREST)
    prepared = prepare(scaled, dpi, WIDTH, HEIGHT, turn)
    black = np.asarray(prepared.image) < 40
    rows, columns = (np.flatnonzero(black.any(axis=axis)) for axis in (1, 0))
    box = prepared.box_on_page(columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
    assert box.left - 3 <= x <= box.right + 3 and box.top - 3 <= y <= box.bottom + 3
    assert box.right - box.left < 22 and box.bottom - box.top < 22


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "I", "F"])
def test_any_mode_becomes_grey(mode: str) -> None:
    image = Image.new("L", (40, 30), 255)
    ImageDraw.Draw(image).rectangle([10, 10, 20, 20], fill=0)
    grey = to_grey(image.convert(mode))
    assert grey.mode == "L" and grey.size == (40, 30)
    assert grey.getpixel((15, 15)) < 60 < 200 < grey.getpixel((2, 2))


def test_what_is_transparent_is_paper() -> None:
    assert to_grey(Image.new("RGBA", (10, 10), (0, 0, 0, 0))).getpixel((5, 5)) == 255

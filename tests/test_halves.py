"""Two pages on one page of the file: two pages in the document, from the reading to the tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import made_pdfs
from pipeline import route
from pipeline.document import Box, Document, Letter, Page, Picture, Reading, Span, Word
from pipeline.errors import BadArgument
from pipeline.explain import crop_picture, explain_key
from pipeline.export.json import document_from_json, document_to_json, write_document
from pipeline.language.lexicon import load_lexicon
from pipeline.settings import Settings
from pipeline.stages.read import part_halves
from pipeline.stages.tables import document_key, rows_of
from tests.test_read import picture_pdf, side_by_side


@pytest.mark.slow
def test_two_pages_on_one_picture_are_two_pages_all_the_way(tmp_path: Path) -> None:
    lines = [made_pdfs.lines_of(seed, 24) for seed in (45, 47)]
    left, right = (made_pdfs.paper(text, 1).resize((1240, 1754)).crop((0, 0, 1240, 850)) for text in lines)
    path = tmp_path / "two.pdf"
    path.write_bytes(picture_pdf(side_by_side(left, right), 150))
    pages = route.read_pages(path, Settings())
    assert [page.at for page in pages] == [(1, "left"), (1, "right")]
    gutter_at = pages[0].width
    assert gutter_at == pytest.approx(1240 * 72 / 150, rel=0.05)
    assert pages[0].width + pages[1].width == pytest.approx(2480 * 72 / 150, abs=0.1)
    for page, text in zip(pages, lines):
        assert page.raw.split()[:4] == text[0].split()[:4]
        assert (page.expected_error or 0) < 0.05 and page.reading.confidence
        for word in page.reading.words:
            assert page.raw[word.span.start : word.span.end].strip() and word.box is not None
            assert (word.box.right < gutter_at) == (page.half == "left")
    document = route.finish(path.as_posix(), route.hash_file(path), pages, Settings())
    assert document.text.count("\f") == 1
    assert document_from_json(document_to_json(document)) == document
    rows = rows_of(document)
    assert [(row["page"], row["half"]) for row in rows["pages"]] == [(1, "left"), (1, "right")]
    key = document_key(document.id, document.path)
    assert [row["key"] for row in rows["pages"]] == [f"{key}:p1left", f"{key}:p1right"]
    write_document(tmp_path / f"two-{key[:8]}" / "document.json", document)
    (one,) = explain_key(tmp_path, f"{key}:p1right", Settings())
    assert one.half == "right" and one.text == document.pages[1].text
    crop_picture(one, tmp_path / "crop.png", Settings())
    assert len(explain_key(tmp_path, key, Settings(), page=1)) == 2
    with pytest.raises(BadArgument, match="which one"):
        explain_key(tmp_path, key, Settings(), page=1, span="0:5")


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([" ", "\n", "\n\n"])), max_size=20))
def test_halves_share_out_all_words(placed: list[tuple[bool, str]]) -> None:
    text, words = "", []
    for index, (is_left, gap) in enumerate(placed):
        text += gap if text else ""
        box = Box(10 if is_left else 60, 10, 20 if is_left else 70, 20)
        words.append(Word(Span(len(text), len(text) + 2), box, 0.9))
        text += f"{index:02}"
    picture = Picture(300, left_page=Box(0, 0, 50, 100))
    page = Page(3, 100, 100, Reading("ocr", text, tuple(words)), picture=picture)
    parts = part_halves(page, load_lexicon())
    assert sorted(word for part in parts for word in part.raw.split()) == text.split()
    for part in parts:
        assert [part.raw[w.span.start : w.span.end] for w in part.reading.words] == part.raw.split()
    if len({is_left for is_left, _ in placed}) < 2:
        assert parts == (page,)


def test_a_letter_may_start_on_the_right_half() -> None:
    halves = [Page(n, 1, 1, Reading("ocr", f"{n}{half}"), half=half) for n in (1, 2) for half in ("left", "right")]
    letters = (Letter(1, 1, 2, first_half="left"), Letter(2, 2, 2, first_half="right"))
    rows = rows_of(Document("ab" * 32, "x.pdf", tuple(halves), letters))
    assert [str(row["letter"])[-2:] for row in rows["pages"]] == ["l1", "l1", "l1", "l2"]
    assert len({row["key"] for row in rows["pages"]}) == 4

"""Properties of the values: whatever the edits, replay gives the text, undo gives raw, spans walk back in range."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Box, Document, Edit, Layer, Mention, Page, Problem, Reading, Span, Word, make_layer

TEXTS = st.text(alphabet="abcdé \n", max_size=30)


@st.composite
def layers_over(draw: st.DrawFn, text: str) -> Layer:
    """A layer of random edits that fits `text`."""
    edits, at = [], 0
    while at <= len(text):
        if draw(st.booleans()):
            before = text[at : at + draw(st.integers(0, 3))]
            after = draw(st.text(alphabet="xyz ", max_size=3))
            touches = edits and edits[-1].start + len(edits[-1].before) == at
            if before != after and (before or not touches):
                edits.append(Edit(at, before, after, "test"))
                at += len(before)
        at += 1
    return Layer("test", "hypothesis", tuple(edits))


@st.composite
def pages(draw: st.DrawFn) -> Page:
    page = Page(1, 0, 0, Reading("ocr", draw(TEXTS)))
    for _ in range(draw(st.integers(0, 3))):
        page = page.with_layer(draw(layers_over(page.text)))
    return page


@given(st.data())
def test_undo_gives_back_what_was_there(data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    layer = data.draw(layers_over(text))
    assert layer.undo(layer.apply(text)) == text


@given(st.data())
def test_untouched_characters_map_to_themselves_both_ways(data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    layer = data.draw(layers_over(text))
    after = layer.apply(text)
    touched = {at for edit in layer.edits for at in range(edit.start, edit.start + len(edit.before))}
    for at in set(range(len(text))) - touched:
        there = layer.to_after(Span(at, at + 1))
        assert after[there.start : there.end] == text[at]
        assert layer.to_before(there) == Span(at, at + 1)


@given(pages(), st.data())
def test_spans_walk_back_in_range_and_in_order(page: Page, data: st.DataObject) -> None:
    points = sorted(data.draw(st.integers(0, len(page.text))) for _ in range(4))
    outer, inner = Span(points[0], points[3]), Span(points[1], points[2])
    raw_outer, raw_inner = page.to_raw(outer), page.to_raw(inner)
    assert 0 <= raw_inner.start <= raw_inner.end <= len(page.raw)
    if len(raw_inner):
        assert raw_outer.start <= raw_inner.start
        assert raw_inner.end <= raw_outer.end


@given(pages())
def test_the_history_of_everything_holds_every_edit(page: Page) -> None:
    found = page.history(Span(0, len(page.text)))
    inside = [edit for layer in page.layers for edit in layer.edits if edit.before]
    assert len(found) <= sum(len(layer.edits) for layer in page.layers)
    if len(page.layers) == 1 and all(edit.after for edit in page.layers[0].edits):
        assert [edit for _, edit in found if edit.before] == inside


@given(pages(), pages(), st.data())
def test_a_document_finds_the_pages_of_a_span(first: Page, second: Page, data: st.DataObject) -> None:
    document = Document("0" * 64, "x", (first, second))
    assert document.text == f"{first.text}\f{second.text}"
    start, end = sorted(data.draw(st.integers(0, len(document.text))) for _ in range(2))
    parts = document.locate(Span(start, end))
    joined = "\f".join(page.text[span.start : span.end] for page, span in parts)
    assert joined.strip("\f") == document.text[start:end].strip("\f")


@pytest.mark.parametrize(
    "edits",
    [
        (Edit(0, "a", "a", "r"),),
        (Edit(3, "a", "b", "r"), Edit(1, "a", "b", "r")),
        (Edit(0, "ab", "x", "r"), Edit(1, "b", "y", "r")),
        (Edit(1, "", "x", "r"), Edit(1, "", "y", "r")),
    ],
)
def test_a_layer_refuses_edits_that_are_none_or_overlap(edits: tuple[Edit, ...]) -> None:
    with pytest.raises(ValueError, match="test:"):
        Layer("test", "", edits)


def test_a_layer_refuses_another_text() -> None:
    with pytest.raises(ValueError, match="another text"):
        Layer("test", "", (Edit(0, "abc", "x", "r"),)).apply("abd")


def test_make_layer_sorts_and_drops_what_changes_nothing() -> None:
    layer = make_layer("test", "", [Edit(4, "b", "c", "r"), Edit(2, "x", "x", "r"), Edit(0, "a", "b", "r")])
    assert [edit.start for edit in layer.edits] == [0, 4]


def test_from_clean_text_to_boxes() -> None:
    words = (Word(Span(0, 3), Box(0, 0, 30, 10)), Word(Span(4, 12), Box(35, 0, 99, 10), 0.5))
    page = Page(1, 100, 100, Reading("ocr", "van beweners", words))
    page = page.with_layer(Layer("correct", "", (Edit(4, "beweners", "bewoners", "confusions:o>e", 0.99),)))
    span = Span(page.text.index("won"), page.text.index("won") + 3)
    assert page.raw[page.to_raw(span).start : page.to_raw(span).end] == "beweners"
    assert page.boxes(span) == (Box(35, 0, 99, 10),)
    assert [edit.rule for _, edit in page.history(span)] == ["confusions:o>e"]
    assert page.history(Span(0, 3)) == ()


def test_status_cannot_lie() -> None:
    text, empty = Reading("ocr", "tekst"), Reading("ocr", "")
    problem = Problem("read", 2, "ocr-crash", "page 2: crashed")
    whole = Page(1, 0, 0, text)
    assert Document("", "x", (whole,)).status == "ok"
    assert Document("", "x", (whole, Page(2, 0, 0, empty, problems=(problem,)))).status == "partial"
    assert Document("", "x", (Page(2, 0, 0, empty, problems=(problem,)),)).status == "failed"
    assert Document("", "x", problems=(problem,)).status == "failed"


def test_a_mention_fills_its_span() -> None:
    with pytest.raises(ValueError, match="does not fill"):
        Mention(Span(0, 3), "PvdA", "PARTY", "PvdA", "r")

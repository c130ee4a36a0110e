"""What is no running text: marked where it is, and only there."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from pipeline import route
from pipeline.document import Aside, Document, Letter, Mention, Page, Span
from pipeline.export.json import document_from_json, document_to_json
from pipeline.settings import Settings
from pipeline.stages.asides import mark_asides
from pipeline.stages.pages import text_reading
from pipeline.stages.tables import rows_of
from pipeline.stages.tag.stretches import parted
from pipeline.stages.tag.surface import flow

PROSE = (
    "Het college stelt voor om de bewoners van de buurt te betrekken",
    "bij de herinrichting van het plein en de straten eromheen, omdat",
    "zij het beste weten wat er nodig is en wat er kan wachten tot later.",
)


def text_document(*pages: str, letters: tuple[Letter, ...] = ()) -> Document:
    made = tuple(Page(number, 0, 0, text_reading(text)) for number, text in enumerate(pages, 1))
    return mark_asides(Document("ab" * 32, "x.txt", made, letters or (Letter(1, 1, len(pages)),)))


def marked(document: Document) -> list[tuple[int, str, str]]:
    return [(p.number, a.kind, p.raw[a.span.start : a.span.end]) for p in document.pages for a in p.asides]


def body(number: int) -> str:
    """Running text that is another one on each page."""
    return "\n".join(" ".join(f"{word}{'abcdefgh'[number]}" for word in line.split()) for line in PROSE)


Line = tuple[float, float, str, float]  # left, top, text, size


def pdf(tmp_path: Path, *pages: list[Line], name: str = "a.pdf") -> Path:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, (595, 842), invariant=1)
    for page in pages:
        for left, top, text, size in page:
            canvas.setFont("Helvetica", size)
            canvas.drawString(left, 842 - top, text)
        canvas.showPage()
    canvas.save()
    path = tmp_path / name
    path.write_bytes(buffer.getvalue())
    return path


def prose(number: int, top: float = 120.0, lines: int = 24) -> list[Line]:
    return [
        (70, top + 15 * i, f"{PROSE[i % 3][:-number]} {'abcdefgh'[number] * 5}{'xyz'[i % 3]}", 11) for i in range(lines)
    ]


def read(path: Path) -> Document:
    pages = tuple(route.read_pages(path, Settings()))
    return mark_asides(Document("ab" * 32, "x.pdf", pages, (Letter(1, 1, len(pages)),)))


def test_heads_and_feet_of_a_text_file() -> None:
    pages = [f"Raadsvoorstel zwembad 2013-{n}\n\n{body(n)}\n\nGemeente Groningen\n- {n} -" for n in (1, 2, 3)]
    assert marked(text_document(*pages)) == [
        (1, "running-foot", "Gemeente Groningen"),
        (1, "page-number", "- 1 -"),
        (2, "running-head", "Raadsvoorstel zwembad 2013-2"),
        (2, "running-foot", "Gemeente Groningen"),
        (2, "page-number", "- 2 -"),
        (3, "running-head", "Raadsvoorstel zwembad 2013-3"),
        (3, "running-foot", "Gemeente Groningen"),
        (3, "page-number", "- 3 -"),
    ]


@pytest.mark.parametrize("number", ["Pagina 2 van 7", "Bladzijde 2", "- 2 -", "2/7", "blad 2", "Bladzijde"])
def test_page_numbers_that_say_so(number: str) -> None:
    assert (2, "page-number", number) in marked(text_document(body(1), f"{number}\n\n{body(2)}"))


def test_bare_numbers_are_page_numbers_only_where_they_count_the_pages() -> None:
    counted = text_document(*(f"{body(n)}\n\n{n + 11}" for n in (1, 2, 3)))
    assert [(n, kind) for n, kind, _ in marked(counted)] == [(n, "page-number") for n in (1, 2, 3)]
    assert not marked(text_document(*(f"{body(n)}\n\n{n * n + 11}" for n in (1, 2, 3))))


def test_the_subject_again_under_a_page_number() -> None:
    first = f"Gemeente Groningen\nOnderwerp Plan voor het zwembad\nDatum 3 mei 2013\n\n{body(1)}"
    document = text_document(first, f"Bladzijde 2\nOnderwerp Plan voor het zwembad\n\n{body(2)}")
    assert marked(document) == [
        (2, "page-number", "Bladzijde 2"),
        (2, "running-head", "Onderwerp Plan voor het zwembad"),
    ]


def test_each_letter_of_a_bundle_has_heads_of_its_own_and_letterheads_are_none() -> None:
    head = "Gemeente Groningen\n\n"
    one_page_each = tuple(Letter(n, n, n) for n in (1, 2, 3))
    assert not marked(text_document(*(head + body(n) for n in (1, 2, 3)), letters=one_page_each))
    pages = [f"{'Brief over het zwembad' if n < 4 else 'Motie bomenkap'}\n\n{body(n)}" for n in range(1, 7)]
    document = text_document(*pages, letters=(Letter(1, 1, 3), Letter(2, 4, 6)))
    assert [(n, text) for n, _, text in marked(document)] == [
        (2, "Brief over het zwembad"),
        (3, "Brief over het zwembad"),
        (5, "Motie bomenkap"),
        (6, "Motie bomenkap"),
    ]


def test_column_heads_of_a_table_and_running_text_are_no_heads() -> None:
    table = "Wijk      Budget      Uitgaven      Saldo\n\n"
    assert not marked(text_document(*(table + body(n) for n in (1, 2, 3))))
    assert not marked(text_document(*(f"Hetzelfde begin van een alinea\n{body(n)}" for n in (1, 2, 3))))


def test_heads_feet_and_notes_of_a_pdf(tmp_path: Path) -> None:
    def page(number: int) -> list[Line]:
        note = [(70.0, 700.0, "1 Zie de nota Wonen van de gemeente", 8.0), (70.0, 710.0, "van 3 mei.", 8.0)]
        reference = [(70.0, 500.0, "zoals eerder aan de raad is gemeld1 in de brief", 11.0)]
        return [
            (70, 50, "Evaluatie wijkbudgetten", 9),
            *prose(number),
            *((*reference, *note) if number == 2 else ()),
            (70, 790, f"Pagina {number} van 3", 9),
        ]

    assert marked(read(pdf(tmp_path, page(1), page(2), page(3)))) == [
        (1, "page-number", "Pagina 1 van 3"),
        (2, "running-head", "Evaluatie wijkbudgetten"),
        (2, "footnote", "1 Zie de nota Wonen van de gemeente\nvan 3 mei."),
        (2, "page-number", "Pagina 2 van 3"),
        (3, "running-head", "Evaluatie wijkbudgetten"),
        (3, "page-number", "Pagina 3 van 3"),
    ]


def test_no_note_without_a_reference_or_in_letters_as_large_as_the_text(tmp_path: Path) -> None:
    small = [*prose(1), (70, 700, "1 Zie de nota Wonen", 8)]
    large = [*prose(1), (70, 500, "zoals is gemeld1 in de brief", 11), (70, 700, "1 Zie de nota Wonen", 11)]
    assert not marked(read(pdf(tmp_path, small)))
    assert not marked(read(pdf(tmp_path, large)))


def test_a_raised_mark_is_enough_for_a_note(tmp_path: Path) -> None:
    reference = (70, 500, "zoals eerder aan de raad is gemeld² in de brief", 11)
    note = (70, 700, "² Zie de nota Wonen", 11)
    assert marked(read(pdf(tmp_path, [*prose(1), reference, note]))) == [(1, "footnote", "² Zie de nota Wonen")]
    assert not marked(read(pdf(tmp_path, [*prose(1), note])))


def test_the_head_of_a_table_on_every_page_of_a_pdf_is_none(tmp_path: Path) -> None:
    def page(number: int) -> list[Line]:
        columns = [(70.0, 60.0, "Wijk", 11.0), (250.0, 60.0, "Budget", 11.0), (400.0, 60.0, "Uitgaven", 11.0)]
        rows = [(x, 85.0 + 15 * i, f"{number * i * 37}", 11.0) for i in range(20) for x in (70.0, 250.0, 400.0)]
        return columns + rows

    assert not marked(read(pdf(tmp_path, page(1), page(2), page(3))))


def test_an_amount_that_goes_on_overleaf_is_one_and_a_head_counts_for_itself(tmp_path: Path) -> None:
    pages = [
        f"{body(1)}, en voor de herinrichting\nvan het plein in Beijum is daarom een krediet nodig van € 1,5\n\n- 1 -",
        f"Voorstel van de PvdA aan de raad\n\nmiljoen, dat in 2014 wordt besteed.\n\n{body(2)}\n\n- 2 -",
        f"Voorstel van de PvdA aan de raad\n\n{body(3)}\n\n- 3 -",
    ]
    path = tmp_path / "a.txt"
    path.write_text("\f".join(pages), encoding="utf-8")
    document = route.process_file(path, Settings())
    rows = rows_of(document)
    (amount,) = rows["amounts"]
    assert amount["value"] == 1_500_000
    assert amount["text"] == "€ 1,5 miljoen"
    assert amount["part"] == "body"
    assert "Voorstel" not in str(amount["sentence"])
    parts = [row["part"] for row in rows["mentions"] if row["label"] == "PARTY"]
    assert parts == ["running-head", "running-head"]
    assert document_from_json(document_to_json(document)) == document


LINES = st.sampled_from(
    ["Kop van de brief", "- 2 -", "3", "Pagina 4", "", PROSE[0], PROSE[1], "¹ Noot", "x¹", "a  b", "\t"]
)


@given(st.lists(st.lists(LINES | st.text("ab \n1¹-", max_size=9), max_size=12).map("\n".join), max_size=5))
def test_asides_are_sorted_disjoint_and_inside_the_page(pages: list[str]) -> None:
    document = text_document(*pages)
    for page in document.pages:
        end = 0
        for aside in page.asides:
            assert aside.kind in Aside.KINDS
            assert end <= aside.span.start < aside.span.end <= len(page.raw)
            assert page.raw[aside.span.start : aside.span.end].strip()
            assert page.to_raw(page.from_raw(aside.span)) == aside.span
            end = aside.span.end
    assert [page.raw for page in document.pages] == pages
    assert mark_asides(document) == document


@given(st.text("abc", min_size=1, max_size=30), st.data())
def test_what_is_found_in_stretches_stands_in_the_document(text: str, data: st.DataObject) -> None:
    bounds = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    asides = [(Span(a, b), "footnote") for a, b in zip(bounds[::2], bounds[1::2])]
    covered = []
    for stretches in parted(asides, 0, len(text)):
        whole = stretches.text(text)
        for place, sign in enumerate(whole):
            found = Mention(Span(place, place + 1), sign, "ORG", sign, "r")
            for mention in stretches.placed([found], text):
                assert mention.text == sign == text[mention.span.start]
                covered.append(mention.span.start)
    assert sorted(covered) == list(range(len(text)))


def test_a_letter_of_one_page_has_no_head() -> None:
    assert not marked(text_document(f"Gemeente Groningen\n\n{body(1)}\n\nGemeente Groningen"))
    assert replace(text_document(body(1))).asides == ()


def test_whole_paragraphs_are_not_taken_for_lines_set_apart() -> None:
    paragraphs = [" ".join(PROSE)] * 4 + ["Kosten en dekking"] + [" ".join(PROSE)] * 4
    text = flow("\n\n".join(paragraphs)).text
    assert text.split("\n") == paragraphs

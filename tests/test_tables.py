from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import Document, Edit, Letter, Page, Problem, Reading, make_layer
from pipeline.stages.table_columns import MEANINGS, TABLES
from pipeline.stages.tables import document_key, rows_of, same_file_row, texts_of
from tests.made_documents import made_document

ROOT = Path(__file__).parent.parent


def test_every_row_has_the_columns_in_their_order() -> None:
    for table, rows in rows_of(made_document()).items():
        assert rows, table
        for row in rows:
            assert list(row) == [column.name for column in TABLES[table]]


def test_keys_are_unique_and_name_the_document() -> None:
    document = made_document()
    for table, rows in rows_of(document).items():
        keys = [row["key"] for row in rows]
        assert len(set(keys)) == len(keys), table
        assert all(str(key).startswith(document.id[:12] + ":") for key in keys)


def test_an_amount_leads_to_number_letter_sentence_and_box() -> None:
    (row,) = rows_of(made_document())["amounts"]
    assert (row["value"], row["value_low"], row["value_high"]) == (26e6, 26e6, 26e6)
    assert row["text"] == "26 miljoen euro"
    assert row["raw_text"] == "26\nmiljoen eure"
    assert row["sentence"] == "De bewoners van Selwerd krijgen 26 miljoen euro voor ideeën."
    assert (row["letter_title"], row["letter_date"], row["page"]) == ("Wijkplan Selwerd", "2013-10-23", 1)
    assert (row["left"], row["top"], row["right"], row["bottom"]) == (0.0, 12.0, 120.0, 34.0)
    assert row["approximate"] is True and row["bound"] == "ceiling"


def test_an_amount_has_the_key_of_its_mention() -> None:
    rows = rows_of(made_document())
    assert rows["amounts"][0]["key"] == rows["mentions"][1]["key"]


def test_a_range_has_no_single_value() -> None:
    document = made_document()
    mention = document.mentions[1]
    assert mention.amount is not None
    wide = replace(mention, amount=replace(mention.amount, high=mention.amount.high * 2))
    (row,) = rows_of(replace(document, mentions=(wide,)))["amounts"]
    assert (row["value"], row["value_low"], row["value_high"]) == (None, 26e6, 52e6)


def test_corrections_are_the_words_that_changed_and_not_the_lines_that_moved() -> None:
    rows = rows_of(made_document())["corrections"]
    assert [(r["made"], r["before"], r["after"], r["raw_text"]) for r in rows] == [
        (True, "beweners", "bewoners", "beweners"),
        (True, "eure", "euro", "eure"),
        (False, "Selwerd", "Selwert", "Selwerd"),
    ]
    text = made_document().text
    assert [text[int(str(r["start"])) : int(str(r["end"]))] for r in rows] == ["bewoners", "euro", "Selwerd"]
    assert "bewoners van Selwerd" in str(rows[0]["context"])


def test_a_letter_with_a_page_that_failed_is_partial_and_says_why() -> None:
    (row,) = rows_of(made_document())["letters"]
    assert row["status"] == "partial"
    assert row["problems"] == "ocr-timeout: Page 2: late."
    assert (row["mentions"], row["amounts"], row["corrections"], row["expected_error"]) == (2, 1, 2, 0.125)


def test_only_the_letter_that_a_problem_is_in_is_partial() -> None:
    pages = [Page(n, 1, 1, Reading("ocr", f"bladzijde {n}")) for n in (1, 2, 3)]
    pages[1] = replace(pages[1], problems=(Problem("read", 2, "ocr-crash", "Page 2: crashed."),))
    letters = (Letter(1, 1, 1), Letter(2, 2, 3))
    rows = rows_of(Document("ab" * 32, "bundle.pdf", tuple(pages), letters))["letters"]
    assert [row["status"] for row in rows] == ["ok", "partial"]


def test_a_file_that_failed_has_one_row() -> None:
    problem = Problem("pages", None, "encrypted", "x.pdf: is encrypted.", "Give --password.")
    rows = rows_of(Document("cd" * 32, "x.pdf", problems=(problem,)))
    assert [(r["status"], r["problems"], r["number"]) for r in rows["letters"]] == [
        ("failed", "encrypted: x.pdf: is encrypted. Give --password.", 0)
    ]
    assert not any(rows[table] for table in ("pages", "mentions", "amounts", "corrections"))


def test_the_same_file_twice_has_a_row_of_its_own_that_names_the_first() -> None:
    document = made_document()
    row = same_file_row(document.id, "b.pdf", "a.pdf", "ok", "", "a-12345678")
    other = same_file_row(document.id, "c.pdf", "a.pdf", "ok", "", "a-12345678")
    assert row["same_as"] == "a.pdf" and row["file"] == "b.pdf"
    assert row["key"] != other["key"]
    assert row["document"] == document_key(document.id, document.path)


def test_a_file_that_cannot_be_read_is_known_by_its_path() -> None:
    assert document_key("", "a.pdf") != document_key("", "b.pdf")
    assert len(document_key("", "a.pdf")) == 12


@pytest.mark.parametrize("text", ["half \ud800 pair", "ok"])
def test_rows_can_always_be_written_as_utf8(text: str) -> None:
    page = Page(1, 1, 1, Reading("ocr", text))
    document = Document("ef" * 32, "a.txt", (page.with_layer(make_layer("correct", "", [Edit(0, text, "x", "r")])),))
    for row in [*rows_of(document)["corrections"], *texts_of(document)]:
        for value in row.values():
            str(value).encode()


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_every_correction_walks_back_through_layers(data: st.DataObject) -> None:
    raw = data.draw(st.text("abc de\n", min_size=1, max_size=40))
    page = Page(1, 1, 1, Reading("ocr", raw))
    for stage in ("repair", "correct"):
        places = data.draw(st.lists(st.integers(0, max(0, len(page.text) - 1)), unique=True, max_size=4))
        edits = [Edit(p, page.text[p : p + 1], data.draw(st.text("xyz", max_size=2)), "r") for p in sorted(places)]
        page = page.with_layer(make_layer(stage, "", [e for e in edits if e.before]))
    rows = rows_of(Document("ab" * 32, "x", (page,)))["corrections"]
    kept = [e for layer in page.layers for e in layer.edits if e.before.strip() or e.after.strip()]
    assert len(rows) == len(kept)
    for row in rows:
        start, end = int(str(row["raw_start"])), int(str(row["raw_end"]))
        assert 0 <= start <= end <= len(raw)
        assert row["raw_text"] == raw[start:end]
        assert 0 <= int(str(row["start"])) <= int(str(row["end"])) <= len(page.text)


def test_the_data_dictionary_says_what_the_columns_say() -> None:
    text = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    for table, columns in TABLES.items():
        part = text.split(f"## {table}\n")[1].split("\n## ")[0]
        assert part.strip().startswith(MEANINGS[table])
        assert re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE) == [column.name for column in columns]
        for column in columns:
            assert f"| `{column.name}` | {column.kind} | {column.meaning.replace('|', chr(92) + '|')} |" in part

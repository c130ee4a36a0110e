from __future__ import annotations

import json
import math
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import Amount, Box, Document, Page, Problem, Reading, Span, Word
from pipeline.errors import UnreadableInput, UnwritableOutput
from pipeline.export import datapackage, excel
from pipeline.export.json import document_from_json, document_to_json, read_document, write_document
from pipeline.export.tables import table_paths, write_tables
from pipeline.export.text import UNFINISHED, write_text
from pipeline.stages.table_columns import TABLES
from pipeline.stages.tables import Row, rows_of
from tests.made_documents import made_document


def _tables(out: Path, document: Document) -> None:
    rows = rows_of(document)
    write_tables(out, lambda table: iter(rows[table]))


def _csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig", keep_default_na=False)


def test_a_document_comes_back_from_json_as_it_was(tmp_path: Path) -> None:
    document = made_document()
    write_document(tmp_path / "document.json", document)
    again = read_document(tmp_path / "document.json")
    assert again == document
    assert again.text == document.text
    assert isinstance(again.mentions[1].amount, Amount)
    assert isinstance(again.mentions[1].amount.low, Decimal)


def test_json_is_the_same_bytes_each_time_and_readable() -> None:
    data = document_to_json(made_document())
    assert data == document_to_json(document_from_json(data))
    assert max(map(len, data.decode().splitlines())) < 400
    json.loads(data)


_texts = st.text(max_size=20)
_words = st.builds(
    Word,
    st.builds(lambda a, n: Span(a, a + n), st.integers(0, 50), st.integers(0, 9)),
    st.none() | st.builds(Box, *[st.floats(-1e6, 1e6)] * 4),
    st.none() | st.floats(0, 1),
)
_pages = st.builds(
    Page,
    st.integers(1, 9),
    st.floats(0, 5000),
    st.floats(0, 5000),
    st.builds(Reading, st.just("ocr"), _texts, st.lists(_words, max_size=3).map(tuple), _texts),
    tables=st.lists(st.lists(st.lists(_texts, max_size=2).map(tuple), max_size=2).map(tuple), max_size=2).map(tuple),
    problems=st.lists(
        st.builds(Problem, _texts, st.none() | st.integers(1, 9), _texts, _texts, _texts), max_size=2
    ).map(tuple),
)


@given(st.builds(Document, _texts, _texts, st.lists(_pages, max_size=2).map(tuple)))
@settings(max_examples=80, deadline=None)
def test_any_document_survives_json(document: Document) -> None:
    assert document_from_json(document_to_json(document)) == document


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b'{"format": "other"}', b"\xff", b'{"format": "collegebrieven docu']
)
def test_what_is_no_document_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "document.json"
    path.write_bytes(data)
    with pytest.raises(UnreadableInput, match=r"document\.json"):
        read_document(path)


def test_a_cut_document_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput):
        document_from_json(document_to_json(made_document())[:500])


def test_csv_opens_right_in_a_dutch_excel(tmp_path: Path) -> None:
    _tables(tmp_path, made_document())
    data = (tmp_path / "amounts.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfkey;document;file;")
    assert b"26000000,0" in data
    assert b"\r\n" in data
    row = _csv(tmp_path / "amounts.csv").iloc[0]
    assert row["file"] == "in/brief één.pdf"
    assert str(row["approximate"]).lower() == "true"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "＝"])
def test_no_cell_of_a_letter_is_a_formula(tmp_path: Path, start: str) -> None:
    document = made_document()
    evil = start + 'HYPERLINK("http://x")'
    letter = replace(document.letters[0], title=evil, sender="-5")
    _tables(tmp_path, replace(document, letters=(letter,)))
    row = _csv(tmp_path / "letters.csv").iloc[0]
    assert row["title"] == "'" + evil
    assert row["sender"] == "'-5"
    sheet = openpyxl.load_workbook(tmp_path / "tables.xlsx")["letters"]
    cell = next(c for c in sheet[2] if str(c.value).endswith('HYPERLINK("http://x")'))
    assert cell.data_type == "s"
    frame = pd.read_parquet(tmp_path / "letters.parquet")
    assert frame["title"][0] == evil


def test_numbers_stay_numbers_and_are_never_guarded(tmp_path: Path) -> None:
    document = made_document()
    page = document.pages[0]
    assert page.picture is not None
    turned = replace(page, picture=replace(page.picture, skew=-1.25))
    _tables(tmp_path, replace(document, pages=(turned, document.pages[1])))
    assert _csv(tmp_path / "pages.csv")["skew"][0] in (-1.25, "-1,25")
    assert pd.read_parquet(tmp_path / "pages.parquet")["skew"][0] == -1.25


def test_parquet_has_types_and_tables_without_rows_too(tmp_path: Path) -> None:
    _tables(tmp_path, Document("ab" * 32, "x.txt", problems=(Problem("pages", None, "empty", "x.txt: empty."),)))
    for table, columns in TABLES.items():
        frame = pd.read_parquet(tmp_path / f"{table}.parquet")
        assert list(frame.columns) == [column.name for column in columns]
        assert list(_csv(tmp_path / f"{table}.csv").columns) == list(frame.columns)
    assert openpyxl.load_workbook(tmp_path / "tables.xlsx").sheetnames == list(TABLES)


def test_all_files_are_the_same_bytes_each_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        _tables(tmp_path / name, made_document())
    for path in table_paths(tmp_path / "one"):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name
    with zipfile.ZipFile(tmp_path / "one" / "tables.xlsx") as book:
        assert {info.date_time[0] for info in book.infolist()} == {1980}


def test_control_characters_and_long_texts_fit_into_cells(tmp_path: Path) -> None:
    document = made_document()
    letter = replace(document.letters[0], title="a\x00\x0bb", sender="x" * 40_000)
    _tables(tmp_path, replace(document, letters=(letter,)))
    values = [c.value for c in openpyxl.load_workbook(tmp_path / "tables.xlsx")["letters"][2]]
    assert "ab" in values
    assert "x" * 32_764 + "..." in values


def test_a_sheet_that_is_full_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "ROWS_A_SHEET", 3)
    rows = rows_of(made_document())
    more = {**rows, "corrections": rows["corrections"] * 2}
    write_tables(tmp_path, lambda table: iter(more[table]))
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    assert [book[n].max_row for n in ("corrections", "corrections (2)", "corrections (3)")] == [3, 3, 3]


def test_tables_longer_than_one_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.export.frames.ROWS_AT_A_TIME", 2)
    rows = rows_of(made_document())
    write_tables(tmp_path, lambda table: iter(rows[table]))
    assert len(_csv(tmp_path / "corrections.csv")) == len(pd.read_parquet(tmp_path / "corrections.parquet")) == 3


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    _tables(tmp_path, made_document())
    before = (tmp_path / "letters.csv").read_bytes()

    def rows(table: str) -> list[Row]:
        raise OSError(28, "No space left on device")

    with pytest.raises(UnwritableOutput, match="No space left"):
        write_tables(tmp_path, rows)
    assert (tmp_path / "letters.csv").read_bytes() == before
    assert not list(tmp_path.glob(f"*{UNFINISHED}"))


def test_text_is_written_with_its_lines_as_they_are(tmp_path: Path) -> None:
    write_text(tmp_path / "new" / "a.txt", "één\r\ntwee\f\ud800")
    assert (tmp_path / "new" / "a.txt").read_bytes() == "één\r\ntwee\f?".encode()


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UnwritableOutput, match="--out"):
        write_text(tmp_path / "file" / "a.txt", "x")


def test_the_data_package_says_what_the_csv_files_hold(tmp_path: Path) -> None:
    _tables(tmp_path, made_document())
    package = json.loads((tmp_path / datapackage.NAME).read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]] == list(TABLES)
    for resource in package["resources"]:
        fields = resource["schema"]["fields"]
        frame = pd.read_csv(
            tmp_path / resource["path"],
            sep=resource["dialect"]["delimiter"],
            quotechar=resource["dialect"]["quoteChar"],
            encoding="utf-8-sig",
            dtype="str",
            keep_default_na=False,
        )
        assert list(frame.columns) == [field["name"] for field in fields]
        for field in fields:
            written = [value for value in frame[field["name"]] if value not in resource["schema"]["missingValues"]]
            assert all(_is_written_as(value, field) for value in written), field["name"]
        for key in resource["schema"].get("foreignKeys", []):
            theirs = pd.read_csv(tmp_path / f"{key['reference']['resource']}.csv", sep=";", dtype="str")
            assert set(frame[key["fields"]]) - {""} <= set(theirs[key["reference"]["fields"]])


def _is_written_as(value: str, field: dict[str, Any]) -> bool:
    if field["type"] == "number":
        return math.isfinite(float(value.replace(field["decimalChar"], "."))) and "." not in value
    if field["type"] == "integer":
        return value.lstrip("-").isdigit()
    if field["type"] == "boolean":
        return value in (*field["trueValues"], *field["falseValues"])
    return value in field.get("constraints", {}).get("enum", [value])

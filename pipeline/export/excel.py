"""One workbook with a sheet a table; the same rows give the same bytes.

Texts are written as texts, so no cell of a letter is ever a formula. A sheet that is full (1,048,576 rows) goes on in
'corrections (2)'; a cell holds at most 32,767 characters, and what is longer ends in '...'.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from pipeline.stages.table_columns import Column

NAME = "tables.xlsx"
ROWS_A_SHEET = 1_048_576
CHARACTERS_A_CELL = 32_767

_NO_TIME = (1980, 1, 1, 0, 0, 0)
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def write(path: Path, tables: Mapping[str, tuple[Iterable[pd.DataFrame], Sequence[Column]]]) -> None:
    """Write all tables, each from its parts, into one workbook."""
    book = Workbook(write_only=True)
    for name, (parts, columns) in tables.items():
        rows = (row for part in parts for row in part.itertuples(index=False, name=None))
        _write_sheets(book, name, rows, columns)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".xlsx-") as folder:
        timed = Path(folder) / "timed.xlsx"
        book.save(timed)
        _without_times(timed, path)


def _write_sheets(book: Workbook, name: str, rows: Iterator[tuple[Any, ...]], columns: Sequence[Column]) -> None:
    number, left = 0, 0
    sheet: Any = None
    for row in rows:
        if not left:
            number += 1
            sheet = _new_sheet(book, name if number == 1 else f"{name} ({number})", columns)
            left = ROWS_A_SHEET - 1
        sheet.append([_cell(sheet, value) for value in row])
        left -= 1
    if not number:
        _new_sheet(book, name, columns)


def _new_sheet(book: Workbook, title: str, columns: Sequence[Column]) -> Any:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    for number, column in enumerate(columns, 1):
        wide = column.name in ("sentence", "context", "problems", "title", "file", "letter_title")
        sheet.column_dimensions[get_column_letter(number)].width = 40 if wide else 14
    header = []
    for column in columns:
        cell = WriteOnlyCell(sheet, column.name)
        cell.font = Font(bold=True)
        header.append(cell)
    sheet.append(header)
    return sheet


def _cell(sheet: Any, value: Any) -> Any:
    if value is pd.NA or value is None:
        return None
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    if len(text) > CHARACTERS_A_CELL:
        text = text[: CHARACTERS_A_CELL - 3] + "..."
    if not text.startswith("="):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def _without_times(source: Path, target: Path) -> None:
    """The same workbook with the times of its making taken out: the library writes them in three places."""
    with zipfile.ZipFile(source) as timed, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as timeless:
        for info in timed.infolist():
            entry = zipfile.ZipInfo(info.filename, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            if info.filename == "docProps/core.xml":
                timeless.writestr(entry, _TIMES.sub(rb"\g<1>2000-01-01T00:00:00Z", timed.read(info)))
                continue
            with timed.open(info) as piece, timeless.open(entry, "w") as copy:
                while block := piece.read(1 << 20):
                    copy.write(block)

"""All tables in all formats, from rows that come in canonical order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from pipeline.export import csv, datapackage, excel, parquet
from pipeline.export.frames import frames
from pipeline.export.text import UNFINISHED, unwritable
from pipeline.stages.table_columns import TABLES
from pipeline.stages.tables import Row


def table_paths(out: Path) -> list[Path]:
    """Every file that `write_tables` writes."""
    paths = [out / f"{name}{form.ENDING}" for name in TABLES for form in (csv, parquet)]
    return [*paths, out / excel.NAME, out / datapackage.NAME]


def write_tables(out: Path, rows_of_table: Callable[[str], Iterable[Row]]) -> None:
    """Write NAME.csv and NAME.parquet for every table, one workbook, and the description of the CSV files.

    Raises:
        UnwritableOutput: no permission or no space; the files that were there before are left whole.
    """
    for name, columns in TABLES.items():
        for form in (csv, parquet):
            path = out / f"{name}{form.ENDING}"
            with _Whole(path) as unfinished:
                form.write(unfinished, frames(rows_of_table(name), columns), columns)
    path = out / excel.NAME
    with _Whole(path) as unfinished:
        parts = {name: (frames(rows_of_table(name), columns), columns) for name, columns in TABLES.items()}
        excel.write(unfinished, parts)
    with _Whole(out / datapackage.NAME) as unfinished:
        datapackage.write(unfinished)


class _Whole:
    """A file written under another name and renamed when whole."""

    def __init__(self, path: Path) -> None:
        self.path, self.unfinished = path, path.with_name(path.name + UNFINISHED)

    def __enter__(self) -> Path:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(self.path, error) from error
        return self.unfinished

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            if error is None:
                os.replace(self.unfinished, self.path)  # noqa: PTH105
        except OSError as fault:
            raise unwritable(self.path, fault) from fault
        finally:
            with suppress(OSError):
                self.unfinished.unlink()
        if isinstance(error, OSError):
            raise unwritable(self.path, error) from error

"""The rows that people edit, in `corrections/`: found, laid over one another, and checked on load.

Every file is CSV as a Dutch Excel reads and writes it (semicolons, UTF-8 with or without a byte order mark, a header
row). Every row has a stable `id` that edits carry as part of their rule, and a `reason`. A user's own folder
(`--corrections DIR`) lies over the built-in one: a row with the same id replaces the built-in row, a row whose id is
preceded by '-' takes it away, any other row is added.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import BadCorrections

_PACKAGE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `where` ('corrections/words.csv, line 12') for messages, `values` by column name."""

    id: str
    values: dict[str, str]
    where: str

    def __getitem__(self, column: str) -> str:
        return self.values[column]


def built_in_folder() -> Path:
    """`corrections/` beside the package (a checkout), else the copy inside it (an installed wheel).

    Raises:
        BadCorrections: neither is there.
    """
    for folder in (_PACKAGE.parent / "corrections", _PACKAGE / "corrections"):
        if (folder / "confusions.csv").is_file():
            return folder
    raise BadCorrections("The built-in dictionaries (corrections/) are missing.", "Install collegebrieven again.")


def load_rows(name: str, columns: Sequence[str], own_folder: Path | None = None) -> tuple[Row, ...]:
    """The rows of `corrections/NAME`, with the user's own laid over them.

    Args:
        name: path inside the folder, 'confusions.csv'.
        columns: columns that must be there besides `id`; others are kept too.
        own_folder: the user's own folder; it need not hold every file.

    Raises:
        BadCorrections: folder, file or column missing, id missing or used twice, not UTF-8: says file and line.
    """
    built_in = built_in_folder() / name
    # A list that only the user has (the neighbourhoods of their own municipality) lies over nothing.
    only_own = own_folder is not None and (own_folder / name).is_file() and not built_in.is_file()
    rows = {} if only_own else {row.id: row for row in _read(built_in, columns)}
    if own_folder is not None:
        if not own_folder.is_dir():
            raise BadCorrections(f"{own_folder}: no such folder.", "Name a folder that holds your own dictionaries.")
        own = own_folder / name
        for row in _read(own, columns) if own.is_file() else ():
            if row.id.startswith("-"):
                if rows.pop(row.id[1:], None) is None:
                    raise BadCorrections(f"{row.where}: there is no row {row.id[1:]!r} to take away.")
            else:
                rows[row.id] = row
    return tuple(rows.values())


def fingerprint(own_folder: Path | None = None) -> str:
    """Hash of every dictionary file in force, so that an edited row makes a run do its letters again."""
    digest = hashlib.sha256()
    for folder in filter(None, (built_in_folder(), own_folder)):
        for path in sorted(folder.rglob("*.csv")):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _read(path: Path, columns: Sequence[str]) -> list[Row]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    except OSError as error:
        raise BadCorrections(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise BadCorrections(f"{path}: not UTF-8.", "Save it in Excel as 'CSV UTF-8'.") from error
    reader = csv.DictReader(lines, delimiter=";", strict=True)
    missing = [c for c in ("id", *columns) if c not in (reader.fieldnames or ())]
    if missing:
        raise BadCorrections(
            f"{path}, line 1: column {', '.join(missing)} is missing.",
            f"The header must name: {';'.join(('id', *columns))}",
        )
    rows: list[Row] = []
    seen: set[str] = set()
    try:
        for values in reader:
            where = f"{path}, line {reader.line_num}"
            if None in values:
                raise BadCorrections(
                    f"{where}: more fields than the header has.", 'Put text with a ; in quotes: "a;b".'
                )
            row_id = (values["id"] or "").strip()
            if not row_id:
                raise BadCorrections(f"{where}: no id.", "Give the row a short id that no other row has.")
            if row_id in seen:
                raise BadCorrections(f"{where}: id {row_id!r} is used twice.", "Give this row an id of its own.")
            seen.add(row_id)
            rows.append(Row(row_id, {k: v or "" for k, v in values.items()}, where))
    except csv.Error as error:
        raise BadCorrections(f"{path}, line {reader.line_num}: {error}.", "Check the quotes in this row.") from error
    return rows

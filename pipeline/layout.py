"""What the database looks like: its tables, their order, its search index."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from sqlite_utils import Database

from pipeline.stages.table_columns import TABLES, TEXTS
from pipeline.stages.tables import document_key

SEARCHED = ("clean", "raw", "others")

_TYPES: Mapping[str, type] = {"text": str, "integer": int, "number": float, "flag": int}


@dataclass(frozen=True, slots=True)
class File:
    """An input file as the last run left it. `hash` is the SHA-256 of its bytes, empty where it could not be read."""

    path: str
    hash: str
    size: int
    pages: int
    failed_pages: int
    status: str  # ok, partial, failed
    problems: str  # as in the table letters
    kinds: str  # kinds of the problems, sorted, parted by blanks
    same_as: str  # path of the file with the same bytes that was done for both
    folder: str  # inside the output folder; empty where nothing was written
    made_by: str

    @property
    def document(self) -> str:
        return document_key(self.hash, self.path)


def schemas() -> dict[str, dict[str, type]]:
    """Columns of every table of ours, with their types."""
    tables = {name: {column.name: _TYPES[column.kind] for column in columns} for name, columns in TABLES.items()}
    numbers = ("size", "pages", "failed_pages")
    files: dict[str, type] = {field.name: int if field.name in numbers else str for field in fields(File)}
    return {**tables, "files": files, "texts": {column.name: _TYPES[column.kind] for column in TEXTS}}


def select(table: str, columns: Sequence[str], schema: str = "main") -> str:
    """Rows by file, not by key: keys begin with a hash, and people read tables from the top.

    Within a file, rows stand in the order of their numbers, which is that of the page.
    """
    names = ", ".join(f'"{name}"' for name in columns)
    orders = {
        "files": "path",
        "texts": "document, page, half",
        "letters": 'file, "number", "key"',
        "pages": "file, document, page, half",
    }
    by_number = 'file, document, CAST(substr("key", instr("key", \':\') + 2) AS INTEGER)'
    return f"SELECT {names} FROM {schema}.{table} ORDER BY {orders.get(table, by_number)}"


def connect(path: Path) -> sqlite3.Connection:
    """A connection without transactions of its own: who writes says BEGIN and COMMIT."""
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def is_of_another_layout(connection: sqlite3.Connection) -> bool:
    """Whether another version made the tables, with other columns."""
    found = {table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})")] for table in schemas()}
    return any(found.values()) and found != {table: list(columns) for table, columns in schemas().items()}


def make_tables(connection: sqlite3.Connection) -> None:
    """Make the tables and the search index, where they are not there yet."""
    database = Database(connection)
    if database["files"].exists():
        return
    connection.execute("BEGIN IMMEDIATE")
    for name, columns in schemas().items():
        primary = {"files": "path", "texts": ("document", "page", "half")}.get(name, "key")
        database[name].create(columns, pk=primary, if_not_exists=True)  # type: ignore[union-attr]
    for name in ("letters", "pages", "mentions", "amounts", "corrections"):
        database[name].create_index(["document"], if_not_exists=True)  # type: ignore[union-attr]
    database["letters"].create_index(["file"], if_not_exists=True)  # type: ignore[union-attr]
    connection.execute("COMMIT")
    # Words are told apart as Unicode has them and without accents: 'ideeen' finds 'ideeën'.
    database["texts"].enable_fts(  # type: ignore[union-attr]
        SEARCHED, create_triggers=True, tokenize="unicode61 remove_diacritics 2"
    )


def keep_foreign(connection: sqlite3.Connection) -> None:
    """Tables, indexes and views that somebody else put into the database are taken along."""
    ours = {name for (name,) in connection.execute("SELECT name FROM main.sqlite_master")}
    sql = "SELECT type, name, sql FROM old.sqlite_master WHERE sql IS NOT NULL ORDER BY type = 'table' DESC, name"
    for kind, name, statement in connection.execute(sql).fetchall():
        if name in ours:
            continue
        connection.execute(statement)
        if kind == "table":
            connection.execute(f'INSERT INTO main."{name}" SELECT * FROM old."{name}"')

"""One SQLite file: the tables, which files were done, and full text search over clean and raw text.

Each finished file is one transaction, so that a killed run loses nothing that was finished. `settle` then writes the
database anew in canonical order: whatever order the workers finished in, and however often the run was stopped, the
same letters give the same bytes.

The journal is SQLite's rollback journal on purpose: one process writes, commits are few, and a write-ahead log does
not work on the network shares where letters live (https://sqlite.org/wal.html, 'Disadvantages').
"""

from __future__ import annotations

import os
import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from types import TracebackType

from pipeline.errors import BadArgument, UnreadableInput, UnwritableOutput
from pipeline.export.text import UNFINISHED, unwritable
from pipeline.layout import (
    SEARCHED,
    File,
    connect,
    is_of_another_layout,
    keep_foreign,
    make_tables,
    schemas,
    select,
)
from pipeline.stages.table_columns import TABLES
from pipeline.stages.tables import Row, same_file_row

DATABASE_NAME = "brieven.db"
OLD_DATABASE_NAME = "brieven-old.db"

_OPEN, _SETTLED = 1, 2  # in the database's user_version; 0: a database that we did not make, or not yet

_WEIGHTS = "2.0, 1.0, 0.5"  # of those three in the order of hits: what we hold for true counts most


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that was found. `snippet` has '[' and ']' around what matched; `where` is clean, raw or others."""

    document: str
    file: str
    page: int
    half: str
    letter: str  # key of the letter
    title: str
    date: str
    snippet: str
    where: str


class Store:
    """A database that is open for writing.

    Raises:
        UnwritableOutput: no permission, no space, locked by another program, or not a database of ours.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = connect(path)
            if is_of_another_layout(self._connection):
                # Made by another version, whose columns are not ours: everything is done anew, nothing thrown away.
                self._connection.close()
                os.replace(path, path.with_name(OLD_DATABASE_NAME))  # noqa: PTH105
                self._connection = connect(path)
            make_tables(self._connection)
        except OSError as error:
            raise unwritable(path, error) from error
        except sqlite3.Error as error:
            raise _not_written(path, error) from error

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def file(self, path: str) -> File | None:
        """What is known of the file at `path`."""
        return next(self._files("path = ?", path), None)

    def first_with(self, content_hash: str) -> File | None:
        """The file that was done for all that have these bytes."""
        return next(self._files("hash = ? AND same_as = ''", content_hash), None)

    def files(self) -> list[File]:
        """Every file that was ever done and not replaced, by path."""
        return list(self._files("1"))

    def _files(self, where: str, *values: str) -> Iterator[File]:
        names = ", ".join(field.name for field in fields(File))
        for row in self._connection.execute(f"SELECT {names} FROM files WHERE {where} ORDER BY path", values):
            yield File(*row)

    def put(self, file: File, rows: Mapping[str, Sequence[Row]], texts: Sequence[Row]) -> str:
        """Everything of one finished file, in one transaction; gives the folder that is of no use any more, or ''.

        Args:
            file: the file and how it went.
            rows: per table, as `stages.tables.rows_of` gives them.
            texts: as `stages.tables.texts_of` gives them.

        Raises:
            UnwritableOutput: it could not be written; the database is as it was.
        """
        run = self._connection.execute
        try:
            run("BEGIN IMMEDIATE")
            try:
                before = self.file(file.path)
                if not file.same_as:
                    self._forget_document(file.document)
                if before is not None and before.hash != file.hash and not before.same_as:
                    self._forget_content(before)
                run("DELETE FROM letters WHERE file = ?", (file.path,))
                run("DELETE FROM files WHERE path = ?", (file.path,))
                for table, found in {**rows, "texts": texts, "files": [asdict(file)]}.items():
                    self._insert(table, found)
                unused = before.folder if before is not None else ""
                if next(self._files("folder = ?", unused), None) is not None:
                    unused = ""
                run(f"PRAGMA user_version = {_OPEN}")
                run("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    run("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise _not_written(self.path, error) from error
        return unused

    def put_same(self, file: File) -> str:
        """A file whose bytes were met before, under the path `file.same_as`; otherwise as `put`."""
        row = same_file_row(file.hash, file.path, file.same_as, file.status, file.problems, file.folder)
        return self.put(file, {"letters": [row]}, [])

    def _insert(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        names = list(schemas()[table])
        columns, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
        values = ([row[name] for name in names] for row in rows)
        self._connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)

    def _forget_document(self, document: str) -> None:
        """The rows that a document made, but not the rows of the files that are the same as it."""
        self._connection.execute("DELETE FROM letters WHERE document = ? AND same_as = ''", (document,))
        for table in ("pages", "mentions", "amounts", "corrections", "texts"):
            self._connection.execute(f"DELETE FROM {table} WHERE document = ?", (document,))

    def _forget_content(self, file: File) -> None:
        """A file that changed leaves nothing of its old content behind, unless another file has taken that over.

        Files that had the same old bytes and leant on this one are forgotten: the run that is going on, or the next
        one that meets them, does one of them anew.
        """
        run = self._connection.execute
        if next(self._files("hash = ? AND same_as = '' AND path != ?", file.hash, file.path), None) is None:
            self._forget_document(file.document)
        run("DELETE FROM letters WHERE same_as = ? AND document = ?", (file.path, file.document))
        run("DELETE FROM files WHERE same_as = ? AND hash = ?", (file.path, file.hash))

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table in canonical order: by file, then as they stand in it."""
        columns = TABLES[table]
        flags = [column.name for column in columns if column.kind == "flag"]
        cursor = self._connection.execute(select(table, [column.name for column in columns]))
        names = [column.name for column in columns]
        for values in cursor:
            row: Row = dict(zip(names, values))
            row.update({name: None if row[name] is None else bool(row[name]) for name in flags})
            yield row

    @property
    def settled(self) -> bool:
        """Whether nothing was put in since the last `settle`."""
        return bool(self._connection.execute("PRAGMA user_version").fetchone()[0] == _SETTLED)

    def counts(self) -> dict[str, int]:
        """Rows a table, and mentions a label ('mentions PARTY')."""
        found = {name: self._connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES}
        labels = self._connection.execute("SELECT label, count(*) FROM mentions GROUP BY label ORDER BY label")
        return {**found, **{f"mentions {label}": count for label, count in labels}}

    def settle(self) -> None:
        """Write the database anew, in canonical order and without gaps, and put it in the place of the old one.

        Raises:
            UnwritableOutput: no room for a second copy; the old one stays, whole, only not in canonical form.
        """
        fresh = self.path.with_name(self.path.name + UNFINISHED)
        try:
            fresh.unlink(missing_ok=True)
            self._write_fresh(fresh)
            self._connection.close()
            os.replace(fresh, self.path)  # noqa: PTH105
            self._connection = connect(self.path)
        except OSError as error:
            raise unwritable(self.path, error) from error
        except sqlite3.Error as error:
            raise _not_written(self.path, error) from error
        finally:
            fresh.unlink(missing_ok=True)

    def _write_fresh(self, fresh: Path) -> None:
        connection = connect(fresh)
        run = connection.execute
        try:
            # Nobody reads this file before it is whole, and it is made again if the machine stops half-way.
            run("PRAGMA synchronous = OFF")
            make_tables(connection)
            run("ATTACH DATABASE ? AS old", (os.fspath(self.path),))
            run("BEGIN")
            for table, columns in schemas().items():
                names = ", ".join(f'"{name}"' for name in columns)
                run(f"INSERT INTO {table} ({names}) {select(table, list(columns), 'old')}")
            run("INSERT INTO texts_fts (texts_fts) VALUES ('optimize')")
            keep_foreign(connection)
            run("COMMIT")
            run("DETACH DATABASE old")
            run(f"PRAGMA user_version = {_SETTLED}")
            run("PRAGMA synchronous = FULL")
            run("VACUUM")
        finally:
            connection.close()


def search(database: Path, query: str, *, limit: int = 20) -> list[Hit]:
    """Pages on which all words of `query` stand, best first, in the clean text, the raw text or another reading.

    "a phrase" in quotes; wijk* for every word that begins so; -word for pages without it; OR (or OF) between
    alternatives. Whatever else is typed is searched for as words: nothing that a user types is an error.

    Raises:
        BadArgument: there is no database there.
        UnreadableInput: the file is no database of ours.
    """
    expression = _expression(query)
    if not expression or limit < 1:
        return []
    sql = f"""
        SELECT t.document, d.path, t.page, t.half,
               snippet(texts_fts, 0, '[', ']', '…', 16), snippet(texts_fts, 1, '[', ']', '…', 16),
               snippet(texts_fts, 2, '[', ']', '…', 16)
        FROM texts_fts JOIN texts t ON t.rowid = texts_fts.rowid
        LEFT JOIN (SELECT DISTINCT document, file AS path FROM letters WHERE same_as = '') d ON d.document = t.document
        WHERE texts_fts MATCH ? ORDER BY bm25(texts_fts, {_WEIGHTS}), d.path, t.page, t.half LIMIT ?
    """
    connection = _open_to_read(database)
    try:
        hits = []
        for document, file, page, half, *snippets in connection.execute(sql, (expression, limit)).fetchall():
            where, snippet = next(((w, s) for w, s in zip(SEARCHED, snippets) if "[" in s), ("clean", snippets[0]))
            letter = connection.execute(
                'SELECT l."key", l.title, l.date FROM pages p JOIN letters l ON l."key" = p.letter '
                "WHERE p.document = ? AND p.page = ? AND p.half = ?",
                (document, page, half),
            ).fetchone() or ("", "", "")
            key, title, date = letter
            hits.append(Hit(document, file or "", page, half, key, title, date, " ".join(snippet.split()), where))
        return hits
    except sqlite3.Error as error:
        raise _not_read(database, error) from error
    finally:
        connection.close()


def _expression(query: str) -> str:
    """An FTS5 expression in which everything the user typed is quoted (https://sqlite.org/fts5.html#fts5_strings)."""
    wanted: list[list[str]] = []
    unwanted: list[str] = []
    alternative = False
    for minus, phrase, word in re.findall(
        r'(?:(?<=\s)|(?<=^))(-?)"([^"]*)"|(\S+)', unicodedata.normalize("NFC", query)
    ):
        if word in ("OR", "OF"):
            alternative = bool(wanted)
            continue
        if word in ("AND", "EN"):
            continue
        text, excluded, prefix = phrase, minus, False
        if word:
            excluded = word[0] == "-" and "-"
            prefix = word.endswith("*")
            text = word
        text = re.sub(r"[^\w\s]|_", " ", text)
        if not text.strip():
            continue
        term = f'"{" ".join(text.split())}"' + ("*" if prefix else "")
        if excluded:
            unwanted.append(term)
        elif alternative:
            wanted[-1].append(term)
        else:
            wanted.append([term])
        alternative = False
    if not wanted:
        return ""
    expression = " AND ".join(f"({' OR '.join(group)})" for group in wanted)
    return f"({expression}) NOT ({' OR '.join(unwanted)})" if unwanted else expression


def _open_to_read(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise BadArgument(f"{path}: there is no database.", "Run `brieven run` first, or name its folder with --out.")
    # Not read-only: a journal that a killed run left must be rolled back, and that writes.
    return sqlite3.connect(path, timeout=30, isolation_level=None)


def _not_read(path: Path, error: sqlite3.Error) -> UnreadableInput:
    advice = "Run `brieven run` again; if that does not help, move the file away first: it is made from the letters."
    return UnreadableInput(f"{path}: cannot be read as our database ({error}).", advice, "not-a-database")


def _not_written(path: Path, error: sqlite3.Error) -> UnwritableOutput:
    advice = "Make room, or name another folder with --out; what was finished is kept, run again to go on."
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        advice = "Another program has it open: close that, and run again."
    elif not isinstance(error, sqlite3.OperationalError):
        advice = "Move the file away and run again: it is made from the letters."
    return UnwritableOutput(f"{path}: cannot be written ({error}).", advice, "unwritable")

from __future__ import annotations

import sqlite3
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Document, Page, Reading
from pipeline.errors import BadArgument, UnreadableInput, UnwritableOutput
from pipeline.layout import File
from pipeline.stages.table_columns import TABLES
from pipeline.stages.tables import rows_of, texts_of
from pipeline.store import DATABASE_NAME, Store, search
from tests.made_documents import made_document


def _file(document: Document, **changes: object) -> File:
    folder = f"brief-{document.id[:8]}"
    file = File(document.path, document.id, 9, len(document.pages), 1, document.status, "", "", "", folder, "test")
    return replace(file, **changes)  # type: ignore[arg-type]


def _put(store: Store, document: Document) -> str:
    return store.put(_file(document), rows_of(document), texts_of(document))


def _documents() -> list[Document]:
    return [made_document(str(n), f"in/{n}.pdf") for n in range(3)]


def test_rows_come_back_as_they_went_in(tmp_path: Path) -> None:
    document = made_document()
    with Store(tmp_path / DATABASE_NAME) as store:
        _put(store, document)
        for table, rows in rows_of(document).items():
            assert list(store.rows(table)) == rows


def test_putting_a_document_again_replaces_its_rows(tmp_path: Path) -> None:
    with Store(tmp_path / DATABASE_NAME) as store:
        for _ in range(2):
            _put(store, made_document())
        assert len(list(store.rows("mentions"))) == 2
        assert len(store.files()) == 1
    assert len(search(tmp_path / DATABASE_NAME, "bewoners")) == 1


def test_any_order_and_any_interruption_settle_to_the_same_bytes(tmp_path: Path) -> None:
    found = set()
    for number, order in enumerate(permutations(_documents())):
        path = tmp_path / str(number) / DATABASE_NAME
        with Store(path) as store:
            for document in order:
                _put(store, document)
                if number % 2:
                    store.settle()
            _put(store, order[0])
            store.settle()
            assert store.settled
        found.add(path.read_bytes())
        assert [p.name for p in path.parent.iterdir()] == [DATABASE_NAME]
    assert len(found) == 1


def test_a_settled_store_goes_on_working(tmp_path: Path) -> None:
    first, second, _ = _documents()
    with Store(tmp_path / DATABASE_NAME) as store:
        _put(store, first)
        store.settle()
        _put(store, second)
        assert not store.settled
        _put(store, first)
    hits = search(tmp_path / DATABASE_NAME, "bewoners")
    assert [hit.file for hit in hits] == ["in/0.pdf", "in/1.pdf"]


def test_a_file_with_new_content_leaves_nothing_of_the_old(tmp_path: Path) -> None:
    old, new = made_document("old"), made_document("new")
    with Store(tmp_path / DATABASE_NAME) as store:
        assert _put(store, old) == ""
        assert _put(store, new) == f"brief-{old.id[:8]}"
        for table in TABLES:
            assert {row["document"] for row in store.rows(table)} == {new.id[:12]}
        assert [file.hash for file in store.files()] == [new.id]


def test_the_same_file_twice_has_mentions_once(tmp_path: Path) -> None:
    document = made_document()
    with Store(tmp_path / DATABASE_NAME) as store:
        _put(store, document)
        for _ in range(2):
            store.put_same(_file(document, path="in/z.pdf", same_as=document.path))
        _put(store, document)
        assert [(row["file"], row["same_as"]) for row in store.rows("letters")] == [
            (document.path, ""),
            ("in/z.pdf", document.path),
        ]
        assert len(list(store.rows("mentions"))) == 2
        assert store.first_with(document.id) == _file(document)


def test_a_write_that_fails_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    document = made_document()
    with Store(tmp_path / DATABASE_NAME) as store:
        _put(store, document)
        before = {table: list(store.rows(table)) for table in TABLES}
        rows = rows_of(made_document("other"))
        rows["corrections"] *= 2  # the same keys twice
        with pytest.raises(UnwritableOutput):
            store.put(_file(made_document("other")), rows, [])
        assert {table: list(store.rows(table)) for table in TABLES} == before


def test_what_others_put_into_the_database_is_kept(tmp_path: Path) -> None:
    path = tmp_path / DATABASE_NAME
    with Store(path) as store:
        _put(store, made_document())
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, note TEXT)")
        connection.execute("INSERT INTO notes VALUES (7, 'bel Anna')")
        connection.execute("CREATE VIEW parties AS SELECT * FROM mentions WHERE label = 'PARTY'")
    connection.close()
    with Store(path) as store:
        store.settle()
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT * FROM notes").fetchall() == [(7, "bel Anna")]
        assert connection.execute("SELECT count(*) FROM parties").fetchone() == (0,)
    connection.close()


def test_a_database_of_another_layout_is_moved_aside(tmp_path: Path) -> None:
    path = tmp_path / DATABASE_NAME
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE files (path TEXT)")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    with Store(path) as store:
        _put(store, made_document())
        assert len(store.files()) == 1
    assert (tmp_path / "brieven-old.db").is_file()


def test_what_is_no_database_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / DATABASE_NAME
    path.write_bytes(b"een brief" * 100)
    with pytest.raises(UnwritableOutput, match="Move the file away"):
        Store(path)
    with pytest.raises(UnreadableInput, match="brieven run"):
        search(path, "brief")
    assert path.read_bytes() == b"een brief" * 100


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / DATABASE_NAME
    with Store(path) as store:
        _put(store, made_document())
        texts = ["Motie over de Oosterparkwijk", "Memo over wijkteams en *sterren*"]
        pages = tuple(Page(n, 1, 1, Reading("text-file", text)) for n, text in enumerate(texts, 1))
        _put(store, Document("ab" * 32, "memo.txt", pages))
    return path


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("bewoners", [("in/brief één.pdf", "clean")]),
        ("beweners", [("in/brief één.pdf", "raw")]),
        ("hewoners", [("in/brief één.pdf", "others")]),
        ("BEWONERS selwerd", [("in/brief één.pdf", "clean")]),
        ("ideeen", [("in/brief één.pdf", "clean")]),
        ("ideeën", [("in/brief één.pdf", "clean")]),
        ('"26 miljoen euro"', [("in/brief één.pdf", "clean")]),
        ('"euro miljoen"', []),
        ("wijk*", [("memo.txt", "clean")]),
        ("over -motie", [("memo.txt", "clean")]),
        ("motie OR selwerd", [("memo.txt", "clean"), ("in/brief één.pdf", "clean")]),
        ("motie OF selwerd", [("memo.txt", "clean"), ("in/brief één.pdf", "clean")]),
        ("motie bewoners", []),
        ("-motie", []),
        ("", []),
        ('"', []),
        ("* ( ) NEAR/ : ^", []),
    ],
)
def test_search_finds(database: Path, query: str, found: list[tuple[str, str]]) -> None:
    assert sorted((hit.file, hit.where) for hit in search(database, query)) == sorted(found)


def test_a_hit_says_where_it_stands(database: Path) -> None:
    (hit,) = search(database, "beweners")
    assert (hit.page, hit.title, hit.date) == (1, "Wijkplan Selwerd", "2013-10-23")
    assert hit.letter.endswith(":l1")
    assert "[beweners] van Selwerd" in hit.snippet


@given(st.text(max_size=30) | st.text("ab\" *-()^:+NEAROTD\\'{}", max_size=20))
def test_nothing_that_a_user_types_is_an_error(database: Path, query: str) -> None:
    search(database, query)


def test_searching_no_database_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BadArgument, match="brieven run"):
        search(tmp_path / DATABASE_NAME, "x")

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import dictionaries
from pipeline.errors import BadCorrections

COLUMNS = ("read", "true")


@pytest.fixture
def built_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "built-in"
    folder.mkdir()
    (folder / "words.csv").write_text("id;read;true\na;een;één\nb;twee;2\n", encoding="utf-8")
    monkeypatch.setattr(dictionaries, "built_in_folder", lambda: folder)
    return folder


def ids_and_truth(own: Path | None = None) -> dict[str, str]:
    return {row.id: row["true"] for row in dictionaries.load_rows("words.csv", COLUMNS, own)}


def test_own_rows_replace_add_and_take_away(built_in: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    assert ids_and_truth(own) == {"a": "één", "b": "2"}
    (own / "words.csv").write_text("\ufeffid;read;true\na;een;een\nc;drie;3\n-b;;\n", encoding="utf-8")
    assert ids_and_truth(own) == {"a": "een", "c": "3"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"id;read\na;b\n", r"line 1: column true is missing"),
        (b"id;read;true\n;b;c\n", r"line 2: no id"),
        (b"id;read;true\na;b;c\na;d;e\n", r"line 3: id 'a' is used twice"),
        (b"id;read;true\na;b;c;d\n", r"line 2: more fields"),
        (b"id;read;true\na;\xff;d\n", r"not UTF-8"),
        (b"id;read;true\n-zz;;\n", r"no row 'zz' to take away"),
    ],
)
def test_wrong_rows_name_file_and_line(built_in: Path, tmp_path: Path, text: bytes, says: str) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "words.csv").write_bytes(text)
    with pytest.raises(BadCorrections, match=says) as caught:
        dictionaries.load_rows("words.csv", COLUMNS, own)
    assert "words.csv" in str(caught.value)


def test_fingerprint_follows_every_edited_row(built_in: Path) -> None:
    before = dictionaries.fingerprint()
    (built_in / "words.csv").write_text("id;read;true\na;een;1\n", encoding="utf-8")
    assert dictionaries.fingerprint() != before

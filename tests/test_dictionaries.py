"""The rows that people edit: own ones over built-in ones, wrong ones refused, and the built-in ones as they claim."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import dictionaries
from pipeline.errors import BadCorrections
from pipeline.rewrites import Explainer, Rewrite
from pipeline.stages.correct.confusions import load_confusions

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


BUILT_IN = {
    "confusions.csv": ("true", "read", "weight", "example_true", "example_read", "counter_example", "reason"),
    "protected.csv": ("word", "reason"),
    "words.csv": ("read", "true", "reason"),
}


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_built_in_row_has_a_reason(name: str) -> None:
    for row in dictionaries.load_rows(name, BUILT_IN[name]):
        assert row["reason"], row.where


@pytest.mark.parametrize(
    "row", dictionaries.load_rows("confusions.csv", BUILT_IN["confusions.csv"]), ids=lambda r: r.id
)
def test_every_example_is_what_its_row_does(row: dictionaries.Row) -> None:
    rewrite = Rewrite(row["true"], row["read"])
    steps = Explainer([rewrite]).explain(row["example_true"], row["example_read"])
    assert steps and {step.rewrite for step in steps} == {rewrite}, row.where


def test_a_file_saved_by_excel_loads_the_same(built_in: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "words.csv").write_bytes(b'\xef\xbb\xbfid;read;true\r\nc;"drie; vier";"een ""3"""\r\n')
    assert ids_and_truth(own)["c"] == 'een "3"'


def test_an_own_folder_takes_a_built_in_confusion_away(tmp_path: Path) -> None:
    (tmp_path / "confusions.csv").write_text("id;true;read;weight;reason\n-o>e;;;;\n", encoding="utf-8")
    assert "o>e" in {confusion.id for confusion in load_confusions(None)}
    assert "o>e" not in {confusion.id for confusion in load_confusions(tmp_path)}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("x;;e;0.1;r", "true and read must both be there"),
        ("x;e;e;0.1;r", "must both be there and differ"),
        ("x;abcde;e;0.1;r", "at most 4 characters"),
        ("x;a b;e;0.1;r", "no blanks"),
        ("x;o;e;veel;r", "is no number"),
        ("x;o;e;1,5;r", "not between 0 and 1"),
    ],
)
def test_a_wrong_confusion_is_refused_with_its_line(tmp_path: Path, row: str, says: str) -> None:
    (tmp_path / "confusions.csv").write_text(f"id;true;read;weight;reason\n{row}\n", encoding="utf-8")
    with pytest.raises(BadCorrections, match=says) as caught:
        load_confusions(tmp_path)
    assert "confusions.csv, line 2" in str(caught.value)


_cells = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=12)


@given(st.dictionaries(st.text("abc>é", min_size=1, max_size=4), st.tuples(_cells, _cells), max_size=5))
def test_what_is_written_as_csv_is_read_back(rows: dict[str, tuple[str, str]]) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\n")
    writer.writerows([("id", "read", "true"), *((f"own-{row_id}", *cells) for row_id, cells in rows.items())])
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "words.csv").write_text(stream.getvalue(), encoding="utf-8", newline="")
        loaded = {
            row.id: (row["read"], row["true"]) for row in dictionaries.load_rows("words.csv", COLUMNS, Path(name))
        }
    assert {row_id: cells for row_id, cells in loaded.items() if row_id.startswith("own-")} == {
        f"own-{row_id}": cells for row_id, cells in rows.items()
    }


def test_the_documentation_names_every_column_and_its_example_loads(root: Path, tmp_path: Path) -> None:
    text = (root / "docs" / "corrections.md").read_text(encoding="utf-8")
    for columns in BUILT_IN.values():
        assert all(f"`{column}`" in text for column in columns)
    examples = re.findall(r"^ {4}(\S+>\S+;.*)$", text, re.MULTILINE)
    taken_away = re.findall(r"`(-\S+;)`", text)
    assert examples and taken_away
    header = ";".join(("id", *BUILT_IN["confusions.csv"]))
    (tmp_path / "confusions.csv").write_text("\n".join([header, *examples, *taken_away]) + "\n", encoding="utf-8")
    loaded = {confusion.id for confusion in load_confusions(tmp_path)}
    assert {example.split(";")[0] for example in examples} <= loaded
    assert not {row[1:].split(";")[0] for row in taken_away} & loaded

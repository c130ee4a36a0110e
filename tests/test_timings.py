"""Seconds a page, beside the tables: kept over runs, with failures, and after a run that was killed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from pipeline import batch, route
from pipeline.document import Page
from pipeline.export import timings
from pipeline.progress import RunProgress
from pipeline.settings import Settings
from pipeline.stages.table_columns import TIMINGS
from pipeline.stages.tables import Row

ROOT = Path(__file__).parents[1]
SETTINGS = Settings()
LETTER = "Geachte leden van de raad,\n\nDe bewoners van Selwerd krijgen in {} een bedrag van 26.000 euro.\n"


@pytest.fixture(scope="module")
def threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(2) as executor:
        yield executor


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "kort.txt").write_text(LETTER.format(2011), encoding="utf-8")
    (folder / "lang.txt").write_text("\f".join(LETTER.format(year) for year in range(2000, 2009)), encoding="utf-8")
    return folder


def run(letters: Path, out: Path, threads: Executor) -> pd.DataFrame:
    batch.run([letters], out, SETTINGS, executor=threads, workers=2, progress=RunProgress(None))
    return table(out, "timings")


def table(out: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(out / f"{name}.csv", sep=";", decimal=",", keep_default_na=False, na_values={"seconds": [""]})


def test_every_page_has_seconds_that_join_the_table_pages(letters: Path, tmp_path: Path, threads: Executor) -> None:
    found = run(letters, tmp_path / "out", threads)
    pages = table(tmp_path / "out", "pages")
    read = found[found["stage"] == "read"]
    assert sorted(read["key"]) == sorted(pages["key"]) and len(read) == 10
    assert (read["seconds"] >= 0).all()
    joined = pages.merge(found, on="key")
    assert (joined["page_x"].astype(str) == joined["page_y"].astype(str)).all()
    finish = found[found["stage"] == "finish"]
    assert sorted(finish["document"]) == sorted(set(pages["document"])) and (finish["seconds"] > 0).all()
    assert (finish["key"] == finish["document"]).all()


def test_pages_that_are_not_done_again_keep_their_seconds(letters: Path, tmp_path: Path, threads: Executor) -> None:
    before = run(letters, tmp_path / "out", threads).set_index(["key", "stage"])["seconds"]
    (letters / "nieuw.txt").write_text(LETTER.format(2020), encoding="utf-8")
    (letters / "kort.txt").write_text(LETTER.format(2012), encoding="utf-8")
    after = run(letters, tmp_path / "out", threads).set_index(["key", "stage"])["seconds"]
    kept = before.index.intersection(after.index)
    assert len(kept) == 10 and (before[kept] == after[kept]).all(), "the nine pages of the long letter and its finish"
    assert len(after) == 14 and after.index.is_unique, "what the changed letter had is gone"


def test_page_that_failed_has_no_seconds(
    letters: Path, tmp_path: Path, threads: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = route.each_page

    def breaks(path: Path, settings: Settings, first: int = 1, last: int | None = None) -> Iterator[Page]:
        for page in whole(path, settings, first, last):
            if path.name == "lang.txt" and page.number == 6:
                raise ValueError("a page that breaks the reader")
            yield page

    monkeypatch.setattr(route, "each_page", breaks)
    found = run(letters, tmp_path / "out", threads)
    failed = found[found["seconds"].isna()]
    assert [(str(page), stage) for page, stage in zip(failed["page"], failed["stage"])] == [("6", "read")]
    assert len(found) == 12


def row(page: int | None, seconds: float | None, document: str = "abc") -> Row:
    key = document if page is None else f"{document}:p{page}"
    stage = "finish" if page is None else "read"
    return {"key": key, "document": document, "page": page, "stage": stage, "seconds": seconds}


def test_last_row_counts_and_pages_that_are_gone_go(tmp_path: Path) -> None:
    timings.add(tmp_path, [row(10, 1.0), row(2, 2.0), row(None, 3.0)])
    timings.add(tmp_path, [row(2, None), row(1, 0.5, "gone"), row(None, 9.0, "gone")])
    timings.settle(tmp_path, {"abc:p2", "abc:p10"})
    lines = (tmp_path / timings.NAME).read_text(encoding="utf-8-sig").splitlines()
    assert lines == ["key;document;page;stage;seconds", "abc:p2;abc;2;read;", "abc:p10;abc;10;read;1,000",
                     "abc;abc;;finish;3,000"]  # fmt: skip


@pytest.mark.parametrize("cut", range(1, 22))
def test_row_in_which_a_run_was_killed_costs_no_other(cut: int, tmp_path: Path) -> None:
    timings.add(tmp_path, [row(1, 1.0), row(2, 2.0)])
    path = tmp_path / timings.NAME
    path.write_bytes(path.read_bytes()[:-cut])
    timings.add(tmp_path, [row(3, 3.0)])
    timings.settle(tmp_path, {f"abc:p{page}" for page in (1, 2, 3)})
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines == ["key;document;page;stage;seconds", "abc:p1;abc;1;read;1,000", "abc:p3;abc;3;read;3,000"]


def test_the_data_dictionary_says_what_the_columns_say() -> None:
    part = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8").split("## timings\n")[1]
    for column in TIMINGS:
        assert f"| `{column.name}` | {column.kind} | {column.meaning} |" in part

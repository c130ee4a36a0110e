from __future__ import annotations

import io
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import batch, inputs, route
from pipeline.errors import BadArgument, ExitCode, UnwritableOutput
from pipeline.export import timings
from pipeline.export.json import read_document
from pipeline.export.tables import table_paths
from pipeline.progress import RunProgress
from pipeline.stages.table_columns import TABLES
from pipeline.stages.tables import Row
from pipeline.store import DATABASE_NAME, Store, search
from tests.runs import SETTINGS, run

LETTER = "Geachte leden van de raad,\n\nDe bewoners van Selwerd krijgen in {year} een bedrag van 26.000 euro.\n"
RUN = """
import sys
from pathlib import Path
from pipeline import batch
from pipeline.settings import Settings
if __name__ == "__main__":
    report = batch.run([Path(sys.argv[1])], Path(sys.argv[2]), Settings(), workers=2)
    print(report.unchanged, len(report.done))
    sys.exit(report.exit_code)
"""


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "wijk één").mkdir(parents=True)
    for year in (2011, 2012):
        (folder / f"brief {year}.txt").write_text(LETTER.format(year=year), encoding="utf-8")
    (folder / "wijk één" / "brief 2011.txt").write_text(LETTER.format(year=2013), encoding="utf-8")
    (folder / "lang.txt").write_text("\f".join(LETTER.format(year=y) for y in range(2000, 2011)), encoding="utf-8")
    return folder


def _rows(out: Path, table: str) -> list[Row]:
    with Store(out / DATABASE_NAME) as store:
        return list(store.rows(table))


def _same_bytes(one: Path, two: Path) -> None:
    files = [
        sorted(str(p.relative_to(out)) for p in out.rglob("*") if p.is_file() and p.name != timings.NAME)
        for out in (one, two)
    ]
    assert files[0] == files[1]
    for name in files[0]:
        assert (one / name).read_bytes() == (two / name).read_bytes(), name


def test_everything_is_there_after_a_run(letters: Path, tmp_path: Path, threads: Executor) -> None:
    out = tmp_path / "out"
    report = run(letters, out, threads)
    assert report.exit_code == ExitCode.OK
    assert (len(report.done), report.unchanged) == (4, 0)
    assert all(path.is_file() for path in table_paths(out))
    assert {row["status"] for row in _rows(out, "letters")} == {"ok"}
    assert len({row["folder"] for row in _rows(out, "letters")}) == 4
    assert report.counts["pages"] == 14
    assert len(search(out / DATABASE_NAME, "bewoners", limit=99)) == 14
    folder = out / next(str(row["folder"]) for row in _rows(out, "letters") if str(row["file"]).endswith("lang.txt"))
    document = read_document(folder / "document.json")
    assert (folder / "text.txt").read_text(encoding="utf-8") == document.text
    assert [page.number for page in document.pages] == list(range(1, 12))


def test_a_long_file_read_in_pieces_is_the_same_as_read_whole(letters: Path, tmp_path: Path, threads: Executor) -> None:
    report = run(letters, tmp_path / "out", threads)
    long = next(file for file in report.files if file.path.endswith("lang.txt"))
    document = read_document(tmp_path / "out" / long.folder / "document.json")
    assert document == replace(route.process_file(letters / "lang.txt", SETTINGS), path=long.path)


def test_the_next_run_does_only_what_is_new_or_changed(letters: Path, tmp_path: Path, threads: Executor) -> None:
    out = tmp_path / "out"
    run(letters, out, threads)
    stamps = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.name != ".lock"}
    again = run(letters, out, threads)
    assert (again.done, again.unchanged, again.exit_code) == ((), 4, ExitCode.OK)
    assert stamps == {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.name != ".lock"}
    (letters / "new.txt").write_text("Een nieuwe brief.")
    (letters / "brief 2012.txt").write_text("Een andere brief.")
    (letters / "lang.txt").unlink()
    third = run(letters, out, threads)
    assert sorted(Path(path).name for path in third.done) == ["brief 2012.txt", "new.txt"]
    files = {Path(str(row["file"])).name: row for row in _rows(out, "letters")}
    assert set(files) == {"brief 2011.txt", "brief 2012.txt", "lang.txt", "new.txt"}
    assert len([p for p in out.iterdir() if p.is_dir()]) == 5, "the folder of the old content is gone"


def test_a_run_says_what_is_new_and_what_is_not(letters: Path, tmp_path: Path, threads: Executor) -> None:
    said = []
    for _ in range(2):
        stream = io.StringIO()
        batch.run([letters], tmp_path / "out", SETTINGS, executor=threads, progress=RunProgress(stream))
        said.append(stream.getvalue().splitlines())
    assert said[0][0] == "4 new or changed, 0 unchanged"
    assert [line.split()[:2] for line in said[0][1:5]] == [[f"{n}/4", "ok"] for n in range(1, 5)]
    assert said[1] == ["0 new or changed, 4 unchanged"]


def test_a_new_version_makes_every_letter_new_and_other_limits_do_not(
    letters: Path, tmp_path: Path, threads: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    run(letters, out, threads)
    limits = replace(SETTINGS, limits=replace(SETTINGS.limits, page_seconds=77), max_failed_pages=0.5)
    assert batch.run([letters], out, limits, executor=threads, progress=RunProgress(None)).unchanged == 4
    assert route.made_by(replace(SETTINGS, threshold=0.8)) != route.made_by(SETTINGS)
    monkeypatch.setattr(route, "__version__", "99")
    assert len(run(letters, out, threads).done) == 4


def test_a_folder_that_somebody_threw_away_is_made_again(letters: Path, tmp_path: Path, threads: Executor) -> None:
    out = tmp_path / "out"
    report = run(letters, out, threads)
    shutil.rmtree(out / report.files[0].folder)
    (out / "letters.csv").unlink()
    again = run(letters, out, threads)
    assert again.done == (report.files[0].path,)
    assert (out / "letters.csv").is_file()


def test_the_same_file_twice_is_done_once(letters: Path, tmp_path: Path, threads: Executor) -> None:
    shutil.copy(letters / "lang.txt", letters / "zelfde.txt")
    shutil.copy(letters / "lang.txt", letters / "aaa.txt")
    out = tmp_path / "out"
    report = run(letters, out, threads)
    rows = [row for row in _rows(out, "letters") if row["same_as"]]
    assert sorted(Path(str(row["file"])).name for row in rows) == ["lang.txt", "zelfde.txt"]
    assert {Path(str(row["same_as"])).name for row in rows} == {"aaa.txt"}
    assert report.counts["pages"] == 14
    again = run(letters, out, threads)
    assert (again.done, again.unchanged) == ((), 6)


def test_a_copy_outlives_the_first_file_when_that_gets_new_content(
    letters: Path, tmp_path: Path, threads: Executor
) -> None:
    out = tmp_path / "out"
    shutil.copy(letters / "lang.txt", letters / "zelfde.txt")
    run(letters, out, threads)
    (letters / "lang.txt").write_text("Nu iets anders.")
    run(letters, out, threads)
    rows = {Path(str(row["file"])).name: row for row in _rows(out, "letters")}
    assert rows["zelfde.txt"]["same_as"] == ""
    assert rows["zelfde.txt"]["last_page"] == 11
    fresh = tmp_path / "fresh"
    run(letters, fresh, threads)
    _same_bytes(out, fresh)


def test_a_copy_that_a_later_run_meets_first_leans_on_what_was_done(
    letters: Path, tmp_path: Path, threads: Executor
) -> None:
    out = tmp_path / "out"
    run(letters, out, threads)
    shutil.copy(letters / "lang.txt", letters / "aaa.txt")
    report = run(letters, out, threads)
    assert [Path(path).name for path in report.done] == ["aaa.txt"]
    assert report.counts["pages"] == 14


def test_our_processes_and_another_executor_give_the_same_bytes(
    letters: Path, tmp_path: Path, threads: Executor
) -> None:
    run(letters, tmp_path / "ours", None)
    run(letters, tmp_path / "theirs", threads)
    _same_bytes(tmp_path / "ours", tmp_path / "theirs")
    assert threads.submit(int, "7").result() == 7, "somebody else's executor is left running"


class _Stopping(RunProgress):
    """Ctrl-C at the moment that so many files are done."""

    def __init__(self, after: int) -> None:
        super().__init__(None)
        self.left = after

    def done(self, name: str, status: str, pages: int, seconds: float, problems: str) -> None:
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt


def test_ctrl_c_keeps_what_was_finished_and_the_next_run_goes_on(
    letters: Path, tmp_path: Path, threads: Executor
) -> None:
    out = tmp_path / "out"
    stopped = batch.run([letters], out, SETTINGS, executor=threads, workers=1, progress=_Stopping(2))
    assert stopped.exit_code == ExitCode.INTERRUPTED
    assert len(stopped.done) == 2
    again = run(letters, out, threads)
    assert (len(again.done), again.unchanged) == (2, 2)
    run(letters, tmp_path / "undisturbed", threads)
    _same_bytes(out, tmp_path / "undisturbed")


def _files_in(database: Path) -> int:
    try:
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        try:
            return int(connection.execute("SELECT count(*) FROM files").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.Error:
        return 0


def test_kill_9_loses_nothing_that_was_finished(tmp_path: Path, threads: Executor, root: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "killed"
    folder.mkdir()
    for number in range(30):
        text = "\f".join(LETTER.format(year=1900 + number) * 2 for _ in range(1 + number % 6))
        (folder / f"brief {number:02}.txt").write_text(text, encoding="utf-8")
    command = [sys.executable, "-c", RUN, str(folder), str(out)]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    patience = time.monotonic() + 120
    while _files_in(out / DATABASE_NAME) < 3 and process.poll() is None and time.monotonic() < patience:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "it was done before it could be killed"
    finished = _files_in(out / DATABASE_NAME)
    assert 3 <= finished < 30

    resumed = run(folder, out, threads)
    assert resumed.unchanged >= finished
    assert resumed.unchanged + len(resumed.done) == 30
    undisturbed = run(folder, tmp_path / "undisturbed", threads)
    assert undisturbed.unchanged == 0
    _same_bytes(out, tmp_path / "undisturbed")


def test_two_runs_do_not_write_in_one_folder(letters: Path, tmp_path: Path, threads: Executor) -> None:
    with (
        batch._only_writer(tmp_path / "out"),
        pytest.raises(UnwritableOutput, match="another run is writing there") as caught,
    ):
        run(letters, tmp_path / "out", threads)
    assert caught.value.exit_code == 5
    assert run(letters, tmp_path / "out", threads).exit_code == ExitCode.OK


def test_an_executor_that_breaks_is_said_so(letters: Path, tmp_path: Path) -> None:
    executor = ThreadPoolExecutor(1, initializer=os.lstat, initargs=("/no/such/file",))
    with pytest.raises(Exception, match=r"What was finished is kept"):
        run(letters, tmp_path / "out", executor)


class TestInputs:
    def test_folders_are_searched_and_the_output_is_not(self, tmp_path: Path) -> None:
        for name in ("b.PDF", "a.txt", "sub/c.tiff", "clean/text.txt", ".hidden.pdf", ".git/d.pdf", "e.docx"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).touch()
        found = inputs.find_inputs([tmp_path], tmp_path / "clean")
        assert [path.name for path in found] == ["a.txt", "b.PDF", "c.tiff"]

    def test_the_truth_of_a_letter_is_no_letter(self, tmp_path: Path) -> None:
        for name in ("a.pdf", "a.truth.txt", "b.truth.txt", "c.docx", "c.truth.txt"):
            (tmp_path / name).touch()
        found = inputs.find_inputs([tmp_path])
        assert [path.name for path in found] == ["a.pdf", "b.truth.txt", "c.truth.txt"]
        assert len(inputs.find_inputs([tmp_path / "a.truth.txt"])) == 1

    def test_a_file_that_is_named_is_taken_once_whatever_its_ending(self, tmp_path: Path) -> None:
        (tmp_path / "brief.dat").touch()
        named = [tmp_path / "brief.dat", tmp_path / "." / "brief.dat", tmp_path]
        assert len(inputs.find_inputs(named)) == 1

    def test_what_is_not_there_is_a_bad_argument(self, tmp_path: Path, threads: Executor) -> None:
        with pytest.raises(BadArgument, match="no such file or folder"):
            inputs.find_inputs([tmp_path / "no.pdf"])
        with pytest.raises(BadArgument, match="no letters there"):
            run(tmp_path, tmp_path / "out", threads)

    def test_names_are_relative_to_the_call(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        assert inputs.shown_path(Path("in/brief één.pdf")) == "in/brief één.pdf"
        assert inputs.shown_path(tmp_path / "in" / "a.pdf") == "in/a.pdf"
        assert inputs.shown_path(tmp_path / "in" / ".." / "a.pdf") == "a.pdf"
        assert inputs.shown_path(Path("/elders/a.pdf")) == "/elders/a.pdf"
        assert inputs.shown_path(Path(os.fsdecode(b"\xff.pdf"))) == "\\xff.pdf"

    @pytest.mark.parametrize(
        ("data", "text"),
        [
            ("één".encode(), "één"),
            (b"\xef\xbb\xbfbrief", "brief"),
            ("één €".encode("cp1252"), "één €"),
            (b"a\r\nb\fc", "a\r\nb\fc"),
        ],
    )
    def test_text_files_in_old_encodings(self, tmp_path: Path, data: bytes, text: str) -> None:
        (tmp_path / "a.txt").write_bytes(data)
        assert inputs.read_text_file(tmp_path / "a.txt") == text


def test_every_table_is_sorted_by_file(letters: Path, tmp_path: Path, threads: Executor) -> None:
    run(letters, tmp_path / "out", threads)
    for table in TABLES:
        files = [str(row["file"]) for row in _rows(tmp_path / "out", table)]
        assert files == sorted(files)

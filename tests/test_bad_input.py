"""Everything that a folder of letters can throw at a run: each gets its message and its row, and the run goes on."""

from __future__ import annotations

import ast
import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import batch, route
from pipeline.errors import BadArgument, ExitCode, MissingComponent
from pipeline.settings import Settings
from pipeline.stages.tables import Row
from pipeline.store import DATABASE_NAME, Store, search
from tests import bad_files
from tests.bad_files import write
from tests.runs import SETTINGS, file_named, run

SECRET = replace(SETTINGS, password="geheim")
RUN = """
import sys
from pathlib import Path
from pipeline import batch
from pipeline.errors import BrievenError
from pipeline.settings import Settings
if __name__ == "__main__":
    try:
        sys.exit(batch.run([Path(sys.argv[1])], Path(sys.argv[2]), Settings(), workers=1).exit_code)
    except BrievenError as error:
        print(f"brieven: {error}")
        sys.exit(error.exit_code)
"""


def _rows(out: Path, table: str = "letters") -> dict[str, Row]:
    with Store(out / DATABASE_NAME) as store:
        return {Path(str(row["file"])).name: row for row in store.rows(table)}


BAD: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "empty.pdf": (lambda: b"", "empty", "failed"),
    "web page.pdf": (lambda: b"<html><body>404 Niet gevonden</body></html>", "not-a-pdf", "failed"),
    "noise.png": (lambda: b"\x00\x01\x02" * 99, "not-a-picture", "failed"),
    "cut.pdf": (lambda: bad_files.pdf_bytes(3)[:900], "truncated", "failed"),
    "encrypted.pdf": (lambda: bad_files.pdf_bytes(password="geheim"), "encrypted", "failed"),
    "no pages.pdf": (bad_files.no_pages, "no-pages", "failed"),
    "10 m.pdf": (lambda: bad_files.pdf_bytes(size=(28_346, 28_346)), "page-too-large", "partial"),
    "5000 pages.pdf": (lambda: bad_files.many_pages(5_000), "too-many-pages", "failed"),
    "500 megapixels.png": (bad_files.png_of_500_megapixels, "picture-too-large", "failed"),
    "broken frame.tiff": (bad_files.tiff_with_a_broken_frame, "damaged-picture", "partial"),
}


@pytest.fixture(scope="module")
def bad_run(tmp_path_factory: pytest.TempPathFactory, threads: Executor) -> tuple[batch.RunReport, Path]:
    """One run over every bad file, with good ones before and after them."""
    folder, out = tmp_path_factory.mktemp("bad"), tmp_path_factory.mktemp("out")
    for name, (make, _, _) in BAD.items():
        write(folder / name, make())
    write(folder / "a good.pdf", bad_files.pdf_bytes(2))
    write(folder / "zz good.txt", b"Een goede brief over Selwerd.")
    return run(folder, out, threads), out


@pytest.mark.parametrize("name", BAD)
def test_each_bad_file_says_what_where_and_what_next(bad_run: tuple[batch.RunReport, Path], name: str) -> None:
    report, out = bad_run
    _, kind, status = BAD[name]
    file = file_named(report, name)
    assert (file.status, file.kinds) == (status, kind)
    row = _rows(out)[name]
    assert row["status"] == status
    told = str(row["problems"])
    assert told.startswith(kind)
    assert name in told
    assert told.rstrip().endswith("."), "ends with what to do next"


def test_good_letters_among_bad_ones_are_done(bad_run: tuple[batch.RunReport, Path]) -> None:
    report, out = bad_run
    assert file_named(report, "a good.pdf").status == file_named(report, "zz good.txt").status == "ok"
    assert len(report.files) == len(BAD) + 2
    assert report.exit_code == ExitCode.TOO_MANY_FAILURES
    assert {Path(hit.file).name for hit in search(out / DATABASE_NAME, "Selwerd")} >= {"a good.pdf", "zz good.txt"}


def test_pages_beside_a_broken_one_are_read(bad_run: tuple[batch.RunReport, Path]) -> None:
    report, out = bad_run
    file = file_named(report, "broken frame.tiff")
    assert (file.pages, file.failed_pages) == (3, 1)
    with Store(out / DATABASE_NAME) as store:
        pages = [row for row in store.rows("pages") if row["file"] == file.path]
    assert [bool(row["problems"]) for row in pages] == [False, True, False]
    assert all(int(str(row["words"])) >= 4 for row in pages if not row["problems"])


@pytest.mark.parametrize(
    ("settings", "kind", "exit_code"),
    [(SETTINGS, "encrypted", 4), (replace(SECRET, password="fout"), "encrypted", 4), (SECRET, "", 0)],
)
def test_encrypted_with_no_wrong_and_right_password(
    tmp_path: Path, threads: Executor, settings: Settings, kind: str, exit_code: int
) -> None:
    write(tmp_path / "in" / "geheim.pdf", bad_files.pdf_bytes(password="geheim"))
    report = run(tmp_path / "in", tmp_path / "out", threads, settings)
    assert (report.files[0].kinds, report.exit_code) == (kind, exit_code)
    assert ("--password" in report.files[0].problems) == bool(kind)


def test_a_password_that_comes_later_opens_what_failed(tmp_path: Path, threads: Executor) -> None:
    write(tmp_path / "in" / "geheim.pdf", bad_files.pdf_bytes(password="geheim"))
    write(tmp_path / "in" / "open.pdf", bad_files.pdf_bytes())
    run(tmp_path / "in", tmp_path / "out", threads)
    report = run(tmp_path / "in", tmp_path / "out", threads, SECRET)
    assert ([Path(p).name for p in report.done], report.unchanged) == (["geheim.pdf"], 1)
    assert report.exit_code == ExitCode.OK


def test_a_letter_cut_near_its_end_gives_the_pages_that_are_whole(tmp_path: Path, threads: Executor) -> None:
    data = bad_files.pdf_bytes(3)
    write(tmp_path / "in" / "cut.pdf", data[: data.rindex(b"xref") - 20])
    report = run(tmp_path / "in", tmp_path / "out", threads)
    assert report.files[0].status in ("partial", "failed")
    assert "truncated" in report.files[0].kinds


def test_one_bad_page_in_many_is_exit_code_1(tmp_path: Path, threads: Executor) -> None:
    write(tmp_path / "in" / "empty.txt", b"")
    for number in range(12):
        write(tmp_path / "in" / f"{number}.txt", f"Brief nummer {number}.".encode())
    report = run(tmp_path / "in", tmp_path / "out", threads)
    assert report.exit_code == ExitCode.PROBLEMS
    assert [Path(file.path).name for file in report.with_problems] == ["empty.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything; see the next test")
def test_a_file_without_permission(tmp_path: Path, threads: Executor) -> None:
    letter = write(tmp_path / "in" / "dicht.txt", b"Brief.")
    write(tmp_path / "in" / "open.txt", b"Open brief.")
    letter.chmod(0)
    _assert_no_permission(run(tmp_path / "in", tmp_path / "out", threads))
    letter.chmod(0o600)
    assert run(tmp_path / "in", tmp_path / "out", threads).exit_code == ExitCode.OK


def test_a_file_that_the_system_refuses(tmp_path: Path, threads: Executor, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "in" / "dicht.txt", b"Brief.")
    write(tmp_path / "in" / "open.txt", b"Open brief.")

    def refused(path: Path) -> str:
        if path.name == "dicht.txt":
            raise PermissionError(13, "Permission denied")
        return route.hash_file(path)

    with monkeypatch.context() as patch:
        patch.setattr(batch, "hash_file", refused)
        _assert_no_permission(run(tmp_path / "in", tmp_path / "out", threads))
    again = run(tmp_path / "in", tmp_path / "out", threads)
    assert (again.exit_code, len(again.files), again.counts["letters"]) == (ExitCode.OK, 2, 2)


def _assert_no_permission(report: batch.RunReport) -> None:
    assert [file.status for file in report.files] == ["failed", "ok"]
    assert report.files[0].kinds == "no-permission"
    assert "permission" in report.files[0].problems


def test_names_that_are_hard_to_write(tmp_path: Path, threads: Executor) -> None:
    long = "een heel lange naam " * 9
    names = ("wijk één.txt", "wijk e\u0301e\u0301n.txt", 'a"b;c\n=d.txt', f"{long}.txt", "naam..txt", "=1+1.txt")
    for number, name in enumerate(names):
        write(tmp_path / "in" / name, f"Brief {number}.".encode())
    (tmp_path / "in" / os.fsdecode(b"\xff\xfe.txt")).write_text("Brief met een rare naam.")
    out = tmp_path / "out"
    report = run(tmp_path / "in", out, threads)
    assert report.exit_code == ExitCode.OK
    assert len(report.files) == 7
    folders = [folder for folder in out.iterdir() if folder.is_dir()]
    assert len(folders) == 7
    assert max(len(folder.name) for folder in folders) <= 90
    assert all((folder / "document.json").is_file() and (folder / "text.txt").is_file() for folder in folders)


def test_two_letters_with_the_same_name(tmp_path: Path, threads: Executor) -> None:
    for folder in ("noord", "zuid"):
        write(tmp_path / "in" / folder / "brief.txt", f"Brief over {folder}.".encode())
    report = run(tmp_path / "in", tmp_path / "out", threads)
    assert len({file.folder for file in report.files}) == len({file.path for file in report.files}) == 2


def test_the_same_bytes_twice_and_both_bad(tmp_path: Path, threads: Executor) -> None:
    for name in ("a.pdf", "b.pdf"):
        write(tmp_path / "in" / name, b"<html>")
    report = run(tmp_path / "in", tmp_path / "out", threads)
    assert [file.status for file in report.files] == ["failed", "failed"]
    assert report.files[1].same_as == report.files[0].path
    assert report.exit_code == ExitCode.UNREADABLE_INPUT


def test_a_link_to_nothing_and_a_pipe(tmp_path: Path, threads: Executor) -> None:
    write(tmp_path / "in" / "open.txt", b"Open brief.")
    (tmp_path / "in" / "weg.pdf").symlink_to(tmp_path / "gone.pdf")
    os.mkfifo(tmp_path / "in" / "pijp.txt")
    report = run(tmp_path / "in", tmp_path / "out", threads)
    assert [(Path(f.path).name, f.status) for f in report.files] == [
        ("open.txt", "ok"),
        ("pijp.txt", "failed"),
        ("weg.pdf", "failed"),
    ]


def _command(folder: Path, out: Path) -> list[str]:
    return [sys.executable, "-c", RUN, str(folder), str(out)]


def _assert_disk_full(refused: subprocess.CompletedProcess[str]) -> None:
    assert refused.returncode == ExitCode.UNWRITABLE_OUTPUT, refused.stdout + refused.stderr
    assert "cannot be written" in refused.stdout
    assert "Make room" in refused.stdout
    assert "Traceback" not in refused.stderr


def _letters(folder: Path) -> Path:
    for number in range(6):
        write(folder / f"{number}.txt", ("De bewoners van Selwerd vragen om groen. " * 60 * number).encode() + b"x")
    return folder


def test_a_full_disk(tmp_path: Path, root: Path, threads: Executor) -> None:
    """No file may grow above 150 kB: the system refuses the rest as a full disk does."""
    folder, out = _letters(tmp_path / "in"), tmp_path / "out"

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

    refused = subprocess.run(_command(folder, out), cwd=root, capture_output=True, text=True, preexec_fn=limit)
    _assert_disk_full(refused)
    with Store(out / DATABASE_NAME) as store:
        kept = len(store.files())
    assert 0 < kept < 6
    report = run(folder, out, threads)
    assert (report.exit_code, report.unchanged) == (ExitCode.OK, kept)


def test_a_disk_that_is_really_full(tmp_path: Path, root: Path, threads: Executor) -> None:
    folder, out = _letters(tmp_path / "in"), tmp_path / "disk" / "out"
    out.parent.mkdir()
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("a small disk can be made by root only")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=260k", "tmpfs", out.parent], capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine does not let root mount a small disk")
    try:
        _assert_disk_full(subprocess.run(_command(folder, out), cwd=root, capture_output=True, text=True))
        with Store(out / DATABASE_NAME) as store:
            assert len(store.files()) < 6
        subprocess.run(["mount", "-o", "remount,size=60m", out.parent], check=True)
        assert run(folder, out, threads).exit_code == ExitCode.OK
    finally:
        subprocess.run(["umount", "-l", out.parent], check=True)


def test_an_output_folder_that_is_a_file(tmp_path: Path, root: Path) -> None:
    write(tmp_path / "in" / "a.txt", b"Brief.")
    write(tmp_path / "out", b"x")
    refused = subprocess.run(_command(tmp_path / "in", tmp_path / "out"), cwd=root, capture_output=True, text=True)
    assert refused.returncode == ExitCode.UNWRITABLE_OUTPUT
    assert "--out" in refused.stdout


KIND_ARGUMENT = {
    "UnreadableInput": 2,
    "EncryptedInput": 2,
    "InputTooLarge": 2,
    "MissingComponent": 2,
    "UnwritableOutput": 2,
    "Problem": 2,
    "Fault": 0,
    "OcrFailure": 0,
    "_with_problem": 1,
}


def _kinds_in(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KIND_ARGUMENT:
            place = KIND_ARGUMENT[node.func.id]
            for value in [*node.args[place : place + 1], *(k.value for k in node.keywords if k.arg == "kind")]:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value


def test_every_kind_of_problem_is_in_the_catalogue(root: Path) -> None:
    catalogue = (root / "docs" / "errors.md").read_text(encoding="utf-8")
    known = set(re.findall(r"^\| `([a-z-]+)` \|", catalogue, re.MULTILINE))
    used = {kind for path in (root / "pipeline").rglob("*.py") for kind in _kinds_in(path.read_text(encoding="utf-8"))}
    assert len(used) > 20
    assert used <= known


def test_a_wrong_dictionary_stops_the_run(tmp_path: Path, threads: Executor) -> None:
    write(tmp_path / "in" / "a.txt", b"Brief.")
    write(tmp_path / "own" / "parties.csv", b"naam;kolom\nStadspartij;x\n")
    with pytest.raises(BadArgument, match=r"parties\.csv"):
        run(tmp_path / "in", tmp_path / "out", threads, replace(SETTINGS, corrections=tmp_path / "own"))


def test_a_model_that_is_not_there_stops_the_run(tmp_path: Path, threads: Executor) -> None:
    write(tmp_path / "in" / "a.txt", b"Brief.")
    with pytest.raises(MissingComponent, match="nl_no_such_model") as caught:
        run(tmp_path / "in", tmp_path / "out", threads, replace(SETTINGS, model="nl_no_such_model"))
    assert caught.value.exit_code == ExitCode.MISSING_COMPONENT

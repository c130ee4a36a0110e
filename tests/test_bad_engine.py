"""What can befall Tesseract during a run; each test has processes of its own: engines are loaded once a process."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import batch, route, schedule
from pipeline.errors import ExitCode
from pipeline.progress import RunProgress
from tests import bad_files
from tests.bad_files import write
from tests.runs import SETTINGS, file_named, run


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in (1, 2):
        bad_files.picture((*bad_files.LINES, f"Blad {number}")).save(folder / f"scan {number}.png", dpi=(200, 200))
    write(folder / "tekst.txt", b"Een brief zonder plaatje.")
    return folder


@pytest.fixture
def fake(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    real = shutil.which("tesseract")
    if real is None:
        pytest.skip("Tesseract is not installed")

    def install(does: str, at: str) -> None:
        monkeypatch.setenv("PATH", f"{root / 'tests' / 'fakes'}{os.pathsep}{os.environ['PATH']}")
        monkeypatch.setenv("FAKE_REAL", real)
        monkeypatch.setenv("FAKE_DOES", does)
        monkeypatch.setenv("FAKE_AT", at)
        monkeypatch.setenv("FAKE_COUNT", str(tmp_path / "calls"))

    return install


@pytest.fixture(autouse=True)
def fresh_engine() -> Iterator[None]:
    route.load_readers.cache_clear()
    yield
    route.load_readers.cache_clear()


def _statuses(report: batch.RunReport) -> dict[str, str]:
    return {Path(file.path).name: file.status for file in report.files}


def test_not_installed(scans: Path, tmp_path: Path, threads: Executor, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("PATH", str(tmp_path / "nothing"))
        report = run(scans, tmp_path / "out", threads)
    assert report.exit_code == ExitCode.MISSING_COMPONENT
    assert _statuses(report)["tekst.txt"] == "ok", "what needs no Tesseract is done without"
    assert "tesseract-ocr" in file_named(report, "scan 1.png").problems, "says what to install"
    route.load_readers.cache_clear()
    again = run(scans, tmp_path / "out", threads)
    assert (again.exit_code, again.unchanged) == (ExitCode.OK, 1), "once it is installed, they are read"


def test_without_dutch(scans: Path, tmp_path: Path, threads: Executor, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tessdata").mkdir()
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path / "tessdata"))
    report = run(scans, tmp_path / "out", threads)
    assert report.exit_code == ExitCode.MISSING_COMPONENT
    assert "tesseract-ocr-nld" in file_named(report, "scan 1.png").problems
    assert _statuses(report)["tekst.txt"] == "ok"


@pytest.mark.parametrize("does", ["crash", "fail"])
def test_crashes_on_one_page(scans: Path, tmp_path: Path, fake: Callable[[str, str], None], does: str) -> None:
    fake(does, "1")
    with ThreadPoolExecutor(1) as executor:
        report = batch.run(
            [scans], tmp_path / "out", SETTINGS, executor=executor, workers=1, progress=RunProgress(None)
        )
        assert _statuses(report) == {"scan 1.png": "failed", "scan 2.png": "ok", "tekst.txt": "ok"}
        assert "page 1" in file_named(report, "scan 1.png").problems
        again = run(scans, tmp_path / "out", executor)
        assert (again.exit_code, again.unchanged) == (ExitCode.OK, 2), "another try, another chance"


def test_hangs_on_one_page(scans: Path, tmp_path: Path, fake: Callable[[str, str], None]) -> None:
    fake("hang", "1")
    impatient = replace(SETTINGS, limits=replace(SETTINGS.limits, page_seconds=4.0))
    with ThreadPoolExecutor(1) as executor:
        report = batch.run(
            [scans], tmp_path / "out", impatient, executor=executor, workers=1, progress=RunProgress(None)
        )
    assert _statuses(report) == {"scan 1.png": "failed", "scan 2.png": "ok", "tekst.txt": "ok"}
    assert "timeout" in file_named(report, "scan 1.png").kinds


def test_takes_its_worker_with_it(scans: Path, tmp_path: Path, fake: Callable[[str, str], None]) -> None:
    fake("kill-parent", "all")
    (scans / "scan 2.png").unlink()
    report = run(scans, tmp_path / "out", None)
    assert _statuses(report) == {"scan 1.png": "failed", "tekst.txt": "ok"}
    assert file_named(report, "scan 1.png").kinds == "worker-died"
    assert file_named(report, "scan 1.png").pages == 1


def test_stops_its_worker_for_ever(
    scans: Path, tmp_path: Path, fake: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake("stop-parent", "all")
    (scans / "scan 2.png").unlink()
    monkeypatch.setattr(schedule, "_GRACE", 1.0)
    monkeypatch.setattr(schedule, "_START", 5.0)
    impatient = replace(SETTINGS, limits=replace(SETTINGS.limits, page_seconds=1.0))
    report = run(scans, tmp_path / "out", None, impatient)
    assert _statuses(report)["scan 1.png"] == "failed"
    assert file_named(report, "scan 1.png").kinds == "timeout"

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import BadArgument
from pipeline.progress import RunProgress
from pipeline.settings import Settings
from pipeline.store import DATABASE_NAME, Store
from pipeline.watch import Watcher, watch

PDF = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
WATCH = """
import sys
from pathlib import Path
from pipeline.settings import Settings
from pipeline.watch import watch
if __name__ == "__main__":
    watch(Path(sys.argv[1]), Path(sys.argv[2]), Settings(), every=0.2, settle=0.2, workers=1)
"""


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watcher(tmp_path: Path, clock: Clock) -> Watcher:
    (tmp_path / "in").mkdir()
    return Watcher(
        tmp_path / "in",
        tmp_path / "out",
        Settings(),
        settle=5.0,
        workers=1,
        clock=clock,
        progress=lambda: RunProgress(None),
    )


def _ready(watcher: Watcher) -> list[str]:
    return sorted(path.name for path in watcher._whole_files())


def test_a_file_is_left_alone_until_it_has_been_quiet(watcher: Watcher, clock: Clock) -> None:
    letter = watcher.folder / "brief.txt"
    letter.write_text("Geachte")
    assert _ready(watcher) == []
    clock.now = 4.0
    letter.write_text("Geachte heer")
    assert _ready(watcher) == []
    clock.now = 8.0
    assert _ready(watcher) == []
    clock.now = 9.0
    assert _ready(watcher) == ["brief.txt"]


def test_half_a_pdf_is_left_alone_however_quiet(watcher: Watcher, clock: Clock) -> None:
    letter = watcher.folder / "brief.pdf"
    letter.write_bytes(PDF[:40])
    _ready(watcher)
    clock.now = 60.0
    assert _ready(watcher) == []
    letter.write_bytes(PDF)
    _ready(watcher)
    clock.now = 66.0
    assert _ready(watcher) == ["brief.pdf"]


def test_what_never_becomes_whole_is_tried_in_the_end(watcher: Watcher, clock: Clock) -> None:
    (watcher.folder / "half.pdf").write_bytes(PDF[:40])
    (watcher.folder / "empty.txt").touch()
    _ready(watcher)
    clock.now = 3601.0
    assert _ready(watcher) == ["empty.txt", "half.pdf"]


def test_each_letter_once_and_again_when_it_changes(watcher: Watcher, clock: Clock) -> None:
    def after(seconds: float) -> list[str]:
        clock.now += seconds
        report = watcher.look()
        return [] if report is None else [Path(path).name for path in report.done]

    assert after(0) == []
    (watcher.folder / "a.txt").write_text("Eerste brief.")
    (watcher.folder / "stuk.png").write_bytes(b"no picture")
    assert after(1) == []
    assert sorted(after(6)) == ["a.txt", "stuk.png"]
    assert after(6) == []
    (watcher.folder / "b.txt").write_text("Tweede brief.")
    (watcher.folder / "a.txt").write_text("Eerste brief, beter.")
    assert after(1) == []
    assert sorted(after(6)) == ["a.txt", "b.txt"]
    with Store(watcher.out / DATABASE_NAME) as store:
        assert {Path(file.path).name: file.status for file in store.files()} == {
            "a.txt": "ok",
            "b.txt": "ok",
            "stuk.png": "failed",
        }


def test_a_watch_that_starts_anew_does_nothing_twice(watcher: Watcher, clock: Clock) -> None:
    (watcher.folder / "a.txt").write_text("Eerste brief.")
    watcher.look()
    clock.now = 6.0
    assert watcher.look() is not None
    again = Watcher(watcher.folder, watcher.out, watcher.settings, 0.0, 1, clock, watcher.progress)
    report = again.look()
    assert report is not None
    assert (report.done, report.unchanged) == ((), 1)


@pytest.mark.parametrize(("every", "settle"), [(0, 1), (-1, 1), (1, -1)])
def test_times_that_make_no_sense(tmp_path: Path, every: float, settle: float) -> None:
    with pytest.raises(BadArgument, match="--every"):
        watch(tmp_path, tmp_path / "out", Settings(), every=every, settle=settle)


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(BadArgument, match="no such folder"):
        watch(tmp_path / "no", tmp_path / "out", Settings())


def _until(condition: Callable[[], bool], seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_a_running_watch_takes_letters_and_stops_cleanly(tmp_path: Path, root: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    command = [sys.executable, "-c", WATCH, str(folder), str(out)]
    process = subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True)
    try:
        (folder / "een.txt").write_text("Geachte raad.")
        assert _until((out / "letters.csv").is_file)
        assert process.poll() is None
        assert _until(lambda: "een.txt" in (out / "letters.csv").read_text(encoding="utf-8-sig"))
    finally:
        process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 0, said
    assert "stopped; what was finished is kept" in said
    assert "Traceback" not in said

"""A folder in which letters arrive: each is processed once it is whole, and no letter can stop the watch.

The folder is looked at again and again instead of listening for events: those do not cross the network shares that
scanners and colleagues write to.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from pipeline import batch
from pipeline.errors import BadArgument, BrievenError, ExitCode
from pipeline.inputs import find_inputs
from pipeline.progress import RunProgress, to_standard_error
from pipeline.settings import Settings

_TAIL = 2048  # bytes at the end of a PDF in which its end mark must stand (ISO 32000-1, implementation note 18: 1024)
_PATIENCE = 3600.0  # seconds after which a file that never became whole is tried all the same, so that it is reported


@dataclass(slots=True)
class Watcher:
    """What was seen of the files of a folder. `settle`: seconds that a file must be unchanged."""

    folder: Path
    out: Path
    settings: Settings
    settle: float = 5.0
    workers: int | None = None
    clock: Callable[[], float] = time.monotonic
    progress: Callable[[], RunProgress] = to_standard_error
    _seen: dict[Path, tuple[tuple[int, int], float]] = field(default_factory=dict)
    _finished: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def look(self) -> batch.RunReport | None:
        """Look once: process the files that are whole and that were not processed as they are now.

        Gives None where there was nothing to do.

        Raises:
            UnwritableOutput: no space or no permission; the files are tried again at the next look.
        """
        whole = self._whole_files()
        if not whole:
            return None
        report = batch.run(list(whole), self.out, self.settings, workers=self.workers, progress=self.progress())
        if not report.interrupted:
            self._finished.update(whole)
        return report

    def _whole_files(self) -> dict[Path, tuple[int, int]]:
        now = self.clock()
        whole: dict[Path, tuple[int, int]] = {}
        present = set()
        for path in find_inputs([self.folder], self.out):
            try:
                stat = path.stat()
            except OSError:
                continue  # gone again, or a link to nothing yet
            present.add(path)
            stamp = (stat.st_size, stat.st_mtime_ns)
            if self._finished.get(path) == stamp:
                continue
            before, since = self._seen.get(path, (None, now))
            if before != stamp:
                since = now
            self._seen[path] = (stamp, since)
            quiet = now - since
            if (quiet >= self.settle and _is_whole(path)) or quiet >= max(_PATIENCE, self.settle):
                whole[path] = stamp
        for gone in self._seen.keys() - present:
            self._seen.pop(gone)
            self._finished.pop(gone, None)
        return whole


def watch(
    folder: Path,
    out: Path,
    settings: Settings,
    *,
    every: float = 10.0,
    settle: float = 5.0,
    workers: int | None = None,
) -> None:
    """Process letters in `folder` as they arrive, until Ctrl-C or SIGTERM.

    Args:
        folder: looked into to the bottom.
        out: as for `batch.run`.
        settings: as for `batch.run`.
        every: seconds between two looks.
        settle: seconds that a file must be unchanged before it is taken.
        workers: as for `batch.run`.

    Raises:
        BadArgument: there is no such folder, or the two times are not positive.
        MissingComponent: Tesseract or its Dutch data is not installed: no letter could be read.
    """
    if not folder.is_dir():
        raise BadArgument(f"{folder}: no such folder.", "Make it first, or name the folder that letters arrive in.")
    if every <= 0 or settle < 0:
        raise BadArgument("--every must be above 0 and --settle not below.", "Leave them out for the usual times.")
    watcher = Watcher(folder, out, settings, settle, workers)
    teller = to_standard_error()
    teller.note(f"watching {folder}; Ctrl-C stops")
    with _stop_signals() as stopped:
        while not stopped.is_set():
            try:
                report = watcher.look()
            except BrievenError as error:
                # A full disk or a share that is away: a letter that arrives tomorrow must still be processed.
                teller.note(f"not now: {error}")
                report = None
            except OSError as error:
                teller.note(f"not now: {folder}: {error.strerror or error}")
                report = None
            if report is not None and report.exit_code == ExitCode.INTERRUPTED:
                break
            stopped.wait(every)
    teller.note("stopped; what was finished is kept")


def _is_whole(path: Path) -> bool:
    """Whether a file looks as if its writer was done: it has content, and a PDF has its end mark.

    A scanner that writes page by page can pause longer than any settling time. Other formats are taken at their size.
    """
    try:
        size = path.stat().st_size
        if path.suffix.lower() != ".pdf":
            return size > 0
        with path.open("rb") as stream:
            stream.seek(max(0, size - _TAIL))
            return b"%%EOF" in stream.read()
    except OSError:
        return True  # the run says what is wrong with it


@contextmanager
def _stop_signals() -> Iterator[threading.Event]:
    """SIGTERM (how a service is stopped) and Ctrl-C end the watch after what is being written is written.

    While letters are processed both raise `KeyboardInterrupt`, which the run knows how to end on.
    """
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> Any:
        stopped.set()
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stopped
    except KeyboardInterrupt:
        stopped.set()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

"""What one worker does with one piece of work: plain functions with plain values, for any `Executor`.

A worker may be a thread, a process of our own or a machine of a Dask cluster: nothing here leans on how it was
started. Every fault comes back as a value, because an exception that cannot be pickled would break the pool.
"""

from __future__ import annotations

import pickle
import re
import signal
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePath
from typing import TypeVar

from pipeline import route
from pipeline.document import Document, Page, Problem, Reading
from pipeline.errors import BrievenError, ExitCode, MissingComponent, UnreadableInput
from pipeline.export.json import document_to_json
from pipeline.settings import Settings
from pipeline.stages.pages import open_source
from pipeline.stages.tables import Row, page_failed, rows_of, texts_of, timings_of, told

PAGES_AT_A_TIME = 4  # of one file, in one piece of work: long enough to pay for opening the file, short enough to share

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\ud800-\udfff]+')
_STEM_LENGTH = 80

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to do: where it is, what it is called in the tables, the SHA-256 of its bytes."""

    path: Path
    shown: str
    hash: str


@dataclass(frozen=True, slots=True)
class Part:
    """Pages that were read, pickled: whoever passes them on need not take them apart."""

    page_count: int  # of the whole file
    first: int
    last: int
    pages: bytes
    seconds: tuple[float | None, ...]  # how long each page took; None: it could not be read

    @property
    def pages_in(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Done:
    """A finished document in the forms that are written."""

    status: str
    pages: int
    failed_pages: int
    problems: str
    kinds: tuple[str, ...]
    folder: str
    rows: dict[str, list[Row]]
    texts: list[Row]
    json: bytes
    text: str
    timings: list[Row]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a piece of work gave nothing. `whole`: the file cannot be read, smaller pieces will not help."""

    kind: str
    message: str
    advice: str
    whole: bool = False
    exit_code: ExitCode = ExitCode.PROBLEMS


Outcome = Done | Part | Fault | int


class OutOfTime(BaseException):
    """No `Exception`: code that goes on after any exception would swallow it."""


def do_file(source: Source, settings: Settings) -> Done | Part | Fault:
    """A whole short file; of a long one the first pages."""

    def work() -> Done | Part:
        count = _count(source, settings)
        part = _read(source, settings, 1, min(count, PAGES_AT_A_TIME), count)
        return _finish(source, settings, [part]) if count <= PAGES_AT_A_TIME else part

    return _guarded(source, work, settings.limits.page_seconds * (PAGES_AT_A_TIME + 1))


def count_pages(source: Source, settings: Settings) -> int | Fault:
    """How many pages a file has, where `do_file` could not even say that."""
    return _guarded(source, lambda: _count(source, settings), settings.limits.page_seconds)


def read_part(source: Source, settings: Settings, first: int, last: int, count: int) -> Part | Fault:
    """Pages `first` to `last` of a file of `count` pages."""
    seconds = settings.limits.page_seconds * (last - first + 1)
    return _guarded(source, lambda: _read(source, settings, first, last, count), seconds)


def finish(source: Source, settings: Settings, parts: Sequence[Part]) -> Done | Fault:
    """The text stages over all pages of a file."""
    pages = max((part.page_count for part in parts), default=1)
    seconds = min(settings.limits.file_seconds, settings.limits.page_seconds * pages)
    return _guarded(source, lambda: _finish(source, settings, parts), seconds)


def give_up(source: Source, settings: Settings, parts: Sequence[Part], fault: Fault) -> Done:
    """What was read of a file whose text stages failed: raw text, no corrections and no tags, and the problem."""
    problem = Problem("finish" if parts else "pages", None, fault.kind, fault.message, fault.advice)
    made_by = route.made_by(settings)
    document = Document(source.hash, source.shown, _unpacked(parts), problems=(problem,), made_by=made_by)
    return pack(document, timings_of(document, _seconds(parts), None))


def failed_part(source: Source, number: int, count: int, fault: Fault) -> Part:
    """A page that could not be read, with its number and the problem."""
    message = fault.message.replace(f"{source.shown}: ", f"{source.shown}, page {number}: ", 1)
    problem = Problem("read", number, fault.kind, message, fault.advice)
    page = Page(number, 0.0, 0.0, Reading("ocr", ""), problems=(problem,))
    return Part(count, number, number, pickle.dumps([page]), (None,))


def pack(document: Document, timings: list[Row]) -> Done:
    """A document in the forms that are written: done in the worker, so that one writer keeps up with many."""
    folder = folder_name(document) if document.id else ""
    rows = rows_of(document, folder)
    return Done(
        status=document.status,
        pages=len({page.number for page in document.pages}),
        failed_pages=sum(map(page_failed, document.pages)),
        problems=told(document.all_problems),
        kinds=tuple(sorted({problem.kind for problem in document.all_problems})),
        folder=folder,
        rows=rows,
        texts=texts_of(document),
        json=document_to_json(document),
        text=document.text,
        timings=timings,
    )


def folder_name(document: Document) -> str:
    """Folder of a document: the file's name without its ending, and eight digits that no other file shares."""
    stem = unicodedata.normalize("NFC", PurePath(document.path).stem)
    stem = _UNSAFE.sub("_", stem).strip(" .") or "_"
    while len(stem.encode()) > 2 * _STEM_LENGTH or len(stem) > _STEM_LENGTH:
        stem = stem[:-1]
    return f"{stem.strip()}-{document.id[:8]}"


def _count(source: Source, settings: Settings) -> int:
    with open_source(source.path, settings) as opened:
        count = opened.page_count
    if not count:
        raise UnreadableInput(f"{source.shown}: has no pages.", "Ask for the file again.", "no-pages")
    return count


def _read(source: Source, settings: Settings, first: int, last: int, count: int) -> Part:
    pages: list[Page] = []
    stamps = [time.monotonic()]
    for page in route.each_page(source.path, settings, first, last):
        pages.append(page)
        stamps.append(time.monotonic())
    seconds = tuple(after - before for before, after in pairwise(stamps))
    return Part(count, first, last, pickle.dumps(pages, pickle.HIGHEST_PROTOCOL), seconds)


def _finish(source: Source, settings: Settings, parts: Sequence[Part]) -> Done:
    started = time.monotonic()
    document = route.finish(source.shown, source.hash, _unpacked(parts), settings)
    return pack(document, timings_of(document, _seconds(parts), time.monotonic() - started))


def _seconds(parts: Sequence[Part]) -> list[float | None]:
    return [seconds for part in sorted(parts, key=lambda part: part.first) for seconds in part.seconds]


def _unpacked(parts: Sequence[Part]) -> tuple[Page, ...]:
    pages: list[Page] = []
    for part in sorted(parts, key=lambda part: part.first):
        pages += pickle.loads(part.pages)
    return tuple(pages)


def _guarded(source: Source, work: Callable[[], _Result], seconds: float) -> _Result | Fault:
    try:
        with _time_limit(seconds):
            return work()
    except BrievenError as error:
        # Without Tesseract the pages that need none can still be read.
        whole = error.exit_code == ExitCode.UNREADABLE_INPUT
        kind = error.kind
        if isinstance(error, MissingComponent) and not kind.startswith("missing"):
            kind = "missing" if kind == "error" else f"missing-{kind}"
        return Fault(kind, error.message, error.advice, whole, error.exit_code)
    except OutOfTime:
        message = f"{source.shown}: took longer than {seconds:.0f} seconds."
        return Fault("timeout", message, "Raise limits.page_seconds, or take the page out of the file.")
    except MemoryError:
        message = f"{source.shown}: needs more memory than a worker may have."
        return Fault("out-of-memory", message, "Raise limits.worker_memory_mb, or scan at a lower resolution.")
    except RecursionError:
        message = f"{source.shown}: is nested too deeply."
        return Fault("nested", message, "Print the file to a new PDF and try that.")
    except OSError as error:
        message = f"{source.shown}: cannot be read ({error.strerror or error})."
        return Fault("unreadable", message, "Check the file, its permissions and the disk.")
    except Exception as error:  # a bug of ours or of a library in one file must not stop a run over thousands
        message = f"{source.shown}: {type(error).__name__}: {error}"
        return Fault("internal-error", message[:500], "Please report this, with the file if it may be shown.")


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise `OutOfTime` in this thread after so many seconds; alarms reach the main thread of a process only.

    In other threads (a `ThreadPoolExecutor`, a Dask worker) the limits of the stages themselves have to do.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

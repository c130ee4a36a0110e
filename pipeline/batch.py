"""Many files: only what is new or changed, side by side, and no file can stop the others.

Workers are reached through `concurrent.futures.Executor` alone. One process writes: it takes finished files from the
workers in whatever order they come, puts each into the store in one transaction, and at the end has the store
settled, so that the outcome does not depend on that order or on how often the run was stopped.
"""

from __future__ import annotations

import fcntl
import os
import re
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import BadArgument, ExitCode, UnwritableOutput
from pipeline.export import timings
from pipeline.export.tables import table_paths, write_tables
from pipeline.export.text import unwritable, write_bytes, write_text
from pipeline.inputs import ENDINGS, find_inputs, shown_path
from pipeline.layout import File
from pipeline.progress import RunProgress, to_standard_error
from pipeline.route import hash_file, made_by
from pipeline.schedule import Finished, run_all
from pipeline.settings import Limits, Settings
from pipeline.store import DATABASE_NAME, Store
from pipeline.work import Done, Fault, Source, give_up
from pipeline.workers import WorkerPool

TEXT_NAME, DOCUMENT_NAME = "text.txt", "document.json"

# Problems that lie outside the letter, in a limit or in a password: the next run tries again, although neither the file
# nor what made it changed. Most are seen at once; those that cost time are worth it, because a text may come of it.
_PASSING = re.compile(
    r"missing.*|un(readable|available)|no-permission|not-found|changed|encrypted|wrong-password|out-of-memory|worker-died"
    r"|.*timeout|.*crash(ed)?|.*-too-large|too-many-pages"
)


@dataclass(frozen=True)
class RunReport:
    """What a run did, and how all its input files now stand."""

    files: tuple[File, ...]  # every input, by path, as far as the run came
    done: tuple[str, ...]  # paths that were new or changed
    unchanged: int
    counts: dict[str, int]  # rows in the whole database, as `Store.counts` gives them
    max_failed_pages: float
    seconds: float
    interrupted: bool = False

    @property
    def with_problems(self) -> tuple[File, ...]:
        return tuple(file for file in self.files if file.status != "ok" and not file.same_as)

    @property
    def failed_share(self) -> float:
        """Share of pages that gave nothing; a file that could not be opened counts as one page."""
        files = [file for file in self.files if not file.same_as]
        failed = sum(max(file.failed_pages, file.status == "failed") for file in files)
        pages = sum(max(file.pages, 1) for file in files)
        return failed / pages if pages else 0.0

    @property
    def exit_code(self) -> ExitCode:
        """130 stopped; 3 something is not installed; 4 nothing could be read; 6 too much failed; 1 some problems."""
        if self.interrupted:
            return ExitCode.INTERRUPTED
        if any(_misses_component(file) for file in self.with_problems):
            return ExitCode.MISSING_COMPONENT
        if self.files and all(file.status == "failed" for file in self.files):
            return ExitCode.UNREADABLE_INPUT
        if self.failed_share > self.max_failed_pages:
            return ExitCode.TOO_MANY_FAILURES
        return ExitCode.PROBLEMS if self.with_problems else ExitCode.OK


def run(
    inputs: Sequence[Path],
    out: Path,
    settings: Settings,
    *,
    executor: Executor | None = None,
    workers: int | None = None,
    with_tables: bool = True,
    progress: RunProgress | None = None,
) -> RunReport:
    """Process every file that is new or changed since the last run into `out`.

    Args:
        inputs: files and folders.
        out: folder for letters, tables and database.
        settings: a change in them, in the dictionaries or in the version makes every file new.
        executor: somebody else's workers, which must see the same files; None: processes of our own.
        workers: how many pieces of work are under way at a time; None: one a core.
        with_tables: whether to write the tables and settle the database at the end (a watcher does so when idle).
        progress: None: a bar or lines on standard error.

    Raises:
        BadArgument: an input does not exist, there is no letter in any, or a dictionary of the user's is wrong.
        MissingComponent: the language model is not installed. (Without Tesseract, what needs none is done.)
        UnwritableOutput: no permission, no space, or another run is writing there; what was finished is kept.
    """
    started = time.monotonic()
    paths = find_inputs(inputs, out)
    if not paths:
        where = ", ".join(map(str, inputs))
        raise BadArgument(f"{where}: no letters there.", f"Letters end in {', '.join(ENDINGS)}.")
    with ExitStack() as stack:
        stack.enter_context(_only_writer(out))
        store = stack.enter_context(Store(out / DATABASE_NAME))
        teller = stack.enter_context(progress or to_standard_error())
        batch = _Batch(store, out, settings, teller)
        interrupted = False
        try:
            batch.plan(paths)
            batch.work(executor, workers)
            if with_tables and not (store.settled and all(path.exists() for path in table_paths(out))):
                teller.note("writing tables")
                write_tables(out, store.rows)
                timings.settle(out, {str(row["key"]) for row in store.rows("pages")})
                store.settle()
        except KeyboardInterrupt:
            interrupted = True
        known = [store.file(shown_path(path)) for path in paths]
        return RunReport(
            files=tuple(file for file in known if file is not None),
            done=tuple(batch.done),
            unchanged=batch.unchanged,
            counts=store.counts(),
            max_failed_pages=settings.max_failed_pages,
            seconds=time.monotonic() - started,
            interrupted=interrupted,
        )


@dataclass(frozen=True, slots=True)
class _Planned:
    """A file to do, how large it was and when it was last changed, and the files that have the same bytes."""

    source: Source
    size: int
    changed: int
    same: tuple[str, ...]


class _Batch:
    def __init__(self, store: Store, out: Path, settings: Settings, progress: RunProgress) -> None:
        self.store, self.out, self.settings, self.progress = store, out, settings, progress
        # Limits are left out: who raises one wants the files that failed, not all of them, done again.
        self.made_by = made_by(replace(settings, limits=Limits(), max_failed_pages=0.0))
        self.planned: dict[str, _Planned] = {}
        self.done: list[str] = []
        self.unchanged = 0

    def plan(self, paths: Sequence[Path]) -> None:
        """Read every file once to know it by its bytes, and part what is to be done from what is as it was.

        All of it before the first letter is done: only then is it known which of two equal files is the first.
        """
        sources: dict[str, Source] = {}
        stats: dict[str, tuple[int, int]] = {}
        for path in paths:
            shown = shown_path(path)
            try:
                stat = path.stat()
                sources[shown] = Source(path, shown, _hash(path))
                stats[shown] = stat.st_size, stat.st_mtime_ns
            except OSError as error:
                self._unreadable(Source(path, shown, ""), error)
        equal: dict[str, list[str]] = {}
        for shown, source in sources.items():
            equal.setdefault(source.hash, []).append(shown)
        for content, names in equal.items():
            first = self._first_of(content, names, sources)
            same = tuple(name for name in names if name != first)
            known = self.store.file(first)
            if known is not None and (known.hash, known.same_as) == (content, "") and self._stands(known):
                self.unchanged += first in names
                for name in same:
                    self._same(name, known)
                continue
            if first not in names:  # done long ago from a file that this run does not know: one of ours takes over
                first, same = names[0], (first, *names[1:])
            self.planned[first] = _Planned(sources[first], *stats[first], same)
        self.progress.begin(len(self.planned), self.unchanged)

    def _first_of(self, content: str, names: list[str], sources: dict[str, Source]) -> str:
        known = self.store.first_with(content)
        if known is None or (known.path in sources and sources[known.path].hash != content):
            return names[0]
        return known.path

    def _stands(self, file: File) -> bool:
        """Whether a file's outcome holds: made by this version and these settings, and its folder is there."""
        kinds = file.kinds.split()
        passing = any(_PASSING.fullmatch(kind) for kind in kinds)
        whole = not file.folder or (self.out / file.folder / DOCUMENT_NAME).is_file()
        return file.made_by == self.made_by and not passing and whole

    def work(self, executor: Executor | None, workers: int | None) -> None:
        """Do what was planned, and write each file as it is finished."""
        if not self.planned:
            return
        pool = WorkerPool(workers, self.settings.limits.worker_memory_mb, executor)
        try:
            for finished in run_all(pool, [p.source for p in self.planned.values()], self.settings, self.progress):
                self._write(finished)
        finally:
            pool.end()

    def _write(self, finished: Finished) -> None:
        planned, done = self.planned[finished.source.shown], finished.done
        if _changed(planned):
            shown = planned.source.shown
            fault = Fault("changed", f"{shown}: changed while it was read.", "Run again when it is whole.")
            done = give_up(planned.source, self.settings, (), fault)
        file = self._put(planned.source, planned.size, done)
        for name in planned.same:
            self._same(name, file)
        self.done.append(file.path)
        self.progress.done(file.path, file.status, file.pages, finished.seconds, file.problems)

    def _put(self, source: Source, size: int, done: Done) -> File:
        file = File(
            path=source.shown,
            hash=source.hash,
            size=size,
            pages=done.pages,
            failed_pages=done.failed_pages,
            status=done.status,
            problems=done.problems,
            kinds=" ".join(done.kinds),
            same_as="",
            folder=done.folder,
            made_by=self.made_by,
        )
        if file.folder:
            folder = self.out / file.folder
            write_text(folder / TEXT_NAME, done.text)
            write_bytes(folder / DOCUMENT_NAME, done.json)
        timings.add(self.out, done.timings)
        self._remove(self.store.put(file, done.rows, done.texts))
        return file

    def _same(self, name: str, first: File) -> None:
        """Give a file that has the bytes of `first` its row, unless it has it."""
        file = replace(first, path=name, same_as=first.path)
        if self.store.file(name) == file:
            self.unchanged += 1
            return
        self._remove(self.store.put_same(file))
        self.done.append(name)

    def _remove(self, name: str) -> None:
        """Take away what we wrote about content that is gone; whatever else somebody put there stays."""
        if not name:
            return
        folder = self.out / name
        for ours in (TEXT_NAME, DOCUMENT_NAME):
            (folder / ours).unlink(missing_ok=True)
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()

    def _unreadable(self, source: Source, error: OSError) -> None:
        what = error.strerror or str(error)
        advice = "Ask for permission to read it." if isinstance(error, PermissionError) else "Check file and disk."
        kind = "no-permission" if isinstance(error, PermissionError) else "unreadable"
        fault = Fault(kind, f"{source.shown}: cannot be read ({what}).", advice)
        file = self._put(source, 0, give_up(source, self.settings, (), fault))
        self.done.append(file.path)
        self.progress.note(f"failed {file.path}: {file.problems}")


def _hash(path: Path) -> str:
    if not path.is_file():
        raise OSError(0, "not a file")
    return hash_file(path)


def _changed(planned: _Planned) -> bool:
    try:
        stat = planned.source.path.stat()
    except OSError:
        return True
    return (stat.st_size, stat.st_mtime_ns) != (planned.size, planned.changed)


def _misses_component(file: File) -> bool:
    return any(kind == "missing" or kind.startswith("missing-") for kind in file.kinds.split())


@contextmanager
def _only_writer(out: Path) -> Iterator[None]:
    """Two runs that write in one folder would undo each other; the lock goes with the process, however it ends."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = os.open(out / ".lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise unwritable(out, error) from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            advice = "Wait until it is done, or name another folder with --out."
            raise UnwritableOutput(f"{out}: another run is writing there.", advice, "busy") from error
        except OSError:
            pass  # a share that knows no locks: then people have to take care themselves
        yield
    finally:
        os.close(lock)

"""Which piece of work goes to a worker next, and what becomes of it when the worker fails.

A short file is one piece of work. The pages of a long one are pieces of their own, read side by side; when all are
back, its text stages are one more. At most as many pieces are under way as there are workers, so memory stays flat and
whoever is under way when a worker dies is known.

A piece that fails (a crash, no memory, no time, a bug) is done again page by page, until the page that cannot be read
stands alone: that page fails, its neighbours do not. When a worker dies, the pool dies with it, and every piece under
way is suspect: each is done again alone. When a worker does not come back in time, it is ended, and that piece is to
blame.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from dataclasses import dataclass, field, replace

from pipeline import work
from pipeline.errors import BadArgument, BrievenError, ExitCode, MissingComponent
from pipeline.progress import RunProgress
from pipeline.settings import Settings
from pipeline.work import PAGES_AT_A_TIME, Done, Fault, Part, Source
from pipeline.workers import WorkerPool

_GRACE = 30.0  # seconds that a worker may be late with its own time limit, before it is ended
_START = 60.0  # seconds that a new worker may take to load what it needs
_LOOK_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class Finished:
    """A file with its outcome, and how long its pieces took together."""

    source: Source
    done: Done
    seconds: float


@dataclass(eq=False, slots=True)
class _File:
    """A file under way."""

    source: Source
    count: int = 0  # pages, once known
    parts: list[Part] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def pages_read(self) -> int:
        return sum(part.pages_in for part in self.parts)


@dataclass(frozen=True, slots=True)
class _Piece:
    file: _File
    kind: str  # "file", "count", "pages", "finish"
    first: int = 0
    last: int = 0
    alone: bool = False  # suspected of having killed a worker: nothing else may be under way


@dataclass(frozen=True, slots=True)
class _Flight:
    piece: _Piece
    started: float
    deadline: float


def run_all(
    pool: WorkerPool, sources: Iterable[Source], settings: Settings, progress: RunProgress
) -> Iterator[Finished]:
    """Do every file; give each as soon as it is finished.

    Raises:
        BadArgument: a dictionary of the user's is wrong.
        MissingComponent: something is not installed without which no letter can be finished.
        BrievenError: somebody else's executor broke; ours is replaced instead.
    """
    schedule = _Schedule(pool, settings, progress)
    coming = iter(sources)
    while True:
        schedule.fill(coming)
        if not schedule.flights:
            return
        yield from schedule.land()


class _Schedule:
    def __init__(self, pool: WorkerPool, settings: Settings, progress: RunProgress) -> None:
        self.pool, self.settings, self.progress = pool, settings, progress
        self.flights: dict[Future[work.Outcome], _Flight] = {}
        self.waiting: deque[_Piece] = deque()
        self.suspects: deque[_Piece] = deque()

    def fill(self, coming: Iterator[Source]) -> None:
        """Send out pieces until all workers are busy: suspects first and alone, then files under way, then new ones."""
        while len(self.flights) < self.pool.size:
            if self.suspects:
                if not self.flights:
                    self._send(self.suspects.popleft())
                return
            if self.waiting:
                self._send(self.waiting.popleft())
            elif (source := next(coming, None)) is not None:
                self._send(_Piece(_File(source), "file"))
            else:
                return

    def _send(self, piece: _Piece) -> None:
        file, settings = piece.file, self.settings
        seconds = settings.limits.page_seconds
        try:
            if piece.kind == "file":
                seconds *= PAGES_AT_A_TIME + 1
                future: Future[work.Outcome] = self.pool.submit(work.do_file, file.source, settings)
            elif piece.kind == "count":
                future = self.pool.submit(work.count_pages, file.source, settings)
            elif piece.kind == "pages":
                seconds *= piece.last - piece.first + 1
                future = self.pool.submit(work.read_part, file.source, settings, piece.first, piece.last, file.count)
            else:
                seconds = min(seconds * file.count, settings.limits.file_seconds)
                future = self.pool.submit(work.finish, file.source, settings, tuple(file.parts))
        except BrokenExecutor as error:
            # A worker died while nobody looked: the pool says so only now.
            self._replace_pool(error)
            self.waiting.appendleft(piece)
            return
        now = time.monotonic()
        self.flights[future] = _Flight(piece, now, now + seconds + _GRACE + _START)

    def land(self) -> Iterator[Finished]:
        """Wait until some piece is back, and see to it."""
        back, _ = wait(self.flights, timeout=_LOOK_EVERY, return_when=FIRST_COMPLETED)
        broken: BaseException | None = None
        for future in back:
            flight = self.flights.pop(future)
            piece = flight.piece
            piece.file.seconds += time.monotonic() - flight.started
            error = future.exception() if not future.cancelled() else CancelledError()
            if error is None:
                yield from self._take(piece, future.result())
            elif isinstance(error, BrokenExecutor | CancelledError):
                broken = error
                if piece.alone:
                    message = f"{piece.file.source.shown}: the worker died (out of memory, or a crash in a library)."
                    fault = Fault("worker-died", message, "Raise limits.worker_memory_mb, or print the page anew.")
                    yield from self._failed(piece, fault)
                else:
                    self.suspects.append(replace(piece, alone=True))
            else:
                raise error
        if broken is not None:
            # The pool breaks for all of them at once, but their futures may not all have been told yet.
            for flight in self.flights.values():
                self.suspects.append(replace(flight.piece, alone=True))
            self.flights.clear()
            self._replace_pool(broken)
        elif not back:
            yield from self._end_late()

    def _end_late(self) -> Iterator[Finished]:
        now = time.monotonic()
        late = [flight.piece for flight in self.flights.values() if now > flight.deadline]
        if not late or not self.pool.is_ours:
            return
        self.waiting.extendleft(f.piece for f in self.flights.values() if f.piece not in late)
        self.flights.clear()
        self.pool.replace()
        for piece in late:
            message = f"{piece.file.source.shown}: the worker did not come back in time and was ended."
            yield from self._failed(piece, Fault("timeout", message, "Raise limits.page_seconds, or leave it out."))

    def _replace_pool(self, error: BaseException) -> None:
        if not self.pool.is_ours:
            message = f"The executor broke ({error})."
            raise BrievenError(message, "What was finished is kept; start its workers again and run again.") from error
        self.pool.replace()

    def _take(self, piece: _Piece, outcome: work.Outcome) -> Iterator[Finished]:
        file = piece.file
        if isinstance(outcome, Done):
            yield Finished(file.source, outcome, file.seconds)
        elif isinstance(outcome, Fault):
            yield from self._failed(piece, outcome)
        elif isinstance(outcome, Part):
            file.count = outcome.page_count
            file.parts.append(outcome)
            if piece.kind == "file":
                self._send_rest(file)
            self._go_on(file)
        else:
            # Counting went well, so one of the first pages is to blame for what befell the whole.
            file.count = outcome
            for number in range(1, min(file.count, PAGES_AT_A_TIME) + 1):
                self._again(_Piece(file, "pages", number, number, piece.alone))
            self._send_rest(file)

    def _send_rest(self, file: _File) -> None:
        for first in range(PAGES_AT_A_TIME + 1, file.count + 1, PAGES_AT_A_TIME):
            self.waiting.append(_Piece(file, "pages", first, min(first + PAGES_AT_A_TIME - 1, file.count)))

    def _go_on(self, file: _File) -> None:
        """After every part: to the text stages when all pages are there."""
        if file.pages_read < file.count and file.seconds > self.settings.limits.file_seconds:
            self._out_of_time(file)
        self.progress.pages(file.source.shown, file.pages_read, file.count)
        if file.pages_read == file.count:
            self.waiting.appendleft(_Piece(file, "finish"))

    def _out_of_time(self, file: _File) -> None:
        """The pages that were not even sent out fail; those under way may still come back."""
        message = f"{file.source.shown}: not read, the file took longer than limits.file_seconds."
        fault = Fault("timeout", message, "Raise limits.file_seconds, or part the file.")
        for queue in (self.waiting, self.suspects):
            for piece in [p for p in queue if p.file is file and p.kind == "pages"]:
                queue.remove(piece)
                file.parts += [
                    work.failed_part(file.source, number, file.count, fault)
                    for number in range(piece.first, piece.last + 1)
                ]

    def _failed(self, piece: _Piece, fault: Fault) -> Iterator[Finished]:
        file = piece.file
        # A wrong row in somebody's dictionary, a language model that is not there: no letter at all could be finished.
        if fault.exit_code == ExitCode.BAD_ARGUMENT:
            raise BadArgument(fault.message, fault.advice, fault.kind)
        if fault.exit_code == ExitCode.MISSING_COMPONENT and piece.kind == "finish":
            raise MissingComponent(fault.message, fault.advice, fault.kind)
        if piece.kind == "pages":
            if piece.first == piece.last or fault.whole:
                numbers = range(piece.first, piece.last + 1)
                file.parts += [work.failed_part(file.source, number, file.count, fault) for number in numbers]
                self._go_on(file)
            else:
                for number in range(piece.first, piece.last + 1):
                    self._again(_Piece(file, "pages", number, number, piece.alone))
        elif piece.kind == "file" and not fault.whole:
            self._again(_Piece(file, "count", alone=piece.alone))
        else:
            done = work.give_up(file.source, self.settings, file.parts, fault)
            yield Finished(file.source, done, file.seconds)

    def _again(self, piece: _Piece) -> None:
        if piece.alone:
            self.suspects.append(piece)
        else:
            self.waiting.appendleft(piece)

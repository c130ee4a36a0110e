"""How far a run is: a bar on a terminal, plain lines in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import TextIO, TypeVar

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Item = TypeVar("Item")
_PATIENCE = 60.0  # seconds after which a log hears of a long file that is not done


class RunProgress:
    """Told by a run what it does. `None` as stream: silent."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream
        self._total = self._number = 0
        self._last_line = time.monotonic()
        self._bar: Progress | None = None
        if stream is not None and stream.isatty():
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=Console(file=stream),
            )
            self._task = self._bar.add_task("letters", total=None)

    def __enter__(self) -> RunProgress:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def begin(self, to_do: int, unchanged: int) -> None:
        """So many files are to be done, so many were done before."""
        self._total = to_do
        self._say(f"{to_do} new or changed, {unchanged} unchanged")
        if self._bar is not None:
            self._bar.update(self._task, total=to_do)

    def pages(self, name: str, done: int, of: int) -> None:
        """So many pages of a long file were read."""
        if self._bar is not None:
            self._bar.update(self._task, description=escape(f"{name[-40:]} {done}/{of}"))
        elif time.monotonic() - self._last_line > _PATIENCE:
            self._say(f"{name}: {done} of {of} pages")

    def done(self, name: str, status: str, pages: int, seconds: float, problems: str) -> None:
        """A file is finished."""
        self._number += 1
        line = f"{self._number}/{self._total} {status} {name} {pages} pages {seconds:.1f} s"
        if self._bar is not None:
            self._bar.update(self._task, advance=1, description=escape(name[-40:]))
            if not problems:
                return
        self._say(f"{line}: {problems}" if problems else line)

    def begin_counting(self, of: int, what: str) -> None:
        """So many things will be gone through that are no files."""
        self._total = of
        if self._bar is not None:
            self._bar.update(self._task, total=of, description=escape(what))

    def counted(self, number: int, what: str) -> None:
        """So many of them are done."""
        if self._bar is not None:
            self._bar.update(self._task, completed=number)
        elif time.monotonic() - self._last_line > _PATIENCE:
            self._say(f"{what}: {number} of {self._total}")

    def note(self, text: str) -> None:
        """Anything else worth a line."""
        self._say(text)

    def _say(self, line: str) -> None:
        self._last_line = time.monotonic()
        safe = "".join(c if c.isprintable() else "?" for c in line)
        if self._bar is not None:
            self._bar.console.print(escape(safe), highlight=False)
        elif self._stream is not None:
            self._stream.write(safe.encode(errors="replace").decode() + "\n")
            self._stream.flush()


def each(items: Sequence[Item], what: str) -> Iterator[Item]:
    """The items one after another, with a bar on a terminal; a log hears of them once a minute."""
    with RunProgress(sys.stderr) as progress:
        progress.begin_counting(len(items), what)
        for number, item in enumerate(items, 1):
            yield item
            progress.counted(number, what)


def to_standard_error() -> RunProgress:
    """What commands show."""
    return RunProgress(sys.stderr)

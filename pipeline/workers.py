"""Our own pool of worker processes: limited in memory, replaceable when one dies, gone when we are."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

_Result = TypeVar("_Result")

# One thread a worker, because there is a worker for every core: Tesseract's OpenMP and numpy's OpenBLAS would each
# start as many threads again. Both read this when they start.
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class WorkerPool:
    """Processes for work; or somebody else's executor (`foreign`), which is used as it is and never ended.

    Processes come from a fork server: it starts clean, imports the pipeline once, and forks each worker in
    milliseconds. Forking this process itself could copy a lock that another of its threads holds.
    """

    def __init__(self, workers: int | None, memory_mb: int, foreign: Executor | None = None) -> None:
        self.size = workers or os.cpu_count() or 1
        self._memory_mb, self._foreign = memory_mb, foreign
        self._strangers = frozenset(multiprocessing.active_children())
        self._executor = foreign or self._start()

    @property
    def is_ours(self) -> bool:
        """Whether workers can be ended and replaced."""
        return self._foreign is None

    def submit(self, function: Callable[..., _Result], *values: Any) -> Future[_Result]:
        with _environment(_ONE_THREAD):
            return self._executor.submit(function, *values)

    def replace(self) -> None:
        """End every worker, whatever it is doing, and start anew."""
        self.end()
        self._executor = self._start()

    def end(self) -> None:
        """End every worker of our own, whatever it is doing."""
        if not self.is_ours:
            return
        for process in self._processes():
            process.kill()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _processes(self) -> Iterator[BaseProcess]:
        return (child for child in multiprocessing.active_children() if child not in self._strangers)

    def _start(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["pipeline.work"])
        return ProcessPoolExecutor(self.size, context, _prepare, (self._memory_mb, dict(os.environ)))


def _prepare(memory_mb: int, environment: dict[str, str]) -> None:
    """Limits of one worker process, and of Tesseract, which inherits them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that writes: it ends us
    os.environ.update(environment)  # the fork server has that of the day it was started
    os.environ.update(_ONE_THREAD)
    limit = memory_mb * 1024 * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()


def _leave_with(parent: BaseProcess) -> None:
    """A killed run leaves nobody who would end its workers, and each of them would wait for work for ever."""
    parent.join()
    os._exit(1)


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Variables that a process started in here inherits; the caller's own are as they were afterwards."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

"""Runs over a folder as tests make them: in threads, where no process of a worker's own is asked for."""

from __future__ import annotations

from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from pipeline import batch
from pipeline.layout import File
from pipeline.progress import RunProgress
from pipeline.settings import Settings

SETTINGS = Settings()


def run(
    folder: Path, out: Path, executor: Executor | None, settings: Settings = SETTINGS, **more: Any
) -> batch.RunReport:
    """One run with two workers; `more`: further arguments of `batch.run`."""
    return batch.run([folder], out, settings, executor=executor, workers=2, progress=RunProgress(None), **more)


def file_named(report: batch.RunReport, name: str) -> File:
    return next(file for file in report.files if Path(file.path).name == name)

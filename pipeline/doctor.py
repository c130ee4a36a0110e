"""What is installed, what is missing, and how to get it."""

from __future__ import annotations

import platform
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from pipeline import __version__, dictionaries
from pipeline.errors import BrievenError
from pipeline.settings import Settings

LIBRARIES = ("pdfplumber", "pypdfium2", "pytesseract", "ftfy", "spacy", "pandas", "pyarrow", "openpyxl", "sqlite-utils")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `advice` says how to get what is missing; `needed` is False for what only some need."""

    what: str
    ok: bool
    detail: str
    advice: str = ""
    needed: bool = True


def examine(settings: Settings, out: Path) -> list[Finding]:
    """Look at everything that a run needs; nothing is installed or changed."""
    return [
        Finding("collegebrieven", True, f"{__version__} in {Path(__file__).parent}"),
        Finding("Python", sys.version_info >= (3, 11), platform.python_version(), "Install Python 3.11 or newer."),
        *_libraries(),
        *_tesseract(settings.language),
        _full_text_search(),
        _dictionaries(settings),
        _tagger(settings),
        _output(out),
    ]


def _libraries() -> Iterator[Finding]:
    for name in LIBRARIES:
        try:
            yield Finding(name, True, metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Finding(name, False, "not installed", f"Run: pip install {name}")


def _tesseract(language: str) -> Iterator[Finding]:
    install = f"Run: sudo apt-get install tesseract-ocr tesseract-ocr-{language}"
    program = shutil.which("tesseract")
    if program is None:
        yield Finding("Tesseract", False, "not installed: scans cannot be read", install)
        return
    try:
        version = _first_line([program, "--version"])
        languages = subprocess.run(
            [program, "--list-langs"], capture_output=True, text=True, timeout=30, check=False
        ).stdout.split()
    except (OSError, subprocess.TimeoutExpired) as error:
        yield Finding("Tesseract", False, f"{program} does not run: {error}", install)
        return
    yield Finding("Tesseract", True, f"{version} in {program}")
    for name in language.split("+"):
        found = name in languages
        yield Finding(f"Tesseract data {name!r}", found, "installed" if found else "not installed", install)


def _first_line(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    return (done.stdout or done.stderr).partition("\n")[0]


def _full_text_search() -> Finding:
    with sqlite3.connect(":memory:") as database:
        try:
            database.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
        except sqlite3.OperationalError:
            return Finding(
                "SQLite", False, "built without full text search (FTS5)", "Use Debian's or python.org's Python."
            )
    return Finding("SQLite", True, f"{sqlite3.sqlite_version} with full text search")


def _dictionaries(settings: Settings) -> Finding:
    try:
        folder = dictionaries.built_in_folder()
        count = sum(1 for _ in folder.rglob("*.csv"))
    except BrievenError as error:
        return Finding("Dictionaries", False, error.message, error.advice)
    own = f", your own in {settings.corrections}" if settings.corrections else ""
    return Finding("Dictionaries", True, f"{count} files in {folder}{own}")


def _tagger(settings: Settings) -> Finding:
    from pipeline.stages.tag import load_tagger  # loads spaCy: only where it is asked for

    name = settings.model or "our own"
    try:
        load_tagger(settings)
    except BrievenError as error:
        return Finding("spaCy pipeline", False, error.message, error.advice)
    return Finding("spaCy pipeline", True, f"{name} model loads")


def _output(out: Path) -> Finding:
    place = next((folder for folder in (out, *out.absolute().parents) if folder.exists()), Path("/"))
    free = shutil.disk_usage(place).free / 2**30
    return Finding(
        "Disk", free > 1, f"{free:.1f} GiB free for {out}", "Free some space, or name another folder with --out."
    )

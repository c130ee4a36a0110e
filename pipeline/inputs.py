"""Which files a call means: folders walked, kinds known by their ending, and what a file is called in the tables."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import BadArgument, UnreadableInput

ENDINGS = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".txt")
TRUTH = ".truth.txt"  # what the pages of a letter say


def find_inputs(inputs: Iterable[Path], out: Path | None = None) -> list[Path]:
    """Every input file once, sorted by path: a file that is named is taken, a folder is searched to the bottom.

    In folders only the endings of `ENDINGS` count; hidden files and folders, links to folders and the output folder
    `out` are passed over, and so is NAME.truth.txt beside its letter NAME.pdf: it would be counted, and its amounts
    added up, twice (docs/ground-truth.md).

    Raises:
        BadArgument: a path does not exist.
    """
    found: dict[Path, Path] = {}
    for path in inputs:
        if path.is_dir():
            for file in _walk(path, out):
                found.setdefault(_absolute(file), file)
        elif os.path.lexists(path):
            found.setdefault(_absolute(path), path)
        else:
            raise BadArgument(
                f"{path}: no such file or folder.", "Name a file (PDF, PNG, JPEG, TIFF, TXT) or a folder."
            )
    return sorted(found.values(), key=lambda path: os.fsencode(shown_path(path)))


def _walk(folder: Path, out: Path | None) -> Iterable[Path]:
    forbidden = _absolute(out) if out is not None else None
    for parent, folders, files in os.walk(folder):
        folders[:] = [n for n in folders if not n.startswith(".") and _absolute(Path(parent) / n) != forbidden]
        letters = [p for p in map(Path(parent).joinpath, files) if p.suffix.lower() in ENDINGS and p.name[0] != "."]
        truths = {f"{path.stem}{TRUTH}" for path in letters}
        yield from (path for path in letters if path.name not in truths)


def shown_path(path: Path) -> str:
    """What a file is called in tables and messages: relative to where the call was made, if it lies below it.

    So the same folder gives the same names however it was spelled. A name that is no UTF-8 is shown with its bytes.
    """
    absolute = _absolute(path)
    try:
        shown = absolute.relative_to(_absolute(Path()))
    except ValueError:
        shown = absolute
    return os.fsencode(shown.as_posix()).decode("utf-8", "backslashreplace")


def _absolute(path: Path) -> Path:
    """Absolute and without '..', but with links left as they are: a link's name is the name the user knows."""
    return Path(os.path.abspath(path))  # noqa: PTH100


def read_text_file(path: Path) -> str:
    """A text file's characters: UTF-8 (with or without mark), or else Windows-1252, as old exports are.

    Raises:
        UnreadableInput: the file cannot be opened or is no text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror})."
        raise UnreadableInput(message, "Check the name and the permissions.", "unreadable") from error
    if b"\0" in data:
        raise UnreadableInput(f"{path}: is no text file.", "Use `brieven run` for PDFs and scans.", "not-text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")

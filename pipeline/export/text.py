"""Files that are whole or not there at all; clean text with a form feed between pages."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from pipeline.errors import UnwritableOutput

UNFINISHED = ".unfinished"  # a file that a killed run left behind ends in this, and the next run writes over it


def write_text(path: Path, text: str) -> None:
    """Write a text as UTF-8, its line ends as they are.

    Raises:
        UnwritableOutput: no permission, no space, no such folder and it cannot be made.
    """
    write_bytes(path, text.encode("utf-8", "replace"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file under another name and then rename it, so that no half file is ever seen under its own.

    Raises:
        UnwritableOutput: no permission, no space, no such folder and it cannot be made.
    """
    unfinished = path.with_name(path.name + UNFINISHED)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(data)
        os.replace(unfinished, path)  # noqa: PTH105
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink()
        raise unwritable(path, error) from error


def unwritable(path: Path, error: OSError) -> UnwritableOutput:
    """The error with its advice: what a person does about a full disk is not what they do about permissions."""
    advice = "Make room or name another folder with --out; what was finished is kept, run again to go on."
    if isinstance(error, PermissionError):
        advice = "Ask for permission to write there or name another folder with --out."
    return UnwritableOutput(f"{path}: cannot be written ({error.strerror or error}).", advice, "unwritable")

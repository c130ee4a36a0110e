"""Which kind of file it is, by its content, and what is refused before any work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import InputTooLarge, UnreadableInput
from pipeline.settings import Settings
from pipeline.stages.pages.page_input import Source
from pipeline.stages.pages.pdf import open_pdf
from pipeline.stages.pages.picture_file import open_picture
from pipeline.stages.pages.text_file import open_text

_HEAD = 1024  # bytes; a PDF may start this late (PDF 1.7, appendix H, note 13)
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_NO_TEXT = {".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff"}
_KNOWN_OTHERS = {
    b"PK\x03\x04": "a ZIP or Office file",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"GIF8": "a GIF",
    b"BM": "a BMP",
    b"RIFF": "a WebP, sound or film",
    b"\x1f\x8b": "a gzip file",
    b"{\\rtf": "an RTF",
}


@contextmanager
def open_source(path: Path, settings: Settings) -> Iterator[Source]:
    """An input file, open: PDF, PNG, JPEG, TIFF (each frame a page) or plain text, by content and not by name.

    Raises:
        UnreadableInput: not there, no permission, empty, truncated, damaged, or of another kind.
        EncryptedInput: a PDF that needs a (or another) password.
        InputTooLarge: more bytes, pages or pixels than `settings.limits` allows.
    """
    head = _read_head(path, settings)
    if b"%PDF-" in head:
        with open_pdf(path, settings) as source:
            yield source
    elif head.startswith(_PICTURES):
        with open_picture(path, settings) as source:
            yield source
    else:
        yield open_text(path, _text_bytes(path, head), settings)


def _read_head(path: Path, settings: Settings) -> bytes:
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except FileNotFoundError as error:
        raise UnreadableInput(f"{path}: no such file.", "Check the name.", "not-found") from error
    except PermissionError as error:
        raise UnreadableInput(
            f"{path}: no permission to read it.", f"Run: chmod u+r '{path}'", "no-permission"
        ) from error
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror})."
        raise UnreadableInput(message, "Check the file and the disk it is on.", "unreadable") from error
    if not size or not head:
        raise UnreadableInput(f"{path}: is empty (0 bytes).", "Ask for the file again, or scan it again.", "empty")
    megabytes = size / 1e6
    if megabytes > settings.limits.max_file_mb:
        raise InputTooLarge(
            f"{path}: {megabytes:.0f} MB, the limit is {settings.limits.max_file_mb:g} MB.",
            "Part the file, or raise limits.max_file_mb.",
            "file-too-large",
        )
    return head


def _text_bytes(path: Path, head: bytes) -> bytes:
    """The bytes of a file that is neither PDF nor picture, if it can be a text file."""
    for magic, what in _KNOWN_OTHERS.items():
        if head.startswith(magic) and (b"\0" in head or magic == b"{\\rtf"):
            advice = "Save or print it as PDF first."
            raise UnreadableInput(f"{path}: is {what}, which cannot be read.", advice, "unknown-format")
    if path.suffix.lower() in _NO_TEXT:
        ending = path.suffix.lower()[1:]
        looks = " (it looks like a web page)" if b"<html" in head.lower() else ""
        kind = "not-a-pdf" if ending == "pdf" else "not-a-picture"
        raise UnreadableInput(
            f"{path}: is named .{ending}, but that is not what is in it{looks}.",
            "Download or scan it again; a text file should be named .txt.",
            kind,
        )
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror})."
        raise UnreadableInput(message, "Check the file and the disk it is on.", "unreadable") from error

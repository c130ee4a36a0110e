"""Plain text files: a form feed parts pages."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from pipeline.document import PAGE_SEPARATOR, Reading, Span, Word
from pipeline.errors import InputTooLarge, UnreadableInput
from pipeline.settings import Settings
from pipeline.stages.pages.page_input import PageInput, Picture, Source

_WORD = re.compile(r"\S+")
_LINE_END = re.compile(r"\r\n?")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def text_reading(text: str, made_by: str = "text file") -> Reading:
    """One page of plain text as a reading: words are what blanks part, without boxes."""
    words = tuple(Word(Span(match.start(), match.end())) for match in _WORD.finditer(text))
    return Reading("text-file", text, words, made_by)


def open_text(path: Path, data: bytes, settings: Settings) -> Source:
    """Pages of a text file; a form feed at its very end makes no empty page.

    Raises:
        UnreadableInput: not text.
        InputTooLarge: more pages than the limit.
    """
    text, encoding = _decode(path, data)
    text = _LINE_END.sub("\n", text)
    parts = text.removesuffix("\n").removesuffix(PAGE_SEPARATOR).split(PAGE_SEPARATOR)
    if len(parts) > settings.limits.max_pages:
        raise InputTooLarge(
            f"{path}: {len(parts)} pages, the limit is {settings.limits.max_pages}.",
            "Part the file, or raise limits.max_pages.",
            "too-many-pages",
        )

    def page(number: int) -> PageInput:
        def no_picture(*_: object) -> Picture:
            raise UnreadableInput(f"{path}, page {number}: a text file has no pictures.", kind="no-picture")

        layer = text_reading(parts[number - 1], f"text file, {encoding}")
        return PageInput(number, 0.0, 0.0, no_picture, no_picture, layer)

    return Source(len(parts), page)


def _decode(path: Path, data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), encoding
    if b"\0" in data:
        raise UnreadableInput(f"{path}: is no text.", "Name a PDF, a picture or a text file.", "not-text")
    # Old exports are Windows-1252; its five empty places are control characters in Latin-1, which knows every byte.
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "latin-1"

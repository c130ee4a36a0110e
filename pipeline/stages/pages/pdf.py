"""PDF files: pdfplumber for words and tables, PDFium for structure and pictures."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image
from pypdfium2 import PYPDFIUM_INFO

from pipeline.document import Problem, Reading
from pipeline.errors import EncryptedInput, InputTooLarge, UnreadableInput
from pipeline.settings import Settings
from pipeline.stages.pages.layer import PlacedWord, layer_reading
from pipeline.stages.pages.page_input import Facts, PageInput, Picture, Source, Table
from pipeline.stages.pages.structure import Painted, covering_picture, facts_of, walk
from pipeline.stages.pages.words import pdfium_words

_PDFIUM = threading.RLock()  # PDFium knows no threads; workers may be threads
_TAIL = 65_536  # bytes at the end of a file that should hold its end mark
_SAMPLE = 250  # characters of a page looked at for their Unicode map
_TABLE_RULES = 2  # level lines, and as many upright ones, from which a page may hold a table
_MOST_DRAWINGS = 4_000  # on a page; above it is a map, and a search for tables would take minutes
_MIN_DPI, _MAX_DPI = 150.0, 600.0
_BY_PDFIUM = f"pypdfium2 {PYPDFIUM_INFO}"


@contextmanager
def open_pdf(path: Path, settings: Settings) -> Iterator[Source]:
    """A PDF, open.

    Raises:
        EncryptedInput: it needs a password, or another one.
        UnreadableInput: truncated, damaged, without pages.
        InputTooLarge: more pages than the limit.
    """
    with _PDFIUM:
        document = _load(path, settings)
    opened = _OpenPdf(path, settings, document, _ends_early(path))
    try:
        count = len(document)
        if count > settings.limits.max_pages:
            raise InputTooLarge(
                f"{path}: {count} pages, the limit is {settings.limits.max_pages}.",
                "Part the file, or raise limits.max_pages.",
                "too-many-pages",
            )
        yield Source(count, opened.page)
    finally:
        opened.close()


def _load(path: Path, settings: Settings) -> pdfium.PdfDocument:
    # PDFium keeps the code of the last file that failed, and sets none for a file without pages: without this, one that
    # comes after an encrypted file would be called encrypted too. The code of a missing file means "none" from here on.
    raw.FPDF_LoadDocument(b"\0", None)
    try:
        return pdfium.PdfDocument(path, password=settings.password)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == raw.FPDF_ERR_PASSWORD:
            given = "the password given does not open it" if settings.password else "it needs a password"
            advice = "Give another one with --password." if settings.password else "Give it with --password."
            raise EncryptedInput(f"{path}: is encrypted, {given}.", advice, "encrypted") from error
        if code == raw.FPDF_ERR_SECURITY:
            message = f"{path}: is encrypted in a way that cannot be opened."
            raise EncryptedInput(message, "Print it to a new PDF where it opens.", "encrypted") from error
        if code in (raw.FPDF_ERR_SUCCESS, raw.FPDF_ERR_FILE):
            raise UnreadableInput(f"{path}: has no pages.", "Ask for the file again.", "no-pages") from error
        if _ends_early(path):
            message = f"{path}: ends before it is complete (truncated)."
            raise UnreadableInput(message, "Download or copy it again.", "truncated") from error
        message = f"{path}: is damaged, no page of it can be reached."
        raise UnreadableInput(message, "Print it to a new PDF where it opens.", "damaged") from error


def _ends_early(path: Path) -> bool:
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - _TAIL))
        return b"%%EOF" not in stream.read()


@dataclass
class _OpenPdf:
    path: Path
    settings: Settings
    document: pdfium.PdfDocument
    ends_early: bool

    @cached_property
    def plumber(self) -> Any:
        return pdfplumber.open(self.path, password=self.settings.password or "")

    @cached_property
    def producer(self) -> str:
        return str(self.document.get_metadata_value("Producer"))

    def close(self) -> None:
        if "plumber" in self.__dict__:
            self.plumber.close()
        with _PDFIUM:
            self.document.close()

    def page(self, number: int) -> PageInput:
        where = f"{self.path}, page {number}"
        problems: list[Problem] = []
        width = height = 0.0
        facts, layer, words = Facts(), None, None
        tables: tuple[Table, ...] = ()
        try:
            with _PDFIUM:
                page = self.document[number - 1]
                try:
                    width, height = page.get_size()
                    text_page = page.get_textpage()
                    box, unmapped = page.get_bbox(), _unmapped_share(text_page)
                    facts = facts_of(walk(page), text_page, box, unmapped, self.producer)
                    if facts.visible and not facts.hidden_share and not unmapped:
                        words = pdfium_words(text_page, box, page.get_rotation())
                    text_page.close()
                finally:
                    page.close()
        except pdfium.PdfiumError as error:
            message = f"{where}: is damaged and cannot be opened ({error})."
            problems.append(Problem("pages", number, "damaged-page", message, "Ask for the file again."))
        largest = self.settings.limits.max_page_points
        if max(width, height) > largest:
            size = f"{width / 72 * 0.0254:.1f} by {height / 72 * 0.0254:.1f} m"
            message = f"{where}: measures {size}, too large to be a page of a letter; it is not read as a picture."
            advice = "Raise limits.max_page_points if it is one."
            problems.append(Problem("pages", number, "page-too-large", message, advice))
        if facts.visible or facts.invisible or facts.covered:
            try:
                layer, tables = self._words(number, facts, words)
            except MemoryError:
                raise
            except Exception as error:  # pdfminer meets a damaged page with any exception there is
                message = f"{where}: its text layer cannot be taken apart ({type(error).__name__}: {error})."
                problems.append(
                    Problem("pages", number, "damaged-text", message[:300], "The page is read as a picture.")
                )
        if self.ends_early and number == len(self.document):
            message = f"{self.path}: ends before it is complete; pages after {number} may be missing."
            problems.append(Problem("pages", number, "truncated", message, "Download or copy it again."))

        def picture() -> Picture:
            return self._picture(number, facts)

        def render(dpi: int) -> Picture:
            return self._render(number, dpi / 72, grey=False)

        return PageInput(number, width, height, picture, render, layer, tables, facts, tuple(problems))

    def _words(self, number: int, facts: Facts, words: list[PlacedWord] | None) -> tuple[Reading, tuple[Table, ...]]:
        """A page's text layer, from `words` where PDFium gave them, and its tables."""
        may_hold_tables = not facts.hidden_share and facts.rules >= _TABLE_RULES and facts.drawings <= _MOST_DRAWINGS
        if words is not None and not may_hold_tables:
            return layer_reading(words, _BY_PDFIUM), ()
        page = self.plumber.pages[number - 1]
        try:
            if words is None:
                reading = layer_reading(_plumber_words(page), f"pdfplumber {pdfplumber.__version__}")
            else:
                reading = layer_reading(words, _BY_PDFIUM)
            return reading, _tables(page) if may_hold_tables else ()
        finally:
            page.close()

    def _picture(self, number: int, facts: Facts) -> Picture:
        where = f"{self.path}, page {number}"
        with _PDFIUM:
            try:
                page = self.document[number - 1]
                try:
                    painted = walk(page)
                    box = page.get_bbox()
                    self._check_pictures(where, painted)
                    own = None if facts.visible else covering_picture(painted, page, box)
                    if own is not None:
                        image, dpi = own
                        return image.get_bitmap().to_pil(), dpi
                finally:
                    page.close()
            except pdfium.PdfiumError as error:
                message = f"{where}: its picture cannot be decoded ({error})."
                raise UnreadableInput(message, "Scan this page again.", "damaged-picture") from error
        dpi = float(self.settings.dpi)
        if facts.largest_picture > 0.5 and facts.picture_dpi:
            dpi = min(max(facts.picture_dpi, _MIN_DPI), _MAX_DPI)
        image, scale = self._render(number, dpi / 72, grey=True)
        return image, scale * 72

    def _render(self, number: int, scale: float, grey: bool) -> Picture:
        where = f"{self.path}, page {number}"
        limits = self.settings.limits
        with _PDFIUM:
            try:
                page = self.document[number - 1]
                try:
                    width, height = page.get_size()
                    if max(width, height) > limits.max_page_points:
                        raise InputTooLarge(f"{where}: too large to render.", kind="page-too-large")
                    self._check_pictures(where, walk(page))
                    scale = min(scale, math.sqrt(limits.max_pixels / max(width * height, 1.0)))
                    image: Image.Image = page.render(scale=scale, grayscale=grey).to_pil()
                    return image, float(scale)
                finally:
                    page.close()
            except (pdfium.PdfiumError, ValueError) as error:
                message = f"{where}: cannot be rendered ({error})."
                raise UnreadableInput(message, "Print the file to a new PDF and try that.", "damaged-page") from error

    def _check_pictures(self, where: str, painted: Painted) -> None:
        limit = self.settings.limits.max_pixels
        for found in painted.pictures:
            if found.width * found.height > limit:
                raise InputTooLarge(
                    f"{where}: holds a picture of {found.width} by {found.height} pixels, the limit is "
                    f"{limit / 1e6:.0f} million.",
                    "Scan at 300 dots per inch, or raise limits.max_pixels.",
                    "picture-too-large",
                )


def _unmapped_share(text_page: pdfium.PdfTextPage) -> float:
    """Share of a page's characters that no font gives a Unicode for."""
    count = text_page.count_chars()
    if count <= 0:
        return 0.0
    looked_at = range(0, count, max(1, count // _SAMPLE))
    unmapped = sum(1 for index in looked_at if raw.FPDFText_HasUnicodeMapError(text_page, index) == 1)
    return unmapped / len(looked_at)


def _plumber_words(page: Any) -> list[PlacedWord]:
    left, top, right, bottom = page.cropbox  # what is seen; pdfplumber counts from the media box
    return [
        PlacedWord(
            word["text"],
            round(word["x0"] - left, 2),
            round(word["top"] - top, 2),
            round(word["x1"] - left, 2),
            round(word["bottom"] - top, 2),
        )
        for word in page.extract_words()
        if left - 1 <= (word["x0"] + word["x1"]) / 2 <= right + 1
        and top - 1 <= (word["top"] + word["bottom"]) / 2 <= bottom + 1
    ]


def _tables(page: Any) -> tuple[Table, ...]:
    """Tables with lines, as rows of cell texts; frames around text are none."""
    found = []
    for table in page.extract_tables():
        rows = tuple(tuple((cell or "").strip() for cell in row) for row in table)
        if len(rows) >= 2 and max(map(len, rows)) >= 2 and sum(bool(cell) for row in rows for cell in row) >= 3:
            found.append(rows)
    return tuple(found)

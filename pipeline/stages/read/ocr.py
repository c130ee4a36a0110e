"""Tesseract through pytesseract: one call a page gives words, boxes, confidences, lines and blocks.

Where tesserocr is installed the page is read in this process instead, with the same text in two thirds of the time.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytesseract
from PIL import Image

from pipeline.errors import MissingComponent
from pipeline.settings import Settings
from pipeline.stages.read import in_process

PAGE_LAYOUT = 3  # Tesseract's psm: find the columns and blocks of an upright page
ONE_BLOCK = 6  # lines one below the other, nothing to look for
_DATA = re.compile(r'languages in "([^"]+)"')


class OcrFailure(Exception):
    """Tesseract gave no reading of one picture. `kind`: 'ocr-timeout' or 'ocr-crash'."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(kind, message)
        self.kind, self.message = kind, message


@dataclass(frozen=True, slots=True)
class OcrWord:
    """A word as Tesseract saw it: pixels of the picture it was given, confidence 0 to 1."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float
    paragraph: tuple[int, int]  # block, paragraph in it
    line: int  # in its paragraph


@dataclass(frozen=True)
class OcrEngine:
    """Tesseract with one language (or several, 'nld+eng'). It is looked for on the first page that needs it."""

    language: str

    def __post_init__(self) -> None:
        # One thread for each Tesseract: with its default of four, as many workers as cores run 4 to 8 times slower.
        os.environ["OMP_THREAD_LIMIT"] = "1"

    @cached_property
    def version(self) -> str:
        """Tesseract's version, once it and the data of the language are known to be there.

        Raises:
            MissingComponent: with the command that installs it.
        """
        packages = " ".join(f"tesseract-ocr-{name.replace('_', '-')}" for name in self.language.split("+"))
        install = f"Run: sudo apt-get install tesseract-ocr {packages}"
        try:
            version = str(pytesseract.get_tesseract_version())
            languages = pytesseract.get_languages()
        except (pytesseract.TesseractNotFoundError, OSError, SystemExit) as error:
            raise MissingComponent("Tesseract is not installed: scans cannot be read.", install, "missing") from error
        for name in self.language.split("+"):
            if name not in languages:
                message = f"Tesseract's data for {name!r} is not installed: scans cannot be read."
                raise MissingComponent(message, install, "missing")
        return version

    @cached_property
    def data(self) -> Path | None:
        """The folder with the language data, as Tesseract tells it; None where it does not, or tesserocr is missing."""
        if not in_process.is_installed():
            return None
        command = [pytesseract.pytesseract.tesseract_cmd, "--list-langs"]
        told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout
        found = _DATA.search(told)
        return Path(found[1]) if found else None

    @property
    def made_by(self) -> str:
        assert self.version
        if self.data is None:
            return f"tesseract {self.version} {self.language} psm {PAGE_LAYOUT}"
        return f"tesserocr {in_process.version()} {self.language} psm {PAGE_LAYOUT}"

    def words(self, picture: Image.Image, dpi: float, seconds: float, layout: int = PAGE_LAYOUT) -> list[OcrWord]:
        """The words of a grey picture in Tesseract's reading order; `layout` is its page segmentation mode.

        Raises:
            MissingComponent: Tesseract or the language is not there.
            OcrFailure: took longer than `seconds`, crashed, or gave something that is no table of words.
        """
        assert self.version
        if self.data is not None:
            return list(_parse(self._in_process(picture, dpi, seconds, self.data, layout)))
        with _as_file(picture) as path:
            config = f"--psm {layout} --dpi {round(dpi)}"
            table = _call(
                lambda: pytesseract.image_to_data(
                    str(path), lang=self.language, config=config, timeout=seconds, output_type=pytesseract.Output.STRING
                ),
                seconds,
            )
        if not table.startswith("level\t"):
            raise OcrFailure("ocr-crash", "Tesseract gave no table of words")
        return list(_parse(table.partition("\n")[2]))

    def _in_process(self, picture: Image.Image, dpi: float, seconds: float, data: Path, layout: int) -> str:
        try:
            table = in_process.table_of_words(picture, round(dpi), self.language, layout, data, seconds)
        except RuntimeError as error:
            raise OcrFailure("ocr-crash", f"Tesseract stopped: {error}") from error
        if table is None:
            raise OcrFailure("ocr-timeout", f"Tesseract took longer than {seconds:.0f} seconds")
        return table

    def orientation(self, picture: Image.Image, dpi: float, seconds: float) -> int:
        """Degrees (0, 90, 180, 270) to turn a picture clockwise until its text is upright; 0 where that is unclear."""
        if "osd" not in pytesseract.get_languages():
            return 0
        try:
            with _as_file(picture) as path:
                found = _call(
                    lambda: pytesseract.image_to_osd(
                        str(path), config=f"--dpi {round(dpi)}", timeout=seconds, output_type=pytesseract.Output.DICT
                    ),
                    seconds,
                )
        except OcrFailure:
            return 0  # too few characters to tell
        return int(found["rotate"]) if float(found["orientation_conf"]) > 1.0 else 0


def load_engine(settings: Settings) -> OcrEngine:
    """The engine; nothing is started or looked for, so that runs without scans need no Tesseract."""
    return OcrEngine(settings.language)


@contextmanager
def _as_file(picture: Image.Image) -> Iterator[Path]:
    """The picture as an uncompressed file: pytesseract would encode a PNG, at a tenth of the time of the reading."""
    with tempfile.TemporaryDirectory(prefix="brieven-") as folder:
        path = Path(folder) / "page.pgm"
        picture.save(path, "PPM")
        yield path


def _call(work: Callable[[], Any], seconds: float) -> Any:
    try:
        return work()
    except pytesseract.TesseractNotFoundError as error:
        raise MissingComponent("Tesseract is not installed.", "Run: sudo apt-get install tesseract-ocr") from error
    except pytesseract.TesseractError as error:
        text = " ".join(str(error.message).split())[:200]
        raise OcrFailure("ocr-crash", f"Tesseract stopped with status {error.status}: {text}") from error
    except RuntimeError as error:  # all that pytesseract says of a timeout
        raise OcrFailure("ocr-timeout", f"Tesseract took longer than {seconds:.0f} seconds") from error
    except (UnicodeDecodeError, FileNotFoundError, KeyError, ValueError, IndexError) as error:
        raise OcrFailure("ocr-crash", f"Tesseract gave no readable result ({type(error).__name__})") from error


def _parse(table: str) -> Iterator[OcrWord]:
    """Words of Tesseract's TSV: level, page, block, paragraph, line, word, left, top, width, height, conf, text."""
    for row in table.split("\n"):
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
            continue
        try:
            block, paragraph, line = (int(cell) for cell in cells[2:5])
            left, top, width, height = (int(cell) for cell in cells[6:10])
            confidence = min(max(float(cells[10]) / 100, 0.0), 1.0)
        except ValueError as error:
            raise OcrFailure("ocr-crash", "Tesseract gave a broken table of words") from error
        text = "".join(cells[11].split())
        yield OcrWord(text, left, top, left + width, top + height, confidence, (block, paragraph), line)

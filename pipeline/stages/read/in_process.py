"""Tesseract in this process through tesserocr, where it is installed (the extra `fast`): a third less time a page.

Nothing is started, written to a file or loaded anew for each page. tesserocr brings a Tesseract of its own and uses the
language data of the installed one.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from PIL import Image

try:
    import tesserocr
except ImportError:
    tesserocr = None

_loaded = threading.local()  # an engine holds one page at a time, so that each thread has its own


def is_installed() -> bool:
    return tesserocr is not None


def version() -> str:
    """Version of tesserocr's own Tesseract, as '5.5.4'."""
    return str(tesserocr.tesseract_version().split()[1])


def table_of_words(
    picture: Image.Image, dpi: int, language: str, layout: int, data: Path, seconds: float
) -> str | None:
    """Tesseract's TSV of a grey picture without its head; None where it took longer than `seconds`.

    Raises:
        RuntimeError: the language data in folder `data` cannot be loaded, or the picture not be taken.
    """
    engine = _engine(language, data)
    try:
        engine.SetPageSegMode(layout)
        engine.SetImage(picture)
        engine.SetSourceResolution(dpi)
        if not engine.Recognize(round(seconds * 1000)):
            return None
        return str(engine.GetTSVText(0))
    finally:
        engine.Clear()


def _engine(language: str, data: Path) -> Any:
    if getattr(_loaded, "of", None) != (language, data):
        _loaded.engine, _loaded.of = tesserocr.PyTessBaseAPI(path=str(data), lang=language), (language, data)
    return _loaded.engine

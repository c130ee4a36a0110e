"""Two pages on one picture: a book or a leaflet laid open on the scanner, read one page after the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

LANDSCAPE = 1.2  # times as wide as high, from which a picture may hold two pages
MARGIN = 0.04  # share of the width that is empty between two pages
PROSE = 0.45  # share of a half's width that its lines fill: a table's rows fill less, and must not be cut
_MIDDLE = (0.42, 0.58)
_LOOK_DPI = 36
_INK = 25  # grey levels below the paper, after reduction


def gutter(image: Image.Image, dpi: float) -> int | None:
    """Where a straight grey picture is to be cut in two pages, in pixels from the left; None where it is one page."""
    if image.width < LANDSCAPE * image.height:
        return None
    times = max(1, round(dpi / _LOOK_DPI))
    pixels = np.asarray(image.reduce(times), dtype=np.int16)
    ink = pixels < np.median(pixels) - _INK
    width = ink.shape[1]
    low, high = (round(share * width) for share in _MIDDLE)
    start, end = _longest_run(ink.mean(axis=0) < 0.003, low, high)
    if end - start < MARGIN * width:
        return None
    cut = (start + end) // 2
    return cut * times if _is_prose(ink[:, :cut]) and _is_prose(ink[:, cut:]) else None


def _longest_run(empty: NDArray[np.bool_], low: int, high: int) -> tuple[int, int]:
    """The longest run of empty columns that touches the middle, as far as it goes."""
    best = (low, low)
    at = low
    while at < high:
        if not empty[at]:
            at += 1
            continue
        start = end = at
        while start > 0 and empty[start - 1]:
            start -= 1
        while end < len(empty) and empty[end]:
            end += 1
        best = max(best, (start, end), key=lambda run: run[1] - run[0])
        at = end + 1
    return best


def _is_prose(ink: NDArray[np.bool_]) -> bool:
    """Whether most lines fill their half from side to side."""
    filled = ink.copy()
    for reach in range(1, 5):  # gaps between words close, those between cells do not
        filled[:, reach:] |= ink[:, :-reach]
    shares = filled.mean(axis=1)
    lines = shares[shares > 0.05]
    return len(lines) > 10 and float(np.median(lines)) > PROSE

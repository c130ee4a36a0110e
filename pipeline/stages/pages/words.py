"""The words of a born-digital page with their boxes, through PDFium: the words of pdfplumber at a tenth of its time.

PDFium gives a page's whole text in one call, with blanks where the letters stand apart, and the box of any of its
characters. Where it cannot give what pdfplumber gives (text that runs up or down, characters outside the Basic
Multilingual Plane), it says so and pdfplumber is asked.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.stages.pages.layer import PlacedWord
from pipeline.stages.pages.structure import Corners

_LINE_END_HYPHEN = "\ufffe"  # PDFium's sign for a hyphen after which a word goes on in the next line
_WORD = re.compile(rf"[^\s\0{_LINE_END_HYPHEN}]+{_LINE_END_HYPHEN}?|{_LINE_END_HYPHEN}")


# From user space to the page as it is shown turned clockwise, origin aside (y still upwards).
_TURNS: dict[int, Callable[[float, float, float, float], Corners]] = {
    90: lambda left, bottom, right, top: (bottom, -right, top, -left),
    180: lambda left, bottom, right, top: (-right, -top, -left, -bottom),
    270: lambda left, bottom, right, top: (-top, left, -bottom, right),
}


def pdfium_words(text_page: pdfium.PdfTextPage, box: Corners, rotation: int = 0) -> list[PlacedWord] | None:
    """Words whose middle lies on the visible page `box`, in painting order; None where pdfplumber has to be asked.

    `box` is in user space; the words are on the page as it is shown, turned clockwise by `rotation` degrees.
    """
    handle = text_page.raw
    count = raw.FPDFText_CountChars(handle)
    if count <= 0:
        return []
    units = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(handle, 0, count, units)
    text = bytes(units)[:-2].decode("utf-16-le", "replace")
    if written != count + 1 or len(text) != count:
        return None  # a character of two units: text and characters do not count alike
    turn = _TURNS.get(rotation)
    left, bottom, right, top = turn(*box) if turn else box
    leftmost, rightmost, lowest, highest = 2 * left - 2, 2 * right + 2, 2 * bottom - 2, 2 * top + 2  # twice a middle
    area, char_box = raw.FS_RECTF(), raw.FPDFText_GetLooseCharBox
    place = ctypes.byref(area)
    edges, upper, lower = (0.0, 0.0), 0.0, 0.0
    words: list[PlacedWord] = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        if not char_box(handle, start, place):
            return None
        x0, y0, x1, y1 = area.left, area.bottom, area.right, area.top
        if turn:
            x0, y0, x1, y1 = turn(x0, y0, x1, y1)
        if end - start > 1:
            if not char_box(handle, end - 1, place):
                return None
            x1, low, high = area.right, area.bottom, area.top
            if turn:
                _, low, x1, high = turn(area.left, low, x1, high)
            if low != y0 or high != y1:  # letters of two sizes or fonts
                if x1 < x0 or low > y1 or high < y0:
                    return None  # runs backwards, upwards, or over a line's end
                y0, y1 = min(y0, low), max(y1, high)
            elif x1 < x0:
                return None
        if leftmost <= x0 + x1 <= rightmost and lowest <= y0 + y1 <= highest:
            word = match.group()
            if word[-1] == _LINE_END_HYPHEN:
                word = word[:-1] + "-"
            if (y0, y1) != edges:  # most words stand as high as the one before
                edges = (y0, y1)
                upper, lower = round(top - y1, 2), round(top - y0, 2)
            words.append(PlacedWord(word, round(x0 - left, 2), upper, round(x1 - left, 2), lower))
    return words

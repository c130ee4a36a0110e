"""Facts about a PDF page from its drawing commands, through PDFium: what is painted, what is hidden, what covers what.

pdfplumber returns hidden text like any other and does not show render modes; the order of painting is what parts a
scan with an OCR layer from a letter on a background picture.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.stages.pages.page_input import Facts

_MAX_OBJECTS = 200_000  # of one page; maps have as many paths, and each costs a microsecond or two
_MAX_DEPTH = 6  # forms within forms
_LEAST_RULE = 12.0  # points: the side of a table's cell is no shorter
_THIN = 3.0  # points: a filled line is no thicker
_ENOUGH_RULES = 8
_STEPS = 40  # of a path, looked at
_GRID = 64  # cells across and down, to add up pictures that overlap
_PAINTS_NOTHING = {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP}
_DRAWN = {raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING}

Corners = tuple[float, float, float, float]  # left, bottom, right, top in user space
Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Painting:
    """A picture object: when it is painted, where, its pixels."""

    when: int
    place: Corners
    width: int
    height: int
    item: raw.FPDF_PAGEOBJECT


@dataclass
class Painted:
    """What was met on a walk over a page, in painting order."""

    pictures: list[Painting] = field(default_factory=list)
    texts: list[tuple[int, raw.FPDF_PAGEOBJECT, Matrix]] = field(default_factory=list)  # when, what, from its form
    drawings: int = 0
    across: int = 0  # level lines and sides of boxes, as far as they were counted
    down: int = 0  # upright ones


def walk(page: pdfium.PdfPage) -> Painted:
    """Every picture, text and drawing of a page in user space, forms opened up. Its items live as long as the page."""
    painted = Painted()
    for when, (item, kind, matrix) in enumerate(islice(_objects(page, None, _IDENTITY, 0), _MAX_OBJECTS)):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            width, height = ctypes.c_uint(), ctypes.c_uint()
            raw.FPDFImageObj_GetImagePixelSize(item, width, height)
            painted.pictures.append(Painting(when, _place(item, matrix), width.value, height.value, item))
        elif kind == raw.FPDF_PAGEOBJ_TEXT:
            painted.texts.append((when, item, matrix))
        elif kind in _DRAWN:
            painted.drawings += 1
            if kind == raw.FPDF_PAGEOBJ_PATH and min(painted.across, painted.down) < _ENOUGH_RULES:
                across, down = _rules(item, matrix)
                painted.across += across
                painted.down += down
    return painted


def facts_of(painted: Painted, text_page: pdfium.PdfTextPage, box: Corners, unmapped: float, producer: str) -> Facts:
    """The facts that a page's judge wants. `box`: the visible page in user space."""
    area = max((box[2] - box[0]) * (box[3] - box[1]), 1e-6)
    largest, dpi = 0.0, 0.0
    grid = np.zeros((_GRID, _GRID), dtype=bool)
    covering = []
    for picture in painted.pictures:
        seen = _clip(picture.place, box)
        share = (seen[2] - seen[0]) * (seen[3] - seen[1]) / area
        if share <= 0:
            continue
        covering.append((picture.when, picture.place))
        _mark(grid, seen, box)
        if share > largest:
            largest = share
            dpi = _dpi(picture)
    visible = invisible = covered = 0
    hidden = [_is_invisible(item) for _, item, _ in painted.texts]
    if not covering and not any(hidden):
        visible = max(text_page.count_chars(), 0)  # most pages: no need to ask for each text's place and length
    else:
        for (when, item, matrix), is_hidden in zip(painted.texts, hidden):
            characters = max(raw.FPDFTextObj_GetText(item, text_page, None, 0) // 2 - 1, 0)
            place = _place(item, matrix)
            middle = ((place[0] + place[2]) / 2, (place[1] + place[3]) / 2)
            if is_hidden:
                invisible += characters
            elif any(later > when and _holds(over, middle) for later, over in covering):
                covered += characters
            elif _holds(box, middle):
                visible += characters
    return Facts(
        picture_share=float(grid.mean()),
        largest_picture=min(largest, 1.0),
        picture_dpi=dpi,
        visible=visible,
        invisible=invisible,
        covered=covered,
        unmapped=unmapped,
        drawings=painted.drawings,
        rules=min(painted.across, painted.down),
        producer=producer,
    )


def covering_picture(painted: Painted, page: pdfium.PdfPage, box: Corners) -> tuple[pdfium.PdfImage, float] | None:
    """The one picture that is the whole page, upright and not stretched, with its dots per inch; else None."""
    if len(painted.pictures) != 1 or painted.drawings or page.get_rotation():
        return None
    found = painted.pictures[0]
    a, b, c, d, _, _ = _matrix(found.item)
    slack = 0.01 * max(box[2] - box[0], box[3] - box[1])
    if any(abs(have - want) > slack for have, want in zip(found.place, box)) or not found.width or not found.height:
        return None
    if abs(a - (box[2] - box[0])) > slack or abs(d - (box[3] - box[1])) > slack or abs(b) > 1 or abs(c) > 1:
        return None  # in a form, mirrored, turned or slanted
    across, down = found.width * 72 / a, found.height * 72 / d
    if abs(across - down) > 0.01 * across:
        return None
    picture = pdfium.PdfObject(found.item, page=page)
    # Stencils, masks and bilevel pictures can come out of PDFium inverted or unmasked: those are rendered.
    return (picture, across) if picture.get_metadata().bits_per_pixel in (8, 24) else None


def _objects(
    page: pdfium.PdfPage, form: raw.FPDF_PAGEOBJECT | None, matrix: Matrix, depth: int
) -> Iterator[tuple[raw.FPDF_PAGEOBJECT, int, Matrix]]:
    if form is None:
        count, get, parent = raw.FPDFPage_CountObjects(page), raw.FPDFPage_GetObject, page
    else:
        count, get, parent = raw.FPDFFormObj_CountObjects(form), raw.FPDFFormObj_GetObject, form
    for index in range(max(count, 0)):
        item = get(parent, index)
        if not item:
            continue
        kind = raw.FPDFPageObj_GetType(item)
        if kind != raw.FPDF_PAGEOBJ_FORM:
            yield item, kind, matrix
        elif depth < _MAX_DEPTH:
            yield from _objects(page, item, _times(_matrix(item), matrix), depth + 1)


def _matrix(item: raw.FPDF_PAGEOBJECT) -> Matrix:
    m = raw.FS_MATRIX()
    return (m.a, m.b, m.c, m.d, m.e, m.f) if raw.FPDFPageObj_GetMatrix(item, m) else _IDENTITY


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _place(item: raw.FPDF_PAGEOBJECT, m: Matrix) -> Corners:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return (0.0, 0.0, 0.0, 0.0)
    points = [
        (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])
        for x in (left.value, right.value)
        for y in (bottom.value, top.value)
    ]
    xs, ys = zip(*points)
    return (min(xs), min(ys), max(xs), max(ys))


def _rules(item: raw.FPDF_PAGEOBJECT, m: Matrix) -> tuple[int, int]:
    """How many level and upright lines of a table a path may be: a thin one is a line, anything angular is a box."""
    left, bottom, right, top = _place(item, m)
    across, down = right - left, top - bottom
    if max(across, down) < _LEAST_RULE:
        return 0, 0
    if min(across, down) < _THIN:
        return (1, 0) if across > down else (0, 1)
    steps = range(min(raw.FPDFPath_CountSegments(item), _STEPS))
    kinds = (raw.FPDFPathSegment_GetType(raw.FPDFPath_GetPathSegment(item, index)) for index in steps)
    return (0, 0) if raw.FPDF_SEGMENT_BEZIERTO in kinds else (2, 2)  # curves draw logos


def _is_invisible(item: raw.FPDF_PAGEOBJECT) -> bool:
    if raw.FPDFTextObj_GetTextRenderMode(item) in _PAINTS_NOTHING:
        return True
    red, green, blue, alpha = ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint()
    return bool(raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)) and alpha.value == 0


def _dpi(picture: Painting) -> float:
    place, width, height = picture.place, picture.width, picture.height
    across, down = place[2] - place[0], place[3] - place[1]
    if not across or not down:
        return 0.0
    if (width > height) != (across > down):  # lies on its side
        width, height = height, width
    return max(width / across, height / down) * 72


def _clip(place: Corners, box: Corners) -> Corners:
    left, right = (min(max(value, box[0]), box[2]) for value in (place[0], place[2]))
    bottom, top = (min(max(value, box[1]), box[3]) for value in (place[1], place[3]))
    return (left, bottom, right, top)


def _holds(place: Corners, point: tuple[float, float]) -> bool:
    return place[0] <= point[0] <= place[2] and place[1] <= point[1] <= place[3]


def _mark(grid: np.ndarray[tuple[int, int], np.dtype[np.bool_]], seen: Corners, box: Corners) -> None:
    across, down = _GRID / max(box[2] - box[0], 1e-6), _GRID / max(box[3] - box[1], 1e-6)
    rows = slice(round((seen[1] - box[1]) * down), round((seen[3] - box[1]) * down))
    columns = slice(round((seen[0] - box[0]) * across), round((seen[2] - box[0]) * across))
    grid[rows, columns] = True

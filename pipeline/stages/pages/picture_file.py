"""Picture files: PNG, JPEG, and TIFF with a page in each frame."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageOps

from pipeline.document import Problem
from pipeline.errors import InputTooLarge, UnreadableInput
from pipeline.settings import Limits, Settings
from pipeline.stages.pages.page_input import Facts, PageInput, Picture, Source

_FAULTS = (OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError, struct.error, Image.DecompressionBombError)
_A4_LONG_SIDE = 11.69  # inches
_BELIEVABLE_DPI = (100.0, 1300.0)  # cameras write 72 into pictures of 4,000 pixels


@contextmanager
def open_picture(path: Path, settings: Settings) -> Iterator[Source]:
    """A picture file, open; pixels are decoded page by page, and only when asked for.

    Raises:
        UnreadableInput: not even the header can be read.
        InputTooLarge: a single picture with more pixels than the limit, or too many frames.
    """
    limits = settings.limits
    # Pillow's own guard knows one number for the process, and it has to hold before the header has been seen.
    Image.MAX_IMAGE_PIXELS = limits.max_pixels
    try:
        image = Image.open(path, formats=("PNG", "JPEG", "TIFF"))
    except Image.DecompressionBombError as error:
        raise _too_large(f"{path}: has over {2 * limits.max_pixels / 1e6:.0f} million pixels", limits) from error
    except _FAULTS as error:
        message = f"{path}: the picture cannot be read ({error})."
        raise UnreadableInput(message, "Scan or export it again.", "damaged") from error
    with image:
        count = _count_frames(image, limits.max_pages)
        if count > limits.max_pages:
            message = f"{path}: over {limits.max_pages} pages, which is the limit."
            raise InputTooLarge(message, "Part the file, or raise limits.max_pages.", "too-many-pages")
        if count == 1:
            _check_size(f"{path}", image, limits)
        yield Source(count, lambda number: _page(path, image, number, limits))


def _count_frames(image: Image.Image, at_most: int) -> int:
    """Frames that can be reached, and one more where the chain of frames breaks off: that page gets the problem."""
    number = 0
    try:
        while number <= at_most:
            image.seek(number)
            number += 1
    except EOFError:
        return max(number, 1)
    except _FAULTS:
        return number + 1
    return number


def _page(path: Path, image: Image.Image, number: int, limits: Limits) -> PageInput:
    where = f"{path}, page {number}"

    def load() -> tuple[Image.Image, float, float]:
        try:
            image.seek(number - 1)
            _check_size(where, image, limits)
            across, down = _resolution(image)
            upright = ImageOps.exif_transpose(image)  # decodes
            if upright.size != image.size:
                across, down = down, across
            return upright, across, down  # a copy: the next frame is decoded into the same object
        except InputTooLarge:
            raise
        except _FAULTS as error:
            message = f"{where}: the picture cannot be decoded ({error})."
            raise UnreadableInput(message, "Scan or export this page again.", "damaged-picture") from error

    def picture() -> Picture:
        pixels, across, down = load()
        if abs(across - down) > 0.02 * across:  # fax: 204 by 98 dots an inch; OCR needs square ones
            dpi = max(across, down)
            pixels = pixels.convert("L").resize((round(pixels.width * dpi / across), round(pixels.height * dpi / down)))
            return pixels, dpi
        return pixels, across

    def render(dpi: int) -> Picture:
        pixels, own_dpi = picture()
        return pixels.convert("RGB"), own_dpi / 72

    try:
        image.seek(number - 1)
        _check_size(where, image, limits)
        across, down = _resolution(image)
        width, height = image.width * 72 / across, image.height * 72 / down
        if image.getexif().get(0x0112, 1) in (5, 6, 7, 8):  # orientation: lies on its side
            width, height = height, width
        problems: tuple[Problem, ...] = ()
    except InputTooLarge as error:
        width = height = 0.0
        problems = (Problem("pages", number, error.kind, error.message, error.advice),)
    except _FAULTS as error:
        width = height = 0.0
        message = f"{where}: this frame cannot be read ({error})."
        problems = (Problem("pages", number, "damaged-picture", message, "Scan or export this page again."),)
    facts = Facts(picture_share=1.0, largest_picture=1.0)
    return PageInput(number, width, height, picture, render, facts=facts, problems=problems)


def _resolution(image: Image.Image) -> tuple[float, float]:
    """Dots per inch across and down; where the file does not say, as if the picture were a sheet of A4."""
    low, high = _BELIEVABLE_DPI
    try:
        across, down = (float(value) for value in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        across = down = 0.0
    if low <= across <= high and low * 0.9 <= down <= high:
        return across, down
    guess = max(max(image.size) / _A4_LONG_SIDE, 10.0)
    return guess, guess


def _check_size(where: str, image: Image.Image, limits: Limits) -> None:
    if image.width * image.height > limits.max_pixels:
        raise _too_large(f"{where}: {image.width} by {image.height} pixels", limits)


def _too_large(what: str, limits: Limits) -> InputTooLarge:
    return InputTooLarge(
        f"{what}, the limit is {limits.max_pixels / 1e6:.0f} million.",
        "Scan at 300 dots per inch, or raise limits.max_pixels.",
        "picture-too-large",
    )

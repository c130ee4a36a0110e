"""What the reading of a page starts from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image

from pipeline.document import Problem, Reading

Table = tuple[tuple[str, ...], ...]
Picture = tuple[Image.Image, float]
"""A picture, and its pixels per inch or per point."""


@dataclass(frozen=True, slots=True)
class Facts:
    """How a page of a PDF was made, as far as its drawing commands tell. Shares are 0 to 1."""

    picture_share: float = 0.0  # of the page's area that lies under pictures
    largest_picture: float = 0.0  # of the page's area that lies under the largest one
    picture_dpi: float = 0.0  # resolution of the largest one as it lies on the page
    visible: int = 0  # characters painted where they can be seen
    invisible: int = 0  # characters in render mode 3, fully transparent, or of no size
    covered: int = 0  # characters painted before a picture that lies over them
    unmapped: float = 0.0  # share of characters whose font does not say which Unicode they are
    drawings: int = 0  # paths and shadings
    rules: int = 0  # level or upright lines and sides of boxes among them, whichever are fewer; counted up to a few
    producer: str = ""

    @property
    def hidden_share(self) -> float:
        """Share of the characters that nobody sees."""
        characters = self.visible + self.invisible + self.covered
        return (self.invisible + self.covered) / characters if characters else 0.0


@dataclass(frozen=True)
class PageInput:
    """One page as it lies in its file. `width` and `height` are PDF points (0 in a text file).

    `picture()` gives what OCR should see with its dots per inch: the page's own picture at its own resolution
    where it is one picture and nothing else can be seen, else the page rendered. `render(dpi)` gives what a person
    would see, with pixels per point. Both raise `UnreadableInput` where that cannot be had, `InputTooLarge` where
    it would cost more than the limits allow, and work only while the source is open.
    """

    number: int
    width: float
    height: float
    picture: Callable[[], Picture]
    render: Callable[[int], Picture]
    layer: Reading | None = None
    tables: tuple[Table, ...] = ()
    facts: Facts = field(default_factory=Facts)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Source:
    """An open file. `page(number)` counts from 1 and never raises for what is wrong with one page."""

    page_count: int
    page: Callable[[int], PageInput]

"""What is no running text on a page: running heads and feet, page numbers, footnotes.

Nothing is taken away: the page's text stays as it is, and knows which stretches of it the sentence passes over. A
running head is what a page has at its top as the pages beside it in the same letter have, figures apart; the letterhead
on a letter's first page is none. Where a rule leaves doubt, the line stays running text: a name in a head that is
counted twice costs less than an amount that is lost for the body.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise
from statistics import median

from pipeline.document import Aside, Document, Page, Span

_EDGE_LINES = 5  # lines at the top or bottom that are looked at; a head of more is a letterhead
_TEXT_ZONE = 0.18  # share of a page's height at its top, and at its bottom, in which heads and feet stand
_SAME_HEIGHT = 0.015  # share of the page's height by which two scans of one sheet may differ
_ALIKE = 0.85  # similarity from which two lines are the same, misread in other places
_BESIDE = 2  # pages on either side: left and right pages of a booklet have heads of their own
_APART = 1.25  # times the usual distance of lines, from which a head stands apart from the text
_SMALLER = 0.93  # of the height of the body's words, from which a footnote's are smaller
_LEAST_LETTERS = 3  # in a line that repeats: less is a bullet, a rule or a speck
_CELL_GAP = 1.5  # times the height of a line: wider blanks part cells

_SAID = 0.8  # share of the words of a line under a page number that the letter's head has too
_FIGURES = r"[\dIlO]{1,4}"
_PAGE_WORD = r"(?:Pagina|Bladzijde|Blad|Blz|Pag|Volgvel|Page)\b\.?"
_NUMBER_LINE = re.compile(
    rf"\W*(?:{_PAGE_WORD}\s*:?\s*{_FIGURES}(?:\s*(?:van|/|of)\s*{_FIGURES})?|Bladzijde|Pagina"
    r"|\d{1,3}\s*(?:/|van)\s*\d{1,3}|[-–—]\s*\d{1,4}\s*[-–—])\W*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(rf".*\w\W+{_PAGE_WORD}\s*(\d{{1,4}})\W*", re.IGNORECASE)  # 'Memo bibliotheken, blad 2'
_BARE_NUMBER = re.compile(r"\d{1,4}")
_WIDE = re.compile(r"\S(?:\t+| {3,})\S")
_RULE = re.compile(r"\s*[_–—-]{5,}\s*")
_RAISED = "¹²³⁴⁵⁶⁷⁸⁹⁰"
_SIGNS = str.maketrans(_RAISED, "1234567890")
_NOTE = re.compile(
    r"\s*([¹²³⁴-⁹⁰]{1,2}|\[\d{1,2}\]|\d{1,2}(?![\d.,:;)])|\*{1,3}(?=\s*\w)|[†‡])\s*(?=[^\W\d_]|[\"'“‘(])"
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page's raw text. `top` and the like are shares of the page's height; None: nothing known."""

    span: Span
    text: str
    key: str  # letters only, figures as 0
    top: float | None = None
    bottom: float | None = None
    size: float | None = None  # median height of its words
    cells: tuple[float, ...] = ()  # where its pieces between wide blanks start

    @property
    def letters(self) -> int:
        return sum(map(str.isalpha, self.key))


@dataclass(frozen=True)
class _Lines:
    """The lines of a page from top to bottom, and how far they usually stand apart."""

    page: Page
    lines: tuple[_Line, ...]
    pitch: float

    def at_edge(self, foot: bool) -> tuple[_Line, ...]:
        """Lines that may be a head, from the top; or a foot, from the bottom."""
        lines = self.lines[: -_EDGE_LINES - 1 : -1] if foot else self.lines[:_EDGE_LINES]
        return tuple(line for line in lines if _in_zone(line, foot))


def mark_asides(document: Document) -> Document:
    """The document with what is no running text marked on its pages; needs to know its letters."""
    starts = {letter.start for letter in document.letters}
    marked: list[Page] = []
    papers: list[list[Page]] = []
    for page in document.pages:
        if page.at in starts or not papers:
            papers.append([])
        papers[-1].append(page)
    for paper in papers:
        marked += _mark_paper([_lines_of(page) for page in paper])
    return replace(document, pages=tuple(marked))


def _mark_paper(pages: Sequence[_Lines]) -> Iterator[Page]:
    bare = _bare_numbers(pages)
    opening = _words(line for line in pages[0].lines[:25]) if pages else frozenset()
    for index, page in enumerate(pages):
        beside = [pages[i] for i in range(index - _BESIDE, index + _BESIDE + 1) if i != index and 0 <= i < len(pages)]
        found: dict[_Line, str] = {}
        for foot in (False, True):
            _mark_edge(page, beside, foot, index == 0, opening, bare[index], found)
        rest = [line for line in page.lines if line not in found]
        asides = [*((line.span, kind) for line, kind in found.items()), *((s, "footnote") for s in _footnotes(rest))]
        yield replace(page.page, asides=tuple(Aside(span, kind) for span, kind in sorted(asides)))


def _mark_edge(
    page: _Lines,
    beside: Sequence[_Lines],
    foot: bool,
    first: bool,
    opening: frozenset[str],
    bare: frozenset[_Line],
    found: dict[_Line, str],
) -> None:
    """Put the lines of a page's head, or foot, into `found`: the outermost ones, as long as each is known."""
    edge = page.at_edge(foot)
    known: list[tuple[_Line, str]] = []
    numbered = any(_is_number(line, bare) for line in edge[:2])
    for line in edge:
        if _is_number(line, bare):
            known.append((line, "page-number"))
        elif (foot or not first) and (
            _repeats(line, beside, foot)
            or _NUMBERED.fullmatch(line.text)
            or (numbered and not foot and _says_again(line, opening))
        ):
            known.append((line, "running-foot" if foot else "running-head"))
        elif line.letters:
            break
    while known and known[-1][1] != "page-number" and not _stands_apart(page, known[-1][0], foot):
        known.pop()
    found.update(known)


def _is_number(line: _Line, bare: frozenset[_Line]) -> bool:
    return bool(_NUMBER_LINE.fullmatch(line.text)) or line in bare


def _repeats(line: _Line, beside: Sequence[_Lines], foot: bool) -> bool:
    """Whether a page beside has the same line at the same height."""
    if line.letters < _LEAST_LETTERS or _is_cell_row(line):
        return False
    return any(
        _alike(line.key, other.key)
        for page in beside
        for other in page.at_edge(foot)
        if line.top is None or other.top is None or abs(line.top - other.top) <= _SAME_HEIGHT
    )


def _says_again(line: _Line, opening: frozenset[str]) -> bool:
    """Whether a line under a page number repeats the letter's head: 'Onderwerp ...' on its second page."""
    words = _words((line,))
    return line.letters >= _LEAST_LETTERS and not _is_cell_row(line) and len(words & opening) >= _SAID * len(words)


def _stands_apart(page: _Lines, line: _Line, foot: bool) -> bool:
    """Whether a blank parts a head from the text under it, and no table begins with it."""
    at = page.lines.index(line)
    inner = page.lines[at - 1] if foot and at else page.lines[at + 1] if not foot and at + 1 < len(page.lines) else None
    if inner is None:
        return False  # a page of nothing else is no page with a head
    upper, lower = (inner, line) if foot else (line, inner)
    if upper.top is not None and lower.top is not None:
        return lower.top - upper.top > _APART * page.pitch and not set(_near(line.cells)) & set(_near(inner.cells))
    between = page.page.raw[upper.span.end : lower.span.start]
    return between.count("\n") > 1 and not _WIDE.search(inner.text)


def _near(cells: tuple[float, ...]) -> Iterator[int]:
    """Columns (but the first, which is the margin) as numbers of about three millimetres, those beside them too."""
    for cell in cells[1:]:
        yield from (round(cell / 8) - 1, round(cell / 8), round(cell / 8) + 1)


def _is_cell_row(line: _Line) -> bool:
    """Whether a line looks like the column heads of a table: more than left, middle and right."""
    return len(line.cells) > 3 or len(_WIDE.findall(line.text)) > 2


def _bare_numbers(pages: Sequence[_Lines]) -> list[frozenset[_Line]]:
    """Numbers that stand alone at an edge of each page and count on with the pages, at the same height."""
    found: list[set[_Line]] = [set() for _ in pages]
    for distance in (1, 2):
        for index, (page, other) in enumerate(zip(pages, pages[distance:])):
            for foot in (False, True):
                for line in _numbers_at(page, foot):
                    for later in _numbers_at(other, foot):
                        same = line.top is None or later.top is None or abs(line.top - later.top) <= _SAME_HEIGHT
                        if same and int(later.text) - int(line.text) == distance:
                            found[index].add(line)
                            found[index + distance].add(later)
    return [frozenset(lines) for lines in found]


def _numbers_at(page: _Lines, foot: bool) -> list[_Line]:
    return [line for line in page.at_edge(foot)[:2] if _BARE_NUMBER.fullmatch(line.text)]


def _footnotes(lines: Sequence[_Line]) -> Iterator[Span]:
    """The notes at the foot of a page, each from its mark to the next.

    They are in small letters or have a raised mark, and the text above refers to the first one.
    """
    if len(lines) < 4:
        return
    sizes = [line.size for line in lines[: len(lines) * 2 // 3] if line.size is not None]
    body = median(sizes) if sizes else None
    start = next(
        (
            index
            for index in range(len(lines) // 2, len(lines))
            if _NOTE.match(lines[index].text)
            and (lines[index].text[0] in _RAISED or _is_small(lines[index:], body))
            and _is_parted(lines[index - 1], lines[index], body)
            and _is_referred_to(lines[index], lines[:index])
        ),
        None,
    )
    if start is None:
        return
    firsts = [i for i in range(start, len(lines)) if i == start or _NOTE.match(lines[i].text)]
    for first, after in pairwise([*firsts, len(lines)]):
        note = lines[first:after]
        if all(a.span.end < b.span.start for a, b in pairwise(note)):
            yield Span(note[0].span.start, note[-1].span.end)


def _is_small(lines: Sequence[_Line], body: float | None) -> bool:
    sizes = [line.size for line in lines if line.size is not None]
    return body is None or (bool(sizes) and median(sizes) <= _SMALLER * body)


def _is_parted(above: _Line, line: _Line, body: float | None) -> bool:
    """Without boxes there is no size to tell a note by, but an empty line or a rule above it."""
    return body is not None or bool(_RULE.fullmatch(above.text)) or line.span.start - above.span.end > 1


def _is_referred_to(line: _Line, above: Sequence[_Line]) -> bool:
    """Whether the text above has the note's mark behind a word."""
    match = _NOTE.match(line.text)
    assert match
    mark = match[1]
    figure = mark.translate(_SIGNS)
    if figure.isdigit():
        raised = figure.translate(str.maketrans("1234567890", _RAISED))
        # 'm2' and 'CO2' are no references: a word of three letters, or a sign, stands before one.
        pattern = rf"(?:[^\W\d_]{{3}}|[.,;:!?)'\"’”])(?:{figure}(?![\w/%])|{raised})|\s{raised}(?!\w)"
    else:
        pattern = rf"\S\s?{re.escape(mark)}(?![\w*])"
    return any(re.search(pattern, other.text) for other in above)


def _lines_of(page: Page) -> _Lines:
    lines, cursor = [], 0
    words = iter(page.reading.words)
    word = next(words, None)
    for text in page.raw.split("\n"):
        boxes = []
        end = cursor + len(text)
        while word is not None and word.span.start < end:
            if word.box is not None:
                boxes.append(word.box)
            word = next(words, None)
        if bare := text.strip():
            start = cursor + len(text) - len(text.lstrip())
            line = _Line(Span(start, start + len(bare)), bare, _key(bare))
            if boxes and page.height:
                size = median(box.bottom - box.top for box in boxes)
                cells = [boxes[0].left, *(b.left for a, b in pairwise(boxes) if b.left - a.right > _CELL_GAP * size)]
                line = replace(
                    line,
                    top=median(box.top for box in boxes) / page.height,
                    bottom=median(box.bottom for box in boxes) / page.height,
                    size=size,
                    cells=tuple(cells),
                )
            lines.append(line)
        cursor = end + 1
    by_height: Callable[[_Line], float] = lambda line: line.top or 0.0  # noqa: E731
    if all(line.top is not None for line in lines):
        lines.sort(key=by_height)
    steps = [b.top - a.top for a, b in pairwise(lines) if a.top is not None and b.top is not None and b.top > a.top]
    return _Lines(page, tuple(lines), median(steps) if steps else 0.0)


def _in_zone(line: _Line, foot: bool) -> bool:
    if line.top is None or line.bottom is None:
        return True
    return line.top > 1 - _TEXT_ZONE if foot else line.bottom < _TEXT_ZONE


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", re.sub(r"\d+", "0", text)).casefold()


def _words(lines: Iterable[_Line]) -> frozenset[str]:
    return frozenset(word for line in lines for word in re.findall(r"\w+", line.text.casefold()))


def _alike(key: str, other: str) -> bool:
    if key == other:
        return True
    match = SequenceMatcher(None, key, other, autojunk=False)
    return match.real_quick_ratio() >= _ALIKE and match.quick_ratio() >= _ALIKE and match.ratio() >= _ALIKE

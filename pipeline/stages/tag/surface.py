"""The text as it reads: lines flowed into paragraphs, with the way back to the exact place of every character.

Rules for names and amounts want single spaces and no line ends; the tables want the span in `Document.text`. A
surface gives both, whatever the text looks like: paragraphs already reflowed, or the scanner's own lines.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pipeline.document import PAGE_SEPARATOR, Span

BULLET = re.compile(r"(?:[•●▪■□►▸‣·»*]|[-–—o](?=\s)|\(?\d{1,2}[.)](?=\s)|\(?[a-z][.)](?=\s))\s*")
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s|[A-Z]\d{1,2}[.:]? +(?:\d{1,2}-\d{1,2}-\d{4}\s|[A-ZÀ-Þ][a-zà-ÿ])")
_CONTINUES = re.compile(r"[a-zà-ÿ0-9(€]")
_STOP = re.compile(r"[.!?:;][\"'”’)\]]*$")
_ROW_END = re.compile(r"(?:^|\s)[-−–(€ ]*\d[\d.,]*\)?(?:,?-{1,2})?$|\d\s+[-–]$")
_MOST_WIDTH = 160  # code points: longer lines are whole paragraphs, and the empty line between two parts them
_SKIPPED = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+|\b[\w-]+(?:\.[\w-]+)*\.(?:nl|com|org|eu|net)\b\S*")

_ABBREVIATIONS = frozenset(
    """art artt afd bijv bv blz ca cie circa cf dd d.d dhr dr drs enz etc evt excl fam gem hfst i.c i.e ing incl inl
    ir jl j.l jhr jr lid ll l.l m.a.w m.b.t m.i.v max mevr min mio mld mln mr mrs mw mevr n.a.v n.b n.v nl nr nrs
    o.a o.b.v o.g.v o.i.v o.l.v pag par pnt prof red resp sr st t.a.v t.b.v t.g.v t.o.v t.w.v tel toel v.a v.d vgl
    vlg vnl voorz wo zgn z.g.n z.o.z i.h.k.v i.p.v i.s.m i.v.m a.s p.j p.m p.p plm ong ongev pct jan feb mrt apr aug
    sept sep okt nov dec""".split()
)
_SENTENCE_END = re.compile(r"(?P<word>\S*?)[.!?…]+[\"'”’)\]]*(?= (?:[\"'“‘(\[]?[A-ZÀ-Þ0-9€]|[•–-] ))|\n")


@dataclass(frozen=True)
class Surface:
    """`text`: one space between words, a newline between paragraphs, a tab for a wide gap (a table's column).

    `offsets[i]` is the place in the source of character i.
    """

    text: str
    offsets: array[int]

    def to_source(self, start: int, end: int) -> Span:
        """The source span of a surface span that is not empty."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def from_source(self, start: int, end: int) -> tuple[int, int] | None:
        """The surface span of a source span; None where nothing of it is left."""
        first, last = bisect_left(self.offsets, start), bisect_left(self.offsets, end)
        return (first, last) if first < last else None

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Disjoint, in order; a paragraph end always ends one."""
        return tuple(_split_sentences(self.text))

    @cached_property
    def _starts(self) -> list[int]:
        return [s.start for s in self.sentences]

    def sentence_at(self, place: int) -> int:
        """Index of the sentence that holds `place` (the one before it where it lies between two)."""
        return max(0, bisect_right(self._starts, place) - 1)

    @cached_property
    def skipped(self) -> tuple[Span, ...]:
        """Web and mail addresses: no name in them is a mention."""
        return tuple(Span(*m.span()) for m in _SKIPPED.finditer(self.text))

    def is_skipped(self, start: int, end: int) -> bool:
        return any(s.start < end and start < s.end for s in self.skipped)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int  # of its first character that is no space
    end: int
    blanks: int  # blank lines before it
    new_page: bool


def flow(text: str) -> Surface:
    """The surface of a text whose lines may or may not have been flowed together already."""
    lines = _read_lines(text)
    width = _typical_width(lines)
    doubled = width <= _MOST_WIDTH and _double_spaced(text, lines)
    parts: list[str] = []
    offsets: array[int] = array("L")

    def add(piece: str, places: range | list[int]) -> None:
        parts.append(piece)
        offsets.extend(places)

    for index, line in enumerate(lines):
        if index:
            before = lines[index - 1]
            previous, following = text[before.start : before.end], text[line.start : line.end]
            gap = before.end
            if not _joins(previous, following, line, width, doubled):
                add("\n", [gap])
            elif _hyphenated(previous, following):
                last = len(parts) - 1
                if previous[-2].islower() and following[0].islower():
                    parts[last] = parts[last][:-1]
                    offsets.pop()
            else:
                add(" ", [gap])
        _add_line(text, line, add)
    return Surface("".join(parts), offsets)


def _add_line(text: str, line: _Line, add: object) -> None:
    assert callable(add)
    cursor = line.start
    for gap in re.finditer(r"[^\S\n]+", text[line.start : line.end]):
        start, end = line.start + gap.start(), line.start + gap.end()
        add(text[cursor:start], range(cursor, start))
        add("\t" if "\t" in gap.group() or end - start > 3 else " ", [start])
        cursor = end
    add(text[cursor : line.end], range(cursor, line.end))


def _read_lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    cursor, blanks, new_page = 0, 0, False
    for piece in re.split(f"([\n{PAGE_SEPARATOR}])", text):
        if piece in ("\n", PAGE_SEPARATOR):
            new_page = new_page or piece == PAGE_SEPARATOR
        elif not piece.strip():
            blanks += 1
        else:
            start = cursor + len(piece) - len(piece.lstrip())
            lines.append(_Line(start, cursor + len(piece.rstrip()), blanks, new_page))
            blanks, new_page = 0, False
        cursor += len(piece)
    return lines


def _typical_width(lines: list[_Line]) -> int:
    widths = sorted(line.end - line.start for line in lines)
    return widths[int(len(widths) * 0.8)] if widths else 0


def _double_spaced(text: str, lines: list[_Line]) -> bool:
    """Whether an empty line stands between all lines, not between paragraphs only."""
    pairs = [(before, line) for before, line in pairwise(lines) if not line.new_page]
    single = [before for before, line in pairs if line.blanks == 1]
    # Paragraphs that were flowed into one line each stand apart too, but end where a sentence does.
    ended = sum(bool(_STOP.search(text[line.start : line.end])) for line in single)
    return len(pairs) >= 6 and len(single) > 0.6 * len(pairs) and ended < 0.5 * len(single)


def _joins(previous: str, following: str, line: _Line, width: int, doubled: bool) -> bool:
    if BULLET.match(following) or _NUMBERED.match(following):
        return False
    if _ROW_END.search(previous) and _ROW_END.search(following) and not _CONTINUES.match(following):
        return False
    if line.blanks and previous.endswith(";"):
        return False  # an item of an enumeration, however full its line
    ended = bool(_STOP.search(previous))
    blanks = max(0, line.blanks - 1) if doubled else line.blanks
    full = len(previous) >= 0.65 * width
    if line.new_page or blanks:
        return not ended and full and bool(_CONTINUES.match(following))
    if _CONTINUES.match(following):
        return not previous.endswith(":") and (full or not ended)
    return full and not previous.endswith(":")


def _hyphenated(previous: str, following: str) -> bool:
    if len(previous) < 2 or previous[-1] not in "-\u00ad" or not previous[-2].isalnum():
        return False
    return not re.match(r"(?:en|of)\b", following) and following[0].isalnum()


def _split_sentences(text: str) -> list[Span]:
    found, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        word = match.group("word")
        if word is not None and match.group().rstrip("\"'”’)]").endswith(".") and _is_abbreviation(word):
            continue
        end = match.start() if match.group() == "\n" else match.end()
        if text[start:end].strip():
            found.append(_trimmed(text, start, end))
        start = end
    if text[start:].strip():
        found.append(_trimmed(text, start, len(text)))
    return found


def _is_abbreviation(word: str) -> bool:
    bare = word.strip("\"'“‘([")
    return (
        bare.lower() in _ABBREVIATIONS
        or (len(bare) == 1 and bare.isupper())
        or bool(re.fullmatch(r"(?:[A-Z]\.)+[A-Z]", bare))
    )


def _trimmed(text: str, start: int, end: int) -> Span:
    while text[start].isspace():
        start += 1
    while text[end - 1].isspace():
        end -= 1
    return Span(start, end)

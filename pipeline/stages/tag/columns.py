"""Amounts in tables, whose unit stands above them once: 'bedragen x € 1.000', 'Budget (€)', 'in miljoenen euro'.

Below such a line every row that ends in numbers is read as a row of the table, until prose begins. A row of years is
the head of its columns and gives each amount its period.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.stages.tag.amounts import Money
from pipeline.stages.tag.numbers import parse_figures, whole
from pipeline.stages.tag.surface import Surface

_UNIT = re.compile(
    r"(?:[x×*]|\bin|\bper|\bmaal) ?(?:"
    r"(?P<millions>(?:€|EUR|euro) ?(?:1\.000\.000|1 ?(?:mln|miljoen)|mln|miljoen(?:en)?)|(?:mln|"
    r"miljoen(?:en)?)\.? ?(?:€|euro)|1 (?:mln|miljoen) euro)"
    r"|(?P<thousands>(?:€|EUR|euro) ?(?:1\.?000|duizend)(?![\d.]*\d)|1\.?000 ?(?:€|EUR|euro)|"
    r"duizend(?:en)? ?(?:€|euro)|k€|(?<=bedragen x )1\.000(?!\d)|(?<=bedragen x)1\.000(?!\d))"
    r"|(?P<ones>(?:hele )?euro(?:'s|’s)?(?=\)|$|\s*$)|€(?=\)|\s*$)))"
    r"|\((?:(?P<ones2>€|euro|EUR)|(?P<millions2>€ ?mln|mln ?€|€ ?miljoen))\)",
    re.IGNORECASE,
)
# Without a currency only where the line speaks of money: 'Kosten per fase (x 1 mln)', not 'Leerlingen (x 1.000)'.
_BARE_UNIT = re.compile(
    r"[x×] ?(?:(?P<millions>1(?:\.000\.000| ?mln| ?miljoen))|(?P<thousands>1\.000))(?![\d.]*\d)\b", re.IGNORECASE
)
_OF_MONEY = re.compile(
    r"kosten|bedrag|budget|subsidie|lasten|baten|begroting|raming|investering|uitgaven|inkomsten|dekking|reserve|krediet",
    re.IGNORECASE,
)
_CELL = (
    r"(?:-/-|[-−–+])? ?\(?(?:€ ?)?(?:-)?\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?(?:,--?)?\)?-?(?![\d%\w])|"
    r"(?:[-−–+])?\(?(?:€ ?)?\d+(?:,\d+)?(?:,--?)?\)?-?(?![\d%\w.])|p\.?m\.?(?!\w)|[-–](?=\s|$)"
)
_ROW = re.compile(rf"^(?P<label>.*?)(?P<cells>(?:(?:^|[ \t]+)(?:{_CELL}))+)[ \t]*$")
_CELL_RE = re.compile(_CELL)
_FIGURES = re.compile(r"\d[\d.]*(?:,\d+)?")
_PLAIN_HEAD = re.compile(r"(?:^|\s)(?:Bedrag(?:en)?|Budget|Kosten|Subsidie|Raming|Begroting)(?: 20\d\d)?\s*$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_HEAD = re.compile(r"(?:[A-Z][a-zà-ÿ]+\.? )?(?:19|20)\d\d(?: ?\(?[a-z]+\)?)?")  # 'Rekening 2012'
_MOST_ROWS = 80
_MOST_EMPTY = 4


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str


def find_column_amounts(surface: Surface, source: str) -> list[Money]:
    """Amounts of every table in `source` whose unit is told, in the coordinates of the surface."""
    lines = list(_lines(source))
    found: list[Money] = []
    index = 0
    while index < len(lines):
        factor = _factor(lines[index].text)
        if factor is None:
            index += 1
            continue
        head = lines[index].text.strip()
        index += 1
        years: list[str] = _years(head)
        empty = rows = 0
        for line in lines[index : index + _MOST_ROWS]:
            another = _factor(line.text)
            if (another is not None and (another or rows)) or _is_prose(line.text) or empty >= _MOST_EMPTY:
                break
            if not another and another is not None:  # 'Onderdeel   Raming' below 'x € 1.000' heads its column
                index += 1
                continue
            index += 1
            columns = _years(line.text)
            if columns:
                years, empty = columns, 0
                continue
            row = list(_row(surface, line, factor, head, years))
            empty = 0 if row else empty + 1
            rows += bool(row)
            found += row
    return found


def merge(running: Sequence[Money], columns: Sequence[Money]) -> list[Money]:
    """Both, in order; where a table says what a number is worth, the table is right."""
    kept = [m for m in running if not any(c.start < m.end and m.start < c.end for c in columns)]
    return sorted([*kept, *columns], key=lambda m: m.start)


def _lines(source: str) -> Iterator[_Line]:
    start = 0
    for piece in re.split(r"[\n\f]", source):
        if piece.strip():
            yield _Line(start, piece)
        start += len(piece) + 1


def _factor(line: str) -> Decimal | None:
    """What a number below this line is to be multiplied by; 0: by 1, but only numbers that are written as sums."""
    bare = _BARE_UNIT.search(line)
    if bare is not None and len(line) <= 140 and _OF_MONEY.search(line) and not _is_prose(line[bare.end() :]):
        return Decimal(1_000_000 if bare["millions"] else 1000)
    match = _UNIT.search(line)
    if match is None and len(line) < 60 and _PLAIN_HEAD.search(line) and not re.search(r"[.,:;]", line):
        return Decimal(0)
    if match is None or len(line) > 140 or _is_prose(line[match.end() :]):
        return None
    if match["millions"] or match["millions2"]:
        return Decimal(1_000_000)
    if match["thousands"]:
        return Decimal(1000)
    # 'in euro' closes many a sentence; it heads a table only on a short line that is no sentence.
    return None if len(line) > 80 or re.search(r"[.;:]\s*$", line) else Decimal(1)


def _is_prose(line: str) -> bool:
    words = re.findall(r"[^\W\d_]{2,}", line)
    return len(words) >= 8 and len(words) > 2 * len(re.findall(r"\d+", line))


def _years(line: str) -> list[str]:
    """The years that head the columns, if the line ends in two or more of them; '' for a column without."""
    cells = [cell for cell in re.split(r"\t| {2,}", line.strip()) if cell]
    heads = [year.group() if len(cell) < 30 and (year := _HEAD.fullmatch(cell)) else "" for cell in cells]
    heads = ["" if not head else _YEAR.findall(head)[0] for head in heads]
    if sum(map(bool, heads)) > 1 and not any(re.search(r"\d", c) for c, head in zip(cells, heads) if not head):
        return heads[next(i for i, head in enumerate(heads) if head) :]
    match = re.search(rf"(?:\s+(?:{_YEAR.pattern})){{2,}}\s*(?:[Tt]otaal)?\s*$", " " + line)
    return _YEAR.findall(match.group()) if match else []


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _row(surface: Surface, line: _Line, factor: Decimal, head: str, years: Sequence[str]) -> Iterator[Money]:
    match = _ROW.match(line.text)
    if match is None or not re.search(r"\d", match["cells"]):
        return
    offset = match.start("cells")
    told = set(_YEAR.findall(head))
    year = told.pop() if len(told) == 1 and not years else ""
    cells = list(_CELL_RE.finditer(match["cells"]))
    gaps = [re.search(r"[ \t]*$", line.text[: offset + c.start() + _indent(c.group())]) for c in cells]
    wide = [bool(gap and (len(gap.group()) > 1 or "\t" in gap.group())) for gap in gaps]
    if any(wide):  # 'Fase 2      € 5.000': what stands one space behind the label is of the label
        cells = cells[wide.index(True) :]
    for number, cell in enumerate(cells):
        figures = _FIGURES.search(cell.group())
        if figures is None:
            continue
        written = figures.group().strip()
        if _YEAR.fullmatch(written) or (not match["label"].strip() and number == 0 and len(cells) > 1):
            continue
        text = cell.group()
        if not factor and not re.search(r"\d\.\d{3}(?!\d)|,-|€", text):
            continue
        value = whole(parse_figures(written, False) * (factor or 1))
        negative = bool(re.match(r"\s*(?:-/-|[-−–]|\()", text) or (text.endswith("-") and not text.endswith(",-")))
        start = line.start + offset + cell.start() + _indent(text)
        place = surface.from_source(start, line.start + offset + cell.end())
        if place is None:
            continue
        period = years[number] if len(years) == len(cells) else year
        yield Money(
            *place, -value if negative else value, -value if negative else value, "amount:table", 0.9, period, head
        )

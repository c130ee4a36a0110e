"""The list of wijken and buurten of any municipality, from the table that CBS publishes and the user downloads.

CBS has published these tables for twenty years under ever other headings; all these are read, as CSV with commas,
semicolons or tabs, UTF-8 or Windows' own encoding:

    gwb_code, gwb_code_10, GWB_CODE, Codering_3, WK_CODE/BU_CODE, buurtcode/wijkcode, code      the code
    regio, REGIO, Wijken en buurten, naam, WK_NAAM/BU_NAAM, buurtnaam/wijknaam                 the name
    gm_naam, GM_NAAM, Gemeentenaam_1, gemeentenaam                                             the municipality
    recs, RECS, SoortRegio_2                                                                   wijk, buurt or other

Source of the tables: CBS/Kadaster, licence CC BY 4.0.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import BadArgument, UnwritableOutput
from pipeline.stages.tag.editions import COLUMNS, FOLDER, slug

_CODE = (
    "gwb_code_10",
    "gwb_code10",
    "gwb_code",
    "codering_3",
    "codering_2",
    "codering",
    "regiocode",
    "code",
    "regios",
    "wijkenenbuurten",
)
_NAME = ("regio", "wijken en buurten", "naam", "regionaam", "name", "title")
_TOWN = ("gm_naam", "gemeentenaam_1", "gemeentenaam", "gemeente", "gm_name")
_TOWN_CODE = ("gm_code", "gemeentecode")
_PAIRS = (("bu_code", "bu_naam"), ("buurtcode", "buurtnaam"), ("wk_code", "wk_naam"), ("wijkcode", "wijknaam"))
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d|199\d)(?!\d)")
_VALID = re.compile(r"(?:WK|BU)?(?P<digits>\d{6}(?:\d{2})?)")
_MOST_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made: where it lies, and what it holds."""

    path: Path
    gemeente: str
    edition: int
    wijken: int
    buurten: int

    def __str__(self) -> str:
        return f"{self.gemeente}, editie {self.edition}: {self.wijken} wijken en {self.buurten} buurten in {self.path}"


def import_table(table: Path, gemeente: str, folder: Path, edition: int | None = None) -> Imported:
    """Write `folder/gazetteers/SLUG-EDITION.csv` from a CBS table.

    Args:
        table: the CSV as downloaded.
        gemeente: name of the municipality, as the table spells it; capitals do not matter.
        folder: the user's own corrections folder; made where it is not there.
        edition: year of the table; None: the year in a column 'jaar', a heading or the file's name.

    Raises:
        BadArgument: the table cannot be read, is not such a table, does not hold the municipality, or tells no year.
        UnwritableOutput: the list cannot be written.
    """
    text = _read(table)
    rows, header = _parse(table, text)
    town = _town_test(table, rows, header, gemeente)
    year = edition or _edition(table, rows, header, text)
    found: dict[str, tuple[str, str]] = {}
    spelled = gemeente
    for row in rows:
        if not town.matches(row):
            continue
        spelled = town.spelled(row) or spelled
        for code, name in _areas(row, header):
            found.setdefault(code, (name, "wijk" if code.startswith("WK") else "buurt"))
    if not found:
        raise BadArgument(
            f"{table}: has no wijken or buurten of {gemeente!r}.",
            "Download the table with the regions of the kinds 'wijk' and 'buurt' in it.",
        )
    target = folder / FOLDER / f"{slug(spelled)}-{year}.csv"
    _write(
        target,
        [(f"{year}:{code}", code, name, kind, spelled) for code, (name, kind) in sorted(found.items(), key=_order)],
    )
    kinds = [kind for _, kind in found.values()]
    return Imported(target, spelled, year, kinds.count("wijk"), kinds.count("buurt"))


@dataclass(frozen=True, slots=True)
class _TownTest:
    """How rows of one municipality are known: by its name, or by the digits of its code."""

    column: str
    name: str
    digits: str

    def matches(self, row: dict[str, str]) -> bool:
        if self.column:
            return _plain(row.get(self.column, "")) == _plain(self.name)
        return any(m["digits"][:4] == self.digits for v in row.values() if (m := _VALID.fullmatch((v or "").strip())))

    def spelled(self, row: dict[str, str]) -> str:
        return (row.get(self.column) or "").strip() if self.column else self.name


def _read(table: Path) -> str:
    try:
        if table.stat().st_size > _MOST_BYTES:
            raise BadArgument(f"{table}: larger than 200 MB; that is no table of wijken and buurten.")
        data = table.read_bytes()
    except OSError as error:
        raise BadArgument(f"{table}: cannot be read ({error.strerror}).", "Name the CSV file as downloaded.") from error
    if data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0":
        raise BadArgument(f"{table}: an Excel or zip file, not CSV.", "Open it in Excel and save it as 'CSV UTF-8'.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _parse(table: Path, text: str) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Rows by lower-case column name, and the headings as written by lower-case name."""
    lines = text.splitlines()
    for skip, line in enumerate(lines[:20]):
        delimiter = max(";,\t", key=line.count)
        names = [c.strip().strip('"').strip() for c in line.split(delimiter)]
        lowered = [n.lower() for n in names]
        if len(names) > 1 and (_first(_CODE, lowered) or any(c in lowered for c, _ in _PAIRS)):
            reader = csv.DictReader(io.StringIO("\n".join(lines[skip + 1 :])), fieldnames=lowered, delimiter=delimiter)
            try:
                rows = [
                    {k: (v or "").strip() for k, v in row.items() if isinstance(k, str) and not isinstance(v, list)}
                    for row in reader
                ]
            except csv.Error as error:
                raise BadArgument(f"{table}, line {skip + reader.line_num + 1}: {error}.") from error
            return rows, dict(zip(lowered, names))
    raise BadArgument(
        f"{table}: no column with CBS codes found.",
        "It needs a heading line with a column such as gwb_code, Codering_3 or buurtcode.",
    )


def _first(wanted: Sequence[str], columns: Sequence[str]) -> str:
    return next((w for w in wanted if w in columns), "")


def _town_test(table: Path, rows: Sequence[dict[str, str]], header: dict[str, str], gemeente: str) -> _TownTest:
    column = _first(_TOWN, list(header))
    if column:
        towns = sorted({row.get(column, "") for row in rows} - {""})
        if any(_plain(t) == _plain(gemeente) for t in towns):
            return _TownTest(column, gemeente, "")
        close = [t for t in towns if _plain(gemeente)[:4] and _plain(t).startswith(_plain(gemeente)[:4])][:5]
        hint = (
            f"It has {', '.join(close)}."
            if close
            else f"It has {len(towns)} municipalities, such as {', '.join(towns[:3])}."
        )
        raise BadArgument(f"{table}: has no municipality {gemeente!r}.", hint)
    name, code = _first(_NAME, list(header)), _first((*_CODE, *_TOWN_CODE), list(header))
    for row in rows:
        match = re.fullmatch(r"(?:GM)?(\d{4})", row.get(code, ""))
        if match and name and _plain(row.get(name, "")) == _plain(gemeente):
            return _TownTest("", row[name], match[1])
    raise BadArgument(
        f"{table}: does not say which rows belong to {gemeente!r}.",
        "It needs a column with the municipality's name (gm_naam, Gemeentenaam_1), or a row for the municipality.",
    )


def _plain(name: str) -> str:
    return slug(re.sub(r"\((?:gemeente|gem\.)\)", "", name))


def _edition(table: Path, rows: Sequence[dict[str, str]], header: dict[str, str], text: str) -> int:
    years = {
        row[c]
        for c in ("jaar", "perioden", "vintage", "edition")
        if c in header
        for row in rows[:50]
        if _YEAR.fullmatch(row[c][:4])
    }
    if len(years) == 1:
        return int(years.pop()[:4])
    for place in (table.stem, *header.values(), *text.splitlines()[:3]):
        found = _YEAR.findall(place)
        if found:
            return int(found[-1])
    raise BadArgument(f"{table}: does not say of which year it is.", "Put the year in the file's name: kwb-2022.csv.")


def _areas(row: dict[str, str], header: dict[str, str]) -> list[tuple[str, str]]:
    found = []
    for code_column, name_column in _PAIRS:
        if code_column in header and name_column in header:
            prefix = "BU" if code_column.startswith("bu") else "WK"
            match = _VALID.fullmatch(row.get(code_column, ""))
            if match and len(match["digits"]) == (8 if prefix == "BU" else 6) and row.get(name_column):
                found.append((prefix + match["digits"], _name(row[name_column])))
    if found:
        return found
    match = _VALID.fullmatch(row.get(_first(_CODE, list(header)), ""))
    name = row.get(_first(_NAME, list(header)), "")
    if match is None or not name:
        return []
    return [(("BU" if len(match["digits"]) == 8 else "WK") + match["digits"], _name(name))]


def _name(written: str) -> str:
    """Without the number that CBS puts before the name of a wijk: 'Wijk 04 Oosterparkwijk'."""
    return re.sub(r"^Wijk \d\d (?=\S)", "", " ".join(written.split()))


def _order(item: tuple[str, tuple[str, str]]) -> tuple[str, bool, str]:
    code = item[0]
    return code[2:8], code.startswith("BU"), code


def _write(target: Path, rows: Sequence[tuple[str, str, str, str, str]]) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, delimiter=";", lineterminator="\n")
            writer.writerow(["id", *COLUMNS])
            writer.writerows(rows)
    except OSError as error:
        raise UnwritableOutput(
            f"{target}: cannot be written ({error.strerror}).", "Name another folder with --corrections."
        ) from error

"""The wijken and buurten of a municipality, by edition: `corrections/gazetteers/SLUG-YEAR.csv`.

CBS deals its codes out anew when a municipality changes its map, so a code means something only with its year. A
letter is read with the edition that was in force when it was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.dictionaries import Row, built_in_folder, load_rows
from pipeline.errors import BadArgument, BadCorrections

FOLDER = "gazetteers"
COLUMNS = ("code", "name", "kind", "gemeente")
NATIONAL = (f"{FOLDER}/nederland-2013.csv", 2013)
MUNICIPALITIES = f"{FOLDER}/gemeenten-2013.csv"

_OFFICIAL = {"den-haag": "s-gravenhage", "den-bosch": "s-hertogenbosch"}  # as people call them
# A list may be younger than the map it shows: Groningen's of 2022 is that of the merger with Haren and Ten Boer.
_SINCE = {("groningen", 2022): 2019}
_FILE = re.compile(r"(?P<slug>.+)-(?P<year>(?:19|20)\d\d)\.csv")
_CODE = re.compile(r"(?:WK\d{6}|BU\d{8})")


@dataclass(frozen=True, slots=True)
class Area:
    """A wijk ('WK001404') or buurt ('BU00140401') of one edition."""

    code: str
    name: str
    kind: str  # "wijk" or "buurt"

    @property
    def wijk(self) -> str:
        """The code of the wijk that it is, or lies in."""
        return f"WK{self.code[2:8]}"


@dataclass(frozen=True, slots=True)
class Edition:
    year: int
    gemeente: str
    areas: tuple[Area, ...]

    def key(self, code: str) -> str:
        """A code as the tables hold it: '2013:BU00140701'."""
        return f"{self.year}:{code}"


def slug(gemeente: str) -> str:
    """The name of a municipality as files carry it: small letters without accents, 'sudwest-fryslan'."""
    plain = unicodedata.normalize("NFKD", gemeente).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def load_editions(gemeente: str, own_folder: Path | None = None) -> tuple[Edition, ...]:
    """Every edition there is of a municipality, oldest first: its own files, else the national list.

    Raises:
        BadArgument: no list holds this municipality: says how to make one.
        BadCorrections: a file has rows that do not fit.
    """
    wanted = {slug(gemeente), _OFFICIAL.get(slug(gemeente), slug(gemeente))}
    folders = [built_in_folder(), *([own_folder] if own_folder else [])]
    names = {p.name for folder in folders for p in sorted((folder / FOLDER).glob("*.csv"))}
    found = []
    for name in sorted(names):
        match = _FILE.fullmatch(name)
        if match and match["slug"] in wanted:
            rows = load_rows(f"{FOLDER}/{name}", COLUMNS, own_folder)
            found.append(Edition(int(match["year"]), gemeente, tuple(_area(row) for row in rows)))
    if not found:
        rows = tuple(row for town in sorted(wanted) for row in _national(own_folder).get(town, ()))
        found = [Edition(NATIONAL[1], rows[0]["gemeente"], tuple(_area(row) for row in rows))] if rows else []
    if not found:
        raise BadArgument(
            f"There is no list of neighbourhoods for the municipality {gemeente!r}.",
            f'Check the spelling, or make one: brieven gazetteer import TABLE.csv --gemeente "{gemeente}".',
        )
    return tuple(sorted(found, key=lambda e: e.year))


@lru_cache(maxsize=1)
def _national(own_folder: Path | None) -> dict[str, list[Row]]:
    """The national list by municipality, read once: one run may meet the letters of many."""
    by_town: dict[str, list[Row]] = defaultdict(list)
    for row in load_rows(NATIONAL[0], COLUMNS, own_folder):
        by_town[slug(row["gemeente"])].append(row)
    return dict(by_town)


def load_municipalities() -> tuple[str, ...]:
    """The names of the municipalities, longest first."""
    rows = load_rows(MUNICIPALITIES, ("code", "name"))
    return tuple(sorted((row["name"] for row in rows), key=lambda n: (-len(n), n)))


def edition_for(editions: Sequence[Edition], date: str) -> Edition:
    """The edition in force at an ISO date: the newest that is not younger, else the oldest; unknown: the newest."""
    if not re.match(r"\d{4}", date):
        return editions[-1]
    older = [e for e in editions if _SINCE.get((slug(e.gemeente), e.year), e.year) <= int(date[:4])]
    return older[-1] if older else editions[0]


def _area(row: Row) -> Area:
    if not _CODE.fullmatch(row["code"]):
        raise BadCorrections(f"{row.where}: {row['code']!r} is no code.", "A code is WK and 6 digits, or BU and 8.")
    if not row["name"].strip() or row["kind"] not in ("wijk", "buurt"):
        raise BadCorrections(f"{row.where}: name or kind is wrong.", "Kind is 'wijk' or 'buurt'.")
    return Area(row["code"], row["name"].strip(), row["kind"])

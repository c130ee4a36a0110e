"""The channel's confusions: what stands on the paper, what the scanner makes of it, and how often before we look."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.dictionaries import load_rows
from pipeline.errors import BadCorrections

LONGEST = 4  # code points on either side


@dataclass(frozen=True, slots=True)
class Confusion:
    """`true` is read as `read` with probability `weight` in a scan that makes such errors at all.

    `true` and `read` keep their case: 'U' for 'll' is seen as a capital inside a word. A confusion whose `true` is a
    capital ('I>l') happens only to the first letter of a word.
    """

    id: str
    true: str
    read: str
    weight: float

    @property
    def at_start(self) -> bool:
        return self.true[:1].isupper()


def load_confusions(own_folder: Path | None) -> tuple[Confusion, ...]:
    """The rows of confusions.csv, checked.

    Raises:
        BadCorrections: file, line, and what is wrong.
    """
    found = []
    for row in load_rows("confusions.csv", ("true", "read", "weight", "reason"), own_folder):
        true, read = row["true"], row["read"]
        if not true or not read or true == read:
            raise BadCorrections(f"{row.where}: true and read must both be there and differ.", "See the rows above it.")
        if max(len(true), len(read)) > LONGEST or " " in true + read:
            raise BadCorrections(f"{row.where}: at most {LONGEST} characters, no blanks.", "Whole words: words.csv.")
        try:
            weight = float(row["weight"].replace(",", "."))
        except ValueError as error:
            raise BadCorrections(f"{row.where}: weight {row['weight']!r} is no number.") from error
        if not 0 < weight < 1:
            raise BadCorrections(f"{row.where}: weight {weight} is not between 0 and 1.", "0.001 is rare, 0.01 common.")
        found.append(Confusion(row.id, true, read, weight))
    return tuple(found)

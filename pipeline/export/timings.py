"""`timings.csv`: how long each page and each file took; the one output that differs from run to run.

Seconds are measured, so they can stand neither in the tables nor in the database: the same letters give the same bytes
there. A file's rows are added when it is finished, so that a killed run loses none; at the end of a run the file is
written anew, in order, without what was replaced.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from pipeline.export.csv import DECIMAL, SEPARATOR
from pipeline.export.text import unwritable, write_bytes
from pipeline.stages.table_columns import TIMINGS
from pipeline.stages.tables import Row

NAME = "timings.csv"

_NAMES = [column.name for column in TIMINGS]
_MARK = "\ufeff"  # Excel takes a file with it for UTF-8
_TAIL = 1024  # bytes, longer than any row
_Cells = tuple[str, ...]


def add(out: Path, rows: Sequence[Row]) -> None:
    """Add the rows of a finished file.

    Raises:
        UnwritableOutput: no permission or no space.
    """
    if not rows:
        return
    text = "".join(_line(_cells(row)) for row in rows)
    try:
        with (out / NAME).open("ab+") as stream:
            if not stream.tell():
                text = _MARK + _line(_NAMES) + text
            else:
                stream.seek(-min(stream.tell(), _TAIL), os.SEEK_END)
                torn = stream.read().rpartition(b"\n")[2]  # the row in which a run was killed
                stream.truncate(stream.tell() - len(torn))
            stream.write(text.encode())
    except OSError as error:
        raise unwritable(out / NAME, error) from error


def settle(out: Path, pages: Collection[str]) -> None:
    """Write the file anew: the last row of each page and stage, in order, of the pages that are still there.

    Args:
        out: the folder.
        pages: keys of the rows of the table `pages`.

    Raises:
        UnwritableOutput: no permission or no space; the file stays as it was.
    """
    documents = {key.partition(":")[0] for key in pages}
    last: dict[tuple[str, int, str, str], _Cells] = {}
    for cells in _read(out / NAME):
        key, document, page, stage, _ = cells
        if key in pages or (key == document and key in documents):
            last[document, int(page) if page else 0, stage, key] = cells
    # The stages of a file have no page: after its pages.
    rows = sorted(last.items(), key=lambda item: (item[0][0], not item[0][1], *item[0][1:]))
    text = _MARK + _line(_NAMES) + "".join(_line(cells) for _, cells in rows)
    write_bytes(out / NAME, text.encode())


def _read(path: Path) -> list[_Cells]:
    """The rows that are whole, without the head."""
    if not path.exists():
        return []
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise unwritable(path, error) from error
    rows = (line.split(SEPARATOR) for line in text.rpartition("\n")[0].splitlines())
    return [tuple(cells) for cells in rows if len(cells) == len(_NAMES) and (not cells[2] or cells[2].isdecimal())]


def _cells(row: Mapping[str, object]) -> list[str]:
    return [_text(row[name]) for name in _NAMES]


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}".replace(".", DECIMAL)
    return "" if value is None else str(value)


def _line(cells: Sequence[str]) -> str:
    # Keys, numbers and names of stages: nothing in them needs quotes, and nothing of a letter is in them.
    return SEPARATOR.join(cells) + "\r\n"

"""CSV that opens right in a Dutch Excel: UTF-8 with a mark, semicolons, decimal commas.

A text that a spreadsheet would take for a formula ('=HYPERLINK(...)' in a letter) gets an apostrophe in front:
letters are not ours, and opening a table must not run what they say (OWASP, CSV injection). The cost: '- Selwerd' is
written as "'- Selwerd". The Parquet files hold the texts as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from pipeline.stages.table_columns import Column

ENDING = ".csv"
SEPARATOR, DECIMAL, TRUE, FALSE = ";", ",", "true", "false"
_FORMULA = r"^([=+\-@\t\r\uff1d\uff0b\uff0d\uff20])"


def write(path: Path, parts: Iterable[pd.DataFrame], columns: Sequence[Column]) -> None:
    """Write one table, part by part."""
    texts = [column.name for column in columns if column.kind == "text"]
    flags = [column.name for column in columns if column.kind == "flag"]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        for number, part in enumerate(parts):
            safe = part.copy()
            for name in texts:
                safe[name] = part[name].str.replace("\0", "").str.replace(_FORMULA, r"'\1", regex=True)
            for name in flags:
                safe[name] = part[name].map({True: TRUE, False: FALSE})
            safe.to_csv(stream, sep=SEPARATOR, decimal=DECIMAL, index=False, header=number == 0, lineterminator="\r\n")

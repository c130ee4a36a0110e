"""Rows as pandas frames with the types that the columns say, so that an empty column is not guessed at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import pandas as pd

from pipeline.stages.table_columns import Column
from pipeline.stages.tables import Row

ROWS_AT_A_TIME = 20_000  # a frame of corrections this long takes some 50 MB

_TYPES = {"text": "str", "integer": "Int64", "number": "Float64", "flag": "boolean"}


def frames(rows: Iterable[Row], columns: Sequence[Column]) -> Iterator[pd.DataFrame]:
    """The rows, so many at a time; at least one frame, without rows where there are none."""
    names = [column.name for column in columns]
    iterator = iter(rows)
    chunk = list(islice(iterator, ROWS_AT_A_TIME))
    while True:
        yield pd.DataFrame(
            {c.name: pd.Series([row[c.name] for row in chunk], dtype=_TYPES[c.kind]) for c in columns}, columns=names
        )
        chunk = list(islice(iterator, ROWS_AT_A_TIME))
        if not chunk:
            return

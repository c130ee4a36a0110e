"""Parquet: exact types and texts, for pandas, R, DuckDB."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.stages.table_columns import Column

ENDING = ".parquet"
_TYPES = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "flag": pa.bool_()}


def write(path: Path, parts: Iterable[pd.DataFrame], columns: Sequence[Column]) -> None:
    """Write one table, a row group a part."""
    schema = pa.schema([pa.field(c.name, _TYPES[c.kind], metadata={"meaning": c.meaning}) for c in columns])
    with pq.ParquetWriter(path, schema) as writer:
        for part in parts:
            writer.write_table(pa.Table.from_pandas(part, schema=schema, preserve_index=False))

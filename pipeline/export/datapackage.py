"""`datapackage.json` beside the CSV files: what they hold, for programs (Frictionless Data Package, version 1).

It says nothing of the rows, so it is the same for every run: https://specs.frictionlessdata.io/tabular-data-package/
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.export import csv
from pipeline.stages.table_columns import MEANINGS, TABLES, Column

NAME = "datapackage.json"

_TYPES = {"text": "string", "integer": "integer", "number": "number", "flag": "boolean"}
_POINTS_TO_LETTERS = {"fields": "letter", "reference": {"resource": "letters", "fields": "key"}}
_IS_A_MENTION = {"fields": "key", "reference": {"resource": "mentions", "fields": "key"}}


def write(path: Path) -> None:
    """Write the description of all tables."""
    text = json.dumps(data_package(), ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")


def data_package() -> dict[str, Any]:
    """The description as plain values."""
    return {
        "profile": "tabular-data-package",
        "name": "collegebrieven",
        "title": "Municipal letters: text, names and amounts",
        "resources": [_resource(name, columns) for name, columns in TABLES.items()],
    }


def _resource(name: str, columns: tuple[Column, ...]) -> dict[str, Any]:
    keys = [_POINTS_TO_LETTERS] if any(c.name == "letter" for c in columns) else []
    if name == "amounts":
        keys.append(_IS_A_MENTION)
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in columns],
        "missingValues": [""],
        "primaryKey": "key",
    }
    if keys:
        schema["foreignKeys"] = keys
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"{name}{csv.ENDING}",
        "description": MEANINGS[name],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": csv.SEPARATOR, "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _TYPES[column.kind], "description": column.meaning}
    if column.kind == "number":
        field["decimalChar"] = csv.DECIMAL
    if column.kind == "flag":
        field |= {"trueValues": [csv.TRUE], "falseValues": [csv.FALSE]}
    if column.name == "key":
        field["constraints"] = {"required": True, "unique": True}
    elif column.values:
        field["constraints"] = {"enum": list(column.values)}
    return field

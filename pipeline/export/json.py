"""A document as JSON and back, lossless: raw text, readings, words with boxes, layers, mentions, problems.

Generic over the dataclasses of `pipeline.document`, so that a new field needs no line here. A field that holds its
default is left out; spans, boxes and words are rows of numbers ([start, end], [left, top, right, bottom],
[span, box, confidence]) because a page has hundreds; decimals are strings, because a float is not the same sum.
"""

from __future__ import annotations

import json
import types
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from pipeline.document import Box, Document, Span, Word
from pipeline.errors import UnreadableInput
from pipeline.export.text import write_bytes

FORMAT = "collegebrieven document 1"
_AS_ROWS = (Span, Box, Word)
_WIDTH = 120


def document_to_json(document: Document) -> bytes:
    """UTF-8, one value a line where it fits; the same document gives the same bytes."""
    value = {"format": FORMAT, **_encode(document)}
    return (_render(value, 0) + "\n").encode("utf-8", "surrogatepass")


def document_from_json(data: bytes) -> Document:
    """The document again, equal to the one that was written.

    Raises:
        UnreadableInput: not a document of ours, or of a later version.
    """
    advice = "Run `brieven run` again to make it anew."
    try:
        value = json.loads(data.decode("utf-8", "surrogatepass"))
        if not isinstance(value, dict) or value.pop("format", None) != FORMAT:
            raise UnreadableInput("The file is no document.json of this version.", advice, "not-a-document")
        document = _decode(value, Document)
    except (ValueError, TypeError, KeyError, ArithmeticError) as error:
        raise UnreadableInput(f"The file is no whole document.json ({error}).", advice, "not-a-document") from error
    assert isinstance(document, Document)
    return document


def write_document(path: Path, document: Document) -> None:
    """Write document.json.

    Raises:
        UnwritableOutput: no permission or no space.
    """
    write_bytes(path, document_to_json(document))


def read_document(path: Path) -> Document:
    """Read what `write_document` wrote.

    Raises:
        UnreadableInput: not there, not readable, or not a document of this version.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror})."
        raise UnreadableInput(message, "Run `brieven run` again to make it anew.", "unreadable") from error
    try:
        return document_from_json(data)
    except UnreadableInput as error:
        raise UnreadableInput(f"{path}: {error.message}", error.advice, error.kind) from error


def _encode(value: Any) -> Any:
    if isinstance(value, _AS_ROWS):
        row = [_encode(getattr(value, field.name)) for field in fields(value)]
        while len(row) > 1 and row[-1] is None:
            row.pop()
        return row
    if is_dataclass(value):
        encoded = {}
        for field in fields(value):
            content = getattr(value, field.name)
            if not (field.default is not MISSING and field.default == content and type(field.default) is type(content)):
                encoded[field.name] = _encode(content)
        return encoded
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if value is None or isinstance(value, str | bool | int | float):
        return value
    raise TypeError(f"{type(value).__name__} has no form in document.json")


@lru_cache(maxsize=64)
def _hints(cls: type) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in fields(cls)}


def _decode(value: Any, hint: Any) -> Any:
    origin = get_origin(hint)
    if origin in (types.UnionType, Union):
        if value is None:
            return None
        (hint,) = (option for option in get_args(hint) if option is not type(None))
        return _decode(value, hint)
    if origin is tuple:
        item, *_ = get_args(hint)
        return tuple(_decode(element, item) for element in value)
    if is_dataclass(hint):
        assert isinstance(hint, type)
        hints = _hints(hint)
        if isinstance(value, list):
            value = dict(zip(hints, value))
        return hint(**{name: _decode(content, hints[name]) for name, content in value.items()})
    if hint is Decimal:
        return Decimal(value)
    return value


def _render(value: Any, depth: int) -> str:
    """On one line where that is short; else one element a line, so that a person can read and `diff` can show it."""
    if not isinstance(value, list | dict) or not value:
        return _compact(value)
    inner = " " * (depth + 1)
    if isinstance(value, list):
        parts = [_render(item, depth + 1) for item in value]
        opening, closing = "[", "]"
    else:
        parts = [f"{_compact(key)}: {_render(item, depth + 1)}" for key, item in value.items()]
        opening, closing = "{", "}"
    if sum(map(len, parts)) + 2 * len(parts) + depth < _WIDTH and not any("\n" in part for part in parts):
        return f"{opening}{', '.join(parts)}{closing}"
    return f"{opening}\n{inner}" + f",\n{inner}".join(parts) + f"\n{' ' * depth}{closing}"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))

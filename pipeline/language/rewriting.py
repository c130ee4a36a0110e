"""A string inside a word exchanged for another, as misreadings do it."""

from __future__ import annotations

from collections.abc import Iterator


def rewritten(word: str, before: str, after: str) -> Iterator[str]:
    """The word with `before` become `after`, once for each place where it stands, left to right."""
    at = word.find(before)
    while at >= 0:
        yield word[:at] + after + word[at + len(before) :]
        at = word.find(before, at + 1)

"""Letters as text files with their mentions marked: where lines come from, and what is true about them.

A letter file holds pages parted by a line '===='. In a page: an empty line parts blocks; '# ' starts a heading, '> ' a
line set as it stands, '- ' a bullet, '| a | b |' a row of a ruled table; everything else is a paragraph.
A mention is '{LABEL:text}' or '{LABEL:text=canonical}'; an amount '{AMOUNT:text=low:high;period;role;place}'.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "letters"
_MENTION = re.compile(r"\{(?P<label>[A-Z]+):(?P<text>[^={}]+)(?:=(?P<facts>[^{}]*))?\}")


@dataclass(frozen=True, slots=True)
class Marked:
    """A mention at `start` to `end` of its block's text."""

    start: int
    end: int
    label: str
    text: str
    facts: str


@dataclass(frozen=True, slots=True)
class Block:
    """`kind`: heading, fixed, bullet, row or paragraph. Cells of a row are parted by tabs in `text`."""

    kind: str
    text: str
    mentions: tuple[Marked, ...]


def read_letter(name: str) -> list[list[Block]]:
    """The blocks of each page of `letters/NAME.txt`."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return [_blocks(page) for page in re.split(r"^====\n", text, flags=re.MULTILINE)]


def _blocks(page: str) -> list[Block]:
    blocks: list[Block] = []
    paragraph: list[str] = []

    def close() -> None:
        if paragraph:
            blocks.append(_block("paragraph", " ".join(paragraph)))
            paragraph.clear()

    for line in page.splitlines():
        kind = {"# ": "heading", "> ": "fixed", "- ": "bullet", "| ": "row"}.get(line[:2])
        if kind or not line.strip():
            close()
        if kind == "row":
            blocks.append(_block(kind, "\t".join(cell.strip() for cell in line.strip("| ").split("|"))))
        elif kind:
            blocks.append(_block(kind, line[2:].strip()))
        elif line.strip():
            paragraph.append(line.strip())
    close()
    return blocks


def _block(kind: str, marked: str) -> Block:
    parts, mentions, at, length = [], [], 0, 0
    for match in _MENTION.finditer(marked):
        before = marked[at : match.start()]
        start = length + len(before)
        mentions.append(
            Marked(start, start + len(match["text"]), match["label"], match["text"], match["facts"] or match["text"])
        )
        parts += [before, match["text"]]
        length = start + len(match["text"])
        at = match.end()
    return Block(kind, "".join([*parts, marked[at:]]), tuple(mentions))

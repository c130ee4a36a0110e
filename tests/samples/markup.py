"""Letters as text files with their mentions marked: where the pages come from, and what is true about them.

A letter file (`letters/NAME.txt`) is read line by line; an empty line parts blocks. What starts a line says what it is:

    # heading             > line set as it stands        ^ small print          | cell | cell |   row of a ruled table
    * centred title       - bullet; 1. or a. item        = column | column      : label | value   of a letterhead
    !word arguments       a directive (see `typeset`)    ---- new page          ==== next document, new page

Everything else is a paragraph. Paragraphs, bullets and items go on to the next empty line or the next such start.
'¬' is where a long word may be parted at a line end. A mention is '{LABEL:text}' or '{LABEL:text=canonical}', an amount
'{A:text=low:high;period;role;place}' (in euro; ':high' for a range only; places parted by commas). Period,
role and place are what the sentence, the list, the head of the table or the subject of the letter says, or empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "letters"
LABELS = {"P": "PARTY", "N": "NEIGHBOURHOOD", "A": "AMOUNT", "O": "ORG", "H": "PERSON", "L": "PLACE"}

_MENTION = re.compile(r"\{(?P<label>[PNAOHL]):(?P<text>[^={}]+)(?:=(?P<facts>[^{}]*))?\}")
_KINDS = {
    "# ": "heading",
    "* ": "title",
    "> ": "fixed",
    "^ ": "small",
    "| ": "row",
    "= ": "columns",
    ": ": "labels",
}
_ITEM = re.compile(r"(?:\d+|[a-z])\. ")


@dataclass(frozen=True, slots=True)
class Marked:
    """A mention at `start` to `end` of its cell's text, and what is true about it."""

    start: int
    end: int
    label: str
    text: str
    facts: str


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    mentions: tuple[Marked, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """`kind`: one of those above, or 'directive', 'page', 'document'; `cells`: one but for rows, columns, labels."""

    kind: str
    cells: tuple[Cell, ...] = ()

    @property
    def text(self) -> str:
        return self.cells[0].text if self.cells else ""


def read_letter(name: str) -> list[Block]:
    """The blocks of `letters/NAME.txt`, in order."""
    blocks: list[Block] = []
    kind, lines = "", []

    def close() -> None:
        nonlocal kind
        if lines:
            blocks.append(Block(kind, (_cell(" ".join(lines)),)))
        kind = ""
        lines.clear()

    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        block = _whole(line)
        item = "bullet" if line.startswith("- ") else "item" if _ITEM.match(line) else ""
        if block or item or not line.strip():
            close()
        if block:
            blocks.append(block)
        elif line.strip():
            kind = kind or item or "paragraph"
            lines.append(line.removeprefix("- ").strip())
    close()
    return blocks


def _whole(line: str) -> Block | None:
    """The block that a line is by its first characters; None for a line of a paragraph, a bullet or an item."""
    if line in ("----", "===="):
        return Block("page" if line == "----" else "document")
    if line.startswith("!"):
        return Block("directive", (_cell(line[1:]),))
    kind = _KINDS.get(line[:2], "")
    if kind in ("row", "columns", "labels"):
        return Block(kind, tuple(_cell(cell.strip()) for cell in line[2:].rstrip(" |").split("|")))
    return Block(kind, (_cell(line[2:].strip()),)) if kind else None


def _cell(marked: str) -> Cell:
    parts, mentions, at, length = [], [], 0, 0
    for match in _MENTION.finditer(marked):
        before, text = marked[at : match.start()], match["text"]
        start = length + len(before)
        label = LABELS[match["label"]]
        mentions.append(Marked(start, start + len(text), label, text, match["facts"] or text))
        parts += [before, text]
        length = start + len(text)
        at = match.end()
    text = "".join([*parts, marked[at:]])
    if "{" in text:
        raise ValueError(f"a mention that cannot be read: {marked!r}")
    return Cell(text, tuple(mentions))

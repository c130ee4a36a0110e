"""Characters that are not what was written: ftfy line by line, as edits that walk back; spaces and soft hyphens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import version

import ftfy
from rapidfuzz.distance import Levenshtein

from pipeline.document import Edit

FTFY_VERSION = version("ftfy")

CONFIG = ftfy.TextFixerConfig(
    unescape_html=False,  # a letter that says '&amp;' says so on paper too, or is a web page: not ours to guess
    remove_terminal_escapes=True,  # never text, and dangerous to print
    fix_encoding=True,  # 'coÃ¶rdinatie'
    restore_byte_a0=True,  # 'Ã ' lost its no-break space: 'à'
    replace_lossy_sequences=True,  # 'Ã�' can only have been one of a few; better a mark than garbage
    decode_inconsistent_utf8=True,  # a page pasted together from two programs
    fix_c1_controls=True,  # Windows-1252 read as Latin-1: quotes and the euro sign
    fix_latin_ligatures=True,  # 'ﬁnancieel', and 'ĳ', which Dutch is not typed with
    fix_character_width=True,  # full-width digits from some scanners' software
    uncurl_quotes=False,  # ‘ ’ are what the letter has: a quotation should stay as it was printed
    fix_line_breaks=False,  # would change the number of lines; form feeds and U+2028 are the pages' business
    fix_surrogates=True,  # half characters cannot be written to a file
    remove_control_chars=True,  # never text
    normalization="NFC",  # 'e' + diaeresis is one letter to a reader and to the lexicon; NFKC would change '½' and '²'
    max_decode_length=1_000_000,
    explain=False,
)

_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_ZERO_WIDTH = re.compile(r"[\u200b\u2060\ufeff]")
_SOFT_HYPHEN = re.compile("\u00ad+")
_ODD = re.compile(r"[^\t\n -~]")
# Letters of Dutch text, and signs that are what they are: a line of these needs no ftfy.
_SOUND = re.compile(r"[\t -~äëïöüáéíóúàèìòùâêîôûçñÄËÏÖÜÁÉÍÓÚÀÈÌÒÙÂÊÎÔÛÇÑ€‘’“”„–—…•·§°²³½¼¾±×«»®©]*")
_SUSPECT = re.compile(r"[ÃÂâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|ï¿½|ï»¿")


def encoding_edits(text: str) -> Iterator[Edit]:
    """Edits for encoding damage, in the order of the text; a line break is never part of one."""
    for start, line in _odd_lines(text):
        if _SOUND.fullmatch(line) and not _SUSPECT.search(line):
            continue
        fixed, steps = ftfy.fix_and_explain(line, CONFIG._replace(explain=True))
        fixed = fixed.replace("\n", " ").replace("\r", " ")
        if fixed == line:
            continue
        names = [step.parameter if step.action == "apply" else "fix_encoding" for step in steps or ()]
        rule = "ftfy:" + "+".join(dict.fromkeys(names or ["normalization"]))
        for before, before_end, after, after_end in _changed_blocks(line, fixed):
            yield Edit(start + before, line[before:before_end], fixed[after:after_end], rule)


def blank_edits(text: str) -> Iterator[Edit]:
    """Edits for spaces of other widths, marks of no width, and soft hyphens, in the order of the text.

    A soft hyphen at the end of a line is a line-end hyphen; elsewhere it shows nothing.
    """
    for start, line in _odd_lines(text):
        found = [Edit(m.start(), m[0], " ", "space:no-break") for m in _SPACES.finditer(line)]
        found += [Edit(m.start(), m[0], "", "space:zero-width") for m in _ZERO_WIDTH.finditer(line)]
        for match in _SOFT_HYPHEN.finditer(line):
            last = start + len(line) < len(text) and not line[match.end() :].strip()
            found.append(Edit(match.start(), match[0], "-" if last else "", "hyphen:soft"))
        for edit in sorted(found, key=lambda edit: edit.start):
            yield Edit(start + edit.start, edit.before, edit.after, edit.rule)


def _odd_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines, with their places, that hold anything but plain ASCII."""
    start = 0
    for line in text.split("\n"):
        if _ODD.search(line):
            yield start, line
        start += len(line) + 1


def _changed_blocks(before: str, after: str) -> Iterator[tuple[int, int, int, int]]:
    """Runs that differ, neighbours joined: an insertion and a deletion in one place are one change."""
    pending: tuple[int, int, int, int] | None = None
    for operation in Levenshtein.opcodes(before, after):
        if operation.tag == "equal":
            if pending:
                yield pending
            pending = None
            continue
        start = pending or (operation.src_start, 0, operation.dest_start, 0)
        pending = (start[0], operation.src_end, start[2], operation.dest_end)
    if pending:
        yield pending

"""What a folder says about misreadings: pairs of a true word and what was read, and the words that stand there.

    read_truth(folder, lexicon)       NAME.noisy.txt beside NAME.gold.txt: the pairs are certain
    read_collection(folder, lexicon)  output of a run: pairs where two readings of a page disagree and the lexicon knows
                                      one of the two words, and what the corrector changed or suggested

Letters are read one after the other; only counts are kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from pipeline.document import Document, Edit, Page, Suggestion
from pipeline.evaluate import GOLD, line_words, readable_lines, text_pairs
from pipeline.export.json import read_document
from pipeline.language.lexicon import Lexicon
from pipeline.stages.correct.words import fold
from pipeline.stages.pages import text_reading
from pipeline.stages.repair import repair_characters

TRUTH, READINGS, CORRECTOR, UNKNOWN = "ground truth", "two readings", "corrector", "unknown words"
CONTEXT = 24  # code points on either side of a word

_LETTERS = re.compile(r"[^\W\d_]{2,}")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,3}\.){2,}")
_ROMAN = re.compile(r"[IVXLCDM]+")
_ADDRESS = re.compile(r"@|://|www\.|\.nl\b", re.IGNORECASE)


@dataclass(slots=True)
class Seen:
    """A word as written: how often, in how many letters, and where first."""

    count: int = 0
    letters: int = 0
    last_letter: str = ""
    context: str = ""


@dataclass
class Evidence:
    """Counts over all letters.

    `pairs` holds (true, read, letter, source), folded; `words` every word as written; `scanned` those on pages that a
    scanner or an OCR engine read; `unknown` the words that the lexicon does not know; `doubted` what somebody or
    something read otherwise.
    """

    letters: int = 0
    pairs: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    scanned: Counter[str] = field(default_factory=Counter)
    unknown: dict[str, Seen] = field(default_factory=dict)
    doubted: set[str] = field(default_factory=set)

    def add_pair(self, true: str, read: str, letter: str, source: str) -> None:
        self.doubted.add(read)
        true, read = fold_pair(true, read)
        if true != read:
            self.pairs[true, read, letter, source] += 1

    def add_text(self, text: str, letter: str, lexicon: Lexicon, *, scanned: bool) -> None:
        for word, start in words_of(text):
            self.words[word] += 1
            if scanned:
                self.scanned[word] += 1
            if lexicon.knows(word):
                continue
            seen = self.unknown.setdefault(word, Seen())
            seen.count += 1
            if seen.last_letter != letter:
                seen.letters, seen.last_letter = seen.letters + 1, letter
            if not seen.context:
                seen.context = text[max(0, start - CONTEXT) : start + len(word) + CONTEXT]


def is_truth(folder: Path) -> bool:
    return any(folder.glob(f"*{GOLD}")) or any((folder / "text").glob(f"*{GOLD}"))


def read_truth(folder: Path, lexicon: Lexicon) -> Evidence:
    """Pairs from aligned words of aligned lines; letters whose noisy text is clean say nothing about a scanner.

    Raises:
        BadArgument: a gold text without its noisy one.
    """
    if not any(folder.glob(f"*{GOLD}")):
        folder = folder / "text"
    evidence = Evidence()
    for name, noisy, gold in text_pairs(folder):
        evidence.letters += 1
        scanned = noisy != gold
        for read_line, true_line in readable_lines(*(_repaired(text, lexicon) for text in (noisy, gold))):
            evidence.add_text(true_line, name, lexicon, scanned=scanned)
            for true, read in aligned(line_words(true_line), line_words(read_line)):
                evidence.add_pair(true, read, name, TRUTH)
    evidence.doubted -= set(evidence.words)  # what the truth has stands there
    return evidence


def _repaired(text: str, lexicon: Lexicon) -> str:
    """What the repair of characters changes is no misreading; a truth that has ligatures is met half-way."""
    return repair_characters(Page(1, 0, 0, text_reading(text)), lexicon).text


def read_collection(documents: Iterable[Path], lexicon: Lexicon) -> Evidence:
    """Pairs from the document.json files of a run.

    Raises:
        UnreadableInput: a document.json is no longer whole.
    """
    evidence = Evidence()
    for path in documents:
        document = read_document(path)
        evidence.letters += max(1, len(document.letters))
        for page in document.pages:
            letter = _letter_of(document, page)
            born_digital = page.judgement is not None and page.judgement.kind == "born-digital"
            scanned = not (born_digital and page.source == "text-layer")
            evidence.add_text(page.text, letter, lexicon, scanned=scanned)
            for true, read, source in _pairs_on(page, lexicon):
                evidence.add_pair(true, read, letter, source)
    return evidence


def words_of(text: str) -> Iterator[tuple[str, int]]:
    """Words as written and where they start: runs of letters, and abbreviations with their full stops."""
    for chunk in re.finditer(r"\S+", text):
        if _ADDRESS.search(chunk[0]):
            continue
        dotted = _DOTTED.fullmatch(chunk[0])
        if dotted:
            yield chunk[0], chunk.start()
            continue
        for run in _LETTERS.finditer(chunk[0]):
            beside = chunk[0][max(0, run.start() - 1) : run.start()] + chunk[0][run.end() : run.end() + 1]
            if not any(c.isdigit() or c == "_" for c in beside) and not _ROMAN.fullmatch(run[0]):
                yield run[0], chunk.start() + run.start()


def aligned(true_words: Sequence[str], read_words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs of words that stand in the same place and differ; words that were split or joined count as one."""
    true_from = read_from = 0
    for operation in [*Levenshtein.opcodes(list(true_words), list(read_words)), None]:
        if operation is not None and operation.tag != "equal":
            continue
        true_to = operation.src_start if operation else len(true_words)
        read_to = operation.dest_start if operation else len(read_words)
        true, read = true_words[true_from:true_to], read_words[read_from:read_to]
        if len(true) == len(read):
            yield from zip(true, read)
        elif true and read:
            yield "".join(true), "".join(read)
        if operation is not None:
            true_from, read_from = operation.src_end, operation.dest_end


def fold_pair(true: str, read: str) -> tuple[str, str]:
    """Both as the corrector folds them; a capital that was read as a small letter stays to be seen ('I' as 'l')."""
    (folded_true, true_case), (folded_read, read_case) = fold(true), fold(read)
    if true_case == "title" and read_case == "lower" and folded_true != folded_read:
        return true, folded_read
    return folded_true, folded_read


def _letter_of(document: Document, page: Page) -> str:
    number = max((letter.number for letter in document.letters if letter.first_page <= page.number), default=1)
    return f"{document.id[:12]}:l{number}"


def _pairs_on(page: Page, lexicon: Lexicon) -> Iterator[tuple[str, str, str]]:
    for layer in page.layers:
        if layer.stage == "correct":
            yield from ((edit.after, edit.before, CORRECTOR) for edit in layer.edits if _are_words(edit))
    for suggestion in page.suggestions:
        if _are_words(suggestion):
            yield suggestion.after, suggestion.before, CORRECTOR
    mine = line_words(page.raw)
    for other in page.others:
        for one, two in aligned(mine, line_words(other.text)):
            if lexicon.knows(one) and not lexicon.knows(two):
                yield one, two, READINGS
            elif lexicon.knows(two) and not lexicon.knows(one):
                yield two, one, READINGS


def _are_words(change: Edit | Suggestion) -> bool:
    """Whether a word became a word: no bullets, no blanks."""
    return all(len(text) > 1 and text.split() == [text] for text in (change.before, change.after))

"""How good it is, against ground truth: error rates before and after each layer, harm, and scores per label.

A folder of ground truth holds any of (the format of the samples in `tests/samples/truth`):

    pdf/NAME.truth.txt    what the pages of NAME.pdf (.tif, .png, .txt ...) say, a form feed between pages
    text/NAME.noisy.txt   a text as OCR left it, and what the paper says, aligned line by line; '@@' stands for what
    text/NAME.gold.txt    nobody can read: such lines are left out
    entities.tsv          mentions in the gold text: letter, line (from 1), start, end, label, text, canonical,
                          value_low, value_high, period, role, place; '+' after the canonical: goes on on the next line

Word error rate: token Levenshtein distance over the tokens of the truth; character error rate likewise over code
points, white space folded. Harm: tokens that were right before a correction and wrong after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from pipeline.document import PAGE_SEPARATOR, Document, Page
from pipeline.entity_scores import UNREADABLE, LabelScore, Miss, score_entities
from pipeline.errors import BadArgument
from pipeline.inputs import TRUTH
from pipeline.route import TEXT_STAGES, correct_text, process_file, tag_lines
from pipeline.settings import Settings

PARTS = ("all", "files", "text")
TEXT_LAYER = "text layer"
NOISY, GOLD = ".noisy.txt", ".gold.txt"

_SUPERSCRIPT = re.compile(r"[\u00b9\u00b2\u00b3\u2070-\u2079]")
_EDGE = re.compile(r"^\W+|\W+$")


@dataclass(frozen=True, slots=True)
class Errors:
    """Edits between a text and its truth. Rates are 0 where the truth is empty."""

    word_edits: int = 0
    words: int = 0
    character_edits: int = 0
    characters: int = 0

    def __add__(self, other: Errors) -> Errors:
        return Errors(
            self.word_edits + other.word_edits,
            self.words + other.words,
            self.character_edits + other.character_edits,
            self.characters + other.characters,
        )

    @property
    def word_error_rate(self) -> float:
        return self.word_edits / self.words if self.words else 0.0

    @property
    def character_error_rate(self) -> float:
        return self.character_edits / self.characters if self.characters else 0.0


@dataclass(frozen=True, slots=True)
class FileScore:
    """One file, read from its pages: errors of the text layer it came with, and after reading and after each layer."""

    name: str
    judgements: tuple[str, ...]
    stages: dict[str, Errors]  # after 'text layer', 'read', and each of `TEXT_STAGES`
    harmed: int  # words right as read and wrong at the end


@dataclass(frozen=True, slots=True)
class TextScore:
    """One text, corrected with its lines kept."""

    name: str
    words: int
    before: int
    after: int
    clean: bool  # the noisy text equals its truth: every change is harm
    harmed: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    files: tuple[FileScore, ...]
    texts: tuple[TextScore, ...]
    labels: dict[str, LabelScore]
    misses: tuple[Miss, ...]


def evaluate(folder: Path, settings: Settings, letters: Path | None = None, only: str = "all") -> Evaluation:
    """Measure on the ground truth in `folder`; `letters` names where the files are if not in `folder/pdf`.

    Args:
        folder: see the top of this module.
        settings: as for a run.
        letters: folder with the files that `pdf/NAME.truth.txt` speaks of.
        only: 'files' (read from their pages), 'text' (the aligned texts and the entities) or 'all'.

    Raises:
        BadArgument: the folder holds no ground truth, or a truth without its file.
    """
    if only not in PARTS:
        raise BadArgument(f"--only {only!r} is not one of {', '.join(PARTS)}.")
    files = tuple(_score_files(folder, letters, settings)) if only != "text" else ()
    pairs = list(text_pairs(folder / "text")) if only != "files" else []
    corrected = {name: correct_text(noisy, settings) for name, noisy, _ in pairs}
    texts = tuple(score_text(name, noisy, gold, corrected[name].text) for name, noisy, gold in pairs)
    golds = {name: gold for name, _, gold in pairs}
    tagged = {name: tag_lines(document, settings) for name, document in corrected.items()}
    labels, misses = score_entities(folder / "entities.tsv", golds, tagged) if tagged else ({}, [])
    if not files and not texts:
        raise BadArgument(
            f"{folder}: no ground truth found.",
            "It needs pdf/NAME.truth.txt beside NAME.pdf, or text/NAME.noisy.txt with text/NAME.gold.txt.",
        )
    return Evaluation(files, texts, labels, tuple(misses))


def measure(text: str, truth: str) -> Errors:
    """Errors of a text against its truth, line ends and their hyphens folded on both sides."""
    text, truth = fold_lines(text), fold_lines(truth)
    tokens, true_tokens = text.split(), truth.split()
    return Errors(
        Levenshtein.distance(tokens, true_tokens),
        len(true_tokens),
        Levenshtein.distance(" ".join(tokens), " ".join(true_tokens)),
        len(" ".join(true_tokens)),
    )


def fold_lines(text: str) -> str:
    """Undo line-end hyphens by a fixed rule, the same for a text and its truth, whatever the pipeline decided.

    Between lower-case letters the hyphen goes, between others it stays and the line end goes; before 'en' and 'of'
    ('woon-/en leefmilieu') the line end counts as a space. A wrong guess costs one word on both sides alike.
    """
    text = re.sub(r"(?<=[a-zà-ÿ])-[ \t]*\n[ \t]*(?!(?:en|of)\b)(?=[a-zà-ÿ])", "", text)
    return re.sub(r"(?<=\w)-[ \t]*\n[ \t]*(?!(?:en|of)\b)(?=\w)", "-", text)


def right_words(tokens: Sequence[str], true_tokens: Sequence[str]) -> set[int]:
    """Indexes of the true tokens that a best alignment finds in `tokens`."""
    right = set(range(len(true_tokens)))
    for operation in Levenshtein.opcodes(list(tokens), list(true_tokens)):
        if operation.tag != "equal":
            right -= set(range(operation.dest_start, operation.dest_end))
    return right


def _score_files(folder: Path, letters: Path | None, settings: Settings) -> Iterator[FileScore]:
    for truth_path in sorted((folder / "pdf").glob(f"*{TRUTH}")):
        name = truth_path.name.removesuffix(TRUTH)
        places = [letters] if letters else [folder / "pdf"]
        found = [p for place in places for p in sorted(place.glob(f"{name}.*")) if p != truth_path]
        if not found:
            raise BadArgument(f"{truth_path}: no file {name}.* in {places[0]}.", "Name its folder with --letters.")
        document = process_file(found[0], settings)
        yield _score_file(name, document, truth_path.read_text(encoding="utf-8").split(PAGE_SEPARATOR))


def _score_file(name: str, document: Document, truths: Sequence[str]) -> FileScore:
    stages = dict.fromkeys((TEXT_LAYER, "read", *TEXT_STAGES), Errors())
    harmed = 0
    pages = list(document.pages)
    for index in range(max(len(pages), len(truths))):
        truth = truths[index] if index < len(truths) else ""
        page = pages[index] if index < len(pages) else None
        texts = {TEXT_LAYER: _text_layer(page), "read": page.raw if page else ""}
        for number, stage in enumerate(TEXT_STAGES, 1):
            texts[stage] = page.text_after(TEXT_STAGES[:number]) if page else ""
        for stage, text in texts.items():
            stages[stage] += measure(text, truth)
        last = page.text if page else ""
        true_tokens = fold_lines(truth).split()
        harmed += len(
            right_words(fold_lines(texts["read"]).split(), true_tokens)
            - right_words(fold_lines(last).split(), true_tokens)
        )
    judgements = tuple(page.judgement.kind if page.judgement else "" for page in pages)
    return FileScore(name, judgements, stages, harmed)


def _text_layer(page: Page | None) -> str:
    if page is None:
        return ""
    readings = (page.reading, *page.others)
    return next((r.text for r in readings if r.source in ("text-layer", "text-file")), "")


def text_pairs(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Name, noisy text and truth of every pair in a folder.

    Raises:
        BadArgument: a truth without its noisy text.
    """
    for gold_path in sorted(folder.glob(f"*{GOLD}")):
        name = gold_path.name.removesuffix(GOLD)
        noisy_path = gold_path.with_name(name + NOISY)
        if not noisy_path.is_file():
            raise BadArgument(f"{gold_path}: {noisy_path.name} is missing.", "Put the noisy text beside its truth.")
        yield name, _read(noisy_path), _read(gold_path)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").rstrip("\n")


def readable_lines(*texts: str) -> Iterator[tuple[str, ...]]:
    """Aligned lines of texts whose last one is the truth, without those that nobody can read."""
    lines = [text.split("\n") for text in texts]
    longest = max(map(len, lines))
    for index in range(longest):
        row = tuple(part[index] if index < len(part) else "" for part in lines)
        if UNREADABLE not in row[-1] and not _SUPERSCRIPT.search(row[-1]):
            yield row


def line_words(line: str) -> list[str]:
    """The tokens of a line without punctuation at their edges, those that hold a letter."""
    stripped = (_EDGE.sub("", token) for token in line.split())
    return [word for word in stripped if any(c.isalpha() for c in word)]


def score_text(name: str, noisy: str, gold: str, corrected: str) -> TextScore:
    """Wrong words before and after a correction that kept the lines."""
    words = before = after = harmed = 0
    for noisy_line, corrected_line, gold_line in readable_lines(noisy, corrected, gold):
        truth = line_words(gold_line)
        words += len(truth)
        before += Levenshtein.distance(line_words(noisy_line), truth)
        after += Levenshtein.distance(line_words(corrected_line), truth)
        harmed += len(right_words(line_words(noisy_line), truth) - right_words(line_words(corrected_line), truth))
    return TextScore(name, words, before, after, clean=noisy == gold, harmed=harmed)

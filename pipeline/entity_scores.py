"""Mentions found in corrected texts against the expected ones of `entities.tsv`, label by label."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from pipeline.document import Document, Mention
from pipeline.errors import BadArgument

EXACT_LABELS = ("PARTY", "NEIGHBOURHOOD", "AMOUNT")
LABELS = (*EXACT_LABELS, "ORG", "PERSON", "PLACE")
UNREADABLE = "@@"
"""Marks a line of truth that nobody can read."""


@dataclass(slots=True)
class LabelScore:
    """Counts for one label; a `field` score is (right, asked) over the true positives."""

    true_positives: int = 0
    predicted: int = 0
    expected: int = 0
    fields: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    @property
    def precision(self) -> float:
        return self.true_positives / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.true_positives / self.expected if self.expected else 0.0

    @property
    def f_score(self) -> float:
        total = self.predicted + self.expected
        return 2 * self.true_positives / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Miss:
    """A mention that was missed (`found` empty), found and not expected, or found with a wrong field."""

    name: str
    line: int
    label: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class _Expected:
    name: str
    line: int
    start: int
    end: int
    label: str
    text: str
    canonical: str
    goes_on: bool
    row: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Found:
    line: int
    start: int
    end: int
    goes_on: bool
    mention: Mention


def score_entities(
    path: Path, golds: dict[str, str], tagged: dict[str, Document]
) -> tuple[dict[str, LabelScore], list[Miss]]:
    """Scores per label, and every miss, of documents tagged with their lines kept.

    Args:
        path: entities.tsv; where it is absent there are no scores.
        golds: by name, the text that the rows of `path` count in.
        tagged: by name, the corrected text with its mentions, line by line as in `golds`.

    Raises:
        BadArgument: a row that cannot be read.
    """
    if not path.is_file():
        return {}, []
    scores = {label: LabelScore() for label in LABELS}
    misses: list[Miss] = []
    rows = list(_read_entities(path))
    for name, document in tagged.items():
        gold_lines, lines = golds[name].split("\n"), document.text.split("\n")
        skipped = {n for n, line in enumerate(gold_lines, 1) if UNREADABLE in line}
        found = [f for f in _found_by_line(document) if f.line not in skipped]
        for label in LABELS:
            wanted = [r for r in rows if r.name == name and r.label == label and r.line not in skipped]
            candidates = [f for f in found if f.mention.label == label]
            score = scores[label]
            score.predicted += len(candidates)
            score.expected += len(wanted)
            for expected in wanted:
                match = _match(expected, candidates, gold_lines, lines)
                if match is None:
                    misses.append(Miss(name, expected.line, label, expected.text, ""))
                    continue
                candidates.remove(match)
                score.true_positives += 1
                misses += _score_fields(score, expected, match)
            misses += [Miss(name, f.line, label, "", f.mention.text) for f in candidates]
    return scores, sorted(misses, key=lambda m: (m.label, m.name, m.line))


def _read_entities(path: Path) -> Iterator[_Expected]:
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            values = {key: value or "" for key, value in row.items() if key is not None}
            try:
                line, start, end = (int(values[key]) for key in ("line", "start", "end"))
            except (KeyError, ValueError) as error:
                raise BadArgument(f"{path}: not a row of entities.tsv: {row}") from error
            canonical = values["canonical"]
            yield _Expected(
                values["letter"],
                line,
                start,
                end,
                values["label"],
                values["text"],
                canonical.removesuffix("+"),
                canonical.endswith("+"),
                values,
            )


def _found_by_line(document: Document) -> Iterator[_Found]:
    """Each mention as the part of it that lies on its first line (columns in the corrected text)."""
    text = document.text
    for mention in document.mentions:
        line_start = text.rfind("\n", 0, mention.span.start) + 1
        line_end = text.find("\n", mention.span.start)
        end = min(mention.span.end, line_end if line_end >= 0 else len(text))
        line = text.count("\n", 0, mention.span.start) + 1
        yield _Found(line, mention.span.start - line_start, end - line_start, end < mention.span.end, mention)


def _match(
    expected: _Expected, candidates: Iterable[_Found], gold_lines: Sequence[str], lines: Sequence[str]
) -> _Found | None:
    start, end = _map_columns(gold_lines[expected.line - 1], lines[expected.line - 1], expected.start, expected.end)
    for found in candidates:
        if found.line != expected.line:
            continue
        exact = (found.start, found.end) == (start, end)
        if exact or (expected.label not in EXACT_LABELS and found.start < end and start < found.end):
            return found
    return None


def _map_columns(gold: str, line: str, start: int, end: int) -> tuple[int, int]:
    """Columns of the gold line in the corrected one."""
    if gold == line:
        return start, end
    to_line = [0] * (len(gold) + 1)
    for operation in Levenshtein.opcodes(gold, line):
        for index in range(operation.src_start, operation.src_end):
            inside = min(index - operation.src_start, operation.dest_end - operation.dest_start)
            to_line[index] = operation.dest_start + inside
    to_line[len(gold)] = len(line)
    return to_line[start], to_line[end - 1] + 1 if end > start else to_line[start]


def _score_fields(score: LabelScore, expected: _Expected, found: _Found) -> Iterator[Miss]:
    mention, label = found.mention, expected.label
    asked: dict[str, tuple[str, str]] = {}
    if label in ("PARTY", "NEIGHBOURHOOD"):
        asked["canonical"] = (expected.canonical, mention.canonical)
    if label == "AMOUNT" and mention.amount is not None:
        amount = mention.amount
        wanted = (_decimal(expected.row["value_low"]), _decimal(expected.row["value_high"]))
        asked["value"] = (_range(*wanted), _range(amount.low, amount.high))
        asked |= {name: (expected.row.get(name, ""), getattr(amount, name)) for name in ("period", "role", "place")}
    for name, (right, actual) in asked.items():
        score.fields[name][0] += right == actual
        score.fields[name][1] += 1
        if right != actual:
            yield Miss(expected.name, expected.line, label, f"{expected.text}: {name} {right!r}", f"{actual!r}")


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise BadArgument(f"entities.tsv: {text!r} is not a number.") from error


def _range(low: Decimal, high: Decimal) -> str:
    return f"{low.normalize():f}" if low == high else f"{low.normalize():f} to {high.normalize():f}"

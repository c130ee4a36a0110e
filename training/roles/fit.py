"""Learn what each place of a word for a role is worth: writes `pipeline/stages/tag/role_weights.csv`.

Multinomial logistic regression over the features of `pipeline.stages.tag.roles`, on the amounts whose role is marked in
`tests/cases/marked`, `tests/cases/letters` and `tests/samples/truth`. First it prints how many roles are right in each
file when the weights are learned from the other files only; this, not the fit, is what to expect of unseen letters.

    python -m training.roles.fit          # from the root of the repository; some seconds
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.stages.tag.amounts import find_amounts
from pipeline.stages.tag.columns import find_column_amounts, merge
from pipeline.stages.tag.roles import CHOICES, LEAST, Surroundings, features
from pipeline.stages.tag.rows import find_cells
from pipeline.stages.tag.structure import Structure
from pipeline.stages.tag.surface import flow
from pipeline.stages.tag.surroundings import Text, is_ceiling
from tests.marked import LETTERS, pieces

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = ROOT / "pipeline" / "stages" / "tag" / "role_weights.csv"
SAMPLES = ROOT / "tests" / "samples" / "truth"
PENALTY = 0.0003
"""Of a squared weight. A weight of one role alone is penalised four times as much as one that all roles share."""
STEPS, RATE = 400, 0.05
LEAST_WEIGHT = 0.02


@dataclass(frozen=True, slots=True)
class Example:
    file: str
    around: Surroundings
    role: str
    told: bool  # by the words next to it: a ceiling, or a part of the amount before; not to be learned


def examples() -> Iterator[Example]:
    for piece in (*pieces(), *pieces(LETTERS)):
        marks = {(m.start, m.end): str(m.wanted.get("role", "?")) for m in piece.marks if m.label == "AMOUNT"}
        yield from _of_text(piece.source.rpartition("-")[0], piece.text, marks)
    rows = defaultdict(list)
    with (SAMPLES / "entities.tsv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["label"] == "AMOUNT":
                rows[row["letter"]].append(row)
    for name, amounts in rows.items():
        text = (SAMPLES / "text" / f"{name}.gold.txt").read_text(encoding="utf-8")
        lines = [0, *(index + 1 for index, sign in enumerate(text) if sign == "\n")]
        starts = {lines[int(row["line"]) - 1] + int(row["start"]): row["role"] or "" for row in amounts}
        yield from _of_text(name, text, starts)


def _of_text(file: str, source: str, marks: dict[tuple[int, int], str] | dict[int, str]) -> Iterator[Example]:
    surface = flow(source)
    amounts = merge(find_amounts(surface), find_column_amounts(surface, source))
    text = Text(Structure(surface), amounts, find_cells(surface, amounts, source))
    before = None
    for index, money in enumerate(amounts):
        span = surface.to_source(money.start, money.end)
        role = marks.get((span.start, span.end), marks.get(span.start, "?"))
        if role in CHOICES:
            told = money.rule == "amount:parts" or is_ceiling(text.structure, money)
            yield Example(file, text.surroundings(index, before), role, told)
        before = role if role in CHOICES else None


@dataclass(frozen=True)
class Design:
    """Which features speak for which choice of which example, as the cells of a sparse matrix."""

    lines: np.ndarray  # example times the number of choices, plus choice
    columns: np.ndarray
    values: np.ndarray
    names: list[str]  # of the columns: 'place' for all roles, 'place@role' for one

    def of(self, chosen: np.ndarray) -> Design:
        """The part that is about the chosen examples (a mask), counted anew."""
        kept = chosen[self.lines // len(CHOICES)]
        anew = np.cumsum(chosen) - 1
        lines = self.lines[kept]
        return Design(
            anew[lines // len(CHOICES)] * len(CHOICES) + lines % len(CHOICES),
            self.columns[kept],
            self.values[kept],
            self.names,
        )


def design(found: Sequence[Example]) -> Design:
    index: dict[str, int] = {}
    cells = [
        (number * len(CHOICES) + choice, index.setdefault(name, len(index)), value)
        for number, example in enumerate(found)
        for choice, (role, places) in enumerate(features(example.around).items())
        for place in sorted(places)
        for name, value in ((place, 1.0), (f"{place}@{role or 'none'}", 0.5))
    ]
    lines, columns, values = (np.array(part) for part in zip(*cells, strict=True))
    return Design(lines, columns, values, list(index))


def learn(told: Design, roles: np.ndarray) -> np.ndarray:
    """Weights that make the marked roles likeliest, by full gradient steps (Adam); nothing in it is random."""
    weights, first, second = (np.zeros(len(told.names)) for _ in range(3))
    right = np.zeros((len(roles), len(CHOICES)))
    right[np.arange(len(roles)), roles] = 1
    for step in range(1, STEPS + 1):
        over = (likely(told, weights, len(roles)) - right).reshape(-1)[told.lines]
        gradient = np.bincount(told.columns, told.values * over, len(weights)) / len(roles) + 2 * PENALTY * weights
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        weights -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weights


def likely(told: Design, weights: np.ndarray, examples: int) -> np.ndarray:
    """Probability of each choice, examples x choices."""
    scores = np.bincount(told.lines, told.values * weights[told.columns], examples * len(CHOICES))
    scores = scores.reshape(examples, len(CHOICES))
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


@dataclass(frozen=True)
class Marked:
    """Every amount whose role is marked."""

    files: np.ndarray
    roles: np.ndarray
    to_learn: np.ndarray
    told: Design

    @staticmethod
    def load() -> Marked:
        found = list(examples())
        return Marked(
            np.array([example.file for example in found]),
            np.array([CHOICES.index(example.role) for example in found]),
            np.array([not example.told for example in found]),
            design(found),
        )


def each_from_the_others(marked: Marked) -> dict[str, tuple[int, int]]:
    """For each file how many roles are right of how many, by weights that were learned without it."""
    scores = {}
    for file in sorted(set(marked.files)):
        held = (marked.files == file) & marked.to_learn
        others = marked.to_learn & ~held
        odds = likely(marked.told.of(held), learn(marked.told.of(others), marked.roles[others]), int(held.sum()))
        best = np.where(odds.max(axis=1) >= LEAST, odds.argmax(axis=1), 0)
        scores[file] = (int((best == marked.roles[held]).sum()), int(held.sum()))
    return scores


def weights(marked: Marked) -> dict[str, float]:
    """What each place is worth, learned from all."""
    learned = learn(marked.told.of(marked.to_learn), marked.roles[marked.to_learn])
    worth = {
        name: float(weight) * (0.5 if "@" in name else 1)
        for name, weight in sorted(zip(marked.told.names, learned, strict=True))
    }
    return {name: weight for name, weight in worth.items() if abs(weight) >= LEAST_WEIGHT}


def main() -> None:
    marked = Marked.load()
    scores = each_from_the_others(marked)
    for file, (right, asked) in scores.items():
        print(f"{file:55} {right:4} of {asked:4}")
    right, asked = (sum(count) for count in zip(*scores.values(), strict=True))
    print(f"{'each file from the others':55} {right:4} of {asked:4} = {right / asked:.3f}")
    with WEIGHTS.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow(("feature", "weight"))
        writer.writerows((name, f"{weight:.2f}") for name, weight in weights(marked).items())


if __name__ == "__main__":
    main()

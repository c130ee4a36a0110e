"""What `brieven learn` is worth: letters corrected with and without the learned rows.

    python benchmarks/learn.py [FOLDER]

FOLDER holds NAME.noisy.txt with NAME.gold.txt (default: ../shared/letters/text). Three times:

- from ground truth, on top of the built-in dictionaries: each noisy letter is held out once, and corrected with what
  the others teach;
- the same in place of the built-in confusions, which is how an office stands whose scanner's confusions nobody has
  written down: all are taken away but o>e, which no letter can teach that is the only one to have it;
- in their place again, from a run over all letters, the truth unseen.

Harm is counted on the clean letters (noisy equals gold): words changed there. Baseline: the same without the learned
rows. Words are counted as in `brieven evaluate`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.correct import TEXTS, Text, read_texts
from pipeline.dictionaries import load_rows
from pipeline.document import Document, Page, Reading
from pipeline.evaluate import GOLD, NOISY, score_text
from pipeline.export.json import write_document
from pipeline.export.text import write_text
from pipeline.language.lexicon import load_lexicon
from pipeline.learn import COLUMNS, learn
from pipeline.settings import Settings
from pipeline.stages.correct import correct_pages, load_corrector

KEPT = "o>e"


def cross_validate(title: str, base: Path | None, texts: Sequence[Text], work: Path) -> None:
    print_head(title)
    rows: list[tuple[int, ...]] = []
    for held_out in (text for text in texts if not text.clean):
        folder = work / title / held_out.name
        for text in texts:
            if text is not held_out:
                write_text(folder / "truth" / f"{text.name}{NOISY}", text.noisy)
                write_text(folder / "truth" / f"{text.name}{GOLD}", text.gold)
        count, own = accept(folder / "truth", base, folder)
        rows.append((count, *compare(held_out, texts, base, own)))
        print_row(held_out.name, rows[-1])
    print_row("all", [sum(column) for column in zip(*rows)])


def without_truth(title: str, base: Path, texts: Sequence[Text], work: Path) -> None:
    print_head(title)
    corrector = load_corrector(load_lexicon(), Settings(corrections=base))
    for number, text in enumerate(texts):
        pages = correct_pages([Page(1, 0, 0, Reading("text-file", text.repaired))], corrector)
        document = Document(f"{number:064x}", text.name, pages)
        write_document(work / title / "run" / text.name / "document.json", document)
    count, own = accept(work / title / "run", base, work / title)
    rows = [(count, *compare(text, texts, base, own)) for text in texts if not text.clean]
    for text, row in zip((text for text in texts if not text.clean), rows):
        print_row(text.name, row)
    print_row("all", [count, *(sum(column) for column in list(zip(*rows))[1:])])


def accept(source: Path, base: Path | None, folder: Path) -> tuple[int, Path]:
    """How many rows `source` teaches, and an own folder with all of them on top of `base`."""
    learned = learn(source, folder / "learned", Settings(corrections=base))
    for file in learned:
        write_rows(folder / "own" / file.name, [*(rows_of(base / file.name) if base else ()), *rows_of(file)])
    return sum(learned.values()), folder / "own"


def compare(text: Text, texts: Sequence[Text], base: Path | None, own: Path) -> tuple[int, ...]:
    """Wrong words before, and after without and with the own folder; changed words of clean texts likewise."""
    before, without, harm_without = measure(text, texts, base)
    _, with_rows, harm_with = measure(text, texts, own)
    return before, without, with_rows, harm_without, harm_with


def measure(held_out: Text, texts: Sequence[Text], own: Path | None) -> tuple[int, int, int]:
    """Wrong words of the text held out before and after, and changed words of the clean texts."""
    corrector = load_corrector(load_lexicon(), Settings(corrections=own))
    before = after = changed = 0
    for text in (held_out, *(t for t in texts if t.clean)):
        corrected = correct_pages([Page(1, 0, 0, Reading("text-file", text.repaired))], corrector)[0].text
        score = score_text(text.name, text.noisy, text.gold, corrected)
        if text.clean:
            changed += score.after
        else:
            before, after = score.before, score.after
    return before, after, changed


def rows_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()[1:] if path.is_file() else []


def write_rows(path: Path, rows: Iterable[str]) -> None:
    write_text(path, "\n".join([";".join(COLUMNS[path.name]), *rows]) + "\n")


def print_head(title: str) -> None:
    print(f"\nlearned {title}")
    print(f"{'letter':48}{'rows':>6}{'wrong':>7}{'without':>9}{'with':>7}{'harm without':>14}{'with':>7}")


def print_row(name: str, figures: Sequence[int]) -> None:
    count, before, without, with_rows, harm_without, harm_with = figures
    print(f"{name:48}{count:6}{before:7}{without:9}{with_rows:7}{harm_without:14}{harm_with:7}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="What learned rows are worth, cross-validated.")
    parser.add_argument("folder", nargs="?", type=Path, default=TEXTS)
    texts = read_texts(parser.parse_args().folder)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        columns = COLUMNS["confusions.csv"]
        empty = [
            f"-{row.id}" + ";" * (len(columns) - 1) for row in load_rows("confusions.csv", columns) if row.id != KEPT
        ]
        write_rows(work / "empty" / "confusions.csv", empty)
        bare = work / "empty"
        cross_validate("from the other letters' truth, on top of the built-in dictionaries", None, texts, work)
        cross_validate("from the other letters' truth, in place of the built-in confusions", bare, texts, work)
        without_truth("without any truth, in place of the built-in confusions", bare, texts, work)


if __name__ == "__main__":
    main()

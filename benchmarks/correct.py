"""The corrector beside SymSpell, hunspell and analiticcl: errors removed, harm, speed, on the same texts in one run.

    python benchmarks/correct.py [FOLDER] [--plot FILE.png]

FOLDER holds NAME.noisy.txt with NAME.gold.txt (default: ../shared/letters/text); words are counted as in
`brieven evaluate`. Harm is counted on clean texts (noisy equals gold), where every change is wrong, and on all texts:
words that were right before and wrong after. The plot (PNG or SVG by its name; needs matplotlib, in the dev extra)
shows errors removed against harm over a sweep of each system's own threshold.

Baseline: SymSpell. What is not installed is left out, and said so:

    pip install symspellpy analiticcl
    apt-get install hunspell hunspell-nl

How the others are set up is told in `benchmarks/correctors.py`; the encoding of all texts is repaired beforehand. Each
system has a process of its own. Seconds are processor time; words a second leave loading out, and 'warm' is the same
texts once more. Memory is the peak of the process, Python included.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.correctors import BASELINE, SYSTEMS, Run, System, run_system, write_word_list

TEXTS = Path(__file__).parents[2] / "shared" / "letters" / "text"


@dataclass(frozen=True)
class Text:
    """One text as it was read, with its characters repaired, and what the paper says."""

    name: str
    noisy: str
    repaired: str
    gold: str

    @property
    def clean(self) -> bool:
        return self.noisy == self.gold


def read_texts(folder: Path) -> list[Text]:
    from pipeline.document import Page
    from pipeline.evaluate import text_pairs
    from pipeline.language.lexicon import load_lexicon
    from pipeline.stages.pages import text_reading
    from pipeline.stages.repair import repair_characters

    if not any(folder.glob("*.gold.txt")):
        folder = folder / "text"
    lexicon = load_lexicon()
    texts = [
        Text(name, noisy, repair_characters(Page(1, 0, 0, text_reading(noisy)), lexicon).text, gold)
        for name, noisy, gold in text_pairs(folder)
    ]
    if not texts:
        sys.exit(f"{folder}: no NAME.noisy.txt with NAME.gold.txt there.")
    return texts


@dataclass(frozen=True)
class Figures:
    """Word errors of noisy texts before and after, of the worst one too; changes in clean words; harm in all words."""

    before: int = 0
    after: int = 0
    worst_before: int = 0
    worst_after: int = 0
    clean_words: int = 0
    changed: int = 0
    words: int = 0
    harmed: int = 0

    @property
    def removed(self) -> float:
        return 100 * (1 - self.after / self.before) if self.before else 0.0

    @property
    def worst_removed(self) -> float:
        return 100 * (1 - self.worst_after / self.worst_before) if self.worst_before else 0.0

    @property
    def clean_harm(self) -> float:
        return 1e4 * self.changed / self.clean_words if self.clean_words else 0.0

    @property
    def harm(self) -> float:
        return 1e4 * self.harmed / self.words if self.words else 0.0


def score(texts: Sequence[Text], outputs: Sequence[str]) -> Figures:
    from pipeline.evaluate import score_text

    total = Figures()
    for text, output in zip(texts, outputs, strict=True):
        found = score_text(text.name, text.noisy, text.gold, output)
        total = replace(total, words=total.words + found.words, harmed=total.harmed + found.harmed)
        if text.clean:
            total = replace(total, clean_words=total.clean_words + found.words, changed=total.changed + found.after)
            continue
        total = replace(total, before=total.before + found.before, after=total.after + found.after)
        if found.before > total.worst_before:
            total = replace(total, worst_before=found.before, worst_after=found.after)
    return total


def print_table(texts: Sequence[Text], runs: dict[System, Run]) -> None:
    tokens = sum(len(text.noisy.split()) for text in texts)
    baseline = next((run for system, run in runs.items() if system.name == BASELINE), None)
    print(f"{'':12}{'errors':>11}{'removed':>9}{'worst text':>12}{'harm':>8}{'harm':>8}", end="")
    print(f"{'words/s':>10}{'words/s':>10}{'first /':>10}{'warm /':>9}{'load':>8}{'memory':>9}")
    print(f"{'':12}{'':>11}{'':>9}{'removed':>12}{'clean':>8}{'all':>8}", end="")
    print(f"{'first':>10}{'warm':>10}{BASELINE:>10}{BASELINE:>9}{'s':>8}{'MB':>9}")
    for system, run in runs.items():
        figures = score(texts, run.outputs[system.settings[0]])
        print(f"{system.name:12}{f'{figures.before}->{figures.after}':>11}{figures.removed:8.1f}%", end="")
        print(f"{figures.worst_removed:11.1f}%{figures.clean_harm:8.1f}{figures.harm:8.1f}", end="")
        print(f"{tokens / run.first_seconds:10.0f}{tokens / run.warm_seconds:10.0f}", end="")
        if baseline:
            ratios = baseline.first_seconds / run.first_seconds, baseline.warm_seconds / run.warm_seconds
            print(f"{ratios[0]:10.3f}{ratios[1]:9.3f}", end="")
        else:
            print(f"{'-':>10}{'-':>9}", end="")
        print(f"{run.load_seconds:8.2f}{run.memory / 1e6:9.0f}")
    print("harm clean: changed words in 10,000 of clean text; harm all: right words made wrong in 10,000 of all text")


def print_sweep(texts: Sequence[Text], runs: dict[System, Run]) -> None:
    for system, run in runs.items():
        print(f"\n{system.name}, by {system.knob}")
        for setting in sorted(run.outputs):
            figures = score(texts, run.outputs[setting])
            print(f"  {setting:>8g}: {figures.removed:5.1f} % removed, harm {figures.harm:.1f} in 10,000 words")


def draw(path: Path, texts: Sequence[Text], runs: dict[System, Run]) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(8, 5), layout="constrained")
    for system, run in runs.items():
        found = {setting: score(texts, run.outputs[setting]) for setting in sorted(run.outputs)}
        line = axes.plot(
            [f.harm for f in found.values()],
            [f.removed for f in found.values()],
            "o-",
            label=f"{system.name}, by {system.knob}",
        )
        labelled: list[Figures] = []
        for setting, figures in found.items():
            if any(abs(f.harm - figures.harm) < 2 and abs(f.removed - figures.removed) < 4 for f in labelled):
                continue  # there is no room for two
            labelled.append(figures)
            place = (figures.harm, figures.removed)
            colour = line[0].get_color()
            axes.annotate(f"{setting:g}", place, textcoords="offset points", xytext=(5, 4), fontsize=7, color=colour)
    axes.set_xlabel("harm: right words made wrong, in 10,000 words of all texts")
    axes.set_ylabel("word errors removed, %")
    axes.set_xlim(left=min(-1.0, axes.get_xlim()[0]))
    axes.set_ylim(min(0.0, axes.get_ylim()[0]), 100)
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=150)
    print(f"\nPlot: {path}")


def main() -> None:
    parser = argparse.ArgumentParser(description="The corrector beside others, on the same texts.")
    parser.add_argument("folder", nargs="?", type=Path, default=TEXTS)
    parser.add_argument("--plot", type=Path, help="PNG or SVG file: errors removed against harm")
    arguments = parser.parse_args()
    texts = read_texts(arguments.folder)
    noisy = [text for text in texts if not text.clean]
    words = sum(len(text.noisy.split()) for text in texts)
    print(f"{len(noisy)} noisy and {len(texts) - len(noisy)} clean texts, {words} tokens, from {arguments.folder}")
    runs = {}
    with tempfile.TemporaryDirectory() as folder:
        word_list = Path(folder) / "words.tsv"
        write_word_list(word_list)
        for system in SYSTEMS:
            if system.lacks:
                print(f"{system.name} is left out, it is not installed: {system.lacks}")
                continue
            with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
                work = process.submit(run_system, system, [text.repaired for text in texts], word_list)
                runs[system] = work.result()
    print_table(texts, runs)
    print_sweep(texts, runs)
    if arguments.plot:
        draw(arguments.plot, texts, runs)


if __name__ == "__main__":
    main()

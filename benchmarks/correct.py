"""The corrector beside SymSpell, hunspell and analiticcl: errors removed, harm, speed, on the same texts in one run.

    python benchmarks/correct.py [FOLDER] [--plot FILE.png]

FOLDER holds NAME.noisy.txt with NAME.gold.txt (default: ../shared/letters/text); words are counted as in
`brieven evaluate`. Harm is counted on clean texts (noisy equals gold), where every change is wrong, and on all texts:
words that were right before and wrong after. The plot (PNG or SVG by its name; needs matplotlib, in the dev extra)
shows errors removed against harm over a sweep of each system's own threshold.

Baseline: SymSpell. What is not installed is left out, and said so:

    pip install symspellpy analiticcl
    apt-get install hunspell hunspell-nl

The others get what a careful user would give them: encoding repaired beforehand as ours, our word list with its
frequencies (hunspell has its own, with the rules of Dutch compounds), our confusions (analiticcl), parts around
hyphens and slashes looked up on their own, case put back, lines kept, word types remembered; numbers, addresses,
abbreviations and capitalised words inside a sentence are left alone. Each system has a process of its own. Seconds are
processor time, of the look-up only; 'warm' is the same texts once more. Memory is the peak of the process, Python
included.
"""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXTS = ROOT.parent / "shared" / "letters" / "text"
sys.path.insert(0, str(ROOT))

Fix = Callable[[str], str]  # corrects a text

_SENTENCE_END = re.compile(r"(?:^|[.!?:]['\")]*\s+|\n\s*)$")
_PART = re.compile(r"[^\s/–—-]+")
_EDGE = re.compile(r"^\W+|\W+$")


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


@dataclass(frozen=True)
class System:
    """A corrector to measure. `load` gives a function from a setting to a `Fix`; the first setting is the default."""

    name: str
    knob: str
    settings: tuple[float, ...]
    load: Callable[[], Callable[[float], Fix]]
    lacks: str  # what to install; empty: nothing


@dataclass(frozen=True)
class Run:
    """What one system did: corrected texts per setting, seconds, bytes."""

    outputs: dict[float, list[str]]
    load_seconds: float
    first_seconds: float
    warm_seconds: float
    memory: int


def ours() -> Callable[[float], Fix]:
    from pipeline.document import Page, Reading
    from pipeline.language.lexicon import load_lexicon
    from pipeline.settings import Settings
    from pipeline.stages.correct import correct_pages, load_corrector

    def at(threshold: float) -> Fix:
        corrector = load_corrector(load_lexicon(), Settings(threshold=threshold))
        return lambda text: correct_pages([Page(1, 0, 0, Reading("text-file", text))], corrector)[0].text

    return at


def symspell() -> Callable[[float], Fix]:
    from symspellpy import SymSpell, Verbosity

    model = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
    for word, count in word_counts():
        model.create_dictionary_entry(word, count)

    def look_up(floor: float, word: str) -> str | None:
        distance = 2 if len(word) > 4 else 1
        found = model.lookup(word, Verbosity.TOP, max_edit_distance=distance)
        return found[0].term if found and (found[0].distance == 0 or found[0].count >= floor) else None

    return lambda floor: by_word(partial(look_up, floor))


def hunspell() -> Callable[[float], Fix]:
    from rapidfuzz.distance import Levenshtein

    process = subprocess.Popen(
        ["hunspell", "-d", "nl_NL", "-i", "UTF-8", "-a"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin and process.stdout
    process.stdout.readline()
    _children.append(process.pid)

    def look_up(most: float, word: str) -> str | None:
        assert process.stdin and process.stdout
        process.stdin.write(f"^{word}\n")
        process.stdin.flush()
        answers = list(iter(process.stdout.readline, "\n"))
        if len(answers) == 1 and answers[0].startswith("&"):
            first = answers[0].split(": ", 1)[1].split(", ")[0].strip()
            return first if Levenshtein.distance(word, first) <= most else None
        return None

    return lambda most: by_word(partial(look_up, most))


def analiticcl() -> Callable[[float], Fix]:
    from analiticcl import SearchParameters, VariantModel, Weights

    from pipeline.stages.correct.confusions import load_confusions

    alphabet = [f"{c}\t{c.upper()}" for c in "enatirodslgvhkmubpwjczfxyq"]
    alphabet += ["é\të\tè\tê", "ï\tí\tî", "ö\tó\tô", "ü\tú\tû", "á\tà\tä\tâ", "ç"]
    alphabet += ["\t".join("0123456789"), "\t".join("'’.,:;<>()[]|\\!?*")]
    plain = [c for c in load_confusions(None) if not set("[]|\\()<") & set(c.true + c.read)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "alphabet.tsv").write_text("\n".join(alphabet) + "\n", encoding="utf-8")
        (folder / "words.tsv").write_text("".join(f"{word}\t{n}\n" for word, n in word_counts()), encoding="utf-8")
        patterns = "".join(f"-[{c.read.lower()}]+[{c.true.lower()}]\t1.1\n" for c in plain)
        (folder / "confusables.tsv").write_text(patterns, encoding="utf-8")
        model = VariantModel(str(folder / "alphabet.tsv"), Weights())
        model.read_lexicon(str(folder / "words.tsv"))
        model.read_confusablelist(str(folder / "confusables.tsv"))
        model.build()

    def look_up(parameters: SearchParameters, word: str) -> str | None:
        found = model.find_variants(word, parameters)
        return found[0]["text"] if found else None

    return lambda score: by_word(
        partial(
            look_up,
            SearchParameters(
                max_anagram_distance=3,
                max_edit_distance=3,
                max_matches=3,
                score_threshold=score,
                freq_weight=0.25,
                stop_at_exact_match=True,
            ),
        )
    )


def installed(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


SYSTEMS = (
    System("ours", "threshold", (0.9, 0.5, 0.6, 0.7, 0.8, 0.95, 0.98, 0.99, 0.999), ours, ""),
    System(
        "SymSpell",
        "least count in 100 million",
        (10, 1, 100, 1_000, 10_000),
        symspell,
        "" if installed("symspellpy") else "pip install symspellpy",
    ),
    System(
        "hunspell",
        "largest distance",
        (2, 1, 3),
        hunspell,
        "" if shutil.which("hunspell") else "apt-get install hunspell hunspell-nl",
    ),
    System(
        "analiticcl",
        "score",
        (0.65, 0.6, 0.7, 0.8),
        analiticcl,
        "" if installed("analiticcl") else "pip install analiticcl",
    ),
)
BASELINE = "SymSpell"
_children: list[int] = []


def word_counts() -> Iterator[tuple[str, int]]:
    """Our word list, frequencies as counts in a text of 100 million words."""
    from pipeline.language.lexicon import load_lexicon

    for word, value in load_lexicon().trie.words():
        yield word, max(1, round(10 ** (value + 8)))


def by_word(look_up: Callable[[str], str | None]) -> Fix:
    """A text corrector out of a look-up of lower-case words (None: leave it)."""
    remembered: dict[str, str] = {}

    def word(text: str) -> str:
        folded = text.lower()
        if folded not in remembered:
            remembered[folded] = look_up(folded) or folded
        found = remembered[folded]
        if found == folded:
            return text
        if text.isupper():
            return found.upper()
        return found[:1].upper() + found[1:] if text[:1].isupper() else found

    def token(match: re.Match[str], text: str) -> str:
        piece = match[0]
        if "@" in piece or "://" in piece or piece.startswith("www."):
            return piece
        starts = bool(_SENTENCE_END.search(text[max(0, match.start() - 8) : match.start()]))
        return _PART.sub(lambda part: keep_edges(part[0], starts and part.start() == 0), piece)

    def keep_edges(part: str, starts: bool) -> str:
        core = _EDGE.sub("", part)
        letters = sum(c.isalpha() for c in core)
        name = core[:1].isupper() and not starts
        if letters < 3 or letters < len(core) - 2 or name or (core.isupper() and len(core) < 6):
            return part
        before = part.index(core)
        return part[:before] + word(core) + part[before + len(core) :]

    return lambda text: re.sub(r"\S+", lambda match: token(match, text), text)


def run_system(system: System, texts: Sequence[str]) -> Run:
    """In a process of its own: load, correct everything twice, then once with every other setting."""
    started = time.perf_counter()
    at = system.load()
    fix = at(system.settings[0])
    load_seconds = time.perf_counter() - started
    first = processor_seconds()
    outputs = {system.settings[0]: [fix(text) for text in texts]}
    between = processor_seconds()
    for text in texts:
        fix(text)
    last = processor_seconds()
    memory = sum(map(peak_memory, ("self", *map(str, _children))))
    for setting in system.settings[1:]:
        outputs[setting] = [*map(at(setting), texts)]
    return Run(outputs, load_seconds, between - first, last - between, memory)


def processor_seconds() -> float:
    """Of this process and of those that work for it."""
    total = time.process_time()
    for pid in _children:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / 100
    return total


def peak_memory(pid: str) -> int:
    """Bytes; of the program itself, not of the one that started it."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.search(r"VmHWM:\s*(\d+)", status)[1]) * 1024


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
        for setting, figures in found.items():
            axes.annotate(
                f"{setting:g}",
                (figures.harm, figures.removed),
                textcoords="offset points",
                xytext=(5, 4),
                fontsize=7,
                color=line[0].get_color(),
            )
    axes.set_xlabel("harm: right words made wrong, in 10,000 words of all texts")
    axes.set_ylabel("word errors removed, %")
    axes.set_xlim(left=min(-1.0, axes.get_xlim()[0]))
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
    for system in SYSTEMS:
        if system.lacks:
            print(f"{system.name} is left out, it is not installed: {system.lacks}")
            continue
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
            runs[system] = process.submit(run_system, system, [text.repaired for text in texts]).result()
    print_table(texts, runs)
    print_sweep(texts, runs)
    if arguments.plot:
        draw(arguments.plot, texts, runs)


if __name__ == "__main__":
    main()

"""Correctors to measure, ours and others, each behind the same function; used by `benchmarks/correct.py`.

The others get what a careful user would give them: our word list with its frequencies (hunspell has its own, with the
rules of Dutch compounds), our confusions (analiticcl), parts around hyphens and slashes looked up on their own, case
put back, lines kept, word types remembered; numbers, addresses, abbreviations and capitalised words inside a sentence
are left alone.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

Fix = Callable[[str], str]  # corrects a text

_SENTENCE_END = re.compile(r"(?:^|[.!?:]['\")]*\s+|\n\s*)$")
_PART = re.compile(r"[^\s/–—-]+")
_EDGE = re.compile(r"^\W+|\W+$")


@dataclass(frozen=True)
class System:
    """A corrector to measure. `load` takes the word list and gives a function from a setting to a `Fix`; the first
    setting is the default.
    """

    name: str
    knob: str
    settings: tuple[float, ...]
    load: Callable[[Path], Callable[[float], Fix]]
    lacks: str  # what to install; empty: nothing


@dataclass(frozen=True)
class Run:
    """What one system did: corrected texts per setting, seconds, bytes."""

    outputs: dict[float, list[str]]
    load_seconds: float
    first_seconds: float
    warm_seconds: float
    memory: int


def ours(_words: Path) -> Callable[[float], Fix]:
    from pipeline.document import Page, Reading
    from pipeline.language.lexicon import load_lexicon
    from pipeline.settings import Settings
    from pipeline.stages.correct import correct_pages, load_corrector

    def at(threshold: float) -> Fix:
        corrector = load_corrector(load_lexicon(), Settings(threshold=threshold))
        return lambda text: correct_pages([Page(1, 0, 0, Reading("text-file", text))], corrector)[0].text

    return at


def symspell(words: Path) -> Callable[[float], Fix]:
    from symspellpy import SymSpell, Verbosity

    model = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
    model.load_dictionary(str(words), 0, 1, separator="\t", encoding="utf-8")

    def look_up(floor: float, word: str) -> str | None:
        distance = 2 if len(word) > 4 else 1
        found = model.lookup(word, Verbosity.TOP, max_edit_distance=distance)
        return found[0].term if found and (found[0].distance == 0 or found[0].count >= floor) else None

    return lambda floor: by_word(partial(look_up, floor))


def hunspell(_words: Path) -> Callable[[float], Fix]:
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


def analiticcl(words: Path) -> Callable[[float], Fix]:
    from analiticcl import SearchParameters, VariantModel, Weights

    from pipeline.stages.correct.confusions import load_confusions

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())  # hundreds of lines about its index
    alphabet = [f"{c}\t{c.upper()}" for c in "enatirodslgvhkmubpwjczfxyq"]
    alphabet += ["é\të\tè\tê", "ï\tí\tî", "ö\tó\tô", "ü\tú\tû", "á\tà\tä\tâ", "ç"]
    alphabet += ["\t".join("0123456789"), "\t".join("'’.,:;<>()[]|\\!?*")]
    plain = [c for c in load_confusions(None) if not set("[]|\\()<") & set(c.true + c.read)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "alphabet.tsv").write_text("\n".join(alphabet) + "\n", encoding="utf-8")
        patterns = "".join(f"-[{c.read.lower()}]+[{c.true.lower()}]\t1.1\n" for c in plain)
        (folder / "confusables.tsv").write_text(patterns, encoding="utf-8")
        model = VariantModel(str(folder / "alphabet.tsv"), Weights())
        model.read_lexicon(str(words))
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


def write_word_list(path: Path) -> None:
    """Our words with their frequencies as counts in a text of 100 million words, in the form that the others load."""
    from pipeline.language.lexicon import load_lexicon

    rows = (f"{word}\t{max(1, round(10 ** (value + 8)))}\n" for word, value in load_lexicon().trie.words())
    path.write_text("".join(sorted(rows)), encoding="utf-8")


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


def run_system(system: System, texts: Sequence[str], words: Path) -> Run:
    """In a process of its own: load, correct everything twice, then once with every other setting."""
    started = processor_seconds()
    at = system.load(words)
    fix = at(system.settings[0])
    load_seconds = processor_seconds() - started
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

"""Names in letters: our tagger beside frog, on the same text in one run.

    python benchmarks/tag.py [FOLDER]

FOLDER holds `entities.tsv` and `text/NAME.gold.txt` (default: ../shared/letters). Both get the text flowed into
paragraphs. A name counts as found where a name of the same label overlaps it, each used once. What either finds on a
party, a neighbourhood or an amount of the ground truth is left out of its count: frog has no such labels. The ground
truth counts no generic bodies ('de Raad', 'het College') and no programmes as names; frog tags many of them. Ours is
printed letter by letter too: the spread says how far one figure can be trusted. Baseline: frog (Debian: frog,
frogdata), its PER, ORG and LOC; words a second are of processor time, loading left out.
"""

from __future__ import annotations

import csv
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from pipeline.document import Document, Page, Reading
from pipeline.settings import Settings
from pipeline.stages.tag import load_tagger, tag_document
from pipeline.stages.tag.surface import flow

ROOT = Path(__file__).parents[1]
LABELS = ("ORG", "PERSON", "PLACE")
RULED = ("PARTY", "NEIGHBOURHOOD", "AMOUNT")
FROG_LABELS = {"PER": "PERSON", "ORG": "ORG", "LOC": "PLACE"}

Name = tuple[int, int, str]  # start, end, label


def read_gold(folder: Path) -> dict[str, tuple[str, list[Name]]]:
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (folder / "entities.tsv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            rows[row["letter"]].append(row)
    found = {}
    for path in sorted((folder / "text").glob("*.gold.txt")):
        name, text = path.name.removesuffix(".gold.txt"), path.read_text(encoding="utf-8")
        text = text.replace("@@", "  ")  # stands for what nobody can read: no reader is asked to
        starts = [0, *(i + 1 for i, sign in enumerate(text) if sign == "\n")]
        names = [
            (starts[int(r["line"]) - 1] + int(r["start"]), starts[int(r["line"]) - 1] + int(r["end"]), r["label"])
            for r in rows[name]
        ]
        found[name] = (text, names)
    return found


def ours(texts: Iterable[str]) -> tuple[list[list[Name]], float]:
    tagger = load_tagger(Settings())
    documents = [Document("", "", (Page(1, 0, 0, Reading("text-file", text)),)) for text in texts]
    start = time.process_time()
    tagged = [tag_document(document, tagger) for document in documents]
    seconds = time.process_time() - start
    found = []
    for document in tagged:
        page = document.pages[0]
        spans = [(page.to_raw(m.span), m.label) for m in document.mentions]
        found.append([(span.start, span.end, label) for span, label in spans])
    return found, seconds


def frog(texts: Iterable[str]) -> tuple[list[list[Name]], float]:
    loading = _frog_seconds("Dit is een zin.")[1]
    found, seconds = [], 0.0
    for text in texts:
        surface = flow(text)
        output, used = _frog_seconds(surface.text)
        seconds += used - loading
        found.append(list(_frog_names(surface.text, surface.offsets, output)))
    return found, seconds


def _frog_seconds(text: str) -> tuple[str, float]:
    """Frog's table for a text, and the processor seconds it took, loading included."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "text.txt"
        source.write_text(text, encoding="utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            ["frog", "--skip=mpla", "-t", str(source)],
            capture_output=True,
            text=True,
            check=True,
            cwd=folder,
            timeout=600,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _frog_names(text: str, offsets: Iterable[int], table: str) -> Iterable[Name]:
    places = list(offsets)
    cursor = 0
    current: list[int] | None = None
    label = ""
    for line in [*table.splitlines(), ""]:
        fields = line.split("\t")
        tag = next((f for f in fields[2:] if re.fullmatch(r"O|[BI]-[A-Z]+", f)), "O")
        if current is not None and not tag.startswith("I-"):
            if label in FROG_LABELS:
                yield places[current[0]], places[current[1] - 1] + 1, FROG_LABELS[label]
            current = None
        if len(fields) < 2:
            continue
        at = text.find(fields[1], cursor)
        if at < 0:
            continue
        cursor = at + len(fields[1])
        if tag.startswith("B-"):
            current, label = [at, cursor], tag[2:].upper()
        elif current is not None:
            current[1] = cursor


def score(golds: list[list[Name]], found: list[list[Name]]) -> dict[str, tuple[float, float, float]]:
    counts = {label: [0, 0, 0] for label in LABELS}
    for gold, names in zip(golds, found):
        ruled = [g for g in gold if g[2] in RULED]
        names = [n for n in names if not any(n[0] < g[1] and g[0] < n[1] for g in ruled)]
        used: set[Name] = set()
        for label, count in counts.items():
            count[1] += sum(n[2] == label for n in names)
            for g in (g for g in gold if g[2] == label):
                count[2] += 1
                hit = next((n for n in names if n[2] == label and n not in used and n[0] < g[1] and g[0] < n[1]), None)
                if hit:
                    used.add(hit)
                    count[0] += 1
    counts["all three"] = [sum(count[i] for count in counts.values()) for i in range(3)]
    rates = {}
    for label, (right, tagged, expected) in counts.items():
        rates[label] = (right / max(1, tagged), right / max(1, expected), 2 * right / max(1, tagged + expected))
    return rates


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "letters"
    if not (folder / "entities.tsv").is_file():
        sys.exit(f"{folder}: no entities.tsv there; name a folder with ground truth.")
    if shutil.which("frog") is None:
        sys.exit("frog is not installed: apt-get install frog frogdata")
    letters = read_gold(folder)
    texts, golds = [text for text, _ in letters.values()], [names for _, names in letters.values()]
    words = sum(len(text.split()) for text in texts)
    print(f"{len(texts)} letters, {words} words")
    print(f"{'':12} {'label':10} {'precision':>9} {'recall':>9} {'F':>9}   words/s")
    for name, tagger in (("ours", ours), ("frog", frog)):
        found, seconds = tagger(texts)
        if name == "ours":
            for letter, gold, names in zip(letters, golds, found):
                if not any(g[2] in LABELS for g in gold):
                    continue
                rates = score([gold], [names])["all three"]
                print(f"{name:12} {letter[:40]:40} {rates[0]:9.3f} {rates[1]:9.3f} {rates[2]:9.3f}")
        for label, rates in score(golds, found).items():
            speed = f"{words / seconds:9.0f}" if label == "all three" else ""
            print(f"{name:12} {label:10} {rates[0]:9.3f} {rates[1]:9.3f} {rates[2]:9.3f} {speed}")


if __name__ == "__main__":
    main()

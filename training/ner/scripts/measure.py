"""Overlap precision, recall and F of a model for ORG, PERSON and PLACE on letters whose mentions are known.

Usage: measure.py LETTERS MODEL [--show] [--record]

LETTERS holds entities.tsv and text/NAME.gold.txt. A found mention is right where it shares a character with a known one
of its label, each known one counting once; what lies in a known PARTY, NEIGHBOURHOOD or AMOUNT is left to the
components for those. The text goes in whole, with its line ends.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import spacy

import pipeline.stages.tag.tokens  # noqa: F401

LABELS = ("ORG", "PERSON", "PLACE")


def known(letters: Path) -> dict[str, list[tuple[int, int, str]]]:
    """Letter to (start, end, label) in its whole text."""
    found = defaultdict(list)
    starts: dict[str, list[int]] = {}
    with (letters / "entities.tsv").open(encoding="utf8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            name = row["letter"]
            if name not in starts:
                lines = (letters / "text" / f"{name}.gold.txt").read_text(encoding="utf8").split("\n")
                starts[name] = [0]
                for line in lines:
                    starts[name].append(starts[name][-1] + len(line) + 1)
            first = starts[name][int(row["line"]) - 1]
            found[name].append((first + int(row["start"]), first + int(row["end"]), row["label"]))
    return dict(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("letters", type=Path)
    parser.add_argument("model")
    parser.add_argument("--show", action="store_true", help="also list what is missed and what is wrong")
    parser.add_argument("--record", action="store_true", help="write the figures into the model's meta.json")
    parser.add_argument("--no-lines", action="store_true", help="read line ends as spaces")
    args = parser.parse_args()
    nlp = spacy.load(args.model)
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    words, seconds = 0, 0.0
    for name, mentions in sorted(known(args.letters).items()):
        text = (args.letters / "text" / f"{name}.gold.txt").read_text(encoding="utf8")
        start = time.perf_counter()
        doc = nlp(text.replace("\n", " ") if args.no_lines else text)
        seconds += time.perf_counter() - start
        words += len(text.split())
        others = [(s, e) for s, e, label in mentions if label not in LABELS]
        open_ = [m for m in mentions if m[2] in LABELS]
        taken: set[tuple[int, int, str]] = set()
        for ent in doc.ents:
            if ent.label_ not in LABELS or any(s < ent.end_char and ent.start_char < e for s, e in others):
                continue
            hits = [m for m in open_ if m[2] == ent.label_ and m[0] < ent.end_char and ent.start_char < m[1]]
            if hits:
                right[ent.label_] += 1
                taken.update(hits)
            else:
                wrong[ent.label_] += 1
                if args.show:
                    around = " ".join(text[max(0, ent.start_char - 40) : ent.end_char + 30].split())
                    sys.stdout.write(f"wrong  {ent.label_:7}{' '.join(ent.text.split())!r}: {around}\n")
        for m in open_:
            if m not in taken:
                missed[m[2]] += 1
                if args.show:
                    around = " ".join(text[max(0, m[0] - 40) : m[1] + 30].split())
                    sys.stdout.write(f"missed {m[2]:7}{text[m[0] : m[1]]!r}: {around}\n")
    figures: dict[str, dict[str, float]] = {}
    for label in (*LABELS, "all"):
        r, w, m = (sum(c.values()) if label == "all" else c[label] for c in (right, wrong, missed))
        precision, recall = r / max(1, r + w), r / max(1, r + m)
        f = 2 * precision * recall / max(1e-9, precision + recall)
        sys.stdout.write(
            f"{label:7} right {r:3} wrong {w:3} missed {m:3}  P {precision:.3f} R {recall:.3f} F {f:.3f}\n"
        )
        figures[label] = {"p": round(precision, 3), "r": round(recall, 3), "f": round(f, 3)}
    sys.stdout.write(f"{words / seconds:.0f} words a second\n")
    if args.record:
        path = Path(args.model) / "meta.json"
        meta = json.loads(path.read_text(encoding="utf8"))
        overall = {f"ents_{key}": value for key, value in figures.pop("all").items()}
        meta["performance"] = {**overall, "ents_per_type": figures, "measured": "overlap, development letters"}
        path.write_text(json.dumps(meta, indent=2, ensure_ascii=False) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()

"""The tagger on marked letters: what it finds, and how many of the fields are right.

    python benchmarks/marked.py [FOLDER] [--misses]

FOLDER holds letters as `tests/marked.py` describes; without it, the letters of tests/cases/letters.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.marked_scores import score  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "tests" / "cases" / "letters")
    parser.add_argument("--misses", action="store_true", help="what is missed, false or wrong, line by line")
    args = parser.parse_args()
    scores = score(args.folder)
    if args.misses:
        for one in scores.values():
            print(*one.misses, sep="\n")
    for label, one in scores.items():
        fields = ", ".join(f"{name} {one.fields[name]}/{asked}" for name, asked in one.asked.items())
        counts = f"{one.right} / {one.found} / {one.marked}"
        print(f"{label:14} P {one.precision:.3f} R {one.recall:.3f}  {counts:18} {fields}")


if __name__ == "__main__":
    main()

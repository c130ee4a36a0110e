"""The judge of text layers: is each page of a made set called what it is?

    python benchmarks/judge.py [--pages N] [--first-seed SEED]

N pages (25) of each of 14 kinds in `made_pdfs.py`, with texts and seeds never used to choose the judge's thresholds.
Prints how many pages of each kind were called what, the share right of the four groups born-digital, OCR layer,
partial, none (bar: 99 %), and how many born-digital pages would be read again (bar: none). Baseline: the usual rule of
OCR programs, a page that has words is not read (ocrmypdf --skip-text).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.made_pdfs import MAKERS
from benchmarks.run import processor_seconds
from pipeline.document import Judgement
from pipeline.language.lexicon import load_lexicon
from pipeline.settings import Settings
from pipeline.stages.pages import open_source
from pipeline.stages.read import judge_page, load_engine

SETTINGS = Settings()
GROUPS = {"good-ocr-layer": "OCR layer", "lying-ocr-layer": "OCR layer"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=25, help="of each kind")
    parser.add_argument("--first-seed", type=int, default=7_000)
    options = parser.parse_args()
    lexicon, engine = load_lexicon(), load_engine(SETTINGS)
    right_groups, right_kinds, baseline, read_again, count, seconds = Counter[str](), 0, 0, 0, 0, 0.0
    of_group = Counter[str]()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "page.pdf"
        print(f"{'':38}{'right':>6}  called")
        for name, (kind, make) in MAKERS.items():
            called = Counter[str]()
            for seed in range(options.first_seed, options.first_seed + options.pages):
                path.write_bytes(make(seed))
                found: list[tuple[Judgement, bool]] = []

                def look(found: list[tuple[Judgement, bool]] = found) -> None:
                    with open_source(path, SETTINGS) as source:
                        page = source.page(1)
                        found.append((judge_page(page, engine, lexicon, SETTINGS), page.layer is not None))

                used, _ = processor_seconds(look)
                judgement, has_words = found[0]
                seconds += used
                called[judgement.kind] += 1
                group = group_of(kind)
                of_group[group] += 1
                right_groups[group] += group_of(judgement.kind) == group
                right_kinds += judgement.kind == kind
                read_again += kind == "born-digital" and judgement.kind != "born-digital"
                baseline += has_words == (kind in ("born-digital", "good-ocr-layer"))
                count += 1
            told = ", ".join(f"{other} {times}" for other, times in called.most_common())
            print(f"{name:38}{called[kind] / options.pages:6.0%}  {told}", flush=True)
    print()
    for group, total in of_group.items():
        print(f"{group:38}{right_groups[group] / total:6.1%}  of {total} pages")
    print(
        f"{'all four groups':38}{right_groups.total() / count:6.1%}  of {count} pages, kinds {right_kinds / count:.1%}"
    )
    print(f"baseline: pages with words are left as they are, the others read: right for {baseline / count:.1%}")
    print(f"born-digital pages that would be read again: {read_again}")
    print(f"{1000 * seconds / count:.0f} ms of processor time a page, opening the file included")


def group_of(kind: str) -> str:
    return GROUPS.get(kind, kind)


if __name__ == "__main__":
    main()

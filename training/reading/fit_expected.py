"""Fit the tables of `pipeline/stages/read/expected.py`: how often a word is wrong, by Tesseract's confidence in it.

    python training/reading/fit_expected.py [--pages N]

Reads made pages of all levels of damage with seeds below 1,000 (`benchmarks/read.py` measures on others), aligns what
was read with the truth and counts. A word that was passed over counts for the word read before it. Prints the tables,
and by how much pages that can hardly be read are worse than their words say one by one.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

sys.path.insert(0, str(Path(__file__).parents[2]))
from benchmarks.made_pages import FAX, LEVELS, damage, make_page
from benchmarks.read import as_pdf, read, words
from pipeline.document import Reading
from pipeline.language.lexicon import load_lexicon
from pipeline.stages.read.expected import _KNOWN, _UNKNOWN, EDGES, HARDLY, is_known

_FEW = 20  # words below which a cell keeps what it has: made pages have hardly a name that is read with full confidence
_PRIOR = 2.0  # words that every cell is given before counting, wrong as often as its row
_EDGE = re.compile(r"^\W+|\W+$")

Cell = tuple[bool, int]
"""Whether a word is known, and the class of the confidence in it."""


@dataclass
class ReadPage:
    cells: list[Cell]
    errors: Counter[Cell]
    rate: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=4, help="for each level")
    options = parser.parse_args()
    pages = []
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder) / "page.pdf"
        for level in (*LEVELS, FAX):
            # Of the pages that can hardly be read more, because only they have words of low confidence.
            for seed in range(500, 500 + options.pages * (6 if level == FAX else 1)):
                made = make_page(seed, 200)
                as_pdf(made, damage(made, level, seed), pdf)
                pages.append(aligned(read(pdf).reading, words(made.text)))
            print(f"{level}: {len(pages)} pages so far", file=sys.stderr, flush=True)
    seen, errors = Counter[Cell](), Counter[Cell]()
    for page in pages:
        seen.update(page.cells)
        errors.update(page.errors)
    tables: dict[Cell, float] = {}
    for known, name, now in ((True, "_KNOWN", _KNOWN), (False, "_UNKNOWN", _UNKNOWN)):
        row = [(known, cell) for cell in range(len(EDGES) + 1)]
        overall = sum(errors[cell] for cell in row) / max(sum(seen[cell] for cell in row), 1)
        for cell in row:
            counted = (errors[cell] + _PRIOR * overall) / (seen[cell] + _PRIOR)
            tables[cell] = min(counted, 1.0) if seen[cell] >= _FEW else now[cell[1]]
        rates = ", ".join(f"{tables[cell]:.4f}" for cell in row)
        print(f"{name} = ({rates})  # of {[seen[cell] for cell in row]} words")
    above = below = 0.0
    for page in pages:
        expected = sum(tables[cell] for cell in page.cells) / max(len(page.cells), 1)
        if expected > HARDLY:
            print(f"a page that can hardly be read: expected {expected:.3f}, true {page.rate:.3f}")
            above += (expected - HARDLY) * (page.rate - HARDLY)
            below += (expected - HARDLY) ** 2
    print(f"_STEEPER = {above / below if below else 1:.2f}")


def aligned(reading: Reading, truth: list[str]) -> ReadPage:
    lexicon = load_lexicon()
    cells, sites, read_words = [], [], []
    for word in reading.words:
        text = _EDGE.sub("", reading.text[word.span.start : word.span.end])
        cell = (is_known(text, lexicon), bisect_right(EDGES, word.confidence or 0.0))
        cells.append(cell)
        if any(map(str.isalnum, text)):
            sites.append(cell)
            read_words.append(text)
    steps = Levenshtein.editops(read_words, truth)
    errors = Counter(sites[min(step.src_pos, len(sites) - 1)] for step in steps) if sites else Counter[Cell]()
    return ReadPage(cells, errors, len(steps) / len(truth))


if __name__ == "__main__":
    main()

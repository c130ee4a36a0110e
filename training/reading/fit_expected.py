"""Fit the tables of `pipeline/stages/read/expected.py`: how often a word is wrong, by Tesseract's confidence in it.

    python training/reading/fit_expected.py [--pages N]

Reads made pages of all levels of damage with seeds below 1,000 (`benchmarks/read.py` measures on others), aligns what
was read with the truth and counts. A word that was passed over counts for the word read before it. Prints the tables.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from bisect import bisect_right
from collections import Counter
from pathlib import Path

from rapidfuzz.distance import Levenshtein

sys.path.insert(0, str(Path(__file__).parents[2]))
from benchmarks.made_pages import FAX, LEVELS, damage, make_page
from benchmarks.read import as_pdf, read, words
from pipeline.document import Reading
from pipeline.language.lexicon import load_lexicon
from pipeline.stages.read.expected import EDGES, is_known

_PRIOR = 2.0  # words that every cell is given before counting, wrong as often as its neighbours suggest
_EDGE = re.compile(r"^\W+|\W+$")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=4, help="for each level")
    options = parser.parse_args()
    errors, seen = Counter[tuple[bool, int]](), Counter[tuple[bool, int]]()
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder) / "page.pdf"
        for level in (*LEVELS, FAX):
            # Of the pages that can hardly be read more, because only they have words of low confidence.
            for seed in range(500, 500 + options.pages * (3 if level == FAX else 1)):
                page = make_page(seed, 200)
                as_pdf(page, damage(page, level, seed), pdf)
                count(read(pdf).reading, words(page.text), errors, seen)
            print(level, seen.total(), "words", errors.total(), "errors", file=sys.stderr, flush=True)
    for known, name in ((True, "_KNOWN"), (False, "_UNKNOWN")):
        cells = [(errors[known, cell], seen[known, cell]) for cell in range(len(EDGES) + 1)]
        overall = sum(wrong for wrong, _ in cells) / max(sum(total for _, total in cells), 1)
        rates = [(wrong + _PRIOR * overall) / (total + _PRIOR) for wrong, total in cells]
        print(f"{name} = ({', '.join(f'{rate:.4f}' for rate in rates)})  # of {[total for _, total in cells]} words")


def count(
    reading: Reading, truth: list[str], errors: Counter[tuple[bool, int]], seen: Counter[tuple[bool, int]]
) -> None:
    lexicon = load_lexicon()
    cells, read_words = [], []
    for word in reading.words:
        text = _EDGE.sub("", reading.text[word.span.start : word.span.end])
        cell = (is_known(text, lexicon), bisect_right(EDGES, word.confidence or 0.0))
        seen[cell] += 1
        if any(map(str.isalnum, text)):
            cells.append(cell)
            read_words.append(text)
    for step in Levenshtein.editops(read_words, truth):
        if cells:
            errors[cells[min(step.src_pos, len(cells) - 1)]] += 1


if __name__ == "__main__":
    main()

"""Reading damaged pages: word error rate and processor time, beside `ocrmypdf` and bare `tesseract` in the same run.

    python benchmarks/read.py [--pages N] [--levels clean,light,medium,bad] [--dpi 300,200] [--first-seed SEED]

The pages are drawn and damaged by `made_pages.py`; a page is a picture in a PDF, as a scanner writes it. A word is a
token without the punctuation at its edges; an error is an edit in the word Levenshtein distance of a page.
`ocrmypdf --deskew --clean` (Debian's) writes its text with --sidecar. Seconds are of the processor, children included.
Then born-digital pages a second, beside pdfplumber's `extract_words`.
"""

from __future__ import annotations

import argparse
import io
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pdfplumber
from PIL import Image
from rapidfuzz.distance import Levenshtein
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.made_pages import LEVELS, MadePage, damage, make_page, sentence
from benchmarks.run import processor_seconds
from pipeline.language.lexicon import load_lexicon
from pipeline.settings import Settings
from pipeline.stages.pages import open_source
from pipeline.stages.read import load_engine, read_page

_EDGE = re.compile(r"^\W+|\W+$")
SETTINGS = Settings()


@dataclass
class Score:
    errors: int = 0
    words: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        return 100 * self.errors / max(self.words, 1)


def words(text: str) -> list[str]:
    stripped = (_EDGE.sub("", token) for token in text.split())
    return [word for word in stripped if any(map(str.isalnum, word))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10, help="pages for each level and resolution")
    parser.add_argument("--levels", default=",".join(LEVELS))
    parser.add_argument("--dpi", default="300,200")
    parser.add_argument("--first-seed", type=int, default=5_000, help="pages below 1,000 were used to choose settings")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        print(f"{'':14}{'word error rate, %':^30}{'processor seconds a page':^32}{'expected':>9}")
        names = ("ours", "tesseract", "ocrmypdf")
        print(f"{'':14}" + "".join(f"{name:>10}" for name in names * 2) + f"{'':>4}{'error, %':>9}")
        totals = {name: Score() for name in names}
        for level in options.levels.split(","):
            for dpi in map(int, options.dpi.split(",")):
                seeds = range(options.first_seed, options.first_seed + options.pages)
                scores, expected = compare(level, dpi, seeds, Path(scratch))
                show(f"{level} {dpi}", scores, expected)
                for name, score in scores.items():
                    totals[name].errors += score.errors
                    totals[name].words += score.words
                    totals[name].seconds += score.seconds
        show("all", totals, float("nan"))
        ours = totals["ours"]
        for name in names[1:]:
            if totals[name].words:
                errors, seconds = ours.rate / max(totals[name].rate, 1e-9), ours.seconds / totals[name].seconds
                print(f"ours / {name}: errors {errors:.2f}, processor time {seconds:.2f}")
        born_digital(max(options.pages, 20), Path(scratch))


def compare(level: str, dpi: int, seeds: range, scratch: Path) -> tuple[dict[str, Score], float]:
    scores = {"ours": Score(), "tesseract": Score(), "ocrmypdf": Score()}
    lexicon, engine = load_lexicon(), load_engine(SETTINGS)
    assert engine.version
    expected = 0.0
    for seed in seeds:
        page = make_page(seed, dpi)
        scan = damage(page, level, seed)
        pdf, picture = scratch / "page.pdf", scratch / "page.pnm"
        as_pdf(page, scan, pdf)
        scan.save(picture, "PPM")
        pages = []

        def ours(pdf: Path = pdf, pages: list = pages) -> None:  # type: ignore[type-arg]
            with open_source(pdf, SETTINGS) as source:
                pages.append(read_page(source.page(1), engine, lexicon, SETTINGS))

        def tesseract(picture: Path = picture) -> str:
            return command("tesseract", str(picture), "stdout", "-l", "nld", "--psm", "3", "--dpi", str(dpi))

        def ocrmypdf(pdf: Path = pdf) -> str:
            sidecar = scratch / "page.txt"
            command(
                "ocrmypdf", "--deskew", "--clean", "-l", "nld", "-j", "1", "--output-type", "pdf", "--optimize", "0",
                "--sidecar", str(sidecar), str(pdf), str(scratch / "out.pdf"),
            )  # fmt: skip
            return sidecar.read_text(encoding="utf-8")

        add(scores["ours"], page, lambda pages=pages, ours=ours: ours() or pages[-1].raw)  # type: ignore[misc]
        add(scores["tesseract"], page, tesseract)
        if shutil.which("ocrmypdf"):
            add(scores["ocrmypdf"], page, ocrmypdf)
        expected += 100 * (pages[-1].expected_error or 0.0) / len(seeds)
    return scores, expected


def add(score: Score, page: MadePage, read: Callable[[], str]) -> None:
    texts: list[str] = []
    used, _ = processor_seconds(lambda: texts.append(read()))
    truth = words(page.text)
    score.seconds += used
    score.words += len(truth)
    score.errors += Levenshtein.distance(truth, words(texts[0]))


def show(name: str, scores: dict[str, Score], expected: float) -> None:
    pages = max(scores["ours"].words, 1)
    rates = "".join(f"{score.rate:10.2f}" if score.words else f"{'-':>10}" for score in scores.values())
    per_word = "".join(f"{score.seconds:10.1f}" for score in scores.values())
    print(f"{name:14}{rates}{per_word}{'':4}{expected:9.2f}   ({pages} words)", flush=True)


def command(*parts: str) -> str:
    return subprocess.run(parts, capture_output=True, check=True).stdout.decode("utf-8", "replace")


def as_pdf(page: MadePage, scan: Image.Image, path: Path) -> None:
    """The scan as the one picture of a page, as JPEG where it is grey and lossless where it has two colours."""
    size = (scan.width * 72 / page.dpi, scan.height * 72 / page.dpi)
    stream = io.BytesIO()
    scan.save(stream, "PNG" if scan.mode == "1" else "JPEG", quality=90)
    canvas = Canvas(str(path), pagesize=size, invariant=1)
    canvas.drawImage(ImageReader(stream), 0, 0, *size)
    canvas.showPage()
    canvas.save()


def born_digital(count: int, scratch: Path) -> None:
    """Pages a second of a born-digital file: what reading costs where nothing has to be recognised."""
    import random

    chance, path = random.Random(7), scratch / "digital.pdf"
    canvas = Canvas(str(path), invariant=1)
    for _ in range(count):
        for row in range(50):
            canvas.drawString(60, 780 - 14 * row, sentence(chance)[:95])
        canvas.showPage()
    canvas.save()
    lexicon, engine = load_lexicon(), load_engine(SETTINGS)

    def ours() -> None:
        with open_source(path, SETTINGS) as source:
            for number in range(1, count + 1):
                assert read_page(source.page(number), engine, lexicon, SETTINGS).source == "text-layer"

    def plumber() -> None:
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                page.extract_words()
                page.close()

    for name, work in (("pdfplumber's extract_words", plumber), ("ours, judge included", ours)):
        start = time.perf_counter()
        used, _ = processor_seconds(work)
        print(
            f"born-digital, {name}: {count / used:.0f} pages a processor second ({time.perf_counter() - start:.1f} s)"
        )


if __name__ == "__main__":
    main()

"""Reading pages: word error rate and processor time, beside `ocrmypdf` and bare `tesseract` in the same run.

    python benchmarks/read.py [--pages N] [--parts scans,calibration,two,digital] [--levels …] [--save CSV]

The pages are drawn and damaged by `made_pages.py`; a page is a picture in a PDF, as a scanner writes it. A word is a
token without the punctuation at its edges; an error is an edit in the word Levenshtein distance of a page. Seconds are
of the processor, children included.

- scans: ours, `tesseract` on the picture as it comes, `ocrmypdf --deskew --clean` (Debian's, text by --sidecar), and
  `tesseract` on the picture as we prepared it: what reading all of the words costs at least.
- calibration: the word error rate that a page is expected to have against the true one, over all levels and a fifth
  that is hardly readable.
- two: pages with a hidden text layer, right or lying: the reading that is kept against both.
- digital: born-digital pages a second, beside pdfplumber's `extract_words`, and whether the words are the same.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pdfplumber
from PIL import Image
from rapidfuzz.distance import Levenshtein
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.made_pages import FAX, LEVELS, MadePage, damage, make_page, sentence
from benchmarks.made_pdfs import misread
from benchmarks.run import processor_seconds
from pipeline.document import Page
from pipeline.language.lexicon import load_lexicon
from pipeline.settings import Settings
from pipeline.stages.pages import open_source
from pipeline.stages.read import load_engine, read_page
from pipeline.stages.read.picture import prepare

_EDGE = re.compile(r"^\W+|\W+$")
SETTINGS = Settings()
PROGRAMS = ("ours", "tesseract", "ocrmypdf", "prepared")
BINS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)  # of the expected error, for its calibration


@dataclass
class Score:
    pages: int = 0
    errors: int = 0
    words: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Word error rate in per cent."""
        return 100 * self.errors / max(self.words, 1)

    def add(self, truth: Sequence[str], read: str, seconds: float = 0.0) -> None:
        self.pages += 1
        self.errors += Levenshtein.distance(truth, words(read))
        self.words += len(truth)
        self.seconds += seconds


def words(text: str) -> list[str]:
    stripped = (_EDGE.sub("", token) for token in text.split())
    return [word for word in stripped if any(map(str.isalnum, word))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10, help="for each level and resolution")
    parser.add_argument("--parts", default="scans,calibration,two,digital")
    parser.add_argument("--levels", default=",".join(LEVELS))
    parser.add_argument("--dpi", default="300,200")
    parser.add_argument("--first-seed", type=int, default=5_000, help="pages below 1,000 were used to choose settings")
    parser.add_argument("--save", type=Path, help="CSV to write each page of the calibration to")
    options = parser.parse_args()
    seeds = range(options.first_seed, options.first_seed + options.pages)
    levels, resolutions = options.levels.split(","), [int(dpi) for dpi in options.dpi.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        if "scans" in options.parts:
            scans(levels, resolutions, seeds, scratch)
        if "calibration" in options.parts:
            calibration([*levels, FAX], resolutions[-1], seeds, scratch, options.save)
        if "two" in options.parts:
            two_readings(levels, resolutions[-1], seeds, scratch)
        if "digital" in options.parts:
            born_digital(max(options.pages, 20), scratch)


def read(pdf: Path) -> Page:
    """The first page of a file as the pipeline reads it, before any correction."""
    with open_source(pdf, SETTINGS) as source:
        return read_page(source.page(1), load_engine(SETTINGS), load_lexicon(), SETTINGS)


def scans(levels: Sequence[str], resolutions: Sequence[int], seeds: range, scratch: Path) -> None:
    print(f"{'':12}{'word error rate, %':^40}{'processor seconds a page':^40}")
    print(f"{'':12}" + "".join(f"{name:>10}" for name in PROGRAMS * 2))
    totals = {name: Score() for name in PROGRAMS}
    damaged = {name: Score() for name in PROGRAMS}
    for level in levels:
        for dpi in resolutions:
            scores = compare(level, dpi, seeds, scratch)
            show(f"{level} {dpi}", scores)
            for name, score in scores.items():
                for total in (totals, damaged) if level in LEVELS[2:] else (totals,):
                    into = total[name]
                    into.pages, into.errors = into.pages + score.pages, into.errors + score.errors
                    into.words, into.seconds = into.words + score.words, into.seconds + score.seconds
    show("all", totals)
    show("damaged", damaged)
    ours = totals["ours"]
    for name in PROGRAMS[1:]:
        other = totals[name]
        if other.pages:
            errors, seconds = ours.rate / max(other.rate, 1e-9), ours.seconds / other.seconds
            print(f"ours / {name}: errors {errors:.2f}, processor time {seconds:.2f}")


def compare(level: str, dpi: int, seeds: range, scratch: Path) -> dict[str, Score]:
    scores = {name: Score() for name in PROGRAMS}
    load_lexicon()
    assert load_engine(SETTINGS).version
    pdf, picture, prepared = (scratch / name for name in ("page.pdf", "page.pnm", "prepared.pnm"))
    sidecar = scratch / "page.txt"
    for seed in seeds:
        page = make_page(seed, dpi)
        scan = damage(page, level, seed)
        as_pdf(page, scan, pdf)
        scan.save(picture, "PPM")
        ready = prepare(scan, dpi, scan.width * 72 / dpi, scan.height * 72 / dpi)
        ready.image.save(prepared, "PPM")

        def ocrmypdf() -> str:
            command(
                "ocrmypdf", "--deskew", "--clean", "-l", "nld", "-j", "1", "--output-type", "pdf", "--optimize", "0",
                "--sidecar", str(sidecar), str(pdf), str(scratch / "out.pdf"),
            )  # fmt: skip
            return sidecar.read_text(encoding="utf-8")

        truth = words(page.text)
        timed(scores["ours"], truth, lambda: read(pdf).raw)
        timed(scores["tesseract"], truth, lambda dpi=dpi: tesseract(picture, dpi))
        if shutil.which("ocrmypdf"):
            timed(scores["ocrmypdf"], truth, ocrmypdf)
        timed(scores["prepared"], truth, lambda at=ready.dpi: tesseract(prepared, at))
    return scores


def timed(score: Score, truth: Sequence[str], work: Callable[[], str]) -> None:
    texts: list[str] = []
    used, _ = processor_seconds(lambda: texts.append(work()))
    score.add(truth, texts[0], used)


def show(name: str, scores: dict[str, Score]) -> None:
    rates = "".join(f"{score.rate:10.2f}" if score.pages else f"{'-':>10}" for score in scores.values())
    seconds = "".join(f"{score.seconds / max(score.pages, 1):10.2f}" for score in scores.values())
    print(f"{name:12}{rates}{seconds}   ({scores['ours'].words} words)", flush=True)


def tesseract(picture: Path, dpi: float) -> str:
    return command("tesseract", str(picture), "stdout", "-l", "nld", "--psm", "3", "--dpi", str(round(dpi)))


def command(*parts: str) -> str:
    return subprocess.run(parts, capture_output=True, check=True).stdout.decode("utf-8", "replace")


def as_pdf(page: MadePage, scan: Image.Image, path: Path, layer: Sequence[str] = ()) -> None:
    """The scan as the one picture of a page, as JPEG where it is grey and lossless where it has two colours.

    `layer` are the lines of a hidden text layer.
    """
    size = (scan.width * 72 / page.dpi, scan.height * 72 / page.dpi)
    stream = io.BytesIO()
    scan.save(stream, "PNG" if scan.mode == "1" else "JPEG", quality=90)
    canvas = Canvas(str(path), pagesize=size, invariant=1)
    canvas.drawImage(ImageReader(stream), 0, 0, *size)
    text = canvas.beginText(64, size[1] - 65)
    text.setFont("Helvetica", 8, min(14.0, (size[1] - 130) / max(len(layer), 1)))
    text.setTextRenderMode(3)
    for line in layer:
        text.textLine(line)
    canvas.drawText(text)
    canvas.showPage()
    canvas.save()


def calibration(levels: Sequence[str], dpi: int, seeds: range, scratch: Path, save: Path | None) -> None:
    """Expected calibration error: mean over the pages of the distance between expected and true, within bins."""
    pages, rows = [], ["level,dpi,seed,words,expected,true"]
    for level in levels:
        for seed in seeds:
            page, score = make_page(seed, dpi), Score()
            as_pdf(page, damage(page, level, seed), scratch / "page.pdf")
            found = read(scratch / "page.pdf")
            score.add(words(page.text), found.raw)
            pages.append((found.expected_error or 0.0, score.rate / 100))
            rows.append(f"{level},{dpi},{seed},{score.words},{pages[-1][0]:.4f},{pages[-1][1]:.4f}")
    if save:
        save.write_text("\n".join(rows) + "\n", encoding="utf-8")
    print(f"\n{'expected':>14}{'pages':>8}{'mean expected, %':>18}{'mean true, %':>14}")
    distance = 0.0
    for low, high in zip((-1.0, *BINS), (*BINS, 2.0)):
        inside = [page for page in pages if low < page[0] <= high]
        if inside:
            expected, true = (100 * sum(values) / len(inside) for values in zip(*inside))
            distance += abs(expected - true) * len(inside) / len(pages)
            print(f"{f'to {100 * min(high, 1):g} %':>14}{len(inside):8}{expected:18.2f}{true:14.2f}")
    print(f"calibration error of the expected word error rate: {distance:.2f} points, {len(pages)} pages", flush=True)


def two_readings(levels: Sequence[str], dpi: int, seeds: range, scratch: Path) -> None:
    """Scans with a layer: the kept reading beside the layer and the new reading, by how much of the layer is wrong."""
    print(f"\n{'layer':16}{'layer, %':>10}{'new, %':>10}{'kept, %':>10}{'better, %':>11}   kept the layer")
    totals = {name: Score() for name in ("layer", "new", "kept", "better")}
    for share in (0.0, 0.02, 0.06, 0.3):
        scores, kept_layers = {name: Score() for name in totals}, 0
        for level in levels:
            for seed in seeds:
                page, chance = make_page(seed, dpi), random.Random(f"layer {seed}")
                layer = [misread(line, share, chance) for line in page.lines]
                as_pdf(page, damage(page, level, seed), scratch / "page.pdf", layer)
                found, truth = read(scratch / "page.pdf"), words(page.text)
                # Of several OCR readings the first: the others are of single places.
                texts = {reading.source: reading.text for reading in reversed((found.reading, *found.others))}
                kept_layers += found.source == "text-layer"
                both = [Levenshtein.distance(truth, words(text)) for text in texts.values()]
                for total in (scores, totals):
                    total["layer"].add(truth, texts["text-layer"])
                    total["new"].add(truth, texts["ocr"])
                    total["kept"].add(truth, found.raw)
                    better = total["better"]
                    better.errors, better.words = better.errors + min(both), better.words + len(truth)
        pages = scores["kept"].pages
        rates = "".join(f"{score.rate:{11 if name == 'better' else 10}.2f}" for name, score in scores.items())
        print(f"{f'{share:.0%} misread':16}{rates}   {kept_layers} of {pages}", flush=True)
    worse = totals["kept"].rate - totals["better"].rate
    print(f"kept reading: {worse:.2f} points above the better one of each page, {totals['kept'].pages} pages")


def born_digital(count: int, scratch: Path) -> None:
    """Pages a second of a born-digital file: what reading costs where nothing has to be recognised."""
    chance, path = random.Random(7), scratch / "digital.pdf"
    canvas = Canvas(str(path), invariant=1)
    for number in range(count):
        canvas.setFont(("Helvetica", "Times-Roman")[number % 2], 10)
        for row in range(50):
            canvas.drawString(60, 780 - 14 * row, sentence(chance)[:95])
        canvas.showPage()
    canvas.save()
    lexicon, engine = load_lexicon(), load_engine(SETTINGS)
    found: dict[str, list[list[str]]] = {"ours": [], "pdfplumber": []}

    def ours() -> None:
        with open_source(path, SETTINGS) as source:
            for number in range(1, count + 1):
                found["ours"].append(read_page(source.page(number), engine, lexicon, SETTINGS).raw.split())

    def plumber() -> None:
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                found["pdfplumber"].append([word["text"] for word in page.extract_words()])
                page.close()

    # The best of three, taking turns: a busy machine disturbs milliseconds.
    rounds = [(processor_seconds(ours)[0], processor_seconds(plumber)[0]) for _ in range(3)]
    used, used_by_plumber = (min(times) for times in zip(*rounds))
    same = sum(one == other for one, other in zip(found["ours"], found["pdfplumber"])) // len(rounds)
    print(f"\nborn-digital, pdfplumber's extract_words: {count / used_by_plumber:.0f} pages a processor second")
    print(f"born-digital, ours with the judge: {count / used:.0f} pages a processor second")
    print(f"ours / pdfplumber: {used_by_plumber / used:.1f} times as many pages, same words on {same} of {count}")


if __name__ == "__main__":
    main()

"""The whole run against its parts bare: processor time and peak memory.

    python benchmarks/run.py [FOLDER]

Baseline: `tesseract` (nld, psm 3, one thread) on the same page pictures, each page that the run reads with OCR, plus
`pdfplumber` words on the same born-digital pages. Both sides are measured as processor seconds of one process with
its children, one after the other on this machine, pictures prepared beforehand. FOLDER: default data/raw.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
os.environ["OMP_THREAD_LIMIT"] = "1"


def processor_seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Processor and wall seconds of a call, its child processes included."""

    def used() -> float:
        own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime

    before, wall = used(), time.perf_counter()
    work()
    return used() - before, time.perf_counter() - wall


def main() -> None:
    import pdfplumber

    from pipeline.inputs import find_inputs
    from pipeline.route import load_finishers, load_readers, process_file
    from pipeline.settings import Settings
    from pipeline.stages.pages import open_source

    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "data" / "raw"
    settings = Settings()
    load_seconds, _ = processor_seconds(lambda: (load_readers(settings), load_finishers(settings)))
    paths = find_inputs([folder])

    documents = []
    ours, ours_wall = processor_seconds(lambda: documents.extend(process_file(path, settings) for path in paths))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    with tempfile.TemporaryDirectory() as scratch:
        pictures: list[Path] = []
        born_digital: dict[Path, list[int]] = {}
        for path, document in zip(paths, documents):
            with open_source(path, settings) as source:
                for page in document.pages:
                    if page.source == "ocr":
                        picture = Path(scratch) / f"{len(pictures):04}.pnm"
                        image, _ = source.page(page.number).picture()
                        (image if image.mode in ("1", "L", "RGB") else image.convert("L")).save(picture, "PPM")
                        pictures.append(picture)
                    elif page.source == "text-layer":
                        born_digital.setdefault(path, []).append(page.number)

        def tesseract() -> None:
            for picture in pictures:
                command = ["tesseract", str(picture), "stdout", "-l", "nld", "--psm", "3"]
                subprocess.run(command, capture_output=True, check=True)

        def plumber() -> None:
            for path, numbers in born_digital.items():
                with pdfplumber.open(path) as pdf:
                    for number in numbers:
                        pdf.pages[number - 1].extract_words()

        bare_ocr, ocr_wall = processor_seconds(tesseract)
        bare_text, text_wall = processor_seconds(plumber)

    words = sum(len(document.text.split()) for document in documents)
    digital_pages = sum(map(len, born_digital.values()))
    print(f"{len(paths)} files, {words} words, {len(pictures)} pages read with OCR, {digital_pages} born-digital")
    print(f"{'':44}{'processor s':>12}{'wall s':>10}")
    print(f"{'brieven, whole run, one process':44}{ours:12.1f}{ours_wall:10.1f}")
    print(f"{'  of which loading models, not counted above':44}{load_seconds:12.1f}")
    print(f"{'bare tesseract, same pictures':44}{bare_ocr:12.1f}{ocr_wall:10.1f}")
    print(f"{'bare pdfplumber, same born-digital pages':44}{bare_text:12.1f}{text_wall:10.1f}")
    bare, bare_wall = bare_ocr + bare_text, ocr_wall + text_wall
    print(f"ratio of brieven to both bare: {ours / bare:.2f} (processor), {ours_wall / bare_wall:.2f} (wall)")
    print(f"peak memory of the process, models included: {peak_mb:.0f} MB")


if __name__ == "__main__":
    main()

"""From marked-up letters to the files of data/raw, and to what is true about them."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tests.samples import scan
from tests.samples.markup import read_letter
from tests.samples.typeset import Line, Placed, SetPage, set_pages, to_pdf

ROOT = Path(__file__).parents[2]
COLUMNS = (
    "letter", "line", "start", "end", "label", "text", "canonical", "value_low", "value_high", "period", "role",
    "place",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """`form`: the ending of the file. `dpi` 0: born digital. `damage` and `layer`: see `scan`; '' for no layer."""

    name: str
    form: str = "pdf"
    dpi: int = 0
    damage: str = ""
    layer: str = ""


SAMPLES = (
    Sample("2012-11-collegebrief-rivierenbuurt", dpi=300, damage="medium", layer="broken o"),
    Sample("2013-05-initiatiefvoorstel-buurtsport"),
    Sample("2013-10-memo-bibliotheek", form="tif", dpi=300, damage="fax"),
    Sample("2014-03-collegebrief-huishoudelijke-hulp", dpi=300, damage="light", layer="joined strokes"),
    Sample("2015-06-brief-wijkraad-de-hoogte", dpi=200, damage="skewed"),
    Sample("2016-02-motie-fietsroute", dpi=300, damage="fax"),
    Sample("2017-09-beantwoording-raadsvragen-schoolgebouwen", form="txt", layer="broken o"),
    Sample("2018-04-leeuwarden-collegebrief-wijkcentra"),
    Sample("2019-11-voortgangsrapportage-begroting"),
    Sample("2021-01-lijst-ingekomen-stukken"),
    Sample("2022-06-vergaderstukken-raadscommissie"),
    Sample("2023-11-motie-zwembad", form="png", dpi=200, damage="light"),
)


def made_with() -> str:
    """The versions that decide the bytes of the files; the truth does not depend on them."""
    names = ("matplotlib", "numpy", "pillow", "pypdfium2", "reportlab")
    return "".join(f"{n} {version(n)}\n" for n in names) + f"zlib {zlib.ZLIB_RUNTIME_VERSION}\n"


def make_all(root: Path) -> None:
    """Write data/raw and tests/samples/truth under `root`."""
    raw, truth = root / "data" / "raw", root / "tests" / "samples" / "truth"
    for folder in (raw, truth / "pdf", truth / "text"):
        folder.mkdir(parents=True, exist_ok=True)
    rows = ["\t".join(COLUMNS)]
    for number, sample in enumerate(SAMPLES):
        pages = set_pages(read_letter(sample.name))
        chance = random.Random(number)
        noisy = [scan.misread_page(page, sample.layer, chance) for page in pages] if sample.layer else []
        (raw / f"{sample.name}.{sample.form}").write_bytes(_file(sample, pages, noisy, seed=number))
        texts = [_text(page.lines) for page in pages]
        _write(truth / "pdf" / f"{sample.name}.truth.txt", "\f".join(texts))
        _write(truth / "text" / f"{sample.name}.gold.txt", "\n".join(texts))
        _write(truth / "text" / f"{sample.name}.noisy.txt", "\n".join(map(_text, noisy)) if noisy else "\n".join(texts))
        rows += _rows(sample.name, pages)
    _write(truth / "entities.tsv", "\n".join(rows))
    _write(truth.parent / "made_with.txt", made_with().rstrip("\n"))


def _write(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8")


def _file(sample: Sample, pages: Sequence[SetPage], noisy: Sequence[Sequence[Line]], seed: int) -> bytes:
    if sample.form == "txt":
        return ("\f".join(map(_text, noisy)) + "\n").encode()
    pdf = to_pdf(pages)
    if not sample.dpi:
        return pdf
    damage = scan.DAMAGES[sample.damage]
    scans = scan.pictures(pdf, sample.dpi, damage, seed)
    if sample.form == "tif":
        return scan.fax_tiff(scans, sample.dpi)
    if sample.form == "png":
        return scan.png(scans[0], sample.dpi)
    return scan.fax_pdf(scans, sample.dpi) if damage.bilevel else scan.layered_pdf(pages, scans, noisy, damage.quality)


def _text(lines: Sequence[Line]) -> str:
    """The lines of a page, with a blank one where blocks part."""
    return "\n".join("\n" * (line.apart and number > 0) + line.text for number, line in enumerate(lines))


def _rows(name: str, pages: Sequence[SetPage]) -> Iterator[str]:
    """Rows of entities.tsv; lines count as in the gold text."""
    number = 0
    for page in pages:
        for index, line in enumerate(page.lines):
            number += 1 + (line.apart and index > 0)
            for placed in sorted(line.mentions, key=lambda p: p.start):
                part = line.text[placed.start : placed.end]
                yield "\t".join(
                    [name, str(number), str(placed.start), str(placed.end), placed.mention.label, part, *_facts(placed)]
                )


def _facts(placed: Placed) -> list[str]:
    """Canonical, low, high, period, role, place."""
    facts, goes_on = placed.mention.facts, "+" if placed.goes_on else ""
    if placed.mention.label != "AMOUNT":
        return [facts + goes_on, "", "", "", "", ""]
    values, *more = facts.split(";")
    low, _, high = values.partition(":")
    period, role, place = [*more, "", "", ""][:3]
    return [f"EUR {values.replace(':', '-')}{goes_on}", low, high or low, period, role, place.replace(", ", "; ")]

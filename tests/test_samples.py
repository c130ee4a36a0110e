"""The sample letters: made anew they are the same, and one run over them finds what is true about them.

The floors hold what is reached, with some room: they tell when something broke, not how good the pipeline can be.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from pipeline.entity_scores import LABELS
from pipeline.evaluate import Errors, Evaluation, evaluate, measure
from pipeline.settings import Settings
from tests.conftest import ROOT
from tests.samples.make import SAMPLES, made_with

TRUTH = ROOT / "tests" / "samples" / "truth"
SAMPLE_FILES = [ROOT / "data" / "raw" / f"{sample.name}.{sample.form}" for sample in SAMPLES]
SCANNED = "2012-11-collegebrief-rivierenbuurt"

# At most so many words in 100 wrong in the clean text of a file, by how it came.
WORST_WORD_ERROR = {"born-digital": 1.0, "lying layer": 3.0, "picture": 3.0, "text": 2.0}
LEAST_F = {"PARTY": 0.92, "NEIGHBOURHOOD": 0.88, "AMOUNT": 0.96, "ORG": 0.75, "PERSON": 0.75, "PLACE": 0.65}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything made anew in an empty folder, by a process of its own: fonts stay registered with reportlab."""
    root = tmp_path_factory.mktemp("made")
    subprocess.run([sys.executable, "-m", "tests.samples", str(root)], cwd=ROOT, check=True, timeout=300)
    return root


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return evaluate(TRUTH, Settings(), only="text")


def came_as(name: str) -> str:
    sample = next(sample for sample in SAMPLES if sample.name == name)
    if sample.form == "txt":
        return "text"
    if not sample.dpi:
        return "born-digital"
    return "lying layer" if sample.layer else "picture"


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_truth_is_made_the_same_again(made: Path) -> None:
    assert files_below(made / "tests" / "samples" / "truth") == files_below(TRUTH)


def test_the_files_are_made_the_same_again(made: Path) -> None:
    recorded = (ROOT / "tests" / "samples" / "made_with.txt").read_text(encoding="utf-8")
    if recorded != made_with():
        pytest.skip("other versions of fonts, pictures or compression than the committed files were made with")
    assert files_below(made / "data" / "raw") == {path.name: path.read_bytes() for path in SAMPLE_FILES}


def test_there_are_letters_of_every_kind() -> None:
    pages = sum(path.read_text(encoding="utf-8").count("\f") + 1 for path in (TRUTH / "pdf").glob("*.truth.txt"))
    assert len(SAMPLES) >= 8
    assert pages >= 20
    assert {came_as(sample.name) for sample in SAMPLES} == set(WORST_WORD_ERROR)
    assert sum(path.stat().st_size for path in SAMPLE_FILES) < 12_000_000


def test_the_rows_of_the_truth_point_at_their_text() -> None:
    golds = {path.name.removesuffix(".gold.txt"): path.read_text(encoding="utf-8").split("\n")
             for path in (TRUTH / "text").glob("*.gold.txt")}  # fmt: skip
    with (TRUTH / "entities.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        line = golds[row["letter"]][int(row["line"]) - 1]
        assert line[int(row["start"]) : int(row["end"])] == row["text"], row
    assert min(Counter(row["label"] for row in rows).values()) >= 40
    assert any(row["canonical"].endswith("+") for row in rows)


@pytest.mark.slow
def test_every_letter_is_ok_and_every_label_is_found(sample_run: Path) -> None:
    letters = pd.read_parquet(sample_run / "letters.parquet")
    pages = pd.read_parquet(sample_run / "pages.parquet")
    mentions = pd.read_parquet(sample_run / "mentions.parquet")
    assert set(letters["status"]) == {"ok"}
    assert letters["problems"].eq("").all()
    assert len(pages) >= 20
    assert set(pages["source"]) == {"text-layer", "ocr", "text-file"}
    assert set(mentions["label"]) == set(LABELS)
    pack = letters[letters["file"].str.contains("vergaderstukken")]
    assert list(pack["kind"]) == ["agenda", "college letter", "motion"]


@pytest.mark.slow
def test_a_search_finds_what_the_scanner_read_and_what_the_paper_says(sample_run: Path) -> None:
    assert "beweners" in (TRUTH / "text" / f"{SCANNED}.noisy.txt").read_text(encoding="utf-8")
    assert "beweners" not in clean_text(sample_run, SCANNED)
    for word in ("bewoners", "beweners"):
        command = [sys.executable, "-m", "pipeline.cli", "search", word, "--out", str(sample_run), "--limit", "100"]
        found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
        assert SCANNED in found.stdout


@pytest.mark.slow
@pytest.mark.parametrize("name", [sample.name for sample in SAMPLES])
def test_word_error_rate(sample_run: Path, name: str) -> None:
    truth = (TRUTH / "pdf" / f"{name}.truth.txt").read_text(encoding="utf-8")
    errors = page_errors(clean_text(sample_run, name), truth)
    assert 100 * errors.word_error_rate <= WORST_WORD_ERROR[came_as(name)]
    if came_as(name) == "lying layer":
        layer = (TRUTH / "text" / f"{name}.noisy.txt").read_text(encoding="utf-8")
        assert errors.word_edits <= measure(layer, truth.replace("\f", "\n")).word_edits / 4


def clean_text(out: Path, name: str) -> str:
    return next(out.glob(f"{name}-*/text.txt")).read_text(encoding="utf-8")


def page_errors(text: str, truth: str) -> Errors:
    return sum((measure(*pages) for pages in zip(text.split("\f"), truth.split("\f"), strict=True)), Errors())


@pytest.mark.slow
def test_a_second_run_does_nothing(sample_run: Path) -> None:
    before = files_below(sample_run)
    command = [sys.executable, "-m", "pipeline.cli", "run", "data/raw", "--out", str(sample_run)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert f"0 new or changed, {len(SAMPLES)} unchanged" in done.stdout + done.stderr
    assert files_below(sample_run) == before


def test_most_errors_of_the_noisy_texts_are_corrected_and_clean_ones_keep_their_words(evaluation: Evaluation) -> None:
    noisy = [text for text in evaluation.texts if not text.clean]
    clean = [text for text in evaluation.texts if text.clean]
    assert sum(text.after for text in noisy) <= 0.25 * sum(text.before for text in noisy)
    assert sum(text.harmed for text in clean) <= 4


@pytest.mark.parametrize("label", LABELS)
def test_mentions(evaluation: Evaluation, label: str) -> None:
    score = evaluation.labels[label]
    assert score.f_score >= LEAST_F[label]
    for name in ("canonical", "value"):
        right, asked = score.fields.get(name, (0, 0))
        assert right >= 0.97 * asked

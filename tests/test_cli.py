"""Every command has help with an example and stands in the README; errors are messages with the right exit code."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pandas as pd
import pytest
from typer.main import get_command
from typer.testing import CliRunner

from pipeline.cli import app
from tests.conftest import ROOT

runner = CliRunner()
COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example_and_is_in_the_readme(command: str) -> None:
    words = [command, "import"] if command == "gazetteer" else [command]
    result = runner.invoke(app, [*words, "--help"])
    assert result.exit_code == 0
    assert "Example: brieven" in result.output
    assert f"brieven {' '.join(words)}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_version() -> None:
    assert "collegebrieven 0." in runner.invoke(app, ["--version"]).output


def test_correct_keeps_lines_and_prints(tmp_path: Path) -> None:
    path = tmp_path / "brief.noisy.txt"
    noisy = "Het initiatiefveerstel van de PvdA\nbeoogt het verbeteren van de relatie tussen\noverheid en beweners.\n"
    path.write_text(noisy, encoding="utf-8")
    result = runner.invoke(app, ["correct", str(path)])
    assert result.exit_code == 0
    assert result.output.count("\n") == noisy.count("\n")
    assert "initiatiefvoorstel" in result.output
    out = tmp_path / "out"
    assert runner.invoke(app, ["correct", str(path), "--out", str(out)]).exit_code == 0
    assert (out / "brief.txt").read_text(encoding="utf-8") == result.output


def test_nothing_is_written_over_itself(tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    path.write_text("De raad.\n", encoding="utf-8")
    result = runner.invoke(app, ["correct", str(path), "--out", str(tmp_path)])
    assert result.exception is not None
    assert "would be written over itself" in str(result.exception)


@pytest.mark.slow
def test_a_run_leaves_every_output(sample_run: Path) -> None:
    for name in ("letters", "pages", "mentions", "amounts", "corrections"):
        parquet = pd.read_parquet(sample_run / f"{name}.parquet")
        text = pd.read_csv(sample_run / f"{name}.csv", sep=";", decimal=",", encoding="utf-8-sig")
        sheet = pd.read_excel(sample_run / "tables.xlsx", sheet_name=name)
        assert len(parquet) == len(text) == len(sheet) > 0
    letters = pd.read_parquet(sample_run / "letters.parquet")
    files = {path.name for path in (ROOT / "data" / "raw").iterdir() if not path.name.startswith(".")}
    assert {Path(file).name for file in letters["file"]} == files
    assert set(letters["status"]) == {"ok"}
    amounts = pd.read_parquet(sample_run / "amounts.parquet")
    assert amounts["value_low"].dtype.kind == "f"


@pytest.mark.slow
def test_search_finds_what_the_scan_says_and_what_it_means(sample_run: Path) -> None:
    def files(word: str) -> set[str]:
        result = runner.invoke(app, ["search", word, "--out", str(sample_run), "--limit", "100"])
        return {line.split(",")[0].strip() for line in result.output.splitlines() if "data/raw" in line}

    assert files("beweners")
    assert files("beweners") <= files("bewoners")


@pytest.mark.slow
def test_explain_walks_back_to_the_page(sample_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    amounts = pd.read_parquet(sample_run / "amounts.parquet")
    row = amounts[amounts["left"].notna()].iloc[0]
    crop = tmp_path / "piece.png"
    result = runner.invoke(app, ["explain", row["key"], "--out", str(sample_run), "--crop", str(crop)])
    assert result.exit_code == 0, result.output
    assert crop.read_bytes().startswith(b"\x89PNG")
    corrections = pd.read_parquet(sample_run / "corrections.parquet")
    made = corrections[corrections["made"] & (corrections["stage"] == "correct")].iloc[0]
    result = runner.invoke(app, ["explain", made["key"], "--out", str(sample_run)])
    assert made["rule"] in result.output
    assert made["before"] in result.output


@pytest.mark.slow
def test_the_json_rebuilds_the_text(sample_run: Path) -> None:
    for folder in (path.parent for path in sample_run.glob("*/document.json")):
        assert json.loads((folder / "document.json").read_bytes())["format"]
        assert (folder / "text.txt").read_text(encoding="utf-8").strip()
    with sqlite3.connect(sample_run / "brieven.db") as database:
        assert database.execute("SELECT count(*) FROM pages").fetchone()[0] >= 20

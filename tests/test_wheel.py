"""What a user installs is the wheel, not the checkout: dictionaries, language data and model must be inside it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def call(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    options = ("--no-deps", "--no-build-isolation", "--quiet", "--disable-pip-version-check")
    call(sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", out, ".", cwd=root)
    return next(out.glob("collegebrieven-*.whl"))


def test_dictionaries_and_data_travel_in_the_wheel(root: Path, wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for path in (root / "corrections").rglob("*.csv"):
        assert f"pipeline/corrections/{path.relative_to(root / 'corrections').as_posix()}" in inside
    tracked = call("git", "ls-files", "pipeline", cwd=root).split() if (root / ".git").exists() else []
    assert set(tracked) <= inside


def test_licences_travel_with_what_they_are_about(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    notices = ("stages/tag/model/NOTICE.md", "language/data/NOTICE.md", "corrections/gazetteers/README.md")
    assert {f"pipeline/{name}" for name in notices} <= inside


def test_the_wheel_works_in_a_fresh_environment(wheel: Path, tmp_path: Path) -> None:
    """Our package comes from the wheel alone; its dependencies are borrowed from this environment to save minutes.

    A folder on PYTHONPATH has its .pth files ignored, so the checkout's editable install stays out of sight.
    """
    fresh = tmp_path / "fresh"
    venv.create(fresh, with_pip=True)
    python = fresh / "bin" / "python"
    call(python, "-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check", wheel, cwd=tmp_path)
    env = {**os.environ, "PYTHONPATH": sysconfig.get_path("purelib")}
    where = call(python, "-c", "import pipeline; print(pipeline.__file__)", cwd=tmp_path, env=env)
    assert str(fresh) in where
    letters = tmp_path / "letters"
    letters.mkdir()
    text = (
        "Het initiatiefveerstel van de PvdA gaat ever de beweners veer wie de wijk Selwerd een thuis is, ep weg naar\n"
    )
    (letters / "brief.txt").write_text(text * 3 + "een budget van € 20.000.\n", encoding="utf-8")
    call(fresh / "bin" / "brieven", "run", letters, "--out", tmp_path / "out", cwd=tmp_path, env=env)
    found = call(fresh / "bin" / "brieven", "search", "bewoners", "--out", tmp_path / "out", cwd=tmp_path, env=env)
    assert "brief" in found

"""What every test may use: where things are, and the skip for what a clean clone does not have."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]

# Machines that test what is submitted try the same examples each time; people's own runs look for new ones.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(scope="module")
def threads() -> Iterator[Executor]:
    """Two threads in the place of worker processes: what they loaded stays for the next run."""
    with ThreadPoolExecutor(2) as executor:
        yield executor


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real letters with ground truth beside the checkout."""
    folder = ROOT.parent / "shared"
    if not (folder / "letters").is_dir():
        pytest.skip("../shared (real letters with ground truth) is not here")
    return folder


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of one run over all sample letters, with the command as a user gives it."""
    out = tmp_path_factory.mktemp("samples") / "clean"
    command = [sys.executable, "-m", "pipeline.cli", "run", "data/raw", "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    return out

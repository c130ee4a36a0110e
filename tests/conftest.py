"""What every test may use: where things are, and the skip for what a clean clone does not have."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


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

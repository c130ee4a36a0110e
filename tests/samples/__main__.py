"""Make the sample letters of data/raw and their ground truth anew: `python -m tests.samples [ROOT]`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.samples.make import ROOT, make_all

make_all(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT)

"""What `brieven learn` is worth: learn from all letters but one, correct that one with and without the learned rows.

    python benchmarks/learn.py [FOLDER]

FOLDER holds NAME.noisy.txt with NAME.gold.txt (default: ../shared/letters/text). Each noisy letter is held out once;
clean letters (noisy equals gold) show the harm: words changed there. Done twice: on top of the built-in dictionaries,
and in their place (every built-in confusion taken away), which is what another office's scanner is like, whose
confusions nobody has written down yet. Baseline: the same without the learned rows. Words are counted as
`brieven evaluate` counts them.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pipeline.dictionaries import built_in_folder
from pipeline.evaluate import GOLD, NOISY, score_text, text_pairs
from pipeline.language.lexicon import load_lexicon
from pipeline.learn import CONFUSIONS, PROTECTED, learn
from pipeline.repeat import correct_with
from pipeline.settings import Settings

ROOT = Path(__file__).parents[1]

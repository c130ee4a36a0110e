"""The sample letters of data/raw and their ground truth: `python -m tests.samples` makes them anew."""

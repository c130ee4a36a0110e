"""Precision, recall and F of sentence starts on a treebank in CoNLL-U.

Usage: measure_sentences.py FILE.conllu [--width N] [--show]

Sentences are joined by spaces, fifty a document (the documents' first starts are not counted); with --width the text is
broken in lines as letters are, which should change nothing.
"""

from __future__ import annotations

import argparse
import sys
import textwrap
from pathlib import Path

import spacy

from pipeline.stages.tag.tokens import SENTENCES, tokenizer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("treebank", type=Path)
    parser.add_argument("--width", type=int, default=0)
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    lines = args.treebank.read_text(encoding="utf8").splitlines()
    sentences = [line.removeprefix("# text = ").strip() for line in lines if line.startswith("# text = ")]
    # Headings and bare fragments have no mark at their end that a run of text could show.
    sentences = [s for s in sentences if s[-1:] in ".!?\"”'"]
    nlp = spacy.blank("nl")
    nlp.tokenizer = tokenizer(nlp)
    nlp.add_pipe(SENTENCES)
    right = wrong = missed = 0
    for first in range(0, len(sentences), 50):
        text, truth = "", set()
        for sentence in sentences[first : first + 50]:
            text += " " if text else ""
            truth.add(len(text))
            text += sentence
        if args.width:
            text = "\n".join(textwrap.wrap(text, args.width, break_on_hyphens=False, break_long_words=False))
        found = {sentence.start_char for sentence in nlp(text).sents}
        truth.discard(0)
        found.discard(0)
        right += len(truth & found)
        wrong += len(found - truth)
        missed += len(truth - found)
        if args.show:
            for kind, places in (("wrong", found - truth), ("missed", truth - found)):
                for place in sorted(places):
                    sys.stdout.write(f"{kind:6} {text[max(0, place - 40) : place]!r} | {text[place : place + 30]!r}\n")
    precision, recall = right / (right + wrong), right / (right + missed)
    f = 2 * precision * recall / (precision + recall)
    sys.stdout.write(f"right {right} wrong {wrong} missed {missed}  P {precision:.4f} R {recall:.4f} F {f:.4f}\n")


if __name__ == "__main__":
    main()

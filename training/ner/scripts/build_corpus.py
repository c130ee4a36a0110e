"""Makes the training and development corpora (spaCy DocBins) from templates and silver sentences.

Usage: build_corpus.py SHARED DEDUCE OUT [--documents N] [--seed S]

SHARED is the folder with training/ and reference/, DEDUCE deduce's folder data/lookup/src. A twelfth of the templates
and the silver sentences of the split 'dev' are held out for development.
"""

from __future__ import annotations

import argparse
import random
import sys
import zlib
from pathlib import Path

import spacy
from grammar import Grammar, parse, read_rules, read_templates
from layout import Marked, join
from names import load
from silver import UNKNOWN, marked, read
from spacy.tokens import Doc, DocBin

from pipeline.stages.tag.tokens import tokenizer

HERE = Path(__file__).resolve().parent.parent
HELD_OUT = 12


def held_out(template: str) -> bool:
    """Whether a template is kept for development; a property of its text, so that new templates move no other."""
    return zlib.crc32(template.encode()) % HELD_OUT == 0


def to_doc(nlp: spacy.Language, text: Marked) -> Doc:
    """The document with its names; a name that the words do not line up with is masked, like an unsure one."""
    doc = nlp.make_doc(text.text)
    names, unknown = [], []
    for start, end, label in text.spans():
        span = doc.char_span(start, end, label=label) if label != UNKNOWN else None
        if span is not None and not span[0].is_space:
            names.append(span)
        else:
            cover = doc.char_span(start, end, alignment_mode="expand")
            if cover is not None:
                unknown.append(cover)
    taken = {token.i for span in names for token in span}
    unknown = [span for span in unknown if not taken & {token.i for token in span}]
    doc.set_ents(spacy.util.filter_spans(names), missing=spacy.util.filter_spans(unknown), default="outside")
    return doc


class Maker:
    """Makes documents in the form of letters: blocks of lines and paragraphs, broken and damaged as pages are."""

    def __init__(self, grammar: Grammar, templates: dict[str, list[str]], silver: list, rng: random.Random) -> None:  # type: ignore[type-arg]
        self.grammar, self.rng, self.silver = grammar, rng, silver
        self.trees = {kind: [parse(t) for t in lines] for kind, lines in templates.items()}

    def sentence(self, kind: str) -> Marked:
        text = Marked().add(self.grammar.expand(self.rng.choice(self.trees[kind])))
        if kind in ("prose", "plain"):
            if self.rng.random() < 0.08:
                text.start_inside(self.rng)
            if self.rng.random() < 0.15:
                text.capitalise_words(self.rng, 0.15)
            if self.rng.random() < 0.97:
                text.capitalise()
        return text

    def silver_sentence(self) -> Marked:
        words, names = self.rng.choice(self.silver)
        text = marked(words, names, self.grammar if self.rng.random() < 0.4 else None, self.rng)
        if self.rng.random() < 0.5:
            text.start_inside(self.rng)
            text.capitalise()
        if self.rng.random() < 0.3:
            text.capitalise_words(self.rng, 0.1)
        return text

    def paragraph(self) -> Marked:
        rng = self.rng
        kinds = rng.choices(("prose", "plain", "silver"), (5, 3, 4), k=rng.choice((1, 1, 2, 2, 3, 3, 4, 5)))
        return join([self.silver_sentence() if kind == "silver" else self.sentence(kind) for kind in kinds], " ")

    def items(self) -> Marked:
        rng = self.rng
        mark = rng.choice(("• ", "- ", "● ", "– ", "o ", "* ", "\uf0b7 ", "", f"{rng.randint(1, 12)}. ", "a) "))
        items = []
        for _ in range(rng.randint(1, 4)):
            item = self.paragraph() if rng.random() < 0.4 else self.sentence("words")
            items.append(join([Marked().add([(mark, "")]), item], ""))
        return join(items, rng.choice(("\n", "\n\n")))

    def document(self) -> Marked:
        rng = self.rng
        blocks = []
        for _ in range(rng.choice((1, 1, 2, 2, 3, 4, 5, 6))):
            kind = rng.choices(("letter", "words", "item", "paragraph"), (7, 4, 3, 10))[0]
            if kind == "paragraph":
                block = self.paragraph()
            elif kind == "item":
                block = self.items()
            else:
                block = self.sentence(kind)
            if rng.random() < 0.02:
                block.shout()
            blocks.append(block)
        return self.finish(blocks)

    def silver_document(self, sentences: list, swap: bool) -> Marked:  # type: ignore[type-arg]
        blocks = [marked(words, names, self.grammar if swap else None, self.rng) for words, names in sentences]
        return self.finish([join(blocks, " ")])

    def finish(self, blocks: list[Marked]) -> Marked:
        rng = self.rng
        line_end = rng.choices(("\n", " ", "\n\n"), (5, 4, 2))[0]
        width = rng.randint(45, 100)
        for block in blocks:
            block.wrap(width, line_end)
        text = join(blocks, "\n\n" if line_end != " " else rng.choice(("\n\n", "\n", " ")))
        if rng.random() < 0.18:
            text.damage(rng, rng.choice((0.003, 0.008, 0.02)))
        return text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("deduce", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--documents", type=int, default=14000)
    parser.add_argument("--seed", type=int, default=20131009)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    nlp = spacy.blank("nl")
    nlp.tokenizer = tokenizer(nlp)
    folder = HERE / "grammar"
    rules = read_rules([folder / "names.txt", folder / "terms.txt"])
    grammar = Grammar(rules, load(args.shared, args.deduce), rng)
    templates = {kind: read_templates(folder / f"{kind}.txt") for kind in ("letter", "prose", "plain", "words")}
    silver_path = args.shared / "training/sentences.jsonl"
    args.out.mkdir(parents=True, exist_ok=True)
    for split, documents in (("train", args.documents), ("dev", args.documents // 25)):
        silver = read(silver_path, split)
        keep = {kind: [t for t in lines if held_out(t) == (split == "dev")] for kind, lines in templates.items()}
        maker = Maker(grammar, keep, silver, rng)
        texts = [maker.document() for _ in range(documents)]
        for swap in (False, True)[: 2 if split == "train" else 1]:
            place = 0
            while place < len(silver):
                size = rng.choice((1, 1, 2, 3, 5))
                texts.append(maker.silver_document(silver[place : place + size], swap))
                place += size
        docs = [to_doc(nlp, text) for text in texts]
        DocBin(docs=docs, attrs=["ENT_IOB", "ENT_TYPE", "SPACY"]).to_disk(args.out / f"{split}.spacy")
        words = sum(len(doc) for doc in docs)
        names = sum(len(doc.ents) for doc in docs)
        sys.stdout.write(f"{split}: {len(docs)} documents, {words} words, {names} names\n")


if __name__ == "__main__":
    main()

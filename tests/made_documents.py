"""Documents made by hand, with everything in them that a table or a format has to carry. Invented content."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal

from pipeline.document import (
    Amount,
    Box,
    Document,
    Edit,
    Judgement,
    Letter,
    Mention,
    Page,
    Picture,
    Problem,
    Reading,
    Span,
    Suggestion,
    Word,
    make_layer,
)

RAW = "De beweners van Selwerd\nkrijgen 26\nmiljoen eure voor ideeën."


def words_of(text: str) -> tuple[Word, ...]:
    """Words with boxes: ten points a character, twelve a line."""
    words, cursor = [], 0
    for row, line in enumerate(text.split("\n")):
        column = 0
        for part in line.split(" "):
            start = cursor + column
            box = Box(10.0 * column, 12.0 * row, 10.0 * (column + len(part)), 12.0 * row + 10)
            words.append(Word(Span(start, start + len(part)), box, 0.9))
            column += len(part) + 1
        cursor += len(line) + 1
    return tuple(words)


def made_document(content: str = "one", path: str = "in/brief één.pdf", raw: str = RAW) -> Document:
    """Two pages: one read by OCR and corrected in two layers, one that failed; one letter, two mentions."""
    first = Page(
        1,
        595.0,
        842.0,
        Reading("ocr", raw, words_of(raw), "tesseract 5.3.0 nld", 0.9),
        others=(Reading("text-layer", raw.replace("beweners", "hewoners"), (), "pdfplumber"),),
        judgement=Judgement("lying-ocr-layer", 0.875, ("words unknown", "low agreement")),
        picture=Picture(300.0, 0.5, 0, ("deskew",)),
        expected_error=0.125,
        suggestions=(Suggestion(Span(raw.index("Selwerd"), raw.index("Selwerd") + 7), "Selwerd", "Selwert", "x", 0.5),),
    )
    reflow = [Edit(i, "\n", " ", "reflow:line") for i, c in enumerate(raw) if c == "\n"]
    first = first.with_layer(make_layer("repair", "repair 1", reflow))
    fixes = [("beweners", "bewoners", "confusions:o>e", 0.99), ("eure", "euro", "words:eure", 0.95)]
    edits = [Edit(first.text.index(b), b, a, rule, confidence) for b, a, rule, confidence in fixes]
    first = first.with_layer(make_layer("correct", "correct 1", edits))
    second = Page(2, 595.0, 842.0, Reading("ocr", ""), problems=(Problem("read", 2, "ocr-timeout", "Page 2: late."),))
    document = Document(
        hashlib.sha256(content.encode()).hexdigest(),
        path,
        (first, second),
        letters=(Letter(1, 1, 2, "college letter", "Wijkplan Selwerd", "2013-10-23", sender="college"),),
        made_by="test",
    )
    sum_text = "26 miljoen euro"
    start, place = document.text.index(sum_text), document.text.index("Selwerd")
    amount = Amount(Decimal("26000000"), Decimal("26000000"), True, "ceiling", "per year", "budget", "stad", "Selwerd")
    mentions = (
        Mention(
            Span(place, place + 7), "Selwerd", "NEIGHBOURHOOD", "Selwerd", "gazetteer", kind="wijk", codes=("a", "b")
        ),
        Mention(
            Span(start, start + len(sum_text)),
            sum_text,
            "AMOUNT",
            "26000000",
            "amounts",
            0.9,
            Span(0, len(first.text)),
            amount=amount,
        ),
    )
    return replace(document, mentions=mentions)

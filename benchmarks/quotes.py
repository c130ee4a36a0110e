"""Quotes and apostrophes of an OCR reading against the paper: as read, always made straight, and as repaired.

    .venv/bin/python benchmarks/quotes.py

Draws a page of quotations in each of five fonts with straight quotes and with curly ones, scans it at 200 and 300 dots
per inch with noise, reads it with Tesseract and counts the marks that are the paper's. The baseline is the reading.
"""

from __future__ import annotations

import io
import re

import numpy as np
import pypdfium2 as pdfium
import pytesseract
from PIL import Image, ImageFilter
from rapidfuzz.distance import Levenshtein
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.document import Page, Reading
from pipeline.language.lexicon import load_lexicon
from pipeline.stages.repair import repair_pages
from tests.samples.typeset import FONTS, STYLES, Style

_WORDS = "wijkteam hard goed procesdoel gangmaker handgeld samen tevreden perron schoolplein oplossing waarde".split()
_MARK = re.compile("[‘’“”'\"]")
_STRAIGHT = str.maketrans("‘’“”", "''\"\"")


def written(curly: bool) -> str:
    """The lines of a page: a double quotation, a single one, and apostrophes."""
    lines = []
    for word in _WORDS:
        lines += [f"Het college noemt dit “{word}” en wil in de wijk ‘het {word}", "invoeren’, zo’n plan met foto’s."]
    text = "\n".join(lines)
    return text if curly else text.translate(_STRAIGHT)


def scan(text: str, style: Style, dpi: int) -> Image.Image:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    canvas.setFont(style.regular, style.size)
    for number, line in enumerate(text.split("\n")):
        canvas.drawString(70, 770 - number * style.leading, line)
    canvas.save()
    drawn = pdfium.PdfDocument(file.getvalue())[0].render(scale=dpi / 72).to_pil().convert("L")
    grey = np.asarray(drawn.filter(ImageFilter.GaussianBlur(dpi / 300))).astype(float)
    noisy = grey + np.random.default_rng(1).normal(0, 18, grey.shape)
    return Image.fromarray(noisy.clip(0, 255).astype("uint8"))


def wrong_marks(text: str, truth: str) -> int:
    """Marks of the truth that a best alignment does not find in the text."""
    right = {
        n for op in Levenshtein.opcodes(text, truth) if op.tag == "equal" for n in range(op.dest_start, op.dest_end)
    }
    return sum(match.start() not in right for match in _MARK.finditer(truth))


def main() -> None:
    for style in STYLES.values():
        if (path := FONTS / f"{style.regular}.ttf").is_file():
            pdfmetrics.registerFont(TTFont(style.regular, path))
    print(f"{'font':12}{'paper':10}{'dpi':>4}{'marks':>7}{'as read':>9}{'straight':>10}{'repaired':>10}")
    totals = np.zeros(4, dtype=int)
    for name, style in STYLES.items():
        for curly in (False, True):
            for dpi in (200, 300):
                truth = written(curly)
                read = pytesseract.image_to_string(scan(truth, style, dpi), lang="nld", config="--psm 6")
                (page,) = repair_pages([Page(1, 595, 842, Reading("ocr", read))], load_lexicon())
                texts = (read, read.translate(_STRAIGHT), page.text_after(["repair"]))
                row = [len(_MARK.findall(truth)), *(wrong_marks(text, truth) for text in texts)]
                totals += row
                paper = "curly" if curly else "straight"
                print(f"{name:12}{paper:10}{dpi:4}{row[0]:7}{row[1]:9}{row[2]:10}{row[3]:10}", flush=True)
    marks, as_read, straight, repaired = totals
    print(f"{'all':26}{marks:7}{as_read:9}{straight:10}{repaired:10}")
    print(f"wrong marks against the reading: straight {straight / as_read:.2f}, repaired {repaired / as_read:.2f}")


if __name__ == "__main__":
    main()

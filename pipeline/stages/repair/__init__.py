"""Undo what encodings, typesetting and page layout did to a text; every change is an edit.

repair_characters(page, lexicon)   encoding, ligatures, signs, letter-spacing: the lines stay
reflow_page(page, lexicon)         line ends inside paragraphs, line-end hyphens
repair_pages(pages, lexicon)       both, for all pages of a file: its quotes are of one form
"""

from collections.abc import Sequence

from pipeline.document import Page, make_layer
from pipeline.language.lexicon import Lexicon
from pipeline.stages.repair.encoding import FTFY_VERSION, blank_edits, encoding_edits
from pipeline.stages.repair.reflow import reflow_edits
from pipeline.stages.repair.signs import quotes_on_paper, sign_edits, unmapped_edits
from pipeline.stages.repair.spacing import spacing_edits

ROUNDS = 4  # a soft hyphen hides the mojibake beside it from ftfy: what one round uncovers, the next one repairs

__all__ = ["reflow_page", "repair_characters", "repair_pages"]


def repair_pages(pages: Sequence[Page], lexicon: Lexicon) -> list[Page]:
    quotes = quotes_on_paper(page.raw for page in pages if page.source == "ocr")
    return [reflow_page(repair_characters(page, lexicon, quotes), lexicon) for page in pages]


def repair_characters(page: Page, lexicon: Lexicon, quotes: str = "") -> Page:
    """The page with layers 'repair'; the number of its lines never changes.

    `quotes`: of an OCR reading, 'straight' or 'curly' where it is known which the paper has.
    """
    for _ in range(ROUNDS):
        before = page.text
        page = page.with_layer(make_layer("repair", f"ftfy {FTFY_VERSION}", encoding_edits(page.text)))
        page = page.with_layer(make_layer("repair", "blanks and soft hyphens", blank_edits(page.text)))
        if page.text == before:
            break
    if page.source == "ocr":
        page = page.with_layer(make_layer("repair", "signs", sign_edits(page.text, quotes)))
    elif page.source == "text-layer":
        page = page.with_layer(make_layer("repair", "signs", unmapped_edits(page.text)))
    return page.with_layer(make_layer("repair", "letter-spacing", spacing_edits(page.text, lexicon)))


def reflow_page(page: Page, lexicon: Lexicon) -> Page:
    """The page with a layer 'reflow': each paragraph on one line."""
    return page.with_layer(make_layer("reflow", "paragraph rules", reflow_edits(page.text, lexicon)))

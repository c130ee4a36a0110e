"""Undo what encodings, typesetting and page layout did to a text; every change is an edit.

repair_characters(page, lexicon)   encoding, ligatures, hyphens, letter-spacing: the lines stay
reflow_page(page, lexicon)         line ends inside paragraphs, line-end hyphens
repair_page(page, lexicon)         both
"""

from pipeline.document import Page, make_layer
from pipeline.language.lexicon import Lexicon
from pipeline.stages.repair.encoding import FTFY_VERSION, blank_edits, encoding_edits
from pipeline.stages.repair.reflow import reflow_edits
from pipeline.stages.repair.signs import sign_edits
from pipeline.stages.repair.spacing import spacing_edits

__all__ = ["reflow_page", "repair_characters", "repair_page"]


def repair_page(page: Page, lexicon: Lexicon) -> Page:
    return reflow_page(repair_characters(page, lexicon), lexicon)


def repair_characters(page: Page, lexicon: Lexicon) -> Page:
    """The page with layers 'repair'; the number of its lines never changes."""
    page = page.with_layer(make_layer("repair", f"ftfy {FTFY_VERSION}", encoding_edits(page.text)))
    page = page.with_layer(make_layer("repair", "blanks and soft hyphens", blank_edits(page.text)))
    if page.source == "ocr":
        page = page.with_layer(make_layer("repair", "signs", sign_edits(page.text)))
    return page.with_layer(make_layer("repair", "letter-spacing", spacing_edits(page.text, lexicon)))


def reflow_page(page: Page, lexicon: Lexicon) -> Page:
    """The page with a layer 'reflow': each paragraph on one line."""
    return page.with_layer(make_layer("reflow", "paragraph rules", reflow_edits(page.text, lexicon)))

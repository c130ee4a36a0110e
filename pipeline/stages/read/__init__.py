"""Which text of a page to trust, and the best reading of a scan.

    load_engine(settings) -> OcrEngine
    judge_page(page, engine, lexicon, settings) -> Judgement
    read_page(page, engine, lexicon, settings) -> Page
    part_halves(page, lexicon) -> its two pages, where two lie on one picture

The judge says per page what its text layer is worth; where it is not born-digital, the picture is prepared and read
with Tesseract, and both readings are kept.
"""

from pipeline.stages.read.ocr import OcrEngine, load_engine
from pipeline.stages.read.parting import part_halves
from pipeline.stages.read.reading import judge_page, read_page

__all__ = ["OcrEngine", "judge_page", "load_engine", "part_halves", "read_page"]

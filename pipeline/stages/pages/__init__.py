"""What is on each page of a file: text layer, words with boxes, tables, pictures, and facts about how it was made.

    open_source(path, settings) -> Source -> page(number) -> PageInput

pdfplumber gives the words and the tables; pypdfium2 shows what pdfplumber cannot see (render modes, what lies
under what) and gives the pictures; Pillow opens picture files. Their faults end here: a whole file that cannot be
read raises `UnreadableInput` or one of its children, a page that cannot be read is a page with a `Problem`.
"""

from pipeline.stages.pages.opening import open_source
from pipeline.stages.pages.page_input import Facts, PageInput, Source
from pipeline.stages.pages.text_file import text_reading

__all__ = ["Facts", "PageInput", "Source", "open_source", "text_reading"]

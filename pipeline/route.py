"""The way of a letter, in one screen.

    file -> pages -> read -> repair -> correct -> letters -> tag -> Document

Two halves, so that the pages of one long file can be read side by side: `read_pages` (costly, page by page, any
subset of a file) and `finish` (text only, whole document, because the corrector adapts to the document).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from pipeline import __version__, dictionaries
from pipeline.document import PAGE_SEPARATOR, Document, Page
from pipeline.language.lexicon import Lexicon, load_lexicon
from pipeline.settings import Settings
from pipeline.stages.asides import mark_asides
from pipeline.stages.correct import Corrector, correct_pages, load_corrector
from pipeline.stages.letters import find_letters
from pipeline.stages.pages import open_source, text_reading
from pipeline.stages.read import OcrEngine, load_engine, part_halves, read_page
from pipeline.stages.repair import repair_characters, repair_pages
from pipeline.stages.tag import Tagger, load_tagger, tag_document

TEXT_STAGES = ("repair", "reflow", "correct", "names")  # stages of layers, in the order in which they change a page


@dataclass(frozen=True)
class Readers:
    """What reading pages needs, loaded once per worker."""

    engine: OcrEngine
    lexicon: Lexicon


@dataclass(frozen=True)
class Finishers:
    """What the text stages need, loaded once per worker."""

    lexicon: Lexicon
    corrector: Corrector
    tagger: Tagger


@lru_cache(maxsize=2)
def load_readers(settings: Settings) -> Readers:
    return Readers(load_engine(settings), load_lexicon())


@lru_cache(maxsize=2)
def load_finishers(settings: Settings) -> Finishers:
    return Finishers(load_lexicon(), corrector_for(settings), load_tagger(settings))


@lru_cache(maxsize=2)
def corrector_for(settings: Settings) -> Corrector:
    """The corrector alone: a text that is only corrected does not wait for the tagger's model."""
    return load_corrector(load_lexicon(), settings)


def read_pages(path: Path, settings: Settings, first: int = 1, last: int | None = None) -> list[Page]:
    """Pages `first` to `last` (both counted from 1, None: to the end) of a file, read but not yet repaired.

    Raises:
        UnreadableInput: the file as a whole cannot be read; a page that cannot be read is a page with a problem.
    """
    return list(each_page(path, settings, first, last))


def each_page(path: Path, settings: Settings, first: int = 1, last: int | None = None) -> Iterator[Page]:
    """As `read_pages`, each page as soon as it is read."""
    readers = load_readers(settings)
    with open_source(path, settings) as source:
        for number in range(first, min(last or source.page_count, source.page_count) + 1):
            page = read_page(source.page(number), readers.engine, readers.lexicon, settings)
            yield from part_halves(page, readers.lexicon)


def finish(path: str, content_hash: str, pages: Sequence[Page], settings: Settings) -> Document:
    """Repair, correct, part into letters and tag pages that were read."""
    tools = load_finishers(settings)
    repaired = repair_pages(pages, tools.lexicon)
    corrected = correct_pages(repaired, tools.corrector)
    document = Document(content_hash, path, tuple(corrected), made_by=made_by(settings))
    return tag_document(_parted(document), tools.tagger)


def process_file(path: Path, settings: Settings) -> Document:
    """The whole way of one file."""
    return finish(path.as_posix(), hash_file(path), read_pages(path, settings), settings)


def correct_text(text: str, settings: Settings) -> Document:
    """A text corrected with its lines kept: encoding, letter-spacing and OCR errors, but no reflow and no tags.

    A form feed parts pages. The number of lines never changes.
    """
    lexicon = load_lexicon()
    parts = enumerate(text.split(PAGE_SEPARATOR), 1)
    pages = [repair_characters(Page(n, 0, 0, text_reading(part)), lexicon) for n, part in parts]
    content_hash = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(content_hash, "", tuple(correct_pages(pages, corrector_for(settings))), made_by=made_by(settings))


def tag_lines(document: Document, settings: Settings) -> Document:
    """Letters and mentions of a document whose lines were kept (`correct_text`)."""
    return tag_document(_parted(document), load_finishers(settings).tagger)


def _parted(document: Document) -> Document:
    """The document with its letters, and on its pages what is no running text."""
    return mark_asides(replace(document, letters=find_letters(document)))


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def made_by(settings: Settings) -> str:
    """What made a document: version, settings, dictionaries. A change in it makes the next run do it again."""
    return f"collegebrieven {__version__} {settings.fingerprint()} {dictionaries.fingerprint(settings.corrections)}"

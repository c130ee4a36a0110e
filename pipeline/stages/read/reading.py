"""One page read: the text layer where it is true, else the picture; both kept where both exist."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from statistics import fmean

from PIL import Image

from pipeline.document import Judgement, Page, Problem, Reading, Span, Word
from pipeline.errors import UnreadableInput
from pipeline.settings import Settings
from pipeline.stages.pages import PageInput
from pipeline.stages.read.again import HARD, merged, read_doubtful
from pipeline.stages.read.choose import compare
from pipeline.stages.read.expected import expected_of_layer, expected_of_ocr
from pipeline.stages.read.halves import gutter
from pipeline.stages.read.judge import ReadStrip, judge, judge_again
from pipeline.stages.read.ocr import OcrEngine, OcrFailure, OcrWord
from pipeline.stages.read.picture import Prepared, prepare, softened
from pipeline.stages.read.words import Words, known_share

_UNREADABLE = 0.55  # mean confidence below which a page may stand on its head
_SURE = 0.7  # confidence from which a word of a strip counts
_NOTHING = Reading("ocr", "")


def judge_page(page: PageInput, engine: OcrEngine, lexicon: Words, settings: Settings) -> Judgement:
    """What a page's text layer is worth; where that is in doubt, a strip of its picture is read."""
    return judge(page, lexicon, None if settings.ocr == "never" else _strip_reader(engine, settings))


def read_page(page: PageInput, engine: OcrEngine, lexicon: Words, settings: Settings) -> Page:
    """The best reading of a page, with the others as evidence.

    Raises:
        MissingComponent: the page has to be read from its picture, and Tesseract or its data is not installed.
    """
    judgement = judge_page(page, engine, lexicon, settings)
    layer = page.layer if page.layer is not None and judgement.kind != "none" else None
    result = Page(
        page.number,
        page.width,
        page.height,
        layer or _NOTHING,
        judgement=judgement,
        tables=page.tables if judgement.kind == "born-digital" else (),
        problems=page.problems,
    )
    if judgement.kind == "text-file" or (judgement.kind == "born-digital" and settings.ocr != "always"):
        return replace(result, expected_error=0.0 if judgement.kind == "born-digital" else None)
    if not page.width or (layer is None and _has_nothing(page)):
        if not page.problems:
            judgement = replace(judgement, reasons=(*judgement.reasons, "a blank page: nothing is painted on it"))
            result = replace(result, judgement=judgement, expected_error=0.0)
        return result
    if any(problem.kind in ("page-too-large", "damaged-page") for problem in page.problems):
        return result
    if settings.ocr == "never" and layer is not None:
        return replace(result, expected_error=expected_of_layer(layer, lexicon))
    result = _read_picture(page, result, layer, engine, lexicon, settings)
    return replace(result, known_words=known_share(result.raw, lexicon))


def _strip_reader(engine: OcrEngine, settings: Settings) -> ReadStrip:
    def read(strip: Image.Image, dpi: float) -> str | None:
        prepared = prepare(strip, dpi, strip.width * 72 / dpi, strip.height * 72 / dpi)
        try:
            words = engine.words(prepared.image, prepared.dpi, settings.limits.page_seconds)
        except OcrFailure:
            return None
        return " ".join(word.text for word in words if word.confidence > _SURE)

    return read


def _has_nothing(page: PageInput) -> bool:
    facts = page.facts
    return not (facts.picture_share or facts.drawings or facts.visible)


def _read_picture(
    page: PageInput, result: Page, layer: Reading | None, engine: OcrEngine, lexicon: Words, settings: Settings
) -> Page:
    judgement = result.judgement
    assert judgement is not None
    try:
        image, dpi = page.picture()
        prepared = prepare(image, dpi, page.width, page.height)
        if prepared.blank:
            return _blank(result, prepared, layer)
        if settings.ocr == "never":
            message = f"page {page.number}: is a picture without text, and reading pictures is switched off."
            return _with_problem(result, "not-read", message, "Run with --ocr auto.")
        prepared, words = _recognise(image, dpi, prepared, page, engine, settings)
        prepared, *readings = _read_again(prepared, words, engine, lexicon, settings.limits.page_seconds)
    except UnreadableInput as error:
        return _with_problem(result, error.kind, error.message, error.advice)
    except OcrFailure as failure:
        message = f"page {page.number}: {failure.message}."
        advice = "Look at the page; scan it again at 300 dots per inch, or raise limits.page_seconds."
        return _with_problem(result, failure.kind, message, advice)
    made_by = ", ".join((engine.made_by, *prepared.known.steps))
    reading = ocr_reading(readings[0], prepared, made_by)
    others = tuple(
        ocr_reading(words, prepared, f"{engine.made_by}, {what}")
        for words, what in zip(readings[1:], ("another try", "another try", "out of a picture"))
        if words
    )
    result = replace(result, picture=prepared.known)
    if layer is None:
        return replace(result, reading=reading, others=others, expected_error=expected_of_ocr(reading, lexicon))
    found = compare(layer, reading, lexicon)
    judgement = judge_again(judgement, found, reading)
    # The layer of a stamp or a header is never better: it says nothing of the page under it.
    if found.layer_is_better and judgement.kind != "partial":
        reasons = (
            *judgement.reasons,
            f"kept: {found.layer_wrong} doubtful words, {found.reading_wrong} in a new reading",
        )
        expected = expected_of_layer(layer, lexicon)
        kept = Judgement(judgement.kind, judgement.probability, reasons)
        return replace(result, reading=layer, others=(reading, *others), judgement=kept, expected_error=expected)
    return replace(
        result,
        reading=reading,
        others=(layer, *others),
        judgement=judgement,
        expected_error=expected_of_ocr(reading, lexicon),
    )


def _recognise(
    image: Image.Image, dpi: float, prepared: Prepared, page: PageInput, engine: OcrEngine, settings: Settings
) -> tuple[Prepared, list[OcrWord]]:
    """Words of the picture; turned upright first where it seems to lie on its side, or cannot be read as it stands."""
    seconds = settings.limits.page_seconds
    turn = 0
    if prepared.on_its_side:
        turn = 90
        prepared = prepare(image, dpi, page.width, page.height, turn)
        if engine.orientation(prepared.image, prepared.dpi, seconds) == 180:
            turn = 270
            prepared = prepare(image, dpi, page.width, page.height, turn)
    prepared, words = _words(prepared, engine, seconds)
    if words and fmean(word.confidence for word in words) >= _UNREADABLE:
        return prepared, words
    more = 180 if turn else engine.orientation(prepared.image, prepared.dpi, seconds)
    if not more:
        return prepared, words
    again = prepare(image, dpi, page.width, page.height, (turn + more) % 360)
    again, words_again = _words(again, engine, seconds)
    if _weight(words_again) > _weight(words):
        return again, words_again
    return prepared, words


def _words(prepared: Prepared, engine: OcrEngine, seconds: float) -> tuple[Prepared, list[OcrWord]]:
    """The words of a picture; of two pages on one picture the left one's first."""
    cut = gutter(prepared.image, prepared.dpi)
    if cut is None:
        return prepared, engine.words(prepared.image, prepared.dpi, seconds)
    width, height = prepared.image.size
    words = engine.words(prepared.image.crop((0, 0, cut, height)), prepared.dpi, seconds)
    blocks = 1 + max((word.paragraph[0] for word in words), default=0)
    for word in engine.words(prepared.image.crop((cut, 0, width, height)), prepared.dpi, seconds):
        paragraph = (blocks + word.paragraph[0], word.paragraph[1])
        words.append(replace(word, left=word.left + cut, right=word.right + cut, paragraph=paragraph))
    left_page = prepared.box_on_page(0, 0, cut, height)
    known = replace(prepared.known, steps=(*prepared.known.steps, "two pages"), left_page=left_page)
    return replace(prepared, known=known), words


def _read_again(
    prepared: Prepared, words: list[OcrWord], engine: OcrEngine, lexicon: Words, seconds: float
) -> tuple[Prepared, list[OcrWord], list[OcrWord], list[OcrWord], list[OcrWord]]:
    """The picture that was read, its words with the better reading of each place; those that lost, twice; no text.

    A page that is hard to read is read again as a whole, on a softened picture: softening melts the steps of a fax and
    the grain of a copy of a copy into strokes, and costs edges on good pages. Then the doubtful words of any page.
    """
    known, first = prepared, words
    lost, more, strays = list[OcrWord](), list[OcrWord](), list[OcrWord]()
    with suppress(OcrFailure):  # what the first reading has is not lost for a second one that fails
        if words and fmean(word.confidence for word in words) < HARD:
            softer, again = _words(softened(prepared), engine, seconds)
            if _weight(again) > _weight(words):
                known, first, lost = softer, *merged(again, words, lexicon)
            else:
                first, lost = merged(words, again, lexicon)
        first, more, strays = read_doubtful(prepared, first, engine, lexicon, seconds)
    return known, first, lost, more, strays


def _weight(words: Sequence[OcrWord]) -> float:
    """Letters and figures read, each as much as its word is sure."""
    return sum(word.confidence * sum(map(str.isalnum, word.text)) for word in words)


def ocr_reading(words: Sequence[OcrWord], prepared: Prepared, made_by: str) -> Reading:
    """Tesseract's words as a reading: lines parted by a newline, paragraphs by an empty line."""
    text: list[str] = []
    placed: list[Word] = []
    at = 0
    previous: OcrWord | None = None
    for word in words:
        if previous is not None:
            if word.paragraph != previous.paragraph:
                gap = "\n\n"
            else:
                gap = " " if word.line == previous.line else "\n"
            text.append(gap)
            at += len(gap)
        box = prepared.box_on_page(word.left, word.top, word.right, word.bottom)
        placed.append(Word(Span(at, at + len(word.text)), box, round(word.confidence, 3)))
        text.append(word.text)
        at += len(word.text)
        previous = word
    confidence = round(fmean(word.confidence for word in words), 3) if words else None
    return Reading("ocr", "".join(text), tuple(placed), made_by, confidence)


def _blank(result: Page, prepared: Prepared, layer: Reading | None) -> Page:
    judgement = result.judgement
    assert judgement is not None
    judgement = replace(judgement, reasons=(*judgement.reasons, "a blank page: its picture holds no ink"))
    others = (layer,) if layer is not None and layer.text.strip() else ()
    return replace(
        result, reading=_NOTHING, others=others, judgement=judgement, picture=prepared.known, expected_error=0.0
    )


def _with_problem(result: Page, kind: str, message: str, advice: str) -> Page:
    problem = Problem("read", result.number, kind, message, advice)
    return replace(result, problems=(*result.problems, problem))

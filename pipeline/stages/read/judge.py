"""Is a page's text layer what the page says? Structure first, words second, ink third, a new reading last.

Structure parts scans from born-digital pages: hidden text (render mode 3, or painted under a picture that covers the
page) is an OCR layer, text painted where it can be seen is not, but for a few stamped words on a scan. How far an OCR
layer can be trusted shows in its words: the share of *repairable* ones (no word, but one confusion away from one)
sees light damage that the share of known words does not. Measured on 165 pages in 13 classes: above 0.01 it found
95 % of the light, all of the bad layers, and no true one. Visible words on a large picture leave a doubt: the ink that
no word explains is looked at, and a strip of it read (`ink.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from PIL import Image

from pipeline.document import Judgement, Reading
from pipeline.errors import BrievenError
from pipeline.stages.pages import Facts, PageInput
from pipeline.stages.read.choose import Comparison
from pipeline.stages.read.ink import LOOK_DPI, Ink, strip_without_words, unexplained
from pipeline.stages.read.words import FEW, WORD, Words, WordShares, sounds_dutch, word_shares

STAMP_WORDS = 50  # fewer visible words than this on a scan are a stamp or a header, not the page
COVERS = 0.8  # share of the page under pictures from which it is a scan
REPAIRABLE = 0.01  # share of words from which a layer lies
UNMAPPED = 0.2  # share of characters without Unicode from which a layer says nothing
AGREES = 0.97  # share of words that a true layer shares with a new reading
MUTE = 0.35  # share of words without a vowel from which a font's map is wrong; Dutch has 0.02, English 0.04
PICTURE = 0.4  # share of the page under pictures from which they may hold its text
STRIP_WORDS = 6  # known words in a strip of the picture that make it text
_STRIP_DPI = 200
_VISIBLE = "painted where it can be seen"

_SCANNERS = re.compile(
    r"scan|ocr|abbyy|fine ?reader|omnipage|paper ?capture|readiris|tesseract|canon|ricoh|konica|xerox|kyocera|sharp|"
    r"toshiba|lexmark|naps2|digital sending|mfp",
    re.IGNORECASE,
)
ReadStrip = Callable[[Image.Image, float], str | None]
"""Text of a strip of a page (a grey picture, its dots per inch); None where it cannot be read."""


def judge(page: PageInput, lexicon: Words, read_strip: ReadStrip | None = None) -> Judgement:
    """What the text layer of a page is worth, before the page is read from its picture.

    `read_strip` reads the doubtful strip of a page whose visible words lie on a large picture; without it the ink alone
    has to tell.
    """
    if page.layer is None or not page.layer.text.strip():
        if page.layer is not None and page.layer.source == "text-file":
            return Judgement("text-file", 1.0, ("an empty page of a text file",))
        return Judgement("none", 1.0, ("no text layer",))
    if page.layer.source == "text-file":
        return Judgement("text-file", 1.0, ("a text file",))
    facts = page.facts
    reasons = [f"{len(page.layer.words)} words"]
    if facts.producer:
        reasons.append(f"made by {facts.producer[:60]!r}")
    if facts.unmapped > UNMAPPED:
        reasons.append(f"{facts.unmapped:.0%} of its characters have no Unicode: what they say is not known")
        return Judgement("none", 0.95, tuple(reasons))
    if not facts.hidden_share and facts.picture_share <= PICTURE and sounds_dutch(page.layer.text, lexicon):
        return Judgement("born-digital", 0.99, (*reasons, _VISIBLE))
    shares = word_shares(page.layer, lexicon)
    if shares.odd > 0.2:
        reasons.append(f"{shares.odd:.0%} of its characters are no letters, figures or signs of a Dutch text")
        return Judgement("none", 0.9, tuple(reasons))
    if shares.words >= FEW and shares.mute > MUTE and shares.known < 0.3:
        reasons.append(f"{shares.mute:.0%} of its words have no vowel: a wrong font map")
        return Judgement("none", 0.9, tuple(reasons))
    if facts.hidden_share >= 0.5:
        return _judge_hidden(facts, shares, reasons)
    if facts.picture_share >= COVERS or (facts.picture_share > PICTURE and len(page.layer.words) < STAMP_WORDS):
        return _judge_on_picture(page, page.layer, lexicon, reasons, read_strip)
    reasons.append(_VISIBLE)
    if shares.words >= FEW and shares.known < 0.3:
        reasons.append(f"but only {shares.known:.0%} of the words are known: another language, or a wrong font map")
        return Judgement("born-digital", 0.6, tuple(reasons))
    return Judgement("born-digital", 0.99, tuple(reasons))


def _judge_hidden(facts: Facts, shares: WordShares, reasons: list[str]) -> Judgement:
    if facts.invisible:
        reasons.append(f"{facts.invisible} characters are invisible")
    if facts.covered:
        reasons.append(f"{facts.covered} characters lie under a picture")
    reasons.append(f"pictures cover {facts.picture_share:.0%} of the page")
    if shares.words < FEW:
        return Judgement("lying-ocr-layer", 0.6, (*reasons, "too few words to tell whether they are right"))
    reasons.append(f"{shares.known:.1%} of the words are known, {shares.repairable:.1%} one misreading from a word")
    if shares.repairable > REPAIRABLE or shares.known < 0.8:
        sure = min(0.99, 0.75 + 5 * shares.repairable + max(0.0, 0.8 - shares.known))
        return Judgement("lying-ocr-layer", round(sure, 3), tuple(reasons))
    return Judgement("good-ocr-layer", round(0.95 - 15 * shares.repairable, 3), tuple(reasons))


def _judge_on_picture(
    page: PageInput, layer: Reading, lexicon: Words, reasons: list[str], read_strip: ReadStrip | None
) -> Judgement:
    """Visible words on a large picture: a letter on a background, or a stamp or a header on a scan."""
    count, facts = len(layer.words), page.facts
    reasons.append(f"painted where it can be seen, on pictures that cover {facts.picture_share:.0%} of the page")
    try:
        ink = unexplained(*page.render(LOOK_DPI), layer.words)
    except BrievenError as error:
        return Judgement("partial", 0.6, (*reasons, f"the picture cannot be looked at ({error.kind})"))
    if not ink.may_be_text:
        return Judgement("born-digital", 0.95, (*reasons, "and the pictures hold no text"))
    reasons.append(f"{ink.edges} edges of ink lie outside its words")
    found = _words_in_strip(page, layer, ink, lexicon, read_strip) if read_strip else None
    if found is None:
        likely = count < STAMP_WORDS or bool(_SCANNERS.search(facts.producer))
        return Judgement("partial" if likely else "born-digital", 0.7, tuple(reasons))
    reasons.append(f"a strip of it holds {found} words that the layer has not")
    if found >= STRIP_WORDS:
        return Judgement("partial", 0.95, tuple(reasons))
    # Nothing could be read there: a photograph, or a scan that lies on its side or is too bad to read in passing.
    if count < STAMP_WORDS and facts.picture_share >= COVERS and ink.paper > 0.6:
        return Judgement("partial", 0.6, (*reasons, "but the picture looks like paper"))
    return Judgement("born-digital", 0.85, tuple(reasons))


def _words_in_strip(page: PageInput, layer: Reading, ink: Ink, lexicon: Words, read_strip: ReadStrip) -> int | None:
    """Known words in the strip with most ink that no word explains; None where it cannot be read at all."""
    try:
        image, scale = page.render(_STRIP_DPI)
        text = read_strip(strip_without_words(image, scale, ink.strip, layer.words), scale * 72)
    except BrievenError:
        return None
    return None if text is None else sum(map(lexicon.knows, WORD.findall(text)))


def judge_again(before: Judgement, found: Comparison, reading: Reading) -> Judgement:
    """The judgement of an OCR layer once the page has been read anew and both readings were compared."""
    if before.kind not in ("good-ocr-layer", "lying-ocr-layer"):
        return before
    if found.words < FEW or reading.confidence is None or reading.confidence < 0.7:
        return before
    told = f"shares {found.shared:.1%} of the words with a new reading, {found.layer_error:.1%} are wrong beside it"
    reasons = (*before.reasons, told)
    is_good = found.layer_error <= REPAIRABLE and (found.shared >= AGREES or found.layer_is_better)
    kind = "good-ocr-layer" if is_good else "lying-ocr-layer"
    sure = min(0.99, 0.6 + 10 * abs(found.shared - AGREES))
    return Judgement(kind, round(max(sure, before.probability if kind == before.kind else 0.0), 3), reasons)

"""Correct OCR errors: dictionary first, then a noisy channel that adapts to the document.

    correct_pages(pages, corrector) -> pages with one more layer each, and suggestions

For each word as it was read, every reading that the confusions can explain is scored against leaving it alone:
P(word) from the lexicon, P(read | word) from the document's own channel (`adapt`), and the words beside it (`decide`).
A change is made only above the threshold; below it, it is a suggestion for a person. Born-digital pages are left as
they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.dictionaries import Row, load_rows
from pipeline.document import Edit, Page, Place, Span, Suggestion, make_layer
from pipeline.errors import BadCorrections
from pipeline.language.lexicon import Lexicon
from pipeline.settings import Settings
from pipeline.stages.correct.adapt import Channel
from pipeline.stages.correct.blanks import RULE as BLANK
from pipeline.stages.correct.blanks import behind_points, run_together
from pipeline.stages.correct.candidates import CandidateFinder
from pipeline.stages.correct.confusions import Confusion, load_confusions
from pipeline.stages.correct.decide import Scored, Weighed, decide, joins, score, weigh
from pipeline.stages.correct.layout import line_edits
from pipeline.stages.correct.numbers import euro_edits, number_edits
from pipeline.stages.correct.place import Parts, Placed, WholeWords, fallen_apart, place_words
from pipeline.stages.correct.words import unfold

__all__ = ["Corrector", "Scored", "confusion_rates", "correct_pages", "explain_word", "load_corrector"]

LEAST_SUGGESTION = 0.5


@dataclass(frozen=True)
class Corrector:
    """All that correction needs, loaded once per worker."""

    finder: CandidateFinder
    parts: Parts
    whole_words: WholeWords
    threshold: float
    made_by: str


def load_corrector(lexicon: Lexicon, settings: Settings) -> Corrector:
    """The corrector with the dictionaries in force.

    Raises:
        BadCorrections: a wrong row: file, line, what.
    """
    own = settings.corrections
    confusions = load_confusions(own)
    protected_rows = _protected_rows(own)
    protected = frozenset(row["word"] for row in protected_rows)
    names = [word for word in protected if word.isalpha() and not word.isupper()]
    places = load_rows("neighbourhoods.csv", ("canonical", "aliases"), own)
    names += [name for row in places for name in re.findall(r"[^\W\d_]{4,}", f"{row['canonical']} {row['aliases']}")]
    finder = CandidateFinder(lexicon, confusions, names)
    return Corrector(
        finder,
        Parts(finder, protected),
        WholeWords([*load_rows("words.csv", ("read", "true", "reason"), own), *fallen_apart(protected_rows)]),
        settings.threshold,
        f"channel of {len(confusions)} confusions, threshold {settings.threshold}",
    )


def _protected_rows(own: Path | None) -> tuple[Row, ...]:
    rows = load_rows("protected.csv", ("word", "reason"), own)
    for row in rows:
        if not row["word"] or any(character.isspace() for character in row["word"]):
            raise BadCorrections(f"{row.where}: one word, without blanks.", "Give each word a row of its own.")
    return rows


def correct_pages(pages: Sequence[Page], corrector: Corrector) -> tuple[Page, ...]:
    """The pages with a layer 'correct' and suggestions; the corrector adapts to all of them together."""
    doubted = [page for page in pages if not _is_trusted(page)]
    if not doubted:
        return tuple(pages)
    placed = _place(doubted, corrector)
    weighed = _weigh(doubted, placed, corrector)
    return tuple(
        _correct_page(page, placed[page.at], weighed, corrector) if page.at in placed else page for page in pages
    )


def _is_trusted(page: Page) -> bool:
    return page.judgement is not None and page.judgement.kind == "born-digital" and page.source == "text-layer"


def _place(pages: Sequence[Page], corrector: Corrector) -> dict[Place, list[Placed]]:
    corrector.parts.learn(page.text for page in pages)
    return {page.at: place_words(page, corrector.parts) for page in pages}


def _weigh(pages: Sequence[Page], placed: Mapping[Place, Sequence[Placed]], corrector: Corrector) -> Weighed:
    lost_blanks = len({edit.before for page in pages for edit in run_together(page.text)})
    return weigh([one for found in placed.values() for one in found], corrector.finder, lost_blanks)


def _correct_page(page: Page, placed: Sequence[Placed], weighed: Weighed, corrector: Corrector) -> Page:
    text = page.text
    decided = decide(placed, weighed, corrector.finder)
    changes = [_change(placed[number], best) for number, best in decided.items()]
    changes = [edit for edit in changes if edit.before != edit.after]
    # Where two readings differ one of them is wrong, however clean the document.
    seen_twice = {one.unit.start for one in placed if one.other or one.joined}

    def is_sure(edit: Edit) -> bool:
        threshold = corrector.threshold
        least = threshold if edit.start in seen_twice else weighed.threshold(threshold, edit.rule)
        return edit.confidence >= least

    # Tesseract reads bullets as letters on the cleanest page.
    has_misread_lines = weighed.is_noisy or page.source == "ocr"
    # What comes first holds: a row that a person wrote, two pieces that are one word, the line, the word.
    wanted = [
        *corrector.whole_words.edits(text),
        *filter(is_sure, joins(text, placed, decided, weighed, corrector.finder)),
        *number_edits(text),
        *((*run_together(text), *behind_points(text, corrector.finder.lexicon)) if weighed.loses_blanks else ()),
        *((*line_edits(text), *euro_edits(text)) if has_misread_lines else ()),
        *filter(is_sure, changes),
    ]
    edits: list[Edit] = []
    taken = bytearray(len(text))
    for edit in wanted:
        place = slice(edit.span.start, edit.span.end)
        if not any(taken[place]):
            taken[place] = b"\1" * len(edit.before)
            edits.append(edit)
    suggestions = [
        Suggestion(edit.span, edit.before, edit.after, edit.rule, edit.confidence)
        for edit in changes
        if edit.confidence >= LEAST_SUGGESTION and not is_sure(edit)
    ]
    layer = make_layer("correct", corrector.made_by, edits)
    return replace(page.with_layer(layer), suggestions=(*page.suggestions, *suggestions))


def _change(one: Placed, best: Scored) -> Edit:
    """The edit that makes a word what it is taken for; it changes nothing where that is the word itself."""
    blank = BLANK if " " in best.text else "readings:vote"
    rule = f"confusions:{'+'.join(sorted(set(best.used)))}" if best.used else blank
    return Edit(one.unit.start, one.unit.text, restored(best, one), rule, round(best.probability, 4))


def restored(best: Scored, placed: Placed) -> str:
    """The reading with the case of the word as it stands."""
    starts_with_capital = any(confusion_id[:1].isupper() for confusion_id in best.used)
    case = placed.unit.case
    return unfold(best.text, "title" if starts_with_capital and case == "lower" else case)


def explain_word(pages: Sequence[Page], page: Page, span: Span, corrector: Corrector) -> list[Scored]:
    """Why a word became another or stayed: its candidates as `correct_pages` weighs them, likeliest first.

    Args:
        pages: the whole document's, as they were before the layer 'correct'.
        page: the one of them that the word is on.
        span: of the word, in that page's text.
        corrector: as for the run.
    """
    doubted = [p for p in pages if not _is_trusted(p)]
    placed = _place(doubted, corrector)
    weighed = _weigh(doubted, placed, corrector)
    here = placed.get(page.at, [])
    decided = decide(here, weighed, corrector.finder)
    now = [decided[n].text if n in decided else one.unit.folded for n, one in enumerate(here)]
    for number, one in enumerate(here):
        if one.unit.start <= span.start < one.unit.end:
            scored = score(here, number, now, weighed, corrector.finder)
            return sorted(scored, key=lambda s: -s.probability)
    return []


def confusion_rates(pages: Sequence[Page], corrector: Corrector) -> list[tuple[Confusion, float]]:
    """The channel of a document: each confusion with its rate there, most frequent first."""
    doubted = [page for page in pages if not _is_trusted(page)]
    channel: Channel = _weigh(doubted, _place(doubted, corrector), corrector).channel
    pairs = zip(corrector.finder.confusions, channel.rates.tolist())
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0].id))

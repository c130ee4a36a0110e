"""Correct OCR errors: dictionary first, then a noisy channel that adapts to the document.

    correct_pages(pages, corrector) -> pages with one more layer each, and suggestions

For each word as it was read, every reading that the confusions can explain is scored against leaving it alone:
P(word) from the lexicon, P(read | word) from the document's own channel (`adapt`), and the words beside it. A change is
made only above the threshold; below it, it is a suggestion for a person. Born-digital pages are left as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.dictionaries import load_rows
from pipeline.document import Edit, Page, Span, Suggestion, make_layer
from pipeline.language.lexicon import Lexicon
from pipeline.settings import Settings
from pipeline.stages.correct.adapt import Channel, Opportunities, WordType, adapt
from pipeline.stages.correct.candidates import Candidate, CandidateFinder
from pipeline.stages.correct.confusions import Confusion, load_confusions
from pipeline.stages.correct.context import context_score
from pipeline.stages.correct.evidence import page_evidence
from pipeline.stages.correct.layout import line_edits
from pipeline.stages.correct.words import Unit, humps, unfold, units

__all__ = ["Corrector", "Scored", "correct_pages", "explain_word", "load_corrector"]

LEAST_NOISE = 0.03  # below it the document has no scanner's errors: words that the lexicon knows are not doubted
NAME = 1.5  # log10 in favour of leaving a capitalised word inside a sentence alone
LEAST_SUGGESTION = 0.5


@dataclass(frozen=True)
class Corrector:
    """All that correction needs, loaded once per worker."""

    lexicon: Lexicon
    finder: CandidateFinder
    opportunities: Opportunities
    whole_words: dict[str, tuple[str, str]]  # as read: (as it is, row id)
    protected: frozenset[str]
    threshold: float
    made_by: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate for one word in its place: log10 of source and channel, posterior, the confusions' ids."""

    text: str
    source: float
    channel: float
    context: float
    evidence: float
    probability: float
    used: tuple[str, ...]


def load_corrector(lexicon: Lexicon, settings: Settings) -> Corrector:
    """The corrector with the dictionaries in force.

    Raises:
        BadCorrections: a wrong row: file, line, what.
    """
    own = settings.corrections
    confusions = load_confusions(own)
    protected = {row["word"] for row in load_rows("protected.csv", ("word", "reason"), own)}
    rows = load_rows("words.csv", ("read", "true", "reason"), own)
    whole_words = {row["read"]: (row["true"], row.id) for row in rows}
    names = [word for word in protected if word.isalpha() and not word.isupper()]
    return Corrector(
        lexicon,
        CandidateFinder(lexicon, confusions, names),
        Opportunities(confusions),
        whole_words,
        frozenset(protected),
        settings.threshold,
        f"channel of {len(confusions)} confusions, threshold {settings.threshold}",
    )


@dataclass(frozen=True, slots=True)
class _Placed:
    """A unit on its page, with log10 evidence from the reading itself for leaving it, and for another word."""

    unit: Unit
    stays: float
    other: str | None  # what a second reading has in this place (folded), if it is another word
    other_weight: float


def correct_pages(pages: Sequence[Page], corrector: Corrector) -> tuple[Page, ...]:
    """The pages with a layer 'correct' and suggestions; the corrector adapts to all of them together."""
    doubted = [page for page in pages if not _is_trusted(page)]
    if not doubted:
        return tuple(pages)
    placed = {page.number: list(_place(page, corrector)) for page in doubted}
    channel = _adapt([p for found in placed.values() for p in found], corrector)
    return tuple(
        _correct_page(page, placed[page.number], channel, corrector) if page.number in placed else page
        for page in pages
    )


def _is_trusted(page: Page) -> bool:
    return page.judgement is not None and page.judgement.kind == "born-digital" and page.source == "text-layer"


def _place(page: Page, corrector: Corrector) -> Iterator[_Placed]:
    evidence = page_evidence(page)
    end = -1
    for unit in units(page.text, corrector.protected):
        if unit.start < end:  # lies inside a piece that is corrected as a whole
            continue
        if unit.whole and len(corrector.finder.find(unit.folded)) == 1:
            continue
        parts = [unit]
        if any(c.isupper() for c in unit.folded) and len(corrector.finder.find(unit.folded)) == 1:
            parts = humps(unit)
        for part in parts:
            confidence, other = evidence.at(part)
            stays = confidence + (NAME if part.name_like else 0.0)
            yield _Placed(part, stays, other.text if other else None, other.weight if other else 0.0)
        if unit.whole:
            end = unit.end


def _adapt(placed: Sequence[_Placed], corrector: Corrector) -> Channel:
    """Twice: on the words that the lexicon does not know, and, if these show a scanner's errors, on all."""
    counts: dict[tuple[str, float], float] = defaultdict(float)
    for one in placed:
        counts[one.unit.folded, one.stays] += 1.0
    confusions, opportunities = corrector.finder.confusions, corrector.opportunities
    unknown = {k: n for k, n in counts.items() if not corrector.lexicon.is_listed(k[0])}
    known_chances = [WordType(n, (Candidate(k[0], 0.0),), (0.0,)) for k, n in counts.items() if k not in unknown]
    channel = adapt([*_types(unknown, corrector.finder), *known_chances], confusions, opportunities)
    if channel.noise < LEAST_NOISE:
        return channel
    return adapt(_types(counts, corrector.finder), confusions, opportunities)


def _types(counts: dict[tuple[str, float], float], finder: CandidateFinder) -> list[WordType]:
    types = []
    for (word, stays), count in counts.items():
        candidates = finder.find(word)
        types.append(WordType(count, candidates, (stays, *([0.0] * (len(candidates) - 1)))))
    return types


def _correct_page(page: Page, placed: Sequence[_Placed], channel: Channel, corrector: Corrector) -> Page:
    text = page.text
    edits = {edit.start: edit for edit in line_edits(text)} if channel.noise >= LEAST_NOISE else {}
    suggestions = []
    before, before_end = "", -2
    for index, one in enumerate(placed):
        unit = one.unit
        whole = corrector.whole_words.get(_chunk_at(text, unit)) or corrector.whole_words.get(unit.text)
        if whole and unit.text in corrector.whole_words:
            edits[unit.start] = Edit(unit.start, unit.text, whole[0], f"words:{whole[1]}")
            before, before_end = whole[0].lower(), unit.end
            continue
        doubtful = channel.noise >= LEAST_NOISE or not corrector.lexicon.is_listed(unit.folded) or one.other
        if not doubtful:
            before, before_end = unit.folded, unit.end
            continue
        following = placed[index + 1].unit if index + 1 < len(placed) else None
        after = following.folded if following and following.start - unit.end == 1 else None
        first = "" if unit.starts else (before if unit.start - before_end == 1 else None)
        best, identity = _decide(one, first, after, channel, corrector)
        before, before_end = (best.text if best.probability >= corrector.threshold else unit.folded), unit.end
        new = _restore(best, unit)
        if best is identity or new == unit.text:
            continue
        rule = f"confusions:{'+'.join(sorted(set(best.used)))}" if best.used else "readings:vote"
        if best.probability >= corrector.threshold:
            edits[unit.start] = Edit(unit.start, unit.text, new, rule, round(best.probability, 4))
        elif best.probability >= LEAST_SUGGESTION:
            span = Span(unit.start, unit.end)
            suggestions.append(Suggestion(span, unit.text, new, rule, round(best.probability, 4)))
    if channel.noise >= LEAST_NOISE:
        for edit in _joins(text, placed, corrector):
            if not any(edit.start <= other.start <= edit.start + len(edit.before) for other in edits.values()):
                edits[edit.start] = edit
    layer = make_layer("correct", corrector.made_by, edits.values())
    return replace(page.with_layer(layer), suggestions=(*page.suggestions, *suggestions))


def _chunk_at(text: str, unit: Unit) -> str:
    end = unit.end
    while end < len(text) and not text[end].isspace():
        end += 1
    return text[unit.start : end]


def score_word(
    one: _Placed, before: str | None, after: str | None, channel: Channel, corrector: Corrector
) -> list[Scored]:
    """Every candidate of a word in its place, the word itself first."""
    unit, finder = one.unit, corrector.finder
    candidates = list(finder.find(unit.folded))
    if one.other and all(candidate.text != one.other for candidate in candidates):
        candidates.append(Candidate(one.other, finder.source(one.other)))
    rows = []
    for number, candidate in enumerate(candidates):
        likelihood = channel.log_likelihood(candidate, corrector.opportunities.of(candidate.text))
        evidence = one.stays if number == 0 else 0.0
        if one.other == candidate.text:
            evidence += one.other_weight
        if any(finder.confusions[i].at_start for i in candidate.used) and not unit.starts:
            likelihood -= 3.0  # a capital inside a sentence is rare
        if number and not candidate.used and candidate.text == one.other:
            likelihood -= 4.0  # no confusion explains it: only the other reading speaks for it
        context = context_score(corrector.lexicon, before, candidate.text, after)
        rows.append((candidate, likelihood, context, evidence))
    totals = [c.source + likelihood + context + evidence for c, likelihood, context, evidence in rows]
    top = max(totals)
    mass = sum(10 ** (total - top) for total in totals)
    return [
        Scored(
            candidate.text,
            candidate.source,
            likelihood,
            context,
            evidence,
            10 ** (total - top) / mass,
            tuple(finder.confusions[index].id for index in candidate.used),
        )
        for (candidate, likelihood, context, evidence), total in zip(rows, totals)
    ]


def _decide(
    one: _Placed, before: str | None, after: str | None, channel: Channel, corrector: Corrector
) -> tuple[Scored, Scored]:
    scored = score_word(one, before, after, channel, corrector)
    return max(scored, key=lambda s: s.probability), scored[0]


def _restore(best: Scored, unit: Unit) -> str:
    starts_with_capital = any(confusion_id[:1].isupper() for confusion_id in best.used)
    return unfold(best.text, "title" if starts_with_capital and unit.case == "lower" else unit.case)


def _joins(text: str, placed: Sequence[_Placed], corrector: Corrector) -> Iterator[Edit]:
    """A blank inside a word: 'vrij willigerswerk', where a part is no word and the whole is one."""
    lexicon = corrector.lexicon
    for first, second in pairwise(placed):
        a, b = first.unit, second.unit
        if text[a.end : b.start] != " " or b.case != "lower" or a.whole or b.whole:
            continue
        joined = a.folded + b.folded
        if len(joined) >= 6 and not (lexicon.knows(a.folded) and lexicon.knows(b.folded)) and lexicon.is_listed(joined):
            yield Edit(a.end, " ", "", "join:blank", 0.9)


def explain_word(pages: Sequence[Page], page: Page, span: Span, corrector: Corrector) -> list[Scored]:
    """Why a word became another or stayed: its candidates as `correct_pages` weighs them, likeliest first.

    Args:
        pages: the whole document's, as they were before the layer 'correct'.
        page: the one of them that the word is on.
        span: of the word, in that page's text.
        corrector: as for the run.
    """
    placed = {p.number: list(_place(p, corrector)) for p in pages if not _is_trusted(p)}
    channel = _adapt([one for found in placed.values() for one in found], corrector)
    for one in placed.get(page.number, ()):
        if one.unit.start <= span.start < one.unit.end:
            return sorted(score_word(one, None, None, channel, corrector), key=lambda s: -s.probability)
    return []


def confusion_rates(pages: Sequence[Page], corrector: Corrector) -> list[tuple[Confusion, float]]:
    """The channel of a document: each confusion with its rate there, most frequent first."""
    placed = [one for page in pages if not _is_trusted(page) for one in _place(page, corrector)]
    channel = _adapt(placed, corrector)
    return sorted(zip(corrector.finder.confusions, channel.rates), key=lambda pair: (-pair[1], pair[0].id))

"""The corrector on cases, each at the end of a letter of our own that a made scanner has read."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.document import Judgement, Page, Reading, Span
from pipeline.language.lexicon import load_lexicon
from pipeline.settings import Settings
from pipeline.stages.correct import (
    Corrector,
    confusion_rates,
    correct_pages,
    explain_word,
    load_corrector,
)
from tests.conftest import ROOT

CASES = json.loads((ROOT / "tests" / "cases" / "correct.json").read_text(encoding="utf-8"))
LETTER = (ROOT / "tests" / "cases" / "correct-letter.txt").read_text(encoding="utf-8")
# What each scanner reads for what, and every how many times.
SCANS = {
    "clean": (),
    "broken o": (("o", "e", 2),),
    "joined strokes": (
        ("ll", "U", 2),
        ("rn", "m", 2),
        ("ru", "m", 3),
        ("li", "h", 4),
        ("wi", "vn", 3),
        ("nn", "rm", 3),
        ("ï", "i", 1),
        ("k", "l<", 12),
    ),
    "uprights": (("l", "I", 4), ("l", "1", 4)),
    "lost blanks": ((" van de ", " vande ", 1), (" in de ", " inde ", 2), (" en ", " en", 9)),
    "false blanks": (("ie", "i e", 7), ("er", "e r", 9)),
    "digits": (("s", "5", 9), ("z", "2", 5), ("g", "9", 7)),
}


def scanned(text: str, scan: str) -> str:
    for true, read, every in SCANS[scan]:
        pieces = text.split(true)
        text = pieces[0] + "".join((true if n % every else read) + piece for n, piece in enumerate(pieces[1:]))
    return text


def page(text: str, number: int = 1, source: str = "text-file") -> Page:
    return Page(number, 595, 842, Reading(source, text))


@pytest.fixture(scope="module")
def corrector() -> Corrector:
    return load_corrector(load_lexicon(), Settings())


def corrected(text: str, corrector: Corrector) -> str:
    return correct_pages([page(text)], corrector)[0].text


def cases() -> list[Any]:
    failing = [pytest.mark.xfail(strict=True)]
    return [pytest.param(c, id=c["label"], marks=failing if c["kind"] == "known failure" else []) for c in CASES]


@pytest.mark.parametrize("case", cases())
def test_cases(case: dict[str, str], corrector: Corrector) -> None:
    text = scanned(LETTER, case["scan"]) + "\n" + case["raw"]
    done = correct_pages([page(text)], corrector)[0]
    assert done.text[-len(case.get("text", case["raw"])) :] == case.get("text", case["raw"])
    assert all(edit.rule and 0.5 <= edit.confidence <= 1 for layer in done.layers for edit in layer.edits)


@pytest.mark.parametrize("scan", [scan for scan in SCANS if scan not in ("clean", "lost blanks", "false blanks")])
def test_most_of_a_bad_letter_is_mended_and_nothing_of_it_spoiled(scan: str, corrector: Corrector) -> None:
    truth, read = LETTER.split(), scanned(LETTER, scan).split()
    done = corrected(scanned(LETTER, scan), corrector).split()
    assert len(done) == len(truth)
    wrong = [i for i in range(len(truth)) if read[i] != truth[i]]
    assert len(wrong) > 10
    assert sum(done[i] != truth[i] for i in wrong) <= 0.1 * len(wrong)
    assert [done[i] for i in range(len(truth)) if read[i] == truth[i] != done[i]] == []


def test_a_clean_letter_of_any_length_survives(corrector: Corrector) -> None:
    lines = LETTER.split("\n")
    for end in range(1, len(lines) + 1):
        text = "\n".join(lines[:end])
        assert corrected(text, corrector) == text


def test_born_digital_pages_are_left_and_not_learned_from(corrector: Corrector) -> None:
    bad = page(scanned(LETTER, "broken o"), 1, "text-layer")
    trusted = Page(2, 595, 842, Reading("text-layer", "Het veer en de beek."), judgement=Judgement("born-digital", 1.0))
    first, second = correct_pages([bad, trusted], corrector)
    assert second is trusted
    assert "bewoners" in first.text


def test_pages_of_a_document_help_one_another(corrector: Corrector) -> None:
    line = "Dat is veer de raad."
    assert corrected(line, corrector) == line
    _, second = correct_pages([page(scanned(LETTER, "broken o")), page(line, 2)], corrector)
    assert second.text == "Dat is voor de raad."


def test_what_is_doubtful_is_left_and_suggested() -> None:
    careful = load_corrector(load_lexicon(), Settings(threshold=1.0))
    text = scanned(LETTER, "broken o")
    (done,) = correct_pages([page(text)], careful)
    assert {s.after for s in done.suggestions} >= {"over"}
    for suggestion in done.suggestions:
        assert text[suggestion.span.start : suggestion.span.end] == suggestion.before
        assert suggestion.rule and 0.5 <= suggestion.probability <= 1


def test_the_channel_of_a_document_and_why_a_word_changed(corrector: Corrector) -> None:
    letter = page(scanned(LETTER, "broken o") + "\nHier wonen de beweners van de wijk.\n")
    first, rate = confusion_rates([letter], corrector)[0]
    assert first.id == "o>e" and 0.3 < rate < 0.7
    assert {c.id: rate for c, rate in confusion_rates([page(LETTER)], corrector)}["o>e"] < 0.001
    match = re.search(r"\bbeweners\b", letter.text)
    assert match
    best, *rest = explain_word([letter], letter, Span(*match.span()), corrector)
    assert (best.text, best.used) == ("bewoners", ("o>e",))
    assert best.probability > 0.9 > sum(other.probability for other in rest)
    assert any(other.text == "beweners" for other in rest)
    comma = letter.text.index(",")
    assert explain_word([letter], letter, Span(comma, comma + 1), corrector) == []


@given(st.text(max_size=300))
@hypothesis_settings(deadline=None)
def test_any_text_keeps_its_lines_and_can_be_undone(corrector: Corrector, text: str) -> None:
    (done,) = correct_pages([page(text)], corrector)
    assert done.text.count("\n") == text.count("\n")
    for layer in done.layers:
        assert layer.undo(done.text) == text


WORDS = sorted({*LETTER.split(), *scanned(LETTER, "broken o").split(), *scanned(LETTER, "joined strokes").split()})


@given(st.lists(st.sampled_from([*WORDS, "\n", "»", "veer", "lII", "wi]k", "2e", "ool<"]), max_size=120))
@hypothesis_settings(deadline=None, max_examples=40)
def test_words_in_any_order_keep_their_lines_and_can_be_undone(corrector: Corrector, words: list[str]) -> None:
    text = " ".join(words)
    (done,) = correct_pages([page(text)], corrector)
    assert done.text.count("\n") == text.count("\n")
    for layer in done.layers:
        assert layer.undo(done.text) == text


@pytest.mark.parametrize("scan", SCANS)
def test_a_corrected_letter_is_not_corrected_again(scan: str, corrector: Corrector) -> None:
    once = corrected(scanned(LETTER, scan), corrector)
    assert corrected(once, corrector) == once


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_000,
        ("e" * 44 + " ") * 2_000,
        "a b c d e " * 20_000,
        "[(<|" * 50_000,
        "\n" * 200_000,
        "😀 é" * 20_000,
        " ".join(f"{n:x}wi]kl<oe{n}" for n in range(5_000)),
        " ".join("".join("eolinmrcut"[n * 7919 // 10**k % 10] for k in range(40)) for n in range(1, 1_500)),
    ],
    ids=["no blank", "one long word", "letters", "brackets", "lines", "emoji", "broken words", "long strange words"],
)
def test_strange_texts_take_seconds_not_minutes(text: str, corrector: Corrector) -> None:
    started = time.process_time()
    (done,) = correct_pages([page(text)], corrector)
    assert time.process_time() - started < 20
    assert done.text.count("\n") == text.count("\n")


def test_remembered_words_are_bounded(corrector: Corrector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.stages.correct.candidates.MOST_REMEMBERED", 100)
    monkeypatch.setattr("pipeline.stages.correct.place.MOST_REMEMBERED", 100)
    before = corrected(scanned(LETTER, "joined strokes"), corrector)
    for start in range(0, 2_000, 50):
        new = (f"woord{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}" for n in range(start, start + 50))
        corrected(" ".join(new), corrector)
    assert len(corrector.finder._found) <= 200
    assert len(corrector.parts._known) <= 200
    assert corrected(scanned(LETTER, "joined strokes"), corrector) == before

from __future__ import annotations

import json
import textwrap
import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.document import Page, Reading, Span
from pipeline.language.lexicon import load_lexicon
from pipeline.stages.repair import reflow_page, repair_characters, repair_pages
from tests.conftest import ROOT

CASES = [
    case
    for path in sorted((ROOT / "tests" / "cases").glob("repair*.json"))
    for case in json.loads(path.read_text(encoding="utf-8"))
]


def page(text: str, source: str = "text-layer") -> Page:
    return Page(1, 595, 842, Reading(source, text))


def cases() -> list[Any]:
    return [
        pytest.param(
            case,
            id=case["label"],
            marks=[pytest.mark.xfail(strict=True)] if case["kind"] == "known failure" else [],
        )
        for case in CASES
    ]


@pytest.mark.parametrize("case", cases())
def test_cases(case: dict[str, str]) -> None:
    (repaired,) = repair_pages([page(case["raw"], case.get("source", "text-layer"))], load_lexicon())
    assert repaired.text == case.get("text", case["raw"])
    assert repaired.raw == case["raw"]
    assert all(edit.rule for layer in repaired.layers for edit in layer.edits)


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_text_keeps_its_lines_and_can_be_undone(text: str) -> None:
    text = text.replace("\r", " ")
    repaired = repair_characters(page(text), load_lexicon())
    assert repaired.text.count("\n") == text.count("\n")
    undone = repaired.text
    for layer in reversed(repaired.layers):
        undone = layer.undo(undone)
    assert undone == text


DAMAGED = st.lists(
    st.sampled_from(
        "abc|de|O|1|2| | |\n|\n|-|.|,|(|•|* |2. |€|Ã¶|ﬁ|\u00ad|\u00a0|‘|’|\"|'|‚|(cid:127)|B e s t u u r|"
        "1 2 - 0 3 - 2 0 1 9|mr. RJ. Bos|l. a|I. a".split("|")
    ),
    max_size=40,
).map("".join)


@given(DAMAGED, st.sampled_from(["ocr", "text-layer", "text-file"]), st.sampled_from(["straight", "curly", ""]))
@settings(deadline=None)
def test_characters_once_repaired_need_no_repair(text: str, source: str, quotes: str) -> None:
    once = repair_characters(page(text, source), load_lexicon(), quotes).text
    again = repair_characters(page(once, source), load_lexicon(), quotes)
    assert again.layers == ()


@given(st.lists(DAMAGED, min_size=1, max_size=3), st.sampled_from(["ocr", "text-layer"]))
@settings(deadline=None)
def test_every_layer_replays_and_undoes(texts: list[str], source: str) -> None:
    for repaired in repair_pages([page(text, source) for text in texts], load_lexicon()):
        text = repaired.raw
        for layer in repaired.layers:
            after = layer.apply(text)
            assert layer.undo(after) == text
            text = after
        assert text == repaired.text


@given(DAMAGED)
@example("abcabcabcabcabcabcabcabc\n\xa0abc")
@settings(deadline=None)
def test_reflow_changes_nothing_but_blanks_line_ends_and_hyphens(text: str) -> None:
    flowed = reflow_page(page(text), load_lexicon())
    assert [c for c in flowed.text if c not in " \n-"] == [c for c in text if c not in " \n-"]
    assert flowed.text.count("\n\n") == text.count("\n\n")
    assert len(flowed.text) <= len(text)


SENTENCES = st.lists(
    st.sampled_from(
        [
            "De raad heeft dit voorstel in de vergadering van juni besproken.",
            "Het kost € 45.000, waarvan de provincie de helft betaalt.",
            "Wie daar meer over wil weten, kan terecht bij de griffie van de gemeente.",
        ]
    ),
    min_size=5,
)


@given(st.lists(SENTENCES, min_size=1, max_size=4), st.integers(55, 110))
@settings(deadline=None)
def test_paragraphs_once_joined_stay_as_they_are(paragraphs: list[list[str]], width: int) -> None:
    wrapped = "\n\n".join(textwrap.fill(" ".join(sentences), width) for sentences in paragraphs)
    once = reflow_page(page(wrapped), load_lexicon())
    assert once.text == "\n\n".join(" ".join(sentences) for sentences in paragraphs)
    assert reflow_page(page(once.text), load_lexicon()).layers == ()


def test_a_text_with_a_paragraph_on_each_line_is_left_alone() -> None:
    text = "\n".join(f"Alinea {n}. " + "De raad heeft dit besproken en neemt een besluit. " * n for n in range(4, 9))
    assert reflow_page(page(text), load_lexicon()).layers == ()


def test_an_amount_over_a_line_end_walks_back_to_both_lines() -> None:
    text = "Het college stelt voor de komende vier jaren ruim 26\nmiljoen euro beschikbaar voor onze schoolpleinen.\n"
    (flowed,) = repair_pages([page(text * 3)], load_lexicon())
    start = flowed.text.index("26 miljoen euro")
    raw = flowed.to_raw(Span(start, start + len("26 miljoen euro")))
    assert flowed.raw[raw.start : raw.end] == "26\nmiljoen euro"


@pytest.mark.parametrize("piece", ["a ", "é", "B e ", "Ã", "x-\n", "1 "])
def test_a_megabyte_on_end_takes_seconds_not_minutes(piece: str) -> None:
    started = time.monotonic()
    repair_pages([page(piece * (400_000 // len(piece)))], load_lexicon())
    assert time.monotonic() - started < 30

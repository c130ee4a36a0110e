from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import Page, Reading, Span
from pipeline.language.lexicon import load_lexicon
from pipeline.stages.repair import reflow_page, repair_characters, repair_page
from tests.conftest import ROOT

CASES = json.loads((ROOT / "tests" / "cases" / "repair.json").read_text(encoding="utf-8"))


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
    repaired = repair_page(page(case["raw"], case.get("source", "text-layer")), load_lexicon())
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


@given(st.text(alphabet="abco eë-\n.•(€1Ã¶\u00ad\u00a0ﬁ‘", max_size=120))
@settings(deadline=None)
def test_repair_is_idempotent_on_its_own_output(text: str) -> None:
    once = repair_characters(page(text, "ocr"), load_lexicon()).text
    assert repair_characters(page(once, "ocr"), load_lexicon()).text == once


@given(st.text(alphabet="abc De.-\n•", max_size=200))
@settings(deadline=None)
def test_reflow_changes_nothing_but_line_ends_and_hyphens(text: str) -> None:
    flowed = reflow_page(page(text), load_lexicon())
    assert [c for c in flowed.text if c not in " \n-"] == [c for c in text if c not in " \n-"]
    assert flowed.text.count("\n\n") == text.count("\n\n")


def test_an_amount_over_a_line_end_walks_back_to_both_lines() -> None:
    text = "Het college stelt voor de komende vier jaren ruim 26\nmiljoen euro beschikbaar voor onze schoolpleinen.\n"
    flowed = repair_page(page(text * 3), load_lexicon())
    start = flowed.text.index("26 miljoen euro")
    raw = flowed.to_raw(Span(start, start + len("26 miljoen euro")))
    assert flowed.raw[raw.start : raw.end] == "26\nmiljoen euro"


@pytest.mark.parametrize("piece", ["a ", "é", "B e ", "Ã", "x-\n", "1 "])
def test_a_megabyte_on_end_takes_seconds_not_minutes(piece: str) -> None:
    started = time.monotonic()
    repair_page(page(piece * (400_000 // len(piece))), load_lexicon())
    assert time.monotonic() - started < 30

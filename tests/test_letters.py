"""Letters found in files and their fields, case by case; a field that a case does not name is not looked at."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Document, Letter, Page, Reading
from pipeline.stages.letters import KINDS, find_letters, parse_date
from tests.conftest import ROOT

CASES = json.loads((ROOT / "tests" / "cases" / "letters.json").read_text(encoding="utf-8"))


def letters_of(pages: list[str]) -> tuple[Letter, ...]:
    made = (Page(number, 595, 842, Reading("text-layer", text)) for number, text in enumerate(pages, 1))
    return find_letters(Document("0" * 64, "x.pdf", tuple(made)))


def cases() -> list[Any]:
    return [
        pytest.param(
            case, id=case["label"], marks=[pytest.mark.xfail(strict=True)] if case["kind"] == "known failure" else []
        )
        for case in CASES
    ]


@pytest.mark.parametrize("case", cases())
def test_cases(case: dict[str, Any]) -> None:
    found = letters_of(["\n".join(lines) for lines in case["pages"]])
    assert [{name: getattr(letter, name) for name in wanted} for letter, wanted in zip(found, case["letters"])] == case[
        "letters"
    ]
    assert len(found) == len(case["letters"])


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("23 SEP 2013", "2013-09-23"),
        ("3 mei '13", "2013-05-03"),
        ("27 sept 13", "2013-09-27"),
        ("3 okt. 2017", "2017-10-03"),
        ("12-10-2013", "2013-10-12"),
        ("2013-10-12", "2013-10-12"),
        ("29 februari 2012", "2012-02-29"),
        ("29 februari 2013", ""),
        ("12-13-2013", ""),
        ("12 bomen 2013", ""),
        ("112-10-2013", ""),
    ],
)
def test_dates(text: str, date: str) -> None:
    assert parse_date(text) == date


@given(st.lists(st.text(alphabet="abc Datum:Onderwerp Aan1230|\n-", max_size=80), max_size=6))
def test_letters_hold_every_page_once_and_in_order(pages: list[str]) -> None:
    found = letters_of(pages)
    assert [n for letter in found for n in range(letter.first_page, letter.last_page + 1)] == [
        *range(1, len(pages) + 1)
    ]
    assert all(letter.kind in ("", *KINDS) for letter in found)
    assert [letter.number for letter in found] == [*range(1, len(found) + 1)]

"""Whole letters from many municipalities, in many manners: what the tagger finds in them.

Each set was measured before anything was mended on it; the floors lie a little below what was reached after that.
"""

from __future__ import annotations

import pytest

from tests.marked import LETTERS
from tests.marked_scores import Score, score

FLOORS = {
    "PARTY": (0.98, 0.97),
    "NEIGHBOURHOOD": (0.98, 0.98),
    "AMOUNT": (0.98, 0.96),
    "ORG": (0.95, 0.87),
    "PERSON": (0.91, 0.95),
    "PLACE": (0.94, 0.93),
}
FIELDS = {"value": 0.98, "role": 0.92, "period": 0.96, "place": 0.94}


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    return score(LETTERS)


@pytest.mark.parametrize("label", FLOORS)
def test_names_and_amounts(label: str, scores: dict[str, Score]) -> None:
    precision, recall = FLOORS[label]
    assert scores[label].marked >= 70
    assert scores[label].precision >= precision, "\n".join(scores[label].misses)
    assert scores[label].recall >= recall, "\n".join(scores[label].misses)


def test_roles_of_parties(scores: dict[str, Score]) -> None:
    assert scores["PARTY"].asked["role"] >= 40
    assert scores["PARTY"].share("role") >= 0.95, "\n".join(scores["PARTY"].misses)


@pytest.mark.parametrize("name", FIELDS)
def test_fields_of_amounts(name: str, scores: dict[str, Score]) -> None:
    amounts = scores["AMOUNT"]
    assert amounts.asked[name] >= 300
    assert amounts.share(name) >= FIELDS[name], "\n".join(m for m in amounts.misses if f" {name}: " in m)

"""The rows of confusions.csv, words.csv and protected.csv: the built-in ones are honest, wrong ones are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.dictionaries import Row, load_rows
from pipeline.document import Page, Reading
from pipeline.errors import BadCorrections
from pipeline.language.lexicon import load_lexicon
from pipeline.settings import Settings
from pipeline.stages.correct import correct_pages, load_corrector
from pipeline.stages.correct.confusions import load_confusions

COLUMNS = ("true", "read", "weight", "reason", "example_true", "example_read", "counter_example")
CONFUSIONS = load_rows("confusions.csv", COLUMNS)


@pytest.mark.parametrize("row", CONFUSIONS, ids=[row.id for row in CONFUSIONS])
def test_each_confusion_has_a_reason_and_an_example_that_it_explains(row: Row) -> None:
    true, read = row["example_true"], row["example_read"]
    places = [at for at in range(len(true)) if true.startswith(row["true"], at)]
    assert read in {true[:at] + row["read"] + true[at + len(row["true"]) :] for at in places}
    assert row["reason"]
    assert load_lexicon().knows(true.split("-")[0])


def test_no_two_confusions_say_the_same() -> None:
    assert len({(row["true"], row["read"]) for row in CONFUSIONS}) == len(CONFUSIONS)


def test_examples_that_are_dutch_words_too_are_named_as_counter_examples() -> None:
    for row in CONFUSIONS:
        if row["counter_example"]:
            assert all(load_lexicon().knows(word) for word in row["counter_example"].split(" / ")), row.id


@pytest.mark.parametrize(
    ("name", "line", "says"),
    [
        ("confusions.csv", "x;o;o;0.1;r", "line 2: true and read must both be there and differ"),
        ("confusions.csv", "x;;o;0.1;r", "line 2: true and read must both be there and differ"),
        ("confusions.csv", "x;o;abcde;0.1;r", "line 2: at most 4 characters"),
        ("confusions.csv", "x;o;a b;0.1;r", "line 2: at most 4 characters, no blanks"),
        ("confusions.csv", "x;o;q;veel;r", "line 2: weight 'veel' is no number"),
        ("confusions.csv", "x;o;q;nan;r", "line 2: weight nan is not between 0 and 1"),
        ("confusions.csv", "x;o;q;1;r", "line 2: weight 1.0 is not between 0 and 1"),
        ("words.csv", "x;;Steller;r", "line 2: read and true must both be there and differ"),
        ("words.csv", "x;Steller;Steller;r", "line 2: read and true must both be there and differ"),
        ("words.csv", "x; Stelier;Steller;r", "line 2: a blank at an end"),
        ("protected.csv", "x;;r", "line 2: one word, without blanks"),
        ("protected.csv", "x;twee woorden;r", "line 2: one word, without blanks"),
    ],
)
def test_a_wrong_row_is_refused_with_its_place(name: str, line: str, says: str, tmp_path: Path) -> None:
    header = {
        "confusions.csv": "id;true;read;weight;reason",
        "words.csv": "id;read;true;reason",
        "protected.csv": "id;word;reason",
    }
    (tmp_path / name).write_text(f"{header[name]}\n{line}\n", encoding="utf-8")
    with pytest.raises(BadCorrections) as caught:
        load_corrector(load_lexicon(), Settings(corrections=tmp_path))
    assert f"{tmp_path / name}, {says}" in str(caught.value)


def test_a_weight_may_have_a_comma_as_dutch_excel_writes_it(tmp_path: Path) -> None:
    (tmp_path / "confusions.csv").write_text("id;true;read;weight;reason\no>q;o;q;0,02;r\n", encoding="utf-8")
    assert {c.id: c.weight for c in load_confusions(tmp_path)}["o>q"] == 0.02


def test_rows_of_ones_own_change_and_protect_words(tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_text(
        "id;read;true;reason\na;Stedenbouwl;Stedenbouw;r\nb;S T;SO.1;r\nc;S T 4;SO.2;r\n", encoding="utf-8"
    )
    (tmp_path / "protected.csv").write_text("id;word;reason\na;beinvloed;r\n", encoding="utf-8")
    corrector = load_corrector(load_lexicon(), Settings(corrections=tmp_path))
    text = "Stedenbouwl, (Stedenbouwl) en S T; S T 4 maar Stedenbouwlijk S Tx. Steiier:"
    (page,) = correct_pages([Page(1, 0, 0, Reading("text-file", text))], corrector)
    assert page.text == "Stedenbouw, (Stedenbouw) en SO.1; SO.2 maar Stedenbouwlijk S Tx. Steller:"
    assert [edit.rule for edit in page.layers[0].edits] == ["words:a", "words:a", "words:b", "words:c", "words:Steiier"]

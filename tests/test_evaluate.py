from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Document, Mention, Page, Reading, Span
from pipeline.entity_scores import score_entities
from pipeline.errors import BadArgument
from pipeline.evaluate import evaluate, fold_lines, measure, right_words
from pipeline.settings import Settings

HEADER = "letter\tline\tstart\tend\tlabel\ttext\tcanonical\tvalue_low\tvalue_high\tperiod\trole\tplace\n"


def test_measure_counts_words_and_characters() -> None:
    errors = measure("De beweners van\nSelwerd", "De bewoners van Selwerd")
    assert (errors.word_edits, errors.words, errors.character_edits) == (1, 4, 1)
    assert errors.word_error_rate == 0.25


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("de bewo-\nners", "de bewoners"),
        ("woon-\nen leefmilieu", "woon-\nen leefmilieu"),
        ("het NLA-\nbudget", "het NLA-budget"),
        ("2011-\n2014", "2011-2014"),
        ("een - \nstreep", "een - \nstreep"),
    ],
)
def test_line_end_hyphens_fold_alike(text: str, folded: str) -> None:
    assert fold_lines(text) == folded


@given(st.text(alphabet="ab -\n", max_size=40))
def test_a_text_against_itself_has_no_errors(text: str) -> None:
    errors = measure(text, text)
    assert errors.word_edits == errors.character_edits == 0
    tokens = text.split()
    assert right_words(tokens, tokens) == set(range(len(tokens)))


def tagged(text: str, *found: tuple[str, str, str]) -> Document:
    mentions = []
    for part, label, canonical in found:
        start = text.index(part)
        mentions.append(Mention(Span(start, start + len(part)), part, label, canonical, "test"))
    return Document("0" * 64, "x", (Page(1, 0, 0, Reading("text-file", text)),), mentions=tuple(mentions))


def test_entities_exact_for_parties_overlap_for_persons(tmp_path: Path) -> None:
    path = tmp_path / "entities.tsv"
    path.write_text(
        HEADER
        + "x\t1\t3\t7\tPARTY\tPvdA\tPvdA\t\t\t\t\t\n"
        + "x\t2\t0\t12\tPERSON\tJ. de Boer-K\tJ. de Boer\t\t\t\t\t\n"
        + "x\t3\t4\t11\tNEIGHBOURHOOD\tSelwerd\tSelwerd\t\t\t\t\t\n",
        encoding="utf-8",
    )
    gold = "De PvdA stelt\nJ. de Boer-K zegt\nIn  Selwerd"
    document = tagged(
        "De PvdA stelt\nJ. de Boer-K zegt\nIn  Lewenborg",
        ("PvdA", "PARTY", "VVD"),
        ("de Boer", "PERSON", "de Boer"),
        ("Lewenborg", "NEIGHBOURHOOD", "Lewenborg"),
    )
    scores, misses = score_entities(path, {"x": gold}, {"x": document})
    assert scores["PARTY"].f_score == 1.0
    assert scores["PARTY"].fields["canonical"] == [0, 1]
    assert scores["PERSON"].f_score == 1.0
    assert scores["NEIGHBOURHOOD"].true_positives in (0, 1)
    assert any(m.label == "PARTY" and "canonical" in m.expected for m in misses)


def test_a_mention_over_a_line_end_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "entities.tsv"
    path.write_text(HEADER + "x\t1\t5\t7\tAMOUNT\t26\tEUR 26000000+\t26000000\t26000000\t\t\t\n", encoding="utf-8")
    gold = "Ruim 26\nmiljoen euro"
    scores, _ = score_entities(path, {"x": gold}, {"x": tagged(gold, ("26\nmiljoen euro", "AMOUNT", "EUR 26000000"))})
    assert (scores["AMOUNT"].true_positives, scores["AMOUNT"].predicted) == (1, 1)


def test_columns_follow_the_corrected_line(tmp_path: Path) -> None:
    path = tmp_path / "entities.tsv"
    path.write_text(HEADER + "x\t1\t9\t12\tPARTY\tVVD\tVVD\t\t\t\t\t\n", encoding="utf-8")
    document = tagged("Geachte  de VVD", ("VVD", "PARTY", "VVD"))
    scores, _ = score_entities(path, {"x": "Geachte, VVD"}, {"x": document})
    assert scores["PARTY"].true_positives == 1


def test_a_folder_without_truth_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadArgument, match="no ground truth"):
        evaluate(tmp_path, Settings(), only="files")
    with pytest.raises(BadArgument, match="--only"):
        evaluate(tmp_path, Settings(), only="some")


def test_files_alone_have_no_scores_of_mentions(tmp_path: Path) -> None:
    (tmp_path / "pdf").mkdir()
    (tmp_path / "entities.tsv").write_text(HEADER, encoding="utf-8")
    (tmp_path / "pdf" / "x.txt").write_text("De raad van Groningen.\n", encoding="utf-8")
    (tmp_path / "pdf" / "x.truth.txt").write_text("De raad van Groningen.\n", encoding="utf-8")
    result = evaluate(tmp_path, Settings(), only="files")
    assert [score.name for score in result.files] == ["x"]
    assert result.labels == {} and result.misses == ()

"""The spaCy model that the package ships: words, sentences, and organisations, persons and places."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.stages.tag.doubts import DOUBTS
from pipeline.stages.tag.tokens import SENTENCES, tokenizer

CASES = Path(__file__).parent / "cases"
MODEL = Path(__file__).parents[1] / "pipeline" / "stages" / "tag" / "model"
LABELS = {"ORG", "PERSON", "PLACE"}


def cases(name: str) -> list[object]:
    found = []
    for number, case in enumerate(json.loads((CASES / f"{name}.json").read_text(encoding="utf8"))):
        marks = pytest.mark.xfail(strict=True, reason=case["why"]) if case["kind"] == "known failure" else ()
        found.append(pytest.param(case, id=f"{number}-{case['kind'].replace(' ', '-')}", marks=marks))
    return found


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(MODEL)


@pytest.fixture(scope="module")
def words() -> Language:
    """Our words and sentences, without the model."""
    blank = spacy.blank("nl")
    blank.tokenizer = tokenizer(blank)
    blank.add_pipe(SENTENCES)
    return blank


@pytest.mark.parametrize("case", cases("tokens"))
def test_tokens(case: dict[str, object], nlp: Language) -> None:
    assert [t.text for t in nlp.make_doc(str(case["text"])) if not t.is_space] == case["tokens"]


@pytest.mark.parametrize("case", cases("sentences"))
def test_sentences(case: dict[str, object], words: Language) -> None:
    assert [" ".join(s.text.split()) for s in words(str(case["text"])).sents] == case["sentences"]


@pytest.mark.parametrize("case", cases("names"))
def test_names(case: dict[str, object], nlp: Language) -> None:
    text = str(case["text"])
    found = [(e.start_char, e.end_char, e.label_) for e in nlp(text).ents if e.label_ in LABELS]
    wanted = [(text.index(name), text.index(name) + len(name), label) for name, label in case["names"]]  # type: ignore[attr-defined]
    assert len(found) == len(wanted), found
    for (start, end, label), (first, last, expected) in zip(found, wanted):
        assert label == expected and start < last and first < end, (text[start:end], label)


def test_model_holds_the_tokenizer_of_the_module(nlp: Language, words: Language) -> None:
    text = " ".join(case["text"] for case in json.loads((CASES / "tokens.json").read_text(encoding="utf8")))
    assert [t.text for t in nlp.make_doc(text)] == [t.text for t in words.make_doc(text)]


def test_model_is_small() -> None:
    assert sum(file.stat().st_size for file in MODEL.rglob("*") if file.is_file()) < 15_000_000


def test_model_names_its_sources(nlp: Language) -> None:
    assert {source["name"] for source in nlp.meta["sources"]} >= {"UD_Dutch-LassySmall"}
    assert all(source["license"] for source in nlp.meta["sources"])


def test_model_has_its_notices_beside_it(nlp: Language) -> None:
    notice = (MODEL / "NOTICE.md").read_text(encoding="utf8")
    assert notice == (MODEL.parents[3] / "training" / "ner" / "NOTICE.md").read_text(encoding="utf8")
    for source in nlp.meta["sources"]:
        assert source["license"] in notice and source["url"] in notice


def test_model_fits_in_memory_and_gives_the_same_twice() -> None:
    """In processes of their own: peak memory is a property of the whole process, and so is the seed of its hashes."""
    program = (
        "import re, pathlib, spacy, pipeline.stages.tag.tokens\n"
        f"nlp = spacy.load({str(MODEL)!r})\n"
        "text = 'De heer J. Smit van bureau Veldkamp BV sprak in Zwolle met de raad over de wijk.\\n' * 300\n"
        "print([(e.start_char, e.end_char, e.label_) for e in nlp(text).ents])\n"
        "status = pathlib.Path('/proc/self/status').read_text()\n"
        # Not getrusage: its peak is that of the process which started us, where that was larger.
        "print(int(re.search(r'VmHWM:\\s*(\\d+)', status)[1]) // 1024)\n"
    )
    outputs = []
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            timeout=120,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(MODEL.parents[3]), "OMP_NUM_THREADS": "1"},
        )
        assert done.returncode == 0, done.stderr
        outputs.append(done.stdout.splitlines())
    assert outputs[0][0] == outputs[1][0]
    assert all(int(output[1]) < 500 for output in outputs), outputs


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet=st.sampled_from("aAbB1.,-/\n\f €•()'\"dr:;?"), max_size=80))
def test_words_and_sentences_cover_every_text(text: str) -> None:
    doc = _TOKENIZER(text)
    assert doc.text == text
    doc = _SENTENCES(doc)
    assert "".join(s.text_with_ws for s in doc.sents) == text


_BLANK = spacy.blank("nl")
_TOKENIZER = tokenizer(_BLANK)
_SENTENCES = _BLANK.add_pipe(SENTENCES)


def doubted(text: str, *names: tuple[str, str]) -> list[tuple[str, str]]:
    """What `letter_doubts` leaves of names that a recogniser claims to have found."""
    blank = spacy.blank("nl")
    blank.add_pipe("entity_ruler").add_patterns([{"label": label, "pattern": name} for name, label in names])  # type: ignore[attr-defined]
    blank.add_pipe(DOUBTS)
    return [(e.text, e.label_) for e in blank(text).ents]


def test_doubts_drop_a_word_that_the_letter_writes_small() -> None:
    assert doubted("Opgaven\nWij zien twee opgaven in Assen.", ("Opgaven", "PLACE"), ("Assen", "PLACE")) == [
        ("Assen", "PLACE")
    ]
    assert doubted("Opgaven in Assen.", ("Opgaven", "PLACE")) == []  # its capital only opens the sentence
    assert doubted("Wolkerveld in Assen.", ("Wolkerveld", "PLACE")) == [("Wolkerveld", "PLACE")]


def test_doubts_spare_a_person_who_is_called_so() -> None:
    assert doubted("De heer Bakker spreekt over de bakker.", ("Bakker", "PERSON")) == [("Bakker", "PERSON")]
    assert doubted("Raadslid Veldkamp vroeg het.", ("Veldkamp", "PLACE")) == [("Veldkamp", "PERSON")]


def test_doubts_drop_a_name_without_a_capital() -> None:
    assert doubted("de wijk en de stad", ("wijk", "PLACE")) == []


@pytest.mark.parametrize("word", ["Regeerakkoord", "Voorjaarsnota", "WMO", "B&W", "Aanvang", "II", "A"])
def test_doubts_drop_papers_forms_and_numerals(word: str) -> None:
    assert doubted(f"Volgens {word} is er meer.", (word, "ORG")) == []


@pytest.mark.parametrize("word", ["Kaplan", "VNG", "Gouda", "Visser"])
def test_doubts_spare_names(word: str) -> None:
    assert doubted(f"Volgens {word} is er meer.", (word, "ORG")) == [(word, "ORG")]


def test_doubts_go_by_the_company_of_a_name() -> None:
    assert doubted("De aannemer Roelofs begint.", ("Roelofs", "PERSON")) == [("Roelofs", "ORG")]
    assert doubted("Aan de Lindenlaan komen bomen.", ("Lindenlaan", "PERSON")) == [("Lindenlaan", "PLACE")]


def test_doubts_drop_a_made_word_where_a_capital_says_nothing() -> None:
    assert doubted("Wijkboekje\n\nHet begin.", ("Wijkboekje", "PERSON")) == []
    assert doubted("Lees het WIJKBOEKJE eens.", ("WIJKBOEKJE", "ORG")) == []
    assert doubted("Bij Wijkboekje is het druk.", ("Wijkboekje", "PLACE")) == [("Wijkboekje", "PLACE")]


def test_what_the_letter_has_named_is_found_again() -> None:
    assert doubted("Els Terpstra sprak. Daarna ging Terpstra weg.", ("Els Terpstra", "PERSON")) == [
        ("Els Terpstra", "PERSON"),
        ("Terpstra", "PERSON"),
    ]
    council = "Raad voor het Openbaar Onderwijs"
    assert doubted(f"De {council} (Roo) en de Roo.", (council, "ORG"), ("Roo", "PERSON")) == [
        (council, "ORG"),
        ("Roo", "ORG"),
        ("Roo", "ORG"),
    ]
    assert doubted("Jan Bakker is er. De bakker bakt, Bakker eet.", ("Jan Bakker", "PERSON")) == [
        ("Jan Bakker", "PERSON")
    ]


def test_doubts_find_names_by_their_form() -> None:
    assert doubted("Wij spraken met WIJ Groningen.", ("Groningen", "PLACE")) == [("WIJ Groningen", "ORG")]
    assert doubted("Postbus 268, 9700 AG Groningen", ("Groningen", "PLACE")) == [("Groningen", "PLACE")]
    assert doubted("Volgens O2G2 kan het.", ("O2G2", "PERSON")) == [("O2G2", "ORG")]
    assert doubted("Raadhuisplein 1 is dicht.") == [("Raadhuisplein", "PLACE")]
    assert doubted("Zie dr. Ellen Bosma van de Rijksuniversiteit.") == [("Ellen Bosma", "PERSON")]
    assert doubted("Kasper de Wit      Noor Achterhof\n") == [("Kasper de Wit", "PERSON"), ("Noor Achterhof", "PERSON")]
    assert doubted("Totale uitgaven      Totale inkomsten\n") == []
    assert doubted("Zie H.W. Elzinga en, namens ons, P. Oude Wolbers.") == [
        ("H.W. Elzinga", "PERSON"),
        ("P. Oude Wolbers", "PERSON"),
    ]
    assert doubted("Er is werk aan de Dovenlaan en het Westerdiep.") == [
        ("Dovenlaan", "PLACE"),
        ("Westerdiep", "PLACE"),
    ]
    assert doubted("In De Blauwe Stee aan de Merelweg is plaats.")[0] == ("De Blauwe Stee", "PLACE")


def test_doubts_find_clubs_and_buildings_called_after_a_neighbourhood() -> None:
    assert doubted("Ook Speeltuinvereniging Selwerd doet mee.") == [("Speeltuinvereniging Selwerd", "ORG")]
    assert doubted("Kom naar Cultuurhuis De Wijert.") == [("Cultuurhuis De Wijert", "PLACE")]
    assert doubted("De welzijnsorganisatie Kwantira helpt.") == [("Kwantira", "ORG")]


def test_doubts_drop_numbers_and_their_heads() -> None:
    assert doubted("Zie Fase 1 en S-2015-118.", ("Fase 1", "PERSON"), ("S-2015-118", "PERSON")) == []
    assert doubted("KvK 40025516", ("KvK", "ORG")) == []
    assert doubted("De Subsidieverordening Gouda 2013 geldt.", ("Gouda", "PLACE")) == []
    assert doubted("Aan: stuurgroep Korreweg", ("Korreweg", "PLACE")) == []


def test_a_first_name_is_found_again() -> None:
    assert doubted("Els Terpstra sprak. Daarna ging Terpstra weg.\nGroet, Els", ("Els Terpstra", "PERSON"))[1:] == [
        ("Terpstra", "PERSON")
    ]  # three letters are too few
    assert doubted("Van: Marije Terpstra\nGroet, Marije", ("Marije Terpstra", "PERSON"))[1:] == [("Marije", "PERSON")]

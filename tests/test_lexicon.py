from __future__ import annotations

import math
import time
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.lexicon import load_lexicon
from pipeline.language.trie import ALPHABET, build_trie, codes_of, fits, in_order, pack, unpack

LEXICON = load_lexicon()
WORD = st.text(alphabet=ALPHABET, min_size=1, max_size=8)


def value_in(words: dict[str, float], word: str) -> float | None:
    trie = build_trie(words)
    nodes = np.zeros(1, np.int32)
    for code in codes_of(np.array([ord(character) for character in word], dtype=np.uint32)):
        nodes = trie.children(nodes, np.array([code], np.int32))
        if nodes[0] < 0:
            return None
    value = float(trie.values[nodes[0]])
    return None if math.isnan(value) else value


@given(st.dictionaries(WORD, st.floats(-9, -1, width=32), max_size=30), WORD)
def test_a_trie_holds_its_words_and_no_others(words: dict[str, float], other: str) -> None:
    for word in words:
        assert value_in(words, word) == words[word]
    assert value_in(words, other) == words.get(other)


def test_words_that_do_not_fit_are_left_out() -> None:
    assert [fits(word) for word in ("huis", "", "Huis", "m²", "x" * 46)] == [True, False, False, False, False]
    assert value_in({"m²": -1.0, "m": -2.0}, "m") == -2.0


def test_a_trie_of_nothing_has_no_children() -> None:
    trie = unpack(*pack([]), np.array([], dtype=np.float32))
    assert trie.children(np.zeros(3, np.int32), np.array([-1, 0, 40], np.int32)).tolist() == [-1, -1, -1]


def test_depths_are_the_lengths_of_the_prefixes() -> None:
    assert build_trie({"de": -1.0, "den": -2.0, "élan": -3.0}).depths.tolist() == [0, 1, 1, 2, 2, 3, 3, 4]
    assert in_order(["bb", "a", "aa"]) == ["a", "aa", "bb"]


@pytest.mark.parametrize("word", ["bewoners", "Bewoners", "ideeën", "raadswisseling", "wijkvertegenwoordigers"])
def test_it_knows_words_and_sound_compounds(word: str) -> None:
    assert LEXICON.knows(word)


@pytest.mark.parametrize("word", ["", "beweners", "xq", "eenrivier", "hetopstellen", "bwnrs" * 20, "wi]k", "é" * 60])
def test_it_does_not_know_what_is_no_word(word: str) -> None:
    assert not LEXICON.knows(word)


def test_listed_words_and_compounds_are_told_apart() -> None:
    assert LEXICON.is_listed("bewoners") and not LEXICON.is_listed("wijkvertegenwoordigers")
    assert LEXICON.head("wijkvertegenwoordigers") == "vertegenwoordigers"
    assert LEXICON.head("bewoners") == "bewoners" and LEXICON.head("xqzzk") == "xqzzk"
    assert LEXICON.is_part("wijk") and not LEXICON.is_part("een") and not LEXICON.is_part("ver")


def test_frequent_words_are_likelier_and_compounds_dearer() -> None:
    probability = LEXICON.log_probability
    de, wijk, compound = probability("de"), probability("wijk"), probability("wijkraadswisseling")
    assert de is not None and wijk is not None and compound is not None
    assert de > wijk > compound > -40
    assert probability("xqzzk") is None
    assert LEXICON.unknown_log_probability("Rehwinkel") < LEXICON.unknown_log_probability("rewinkel")


def test_names_have_their_capital() -> None:
    assert LEXICON.is_proper("india") and not LEXICON.is_proper("huis") and not LEXICON.is_proper("xqzzk")


def test_words_that_go_together_gain() -> None:
    assert LEXICON.gain("het", "college") > 0.3 > LEXICON.gain("het", "huizen")
    assert LEXICON.gain("", "de") > 0 and LEXICON.gain("xqzzk", "de") == LEXICON.gain("de", "xqzzk") == 0
    gains = [LEXICON.gain(a, b) for a, b in product(("de", "een", "voor", ""), ("raad", "zijn", "en"))]
    assert all(-1 < gain < 4 for gain in gains)


def test_a_very_long_word_takes_no_time() -> None:
    started = time.process_time()
    for character in "exé":
        assert not LEXICON.knows(character * 200_000)
    assert not LEXICON.knows("raadsstadshuis" * 3 + "x")
    assert time.process_time() - started < 2

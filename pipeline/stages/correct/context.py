"""What the words beside a word say about it: pairs of words from treebanks, mixed with the word's own frequency."""

from __future__ import annotations

import math

from pipeline.language.lexicon import Lexicon

PAIR_WEIGHT = 0.7  # of the pair against the single word
LEAST_SEEN = 60  # a word seen less often as the first of a pair says nothing about what does not follow it


def context_score(lexicon: Lexicon, before: str | None, word: str, after: str | None) -> float:
    """log10 of how much likelier the word is between its neighbours than anywhere.

    Args:
        lexicon: with its word pairs.
        before: the word before it (lower case), '' at the start of a sentence, None where nothing is known.
        word: the candidate; one with a blank inside has no context of its own.
        after: the word behind it, None where nothing is known.
    """
    total = 0.0
    if before is not None:
        total += _gain(lexicon, before, word)
    if after is not None:
        total += _gain(lexicon, word, after)
    return total


def _gain(lexicon: Lexicon, first: str, second: str) -> float:
    alone = lexicon.words.get(second)
    if alone is None:
        return 0.0
    pair = lexicon.pair_log_probability(first, second)
    if pair is None:
        return math.log10(1 - PAIR_WEIGHT) if lexicon.firsts.get(first, 0) >= LEAST_SEEN else 0.0
    return math.log10(PAIR_WEIGHT * 10 ** (pair - alone) + 1 - PAIR_WEIGHT)

"""Build the language data inside the package: word frequencies and word pairs.

    python training/language/build.py TRAINING_FOLDER MANUALS_FOLDER

Words: OpenTaal's word list (Debian package wdutch; BSD or CC BY 3.0), which has the right spellings, with the
frequencies of the package wordfreq (its data: CC BY-SA 4.0), which also gives frequent words and names that OpenTaal
lacks. Pairs: counted in UD_Dutch-LassySmall's training part (CC BY-SA 4.0), the training sentences of the Alpino
Treebank (LGPL-2.1-or-later), both in TRAINING_FOLDER (ud/nl_lassysmall-train.conllu, sentences.jsonl), and manuals in
Dutch (Debian packages, unpacked in MANUALS_FOLDER: libreoffice-help-nl, MPL 2.0; gnome-user-docs, CC BY-SA 3.0), which
are running official prose; and in formulas.txt, stock phrases of municipal letters, ours. The texts of others are not
in the package. See pipeline/language/data/NOTICE.md. Needs `pip install wordfreq` and `apt-get install wdutch`.
"""

from __future__ import annotations

import html
import json
import math
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import wordfreq

from pipeline.language.trie import ALPHABET, fits, in_order, pack

OUT = Path(__file__).parents[2] / "pipeline" / "language" / "data"
FORMULAS = Path(__file__).parent / "formulas.txt"
WORD_LIST = Path("/usr/share/dict/dutch")
WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))*")
PAGES = ("**/help/nl/**/*.html", "**/help/nl/**/*.page")
PARAGRAPH = re.compile(r"<(p|title|dd|li)\b[^>]*>(.*?)</\1>", re.DOTALL)
TREEBANK_WEIGHT = 3  # sentences of newspapers and books count for more than those of a manual
FORMULA_WEIGHT = 10
LEAST_PAIR = 2  # a pair of a manual alone must be seen twice
RARE = -7.3  # log10 frequency of a right word that wordfreq never met
UNLISTED_FLOOR = -6.2  # a word that OpenTaal lacks must be this frequent: rarer ones are misspellings as often as words
UNLISTED_COST = 1.0  # log10: wordfreq's words that OpenTaal lacks are foreign or misspelt more often than Dutch
DISCOUNT = 0.6  # of each pair's count (Ney, Essen, Kneser 1994)
LEAST_FIRST = 50  # a word seen less often as the first of a pair says nothing about what does not follow it
LEAST_BACKOFF = -0.2  # log10: what was not seen behind a frequent word is held against it no more than this


def treebank_sentences(folder: Path) -> Iterator[list[str]]:
    words: list[str] = []
    for line in (folder / "ud" / "nl_lassysmall-train.conllu").read_text(encoding="utf-8").splitlines():
        number = line.partition("\t")[0]
        if number.isdigit():
            words.append(line.split("\t")[1])
        elif not line.strip():
            yield words
            words = []
    yield words
    with (folder / "sentences.jsonl").open(encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            if row["split"] == "train" and row["source"] != "UD_Dutch-LassySmall":
                yield row["words"]


def manual_sentences(folder: Path) -> Iterator[list[str]]:
    seen: set[str] = set()
    for path in sorted({path for pattern in PAGES for path in folder.glob(pattern)}):
        text = path.read_text(encoding="utf-8", errors="replace")
        for _, paragraph in PARAGRAPH.findall(text):
            plain = html.unescape(re.sub(r"<[^>]+>", "", paragraph))
            for sentence in re.split(r"(?<=[.!?:]) +", " ".join(plain.split())):
                if sentence not in seen:
                    seen.add(sentence)
                    yield re.findall(r"\w+(?:['’-]\w+)*|[.,;:!?()]", sentence)


def plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def word_forms() -> set[str]:
    """OpenTaal's words as they are written: 'India' has its capital."""
    return {w for w in WORD_LIST.read_text(encoding="utf-8").splitlines() if WORD.fullmatch(w)}


def word_probabilities(forms: set[str]) -> dict[str, float]:
    frequencies = wordfreq.get_frequency_dict("nl", wordlist="best")
    listed = {word.lower() for word in forms}
    accented = {plain(word): word for word in sorted(listed) if plain(word) != word}
    words = {}
    for word in sorted(listed | set(frequencies)):
        if not WORD.fullmatch(word) or not fits(word):
            continue
        value = math.log10(frequencies[word]) if word in frequencies else RARE
        # 'ideeen' for 'ideeën': how people type it is not how it is spelled.
        if word not in listed and (value < UNLISTED_FLOOR or word in accented):
            continue
        words[word] = max(value if word in listed else value - UNLISTED_COST, RARE)
    for bare, word in accented.items():
        if bare not in listed and bare in frequencies and word in words:
            words[word] = math.log10(10 ** words[word] + frequencies[bare])
    return words


def formulas() -> Iterator[list[str]]:
    for line in FORMULAS.read_text(encoding="utf-8").splitlines():
        yield re.findall(r"\w+(?:['’-]\w+)*|[.,;:!?()]", line)


def count_pairs(sentences: Iterable[list[str]], words: dict[str, float]) -> Counter[tuple[str, str]]:
    pairs: Counter[tuple[str, str]] = Counter()
    for sentence in sentences:
        tokens = [word.lower().replace("’", "'") for word in sentence]
        for a, b in zip(["", *tokens], tokens):
            if b in words and (a in words or not a):
                pairs[a, b] += 1
    return pairs


def pair_gains(
    pairs: Counter[tuple[str, str]], words: dict[str, float]
) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    """Hundredths of log10: each pair's gain over the second word alone, and the backoff of frequent first words."""
    totals: Counter[str] = Counter()
    types: Counter[str] = Counter()
    for (a, _), n in pairs.items():
        totals[a] += n
        types[a] += 1
    left = {a: DISCOUNT * types[a] / totals[a] for a in totals}
    gains = {}
    for (a, b), n in pairs.items():
        alone = 10 ** words[b]
        # A first word seen twice says little: its pairs are mixed with the single word's probability.
        trust = totals[a] / (totals[a] + 5)
        mixed = trust * ((n - DISCOUNT) / totals[a] + left[a] * alone) + (1 - trust) * alone
        gains[a, b] = round(100 * max(math.log10(mixed / alone), LEAST_BACKOFF))
    backoffs = {
        a: round(100 * max(math.log10(left[a]), LEAST_BACKOFF)) for a in totals if totals[a] >= LEAST_FIRST and a
    }
    return gains, backoffs


def character_model(words: Iterable[str]) -> np.ndarray:
    """Hundredths of log10 P(third | first, second) over the word list, the boundary as last code."""
    boundary = len(ALPHABET)
    triples = np.zeros((boundary + 1,) * 3)
    for word in words:
        codes = [boundary, boundary, *map(ALPHABET.index, word), boundary]
        for a, b, c in zip(codes, codes[1:], codes[2:]):
            triples[a, b, c] += 1
    smoothed = (triples + 0.05) / (triples.sum(axis=2, keepdims=True) + 2.0)
    return np.round(100 * np.log10(smoothed)).astype(np.int16)


def main() -> None:
    treebanks, manuals = Path(sys.argv[1]), Path(sys.argv[2])
    forms = word_forms()
    words = word_probabilities(forms)
    order = in_order(list(words))
    lower = {word for word in forms if word[0].islower()}
    proper = {word.lower() for word in forms} - lower
    labels, shapes = pack(order)
    OUT.mkdir(parents=True, exist_ok=True)
    # Hundredths of a log10: finer differences mean nothing.
    values = np.array([round(-100 * words[word]) for word in order], dtype=np.int16)
    np.savez_compressed(
        OUT / "words.npz",
        labels=labels,
        shapes=shapes,
        values=values,
        proper=np.packbits([word in proper for word in order]),
        characters=character_model(order),
    )

    counted: defaultdict[tuple[str, str], int] = defaultdict(int)
    from_treebanks = count_pairs(treebank_sentences(treebanks), words)
    for pair, n in from_treebanks.items():
        counted[pair] += TREEBANK_WEIGHT * n
    for pair, n in count_pairs(manual_sentences(manuals), words).items():
        # How a manual starts its sentences ('Voer de naam in') no letter does.
        if pair[0] and (n >= LEAST_PAIR or pair in from_treebanks):
            counted[pair] += n
    for pair, n in count_pairs(formulas(), words).items():
        counted[pair] += FORMULA_WEIGHT * n
    gains, backoffs = pair_gains(Counter(counted), words)
    nodes = dict(zip(order, np.flatnonzero(shapes >= 0x80).tolist()))
    nodes[""] = 0
    keys = sorted((nodes[a] << 32 | nodes[b], gain) for (a, b), gain in gains.items())
    np.savez_compressed(
        OUT / "pairs.npz",
        steps=np.diff(np.array([key for key, _ in keys], dtype=np.int64), prepend=0),
        gains=np.array([gain for _, gain in keys], dtype=np.int16),
        backoff_nodes=np.array(sorted(nodes[a] for a in backoffs), dtype=np.int32),
        backoffs=np.array([n for _, n in sorted((nodes[a], n) for a, n in backoffs.items())], dtype=np.int16),
    )
    print(f"{len(words)} words, {len(gains)} pairs of {sum(counted.values())} counted, {len(backoffs)} backoffs")


if __name__ == "__main__":
    main()

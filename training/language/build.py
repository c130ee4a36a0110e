"""Build the language data inside the package: word frequencies and word pairs.

    python training/language/build.py TRAINING_FOLDER HELP_FOLDER

Words: OpenTaal's word list (Debian package wdutch; BSD or CC BY 3.0), which has the right spellings, with the
frequencies of the package wordfreq (its data: CC BY-SA 4.0), which also gives frequent words and names that OpenTaal
lacks. Pairs: counted in UD_Dutch-LassySmall's training part (CC BY-SA 4.0), the training sentences of the Alpino
Treebank (LGPL-2.1-or-later), both in TRAINING_FOLDER (ud/nl_lassysmall-train.conllu, sentences.jsonl), and the
Dutch help of LibreOffice (Debian package libreoffice-help-nl, unpacked in HELP_FOLDER; MPL 2.0), which is running
official prose. The texts themselves are not in the package. See pipeline/language/data/NOTICE.md. Needs
`pip install wordfreq` and `apt-get install wdutch`.
"""

from __future__ import annotations

import gzip
import html
import json
import math
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import wordfreq

OUT = Path(__file__).parents[2] / "pipeline" / "language" / "data"
WORD_LIST = Path("/usr/share/dict/dutch")
WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))*")
LEAST_PAIR = 3
TREEBANK_WEIGHT = 2  # sentences of newspapers and books count double against those of a manual
RARE = -7.3  # log10 frequency of a right word that wordfreq never met
UNLISTED_FLOOR = -6.2  # a word that OpenTaal lacks must be this frequent: rarer ones are misspellings as often as words


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


def help_sentences(folder: Path) -> Iterator[list[str]]:
    seen: set[str] = set()
    for path in sorted(folder.rglob("nl/**/*.html")):
        text = path.read_text(encoding="utf-8", errors="replace")
        for paragraph in re.findall(r"<p[^>]*>(.*?)</p>", text, re.DOTALL):
            plain = html.unescape(re.sub(r"<[^>]+>", "", paragraph))
            for sentence in re.split(r"(?<=[.!?:]) +", " ".join(plain.split())):
                if sentence not in seen:
                    seen.add(sentence)
                    yield re.findall(r"\w+(?:['’-]\w+)*|[.,;:!?()]", sentence)


def plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def word_probabilities() -> dict[str, float]:
    frequencies = wordfreq.get_frequency_dict("nl", wordlist="best")
    listed = {w.lower() for w in WORD_LIST.read_text(encoding="utf-8").splitlines() if WORD.fullmatch(w)}
    accented = {plain(word): word for word in sorted(listed) if plain(word) != word}
    words = {}
    for word in sorted(listed | set(frequencies)):
        if not WORD.fullmatch(word):
            continue
        value = math.log10(frequencies[word]) if word in frequencies else RARE
        # 'ideeen' for 'ideeën': how people type it is not how it is spelled.
        if word not in listed and (value < UNLISTED_FLOOR or word in accented):
            continue
        words[word] = max(value, RARE)
    for bare, word in accented.items():
        if bare not in listed and bare in frequencies:
            words[word] = math.log10(10 ** words[word] + frequencies[bare])
    return words


def write(path: Path, lines: list[str]) -> None:
    # mtime 0: the same input gives the same bytes.
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), 9, mtime=0))


def main() -> None:
    treebanks, manuals = Path(sys.argv[1]), Path(sys.argv[2])
    words = word_probabilities()
    pairs: Counter[tuple[str, str]] = Counter()
    for weight, sentences in ((TREEBANK_WEIGHT, treebank_sentences(treebanks)), (1, help_sentences(manuals))):
        for sentence in sentences:
            tokens = [word.lower() for word in sentence]
            for a, b in zip(["", *tokens], tokens):
                if b in words and (a in words or not a):
                    pairs[a, b] += weight
    kept = {pair: n for pair, n in pairs.items() if n >= LEAST_PAIR}
    OUT.mkdir(parents=True, exist_ok=True)
    # Hundredths of a log10: finer differences mean nothing.
    write(OUT / "words.txt.gz", [f"{word}\t{round(-100 * value)}" for word, value in sorted(words.items())])
    write(OUT / "pairs.txt.gz", [f"{a}\t{b}\t{n}" for (a, b), n in sorted(kept.items())])
    print(f"{len(words)} words, {len(kept)} pairs, {sum(pairs.values())} counted")


if __name__ == "__main__":
    main()

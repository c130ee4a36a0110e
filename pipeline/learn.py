"""Propose rows for `corrections/`: what a person may accept after a look at counts and examples.

    learn(folder, out, settings) -> rows written to out/confusions.csv and out/protected.csv

The folder is ground truth (NAME.noisy.txt with NAME.gold.txt) or the output of a run. A proposed confusion is a rewrite
that the dictionary in force lacks and that keeps turning up; its weight is the rate measured: times seen among the
places where it could have happened. A proposed protected word is one that the lexicon does not know, that several
letters have alike, and that no reading contradicts. The files have the form of the built-in ones: `out` itself, or the
rows copied from it, work as `--corrections`. docs/corrections.md tells a user the same.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pipeline.dictionaries import built_in_folder, load_rows
from pipeline.errors import BadArgument
from pipeline.export.text import write_bytes
from pipeline.language.lexicon import Lexicon, load_lexicon
from pipeline.learn_sources import TRUTH, UNKNOWN, Evidence, Seen, is_truth, read_collection, read_truth
from pipeline.progress import each
from pipeline.rewrites import LONGEST, Explainer, Rewrite
from pipeline.settings import Settings
from pipeline.stages.correct.confusions import load_confusions
from pipeline.stages.correct.words import fold

CONFUSIONS, PROTECTED = "confusions.csv", "protected.csv"
COLUMNS = {
    CONFUSIONS: ("id", "true", "read", "weight", "example_true", "example_read", "counter_example", "reason"),
    PROTECTED: ("id", "word", "reason"),
}

LEAST_CERTAIN = 2  # times that a rewrite must be seen in ground truth
LEAST_LIKELY = 3  # the same in a collection, where no pair is certain
LEAST_WORDS = 2  # different words that a collection must show it in; among unknown words alone, one more
LEAST_PROTECTED = 3  # times that an unknown word must be seen,
LEAST_LETTERS = 2  # and in how many letters
FREQUENT = 3  # times a known word must be seen for an unknown one to be a misreading of it
TELLING = 6  # code points from which one rewrite between two words is no accident
REAL, REAL_SHORT = -6.0, -4.0  # log10 probability from which a string (of two letters) is a word in a counter-example
HEAVIEST, LIGHTEST = 0.3, 0.0001  # bounds of a weight: the channel starts from it and adapts to each document

Table = dict[str, str]


def learn(folder: Path, out: Path, settings: Settings) -> dict[Path, int]:
    """Write the proposals; how many rows each file got, in the order written.

    Args:
        folder: ground truth, or the output of a run.
        out: folder for confusions.csv and protected.csv; what is there is written over.
        settings: the dictionaries in force are those of a run with them; their rows are not proposed again.

    Raises:
        BadArgument: the folder is neither, or `out` holds the dictionaries in force.
        BadCorrections: a wrong row in the dictionaries in force.
        UnwritableOutput: no permission or no space.
    """
    in_force = [path.resolve() for path in (built_in_folder(), settings.corrections) if path]
    if out.resolve() in in_force:
        message = f"{out}: holds the dictionaries in force; the proposals would be written over them."
        raise BadArgument(message, "Name another folder with --out, look at the rows, and copy what you accept.")
    lexicon = load_lexicon()
    evidence = _read(folder, lexicon)
    confusions = propose_confusions(evidence, lexicon, settings.corrections)
    rows = {CONFUSIONS: [c.row for c in confusions]}
    rows[PROTECTED] = propose_protected(evidence, lexicon, (c.rewrite for c in confusions), settings.corrections)
    written = {}
    for name, found in rows.items():
        write_bytes(out / name, _to_csv(COLUMNS[name], found))
        written[out / name] = len(found)
    return written


def _read(folder: Path, lexicon: Lexicon) -> Evidence:
    if is_truth(folder):
        return read_truth(folder, lexicon)
    documents = sorted(folder.glob("*/document.json"))
    if not documents:
        raise BadArgument(
            f"{folder}: nothing to learn from.",
            "Name the output folder of a run (it holds NAME-ID/document.json), or one with NAME.noisy.txt beside "
            "NAME.gold.txt.",
        )
    return read_collection(each(documents, "letters read"), lexicon)


@dataclass
class _Tally:
    """What was seen of one rewrite."""

    count: int = 0
    letters: set[str] = field(default_factory=set)
    sources: Counter[str] = field(default_factory=Counter)
    words: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def suffices(self) -> bool:
        if self.sources[TRUTH]:
            return self.count >= LEAST_CERTAIN
        least = LEAST_WORDS if len(self.sources) > 1 or UNKNOWN not in self.sources else LEAST_WORDS + 1
        return self.count >= LEAST_LIKELY and len({read for _, read in self.words}) >= least


@dataclass(frozen=True, slots=True)
class Proposal:
    """A confusion to accept: times seen, places where it could have happened, and its row."""

    rewrite: Rewrite
    count: int
    places: int
    row: Table


def propose_confusions(evidence: Evidence, lexicon: Lexicon, own_folder: Path | None) -> list[Proposal]:
    """Rewrites that the dictionaries in force lack, most frequent first."""
    in_force = load_confusions(own_folder)
    known_ids = {confusion.id for confusion in in_force}
    whole_words = {row["read"] for row in load_rows("words.csv", ("read", "true", "reason"), own_folder)}
    explainer = Explainer(Rewrite(c.true, c.read) for c in in_force)
    pairs = Counter({pair: n for pair, n in evidence.pairs.items() if pair[1] not in whole_words})
    explainer.prefer(_by_words(pairs))
    pairs += Counter(dict(_from_unknown_words(evidence, lexicon, explainer)))
    tallies: dict[Rewrite, _Tally] = defaultdict(_Tally)
    for (true, read, letter, source), count in sorted(pairs.items()):
        for step in explainer.explain(true, read) or ():
            if step.known or not _is_proposable(step.rewrite):
                continue
            tally = tallies[step.rewrite]
            tally.count += count
            tally.letters.add(letter)
            tally.sources[source] += count
            tally.words[true, read] += count
    proposals = [
        _proposal(rewrite, tally, evidence, lexicon, known_ids) for rewrite, tally in tallies.items() if tally.suffices
    ]
    return sorted(proposals, key=lambda p: (-p.count, p.rewrite))


def _by_words(pairs: Mapping[tuple[str, str, str, str], int]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for (true, read, _, _), count in pairs.items():
        found[true, read] += count
    return found


def _is_proposable(rewrite: Rewrite) -> bool:
    """Letters that became something a table can hold; a capital only in front, and not just its other case."""
    return (
        rewrite.true.isalpha()
        and not any(c.isupper() for c in rewrite.true[1:])
        and rewrite.read.isprintable()
        and " " not in rewrite.read
        and rewrite.true.lower() != rewrite.read.lower()
    )


def _proposal(rewrite: Rewrite, tally: _Tally, evidence: Evidence, lexicon: Lexicon, known_ids: set[str]) -> Proposal:
    places = max(_places(rewrite, evidence.scanned) + tally.sources[UNKNOWN], tally.count)
    rate = min(max(tally.count / places, LIGHTEST), HEAVIEST)
    (true, read), _ = min(tally.words.items(), key=lambda item: (-item[1], item[0]))
    seen = ", ".join(f"{source} {n}" for source, n in sorted(tally.sources.items()))
    letters = f"{len(tally.letters)} letter{'' if len(tally.letters) == 1 else 's'}"
    row_id = rewrite.id
    while row_id in known_ids:  # a row of the user's own that names other characters
        row_id += "*"
    row = {
        "id": row_id,
        "true": rewrite.true,
        "read": rewrite.read,
        "weight": f"{rate:.2g}" if rate >= 0.001 else f"{rate:.4f}",
        "example_true": true,
        "example_read": read,
        "counter_example": _counter_example(rewrite, evidence, lexicon),
        "reason": f"learned: {tally.count} of {places} in {letters} ({seen})",
    }
    return Proposal(rewrite, tally.count, places, row)


def _places(rewrite: Rewrite, scanned: Mapping[str, int]) -> int:
    """How often it could have happened in the words that a scanner read."""
    if rewrite.true[0].isupper():
        return sum(n for word, n in scanned.items() if word.startswith(rewrite.true))
    return sum(n * fold(word)[0].count(rewrite.true) for word, n in scanned.items())


def _counter_example(rewrite: Rewrite, evidence: Evidence, lexicon: Lexicon) -> str:
    """The most frequent word here that it would turn into another word of the language: 'voor / veer'."""
    for word, _ in sorted(evidence.words.items(), key=lambda item: (-item[1], item[0])):
        folded = word if rewrite.true[0].isupper() else fold(word)[0]
        if rewrite.true in folded and lexicon.is_listed(folded.lower()):
            for other in rewrite.applied(folded):
                least = REAL if len(other) > 2 else REAL_SHORT
                if lexicon.is_listed(other) and (lexicon.log_probability(other) or least) > least:
                    return f"{folded} / {other}"
    return ""


def _from_unknown_words(
    evidence: Evidence, lexicon: Lexicon, explainer: Explainer
) -> Iterator[tuple[tuple[str, str, str, str], int]]:
    """Unknown words, each with the frequent word of the collection that the most shared new rewrite makes of it.

    Endings are no misreadings ('wijkteam', 'wijkteams'), so a rewrite that only adds or drops a letter does not count;
    nor does a word that is always capitalised, which is a name.
    """
    if any(source == TRUTH for _, _, _, source in evidence.pairs):
        return
    frequent = _known_and_frequent(evidence, lexicon)
    options: dict[str, list[tuple[str, Rewrite]]] = {}
    for word in each(sorted(evidence.unknown), "unknown words compared"):
        if evidence.scanned[word] and word.isalpha() and word[0].islower():
            options[word] = list(_one_rewrite_away(word, frequent, explainer))
    suggested = {rewrite for found in options.values() for _, rewrite in found}
    for word, found in options.items():
        found += (option for option in _undone(word, suggested, lexicon) if option not in found)
    support = Counter(rewrite for found in options.values() for rewrite in {rewrite for _, rewrite in found})
    for word, found in options.items():
        if found:
            # Many words of a language lie within three characters of one another: a short rewrite is worth more.
            true, _ = min(found, key=lambda o: (-support[o[1]] / len(o[1].true + o[1].read), -frequent.get(o[0], 0), o))
            yield (true, word, evidence.unknown[word].last_letter, UNKNOWN), evidence.scanned[word]


def _known_and_frequent(evidence: Evidence, lexicon: Lexicon) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for word, count in evidence.words.items():
        counts[fold(word)[0]] += count
    return {word: n for word, n in counts.items() if n >= FREQUENT and word.isalpha() and lexicon.knows(word)}


def _one_rewrite_away(word: str, frequent: Mapping[str, int], explainer: Explainer) -> Iterator[tuple[str, Rewrite]]:
    for true in _near(word, frequent):
        new = [step.rewrite for step in explainer.explain(true, word) or () if not step.known]
        if len(new) == 1 and not new[0].only_adds:
            yield true, new[0]


def _undone(word: str, rewrites: Iterable[Rewrite], lexicon: Lexicon) -> Iterator[tuple[str, Rewrite]]:
    """Words of the list, rare ones too, that become this one by a rewrite that others suggest.

    Compounds that no list has are left out: among them there is one for almost any string ('openingnijd').
    """
    for rewrite in sorted(rewrites):
        if rewrite.read in word:
            for true in Rewrite(rewrite.read, rewrite.true).applied(word):
                if lexicon.is_listed(true):
                    yield true, rewrite


def _near(word: str, others: Mapping[str, int]) -> list[str]:
    found = process.extract(word, list(others), scorer=Levenshtein.distance, score_cutoff=LONGEST, limit=None)
    return sorted(other for other, _, _ in found if other != word)


def propose_protected(
    evidence: Evidence, lexicon: Lexicon, learned: Iterable[Rewrite], own_folder: Path | None
) -> list[Table]:
    """Words that the lexicon lacks and the letters share, most frequent first."""
    in_force = {row["word"] for row in load_rows(PROTECTED, ("word", "reason"), own_folder)}
    confusions = [Rewrite(c.true, c.read) for c in load_confusions(own_folder)]
    learned = list(learned)
    explainer = Explainer((*confusions, *learned))
    found = {
        word: seen
        for word, seen in evidence.unknown.items()
        if seen.count >= LEAST_PROTECTED
        and seen.letters >= LEAST_LETTERS
        and word not in in_force
        and word not in evidence.doubted
    }
    frequent = _known_and_frequent(evidence, lexicon)
    kept = [
        (word, seen)
        for word, seen in found.items()
        if not _is_misreading(word, evidence.words, explainer)
        and not (len(word) >= TELLING and any(_one_rewrite_away(fold(word)[0], frequent, explainer)))
        and not (len(word) >= TELLING and any(_undone(fold(word)[0], learned, lexicon)))
    ]
    return [_protected_row(word, seen) for word, seen in sorted(kept, key=lambda item: (-item[1].count, item[0]))]


def _is_misreading(word: str, words: Mapping[str, int], explainer: Explainer) -> bool:
    """Whether a far more frequent word may have been read as this one by confusions alone."""
    often = {other: n for other, n in words.items() if n >= FREQUENT * words[word]}
    for other in _near(word, often):
        steps = explainer.explain(fold(other)[0], fold(word)[0])
        if steps and all(step.known for step in steps):
            return True
    return False


def _protected_row(word: str, seen: Seen) -> Table:
    kind = "name" if word.istitle() else "word"
    if word.isupper() or "." in word or any(c.isupper() for c in word[1:]):
        kind = "abbreviation or coined name"
    context = re.sub(r"[^\w\s.,:;()&/'-]|\s+", " ", seen.context).strip()
    return {
        "id": word,
        "word": word,
        "reason": f"{kind}, {seen.count} times in {seen.letters} letters: ...{context}...",
    }


def _to_csv(columns: Sequence[str], rows: Iterable[Table]) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8")

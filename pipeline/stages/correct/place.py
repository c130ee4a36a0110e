"""The words of a page in their places, with what speaks for each from outside the channel; and rows for whole words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from itertools import product

from pipeline.dictionaries import Row
from pipeline.document import Edit, Page
from pipeline.errors import BadCorrections
from pipeline.stages.correct.candidates import CandidateFinder
from pipeline.stages.correct.evidence import page_evidence
from pipeline.stages.correct.words import CHUNK, EDGES, Part, Unit, ends_sentence, fold, humps, parts_of

# log10 in favour of leaving a capitalised word alone: inside a sentence it is a name more often than not, at the start
# of a line (a list, a table, a heading) often, at the start of a sentence now and then.
NAME, LINE_NAME, SENTENCE_NAME = 2.5, 2.0, 1.0
_DOTTED = re.compile(r"(?:[a-z]\.){2,4}")
_BROKEN_ONLY = frozenset("][|<>\\135")  # what stands between words on no paper
MOST_REMEMBERED = 100_000  # pieces of text without blanks; some 40 MB


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit on its page, with log10 evidence from the reading itself for leaving it, and for another word."""

    unit: Unit
    stays: float
    other: str | None = None  # what a second reading has in this place (folded), if it is another word
    other_weight: float = 0.0
    joined: str | None = None  # what a second reading has in the place of this unit and the next, as one word (folded)


class Parts:
    """The words of pieces of text, remembered while the process lives."""

    def __init__(self, finder: CandidateFinder, protected: Set[str]) -> None:
        self._finder, self._protected = finder, protected
        reads = (c.read for c in finder.confusions if c.read[0].isupper() and not c.at_start)
        self._false_capitals = frozenset(read[0] for read in reads if read != "I")
        self._known: dict[str, tuple[Part, ...]] = {}

    def learn(self, texts: Iterable[str]) -> None:
        """Look up all new pieces of some texts together, which is far cheaper than one by one."""
        if len(self._known) > MOST_REMEMBERED:
            self._known.clear()
        new = {chunk for text in texts for chunk in text.split()} - self._known.keys()
        parts = {chunk: parts_of(chunk, self._protected) for chunk in sorted(new)}
        self._finder.find_all([part.folded for found in parts.values() for part in found])
        for chunk, found in parts.items():
            self._known[chunk] = tuple(self._chosen(found))

    def of(self, chunk: str) -> tuple[Part, ...]:
        if chunk not in self._known:
            self.learn([chunk])
        return self._known.get(chunk, ())

    def _chosen(self, parts: tuple[Part, ...]) -> Iterator[Part]:
        """A part with broken characters as a whole where that can be read as a word, else by its letters."""
        lexicon = self._finder.lexicon
        # 'wel/niet' is two words with a stroke between.
        words = [part.folded for part in parts if not part.whole]
        sound = len(words) > 1 and not _BROKEN_ONLY.intersection(parts[0].text) and all(map(lexicon.knows, words))
        for whole in parts:
            if whole.whole and not sound and self._has_options(whole):
                yield whole
                return
        for part in parts:
            if not part.whole:
                inner = any(c.isupper() for c in part.folded)
                yield from (self._humps(part) if inner else ()) or (self._with_false_capital(part),)

    def _with_false_capital(self, part: Part) -> Part:
        """'Uchten', whose capital is two letters run together, is read as it stands; 'Utrecht' is folded."""
        if part.case != "title" or part.text[0] not in self._false_capitals or self._finder.is_listed(part.folded):
            return part
        unfolded = replace(part, folded=part.text, case="lower")
        return unfolded if self._has_options(unfolded) else part

    def _humps(self, part: Part) -> tuple[Part, ...]:
        """The words of 'ChristenUnie' where all are words, or the whole cannot be read as one ('StadDeetMee')."""
        found = humps(part)
        known = all(self._finder.lexicon.is_listed(one.folded) for one in found)
        return found if known or not self._has_options(part) else ()

    def _has_options(self, part: Part) -> bool:
        return len(self._finder.options(part.folded).texts) > 1


def place_words(page: Page, parts: Parts) -> list[Placed]:
    """The words of the page's current text that may be corrected, in its order."""
    text, evidence = page.text, page_evidence(page)
    placed: list[Placed] = []
    end, last, closed = 0, -1, True  # of the piece before; of the word before; whether a sentence ended there
    for index, chunk in enumerate(CHUNK.finditer(text)):
        piece, start = chunk[0], chunk.start()
        gap = text[end:start]
        starts = 2 if closed or gap.count("\n") > 1 else int("\n" in gap)
        for part in parts.of(piece):
            at = start + part.offset
            follows = part.offset == 0 and last == end and starts < 2
            unit = Unit(at, part, starts if part.offset <= 1 else 0, follows)
            stays, other = evidence.at(index, part)
            if len(part.text) == 1 and text[max(0, start - 8) : start].rstrip()[-1:].isdigit():
                continue  # '5 m' is a measure
            if part.text[0].isupper() and part.case != "upper":
                stays += (NAME, LINE_NAME, SENTENCE_NAME)[unit.starts]
            joined = evidence.joined.get(index)
            placed.append(
                Placed(
                    unit,
                    stays,
                    other.text if other else None,
                    other.weight if other else 0.0,
                    fold(joined.strip(EDGES))[0] if joined else None,
                )
            )
            last = unit.end
        end, closed = chunk.end(), ends_sentence(piece)
    return placed


class WholeWords:
    """Rows of words.csv: what is always read wrong the same way, blanks inside too ('j l .').

    Raises:
        BadCorrections: a row that reads nothing, or changes nothing: file and line.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        by_first: dict[str, list[Row]] = {}
        for row in rows:
            if not row["read"].strip() or not row["true"].strip() or row["read"] == row["true"]:
                raise BadCorrections(f"{row.where}: read and true must both be there and differ.")
            if row["read"] != row["read"].strip() or "\n" in row["read"] + row["true"]:
                raise BadCorrections(f"{row.where}: a blank at an end, or a line break.", "Take it away.")
            by_first.setdefault(row["read"].split()[0], []).append(row)
        self._by_first = {first: sorted(found, key=lambda row: -len(row["read"])) for first, found in by_first.items()}

    def edits(self, text: str) -> Iterator[Edit]:
        """Edits for the rows that the text holds as whole words, in its order; the longest row wins."""
        end = 0
        for chunk in CHUNK.finditer(text) if self._by_first else ():
            piece = chunk[0]
            core = piece.strip(EDGES)
            for first in dict.fromkeys((piece, piece.rstrip(".,:;?!"), core)):
                row = next((r for r in self._by_first.get(first, ()) if _stands(text, chunk.start(), piece, r)), None)
                start = chunk.start() + piece.find(first)
                if row is not None and start >= end:
                    end = start + len(row["read"])
                    yield Edit(start, row["read"], row["true"], f"words:{row.id}")
                    break


def fallen_apart(protected: Iterable[Row]) -> Iterator[Row]:
    """Rows for abbreviations of single letters ('j.l.') as a scan shows them: 'j l .', 'j. l.'; one point is left."""
    for row in protected:
        letters = _DOTTED.fullmatch(row["word"]) and row["word"].split(".")[:-1]
        if not letters:
            continue
        between = [(".", ". ", " .", " ")] * (len(letters) - 1) + [(".", " .")]
        for points in product(*between):
            read = "".join(letter + point for letter, point in zip(letters, points))
            if read != row["word"]:
                yield Row(row.id, {"read": read, "true": row["word"]}, row.where)


def _stands(text: str, start: int, piece: str, row: Row) -> bool:
    read = row["read"]
    start += piece.find(read.split()[0])
    end = start + len(read)
    return text.startswith(read, start) and not (text[end : end + 1].isalnum() and read[-1].isalnum())

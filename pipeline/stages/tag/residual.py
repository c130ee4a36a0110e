"""What OCR left wrong in names and amounts, once it is plain which name or amount was meant.

The corrector knows words; a name is in no word list, and a figure is right whatever its digits. So names are matched
through the reading errors themselves: every name is misread in all the ways that scanners misread it (one or two
confusions at a time), and a word of the text that is such a misreading, and no word or name of its own, is that name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.dictionaries import load_rows
from pipeline.document import Edit
from pipeline.language.rewriting import rewritten
from pipeline.stages.tag.editions import slug

STAGE = "names"

_SHORTEST = 7
_SHORTEST_PAIR = 9  # two confusions at a time only for longer names: a short one would come near to others
_LONGEST_PAIR = 14
_LIKELY = 40  # so many confusions are tried two at a time

_TOKEN = re.compile(r"[^\s,;:()\"“”‘?!/]+")
_PERSON = re.compile(
    r"(?:\b(?:dhr|mevr|mw|drs|mr|ir|dr|prof)\.? |\b(?:heer|mevrouw|wethouder) |(?<![\w.])(?:[A-Z]\.){1,4} ?)$"
)

_GLUED = re.compile(r"-[a-zà-ÿ]+$")

_DIGITS = {"O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8", "Z": "2"}
_LOOKALIKE = "".join(_DIGITS)
_D = rf"[\d{_LOOKALIKE}]"
_BODY = rf"{_D}{{1,3}}(?: ?[.,] ?{_D}{{3}}(?!{_D}))+|{_D}+"
_SUM = re.compile(
    rf"(?:€|(?<![A-Za-z])EUR) ?(?P<body>{_BODY})(?=[\s,;.)\n–-]|$)"
    rf"|(?<![\w.,])(?P<bare>{_BODY})(?=(?:,[-–=]{{1,2}})? (?:euro|miljoen|mln|duizend)\b)"
)
_EURO_SIGN = re.compile(r"(?<![\w.,])(?P<sign>[CcEeG£])(?= ?\d{1,3}(?:\.\d{3})+,[-–=]{1,2})")
# '€ 8,7 min': with a fraction or below a thousand it is 'mln'; 'plus of min' has no euro sign before it.
_MLN = re.compile(r"(?:€|(?<![A-Za-z])EUR) ?(?:\d{1,3},\d{1,3}|\d{1,3}) ?(?P<mln>m[il1I]n)(?=\.|[ \n,;)](?! ?[€\d]))")
_WD = re.compile(r"(?<![\w.])(?P<wd>WD)(?![\w.])")
_PARTY = r"(?:Pvd[AÁ]|D66|CDA|SP|GroenLinks|ChristenUnie|Stadspartij|PvdD|PVV|SGP|Student (?:&|en) Stad)"
_COMPANY = re.compile(rf"{_PARTY}(?:, | en |, en |/|-| of | & )(?:de )?$|(?:[Ff]racties? van de |[Ff]ractie )$")
_COMPANY_AFTER = re.compile(
    rf"^(?:, | en |, en |/|-| of | & )(?:de )?{_PARTY}|^-?fractie|^-(?:raadslid|wethouder|motie)|^'er"
)


@dataclass(frozen=True)
class Mender:
    """Misreadings of names, each with the name that it stands for."""

    misread: Mapping[str, str]
    most_words: int
    is_word: Callable[[str], bool]

    def edits(self, text: str) -> list[Edit]:
        """What to mend on a page, sorted and disjoint."""
        found = [*_mend_sums(text), *_mend_wd(text), *self._mend_names(text)]
        kept: list[Edit] = []
        for edit in sorted(found, key=lambda e: (e.start, -len(e.before))):
            if not kept or edit.start >= kept[-1].start + max(1, len(kept[-1].before)):
                kept.append(edit)
        return kept

    def _mend_names(self, text: str) -> Iterable[Edit]:
        tokens = list(_TOKEN.finditer(text))
        for index, token in enumerate(tokens):
            for count in range(1, self.most_words + 1):
                last = index + count - 1
                if last >= len(tokens) or (count > 1 and text[tokens[last - 1].end() : tokens[last].start()] != " "):
                    break
                start, end = token.start(), tokens[last].end()
                written = text[start:end].rstrip(".'’")
                name = self.misread.get(written)
                if name is None:  # 'GroenUnks-fractie'
                    written = _GLUED.sub("", written)
                    name = self.misread.get(written)
                if name is None or _PERSON.search(text[max(0, start - 16) : start]):
                    continue
                if count == 1 and self.is_word(written.lower()):
                    continue
                yield Edit(start, written, name, f"names:{slug(name)}", 0.9)


def load_confusions(own_folder: Path | None = None) -> tuple[tuple[str, str], ...]:
    """What is printed and what scanners make of it, from `corrections/confusions.csv`, likeliest first."""
    rows = load_rows("confusions.csv", ("true", "read", "weight"), own_folder)
    pairs = sorted((-float(row["weight"]), row["true"], row["read"]) for row in rows)
    small = [(printed, read) for _, printed, read in pairs]
    # 'GroenUnks': a capital is misread like the small letter it stands for.
    return (*small, *((printed.capitalize(), read) for printed, read in small if len(printed) > 1))


def make_mender(names: Iterable[str], confusions: Sequence[tuple[str, str]], is_word: Callable[[str], bool]) -> Mender:
    """A mender for names as they are written; `is_word` tells words (small letters) that are to stay as they are."""
    wanted = sorted({n for n in names if len(n) >= _SHORTEST and n[0].isupper()})
    right = {n.lower() for n in wanted}
    misread: dict[str, str] = {}
    doubtful: set[str] = set()
    for name in wanted:
        for wrong in _misreadings(name, confusions):
            if wrong.lower() in right or misread.get(wrong, name) != name:
                doubtful.add(wrong)
            misread[wrong] = name
    kept = {wrong: name for wrong, name in misread.items() if wrong not in doubtful}
    return Mender(kept, max((n.count(" ") + 1 for n in wanted), default=1), is_word)


def _misreadings(name: str, confusions: Sequence[tuple[str, str]]) -> set[str]:
    once = set(_with_one(name, confusions))
    if not _SHORTEST_PAIR <= len(name) <= _LONGEST_PAIR:
        return once - {name}
    likely = confusions[:_LIKELY]
    twice = {again for wrong in _with_one(name, likely) for again in _with_one(wrong, likely)}
    return (once | twice) - {name}


def _with_one(name: str, confusions: Sequence[tuple[str, str]]) -> Iterable[str]:
    for printed, read in confusions:
        yield from rewritten(name, printed, read)


def _mend_sums(text: str) -> Iterable[Edit]:
    """'€ l00.000', '€ 8.875.OOO', '€ 4 .250.000': letters among digits that stand behind a euro sign are digits."""
    for match in _SUM.finditer(text):
        group = "body" if match["body"] else "bare"
        body, start = match[group], match.start(group)
        if not re.search(r"\d", body) or not _is_sum(body):
            continue
        for offset, sign in enumerate(body):
            if sign in _DIGITS:
                yield Edit(start + offset, sign, _DIGITS[sign], f"amount:{sign}>{_DIGITS[sign]}", 0.97)
            elif sign == " ":
                yield Edit(start + offset, sign, "", "amount:space", 0.95)
    for match in _EURO_SIGN.finditer(text):
        yield Edit(match.start("sign"), match["sign"], "€", f"amount:{match['sign']}>€", 0.9)
    for match in _MLN.finditer(text):
        if match["mln"] != "mln":
            yield Edit(match.start("mln") + 1, match["mln"][1], "l", f"amount:{match['mln']}>mln", 0.9)


def _is_sum(body: str) -> bool:
    """Whether the body is written as a sum once its letters are digits, and needs mending."""
    if not re.search(rf"[{re.escape(_LOOKALIKE)} ]", body):
        return False
    grouped = re.fullmatch(rf"{_D}{{1,3}}(?: ?\. ?{_D}{{3}})+", body)
    return bool(grouped) or (" " not in body and "," not in body and len(re.findall(r"\d", body)) * 2 >= len(body) - 1)


def _mend_wd(text: str) -> Iterable[Edit]:
    """'WD' is how scanners read 'VVD'; it is the party where it stands among parties."""
    for match in _WD.finditer(text):
        before, after = text[max(0, match.start() - 40) : match.start()], text[match.end() : match.end() + 30]
        if _COMPANY.search(before) or _COMPANY_AFTER.match(after):
            yield Edit(match.start(), "WD", "VVD", "names:vvd", 0.95)

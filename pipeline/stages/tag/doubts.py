"""Second thoughts on the names that the model found: what their form, their company and the rest of the letter say.

`letter_doubts` is a spaCy component of our own model, after its recogniser. It drops what is no name, calls a person
what is called one and a firm what is called one, and finds again what the letter has named before.
"""

from __future__ import annotations

import re
from collections import Counter

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.language.lexicon import load_lexicon
from pipeline.stages.tag.common_words import (
    COMMON,
    FIRMS,
    KNOWN,
    LISTED,
    PAPER,
    PLACE_NAME,
    STREETS,
    TRADE,
    WATER_OR_LAND,
    is_common,
    is_frequent,
)
from pipeline.stages.tag.name_forms import INITIALS, by_form

DOUBTS = "letter_doubts"
"""Name under which `letter_doubts` is known to spaCy."""

_CALLED = frozenset(
    """
    heer heren dames mevrouw wethouders raadsleden leden dhr dhr. mw mw. mevr mevr. wethouder raadslid statenlid
    commissielid burgemeester griffier drs. mr. ir. ing. dr. prof. ds. oud-wethouder staatssecretaris gedeputeerde
    """.split()
)

_CODE = re.compile(r"(?=[A-Z0-9]*[0-9])(?=[A-Z0-9]*[A-Z])[A-Z][A-Z0-9]{2,}\Z")  # 'O2G2', never a person
_NUMBER = re.compile(r"\d+(?:\.\d+)+\.?\Z")  # of a heading or an item
_CONCERN = re.compile(r"\w+-(?:concern|groep|bank|keten|vestiging)\Z")


@Language.component(DOUBTS, requires=["doc.ents"], assigns=["doc.ents"])
def letter_doubts(doc: Doc) -> Doc:
    """Drops words that are no names, mends the label where the company tells it, and finds names again.

    Writers of letters give words a capital at the start of headings and items, and out of respect. Where the same word
    stands in small letters elsewhere in the letter it is that word. After 'de heer' or 'wethouder' it is a person
    whatever else it may be, which spares the Bakkers and Smits of a letter about shops.
    """
    small = {token.text for token in doc if token.is_alpha and token.is_lower}
    kept: list[Span] = []
    for name in doc.ents:
        words = [token.text for token in name if not token.is_space]
        if not any(sign.isupper() for word in words for sign in word) and not _is_coined(name, words):
            continue
        before = doc[name.start - 1].lower_ if name.start > 0 else ""
        called = before in _CALLED
        single = len(words) == 1
        if not called and (_is_label(doc, name, words) or _is_of_paper(doc, name, words, before)):
            continue
        if single and not called and (is_common(words[0]) or _is_made_word(doc, name) or _opens_prose(doc, name)):
            continue
        if called or not single or not words[0].istitle() or words[0].lower() not in small:
            kept.append(_relabelled(doc, name, words, before, called))
    doc.ents = _again(doc, by_form(doc, kept), small)
    return doc


def _is_coined(name: Span, words: list[str]) -> bool:
    """'iederz': organisations alone write themselves small, with a word that is none."""
    return name.label_ == "ORG" and len(words) == 1 and words[0].isalpha() and not load_lexicon().knows(words[0])


def _is_label(doc: Doc, name: Span, words: list[str]) -> bool:
    """Whether common words stand alone in a table's cell, or before the colon of a field: 'Verschil', 'Asfalt'.

    A surname that is a word too is lost there; such cells are seldom people.
    """
    after = doc[name.end].text if name.end < len(doc) else "\n"
    before = doc[name.start - 1].text if name.start > 0 else "\n"
    if any(gap.isspace() and len(gap.strip("\n")) > 2 for gap in (before, after)):
        alone = len(words) == 1 or (len(words) == 2 and "\n" in name.text)
        return alone and all(is_frequent(word.lower(), KNOWN) for word in words)
    word = words[0].lower()
    if len(words) != 1 or not is_frequent(word, LISTED) or load_lexicon().is_proper(word):
        return False
    # 'Opsteller:', 'Krediet (€)', 'Begroot 2012', '1.2 Huishoudens met': words that head what follows are no persons.
    numbered = (len(before) > 1 and before.isspace() and "\n" not in before) or _NUMBER.match(before) is not None
    if name.label_ == "PERSON" and (numbered or "\n" in before):
        return after in (":", "(") or after.isdigit() or (numbered and after.islower())
    return after == ":" and "\n" in before and is_frequent(word, COMMON)


def _is_of_paper(doc: Doc, name: Span, words: list[str], before: str) -> bool:
    """Numbers and their heads ('KvK 40025516', 'Fase 1', 'S-2015-118'), parts of a title, members of a project's group.

    A person has no digits in the name; of a regulation's title ('Subsidieverordening Gouda 2013') and of a project's
    group ('stuurgroep Korreweg') a name is only a part.
    """
    after = doc[name.end].text if name.end < len(doc) else "\n"
    if name.label_ == "PERSON":
        return (
            any(word[0].isdigit() for word in words)
            or (any(sign.isdigit() for sign in name.text) and not _CODE.match(words[-1]))
            or re.search(r"-[a-z]{4,}\Z", words[-1]) is not None  # 'City Deal-partner'
        )
    if name.label_ == "ORG":
        return len(words) == 1 and re.match(r"\d{6,}\Z", after) is not None
    return (PAPER.match(before) is not None and after.isdigit()) or re.match(r"\w+groep\Z", before) is not None


def _opens_prose(doc: Doc, name: Span) -> bool:
    """'Goedkoop is duurkoop', 'Zaaknummer  18844': a word whose capital only says that a sentence or line starts."""
    if name.label_ not in ("PERSON", "PLACE") or not name[0].is_title or not name[0].is_alpha:
        return False
    beside = doc[name.end].text if name.end < len(doc) else "\n"
    opens = beside.islower() or beside[0].isdigit() or beside.isspace()
    return (
        opens
        and _opens(doc, name.start)
        and is_frequent(name[0].lower_, LISTED)
        and not load_lexicon().is_proper(name[0].lower_)
        and all(_opens(doc, token.i) for token in doc if token.text == name[0].text)
    )


def _opens(doc: Doc, place: int) -> bool:
    """Whether a sentence starts there; lines of a heading and fields of a form are sentences too."""
    return place == 0 or bool(doc[place].is_sent_start)


def _relabelled(doc: Doc, name: Span, words: list[str], before: str, called: bool) -> Span:
    if called and words[0].istitle() and name.label_ in ("ORG", "PLACE"):
        return Span(doc, name.start, name.end, label="PERSON")
    if called or name.label_ not in ("ORG", "PERSON", "PLACE"):
        return name
    if before in FIRMS:
        return Span(doc, name.start, name.end, label="ORG")
    if len(words) > 1 and words[0].lower() in FIRMS:
        return Span(doc, name.start + (name.label_ == "PERSON"), name.end, label="ORG")
    if len(words) == 1 and _CODE.match(words[0]):
        return Span(doc, name.start, name.end, label="ORG")
    if name.label_ == "PERSON" and len(words) > 1 and TRADE.match(words[-1].lower()):
        return Span(doc, name.start, name.end, label="ORG")
    if len(words) > 1 and INITIALS.match(words[0]) and not words[-1].lower().endswith(STREETS):
        return Span(doc, name.start, name.end, label="PERSON")
    if name.label_ == "PERSON" and words[0] in ("St.", "Sint") and not PLACE_NAME.match(words[-1].lower()):
        return Span(doc, name.start, name.end, label="ORG")
    if name.label_ == "PERSON" and PLACE_NAME.match(words[-1].lower()) and words[-1].lower().endswith(STREETS):
        return Span(doc, name.start, name.end, label="PLACE")
    if len(words) == 1 and name.label_ == "PERSON" and WATER_OR_LAND.match(words[0]):
        return Span(doc, name.start, name.end, label="PLACE")
    if len(words) == 1 and PLACE_NAME.match(words[0]):
        return Span(doc, name.start, name.end, label="PLACE")
    if _CONCERN.match(words[-1]):
        return Span(doc, name.start, name.end, label="ORG")
    return name


def _spells(full: str, short: str) -> bool:
    """Whether a short name is made of the first letters of a full one: 'Raad voor het openbaar bestuur (Rob)'."""
    initials = iter(word[0].lower() for word in re.findall(r"\w+", full))
    return len(short) > 1 and short.isalpha() and all(letter in initials for letter in short.lower())


def _again(doc: Doc, names: list[Span], small: set[str]) -> list[Span]:
    """`names`, and further mentions of what the letter names in full: a person's surname, the '(Rob)' of a council."""
    known: dict[str, str] = {}
    alone = Counter(name.text for name in names if name.label_ == "PERSON" and len(name) == 1)
    for name in names:
        last = name[-1]
        if name.label_ == "PERSON" and last.is_title and len(last) > 3 and (len(name) > 1 or alone[last.text] > 1):
            known.setdefault(last.text, "PERSON")
        first = name[0]
        if name.label_ == "PERSON" and len(name) > 1 and first.is_title and first.is_alpha and len(first) > 3:
            known.setdefault(first.text, "PERSON")  # 'Groet, Marije'
        if name.label_ == "ORG" and len(name) == 1 and last.is_upper and len(last) > 2:
            known.setdefault(last.text, "ORG")
        short = doc[name.end + 1].text if name.label_ == "ORG" and name.end + 1 < len(doc) else ""
        if short and doc[name.end].text == "(" and _spells(name.text, short):
            known[short] = "ORG"
    names = [
        Span(doc, name.start, name.end, label=known[name.text]) if _is_other(name, known) else name for name in names
    ]
    taken = {token.i for name in names for token in name}
    found = []
    for token in doc:
        label = known.get(token.text)
        if label is None or token.i in taken or token.lower_ in small or is_common(token.text):
            continue
        if label == "PERSON" and (is_frequent(token.lower_, COMMON) or _beside_a_capital(doc, token.i)):
            continue
        found.append(Span(doc, token.i, token.i + 1, label=label))
    return [*names, *found]


def _is_other(name: Span, known: dict[str, str]) -> bool:
    """Whether the letter has used the name for another kind: an organisation, or a person taken for a place."""
    label = known.get(name.text)
    return label == "ORG" or (label == "PERSON" and name.label_ == "PLACE")


def _beside_a_capital(doc: Doc, place: int) -> bool:
    """Whether it may be a part of another name: 'Stichting Postma', 'Postma Advies'."""
    beside = [doc[i] for i in (place - 1, place + 1) if 0 <= i < len(doc)]
    return any(token.is_title or token.is_upper for token in beside if token.is_alpha)


def _is_made_word(doc: Doc, name: Span) -> bool:
    """'ROUTEBOEKJE', or 'Speelweide' where a line begins: a compound that no list has, whose capital says nothing."""
    word = name.text.strip()
    after = doc[name.end].text if name.end < len(doc) else "\n"
    opens = name.start == 0 or doc[name.start - 1].is_space or after[0].isdigit()
    if not word.isalpha() or not (word.isupper() or (opens and name.label_ in ("PERSON", "PLACE"))):
        return False
    small = word.lower()
    return (
        len(word) > 7
        and not PLACE_NAME.match(small)
        and not load_lexicon().is_listed(small)
        and load_lexicon().knows(small)
    )

"""Names that their form alone tells: signatures, titles, addresses, foundations, 'WIJ Groningen'."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from pipeline.language.lexicon import load_lexicon
from pipeline.stages.tag.bodies import CLUB, HOUSE
from pipeline.stages.tag.common_words import COMMON, FIRMS, KNOWN, STREETS, TRADE, WATER_OR_LAND, is_common, is_frequent

_FUND = re.compile(r"[A-Z][a-zà-ÿ]{3,}(?:fonds|federatie|bank|vereniging|stichting|maatschappij|corporatie)\Z")
_OF_A_PLACE = re.compile(r"[A-Z][a-zà-ÿ]{3,}(?:er|se|s)\Z")  # 'Groninger', 'Drentse'
_FOUNDATION = frozenset(
    ("Stichting", "Woningstichting", "Vereniging", "Coöperatie", "Omgevingsdienst", "Milieufederatie")
)
_SERVICE = re.compile(r"(?:[A-Z]{2,5}|Omgevingsdienst|Veiligheidsregio|\w*[Ff]ederatie|Regiodienst)\Z")
SURNAME_PARTS = frozenset("van de der den ten ter te 't el von in het".split())
_FIELD = re.compile(
    r"^[ \t]*(?:(?:Op)?[Ss]teller|Behandelaar|Contactpersoon|Auteur|Van(?=[^\n,]*,|:))[ \t:]+"
    r"(?P<who>[A-Z][^\n,(\t]*?)(?=[ \t]*(?:[,(\t]|[ ]{3}|$))",
    re.MULTILINE,
)
_POSTCODE = re.compile(r"\b\d{4} ?[A-Z]{2}\b|[Aa]dres\b")
_HOUSE_NUMBER = re.compile(r"[1-9]\d{0,3}[a-z]?\Z")
TITLES = frozenset("heer mevrouw dhr. mw. mevr. dr. drs. mr. ir. ing. prof.".split())
INITIALS = re.compile(r"(?:[A-Z]\.)+\Z")
_LAND = re.compile(r"\w{4,}(?:park|diep|kanaal|plas|brug|haven|markt|bos|terrein)\Z")
_AT_STREET = re.compile(r"aan (?:de|het|'t) [A-Z]")
_PARTIES = frozenset("PvdA VVD CDA SP PVV SGP CU GL FVD BBB".split())


def by_form(doc: Doc, names: list[Span]) -> list[Span]:
    """`names`, and those that their form alone tells: 'WIJ Groningen', 'Stichting X', 'Groninger Kredietbank'.

    Of two that overlap the longer stays.
    """
    found = [*names, *_signatures(doc), *_streets(doc), *_houses(doc, names), *_firms(doc, names)]
    for name in names:
        before = doc[name.start - 1] if name.start else None
        if before is not None and (
            (name.label_ == "PLACE" and _is_service(doc, before.i))
            or (name.label_ == "PERSON" and before.ent_type_ == "ORG" and before.is_upper)  # 'CNV Publieke Zaak'
        ):
            found.append(Span(doc, before.i, name.end, label="ORG"))
        if (
            name.label_ == "ORG"
            and before is not None
            and before.text in (",", "en")
            and doc[before.i - 1].ent_type_ == "PERSON"
            and is_person_shaped(name.text)
            and name[0].text not in ("De", "Het")
            and not TRADE.match(name[-1].lower_)
        ):
            name.label_ = "PERSON"  # 'door de leden Jan Bos, Els Vos en Berber Stol'
    addresses = {line for line, text in enumerate(doc.text.split("\n")) if _POSTCODE.search(text)}
    line = 0
    for token in doc:
        line += token.text.count("\n")
        if _is_address(doc, token.i, line in addresses):
            found.append(Span(doc, token.i, token.i + 1, label="PLACE"))
        if INITIALS.match(token.text) and _bears_initials(doc, token.i):
            person = _titled(doc, token.i)
            if person is not None and not person[-1].lower_.endswith(STREETS):
                found.append(person)
        if token.lower_ in TITLES:
            person = _titled(doc, token.i + 1)
            if person is not None:
                found.append(person)
        if token.text in _FOUNDATION and not token.is_space:
            end = token.i + 1
            while end < len(doc) and end < token.i + 6 and _goes_on(doc, end):
                end += 1
            while end > token.i + 1 and doc[end - 1].is_lower:
                end -= 1
            start = token.i
            while start and doc[start - 1].is_title and not doc[start - 1].is_sent_start and doc[start - 1].is_alpha:
                start -= 1
            if end - start > 1:
                found.append(Span(doc, start, end, label="ORG"))
        elif CLUB.match(token.text) or HOUSE.match(token.text):
            end = _borne_until(doc, token.i + 1)
            if end > token.i + 1:
                label = "ORG" if CLUB.match(token.text) else "PLACE"
                found.append(Span(doc, token.i, end, label=label))
        elif _FUND.match(token.text) and not token.is_sent_start and not load_lexicon().is_listed(token.lower_):
            start = token.i - 1 if token.i and _OF_A_PLACE.match(doc[token.i - 1].text) else token.i
            found.append(Span(doc, start, token.i + 1, label="ORG"))
    return filter_spans(found)


def _is_address(doc: Doc, place: int, beside_postcode: bool) -> bool:
    """'Raadhuisplein 1'; names that show no street ('Kattenhage 1') only on the line of a postcode."""
    word = doc[place]
    if not word.is_title or place + 1 >= len(doc) or not _HOUSE_NUMBER.match(doc[place + 1].text):
        return False
    return word.text.lower().endswith(STREETS) or (beside_postcode and WATER_OR_LAND.match(word.text) is not None)


def _bears_initials(doc: Doc, place: int) -> bool:
    """'H.W. Alserda', ', F. Oude Elferink': more than one letter, or one that a comma parts from an office."""
    before = doc[place - 1].text if place else "\n"
    return len(doc[place]) > 2 or before in (",", ":", ")")


def _streets(doc: Doc) -> list[Span]:
    """'aan de Vondellaan', 'het Zuiderdiep': endings that surnames and common words share only behind an article."""
    found = []
    for token in doc:
        small = token.lower_
        if len(token) < 7 or not token.is_title or not token.is_alpha or token.is_sent_start:
            continue
        before = doc[token.i - 1].text
        if before.endswith("groep"):  # 'stuurgroep Korreweg' is called after the street
            continue
        article = before in ("de", "het")
        if not (small.endswith(STREETS) or (article and _LAND.match(small))) or is_frequent(small, KNOWN):
            continue
        if any(_touches(doc, near) for near in (token.i - 1, token.i + 1)):
            continue
        start = token.i - 2 if before in ("a", "van", "der", "ter") else token.i
        found.append(Span(doc, max(0, start), token.i + 1, label="PLACE"))
    return found


def _firms(doc: Doc, names: list[Span]) -> list[Span]:
    """'welzijnsorganisatie Alifa', 'Boskalis en Tauw': words no list has, behind a firm's word or in a row with one."""
    taken = {token.i for name in names for token in name}
    found = []
    ends = [token.i + 1 for token in doc if token.lower_ in FIRMS and not token.is_title]
    ends += [
        name.end + 1
        for name in names
        if name.label_ == "ORG" and name.end + 1 < len(doc) and doc[name.end].text in (",", "en", "of", "/")
    ]
    for start in ends:
        token = doc[start] if start < len(doc) else None
        if token is None or start in taken or not token.is_title or len(token) < 4 or not token.is_alpha:
            continue
        if token.text in _PARTIES or load_lexicon().knows(token.lower_):
            continue
        if not (start + 1 < len(doc) and _touches(doc, start + 1)):
            found.append(Span(doc, start, start + 1, label="ORG"))
    return found


def _touches(doc: Doc, place: int) -> bool:
    return 0 <= place < len(doc) and doc[place].text[0].isupper()


def _houses(doc: Doc, names: list[Span]) -> list[Span]:
    """'De Groene Stee aan de Wiekslag': what stands in a street is a building; a person is not called 'De'."""
    taken = {token.i for name in names if name.label_ == "ORG" for token in name}
    found = []
    for token in doc:
        if token.text not in ("De", "Het") or token.is_sent_start or token.i in taken:
            continue
        end = token.i + 1
        while end < len(doc) and end < token.i + 4 and doc[end].is_title and doc[end].is_alpha:
            end += 1
        if token.i + 1 < end and _AT_STREET.match(doc[end : end + 3].text):
            found.append(Span(doc, token.i, end, label="PLACE"))
    return found


def _is_service(doc: Doc, place: int) -> bool:
    """'WIJ' of 'WIJ Groningen', 'GGD' of 'GGD Drenthe'; not the letters of a postcode, a party or a programme."""
    word = doc[place].text
    if not _SERVICE.match(word) or word in _PARTIES or is_common(word):
        return False
    return not (place and doc[place - 1].is_digit)


def _titled(doc: Doc, start: int) -> Span | None:
    """The name behind a title: 'dr. Ellen Sijtsma', 'de heer K. de Wit'."""
    end = start
    while end < len(doc) and end < start + 6:
        token = doc[end]
        named = sum(word.is_title and word.lower_ not in TITLES for word in doc[start:end])
        if named > 1 and not token.is_title:
            break  # 'dr. Ellen Bos van de Rijksuniversiteit'
        if not (token.lower_ in TITLES or token.text in SURNAME_PARTS or token.is_title or INITIALS.match(token.text)):
            break
        end += 1
    while end > start and not (doc[end - 1].is_title and doc[end - 1].is_alpha):
        end -= 1
    while start < end and doc[start].lower_ in TITLES:
        start += 1
    return Span(doc, start, end, label="PERSON") if end > start else None


def _borne_until(doc: Doc, start: int) -> int:
    """Where the name behind 'Speeltuinvereniging' or 'Cultuurhuis' ends: words with capitals, an article before one."""
    end = start
    while end < len(doc) and end < start + 4 and (doc[end].is_title or doc[end].lower_ in ("de", "het")):
        end += 1
    while end > start and doc[end - 1].lower_ in ("de", "het"):
        end -= 1
    return end


def _goes_on(doc: Doc, place: int) -> bool:
    token = doc[place]
    return (token.text[0].isupper() and token.text[0].isalpha()) or token.text in ("voor", "en", "van", "de", "&")


def _signatures(doc: Doc) -> list[Span]:
    """Names side by side, as under a motion ('Jan Bos      Noor Smit'), and the one that a field of a form holds."""
    found = []
    for field in _FIELD.finditer(doc.text):
        span = doc.char_span(*field.span("who"), label="PERSON") if is_person_shaped(field["who"]) else None
        if span is not None:
            found.append(span)
    for line in re.finditer(r"[^\n\f]+", doc.text):
        cells = list(re.finditer(r"\S(?:[^\t\n]*?\S)?(?=[ \t]*\t|\s{3,}|\s*\|\s*|\s*$)", line.group()))
        people = [cell for cell in cells if is_person_shaped(cell.group())]
        if len(people) < 2 or len(people) < len(cells):
            continue
        for cell in people:
            span = doc.char_span(line.start() + cell.start(), line.start() + cell.end(), label="PERSON")
            if span is not None:
                found.append(span)
    return found


def is_person_shaped(cell: str) -> bool:
    """'Kasper de Wit': a first name that is no common word, and a surname."""
    words = cell.split()
    if not 2 <= len(words) <= 5 or not all(re.fullmatch(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", word) for word in words):
        return False
    first, last = words[0], words[-1]
    named = all(word[0].isupper() or word in SURNAME_PARTS for word in words[1:-1])
    return (
        named
        and first.istitle()
        and last[0].isupper()
        and not last.isupper()
        and not (is_frequent(first.lower(), COMMON) and is_frequent(last.lower(), COMMON))
    )

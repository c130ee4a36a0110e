"""Second thoughts on the names that the model found: what their form, their company and the rest of the letter say.

`letter_doubts` is a spaCy component of our own model, after its recogniser. It drops what is no name, calls a person
what is called one and a firm what is called one, and finds again what the letter has named before.
"""

from __future__ import annotations

import re
from collections import Counter

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from pipeline.language.lexicon import load_lexicon

DOUBTS = "letter_doubts"
"""Name under which `letter_doubts` is known to spaCy."""

_CALLED = frozenset(
    """
    heer heren dames mevrouw wethouders raadsleden leden dhr dhr. mw mw. mevr mevr. wethouder raadslid statenlid
    commissielid burgemeester griffier drs. mr. ir. ing. dr. prof. ds. oud-wethouder staatssecretaris gedeputeerde
    """.split()
)

# Abbreviations of laws, programmes, taxes and municipal units, and the words of forms: capitals, and no names.
_NO_NAMES = frozenset(
    """
    wmo wwb awbz wro wabo awb apv bbv bibob wob woo isv gsb ozb woz btw cao fte ict gba kcc ssc lta nla mt gmt amt
    or po vo p&c b&w b&w- p&o hrm rsp blf sif mfa cjg pgb zzp ww aow anw wajong wia wlz jgz ab db bijlage bijlagen
    datum aanvang locatie plaats tijd onderwerp steller telefoon kenmerk betreft aanwezig afwezig opening sluiting
    agenda rondvraag bladzijde pagina inleiding leeswijzer samenvatting conclusie aanleiding besluit toelichting
    mededelingen notulen voorzitter secretaris griffier burgemeester wethouder raad college gemeente rijk
    provincie stad hoofdstuk paragraaf figuur tabel bron vervolg vraag antwoord motie amendement
    """.split()
)
# 'Regeerakkoord', 'Voorjaarsnota', 'Huisvestingswet': what papers, rules and meetings are called.
_PAPER = re.compile(
    r"\w+(?:akkoord|nota|wet|regeling|verordening|beleid|agenda|begroting|rekening|taken|middelen|gelden|budget(?:ten)?"
    r"|commissie|overleg|debat|conferentie|affaire|monitor|enquête|(?<!\bmo)visie|notitie|programma|convenant|brief)\Z"
)
_LISTED = -7.5  # a word of the list at all, but for the very rarest
_COMMON = -5.6  # log10 of the probability of the 20,000th word or so: above it hardly a surname that is no word
_KNOWN = -6.6
_NUMERAL = re.compile(r"[IVX]+\.?\Z|[A-Z]\.?\Z")


# 'aannemer Roelofs', 'woningcorporatie Elan': whatever the name is otherwise, here it is an organisation's.
_FIRMS = frozenset(
    """
    aannemer aannemers aannemersbedrijf accountant accountantskantoor advocatenkantoor adviesbureau
    architectenbureau bouwbedrijf bouwer bureau busbedrijf busmaatschappij combinatie corporatie corporaties
    coöperatie energiebedrijf energiecoöperatie energieleverancier firma ingenieursbureau koepelorganisatie makelaar
    netbeheerder onderwijsinstelling onderzoeksbureau ontwikkelaar projectontwikkelaar scholengroep stichting
    supermarkt uitzendbureau vastgoedbedrijf vereniging vervoerder waterbedrijf welzijnsinstelling
    welzijnsorganisatie woningbouwcorporatie woningbouwvereniging woningcorporatie woningstichting zorgaanbieder
    zorginstelling zorgverzekeraar
    """.split()
)
_PLACE_NAME = re.compile(
    r"\w{3,}(?:straat|laan|weg|plein|kade|singel|gracht|steeg|dijk|hof|markt|park|plantsoen|diep|kanaal|brug|haven"
    r"|station)\Z"
)
_WATER_OR_LAND = re.compile(r"\w{4,}(?:polder|meer|ring|kerkhof|hage|brink|wal|hoek)\Z")  # only what is a name already
_CODE = re.compile(r"(?=[A-Z0-9]*[0-9])(?=[A-Z0-9]*[A-Z])[A-Z][A-Z0-9]{2,}\Z")  # 'O2G2', never a person
_FUND = re.compile(r"[A-Z][a-zà-ÿ]{3,}(?:fonds|federatie|bank|vereniging|stichting|maatschappij|corporatie)\Z")
_OF_A_PLACE = re.compile(r"[A-Z][a-zà-ÿ]{3,}(?:er|se|s)\Z")  # 'Groninger', 'Drentse'
_FOUNDATION = frozenset(
    ("Stichting", "Woningstichting", "Vereniging", "Coöperatie", "Omgevingsdienst", "Milieufederatie")
)
_SERVICE = re.compile(r"(?:[A-Z]{2,5}|Omgevingsdienst|Veiligheidsregio|\w*[Ff]ederatie|Regiodienst)\Z")
_SURNAME_PARTS = frozenset("van de der den ten ter te 't el von in het".split())
_STREETS = ("straat", "laan", "weg", "plein", "kade", "singel", "gracht", "steeg", "plantsoen")
_FIELD = re.compile(
    r"^[ \t]*(?:(?:Op)?[Ss]teller|Behandelaar|Contactpersoon|Auteur|Van(?=[^\n,]*,|:))[ \t:]+"
    r"(?P<who>[A-Z][^\n,(\t]*?)(?=[ \t]*(?:[,(\t]|[ ]{3}|$))",
    re.MULTILINE,
)
_POSTCODE = re.compile(r"\b\d{4} ?[A-Z]{2}\b|[Aa]dres\b")
_HOUSE_NUMBER = re.compile(r"[1-9]\d{0,3}[a-z]?\Z")
_TITLES = frozenset("heer mevrouw dhr. mw. mevr. dr. drs. mr. ir. ing. prof.".split())
_INITIALS = re.compile(r"(?:[A-Z]\.)+\Z")
_PARTIES = frozenset("PvdA VVD CDA SP PVV SGP CU GL FVD BBB".split())
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
        if not any(sign.isupper() for word in words for sign in word):
            continue
        before = doc[name.start - 1].lower_ if name.start > 0 else ""
        called = before in _CALLED
        single = len(words) == 1
        if not called and _is_label(doc, name, words):
            continue
        if single and not called and (_is_common(words[0]) or _is_made_word(doc, name) or _opens_prose(doc, name)):
            continue
        if called or not single or not words[0].istitle() or words[0].lower() not in small:
            kept.append(_relabelled(doc, name, words, before, called))
    doc.ents = _again(doc, _by_form(doc, kept), small)
    return doc


def _is_label(doc: Doc, name: Span, words: list[str]) -> bool:
    """Whether common words stand alone in a table's cell, or before the colon of a field: 'Verschil', 'Asfalt'.

    A surname that is a word too is lost there; such cells are seldom people.
    """
    after = doc[name.end].text if name.end < len(doc) else "\n"
    before = doc[name.start - 1].text if name.start > 0 else "\n"
    if any(gap.isspace() and len(gap.strip("\n")) > 2 for gap in (before, after)):
        alone = len(words) == 1 or (len(words) == 2 and "\n" in name.text)
        return alone and all(_is_frequent(word.lower(), _KNOWN) for word in words)
    return len(words) == 1 and after == ":" and "\n" in before and _is_frequent(words[0].lower(), _COMMON)


def _opens_prose(doc: Doc, name: Span) -> bool:
    """'Goedkoop is duurkoop', 'Zaaknummer  18844': a word whose capital only says that a sentence or line starts."""
    if name.label_ not in ("PERSON", "PLACE") or not name[0].is_title or not name[0].is_alpha:
        return False
    beside = doc[name.end].text if name.end < len(doc) else "\n"
    opens = beside.islower() or beside[0].isdigit() or beside.isspace()
    return (
        opens
        and _opens(doc, name.start)
        and _is_frequent(name[0].lower_, _LISTED)
        and all(_opens(doc, token.i) for token in doc if token.text == name[0].text)
    )


def _opens(doc: Doc, place: int) -> bool:
    """Whether a sentence starts there; lines of a heading and fields of a form are sentences too."""
    return place == 0 or bool(doc[place].is_sent_start)


def _by_form(doc: Doc, names: list[Span]) -> list[Span]:
    """`names`, and those that their form alone tells: 'WIJ Groningen', 'Stichting X', 'Groninger Kredietbank'.

    Of two that overlap the longer stays.
    """
    found = [*names, *_signatures(doc)]
    for name in names:
        before = doc[name.start - 1] if name.start else None
        if name.label_ == "PLACE" and before is not None and _is_service(doc, before.i):
            found.append(Span(doc, before.i, name.end, label="ORG"))
        if (
            name.label_ == "ORG"
            and before is not None
            and before.text in (",", "en")
            and doc[before.i - 1].ent_type_ == "PERSON"
            and _is_person_shaped(name.text)
        ):
            name.label_ = "PERSON"  # 'door de leden Jan Bos, Els Vos en Berber Stol'
    addresses = {line for line, text in enumerate(doc.text.split("\n")) if _POSTCODE.search(text)}
    line = 0
    for token in doc:
        line += token.text.count("\n")
        if _is_address(doc, token.i, line in addresses):
            found.append(Span(doc, token.i, token.i + 1, label="PLACE"))
        if token.lower_ in _TITLES:
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
        elif _FUND.match(token.text) and not token.is_sent_start and not load_lexicon().is_listed(token.lower_):
            start = token.i - 1 if token.i and _OF_A_PLACE.match(doc[token.i - 1].text) else token.i
            found.append(Span(doc, start, token.i + 1, label="ORG"))
    return filter_spans(found)


def _is_address(doc: Doc, place: int, beside_postcode: bool) -> bool:
    """'Raadhuisplein 1'; names that show no street ('Kattenhage 1') only on the line of a postcode."""
    word = doc[place]
    if not word.is_title or place + 1 >= len(doc) or not _HOUSE_NUMBER.match(doc[place + 1].text):
        return False
    return word.text.lower().endswith(_STREETS) or (beside_postcode and _WATER_OR_LAND.match(word.text) is not None)


def _is_service(doc: Doc, place: int) -> bool:
    """'WIJ' of 'WIJ Groningen', 'GGD' of 'GGD Drenthe'; not the letters of a postcode, a party or a programme."""
    word = doc[place].text
    if not _SERVICE.match(word) or word in _PARTIES or _is_common(word):
        return False
    return not (place and doc[place - 1].is_digit)


def _titled(doc: Doc, start: int) -> Span | None:
    """The name behind a title: 'dr. Ellen Sijtsma', 'de heer K. de Wit'."""
    end = start
    while end < len(doc) and end < start + 6:
        token = doc[end]
        named = sum(word.is_title and word.lower_ not in _TITLES for word in doc[start:end])
        if named > 1 and not token.is_title:
            break  # 'dr. Ellen Bos van de Rijksuniversiteit'
        if not (
            token.lower_ in _TITLES or token.text in _SURNAME_PARTS or token.is_title or _INITIALS.match(token.text)
        ):
            break
        end += 1
    while end > start and not (doc[end - 1].is_title and doc[end - 1].is_alpha):
        end -= 1
    while start < end and doc[start].lower_ in _TITLES:
        start += 1
    return Span(doc, start, end, label="PERSON") if end > start else None


def _goes_on(doc: Doc, place: int) -> bool:
    token = doc[place]
    return (token.text[0].isupper() and token.text[0].isalpha()) or token.text in ("voor", "en", "van", "de", "&")


def _signatures(doc: Doc) -> list[Span]:
    """Names side by side, as under a motion ('Jan Bos      Noor Smit'), and the one that a field of a form holds."""
    found = []
    for field in _FIELD.finditer(doc.text):
        span = doc.char_span(*field.span("who"), label="PERSON") if _is_person_shaped(field["who"]) else None
        if span is not None:
            found.append(span)
    for line in re.finditer(r"[^\n\f]+", doc.text):
        cells = list(re.finditer(r"\S(?:[^\t\n]*?\S)?(?=[ \t]*\t|\s{3,}|\s*\|\s*|\s*$)", line.group()))
        people = [cell for cell in cells if _is_person_shaped(cell.group())]
        if len(people) < 2 or len(people) < len(cells):
            continue
        for cell in people:
            span = doc.char_span(line.start() + cell.start(), line.start() + cell.end(), label="PERSON")
            if span is not None:
                found.append(span)
    return found


def _is_person_shaped(cell: str) -> bool:
    """'Kasper de Wit': a first name that is no common word, and a surname."""
    words = cell.split()
    if not 2 <= len(words) <= 5 or not all(re.fullmatch(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", word) for word in words):
        return False
    first, last = words[0], words[-1]
    named = all(word[0].isupper() or word in _SURNAME_PARTS for word in words[1:-1])
    return (
        named
        and first.istitle()
        and last[0].isupper()
        and not last.isupper()
        and not (_is_frequent(first.lower(), _COMMON) and _is_frequent(last.lower(), _COMMON))
    )


def _relabelled(doc: Doc, name: Span, words: list[str], before: str, called: bool) -> Span:
    if called and words[0].istitle() and name.label_ in ("ORG", "PLACE"):
        return Span(doc, name.start, name.end, label="PERSON")
    if called or name.label_ not in ("ORG", "PERSON", "PLACE"):
        return name
    if before in _FIRMS:
        return Span(doc, name.start, name.end, label="ORG")
    if len(words) > 1 and words[0].lower() in _FIRMS:
        return Span(doc, name.start + (name.label_ == "PERSON"), name.end, label="ORG")
    if len(words) == 1 and _CODE.match(words[0]):
        return Span(doc, name.start, name.end, label="ORG")
    if name.label_ == "PERSON" and words[0] in ("St.", "Sint") and not _PLACE_NAME.match(words[-1].lower()):
        return Span(doc, name.start, name.end, label="ORG")
    if name.label_ == "PERSON" and _PLACE_NAME.match(words[-1].lower()) and words[-1].lower().endswith(_STREETS):
        return Span(doc, name.start, name.end, label="PLACE")
    if len(words) == 1 and name.label_ == "PERSON" and _WATER_OR_LAND.match(words[0]):
        return Span(doc, name.start, name.end, label="PLACE")
    if len(words) == 1 and _PLACE_NAME.match(words[0]):
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
        if name.label_ == "ORG" and len(name) == 1 and last.is_upper and len(last) > 2:
            known.setdefault(last.text, "ORG")
        short = doc[name.end + 1].text if name.label_ == "ORG" and name.end + 1 < len(doc) else ""
        if short and doc[name.end].text == "(" and _spells(name.text, short):
            known[short] = "ORG"
    names = [Span(doc, name.start, name.end, label="ORG") if known.get(name.text) == "ORG" else name for name in names]
    taken = {token.i for name in names for token in name}
    found = []
    for token in doc:
        label = known.get(token.text)
        if label is None or token.i in taken or token.lower_ in small or _is_common(token.text):
            continue
        if label == "PERSON" and (_is_frequent(token.lower_, _COMMON) or _beside_a_capital(doc, token.i)):
            continue
        found.append(Span(doc, token.i, token.i + 1, label=label))
    return [*names, *found]


def _beside_a_capital(doc: Doc, place: int) -> bool:
    """Whether it may be a part of another name: 'Stichting Postma', 'Postma Advies'."""
    beside = [doc[i] for i in (place - 1, place + 1) if 0 <= i < len(doc)]
    return any(token.is_title or token.is_upper for token in beside if token.is_alpha)


def _is_common(word: str) -> bool:
    small = word.casefold()
    return small in _NO_NAMES or _PAPER.match(small) is not None or _NUMERAL.match(word) is not None


def _is_frequent(word: str, floor: float) -> bool:
    """Whether a word (small letters) is listed, and its log10 probability above a floor."""
    probability = load_lexicon().listed_log_probability(word)
    return probability is not None and probability > floor


def _is_made_word(doc: Doc, name: Span) -> bool:
    """'ROUTEBOEKJE', or 'Speelweide' where a line begins: a compound that no list has, whose capital says nothing."""
    word = name.text.strip()
    opens = name.start == 0 or "\n" in doc[name.start - 1].text
    if not word.isalpha() or not (word.isupper() or (opens and name.label_ in ("PERSON", "PLACE"))):
        return False
    small = word.lower()
    return (
        len(word) > 7
        and not _PLACE_NAME.match(small)
        and not load_lexicon().is_listed(small)
        and load_lexicon().knows(small)
    )

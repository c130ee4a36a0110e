"""Second thoughts on the names that the model found: what the rest of the letter says of them.

`letter_doubts` is a spaCy component of our own model, after its recogniser. It drops what is no name, and calls a
person what is called one; it finds nothing itself.
"""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc, Span

DOUBTS = "letter_doubts"
"""Name under which `letter_doubts` is known to spaCy."""

_CALLED = frozenset(
    """
    heer mevrouw dhr dhr. mw mw. mevr mevr. wethouder raadslid statenlid commissielid burgemeester griffier drs. mr. ir.
    ing. dr. prof. ds. oud-wethouder staatssecretaris gedeputeerde
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
    r"|commissie|overleg|debat|conferentie|affaire|monitor|enquête|visie|notitie|programma|convenant|brief)\Z"
)
_NUMERAL = re.compile(r"[IVX]+\Z|[A-Z]\Z")


@Language.component(DOUBTS, requires=["doc.ents"], assigns=["doc.ents"])
def letter_doubts(doc: Doc) -> Doc:
    """Drops names without a capital, words of papers and forms, and words that the letter also writes small.

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
        called = name.start > 0 and doc[name.start - 1].lower_ in _CALLED
        single = len(words) == 1
        if single and not called and _is_common(words[0]):
            continue
        if called and words[0].istitle() and name.label_ in ("ORG", "PLACE"):
            kept.append(Span(doc, name.start, name.end, label="PERSON"))
        elif called or not single or not words[0].istitle() or words[0].lower() not in small:
            kept.append(name)
    doc.ents = kept
    return doc


def _is_common(word: str) -> bool:
    small = word.casefold()
    return small in _NO_NAMES or _PAPER.match(small) is not None or _NUMERAL.match(word) is not None

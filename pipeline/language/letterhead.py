"""The labels of Dutch letterheads and forms, by the field that stands behind them.

Two readers need them: whoever parts lines into paragraphs (a label begins a line) and whoever reads the fields.
A head ends where the letter greets its reader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# Regular expressions, each to be matched whole, case-insensitively. Longer names first where one begins another.
LABELS: Mapping[str, tuple[str, ...]] = {
    "title": ("Onderwerp van het voorstel", "Onderwerp", "Betreft", "Betreffende", "Inzake", "Titel"),
    "date": (
        r"Datum (?:(?:van )?(?:brief|verzending|dagtekening|opgesteld|memo|document)|raadsvergadering|vergadering)",
        r"(?:Brief|Vergader|Verzend)datum",
        "Verzonden op",
        "Verzonden",
        "Verzending",
        "Dagtekening",
        r"Raadsvergadering(?: van| d\.d\.)?",
        "Vergadering van",
        "Datum",
    ),
    "reference": (
        r"(?:Ons|Onze) (?:kenmerk|referentie)",
        r"(?:Zaak|Registratie|Document|Dossier|Voorstel|Raadsvoorstel|Stuk|Brief|Corsa|Verseon|Decos)[- ]?"
        r"(?:nummer|nr\.?|id)",
        r"Reg\. ?nr\.?",
        "Kenmerk",
        "Referentie",
        "Registratie",
        "Zaak",
        "Nummer",
    ),
    "author": (
        r"(?:Ambtelijk )?Contactpersoon",
        "Behandeld door",
        "Behandelend ambtenaar",
        "Behandelaar",
        r"Informatie bij",
        r"Inlichtingen bij",
        r"(?:Op)?Steller",
        "Auteur",
        r"Indieners?(?:\(s\))?",
        "Ingediend door",
        "Initiatiefnemers?",
    ),
    "sender": ("Van", "Afzender", "Vanwege"),
    "addressee": ("Aan", "Gericht aan", "Geadresseerde", "Ter attentie van"),
    "": (
        "Uw (?:brief van|brief|kenmerk|referentie)",
        r"Bijlage(?:n|\(n\))?",
        r"Telefoon(?:nummer)?",
        r"Tel\.",
        r"Doorkies(?:nummer|nr\.?)",
        r"E-?mail(?:adres)?",
        "Fax",
        r"(?:Verantwoordelijk )?Portefeuillehouder(?:s|\(s\))?",
        "Wethouder",
        "Afdeling",
        "Team",
        "Cluster",
        "Programma",
        "Directie",
        "Domein",
        "Status",
        "Openbaarheid",
        "Openbaar",
        "Vertrouwelijk",
        "Agendapunt",
        "Pagina",
        "Bladzijde",
        "Blad",
        r"(?:Bezoek|Post)adres",
        "Postbus",
        "Website",
        "Internet",
        r"(?:Kopie|Afschrift) aan",
        "Cc",
        "Aanvang",
        "Tijd",
        "Locatie",
        "Plaats",
        "Voorzitter",
        r"(?:Commissie)?[Gg]riffier",
        "Fracties?",
        "IBAN",
        "KvK",
    ),
}

# What these name can stand in the middle of a line of running text too: they are labels there only with a colon.
WORDS_OF_TEXT = re.compile(
    r"Van|Aan|Zaak|Nummer|Team|Cluster|Programma|Status|Plaats|Tijd|Wethouder|Voorzitter|(?:Commissie)?Griffier|Blad|"
    r"Titel|Inzake|Openbaar|Vertrouwelijk|Betreffende|Verzonden(?: op)?|Verzending|Vergadering van|Raadsvergadering.*|"
    r"Afdeling|Directie|Domein|Fracties?|Vanwege|Locatie|Aanvang|Registratie|Internet|Website",
    re.IGNORECASE,
)

_ALTERNATIVES = "|".join(
    sorted((name.replace(" ", r"\s+") for names in LABELS.values() for name in names), key=len, reverse=True)
)
LABEL = re.compile(rf"(?P<label>{_ALTERNATIVES})(?!\w)(?P<colon>\s*:)?", re.IGNORECASE)
"""A label at the place where it is matched, and its colon."""

SALUTATION = re.compile(
    r"^[^\S\n]*(?:Geachte?|Beste|Waarde (?=heer|mevrouw|dames|collega|leden|raad|vriend))\b", re.MULTILINE
)
"""The line that a letter's text begins with, as it begins. 'Waarde' heads columns of tables, too."""

_FIELDS = [(re.compile(name, re.IGNORECASE), field) for field, names in LABELS.items() for name in names]


def field_of(label: str) -> str:
    """The field that stands behind a label; empty for one that no table has a column for."""
    folded = " ".join(label.split())
    return next((field for pattern, field in _FIELDS if pattern.fullmatch(folded)), "")


def begins_with_label(line: str) -> bool:
    """Whether a line is one of a letterhead or form: its label has a colon, or a capital and is no word of texts."""
    match = LABEL.match(line.lstrip())
    if not match:
        return False
    return bool(match["colon"]) or (match["label"][0].isupper() and not WORDS_OF_TEXT.fullmatch(match["label"]))

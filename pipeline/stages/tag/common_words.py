"""Words that are written like names and are none, and the endings of the names of streets, parks and papers."""

from __future__ import annotations

import re

from pipeline.language.lexicon import load_lexicon

# Abbreviations of laws, programmes, taxes and municipal units, and the words of forms: capitals, and no names.
NO_NAMES = frozenset(
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
PAPER = re.compile(
    r"\w+(?:akkoord|nota|wet|regeling|verordening|beleid|agenda|begroting|rekening|taken|middelen|gelden|budget(?:ten)?"
    r"|commissie|overleg|debat|conferentie|affaire|monitor|enquête|(?<!\bmo)visie|notitie|programma|convenant|brief)\Z"
)
LISTED = -7.5  # a word of the list at all, but for the very rarest
COMMON = -5.6  # log10 of the probability of the 20,000th word or so: above it hardly a surname that is no word
KNOWN = -6.6
NUMERAL = re.compile(r"[IVX]+\.?\Z|[A-Z]\.?\Z")
PLACE_NAME = re.compile(
    r"\w{3,}(?:straat|laan|weg|plein|kade|singel|gracht|steeg|dijk|hof|markt|park|plantsoen|diep|kanaal|brug|haven"
    r"|station)\Z"
)
WATER_OR_LAND = re.compile(r"\w{4,}(?:polder|meer|ring|kerkhof|hage|brink|wal|hoek)\Z")  # only what is a name already
# 'Jansma Milieutechniek', 'Surplus Welzijn': what firms and institutions do stands last in their names.
TRADE = re.compile(
    r"\w*(?:techniek|bouw|advies|adviseurs|consult|consultants|consultancy|groep|bedrijf|beheer|makelaars|architecten|"
    r"vastgoed|wonen|welzijn|zorg|overleg|onderwijs|kinderopvang|transport|infra|installaties|schoonmaak|catering|media|"
    r"notarissen|advocaten|accountants|partners|holding|services|events|projecten|ontwikkeling|recycling)\Z"
)
STREETS = ("straat", "laan", "weg", "plein", "kade", "singel", "gracht", "steeg", "plantsoen")
# 'aannemer Roelofs', 'woningcorporatie Elan': whatever the name is otherwise, here it is an organisation's.
FIRMS = frozenset(
    """
    aannemer aannemers aannemersbedrijf accountant accountantskantoor advocatenkantoor adviesbureau
    architectenbureau bouwbedrijf bouwer bureau busbedrijf busmaatschappij combinatie corporatie corporaties
    coöperatie energiebedrijf energiecoöperatie energieleverancier firma ingenieursbureau koepelorganisatie makelaar
    netbeheerder onderwijsinstelling onderzoeksbureau ontwikkelaar projectontwikkelaar scholengroep stichting
    supermarkt uitzendbureau vastgoedbedrijf vereniging vervoerder waterbedrijf welzijnsinstelling
    welzijnsorganisatie woningbouwcorporatie woningbouwvereniging woningcorporatie woningstichting zorgaanbieder
    zorginstelling zorgverzekeraar
    exploitant jeugdhulpaanbieder kinderopvang onderaannemer opvangorganisatie scholenkoepel schoolbestuur
    thuiszorgorganisatie verzekeraar welzijnsstichting werkbedrijf zorgorganisatie
    """.split()
)


def is_common(word: str) -> bool:
    small = word.casefold()
    return small in NO_NAMES or PAPER.match(small) is not None or NUMERAL.match(word) is not None


def is_frequent(word: str, floor: float) -> bool:
    """Whether a word (small letters) is listed, and its log10 probability above a floor."""
    probability = load_lexicon().listed_log_probability(word)
    return probability is not None and probability > floor

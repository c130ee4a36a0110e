"""Words that say what money is: 'krediet', 'kost', 'verlagen met', 'beschikbaar'. How they stand to an amount: `roles`.

This is a lexicon: a word is listed once, under what it means, and never weighed here. `role` is one of those of
`Amount.role`, '' for what is no role ('inkomen', 'boekwaarde'): such words speak against the others; or ANY.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_APART = r"[^;:]{0,140}?"  # between the parts of a separable verb: 'geeft in 2014 aan sport € 5.000 uit'

ANY = "*"

_LEXICON: tuple[tuple[str, str, str], ...] = (
    # Set phrases, which say it whatever other words stand nearer.
    (
        "",
        "phrase",
        r"meer op(?: dan (?:begroot|geraamd|verwacht))?|hoger dan vorig|(?:lager|"
        r"goedkoper)(?: \w+){0,2} dan (?:begroot|geraamd|verwacht)",
    ),
    (
        "overrun",
        "beyond",
        r"(?:hoger|duurder|meer)(?: \w+){0,3} dan (?:was )?(?:begroot|geraamd|verwacht|voorzien|gepland|"
        r"gedacht|bedacht|vooraf|toegestaan)|boven (?:de|het) (?:raming|begroting|budget|krediet)|"
        r"duurder(?= uit|"
        r" geworden|[.,;]|$)",
    ),
    (
        "overrun",
        "phrase",
        r"in het rood|rode "
        r"cijfers|te kort(?= [.,;]|[.,;]|$| op | voor )|hoger uit(?:ge)?val(?:t|len)|boven begroting|"
        r"over het budget heen|"
        r"te veel uitgegeven|niet gedekt|ongedekt|(?:valt|vallen|viel|vielen)(?: \w+){0,6} (?:tegen|hoger uit)",
    ),
    ("cut", "phrase", r"(?:neerwaarts|naar beneden) (?:bij(?:ge|te )?stel(?:d|t|len)|aan(?:ge)?pas(?:t|sen))"),
    ("budget", "phrase", r"ter beschikking(?! van)"),
    (ANY, "giver", r"(?-i:(?<=et )[A-Z]\w*(?: [A-Z]\w+)* Fonds|(?<=et )[A-Z]\w*fonds|[A-Z]\w* Fonds)"),
    (
        "overrun",
        "noun",
        r"(?:nadelig|negatief|negatieve|nadelige) (?:saldo|resultaat|verschil|exploitatieresultaat)|"
        r"(?:extra|hogere|onvoorziene) (?:last|lasten|kosten|uitgaven)",
    ),
    ("cost", "noun", r"(?:uur|dag|week|inhuur)tarie(?:f|ven)|minimumprijs"),
    ("", "noun", r"minimumloon|(?:positief|positieve|voordelig|voordelige|batig) (?:saldo|resultaat|verschil)"),
    ("levy", "noun", r"ouderbijdragen?"),
    (
        "subsidy",
        "noun",
        r"(?:rijks|provinciale|Europese|ISV|BDU|EFRO|ESF|GSB|SPUK)[- ]?(?:middelen|geld(?:en)?)|(?:algemene|"
        r"brede doel)[- ]?uitkering",
    ),
    ("cut", "beyond", r"minder(?= (?:te besteden|beschikbaar|subsidie|budget|geld|uit|dan (?:nu|vorig|in))\b)"),
    ("cost", "phrase", r"voor rekening van|kwijt|ten koste van|komt neer op|komen neer op"),
    ("budget", "phrase", r"opzij|te besteden|vrij te maken|klaar(?:staan|gezet|staat)?\b|ten laste van"),
    ("levy", "phrase", r"aan (?:de )?(?:leges|OZB)"),
    # Nouns: what an amount is called.
    ("ceiling", "noun", r"\w*plafonds?|bovengrens|maximum\w*|limiet"),
    (
        "overrun",
        "noun",
        r"\w*overschrijding(?:en)?|\w*tekort(?:en)?|tegenvallers?|meerkosten|meerwerk|gat|\w*verlie(?:s|zen)|"
        r"exploitatieverlies|\w*nade(?:el|len)|"
        r"overbesteding(?:en)?|meer(?:uitgaven|lasten|prijs)|(?:kosten|prijs)(?:stijging(?:en)?|"
        r"verhoging(?:en)?)|strop|"
        r"\w*tegenvallers?|\w*verlies",
    ),
    (
        "cut",
        "noun",
        r"\w*korting(?:en)?|\w*bezuiniging(?:en|s\w+)?|\w*besparing(?:en|s\w+)?|\w*ombuiging(?:en)?|"
        r"\w*taakstelling(?:en)?|taakstellende?|\w*verlaging(?:en)?|\w*vermindering|afname|daling|"
        r"\w*krimp(?:ing)?|"
        r"versobering(?:en)?|\w*reductie|afbouw|stopzetting",
    ),
    (
        "levy",
        "noun",
        r"eigen bijdragen?|\w*heffing(?:en)?|\w*leges\w*|\w*belasting(?:en)?|OZB|\w*tarie(?:f|ven)|\w*boetes?|"
        r"\w*dwangsom(?:men)?|"
        r"precario\w*|retributies?|griffierecht(?:en)?|\w*aanslag(?:en)?(?! op)|"
        r"(?:parkeer|staan|markt|haven|lig|kade)geld(?:en)?|(?:riool|reinigings|graf|begraaf|afval)rechten?|"
        r"opcenten|"
        r"accijns|naheffing|(?:parkeer|bewoners|bouw|kap|omgevings|evenementen|terras|drank|gehandicapten)"
        r"vergunning|identiteitskaart|ID-kaart|paspoort|rijbewijs|uittreksel",
    ),
    (
        "subsidy",
        "noun",
        r"\w*subsidies?|subsidie\w*|\w*subsidi(?:ë|e)ring|\w*bijdragen?|(?:co-?|mede)financiering|gift(?:en)?|"
        r"\w*donaties?|schenking(?:en)?|sponsor(?!t|d)\w*|toelagen?|tegemoetkoming(?:en)?|toekenning(?:en)?|"
        r"matching|"
        r"legaat|cultuurkaart|BDU|SPUK|ISV|EFRO|ESF|(?:rijks|doel|decentralisatie-?|"
        r"integratie-?)uitkering(?:en)?|specifieke uitkering|stimulering\w*",
    ),
    (
        "credit",
        "noun",
        r"\w*krediet\w*|\w*lening(?:en)?|garantstelling(?:en)?|"
        r"(?:gemeente|bank)?garanties?|borgstelling(?:en)?|borgtocht|voorschot(?:ten)?|hypothe(?:ek|ken)|"
        r"\w*voorfinanciering|overbrugging(?:s\w+)?|rekening-courant",
    ),
    (
        "cost",
        "noun",
        r"\w*kosten|kosten\w+|aanslag(?= op)|\w*uitgaven?|\w*(?<!be)lasten|last(?= van| te)|\w*schade|"
        r"\w*schadeclaims?|schadeloosstelling|\w*prij(?:s|zen)|\w*aanneemsom|"
        r"\w*factu(?:ur|ren)|"
        r"rekening(?= van| die| kwam| is| \d{4}|$)|\w*rekening(?= van €)|"
        r"(?:eind|jaar|slot)?afrekening(?:en)?|(?:eind|slot|energie|jaar)nota|opdrachtsom|\w*bouwsom|"
        r"honoraria|honorarium|gage|"
        r"aanschaf\w*|aankoop\w*|verwerving|koopsom|afkoop\w*|bezoldiging|wachtgeld\w*|pensioen\w*|"
        r"aanbestedingssom|gunning|bieding|aflossing(?:en)?|abonnement(?:en)?|lidmaatschap|contributies?|"
        r"prijskaartje|(?:uit)?betaling(?:en)?|afboeking|afwaardering|\w*canon|(?:les|school|inschrijf|"
        r"college)geld|"
        r"leges?kosten|nacalculatie|"
        r"\w*(?<!ver)huur|salaris\w*|\w*lo(?:on|nen)|"
        r"\w*vergoeding(?:en)?|declaraties?|\w*rente|\w*afschrijving(?:en)?|\w*premies?|pacht|bod|"
        r"inschrijving|offertes?|"
        r"opdracht|contract|entree\w*|\w*kaartjes?|tickets?|werkelijk|verwachting|realisatie|besteding(?:en)?",
    ),
    (
        "budget",
        "noun",
        r"\w*budget(?:ten)?|budget\w+|\w*investering(?:en)?|investerings(?:plan|programma|agenda|ruimte|fonds)|"
        r"\w*reserve(?:s|ring|ringen)?|(?:\w*[a-z])?begroting(?:en)?|"
        r"\w*middelen|\w*gelden|dekking(?:s\w+)?|\w*fonds(?:en)?|\w*raming(?:en)?|\w*potje|stelpost(?:en)?|"
        r"\w*impuls|"
        r"begroot(?! op)|dotaties?|storting(?:en)?|onttrekking(?:en)?|intensivering(?:en)?|allocatie|enveloppe|"
        r"\w*pot|potten|begrotingspost(?:en)?|(?:programma|project|wijk|zorg|bestemmings|"
        r"onderhouds)geld|(?:onderhouds|egalisatie|bestemmings)voorziening|voorziening(?= van €)",
    ),
    ("", "yield", r"\w*opbrengst(?:en)?|ontvangsten"),
    (
        "",
        "noun",
        r"\w*inkomsten|baten|\w*overschot(?:ten)?|\w*voorde(?:el|len)|\w*meevallers?|\w*winst(?:en)?|"
        r"\w*waarde|(?<!werk en )\w*inkomen|\w*drempel|\w*schuld(?:en)?|\w*resulta(?:at|ten)|(?<!per )saldo|"
        r"eis|\w*claim|omzet|"
        r"\w*dividend\w*|"
        r"vermogen|verschil|\w*grens|\w*norm|\w*kapitaal|vrijval|verkoop|verkoopsom|onderuitputting|"
        r"onderbesteding|onderschrijding|"
        r"rendement|spaargeld|taxatie\w*|balans|restant",
    ),
    # Verbs, with the amount as their object.
    (
        "cost",
        "verb",
        rf"kost(?:te|ten)?|kosten(?= (?:de |het |ons |al |samen |in |per |ruim |gemiddeld |ongeveer |circa |"
        rf"naar |€|"
        rf"\d))|"
        rf"gekost|(?:uit)?betaal(?:d|de|den|t|se)?|betalen|terugbetalen|uitgegeven|uitgeven|uit te geven|"
        rf"(?:geeft|geven|gaf|gaven)(?=\b{_APART}\buit\b(?! (?:de|het|een|ons|eigen)\b))|"
        rf"besteed(?:t|de|den)?|vergt|vergen|vergde|(?:aan)?gekocht|koopt|kopen|kocht(?:en)?|aan te kopen|"
        rf"huurt|huren|"
        rf"huurde|gehuurd|(?:in|ver)huur(?:t|de)|verhuren|verhuurd|inhuren|ingehuurd|aangeschaft|"
        rf"aan te schaffen|"
        rf"aanschaffen|(?:schaf|schaft|schaffen)(?=\b{_APART}\baan\b)|gegund|aanbesteed|uitgekeerd|"
        rf"uit te keren|uitkeren|"
        rf"afgekocht|afkopen|afgelost|aflossen|neergeteld|neertellen|gespendeerd|spenderen|opgegaan|rekent|"
        rf"rekenen|"
        rf"vergoedde|vergoed(?:t|en)?|gemoeid|uitbetaald|offre(?:ert|erde)|(?:keer|keert|keren|keerde|"
        rf"keerden)(?=\b{_APART}\buit\b)|"
        rf"ingeschreven|factureert|gefactureerd|in rekening|gedeclareerd|gerekend|verbruikt|meer kost|"
        rf"opgeknapt",
    ),
    (
        "budget",
        "verb",
        rf"beschikbaar|gereserveerd|reserve(?:er|ert|erde|erden|ren)|begro(?:ten|tte)|uitgetrokken|"
        rf"(?:trek|trekt|trekken|trok|trokken)(?=\b{_APART}\buit\b)|uit te trekken|uittrekken|vrijgemaakt|"
        rf"vrijmaken|"
        rf"(?:maak|maakt|maken|maakte)(?=\b{_APART}\bvrij\b)|(?:ge|her)?investe(?:er|ert|erde|erden|ren)|"
        rf"geïnvesteerd|"
        rf"bestem(?:d|t|men)|(?:ge)?stort(?:en|te)?|inzetten|ingezet|in te zetten|"
        rf"zetten(?=\b{_APART}\bin\b)|opgenomen|"
        rf"onttrek(?:t|ken)|onttrokken|te onttrekken|geoormerkt|gedekt|te dekken|"
        rf"(?:dek|dekt|dekken)(?=\b)|toegevoegd|toe te voegen|geld|vrijgegeven|vrij te geven|gelabeld|"
        rf"aangewend|aan te wenden|aanwenden|bekostigd|bekostigen|gefinancierd|financier(?:t|en|de)|ingeruimd|"
        rf"(?:steek|steekt|steken|stak|staken)(?=\b{_APART}\bin\b)|gestoken|apart (?:gezet|te zetten|"
        rf"gelegd)|opgevoerd|"
        rf"gedoteerd|doteren|doteert|overgeheveld|over te hevelen|overhevelen|toevoegen|bijgestort|inzet|"
        rf"zit(?:ten)?(?= nog| [^.;]{{0,40}}\bin\b)",
    ),
    (
        "subsidy",
        "verb",
        rf"subsidi(?:eert|ëren|eerde|eren)|gesubsidieerd|bij te dragen|bijdragen|bijgedragen|"
        rf"(?:draag|draagt|dragen|droeg|droegen)(?=\b{_APART}\bbij\b)|(?:leg|legt|leggen|legde|"
        rf"legden)(?=\b{_APART}\bbij\b)|"
        rf"bijleg(?:t|gen)|bij te leggen|bijgelegd|schenkt|schenken|geschonken|done(?:ert|ren|erde)|gedoneerd|"
        rf"sponsort|sponsorde|sponsorden|gesponsord|schonk|schonken|matcht|matchen|"
        rf"co-?financier(?:t|en|de)|gecofinancierd",
    ),
    (
        "credit",
        "verb",
        r"leent|leende|lenen|geleend|te lenen|garant|gevoteerd|voteert|voteren|voorgeschoten|"
        r"voor te schieten|bevoorschot",
    ),
    (
        "cut",
        "verb",
        r"bezuinig(?:t|en|d|de|den)|bespaar(?:t|d|de|den)|besparen|schrap(?:t|pen|te|ten)?|geschrapt|"
        r"om te buigen|"
        r"ombuigen|scheelt|schelen|afgeroomd|afromen|inleveren|ingeleverd|in te leveren|wegbezuinigd|"
        r"(?:lever|levert|leveren|leverde)(?=\b[^;:]{0,90}?\bin\b(?= ?[.,;]|$| op ))|bespaarden|"
        r"weg te bezuinigen|"
        r"afgehaald|gehalveerd",
    ),
    (
        "overrun",
        "verb",
        rf"overschreden|overschrijd(?:t|en)|(?:komt|komen|kwam)(?=\b{_APART}\btekort\b)|tegen te vallen",
    ),
    ("levy", "verb", r"beboet|opgelegd|gelegd op"),
    (
        "",
        "yield",
        rf"(?:lever|levert|leveren|leverde|leverden|breng|brengt|brengen|bracht|"
        rf"brachten)(?=\b{_APART}\bop\b)|oplever(?:t|en)|"
        rf"op te leveren|opgebracht|opgeleverd",
    ),
    (
        "",
        "verb",
        rf"verkocht|verkoopt|verkopen|te verkopen|geveild|taxeert|getaxeerd|overgehouden|overhouden|"
        rf"gespaard|over(?=[.,;]|$| van)|resteert|resteren|"
        rf"(?:valt|vallen)(?=\b{_APART}\bvrij\b)|verdient|verdienen|waard|rondkomen|ingezameld|opgehaald",
    ),
    # Of these an amount behind 'met' is taken off.
    (
        "cut",
        "met",
        rf"verlaagd?|verlaagt|verlagen|verminder(?:t|d|en)|daal(?:t|d|de|den)|dalen|gedaald|gekort|korten|"
        rf"krimpt|"
        rf"krimpen|"
        rf"(?:kort|korten|kortte)(?= (?:de|het|ons|onze|op|daar|hier|haar|hun|zijn|dit|deze|alle|\w+ met)\b)|"
        rf"(?:neemt|nemen|nam)(?=\b{_APART}\baf\b)|omlaag|teruggebracht|terug te brengen|afgenomen|"
        rf"inkrimpen|ingekrompen|minder|"
        rf"afgebouwd|af te bouwen|afbouwen|gereduceerd|reduceren|reduceert|teruggelopen|terugloopt|"
        rf"teruglopen|zakt|zakken|"
        rf"gezakt|ingeperkt|(?:loopt|lopen|liep)(?=\b{_APART}\bterug\b)|(?:bouw|bouwt|"
        rf"bouwen)(?=\b{_APART}\baf\b)",
    ),
    # Words that go with more than one role.
    (
        "budget",
        "weak",
        r"nodig|stel(?:t|len|de|den)(?=\b[^;:]{0,140}?\b(?:beschikbaar|vast)\b)|verdelen|te verdelen|vragen|"
        r"gevraagd",
    ),
    ("budget", "estimate", r"geraamd|begroot op|ramen|raamt|raamden|geschat|schat|schatten"),
    # These speak for no role of their own, but change what the others are worth.
    (ANY, "receive", r"krijg(?:t|en)|kreeg|kregen|ontvang(?:t|en)|ontving(?:en)?|gekregen|ontvangen"),
    (
        ANY,
        "grant",
        rf"verleen(?:t|d|de)|verlenen|verstrek(?:t|ken|te|ten)|te verstrekken|compense(?:er|ert|erde|ren)|"
        rf"gecompenseerd|"
        rf"(?:ken|kent|kennen|kende|zeg|zegt|zeggen|zegde)(?=\b{_APART}\btoe\b)|toegewezen|honoreren|"
        rf"gehonoreerd|toegezegd|toezegging|toe te kennen|toegekend|afkomstig|geven|geeft|gaf|gaven",
    ),
    (
        ANY,
        "giver",
        r"rijk|provincie|ministerie|minister|waterschap|Europa|Europese|corporaties?|rijksoverheid|stichting|"
        r"kabinet|Brussel|woningcorporaties?|staatssecretaris|EU|fondsen|sponsors|zorgverzekeraars?|"
        r"departement",
    ),
    (
        ANY,
        "payer",
        r"bewoners?|inwoners?|huishoudens?|eigena(?:ar|ren)|huurders?|ondernemers?|bezoekers?|leden|"
        r"vergunning\w*",
    ),
)
_PATTERNS = tuple(
    (role, kind, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)) for role, kind, words in _LEXICON
)


@dataclass(frozen=True, slots=True)
class Cue:
    start: int
    end: int
    role: str
    kind: str  # of word: phrase, noun, verb, ...


@lru_cache(maxsize=512)
def find_cues(text: str) -> tuple[Cue, ...]:
    """Words for roles in a stretch of text, in order; a word that is listed twice counts for its first place."""
    found: list[Cue] = []
    for role, kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not any(c.start < match.end() and match.start() < c.end for c in found):
                found.append(Cue(*match.span(), role, kind))
    return tuple(sorted(found, key=lambda c: c.start))

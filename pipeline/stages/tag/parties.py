"""Political parties: every spelling in `corrections/parties.csv`, and short names only where they are the party."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.dictionaries import load_rows
from pipeline.errors import BadCorrections
from pipeline.stages.tag.finding import Finding, without_overlaps
from pipeline.stages.tag.surface import Surface

CUES = ("", "context", "hoofdletter", "precies")

_WORD = re.compile(r"[^\W_]+")
_JOINT = re.compile(
    r"(?:[- ]?fracties?)?\)?\s?(?:,|/|en|of|&|\+|-|;|\||\(|, en|alsmede|resp\.|respectievelijk|samen met|en ook)"
    r"(?: (?:de|het)(?: fracties? van(?: (?:de|het))?)?)?\s?"
)
_POLITICAL = (
    r"(?:[Ff]racties?|[Ff]ractievoorzitter|[Rr]aadslid|[Rr]aadsleden|[Ww]ethouder|[Mm]oties?|[Aa]mendement|"
    r"[Pp]artij(?:en)?|"
    r"[Cc]oalitie|[Oo]ppositie|[Ll]ijst|[Nn]amens|[Ii]nitiatiefvoorstel|[Ss]temmen|[Pp]artijgenoot|"
    r"[Ll]ijsttrekker|[Kk]amerlid)"
)
_BEFORE = re.compile(rf"(?:{_POLITICAL}(?: van)?(?: de| het)? |\b(?:[Dd]e|[Dd]oor|DE) |\()$")
_ARTICLE = re.compile(r"\b(?:[Dd]e|[Nn]amens) $")
_ONLY_POLITICAL = re.compile(rf"{_POLITICAL}(?: van)?(?: de| het)? $")
_AFTER = re.compile(
    r"(?:-| ?)(?:fractie|raadslid|raadsleden|wethouder|motie|amendement|voorstel|woordvoerder|lijst|stuk|er\b|"
    r"ers\b)|['’]ers?\b"
    r"| (?:eens|vindt|vond|wil|wilde|vraagt|vroeg|stelt|stelde|stemt|stemde|steunt|steunde|dient|diende|heeft|had|is|"
    r"was|pleit|bepleit|pleitte|organiseerde|meent|ziet|roept|kan|zal|zegt|zei|noemt|wijst|wees|acht|denkt|spreekt|sprak|"
    r"wenst|houdt|hecht|betreurt|verwacht|concludeert|informeerde|verzocht|constateert|onderschrijft|ondersteunt|bedankt|dankt|merkt|"
    r"benadrukt|waarschuwt|verzoekt|verzet|trekt|kiest|mist|deelt|herinnert|reageert|kondigt|informeert|overweegt)\b"
)
# 'Centrum Dorpsbelangen', '230 Volt': behind another name or a number a capital tells nothing.
_IN_TITLE = re.compile(r"(?<![\w.])(?!(?:De|Het|Bij|Namens|Van|Door|Voor|Ook|En|Met|Er|In) )[A-ZÀ-Þ][\w'-]* $|\d ?$")
_MEMBER = re.compile(r", (?:[A-Z][\w.'-]* ){1,2}(?:(?:van|de|der|den|ter|ten|'t) )*[A-Z]")
_DEFINED = re.compile(r"\((?P<short>[A-Z]{2,5})\)")
_AUTHOR = re.compile(
    r"(?:initiatiefvoorstel|voorstel|motie|amendement|notitie|initiatief|stuk)[^.;]{0,60}?\b(?:van|door|"
    r"namens) (?:de )?(?:fracties? (?:van )?(?:de )?)?$"
    r"|(?:ingediend|opgesteld|ondertekend) door (?:de )?(?:fracties? (?:van )?(?:de )?)?$|"
    r"[Nn]amens (?:de )?fracties? van (?:de )?$|\b(?:mede-?)?(?:indieners?(?:\(s\))?|initiatiefnemers?) ?:[ \t]*$",
    re.IGNORECASE,
)
_AUTHOR_BEFORE = re.compile(r"(?:initiatiefvoorstel|voorstel|motie|amendement|preadvies) $", re.IGNORECASE)
_AUTHOR_AFTER = re.compile(
    r"[- ]?(?:fractie )?(?:- )?(?:initiatiefvoorstel|voorstel|motie|amendement|stuk)\b|"
    r"(?:[- ]fracties?)? (?:dien(?:t|de|den|en)|stel(?:t|de|den|len) (?:\w+ ){0,3}voor)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?:\b(?:vragen|vraag|vraagt|vroeg(?:en)?)(?: ex)?(?: art\.?| artikel)?(?: \d+)?(?: RvO| Reglement van Orde)?|"
    r"verzoek|toezegging)"
    r"(?: gesteld)?(?: (?:van|vanuit|uit|door|aan|namens))?(?: de| het)?(?: fracties?)?(?: van)?(?: de| het)? ?$|"
    r"\bvra(?:ag|gen) (?:die|welke) [^.;,]{2,60} namens (?:de )?(?:fracties? van (?:de )?)?$",
    re.IGNORECASE,
)
_ASKED_AFTER = re.compile(
    r"(?:[- ]fracties?)? (?:vraagt|vroeg|vragen|vroegen|verzoekt|verzocht|verzochten|"
    r"informe(?:ert|ren|erde|erden) (?:[^.;,]{0,30} )?naar|"
    r"stel(?:t|de|den|len) (?:[^.;,]{0,50} )?(?:vraag|vragen)|"
    r"(?:wil|willen|wilde|wilden|vroeg|vroegen|vraagt|vragen) (?:graag )?weten|"
    r"(?:heeft|hebben) (?:[^.;,]{0,60} )?(?:gevraagd|geïnformeerd naar|verzocht|"
    r"(?:vraag|vragen) (?:gesteld|aangemeld|ingediend)))\b",
    re.IGNORECASE,
)
_HAS_ASKED = re.compile(
    r"\b(?:heeft|hebben|wil(?:de|den|len)?|stel(?:t|de|den|len)|informe(?:ert|ren|erde|erden)) "
    r"(?:de |het )?(?:fracties? van (?:de |het )?)?$",
    re.IGNORECASE,
)
_ASKED_THEN = re.compile(
    r"(?:[- ]fracties?)?(?: naar\b|[^.;,]{0,60}?\b(?:gevraagd|verzocht|weten|"
    r"vra(?:ag|gen)(?= (?:gesteld|aangemeld|ingediend|over|of|aan|naar)\b|\.)))"
)
# 'de heer Bakker (SP)', 'raadslid Vos van de SP': the member stands in the sentence for the party.
_TITLE = (
    r"(?:(?:[Dd]e |[Oo]nze |[Uu]w )?(?:[Hh]eren?|[Hh]eer|[Mm]evrouw|[Dd]ames?|[Ll]eden|[Rr]aadslid|[Rr]aadsleden|"
    r"[Dd]hr\.?|[Mm]w\.?|[Mm]evr\.?|[Ff]ractievoorzitter|[Ss]tatenlid|[Cc]ommissielid) )"
)
_NAMED = r"(?:(?:[A-Z][\w.'’-]*|van|de|der|den|ten|ter|te|el|'t) ){0,4}[A-Z][\w.'’-]* "
_MEMBER_BEFORE = re.compile(
    rf"(?:{_TITLE}?{_NAMED}\(|{_TITLE}{_NAMED}van (?:de |het )?(?:fractie van (?:de |het )?)?)$"
)
_NEXT_MEMBER = re.compile(rf"\)(?:,|;| en|, en) {_TITLE}?{_NAMED}\(")
_LOCAL = re.compile(
    r"(?<![\w-])(?:(?:Leefbaar|Gemeentebelangen|Burgerbelangen|Stadsbelangen|Dorpsbelangen|Inwonersbelangen|"
    r"Lokaal Belang|"
    r"Algemeen (?:Plaatselijk )?Belang|Progressief|Sociaal) (?!De |Het |Een )[A-Z][\w'-]+|(?:Lijst|"
    r"Groep|Lokaal|Hart voor) (?P<surname>(?:(?:[Dd]e|[Vv]an|der|den) )*[A-Z][a-z]+))(?!\w)"
)
_HANDED_IN = re.compile(
    r"\b(?:heeft|hebben)\b[^.;]{0,60}\b(?:motie|amendement|voorstel|initiatiefvoorstel)\b[^.;]{0,40}\bingediend",
    re.IGNORECASE,
)
# The row of parties stands in the phrase: 'het coalitieakkoord 2010-2014 tussen PvdA, …', 'de coalitie (PvdA, …)'.
_OF_COALITION = r"(?:coalitie\w*|college(?:akkoord|program(?:ma)?|partij(?:en)?|partners?|fracties?|onderhandelingen))"
_COALITION = re.compile(
    rf"\b{_OF_COALITION}(?: (?:\d{{4}}(?: ?[-–] ?\d{{4}})?|[\"'‘“][^\"'’”]*[\"'’”]|dat|die|is|werd|wordt|zijn|gesloten|"
    r"gevormd|opgesteld|bestaande|bestaat|bestaan|partijen|fracties))*"
    r"(?:,? ?[(:] ?| (?:van|uit|tussen|met|door|hebben|sloten|spraken|spreken)| )(?: ?(?:de|het))?"
    r"(?: fracties? van(?: de| het)?)? ?$|\bcollege (?:van|met|bestaande uit) (?:de )?$",
    re.IGNORECASE,
)
_COALITION_AFTER = re.compile(
    r"[^.;]{0,12}\b(?:vorm(?:en|den|t)|sloten|sluiten|zitten|zaten|regeren)\b[^.;]{0,40}\bcoalitie|"
    r"[^.;]{0,12}\b(?:hebben|spraken|spreken|leggen|legden)\b[^.;]{0,30}\b(?:in|met) (?:het|hun|een) "
    rf"{_OF_COALITION}|"
    rf",? (?:samen )?(?:als|in) (?:de )?coalitie|[-,( ]+coalitie\b|,? ?\(?(?:de|onze) {_OF_COALITION}",
    re.IGNORECASE,
)
# 'Ingediend door:' over the lines of a motion's signatures, and the title under which its parties stand.
_SIGNED_UNDER = re.compile(
    r"(?:^|\n)[^\n]*(?:(?:ingediend|opgesteld|ondertekend|voorgesteld) door|namens de fracties? van|indieners?|"
    r"over tot de orde van de dag)[ .,:]*\n",
    re.IGNORECASE,
)
_UNDER_TITLE = re.compile(r"(?:^|\n)[ \t]*(?:motie|amendement|initiatiefvoorstel)\b[^\n.]{0,60}\n$", re.IGNORECASE)
_PROSE = re.compile(
    r"(?:^|[ \t])(?:is|zijn|wordt|worden|heeft|hebben|dat|die|om|niet|ook)\b[^\n]*[.:;]\s*$", re.MULTILINE
)
# 'motie van LAS en SP': an abbreviation among parties behind such a word is a party too.
_ROW = re.compile(
    r"\b(?:[Ff]racties? van|[Mm]oties? van|[Aa]mendement(?:en)? van|[Ii]nitiatiefvoorstel van) (?:de |het )?"
    r"(?P<row>[A-Z][\w&'’-]*(?: [A-Z][\w&'’-]*)*(?:(?:, | en |, en )(?:de |het )?[A-Z][\w&'’-]*(?: [A-Z][\w&'’-]*)*)*)"
)
_ABBREVIATION = re.compile(r"[A-Z]{3,5}(?![\w-])")


@dataclass(frozen=True, slots=True)
class Party:
    """One spelling's party. `cue`: what the spelling, which means other things too, needs to be the party."""

    canonical: str
    kind: str
    rule: str
    cue: str


@dataclass(frozen=True)
class Parties:
    """Spellings by their first word (small letters): a pattern, and whose it is."""

    by_word: dict[str, tuple[tuple[re.Pattern[str], Party], ...]]
    spellings: tuple[str, ...]  # those that need no context

    def find(self, surface: Surface) -> list[Finding]:
        """Every party, sorted, without overlaps."""
        text = surface.text
        sure: list[Finding] = []
        doubtful: list[Finding] = []
        cues: dict[Finding, str] = {}
        for word in _WORD.finditer(text):
            for pattern, party in self.by_word.get(word.group().lower(), ()):
                match = pattern.match(text, word.start())
                if match is None or surface.is_skipped(*match.span()):
                    continue
                finding = Finding(*match.span(), "PARTY", party.canonical, party.rule, kind=party.kind)
                (doubtful if party.cue else sure).append(finding)
                cues[finding] = party.cue
        sure += _local(text)
        defined = {m["short"] for m in _DEFINED.finditer(text) if _spells(text[: m.start()], m["short"])}
        found = without_overlaps(sure)
        waiting = doubtful
        while waiting:
            known = {f.canonical for f in found}
            accepted = [
                f for f in waiting if _is_party(surface, f, found, known, text[f.start : f.end] in defined, cues[f])
            ]
            if not accepted:
                break
            found = without_overlaps([*found, *accepted])
            waiting = [f for f in waiting if f not in accepted]
        return _with_roles(surface, without_overlaps([*found, *_in_company(text, found, doubtful)]))


def load_parties(own_folder: Path | None = None) -> Parties:
    """From `corrections/parties.csv` (canonical, kind, aliases parted by '|', cue).

    The cue is empty where a spelling can only be the party. What is enough for the others: 'hoofdletter' a capital,
    not at the start of a sentence ('Volt'); 'precies' this very spelling, in a line that has small letters too ('DENK',
    '50PLUS'); 'context' only the company that it keeps ('SP').

    The first row of a party holds its canonical name as a spelling too; further rows hold only their aliases.

    Raises:
        BadCorrections: a row has no canonical name, or a kind or cue that is not known.
    """
    by_word: dict[str, list[tuple[re.Pattern[str], Party]]] = defaultdict(list)
    spellings: list[str] = []
    seen: set[str] = set()
    for row in load_rows("parties.csv", ("canonical", "kind", "aliases", "cue"), own_folder):
        if not row["canonical"] or row["kind"] not in ("national", "local") or row["cue"] not in CUES:
            raise BadCorrections(
                f"{row.where}: canonical, kind or cue is wrong.",
                f"Kind is 'national' or 'local'; cue is empty or one of {', '.join(c for c in CUES if c)}.",
            )
        aliases = [a.strip() for a in row["aliases"].split("|") if a.strip()]
        if row["canonical"] not in seen:
            aliases.append(row["canonical"])
            seen.add(row["canonical"])
        party = Party(row["canonical"], row["kind"], f"parties:{row.id}", row["cue"])
        for alias in dict.fromkeys(aliases):
            pattern, first = _spelling(alias, exact=bool(party.cue))
            by_word[first].append((pattern, party))
            spellings += [] if party.cue else [alias]
    ordered = {word: tuple(sorted(rows, key=lambda r: -len(r[0].pattern))) for word, rows in by_word.items()}
    return Parties(ordered, tuple(spellings))


def _spelling(alias: str, exact: bool) -> tuple[re.Pattern[str], str]:
    """A pattern for a spelling, and the word that it starts with. Full stops may be missing, doubled or spaced."""
    first = _WORD.search(alias)
    if first is None:
        raise BadCorrections(f"parties.csv: the alias {alias!r} has no letter or digit.", "Take it out.")
    if re.fullmatch(r"(?:\w\.){2,}", alias):
        letters = alias.replace(".", "")
        body = r"[.,]{1,2} ?".join(map(re.escape, letters)) + r"\.?"
    else:
        body = re.sub(r"(?:\\ )+", " ", re.escape(alias)).replace(" ", r"\s")
    flags = 0 if exact or (len(alias) < 4 and not alias.isupper()) else re.IGNORECASE
    return re.compile(rf"(?<![\w@.])(?<!\w-){body}(?![^\W_]|\.\w)", flags), first.group().lower()


def _local(text: str) -> list[Finding]:
    """Local parties by the form of their names: 'Leefbaar Zuidland', and behind a political word 'Lijst De Boer'."""
    found = []
    for match in _LOCAL.finditer(text):
        if match["surname"] and not _ONLY_POLITICAL.search(text[max(0, match.start() - 40) : match.start()]):
            continue
        found.append(Finding(*match.span(), "PARTY", match.group(), "parties:local", 0.8, "local"))
    return found


def _in_company(text: str, found: list[Finding], doubtful: list[Finding]) -> list[Finding]:
    """'motie van LAS en SP', 'fractie van Lokaal Tilburg': parties that no list has, told by the word before them.

    An abbreviation needs another party in its row.
    """
    added: list[Finding] = []
    for row in _ROW.finditer(text):
        inside = [f for f in (*found, *doubtful) if row.start("row") <= f.start < row.end("row")]
        if not inside:
            continue
        added += [f for f in inside if f not in found]
        for match in _ABBREVIATION.finditer(text, row.start("row"), row.end("row")):
            if not any(f.overlaps(*match.span()) for f in inside):
                added.append(Finding(*match.span(), "PARTY", match.group(), "parties:company", 0.8, "local"))
    return added


def _spells(before: str, short: str) -> bool:
    """Whether the words before '(XY)' explain the short name as something that is no party's name.

    'het Structuurplan (SP)' does; 'Simon Prins (SP)' and 'de Socialistische Partij (SP)' do not.
    """
    words = re.findall(r"[^\W\d_]+", before[-80:])[-len(short) :]
    if not words or "Partij" in words or "Links" in words:
        return False
    last = words[-1].lower()
    letters = iter(last)
    if last[0] == short[0].lower() and all(c in letters for c in short.lower()):
        return len(last) > 7 or words[-1].islower()
    initials = "".join(w[0] for w in words).upper()
    return len(words) == len(short) and initials == short and any(w.islower() and len(w) > 3 for w in words)


def _is_party(
    surface: Surface, finding: Finding, found: list[Finding], known: set[str], defined: bool, cue: str
) -> bool:
    """Whether its company says so. Where the letter gives the short name a meaning of its own, less will not do."""
    text = surface.text
    sentence = surface.sentences[surface.sentence_at(finding.start)]
    lead = text[sentence.start : finding.start]
    if cue == "hoofdletter" and lead and not _IN_TITLE.search(lead):
        return True
    if cue == "precies" and (
        text[finding.start].isdigit() or any(sign.islower() for sign in text[sentence.start : sentence.end])
    ):
        return True
    before, after = text[max(0, finding.start - 40) : finding.start], text[finding.end : finding.end + 30]
    if _ONLY_POLITICAL.search(before) or re.match(r"[- ]?(?:fractie|raadslid|wethouder|motie)|['’]ers?\b", after):
        return True
    for other in found:
        gap = text[other.end : finding.start] if other.end <= finding.start else text[finding.end : other.start]
        if len(gap) < 14 and _JOINT.fullmatch(gap):
            return True
    if defined:
        return False
    if before.endswith("(") and after.startswith(")"):
        return bool(re.search(r"[A-Z][a-zà-ÿ]+ \($", before))
    if known and (_ARTICLE.search(before) or (_opens_line(before) and _MEMBER.match(after))):
        return True  # the letter is about parties
    return bool(_BEFORE.search(before) and _AFTER.match(after))


def _opens_line(before: str) -> bool:
    return not before or before[-1] in "\n\t"


def _with_roles(surface: Surface, found: list[Finding]) -> list[Finding]:
    """Every finding with its role, where the sentence says it plainly; parties joined by 'en' or a comma share it."""
    text = surface.text
    rows: list[list[Finding]] = []
    for finding in found:
        last = rows[-1][-1] if rows else None
        if (
            last is not None
            and surface.sentence_at(last.start) == surface.sentence_at(finding.start)
            and (_JOINT.fullmatch(gap := text[last.end : finding.start]) or _NEXT_MEMBER.fullmatch(gap))
        ):
            rows[-1].append(finding)
        else:
            rows.append([finding])
    return [replace(f, role=_role(surface, row, f)) for row in rows for f in row]


def _role(surface: Surface, row: list[Finding], finding: Finding) -> str:
    """'asked', 'author', 'coalition' or nothing, from what stands before and behind the row of parties."""
    text = surface.text
    sentence = surface.sentences[surface.sentence_at(finding.start)]
    lead, rest = text[sentence.start : row[0].start], text[row[-1].end : sentence.end]
    own = text[finding.end : sentence.end]
    lead = _MEMBER_BEFORE.sub("", lead)
    rest, own = rest.removeprefix(")"), own.removeprefix(")")
    if (
        _ASKED.search(lead)
        or any(_ASKED_AFTER.match(after) for after in (own, rest))
        or (_HAS_ASKED.search(lead) and _ASKED_THEN.match(rest))
    ):
        return "asked"
    if (
        _AUTHOR.search(lead)
        or _AUTHOR_BEFORE.search(lead)
        or any(_AUTHOR_AFTER.match(after) for after in (own, rest))
        or _HANDED_IN.search(rest)
    ):
        return "author"
    if _COALITION.search(lead) or _COALITION_AFTER.match(rest):
        return "coalition"
    return "author" if _signs(text, text.rfind("\n", 0, row[0].start) + 1) else ""


def _signs(text: str, line: int) -> bool:
    """Whether a line stands among the signatures of a motion or proposal, or under its title."""
    before = re.sub(r"\n[ \t]*(?=\n)", "", text[max(0, line - 500) : line])
    heads = list(_SIGNED_UNDER.finditer(before))
    if heads:
        between = before[heads[-1].end() :]
        return not _PROSE.search(between) and max(map(len, between.split("\n"))) < 120
    return bool(_UNDER_TITLE.search(before)) and line < 400

"""Lists of names to fill templates with, from sources that are not part of this repository (see README.md)."""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path


def words(text: str) -> list[str]:
    """The words of a text; '_' stands for a space inside one."""
    return [word.replace("_", " ") for word in text.split()]


COMMON_FIRST = words(
    """
    Jan Piet Klaas Henk Kees Hans Peter Erik Bert Wim Gerard Johan Marieke Anna Maria Els Ingrid Karin Petra
    Annemiek Ria Linda Esther Sandra Monique Anja Mark Paul Rob Ruud Frank Jeroen Bas Tim Tom Thijs Lars Sanne
    Lisa Eva Femke Inge Marijke Ineke Truus Geert Jaap Roel Harm Arjen Wietske Sjoerd Hilbrand Fatima Mohammed
    Ahmed Ali Yasmina Aïsha Ahmet Mustafa Emine Rashid Samira Priya John David Michael James Robert Sarah Susan
    Charles William George Jacques Pierre Wolfgang Jürgen Klaus Søren Björn Carlos Luis Marco Paolo Martijn
    Maarten Pieter Willem Dirk Gijs Niels Rutger Yvonne
    """
)
ABROAD_SURNAMES = words(
    """
    Smith Johnson Williams Brown Miller Davis Wilson Taylor Clark Walker Hall Young King Wright Hill Scott Adams
    Baker Carter Müller Schmidt Schneider Weber Wagner Hoffmann Dubois Moreau Laurent Garcia Martinez Lopez Rossi
    Bianchi Nielsen Hansen Yilmaz Demir Kaya Öztürk Çelik Aydin El Amrani Benali Bouazza El Idrissi Ouali Haddad
    Ramdin Soekhoe Nguyen Chen Wong Jacobs
    """
)
BIG_CITIES = words(
    """
    Groningen Groningen Groningen Groningen Amsterdam Rotterdam Utrecht Den_Haag Eindhoven Tilburg Almere Breda
    Nijmegen Enschede Arnhem Haarlem Zwolle Leiden Dordrecht Leeuwarden Assen Emmen Delft Deventer Maastricht
    Heerlen Amersfoort Hengelo Hilversum Zaanstad Apeldoorn Venlo Helmond Oss Delfzijl Hoogezand Veendam Drachten
    Heerenveen Sneek Meppel Hoogeveen Haren
    """
)
COUNTRIES = words(
    """
    Nederland België Duitsland Frankrijk Engeland Groot-Brittannië Spanje Italië Polen Roemenië Bulgarije Turkije
    Marokko Suriname Denemarken Zweden Noorwegen Finland Oostenrijk Zwitserland Canada China Japan India Brazilië
    Somalië Syrië Irak Afghanistan Eritrea Rusland Oekraïne Griekenland Portugal Ierland Schotland
    Verenigde_Staten VS Verenigd_Koninkrijk USA Amerika Europa Afrika Azië Antillen Curaçao Indonesië Iran
    Hongarije Tsjechië Zuid-Afrika Australië Estland Luxemburg
    """
)
WORLD_CITIES = words(
    """
    Londen Parijs Berlijn Hamburg Bremen Oldenburg Brussel Antwerpen Gent Leuven New_York Boston Chicago Portland
    San_Francisco Los_Angeles Washington Toronto Vancouver Kopenhagen Stockholm Oslo Helsinki Wenen Zürich
    Barcelona Madrid Lissabon Porto Rome Milaan Praag Boedapest Warschau Krakau Moskou Istanbul Freiburg München
    Keulen Münster Birmingham Manchester Leeds Liverpool Glasgow Edinburgh Dublin Porto_Alegre Bogotá Medellín
    Melbourne Sydney Tokio Peking Shanghai Tallinn Graz Odense Aarhus Malmö Lyon Lille Bilbao Turijn Newcastle
    Sheffield Bristol Denver Baltimore Detroit Philadelphia San_Diego
    """
)
PROVINCES = words(
    """
    Groningen Friesland Fryslân Drenthe Overijssel Gelderland Utrecht Noord-Holland Zuid-Holland Zeeland
    Noord-Brabant Limburg Flevoland
    """
)
# Names of places that are common words as well teach the wrong thing when dealt out at random.
NO_PLACES = frozenset(
    words(
        """
        Best Huizen Doorn Velden Bergen Loon Buren Rijs Goor Een Echt Oud Nieuw Boer Haar Donk Dam Weert Klooster
        """
    )
)


def _lines(path: Path) -> list[str]:
    return [html.unescape(line).strip() for line in path.read_text(encoding="utf8").splitlines() if line.strip()]


def _cells(path: Path, column: str) -> list[str]:
    with path.open(encoding="utf8", newline="") as file:
        rows = csv.DictReader(file)
        return [row[column].strip() for row in rows]


def load(shared: Path, deduce: Path) -> dict[str, list[str]]:
    """Kind of name to names. `deduce` is the folder of deduce's lookup lists (deduce/data/lookup/src)."""
    first = [n for n in _lines(deduce / "names/lst_first_name/items.txt") if re.fullmatch(r"[A-ZÀ-Ý][a-zà-ÿ]{2,11}", n)]
    plain = [n for n in _lines(deduce / "names/lst_surname/items.txt") if re.fullmatch(r"[A-ZÀ-Ý][a-zà-ÿ]{2,14}", n)]
    prefixed = _lines(deduce / "names/lst_interfix_surname/items.txt")
    prefixed = [n for n in prefixed if re.fullmatch(r"[A-ZÀ-Ý][a-zà-ÿ]{2,14}", n)]
    interfixes = words(
        "van van van de de van_der van_der van_den van_de ten ter den van_'t in_'t op_de te tot el van_het von"
    )
    with_prefix = [f"{interfixes[i % len(interfixes)]} {n}" for i, n in enumerate(prefixed + plain[::4])]
    towns = [
        n for n in _lines(deduce / "locations/lst_placename/lst_residence/items.txt") if n[:1].isupper() or n[:1] == "'"
    ]
    towns = [n for n in towns if n not in NO_PLACES and len(n) > 2 and "(" not in n]
    streets = _lines(deduce / "locations/lst_street/streets_bag.txt")
    streets = [n for n in streets if re.fullmatch(r"[A-Z][A-Za-zà-ÿ.' -]{4,24}", n)]
    areas = {n for n in _cells(shared / "reference/cbs_buurten_2013.csv", _name_column(shared)) if 3 < len(n) < 26}
    skip = re.compile(
        r"Verspreide|Buitengebied|gebied|terrein|huizen|Bedrijven|Industrie|[0-9(/]|Kern|Wijk |e\.o\.|-+$"
    )
    organisations = _lines(shared / "training/names/org.txt")
    organisations = [n for n in organisations if re.fullmatch(r"[A-ZÀ-Ý][\w&.' -]{2,38}", n) and not n.isdigit()]
    foreign = _lines(shared / "training/names/geo.txt")
    foreign = [n for n in foreign if re.fullmatch(r"[A-ZÀ-Ý][a-zà-ÿ-]{3,14}", n)]
    care = _lines(deduce / "institutions/lst_healthcare_institution/items.txt")
    care = [n for n in care if re.fullmatch(r"[A-Z][A-Za-zà-ÿ.' -]{5,34}", n)]
    municipalities = [
        n for n in _lines(deduce / "locations/lst_placename/lst_municipality/items.txt") if n not in NO_PLACES
    ]
    return {
        "first": first + COMMON_FIRST * 60,
        "surname_plain": plain,
        "surname": plain * 2 + with_prefix * 2 + ABROAD_SURNAMES * 12,
        "town": towns,
        "muni": municipalities,
        "bigcity": BIG_CITIES,
        "country": COUNTRIES,
        "worldcity": WORLD_CITIES,
        "province": PROVINCES,
        "region": [n for n in _lines(deduce / "locations/lst_placename/lst_region/items.txt") if n[:1].isupper()],
        "streetname": streets,
        "areaname": sorted(n for n in areas if not skip.search(n) and n[:1].isupper()),
        "orgname": organisations,
        "carename": care,
        "foreign": foreign,
        **_vocabulary(shared / "training/ud/nl_lassysmall-train.conllu"),
    }


def _vocabulary(treebank: Path) -> dict[str, list[str]]:
    """Common words by class, in small letters: what headings and invented programmes are made of."""
    found: dict[str, set[str]] = {"NOUN": set(), "ADJ": set(), "VERB": set(), "ADV": set()}
    openers = []
    first = True
    for line in treebank.read_text(encoding="utf8").splitlines():
        cells = line.split("\t")
        if len(cells) < 4 or not cells[0].isdigit():
            first = not line or line.startswith("#")
            continue
        word, kind = cells[1], cells[3]
        if first and kind not in ("PROPN", "X", "SYM", "NUM", "PUNCT") and word.isalpha():
            openers.append(word[0].upper() + word[1:])
        first = False
        if kind in found and re.fullmatch(r"[a-zà-ÿ-]{3,24}", word):
            found[kind].add(word)
    return {
        "wnoun": sorted(found["NOUN"]),
        "wadj": sorted(found["ADJ"]),
        "wverb": sorted(found["VERB"]),
        "wadv": sorted(found["ADV"]),
        "wopener": openers,
    }


def _name_column(shared: Path) -> str:
    with (shared / "reference/cbs_buurten_2013.csv").open(encoding="utf8", newline="") as file:
        header = next(csv.reader(file))
    return next(column for column in header if "naam" in column.casefold() or "name" in column.casefold())

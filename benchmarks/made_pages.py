"""Pages of invented Dutch letters with their truth, drawn and then damaged as copiers, scanners and years do.

Four levels: `clean` (as printed), `light` (a good scan), `medium` (skew of 1 to 1.5 degrees, blur, specks, uneven
light, JPEG 50) and `bad` (two colours, skew of 2 degrees, salt and pepper, the other side shining through). A fifth,
`fax` (100 dots an inch, two colours), is hardly readable: there the expected error has to say so.
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

LEVELS = ("clean", "light", "medium", "bad")
FAX = "fax"
A4 = (8.27, 11.69)  # inches
_FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
FONTS = ("STIXGeneral.ttf", "DejaVuSans.ttf", "DejaVuSerif.ttf", "STIXGeneralItalic.ttf")

_WHO = """het college|de gemeenteraad|de wethouder van Verkeer|de commissie Wonen|een werkgroep van bewoners
de woningcorporatie|het wijkteam|de projectleider|de fractie van de ChristenUnie|de Rekenkamer|het Waterschap
de ondernemersvereniging|de huurdersraad|de dienst Stadsbeheer|de directie van het zwembad""".replace("\n", "|").split(
    "|"
)
_DOES = """heeft besloten|stelt voor|verwacht|overweegt|is gevraagd|kreeg de opdracht|heeft toegezegd|begint dit najaar
wil volgend jaar beginnen|vindt het verstandig|hoeft niet|is van plan""".replace("\n", "|").split("|")
_WHAT = """de subsidie voor het buurthuis te verlengen|het fietspad langs de vaart te verbreden
de begroting bij te stellen
een schriftelijke reactie te geven|de huurverhoging te matigen|het parkeerbeleid te herzien
de jongerenwerkers te betalen
bewoners eerder bij de plannen te betrekken|de speeltuin op te knappen|onderzoek te doen naar de geluidsoverlast
het achterstallig onderhoud weg te werken|een voorlichtingsavond te houden|de bezuinigingen te verzachten
de exploitatie van de schouwburg over te dragen|het glasvezelnet aan te leggen|de vergunning in te trekken
afspraken te maken over de leefbaarheid|de wachtlijsten te verkorten""".replace("\n", "|").split("|")
_WHERE = """in de Oosterwijk|aan de Lindelaan|rond het Stationsplein|in de dorpen langs de rivier|binnen de singels
op het bedrijventerrein|in Noorddijk|bij de basisschool De Regenboog|in de hele gemeente""".replace("\n", "|").split(
    "|"
)
_WHY = """omdat de opbrengsten tegenvallen|nu het Rijk minder bijdraagt|zoals eerder is afgesproken|mits de raad instemt
hoewel daarvoor nog geen dekking is gevonden|voordat de aanbesteding begint|zodat niemand tussen wal en schip valt
tenzij uit de evaluatie iets anders blijkt|om de verkeersveiligheid te verbeteren""".replace("\n", "|").split("|")
_MONEY = ("€ 12.500", "€ 1,4 miljoen", "€ 350.000,-", "26 miljoen euro", "€ 7.250,50", "800.000 euro", "€ 95,00")
# Names are no words of any list, and are right all the same.
_NAMES = (
    ("Ter", "Ol", "Wie", "Hui", "Bront", "Ees", "Gaas", "Zui", "Kra", "Dree", "Mep", "Fer"),
    ("ber", "wol", "gel", "ster", "ken", "dij", "rum", "", "ving", "lo"),
    ("ma", "stra", "sema", "da", "ink", "huis", "veld", "borg", "hout", "zicht"),
)
_HEADS = ("Aanleiding", "Voorgeschiedenis", "Financiële gevolgen", "Inspraak en overleg", "Vervolg", "Toelichting")


@dataclass(frozen=True)
class MadePage:
    """A page as printed: grey, with its lines in reading order."""

    image: Image.Image
    dpi: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def sentence(chance: random.Random) -> str:
    """One invented sentence."""
    pick = chance.choice
    form = chance.randrange(5)
    if form == 0:
        text = f"{pick(_WHO)} {pick(_DOES)} {pick(_WHAT)} {pick(_WHERE)}."
    elif form == 1:
        text = f"{pick(_WHY)}, {pick(_DOES).split()[0]} {pick(_WHO)} {pick(_MONEY)} nodig {pick(_WHERE)}."
    elif form == 2:
        text = f"voor {pick(_WHAT).split(' te ')[0]} is in {chance.randint(2004, 2019)} {pick(_MONEY)} uitgetrokken."
    elif form == 3:
        text = f"{pick(_WHO)} {pick(_DOES)} om {pick(_WHAT)}, {pick(_WHY)}."
    else:
        name, place = ("".join(map(pick, _NAMES)) for _ in range(2))
        text = f"{pick(('mevrouw', 'de heer', 'wethouder'))} {name} {pick(_DOES)} {pick(_WHAT)} in {place}."
    return text[0].upper() + text[1:]


def make_page(seed: int, dpi: int = 300) -> MadePage:
    """A page of a letter: head, paragraphs, headings, a list, sometimes rows with amounts."""
    chance = random.Random(seed)
    font_name, size = FONTS[seed % len(FONTS)], chance.choice((9.5, 10.5, 11.5))
    font = ImageFont.truetype(_FONTS / font_name, round(size * dpi / 72))
    image = Image.new("L", (round(A4[0] * dpi), round(A4[1] * dpi)), 255)
    draw = ImageDraw.Draw(image)
    left, right, bottom = 0.9 * dpi, (A4[0] - 0.8) * dpi, (A4[1] - 0.9) * dpi
    pitch = round(size * 1.3 * dpi / 72)
    y = 0.9 * dpi
    lines: list[str] = []

    def write(text: str, indent: float = 0.0) -> None:
        nonlocal y
        rest = text.split()
        while rest and y < bottom:
            row = [rest.pop(0)]
            while rest and left + indent + draw.textlength(" ".join([*row, rest[0]]), font) < right:
                row.append(rest.pop(0))
            draw.text((left + indent, y), " ".join(row), fill=0, font=font)
            lines.append(" ".join(row))
            y += pitch

    if chance.random() < 0.6:
        write(f"Onderwerp {chance.choice(_HEADS).lower()} {chance.choice(_WHERE)}")
        write(f"Datum {chance.randint(1, 28)} oktober {chance.randint(2005, 2018)}")
        write(f"Ons kenmerk {chance.randint(10, 99)}.{chance.randint(100000, 999999)}")
        y += pitch
        write("Geachte heer, mevrouw,")
        y += pitch
    while y < bottom - 3 * pitch:
        kind = chance.random()
        if kind < 0.15:
            write(chance.choice(_HEADS))
        elif kind < 0.3:
            for _ in range(3):
                write(f"- {chance.choice(_WHAT)};", 0.2 * dpi)
        elif kind < 0.38:
            for _ in range(3):
                what, amount = chance.choice(_WHERE), chance.choice(_MONEY)
                if y < bottom:
                    draw.text((left, y), what, fill=0, font=font)
                    draw.text((left + 3 * dpi, y), amount, fill=0, font=font)
                    lines.append(f"{what} {amount}")
                    y += pitch
        else:
            write(" ".join(sentence(chance) for _ in range(chance.randint(2, 5))))
        y += pitch * 0.8
    return MadePage(image, dpi, tuple(lines))


def damage(page: MadePage, level: str, seed: int) -> Image.Image:
    """The page as a scanner of that level gives it."""
    chance, noise = random.Random(f"{seed} {level}"), np.random.default_rng(seed)
    image, scale = page.image, page.dpi / 300
    if level == "clean":
        return image
    if level == "light":
        image = _skewed(image, chance.uniform(-0.5, 0.5)).filter(ImageFilter.GaussianBlur(0.5 * scale))
        return _jpeg(_noisy(image, noise, 5.0), 80)
    if level == "medium":
        image = _skewed(image, chance.choice((-1, 1)) * chance.uniform(1.0, 1.5))
        image = image.filter(ImageFilter.GaussianBlur(1.1 * scale))
        image = _specked(image, noise, 0.0006, round(2 * scale))
        image = _unevenly_lit(image, chance)
        return _jpeg(_noisy(image, noise, 7.0), 50)
    if level == FAX:
        small = image.resize((round(A4[0] * 100), round(A4[1] * 100)), Image.Resampling.BOX)
        small = _noisy(_skewed(small, chance.uniform(-1.5, 1.5)), noise, chance.uniform(5, 45))
        small = small.point(lambda value: 255 * (value > 150))
        return small.resize(image.size, Image.Resampling.NEAREST).convert("1", dither=Image.Dither.NONE)
    other = make_page(seed + 100_003, page.dpi).image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    shine = other.filter(ImageFilter.GaussianBlur(2 * scale)).point(lambda value: 255 - (255 - value) // 4)
    image = _skewed(ImageChops.darker(image, shine), chance.choice((-1, 1)) * chance.uniform(1.7, 2.2))
    image = _noisy(image.filter(ImageFilter.GaussianBlur(0.8 * scale)), noise, 18.0)
    pixels = np.asarray(image.point(lambda value: 255 * (value > 165))).copy()
    strewn = noise.random(pixels.shape)
    pixels[strewn < 0.004] = 0
    pixels[strewn > 0.996] = 255
    return Image.fromarray(pixels).convert("1", dither=Image.Dither.NONE)


def _skewed(image: Image.Image, degrees: float) -> Image.Image:
    return image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)


def _noisy(image: Image.Image, noise: np.random.Generator, spread: float) -> Image.Image:
    pixels = np.asarray(image, dtype=np.float32) * 0.92 + noise.normal(8, spread, (image.height, image.width))
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def _specked(image: Image.Image, noise: np.random.Generator, share: float, size: int) -> Image.Image:
    specks = noise.random((image.height // max(size, 1) + 1, image.width // max(size, 1) + 1)) < share
    mask = Image.fromarray(specks).resize((specks.shape[1] * max(size, 1), specks.shape[0] * max(size, 1)))
    result = image.copy()
    result.paste(40, (0, 0), mask.crop((0, 0, *image.size)))
    return result


def _unevenly_lit(image: Image.Image, chance: random.Random) -> Image.Image:
    across = np.linspace(chance.uniform(0.55, 1.0), chance.uniform(0.55, 1.0), image.width)
    down = np.linspace(1.0, chance.uniform(0.7, 1.0), image.height)
    pixels = np.asarray(image, dtype=np.float32) * np.outer(down, across)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def _jpeg(image: Image.Image, quality: int) -> Image.Image:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality)
    stream.seek(0)
    with Image.open(stream) as again:
        return again.convert("L")

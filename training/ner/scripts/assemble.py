"""Makes the model directory that the package ships: tokenizer, sentences, known names, recogniser, known places.

Usage: assemble.py TRAINED REFERENCE DEDUCE OUT [--version V]

TRAINED is what `spacy train` wrote (model-best), REFERENCE the folder with cbs_gemeenten_2013.csv, DEDUCE deduce's
data/lookup/src (surnames, to leave out municipalities that are surnames as well).
"""

from __future__ import annotations

import argparse
import csv
import shutil
from pathlib import Path

import spacy
from names import BIG_CITIES, COUNTRIES, NO_PLACES, PROVINCES, WORLD_CITIES

from pipeline.stages.tag.doubts import DOUBTS
from pipeline.stages.tag.tokens import SENTENCES, tokenizer

HERE = Path(__file__).resolve().parent.parent
META = {
    "name": "collegebrieven",
    "description": "Organisations, persons and places in Dutch municipal letters, with their words and sentences.",
    "author": "The collegebrieven developers",
    "license": "CC BY-SA 4.0; see NOTICE.md",
    "sources": [
        {"name": "UD_Dutch-LassySmall", "url": "https://universaldependencies.org", "license": "CC BY-SA 4.0"},
        {
            "name": "Alpino Treebank and lists",
            "url": "https://www.let.rug.nl/vannoord/alp/",
            "license": "LGPL-2.1-or-later",
        },
        {"name": "deduce, lists of names", "url": "https://github.com/vmenger/deduce", "license": "LGPL-3.0-or-later"},
        {"name": "Wijken en buurten 2013, CBS/Kadaster", "url": "https://www.cbs.nl", "license": "CC BY 4.0"},
    ],
}


def _names(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf8").splitlines() if line and not line.startswith("#")]


def municipalities(reference: Path, deduce: Path) -> tuple[list[str], list[str]]:
    """All municipalities, and those whose name alone is surely a place."""
    with (reference / "cbs_gemeenten_2013.csv").open(encoding="utf8", newline="") as file:
        every = sorted({row["naam"].strip().removesuffix(" (gemeente)") for row in csv.DictReader(file)})
    lists = ("lst_surname", "lst_first_name", "lst_interfix_surname")
    surnames = {name for kind in lists for name in _names(deduce / f"names/{kind}/items.txt")}
    cities = set(BIG_CITIES)
    sure = [n for n in every if n in cities or " " in n or (n not in surnames and n not in NO_PLACES)]
    return [n for n in every if "(" not in n], sorted({*(n for n in sure if "(" not in n), *cities} - {"Oss", "Haren"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trained", type=Path)
    parser.add_argument("reference", type=Path)
    parser.add_argument("deduce", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", default="1.0.0")
    args = parser.parse_args()

    trained = spacy.load(args.trained)
    nlp = spacy.blank("nl", meta={**META, "version": args.version})
    nlp.tokenizer = tokenizer(nlp)
    nlp.add_pipe(SENTENCES)
    known = nlp.add_pipe("entity_ruler", name="known_names")
    config = {k: v for k, v in trained.config["components"]["ner"].items() if k != "factory"}
    recogniser = nlp.add_pipe("ner", config=config)
    recogniser.from_bytes(trained.get_pipe("ner").to_bytes(exclude=["vocab"]), exclude=["vocab"])
    nlp.add_pipe(DOUBTS)
    fill = nlp.add_pipe("entity_ruler", name="known_places")

    every, sure = municipalities(args.reference, args.deduce)
    organisations = _names(HERE / "gazetteer/organisations.txt")
    ministries = _names(HERE / "gazetteer/ministries.txt")
    places = sorted({*sure, *WORLD_CITIES, *COUNTRIES, *_names(HERE / "gazetteer/places.txt")})
    patterns: list[dict[str, str]] = [{"label": "ORG", "pattern": name} for name in organisations]
    for kind in ("gemeente", "Gemeente"):
        patterns += [{"label": "ORG", "pattern": f"{kind} {name}"} for name in every]
    for kind in ("provincie", "Provincie"):
        patterns += [{"label": "ORG", "pattern": f"{kind} {name}"} for name in PROVINCES]
    for kind in ("ministerie van", "Ministerie van", "ministerie"):
        patterns += [{"label": "ORG", "pattern": f"{kind} {name}"} for name in ministries]
    known.add_patterns(patterns)  # type: ignore[attr-defined]
    fill.add_patterns([{"label": "PLACE", "pattern": name} for name in places])  # type: ignore[attr-defined]

    nlp.meta["performance"] = {}
    # What spaCy writes by itself names the version that happened to be here; the package asks for 3.8.
    nlp.meta["spacy_version"] = ">=3.8.0,<3.9.0"
    if args.out.exists():
        shutil.rmtree(args.out)
    nlp.to_disk(args.out)
    shutil.copy(HERE / "NOTICE.md", args.out)


if __name__ == "__main__":
    main()

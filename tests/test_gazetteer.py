"""Lists of neighbourhoods: the built-in ones, and what is made from the tables of CBS."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import BadArgument, BadCorrections, UnwritableOutput
from pipeline.gazetteer import import_table
from pipeline.stages.tag.editions import edition_for, load_editions, slug

KWB = (
    "gwb_code_10;gwb_code_8;regio;gm_naam;recs;a_inw\n"
    "GM0193;0193;Zwolle;Zwolle;Gemeente;100\n"
    "WK019300;19300;Wijk 00 Binnenstad;Zwolle;Wijk;10\n"
    "BU01930000;1930000;Binnenstad-Zuid;Zwolle;Buurt;10\n"
    "GM0014;0014;Groningen;Groningen;Gemeente;200\n"
    "BU00140000;140000;Binnenstad-Noord;Groningen;Buurt;20\n"
)
OLD = "GWB_CODE,REGIO,GM_NAAM,RECS\nWK019301,Wijk 01 Diezerpoort,Zwolle,W\nBU01930100,Dieze-West,Zwolle,B\n"
STATLINE = (
    '"Wijken en buurten";"Gemeentenaam_1";"SoortRegio_2";"Codering_3";"Inwoners 2022"\n'
    '"Zwolle";"Zwolle          ";"Gemeente  ";"GM0193    ";"1"\n'
    '"Assendorp";"Zwolle          ";"Wijk      ";"WK019310  ";"1"\n'
    '"Oud-Assendorp";"Zwolle          ";"Buurt     ";"BU01931010";"1"\n'
)
SIDE_BY_SIDE = (
    "wijkcode,wijknaam,buurtcode,buurtnaam,gemeentenaam,vintage\n"
    "WK019302,Holtenbroek,BU01930201,Holtenbroek I,Zwolle,2019\n"
)
NO_TOWN = (
    "code;naam\nGM0193;Zwolle\nWK019303;Aa-landen\nBU01930301;Aa-landen-Noord\nGM0014;Groningen\nBU00140000;Centrum\n"
)


@pytest.mark.parametrize(
    ("name", "text", "encoding", "edition", "kinds", "code"),
    [
        ("kwb-2017.csv", KWB, "utf-8", 2017, (1, 1), "BU01930000"),
        ("buurt_2009.csv", OLD, "cp1252", 2009, (1, 1), "BU01930100"),
        ("85318NED.csv", STATLINE, "utf-8-sig", 2022, (1, 1), "BU01931010"),
        ("wijken.csv", SIDE_BY_SIDE, "utf-8", 2019, (1, 1), "BU01930201"),
        ("codes-2013.csv", NO_TOWN, "utf-8", 2013, (1, 1), "BU01930301"),
    ],
)
def test_tables_of_every_year(
    name: str, text: str, encoding: str, edition: int, kinds: tuple[int, int], code: str, tmp_path: Path
) -> None:
    table = tmp_path / name
    table.write_text(text, encoding=encoding)
    made = import_table(table, "zwolle", tmp_path / "own")
    assert (made.edition, (made.wijken, made.buurten)) == (edition, kinds)
    assert made.path == tmp_path / "own" / "gazetteers" / f"zwolle-{edition}.csv"
    assert str(edition) in str(made)
    (loaded,) = [e for e in load_editions("Zwolle", tmp_path / "own") if e.year == edition]
    assert code in {area.code for area in loaded.areas}
    assert not any(area.code.startswith(("BU0014", "WK0014")) for area in loaded.areas)


def test_name_loses_the_number_before_it(tmp_path: Path) -> None:
    table = tmp_path / "kwb-2017.csv"
    table.write_text(KWB, encoding="utf-8")
    import_table(table, "Zwolle", tmp_path)
    assert "Binnenstad" in {a.name for a in load_editions("Zwolle", tmp_path)[0].areas}


def test_unknown_municipality_is_told_near_names(tmp_path: Path) -> None:
    table = tmp_path / "kwb-2017.csv"
    table.write_text(KWB, encoding="utf-8")
    with pytest.raises(BadArgument, match="Zwolle"):
        import_table(table, "Zwollerkerspel", tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("table.csv", b"a;b\n1;2\n", "no column with CBS codes"),
        ("table-2017.csv", b"", "no column with CBS codes"),
        ("kwb.csv", KWB.encode(), "of which year"),
        ("table.xlsx", b"PK\x03\x04rest", "not CSV"),
        ("towns-2020.csv", b"gwb_code;gm_naam;regio\nGM0193;Zwolle;Zwolle\n", "no wijken or buurten"),
        ("codes-2020.csv", b"code;naam\nBU01930301;Ergens\n", "which rows belong"),
    ],
)
def test_what_is_wrong_is_said(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadArgument, match=said):
        import_table(tmp_path / name, "Zwolle", tmp_path / "own")


def test_missing_table_and_blocked_folder(tmp_path: Path) -> None:
    with pytest.raises(BadArgument, match="cannot be read"):
        import_table(tmp_path / "none-2020.csv", "Zwolle", tmp_path)
    table = tmp_path / "kwb-2017.csv"
    table.write_text(KWB, encoding="utf-8")
    (tmp_path / "own").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(UnwritableOutput):
        import_table(table, "Zwolle", tmp_path / "own")


def test_built_in_editions() -> None:
    editions = load_editions("Groningen")
    assert [(e.year, sum(a.kind == "buurt" for a in e.areas)) for e in editions] == [
        (2013, 70),
        (2015, 106),
        (2022, 150),
    ]
    assert all(any(a.kind == "wijk" for a in e.areas) for e in editions)
    assert load_editions("groningen")[0].key("BU00140701") == "2013:BU00140701"


def test_same_code_names_another_place_in_another_edition() -> None:
    names = {e.year: {a.code: a.name for a in e.areas}["BU00140100"] for e in load_editions("Groningen")}
    assert names[2013] == "Schildersbuurt"
    assert names[2015] == "De Meeuwen"


def test_edition_by_date() -> None:
    editions = load_editions("Groningen")
    years = [
        edition_for(editions, date).year
        for date in ("", "2001-01-01", "2013", "2015-06-01", "2018-12-31", "2019-01-01", "2030-01-01")
    ]
    assert years == [2022, 2013, 2013, 2015, 2015, 2022, 2022]  # the merger of 2019 made the map of 2022


def test_every_municipality_of_2013_has_a_list() -> None:
    assert load_editions("Kerkrade")[0].year == 2013
    assert slug("'s-Gravenhage") == "s-gravenhage"


def test_wrong_row_in_an_own_list(tmp_path: Path) -> None:
    (tmp_path / "gazetteers").mkdir()
    own = tmp_path / "gazetteers" / "assen-2020.csv"
    own.write_text("id;code;name;kind;gemeente\n1;XX12;Ergens;buurt;Assen\n", encoding="utf-8")
    with pytest.raises(BadCorrections, match="line 2"):
        load_editions("Assen", tmp_path)


def test_towns_are_known_by_what_people_call_them(tmp_path: Path) -> None:
    assert load_editions("Den Haag")[0].gemeente == "'s-Gravenhage"
    table = tmp_path / "kwb-2017.csv"
    table.write_text("gwb_code_10;regio;gm_naam;recs\nBU05180101;Oud Scheveningen;'s-Gravenhage;Buurt\n")
    import_table(table, "'s-Gravenhage", tmp_path / "own")
    assert [e.year for e in load_editions("Den Haag", tmp_path / "own")] == [2017]

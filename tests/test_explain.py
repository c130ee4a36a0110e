"""Why a word is what it is: an earlier run's letter, explained word by word, row by row, and as it is printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from pipeline import show
from pipeline.cli import app
from pipeline.document import Document, Judgement, Page, Reading
from pipeline.errors import BadArgument
from pipeline.explain import MOST_WEIGHED, Explanation, explain_key
from pipeline.export.json import write_document
from pipeline.language.lexicon import load_lexicon
from pipeline.route import made_by
from pipeline.settings import Settings
from pipeline.stages.correct import correct_pages, load_corrector
from pipeline.stages.repair import repair_pages

# A scanner that reads most o's as e: what stands on the paper is 'voor', what it read is a Dutch word too.
NOISY = """Steiier
De beweners van de wijk hebben een veerstel gedaan veer het plein. Het cellege
heeft daar geed naar gekeken en is het met de beweners eens: er kemt een speelplaats
veer kinderen. De wijkvertegenweerdigers heren nog veer de zemer wat dat kest.
Wij heuden een zender in het park en enderzeeken of de rellen goed verdeeld zijn.
"""
ID = "a" * 64


def letter(text: str = NOISY, *, corrections: Path | None = None) -> Document:
    settings = Settings(corrections=corrections)
    lexicon = load_lexicon()
    (page,) = repair_pages([Page(1, 595, 842, Reading("text-layer", text, made_by="pdfplumber"))], lexicon)
    born = Page(
        2,
        595,
        842,
        Reading("text-layer", "Bijlage: het veer over de rivier.", made_by="pdfplumber"),
        judgement=Judgement("born-digital", 0.99, ("no picture",)),
    )
    pages = correct_pages([page, born], load_corrector(lexicon, settings))
    return Document(ID, "data/raw/plein.pdf", pages, made_by=made_by(settings))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clean")
    write_document(folder / f"plein-{ID[:8]}" / "document.json", letter())
    return folder


def explain(out: Path, word: str, **settings: Path) -> list[Explanation]:
    return explain_key(out, ID[:12], Settings(**settings), word=word)  # type: ignore[arg-type]


def test_a_corrected_word_is_weighed_against_what_was_read(out: Path) -> None:
    first = explain(out, "bewoners")[0]
    assert first.raw == "beweners"
    assert first.weighed is not None and not first.weighed.changed
    best, *others = first.weighed.candidates
    assert (best.text, best.used) == ("bewoners", ("o>e",))
    assert best.probability > 0.9
    as_read = next(one for one in others if not one.used)
    assert as_read.text == "beweners"
    assert best.source > as_read.source and best.channel < as_read.channel
    assert sum(one.probability for one in first.weighed.candidates) == pytest.approx(1)


def test_the_rate_is_this_documents_own(out: Path) -> None:
    weighed = explain(out, "bewoners")[0].weighed
    assert weighed is not None
    rate = next(rate for rate in weighed.rates if rate.id == "o>e")
    assert rate.here > 10 * rate.dictionary > 0


def test_a_word_is_found_as_it_was_read_too(out: Path) -> None:
    read = [one.text for one in explain(out, "veer") if one.page == 1]
    assert read and set(read) == {"voor"}


def test_a_born_digital_page_was_never_weighed(out: Path) -> None:
    (found,) = (one for one in explain(out, "veer") if one.page == 2)
    assert found.weighed is not None and found.weighed.candidates == ()
    assert "no: the corrector leaves such words" in printed([found])


def test_a_row_of_words_csv_is_named_as_what_decided(out: Path) -> None:
    (found,) = explain(out, "Steiier")
    assert found.text == "Steller"
    assert "a row of words.csv decided" in printed([found])


def test_a_doubt_is_shown_with_its_chance(out: Path) -> None:
    page = letter().pages[0]
    assert page.suggestions
    doubt = page.suggestions[0]
    found = next(one for one in explain(out, doubt.before) if one.suggestions)
    assert found.suggestions == (doubt,)
    assert f"{doubt.before!r} -> {doubt.after!r}" in printed([found])


def test_other_dictionaries_than_the_runs_are_said(out: Path, tmp_path: Path) -> None:
    (tmp_path / "protected.csv").write_text("id;word;reason\nbeweners;beweners;a test\n", encoding="utf-8")
    found = explain(out, "bewoners", corrections=tmp_path)[0]
    assert found.weighed is not None and found.weighed.changed
    assert "dictionaries of today" in " ".join(printed([found]).split())


def test_many_places_are_not_all_weighed(tmp_path: Path) -> None:
    write_document(tmp_path / f"x-{ID[:8]}" / "document.json", letter("De beweners.\n" * (MOST_WEIGHED + 5)))
    found = explain(tmp_path, "de")
    assert sum(one.weighed is not None for one in found) == MOST_WEIGHED < len(found)
    assert f"Only the first {MOST_WEIGHED} of" in printed(found)


@pytest.mark.parametrize("width", [80, 120])
def test_explanations_fit_the_screen(out: Path, width: int) -> None:
    text = printed([*explain(out, "bewoners"), *explain(out, "wijkvertegenwoordigers")], width)
    assert "o>e" in text and "as read" in text and "by the dictionary" in text
    assert max(map(len, text.splitlines())) <= width


def test_nothing_in_a_letter_is_taken_as_markup(tmp_path: Path) -> None:
    write_document(tmp_path / f"x-{ID[:8]}" / "document.json", letter("[red]beweners[/red] \x1b[31mbeweners\n"))
    assert "\x1b" not in printed(explain(tmp_path, "beweners"))


def test_a_correction_row_is_weighed_by_the_command(out: Path) -> None:
    result = CliRunner().invoke(app, ["explain", f"{ID[:12]}:c2", "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "as read" in result.output and "chance" in result.output


def test_a_word_that_is_not_there(out: Path) -> None:
    with pytest.raises(BadArgument, match="does not stand in"):
        explain(out, "zeppelin")


def printed(found: list[Explanation], width: int = 80) -> str:
    console = Console(width=width, record=True, quiet=False, file=None, force_terminal=False)
    with console.capture() as capture:
        show.explanations(console, found)
    return capture.get()

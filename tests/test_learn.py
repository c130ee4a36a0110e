"""What `brieven learn` proposes: from ground truth, from two readings, from unknown words; and that it always loads."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.dictionaries import built_in_folder, load_rows
from pipeline.document import Document, Page, Reading
from pipeline.errors import BadArgument
from pipeline.evaluate import GOLD, NOISY, score_text
from pipeline.export.json import write_document
from pipeline.language.lexicon import load_lexicon
from pipeline.learn import COLUMNS, CONFUSIONS, PROTECTED, learn
from pipeline.learn_sources import aligned, fold_pair
from pipeline.rewrites import Explainer, Rewrite
from pipeline.settings import Settings
from pipeline.stages.correct import correct_pages, load_corrector
from pipeline.stages.correct.confusions import load_confusions
from tests.conftest import ROOT

CASES = ROOT / "tests" / "cases" / "learn"
GOLDS = {path.name.removesuffix(GOLD): path.read_text(encoding="utf-8") for path in sorted(CASES.glob(f"*{GOLD}"))}
SCANNER = (Rewrite("st", "fb"), Rewrite("v", "u"), Rewrite("p", "f"))
IDS = {rewrite.id for rewrite in SCANNER}


def scanned(text: str, scanner: Sequence[Rewrite] = SCANNER, rate: float = 0.25, seed: int = 4) -> str:
    """The text as that scanner reads it; the same seed gives the same errors."""
    dice = random.Random(seed)
    pattern = re.compile("|".join(re.escape(rewrite.true) for rewrite in scanner))
    reads = {rewrite.true: rewrite.read for rewrite in scanner}
    return pattern.sub(lambda match: reads[match[0]] if dice.random() < rate else match[0], text)


def write_truth(folder: Path, noisy: dict[str, str], golds: dict[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in golds.items():
        (folder / f"{name}{GOLD}").write_text(text, encoding="utf-8", newline="")
        (folder / f"{name}{NOISY}").write_text(noisy[name], encoding="utf-8", newline="")
    return folder


def write_own(folder: Path, *learned: Path) -> Path:
    """An own folder that takes every built-in confusion but one away, with learned rows accepted."""
    columns = COLUMNS[CONFUSIONS]
    gone = [f"-{row.id}" + ";" * (len(columns) - 1) for row in load_rows(CONFUSIONS, columns) if row.id != "o>e"]
    folder.mkdir(parents=True, exist_ok=True)
    for name, kept in ((CONFUSIONS, gone), (PROTECTED, [])):
        accepted = [line for path in learned for line in (path / name).read_text(encoding="utf-8").splitlines()[1:]]
        (folder / name).write_text("\n".join([";".join(COLUMNS[name]), *kept, *accepted]) + "\n", encoding="utf-8")
    return folder


def rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["id"]: row for row in csv.DictReader(stream, delimiter=";")}


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Path:
    noisy = {name: scanned(text) for name, text in GOLDS.items()}
    return write_truth(tmp_path_factory.mktemp("truth"), noisy, GOLDS)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """With hardly a confusion, as an office is whose scanner nobody has looked at."""
    return Settings(corrections=write_own(tmp_path_factory.mktemp("bare")))


@pytest.fixture(scope="module")
def learned(truth: Path, bare: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("learned")
    learn(truth, out, bare)
    return out


def test_what_the_scanner_does_is_what_is_proposed(learned: Path) -> None:
    assert set(rows(learned / CONFUSIONS)) == IDS


def test_the_weight_is_the_rate_measured(learned: Path) -> None:
    words = re.findall(r"[^\W\d_]{2,}", "\n".join(GOLDS.values()))
    for row in rows(learned / CONFUSIONS).values():
        seen, places = map(int, re.findall(r"\d+", row["reason"])[:2])
        assert places == sum(word.lower().count(row["true"]) for word in words)
        assert float(row["weight"]) == pytest.approx(min(seen / places, 0.3), rel=0.05)
        assert row["example_read"] in set(Rewrite(row["true"], row["read"]).applied(row["example_true"]))


def test_a_counter_example_is_two_words_of_the_language(learned: Path) -> None:
    lexicon = load_lexicon()
    found = [row["counter_example"] for row in rows(learned / CONFUSIONS).values()]
    assert any(found)
    for true, read in (example.split(" / ") for example in found if example):
        assert lexicon.is_listed(true) and lexicon.is_listed(read)


def test_names_that_letters_share_are_protected(learned: Path) -> None:
    protected = rows(learned / PROTECTED)
    assert "times in 3 letters" in protected["Wubbinge"]["reason"]
    assert not any("fb" in word for word in protected)


def test_accepted_rows_help_on_a_letter_that_was_not_learned_from(tmp_path: Path, bare: Settings) -> None:
    held_out = "zwembad"
    others = {name: text for name, text in GOLDS.items() if name != held_out}
    learn(write_truth(tmp_path / "truth", {n: scanned(t) for n, t in others.items()}, others), tmp_path / "new", bare)
    noisy = scanned(GOLDS[held_out], seed=9)
    wrong = {}
    for name, own in (("without", bare.corrections), ("with", write_own(tmp_path / "own", tmp_path / "new"))):
        corrector = load_corrector(load_lexicon(), Settings(corrections=own))
        for kind, text in (("noisy", noisy), ("clean", GOLDS[held_out])):
            page = Page(1, 0, 0, Reading("text-file", text))
            corrected = correct_pages([page], corrector)[0].text
            wrong[name, kind] = score_text("", text, GOLDS[held_out], corrected).after
    assert wrong["with", "noisy"] < wrong["without", "noisy"] / 2
    assert wrong["with", "clean"] == wrong["without", "clean"] == 0


def test_accepted_rows_are_not_proposed_again(truth: Path, learned: Path, tmp_path: Path) -> None:
    own = write_own(tmp_path / "own", learned)
    written = learn(truth, tmp_path / "again", Settings(corrections=own))
    assert list(written.values()) == [0, 0]


def test_the_same_folder_gives_the_same_bytes(truth: Path, learned: Path, bare: Settings, tmp_path: Path) -> None:
    learn(truth, tmp_path, bare)
    for name in (CONFUSIONS, PROTECTED):
        assert (tmp_path / name).read_bytes() == (learned / name).read_bytes()


def write_run(folder: Path, pages: dict[str, Page], bare: Settings) -> Path:
    corrector = load_corrector(load_lexicon(), bare)
    for number, (name, page) in enumerate(sorted(pages.items())):
        document = Document(f"{number:064x}", f"{name}.pdf", correct_pages([page], corrector))
        write_document(folder / f"{name}-{document.id[:8]}" / "document.json", document)
    return folder


def test_two_readings_of_a_page_teach_without_a_truth(tmp_path: Path, bare: Settings) -> None:
    pages = {
        name: Page(1, 595, 842, Reading("ocr", text), others=(Reading("text-layer", scanned(text)),))
        for name, text in GOLDS.items()
    }
    learn(write_run(tmp_path / "run", pages, bare), tmp_path / "out", bare)
    found = rows(tmp_path / "out" / CONFUSIONS)
    assert set(found) == IDS
    assert all("two readings" in row["reason"] for row in found.values())


def test_unknown_words_teach_where_one_rewrite_explains_many(tmp_path: Path, bare: Settings) -> None:
    scanner = (Rewrite("st", "fb"), Rewrite("g", "y"))
    pages = {
        f"{name}-{seed}": Page(1, 0, 0, Reading("text-file", scanned(text, scanner, 0.1, seed)))
        for name, text in GOLDS.items()
        for seed in range(4)
    }
    learn(write_run(tmp_path / "run", pages, bare), tmp_path / "out", bare)
    found = rows(tmp_path / "out" / CONFUSIONS)
    assert set(found) == {"st>fb", "g>y"}
    assert all("unknown words" in row["reason"] for row in found.values())
    assert not any("fb" in word or "y" in word for word in rows(tmp_path / "out" / PROTECTED))


def test_clean_letters_propose_no_confusion(tmp_path: Path, bare: Settings) -> None:
    pages = {name: Page(1, 0, 0, Reading("text-file", text)) for name, text in GOLDS.items()}
    learn(write_run(tmp_path / "run", pages, bare), tmp_path / "out", bare)
    assert not rows(tmp_path / "out" / CONFUSIONS)


def test_the_command_says_what_it_wrote_and_what_to_do(
    truth: Path, learned: Path, bare: Settings, tmp_path: Path
) -> None:
    runner = CliRunner()
    base = ["learn", str(truth), "--corrections"]
    result = runner.invoke(app, [*base, str(bare.corrections), "--out", str(tmp_path / "new")])
    assert result.exit_code == 0
    assert "3 rows in" in result.output and "--corrections" in result.output
    own = write_own(tmp_path / "own", learned)
    assert "Nothing new" in runner.invoke(app, [*base, str(own), "--out", str(tmp_path / "none")]).output


def test_a_folder_of_neither_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadArgument, match="nothing to learn from"):
        learn(tmp_path, tmp_path / "out", Settings())


def test_the_dictionaries_in_force_are_not_written_over(truth: Path, learned: Path) -> None:
    for out in (learned, built_in_folder()):
        with pytest.raises(BadArgument, match="in force"):
            learn(truth, out, Settings(corrections=learned))


_words = st.text(alphabet="abcdelmnorst", max_size=12)


@given(_words, _words)
def test_rewrites_replay(true: str, read: str) -> None:
    steps = Explainer([Rewrite("rn", "m"), Rewrite("o", "e")]).explain(true, read)
    if steps is None:
        return
    built, cursor = "", 0
    for step in steps:
        assert true.startswith(step.rewrite.true, step.start)
        built += true[cursor : step.start] + step.rewrite.read
        cursor = step.start + len(step.rewrite.true)
    assert built + true[cursor:] == read


@pytest.mark.parametrize(
    ("true", "read", "ids"),
    [
        ("ondernemers", "ondememers", ["rn>m"]),
        ("zullen", "zuUen", ["ll>U"]),
        ("aanmoediging", "aamnoediging", ["nm>mn"]),
        ("mogelijkheden", "mogelijldieden", ["kh>ldi"]),
        ("Iedere", "ledere", ["I>l"]),
        ("bewoners", "beweners", ["o>e"]),
        ("raad", "xyzzy", None),
    ],
)
def test_rewrites_are_minimal(true: str, read: str, ids: list[str] | None) -> None:
    steps = Explainer([]).explain(true, read)
    assert (None if steps is None else [step.rewrite.id for step in steps]) == ids


def test_a_frequent_rewrite_explains_what_two_could() -> None:
    explainer = Explainer([])
    explainer.prefer({("wijk", "wrijk"): 1, ("weten", "wreten"): 1, ("bot", "bet"): 9, ("voor", "veer"): 1})
    assert [s.rewrite.id for s in explainer.explain("wijk", "wrijk") or ()] == ["w>wr"]
    assert [s.rewrite.id for s in explainer.explain("voor", "veer") or ()] == ["o>e", "o>e"]


def test_words_that_were_split_or_joined_are_one_pair() -> None:
    assert list(aligned(["het", "vrijwilligerswerk", "is"], ["het", "vrij", "willigerswerk", "is"])) == [
        ("vrijwilligerswerk", "vrijwilligerswerk")
    ]
    assert list(aligned(["de", "raad"], ["de", "raod"])) == [("raad", "raod")]


@pytest.mark.parametrize(
    ("true", "read", "folded"),
    [
        ("Iedere", "ledere", ("Iedere", "ledere")),
        ("Wijk", "Wljk", ("wijk", "wljk")),
        ("RAAD", "RAAO", ("raad", "raao")),
        ("zullen", "zuUen", ("zullen", "zuUen")),
    ],
)
def test_pairs_fold_as_the_corrector_folds(true: str, read: str, folded: tuple[str, str]) -> None:
    assert fold_pair(true, read) == folded


_lines = st.lists(st.text(alphabet="aeinrstAI;\"'=-@,.1\u2028\u00eb \x0b\ufb01", max_size=20), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_lines, _lines)
def test_whatever_is_proposed_loads(tmp_path: Path, noisy: list[str], gold: list[str]) -> None:
    pairs = {str(n): "\n".join(noisy * 2) for n in range(2)}
    truths = {str(n): "\n".join(gold * 2) for n in range(2)}
    learn(write_truth(tmp_path / "truth", pairs, truths), tmp_path / "out", Settings())
    confusions = {c.id for c in load_confusions(tmp_path / "out")}
    assert set(rows(tmp_path / "out" / CONFUSIONS)) <= confusions
    words = {row["word"] for row in load_rows(PROTECTED, ("word", "reason"), tmp_path / "out")}
    assert {row["word"] for row in rows(tmp_path / "out" / PROTECTED).values()} <= words


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_lines)
def test_equal_texts_propose_no_confusion(tmp_path: Path, lines: list[str]) -> None:
    text = "\n".join(lines * 2)
    learn(write_truth(tmp_path / "truth", {"a": text}, {"a": text}), tmp_path / "out", Settings())
    assert not rows(tmp_path / "out" / CONFUSIONS)

"""The command `brieven`: arguments in, exit code out. What a command does lives in the module it is named after."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline import __version__, show
from pipeline.errors import BadArgument, BrievenError, ExitCode
from pipeline.settings import OCR_MODES, load_settings

app = typer.Typer(
    name="brieven",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Dutch municipal letters, from PDF or scan to text and tables that can be trusted.",
)
console = Console()
error_console = Console(stderr=True)

DEFAULT_OUT = Path("data/clean")

Out = Annotated[Path, typer.Option("--out", "-o", help="Folder for text, tables and database.")]
Config = Annotated[Path | None, typer.Option("--config", help="TOML file with settings; see docs/settings.md.")]
Ocr = Annotated[str | None, typer.Option("--ocr", help=f"When to read with Tesseract: {', '.join(OCR_MODES)}.")]
Own = Annotated[Path | None, typer.Option("--corrections", help="Folder with your own dictionaries, laid over ours.")]
Model = Annotated[str | None, typer.Option("--model", help="spaCy model for organisations, persons, places.")]
Gemeente = Annotated[
    str | None, typer.Option("--gemeente", help="Municipality of letters that do not say whose they are.")
]
Password = Annotated[str | None, typer.Option("--password", help="Password that opens encrypted PDFs.")]
Threshold = Annotated[float | None, typer.Option("--threshold", help="Probability from which a correction is made.")]


def _show_version(wanted: bool) -> None:
    if wanted:
        console.print(f"collegebrieven {__version__}", highlight=False)
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    pass


@app.command()
def run(
    inputs: Annotated[list[Path], typer.Argument(help="Files or folders: PDF, PNG, JPEG, TIFF, TXT.")],
    out: Out = DEFAULT_OUT,
    config: Config = None,
    ocr: Ocr = None,
    corrections: Own = None,
    model: Model = None,
    gemeente: Gemeente = None,
    password: Password = None,
    threshold: Threshold = None,
    max_pages: Annotated[int | None, typer.Option(help="Refuse files with more pages.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes side by side; default: one a core.")] = None,
) -> None:
    """Process letters: text, tables and a searchable database. Does only what is new or changed.

    Example: brieven run data/raw --out data/clean
    """
    from pipeline import batch

    settings = load_settings(
        config,
        ocr=ocr,
        corrections=corrections,
        model=model,
        gemeente=gemeente,
        password=password,
        threshold=threshold,
        max_pages=max_pages,
    )
    report = batch.run(inputs, out, settings, workers=workers)
    show.run_report(console, error_console, report, out)
    raise typer.Exit(report.exit_code)


@app.command()
def correct(
    files: Annotated[list[Path], typer.Argument(help="Text files; a form feed parts pages.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder for NAME.txt; default: print.")] = None,
    config: Config = None,
    corrections: Own = None,
    threshold: Threshold = None,
) -> None:
    """Correct OCR errors in text files; the lines stay as they are.

    With --out, NAME.txt is written for each NAME.txt or NAME.noisy.txt.

    Example: brieven correct letters/*.noisy.txt --out corrected
    """
    from pipeline.export.text import write_text
    from pipeline.inputs import read_text_file
    from pipeline.route import correct_text

    settings = load_settings(config, corrections=corrections, threshold=threshold)
    targets = _correction_targets(files, out)
    for path, target in targets.items():
        corrected = correct_text(read_text_file(path), settings).text
        if target is None:
            sys.stdout.write(corrected)
        else:
            write_text(target, corrected)


def _correction_targets(files: list[Path], out: Path | None) -> dict[Path, Path | None]:
    if out is None:
        return dict.fromkeys(files)
    targets: dict[Path, Path | None] = {}
    for path in files:
        target = out / f"{path.name.removesuffix('.txt').removesuffix('.noisy')}.txt"
        if target in targets.values():
            raise BadArgument(f"{path}: another file also becomes {target}.", "Correct them into folders of their own.")
        if target.resolve() == path.resolve():
            raise BadArgument(f"{path}: would be written over itself.", "Name another folder with --out.")
        targets[path] = target
    return targets


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help='Words that must all be there; "a phrase" in quotes; wijk* .')],
    out: Out = DEFAULT_OUT,
    limit: Annotated[int, typer.Option(help="At most so many hits.")] = 20,
) -> None:
    """Search the clean text, and the raw text too: 'bewoners' also finds the scan that says 'beweners'.

    Example: brieven search bewoners Selwerd
    """
    from pipeline import store

    hits = store.search(out / store.DATABASE_NAME, " ".join(words), limit=limit)
    show.hits(console, hits)
    raise typer.Exit(ExitCode.OK if hits else ExitCode.PROBLEMS)


@app.command()
def explain(
    key: Annotated[str, typer.Argument(help="A table row ('3f2a91bc:m12') or a letter ('3f2a91bc').")],
    page: Annotated[int | None, typer.Option(help="With a letter: the page.")] = None,
    half: Annotated[str, typer.Option(help="With --page: of two pages that share it, the left or right one.")] = "",
    span: Annotated[str | None, typer.Option(help="With --page: START:END in the page's clean text.")] = None,
    word: Annotated[str | None, typer.Option(help="With a letter: every place where this word stands.")] = None,
    crop: Annotated[Path | None, typer.Option(help="Write the piece of the page image to this PNG file.")] = None,
    out: Out = DEFAULT_OUT,
    config: Config = None,
    corrections: Own = None,
    password: Password = None,
) -> None:
    """Why the text says what it says: raw text, every edit with its rule, the box, what else a word may have been.

    Example: brieven explain 3f2a91bc:m12 --crop piece.png
    """
    from pipeline.explain import crop_picture, explain_key

    settings = load_settings(config, corrections=corrections, password=password)
    explanations = explain_key(out, key, settings, page=page, half=half, span=span, word=word)
    show.explanations(console, explanations)
    if crop is not None:
        crop_picture(explanations[0], crop, settings)
        console.print(f"Picture: {crop}", highlight=False)


@app.command()
def evaluate(
    folder: Annotated[Path, typer.Argument(help="Ground truth: pdf/, text/, entities.tsv; see docs/ground-truth.md.")],
    letters: Annotated[Path | None, typer.Option(help="Where the files are, if not in pdf/.")] = None,
    only: Annotated[str, typer.Option(help="'files', 'text' or 'all'.")] = "all",
    misses: Annotated[bool, typer.Option("--misses", help="List every mention that was missed or wrong.")] = False,
    config: Config = None,
    ocr: Ocr = None,
    corrections: Own = None,
    model: Model = None,
    gemeente: Gemeente = None,
    threshold: Threshold = None,
) -> None:
    """Measure against ground truth: error rates before and after each layer, harm, scores per label.

    Example: brieven evaluate tests/samples/truth --letters data/raw
    """
    from pipeline.evaluate import evaluate as measure

    settings = load_settings(
        config, ocr=ocr, corrections=corrections, model=model, gemeente=gemeente, threshold=threshold
    )
    show.evaluation(console, measure(folder, settings, letters, only), with_misses=misses)


@app.command()
def doctor(out: Out = DEFAULT_OUT, config: Config = None, model: Model = None, corrections: Own = None) -> None:
    """What is installed, what is missing, and how to get it.

    Example: brieven doctor
    """
    from pipeline.doctor import examine

    findings = examine(load_settings(config, model=model, corrections=corrections), out)
    show.findings(console, findings)
    raise typer.Exit(ExitCode.OK if all(f.ok or not f.needed for f in findings) else ExitCode.MISSING_COMPONENT)


@app.command()
def watch(
    folder: Annotated[Path, typer.Argument(help="Folder in which new letters arrive.")],
    out: Out = DEFAULT_OUT,
    every: Annotated[float, typer.Option(help="Look every so many seconds.")] = 10.0,
    settle: Annotated[float, typer.Option(help="A file must be unchanged this many seconds.")] = 5.0,
    config: Config = None,
    gemeente: Gemeente = None,
    password: Password = None,
    workers: Annotated[int | None, typer.Option(help="Processes side by side; default: one a core.")] = None,
) -> None:
    """Process newly uploaded letters as they arrive, each once; half-written files are left alone until whole.

    Example: brieven watch /srv/upload --out data/clean
    """
    from pipeline.watch import watch as watch_folder

    settings = load_settings(config, gemeente=gemeente, password=password)
    watch_folder(folder, out, settings, every=every, settle=settle, workers=workers)


@app.command()
def learn(
    folder: Annotated[Path, typer.Argument(help="Output of a run (data/clean), or NAME.noisy.txt with NAME.gold.txt.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the proposed rows.")] = Path("proposals"),
    config: Config = None,
    corrections: Own = None,
) -> None:
    """Propose confusions and protected words, with counts and examples, as rows for a person to accept.

    Example: brieven learn data/clean --out proposals
    """
    from pipeline.learn import learn as propose

    written = propose(folder, out, load_settings(config, corrections=corrections))
    show.proposals(console, folder, written)


gazetteer = typer.Typer(no_args_is_help=True, help="Lists of neighbourhoods.")
app.add_typer(gazetteer, name="gazetteer")


@gazetteer.command("import")
def gazetteer_import(
    table: Annotated[Path, typer.Argument(help="CSV of wijken and buurten, downloaded from CBS.")],
    gemeente: Annotated[str, typer.Option("--gemeente", help="Name of the municipality.")],
    corrections: Annotated[Path, typer.Option("--corrections", help="Your own folder of dictionaries.")],
) -> None:
    """Build a municipality's list of neighbourhoods from the CBS table, and say which edition it holds.

    Example: brieven gazetteer import kwb-2022.csv --gemeente Zwolle --corrections my-corrections
    """
    from pipeline.gazetteer import import_table

    console.print(import_table(table, gemeente, corrections), highlight=False)


def main() -> None:
    """Run the command; a `BrievenError` becomes its message and exit code, with a traceback only for the unknown."""
    try:
        app()
    except BrievenError as error:
        error_console.print(f"brieven: {error}", style="red", markup=False, highlight=False)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        error_console.print("brieven: stopped; what was finished is kept.", markup=False)
        sys.exit(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(ExitCode.OK)
    except Exception:
        traceback.print_exc()
        error_console.print("brieven: this is a bug; please report it with the lines above.", style="red")
        sys.exit(ExitCode.PROBLEMS)


if __name__ == "__main__":
    main()

"""What commands print: tables and short paragraphs. Letters are untrusted: nothing in them is taken as markup."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

# Types only: `brieven --help` must not wait for spaCy and pandas.
if TYPE_CHECKING:
    from pipeline.batch import RunReport
    from pipeline.doctor import Finding
    from pipeline.evaluate import Evaluation
    from pipeline.explain import Explanation, Weighed
    from pipeline.store import Hit

LABEL_NAMES = {
    "PARTY": "parties",
    "NEIGHBOURHOOD": "neighbourhoods",
    "AMOUNT": "amounts",
    "ORG": "organisations",
    "PERSON": "persons",
    "PLACE": "places",
}
WHERE_NAMES = {"raw": "scan", "others": "other reading"}
MOST_PROBLEMS = 20  # shown after a run; the table letters has them all
MOST_EDITS = 60  # shown of one explanation
MOST_CANDIDATES = 6  # shown of a word that was weighed
LEAST_CHANCE = 0.0001
FIELD = 11  # columns that the name of a line takes in an explanation
WEIGHED_NOTE = (
    "chance: of each word that may have stood there, out of log10 of four probabilities - word: how frequent it is; "
    "misread: how likely this document's scanner reads it so; beside: how well it goes with its neighbours; "
    "readings: what the engine's confidence and a second reading say."
)


def run_report(console: Console, error_console: Console, report: RunReport, out: Path) -> None:
    """What was found and where it lies, on standard output; what went wrong, on standard error."""
    statuses = [file.status for file in report.files]
    counted = ", ".join(
        f"{statuses.count(status)} {status}" for status in ("ok", "partial", "failed") if status in statuses
    )
    done = f"{len(report.done)} new or changed, {report.unchanged} unchanged"
    _say(console, f"{_count(len(report.files), 'file')} ({counted or 'none'}): {done}, in {report.seconds:.0f} s.")
    labels = {name.removeprefix("mentions "): n for name, n in report.counts.items() if name.startswith("mentions ")}
    rows = {
        "letters": report.counts["letters"],
        "pages": report.counts["pages"],
        "corrections": report.counts["corrections"],
        **{LABEL_NAMES.get(label, label): count for label, count in labels.items()},
    }
    table = Table(title=f"Found in {out}", title_justify="left", show_header=False)
    _columns(table, "what", "count")
    for name, count in rows.items():
        table.add_row(name, str(count))
    console.print(table)
    _say(console, f"Tables: {out}/letters, pages, mentions, amounts, corrections (.csv, .parquet), {out}/tables.xlsx")
    _say(console, f"Clean text: {out}/NAME-ID/text.txt; everything about a letter: document.json beside it")
    _say(console, f"Database: {out}/brieven.db; to search it: brieven search WORD --out {out}")
    problems = report.with_problems
    for file in problems[:MOST_PROBLEMS]:
        _say(error_console, f"{file.status}: {file.path}: {file.problems}")
    if len(problems) > MOST_PROBLEMS:
        _say(error_console, f"... and {len(problems) - MOST_PROBLEMS} more: table letters, column problems.")
    if report.interrupted:
        _say(error_console, "Stopped. What was finished is kept; the next run goes on from here.")


def hits(console: Console, found: Sequence[Hit]) -> None:
    """One block a hit: where, then the words around it."""
    if not found:
        _say(console, "Nothing found.")
    for hit in found:
        about = ", ".join(filter(None, (hit.title, hit.date)))
        half = f", {hit.half} half" if hit.half else ""
        _say(console, f"{hit.file}, page {hit.page}{half}" + (f" ({about})" if about else ""))
        read_so = "" if hit.where == "clean" else f" [as the {WHERE_NAMES[hit.where]} has it]"
        _say(console, f"    {' '.join(hit.snippet.split())}{read_so}")
        _say(console, f"    brieven explain {hit.document} --page {hit.page}{hit.half and f' --half {hit.half}'}")


def explanations(console: Console, found: Sequence[Explanation]) -> None:
    """Clean text, raw text, other readings, the judge's reasons, every edit, what else a word may have been."""
    for one in found:
        _say(console, f"{one.key}: {one.file}, page {one.page}{one.half and f', {one.half} half'}")
        _field(console, "clean", f"{_line(one.before)}>>{_line(one.text)}<<{_line(one.after)}")
        _field(console, "raw", _line(one.raw))
        if one.part != "body":
            _field(console, "part", f"{one.part}: outside the running text")
        _field(console, "read by", one.reading)
        for made_by, text in one.other_readings:
            _field(console, "also", f"{_line(text) or '(nothing there)'} - {made_by}")
        if one.judgement:
            sure = f"{100 * one.judgement.probability:.0f} %"
            reasons = "; ".join(one.judgement.reasons)
            _field(console, "layer", f"{one.judgement.kind} ({sure}): {reasons}")
        if box := one.box:
            place = f"left {box.left:.0f}, top {box.top:.0f}, right {box.right:.0f}, bottom {box.bottom:.0f}"
            _field(console, "box", f"{place} (points from the top left)")
        if mention := one.mention:
            made_by = f"{mention.rule} ({mention.confidence:.2f})"
            _field(console, "mention", f"{mention.label} {mention.canonical} by {made_by}")
        for layer, edit in one.edits[:MOST_EDITS]:
            change = f"{edit.before!r} -> {edit.after!r}"
            _field(console, "edit", f"{layer.stage}: {change} by {edit.rule} ({edit.confidence:.2f})")
        if len(one.edits) > MOST_EDITS:
            _say(console, f"  ... and {len(one.edits) - MOST_EDITS} more edits: table corrections.")
        if not one.edits:
            _field(console, "edit", "none: this is what was read")
        for doubt in one.suggestions:
            change = f"{doubt.before!r} -> {doubt.after!r} by {doubt.rule} ({doubt.probability:.2f})"
            _field(console, "doubt", f"{change}: below the threshold, left for a person")
        if one.weighed:
            if any(edit.rule.startswith("words:") for _, edit in one.edits):
                _field(console, "weighed", "a row of words.csv decided; without it:")
            _weighed(console, one.weighed)
    if any(one.weighed and one.weighed.candidates for one in found):
        _field(console, "", WEIGHED_NOTE)
    weighed = sum(one.weighed is not None for one in found)
    if 0 < weighed < len(found):
        _say(console, f"Only the first {weighed} of {len(found)} places are weighed; --page N shows others.")


def _weighed(console: Console, weighed: Weighed) -> None:
    if weighed.changed:
        _field(console, "weighed", "with the dictionaries of today, which are not those of the run")
    if not weighed.candidates:
        _field(console, "weighed", "no: the corrector leaves such words, or such pages, alone")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("it was")
    for name in ("chance", "word", "misread", "beside", "readings"):
        table.add_column(name, justify="right")
    table.add_column("by", overflow="fold")
    likely = [c for c in weighed.candidates if c.probability >= LEAST_CHANCE or not c.used]
    for one in likely[:MOST_CANDIDATES]:
        figures = [f"{round(value, 1) + 0.0:.1f}" for value in (one.source, one.channel, one.context, one.evidence)]
        times = {name: one.used.count(name) for name in one.used}
        by = ", ".join(name if n == 1 else f"{name} ({n}x)" for name, n in times.items()) or "as read"
        table.add_row(*map(Text, (_plain(one.text), f"{100 * one.probability:.2f} %", *figures, _plain(by))))
    console.print(Padding(table, (0, 0, 0, FIELD)))
    shown = {name for one in likely[:MOST_CANDIDATES] for name in one.used}
    for rate in weighed.rates:
        if rate.id in shown:
            here, usual = f"{100 * rate.here:.2g} %", f"{100 * rate.dictionary:.2g} %"
            _field(console, "rate", f"{rate.id} happens in {here} of its places here; {usual} by the dictionary")


def proposals(console: Console, folder: Path, written: Mapping[Path, int]) -> None:
    """What `brieven learn` found, and what to do with it."""
    for path, count in written.items():
        _say(console, f"{_count(count, 'row')} in {path}")
    if any(written.values()):
        _say(console, "Look at each row, then copy what you accept into your own folder: --corrections DIR.")
    else:
        _say(console, f"Nothing new in {folder}: the dictionaries explain what recurs there.")


def evaluation(console: Console, result: Evaluation, *, with_misses: bool) -> None:
    """Error rates per file and per text, scores per label."""
    if result.files:
        stages = list(result.files[0].stages)
        units = {"Word": "word_error_rate", "Character": "character_error_rate"}
        for unit, rate in units.items():
            table = Table(title=f"{unit} error rate after each layer, in per cent")
            _columns(table, "file", *stages)
            for score in result.files:
                table.add_row(escape(score.name), *(f"{100 * getattr(score.stages[s], rate):.2f}" for s in stages))
            console.print(table)
        table = Table(title="Pages as judged, and words that were right as read and are wrong at the end")
        _columns(table, "file", "judged", "harmed words")
        for score in result.files:
            table.add_row(escape(score.name), _counted(score.judgements), str(score.harmed))
        console.print(table)
    if result.texts:
        table = Table(title="Texts corrected with their lines kept: wrong words")
        _columns(table, "text", "words", "before", "after", "removed", "harmed words")
        for text in result.texts:
            removed = "clean text" if text.clean else _share(text.before - text.after, text.before)
            row = (text.words, text.before, text.after, removed, text.harmed)
            table.add_row(escape(text.name), *map(str, row))
        noisy = [t for t in result.texts if not t.clean]
        before, after = sum(t.before for t in noisy), sum(t.after for t in noisy)
        table.add_row(
            "all noisy", str(sum(t.words for t in noisy)), str(before), str(after), _share(before - after, before)
        )
        console.print(table)
        clean = [t for t in result.texts if t.clean]
        words = sum(t.words for t in clean)
        if words:
            harmed = sum(t.harmed for t in clean)
            console.print(f"Harm on clean text: {harmed} in {words} words, {1e4 * harmed / words:.1f} per 10,000.")
    if result.labels:
        table = Table(title="Mentions")
        _columns(table, "label", "precision", "recall", "F", "right / found / expected", "fields right")
        for label, counted in result.labels.items():
            counts = f"{counted.true_positives} / {counted.predicted} / {counted.expected}"
            fields = ", ".join(f"{name} {right}/{asked}" for name, (right, asked) in counted.fields.items())
            rates = (f"{counted.precision:.3f}", f"{counted.recall:.3f}", f"{counted.f_score:.3f}")
            table.add_row(label, *rates, counts, fields)
        console.print(table)
    if with_misses and result.misses:
        table = Table(title="Missed, false or wrong")
        _columns(table, "label", "letter", "line", "expected", "found")
        for miss in result.misses:
            table.add_row(*map(escape, (miss.label, miss.name, str(miss.line), miss.expected, miss.found)))
        console.print(table)


def findings(console: Console, found: Iterable[Finding]) -> None:
    """What `brieven doctor` saw, with the cure beside what is missing."""
    table = Table()
    _columns(table, "what", "", "found", "what to do")
    for finding in found:
        mark = "[green]ok[/]" if finding.ok else "[red]missing[/]"
        table.add_row(escape(finding.what), mark, escape(finding.detail), "" if finding.ok else escape(finding.advice))
    console.print(table)


def _say(console: Console, text: str) -> None:
    """Plain text of any origin: no markup, no colours, no line breaks of rich's own, no control characters."""
    console.print(_plain(text), markup=False, highlight=False, soft_wrap=True, emoji=False)


def _field(console: Console, name: str, text: str) -> None:
    """A named line of an explanation, the rest of a long one under its beginning."""
    first = f"  {name}:".ljust(FIELD) if name else " " * FIELD
    width = max(console.width, 2 * FIELD)
    rest = " " * FIELD
    lines = textwrap.wrap(_plain(text), width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    for line in lines or [first]:
        _say(console, line)


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _line(text: str) -> str:
    return " / ".join(part.strip() for part in text.splitlines() if part.strip()) if "\n" in text else text


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def _columns(table: Table, *names: str) -> None:
    for name in names:
        table.add_column(escape(name), overflow="fold")


def _counted(names: Sequence[str]) -> str:
    return ", ".join(f"{names.count(name)} {name}" for name in dict.fromkeys(names))


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"

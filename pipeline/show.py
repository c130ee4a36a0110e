"""What commands print: tables and short paragraphs. Letters are untrusted: nothing in them is taken as markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipeline.doctor import Finding
from pipeline.evaluate import Evaluation


def evaluation(console: Console, result: Evaluation, *, with_misses: bool) -> None:
    """Error rates per file and per text, scores per label."""
    if result.files:
        stages = list(dict.fromkeys(stage for score in result.files for stage in score.stages))
        table = Table(title="Word error rate after each layer, in per cent (in brackets: of characters)")
        _columns(table, "file", *stages, "harmed words", "judged")
        for score in result.files:
            cells = [
                f"{100 * e.word_error_rate:.2f} ({100 * e.character_error_rate:.2f})" if e else "-"
                for e in (score.stages.get(stage) for stage in stages)
            ]
            table.add_row(escape(score.name), *cells, str(score.harmed), _counted(score.judgements))
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
        for label, score in result.labels.items():
            counts = f"{score.true_positives} / {score.predicted} / {score.expected}"
            fields = ", ".join(f"{name} {right}/{asked}" for name, (right, asked) in score.fields.items())
            row = (f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f_score:.3f}", counts, fields)
            table.add_row(label, *row)
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


def _columns(table: Table, *names: str) -> None:
    for name in names:
        table.add_column(escape(name), overflow="fold")


def _counted(names: Sequence[str]) -> str:
    return ", ".join(f"{names.count(name)} {name}" for name in dict.fromkeys(names))


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"

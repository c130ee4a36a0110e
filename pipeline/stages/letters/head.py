"""The head of a letter: labels and what stands behind or under them.

Letterheads come as lines ('Datum 12 maart 2019 Ons kenmerk 2019/117'), as forms ('Datum: ...'), as cells ('Datum | 12
maart 2019 |'), as labels above their values, one by one, in a row or in a stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.language.letterhead import LABEL, SALUTATION, WORDS_OF_TEXT, field_of
from pipeline.stages.letters.dates import parse_date, parse_month

TOP_LINES = 30  # not empty, of a page: where a head is looked for
LONGEST_LINE = 90  # code points; a longer line is a sentence
MOST_TITLE_LINES = 3

_BROKEN_LABEL = re.compile(r"^[ \t]*(Ons|Onze|Uw|Uw brief)\s*\n\s*(kenmerk|referentie|brief|van)\b", re.MULTILINE)
_CELL = re.compile(r"\s*\|\s*|\t+| {2,}")
_RUNS_ON = re.compile(r"(?:van|was|is|en|dat|die|waren|zijn|wordt|of)\b")  # 'Onderwerp van gesprek was ...'
_UNFINISHED = re.compile(
    r"(?:[-–,:]|\b(?:van|de|het|een|en|of|voor|in|op|bij|met|over|tot|naar|aan|door|inzake|te|om|uit|tussen))$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\d{4} ?[A-Z]{2}\b|Postbus\b|\d+[.)]\s")
_REFERENCE = re.compile(r"(?:[A-Z]{1,6} )?[\w./-]*\d[\w./-]*")
_PHONE = re.compile(r"(?<![\w-])\(?0\d{1,3}\)?[ -]*(?:\d[ -]?){6,8}")
_PERSON = re.compile(
    r"(?:(?:de heer|mevrouw|dhr\.|mw\.|drs\.|mr\.|ir\.|dr\.|ing\.) )*(?:[A-Z][a-z]?\. ?)*[A-Z][\w'’-]+"
    r"(?:(?: (?:van|de|den|der|ten|ter|el|al|la|'t|op))* [A-Z][\w'’-]+)*"
)
_FULL_STOP = re.compile(r"[a-z]{3}\. [A-Z]")
_EDGE = " \t-–—_:|*•~"


@dataclass(frozen=True, slots=True)
class Field:
    """A label of a head and its value, empty where none was found."""

    label: str
    value: str

    @property
    def name(self) -> str:
        return field_of(self.label)


@dataclass(frozen=True, slots=True)
class Head:
    """The top of a page. `free`: its lines without a label, up to the salutation, with empty ones between blocks."""

    fields: tuple[Field, ...]
    free: tuple[str, ...]

    def values(self, name: str) -> Iterator[str]:
        return (field.value for field in self.fields if field.name == name and field.value)

    @property
    def labels(self) -> set[str]:
        return {field.label.lower() for field in self.fields}

    @property
    def is_letterhead(self) -> bool:
        """Whether it has the labels of a paper's first page: at least three, a subject or a date among them."""
        return len(self.labels) >= 3 and any(field.name in ("title", "date") for field in self.fields)


def is_sentence(line: str) -> bool:
    words = len(line.split())
    return len(line) > LONGEST_LINE or (words >= 6 and line.rstrip()[-1] in ".:;,") or bool(_FULL_STOP.search(line))


def read_head(text: str) -> Head:
    """The head of a page's text."""
    rows: list[tuple[str, list[Field]]] = []
    seen = 0
    for line in _BROKEN_LABEL.sub(r"\1 \2", text).split("\n"):
        if SALUTATION.match(line) or seen == TOP_LINES:
            break
        seen += bool(line.strip())
        rows.append((line.strip(), []))
    for index, (line, found) in enumerate(rows):
        near = [text for text, _ in (*rows[max(0, index - 2) : index], *rows[index + 1 : index + 3])]
        found += _labels_of(line, near)
    return _assign(rows)


def _labels_of(line: str, near: Sequence[str]) -> list[Field]:
    """The labels of a line with what stands behind each."""
    starts: list[re.Match[str]] = []
    cell_starts = {0, *(m.end() for m in _CELL.finditer(line))}
    begin = len(line) - len(line.lstrip(_EDGE + "¢"))
    for match in re.finditer(r"(?<!\S)(?=\w)", line):
        at = match.start()
        label = LABEL.match(line, at)
        if not label or (starts and at < starts[-1].end()):
            continue
        first = at in cell_starts or at == begin
        if label["colon"] or (
            (starts or first) and label["label"][0].isupper() and _is_label(line, label, near, first=first)
        ):
            starts.append(label)
    ends = [*(label.start() for label in starts[1:]), len(line)]
    return [Field(" ".join(m["label"].split()), line[m.end() : end].strip(_EDGE)) for m, end in zip(starts, ends)]


def _is_label(line: str, label: re.Match[str], near: Sequence[str], *, first: bool) -> bool:
    """Whether a word with a capital and without a colon is a label here."""
    value = line[label.end() :].strip(_EDGE)
    if not WORDS_OF_TEXT.fullmatch(label["label"]):
        return not _RUNS_ON.match(value) and not (first and is_sentence(line) and ". " in value)
    if not first:
        return False
    if line.strip(_EDGE) == label[0] or line[label.end() :].lstrip(" ").startswith(("|", "\t")):
        return True
    if is_sentence(line) or line.endswith("."):
        return False
    # 'Aan de raad', 'Van Jelmer Huizing' in a block of such lines; no more than that is safe without a colon.
    return label["label"] == "Aan" or (
        label["label"] == "Van" and any(LABEL.match(other) for other in near if other and not is_sentence(other))
    )


def _assign(rows: Sequence[tuple[str, list[Field]]]) -> Head:
    fields: list[Field] = []
    taken: set[int] = set()
    index = 0
    while index < len(rows):
        found = rows[index][1]
        if not found:
            index += 1
            continue
        if any(field.value for field in found):
            for field in found:
                value = field.value
                if field is found[-1] and field.name == "title" and value:
                    value = _with_next_lines(value, rows, index, taken)
                fields.append(Field(field.label, value))
            index += 1
            continue
        stack = [index]
        while stack[-1] + 1 < len(rows) and rows[stack[-1] + 1][1] and not any(f.value for f in rows[stack[-1] + 1][1]):
            stack.append(stack[-1] + 1)
        index = stack[-1] + 1
        labels = [field for at in stack for field in rows[at][1]]
        fields += _values_under(labels, rows, index, taken, in_row=len(stack) == 1 and len(labels) > 1)
    free = tuple(line for at, (line, found) in enumerate(rows) if not found and at not in taken)
    return Head(tuple(fields), free)


def _values_under(
    labels: Sequence[Field], rows: Sequence[tuple[str, list[Field]]], start: int, taken: set[int], *, in_row: bool
) -> list[Field]:
    """Values that stand under their labels: in a row like them, or one line each."""
    lines: list[int] = []
    for at in range(start, len(rows)):
        line, found = rows[at]
        if found or len(lines) == (1 if in_row else len(labels)):
            break
        if line:
            lines.append(at)
        elif lines or at > start:
            break
    texts = [rows[at][0] for at in lines]
    if in_row and texts:
        cells = [cell.strip(_EDGE) for cell in _CELL.split(texts[0])]
        taken.update(lines)
        if len(cells) == len(labels):
            return [Field(label.label, cell) for label, cell in zip(labels, cells)]
        return [Field(label.label, _of_kind(label.name, texts[0])) for label in labels]
    if len(texts) < len(labels):
        return [Field(label.label, "") for label in labels]
    taken.update(lines)
    values = list(texts)
    if labels[-1].name == "title":
        values[-1] = _with_next_lines(values[-1], rows, lines[-1], taken)
    return [Field(label.label, value.strip(_EDGE)) for label, value in zip(labels, values)]


def _of_kind(name: str, line: str) -> str:
    """What in a row of values has the form of a field, where nothing parts the cells."""
    if name == "date":
        return line if parse_date(line) or parse_month(line) else ""
    line = _PHONE.sub(" ", line)
    if name == "reference":
        tokens = [t for t in line.split() if re.search(r"\d.*[-./]|[-./].*\d|\d{5}", t) and not parse_date(t)]
        return tokens[0] if tokens else ""
    if name == "author":
        person = _PERSON.search(line)
        return person[0] if person else ""
    return ""


def _with_next_lines(value: str, rows: Sequence[tuple[str, list[Field]]], at: int, taken: set[int]) -> str:
    """A subject with the lines that it runs on to."""
    for following in range(at + 1, min(at + MOST_TITLE_LINES, len(rows))):
        line, found = rows[following]
        if not line or found or is_sentence(line) or _ADDRESS.match(line):
            break
        if not (line[0].islower() or line[0].isdigit() or _UNFINISHED.search(value)):
            break
        taken.add(following)
        value = f"{value} {line}"
    return value


def is_unfinished(title: str) -> bool:
    """Whether a title goes on in the next line, by its last word."""
    return bool(_UNFINISHED.search(title))


def reference_in(value: str) -> str:
    match = _REFERENCE.match(value)
    return match[0].strip(".-/") if match and len(match[0]) > 2 and not _PHONE.match(value) else ""


def person_in(value: str) -> str:
    """A name at the start of a value, without the phone number or office behind it."""
    value = re.split(r"\s*[,(;]", _PHONE.sub("", value))[0].strip(_EDGE)
    return value if re.search(r"[A-Z]", value) else ""

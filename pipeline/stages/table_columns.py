"""The columns of the tables, each with its meaning: the one source of docs/tables.md, the exports and the database."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.document import Aside


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` is text, integer, number or flag; a text is never empty-as-None, the other three may be None.

    `values`: all that a text may be, besides empty; nothing where it may be anything.
    """

    name: str
    kind: str
    meaning: str
    values: tuple[str, ...] = ()


_KEY = Column("key", "text", "The row's key; `brieven explain KEY` shows where it comes from.")
_DOCUMENT = Column("document", "text", "The file: the first 12 digits of the SHA-256 of its bytes.")
_FILE = Column("file", "text", "Path of the file, as it was given.")
_LETTER = Column("letter", "text", "Key of the letter (table letters) that it stands in.")
_PAGE = Column("page", "integer", "Page in the file, from 1.")
_HALF = Column("half", "text", "Which of two pages on one page of the file; else empty.", ("left", "right"))
_PART = Column(
    "part",
    "text",
    "Where on the page: body, or outside the running text; count body to count a name of a running head once.",
    ("body", *Aside.KINDS),
)
_SENTENCE = Column("sentence", "text", "The sentence around it, in the clean text.")
_CODES = Column("codes", "text", "CBS codes with their edition ('2013:BU00140700'), parted by blanks.")
_PLACE_ON_PAGE = (
    Column("raw_text", "text", "What the page's own reading says there, before any change."),
    Column("raw_start", "integer", "Where that starts in the page's raw text (code points)."),
    Column("raw_end", "integer", "Where that ends."),
    Column("left", "number", "Box on the page in PDF points (1/72 inch), from the left; empty: no picture or layer."),
    Column("top", "number", "From the top."),
    Column("right", "number", "From the left."),
    Column("bottom", "number", "From the top."),
)
_CLEAN_SPAN = (
    Column("start", "integer", "Where it starts in the file's clean text, text.txt (code points)."),
    Column("end", "integer", "Where it ends."),
)
_PROBLEMS = Column("problems", "text", "What went wrong: kind, what and where, what to do next; parted by ' | '.")

MEANINGS = {
    "letters": "One row a letter; a file can hold many. A file that gave none has one row too.",
    "pages": "One row a page: what it was read from and how good that is.",
    "mentions": "Parties, neighbourhoods, amounts, organisations, persons, places in the clean text.",
    "amounts": "Sums of money. Empty: not known, never guessed.",
    "corrections": "What was changed, and what was only suggested. Line breaks that became blanks are in "
    "`document.json` but no rows.",
}
"""What each table holds."""

TABLES: dict[str, tuple[Column, ...]] = {
    "letters": (
        _KEY,
        _DOCUMENT,
        _FILE,
        Column("number", "integer", "Which letter of the file, from 1; 0: the file gave no letter."),
        Column(
            "status",
            "text",
            "ok; partial: read, but with problems; failed: no text at all.",
            ("ok", "partial", "failed"),
        ),
        _PROBLEMS,
        Column("same_as", "text", "Path of the file with the same bytes whose rows hold for this one too."),
        Column("kind", "text", "What it is: college letter, incoming letter, motion, initiative proposal, memo, ..."),
        Column("title", "text", "Its subject or title."),
        Column("date", "text", "Its date, as in 2013-10-23; 2013-05 where it names a month only."),
        Column("reference", "text", "Its reference ('ons kenmerk')."),
        Column("sender", "text", "Who sends it."),
        Column("addressee", "text", "To whom."),
        Column("author", "text", "Who handles or wrote it."),
        Column("first_page", "integer", "First page in the file."),
        Column("last_page", "integer", "Last page in the file."),
        Column("words", "integer", "Words in the clean text."),
        Column("mentions", "integer", "Rows in the table mentions."),
        Column("amounts", "integer", "Rows in the table amounts."),
        Column("corrections", "integer", "Corrections made, rows in the table corrections with made = true."),
        Column("expected_error", "number", "Expected share of wrong words in what was read, mean over the pages, 0-1."),
        Column("folder", "text", "Folder with text.txt and document.json, inside the output folder."),
        Column("made_by", "text", "Version, settings and dictionaries that made it."),
    ),
    "pages": (
        _KEY,
        _DOCUMENT,
        _FILE,
        _LETTER,
        _PAGE,
        _HALF,
        Column("source", "text", "Where the text comes from: text-layer, ocr or text-file."),
        Column("judgement", "text", "What the page's text layer is worth: born-digital, good-ocr-layer, ..."),
        Column("probability", "number", "How sure that judgement is, 0-1."),
        Column("reasons", "text", "Why; parted by '; '."),
        Column("made_by", "text", "Program, version and settings of the reading."),
        Column("dpi", "number", "Dots per inch of the picture that was read."),
        Column("skew", "number", "Its skew in degrees, clockwise."),
        Column("rotation", "integer", "By how much it was turned: 0, 90, 180, 270."),
        Column("confidence", "number", "Mean confidence of the reading's words, 0-1."),
        Column("expected_error", "number", "Expected share of wrong words in the reading, 0-1."),
        Column("known_words", "number", "Share of the words that are Dutch, where they were read from a picture, 0-1."),
        Column("width", "number", "Width in PDF points."),
        Column("height", "number", "Height in PDF points."),
        Column("words", "integer", "Words in the clean text."),
        Column("corrections", "integer", "Corrections made on the page."),
        Column("suggestions", "integer", "Changes that were too doubtful to make."),
        Column("other_readings", "text", "Further readings kept as evidence."),
        _PROBLEMS,
    ),
    "mentions": (
        _KEY,
        _DOCUMENT,
        _FILE,
        _LETTER,
        _PAGE,
        _HALF,
        Column(
            "label",
            "text",
            "PARTY, NEIGHBOURHOOD, AMOUNT, ORG, PERSON or PLACE.",
            ("PARTY", "NEIGHBOURHOOD", "AMOUNT", "ORG", "PERSON", "PLACE"),
        ),
        Column("text", "text", "As it stands in the clean text."),
        Column(
            "canonical",
            "text",
            "The one name for it; a neighbourhood of another municipality than the run's bears that name too: "
            "'Bilgaard (Leeuwarden)'.",
        ),
        Column("kind", "text", "Of a neighbourhood: wijk, buurt, stadsdeel, area; of a party: national, local."),
        _CODES,
        Column(
            "role", "text", "Of a party in its sentence: author, coalition, asked.", ("author", "coalition", "asked")
        ),
        Column("rule", "text", "Which rule or model found it."),
        Column("confidence", "number", "How sure, 0-1."),
        _PART,
        _SENTENCE,
        *_CLEAN_SPAN,
        *_PLACE_ON_PAGE,
    ),
    "amounts": (
        _KEY,
        _DOCUMENT,
        _FILE,
        _LETTER,
        Column("letter_title", "text", "Title of that letter."),
        Column("letter_date", "text", "Its date."),
        _PAGE,
        _HALF,
        Column("text", "text", "As it stands in the clean text."),
        Column("value", "number", "In euro; empty where it is a range."),
        Column("value_low", "number", "Lowest value in euro."),
        Column("value_high", "number", "Highest value in euro; equal to the lowest where it is no range."),
        Column("approximate", "flag", "Whether the letter says circa, ongeveer, ruim ..."),
        Column("bound", "text", "ceiling (maximaal), floor (minimaal, ruim), or empty.", ("ceiling", "floor")),
        Column(
            "period", "text", "'per year', 'once', '2014', '2011-2014', 'from 2015', 'until 2017', 'until end 2014'."
        ),
        Column(
            "role",
            "text",
            "What the money is: budget, cut, subsidy, credit, cost, levy, ceiling, overrun; empty: none of these is "
            "said.",
            ("budget", "cut", "subsidy", "credit", "cost", "levy", "ceiling", "overrun"),
        ),
        Column("role_confidence", "number", "How sure the role is, or that there is none, 0-1."),
        Column("whose", "text", "Party, organisation or municipality it belongs to."),
        Column(
            "place", "text", "Neighbourhood, or neighbourhoods parted by '; ', or a group of them ('15 NLA-wijken')."
        ),
        _CODES,
        _PART,
        _SENTENCE,
        Column("rule", "text", "Which rule or model found it."),
        Column("confidence", "number", "How sure, 0-1."),
        *_CLEAN_SPAN,
        *_PLACE_ON_PAGE,
    ),
    "corrections": (
        _KEY,
        _DOCUMENT,
        _FILE,
        _LETTER,
        _PAGE,
        _HALF,
        Column("made", "flag", "true: changed in the clean text; false: only suggested, too doubtful to make."),
        Column("stage", "text", "The stage that changed it: repair, correct, ..."),
        Column("rule", "text", "The rule, as in 'confusions:o>e' or 'words:Steiier'."),
        Column("before", "text", "What stood there."),
        Column("after", "text", "What it became."),
        Column("confidence", "number", "How sure, 0-1."),
        Column("context", "text", "The clean text around it."),
        *_CLEAN_SPAN,
        *_PLACE_ON_PAGE,
    ),
}


TEXTS = (
    _DOCUMENT,
    _PAGE,
    _HALF,
    Column("clean", "text", "The page's clean text."),
    Column("raw", "text", "Its raw text, as it was read."),
    Column("others", "text", "What further readings of the page say."),
)
"""What full text search looks in; only in the database."""

TIMINGS = (
    Column("key", "text", "Key of the page (table pages); of the stages of a whole file, the file's: `document`."),
    _DOCUMENT,
    Column("page", "integer", "Page in the file, from 1; empty: the whole file."),
    Column("stage", "text", "read: one page; finish: repair, correction, letters and tags of the whole file."),
    Column("seconds", "number", "On the clock of the machine that did it; empty: it was not done to the end."),
)
"""How long it took, in `timings.csv` alone: the one output that differs from run to run."""

"""Words and sentences of Dutch municipal letters, for spaCy.

`tokenizer` makes spaCy's Dutch tokenizer with the infixes and abbreviations that these letters need; it is
baked into the model directory, so a model that was saved with it needs no import. `letter_sentences` sets
sentence starts and is a spaCy component: a model that names it loads once this module has been imported
(or through the package's `spacy_factories` entry point).

A line end inside a paragraph ends no sentence; a blank line, a bullet, a heading or the end of a full stop does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy
from spacy.lang.nl import Dutch
from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # compiled, without stubs
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

import pipeline.stages.tag.doubts  # noqa: F401 - our model's other component: one import makes the model loadable

SENTENCES = "letter_sentences"
"""Name under which `letter_sentences` is known to spaCy."""

_LETTER = "A-Za-zÀ-ÖØ-öø-ÿ"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# 'CDA/D66', 'RUG/SocioQuest', 'raad/college': two names in one, but 'RO/EZ' and 'en/of' go the same way, which costs
# nothing. Not between digits: '2013/2014', '20/21 november'.
_SLASH = rf"(?<=[{_LETTER}])/(?=[{_LETTER}(])"

# 'PvdA-stuk', 'NLA-wijkteams', 'D66-fractie' part after an abbreviation (it ends in a capital or digit and is longer
# than one sign); 'co-creatie', 'Kerkrade-West', 'A-kerk' and 'Van Dijk-Bos' stay whole.
_HYPHEN_AFTER_ABBREVIATION = rf"(?:(?<=[{_LETTER}][A-Z0-9])|(?<=[A-Z][0-9][0-9]))-(?=[{_LETTER}])"

# 'GroenLinks-fractie', 'Stadspartij-motie': a name in small letters parts only from words like these.
_POLITICAL = (
    "fractie|motie|voorstel|stuk|initiatief|amendement|raadslid|raadsleden|wethouder|woordvoerder|lijst"
    "|analyse|rapport|directeur"
)
_HYPHEN_BEFORE_POLITICAL = rf"(?<=[a-zà-öø-ÿ])-(?=(?:{_POLITICAL}))"

_PREFIXES = (r"(?<![0-9])[-–•●·»*\uf0b7\uf0a7](?=[A-Z])", r"[●\uf0b7\uf0a7]", "‘", "’(?=[A-Z])", "…", r"/(?=\S)")
_INFIXES = (
    _SLASH,
    _HYPHEN_AFTER_ABBREVIATION,
    _HYPHEN_BEFORE_POLITICAL,
    r"(?<=[0-9]),(?=-)",
    r"(?<=[a-z0-9])[;:](?=[A-Z])",
    r"(?<=[a-zà-öø-ÿ]{4})\.(?=[0-9]{1,2}$)",  # a footnote's number: 'te vinden in Assen.1'
)
_SUFFIXES = (r"(?<=[\w,])/", r"(?<=[0-9]),(?:-{1,2}|–|—|=)", r"(?<=[0-9])(?:%|‰)")

_ABBREVIATIONS = _words(
    """
    a.g.v. a.h.w. a.s. a.u.b. afd. afz. alg. amend. art. artt. aug. bc. bijl. bijv. blz. bv. c.a. c.q. c.s. ca.
    cf. cie. cpl. d.d. d.m.v. d.w.z. dd. dec. dhr. dir. div. dr. drs. ds. e.a. e.d. e.e.a. e.o. e.v. e.v.t. enz.
    etc. evt. excl. exkl. fa. fam. febr. fig. g.b. gem. h.o.d.n. hfdst. hr. i.b.v. i.c. i.c.m. i.e. i.g.v.
    i.h.a. i.h.b. i.h.k.v. i.i.g. i.k.v. i.o. i.o.m. i.o.v. i.p.v. i.r.t. i.s.m. i.t.t. i.v.m. i.z. incl. ing.
    inkl. ir. j.l. jan. jhr. jl. jr. kath. kenm. m.a. m.a.w. m.b.t. m.b.v. m.i. m.i.v. m.m.v. m.n. m.u.v. max.
    mej. mevr. mgr. min. mio. mld. mln. mr. mvr. mw. n.a.v. n.m. n.o.m. n.v.t. nl. nov. nr. nrs. o.a. o.b.v.
    o.g.v. o.i.d. o.l.v. o.m. o.v.v. okt. ong. p.a. p.j. p.m. p.o. p.p. p.s. p.w. pag. par. pct. penn. plm. plv.
    prof. r.k. red. ref. resp. s.v.p. secr. sept. sr. st. stg. t.a.v. t.b.v. t.g.v. t.h.v. t.k.n. t.l.v. t.n.v.
    t.o.v. t.w.v. t.z.t. tel. v.a. v.d. v.h. v.l.n.r. v.v. verg. vgl. vh. vlg. vnl. voorz. w.o. wnd. z.g. z.i.
    z.o.z. z.s.m. zgn.
    """
)
_AS_WRITTEN = _words(
    """
    B.V. N.V. V.O.F. U.A. W.A. B.Sc. M.Sc. Ph.D. LL.M. P.v.d.A. PvdA D'66 D’66 Let's 's-Gravenhage
    's-Hertogenbosch ’s-Gravenhage ’s-Hertogenbosch 'S-GRAVENHAGE 'S-HERTOGENBOSCH v.d. v.d van't t/m m/v a/d
    h/a p/a v/d b/d v/h n.v.t en/of
    """
)

# An abbreviation that may also close a sentence does so before a word that mostly opens one.
_MAY_CLOSE = frozenset(
    _words("a.s. b.v. c.s. e.a. e.d. e.o. enz. etc. j.l. jl. jr. mld. mln. n.v. n.v.t. o.i.d. p.j. p.m. sr. u.a.")
)
_OPENERS = frozenset(
    _words(
        """
        aan alle als bij bovendien daarbij daardoor daarnaast daarom dan dat de deze die dit echter een er het
        hierbij hierdoor hiermee hierop hij hoe hoewel ik in indien inmiddels maar men met momenteel na naar
        naast om omdat ons onze ook op sinds ten tevens tijdens toch tot u uit uw vanaf verder vervolgens via
        volgens voor waar wanneer want wat we wie wij zij zo
        """
    )
)

_BULLETS = frozenset(_words("• - – — * · » ■ ▪ □ o ◦ ● ‣ ➢ ✓ ‐ ‑ \uf0b7 \uf0a7"))
_CLOSING = frozenset(_words("\" ' ” ’ » ) ] ''"))
_OPENING = frozenset(_words("\" ' “ ‘ « ( [ ‚ „ ,, ``"))
_TERMINAL = frozenset(_words(". ! ? … ... .. ?! !! ??"))
_ENUMERATOR = re.compile(r"(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}|[a-zA-Z]|[A-Z][0-9]{1,2}|[ivx]{1,4}|[IVX]{1,5})([.)]?)\Z")
# A line that ends in one of these is no heading and no finished field, however short it is.
_GOES_ON = frozenset(
    _words(
        """
        & ( , / aan als bij dat de den der des dhr. die door dr. drs. een en haar heer het hun in ir. met mevr.
        mevrouw mr. mw. naar of om onder ons onze op over per prof. te ten ter tot tussen uit uw van voor zijn
        """
    )
)
_NARROW = 40
"""A text no wider than this is a list, a letterhead or a heading rather than paragraphs: none of its lines is full."""
_SLACK = 6
"""Code points that a line may fall short of the text's width, beside the next word, and still be a full line."""


def tokenizer(nlp: Language) -> Tokenizer:
    """The Dutch tokenizer of these letters, over the vocabulary of `nlp`.

    Built on spaCy's own Dutch rules (https://spacy.io/usage/linguistic-features#tokenization).
    """
    defaults = Dutch.Defaults
    # spaCy takes 'dat.', 'al.', 'u.', 'best.' for abbreviations, and so glues sentences: of those in letters with one
    # full stop only ours are kept, and its initials.
    rules = {
        form: parts
        for form, parts in (defaults.tokenizer_exceptions or {}).items()
        if not (form[:-1].isalpha() and form[-1] == "." and (len(form) > 2 or form == "u."))
    }
    for short in _ABBREVIATIONS:
        for form in (short, short.capitalize(), short.upper()):
            rules[form] = [{"ORTH": form}]
    for form in _AS_WRITTEN:
        rules[form] = [{"ORTH": form}]
    return Tokenizer(
        nlp.vocab,
        rules=rules,
        prefix_search=compile_prefix_regex([*(defaults.prefixes or ()), *_PREFIXES]).search,
        suffix_search=compile_suffix_regex([*(defaults.suffixes or ()), *_SUFFIXES]).search,
        infix_finditer=compile_infix_regex([*_INFIXES, *(defaults.infixes or ())]).finditer,
        url_match=defaults.url_match,
    )


@Language.component(SENTENCES, assigns=["token.is_sent_start"])
def letter_sentences(doc: Doc) -> Doc:
    """Sets where each sentence of `doc` starts. White space belongs to the sentence before it."""
    words = [token.text for token in doc]
    lines = _lines(doc.text)
    width = _width(lines)
    starts = [False] * len(words)
    offsets = [token.idx for token in doc]
    line_of = _line_numbers(lines, offsets)

    previous = -1  # the last word that is no white space
    start = 0  # where the present sentence began
    breaks = 0  # line ends since `previous`
    ended = False
    for here, word in enumerate(words):
        if word.isspace():
            breaks += word.count("\n") + 2 * word.count("\f")
            continue
        if previous < 0:
            opens = True
        elif breaks == 0:
            opens = ended and not _closes(words, here, offsets) and _can_open(words, here)
        else:
            line = lines[line_of[previous]][1]
            opens = _opens_line(words, previous, here, breaks, ended, line, width)
        if opens:
            starts[here] = True
            start = here
        ended = ended if ended and not opens and _closes(words, here, offsets) else _ends(words, here, start)
        previous, breaks = here, 0
    # Set at once: each assignment to `token.is_sent_start` looks through the whole document for a parse first.
    marks: Any = numpy.array([[1 if opens else -1] for opens in starts], dtype="int64").reshape(-1, 1)
    return doc.from_array(["SENT_START"], marks.astype("uint64"))


def _lines(text: str) -> list[tuple[int, int]]:
    """Start and length (without white space at its end) of every line, in code points."""
    found, start = [], 0
    for line in re.split("[\n\f]", text):
        found.append((start, len(line.rstrip())))
        start += len(line) + 1
    return found


def _width(lines: Sequence[tuple[int, int]]) -> int:
    """How long a full line is: the line that nine of ten written lines do not pass."""
    lengths = sorted(length for _, length in lines if length)
    return lengths[min(len(lengths) - 1, len(lengths) * 9 // 10)] if lengths else 0


def _line_numbers(lines: Sequence[tuple[int, int]], offsets: Sequence[int]) -> list[int]:
    numbers, line = [], 0
    for offset in offsets:
        while line + 1 < len(lines) and lines[line + 1][0] <= offset:
            line += 1
        numbers.append(line)
    return numbers


def _next_word(words: Sequence[str], here: int) -> str:
    for word in words[here + 1 : here + 4]:
        if not word.isspace():
            return word
    return ""


def _can_open(words: Sequence[str], here: int) -> bool:
    """Whether a sentence may start at `here`, where the one before it seems finished."""
    word = words[here]
    if word in _OPENING:
        following = _next_word(words, here)
        return not following[:1].islower()
    return word[0].isupper() or word[0].isdigit() or word in _BULLETS or word in ("'s", "’s", "'t", "’t", "€")


def _is_item(words: Sequence[str], here: int) -> bool:
    """Whether a bullet or an enumerator ('1.', 'a)', 'B2.', '1.1.3') stands at `here`, at the start of a line."""
    word = words[here]
    following = words[here + 1] if here + 1 < len(words) else ""
    if word in _BULLETS:
        return bool(following) and following != "-"
    found = _ENUMERATOR.match(word)
    if not found:
        return False
    return bool(found.group(1)) or following in (".", ")") or ("." in word and following[:1].isupper())


def _opens_line(
    words: Sequence[str], previous: int, here: int, breaks: int, ended: bool, line: int, width: int
) -> bool:
    """Whether a sentence starts at `here`, the first word of a line, `line` code points being the one before."""
    word, last = words[here], words[previous]
    small = word[0].islower() or word in _CLOSING or word in (",", "(")
    full = width >= _NARROW and line + 1 + len(word) + _SLACK > width
    # 'optie\nB. en' is no item, but 'a. Besluitenlijst' is one.
    if _is_item(words, here) and (breaks > 1 or ended or not full or not word[0].isalpha()):
        return True
    if breaks > 1:
        # Some letters are set with a blank line after every line: what goes on in small letters after a full line, or
        # after a word that calls for more, is the same sentence.
        if small:
            return ended or not (full or last.casefold() in _GOES_ON)
        return True if ended or not full else last.casefold() not in _GOES_ON and last[-1] != "-"
    if small:
        return False
    if ended:
        return True
    if last == ";":
        return True
    return not full and last.casefold() not in _GOES_ON and last[-1] != "-"


def _closes(words: Sequence[str], here: int, offsets: Sequence[int]) -> bool:
    """Whether what stands at `here` hangs on the word before: a quote, a bracket, the number of a footnote."""
    glued = here > 0 and offsets[here] == offsets[here - 1] + len(words[here - 1])
    return glued and (words[here] in _CLOSING or words[here].isdigit())


def _ends(words: Sequence[str], here: int, start: int) -> bool:
    """Whether the sentence from `start` may be finished after `here`."""
    word = words[here]
    if word in _TERMINAL:
        is_item = here == start + 1 and _ENUMERATOR.match(words[start]) is not None
        return not (word == "." and is_item)
    if word[-1] == "." and word.casefold() in _MAY_CLOSE:
        return _next_word(words, here).casefold() in _OPENERS and _next_word(words, here)[0].isupper()
    return False

"""Two readings of one page: which of them errs less?

Words that both have say nothing; of the others, those that are no words, figures that nobody writes and what the engine
is not sure of are probably wrong, and a reading that lacks words of the other has passed over them. Words are compared
as a bag, because two programs rarely put blocks in the same order.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pipeline.document import Reading
from pipeline.stages.read.words import TOKEN, WORD, Words, is_sound

_UNSURE = 0.6  # confidence below which a word that the other reading has not is probably wrong


@dataclass(frozen=True, slots=True)
class Comparison:
    """The words and figures of a text layer beside those of a new reading."""

    layer_wrong: int
    reading_wrong: int
    shared: float  # share of the words of three letters and more of the longer one that both have
    words: int  # words and figures of the longer one

    @property
    def layer_is_better(self) -> bool:
        return self.layer_wrong < self.reading_wrong

    @property
    def layer_error(self) -> float:
        """Share of the words that are wrong or missing in the layer, as far as the new reading tells."""
        return self.layer_wrong / self.words if self.words else 0.0


def compare(layer: Reading, reading: Reading, lexicon: Words) -> Comparison:
    old, new = Counter(TOKEN.findall(layer.text)), Counter(TOKEN.findall(reading.text))
    only_old, only_new = old - new, new - old
    unsure = _unsure(reading)
    old_sound = sum(count for word, count in only_old.items() if is_sound(word, lexicon))
    new_sound = sum(max(0, count - unsure[word]) for word, count in only_new.items() if is_sound(word, lexicon))
    words = max(old.total(), new.total())
    long_old, long_new = Counter(WORD.findall(layer.text)), Counter(WORD.findall(reading.text))
    longest = max(long_old.total(), long_new.total())
    return Comparison(
        layer_wrong=only_old.total() - old_sound + max(0, new_sound - old_sound),
        reading_wrong=only_new.total() - new_sound + max(0, old_sound - new_sound),
        shared=(long_old & long_new).total() / longest if longest else 1.0,
        words=words,
    )


def _unsure(reading: Reading) -> Counter[str]:
    found = Counter[str]()
    for word in reading.words:
        if word.confidence is not None and word.confidence < _UNSURE:
            found.update(TOKEN.findall(reading.text, word.span.start, word.span.end))
    return found

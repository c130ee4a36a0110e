"""A word list as a trie in flat arrays, to be walked by many words at once.

Nodes are numbered level by level, so that the children of a node lie side by side: a child is found from a bit mask
(which characters go on from here) and the number of the first child. Two bytes a node describe it all (a succinct
tree in level order: Jacobson 1989), and they unpack in numpy in hundredths of a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

ALPHABET = "'-abcdefghijklmnopqrstuvwxyzàáâäåçèéêëíîïñóôöøúûü"  # sorted; at most 63 characters
LONGEST = 45  # code points; longer words are not in the trie
ROOT = 0
WORD_ENDS = np.uint8(0x80)  # beside the number of children in `Packed.shapes`
_CODES = np.full(0x250, -1, dtype=np.int8)
_CODES[[ord(character) for character in ALPHABET]] = np.arange(len(ALPHABET))


@dataclass(frozen=True)
class Trie:
    """By node: which characters go on, the first child, the value of the word that ends there (NaN: none), depth."""

    masks: NDArray[np.uint64]
    first_children: Ints
    values: Floats
    depths: NDArray[np.int8]

    def children(self, nodes: Ints, codes: Ints) -> Ints:
        """The child of each node along each code (-1: none such)."""
        masks = self.masks[nodes]
        bits = np.left_shift(np.uint64(1), np.maximum(codes, 0).astype(np.uint64))
        below = np.bitwise_count(masks & (bits - np.uint64(1))).astype(np.int32)
        found = (codes >= 0) & ((masks & bits) != 0)
        return np.where(found, self.first_children[nodes] + below, np.int32(-1))

    def words(self) -> Iterator[tuple[str, float]]:
        """Every word with its value, in no promised order."""
        waiting = [(ROOT, "")]
        while waiting:
            node, prefix = waiting.pop()
            if not np.isnan(self.values[node]):
                yield prefix, float(self.values[node])
            mask, child = int(self.masks[node]), int(self.first_children[node])
            codes = (code for code in range(len(ALPHABET)) if mask >> code & 1)
            waiting.extend((child + number, prefix + ALPHABET[code]) for number, code in enumerate(codes))


def fits(word: str) -> bool:
    """Whether the trie can hold the word."""
    return 0 < len(word) <= LONGEST and all(character in ALPHABET for character in word)


def in_order(words: Sequence[str]) -> list[str]:
    """The words as the trie's nodes have them: shorter ones first, then by alphabet."""
    return sorted(words, key=lambda word: (len(word), word))


def codes_of(points: NDArray[np.uint32]) -> Ints:
    """Code points as the trie's codes; -1 for characters that no word has."""
    inside = np.minimum(points, len(_CODES) - 1)
    return np.where(points < len(_CODES), _CODES[inside], np.int8(-1)).astype(np.int32)


def pack(words: Sequence[str]) -> tuple[Bytes, Bytes]:
    """Labels and shapes of the trie of distinct words that all fit (any order): two bytes a node.

    A label is the code of the character that leads to a node (0 at the root), a shape its number of children, with
    `WORD_ENDS` where a word ends.
    """
    labels, shapes = bytearray(1), bytearray()
    level = [""] if words else []
    ends = set(words)
    children: dict[str, list[str]] = {}
    for prefix in sorted({word[:end] for word in words for end in range(1, len(word) + 1)}):
        children.setdefault(prefix[:-1], []).append(prefix)
    while level:
        following = [child for prefix in level for child in children.get(prefix, ())]
        shapes.extend(len(children.get(prefix, ())) | (WORD_ENDS.item() if prefix in ends else 0) for prefix in level)
        labels.extend(ALPHABET.index(child[-1]) for child in following)
        level = following
    return np.frombuffer(bytes(labels), np.uint8), np.frombuffer(bytes(shapes or b"\0"), np.uint8)


def unpack(labels: Bytes, shapes: Bytes, values: Floats) -> Trie:
    """The trie of packed words, with their values in the order of `in_order`."""
    counts = (shapes & ~WORD_ENDS).astype(np.int32)
    after = np.cumsum(counts, dtype=np.int32) + 1
    first_children = after - counts
    bits = np.left_shift(np.uint64(1), labels.astype(np.uint64))
    sums = np.cumsum(bits, dtype=np.uint64)  # overflow wraps, and a difference of two sums is right all the same
    masks = np.where(counts > 0, sums[np.minimum(after, len(sums)) - 1] - sums[first_children - 1], np.uint64(0))
    by_node = np.full(len(shapes), np.nan, dtype=np.float32)
    by_node[shapes >= WORD_ENDS] = values
    return Trie(masks, first_children, by_node, _depths(after, len(shapes)))


def build_trie(values: dict[str, float]) -> Trie:
    """The trie of some words with their values; words that do not fit are left out."""
    words = in_order([word for word in values if fits(word)])
    return unpack(*pack(words), np.array([values[word] for word in words], dtype=np.float32))


def _depths(after: Ints, nodes: int) -> NDArray[np.int8]:
    depths = np.zeros(nodes, dtype=np.int8)
    start, end, depth = 0, 1, 0
    while start < end:
        depths[start:end] = depth
        start, end, depth = end, int(after[end - 1]), depth + 1
    return depths

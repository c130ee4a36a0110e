"""The model that says what an amount is: what it is worth on unseen files, and that it is the one that was learned."""

from __future__ import annotations

from itertools import pairwise

from pipeline.stages.tag.cues import find_cues
from pipeline.stages.tag.roles import CHOICES, Surroundings, features, load_weights, role_of
from training.roles import fit


def around(sentence: str, amount: str, above: tuple[tuple[str, str], ...] = ()) -> Surroundings:
    start = sentence.index(amount)
    return Surroundings(sentence, start, start + len(amount), (), above)


def test_each_file_from_the_others() -> None:
    """Floor a little below what was reached."""
    scores = fit.each_from_the_others(fit.Marked.load())
    right, asked = (sum(count) for count in zip(*scores.values(), strict=True))
    assert asked >= 700
    assert right / asked >= 0.89


def test_the_weights_are_those_learned_from_the_marks() -> None:
    """Where this fails the marks or the features have changed: `python -m training.roles.fit` learns anew."""
    learned, kept = fit.weights(fit.Marked.load()), load_weights()
    assert {name for name, worth in learned.items() if abs(worth) > 0.05} <= set(kept)
    assert all(abs(learned.get(name, 0.0) - worth) < 0.05 for name, worth in kept.items())


def test_a_word_never_seen_in_training_is_weighed_by_its_place() -> None:
    for word, role in (("dijkheffing", "levy"), ("duinkrediet", "credit"), ("wolvenschade", "cost")):
        assert role_of(around(f"Het gaat om een {word} van € 5.", "€ 5"))[0] == role


def test_probability_grows_with_what_is_said() -> None:
    little = role_of(around("Het gaat in de buurt om € 5.", "€ 5"))
    much = role_of(around("Wij stellen een krediet van € 5 beschikbaar.", "€ 5"))
    assert little[0] == ""
    assert much[0] == "credit"
    assert 0.5 < much[1] <= 1


def test_the_head_of_a_column_speaks_for_its_cells() -> None:
    assert role_of(around("€", "€", (("column", "Begroot 2014"), ("row", "Sloop"))))[0] == "budget"
    assert role_of(around("€", "€", (("column", "Werkelijk"), ("row", "Sloop"))))[0] == "cost"
    assert role_of(around("€", "€", (("column", "Verschil"), ("row", "Sloop"))))[0] == ""


def test_cues_do_not_overlap_and_every_choice_has_a_bias() -> None:
    cues = find_cues("De eigen bijdrage en de rijksbijdrage dekken de kosten van de subsidieregeling.")
    assert all(one.end <= other.start for one, other in pairwise(cues))
    assert [cue.role for cue in cues[:2]] == ["levy", "subsidy"]
    assert all("bias" in places for places in features(around("€", "€")).values())
    assert set(features(around("€", "€"))) == set(CHOICES)

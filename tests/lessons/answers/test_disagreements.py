"""Documents that disagree are told from those that are merely similar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bench.answers_disagreements import found_apart, pairs, rates
from lessons.answers.agreeing.claims import Force, force_of
from lessons.answers.agreeing.quantities import quantities

EVERY: list[Mapping[str, Any]] = pairs()


def test_no_two_texts_that_are_merely_similar_count_as_disagreeing() -> None:
    similar = [pair for pair in EVERY if not pair["disagree"]]
    assert len(similar) >= 60
    assert [pair["id"] for pair in similar if found_apart(pair)] == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_texts_that_disagree_are_found(language: str) -> None:
    theirs = [pair for pair in EVERY if pair["language"] == language]
    assert [pair["id"] for pair in theirs if pair["round"] == 1 and pair["disagree"] and not found_apart(pair)] == []
    assert rates(theirs)["found"] >= 0.9


def test_it_does_not_matter_which_of_two_documents_comes_first() -> None:
    turned = [{**pair, "first": pair["second"], "second": pair["first"]} for pair in EVERY]
    assert [found_apart(pair) for pair in turned] == [found_apart(pair) for pair in EVERY]


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("within 14 days", "within two weeks"),
        ("until 2 pm", "until 14:00"),
        ("bis 14 Uhr", "bis 14:00 Uhr"),
        ("up to 1,000.50 euros", "up to €1000.50"),
        ("by 31 March", "by March 31"),
        ("after 60 minutes", "after one hour"),
        ("twice", "two times"),
    ],
)
def test_one_quantity_written_in_two_ways_is_the_same(first: str, other: str) -> None:
    language = "de" if "Uhr" in first else "en"
    (left,), (right,) = quantities(first, language), quantities(other, language)
    assert (left.dimension, left.bound) == (right.dimension, right.bound)
    assert left.value == pytest.approx(right.value)


@pytest.mark.parametrize(
    ("sentence", "force"),
    [
        ("Dogs are allowed.", Force.ALLOWS),
        ("Dogs are not allowed.", Force.FORBIDS),
        ("You must wear gloves.", Force.DEMANDS),
        ("You do not have to wear gloves.", Force.LEAVES_OPEN),
        ("You must not wear gloves.", Force.FORBIDS),
        ("Fahrer müssen keinen Gurt anlegen.", Force.LEAVES_OPEN),
        ("Besucher dürfen nicht parken.", Force.FORBIDS),
        ("Die Nachtschicht beginnt um zehn.", Force.STATES),
    ],
)
def test_a_sentence_allows_forbids_demands_or_leaves_open(sentence: str, force: Force) -> None:
    assert force_of(sentence) is force

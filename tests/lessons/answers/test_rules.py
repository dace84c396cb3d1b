"""What is quoted never says the opposite of its document, in words or as a clip."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bench.answers_polarity import misleading, rules
from bench.answers_slice import create
from lessons.answers.text.rules import rule
from lessons.database import Database

CASES = rules()


@pytest.fixture
async def empty(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path}/rules.db")
    await create(database)
    return database


async def test_no_item_row_or_clause_is_quoted_without_what_turns_it(empty: Database) -> None:
    wrong = [case["id"] for case in CASES if (await misleading(empty, case))[0]]
    await empty.close()
    assert wrong == []


def test_the_rules_are_of_every_kind_in_two_languages() -> None:
    kinds = {"bullets", "numbers", "heading", "table", "except", "unless", "only-if", "nested", "long", "paragraph"}
    kinds |= {"next", "conditions", "mistakes", "answers", "footnote", "marks", "double", "definition"}
    assert {case["kind"] for case in CASES} == kinds
    assert len(CASES) == 92
    assert sum(case["language"] == "de" for case in CASES) >= 20


def quoted(title: str, body: str, chosen: str) -> str:
    start = body.index(chosen)
    return rule("p", title, body, [(start, start + len(chosen))]).text


SPLIT: list[Mapping[str, Any]] = [
    {
        "body": "Never do this:\n- lend a key\n- lend a badge",
        "chosen": "lend a badge",
        "text": "Never do this:\n…\n- lend a badge",
    },
    {
        "body": "You may park here.\nBikes stand inside.\nThis is not so on Sundays.",
        "chosen": "You may park here.",
        "text": "You may park here.\n…\nThis is not so on Sundays.",
    },
    {"body": "¦ Item ¦ Banned\n¦ Knife ¦ yes", "chosen": "Knife", "text": "¦ Item ¦ Banned\n¦ Knife ¦ yes"},
    {"body": "Not allowed\nKnives\nBikes", "chosen": "Bikes", "text": "Not allowed\nKnives\nBikes"},
    {"body": "Prohibited:\nKnives\nDogs", "chosen": "Dogs", "text": "Prohibited:\nKnives\nDogs"},
    {
        "body": "A badge may be lent if:\n- a manager agrees\n- the book is signed\nBadges are blue.",
        "chosen": "a manager agrees",
        "text": "A badge may be lent if:\n- a manager agrees\n- the book is signed",
    },
    {
        "body": "Scooters may be parked inside\nExcept on Sundays",
        "chosen": "Scooters may",
        "text": "Scooters may be parked inside\nExcept on Sundays",
    },
    {
        "body": "The following does not apply to interns.\nEverybody may work at home.",
        "chosen": "Everybody",
        "text": "The following does not apply to interns.\nEverybody may work at home.",
    },
]


@pytest.mark.parametrize("case", SPLIT, ids=lambda case: case["chosen"])
def test_what_is_left_out_between_is_marked_and_what_turns_it_is_not_left_out(case: Mapping[str, Any]) -> None:
    assert quoted("Handbook", case["body"], case["chosen"]) == case["text"]


def test_what_stands_under_common_mistakes_is_quoted_with_that_heading() -> None:
    assert quoted("Oil › Common mistakes", "Pour water on it.", "Pour").startswith("Common mistakes:\n")
    assert quoted("Oil › When things go wrong", "Cover it with a lid.", "Cover") == "Cover it with a lid."
    assert quoted("Oil › Putting it out", "Cover it with a lid.", "Cover") == "Cover it with a lid."


def test_a_sentence_of_a_long_paragraph_brings_the_one_that_limits_it() -> None:
    filler = " ".join(f"The corridor number {n} is painted white every year in spring." for n in range(9))
    body = f"Dogs may come along. {filler} None of this applies to the laboratory. However, guide dogs may enter it."
    text = quoted("Handbook", body, "Dogs may come along.")
    assert "corridor" not in text
    assert text.startswith("Dogs may come along. … ")
    assert "However, guide dogs may enter it." in text

"""What is repaired, and what is somebody's good word that nobody wrote here yet."""

from __future__ import annotations

import pytest

from lessons.answers.text.dictionary import is_real
from lessons.answers.text.spelling import likeliest, one_edit_away
from tests.lessons.answers.world import World


def read_as(word: str, *known: str) -> str | None:
    return likeliest(word, one_edit_away(word), dict.fromkeys(known, 1))


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("pasword", "password"),
        ("passwrod", "password"),
        ("psasword", "password"),
        ("apssword", "password"),
        ("paszword", "password"),
        ("passwordd", "password"),
        ("mial", "mail"),
        ("amil", "mail"),
    ],
)
def test_a_slip_of_the_fingers_is_repaired(typed: str, meant: str) -> None:
    assert read_as(typed, meant) == meant


@pytest.mark.parametrize(
    "word, other",
    [("book", "took"), ("many", "may"), ("name", "same"), ("task", "talk"), ("light", "night"), ("class", "glass")],
)
def test_a_short_word_or_another_beginning_is_another_word(word: str, other: str) -> None:
    assert read_as(word, other) is None


def test_the_word_written_most_often_is_meant_and_of_equals_the_first() -> None:
    assert likeliest("horze", one_edit_away("horze"), {"horse": 2, "horde": 1}) == "horse"
    assert read_as("horze", "horse", "horde") == "horde"


@pytest.mark.parametrize(
    "word, languages",
    [("flight", ["en"]), ("contact", ["de", "en"]), ("urlaub", ["de-AT"]), ("voiture", ["fr"]), ("dinero", ["es"])],
)
def test_words_of_a_language_are_known(word: str, languages: list[str]) -> None:
    assert is_real(word, languages)


@pytest.mark.parametrize("languages", [["en", "de", "fr", "es"], ["xx"], ["../../en"], [""], []])
def test_no_list_holds_a_typing_error(languages: list[str]) -> None:
    assert not is_real("passwrod", languages)


@pytest.mark.parametrize(
    "question, language",
    [
        ("How do I contact the works council?", "en"),
        ("thought policy flight many book", "en"),
        ("Wer bekommt welche Vertretung?", "de"),
    ],
)
async def test_a_good_word_that_nobody_wrote_here_is_not_repaired(either: World, question: str, language: str) -> None:
    await either.teach(
        "a.md", "The contract took a fight, although the police may look. Die Vertretungen bekommen Brot."
    )
    assert (await either.ask(question, language)).corrected == ()


async def test_a_name_may_be_mistyped_into_a_real_word(either: World) -> None:
    await either.teach("a.md", "Percy Shelley wrote poems.")
    await either.teach("b.md", "Mary Shelley wrote novels.")
    assert (await either.ask("What did Percy Shelly write?")).corrected == (("shelly", "shelley"),)
    assert (await either.ask("what is a shelly beach")).corrected == ()


async def test_a_german_verb_is_found_in_another_form(either: World) -> None:
    await either.teach("a.md", "Brauche ich eine Vertretung? Urlaub kosten uns die Kollegen.", language="de")
    assert (await either.ask("Wer braucht Vertretung?", "de")).corrected == (("braucht", "brauche"),)


async def test_what_the_lists_do_not_know_is_repaired_still(either: World) -> None:
    await either.teach("a.md", "The contract is signed by both sides.")
    found = await either.ask("Who signs the contrcat?")
    assert found.corrected == (("contrcat", "contract"),)

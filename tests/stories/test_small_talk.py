"""People write as people do: a letter for an answer, thanks, emoji, typos, quotes, another language."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bot.answers.questions import questions
from schedules.ledger.figures.lookups import open_question
from schedules.people import roster
from schedules.people.roster import Learner
from tests.stories.world import World


async def gaps(world: World) -> int:
    """How many questions anybody was taken to have asked."""
    async with world.database.read() as db:
        return await db.scalar(sa.select(sa.func.count()).select_from(questions)) or 0


async def test_a_typed_letter_answers_the_open_question(world: World) -> None:
    """F4: "B" was looked for in the documents and put on the list of what is missing."""
    await world.join("Ada")
    await world.start("Ada")
    await world.pass_days(1)
    await world.write("Ada", "e")
    assert "none of its answers: write A, B or C" in (await world.last("Ada")).words
    await world.write("Ada", "b)")
    assert "Right: you said “Report it”" in (await world.last("Ada")).words
    episode = next(words for words in await world.sees("Ada") if words.startswith("The Leak, episode 1"))
    assert "Right: you said “Report it”" in episode, "the lesson itself shows the verdict too"
    assert await gaps(world) == 0


async def test_an_options_own_words_answer_it_also_with_a_typo(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    await world.pass_days(1)
    await world.write("Ada", "Report it!")
    assert "Right: you said “Report it”" in (await world.last("Ada")).words


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("thanks!", "You are welcome!"),
        ("👍", "All right."),
        ("Hi there", "Hello Ada! Ask me anything about your lessons, or write “help”."),
        ("ok", "All right."),
    ],
)
async def test_small_talk_gets_one_friendly_line_and_is_no_gap(world: World, words: str, line: str) -> None:
    await world.join("Ada")
    await world.write("Ada", words)
    assert (await world.last("Ada")).words.splitlines() == [line]
    assert await gaps(world) == 0


async def test_commands_with_quotes_capitals_typos_and_mentions_work(world: World) -> None:
    await world.join("Ada")
    for words in ("“progress”", "LEARN PROGRESS", "@Ninety progress", "progres", "/learn progress"):
        await world.write("Ada", words)
        assert "Nothing to show yet" in (await world.last("Ada")).words, words
    assert await gaps(world) == 0


async def test_whoever_speaks_german_is_answered_in_german(world: World) -> None:
    await world.join("Ada")
    async with world.database.write() as db:
        await roster.change_learner(db, world.workspace.id, world.learners["Ada"].id, locale="de-AT")
    await world.start("Ada")
    await world.write("Ada", "hilfe")
    assert "Was du mir schreiben kannst" in (await world.last("Ada")).words
    await world.write("Ada", "danke")
    assert "Gern geschehen!" in (await world.last("Ada")).words
    await world.write("Ada", "pause eine Woche")
    assert "vor Montag, 9. März kommt nichts von mir" in (await world.last("Ada")).words
    await world.write("Ada", "fortsetzen")
    await world.pass_days(1)
    assert any(words.startswith("The Leak, Folge 1 von 5") for words in await world.sees("Ada"))
    await world.write("Ada", "b")
    assert "Richtig: Du hast „Report it“ gesagt." in (await world.last("Ada")).words


async def test_the_first_words_say_what_this_is_who_runs_it_and_how_to_say_no(world: World) -> None:
    """S6, and Article 50 of the European AI Act."""
    await world.join("Ada")
    await world.sender.deliver_due()
    first = (await world.sees("Ada"))[0]
    for words in (
        "automated assistant, not a person",
        f"{world.workspace.name} runs me",
        "made by a program",
        "Managers see",
        "write “stop” to get none",
    ):
        assert words in first, words
    await world.write("Ada", "help")
    assert "automated assistant" in (await world.last("Ada")).words
    await world.write("Ada", "are you a bot?")
    assert "automated assistant" in (await world.last("Ada")).words


async def test_next_says_why_nothing_comes(world: World) -> None:
    """S16: "You have seen every episode" before the first one; X9: after a stop it spoke of the cap."""
    await world.join("Ada")
    await world.write("Ada", "next")
    assert "You have no lesson yet" in (await world.last("Ada")).words
    await world.write("Ada", "stop")
    await world.write("Ada", "next")
    assert "You asked me to send no lessons" in (await world.last("Ada")).words


async def is_asked(world: World, learner: Learner) -> bool:
    async with world.database.read() as db:
        return await open_question(db, learner) is not None


async def test_a_series_ends_with_a_word_to_its_learner_and_to_its_manager(world: World) -> None:
    """X10: nothing came after the last episode."""
    ada = await world.join("Ada")
    await world.start("Ada")
    for _ in range(7):
        await world.pass_days(1)
        # A letter answers the newest question; an earlier one may have come back half an hour after the episode.
        while await is_asked(world, ada):
            await world.write("Ada", "b")
    sees = await world.sees("Ada")
    (farewell,) = [words for words in sees if "That was the last episode of “The Leak”" in words]
    assert "Right at the first try: 5 of 5." in farewell
    assert sum("“The Leak” is through" in words for words in sees) == 1


async def test_a_manager_who_pauses_what_rests_hears_that_it_rests(world: World) -> None:
    """“pause The Leak” a second time was looked for in the documents."""
    await world.join("Mira", manages=True)
    await world.join("Ada")
    await world.start("Ada")
    await world.write("Mira", "pause the leak")
    assert "“The Leak” is paused now." in (await world.last("Mira")).words
    await world.write("Mira", "Pause The Leak")
    assert "is paused: resume it instead" in (await world.last("Mira")).words
    await world.write("Mira", "pause")
    assert "is paused: resume it instead" in (await world.last("Mira")).words
    await world.write("Mira", "resume the leak")
    assert "“The Leak” is running now." in (await world.last("Mira")).words
    assert await gaps(world) == 0

"""Save, like, share, and what is suggested because of it: by words, on every platform."""

from datetime import timedelta

import pytest

from bot.parsing.phrases import Command, understand
from tests.stories.world import MONDAY, World


async def ready(world: World) -> None:
    for name in ("Ada", "Bo"):
        await world.join(name)
    await world.start("Ada")
    await world.until(MONDAY + timedelta(hours=2))


async def test_what_was_saved_is_found_again(world: World) -> None:
    await ready(world)
    await world.write("Ada", "save")
    assert "Saved: “The Printer”" in (await world.last("Ada")).words
    await world.write("Ada", "saved")
    assert list((await world.last("Ada")).buttons) == ["The Printer"]
    await world.press("Ada", "The Printer", about="What you saved")
    assert (await world.last("Ada")).words.startswith("The Printer")


async def test_saving_nothing_and_having_saved_nothing_are_said_plainly(world: World) -> None:
    await world.join("Ada")
    await world.write("Ada", "save")
    assert "no lesson yet" in (await world.last("Ada")).words
    await world.write("Ada", "saved")
    assert "You saved nothing yet" in (await world.last("Ada")).words


async def test_a_colleague_gets_what_is_shared_inside_of_their_own_hours_and_only_once(world: World) -> None:
    await ready(world)
    world.clock.at = MONDAY + timedelta(hours=14)
    await world.write("Ada", "share with @Bo")
    assert "Bo gets “The Printer” from you" in (await world.last("Ada")).words
    await world.write("Ada", "Share it with @bo")
    assert not any("thought of you" in words for words in await world.sees("Bo"))
    await world.pass_days(1)
    assert sum("Ada thought of you: “The Printer”" in words for words in await world.sees("Bo")) == 1


async def test_sharing_with_somebody_unknown_or_who_opted_out_sends_nothing(world: World) -> None:
    await ready(world)
    await world.write("Bo", "stop")
    refusals = {
        "share with @Bo": "Bo gets no lessons here, so I sent nothing",
        "share with @Nobody": "I know nobody called “Nobody”",
        "share with @Ada": "You have this lesson already",
    }
    for words, refusal in refusals.items():
        await world.write("Ada", words)
        assert refusal in (await world.last("Ada")).words
    await world.write("Ada", "share")
    assert "With whom?" in (await world.last("Ada")).words


async def test_learn_alone_suggests_unseen_clips_and_says_why(world: World) -> None:
    await ready(world)
    await world.write("Ada", "like")
    await world.write("Bo", "/learn")
    seen = await world.sees("Bo")
    assert "no lesson yet" in seen[-2]
    assert "You may like these" in seen[-1]
    assert "The Printer" in seen[-1].splitlines()[1]
    assert "1 colleague liked it lately" in seen[-1]
    assert len((await world.last("Bo")).buttons) == 3
    await world.press("Bo", "The Printer", about="You may like")
    assert (await world.last("Bo")).words.startswith("The Printer")


async def test_the_series_somebody_is_in_is_not_given_away(world: World) -> None:
    await ready(world)
    await world.write("Ada", "/learn")
    assert "Your current lesson: The Printer" in (await world.last("Ada")).words


async def test_somebody_elses_clip_cannot_be_saved_with_its_token(world: World) -> None:
    await ready(world)
    token = world.bot.links.player(world.workspace.id, "d", world.learners["Ada"].id, world.clock.at).rpartition("/")[2]
    await world.keep("Bo", token, "save")
    assert "no lesson yet" in (await world.last("Bo")).words


async def test_only_admins_name_managers(world: World) -> None:
    await ready(world)
    await world.write("Ada", "manager @Bo")
    assert "Only admins" in (await world.last("Ada")).words


@pytest.mark.parametrize(
    "words,command",
    [
        ("save", Command.SAVE),
        ("Share with @Bo", Command.SHARE),
        ("share it with @U2", Command.SHARE),
        ("how do I share a file with a colleague?", Command.LEARN),
        ("share files safely", Command.LEARN),
        ("manager approval for travel", Command.LEARN),
    ],
)
def test_only_what_names_somebody_is_a_command_about_somebody(words: str, command: Command) -> None:
    assert understand(words)[0] is command


@pytest.mark.parametrize("words", ["share with @Bo and @Cem", "share with Bo, Cem", "teile mit @Bo @Cem"])
async def test_a_lesson_is_shared_with_several_colleagues_at_once(world: World, words: str) -> None:
    await world.join("Mira", manages=True)
    for name in ("Ada", "Bo", "Cem"):
        await world.join(name)
    await world.start("Ada")
    await world.pass_days(1)
    await world.write("Ada", words)
    await world.pass_days(1)
    for name in ("Bo", "Cem"):
        assert any("Ada" in message and "The Printer" in message for message in await world.sees(name))


async def test_with_a_name_that_nobody_has_nobody_gets_the_lesson(world: World) -> None:
    await world.join("Mira", manages=True)
    for name in ("Ada", "Bo"):
        await world.join(name)
    await world.start("Ada")
    await world.pass_days(1)
    await world.write("Ada", "share with @Bo and @Zed")
    assert "Zed" in (await world.last("Ada")).words
    await world.pass_days(1)
    assert not any("The Printer" in message for message in await world.sees("Bo"))

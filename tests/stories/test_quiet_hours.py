"""Snooze, stop, start, resume, next, progress, help: what a learner can say, and what then happens."""

from datetime import timedelta

from tests.stories.world import MONDAY, World


def episodes(words: list[str]) -> list[str]:
    return [one[18] for one in words if one.startswith("The Leak, episode")]


async def test_a_snooze_keeps_lessons_away_until_the_day_named_and_loses_none(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    await world.write("Ada", "snooze until 5 March")
    assert "nothing from me before Thursday 5 March" in (await world.last("Ada")).words
    await world.pass_days(2.2)
    assert episodes(await world.sees("Ada")) == []
    await world.pass_days(2)
    assert episodes(await world.sees("Ada"))[0] == "1"


async def test_a_snooze_without_a_day_is_asked_back_and_one_in_the_past_refused(world: World) -> None:
    await world.join("Ada")
    await world.write("Ada", "snooze")
    assert "Until when?" in (await world.last("Ada")).words
    await world.write("Ada", "snooze until 2020-01-01")
    assert "is not in the future" in (await world.last("Ada")).words


async def test_resume_ends_a_snooze(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    await world.write("Ada", "snooze 3 weeks")
    await world.write("Ada", "resume")
    await world.pass_days(1)
    assert episodes(await world.sees("Ada"))


async def test_stop_means_stop_until_start(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    await world.write("Ada", "stop")
    await world.pass_days(3)
    assert episodes(await world.sees("Ada")) == []
    await world.write("Ada", "Start!")
    await world.pass_days(1)
    assert episodes(await world.sees("Ada")) == ["1"]


async def test_whoever_left_gets_nothing_more(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    await world.leave("Ada")
    await world.pass_days(2)
    assert episodes(await world.sees("Ada")) == []


async def test_next_brings_the_next_episode_at_once_but_only_one_a_day(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    world.clock.at = MONDAY + timedelta(hours=13)
    await world.write("Ada", "next")
    assert episodes(await world.sees("Ada")) == ["1"]
    await world.write("Ada", "next episode")
    assert "extra episode already" in (await world.last("Ada")).words
    await world.pass_days(1)
    assert episodes(await world.sees("Ada")) == ["1", "2"]


async def test_progress_tells_what_was_seen_and_answered(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    await world.write("Ada", "progress")
    assert "0 of 5 episodes" in (await world.last("Ada")).words
    await world.until(MONDAY + timedelta(hours=2))
    await world.press("Ada", "Report it")
    await world.write("Ada", "my progress")
    words = (await world.last("Ada")).words
    assert "1 of 5 episodes" in words
    assert "1 of 1" in words


async def test_help_teaches_and_learn_shows_the_current_lesson(world: World) -> None:
    await world.join("Ada")
    await world.write("Ada", "help")
    assert "What you can write to me" in (await world.last("Ada")).words
    await world.write("Ada", "/learn")
    assert "You may like these" in (await world.last("Ada")).words
    await world.start("Ada")
    await world.until(MONDAY + timedelta(hours=2))
    await world.write("Ada", "", command=True)
    assert any("Your current lesson: The Printer" in words for words in await world.sees("Ada"))


async def test_a_manager_asks_for_the_report_and_nobody_else_gets_it(world: World) -> None:
    await world.join("Mira", manages=True)
    await world.join("Ada")
    world.learners["Mira"] = world.learners["Mira"]
    await world.start("Ada")
    await world.write("Mira", "report")
    assert "The report of “The Leak”" in (await world.last("Mira")).words
    await world.write("Ada", "report")
    assert "You manage no campaign" in (await world.last("Ada")).words

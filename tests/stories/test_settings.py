"""A learner's own settings: send time, zone, language, snooze, stopping; by words and by buttons, on every platform."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.events import Preferred
from lessons import catalog
from lessons.episodes import Cue, Translation
from lessons.series import Series
from schedules.people import roster
from schedules.people.roster import Learner
from tests.stories.world import EPISODES, MONDAY, Filling, World, episode


async def lessons(world: World, name: str) -> list[str]:
    """The first lines of the episodes that somebody got."""
    return [words for words in await world.sees(name) if words.startswith(("The Leak, episode", "The Leak, Folge"))]


async def row(world: World, name: str) -> Learner:
    async with world.database.read() as db:
        found = await roster.learner_by_id(db, world.workspace.id, world.learners[name].id)
    assert found is not None
    return found


def berlin(hour: int, minute: int = 0, day: int = 2) -> datetime:
    """An instant of March 2026 by Berlin's clocks."""
    return MONDAY.replace(day=day, hour=hour - 1, minute=minute)


async def test_a_lesson_comes_at_the_time_that_was_asked_for_and_not_before(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    await world.write("Ada", "Send at 2.30pm")
    said = (await world.last("Ada")).words
    assert "Your lessons come at 14:30, on your clock." in said
    assert "Your next lesson: Monday 2 March, 14:30." in said
    await world.until(berlin(14, 29))
    assert await lessons(world, "Ada") == []
    await world.until(berlin(14, 32))
    assert len(await lessons(world, "Ada")) == 1
    await world.until(berlin(14, 32, day=3))
    assert len(await lessons(world, "Ada")) == 2


async def test_a_lesson_that_was_planned_already_moves_and_comes_once(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    await world.beat()  # Monday's episode is planned now
    await world.write("Ada", "send at 14:30")
    await world.until(berlin(14))
    assert await lessons(world, "Ada") == []
    await world.until(berlin(20))
    assert len(await lessons(world, "Ada")) == 1


async def test_send_as_planned_takes_the_own_time_back(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    await world.write("Ada", "send me lessons at 8pm")
    assert "quiet hours of your company, 20:00 to 07:00" in (await world.last("Ada")).words
    await world.write("Ada", "send at 6 pm")
    await world.write("Ada", "send as planned")
    assert "each campaign's own hours again" in (await world.last("Ada")).words
    await world.until(berlin(10))
    assert len(await lessons(world, "Ada")) == 1


async def test_what_cannot_be_taken_is_refused_with_what_to_write(world: World) -> None:
    await world.join("Ada")
    for words, answer in (
        ("send at half nine", "write it like 8:30 or 2pm"),
        ("send at 3am", "choose a time from 07:00 on and before 20:00"),
        ("time zone Nowhere", "name a large city in it, such as Berlin or New York"),
        ("language Klingon", "write its name or its code, such as German or pt-BR"),
    ):
        await world.write("Ada", words)
        assert answer in (await world.last("Ada")).words
    ada = await row(world, "Ada")
    assert (ada.send_time, ada.own_zone, ada.own_locale) == ("", "", "")


async def test_lessons_follow_somebody_to_the_zone_that_they_name(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    await world.beat()
    await world.write("Ada", "time zone New York")
    assert "America/New_York, where it is 02:30 now" in (await world.last("Ada")).words
    await world.until(berlin(14, 59))
    assert await lessons(world, "Ada") == []
    await world.until(berlin(16))
    assert len(await lessons(world, "Ada")) == 1


async def test_what_is_planned_follows_a_profile_that_moved_unless_a_zone_was_chosen(world: World) -> None:
    for name in ("Ada", "Bo"):
        await world.join(name)
    await world.start("Ada", "Bo")
    await world.write("Bo", "time zone Berlin")
    await world.beat()
    for name in ("Ada", "Bo"):
        await world.join(name, zone="America/New_York")
    await world.until(berlin(14, 59))
    assert [len(await lessons(world, name)) for name in ("Ada", "Bo")] == [0, 1]
    await world.until(berlin(16))
    assert [len(await lessons(world, name)) for name in ("Ada", "Bo")] == [1, 1]


async def test_the_platform_never_overwrites_a_choice_and_the_profile_can_be_had_back(world: World) -> None:
    await world.join("Ada")
    await world.write("Ada", "time zone Tokyo")
    await world.join("Ada", zone="America/Lima")
    assert (await row(world, "Ada")).zone == "Asia/Tokyo"
    await world.write("Ada", "time zone as in my profile")
    assert "follows your profile again" in (await world.last("Ada")).words
    ada = await row(world, "Ada")
    assert (ada.own_zone, ada.zone) == ("", ada.platform_zone)


async def test_a_language_that_no_lesson_is_told_in_is_noted_honestly(world: World) -> None:
    await world.join("Ada")
    await world.write("Ada", "language Deutsch")
    assert "Deutsch ist notiert. Noch gibt es keine Lektion darin" in (await world.last("Ada")).words
    await world.write("Ada", "language English")
    assert "Lessons come in English" in (await world.last("Ada")).words
    await world.write("Ada", "language as in my profile")
    assert (await row(world, "Ada")).own_locale == ""


async def in_german_too(world: World) -> None:
    """The series again, each episode told in German as well."""
    told = [episode(number, title) for number, title in enumerate(EPISODES, 1)]
    german = [
        replace(one, translations={"de": Translation(f"{one.title} auf Deutsch", one.script, check=one.check)})
        for one in told
    ]
    async with world.database.write() as db:
        await catalog.import_series(db, world.workspace.id, Series("leak", "The Leak", "en", tuple(german)), MONDAY)
        for clip in await catalog.clips_wanted(db, world.workspace.id, 100):
            await catalog.clip_ready(db, world.workspace.id, clip.id, 30.0, "c0ffee", [Cue(0.0, 3.0, "So.")], MONDAY)


async def test_lessons_come_in_the_language_that_was_chosen(world: World) -> None:
    await in_german_too(world)
    await world.join("Ada")
    await world.start("Ada")
    await world.write("Ada", "settings")
    if "Lessons in German" in (await world.last("Ada")).buttons:
        await world.press("Ada", "Lessons in German")
    else:  # a form with a list of languages stands there instead
        await world.write("Ada", "language German")
    assert "Lektionen kommen auf Deutsch, wo es sie gibt." in (await world.last("Ada")).words
    await world.until(berlin(11))
    assert "The Printer auf Deutsch" in (await lessons(world, "Ada"))[0]
    await world.write("Ada", "language as in my profile")
    await world.until(berlin(11, day=3))
    assert "The Cover-Up" in (await lessons(world, "Ada"))[1]
    assert "auf Deutsch" not in (await lessons(world, "Ada"))[1].splitlines()[0]


# What each button of the settings does, as a field and what to fill in where a form stands instead.
FIELDS = {
    "Send at noon": ("Send time", "12:00"),
    "Send as planned": ("Send time", ""),
    "Time zone as in my profile": ("Time zone", "As in my profile"),
    "Language as in my profile": ("Language", "As in my profile"),
    "Snooze a week": ("Nothing before this day", "2026-03-09"),
    "Go on now": ("Nothing before this day", ""),
}


async def choose(world: World, name: str, label: str) -> None:
    """Press that button of the newest settings, or fill in what it stands for."""
    if isinstance(world.mouth, Filling):
        return await world.fill(name, *FIELDS[label])
    await world.press(name, label, about="Your settings")


async def settings_say(world: World, name: str, *, lines: tuple[str, ...], fields: tuple[str, ...]) -> None:
    """Look for these lines in the newest settings, or for these fields as they are filled in."""
    shown = next(words for words in reversed(await world.sees(name)) if "Your settings" in words)
    for words in fields if isinstance(world.mouth, Filling) else lines:
        assert words in shown


async def test_settings_show_what_holds_and_every_button_works(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    await world.write("Ada", "settings")
    await settings_say(
        world,
        "Ada",
        lines=("In each campaign's own hours", "Europe/Berlin (now 08:30), as in your profile", "English"),
        fields=("in each campaign's own hours): \n", "As in my profile (Europe/Berlin)", "As in my profile (English)"),
    )
    assert "Monday 2 March, 09:" in (await world.last("Ada")).words
    await choose(world, "Ada", "Send at noon")
    await world.write("Ada", "time zone Lisbon")
    await world.write("Ada", "language fr")
    await world.write("Ada", "my settings")
    await settings_say(
        world,
        "Ada",
        lines=("12:00, your choice", "Europe/Lisbon (now 07:30), your choice"),
        fields=("in each campaign's own hours): 12:00", "Time zone: Europe/Lisbon"),
    )
    assert "Monday 2 March, 12:00" in (await world.last("Ada")).words
    for label in ("Send as planned", "Time zone as in my profile", "Language as in my profile"):
        await choose(world, "Ada", label)
    ada = await row(world, "Ada")
    assert (ada.send_time, ada.own_zone, ada.own_locale) == ("", "", "")
    await choose(world, "Ada", "Snooze a week")
    await world.write("Ada", "settings")
    await settings_say(
        world,
        "Ada",
        lines=("Snoozed until Monday 9 March",),
        fields=("Nothing before this day (empty: no snooze): 2026-03-09",),
    )
    await choose(world, "Ada", "Go on now")
    assert (await row(world, "Ada")).snoozed_until is None


async def test_no_thanks_on_the_welcome_means_no_lessons_and_one_button_brings_them_back(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    await world.sender.deliver_due()
    await world.press("Ada", "I want no lessons")
    assert "I will send you no more lessons" in (await world.last("Ada")).words
    await world.until(MONDAY + timedelta(days=1))
    assert await lessons(world, "Ada") == []
    await world.write("Ada", "settings")
    assert "Stop all lessons" not in (await world.last("Ada")).buttons
    await world.press("Ada", "Send me lessons again")
    await world.pass_days(1)
    assert len(await lessons(world, "Ada")) == 1


async def test_the_welcome_leads_to_help_and_to_settings_and_help_to_settings(world: World) -> None:
    await world.join("Ada")
    await world.sender.deliver_due()
    await world.press("Ada", "What can I do here?")
    assert "send at 8:30" in (await world.last("Ada")).words
    await world.press("Ada", "Settings", about="What you can write to me")
    assert "Your settings" in (await world.last("Ada")).words
    await world.press("Ada", "Settings", about="I am Ninety")
    assert "Your settings" in (await world.last("Ada")).words


async def test_a_button_that_says_words_works_for_its_owner_alone(world: World) -> None:
    await world.join("Ada")
    await world.join("Bo")
    await world.sender.deliver_due()
    theirs = next(card for card in await world.screen(world.learners["Ada"]) if "I want no lessons" in card.buttons)
    await world.press_token("Bo", theirs.buttons["I want no lessons"])
    assert "made for somebody else" in (await world.last("Bo")).words
    assert (await row(world, "Bo")).consents


async def test_a_form_takes_everything_at_once_or_nothing(world: World) -> None:
    await world.join("Ada")
    await world.start("Ada")
    who, now = world.person("Ada"), world.clock.at
    wrong = Preferred(who, "f1", now, send_time="21:00", zone="Asia/Tokyo", snooze="2020-01-01")
    faults = await world.bot.prefer(wrong)
    assert faults.keys() == {"send_time", "snooze"}
    assert (await row(world, "Ada")).own_zone == ""
    right = Preferred(who, "f1", now, send_time="18:15", zone="Asia/Tokyo", language="ja", snooze="2026-03-04")
    assert await world.bot.prefer(right) == {}
    ada = await row(world, "Ada")
    assert (ada.send_time, ada.zone, ada.locale) == ("18:15", "Asia/Tokyo", "ja")
    await world.until(MONDAY + timedelta(days=3))
    assert len(await lessons(world, "Ada")) == 1  # Wednesday's, at 18:15 in Tokyo


async def test_the_same_form_twice_stops_lessons_once(world: World) -> None:
    await world.join("Ada")
    stop = Preferred(world.person("Ada"), "f1", world.clock.at, lessons=False)
    for _ in range(2):
        assert await world.bot.prefer(stop) == {}
    await world.sender.deliver_due()
    assert sum("no more lessons" in words for words in await world.sees("Ada")) == 1
    assert not (await row(world, "Ada")).consents


async def test_a_form_whose_sender_does_not_wait_is_answered_in_words(world: World) -> None:
    await world.join("Ada")
    await world.bot.handle(Preferred(world.person("Ada"), "f1", world.clock.at, send_time="9:15", zone="Lima"))
    await world.sender.deliver_due()
    assert "Your lessons come at 09:15" in (await world.last("Ada")).words
    await world.bot.handle(Preferred(world.person("Ada"), "f2", world.clock.at, send_time="23:00"))
    await world.sender.deliver_due()
    assert "quiet hours" in (await world.last("Ada")).words

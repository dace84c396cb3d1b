from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.messages.pages.figure_texts import percent
from bot.reports import Figure, Report, campaign_report, report_text
from bot.reports.figures import HIDDEN, NOTHING, Privacy
from lessons import catalog
from lessons.catalog.tables import clips
from lessons.database import Database, new_id
from schedules.ledger.figures.watching import Viewing, curve, viewing
from schedules.ledger.ledger import DeliveryKind, DeliveryState
from schedules.people import roster
from schedules.people.roster import learners
from schedules.replies.watching import bits
from tests.bot.world import DAY, MONDAY, STORY, World, furnished, small_world

NOW = MONDAY + 10 * DAY


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with small_world(tmp_path) as world:
        yield world


@pytest.fixture
async def private(tmp_path: Path) -> AsyncIterator[World]:
    async with small_world(tmp_path, privacy=True) as world:
        yield world


async def report_of(world: World) -> Report:
    async with world.database.read() as db:
        return await campaign_report(db, world.workspace.id, world.campaign.id, NOW)


def named(report: Report, name: str) -> Figure:
    return next(figure for figures in report.sections.values() for figure in figures if figure.name == name)


async def test_a_campaign_in_which_nothing_happened_has_no_made_up_numbers(world: World) -> None:
    report = await report_of(world)
    assert named(report, "Enrolled").value == "0"
    for name in ("Played", "View-through", "Completion", "First-try accuracy", "Delayed recall", "Silent"):
        assert (named(report, name).value, named(report, name).note) == ("", NOTHING)
    assert not report.curve
    assert not any((report.questions, report.chapters, report.silences, report.troubles))


async def test_every_figure_has_a_definition_and_a_share_has_its_count(world: World) -> None:
    await world.join("Ann", "Ben")
    delivery = await world.deliver("Ann")
    await world.watch("Ann", delivery, range(20))
    await world.answer("Ann", delivery, 1)
    report = await report_of(world)
    for figures in (*report.sections.values(), report.steps, *[chapter.figures for chapter in report.chapters]):
        for figure in figures:
            assert len(figure.definition) > 20
            assert "%" not in figure.value or figure.of


async def test_the_hold_out_is_counted_apart(world: World) -> None:
    await world.join("Ann", "Ben", "Cem")
    await world.join("Dot", holdout=True)
    report = await report_of(world)
    assert named(report, "Enrolled").shown == "3 of 4"
    assert named(report, "Hold-out").shown == "1 of 4"


async def test_only_a_sent_episode_reaches_a_learner(world: World) -> None:
    await world.join("Ann", "Ben", "Cem", "Dot")
    await world.deliver("Ann")
    await world.deliver("Ann", 2)
    await world.deliver("Ben", state=DeliveryState.UNCERTAIN)
    await world.deliver("Cem", state=DeliveryState.PLANNED)
    await world.deliver("Dot", kind=DeliveryKind.REASK)
    report = await report_of(world)
    assert named(report, "Reached").shown == "1 of 4"
    assert [(chapter.title, chapter.figures[0].value) for chapter in report.chapters] == [
        ("The Mail", "1"),
        ("The Call", "1"),
    ]


async def test_view_through_is_the_share_of_seconds_and_the_curve_says_which(world: World) -> None:
    await world.join("Ann", "Ben", "Cem")
    for name, seconds in (("Ann", range(20)), ("Ben", range(10)), ("Cem", range(0))):
        await world.watch(name, await world.deliver(name), seconds)
    report = await report_of(world)
    assert named(report, "Played").shown == "67 % (2 of 3)"
    assert named(report, "View-through").shown == "75 % (average of 2)"
    assert report.curve.shares == (1.0,) * 10 + (0.5,) * 10
    assert report.curve.viewers == (2,) * 20


async def test_completion_is_reaching_the_last_five_per_cent(world: World) -> None:
    await world.join("Ann", "Ben", "Cem")
    for name, seconds in (("Ann", range(19)), ("Ben", range(20)), ("Cem", range(19, 20))):
        await world.watch(name, await world.deliver(name), seconds)
    assert named(await report_of(world), "Completion").shown == "67 % (2 of 3)"


async def test_a_clip_watched_from_two_messages_is_one_viewing(world: World) -> None:
    await world.join("Ann")
    await world.watch("Ann", await world.deliver("Ann"), range(10))
    await world.watch("Ann", await world.deliver("Ann", kind=DeliveryKind.REASK), range(5, 20))
    report = await report_of(world)
    assert named(report, "View-through").shown == "100 % (average of 1)"
    assert named(report, "Rewatches").shown == "100 % (1 of 1)"


async def test_rewatches_and_captions_are_counted_over_viewings(world: World) -> None:
    await world.join("Ann", "Ben")
    await world.watch("Ann", await world.deliver("Ann"), range(5), plays=3, captions=True)
    await world.watch("Ann", await world.deliver("Ann", 2), range(5), number=2)
    await world.watch("Ben", await world.deliver("Ben"), range(5))
    report = await report_of(world)
    assert named(report, "Rewatches").shown == "33 % (1 of 3)"
    assert named(report, "Captions on").shown == "33 % (1 of 3)"


async def test_first_tries_count_once_and_the_spread_names_the_right_option(world: World) -> None:
    await world.join("Ann", "Ben", "Cem")
    for name, choice in (("Ann", 1), ("Ben", 0), ("Cem", 0)):
        await world.answer(name, await world.deliver(name), choice)
    await world.answer("Ben", await world.deliver("Ben", kind=DeliveryKind.REASK), 1, days_since=3)
    report = await report_of(world)
    assert named(report, "First-try accuracy").shown == "33 % (1 of 3)"
    (question,) = report.questions
    assert (question.words, question.tries) == ("What first?", 3)
    assert [(choice.text, choice.count, choice.right) for choice in question.choices] == [
        ("Delete it", 2, False),
        ("Report it", 1, True),
        ("Ignore it", 0, False),
    ]


async def test_delayed_recall_counts_re_asks_of_a_week_and_more(world: World) -> None:
    await world.join("Ann", "Ben", "Cem")
    for name, days, choice in (("Ann", 6.9, 1), ("Ben", 7.0, 1), ("Cem", 30.0, 0)):
        await world.answer(name, await world.deliver(name, kind=DeliveryKind.REASK), choice, days_since=days)
    assert named(await report_of(world), "Delayed recall").shown == "50 % (1 of 2)"


async def test_an_edited_question_stands_once_for_each_wording(world: World) -> None:
    await world.join("Ann", "Ben")
    await world.answer("Ann", await world.deliver("Ann"), 1)
    first, second = STORY.episodes
    assert first.check is not None
    reworded = replace(first, check=replace(first.check, question="What do you do first?"))
    async with world.database.write() as db:
        edited = replace(STORY, episodes=(reworded, second))
        stored = (await catalog.import_series(db, world.workspace.id, edited, MONDAY)).series
    world.episodes = stored.episodes
    await world.answer("Ben", await world.deliver("Ben"), 0)
    report = await report_of(world)
    assert [(question.words, question.tries) for question in report.questions] == [
        ("What do you do first?", 1),
        ("What first?", 1),
    ]
    (chapter,) = report.chapters
    assert chapter.figures[0].shown == "2"


async def test_the_silent_are_named_with_how_long(world: World) -> None:
    await world.join("Ann", "Ben", "Cem")
    for name in ("Ann", "Ben"):
        for day in (0, 1):
            delivery = await world.deliver(name, 1 + day, at=MONDAY + day * DAY)
            if (name, day) in (("Ann", 0),):
                await world.answer(name, delivery, 1)
    fresh = await world.deliver("Cem", at=NOW - timedelta(hours=23))
    assert fresh
    report = await report_of(world)
    assert [(each.name, each.episodes, each.since) for each in report.silences] == [
        ("Ben", 2, MONDAY),
        ("Ann", 1, MONDAY + DAY),
    ]
    assert report.silent.shown == "67 % (2 of 3)"


async def test_who_left_is_not_called_silent(world: World) -> None:
    await world.join("Ann")
    await world.deliver("Ann")
    async with world.database.write() as db:
        await roster.change_learner(db, world.workspace.id, world.team["Ann"].id, active=False)
    assert (await report_of(world)).silences == ()


async def test_refused_and_uncertain_messages_are_listed_with_learner_and_reason(world: World) -> None:
    await world.join("Ann", "Ben")
    await world.deliver("Ann", state=DeliveryState.REFUSED, reason="blocked the bot")
    await world.deliver("Ben", state=DeliveryState.UNCERTAIN, reason="no reply in 30 s", at=MONDAY + DAY)
    await world.deliver("Ben", 2, state=DeliveryState.EXPIRED)
    report = await report_of(world)
    assert [(each.learner, each.state, each.reason) for each in report.troubles] == [
        ("Ben", DeliveryState.UNCERTAIN, "no reply in 30 s"),
        ("Ann", DeliveryState.REFUSED, "blocked the bot"),
    ]
    assert report.troubled == 2
    assert {name: named(report, name).value for name in ("Refused", "Uncertain", "Expired", "Sent")} == {
        "Refused": "1",
        "Uncertain": "1",
        "Expired": "1",
        "Sent": "0",
    }


async def test_other_campaigns_and_workspaces_do_not_leak_in(world: World) -> None:
    await world.join("Ann")
    own = world.campaign
    world.campaign = replace(own, id="c2")
    delivery = await world.deliver("Ann")
    await world.watch("Ann", delivery, range(20))
    await world.answer("Ann", delivery, 1)
    world.campaign = own
    report = await report_of(world)
    assert named(report, "Reached").value == "0"
    assert named(report, "Sent").value == "0"
    assert not report.curve
    assert report.questions == ()
    async with world.database.read() as db:
        with pytest.raises(LookupError, match="no campaign c1"):
            await campaign_report(db, "another workspace", own.id, NOW)


async def test_another_workspaces_campaign_of_the_same_id_does_not_leak_in(world: World) -> None:
    other = await furnished(world.database, outside_id="W2")
    assert other.campaign.id == world.campaign.id
    await act(other, "Ann", "Ben")
    await other.answer("Ann", await other.deliver("Ann", kind=DeliveryKind.REASK), 1, days_since=9)
    await other.deliver("Ben", 2, state=DeliveryState.REFUSED, reason="left")
    await other.join("Cem", holdout=True)
    report = await report_of(world)
    assert not any(figure.count for figures in report.sections.values() for figure in figures)
    assert not any((report.questions, report.chapters, report.silences, report.troubles, report.curve))


async def act(world: World, *names: str) -> None:
    """Let learners join, watch all of the first episode, and answer; the first of them wrong."""
    await world.join(*names)
    for name in names:
        delivery = await world.deliver(name)
        await world.watch(name, delivery, range(20))
        await world.answer(name, delivery, 0 if name == names[0] else 1)


BEHAVIOUR = ("Played", "View-through", "Completion", "Answered", "First-try accuracy")


async def test_privacy_hides_groups_of_four_and_shows_groups_of_five(private: World) -> None:
    await act(private, "Ann", "Ben", "Cem", "Dot")
    report = await report_of(private)
    assert [named(report, name).note for name in BEHAVIOUR] == [HIDDEN] * 5
    assert not report.curve
    (question,) = report.questions
    assert question.tries is None
    assert {choice.count for choice in question.choices} == {None}
    assert all(figure.value == "" for figure in report.chapters[0].figures[1:])
    await act(private, "Eve")
    report = await report_of(private)
    assert named(report, "Played").shown == "100 % (5 of 5)"
    assert len(report.curve.shares) == 20
    assert report.questions[0].tries == 5


async def test_privacy_names_nobody(private: World) -> None:
    names = [f"Learner {letter}" for letter in "ABCDEF"]
    await act(private, *names)
    for name in names:
        await private.deliver(name, 2, at=MONDAY + DAY)
    await private.deliver(names[0], 2, state=DeliveryState.REFUSED, reason="left the company", at=MONDAY + 2 * DAY)
    report = await report_of(private)
    assert report.silent.shown == "100 % (6 of 6)"
    assert report.silences == ()
    assert [(each.learner, each.reason) for each in report.troubles] == [("", "left the company")]
    assert not any(name in report_text(report) for name in names)


async def test_privacy_counts_people_not_clips(private: World) -> None:
    await private.join("Ann", "Ben", "Cem", "Dot", "Eve")
    for name in ("Ann", "Ben", "Cem"):
        for number in (1, 2):
            delivery = await private.deliver(name, number)
            await private.watch(name, delivery, range(20), number=number)
            await private.answer(name, delivery, 1, number=number)
    for name in ("Dot", "Eve"):
        await private.deliver(name)
    report = await report_of(private)
    assert named(report, "Completion").note == HIDDEN
    assert named(report, "First-try accuracy").note == HIDDEN
    assert named(report, "Answered").shown == "75 % (6 of 8)"
    assert not report.curve


async def test_both_databases_tell_the_same(either_database: Database) -> None:
    world = await furnished(either_database)
    await act(world, "Ann", "Ben", "Cem")
    await world.answer("Ann", await world.deliver("Ann", kind=DeliveryKind.REASK), 1, days_since=9)
    await world.join("Dot", holdout=True)
    await world.join("Eve")
    await world.deliver("Eve", state=DeliveryState.REFUSED, reason="blocked the bot")
    await world.deliver("Ben", 2, at=MONDAY + DAY)
    report = await report_of(world)
    shown = {name: named(report, name).shown for name in ("Hold-out", "Reached", "Completion", "Answered", "Refused")}
    assert shown == {
        "Hold-out": "1 of 5",
        "Reached": "3 of 4",
        "Completion": "100 % (3 of 3)",
        "Answered": "75 % (3 of 4)",
        "Refused": "1 of 6",
    }
    assert named(report, "First-try accuracy").shown == "67 % (2 of 3)"
    assert named(report, "Delayed recall").shown == "100 % (1 of 1)"
    assert [(each.name, each.episodes) for each in report.silences] == [("Ben", 1)]
    assert [each.learner for each in report.troubles] == ["Eve"]
    assert report.curve.shares == (1.0,) * 20


async def test_the_text_says_every_figure_with_its_count_and_meaning(world: World) -> None:
    await act(world, "Ann", "Ben")
    await world.join("Cem")
    await world.deliver("Cem", state=DeliveryState.REFUSED, reason="blocked the bot")
    text = report_text(await report_of(world))
    assert "First-try accuracy   50 % (1 of 2)" in text
    assert "Of all first answers to a question" in text
    assert "Cem, episode 1: refused, blocked the bot" in text
    assert max(len(line) for line in text.splitlines()) <= 100


async def test_a_length_differs_by_the_learners_language(world: World) -> None:
    await world.join("Ann", "Ben")
    async with world.database.write() as db:
        await db.execute(sa.update(learners).where(learners.c.name == "Ben").values(locale="de-AT"))
        row = dict((await db.execute(sa.select(clips))).first()._mapping)  # type: ignore[union-attr]
        await db.execute(sa.insert(clips).values(row | {"id": new_id(), "language": "de", "seconds": 10.0}))
    for name in ("Ann", "Ben"):
        await world.watch(name, await world.deliver(name), range(10))
    report = await report_of(world)
    assert named(report, "View-through").shown == "75 % (average of 2)"
    assert report.curve.viewers == (2,) * 10 + (1,) * 10


def seen(watched: range, clip_s: float | None, learner: str = "a") -> Viewing:
    return viewing(learner, "e", bits(watched), 1, False, clip_s)


@pytest.mark.parametrize(
    "watched, clip_s, through, completed",
    [
        (range(90), 90.0, 1.0, True),
        (range(86), 90.0, 86 / 90, True),
        (range(85), 90.0, 85 / 90, False),
        (range(85, 86), 90.0, 1 / 90, True),
        (range(1), 0.4, 1.0, True),
        (range(60), 59.2, 1.0, True),
        (range(20), None, 0.0, False),
        (range(90), 20.0, 1.0, True),
        (range(90), 90.2, 1.0, True),
    ],
)
def test_what_was_seen_of_clips_of_any_length(
    watched: range, clip_s: float | None, through: float, completed: bool
) -> None:
    assert (seen(watched, clip_s).through, seen(watched, clip_s).completed) == (through, completed)


def test_the_curve_ends_where_too_few_people_are_left() -> None:
    all_ = [seen(range(3), 3.0, "a"), seen(range(2), 3.0, "a"), seen(range(2), 2.0, "b")]
    assert curve(all_).shares == (1.0, 1.0, 0.5)
    assert curve(all_, smallest=2).shares == (1.0, 1.0)
    assert not curve([seen(range(3), None)])


async def test_seconds_of_both_halves_of_the_longest_clip_are_read(world: World) -> None:
    async with world.database.write() as db:
        await db.execute(sa.update(clips).values(seconds=90.0))
    await world.join("Ann", "Ben")
    await world.watch("Ann", await world.deliver("Ann"), range(40, 50))
    await world.watch("Ben", await world.deliver("Ben"), range(89, 90))
    shares = (await report_of(world)).curve.shares
    assert [second for second, share in enumerate(shares) if share] == [*range(40, 50), 89]


def test_per_cents_are_never_rounded_into_all_or_nothing() -> None:
    assert [percent(share) for share in (0, 0.001, 0.005, 0.5, 0.994, 0.999, 1)] == [
        "0 %",
        "under 1 %",
        "under 1 %",
        "50 %",
        "99 %",
        "over 99 %",
        "100 %",
    ]


def test_privacy_off_hides_nothing() -> None:
    assert Privacy(False).share("x", 1, 1, "y").value == "100 %"
    assert Privacy(True).share("x", 1, 4, "y").note == HIDDEN
    assert Privacy(True).share("x", 0, 0, "y").note == NOTHING

"""One person in Slack and in Teams is one learner, once the company's platforms were joined."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from bot.companies.linking import CannotLink
from bot.privacy.erasure import forget_person
from lessons.database import Database
from schedules.ledger.audit import audit
from schedules.ledger.ledger import DeliveryState, deliveries
from schedules.people.addresses import addresses
from schedules.people.identities import workspaces_on
from schedules.people.roster import Workspace
from schedules.replies.replies import replies
from tests.bot.asking import CALL, teach_the_call
from tests.stories.companies import Company, a_company


@pytest.fixture
async def company(database: Database) -> AsyncIterator[Company]:
    async with a_company(database) as made:
        yield made


async def on_both(company: Company) -> None:
    """Ada is in Slack, then in Teams, of a company that joined the two."""
    await company.meet_in_slack("Ada")
    await company.join_platforms()
    await company.meet_in_teams("Ada")


async def test_a_lesson_comes_once_where_they_answered_last_and_old_messages_go_on_working(company: Company) -> None:
    await on_both(company)
    assert await company.count() == (1, 1)
    assert company.teams_cards("Ada") == []  # they were welcomed in Slack
    await company.start("Ada")
    await company.pass_days(1)
    assert company.lessons("Ada") == (1, 0)

    await company.write_in_teams("Ada", "progress")
    assert len(company.teams_cards("Ada")) == 1
    await company.pass_days(1)
    assert company.lessons("Ada") == (1, 1)

    await company.press_in_slack("Ada", "Report it")
    assert "The first hour counts." not in company.teams_cards("Ada")[-1].words
    pressed = next(one for one in company.slack_cards("Ada") if "The Printer" in one.words)
    assert "Report it" not in pressed.buttons  # the verdict stands in the message that was pressed
    await company.pass_days(1)
    assert company.lessons("Ada") == (2, 1)


async def test_a_press_on_one_platform_changes_the_reminder_on_the_other_too(company: Company) -> None:
    await on_both(company)
    await company.start("Ada")
    await company.pass_days(0.1)
    await company.write_in_teams("Ada", "help")
    await company.pass_days(0.9)
    reminders = [one for one in company.teams_cards("Ada") if "Report it" in one.buttons and "The Printer" in one.words]
    assert len(reminders) == 1
    await company.press_in_slack("Ada", "Report it")
    open_ones = [one for one in company.slack_cards("Ada") + company.teams_cards("Ada") if "The Printer" in one.words]
    assert len(open_ones) == 2
    assert not any("Report it" in one.buttons for one in open_ones)


async def test_whoever_leaves_one_platform_goes_on_in_the_other(company: Company) -> None:
    await on_both(company)
    await company.start("Ada")
    await company.slack.leave("Ada", company.event())
    assert await company.count() == (1, 0)
    await company.pass_days(1)
    assert company.lessons("Ada") == (0, 1)
    await company.teams.leave("Ada@T", company.event())
    assert not (await company.learner("Ada@T")).active


async def test_leaving_where_they_are_not_reached_now_changes_nothing_else(company: Company) -> None:
    await on_both(company)
    await company.teams.leave("Ada@T", company.event())
    ada = await company.learner("Ada")
    assert (ada.active, ada.platform, ada.place) == (True, "slack", "D-Ada")
    await company.meet_in_teams("Ada")
    assert await company.count() == (1, 1)


async def test_opting_out_counts_for_the_person(company: Company) -> None:
    await on_both(company)
    await company.start("Ada")
    await company.write_in_teams("Ada", "stop")
    await company.pass_days(2)
    assert company.lessons("Ada") == (0, 0)


@pytest.mark.parametrize(
    "account",
    [
        {"email": "somebody.else@example.com"},
        {"email": ""},
        {"email": "", "userPrincipalName": "ada_example.com#EXT#@host.example"},
        {"email": "ada@example.com", "userRole": "guest"},
    ],
    ids=["another address", "no address", "a guest by name", "a guest by role"],
)
async def test_without_the_same_address_they_stay_two(company: Company, account: dict[str, str]) -> None:
    await company.meet_in_slack("Ada")
    await company.join_platforms()
    await company.meet_in_teams("Ada", **account)
    assert await company.count() == (2, 0)
    await company.start("Ada", "Ada@T")
    await company.pass_days(1)
    assert company.lessons("Ada") == (1, 1)


async def test_an_address_that_two_people_share_tells_nobody(company: Company) -> None:
    await company.meet_in_slack("Ada")
    await company.meet_in_slack("Bo")
    company.slack.fake.users[-1]["profile"]["email"] = "ada@example.com"
    await company.slack.slack.directory.read_all(company.workspace)
    await company.join_platforms()
    await company.meet_in_teams("Ada")
    assert await company.count() == (3, 0)


async def test_an_address_that_slack_does_not_vouch_for_tells_nobody(company: Company) -> None:
    await company.join_platforms()
    await company.meet_in_teams("Ada")
    company.slack.fake.users.append({"id": "Ada", "name": "ada", "tz": "UTC", "is_email_confirmed": False})
    company.slack.fake.users[-1]["profile"] = {"email": "ada@example.com"}
    await company.slack.slack.directory.read_all(company.workspace)
    assert await company.count() == (2, 0)


async def test_where_nobody_joined_the_platforms_they_stay_two(company: Company) -> None:
    await company.meet_in_slack("Ada")
    await company.meet_in_teams("Ada")
    assert await company.count() == (1, 0)
    assert len(company.slack_cards("Ada")) == len(company.teams_cards("Ada")) == 1


async def test_people_who_are_there_already_become_one_and_each_keeps_what_they_said(company: Company) -> None:
    await company.meet_in_slack("Ada")
    await company.meet_in_teams("Ada")
    await company.meet_in_teams("Bo")
    await company.write_in_teams("Ada", "stop")
    await company.write_in_teams("Ada", "time zone Tokyo")
    await company.write_in_teams("Ada", "send at 8:15")
    done = await company.join_platforms()
    assert (done.same, done.came, done.unknown) == (1, 1, 0)
    assert await company.count() == (2, 1)
    ada = await company.learner("Ada")
    assert (ada.consents, ada.zone, ada.send_time) == (False, "Asia/Tokyo", "08:15")
    await company.write_in_teams("Bo", "help")
    assert len(company.teams_cards("Bo")) == 2  # welcomed once, helped once


async def test_who_was_told_the_right_answer_before_the_platforms_were_linked_has_no_first_try(
    company: Company,
) -> None:
    for meet in (company.meet_in_slack, company.meet_in_teams):
        for name in ("Ada", "Bo"):
            await meet(name)
    await teach_the_call(company.elsewhere)
    await company.elsewhere.write("Ada@T", CALL, command=True)
    await company.press_in_teams("Ada", "Hide it")
    await company.join_platforms()
    await company.start("Ada", "Bo")
    await company.pass_days(4)
    for name in ("Ada", "Bo"):
        await company.press_in_slack(name, "Report it", about="The Call")
    async with company.database.read() as db:
        query = sa.select(replies.c.learner_id, replies.c.first_try).where(
            replies.c.workspace_id == company.workspace.id, replies.c.check_key == "leak/e3"
        )
        first = dict((await db.execute(query)).all())
    assert first == {(await company.learner("Ada")).id: False, (await company.learner("Bo")).id: True}


async def test_whose_address_is_told_later_is_one_person_from_then_on(company: Company) -> None:
    await company.meet_in_slack("Ada")
    await company.meet_in_teams("Ada", email="")
    await company.join_platforms()
    assert await company.count() == (2, 0)
    company.teams.fake.accounts["Ada@T"] = {"email": "ada@example.com"}
    assert await company.teams.service.people.learn_emails(company.now) == 1
    assert await company.count() == (1, 1)
    assert (await company.learner("Ada@T")).id == (await company.learner("Ada")).id


async def test_whose_address_changes_to_that_of_the_other_is_one_person_from_then_on(company: Company) -> None:
    await company.join_platforms()
    await company.meet_in_teams("Ada")
    await company.meet_in_slack("Bo")
    await company.start("Ada@T")
    company.slack.fake.users[-1]["profile"]["email"] = "ada@example.com"
    await company.slack.slack.directory.read_all(company.workspace)
    assert await company.count() == (1, 1)
    assert (await company.learner("Bo")).id == (await company.learner("Ada@T")).id
    await company.pass_days(1)
    assert company.lessons("Ada") == (0, 1)


async def test_two_who_both_learned_already_stay_two_and_the_audit_says_so(company: Company) -> None:
    await company.meet_in_slack("Ada")
    await company.join_platforms()
    await company.meet_in_teams("Ada", email="")
    await company.start("Ada", "Ada@T")
    await company.pass_days(1)
    company.teams.fake.accounts["Ada@T"] = {"email": "ada@example.com"}
    await company.teams.service.people.learn_emails(company.now)
    assert await company.count() == (2, 0)
    async with company.database.read() as db:
        actions = (await db.execute(sa.select(audit.c.action))).scalars().all()
    assert "same e-mail, kept apart" in actions


async def test_while_teams_does_not_say_who_somebody_is_nobody_is_made_twice(company: Company) -> None:
    await company.meet_in_slack("Ada")
    await company.join_platforms()
    company.teams.fake.mute = True
    teams = company.teams
    wrote = teams.fake.activity("Ada@T", text="help")
    async with teams.session.post(teams.url, json=wrote, headers={"Authorization": teams.fake.signed(wrote)}) as reply:
        assert reply.status == 503  # Teams sends it again
    assert await company.count() == (1, 0)
    company.teams.fake.mute = False
    await company.meet_in_teams("Ada")
    assert await company.count() == (1, 1)


async def test_two_answers_at_once_leave_one_current_address_and_one_reply(company: Company) -> None:
    await on_both(company)
    await company.start("Ada")
    await company.pass_days(1)
    token = next(one.buttons["Report it"] for one in company.slack_cards("Ada") if "Report it" in one.buttons)
    await asyncio.gather(
        company.slack.press("Ada", token, company.event()),
        company.teams.press("Ada@T", token, company.event()),
        company.teams.write("Ada@T", "help", company.event(), False),
    )
    await company.deliver()
    assert await company.count() == (1, 1)
    async with company.database.read() as db:
        assert await db.scalar(sa.select(sa.func.count()).select_from(replies)) == 1
        beside = (await db.execute(sa.select(addresses.c.platform))).scalars().all()
    assert {*beside, (await company.learner("Ada")).platform} == {"slack", "teams"}


async def test_taking_the_app_out_of_slack_leaves_teams_as_it_is(company: Company) -> None:
    await on_both(company)
    await company.meet_in_slack("Bo")
    await company.start("Ada", "Bo")
    await company.slack.slack.news.removed("T1", "the app was uninstalled")
    await company.pass_days(1)
    assert company.lessons("Ada") == (0, 1)
    assert company.lessons("Bo") == (0, 0)
    assert await company.slack.slack.tokens.of_team("T1") is None
    await company.slack.slack.connect()
    await company.slack.slack.directory.read_all(company.workspace)
    assert await company.count() == (2, 1)


async def test_parting_gives_each_platform_its_people_back(company: Company) -> None:
    await on_both(company)
    await company.meet_in_teams("Bo")
    await company.write_in_teams("Ada", "stop")
    assert await company.part_platforms() == 2
    ada = await company.learner("Ada")
    assert (ada.active, ada.platform, ada.consents) == (True, "slack", False)
    await company.write_in_teams("Bo", "help")
    assert len(company.teams_cards("Bo")) == 2
    async with company.database.read() as db:
        last = (
            await db.execute(sa.select(deliveries.c.workspace_id).order_by(deliveries.c.id.desc()).limit(1))
        ).scalar()
    assert last == company.elsewhere.workspace.id
    done = await company.join_platforms()
    assert (done.same, done.came) == (1, 1)


async def test_what_has_campaigns_of_its_own_is_not_joined(company: Company) -> None:
    await company.meet_in_teams("Ada")
    here, there = company.world.workspace, company.elsewhere.workspace
    company.world.workspace = there
    await company.start("Ada@T")
    company.world.workspace = here
    with pytest.raises(CannotLink, match=r"campaigns of its own \(The Leak\).*the other way around"):
        await company.join_platforms()
    await company.meet_in_slack("Ada")
    assert await company.count() == (1, 0)


async def test_erasing_a_person_erases_every_address(company: Company) -> None:
    await on_both(company)
    ada = await company.learner("Ada")
    async with company.database.write() as db:
        gone = (await forget_person(db, company.workspace, ada, company.now)).counts
    assert gone["addresses"] == gone["learners"] == 1
    assert await company.count() == (0, 0)


async def test_a_lost_answer_of_slack_is_looked_for_in_slack_though_they_are_reached_in_teams_now(
    company: Company,
) -> None:
    await on_both(company)
    await company.start("Ada")
    await company.pass_days(0.07)
    async with company.database.write() as db:
        episode = deliveries.c.kind == "episode"
        doubt = {"state": DeliveryState.UNCERTAIN, "message_ref": "", "try_at": company.now}
        await db.execute(sa.update(deliveries).where(episode, deliveries.c.state == "sent").values(**doubt))
    await company.write_in_teams("Ada", "help")
    await company.beat()
    async with company.database.read() as db:
        states = (await db.execute(sa.select(deliveries.c.state).where(episode))).scalars().all()
    assert states == [DeliveryState.SENT]
    assert company.lessons("Ada") == (1, 0)


async def test_the_other_way_around_slack_goes_on_with_its_token_and_takes_it_along_when_they_part(
    company: Company,
) -> None:
    slack, teams = company.world.workspace, company.elsewhere.workspace
    await company.meet_in_teams("Ada")
    company.world.workspace, company.elsewhere.workspace = teams, slack
    await company.join_platforms()
    tokens = company.slack.slack.tokens
    tokens.forget_cached()  # as the half minute does for which they are remembered
    await company.meet_in_slack("Ada")
    await company.meet_in_slack("Bo")
    assert await company.count() == (2, 1)
    assert len(company.slack_cards("Bo")) == 1
    await company.slack.slack.directory.read_all((await _on(company, "slack"))[0])
    assert await company.count() == (2, 1)
    assert await company.part_platforms() == 2
    tokens.forget_cached()
    assert await tokens.token(slack.id) == "xoxb-1"
    await company.write_in_slack("Bo", "help")
    assert len(company.slack_cards("Bo")) == 2


async def _on(company: Company, platform: str) -> list[Workspace]:
    async with company.database.read() as db:
        return await workspaces_on(db, platform)

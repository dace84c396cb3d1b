"""Who is in the workspace: read page by page, kept fresh by events, reached by conversations opened once."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from adapters.slack.people.profile import profile
from bot.managers.roles import Role, recipients
from schedules.ledger import pacing
from schedules.ledger.ledger import deliveries
from schedules.plans import campaigns
from tests.adapters.slack.conftest import Office
from tests.adapters.slack.proposals import proposal
from tests.fakes.slack_workspace import dm_event, member
from tests.stories.world import MONDAY


@pytest.mark.parametrize(
    "more,standing",
    [
        ({}, Role.MEMBER),
        ({"is_admin": True}, Role.ADMIN),
        ({"is_owner": True}, Role.ADMIN),
        ({"is_restricted": True}, Role.GUEST),
        ({"is_ultra_restricted": True}, Role.GUEST),
        ({"is_bot": True}, Role.BOT),
        ({"id": "USLACKBOT"}, Role.BOT),
        ({"deleted": True, "is_admin": True}, Role.GONE),
        ({"team_id": "T2"}, Role.OUTSIDE),
        ({"is_stranger": True}, Role.OUTSIDE),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T1", "T2"]}}, Role.MEMBER),
    ],
)
def test_guests_bots_strangers_and_the_deactivated_are_told_apart(more: dict[str, Any], standing: Role) -> None:
    assert profile(member("U1", "Ada") | more, "T1").role is standing


def test_a_zone_that_nobody_knows_is_left_out() -> None:
    for zone in ("Mars/Olympus", "../etc/passwd", "", None):
        assert profile(member("U1", "Ada", zone), "T1").zone == ""  # type: ignore[arg-type]


async def test_people_come_in_with_their_zone_and_language_and_admins_manage(office: Office) -> None:
    ada, mira = await office.learner("U1"), await office.learner("U9")
    assert (ada.name, ada.zone, ada.locale, ada.email) == ("Ada", "Europe/Berlin", "en-GB", "u1@example.com")
    assert mira.manages
    assert not ada.manages


async def test_a_large_workspace_is_read_page_by_page(office: Office) -> None:
    office.fake.users = [member(f"U{number}", f"N{number}") for number in range(450)]
    assert await office.slack.directory.read_all(office.workspace) == 450
    assert office.fake.calls["users.list"] == 4
    assert await office.knows("U449")


async def test_guests_bots_and_strangers_do_not_take_part_and_the_reason_is_known(office: Office) -> None:
    office.fake.users += [member("U3", "Guest", is_restricted=True), member("U4", "Robot", is_bot=True)]
    office.fake.users += [member("U5", "Old", deleted=True)]
    await office.slack.directory.read_all(office.workspace)
    assert not await office.knows("U3")
    async with office.database.read() as db:
        people, why = await recipients(db, office.workspace.id, ["U1", "U3", "U4", "U5", "U404", "U1"])
    assert len(people) == 1
    assert {reason: len(names) for reason, names in why.items()} == {
        "guests are left out": 1,
        "bots are left out": 1,
        "their account is deactivated": 1,
        "not known in this workspace": 1,
    }


async def test_a_change_of_zone_and_of_role_is_followed(office: Office) -> None:
    await office.signed_client.event(
        {"type": "user_change", "user": member("U1", "Ada L", "Asia/Tokyo", is_admin=True)}, "a"
    )
    ada = await office.learner("U1")
    assert (ada.name, ada.zone, ada.manages) == ("Ada L", "Asia/Tokyo", True)
    await office.signed_client.event({"type": "user_change", "user": member("U1", "Ada L", "Asia/Tokyo")}, "b")
    ada = await office.learner("U1")
    assert not ada.manages


async def test_who_is_deactivated_or_becomes_a_guest_gets_nothing_more_and_who_returns_does(office: Office) -> None:
    for change, active in (({"deleted": True}, False), ({}, True), ({"is_restricted": True}, False)):
        await office.signed_client.event({"type": "user_change", "user": member("U1", "Ada") | change}, f"e{change}")
        ada = await office.learner("U1")
        assert ada.active is active


async def test_whoever_joins_the_workspace_is_welcomed_once(office: Office) -> None:
    for event_id in ("a", "a", "b"):
        await office.signed_client.event({"type": "team_join", "user": member("U7", "Cy")}, event_id)
        await office.settled()
    assert office.words("U7") == ["Hello Cy, I am Ninety"]
    assert office.fake.opened == ["U7"]


async def test_somebody_whom_no_event_named_is_looked_up_when_they_write(office: Office) -> None:
    office.fake.users.append(member("U8", "Dee"))
    await office.signed_client.event(dm_event("U8", "help"))
    await office.settled()
    assert office.words("U8") == ["What you can write to me"]


async def test_a_guest_who_writes_is_not_taken_in(office: Office) -> None:
    office.fake.users.append(member("U8", "Dee", is_restricted=True))
    await office.signed_client.event(dm_event("U8", "help"))
    await office.settled()
    assert not await office.knows("U8")


async def start(office: Office) -> None:
    mira, ada, bo = await office.learner("U9"), await office.learner("U1"), await office.learner("U2")

    async with office.database.write() as db:
        drafted = await campaigns.draft(db, office.workspace, mira, proposal(), office.clock.at)
        await campaigns.start(db, drafted, [ada, bo], mira.id, office.clock.at)


async def test_conversations_are_opened_once_for_those_who_are_about_to_learn_and_they_are_welcomed(
    office: Office,
) -> None:
    assert await office.slack.conversations.open_due(office.clock.at) == 0
    await start(office)
    assert await office.slack.conversations.open_due(office.clock.at) == 2
    assert await office.slack.conversations.open_due(office.clock.at) == 0
    await office.settled()
    assert sorted(office.fake.opened) == ["U1", "U2"]
    assert office.words("U1") == ["Hello Ada, I am Ninety"]


async def test_whoever_slack_does_not_let_us_write_to_is_marked_as_left(office: Office) -> None:
    await start(office)
    office.fake.errors["conversations.open"] = "user_disabled"
    await office.slack.conversations.open_due(office.clock.at)
    ada = await office.learner("U1")
    assert not ada.active


async def test_opening_waits_as_long_as_slack_asks(office: Office) -> None:
    await start(office)
    office.fake.errors["conversations.open"] = "ratelimited"
    async with office.database.write() as db:
        await pacing.set_pace(db, office.workspace.id, 0, 1, "conversations.open")
    assert await office.slack.conversations.open_due(office.clock.at) == 0
    async with office.database.write() as db:
        wait = await pacing.reserve(db, office.workspace.id, "conversations.open", office.clock.at)
    assert wait == timedelta(seconds=3)


async def test_what_waited_for_a_conversation_leaves_as_soon_as_there_is_one(office: Office) -> None:
    await office.signed_client.command("help")
    office.fake.errors["conversations.open"] = "internal_error"
    await office.settled()
    async with office.database.read() as db:
        waiting = (await db.execute(sa.select(deliveries.c.try_at))).scalars().all()
    assert waiting
    assert all(at > MONDAY for at in waiting)
    del office.fake.errors["conversations.open"]
    await office.slack.conversations.open_due(office.clock.at)
    await office.settled()
    assert "What you can write to me" in office.words("U1")

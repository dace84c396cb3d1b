"""The app is taken out of a workspace and comes back: the log, the doctor and the managers say so."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from adapters.slack.connector.sealing import Install
from bot.companies.returning import still_removed
from schedules.people.enrolments import campaigns_of
from schedules.plans import campaigns
from schedules.rules.campaigns import CampaignState
from tests.adapters.slack.conftest import Office
from tests.adapters.slack.proposals import proposal


async def running(office: Office) -> None:
    """Mira's campaign for Ada."""
    ada, mira = await office.learner("U1"), await office.learner("U9")
    async with office.database.write() as db:
        drafted = await campaigns.draft(db, office.workspace, mira, proposal(), office.clock.at)
        await campaigns.start(db, drafted, [ada], mira.id, office.clock.at)


async def doctor(office: Office) -> list[str]:
    async with office.database.read() as db:
        return await still_removed(db)


async def test_an_app_that_is_taken_out_is_a_line_in_the_log_and_red_in_the_doctor(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    """S14: no line, and the doctor said that everything is well."""
    await running(office)
    assert await doctor(office) == []
    await office.signed_client.event({"type": "app_uninstalled"}, "EvGone")
    (line,) = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert "Riverbank" in line
    (fault,) = await doctor(office)
    assert "Riverbank" in fault


async def test_managers_hear_which_campaigns_are_paused_when_the_app_is_back(office: Office) -> None:
    """S14: everything stayed paused, and nobody heard of it."""
    await running(office)
    await office.slack.conversations.open_due(office.clock.at)
    await office.settled()
    await office.signed_client.event({"type": "app_uninstalled"}, "EvGone")
    office.clock.at += timedelta(hours=3)
    await office.slack.open("T1", "Riverbank", Install("xoxb-2", "UBOT"))
    await office.slack.directory.read_all(office.workspace)
    await office.slack.conversations.open_due(office.clock.at)
    await office.settled()
    async with office.database.read() as db:
        (campaign,) = await campaigns_of(db, office.workspace.id)
    assert campaign.state is CampaignState.PAUSED
    assert [words for words in office.words("U9") if "back" in words] != []
    assert not any("back" in words for words in office.words("U1"))
    assert await doctor(office) == []


async def test_a_restart_is_no_return(office: Office) -> None:
    await running(office)
    await office.slack.connect()
    await office.settled()
    assert not any("back" in words for words in office.words("U9"))

"""Managers in Slack: what their windows ask for, and what the windows show next."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from adapters.slack.connector.credentials import Tokens
from adapters.slack.connector.payloads import person
from adapters.slack.connector.port import Body
from adapters.slack.connector.windows import open_window
from adapters.slack.forms import campaign_form as windows
from adapters.slack.outbound.blocks import Block
from adapters.slack.people.audience import SlackAudiences
from bot.inbound import Bot
from bot.managers.approval import decide, request_approval
from bot.managers.dry_run import FormFaults, dry_run, may_manage
from bot.messages.catalogue import speaking
from bot.turn import Turn
from lessons import catalog
from lessons.database import new_id
from schedules.people.enrolments import campaigns_of
from schedules.people.roster import Learner, Workspace, learner_outside, workspace_outside
from schedules.rules.calendar import local_day


class SlackCampaigns:
    """The windows of managers.

    Args:
        approval_above: people whom one manager alone may start writing to.
    """

    def __init__(self, bot: Bot, tokens: Tokens, approval_above: int) -> None:
        self._database = bot.database
        self._links = bot.links
        self._clock = bot.clock
        self._tokens = tokens
        self._above = approval_above
        self._audiences = SlackAudiences(tokens)

    async def who(self, body: Body) -> tuple[Workspace, Learner] | None:
        """The manager who sent this; None for everybody else."""
        sender = person(body)
        async with self._database.read() as db:
            workspace = await workspace_outside(db, sender.platform, sender.workspace)
            learner = await learner_outside(db, workspace.id, sender.learner) if workspace else None
        return (workspace, learner) if workspace and learner and may_manage(learner) else None

    async def open_form(self, body: Body, workspace: Workspace, manager: Learner) -> bool:
        """Show the form for a new campaign; False where Slack did not open it."""
        async with self._database.read() as db:
            series = [each for each in await catalog.list_series(db, workspace.id) if each.episodes]
        # The manager's own day: at nine in the evening in London it is tomorrow in Tokyo.
        today = local_day(self._clock.now(), ZoneInfo(manager.zone))
        with _speaking_to(workspace, manager):
            view = windows.form(series, today) if series else windows.no_series()
        return await open_window(self._tokens, workspace.id, body, view)

    async def open_list(self, body: Body, workspace: Workspace, manager: Learner) -> bool:
        """Show the manager's campaigns; False where Slack did not open them."""
        async with self._database.read() as db:
            campaigns = await campaigns_of(db, workspace.id, manager.id)
        with _speaking_to(workspace, manager):
            page_url = self._links.managing(workspace.id, manager.id, new_id(), self._clock.now())
            view = windows.campaign_list(campaigns, page_url)
        return await open_window(self._tokens, workspace.id, body, view)

    async def dry_run(self, body: Body, workspace: Workspace, manager: Learner) -> dict[str, Any]:
        """The dry run, or the faults at their fields."""
        with _speaking_to(workspace, manager):
            return await self._dry_run(body, workspace, manager)

    async def _dry_run(self, body: Body, workspace: Workspace, manager: Learner) -> dict[str, Any]:
        now = self._clock.now()
        try:
            proposal, chosen = windows.proposal_in(body["view"]["state"]["values"])
            people = await self._audiences.people(workspace, chosen, now)
            async with self._database.write() as db:
                turn = Turn(db, workspace, manager, self._links, "", now)
                run, request = await dry_run(turn, proposal, people, self._above)
                await request_approval(db, request)
        # Slack shows these at their fields and leaves the window open with all that was filled in.
        except FormFaults as faults:
            return windows.faults_at_fields(faults.faults)
        return {"response_action": "push", "view": windows.dry_run(run, self._above)}

    async def start(self, body: Body, workspace: Workspace, manager: Learner) -> dict[str, Any]:
        """Start what the dry run showed, or ask the other managers."""
        now, request_id = self._clock.now(), str(body["view"].get("private_metadata", ""))
        async with self._database.write() as db:
            turn = Turn(db, workspace, manager, self._links, "", now)
            decision = await decide(turn, request_id, self._above)
        with _speaking_to(workspace, manager):
            return {"response_action": "update", "view": windows.decided(decision)}

    async def groups(self, body: Body, now: datetime) -> list[Block]:
        """The user groups that fit what a manager typed."""
        sender = await self.who(body)
        if sender is None:
            return []
        groups = await self._audiences.groups(sender[0], str(body.get("value") or ""), now)
        return [windows.option(name, group_id) for group_id, name in groups[: windows.MOST_OPTIONS]]


def _speaking_to(workspace: Workspace, manager: Learner) -> AbstractContextManager[None]:
    """Windows in the manager's own language."""
    return speaking(manager.locale, manager.platform, workspace.name, workspace.privacy)

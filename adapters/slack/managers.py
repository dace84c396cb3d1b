"""Managers in Slack: what their windows ask for, and what the windows show next."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from adapters.slack import campaign_windows as windows
from adapters.slack.audience import Audiences
from adapters.slack.blocks import Block
from adapters.slack.payloads import Body, person
from adapters.slack.tokens import Tokens
from bot.clock import Clock
from bot.links import Links
from bot.managers.managing import FormFaults, decide, look, may_manage
from lessons import catalog
from lessons.database import Database
from schedules.people.enrolments import campaigns_of
from schedules.people.roster import Learner, Workspace, learner_outside, workspace_outside
from schedules.rules.calendar import local_day

log = logging.getLogger(__name__)


class Managers:
    """The windows of managers.

    Args:
        approval_above: people whom one manager alone may start writing to.
    """

    def __init__(self, database: Database, links: Links, tokens: Tokens, clock: Clock, approval_above: int) -> None:
        self._database = database
        self._links = links
        self._tokens = tokens
        self._clock = clock
        self._above = approval_above
        self._audiences = Audiences(tokens)

    async def who(self, body: Body) -> tuple[Workspace, Learner] | None:
        """The manager who sent this; None for everybody else."""
        sender = person(body)
        async with self._database.read() as db:
            workspace = await workspace_outside(db, sender.platform, sender.workspace)
            learner = await learner_outside(db, workspace.id, sender.learner) if workspace else None
        return (workspace, learner) if workspace and learner and may_manage(learner) else None

    async def open_form(self, body: Body, workspace: Workspace, manager: Learner) -> None:
        """Show the form for a new campaign."""
        async with self._database.read() as db:
            series = [one for one in await catalog.list_series(db, workspace.id) if one.episodes]
        today = local_day(self._clock.now(), ZoneInfo(manager.zone))
        await self._open(body, workspace, windows.form(series, today) if series else windows.no_series())

    async def open_list(self, body: Body, workspace: Workspace, manager: Learner) -> None:
        """Show the manager's campaigns."""
        async with self._database.read() as db:
            mine = await campaigns_of(db, workspace.id, manager.id)
        await self._open(body, workspace, windows.campaign_list(mine))

    async def _open(self, body: Body, workspace: Workspace, view: Block) -> None:
        client = await self._tokens.client(workspace.id)
        await client.views_open(trigger_id=str(body["trigger_id"]), view=view)

    async def dry_run(self, body: Body, workspace: Workspace, manager: Learner) -> dict[str, Any]:
        """The dry run, or the faults at their fields."""
        now = self._clock.now()
        try:
            proposal, asked = windows.proposal_in(body["view"]["state"]["values"])
            people = await self._audiences.people(workspace, asked, now)
            async with self._database.write() as db:
                run = await look(db, workspace, manager, proposal, people, now, self._above)
        except FormFaults as faults:
            return windows.faults_at_fields(faults.faults)
        return {"response_action": "push", "view": windows.dry_run(run, self._above)}

    async def start(self, body: Body, workspace: Workspace, manager: Learner) -> dict[str, Any]:
        """Start what the dry run showed, or ask the other managers."""
        now, wish_id = self._clock.now(), str(body["view"].get("private_metadata", ""))
        async with self._database.write() as db:
            decision = await decide(db, workspace, manager, wish_id, self._links, now, self._above)
        return {"response_action": "update", "view": windows.decided(decision)}

    async def groups(self, body: Body, now: datetime) -> list[Block]:
        """The user groups that fit what a manager typed."""
        found = await self.who(body)
        if found is None:
            return []
        groups = await self._audiences.groups(found[0], str(body.get("value") or ""), now)
        return [windows.option(name, group_id) for group_id, name in groups[: windows.MOST_OPTIONS]]

"""What Graph says beside the connector, where an administrator consented: teams that the app is not in, and accounts.

Nothing here is needed. Where it is not allowed, Graph is asked again after an hour, and nobody hears of it.
Sources: learn.microsoft.com/graph, "List groups" (the filter for teams), "List group members", "Get user".
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from adapters.teams.people.graph import Graph, GraphBusy, GraphError, NoConsent, NotFound
from adapters.teams.people.groups import Group
from adapters.teams.people.rosters import OF_OTHERS, Member
from bot.faults import ChatBusy, ChatError
from bot.managers.roles import Role

log = logging.getLogger(__name__)

FROM_GRAPH = "graph:"  # begins the ids of teams that Graph alone knows
AGAIN = timedelta(hours=1)  # how long a missing consent is not asked about
FRESH = timedelta(minutes=5)
PATIENCE_S = 2.0  # whoever opens a form, or sends it off, does not wait longer for Graph
AT_ONCE = 8
MOST_ASKED = 50  # people of one list whom Graph is asked about
PAGE = "999"
USER = "id,displayName,mail,userPrincipalName,userType,accountEnabled"
TEAMS = {"$filter": "resourceProvisioningOptions/Any(x:x eq 'Team')", "$select": "id,displayName", "$top": "100"}


class GraphRosters:
    """Asks Graph for one tenant."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._not_before: dict[str, datetime] = {}
        self._teams: tuple[datetime, list[Group]] | None = None

    async def teams(self, now: datetime) -> list[Group]:
        """The tenant's teams, at most a hundred; none where Graph does not tell in time."""
        if self._teams is None or now - self._teams[0] > FRESH:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    page = await self._allowed("teams", now, "/groups", TEAMS)
            except (TimeoutError, GraphError, ChatError) as fault:
                log.warning("Graph does not tell which teams there are: %s", type(fault).__name__)
                return []
            listed = page.get("value") or ()
            teams = [Group(f"{FROM_GRAPH}{team['id']}", str(team.get("displayName") or ""), "") for team in listed]
            # A failure is not remembered: the next form asks again.
            self._teams = now, teams
        return self._teams[1]

    async def members(self, team: str) -> list[Member]:
        """Everybody in a team that teams() returned. Raises: ChatError."""
        path: str | None = f"/groups/{quote(team.removeprefix(FROM_GRAPH), safe='')}/members/microsoft.graph.user"
        query: Mapping[str, str] | None = {"$select": USER, "$top": PAGE}
        members: list[Member] = []
        try:
            while path:
                page = await self._graph.get(path, query)
                members += [member for raw in page.get("value") or () if (member := account(raw))]
                path, query = self._graph.next_page(page), None
        except GraphBusy as busy:
            raise ChatBusy(str(busy), busy.retry_after) from busy
        except GraphError as fault:
            raise ChatError(str(fault)) from fault
        return members

    async def people(self, emails: Sequence[str], now: datetime) -> list[Member]:
        """The accounts behind e-mails, as far as Graph tells in time; those of nobody are left out."""
        accounts: list[Member] = []
        gate = asyncio.Semaphore(AT_ONCE)

        async def ask(email: str) -> None:
            async with gate:
                accounts.extend(await self._person(email, now))

        try:
            async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as tasks:
                for email in emails[:MOST_ASKED]:
                    tasks.create_task(ask(email))
        except TimeoutError:
            log.warning("Graph is too slow to tell who that is")
        return accounts

    async def _person(self, email: str, now: datetime) -> list[Member]:
        try:
            answer = await self._allowed("people", now, f"/users/{quote(email, safe='@')}", {"$select": USER})
        except NotFound:
            return []
        except (GraphError, ChatError) as fault:
            log.warning("Graph does not tell who that is: %s", type(fault).__name__)
            return []
        return [user for user in (account(answer),) if user]

    async def _allowed(self, what: str, now: datetime, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        """What Graph answers; nothing where there is no consent for it, or was none within the hour."""
        if self._not_before.get(what, now) > now:
            return {}
        try:
            return await self._graph.get(path, query)
        except NoConsent:
            self._not_before[what] = now + AGAIN
            return {}


def account(raw: Mapping[str, Any]) -> Member | None:
    """A user as Graph tells it; None for an account that is switched off."""
    # Absent means that Graph did not say; only a clear no leaves somebody out.
    if not raw.get("id") or raw.get("accountEnabled") is False:
        return None
    signs_in_as = str(raw.get("userPrincipalName") or "")
    guest = str(raw.get("userType") or "").lower() == "guest" or OF_OTHERS in signs_in_as.lower()
    email = str(raw.get("mail") or ("" if guest else signs_in_as))
    role = Role.GUEST if guest else Role.MEMBER
    return Member(str(raw["id"]), str(raw.get("displayName") or "")[:200], email[:320], role)

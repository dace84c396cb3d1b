"""The app brought to people by Graph, where an administrator allows it; whoever has it already is left as they are.

Source: learn.microsoft.com/graph, "Install app for user": one POST for each person, at most 30 a second in a tenant.
Teams announces each install by an event, from which the first contact follows.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.teams.connector.port import PLATFORM
from adapters.teams.install.manifest import READ_RECEIPTS
from adapters.teams.people.graph import Conflict, Graph, GraphBusy, GraphError, NoConsent, NotFound
from bot.clock import Clock
from bot.faults import ChatAppFault, ChatBusy
from bot.managers.pasted import find_pasted
from lessons.database import Database
from schedules.ledger import pacing
from schedules.people.identities import id_of, learners_known_as
from schedules.people.reach import ids_without_place
from schedules.people.roster import Workspace

METHOD = "graph.install"  # the name of its pace
# A third below the 30 a second that Graph allows in a tenant.
PER_SECOND, BURST = 20.0, 20.0
AT_ONCE = 20
TRIES = 5
PERMISSION = "TeamsAppInstallation.ReadWriteSelfForUser.All"
WITH_CONSENT = "TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All"
CATALOGUE = "AppCatalog.Read.All"
_ACCOUNT = re.compile(r"[^@\s/]+@[^@\s/]+|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class NotPossible(ValueError):
    """Nobody can be given the app so; the text says what to do."""


@dataclass
class Progress:
    """How far it is.

    Attributes:
        failed: whom it was not possible for, and why.
    """

    of: int
    installed: int = 0
    had_it: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def done(self) -> int:
        return self.installed + self.had_it + len(self.failed)


class TeamsInstaller:
    """Installs the app for people.

    Args:
        app_id: of the manifest.
        catalogue_id: the app's id in the organisation's catalogue; looked up where it is "".
        read_receipts: the package asks to be told what was read, which must be consented to with each install.
    """

    def __init__(
        self,
        graph: Graph,
        database: Database,
        clock: Clock,
        app_id: str,
        *,
        catalogue_id: str = "",
        read_receipts: bool = False,
    ) -> None:
        self._graph = graph
        self._database = database
        self._clock = clock
        self._app_id = app_id
        self._catalogue_id = catalogue_id
        self._permission = WITH_CONSENT if read_receipts else PERMISSION
        consented = [{"permissionValue": READ_RECEIPTS, "permissionType": "application"}]
        self._consent = {"consentedPermissionSet": {"resourceSpecificPermissions": consented}} if read_receipts else {}

    async def accounts(self, workspace: Workspace, people: Sequence[str]) -> list[str]:
        """The accounts that are meant: of the given e-mails, ids and names, or of everybody not reached yet.

        Raises:
            NotPossible: it names who is not known.
        """
        async with self._database.read() as db:
            if list(people) == ["everyone"]:
                return await ids_without_place(db, workspace.id, PLATFORM)
            listed = await find_pasted(db, workspace.id, "\n".join(people))
            accounts = await _ids_here(db, workspace.id, listed.people)
        strange = [entry for entry in listed.unknown if not _ACCOUNT.fullmatch(entry)]
        if strange or listed.shared:
            names = ", ".join([*strange, *listed.shared][:10])
            raise NotPossible(f"nobody, or more than one person, is known as {names}: write their e-mails")
        return [*accounts, *listed.unknown]

    async def install(
        self, workspace: Workspace, accounts: Sequence[str], tell: Callable[[Progress], None]
    ) -> Progress:
        """Give everybody the app, at a pace that Graph allows. Once more does no harm, and goes on where it stopped.

        Raises:
            NotPossible: the tenant does not allow it, or does not have the app; nobody else is tried then.
        """
        progress = Progress(len(accounts))
        body = {"teamsApp@odata.bind": await self._app(), **self._consent}
        async with self._database.write() as db:
            await pacing.set_pace(db, workspace.id, PER_SECOND, BURST, METHOD)
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(account: str) -> None:
            async with gate:
                await self._one(workspace, account, body, progress)
                tell(progress)

        try:
            async with asyncio.TaskGroup() as tasks:
                for account in accounts:
                    tasks.create_task(one(account))
        except* NotPossible as stopped:
            raise NotPossible(str(stopped.exceptions[0])) from stopped
        return progress

    async def _one(self, workspace: Workspace, account: str, body: dict[str, Any], progress: Progress) -> None:
        try:
            await self._patiently(workspace, f"/users/{quote(account, safe='@')}/teamwork/installedApps", body)
            progress.installed += 1
        except Conflict:
            progress.had_it += 1
        except NoConsent as fault:
            raise NotPossible(
                f"Microsoft Graph refuses ({fault}): under App registrations > API permissions, add the application "
                f"permission {self._permission} and let an administrator consent to it"
            ) from fault
        except ChatAppFault as fault:
            raise NotPossible(fault.reason) from fault
        except NotFound:
            progress.failed.append((account, "no such account in this tenant"))
        except (GraphError, ChatBusy) as fault:
            progress.failed.append((account, str(fault)))

    async def _patiently(self, workspace: Workspace, path: str, body: dict[str, Any]) -> None:
        for left in reversed(range(TRIES)):
            await self._pace(workspace.id)
            try:
                await self._graph.post(path, body)
            except GraphBusy as busy:
                if not left:
                    raise
                await asyncio.sleep(busy.retry_after)  # whoever waits beside it waits too: the gate is held
            else:
                return

    async def _pace(self, workspace_id: str) -> None:
        async with self._database.write() as db:
            wait = await pacing.reserve(db, workspace_id, METHOD, self._clock.now())
        await asyncio.sleep(wait.total_seconds())

    async def _app(self) -> str:
        """The address of our app in the organisation's catalogue."""
        catalogue_id = self._catalogue_id or await self._looked_up()
        return f"{self._graph.url}/appCatalogs/teamsApps/{quote(catalogue_id, safe='')}"

    async def _looked_up(self) -> str:
        give = "give its id with --catalog-id: the Teams admin center shows it under Manage apps"
        try:
            catalogue = await self._graph.get("/appCatalogs/teamsApps", {"$filter": f"externalId eq '{self._app_id}'"})
        except NoConsent as fault:
            raise NotPossible(f"the catalogue may not be read: consent to {CATALOGUE}, or {give}") from fault
        except (GraphError, ChatBusy, ChatAppFault) as fault:
            raise NotPossible(f"the catalogue cannot be read ({fault}): try again, or {give}") from fault
        apps = catalogue.get("value") or ()
        if not apps:
            raise NotPossible("the app is not in the organisation's catalogue: upload the package first, docs/teams.md")
        return str(apps[0]["id"])


async def _ids_here(db: AsyncConnection, workspace_id: str, outside_ids: Sequence[str]) -> list[str]:
    """What people are called here who were found by any id of theirs; their e-mail where they are not here yet."""
    rows = await learners_known_as(db, workspace_id, outside_ids)
    return [await id_of(db, workspace_id, row.id, PLATFORM) or row.email for row in rows.values()]

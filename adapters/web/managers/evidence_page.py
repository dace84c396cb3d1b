"""Evidence of a campaign as a file, for whoever steers it; with names where `visibility.TABLE` says so."""

from __future__ import annotations

import asyncio

from aiohttp import web

from adapters.web.managers.access import NOT_YOURS, Access, Caller, NoEntry
from adapters.web.pages.report import attached
from bot.clock import Clock
from bot.evidence.archive import evidence_zip
from bot.evidence.gathering import campaign_evidence
from bot.links import Links
from bot.managers.campaign_actions import may_steer
from bot.reports.visibility import named
from lessons.database import Database
from lessons.ports import MediaStore
from schedules.ledger import audit
from schedules.people.enrolments import campaign_by_id
from schedules.rules.campaigns import Campaign

PATH = "/manage/campaigns/{id}/evidence.zip"


class EvidencePage:
    """Hands out the archive; that it was taken is an entry of the audit."""

    def __init__(self, database: Database, media: MediaStore) -> None:
        self._database, self._media = database, media

    async def archive(self, request: web.Request, caller: Caller) -> web.Response:
        campaign = await self._campaign(request, caller)
        names = named("lessons", caller.workspace.privacy)
        about = (self._database, self._media, caller.workspace, campaign, caller.now)
        evidence = await campaign_evidence(*about, names=names)
        # A campaign of thousands takes seconds to draw, and chats wait for the same event loop.
        content = await asyncio.to_thread(evidence_zip, evidence)
        headers = {"Content-Disposition": attached(f"{campaign.name} {caller.now:%Y-%m-%d}.zip")}
        return web.Response(body=content, content_type="application/zip", headers=headers)

    async def _campaign(self, request: web.Request, caller: Caller) -> Campaign:
        async with self._database.write() as db:
            campaign = await campaign_by_id(db, caller.workspace.id, request.match_info["id"])
            if campaign is None or not await may_steer(db, caller.manager, campaign):
                raise NoEntry(NOT_YOURS)
            about = (caller.workspace.id, caller.manager.id, audit.EVIDENCE_EXPORTED, campaign.id, caller.now)
            await audit.note(db, *about)
        return campaign


def evidence_pages(app: web.Application, database: Database, links: Links, clock: Clock, media: MediaStore) -> None:
    """Serve evidence behind the managers' sessions."""
    handler = EvidencePage(database, media).archive
    app.router.add_get(PATH, Access(database, links, clock).for_managers(handler))

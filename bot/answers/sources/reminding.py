"""Curators hear once, two weeks before, that a document runs out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.sources.agreed import Agreement, take_untold
from bot.links import Links
from bot.messages.catalogue import speaking
from bot.messages.codec import to_json
from bot.messages.lower import source_texts
from lessons.answers.index.indexing import known_documents
from lessons.database import Database
from schedules.ledger import ledger
from schedules.people.roster import all_workspaces, learners_of
from schedules.rules.kinds import DeliveryKind

USEFUL = timedelta(days=7)  # how long the message may wait for a curator's working hours


async def tell_of_endings(database: Database, links: Links, now: datetime) -> int:
    """Owe curators a message about documents that run out within two weeks; returns how many documents that were."""
    async with database.read() as db:
        workspaces = await all_workspaces(db)
    count = 0
    for workspace in workspaces:
        # First what is told, then the messages, in one transaction: neither is there without the other.
        async with database.write() as db:
            count += await _tell(db, workspace.id, links, now)
    return count


async def _tell(db: AsyncConnection, workspace_id: str, links: Links, now: datetime) -> int:
    curators = [learner for learner in await learners_of(db, workspace_id) if learner.manages]
    if not curators:
        return 0  # whoever comes to manage later still hears of it
    ending = await take_untold(db, workspace_id, now.date())
    if not ending:
        return 0
    titles = {document.document_id: document.title for document in await known_documents(db, workspace_id)}
    lines = [(titles[each.document_id], each) for each in ending if each.document_id in titles]
    rows = []
    for curator in curators if lines else ():
        with speaking(curator.locale, curator.platform):
            words = [source_texts.agreed(title, each.owner, each.valid_until) for title, each in lines]
            message = source_texts.run_out_soon(words, links.curating(workspace_id, curator.id, now))
        rows.append(
            ledger.owed(
                workspace_id,
                curator.id,
                DeliveryKind.NOTICE,
                now,
                now + USEFUL,
                slot=_slot(ending),
                body=to_json(message),
                prompted=not curator.consents,
            )
        )
    await ledger.plan(db, rows)
    return len(lines)


def _slot(ending: Sequence[Agreement]) -> str:
    return f"ends:{ending[0].document_id}:{ending[0].valid_until}"

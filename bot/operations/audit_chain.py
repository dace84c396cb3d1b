"""Seals the audit logs of all workspaces, and looks whether anything in them was changed since."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.privacy.names import INSTEAD
from lessons.database import Database
from schedules.ledger import audit_seals
from schedules.ledger.audit_seals import AT_ONCE, Chain
from schedules.people.roster import all_workspaces


async def seal_audit(database: Database, now: datetime) -> int:
    """Seal what has no seal yet; returns how many entries got one."""
    async with database.read() as db:
        ids = [workspace.id for workspace in await all_workspaces(db)]
    sealed = 0
    for workspace_id in ids:
        done = AT_ONCE
        while done == AT_ONCE:
            async with database.write() as db:
                done = await audit_seals.seal(db, workspace_id)
            sealed += done
    return sealed


async def audit_chains(database: Database, keep_days: int, now: datetime) -> dict[str, Chain]:
    """The chain of each workspace, by its name."""
    kept_since = now - timedelta(days=keep_days) if keep_days else None
    chains = {}
    async with database.read() as db:
        for workspace in await all_workspaces(db):
            chains[workspace.name] = await audit_seals.look(db, workspace.id, kept_since, INSTEAD)
    return chains

"""The audit log: whatever is changed in it or taken out of it after it was sealed is noticed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.operations.audit_chain import audit_chains, seal_audit
from bot.privacy.erasure import forget_person
from lessons.database import Database
from schedules.ledger import audit_seals
from schedules.ledger.audit import audit, note
from schedules.people import roster
from tests.bot.world import MONDAY, World, furnished

KEEP = 365


async def written(database: Database, count: int = 5) -> World:
    """Somebody did that many things, and all of them are sealed."""
    world = await furnished(database)
    async with database.write() as db:
        await db.execute(sa.delete(audit))
        for number in range(count):
            at = MONDAY + timedelta(minutes=number)
            detail = {"name": "Ann Ash", "place": number}
            await note(db, world.workspace.id, world.manager.id, "campaign changed", f"c{number}", at, **detail)
    assert await seal_audit(database, MONDAY) == count
    return world


async def fault(database: Database, now: datetime = MONDAY) -> str:
    (chain,) = (await audit_chains(database, KEEP, now)).values()
    return chain.fault


async def test_a_log_that_nobody_touched_is_whole(either_database: Database) -> None:
    await written(either_database)
    assert await fault(either_database) == ""
    assert await seal_audit(either_database, MONDAY) == 0, "each entry is sealed once"


async def test_what_is_written_later_continues_the_chain(either_database: Database) -> None:
    world = await written(either_database)
    (before,) = (await audit_chains(either_database, KEEP, MONDAY)).values()
    async with either_database.write() as db:
        await note(db, world.workspace.id, "operator", "person erased", "x", MONDAY + timedelta(days=1))
    await seal_audit(either_database, MONDAY)
    (after,) = (await audit_chains(either_database, KEEP, MONDAY)).values()
    assert (after.sealed, after.fault, after.head != before.head) == (6, "", True)


@pytest.mark.parametrize(
    "changed",
    [
        {"actor": "somebody else"},
        {"action": "nothing of note"},
        {"subject": "another"},
        {"at": MONDAY + timedelta(days=9)},
        {"detail": {"place": 99}},
    ],
    ids=lambda changed: next(iter(changed)),
)
async def test_a_changed_entry_is_noticed(either_database: Database, changed: dict[str, object]) -> None:
    await written(either_database)
    async with either_database.write() as db:
        await db.execute(sa.update(audit).where(audit.c.subject == "c2").values(changed))
    assert "changed" in await fault(either_database)


async def test_a_missing_entry_is_noticed_and_so_is_a_missing_seal(either_database: Database) -> None:
    await written(either_database)
    async with either_database.write() as db:
        await db.execute(sa.delete(audit).where(audit.c.subject == "c2"))
    assert "is gone" in await fault(either_database)
    async with either_database.write() as db:
        await db.execute(sa.delete(audit_seals.audit_seals).where(audit_seals.audit_seals.c.number == 3))
    assert "seal 3 is missing" in await fault(either_database)


async def test_what_went_with_age_is_no_fault(either_database: Database) -> None:
    await written(either_database)
    async with either_database.write() as db:
        await db.execute(sa.delete(audit).where(audit.c.subject == "c0"))
    assert await fault(either_database, MONDAY + timedelta(days=KEEP + 1)) == ""


async def test_an_erased_persons_name_may_go_and_is_counted(either_database: Database) -> None:
    world = await written(either_database)
    await world.join("Ann Ash")
    async with either_database.write() as db:
        workspace = await roster.workspace_by_id(db, world.workspace.id)
        assert workspace is not None
        await forget_person(db, workspace, world.team["Ann Ash"], datetime.now(UTC))
    (chain,) = (await audit_chains(either_database, KEEP, MONDAY)).values()
    assert (chain.fault, chain.redacted) == ("", 5)


async def test_two_workers_at_once_make_one_chain(either_database: Database) -> None:
    world = await written(either_database)
    async with either_database.write() as db:
        for number in range(4):
            await note(db, world.workspace.id, "operator", "looked", f"{number}", MONDAY)
    other = Database(either_database.engine.url.render_as_string(hide_password=False))
    await asyncio.gather(seal_audit(either_database, MONDAY), seal_audit(other, MONDAY))
    await other.close()
    await seal_audit(either_database, MONDAY)
    (chain,) = (await audit_chains(either_database, KEEP, MONDAY)).values()
    assert (chain.sealed, chain.fault) == (9, "")

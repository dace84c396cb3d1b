"""Who did what: admins read, filter and take along the audit; to everybody else the page stays shut."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.managers.roles import Role, record_roles
from lessons.database import Database
from schedules.ledger import audit, audit_seals
from schedules.people.roster import change_learner
from tests.adapters.web.managing import Office, office
from tests.adapters.web.reading import english_in


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Office]:
    async with office(database) as opened:
        await opened.world.join("Uma", manages=True)
        async with database.write() as db:
            await record_roles(db, opened.world.workspace.id, [("Uma", Role.ADMIN)])
        yield opened


async def enter(desk: Office, name: str = "Uma") -> str:
    """They write “audit” and open the link; where it leads."""
    await desk.world.write(name, "audit")
    link = (await desk.world.last(name)).words.partition("/manage/open/")[2].split()[0]
    reply = await desk.client.post(f"/manage/open/{link}", allow_redirects=False)
    return reply.headers["Location"]


async def note(desk: Office, by: str, action: str, to: str = "x", **detail: object) -> None:
    world = desk.world
    async with world.database.write() as db:
        actor = world.learners[by].id if by in world.learners else by
        await audit.note(db, world.workspace.id, actor, action, to, world.clock.at, **detail)


async def test_an_admin_opens_it_from_chat_and_reads_who_did_what_to_whom(desk: Office) -> None:
    await note(desk, "Mira", "campaign paused", desk.world.learners["Ada"].id, reason="holidays")
    assert await enter(desk) == "/manage/audit"
    status, text = await desk.page("/manage/audit")
    assert status == 200
    for words in ("Mira", "campaign paused", "Ada", "reason=holidays", "2026-03-02 08:30"):
        assert words in text, words


async def test_a_manager_who_is_no_admin_is_told_so_and_gets_no_page(desk: Office) -> None:
    await desk.world.write("Mira", "audit")
    assert "for admins of this workspace" in (await desk.world.last("Mira")).words
    await desk.sign_in("Mira")
    for path in ("", ".csv", ".json"):
        assert (await desk.page(f"/manage/audit{path}"))[0] == 403


async def test_it_is_filtered_by_who_what_whom_and_when(desk: Office) -> None:
    await note(desk, "Mira", "campaign paused", "first")
    desk.world.clock.at += timedelta(days=2)
    await note(desk, "Uma", "campaign ended", "second")
    await enter(desk)  # after the two days: a session is over sooner
    for query, wanted in {
        "by=Mira": "first",
        "action=ended": "second",
        "to=second": "second",
        "first=2026-03-03": "second",
        "last=2026-03-03": "first",
    }.items():
        rows = json.loads((await desk.page(f"/manage/audit.json?{query}"))[1])["entries"]
        subjects = {row["subject id"] for row in rows} & {"first", "second"}
        assert subjects == {wanted}, query
    assert "No entry fits" in (await desk.page("/manage/audit?by=nobody"))[1]
    assert (await desk.page("/manage/audit?first=no-day&page=-3&last=9999-12-31"))[0] == 200


async def test_both_files_have_every_entry_and_no_cell_that_runs(desk: Office) -> None:
    await note(desk, "=cmd()", "campaign paused", "+x")
    await enter(desk)
    _, table = await desk.page("/manage/audit.csv?action=paused")
    (row,) = csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))
    assert (row["actor id"], row["subject id"]) == ("'=cmd()", "'+x")
    _, text = await desk.page("/manage/audit.json")
    entries = json.loads(text)["entries"]
    async with desk.world.database.read() as db:
        every = await audit.audit_entries(db, desk.world.workspace.id, desk.world.clock.at - timedelta(days=9), 99)
    assert len(entries) == len(every), "with the entry that says it was taken along"
    assert entries[0]["action"] == "audit exported"


async def test_the_file_names_the_seal_that_doctor_would_check(desk: Office) -> None:
    await note(desk, "Mira", "campaign paused")
    async with desk.world.database.write() as db:
        await audit_seals.seal(db, desk.world.workspace.id)
        _, head = await audit_seals.head_of(db, desk.world.workspace.id)
    await enter(desk)
    about = json.loads((await desk.page("/manage/audit.json"))[1])
    assert head
    assert about["seal"] == head


async def test_what_does_not_fit_on_a_page_stands_on_the_next(desk: Office) -> None:
    for number in range(101):
        await note(desk, "Mira", "campaign paused", f"number {number}.")
    await enter(desk)
    first, second = [(await desk.page(f"/manage/audit?action=paused&page={n}"))[1] for n in (1, 2)]
    assert "number 100." in first
    assert "number 0." not in first
    assert "number 0." in second


async def test_a_german_admin_reads_no_english(desk: Office) -> None:
    world = desk.world
    await note(desk, "command line", "campaign paused")
    async with world.database.write() as db:
        await change_learner(db, world.workspace.id, world.learners["Uma"].id, own_locale="de")
    await enter(desk)
    _, text = await desk.page("/manage/audit?action=Kampagne+angehalten")
    assert "Kampagne angehalten" in text
    assert english_in(text) == []

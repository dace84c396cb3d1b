"""A database belongs to one key: another one starts nothing, an old one still opens, a new one takes over."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.slack.connector.sealing import Install, Sealer
from bot.__main__ import main
from bot.faults import ChatAppFault
from bot.links import BadLink, Links, Purpose, Ticket
from bot.operations.keys import WrongKey, fingerprint, hold_key, key_fault
from lessons.database import Database
from schedules.people.app_tokens import seal_into, sealed_of
from schedules.people.roster import open_workspace
from tests.bot.commanding import environment as environment

OLD, NEW, OTHER = "a" * 32, "b" * 32, "c" * 32
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


async def test_the_first_key_is_held_and_another_one_refused(either_database: Database) -> None:
    async with either_database.write() as db:
        await hold_key(db, OLD, ())
        await hold_key(db, OLD, ())
    with pytest.raises(WrongKey, match=fingerprint(OLD)):
        async with either_database.write() as db:
            await hold_key(db, OTHER, ())
    async with either_database.read() as db:
        assert await key_fault(db, OLD, ()) == ""


async def test_a_new_key_takes_the_place_of_one_that_the_settings_still_name(either_database: Database) -> None:
    for key, old in ((OLD, ()), (NEW, (OLD,)), (NEW, ())):
        async with either_database.write() as db:
            await hold_key(db, key, old)
    with pytest.raises(WrongKey):
        async with either_database.write() as db:
            await hold_key(db, OLD, ())


def test_links_made_with_an_old_key_still_open_and_a_strangers_do_not() -> None:
    ticket = Ticket(Purpose.REPORT, "w", "campaign", "mira")
    token = Links(OLD, "").token(ticket, NOW + timedelta(days=1))
    assert Links(NEW, "", old_secrets=(OTHER, OLD)).read(token, Purpose.REPORT, NOW) == ticket
    for links in (Links(NEW, ""), Links(NEW, "", old_secrets=(OTHER,))):
        with pytest.raises(BadLink):
            links.read(token, Purpose.REPORT, NOW)


def test_a_wrong_key_starts_nothing_and_says_what_to_do(
    environment: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SECRET_KEY", OLD)
    assert main(["keys", "rotate"]) == 0
    monkeypatch.setenv("SECRET_KEY", OTHER)
    assert main(["worker"]) == 2
    refusal = capsys.readouterr().err
    assert "SECRET_KEY" in refusal
    assert "OLD_SECRET_KEYS" in refusal
    assert "Traceback" not in refusal
    assert main(["doctor"]) == 1
    assert "is not the one that this database belongs to" in capsys.readouterr().out
    assert main(["keys"]) == 1
    assert main(["keys", "replace"]) == 2
    assert main(["keys", "replace", "--yes"]) == 0
    assert main(["keys"]) == 0


async def test_rotating_seals_every_token_with_the_new_key(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(f"sqlite:///{environment}/ninety.db")
    install = Install("xoxb-1", "A1", "B1")
    async with database.write() as db:
        workspace = await open_workspace(db, "slack", "T1", "Riverbank", NOW)
        await seal_into(db, workspace.id, Sealer(OLD).seal(install))
    monkeypatch.setenv("SECRET_KEY", NEW)
    monkeypatch.setenv("OLD_SECRET_KEYS", OLD)
    assert await asyncio.to_thread(main, ["keys", "rotate"]) == 0
    async with database.read() as db:
        sealed = await sealed_of(db, workspace.id)
    await database.close()
    assert sealed is not None
    assert Sealer(NEW).open(sealed) == install
    with pytest.raises(ChatAppFault):
        Sealer(OLD).open(sealed)

"""The address itself: who is turned away, with which status, and what happens while keys or the database are slow."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest

from adapters.teams.inbound import app as endpoint
from adapters.teams.inbound.app import PATH
from schedules.people import roster
from tests.adapters.teams.offices import Office


async def people(office: Office) -> list[str]:
    async with office.world.database.read() as db:
        return [one.outside_id for one in await roster.learners_of(db, office.world.workspace.id)]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic YTpi"])
async def test_without_a_real_token_nothing_happens(office: Office, header: str) -> None:
    reply = await office.tell(office.teams.activity("Ada", "installationUpdate", action="add"), header)
    assert (reply.status, await people(office), dict(office.teams.shown)) == (401, [], {})


async def test_alg_none_is_turned_away(office: Office) -> None:
    assert (await office.tell(office.teams.activity("Ada"), algorithm="none")).status == 401


async def test_a_token_for_another_host_is_turned_away_and_ours_stays_here(office: Office) -> None:
    activity = office.teams.activity("Ada", text="help")
    header = office.teams.signed(activity)
    reply = await office.tell({**activity, "serviceUrl": "http://127.0.0.1:9/evil"}, header)
    assert (reply.status, office.teams.calls["token"]) == (401, 0)


async def test_a_key_without_the_endorsement_is_forbidden(office: Office) -> None:
    office.teams.endorsements = ("webchat",)
    assert (await office.tell(office.teams.activity("Ada"))).status == 403


async def test_another_tenant_is_forbidden(office: Office) -> None:
    strange = {"id": "a:Eve", "conversationType": "personal", "tenantId": "T2"}
    reply = await office.tell(office.teams.activity("Eve", text="help", conversation=strange))
    assert (reply.status, await people(office)) == (403, [])


async def test_unreadable_keys_ask_teams_to_try_again(office: Office) -> None:
    office.teams.keys_status = 500
    assert (await office.tell(office.teams.activity("Ada", text="help"))).status == 503


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"\xff"])
async def test_what_is_no_activity_is_a_bad_request(office: Office, body: bytes) -> None:
    reply = await office.http.post(PATH, data=body, headers={"Authorization": "Bearer x"})
    assert reply.status == 400


async def test_an_activity_without_a_conversation_is_a_bad_request(office: Office) -> None:
    assert (await office.tell(office.teams.activity("Ada", conversation={}))).status == 400


async def test_a_page_of_another_site_cannot_get_in_without_a_token(office: Office) -> None:
    reply = await office.http.post(PATH, json=office.teams.activity("Ada"), headers={"Origin": "https://evil.example"})
    assert reply.status == 401


async def test_a_write_that_takes_too_long_is_given_back_to_teams(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    activity = office.teams.activity("Ada", text="help")
    async with office.world.database.write():
        with monkeypatch.context() as hurried:
            hurried.setattr(endpoint, "DEADLINE_S", 0.2)  # over while the database is held, however slow the machine is
            reply = await office.http.post(
                PATH, json=activity, headers={"Authorization": office.teams.signed(activity)}
            )
    assert reply.status == 503
    assert (await office.tell(activity)).status == 200
    assert any("What you can write to me" in one for one in office.sees("Ada"))


async def test_slow_keys_and_tokens_never_hold_up_the_loop(office: Office) -> None:
    office.teams.slow_s = 2.0
    longest = 0.0

    async def beat() -> None:
        nonlocal longest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.01)
            longest = max(longest, time.perf_counter() - before - 0.01)

    beating = asyncio.create_task(beat())
    assert (await office.tell(office.teams.activity("Ada", text="help"))).status == 200
    beating.cancel()
    assert longest < 1.0  # a blocked loop would have stood still for the whole two seconds


async def test_a_rotated_key_loses_no_activity(office: Office) -> None:
    await office.install("Ada")
    office.teams.key_number = 2
    assert (await office.write("Ada", "help")).status == 200
    assert "What you can write to me" in office.sees("Ada")[-1]


async def test_nothing_is_shown_where_activities_are_taken(office: Office) -> None:
    reply: aiohttp.ClientResponse = await office.http.get(PATH)
    assert reply.status in (404, 405)

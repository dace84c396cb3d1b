"""Who is believed: every rule of the inbound token, each broken once, and keys that change or cannot be read."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp.test_utils import TestServer

from adapters.teams.connector.verify import ASK_AGAIN_S, KEEP_S, Inspector, Keys, KeysUnavailable, Refused
from tests.fakes.teams import APP, FakeTeams, private_key

Json = dict[str, Any]


class Ticks:
    """Seconds that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
async def inspector(teams: FakeTeams, ticks: Ticks) -> AsyncIterator[Inspector]:
    async with TestServer(teams.app()) as server, aiohttp.ClientSession() as session:
        cloud = teams.cloud(str(server.make_url("/")))
        yield Inspector(Keys(session, cloud.keys_url, ticks), cloud, APP)


async def refused(inspector: Inspector, header: str, activity: Json) -> Refused:
    with pytest.raises(Refused) as caught:
        await inspector.claims(header, activity)
    return caught.value


async def test_what_teams_signed_is_believed(inspector: Inspector, teams: FakeTeams) -> None:
    activity = teams.activity("Ada")
    claims = await inspector.claims(teams.signed(activity), activity)
    assert claims["aud"] == APP


NOW = int(time.time())


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://sts.windows.net/x/"},
        {"iss": None},
        {"aud": "another app"},
        {"aud": None},
        {"exp": NOW - 400},
        {"exp": None},
        {"nbf": NOW + 4000},
        {"serviceurl": "https://evil.example/"},
        {"serviceurl": None},
        {"serviceurl": ""},
    ],
    ids="-".join,
)
async def test_a_token_with_one_wrong_claim_is_refused(inspector: Inspector, teams: FakeTeams, claims: Json) -> None:
    activity = teams.activity("Ada")
    assert (await refused(inspector, teams.signed(activity, **claims), activity)).status == 401


@pytest.mark.parametrize(("claim", "seconds"), [("exp", -200), ("nbf", 200)])
async def test_clocks_may_differ_by_five_minutes(
    inspector: Inspector, teams: FakeTeams, claim: str, seconds: int
) -> None:
    activity = teams.activity("Ada")
    claims: Json = {claim: int(time.time()) + seconds}
    assert await inspector.claims(teams.signed(activity, **claims), activity)


@pytest.mark.parametrize(
    "header", ["", " ", "Bearer", "Bearer ", "Basic YTpi", "Bearer x", "Bearer a.b.c", "Bearer é.é.é"]
)
async def test_no_token_and_no_real_token_are_refused(inspector: Inspector, teams: FakeTeams, header: str) -> None:
    assert (await refused(inspector, header, teams.activity("Ada"))).status == 401


async def test_alg_none_is_refused(inspector: Inspector, teams: FakeTeams) -> None:
    activity = teams.activity("Ada")
    assert (await refused(inspector, teams.signed(activity, algorithm="none"), activity)).status == 401
    assert teams.calls["openid"] == 0


async def test_a_token_sealed_with_the_public_key_as_a_secret_is_refused(
    inspector: Inspector, teams: FakeTeams
) -> None:
    activity = teams.activity("Ada")
    secret = "a shared secret of more than thirty-two bytes"
    forged = jwt.encode({"aud": APP}, secret, algorithm="HS256", headers={"kid": "key-1"})
    await refused(inspector, f"Bearer {forged}", activity)


async def test_another_key_under_a_published_id_is_refused(inspector: Inspector, teams: FakeTeams) -> None:
    activity = teams.activity("Ada")
    claims = {"iss": inspector._issuer, "aud": APP, "exp": NOW + 600, "serviceurl": activity["serviceUrl"]}
    forged = jwt.encode(claims, private_key(2), algorithm="RS256", headers={"kid": "key-1"})
    await refused(inspector, f"Bearer {forged}", activity)


async def test_a_token_of_another_activitys_host_is_refused(inspector: Inspector, teams: FakeTeams) -> None:
    activity = teams.activity("Ada")
    header = teams.signed(activity)
    await refused(inspector, header, {**activity, "serviceUrl": "https://evil.example/teams/"})


async def test_a_slash_at_the_end_is_no_difference(inspector: Inspector, teams: FakeTeams) -> None:
    activity = teams.activity("Ada")
    assert await inspector.claims(
        teams.signed(activity), {**activity, "serviceUrl": activity["serviceUrl"].rstrip("/")}
    )


@pytest.mark.parametrize("endorsements", [(), ("webchat",)])
async def test_a_key_that_may_not_sign_for_teams_is_forbidden(
    inspector: Inspector, teams: FakeTeams, endorsements: tuple[str, ...]
) -> None:
    teams.endorsements = endorsements
    activity = teams.activity("Ada")
    assert (await refused(inspector, teams.signed(activity), activity)).status == 403


async def test_another_channel_is_forbidden_although_its_key_is_good(inspector: Inspector, teams: FakeTeams) -> None:
    activity = teams.activity("Ada", channelId="webchat")
    assert (await refused(inspector, teams.signed(activity), activity)).status == 403


async def test_keys_are_asked_for_once_by_many(inspector: Inspector, teams: FakeTeams) -> None:
    activity = teams.activity("Ada")
    header = teams.signed(activity)
    await asyncio.gather(*[inspector.claims(header, activity) for _ in range(20)])
    assert teams.calls["openid"] == 1


async def test_a_rotated_key_is_found_at_once(inspector: Inspector, teams: FakeTeams) -> None:
    activity = teams.activity("Ada")
    await inspector.claims(teams.signed(activity), activity)
    teams.key_number = 2
    assert await inspector.claims(teams.signed(activity), activity)
    await refused(inspector, teams.signed(activity, key_number=1), activity)


async def test_made_up_key_ids_do_not_make_us_ask_again_and_again(
    inspector: Inspector, teams: FakeTeams, ticks: Ticks
) -> None:
    activity = teams.activity("Ada")
    await inspector.claims(teams.signed(activity), activity)
    for _ in range(5):
        await refused(inspector, teams.signed(activity, key_number=3), activity)
    assert teams.calls["openid"] == 2
    ticks.now += ASK_AGAIN_S
    await refused(inspector, teams.signed(activity, key_number=3), activity)
    assert teams.calls["openid"] == 3


async def test_keys_are_read_again_after_a_day(inspector: Inspector, teams: FakeTeams, ticks: Ticks) -> None:
    activity = teams.activity("Ada")
    await inspector.claims(teams.signed(activity), activity)
    ticks.now += KEEP_S + 1
    await inspector.claims(teams.signed(activity), activity)
    assert teams.calls["openid"] == 2


async def test_keys_that_cannot_be_read_are_nobodys_fault(inspector: Inspector, teams: FakeTeams) -> None:
    teams.keys_status = 500
    activity = teams.activity("Ada")
    with pytest.raises(KeysUnavailable):
        await inspector.claims(teams.signed(activity), activity)
    teams.keys_status = 200
    assert await inspector.claims(teams.signed(activity), activity)


async def test_slow_keys_hold_up_nothing_else(inspector: Inspector, teams: FakeTeams) -> None:
    teams.slow_s = 2.0
    activity = teams.activity("Ada")
    header = teams.signed(activity)
    longest = 0.0

    async def beat() -> None:
        nonlocal longest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.01)
            longest = max(longest, time.perf_counter() - before - 0.01)

    beating = asyncio.create_task(beat())
    await inspector.claims(header, activity)
    beating.cancel()
    assert longest < 1.0  # a blocked loop would have stood still for the whole two seconds

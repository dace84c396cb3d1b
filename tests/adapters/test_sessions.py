"""A message whose time is over does not leave, whatever it waited for last."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer

from adapters.sessions import vendor_session
from bot import lease
from bot.faults import ChatLate


async def _posted(server: BaseTestServer, deadline: float) -> int:
    async with vendor_session() as session:
        with lease.leaving_by(deadline):
            async with session.post(server.make_url("/"), data=b"hello") as reply:
                return reply.status


@pytest.mark.parametrize("late", [True, False])
async def test_a_request_leaves_only_while_its_lease_lasts(late: bool) -> None:
    heard = []

    async def hear(request: web.Request) -> web.Response:
        heard.append(await request.read())
        return web.Response()

    app = web.Application()
    app.router.add_post("/", hear)
    async with TestServer(app) as server:
        if late:
            with pytest.raises(ChatLate):
                await _posted(server, lease.uptime() - 0.001)
        else:
            assert await _posted(server, lease.uptime() + 60) == 200
    assert heard == ([] if late else [b"hello"])


async def test_a_request_that_waited_for_a_connection_past_its_lease_does_not_leave() -> None:
    heard = []
    release = asyncio.Event()

    async def hear(request: web.Request) -> web.Response:
        heard.append(await request.read())
        await release.wait()
        return web.Response()

    app = web.Application()
    app.router.add_post("/", hear)
    async with TestServer(app) as server, vendor_session() as session:
        session.connector._limit = 1  # type: ignore[union-attr]  # one connection, so that the second request waits

        async def post(deadline: float) -> int:
            with lease.leaving_by(deadline):
                async with session.post(server.make_url("/"), data=b"x") as reply:
                    return reply.status

        first = asyncio.create_task(post(lease.uptime() + 60))
        while not heard:  # noqa: ASYNC110  # the fake is looked at
            await asyncio.sleep(0.005)
        second = asyncio.create_task(post(lease.uptime() + 0.05))
        await asyncio.sleep(0.1)
        release.set()
        assert await first == 200
        with pytest.raises(ChatLate):
            await second
    assert heard == [b"x"]

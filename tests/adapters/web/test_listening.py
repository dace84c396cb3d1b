"""Connections: half a request holds nobody up, a full house makes room, and what cannot be read leaves no trace."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from adapters.web.app import bare_app
from adapters.web.http import listening
from adapters.web.http.listening import Connections
from tests.adapters.web.tiny import fine

WHOLE = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
HALF = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-More: "
TOKEN = "dG9rZW4tdG9rZW4tdG9rZW4tdG9rZW4tdG9rZW4.AAAAAAAAAAAAAAAAAAAAAAAA"


def slow(app: web.Application) -> None:
    """A page that takes its time, and one that takes what is sent."""

    async def wait(_: web.Request) -> web.Response:
        await asyncio.sleep(0.4)
        return web.Response(text="at last")

    async def take(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    app.router.add_get("/slow", wait)
    app.router.add_post("/take", take)


@asynccontextmanager
async def serving(most: int = 0) -> AsyncIterator[int]:
    connections = Connections(most)
    app = bare_app([slow], fine)
    connections.watch(app)
    async with connections.serving(app, "127.0.0.1", 0) as port:
        yield port


async def send(port: int, request: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    return reader, writer


async def reply_to(port: int, request: bytes = WHOLE) -> bytes:
    reader, writer = await send(port, request)
    async with asyncio.timeout(5):
        reply = await reader.read(4096)
    writer.close()
    return reply


async def test_half_a_request_is_waited_for_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """G11."""
    monkeypatch.setattr(listening, "HEAD_S", 0.3)
    async with serving() as port:
        reader, writer = await send(port, HALF)
        async with asyncio.timeout(5):
            assert await reader.read() == b""
        writer.close()


async def test_half_requests_in_any_number_stop_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """G11: 300 half requests stopped the server for minutes."""
    async with serving(most=20) as port:
        halves = [await send(port, HALF) for _ in range(300)]
        assert (await reply_to(port)).startswith(b"HTTP/1.1 200")
        for _, writer in halves:
            writer.close()


async def test_who_is_being_answered_keeps_the_connection_and_the_next_one_hears_that_it_is_full() -> None:
    async with serving(most=3) as port:
        at_work = [asyncio.create_task(reply_to(port, b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")) for _ in range(3)]
        await asyncio.sleep(0.2)
        assert (await reply_to(port)).startswith(b"HTTP/1.1 503")
        assert all(b"at last" in reply for reply in await asyncio.gather(*at_work))
        assert (await reply_to(port)).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "request_line",
    [
        f"GET /curate/{TOKEN} HTTZ/1.1\r\nHost: x\r\n\r\n",
        f"GET /curate/{TOKEN} HTTP/1.1\r\nHo st: x\r\n\r\n",
        f"GET /curate/{TOKEN}\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        f"G<T /curate/{TOKEN} HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
async def test_a_malformed_request_leaves_no_token_in_the_log_and_learns_nothing(
    request_line: str, caplog: pytest.LogCaptureFixture
) -> None:
    """G14: the first line of such a request was logged as it came."""
    with caplog.at_level(logging.DEBUG):
        async with serving() as port:
            reply = await reply_to(port, request_line.encode())
    assert b" 400 " in reply.partition(b"\r\n")[0]
    for word in (b"aiohttp", b"Python", b"Server:", TOKEN.encode()):
        assert word not in reply
    assert TOKEN not in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_page_that_is_closed_while_it_sends_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    """W17: a closed player left two tracebacks."""
    with caplog.at_level(logging.INFO):
        async with serving() as port:
            head = b"POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 400\r\n\r\nhalf"
            _, writer = await send(port, head)
            await asyncio.sleep(0.1)
            writer.transport.abort()
            _, writer = await send(port, b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
            await asyncio.sleep(0.1)
            writer.transport.abort()
            await asyncio.sleep(0.5)
            assert (await reply_to(port)).startswith(b"HTTP/1.1 200")
    assert [entry for entry in caplog.records if entry.levelno >= logging.WARNING] == []
    assert "Traceback" not in caplog.text

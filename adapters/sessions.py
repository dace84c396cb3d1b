"""The session that vendors are spoken to through: a request leaves only while the message in it may still leave."""

from __future__ import annotations

from typing import Any

import aiohttp
from aiohttp import ClientRequest
from aiohttp.abc import AbstractStreamWriter
from aiohttp.connector import Connection

from bot import lease
from bot.faults import ChatLate

CONNECTIONS = 100  # to chat platforms at once


class LeaseRequest(ClientRequest):
    """Looks at the lease where aiohttp hands headers and body to the socket: nothing is waited for after that."""

    async def write_bytes(
        self, writer: AbstractStreamWriter, conn: Connection, content_length: int | None = None
    ) -> None:
        try:
            lease.check()
        except ChatLate as late:
            # The headers are still in the writer's buffer. Whoever waits for the answer is told, and closes.
            if conn.protocol is not None:
                conn.protocol.set_exception(late)
            return
        await super().write_bytes(writer, conn, content_length)


def vendor_session(**options: Any) -> aiohttp.ClientSession:
    """A session for chat platforms and other vendors; needs a running event loop."""
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    return aiohttp.ClientSession(connector=connector, request_class=LeaseRequest, **options)

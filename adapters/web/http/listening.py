"""Takes connections: how many at once, how long one may take to say what it wants, and what a broken one is told."""

from __future__ import annotations

import asyncio
import logging
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import hdrs, web
from aiohttp.http_exceptions import HttpProcessingError

from adapters.web.http.errors import Handler

log = logging.getLogger(__name__)

HEAD_S = 15.0  # a request's head takes one round trip; who needs longer holds a connection and asks for nothing
CLOSE_S = 2.0  # how long open pages are waited for when the process stops; a supervisor kills after 10 s
MOST = 2_000  # connections at once; one process is saturated at about 90 requests a second, long before
SPARE_FILES = 64  # open files that the database, clips and logs need beside the connections
# Written before any page's header could be: the reply to a connection that there is no room for.
FULL = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n"


class Connections:
    """The connections of one process.

    Args:
        most: at once. When there are as many, the one that has waited longest without a request makes room.
    """

    def __init__(self, most: int = 0) -> None:
        self.most = most or min(MOST, max(16, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - SPARE_FILES))
        self._busy: set[asyncio.BaseProtocol] = set()

    def watch(self, app: web.Application) -> None:
        """Learn from the application which connections are at work."""
        app.middlewares.insert(0, self._working)

    @asynccontextmanager
    async def serving(self, app: web.Application, host: str, port: int) -> AsyncIterator[int]:
        """Serve the application for as long as the block runs; the port it listens on."""
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSE_S)
        await runner.setup()
        loop, server = asyncio.get_running_loop(), runner.server
        if server is None:
            raise RuntimeError("the web server was not set up")
        try:
            listener = await loop.create_server(lambda: self._accept(server), host, port, reuse_address=True)
            async with listener:
                yield listener.sockets[0].getsockname()[1]
                listener.close()
                server.pre_shutdown()
                await app.shutdown()
                await server.shutdown(CLOSE_S)
        finally:
            await runner.cleanup()

    def _accept(self, server: web.Server) -> asyncio.Protocol:
        if len(server.connections) >= self.most:
            idle = next((each for each in server.connections if each not in self._busy), None)
            if idle is None:
                return _NoRoom()
            idle.force_close()
        loop = asyncio.get_running_loop()
        # Without an access log: its lines hold the signed links. aiohttp takes None and declares that it does not.
        return QuietHandler(server, loop=loop, keepalive_timeout=HEAD_S, access_log=None)  # type: ignore[arg-type]

    @web.middleware
    async def _working(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self._busy.add(request.protocol)
        try:
            return await handler(request)
        finally:
            self._busy.discard(request.protocol)


class QuietHandler(web.RequestHandler):
    """A connection that says nothing of what runs here, and logs no address of a request that cannot be read.

    Addresses carry signed links; aiohttp logs the first line of a malformed request as it came.
    """

    __slots__ = ()

    def handle_error(
        self, request: Any, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        if isinstance(exc, HttpProcessingError):
            log.info("a malformed request was refused: %s", type(exc).__name__)
        else:
            log.error("a request failed outside of every page: %s", type(exc).__name__)
        if request.writer.output_size > 0:
            raise ConnectionError("part of the reply is sent already")
        words = "This request cannot be read." if status < 500 else "Something went wrong on our side."
        reply = _Nameless(status=status, text=words)
        reply.force_close()
        return reply


class _Nameless(web.Response):
    """A reply without the header that names the server's software and version."""

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        self.headers.pop(hdrs.SERVER, None)


class _NoRoom(asyncio.Protocol):
    """Tells a connection that there is no room for it."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            transport.write(FULL)
        transport.close()

"""Tells an open chat page what is new, as it happens: server-sent events, fed by this process's bell and the table."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass

import orjson
from aiohttp import ClientConnectionResetError, web

from adapters.web.chat import messages
from adapters.web.chat.chat import WebChat, heard
from adapters.web.chat.messages import ChatEntry
from adapters.web.chat.render import Look, entry
from adapters.web.http.errors import database_is_gone, in_short
from adapters.web.http.ports import Bot, Playground
from schedules.people.roster import Learner

log = logging.getLogger(__name__)

POLL_S = 0.3  # how long another process's news may take to be seen
# Entries for each look at the table: a full batch is followed by the next one without waiting for a ring.
BATCH = 200
# Proxies such as nginx gather a reply until it is whole unless X-Accel-Buffering says no; a stream never is.
HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@dataclass(frozen=True, slots=True)
class Watcher:
    """One open page.

    Attributes:
        workspace_id: of everybody on the page.
        seated: the learners whose chats are open, by id.
        others: ids of those whose chats are not, but who are listed.
    """

    workspace_id: str
    seated: Mapping[str, Learner]
    others: frozenset[str]

    @property
    def all_ids(self) -> list[str]:
        return [*self.seated, *self.others]


class News:
    """Serves the streams of one process.

    Args:
        alive_s: a line goes out at least this often, so that nothing in between takes the connection for dead.
    """

    def __init__(self, bot: Bot, chat: WebChat, playground: Playground, alive_s: float = 15.0) -> None:
        self._bot = bot
        self._chat = chat
        self._playground = playground
        self._alive_s = alive_s
        self._closing = False

    async def close(self, _: web.Application) -> None:
        """Ends every stream, so that a stopping server does not wait for them."""
        self._closing = True
        self._chat.bell.ring()

    async def serve(self, request: web.Request, watcher: Watcher, change: int) -> web.StreamResponse:
        """Everything after that change, until the page goes away."""
        async with self._bot.database.read() as db:
            newest = await messages.last_change(db, watcher.workspace_id)
        response = web.StreamResponse(headers=HEADERS)
        await response.prepare(request)
        try:
            if change > newest:  # the database was replaced: this page shows what is no more
                await response.write(_event("reload", {}))
            await self._tell(response, watcher, min(change, newest))
        except ClientConnectionResetError:
            pass  # the page went away
        except Exception as error:
            if not database_is_gone(error):
                raise
            log.warning("a stream ends, the page will come again: %s", in_short(error))
        return response

    async def _tell(self, response: web.StreamResponse, watcher: Watcher, change: int) -> None:
        clock_sent: tuple[object, ...] = ()
        last_at = time.monotonic()
        while not self._closing:
            # Taken before the table is read: a ring between the reading and the waiting ends the waiting at once.
            ring = self._chat.bell.listen()
            lines = []
            if self._clock_state() != clock_sent:
                clock_sent = self._clock_state()
                lines.append(self._clock_line())
            entries = await self._entries(watcher, change)
            for each in entries:
                change = each.change
                lines.append(self._line(each, watcher))
            if not lines and time.monotonic() - last_at > self._alive_s:
                # A line that begins with a colon is a comment in server-sent events: browsers pass over it.
                lines.append(b":\n\n")
            if lines:
                last_at = time.monotonic()
                await response.write(b"".join(lines))
            if len(entries) < BATCH:
                await heard(ring, POLL_S)

    async def _entries(self, watcher: Watcher, change: int) -> list[ChatEntry]:
        async with self._bot.database.read() as db:
            return await messages.changed_after(db, watcher.workspace_id, watcher.all_ids, change, BATCH)

    def _line(self, entry_row: ChatEntry, watcher: Watcher) -> bytes:
        learner = watcher.seated.get(entry_row.learner_id)
        if learner is None:
            return _event(
                "elsewhere", {"learner": entry_row.learner_id, "fresh": entry_row.revised_at is None}, entry_row.change
            )
        news = {
            "learner": entry_row.learner_id,
            "id": entry_row.id,
            "position": entry_row.position,
            "cause": entry_row.cause_id,
            "html": entry(entry_row, Look(self._bot.links.public_url, learner.zone, learner.locale)),
        }
        return _event("entry", news, entry_row.change)

    def _clock_state(self) -> tuple[object, ...]:
        return (self._bot.clock.ahead, self._playground.progress)

    def _clock_line(self) -> bytes:
        return _event("clock", {"now": self._bot.clock.now().isoformat(), "progress": self._playground.progress})


def _event(name: str, value: Mapping[str, object], number: int | None = None) -> bytes:
    numbered = b"" if number is None else b"id: %d\n" % number
    return numbered + b"event: %s\ndata: %s\n\n" % (name.encode(), orjson.dumps(value, default=str))

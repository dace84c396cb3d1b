"""What is done on the player page beside watching: answer, go on, save, like, share, rate, report."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Protocol

import orjson
from aiohttp import web

from adapters.web.http.errors import Fault
from adapters.web.http.forms import event_id, fields
from bot.clock import Clock
from bot.events import ClipAction, Person
from bot.feed import actions
from bot.feed.lesson import Lesson, as_json, verdict_json
from bot.feed.onward import onward
from bot.feed.page_turn import PageTurn
from bot.links import Links
from bot.messages import page_texts
from bot.messages.catalogue import speaking, template
from lessons.database import Database
from lessons.episodes import Clip, Episode
from schedules.ledger import events_seen
from schedules.ledger.ledger import Delivery
from schedules.people import roster
from schedules.people.roster import Learner

# Enough for a full name; longer text is cut off and not refused, since it is only looked for.
LONGEST_NAME = 80
LEVELS = ("1", "2", "3")


class ShownClip(Protocol):
    """What a link shows, and to whom."""

    @property
    def delivery(self) -> Delivery: ...

    @property
    def learner(self) -> Learner: ...

    @property
    def episode(self) -> Episode: ...

    @property
    def clip(self) -> Clip: ...

    @property
    def asks(self) -> Episode | None: ...


def page_state(lesson: Lesson) -> str:
    """What the page's script needs, as JSON."""
    return orjson.dumps({**as_json(lesson), "words": page_texts.labels()}).decode()


class LessonPages:
    """What is done with the clip of one link.

    Args:
        visited: what a request's link shows; raises a fault for the reader when it shows nothing.
        wake: called when a message may leave at once.
    """

    def __init__(
        self,
        database: Database,
        links: Links,
        clock: Clock,
        visited: Callable[[web.Request], Awaitable[ShownClip]],
        wake: Callable[[], None],
    ) -> None:
        self._database, self._links, self._clock = database, links, clock
        self._visited, self._wake = visited, wake

    async def answer(self, request: web.Request) -> web.Response:
        """Takes {"choice": "0", "event_id": …}; the first reply counts, wherever it was given."""
        form = await fields(request, {"choice": 2, "event_id": 40})
        return web.json_response(await self.take(request, form["choice"], form["event_id"]))

    async def take(self, request: web.Request, choice: str, event: str) -> Mapping[str, object]:
        """The verdict on a choice, as JSON takes it.

        Raises:
            Fault: it is no choice, it was sent before, or nothing is asked here.
        """
        # A plain int() would take "+1" and " 1" too, which no page of ours sends.
        if not choice.isdecimal():
            raise Fault(400, template("“choice” is not a number"), template("Send the index of the option, from 0."))
        async with self._turn(request, event) as (turn, visited_clip):
            asking = visited_clip.asks or visited_clip.episode
            place = (visited_clip.delivery, asking, visited_clip.clip.key)
            result = await actions.answer(turn, *place, int(choice))
            if result.verdict is None:
                raise Fault(
                    409, template("This answer cannot be taken"), template("Load the page anew and answer there.")
                )
            branch = self._branch(turn, visited_clip, result.verdict.branch)
        verdict = {**verdict_json(result.verdict), "branch": branch}
        return {"answered": verdict, "first": result.first, "words": result.words}

    def _branch(self, turn: PageTurn, visited_clip: ShownClip, key: str) -> str:
        if not key:
            return ""
        return self._links.player(turn.workspace.id, visited_clip.delivery.id, turn.learner.id, turn.now, clip_key=key)

    async def sure(self, request: web.Request) -> web.Response:
        """Takes {"level": "1" (guessed) to "3" (sure)}, said of the answer before its verdict is seen."""
        form = await fields(request, {"level": 1, "event_id": 40})
        return web.json_response({"words": await self.take_level(request, form["level"], form["event_id"])})

    async def take_level(self, request: web.Request, level: str, event: str) -> str:
        """Keep how sure the learner was; what is said about it.

        Raises:
            Fault: it is no level, or it was sent before.
        """
        if level not in LEVELS:
            raise Fault(400, template("“level” is not a number"), template("Send 1 (guessed), 2 or 3 (sure)."))
        async with self._turn(request, event) as (turn, visited_clip):
            return await actions.say_how_sure(turn, visited_clip.delivery, int(level))

    async def onward(self, request: web.Request) -> web.Response:
        """Leads to what comes next: {"url": …}, or {"url": "", "words": why nothing does, "feed": …}."""
        form = await fields(request, {"event_id": 40})
        async with self._turn(request, form["event_id"]) as (turn, _):
            step = await onward(turn)
        return web.json_response({"url": step.url, "words": step.words, "feed": step.feed})

    async def keep(self, request: web.Request) -> web.Response:
        """Takes {"action": "save", "like", "unsave" or "unlike"}."""
        form = await fields(request, {"action": 10, "event_id": 40})
        if form["action"] not in list(ClipAction):
            raise Fault(400, template("There is no such action"), f"Send one of: {', '.join(ClipAction)}.")
        async with self._turn(request, form["event_id"]) as (turn, _):
            words = await actions.keep(turn, _who(turn), request.match_info["token"], ClipAction(form["action"]))
        return web.json_response({"words": words})

    async def rate(self, request: web.Request) -> web.Response:
        """Takes {"useful": "yes" or "no"}."""
        form = await fields(request, {"useful": 3, "event_id": 40})
        async with self._turn(request, form["event_id"]) as (turn, visited_clip):
            words = await actions.rate(turn, visited_clip.delivery, visited_clip.episode, form["useful"] == "yes")
        return web.json_response({"words": words})

    async def colleagues(self, request: web.Request) -> web.Response:
        """Names that fit ?name=…, to share the clip with."""
        name = request.query.get("name", "").strip()[:LONGEST_NAME]
        async with self._turn(request, "") as (turn, _):
            people = await actions.colleagues(turn, name) if name else []
        return web.json_response({"people": [{"id": each, "name": full} for each, full in people]})

    async def share(self, request: web.Request) -> web.Response:
        """Takes {"to": a colleague's id}."""
        form = await fields(request, {"to": 64, "event_id": 40})
        async with self._turn(request, form["event_id"]) as (turn, _):
            words = await actions.share(turn, _who(turn), request.match_info["token"], form["to"])
        return web.json_response({"words": words})

    async def report(self, request: web.Request) -> web.Response:
        """Takes {"words": what is wrong}."""
        form = await fields(request, {"words": actions.LONGEST_REPORT, "event_id": 40})
        async with self._turn(request, form["event_id"]) as (turn, visited_clip):
            words = await actions.report(turn, visited_clip.delivery, visited_clip.episode, form["words"].strip())
        return web.json_response({"words": words})

    @asynccontextmanager
    async def _turn(self, request: web.Request, event: str) -> AsyncIterator[tuple[PageTurn, ShownClip]]:
        """The learner's turn, in the transaction that writes what they did.

        Raises:
            Fault: the same event was sent before; what it did stands.
        """
        visited_clip = await self._visited(request)
        cause = f"page:{visited_clip.learner.id}:{event_id(event)}" if event else ""
        now = self._clock.now()
        async with self._database.write() as db:
            workspace = await roster.workspace_by_id(db, visited_clip.delivery.workspace_id)
            if workspace is None or not workspace.active:
                raise Fault(
                    410,
                    template("This lesson is no longer there"),
                    template("Ask whoever runs Ninety at your company."),
                )
            if cause and not await events_seen.first_time(db, workspace.id, cause, now):
                raise Fault(
                    409,
                    template("This was sent before"),
                    template("What you did stands; load the page anew to see it."),
                )
            learner = visited_clip.learner
            with speaking(learner.locale, learner.platform, workspace.name, workspace.privacy):
                yield PageTurn(db, workspace, learner, self._links, cause, now), visited_clip
        # After the transaction: a worker that woke before the commit would not see what is to leave.
        self._wake()


def _who(turn: PageTurn) -> Person:
    """The learner as an event names them."""
    return Person(turn.learner.platform, turn.workspace.outside_id, turn.learner.outside_id)


ROUTES: Mapping[str, str] = {
    "answer": "answer",
    "sure": "sure",
    "onward": "onward",
    "keep": "keep",
    "rate": "rate",
    "share": "share",
    "report": "report",
}


def lesson_actions(app: web.Application, pages: LessonPages) -> None:
    """Take what is done on a player page."""
    for path, name in ROUTES.items():
        app.router.add_post(f"/watch/{{token}}/{path}", getattr(pages, name))
    app.router.add_get("/watch/{token}/colleagues", pages.colleagues)

"""The chat page: be one of the playground's people, or two side by side, and move playground time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.web.chat import messages
from adapters.web.chat.chat import WebChat
from adapters.web.chat.render import Look, local, thread
from adapters.web.chat.stream import News, Watcher
from adapters.web.http.errors import Fault
from adapters.web.http.forms import event_id, fields
from adapters.web.http.ports import Bot, Playground
from adapters.web.http.site import SITE
from bot.events import Asked, Chose, Person
from bot.messages.catalogue import language_of, speaking, template, tr
from bot.messages.pages import playground_texts
from bot.playground import TimeStep
from schedules.people import roster
from schedules.people.roster import Learner

ENTRIES = 100  # of a chat at once; earlier ones on request
LONGEST_WORDS = 3_000
LONGEST_TOKEN = 2_000
COMMAND = "/learn"
TINTS = 6


@dataclass(frozen=True, slots=True)
class Face:
    """How a person is shown: initials on a tint, a city, their own clock and day."""

    learner: Learner
    initials: str
    tint: int
    city: str
    clock: str
    day: str


@dataclass(frozen=True, slots=True)
class Pane:
    """One open chat.

    Attributes:
        more: whether there are earlier entries.
    """

    face: Face
    thread: Markup
    more: bool


class Room:
    """The chat page and what is done on it."""

    def __init__(self, bot: Bot, chat: WebChat, playground: Playground) -> None:
        self._bot = bot
        self._chat = chat
        self._playground = playground
        self._news = News(bot, chat, playground)
        self._moving = False

    def routes(self, app: web.Application) -> None:
        app.router.add_get("/", self.page)
        app.router.add_get("/chat/stream", self.stream)
        app.router.add_get("/chat/earlier", self.earlier)
        app.router.add_post("/chat/say", self.say)
        app.router.add_post("/chat/choose", self.choose)
        app.router.add_post("/chat/clock", self.clock)
        app.on_shutdown.append(self._news.close)

    async def page(self, request: web.Request) -> web.Response:
        """The chat of whoever is named by `as`, with that of `beside` next to it."""
        people = await self._people()
        seated = _seated(people, request.query.get("as", ""), request.query.get("beside", ""))
        now = self._bot.clock.now()
        async with self._bot.database.read() as db:
            # The number comes first: what is said in between is then shown twice to the page, never not at all.
            change = await messages.last_change(db, seated[0].workspace_id)
            panes = [await self._pane(db, learner, _face(learner, people, now)) for learner in seated]
        faces = [_face(learner, people, now) for learner in people]
        ids = {learner.id for learner in seated}
        return request.app[SITE].page(
            "chat.html",
            panes=panes,
            faces=faces,
            seated=ids,
            change=change,
            now=now,
            longest=LONGEST_WORDS,
            steps=dict(zip(TimeStep, playground_texts.steps(), strict=True)),
            moving=playground_texts.moving(),
            words=playground_texts.labels(),
            says=playground_texts.script_says(),
            week=playground_texts.week(),
            texts=playground_texts,
            language_of=language_of,
            pressed=_pressed,
            typed=_typed,
            you=_you,
        )

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """What is new on a page with these people, from its last change on."""
        people = await self._people()
        wanted = request.query.getall("as", [])[:2]
        seated = {learner.id: learner for learner in (_person(people, each) for each in wanted)}
        if not seated:
            raise Fault(400, template("Nobody is named"), template("Say whose chat to follow: /chat/stream?as=ID."))
        others = frozenset(learner.id for learner in people) - seated.keys()
        workspace_id = next(iter(seated.values())).workspace_id
        change = _number(request.headers.get("Last-Event-ID") or request.query.get("after", "0"))
        return await self._news.serve(request, Watcher(workspace_id, seated, others), change)

    async def earlier(self, request: web.Request) -> web.Response:
        """The entries ahead of a position, as HTML."""
        learner = _person(await self._people(), request.query.get("as", ""))
        before = _number(request.query.get("before", ""))
        async with self._bot.database.read() as db:
            entries = await messages.latest(db, learner.workspace_id, learner.id, ENTRIES, before)
        return web.json_response({"html": thread(entries, self._look(learner)), "more": len(entries) == ENTRIES})

    async def say(self, request: web.Request) -> web.Response:
        """Words to the bot."""
        form = await fields(request, {"as": 64, "words": LONGEST_WORDS, "event_id": 40})
        learner = _person(await self._people(), form["as"])
        number, words = f"{learner.id}:{event_id(form['event_id'])}", form["words"].strip()
        at = self._bot.clock.now()
        await self._chat.hear(learner.workspace_id, learner.id, number, words, at)
        question, command = _asked(words)
        await self._bot.handle(Asked(await self._who(learner), number, question, at, command))
        return web.json_response({"heard": number})

    async def choose(self, request: web.Request) -> web.Response:
        """A press on a button."""
        form = await fields(request, {"as": 64, "token": LONGEST_TOKEN, "event_id": 40})
        learner = _person(await self._people(), form["as"])
        number = f"{learner.id}:{event_id(form['event_id'])}"
        await self._bot.handle(Chose(await self._who(learner), number, form["token"], self._bot.clock.now()))
        return web.json_response({"heard": number})

    async def clock(self, request: web.Request) -> web.Response:
        """Moves playground time; answers when it stands still again."""
        step = _step((await fields(request, {"step": 20}))["step"])
        if self._moving:
            raise Fault(
                409,
                template("Time is already moving"),
                template("Wait until it stands still, then move it again."),
            )
        self._moving = True
        try:
            await self._playground.advance(step)
        finally:
            self._moving = False
            self._chat.bell.ring()
        return web.json_response({"now": self._bot.clock.now().isoformat()})

    async def _people(self) -> list[Learner]:
        people = await self._playground.people()
        if not people:
            raise Fault(
                503,
                template("There is nobody to play yet"),
                template("The playground is still being set up. Load this page again."),
            )
        return people

    async def _pane(self, db: AsyncConnection, learner: Learner, face: Face) -> Pane:
        entries = await messages.latest(db, learner.workspace_id, learner.id, ENTRIES)
        return Pane(face, thread(entries, self._look(learner)), len(entries) == ENTRIES)

    def _look(self, learner: Learner) -> Look:
        return Look(self._bot.links.public_url, learner.zone, learner.locale)

    async def _who(self, learner: Learner) -> Person:
        async with self._bot.database.read() as db:
            workspace = await roster.workspace_by_id(db, learner.workspace_id)
        if workspace is None:
            raise _stranger()
        return Person(self._chat.platform, workspace.outside_id, learner.outside_id)


def _seated(people: Sequence[Learner], first: str, second: str) -> list[Learner]:
    """Whose chats are open: the first learner who manages nobody when none is named."""
    chosen = _person(people, first) if first else next((each for each in people if not each.manages), people[0])
    if not second or second == chosen.id:
        return [chosen]
    return [chosen, _person(people, second)]


def _person(people: Sequence[Learner], learner_id: str) -> Learner:
    learner = next((learner for learner in people if learner.id == learner_id), None)
    if learner is None:
        raise _stranger()
    return learner


def _step(name: str) -> TimeStep:
    try:
        return TimeStep(name)
    except ValueError as error:
        advice = tr("Send one of: {steps}.", steps=", ".join(TimeStep))
        raise Fault(400, template("There is no such step"), advice) from error


def _stranger() -> Fault:
    return Fault(
        404,
        template("Nobody with this id can be played here"),
        template("Open the start page and choose a person there."),
    )


def _pressed(label: str) -> Markup:
    """The name of a button within a sentence."""
    return Markup("<b>{}</b>").format(label)


def _typed(words: str) -> Markup:
    """What can be typed, within a sentence."""
    return Markup("<code>{}</code>").format(words)


def _you(learner: Learner) -> str:
    """What stands, for screen readers, before what this person wrote."""
    with speaking(learner.locale):
        return playground_texts.chat_labels()["you"]


def _asked(words: str) -> tuple[str, bool]:
    """The words without the command, and whether it was given."""
    first, *rest = words.split(maxsplit=1)
    return ("".join(rest), True) if first.lower() == COMMAND else (words, False)


def _number(text: str) -> int:
    """Raises Fault when the text is no whole number that a database holds."""
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Fault(400, template("This address is not complete"), template("Load the chat page anew."))
    return int(text)


def _face(learner: Learner, people: Sequence[Learner], now: datetime) -> Face:
    words = learner.name.split() or ["?"]
    initials = (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()
    city = learner.zone.rpartition("/")[2].replace("_", " ")
    at = local(now, learner.zone)
    return Face(learner, initials, people.index(learner) % TINTS, city, f"{at:%H:%M}", playground_texts.short_day(at))

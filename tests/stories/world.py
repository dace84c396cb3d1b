"""A small company on one platform, with a clock that the test moves: what the stories are played in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Protocol, runtime_checkable

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.answerer import Answerer
from bot.answers.generated_clips import ClipGenerator
from bot.answers.worker import AnswerWorker
from bot.chat import Chat
from bot.clock import Clock
from bot.delivery.composer import Composer
from bot.delivery.hold_notices import tell_managers
from bot.delivery.reconciling import reconcile, repeat_unconfirmed
from bot.delivery.sender import Limits, Sender
from bot.events import Asked, Chose, ClipAction, Joined, Left, Person, Reacted
from bot.inbound import Bot
from bot.links import Links
from lessons import catalog
from lessons.checks import Check, Option
from lessons.database import Database
from lessons.episodes import Cue, Episode
from lessons.script import Headline, Role, Scene, Script
from lessons.series import Series
from schedules.ledger.pacing import set_pace
from schedules.people import roster
from schedules.people.roster import Learner, Workspace
from schedules.plans import campaigns
from schedules.plans.planner import plan_due
from schedules.plans.reasking import plan_reasks
from schedules.plans.reminding import plan_reminders
from schedules.plans.upcoming import next_instant
from schedules.rules.campaigns import Campaign, Proposal

MONDAY = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
# Verdicts come at once, since it hangs on ids which answers are asked about; the stories of that switch it on.
DIRECTLY = {"asks_how_sure": False}
EPISODES = ("The Printer", "The Cover-Up", "The Call", "The Password", "The End")


class Moved(Clock):
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    def now(self) -> datetime:
        return self.at


def episode(number: int, title: str) -> Episode:
    """An episode whose right answer is always the second option; the first one leads to a branch in episode 1."""
    scene = Scene(Role.HOOK, f"This is what happened in {title}.", Headline(title))
    leads_to = "consequence" if number == 1 else ""
    options = (Option("Hide it", "Hiding makes it worse.", leads_to), Option("Report it"), Option("Wait"))
    branches = {"consequence": Script("The consequence", (scene,))} if number == 1 else {}
    return Episode(
        "leak",
        f"e{number}",
        number,
        title,
        "en",
        Script(title, (scene,)),
        check=Check(f"What now, after {title}?", options, 1, "The first hour counts.", at_s=5.0),
        prompt="What would you do differently?",
        cliffhanger="But who else saw it?",
        branches=branches,
    )


@dataclass(frozen=True, slots=True)
class Card:
    """One message as its reader sees it, on whatever platform.

    Attributes:
        words: everything that can be read, line by line.
        buttons: label -> token.
    """

    words: str
    buttons: dict[str, str]


@runtime_checkable
class Filling(Protocol):
    """A mouth of a platform that shows forms in its messages, where others show buttons."""

    async def fill(self, name: str, label: str, value: str, event_id: str) -> None:
        """Fill in one field of somebody's newest form, leave the others as they stand, and save.

        Args:
            label: how the field's label begins.
            value: what is typed, or how the choice begins that is picked.
        """


Screen = Callable[[Learner], Awaitable[list[Card]]]


class Mouth(Protocol):
    """How people's deeds reach the bot on one platform: as it would send them, through the door it would knock at.

    Every method returns once the bot has handled what came in; its answers leave afterwards. An event id names one
    event: the same id twice is the platform delivering it again. Names are the platform's ids of people.
    """

    async def join(self, name: str, zone: str, event_id: str) -> None:
        """Somebody comes, and can be written to at "D-" and their name."""

    async def leave(self, name: str, event_id: str) -> None: ...

    async def write(self, name: str, words: str, event_id: str, command: bool) -> None:
        """Words to the bot; those of /learn come without the command itself."""

    async def press(self, name: str, token: str, event_id: str) -> None:
        """A button with that token, wherever it was shown, or nowhere."""

    async def keep(self, name: str, token: str, deed: str, event_id: str) -> None:
        """A deed ("save", "like", ...) from the menu of a clip with that player's token."""


@dataclass(frozen=True, slots=True)
class Direct:
    """The simplest mouth: straight into the ear of the bot, as the local chat page does."""

    bot: Bot
    platform: str
    workspace: str

    def _person(self, name: str) -> Person:
        return Person(self.platform, self.workspace, name)

    async def join(self, name: str, zone: str, event_id: str) -> None:
        now = self.bot.clock.now()
        await self.bot.handle(Joined(self._person(name), event_id, name, now, zone=zone, place=f"D-{name}"))

    async def leave(self, name: str, event_id: str) -> None:
        await self.bot.handle(Left(self._person(name), event_id, self.bot.clock.now()))

    async def write(self, name: str, words: str, event_id: str, command: bool) -> None:
        await self.bot.handle(Asked(self._person(name), event_id, words, self.bot.clock.now(), command))

    async def press(self, name: str, token: str, event_id: str) -> None:
        await self.bot.handle(Chose(self._person(name), event_id, token, self.bot.clock.now()))

    async def keep(self, name: str, token: str, deed: str, event_id: str) -> None:
        await self.bot.handle(Reacted(self._person(name), event_id, token, ClipAction(deed), self.bot.clock.now()))


@dataclass
class World:
    """Everything a story needs.

    Attributes:
        screen: reads what a learner sees on their platform, oldest first.
        mouth: how people speak there; a platform with a door of its own brings one.
    """

    database: Database
    chat: Chat
    clock: Moved
    bot: Bot
    sender: Sender
    workspace: Workspace
    platform: str
    screen: Screen
    answer_worker: AnswerWorker
    mouth: Mouth
    events: int = 0
    learners: dict[str, Learner] = field(default_factory=dict)

    async def join(self, name: str, zone: str = "Europe/Berlin", manages: bool = False) -> Learner:
        await self.mouth.join(name, zone, self.event())
        async with self.database.write() as db:
            found = await roster.learner_outside(db, self.workspace.id, name)
            assert found is not None
            await roster.change_learner(db, self.workspace.id, found.id, manages=manages)
        self.learners[name] = found
        return found

    def person(self, name: str) -> Person:
        return Person(self.platform, self.workspace.outside_id, name)

    def event(self) -> str:
        self.events += 1
        return f"event-{self.events}"

    async def start(self, *names: str, **proposal: object) -> Campaign:
        """Start a campaign of five episodes, on working days between nine and ten, local time."""
        manager = next(iter(self.learners.values()))
        days = frozenset(range(5))
        planned = Proposal("The Leak", "leak", days, time(9), time(10), self.clock.at.date())
        planned = replace(planned, **proposal)  # type: ignore[arg-type]
        async with self.database.write() as db:
            drafted = await campaigns.draft(db, self.workspace, manager, planned, self.clock.at)
            team = [self.learners[name] for name in names]
            done = await campaigns.start(db, drafted, team, manager.id, self.clock.at)
        return done.campaign

    async def beat(self) -> None:
        """What a worker does at one moment."""
        now = self.clock.at
        await repeat_unconfirmed(self.database, {self.platform: self.chat}, now)
        await plan_due(self.database, now)
        await plan_reminders(self.database, now)
        await plan_reasks(self.database, now)
        await self.sender.deliver_due()
        await reconcile(self.database, {self.platform: self.chat}, now, timedelta(0))
        await tell_managers(self.database, now)

    async def until(self, instant: datetime) -> None:
        """Let time pass, with a beat whenever something is due, at least once in six hours."""
        while self.clock.at < instant:
            async with self.database.read() as db:
                due = await next_instant(db, self.clock.at)
            steps = (self.clock.at + timedelta(hours=6), instant, *([due + timedelta(seconds=1)] if due else []))
            self.clock.at = min(steps)
            await self.beat()

    async def pass_days(self, days: float) -> None:
        await self.until(self.clock.at + timedelta(days=days))

    async def press(self, name: str, label: str, about: str = "") -> str:
        """Press the newest button with that label, on a message about that; returns its token."""
        cards = reversed(await self.screen(self.learners[name]))
        token = next(card.buttons[label] for card in cards if label in card.buttons and about in card.words)
        await self.press_token(name, token)
        return token

    async def press_token(self, name: str, token: str, event_id: str = "") -> None:
        await self.mouth.press(name, token, event_id or self.event())
        await self.sender.deliver_due()

    async def fill(self, name: str, label: str, value: str) -> None:
        """Change one field of somebody's newest form, and save it."""
        assert isinstance(self.mouth, Filling)
        await self.mouth.fill(name, label, value, self.event())
        await self.sender.deliver_due()

    async def keep(self, name: str, token: str, deed: str) -> None:
        """Choose a deed from the menu of a clip."""
        await self.mouth.keep(name, token, deed, self.event())
        await self.sender.deliver_due()

    async def write(self, name: str, words: str, event_id: str = "", command: bool = False) -> None:
        await self.mouth.write(name, words, event_id or self.event(), command)
        await self.answer_worker.answer_open()
        await self.sender.deliver_due()

    async def sees(self, name: str) -> list[str]:
        """The words of every message on a learner's screen, oldest first."""
        return [card.words for card in await self.screen(self.learners[name])]

    async def last(self, name: str) -> Card:
        return (await self.screen(self.learners[name]))[-1]

    async def leave(self, name: str) -> None:
        await self.mouth.leave(name, self.event())


async def make_world(
    database: Database,
    chat: Chat,
    clock: Moved,
    screen: Screen,
    limits: Limits | None = None,
    made: ClipGenerator | None = None,
) -> World:
    """A workspace with the series in its catalogue and its clips ready."""
    links = Links("a secret of more than thirty-two characters", "http://127.0.0.1:3000")
    sender = Sender(database, {chat.platform: chat}, Composer(database, links), clock, limits)
    answer_worker = AnswerWorker(database, clock, Answerer(database, links, made), made, wake=sender.wake)
    bot = Bot(database, links, clock, answer_worker, sender.wake)
    async with database.write() as db:
        workspace = await roster.open_workspace(db, chat.platform, "T1", "Riverbank", clock.at, **DIRECTLY)
        await set_pace(db, workspace.id, 0, 1)
        await put_series(db, workspace.id, EPISODES, clock.at)
    mouth = Direct(bot, chat.platform, workspace.outside_id)
    return World(database, chat, clock, bot, sender, workspace, chat.platform, screen, answer_worker, mouth)


async def put_series(db: AsyncConnection, workspace_id: str, titles: Sequence[str], now: datetime) -> None:
    """The series, approved, with finished clips."""
    series = Series("leak", "The Leak", "en", tuple(episode(n, title) for n, title in enumerate(titles, 1)))
    await catalog.import_series(db, workspace_id, series, now)
    for clip in await catalog.clips_wanted(db, workspace_id, 100):
        await catalog.clip_ready(db, workspace_id, clip.id, 30.0, "c0ffee", [Cue(0.0, 3.0, "This happened.")], now)

"""A company on one platform, spoken to over HTTP, and what can befall it on a bad day."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from aiohttp import web

from lessons.database import Database
from schedules.people.roster import Learner
from tests.adapters.slack.blockkit import lines, named_buttons
from tests.adapters.slack.clients import HTTP, spoken_in_slack
from tests.adapters.teams.cards_seen import buttons, words
from tests.adapters.teams.clients import spoken_in_teams
from tests.fakes import slack, teams
from tests.fakes.slack_workspace import FakeWorkspace
from tests.fakes.teams import APP, PASSWORD, FakeTeams
from tests.postgres import server
from tests.stories.world import Card, World

_EPISODE = re.compile(r"The Leak, episode (\d) of 5")


class Platform(Protocol):
    """A fake platform, and the faults that both have in common.

    Attributes:
        settings: what an operator sets to reach it.
    """

    settings: Mapping[str, str]

    def app(self) -> web.Application:
        """The fake, to be served."""

    def break_app(self) -> None:
        """From now on nothing of the app's is taken, for nobody."""

    def mend_app(self) -> None: ...

    def refuse(self, status: int, code: str) -> None:
        """From now on every message is answered like that."""

    def block(self, name: str) -> None:
        """Somebody blocks the app."""

    def unblock(self, name: str) -> None: ...

    def move(self, name: str) -> None:
        """Somebody's direct conversation gets another id."""

    def cards(self, name: str) -> list[Card]:
        """What somebody sees, in all their conversations, the older one first."""


@dataclass
class OnSlack:
    """Slack."""

    fake: FakeWorkspace = field(default_factory=FakeWorkspace)
    settings: Mapping[str, str] = field(
        default_factory=lambda: {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "secret"}
    )

    def app(self) -> web.Application:
        return self.fake.app()

    def break_app(self) -> None:
        self.refuse(200, "token_revoked")

    def refuse(self, status: int, code: str) -> None:
        self.fake.broken = slack.Failure(status, code, retry_after=1800 if status == 429 else 0)

    def mend_app(self) -> None:
        self.fake.broken = None

    def block(self, name: str) -> None:
        self.fake.refuses[f"D-{name}"] = "messaging_blocked"

    def unblock(self, name: str) -> None:
        del self.fake.refuses[f"D-{name}"]

    def move(self, name: str) -> None:
        self.fake.gone.add(f"D-{name}")

    def cards(self, name: str) -> list[Card]:
        blocks = [each["blocks"] for place in (f"D-{name}", f"D2-{name}") for each in self.fake.shown[place]]
        return [Card("\n".join(lines(each)), named_buttons(each)) for each in blocks]


@dataclass
class OnTeams:
    """Teams."""

    fake: FakeTeams = field(default_factory=FakeTeams)
    settings: Mapping[str, str] = field(
        default_factory=lambda: {"TEAMS_APP_ID": APP, "TEAMS_APP_PASSWORD": PASSWORD, "TEAMS_TENANT_ID": APP}
    )

    def app(self) -> web.Application:
        return self.fake.app()

    def break_app(self) -> None:
        self.refuse(403, "BotDisabledByAdmin")

    def refuse(self, status: int, code: str) -> None:
        self.fake.broken = teams.Failure(status, code, retry_after=1800 if status == 429 else 0)

    def mend_app(self) -> None:
        self.fake.broken = None

    def block(self, name: str) -> None:
        self.fake.blocked.add(f"D-{name}")

    def unblock(self, name: str) -> None:
        self.fake.blocked.remove(f"D-{name}")

    def move(self, name: str) -> None:
        self.fake.forgotten.add(f"D-{name}")
        self.fake.places[name] = f"D2-{name}"

    def cards(self, name: str) -> list[Card]:
        shown = [each["card"] for place in (f"D-{name}", f"D2-{name}") for each in self.fake.shown[place]]
        return [Card("\n".join(words(each)), buttons(each)) for each in shown]


@dataclass
class Company:
    """The world of the stories on one platform, and the faults of that platform."""

    world: World
    platform: Platform

    def came(self) -> dict[str, list[int]]:
        """The numbers of the episodes on each screen, in the order in which they came."""
        return {name: self._came_to(name) for name in self.world.learners}

    def _came_to(self, name: str) -> list[int]:
        found = [_EPISODE.match(card.words) for card in self.platform.cards(name)]
        return [int(episode[1]) for episode in found if episode]

    def all_got(self, *numbers: int) -> bool:
        """Whether everybody got these episodes in this order, each once, and no other."""
        return all(came == list(numbers) for came in self.came().values())


@asynccontextmanager
async def company(platform: str, database: Database) -> AsyncIterator[Company]:
    """A company without people yet."""
    side: OnSlack | OnTeams = OnSlack() if platform == "slack" else OnTeams()

    async def screen(learner: Learner) -> list[Card]:
        return side.cards(learner.outside_id)

    opened = (
        spoken_in_slack(database, side.fake, screen, HTTP)
        if isinstance(side, OnSlack)
        else spoken_in_teams(database, side.fake, screen)
    )
    async with opened as world:
        yield Company(world, side)


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of a database, and how it is brought back in the place of what stands there then."""

    database: Database
    file: Path
    template: str

    async def restore(self) -> None:
        await self.database.engine.dispose()
        if not self.database.is_sqlite:
            return server().restore(_url(self.database), self.template)
        with closing(sqlite3.connect(self.file)) as copy, closing(_sqlite(self.database)) as live:
            copy.backup(live)


async def back_up(database: Database, folder: Path) -> Backup:
    """The database as it is now."""
    await database.engine.dispose()  # PostgreSQL copies a database that nobody uses
    if not database.is_sqlite:
        name = str(sa.make_url(_url(database)).database)
        copied = str(sa.make_url(server().fresh_url(name)).database)
        return Backup(database, folder, copied)
    with closing(_sqlite(database)) as live, closing(sqlite3.connect(folder / "copy.db")) as copy:
        live.backup(copy)
    return Backup(database, folder / "copy.db", "")


def _url(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def _sqlite(database: Database) -> Any:
    return sqlite3.connect(str(database.engine.url.database))

"""What the receiving benchmark presses on: a team that was sent lessons, and the token of a button in each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from bot.links import Links, Purpose, Ticket
from bot.operations.migrate import migrate
from lessons import catalog
from lessons.database import Database
from lessons.series import Series
from schedules.ledger import ledger
from schedules.ledger.ledger import DeliveryKind, DeliveryState, deliveries
from schedules.people.roster import Learner, enter_learner, open_workspace
from tests.stories.world import EPISODES, put_series

OURS = "a secret of more than thirty-two characters"
URL = "https://ninety.example.com"
LEARNERS = 200


@dataclass(frozen=True, slots=True)
class Button:
    """A button of a lesson that somebody has.

    Attributes:
        person: the platform's id of who has it; number: that of the lesson's message.
    """

    person: str
    token: str
    number: int


async def prepare(folder: str, platform: str, team: str, count: int, service_url: str = "") -> list[Button]:
    """A database with `count` lessons sent to a team; a button of each, which is no right answer.

    Learners are called and reached as the platform's requests of them say, so that nothing of theirs changes.
    """
    database, links, now = Database(f"sqlite:///{folder}/ninety.db"), Links(OURS, URL), datetime.now(UTC)
    await migrate(database)
    async with database.write() as db:
        workspace = await open_workspace(db, platform, team, "Riverbank", now)
        await put_series(db, workspace.id, EPISODES, now)
        series = await catalog.current_series(db, workspace.id, "leak")
        assert series is not None
        known = {"service_url": service_url}
        names = [f"U{number}" for number in range(LEARNERS)]
        people = [await enter_learner(db, workspace.id, name, name, now, place=f"a:{name}", **known) for name in names]
        rows = [_sent(people[number % LEARNERS], series, number, now) for number in range(count)]
        await db.execute(sa.insert(deliveries), rows)
    await database.close()
    return [_button(links, people[number % LEARNERS], row, number, now) for number, row in enumerate(rows)]


def _sent(who: Learner, series: Series, number: int, now: datetime) -> dict[str, object]:
    """A lesson that was sent, as message `number`."""
    episode = series.episodes[number % len(series.episodes)]
    row = ledger.owed(who.workspace_id, who.id, DeliveryKind.EPISODE, now, now + timedelta(days=1), slot=str(number))
    lesson = {"episode_id": episode.id, "check_key": episode.check_key}
    return {**row, **lesson, "state": DeliveryState.SENT.value, "sent_at": now, "message_ref": str(number)}


def _button(links: Links, who: Learner, row: dict[str, object], number: int, now: datetime) -> Button:
    ticket = Ticket(Purpose.CHOICE, who.workspace_id, str(row["id"]), who.id, "1")
    return Button(who.outside_id, links.token(ticket, now + timedelta(days=1)), number)

"""A small world for reports and players: a team, a series of two episodes, a campaign, and what people did."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import sqlalchemy as sa

import bot.clock  # its table belongs to the schema
from lessons import catalog
from lessons.checks import Check, Option
from lessons.database import Database, metadata
from lessons.episodes import Clip, Cue, Episode
from lessons.script import Headline, Role, Scene, Script
from lessons.series import Series
from schedules.ledger import ledger
from schedules.ledger.ledger import DeliveryKind, DeliveryState, deliveries
from schedules.people import roster
from schedules.people.enrolments import HOLDOUT, enrolments, save_campaign
from schedules.people.roster import Learner, Workspace
from schedules.replies.replies import Reply, keep_first
from schedules.replies.watching import bits, record
from schedules.rules.calendar import Cadence, Window
from schedules.rules.campaigns import Campaign
from schedules.rules.campaigns import CampaignState as CampaignState

MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CLIP_S = 20.0
MEDIA = ("a1" * 16, "b2" * 16)
CUES = (
    Cue(0.0, 1.5, "Nina opens the mail."),
    Cue(1.5, 3.0, "It looks like"),
    Cue(3.0, 4.5, "any other mail,"),
    Cue(4.5, 6.0, "only it is not."),
    Cue(12.0, 20.0, "Report it first"),
)
assert bot.clock.clocks.metadata is metadata


def _episode(number: int, title: str, question: str, options: tuple[str, ...], correct: int) -> Episode:
    script = Script(title, (Scene(Role.HOOK, f"{title}.", Headline(title)),))
    check = Check(question, tuple(Option(text) for text in options), correct, "Because it is so.")
    return Episode("the-leak", title.lower().replace(" ", "-"), number, title, "en", script, check=check)


STORY = Series(
    "the-leak",
    "The Leak",
    "en",
    (
        _episode(1, "The Mail", "What first?", ("Delete it", "Report it", "Ignore it"), 1),
        _episode(2, "The Call", "Who rings?", ("The bank", "A thief"), 1),
    ),
)


@dataclass
class World:
    """What is there, and verbs for what people do."""

    database: Database
    workspace: Workspace
    manager: Learner
    campaign: Campaign
    episodes: tuple[Episode, ...]
    clips: tuple[Clip, ...]
    team: dict[str, Learner] = field(default_factory=dict)

    async def join(self, *names: str, holdout: bool = False) -> None:
        """Enter learners and enrol them."""
        async with self.database.write() as db:
            for name in names:
                learner = await roster.enter_learner(
                    db, self.workspace.id, f"U-{name}", name, MONDAY, manager_id=self.manager.id
                )
                self.team[name] = learner
                row = {"workspace_id": self.workspace.id, "campaign_id": self.campaign.id, "learner_id": learner.id}
                state = HOLDOUT if holdout else "active"
                await db.execute(sa.insert(enrolments).values({**row, "state": state, "joined_at": MONDAY}))

    async def deliver(
        self,
        name: str,
        number: int = 1,
        *,
        state: DeliveryState = DeliveryState.SENT,
        at: datetime = MONDAY,
        kind: DeliveryKind = DeliveryKind.EPISODE,
        reason: str = "",
    ) -> str:
        """Owe a learner an episode, as far along as said; returns the delivery's id."""
        episode = self.episodes[number - 1]
        row = ledger.owed(
            self.workspace.id,
            self.team[name].id,
            kind,
            at,
            at + DAY,
            campaign_id=self.campaign.id,
            position=number,
            slot=f"{at:%Y-%m-%d}",
            episode_id=episode.id,
            check_key=episode.check_key,
        )
        async with self.database.write() as db:
            await ledger.plan(db, [row])
            sent = {"sent_at": at} if state is DeliveryState.SENT else {}
            mine = deliveries.c.id == row["id"]
            await db.execute(sa.update(deliveries).where(mine).values(state=state, reason=reason, **sent))
        return str(row["id"])

    async def watch(
        self, name: str, delivery_id: str, seconds: range, *, plays: int = 1, captions: bool = False, number: int = 1
    ) -> None:
        """Play these seconds of an episode's clip."""
        async with self.database.write() as db:
            for _ in range(plays):
                await record(
                    db,
                    self.workspace.id,
                    delivery_id,
                    self.team[name].id,
                    campaign_id=self.campaign.id,
                    episode_id=self.episodes[number - 1].id,
                    clip_key="main",
                    watched=bits(seconds),
                    played=True,
                    captions_on=captions,
                    last_s=float(seconds.stop),
                    now=MONDAY,
                )

    async def answer(
        self, name: str, delivery_id: str, choice: int, *, number: int = 1, days_since: float | None = None
    ) -> None:
        """Reply to the check of an episode; days since the reply before make it a re-ask."""
        episode = self.episodes[number - 1]
        assert episode.check is not None
        reply = Reply(
            self.workspace.id,
            delivery_id,
            self.team[name].id,
            self.campaign.id,
            episode.id,
            episode.check_key,
            choice,
            choice == episode.check.correct,
            days_since is None,
            days_since,
            60.0,
            None,
            MONDAY + timedelta(hours=1),
        )
        async with self.database.write() as db:
            assert await keep_first(db, reply)


@asynccontextmanager
async def small_world(folder: Path, *, privacy: bool = False, ready: bool = True) -> AsyncIterator[World]:
    """A workspace with a manager, the series with its clips, and a running campaign without learners."""
    database = Database(f"sqlite:///{folder / 'ninety.db'}")
    try:
        async with database.engine.begin() as db:
            await db.run_sync(metadata.create_all)
        yield await furnished(database, privacy=privacy, ready=ready)
    finally:
        await database.close()


async def furnished(database: Database, *, privacy: bool = False, ready: bool = True, outside_id: str = "W1") -> World:
    """The same in a database that is there already, as the workspace with that outside id."""
    async with database.write() as db:
        workspace = await roster.open_workspace(
            db, "web", outside_id, "Acme", MONDAY, privacy=privacy, asks_how_sure=False
        )
        manager = await roster.enter_learner(db, workspace.id, "U-boss", "Bea Boss", MONDAY, manages=True)
        stored = (await catalog.import_series(db, workspace.id, STORY, MONDAY)).series
        for episode, media in zip(stored.episodes, MEDIA, strict=True):
            (clip,) = await catalog.clips_of(db, workspace.id, episode.id)
            if ready:
                await catalog.clip_ready(db, workspace.id, clip.id, CLIP_S, media, CUES, MONDAY)
        clips = [await catalog.clip_of(db, workspace.id, episode.id) for episode in stored.episodes]
        campaign = _campaign(workspace.id, manager.id)
        await save_campaign(db, campaign, MONDAY)
    return World(database, workspace, manager, campaign, stored.episodes, tuple(clip for clip in clips if clip))


def _campaign(workspace_id: str, manager_id: str) -> Campaign:
    cadence = Cadence(frozenset(range(5)), Window(time(9), time(11)), date(2027, 3, 1))
    return Campaign("c1", workspace_id, "Spring team", "the-leak", manager_id, cadence, CampaignState.RUNNING)

"""Everything that runs in an installation, and what it does again and again."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

from adapters.dates import PlatformTimes
from adapters.media import FileMedia
from adapters.posting import HttpPoster
from adapters.web.chat.chat import WebChat
from bot.answers.documents import tidy
from bot.answers.renewing.renewer import Renewer
from bot.answers.renewing.sources import Source
from bot.answers.sources.reminding import tell_of_endings
from bot.answers.worker import AnswerWorker
from bot.chat import Chat
from bot.clips.clipmaking import ClipMaker
from bot.clips.renditions import Renditions
from bot.clock import Clock, serves_real_people
from bot.delivery.hold_notices import tell_managers
from bot.delivery.jumps import JumpWatch
from bot.delivery.planning import Planning
from bot.delivery.reconciling import reconcile
from bot.delivery.sender import Sender
from bot.inbound import Bot
from bot.learners.finale import close_silent
from bot.learners.pulse import plan_pulses
from bot.links import Links
from bot.managers.automations.acting import act_by_rules
from bot.managers.campaign_look import LOOK, counted_look
from bot.managers.digest import plan_digests
from bot.managers.joiners.joiners import follow_groups
from bot.managers.planning.once_more import prepare_again
from bot.managers.second_group import begin_second_groups
from bot.operations.audit_chain import seal_audit
from bot.operations.checks import (
    clock_check,
    disk_faults,
    host_faults,
    key_check,
    overdue_check,
    playground_check,
    playground_fault,
)
from bot.operations.erasing import erase_approved
from bot.operations.health import health
from bot.operations.keys import hold_key
from bot.operations.leaving import let_leavers_go
from bot.operations.media_cleanup import sweep
from bot.operations.queues import look_at_queues
from bot.operations.retention import forget_expired, periods_of
from bot.outbox.harvesting import harvest
from bot.outbox.sending import Credentials, send_due
from bot.platforms import chats_of
from bot.playground import Playground
from bot.reports.standing import FIGURES, count_ahead
from bot.sent_films.receiving import FilmReceiver
from bot.settings import BadSettings, Settings
from bot.sign_in.revocations import forget_revocations
from bot.sign_in.sessions import forget_sessions
from bot.surveys.surveys import plan_surveys
from bot.wiring.places import places
from bot.wiring.round_intervals import INTERVALS_S
from lessons.answers.gathering.port import DocumentPlace
from lessons.answers.index.vectors import embed_missing, waiting_passages
from lessons.database import Database
from lessons.ports import Embedder, VendorBusy, VendorDown
from lessons.studio.pipeline.studio import Studio
from schedules.ledger import events_seen
from schedules.ledger.pacing import set_send_pace
from schedules.people.defaults import give_default_zones
from schedules.people.identities import platforms_of
from schedules.people.person_fields import link
from schedules.people.roster import all_workspaces
from schedules.ticker import Round

if TYPE_CHECKING:
    from adapters.slack.service import SlackService
    from adapters.teams.service import TeamsService


@dataclass(frozen=True, slots=True)
class Installation:
    """Everything that runs, ready to be started in one process or several."""

    settings: Settings
    database: Database
    clock: Clock
    links: Links
    chat: WebChat
    media: FileMedia
    studio: Studio
    clips: ClipMaker
    sender: Sender
    bot: Bot
    answer_worker: AnswerWorker
    embedder: Embedder
    films: FilmReceiver
    planning: Planning
    platform_times: PlatformTimes
    playground: Playground | None
    slack: SlackService | None
    teams: TeamsService | None

    @property
    def chats(self) -> dict[str, Chat]:
        """Every platform that this installation speaks to."""
        return chats_of(self.chat, self.slack, self.teams)

    @property
    def places(self) -> Callable[[Source], DocumentPlace]:
        """Opens the places that documents come from."""
        return places(self.settings, self.slack.tokens if self.slack else None)

    def rounds(self) -> list[Round]:
        """What a worker does again and again, each with the seconds between two beats."""
        planning, watch = self.planning, JumpWatch(self.clock.real_now)
        work: dict[str, Callable[[datetime], Awaitable[object]]] = {
            "clock": self._refresh,
            "plan": planning.episodes,
            "remind": planning.reminders,
            "reask": planning.reasks,
            "settle": lambda now: self._settle(now, watch),
            "holds": lambda now: tell_managers(self.database, now),
            "clips": self._clips,
            "clean": self._clean,
            "people": self._link_people,
            "digest": lambda now: plan_digests(self.database, self.links, now),
            "second groups": lambda now: begin_second_groups(self.database, now),
            "closing": lambda now: close_silent(self.database, self.links, now),
            "retention": lambda now: forget_expired(self.database, periods_of(self.settings), now),
            "figures": lambda now: count_ahead(self.database, now, {**FIGURES, LOOK: counted_look}),
            "erasures": lambda now: erase_approved(self.database, self.media, self.studio, now),
            "outbox": self._tell_systems,
            "seals": lambda now: seal_audit(self.database, now),
            "renditions": Renditions(self.database, self.media, self.studio).make_missing,
            "pulse": lambda now: plan_pulses(self.database, self.links, now),
            "surveys": lambda now: plan_surveys(self.database, self.links, now),
            "rules": lambda now: act_by_rules(self.database, self.links, now),
            "afterwards": lambda now: prepare_again(self.database, self.links, now),
            "joiners": lambda now: follow_groups(self.database, self.links, self.settings.approval_above, now),
            "leavers": self._let_leavers_go,
            "endings": lambda now: tell_of_endings(self.database, self.links, now),
            "sources": Renewer(self.database, self.places).renew_due,
            "films": self._films,
            "tidy": lambda now: tidy(self.database, now),
            "embed": self._embed,
        }
        return [
            *[Round(kind, INTERVALS_S[kind], do) for kind, do in work.items()],
            *self._platform_rounds(),
        ]

    def _platform_rounds(self) -> list[Round]:
        services = [service for service in (self.slack, self.teams) if service]
        return [Round(kind, every, do) for each in services for kind, (every, do) in each.rounds().items()]

    @property
    def intervals(self) -> dict[str, float]:
        """Seconds between two beats of each kind of round."""
        return {each.kind: each.every for each in self.rounds()}

    @asynccontextmanager
    async def receiving(self) -> AsyncIterator[None]:
        """Take what the chat platforms send for as long as the block runs."""
        async with AsyncExitStack() as stack:
            for service in (self.slack, self.teams):
                if service:
                    await stack.enter_async_context(service.receiving())
            yield

    async def connect(self) -> None:
        """Open the workspaces of the tokens in the settings."""
        for service in (self.slack, self.teams):
            if service:
                await service.connect()

    async def set_paces(self) -> None:
        """Give every workspace the rate that its platform allows."""
        async with self.database.write() as db:
            for workspace in await all_workspaces(db):
                for platform in await platforms_of(db, workspace.id):
                    if chat := self.chats.get(platform):
                        await set_send_pace(db, workspace.id, platform, chat.pace.per_second, chat.pace.burst)

    async def begin(self) -> None:
        """What every process does before anything else: hold the key, and learn what time it is.

        Raises:
            WrongKey: the database belongs to another SECRET_KEY.
            BadSettings: the playground would be opened beside real people.
        """
        # The key first: with a wrong one nothing else that is read could be trusted.
        async with self.database.write() as db:
            await hold_key(db, self.settings.secret_key, self.settings.old_secret_keys)
        if self.playground and (names := await serves_real_people(self.database)):
            raise BadSettings((f"PLAYGROUND: {playground_fault(names)}",))
        await self._refresh(self.clock.now())

    async def health(self, started: datetime | None = None) -> tuple[int, dict[str, Any]]:
        """What /healthz and doctor say; `started` is when this process began to serve, None where it serves nobody."""
        plays = self.playground is not None
        checks = [
            clock_check(self.clock),
            key_check(self.settings),
            overdue_check(self.clock),
            playground_check(self.database, plays),
        ]
        status, state = await health(self.database, self.clock, self.intervals, checks, started)
        if state.get("migrations", {}).get("ok"):
            state["queues"] = asdict(await look_at_queues(self.database, self.clock.now()))
            # A database that fails at this very moment is named by the next look.
            with contextlib.suppress(SQLAlchemyError, OSError):
                async with self.database.read() as db:
                    state["passages_without_vectors"] = await waiting_passages(db, self.embedder.model)
        # The disk is looked at even where the database answers: it may do so from memory for a while.
        outside = [*disk_faults(self.settings.data_dir), *host_faults(self.settings, plays)]
        state["reasons"] = [*state["reasons"], *outside]
        state["ok"] = not state["reasons"]
        return (503 if outside else status), state

    async def _refresh(self, now: datetime) -> None:
        """Learn what time it is at the database and at the platforms, and let every process see the difference."""
        await self.clock.refresh(self.database)
        await self.platform_times.look(self.clock.platform_time)
        await self.clock.note_skew(self.database)

    async def _settle(self, now: datetime, watch: JumpWatch) -> None:
        """Find out what became of messages whose fate is unknown, as long as the clock can be trusted."""
        if not self.clock.fault:
            await reconcile(self.database, self.chats, now, watch=watch)

    async def _clips(self, now: datetime) -> None:
        if await self.clips.make_next(now):
            self.sender.wake()

    async def _films(self, now: datetime) -> None:
        if await self.films.receive_due(now):
            self.sender.wake()

    async def _embed(self, now: datetime) -> None:
        """Give vectors to what was learned since, as far as the vendor goes along; the rest waits."""
        async with self.database.read() as db:
            workspaces = await all_workspaces(db)
        with contextlib.suppress(VendorBusy, VendorDown):
            for workspace in workspaces:
                while await embed_missing(self.database, workspace.id, self.embedder):
                    pass

    async def _let_leavers_go(self, now: datetime) -> None:
        days = self.settings.erase_left_after_days
        await let_leavers_go(self.database, self.media, self.studio, days, now)

    async def _tell_systems(self, now: datetime) -> None:
        """Owe other systems what happened, and send what is due. In real time: their clocks are not ours to move."""
        real_now, settings = self.clock.real_now(), self.settings
        if await harvest(self.database, settings.public_url, real_now):
            keys = (settings.secret_key, *settings.old_secret_keys)
            credentials = Credentials(keys, (settings.lrs_key, settings.lrs_secret))
            await send_due(self.database, HttpPoster(settings.outbox_networks), credentials, real_now)

    async def _link_people(self, now: datetime) -> None:
        async with self.database.write() as db:
            for workspace in await all_workspaces(db):
                await link(db, workspace.id)
            # After the company's list, which knows better than one zone for all.
            await give_default_zones(db)

    async def _clean(self, now: datetime) -> None:
        async with self.database.write() as db:
            await events_seen.forget_old(db, datetime.now(UTC))
            await forget_sessions(db, datetime.now(UTC))
            await forget_revocations(db, datetime.now(UTC))
        await sweep(self.database, self.media, datetime.now(UTC))

"""From a claimed delivery to the message that the learner sees, composed at the moment it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.answers.feedback import QUESTION, message_of
from bot.async_cache import AsyncCache
from bot.chat import Button, Clip, Message
from bot.delivery.answered import answered, retold_in
from bot.delivery.trial import TRIAL, trial_buttons
from bot.links import BUTTON_LIFE, Links, Purpose, Ticket
from bot.messages import lesson_texts
from bot.messages.buttons import ButtonAction
from bot.messages.catalogue import speaking
from bot.messages.codec import from_json
from lessons import catalog
from lessons.checks import Check
from lessons.database import Database
from lessons.episodes import MAIN, ClipState, Episode
from lessons.episodes import Clip as StoredClip
from schedules.ledger.candidates import Claimed
from schedules.ledger.ledger import Delivery, DeliveryKind, delivery_by_id
from schedules.people.enrolments import campaign_by_id
from schedules.plans.hooks.choices import hook_shown
from schedules.replies.replies import Reply, replies_by, reply_to, votes

SMALLEST_VOTE = 5  # of fewer, each could tell who chose what: the figure that reports hide small groups by
FRESH = timedelta(seconds=5)  # a vote that is this old is counted again, and a clip may have been made anew


class NotComposable(Exception):
    """There is nothing to say: what the delivery is about is gone or cannot be shown; the text says so to a manager."""


class NotYet(Exception):
    """What the delivery needs is still being made."""


class Composer:
    """Composes messages; what never changes (an episode's version, a finished clip) is read once."""

    def __init__(self, database: Database, links: Links) -> None:
        self._database = database
        self._links = links
        self._episodes: AsyncCache[tuple[str, str], Episode] = AsyncCache()
        self._clips: AsyncCache[tuple[str, str, str, str], StoredClip] = AsyncCache(FRESH)
        self._outlines: AsyncCache[tuple[str, str], catalog.SeriesOutline] = AsyncCache(FRESH)
        self._votes: AsyncCache[tuple[str, str, str], Sequence[int]] = AsyncCache(FRESH)

    async def compose(self, claimed: Claimed, now: datetime) -> Message:
        """What the delivery says.

        Raises:
            NotYet: its clip is still being made.
            NotComposable: it will never say anything.
        """
        with speaking(claimed.locale, claimed.platform, privacy=claimed.privacy):
            return await self._compose(claimed, now)

    async def _compose(self, claimed: Claimed, now: datetime) -> Message:
        match claimed.kind:
            case DeliveryKind.EPISODE:
                return await self._episode(claimed, claimed.id, await self._reply_before(claimed), now)
            case DeliveryKind.REASK:
                return await self._reask(claimed, claimed.id, None, now)
            case DeliveryKind.REMINDER:
                return await self._reminder(claimed, now)
            case DeliveryKind.EDIT if claimed.body is not None:
                return from_json(claimed.body)
            case DeliveryKind.EDIT:
                return await self._answered(claimed, now)
            case DeliveryKind.NOTICE:
                return await self._notice(claimed, now)
            case _:
                return await self._stored(claimed, now)

    async def _reply_before(self, claimed: Claimed) -> Reply | None:
        """The reply to an episode that was asked for on the learner's page, and answered there before it left."""
        if not claimed.prompted:
            return None  # nobody can answer what they have not seen, and there are thousands of these at once
        async with self._database.read() as db:
            return await reply_to(db, claimed.workspace_id, claimed.id, claimed.learner_id)

    async def _notice(self, claimed: Claimed, now: datetime) -> Message:
        """What was written with the notice; one without words says that a campaign rests after silence."""
        if claimed.body is not None:
            return from_json(claimed.body)
        async with self._database.read() as db:
            campaign = await campaign_by_id(db, claimed.workspace_id, claimed.campaign_id)
        if campaign is None:
            raise NotComposable("the campaign is gone")
        ticket = Ticket(Purpose.ACTION, claimed.workspace_id, campaign.id, claimed.learner_id, ButtonAction.RESUME)
        resume = Button(lesson_texts.resume_label(), self._links.token(ticket, now + BUTTON_LIFE))
        return lesson_texts.paused_after_silence(campaign.name, resume)

    async def _stored(self, claimed: Claimed, now: datetime) -> Message:
        if claimed.body is None:
            raise NotComposable("the message has no words")
        if claimed.body.get(QUESTION):
            return await self._question(claimed, claimed.id)
        if claimed.body.get(TRIAL):
            return await self._trial(claimed, now)
        if clip_key := claimed.body.get("branch"):
            episode = await self._episode_of(claimed, now)
            clip = await self._clip(claimed, claimed.about_id, episode, now, key=clip_key)
            return lesson_texts.branch(episode.title, clip)
        if claimed.body.get("lesson"):
            episode = await self._episode_of(claimed, now)
            return lesson_texts.todays_lesson(await self._clip(claimed, claimed.about_id, episode, now))
        return from_json(claimed.body)

    async def _trial(self, claimed: Claimed, now: datetime) -> Message:
        """An episode for a manager who wants to see it before others do; its buttons keep no answer."""
        episode = await self._episode_of(claimed, now)
        series = await self._outline_of(claimed.workspace_id, episode.series_slug, now)
        place = (series.title, episode.number, len(series.episode_ids), episode.title)
        buttons = trial_buttons(self._links, claimed.workspace_id, claimed.learner_id, episode, claimed.due_at)
        question = episode.check.question if episode.check else ""
        clip = await self._clip(claimed, claimed.id, episode, now)
        return lesson_texts.trial(lesson_texts.episode(*place, clip, question, buttons))

    async def _question(self, claimed: Claimed, delivery_id: str) -> Message:
        """The message of a question: looking, a hint, or the answer with what was pressed below it."""
        async with self._database.read() as db:
            carrier = await delivery_by_id(db, claimed.workspace_id, delivery_id)
            message = await message_of(db, self._links, carrier, claimed.locale) if carrier else None
        if message is None:
            raise NotComposable("the question is gone")
        return message

    async def _answered(self, claimed: Claimed, now: datetime) -> Message:
        """The message of another delivery as it reads once its check was answered."""
        async with self._database.read() as db:
            original = await delivery_by_id(db, claimed.workspace_id, claimed.about_id)
            asked_id = original.about_id if original and original.kind is DeliveryKind.REMINDER else claimed.about_id
            reply = await reply_to(db, claimed.workspace_id, asked_id, claimed.learner_id)
        if original and _asked_for(original):
            return await self._question(claimed, original.id)
        if original is None or reply is None:
            raise NotComposable("the answered message is gone")
        if original.kind is DeliveryKind.REASK:
            return await self._reask(claimed, original.id, reply, now)
        if original.kind is DeliveryKind.REMINDER:
            episode = await self._episode_of(claimed, now)
            check = _check(episode)
            clip = await self._clip(claimed, original.about_id, episode, now)
            return lesson_texts.reminder(
                episode.title, clip, check.question, (), answered(self._links, check, reply, now)
            )
        return await self._episode(claimed, original.id, reply, now)

    async def _episode(self, claimed: Claimed, delivery_id: str, reply: Reply | None, now: datetime) -> Message:
        episode = await self._episode_of(claimed, now)
        series = await self._outline_of(claimed.workspace_id, episode.series_slug, now)
        check = episode.check
        return lesson_texts.episode(
            series.title,
            episode.number,
            len(series.episode_ids),
            episode.title,
            await self._clip(claimed, delivery_id, episode, now),
            check.question if check else "",
            () if reply or not check else self._buttons(claimed, delivery_id, check),
            previous=await self._previous(claimed, series, episode, now),
            answered=answered(self._links, check, reply, now) if check and reply else None,
            vote=await self._vote(claimed, episode, now) if reply else None,
            prompt=episode.prompt,
            cliffhanger=episode.cliffhanger,
        )

    async def _reask(self, claimed: Claimed, delivery_id: str, reply: Reply | None, now: datetime) -> Message:
        episode = await self._episode_of(claimed, now)
        check = _check(episode)
        buttons = () if reply else self._buttons(claimed, delivery_id, check)
        verdict = answered(self._links, check, reply, now) if reply else None
        over = isinstance(verdict, lesson_texts.Answered)
        retold = await retold_in(self._database, self._links, claimed, delivery_id, now)
        again = over and retold is None  # who missed it is not shown once more what did not help
        clip = await self._clip(claimed, delivery_id, episode, now, start_s=check.at_s or 0.0) if again else None
        return lesson_texts.reask(episode.title, clip, check.question, buttons, verdict, retold=retold)

    async def _reminder(self, claimed: Claimed, now: datetime) -> Message:
        episode = await self._episode_of(claimed, now)
        check = _check(episode)
        clip = await self._clip(claimed, claimed.about_id, episode, now)
        return lesson_texts.reminder(
            episode.title, clip, check.question, self._buttons(claimed, claimed.about_id, check)
        )

    def _buttons(self, claimed: Claimed, delivery_id: str, check: Check) -> tuple[Button, ...]:
        until = claimed.due_at + BUTTON_LIFE
        return tuple(
            Button(
                option.text,
                self._links.token(
                    Ticket(Purpose.CHOICE, claimed.workspace_id, delivery_id, claimed.learner_id, str(number)), until
                ),
            )
            for number, option in enumerate(check.options)
        )

    async def _clip(
        self, claimed: Claimed, delivery_id: str, episode: Episode, now: datetime, key: str = MAIN, start_s: float = 0.0
    ) -> Clip:
        shown_key = await hook_shown(self._database, claimed, delivery_id, episode) if key == MAIN else key
        stored = await self._stored_clip(claimed.workspace_id, episode, shown_key, now)
        return Clip(
            episode.title,
            self._links.player(
                claimed.workspace_id, delivery_id, claimed.learner_id, now, start_s, "" if key == MAIN else key
            ),
            self._links.poster(claimed.workspace_id, stored.media, now),
            stored.seconds or 0.0,
            start_s,
        )

    async def _stored_clip(self, workspace_id: str, episode: Episode, key: str, now: datetime) -> StoredClip:
        async def read() -> StoredClip:
            async with self._database.read() as db:
                clip = await catalog.clip_of(db, workspace_id, episode.id, key, episode.language)
            if clip is None or clip.state is ClipState.FAILED:
                why = clip.reason if clip else "it is gone"
                raise NotComposable(f"the clip of “{episode.title}” could not be made: {why}")
            if clip.state is not ClipState.READY:
                raise NotYet(f"the clip of “{episode.title}” is still being made")
            return clip

        return await self._clips.get((workspace_id, episode.id, key, episode.language), now, read)

    async def _episode_of(self, claimed: Claimed, now: datetime) -> Episode:
        """The episode's version in the learner's language, where it was translated."""
        return (await self._whole(claimed.workspace_id, claimed.episode_id, now)).in_language(claimed.locale)

    async def _whole(self, workspace_id: str, episode_id: str, now: datetime) -> Episode:
        async def read() -> Episode:
            async with self._database.read() as db:
                whole = await catalog.episode_by_id(db, workspace_id, episode_id)
            if whole is None:
                raise NotComposable("the episode is gone from the catalogue")
            return whole

        return await self._episodes.get((workspace_id, episode_id), now, read)

    async def _outline_of(self, workspace_id: str, slug: str, now: datetime) -> catalog.SeriesOutline:
        # Read anew every few seconds in every workspace: a whole series is 16 ms of CPU, its outline 3 ms.
        async def read() -> catalog.SeriesOutline:
            async with self._database.read() as db:
                series = await catalog.latest_outline(db, workspace_id, slug)
            if series is None:
                raise NotComposable(f"the series {slug} is gone from the catalogue")
            return series

        return await self._outlines.get((workspace_id, slug), now, read)

    async def _previous(
        self, claimed: Claimed, series: catalog.SeriesOutline, episode: Episode, now: datetime
    ) -> lesson_texts.Vote | None:
        """How the team voted on the episode before this one: the resolution of its cliffhanger.

        It shows the right option, so only those see it who cannot pick it any more.
        """
        before_id = series.episode_ids.get(episode.number - 1)
        before = await self._whole(claimed.workspace_id, before_id, now) if before_id else None
        if before is None or before.check is None:
            return None
        # The count is remembered, and asking who answered is a read for every message: most first votes are few.
        vote = await self._vote(claimed, before.in_language(claimed.locale), now)
        return vote if vote and await self._answered_check(claimed, before.check_key) else None

    async def _answered_check(self, claimed: Claimed, check_key: str) -> bool:
        async with self._database.read() as db:
            return bool(await replies_by(db, claimed.workspace_id, claimed.learner_id, check_key))

    async def _vote(self, claimed: Claimed, episode: Episode, now: datetime) -> lesson_texts.Vote | None:
        check = episode.check
        if not claimed.campaign_id or check is None:
            return None
        name = (claimed.workspace_id, claimed.campaign_id, episode.check_key)

        async def read() -> Sequence[int]:
            async with self._database.read() as db:
                return await votes(db, *name, len(check.options))

        # A verdict shows the vote with the learner's own in it, so it counts anew.
        counts = await (read() if claimed.kind is DeliveryKind.EDIT else self._votes.get(name, now, read))
        vote = lesson_texts.Vote(tuple(option.text for option in check.options), tuple(counts), check.correct)
        return None if vote.total < SMALLEST_VOTE else vote


def _asked_for(delivery: Delivery) -> bool:
    return delivery.kind is DeliveryKind.ANSWER and bool(delivery.body and delivery.body.get(QUESTION))


def _check(episode: Episode) -> Check:
    if episode.check is None:
        raise NotComposable(f"“{episode.title}” has no question any more")
    return episode.check

"""What a link to the player shows: which clip, of what, to whom, and where its files are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.web.http.errors import Fault
from adapters.web.http.media import CAPTIONS, CLIP, LiveClip
from adapters.web.pages.transcripts import Line, transcript
from bot.answers.answerer import MADE, NAMED_CLIP
from bot.answers.generated_clips import ReviewState, clip_by_id, is_reviewed_state
from bot.answers.sources.access import documents_cited, hidden_from
from bot.chat import Passage
from bot.links import LABEL_FILE, MEDIUM_FILE, POSTER_FILE, SMALL_FILE, SOUND_FILE, Links, Ticket
from bot.messages.catalogue import template
from bot.retelling.telling import another_telling
from lessons import catalog
from lessons.episodes import MAIN, Clip, ClipState, Episode, MediaBrought
from schedules.ledger.ledger import Delivery, delivery_by_id
from schedules.people.roster import Learner, learner_by_id
from schedules.plans.hooks.choices import hook_of

LONGEST_S = 90.0


class Unwatchable(Fault):
    """Nothing can be shown for this link."""


EXPIRED = Unwatchable(
    410,
    template("This link has expired"),
    template("Links to lessons work for 30 days. Write “learn” in the chat to get a fresh one."),
)
NOT_OURS = Unwatchable(
    404,
    template("This link does not work"),
    template(
        "It was cut off or changed on the way. Open the lesson from its message in the chat; do not copy the address."
    ),
)
WITHDRAWN = Unwatchable(
    410,
    template("This lesson is no longer there"),
    template("It was withdrawn. Write “learn” in the chat for your current lesson."),
)

TAKEN_BACK = Unwatchable(
    410,
    template("This answer was taken back"),
    template("Somebody doubted it, or the document that it came from was changed or removed. Ask again in the chat."),
)


@dataclass(frozen=True, slots=True)
class Showing:
    """What a link shows: a clip of an episode, to one learner, for one delivery.

    Attributes:
        live: the clip as it can be played while it is being made, if so.
        sources: what a clip made now rests on; no curator has seen it, which the page says.
        asks: the episode whose question is asked, where another one's clip is shown.
        start_s: the second from which the clip tells the point.
        passage: words that tell it another way.
    """

    delivery: Delivery
    learner: Learner
    episode: Episode
    series: str
    clip: Clip
    live: LiveClip | None = None
    sources: tuple[str, ...] = ()
    asks: Episode | None = None
    start_s: float = 0.0
    passage: Passage | None = None

    @property
    def state(self) -> str:
        """ "ready", "live" (playable while it is being made), "wanted" or "failed"."""
        return "live" if self.live and self.clip.state is ClipState.WANTED else self.clip.state.value

    @property
    def seconds(self) -> float:
        """Length of the clip; the longest there is as long as nobody knows."""
        return self.clip.seconds or (self.live.seconds if self.live else LONGEST_S)

    @property
    def captions_in_picture(self) -> bool:
        """Whether they are to be read without a caption track; those of a film are where its author wished."""
        return self.film is None or self.film.burned

    @property
    def film(self) -> MediaBrought | None:
        """The author's own film that is shown, None for a clip that was drawn and read by machine."""
        return self.episode.media if self.clip.key == MAIN else None

    @property
    def lines(self) -> tuple[Line, ...]:
        return transcript(self.live.cues if self.live else self.clip.cues)


async def find(db: AsyncConnection, ticket: Ticket) -> Showing:
    """What the ticket shows.

    Raises:
        Unwatchable: the delivery, its learner or its clip is gone.
    """
    delivery = await delivery_by_id(db, ticket.workspace_id, ticket.subject)
    learner = await learner_by_id(db, ticket.workspace_id, ticket.person)
    if delivery is None or learner is None or not learner.active or delivery.learner_id != learner.id:
        raise WITHDRAWN
    if ticket.detail.startswith(MADE):
        return await _made_now(db, ticket.detail.removeprefix(MADE), delivery, learner)
    episode = await catalog.episode_by_id(db, ticket.workspace_id, delivery.episode_id)
    clip = await _clip(db, ticket, delivery, episode, learner.locale) if episode else None
    if clip is None or episode is None:
        raise WITHDRAWN
    series = await catalog.latest_outline(db, ticket.workspace_id, episode.series_slug)
    return Showing(delivery, learner, episode.in_language(clip.language), series.title if series else "", clip)


async def retold(db: AsyncConnection, links: Links, showing: Showing, now: datetime) -> Showing:
    """The same with another telling of its point in the place of a clip whose question was missed."""
    telling = await another_telling(db, links, showing.learner, showing.delivery, now)
    if telling is None:
        return showing
    if telling.clip is None or telling.episode is None:
        return replace(showing, passage=telling.passage)
    series = await catalog.latest_outline(db, showing.delivery.workspace_id, telling.episode.series_slug)
    return replace(
        showing,
        episode=telling.episode,
        series=series.title if series else "",
        clip=telling.clip,
        asks=showing.episode,
        start_s=telling.start_s,
    )


async def _clip(db: AsyncConnection, ticket: Ticket, delivery: Delivery, episode: Episode, locale: str) -> Clip | None:
    """The very clip that an answer was found in, or the one of that key in the learner's language.

    Of an episode with two beginnings, everybody is shown their own wherever they open it.
    """
    if ticket.detail.startswith(NAMED_CLIP):
        clip_named = await catalog.clip_by_id(db, ticket.workspace_id, ticket.detail.removeprefix(NAMED_CLIP))
        return clip_named if clip_named and clip_named.episode_id == delivery.episode_id else None
    key = ticket.detail or await hook_of(db, delivery, episode.in_language(locale))
    return await catalog.clip_of(db, ticket.workspace_id, delivery.episode_id, key, locale)


async def _made_now(db: AsyncConnection, made_id: str, delivery: Delivery, learner: Learner) -> Showing:
    """A clip that was made for a question and is in no catalogue.

    Raises:
        Unwatchable: somebody doubts it, or what it says is not in the documents any more.
    """
    generated = await clip_by_id(db, learner.workspace_id, made_id)
    if generated is None or not await is_reviewed_state(db, generated):
        raise TAKEN_BACK
    if await hidden_from(db, learner) & await documents_cited(db, learner.workspace_id, generated.cited):
        raise TAKEN_BACK
    title = generated.script.title
    episode = Episode("", "", 0, title, generated.language, generated.script)
    state = (
        ClipState.READY
        if generated.media
        else ClipState.FAILED
        if generated.state is ReviewState.FAILED
        else ClipState.WANTED
    )
    seconds = generated.seconds if generated.media else None
    clip = Clip(
        generated.id,
        "",
        f"{MADE}{generated.id}",
        generated.language,
        state,
        seconds,
        generated.media,
        generated.cues,
        "",
        generated.made_at,
    )
    return Showing(delivery, learner, episode, "", clip, sources=generated.script.sources)


@dataclass(frozen=True, slots=True)
class ClipAddresses:
    """Addresses of a clip's files, "" for what there is not (yet)."""

    video: str
    captions: str
    poster: str
    live: str
    small: str = ""
    sound: str = ""
    label: str = ""
    medium: str = ""


def files_of(showing: Showing, token: str) -> ClipAddresses:
    if not token:
        return ClipAddresses("", "", "", "")
    if not showing.clip.media:
        below = f"/live/{token}"
        return ClipAddresses(f"{below}/clip.m3u8", f"{below}/{CAPTIONS}", "", f"{below}/clip.m3u8")
    below = f"/media/{token}"
    label = "" if showing.film else f"{below}/{LABEL_FILE}"
    slow = (f"{below}/{SMALL_FILE}", f"{below}/{SOUND_FILE}", label, f"{below}/{MEDIUM_FILE}")
    return ClipAddresses(f"{below}/{CLIP}", f"{below}/{CAPTIONS}", f"{below}/{POSTER_FILE}", "", *slow)

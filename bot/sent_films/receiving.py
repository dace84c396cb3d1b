"""From a film in chat or on a page to what is wrong with it: fetched, looked at, heard, and its sender is told."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Message
from bot.events import Filmed
from bot.links import Links
from bot.messages.catalogue import speaking
from bot.messages.codec import to_json
from bot.messages.studio import sent_film_texts
from bot.sent_films.films import (
    LEASE,
    MOST_OPEN,
    MOST_TRIES,
    FilmState,
    SentFilm,
    claim_film,
    expect_film,
    forget_abandoned,
    give_back,
    move,
    tries_of,
)
from bot.turn import Turn
from lessons.database import Database
from lessons.ports import Recogniser, VendorDown
from lessons.studio.timing.subtitle_writing import write_vtt
from lessons.studio.uploads import Report, check_upload
from lessons.studio.uploads.limits import MAX_BYTES
from lessons.studio.uploads.listening import NoSound, captions_of, sound_of
from schedules.ledger import ledger
from schedules.ledger.ledger import DeliveryKind
from schedules.people import roster

log = logging.getLogger(__name__)

AGAIN = timedelta(minutes=1)
ABANDONED = timedelta(days=30)
USEFUL = timedelta(days=14)  # for so long its sender wants to hear of it
SUFFIXES = {"MP4": ".mp4", "WebM": ".webm"}


class FilmNotFetched(Exception):
    """The platform gave no film; the text says why.

    Attributes:
        passing: it may be tried again.
    """

    def __init__(self, why: str, *, passing: bool) -> None:
        super().__init__(why)
        self.passing = passing


class FetchesFilms(Protocol):
    """Brings a film from the platform on which it was sent."""

    async def fetch_film(self, workspace_id: str, place: str, target: Path, most: int) -> None:
        """Write it to the target.

        Raises:
            FilmNotFetched: it is gone, larger than `most` bytes, or the platform gives none.
        """


class LocalStore(Protocol):
    """A media store whose files lie on this machine."""

    def path(self, key: str) -> Path: ...


async def receive(turn: Turn, event: Filmed) -> None:
    """Answer a film in chat at once: it is fetched and looked at, or there is a reason why not."""
    if event.size > MAX_BYTES:
        return await turn.say(sent_film_texts.too_large(MAX_BYTES >> 20))
    about = (turn.workspace.id, turn.learner.id, turn.now)
    place = {"name": event.name, "size": event.size, "platform": event.who.platform, "place": event.where}
    film = await expect_film(turn.db, *about, **place)  # type: ignore[arg-type]  # one mapping for four columns
    await turn.say(sent_film_texts.looking(event.name) if film else sent_film_texts.too_many(MOST_OPEN))


async def offer_upload(turn: Turn) -> None:
    """Owe the link to the page on which a film is uploaded."""
    film = await expect_film(turn.db, turn.workspace.id, turn.learner.id, turn.now)
    if film is None:
        return await turn.say(sent_film_texts.too_many(MOST_OPEN))
    url = turn.links.film(film.workspace_id, film.id, film.learner_id, turn.now)
    await turn.say(sent_film_texts.upload(url))


@dataclass(frozen=True, slots=True)
class FilmReceiver:
    """Fetches films and looks at them.

    Attributes:
        fetchers: by platform.
        recogniser: writes captions; None where none is installed.
    """

    database: Database
    media: LocalStore
    links: Links
    fetchers: Mapping[str, FetchesFilms]
    recogniser: Recogniser | None = None

    async def receive_due(self, now: datetime) -> int:
        """Deal with every film that waits; returns how many."""
        async with self.database.write() as db:
            await forget_abandoned(db, now - ABANDONED)
        count = 0
        while film := await self._claimed(now):
            await self._deal_with(film, now)
            count += 1
        return count

    async def look_at(self, film: SentFilm, now: datetime) -> SentFilm | None:
        """What becomes of a film that is here: refused with its problems, or its sender is asked about it.

        Returns:
            The film as it stands then; None when another process dealt with it.
        """
        path = self.media.path(film.incoming)
        report = await check_upload(path, None)
        content = {"problems": _rows(report, "problems"), "warnings": _rows(report, "warnings"), **_measured(report)}
        if not report.ok:
            await asyncio.to_thread(path.unlink, missing_ok=True)
            return await self._moved(film, FilmState.REFUSED, now, report=content)
        captions, language = await self._heard(path)
        key = await asyncio.to_thread(_keep, path, self.media, SUFFIXES[str(report.facts["container"])])
        return await self._moved(
            film, FilmState.ASKING, now, report=content, captions=captions, language=language, media=key
        )

    async def _claimed(self, now: datetime) -> SentFilm | None:
        async with self.database.write() as db:
            return await claim_film(db, now)

    async def _deal_with(self, film: SentFilm, now: datetime) -> None:
        try:
            complete = film if film.state is FilmState.HERE else await self._fetched(film, now)
            if complete is not None:
                await self.look_at(complete, now)
        except (FilmNotFetched, OSError) as fault:
            await self._failed(film, fault, now)

    async def _fetched(self, film: SentFilm, now: datetime) -> SentFilm | None:
        fetcher, target = self.fetchers.get(film.platform), self.media.path(film.incoming)
        if fetcher is None:
            raise FilmNotFetched("nobody fetches films from that platform here", passing=False)
        await asyncio.to_thread(target.parent.mkdir, parents=True, exist_ok=True)
        await fetcher.fetch_film(film.workspace_id, film.place, target, MAX_BYTES)
        return await arrived(self.database, film, now)

    async def _failed(self, film: SentFilm, fault: Exception, now: datetime) -> None:
        log.warning("a film that was sent did not come: %s", fault, extra={"film": film.id})
        passing = not isinstance(fault, FilmNotFetched) or fault.passing
        async with self.database.write() as db:
            if passing and await tries_of(db, film) < MOST_TRIES:
                return await give_back(db, film, now + AGAIN)
            gone = await move(db, film, FilmState.REFUSED, now, report={"problems": [], "lost": True})
            if gone:
                await tell_sender(db, gone, lambda: sent_film_texts.lost(gone.name), now)

    async def _heard(self, path: Path) -> tuple[str, str]:
        """Captions as they are heard, and their language; "" and "" where nobody listens or nobody speaks."""
        if self.recogniser is None:
            return "", ""
        try:
            heard = await asyncio.to_thread(self.recogniser.hear, await sound_of(path))
        except (NoSound, VendorDown, ValueError) as fault:
            log.warning("a film that was sent cannot be heard: %s", fault)
            return "", ""
        cues = captions_of(heard.words, heard.language)
        return (write_vtt(cues) if cues else ""), heard.language

    async def _moved(self, film: SentFilm, state: FilmState, now: datetime, **values: object) -> SentFilm | None:
        async with self.database.write() as db:
            moved = await move(db, film, state, now, **values)
            if moved and moved.platform:  # who uploads on the page reads it there
                url = self.links.film(moved.workspace_id, moved.id, moved.learner_id, now)
                await tell_sender(db, moved, lambda: _found_in(moved, url), now)
        return moved


async def arrived(database: Database, film: SentFilm, now: datetime) -> SentFilm | None:
    """All of it is here; whoever says so looks at it, for as long as the lease holds. None when somebody did before."""
    async with database.write() as db:
        # Where the platform keeps it may be an address that opens for everybody: it is needed no more.
        return await move(db, film, FilmState.HERE, now, place="", lease_until=now + LEASE)


async def tell_sender(db: AsyncConnection, film: SentFilm, words: Callable[[], Message], now: datetime) -> None:
    """Owe whoever sent a film what became of it, in their language."""
    learner = await roster.learner_by_id(db, film.workspace_id, film.learner_id)
    if learner is None:
        return
    with speaking(learner.locale, learner.platform):
        body = to_json(words())
    about = (film.workspace_id, film.learner_id, DeliveryKind.NOTICE, now, now + USEFUL)
    slot = f"film:{film.id}:{film.state.value}"
    await ledger.plan(db, [ledger.owed(*about, slot=slot, body=body, prompted=True)])


def _found_in(film: SentFilm, url: str) -> Message:
    lines = sent_film_texts.problem_lines(film.report)
    return sent_film_texts.looked_at(film.name, lines, film.state is FilmState.ASKING, url)


def _rows(report: Report, kind: str) -> Sequence[Mapping[str, str]]:
    return [asdict(problem) for problem in getattr(report, kind) if problem.code != "no captions"]


def _measured(report: Report) -> Mapping[str, object]:
    return {"seconds": report.facts.get("duration_s", 0.0)}


def _keep(path: Path, media: LocalStore, suffix: str) -> str:
    """Give the film the name of what is in it; returns the media store's key."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    key = f"assets/{digest}{suffix}"
    media.path(key).parent.mkdir(parents=True, exist_ok=True)
    path.replace(media.path(key))
    return key

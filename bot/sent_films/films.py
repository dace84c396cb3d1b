"""The rows of films that people send in, and how each stands. Every step is one conditional UPDATE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, Json, metadata, new_id

_ID = sa.String(64)
MOST_OPEN = 5  # films of one person that are under way: a curator looks at each
LEASE = timedelta(minutes=10)  # fetching and looking at 200 MB take less; what is older belongs to a process that died
MOST_TRIES = 3

sent_films = sa.Table(
    "sent_films",
    metadata,
    sa.Column("workspace_id", _ID, primary_key=True),
    sa.Column("id", _ID, primary_key=True),
    sa.Column("learner_id", _ID, nullable=False),  # who sent it
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),  # of the file, as its sender calls it
    sa.Column("size", sa.BigInteger, nullable=False),  # bytes that will come, 0 where nobody said
    sa.Column("platform", sa.String(20), nullable=False),  # from which it is fetched, "" for an upload
    sa.Column("place", sa.Text, nullable=False),  # where the platform keeps it, "" for an upload
    sa.Column("media", sa.String(200), nullable=False),  # key of the media store, "" until it was looked at
    sa.Column("report", Json, nullable=False),  # {"problems": [...], "warnings": [...], "seconds": ...}
    sa.Column("captions", sa.Text, nullable=False),  # WebVTT as it was heard, or the words as their speaker wrote them
    sa.Column("language", sa.String(35), nullable=False),
    sa.Column("about", Json, nullable=False),  # what its sender says of it: see FilmAbout
    sa.Column("message", sa.Text, nullable=False),  # why it was declined
    sa.Column("slug", sa.String(100), nullable=False),  # the series that was begun with it
    sa.Column("decided_by", _ID, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("lease_until", Instant),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.Index(None, "workspace_id", "learner_id"),
    sa.Index(None, "state"),
)


class FilmState(StrEnum):
    """Where a film stands."""

    COMING = "coming"  # not all of it is here
    HERE = "here"  # to be looked at
    REFUSED = "refused"  # it cannot be used; its sender reads why
    ASKING = "asking"  # its sender has to say what it is
    WAITING = "waiting"  # a curator has to look at it
    TAKEN = "taken"
    DECLINED = "declined"


UNDER_WAY = (FilmState.COMING, FilmState.HERE, FilmState.ASKING, FilmState.WAITING)


@dataclass(frozen=True, slots=True)
class FilmAbout:
    """What its sender says of a film.

    Attributes:
        options: the right answer first.
        audience: who may see it, "everybody" or "some"; `some` says who.
        consent: the words that were agreed to.
    """

    title: str = ""
    question: str = ""
    options: tuple[str, ...] = ()
    why: str = ""
    audience: str = ""
    some: str = ""
    consent: str = ""


@dataclass(frozen=True, slots=True)
class SentFilm:
    """A film; see the columns of the table."""

    workspace_id: str
    id: str
    learner_id: str
    state: FilmState
    name: str
    size: int
    platform: str
    place: str
    media: str
    report: Mapping[str, Any]
    captions: str
    language: str
    about: FilmAbout
    message: str
    slug: str
    made_at: datetime

    @property
    def incoming(self) -> str:
        """The media store's key under which its bytes gather."""
        return f"incoming/{self.id.lower()}.part"


async def expect_film(
    db: AsyncConnection,
    workspace_id: str,
    learner_id: str,
    now: datetime,
    *,
    name: str = "",
    size: int = 0,
    platform: str = "",
    place: str = "",
) -> SentFilm | None:
    """A row for a film that comes; None where the sender has too many under way."""
    c = sent_films.c
    open_ones = (c.workspace_id == workspace_id) & (c.learner_id == learner_id)
    open_ones &= c.state.in_([state.value for state in UNDER_WAY]) & ((c.size > 0) | (c.platform != ""))
    if (await db.scalar(sa.select(sa.func.count()).select_from(sent_films).where(open_ones)) or 0) >= MOST_OPEN:
        return None
    row = {
        "workspace_id": workspace_id,
        "id": new_id(),
        "learner_id": learner_id,
        "state": FilmState.COMING.value,
        "name": name[:200],
        "size": size,
        "platform": platform,
        "place": place,
        "media": "",
        "report": {},
        "captions": "",
        "language": "",
        "about": {},
        "message": "",
        "slug": "",
        "decided_by": "",
        "tries": 0,
        "made_at": now,
        "changed_at": now,
    }
    await db.execute(sa.insert(sent_films).values(row))
    return await film_by_id(db, workspace_id, str(row["id"]))


async def film_by_id(db: AsyncConnection, workspace_id: str, film_id: str) -> SentFilm | None:
    row = (await db.execute(sa.select(sent_films).where(_is(workspace_id, film_id)))).one_or_none()
    return _film(row) if row else None


async def films_in(db: AsyncConnection, workspace_id: str, state: FilmState) -> Sequence[SentFilm]:
    """The films of a workspace that stand so, the longest waiting first."""
    of_state = (sent_films.c.workspace_id == workspace_id) & (sent_films.c.state == state.value)
    rows = await db.execute(sa.select(sent_films).where(of_state).order_by(sent_films.c.made_at, sent_films.c.id))
    return [_film(row) for row in rows]


async def move(
    db: AsyncConnection, film: SentFilm, state: FilmState, now: datetime, **values: object
) -> SentFilm | None:
    """The film in its next state; None when somebody else moved it meanwhile.

    Args:
        values: further columns.
    """
    same = _is(film.workspace_id, film.id) & (sent_films.c.state == film.state.value)
    row = {"state": state.value, "changed_at": now, "lease_until": None, **values}
    change = sa.update(sent_films).where(same).values(row)
    if not (await db.execute(change)).rowcount:
        return None
    return await film_by_id(db, film.workspace_id, film.id)


async def name_upload(db: AsyncConnection, film: SentFilm, name: str, size: int) -> None:
    """Which file is being uploaded, so that the same one goes on where it broke off."""
    coming = _is(film.workspace_id, film.id) & (sent_films.c.state == FilmState.COMING.value)
    await db.execute(sa.update(sent_films).where(coming).values(name=name[:200], size=size))


async def claim_film(db: AsyncConnection, now: datetime) -> SentFilm | None:
    """A film to fetch or to look at, for this process alone; None when nothing waits."""
    c = sent_films.c
    to_fetch = (c.state == FilmState.COMING.value) & (c.platform != "")
    due = (to_fetch | (c.state == FilmState.HERE.value)) & (c.lease_until.is_(None) | (c.lease_until < now))
    row = (await db.execute(sa.select(c.workspace_id, c.id, c.tries).where(due).order_by(c.made_at).limit(1))).first()
    if row is None:
        return None
    # Another process may have seen the same row: the number of tries tells whose claim it is.
    unclaimed = _is(row.workspace_id, row.id) & (c.tries == row.tries)
    claim = sa.update(sent_films).where(unclaimed).values(tries=row.tries + 1, lease_until=now + LEASE)
    if not (await db.execute(claim)).rowcount:
        return None
    return await film_by_id(db, row.workspace_id, row.id)


async def tries_of(db: AsyncConnection, film: SentFilm) -> int:
    """How often somebody began to fetch it or to look at it."""
    return await db.scalar(sa.select(sent_films.c.tries).where(_is(film.workspace_id, film.id))) or 0


async def give_back(db: AsyncConnection, film: SentFilm, again_at: datetime) -> None:
    """Let it be tried again, at that instant."""
    await db.execute(sa.update(sent_films).where(_is(film.workspace_id, film.id)).values(lease_until=again_at))


async def media_of(db: AsyncConnection, workspace_id: str, learner_id: str) -> set[str]:
    """Files of somebody's films that are no curator's yet: they go when their sender is erased."""
    c = sent_films.c
    theirs = (c.workspace_id == workspace_id) & (c.learner_id == learner_id) & (c.state != FilmState.TAKEN.value)
    films = [_film(row) for row in await db.execute(sa.select(sent_films).where(theirs))]
    return {key for film in films for key in (film.media, film.incoming) if key}


async def forget_abandoned(db: AsyncConnection, before: datetime) -> int:
    """Delete rows that nothing came of since: uploads that broke off, films that nobody described."""
    c = sent_films.c
    abandoned = c.state.in_([FilmState.COMING.value, FilmState.ASKING.value, FilmState.REFUSED.value])
    return (await db.execute(sa.delete(sent_films).where(abandoned, c.changed_at < before))).rowcount


def _film(row: sa.Row[Any]) -> SentFilm:
    about = FilmAbout(**{**row.about, "options": tuple(row.about.get("options", ()))}) if row.about else FilmAbout()
    return SentFilm(
        row.workspace_id,
        row.id,
        row.learner_id,
        FilmState(row.state),
        *(row.name, row.size, row.platform, row.place, row.media, row.report, row.captions, row.language),
        about,
        *(row.message, row.slug, row.made_at),
    )


def _is(workspace_id: str, film_id: str) -> sa.ColumnElement[bool]:
    return (sent_films.c.workspace_id == workspace_id) & (sent_films.c.id == film_id)

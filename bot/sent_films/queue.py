"""What curators do with films that people sent: begin an episode with one, or decline it with a reason."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath

from bot.messages.studio import sent_film_texts
from bot.sent_films.films import FilmState, SentFilm, move
from bot.sent_films.receiving import tell_sender
from bot.studio.beginnings import FRONT, free_slug
from bot.studio.manuscripts import begin, put_page
from lessons.authoring.cards import paragraph
from lessons.authoring.lines import with_front
from lessons.authoring.lineup import SERIES
from lessons.database import Database
from lessons.ports import MediaStore
from schedules.ledger import audit
from schedules.people.roster import Learner

LONGEST_REASON = 1_000  # characters


async def take_film(
    database: Database, media: MediaStore, film: SentFilm, sender: str, curator: Learner, language: str, now: datetime
) -> str:
    """Begin a series with the film as its first episode; returns its slug, "" when another curator was faster.

    Args:
        sender: whose film it is, named as its source.
        language: of the film, where nobody heard it.
    """
    captions = film.captions.encode()
    suffix = ".vtt" if film.captions.startswith("WEBVTT") else ".srt" if "-->" in film.captions else ".txt"
    key = f"assets/{hashlib.sha256(captions).hexdigest()}{suffix}"
    await media.put(key, captions)
    files = {f"film{PurePosixPath(film.media).suffix}": film.media, f"film{suffix}": key}
    async with database.write() as db:
        slug = await free_slug(db, film.workspace_id, film.about.title)
        taken = await move(db, film, FilmState.TAKEN, now, slug=slug, decided_by=curator.id)
        if taken is None:
            return ""
        await begin(db, film.workspace_id, slug, files, now)
        front = {"slug": slug, "language": film.language or language, "title": film.about.title}
        await put_page(db, film.workspace_id, slug, SERIES, f"{_front(front)}\n", curator.id, now)
        page = film_page(film, sender, tuple(files))
        await put_page(db, film.workspace_id, slug, f"01-{slug[:60].strip('-')}.md", page, curator.id, now)
        await audit.note(db, film.workspace_id, curator.id, "film taken", film.id, now, series=slug)
        await tell_sender(db, taken, lambda: sent_film_texts.taken(film.about.title, curator.name), now)
    return slug


async def decline_film(database: Database, film: SentFilm, curator: Learner, reason: str, now: datetime) -> bool:
    """Say why the film is not used; its sender is told. False without a reason, or when it was decided before."""
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if not reason:
        return False
    async with database.write() as db:
        # Its file goes with the next sweep, as nothing points at it any more.
        declined = await move(db, film, FilmState.DECLINED, now, message=reason, decided_by=curator.id, media="")
        if declined is None:
            return False
        await audit.note(db, film.workspace_id, curator.id, "film declined", film.id, now, reason=reason)
        await tell_sender(db, declined, lambda: sent_film_texts.declined(film.about.title, curator.name, reason), now)
    return True


def film_page(film: SentFilm, sender: str, files: Sequence[str]) -> str:
    """The episode as its author would write it: the film, its captions, the question, and whose it is."""
    clip, captions = files
    front = _front({"captions": captions, "clip": clip, "title": film.about.title})
    right, *wrong = film.about.options
    options = "\n".join([f"- [x] {paragraph(right)}", *(f"- [ ] {paragraph(option)}" for option in wrong)])
    seen = film.about.some or sent_film_texts.everybody()
    parts = (
        front,
        f"## Check\n\n{paragraph(film.about.question)}\n\n{options}",
        f"## Why\n\n{paragraph(film.about.why)}",
        f"## Sources\n\n- {paragraph(sent_film_texts.own_words(sender))}",
        f"## Notes\n\n- {paragraph(sent_film_texts.who_may_see(seen))}\n- {paragraph(film.about.consent)}\n",
    )
    return "\n\n".join(parts)


def _front(values: dict[str, str]) -> str:
    front = FRONT
    for name, value in values.items():
        front = with_front(front, name, value)
    return front

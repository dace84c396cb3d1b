"""What its sender says of a film, once: title, words, the question, who may see it, and that they agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages.studio import sent_film_texts
from bot.sent_films.films import FilmAbout, FilmState, SentFilm, move
from lessons.studio.timing.subtitles import CaptionError
from lessons.studio.timing.word_marks import with_word_marks
from lessons.studio.uploads import read_captions

LONGEST_TITLE, LONGEST_QUESTION, LONGEST_OPTION, LONGEST_WHY, LONGEST_WORDS = 100, 250, 75, 300, 20_000
EVERYBODY, SOME = "everybody", "some"


class NotDescribed(ValueError):
    """Something is missing; the text says what, in the sender's language."""


async def describe(db: AsyncConnection, film: SentFilm, form: Mapping[str, str], now: datetime) -> SentFilm | None:
    """Queue the film for a curator; None when that was done before.

    Raises:
        NotDescribed: what is missing, or too long.
    """
    fields = {name: " ".join(value.split()) for name, value in form.items()}
    options = tuple(fields.get(name, "") for name in ("right", "wrong", "other") if fields.get(name))
    about = FilmAbout(
        fields.get("title", ""),
        fields.get("question", ""),
        options,
        fields.get("why", ""),
        fields.get("audience", ""),
        fields.get("some", ""),
        sent_film_texts.consent() if fields.get("consent") == "yes" else "",
    )
    captions = form.get("captions", "").replace("\r\n", "\n").strip()
    captions = with_word_marks(captions, film.captions)
    if missing := _missing(about, captions):
        raise NotDescribed(missing)
    return await move(db, film, FilmState.WAITING, now, about=asdict(about), captions=captions)


def _missing(about: FilmAbout, captions: str) -> str:
    """What has to be written or changed, "" for nothing."""
    if not 0 < len(about.title) <= LONGEST_TITLE:
        return sent_film_texts.needs_title(LONGEST_TITLE)
    if not captions or len(captions) > LONGEST_WORDS:
        return sent_film_texts.needs_words()
    try:
        read_captions(captions)
    except CaptionError as fault:
        return sent_film_texts.captions_wrong(fault.line, fault.found)
    if not 0 < len(about.question) <= LONGEST_QUESTION or not about.why or len(about.why) > LONGEST_WHY:
        return sent_film_texts.needs_question()
    if len(about.options) < 2 or max(map(len, about.options)) > LONGEST_OPTION:
        return sent_film_texts.needs_options(LONGEST_OPTION)
    if len({option.casefold() for option in about.options}) < len(about.options):
        return sent_film_texts.same_options()
    if about.audience not in (EVERYBODY, SOME) or (about.audience == SOME and not about.some):
        return sent_film_texts.needs_audience()
    return "" if about.consent else sent_film_texts.needs_consent()

"""Films that people sent, as curators see them in the studio: looked at, taken for an episode, or declined."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from adapters.web.films.sending import film_file
from adapters.web.managers.access import NoEntry
from adapters.web.studio.pages import StudioPages
from adapters.web.studio.visiting import NO_SERIES, StudioVisit
from bot.messages.catalogue import language_of
from bot.messages.studio import sent_film_texts
from bot.sent_films.films import FilmState, SentFilm, film_by_id, films_in
from bot.sent_films.queue import decline_film, take_film
from schedules.people import roster


async def _list(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    async with pages.database.read() as db:
        films = await films_in(db, visit.workspace.id, FilmState.WAITING)
        people = {film.id: await roster.learner_by_id(db, visit.workspace.id, film.learner_id) for film in films}
    names = {film_id: person.name if person else "" for film_id, person in people.items()}
    lines = {film.id: sent_film_texts.problem_lines(film.report) for film in films}
    values: dict[str, Any] = {"films": films, "names": names, "lines": lines, "sent": sent_film_texts.queue_labels()}
    return visit.page(request, "studio_films.html", **values)


async def _film(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    return film_file(pages.media, await _of(pages, request, visit))


async def _take(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    film = await _of(pages, request, visit)
    async with pages.database.read() as db:
        sender = await roster.learner_by_id(db, visit.workspace.id, film.learner_id)
    about = (sender.name if sender else "", visit.curator, language_of(sender.locale if sender else "en"), visit.now)
    slug = await take_film(pages.database, pages.media, film, *about)
    raise web.HTTPSeeOther(f"{visit.home}/{slug}/" if slug else f"{visit.home}/films")


async def _decline(pages: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
    film, reason = await _of(pages, request, visit), str((await request.post()).get("reason", ""))
    await decline_film(pages.database, film, visit.curator, reason, visit.now)
    raise web.HTTPSeeOther(f"{visit.home}/films")


async def _of(pages: StudioPages, request: web.Request, visit: StudioVisit) -> SentFilm:
    async with pages.database.read() as db:
        film = await film_by_id(db, visit.workspace.id, request.match_info["film"])
    # What was not handed in is its sender's alone.
    if film is None or film.state not in (FilmState.WAITING, FilmState.TAKEN, FilmState.DECLINED):
        raise NoEntry(NO_SERIES)
    return film


def film_queue_pages(app: web.Application, pages: StudioPages) -> None:
    """Serve the list."""
    film = "/studio/films/{film:[0-9a-f]{32}}"
    app.router.add_get("/studio/films", pages.serving(_list))
    app.router.add_get(f"{film}/film", pages.serving(_film))
    app.router.add_post(f"{film}/take", pages.serving(_take))
    app.router.add_post(f"{film}/decline", pages.serving(_decline))

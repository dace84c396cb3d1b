"""The page on which somebody uploads a film, piece by piece, and says what it is, behind their own link."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from aiohttp import BodyPartReader, web

from adapters.media import FileMedia
from adapters.web.http.errors import Fault
from adapters.web.http.gone import NotForYou, Readers
from adapters.web.http.site import SITE
from bot.clock import Clock
from bot.links import BadLink, ExpiredLink, Links, Purpose
from bot.messages.catalogue import language_of, speaking, template
from bot.messages.studio import sent_film_texts
from bot.sent_films.describing import NotDescribed, describe
from bot.sent_films.films import FilmState, SentFilm, expect_film, film_by_id, name_upload
from bot.sent_films.receiving import FilmReceiver, arrived
from lessons.database import Database
from lessons.studio.timing.word_marks import without_word_marks
from lessons.studio.uploads.limits import MAX_BYTES
from schedules.people import roster
from schedules.people.roster import Learner

PIECE = 4 << 20  # bytes of one piece at most: some seconds on a slow line
CLOSED = (template("This link does not open"), template("Write “send a film” to the bot for another one."))
TOO_LARGE = (template("This film is too large"), template("200 MB are the most. Export it in 1080p."))
Action = Callable[["FilmPages", web.Request, Learner, SentFilm], Awaitable[web.StreamResponse]]


class FilmPages:
    """Serves the page to whoever the link was made for."""

    def __init__(
        self, database: Database, links: Links, clock: Clock, media: FileMedia, receiver: FilmReceiver
    ) -> None:
        self.database, self.links, self.clock = database, links, clock
        self.media, self.receiver = media, receiver
        self._readers = Readers(database, links)
        # Pieces of one film that come twice at a time must not be written into each other.
        self.writing = asyncio.Lock()

    def serving(self, action: Action) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """A handler for whoever the link names, in their language."""

        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                learner, film = await self._whose(request)
            except NotForYou as gone:
                return await self._readers.gone_page(request, gone, Purpose.FILM)
            with speaking(learner.locale, learner.platform):
                return await action(self, request, learner, film)

        return handle

    async def _whose(self, request: web.Request) -> tuple[Learner, SentFilm]:
        try:
            ticket = self.links.read(request.match_info["token"], Purpose.FILM, self.clock.now())
        except ExpiredLink as error:
            raise NotForYou(410, *CLOSED) from error
        except BadLink as error:
            raise NotForYou(404, *CLOSED) from error
        async with self.database.read() as db:
            learner = await roster.learner_by_id(db, ticket.workspace_id, ticket.person)
            film = await film_by_id(db, ticket.workspace_id, ticket.subject)
        if learner is None or not learner.active or film is None or film.learner_id != learner.id:
            raise NotForYou(404, *CLOSED)
        return learner, film

    def page(
        self, request: web.Request, learner: Learner, film: SentFilm, fault: str = "", **form: str
    ) -> web.Response:
        """The page as the film stands."""
        values = {
            "film": film,
            "path": f"/film/{request.match_info['token']}",
            "words": sent_film_texts.labels(),
            "lines": sent_film_texts.problem_lines(film.report) if film.report else [],
            "consent": sent_film_texts.consent(),
            "captions": without_word_marks(film.captions),
            "fault": fault,
            "form": form,
            "received": self.received(film),
            "language": language_of(learner.locale),
            "most": MAX_BYTES,
            "piece": PIECE,
        }
        response = request.app[SITE].page("film.html", 422 if fault else 200, **values)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def path(self, film: SentFilm) -> Path:
        return self.media.path(film.incoming)

    def received(self, film: SentFilm) -> int:
        """Bytes that are here."""
        path = self.path(film)
        return path.stat().st_size if film.state is FilmState.COMING and path.exists() else 0

    def now(self) -> datetime:
        return self.clock.now()


async def _page(pages: FilmPages, request: web.Request, learner: Learner, film: SentFilm) -> web.StreamResponse:
    return pages.page(request, learner, film)


async def _film(pages: FilmPages, request: web.Request, learner: Learner, film: SentFilm) -> web.StreamResponse:
    return film_file(pages.media, film)


def film_file(media: FileMedia, film: SentFilm) -> web.StreamResponse:
    """The film as it was sent, to play in its sender's or a curator's browser; 404 where there is none."""
    if not film.media or not media.path(film.media).is_file():
        raise web.HTTPNotFound
    kind = "video/webm" if film.media.endswith(".webm") else "video/mp4"
    # A stranger made the file: a browser must take it for a film and nothing else.
    return web.FileResponse(media.path(film.media), headers={"Content-Type": kind, "X-Content-Type-Options": "nosniff"})


async def _begin(pages: FilmPages, request: web.Request, learner: Learner, film: SentFilm) -> web.StreamResponse:
    """Which file comes: the same one goes on where it broke off, another begins anew."""
    form = await request.post()
    name, size = str(form.get("name", ""))[-200:], str(form.get("size", ""))
    if film.state is not FilmState.COMING or not size.isdecimal() or not 0 < int(size) <= MAX_BYTES:
        raise Fault(413, *TOO_LARGE)
    async with pages.writing:
        if (name, int(size)) != (film.name, film.size):
            pages.path(film).unlink(missing_ok=True)
            async with pages.database.write() as db:
                await name_upload(db, film, name, int(size))
        return web.json_response({"received": pages.received(film)})


async def _piece(pages: FilmPages, request: web.Request, learner: Learner, film: SentFilm) -> web.StreamResponse:
    """One piece; answers with how many bytes are here, also where it was not the one that is wanted."""
    start = request.query.get("from", "")
    body = await _body(request)
    async with pages.writing:
        received = pages.received(film)
        fits = film.state is FilmState.COMING and start == str(received) and 0 < len(body) <= PIECE
        if not fits or received + len(body) > min(film.size, MAX_BYTES):
            return web.json_response({"received": received}, status=409)
        await asyncio.to_thread(_append, pages.path(film), body)
    return web.json_response({"received": received + len(body)})


async def _body(request: web.Request) -> bytes:
    """What came; of more than a piece may have only its beginning, which is refused."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(65_536):
        body += chunk
        if len(body) > PIECE:
            break
    return bytes(body)


def _append(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(content)


async def _whole(pages: FilmPages, request: web.Request, learner: Learner, film: SentFilm) -> web.StreamResponse:
    """All pieces are here: it is looked at now."""
    if film.state is FilmState.COMING and pages.received(film) == film.size > 0:
        await _look_at(pages, film)
    return web.json_response({"done": True})


async def _look_at(pages: FilmPages, film: SentFilm) -> None:
    complete = await arrived(pages.database, film, pages.now())
    if complete is not None:
        await pages.receiver.look_at(complete, pages.now())


async def _whole_form(pages: FilmPages, request: web.Request, learner: Learner, film: SentFilm) -> web.StreamResponse:
    """The film in one form, from a browser without the page's script."""
    if film.state is FilmState.COMING and request.content_type.startswith("multipart/"):
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.filename and await _written(pages, film, part):
                async with pages.database.write() as db:
                    await name_upload(db, film, part.filename, pages.received(film))
                await _look_at(pages, film)
    raise web.HTTPSeeOther(f"/film/{request.match_info['token']}")


async def _written(pages: FilmPages, film: SentFilm, part: BodyPartReader) -> bool:
    path, size = pages.path(film), 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        while chunk := await part.read_chunk(65_536):
            size += len(chunk)
            if size > MAX_BYTES:
                path.unlink()
                raise Fault(413, *TOO_LARGE)
            file.write(chunk)
    return size > 0


async def _describe(pages: FilmPages, request: web.Request, learner: Learner, film: SentFilm) -> web.StreamResponse:
    form = {name: str(value) for name, value in (await request.post()).items()}
    if film.state is not FilmState.ASKING:
        raise web.HTTPSeeOther(f"/film/{request.match_info['token']}")
    try:
        async with pages.database.write() as db:
            await describe(db, film, form, pages.now())
    except NotDescribed as fault:
        return pages.page(request, learner, film, str(fault), **form)
    raise web.HTTPSeeOther(f"/film/{request.match_info['token']}")


async def _another(pages: FilmPages, request: web.Request, learner: Learner, film: SentFilm) -> web.StreamResponse:
    async with pages.database.write() as db:
        fresh = await expect_film(db, film.workspace_id, film.learner_id, pages.now())
    if fresh is None:
        raise web.HTTPSeeOther(f"/film/{request.match_info['token']}")
    raise web.HTTPSeeOther(pages.links.film(fresh.workspace_id, fresh.id, fresh.learner_id, pages.now()))


def film_pages(
    app: web.Application, database: Database, links: Links, clock: Clock, media: FileMedia, receiver: FilmReceiver
) -> None:
    """Serve the page."""
    pages = FilmPages(database, links, clock, media, receiver)
    film = "/film/{token}"
    app.router.add_get(film, pages.serving(_page))
    app.router.add_get(f"{film}/film", pages.serving(_film))
    posts = {"begin": _begin, "piece": _piece, "whole": _whole, "file": _whole_form, "about": _describe}
    for name, action in {**posts, "another": _another}.items():
        app.router.add_post(f"{film}/{name}", pages.serving(action))

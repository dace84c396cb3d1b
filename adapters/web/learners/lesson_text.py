"""A lesson to read: its words with a picture for each paragraph, and its question, without any script."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from aiohttp import web

from adapters.web.http.gone import Readers
from adapters.web.http.site import SITE
from adapters.web.pages.lesson import LessonPages
from adapters.web.pages.player import HEADERS, Player
from adapters.web.pages.showing import Showing
from bot.links import CLIP_FILE, Purpose
from bot.messages import page_texts
from bot.messages.catalogue import language_of, speaking
from lessons.database import new_id
from lessons.lesson_text import TextPassage, lesson_text

HALFWAY = 0.5  # a picture in the middle of what is said: there the card stands whole


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A passage with the address of its picture, "" where there is none yet."""

    passage: TextPassage
    picture: str


class TextPages:
    """Serves a lesson as text, and takes its answer from a plain form."""

    def __init__(self, player: Player, actions: LessonPages) -> None:
        self._player, self._actions = player, actions

    async def page(self, request: web.Request) -> web.Response:
        showing = await self._player.visited(request)
        lesson = await self._player.lesson(showing)
        with speaking(showing.learner.locale):
            response = request.app[SITE].page(
                "lesson_text.html",
                showing=showing,
                token=request.match_info["token"],
                lesson=lesson,
                paragraphs=paragraphs(showing, self._player.files(showing).video),
                chapter=page_texts.chapter(showing.series, showing.episode.number, lesson.of),
                language=language_of(showing.learner.locale),
                event=new_id(),
                words=page_texts.labels(),
                w=page_texts.player_labels(),
            )
        response.headers.update(HEADERS)
        return response

    async def answer(self, request: web.Request) -> web.Response:
        """Takes the form's {"choice" or "level": …, "event": …} and leads back to the page, at the verdict."""
        form = await request.post()
        event = str(form.get("event", ""))
        if level := str(form.get("level", "")):
            await self._actions.take_level(request, level, event)
        else:
            await self._actions.take(request, str(form.get("choice", "")), event)
        raise web.HTTPSeeOther(f"/watch/{request.match_info['token']}/text#answer")


def paragraphs(showing: Showing, video: str) -> Sequence[Paragraph]:
    """The lesson's passages; only a finished clip has pictures to show beside them."""
    script = showing.episode.scripts().get(showing.clip.key, showing.episode.script)
    passages = lesson_text(script, showing.clip.cues)
    below = video.removesuffix(CLIP_FILE) if showing.clip.media else ""
    ends = [*(passage.start_s for passage in passages[1:]), showing.seconds]
    return [
        Paragraph(passage, _picture(below, passage.start_s, end_s))
        for passage, end_s in zip(passages, ends, strict=False)
    ]


def _picture(below: str, start_s: float, end_s: float) -> str:
    return f"{below}still-{int(start_s + HALFWAY * (end_s - start_s))}.jpg" if below else ""


def text_pages(app: web.Application, player: Player, actions: LessonPages, readers: Readers) -> None:
    """Serve the text of lessons below their players' addresses."""
    pages = TextPages(player, actions)
    handlers: Sequence[tuple[str, Callable[[web.Request], Awaitable[web.Response]]]]
    handlers = (("GET", pages.page), ("POST", pages.answer))
    for method, handler in handlers:
        app.router.add_route(method, "/watch/{token}/text", readers.answered(handler, Purpose.PLAYER))

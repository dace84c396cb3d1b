"""Pages with every message that can be sent, drawn for each platform: served by the playground, or kept as files.

A page finds what it needs by name alone, beside itself, so that the same pages open without a server.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from aiohttp import web
from markupsafe import Markup

from adapters.web.chat.render import message
from adapters.web.http.site import HERE, Site, content_type
from bot.chat import Message
from bot.gallery.extremes import POSTER, USUAL, USUAL_AND_WORDS, WORDS, with_words
from bot.gallery.messages import chapters
from bot.links import POSTER_FILE, WIDE_FILE
from bot.messages.catalogue import ENGLISH, speaking

PATH = "/gallery/"
WINDOWS = "Windows and forms"
OURS = ("gallery.css", "gallery.js", "mark.svg", "poster.svg", "wide.svg")
CHAT = ("chat.css", "parts.css")
# The sheets write their dark colours once, in this media block; the gallery switches them without the system's setting.
DARK = re.compile(r"@media \(prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}\s*\}", re.DOTALL)
STATIC = HERE / "static"

Files = dict[str, bytes]


def _none(kind: str) -> Mapping[str, Markup]:
    return {}


@dataclass(frozen=True, slots=True)
class Tab:
    """How one platform shows things.

    Attributes:
        name: as people call it.
        draw: a message as HTML.
        windows: from a kind of words, name -> HTML of what is shown beside messages.
        files: the sheets and scripts that the HTML needs, by name, in the order in which they are loaded.
    """

    name: str
    draw: Callable[[Message], Markup]
    windows: Callable[[str], Mapping[str, Markup]] = _none
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return slug(self.name)


@dataclass(frozen=True, slots=True)
class DrawnMessage:
    """One thing to look at."""

    name: str
    id: str
    notification: str
    drawn: Markup


@dataclass(frozen=True, slots=True)
class Page:
    """One page: a platform's messages with one kind of words."""

    tab: Tab
    kind: str
    chapters: Mapping[str, list[DrawnMessage]]

    @property
    def name(self) -> str:
        return _name(self.tab, self.kind)

    @property
    def count(self) -> int:
        return sum(len(chapter) for chapter in self.chapters.values())


def web_tab() -> Tab:
    """The web chat's part."""
    return Tab("Web chat", _in_chat, files={name: _for_a_frame((STATIC / name).read_text()) for name in CHAT})


def _in_chat(content: Message) -> Markup:
    return Markup('<div class="webchat"><div class="told"><p class="byline"><b>Ninety</b></p>{}</div></div>').format(
        message(content, "")
    )


def gallery(tabs: Iterable[Tab], home: str = "index.html") -> Files:
    """Every page and what the pages need: file name -> content.

    Args:
        home: where the mark on top leads.
    """
    tabs, site = tuple(tabs), Site()
    pages = [_page(tab, kind) for tab in tabs for kind in USUAL_AND_WORDS]
    pages_made = {page.name: _html(site, page, tabs, home) for page in pages}
    index = site.html("gallery_index.html", static=str, home=home, tabs=tabs, pages=pages, usual=USUAL)
    files = {name: content for tab in tabs for name, content in tab.files.items()}
    ours = {name: (STATIC / name).read_bytes() for name in OURS}
    base = {"base.css": _for_a_frame((STATIC / "base.css").read_text())}
    return {"index.html": index.encode(), **pages_made, **files, **ours, **base}


def _page(tab: Tab, kind: str) -> Page:
    sets = chapters() if kind == USUAL else {f"Every sentence, {kind}": with_words(WORDS[kind])}
    pages_made = {title: _drawn(tab, messages) for title, messages in sets.items()}
    windows = [DrawnMessage(name, slug(name), "", drawn) for name, drawn in tab.windows(kind).items()]
    return Page(tab, kind, pages_made | ({WINDOWS: windows} if windows else {}))


def _drawn(tab: Tab, messages: Mapping[str, Message]) -> list[DrawnMessage]:
    return [DrawnMessage(name, slug(name), content.summary, tab.draw(content)) for name, content in messages.items()]


def _html(site: Site, page: Page, tabs: tuple[Tab, ...], home: str) -> bytes:
    links = [(tab, _name(tab, page.kind)) for tab in tabs]
    kinds = {kind: _name(page.tab, kind) for kind in USUAL_AND_WORDS}
    html = site.html("gallery.html", static=str, home=home, page=page, tabs=links, kinds=kinds, slug=slug)
    wide = POSTER.replace(POSTER_FILE, WIDE_FILE)
    return html.replace(POSTER, "poster.svg").replace(wide, "wide.svg").encode()


def _name(tab: Tab, kind: str) -> str:
    return f"{tab.slug}.html" if kind == USUAL else f"{tab.slug}-{slug(kind)}.html"


def slug(name: str) -> str:
    """A name as it can stand in an address."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _for_a_frame(sheet: str) -> bytes:
    """A sheet that follows the gallery's own switches, where it followed the browser's scheme and width."""
    chosen = DARK.sub(r':root[data-look="dark"] {\1}', sheet)
    return chosen.replace("@media (max-width", "@container frame (max-width").encode()


def gallery_pages(app: web.Application, make: Callable[[], Files]) -> None:
    """Serve the gallery; it is made when somebody first asks for it."""
    pages_made: Files = {}
    making = asyncio.Lock()

    async def serve(request: web.Request) -> web.Response:
        # Two first visitors at once would else draw every message twice; the second waits and finds the pages.
        async with making:
            if not pages_made:
                with speaking(ENGLISH):  # not in the language of whoever asked first: the next one reads the same pages
                    pages_made.update(await asyncio.to_thread(make))
        name = request.match_info["name"] or "index.html"
        if name not in pages_made:
            raise web.HTTPNotFound
        return web.Response(body=pages_made[name], content_type=content_type(name), charset="utf-8")

    async def to_index(_: web.Request) -> web.Response:
        raise web.HTTPFound(PATH)

    app.router.add_get(PATH.rstrip("/"), to_index)
    app.router.add_get(PATH + "{name:[^/]*}", serve)

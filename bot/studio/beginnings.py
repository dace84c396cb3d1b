"""New series: the frame of a story to fill in, and the paragraphs of a document to take lines from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence, Set
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages.pages import studio_texts
from bot.studio.manuscripts import Manuscript, Material, begin, put_page, slugs_of
from lessons import catalog
from lessons.authoring.cards import paragraph
from lessons.authoring.lines import with_front
from lessons.authoring.lineup import SERIES

LONGEST_TITLE, LONGEST_SOURCE, LONGEST_DOCUMENT = 100, 200, 60_000
MOST_PARAGRAPHS = 300
LONGEST_PARAGRAPH = 2_000  # what is longer is no line, and the writer looks at its beginning only
FRONT = "---\n---"


class NotBegun(ValueError):
    """The text says why, in the words of the page."""


def paragraphs(text: str, source: str) -> tuple[Material, ...]:
    """Each paragraph of a document with where it stands: "Handbook, paragraph 3"."""
    pieces = [" ".join(piece.split()) for piece in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))]
    texts = [piece[:LONGEST_PARAGRAPH] for piece in pieces if piece]
    if len(texts) > MOST_PARAGRAPHS:
        raise NotBegun(studio_texts.too_many_paragraphs(len(texts), MOST_PARAGRAPHS))
    return tuple(Material(studio_texts.paragraph_of(source, n), piece) for n, piece in enumerate(texts, 1))


async def begin_series(
    db: AsyncConnection,
    workspace_id: str,
    title: str,
    language: str,
    by: str,
    now: datetime,
    material: Sequence[Material] = (),
) -> str:
    """A series with one episode to fill in; returns its slug.

    Raises:
        NotBegun: it has no title, or a longer one than a series can have.
    """
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise NotBegun(studio_texts.needs_title(LONGEST_TITLE))
    slug = await free_slug(db, workspace_id, title)
    await begin(db, workspace_id, slug, {}, now, tuple(material))
    about = with_front(with_front(with_front(FRONT, "slug", slug), "language", language), "title", title)
    await put_page(db, workspace_id, slug, SERIES, f"{about}\n", by, now)
    await put_page(db, workspace_id, slug, f"01-{slug[:60].strip('-')}.md", episode_frame(title), by, now)
    return slug


async def add_episode(db: AsyncConnection, manuscript: Manuscript, title: str, by: str, now: datetime) -> str:
    """One more episode to fill in, at the end; returns the name of its page.

    Raises:
        NotBegun: as above.
    """
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise NotBegun(studio_texts.needs_title(LONGEST_TITLE))
    name = next_page([page.name for page in manuscript.episodes()], title)
    await put_page(db, manuscript.workspace_id, manuscript.slug, name, episode_frame(title), by, now)
    return name


def next_page(names: Sequence[str], title: str) -> str:
    """What the page of one more episode is called, behind those that there are."""
    taken = {name.partition("-")[2].partition(".")[0] for name in names}
    number = max((int(name.partition("-")[0]) for name in names), default=0) + 1
    return f"{number:02}-{_free(slug_of(title), taken)}.md"


def episode_frame(title: str) -> str:
    """A story's parts, each empty, with notes on what belongs into them: nothing in it can be published by mistake."""
    parts = ("Hook", *(f"Scene: {name}" for name in studio_texts.scene_titles()), "Call to action")
    front = with_front(FRONT, "title", title)
    # Notes are neither said nor shown, so that hints can stay in the page.
    notes = "\n".join(f"- {paragraph(hint)}" for hint in studio_texts.story_hints())
    return "\n\n".join([front, *(f"## {heading}" for heading in parts), f"## Notes\n\n{notes}\n"])


async def free_slug(db: AsyncConnection, workspace_id: str, title: str) -> str:
    """What a new series of that title is called in links."""
    return _free(slug_of(title), {*await slugs_of(db, workspace_id), *await catalog.made_at(db, workspace_id)})


def slug_of(title: str) -> str:
    """A title as it stands in links."""
    plain = unicodedata.normalize("NFKD", title.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "series"


def _free(slug: str, taken: Set[str]) -> str:
    numbered = (f"{slug}-{n}" for n in range(2, len(taken) + 3))
    return slug if slug not in taken else next(each for each in numbered if each not in taken)

"""Series while people write them: pages with all their versions, kept until they are published and afterwards.

A page is saved by one conditional UPDATE on its version: of two people who change the same version, the second is
told, and nothing of either is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, Json, insert_or_ignore, metadata

_ID, _SLUG, _NAME = sa.String(64), sa.String(100), sa.String(140)

manuscripts = sa.Table(
    "manuscripts",
    metadata,
    sa.Column("workspace_id", _ID, primary_key=True),
    sa.Column("slug", _SLUG, primary_key=True),
    sa.Column("series_id", _ID, nullable=False),  # the version of the catalogue that it rests on, "" for none
    sa.Column("files", Json, nullable=False),  # name in the folder -> key of the media store
    sa.Column("material", Json, nullable=False),  # [{"source", "text"}, ...] of a pasted document, to take lines from
    sa.Column("asked_by", _ID, nullable=False),  # who published what waits for approval, "" while nothing does
    sa.Column("begun_at", Instant, nullable=False),
    sa.Column("drafted_by", sa.String(16), nullable=False, server_default=""),  # see DraftedBy, "" for people
)

manuscript_pages = sa.Table(
    "manuscript_pages",
    metadata,
    sa.Column("workspace_id", _ID, primary_key=True),
    sa.Column("slug", _SLUG, primary_key=True),
    sa.Column("name", _NAME, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("published", sa.Text, nullable=False),  # its words as the catalogue has them, "" while it has none
)

manuscript_versions = sa.Table(
    "manuscript_versions",
    metadata,
    sa.Column("workspace_id", _ID, primary_key=True),
    sa.Column("slug", _SLUG, primary_key=True),
    sa.Column("name", _NAME, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("like_version", sa.Integer, nullable=False),  # the version whose words came back; its own for an edit
    sa.Column("changed_by", _ID, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
)


class DraftedBy(StrEnum):
    """What wrote the first draft, where no person did."""

    TEMPLATE = "template"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Material:
    """A paragraph of a pasted document, and where it stands."""

    source: str
    text: str


@dataclass(frozen=True, slots=True)
class DraftedPage:
    """A page in its newest version."""

    name: str
    version: int
    words: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A series as it is being written.

    Attributes:
        series_id: the version of the catalogue that it rests on, "" for none.
        pages: by name; series.md is one of them.
        drafted_by: see DraftedBy, "" for people.
    """

    workspace_id: str
    slug: str
    series_id: str
    files: Mapping[str, str]
    material: tuple[Material, ...]
    asked_by: str
    pages: Mapping[str, DraftedPage]
    drafted_by: str = ""

    @property
    def changed(self) -> bool:
        """Whether something in it is not in the catalogue."""
        return any(page.changed for page in self.pages.values())

    def episodes(self) -> list[DraftedPage]:
        return [page for name, page in sorted(self.pages.items()) if name[:1].isdigit()]


@dataclass(frozen=True, slots=True)
class PageVersion:
    """One version of a page, without its words."""

    version: int
    like_version: int
    changed_by: str
    changed_at: datetime


class ChangedMeanwhile(Exception):
    """Somebody saved the page after it was opened.

    Attributes:
        newest: what they saved.
    """

    def __init__(self, newest: PageVersion) -> None:
        super().__init__("somebody else changed this page meanwhile")
        self.newest = newest


async def manuscript_of(db: AsyncConnection, workspace_id: str, slug: str) -> Manuscript | None:
    """A series as it is being written; None when nobody opened it yet."""
    this = (manuscripts.c.workspace_id == workspace_id) & (manuscripts.c.slug == slug)
    row = (await db.execute(sa.select(manuscripts).where(this))).one_or_none()
    if row is None:
        return None
    of_series = (manuscript_pages.c.workspace_id == workspace_id) & (manuscript_pages.c.slug == slug)
    rows = await db.execute(sa.select(manuscript_pages).where(of_series))
    pages = {page.name: DraftedPage(page.name, page.version, page.words, page.words != page.published) for page in rows}
    material = tuple(Material(part["source"], part["text"]) for part in row.material)
    return Manuscript(workspace_id, slug, row.series_id, row.files, material, row.asked_by, pages, row.drafted_by)


async def begin(
    db: AsyncConnection,
    workspace_id: str,
    slug: str,
    files: Mapping[str, str],
    now: datetime,
    material: tuple[Material, ...] = (),
    drafted_by: str = "",
) -> bool:
    """A manuscript without pages; False when there is one of that name."""
    row = {
        "workspace_id": workspace_id,
        "slug": slug,
        "series_id": "",
        "files": dict(files),
        "material": [{"source": part.source, "text": part.text} for part in material],
        "asked_by": "",
        "begun_at": now,
        "drafted_by": drafted_by,
    }
    return bool((await db.execute(insert_or_ignore(db, manuscripts).values(row))).rowcount)


async def put_page(
    db: AsyncConnection, workspace_id: str, slug: str, name: str, words: str, by: str, now: datetime
) -> int:
    """Write a page whatever stood in it; returns its version, which stays where its words do."""
    page = await _page(db, workspace_id, slug, name)
    if page is not None and page.words == words:
        return page.version
    if page is not None:
        return await save(db, workspace_id, slug, name, page.version, words, by, now)
    # A page that was taken out and comes back counts on: its old versions can still be looked up.
    history = await versions(db, workspace_id, slug, name)
    last = history[0].version if history else 0
    key = {"workspace_id": workspace_id, "slug": slug, "name": name}
    await db.execute(sa.insert(manuscript_pages).values(**key, version=last, words="", published=""))
    return await save(db, workspace_id, slug, name, last, words, by, now)


async def save(
    db: AsyncConnection,
    workspace_id: str,
    slug: str,
    name: str,
    version: int,
    words: str,
    by: str,
    now: datetime,
    like_version: int = 0,
) -> int:
    """Keep new words of a page; returns their version.

    Args:
        version: that the words rest on.
        like_version: the version whose words they are, 0 for new ones.

    Raises:
        ChangedMeanwhile: the page is at another version by now.
        LookupError: there is no such page.
    """
    unchanged = _this(workspace_id, slug, name) & (manuscript_pages.c.version == version)
    change = sa.update(manuscript_pages).where(unchanged).values(version=version + 1, words=words)
    if (await db.execute(change)).rowcount == 0:
        newest = await versions(db, workspace_id, slug, name)
        if not newest:
            raise LookupError(f"{slug} has no page {name}")
        raise ChangedMeanwhile(newest[0])
    row = {"workspace_id": workspace_id, "slug": slug, "name": name, "version": version + 1, "words": words}
    about = {"like_version": like_version or version + 1, "changed_by": by, "changed_at": now}
    await db.execute(sa.insert(manuscript_versions).values(**row, **about))
    return version + 1


async def versions(db: AsyncConnection, workspace_id: str, slug: str, name: str) -> list[PageVersion]:
    """All versions of a page, the newest first."""
    c = manuscript_versions.c
    query = sa.select(c.version, c.like_version, c.changed_by, c.changed_at).where(_versions(workspace_id, slug, name))
    return [PageVersion(*row) for row in await db.execute(query.order_by(c.version.desc()))]


async def words_of(db: AsyncConnection, workspace_id: str, slug: str, name: str, version: int) -> str | None:
    """What a version of a page says; None when there is none."""
    this = _versions(workspace_id, slug, name) & (manuscript_versions.c.version == version)
    words: str | None = await db.scalar(sa.select(manuscript_versions.c.words).where(this))
    return words


async def drop_pages(db: AsyncConnection, workspace_id: str, slug: str, names: set[str]) -> None:
    """Take pages out; their versions stay."""
    gone = (manuscript_pages.c.workspace_id == workspace_id) & (manuscript_pages.c.slug == slug)
    await db.execute(sa.delete(manuscript_pages).where(gone, manuscript_pages.c.name.in_(names)))


async def mark_published(
    db: AsyncConnection, workspace_id: str, slug: str, series_id: str, pages: Mapping[str, str], asked_by: str = ""
) -> None:
    """The catalogue has these words now; whoever wrote on meanwhile has changes again."""
    for name, words in pages.items():
        await db.execute(sa.update(manuscript_pages).where(_this(workspace_id, slug, name)).values(published=words))
    this = (manuscripts.c.workspace_id == workspace_id) & (manuscripts.c.slug == slug)
    await db.execute(sa.update(manuscripts).where(this).values(series_id=series_id, asked_by=asked_by))


async def put_files(db: AsyncConnection, workspace_id: str, slug: str, files: Mapping[str, str]) -> None:
    """Which files lie beside the pages."""
    this = (manuscripts.c.workspace_id == workspace_id) & (manuscripts.c.slug == slug)
    await db.execute(sa.update(manuscripts).where(this).values(files=dict(files)))


async def rest_on(db: AsyncConnection, workspace_id: str, slug: str, series_id: str) -> None:
    """Which version of the catalogue a manuscript is published over."""
    this = (manuscripts.c.workspace_id == workspace_id) & (manuscripts.c.slug == slug)
    await db.execute(sa.update(manuscripts).where(this).values(series_id=series_id))


async def slugs_of(db: AsyncConnection, workspace_id: str) -> list[str]:
    """The series that somebody opened."""
    opened = sa.select(manuscripts.c.slug).where(manuscripts.c.workspace_id == workspace_id)
    return list(await db.scalars(opened.order_by(manuscripts.c.slug)))


async def _page(db: AsyncConnection, workspace_id: str, slug: str, name: str) -> DraftedPage | None:
    row = (await db.execute(sa.select(manuscript_pages).where(_this(workspace_id, slug, name)))).one_or_none()
    return None if row is None else DraftedPage(row.name, row.version, row.words, row.words != row.published)


def _this(workspace_id: str, slug: str, name: str) -> sa.ColumnElement[bool]:
    c = manuscript_pages.c
    return (c.workspace_id == workspace_id) & (c.slug == slug) & (c.name == name)


def _versions(workspace_id: str, slug: str, name: str) -> sa.ColumnElement[bool]:
    c = manuscript_versions.c
    return (c.workspace_id == workspace_id) & (c.slug == slug) & (c.name == name)

"""What the editor posts: a page as its fields, checked before it is written down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeVar

import msgspec
from aiohttp import web
from msgspec import Meta, Struct

from adapters.web.http.errors import Fault
from bot.studio.manuscripts import Manuscript
from lessons.authoring.draft_page import front_text, speakers_in
from lessons.authoring.lines import EditedPage, PageSection, ScriptLine, put_together, take_apart, with_front
from lessons.authoring.lineup import SERIES

LARGEST = 128 * 1024  # bytes: a page has 32 KB, and JSON writes some letters in six
Words = Annotated[str, Meta(max_length=32_000)]
Short = Annotated[str, Meta(max_length=300)]
Posted = TypeVar("Posted", bound=Struct)


class LineFields(Struct, forbid_unknown_fields=True):
    """See lines.ScriptLine."""

    words: Words
    speaker: Short = ""
    mood: Short = ""
    shows: Words = ""


class SectionFields(Struct, forbid_unknown_fields=True):
    """See lines.PageSection."""

    heading: Short
    lines: Annotated[list[LineFields], Meta(max_length=200)] = []
    text: Words = ""


class PageFields(Struct, forbid_unknown_fields=True):
    """A page, or the whole words of series.md."""

    version: int
    title: Short = ""
    summary: Short = ""
    sections: Annotated[list[SectionFields], Meta(max_length=80)] = []
    words: Words | None = None


class StepFields(Struct, forbid_unknown_fields=True):
    """Undo, or redo."""

    version: int
    back: bool


async def read_fields(request: web.Request, kind: type[Posted]) -> Posted:
    """The posted JSON.

    Raises:
        Fault: it is something else.
    """
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    body = await request.read()
    if len(body) > LARGEST:
        raise Fault(413, "This page is too long", "A page of an episode has 32 KB at most: make two episodes of it.")
    try:
        fields = msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise Fault(400, "This is not a page", f"Load the page again: {error}.") from error
    if b"\\u0000" in body:
        raise Fault(400, "This page has a character that is no text", "Take out the NUL character (code 0).")
    return fields


def words_of_fields(fields: PageFields, manuscript: Manuscript, name: str) -> str:
    """The page as a file; what its fields do not show stays."""
    if fields.words is not None:
        return fields.words.replace("\r\n", "\n")
    before = take_apart(manuscript.pages[name].words, speakers(manuscript))
    front = before.front  # keys that have no field, such as voice, stay in it
    for key, value in {"title": fields.title, "summary": fields.summary}.items():
        if front_text(front, key) != " ".join(value.split()):
            front = with_front(front, key, value)
    sections = tuple(PageSection(each.heading, tuple(map(_line, each.lines)), each.text) for each in fields.sections)
    return put_together(EditedPage(front, sections, before.before)).text


def _line(fields: LineFields) -> ScriptLine:
    return ScriptLine(fields.words, fields.speaker, fields.mood, fields.shows)


def speakers(manuscript: Manuscript) -> tuple[str, ...]:
    """Who has lines of their own."""
    return speakers_in(manuscript.pages[SERIES].words) if SERIES in manuscript.pages else ()


def fields_of(manuscript: Manuscript, name: str) -> Mapping[str, object]:
    """A page as a template shows it."""
    page = take_apart(manuscript.pages[name].words, speakers(manuscript))
    return {
        "title": front_text(page.front, "title"),
        "summary": front_text(page.front, "summary"),
        "sections": page.sections,
        "film": bool(front_text(page.front, "clip")),
    }

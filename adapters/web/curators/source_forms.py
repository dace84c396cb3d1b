"""Places that are read again: how each is, for the curators' page, and what its forms about them send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.gaps import Gone, NotReady
from bot.answers.renewing.renewer import forget_source
from bot.answers.renewing.sources import Source, SourceFile, SourceOptions, files_of, keep_source, look_soon, sources_of
from bot.messages.lower import reading_texts, source_page_texts
from bot.messages.pages import report_texts
from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.pages import checked_url
from lessons.database import Database
from schedules.ledger import audit
from schedules.people.roster import Learner, workspace_by_id

EVERY = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
LINKS_AWAY = 3
MOST_FAULTS = 20  # of one reason; the command lists all


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A place as the page shows it.

    Attributes:
        state: how many documents it has, when it was looked at and when it is next.
        fault: why it could not be looked at as a whole, "" where it could.
        unread: how many of its files could not be read, in words, "" for none.
        faults: each reason with the files that it keeps out.
    """

    id: str
    name: str
    state: str
    fault: str
    unread: str
    faults: Sequence[tuple[str, Sequence[str]]]


async def source_lines(db: AsyncConnection, curator: Learner) -> list[SourceLine]:
    """Every place of the curator's workspace, in their language and on their clock."""
    zone, workspace_id = ZoneInfo(curator.zone), curator.workspace_id
    listed = await sources_of(db, workspace_id)
    return [_line(source, await files_of(db, workspace_id, source.id), zone) for source in listed]


def _line(source: Source, files: Sequence[SourceFile], zone: ZoneInfo) -> SourceLine:
    failed = [file for file in files if file.reason]
    looked = _moment(source.looked_at, zone) or source_page_texts.never()
    following = _moment(source.next_at, zone) or source_page_texts.on_request()
    state = source_page_texts.state(len(files) - len(failed), looked, following)
    name = f"{source.address} {source.options.only}".strip()
    fault = reading_texts.unread(source.reason) if source.reason else ""
    unread = source_page_texts.not_read(len(failed)) if failed else ""
    return SourceLine(source.id, name, state, fault, unread, _by_reason(source, failed))


def _by_reason(source: Source, failed: Sequence[SourceFile]) -> list[tuple[str, Sequence[str]]]:
    """Each reason once, with its files: a hundred of them are kept out by three reasons."""
    reasons: dict[str, list[str]] = {}
    for file in failed:
        names = reasons.setdefault(reading_texts.unread(file.reason), [])
        names.append(file.name.removeprefix(f"{source.address}/"))
    return [(reason, _few(names)) for reason, names in reasons.items()]


def _few(names: Sequence[str]) -> list[str]:
    more = len(names) - MOST_FAULTS
    return [*names[:MOST_FAULTS], *([source_page_texts.more(more)] if more > 0 else [])]


def _moment(instant: datetime | None, zone: ZoneInfo) -> str:
    return report_texts.minute(instant.astimezone(zone)) if instant else ""


async def keep_web_source(database: Database, curator: Learner, form: Mapping[str, str], now: datetime) -> str:
    """Name a web site that is read again; returns what the page says of it. Private networks are the operator's alone.

    Raises:
        NotReady: the address is none that may be read.
    """
    try:
        url = str(checked_url(form.get("url", "")))
    except Unreadable as fault:
        raise NotReady(reading_texts.unread(str(fault))) from fault
    every = EVERY.get(form.get("every", ""), EVERY["day"])
    async with database.write() as db:
        workspace = await workspace_by_id(db, curator.workspace_id)
        language = workspace.locale if workspace else curator.locale
        options = SourceOptions(depth=LINKS_AWAY if form.get("links") == "yes" else 0, language=language)
        its_id = await keep_source(db, curator.workspace_id, "web", url, options, every, now)
        await audit.note(db, curator.workspace_id, curator.id, "source named", its_id, now, address=url)
    return "source"


async def look_at_source(database: Database, curator: Learner, its_id: str, now: datetime) -> str:
    """Let a place be looked at within a minute."""
    async with database.write() as db:
        if not await look_soon(db, curator.workspace_id, its_id, now):
            raise Gone(source_page_texts.gone())
    return "source"


async def remove_source(database: Database, curator: Learner, its_id: str, now: datetime) -> str:
    """Look at a place no more, and forget its documents."""
    if await forget_source(database, curator.workspace_id, its_id) is None:
        raise Gone(source_page_texts.gone())
    async with database.write() as db:
        await audit.note(db, curator.workspace_id, curator.id, "source removed", its_id, now)
    return "sourceless"

"""Who did what to whom, when: a page for admins, filtered, and the same as a table and for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from yarl import URL

from adapters.web.managers.access import NO_LONGER, Access, Caller, Handler, NoEntry, page
from adapters.web.pages.csv_export import guarded
from bot.managers.roles import is_admin
from bot.messages.trust import audit_texts
from lessons.database import Database
from schedules.ledger import audit
from schedules.ledger.audit import audit_entries
from schedules.ledger.audit_seals import head_of

PATH = "/manage/audit"
A_PAGE = 100  # entries: a screenful of scrolling, which loads at once
MOST = 100_000  # rows of one file; more are asked for in parts, by days
COLUMNS = ("at", "actor", "actor id", "action", "subject", "subject id", "detail")


@dataclass(frozen=True, slots=True)
class Filter:
    """What was asked for, as it was written.

    Attributes:
        first, last: days in UTC, both included; None where none was written.
    """

    by: str
    to: str
    action: str
    first: date | None
    last: date | None

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first or date.min.replace(year=2000), time(), UTC)

    @property
    def until(self) -> datetime | None:
        return datetime.combine(self.last + timedelta(days=1), time(), UTC) if self.last else None

    def query(self) -> dict[str, str]:
        """The same as it stands in an address."""
        days = {"first": self.first, "last": self.last}
        words = {"by": self.by, "to": self.to, "action": self.action}
        return {name: str(value) for name, value in (words | days).items() if value}


class AuditPage:
    """Handlers of the page and its files; only admins get behind them."""

    def __init__(self, database: Database, access: Access) -> None:
        self._database, self._access = database, access

    def routes(self, app: web.Application) -> None:
        app.router.add_get(PATH, self._for_admins(self.entries))
        app.router.add_get(f"{PATH}.csv", self._for_admins(self.table))
        app.router.add_get(f"{PATH}.json", self._for_admins(self.lines))

    def _for_admins(self, handler: Handler) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request, caller: Caller) -> web.StreamResponse:
            async with self._database.read() as db:
                if not await is_admin(db, caller.manager):
                    raise NoEntry(NO_LONGER)
            return await handler(request, caller)

        return self._access.for_managers(handle)

    async def entries(self, request: web.Request, caller: Caller) -> web.Response:
        wanted, number = _filter(request.query), _number(request.query.get("page", ""))
        # One more than is shown tells whether there are older ones, without counting a log of years.
        rows = await self._rows(caller, wanted, A_PAGE + 1, (number - 1) * A_PAGE)
        async with self._database.read() as db:
            sealed, head = await head_of(db, caller.workspace.id)
        values = {
            **{"rows": [_shown(row, caller) for row in rows[:A_PAGE]], "more": len(rows) > A_PAGE, "number": number},
            **{"wanted": wanted, "sealed": sealed, "head": head, "a": audit_texts.labels()},
            "address": lambda path="", **more: str(URL(PATH + path).with_query(wanted.query() | more)),
        }
        return page(request, "manage_audit.html", 200, caller, **values)

    async def table(self, request: web.Request, caller: Caller) -> web.Response:
        """The entries for spreadsheets."""
        rows = await self._export(request, caller)
        sheet = io.StringIO()
        writer = csv.writer(sheet, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        writer.writerows([guarded(cell) for cell in _cells(row)] for row in rows)
        return _file("\ufeff" + sheet.getvalue(), "text/csv", "audit.csv")

    async def lines(self, request: web.Request, caller: Caller) -> web.Response:
        """The entries for programs, with the seal that the log had when they were read."""
        rows = await self._export(request, caller)
        async with self._database.read() as db:
            sealed, head = await head_of(db, caller.workspace.id)
        entries = [dict(zip(COLUMNS, (*_cells(row)[:-1], row.detail), strict=True)) for row in rows]
        about = {"workspace": caller.workspace.name, "sealed": sealed, "seal": head, "entries": entries}
        return _file(json.dumps(about, ensure_ascii=False, indent=1), "application/json", "audit.json")

    async def _export(self, request: web.Request, caller: Caller) -> Sequence[Any]:
        """The entries of a file. That they were taken along is an entry too."""
        wanted = _filter(request.query)
        # Written first, so that a file says of itself that it was taken.
        async with self._database.write() as db:
            about = (caller.workspace.id, caller.manager.id, audit.AUDIT_EXPORTED, caller.workspace.id, caller.now)
            await audit.note(db, *about, filter=wanted.query())
        return await self._rows(caller, wanted, MOST, 0)

    async def _rows(self, caller: Caller, wanted: Filter, most: int, after: int) -> Sequence[Any]:
        async with self._database.read() as db:
            return await audit_entries(
                db,
                caller.workspace.id,
                wanted.since,
                most,
                actor=wanted.by,
                action=wanted.action,
                subject=wanted.to,
                until=wanted.until,
                offset=after,
            )


def _filter(query: Mapping[str, str]) -> Filter:
    by, to, action = (query.get(name, "").strip()[:200] for name in ("by", "to", "action"))
    # The page shows actions in its reader's language, and the log has them in English.
    return Filter(by, to, audit_texts.action_meant(action), _day(query.get("first", "")), _day(query.get("last", "")))


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words) if date.fromisoformat(words).year < date.max.year else None
    except ValueError:
        return None


def _number(words: str) -> int:
    return max(1, int(words)) if words.isascii() and words.isdigit() and len(words) < 7 else 1


def _shown(row: Any, caller: Caller) -> tuple[str, ...]:
    """An entry as the page has it: when on the reader's clock, who, what, to whom, the rest."""
    *_, detail = _cells(row)
    at = f"{row.at.astimezone(ZoneInfo(caller.manager.zone)):%Y-%m-%d %H:%M}"
    who, whom = row.actor_name or audit_texts.actor(row.actor), row.subject_name or row.subject
    return at, who, audit_texts.action_name(row.action), whom, detail


def _cells(row: Any) -> tuple[str, ...]:
    detail = ", ".join(f"{name}={value}" for name, value in row.detail.items())
    at = row.at.isoformat(timespec="seconds")
    return at, row.actor_name or "", row.actor, row.action, row.subject_name or "", row.subject, detail


def _file(text: str, kind: str, name: str) -> web.Response:
    response = web.Response(text=text, content_type=kind, charset="utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

"""The company's own list of people as a CSV file: what is wrong with it, and what it would change, before it does."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.parsing.languages import language_named
from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.encoding import decoded
from schedules.people.person_fields import PersonFields, link, listed_people, save_people
from schedules.people.roster import learners_of
from schedules.rules.holidays import country_fault

MOST_ROWS = 100_000
MOST_FAULTS = 50  # a list of more is no longer read, and the first ones usually explain the rest
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_HEADS = {
    "email": ("email", "mail", "emailaddress", "workemail", "emailadresse"),
    "name": ("name", "fullname", "displayname", "fullnames"),
    "manager": ("manager", "manageremail", "reportsto", "supervisor", "vorgesetzte", "vorgesetzter"),
    "team": ("team", "department", "abteilung"),
    "country": ("country", "countrycode", "land"),
    "language": ("language", "locale", "sprache"),
    "zone": ("zone", "timezone", "zeitzone"),
    "role": ("role", "title", "jobtitle", "position", "rolle"),
}
_BY_HEAD = {head: name for name, heads in _HEADS.items() for head in heads}


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing that is wrong.

    Attributes:
        row: as a spreadsheet counts, the heads are row 1; 0 is the file as a whole.
        column: as the file writes it, "" for the row as a whole.
    """

    row: int
    column: str
    what: str

    def __str__(self) -> str:
        where = f"row {self.row}" if self.row else "the file"
        return f"{where}{f', column {self.column}' if self.column else ''}: {self.what}"


class BadList(ValueError):
    """The file cannot be taken, and nothing of it was.

    Attributes:
        faults: everything that is wrong, at most MOST_FAULTS.
    """

    def __init__(self, faults: Sequence[RowFault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Change:
    """One value that would change; before is "" for what was not there."""

    email: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ListPreview:
    """What a file would change.

    Attributes:
        joiners: who is new on the list.
        missing: who is on the list and not in the file; they stay as they are.
        without_chat: people of the file whom no chat platform knows by their address yet.
    """

    people: tuple[PersonFields, ...]
    joiners: tuple[PersonFields, ...]
    changes: tuple[Change, ...]
    missing: tuple[str, ...]
    without_chat: int

    @property
    def is_empty(self) -> bool:
        return not self.joiners and not self.changes


async def preview(db: AsyncConnection, workspace_id: str, content: bytes) -> ListPreview:
    """What a CSV file would change; nothing is written.

    Raises:
        BadList: with every fault at once.
    """
    old = await listed_people(db, workspace_id)
    reachable_emails = {learner.email.casefold() for learner in await learners_of(db, workspace_id) if learner.email}
    people = read_people(content, reachable_emails | set(old))
    joiners = [person for person in people if person.email not in old]
    changes = [change for person in people if person.email in old for change in _changes(old[person.email], person)]
    missing = sorted(set(old) - {person.email for person in people})
    without_chat = sum(person.email not in reachable_emails for person in people)
    return ListPreview(tuple(people), tuple(joiners), tuple(changes), tuple(missing), without_chat)


async def take(db: AsyncConnection, workspace_id: str, preview: ListPreview, now: datetime) -> int:
    """Write what a preview showed; returns how many learners changed by it."""
    changed = {change.email for change in preview.changes} | {person.email for person in preview.joiners}
    await save_people(db, workspace_id, [person for person in preview.people if person.email in changed], now)
    return await link(db, workspace_id)


def _changes(old: PersonFields, new: PersonFields) -> Iterator[Change]:
    before = {"name": old.name, "manager": old.manager_email, **old.fields}
    after = {"name": new.name, "manager": new.manager_email, **new.fields}
    for name in sorted(before.keys() | after.keys()):
        if before.get(name, "") != after.get(name, ""):
            yield Change(new.email, name, before.get(name, ""), after.get(name, ""))


def read_people(content: bytes, known: set[str]) -> list[PersonFields]:
    """The people of a CSV file.

    Args:
        known: addresses of who may be somebody's manager without being in the file.

    Raises:
        BadList: with every fault at once.
    """
    rows = _rows(content)
    heads = _columns(rows[0])
    faults: list[RowFault] = []
    people: dict[str, PersonFields] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        person = _person(number, row, heads, faults)
        if person and person.email in people:
            faults.append(RowFault(number, rows[0][heads.index("email")], f"{person.email} stands twice in the file"))
        elif person:
            people[person.email] = person
    faults += _manager_faults(people, known, rows[0][heads.index("manager")] if "manager" in heads else "")
    if not people and not faults:
        faults.append(RowFault(0, "", "it has heads and no people below them"))
    if faults:
        raise BadList(faults[:MOST_FAULTS])
    return list(people.values())


def _rows(content: bytes) -> list[list[str]]:
    try:
        text = decoded(content)
    except Unreadable as error:
        raise BadList([RowFault(0, "", f"{error}: save the sheet as CSV")]) from error
    if not text.strip():
        raise BadList([RowFault(0, "", "it is empty")])
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    if len(rows) > MOST_ROWS:
        raise BadList([RowFault(0, "", f"it has more than {MOST_ROWS:,} rows: split it")])
    return rows


def _delimiter(text: str) -> str:
    """What parts the heads: spreadsheets of many countries write semicolons."""
    head = text.strip().splitlines()[0]
    return max(",;\t", key=head.count)


def _columns(row: Sequence[str]) -> list[str]:
    """The field of each column; a head that we have no name for is a field of the company's own."""
    heads = [_BY_HEAD.get(re.sub(r"[\W_]", "", head.casefold()), " ".join(head.casefold().split())) for head in row]
    if "email" not in heads:
        raise BadList([RowFault(1, "", f"no column is called email; there are: {', '.join(filter(None, row))}")])
    twice = sorted({head for head in heads if head and heads.count(head) > 1})
    if twice:
        raise BadList([RowFault(1, "", f"two columns mean the same field: {', '.join(twice)}")])
    return heads


def _person(number: int, row: Sequence[str], heads: Sequence[str], faults: list[RowFault]) -> PersonFields | None:
    cells = {head: cell.strip() for head, cell in zip(heads, row, strict=False) if head and cell.strip()}
    before = len(faults)
    if len(row) > len(heads):
        faults.append(RowFault(number, "", f"it has {len(row)} cells and the heads are {len(heads)}: quote commas"))
    email = cells.pop("email", "").casefold()
    if not _EMAIL.fullmatch(email):
        faults.append(RowFault(number, "email", f"{email or 'nothing'} is no e-mail address"))
    for head, value in cells.items():
        if fault := _value_fault(head, value):
            faults.append(RowFault(number, head, fault))
    if len(faults) > before:
        return None
    cells |= {name: _plain(name, cells[name]) for name in ("country", "language") if name in cells}
    return PersonFields(email, cells.pop("name", ""), cells.pop("manager", "").casefold(), cells)


def _value_fault(head: str, value: str) -> str | None:
    if head == "manager" and not _EMAIL.fullmatch(value):
        return f"{value} is no e-mail address: write the manager's address"
    if head == "country":
        return country_fault(_plain(head, value))
    if head == "language" and language_named(value) is None:
        return f"no language is called {value}: write a code such as de, or its name"
    if head == "zone" and not is_zone(value):
        return f"no time zone is called {value}: write one such as Europe/Berlin"
    return None


def _plain(name: str, value: str) -> str:
    return value.upper() if name == "country" else language_named(value) or value


def is_zone(value: str) -> bool:
    """Whether a time zone has that name."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


def _manager_faults(people: Mapping[str, PersonFields], known: set[str], column: str) -> Iterator[RowFault]:
    for number, person in enumerate(people.values(), start=2):
        above = person.manager_email
        if above and above not in people and above not in known:
            yield RowFault(number, column, f"nobody with the address {above} is in the file or known already")
        elif above and _leads_back(person.email, people):
            yield RowFault(number, column, f"{person.email} would be above themselves: {above} reports to them")


def _leads_back(email: str, people: Mapping[str, PersonFields]) -> bool:
    """Whether going up from somebody comes back to them."""
    seen: set[str] = set()
    above = people[email].manager_email
    while above in people and above not in seen:
        if above == email:
            return True
        seen.add(above)
        above = people[above].manager_email
    return False

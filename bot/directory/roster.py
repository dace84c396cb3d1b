"""What a directory's users and groups mean for us: rows of the company's list, groups by rule, and who left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.managers.people_list import is_zone
from bot.parsing.languages import language_named
from schedules.ledger.leaving import company_joined, company_left
from schedules.people.person_fields import (
    PersonFields,
    forget_address,
    listed_people,
    rules_of_groups,
    save_group,
    save_people,
)
from schedules.people.suppressed import suppressed_among
from schedules.rules.holidays import country_fault

MARK = "in group "
"""How a field begins that says that somebody is in a group of the directory."""


@dataclass(frozen=True, slots=True)
class DirectoryPerson:
    """Somebody as a directory tells of them.

    Attributes:
        email: in small letters; "" for somebody without one, whom nobody here can be linked with.
        fields: by our own names; no empty values.
    """

    email: str
    name: str
    active: bool
    manager_email: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DirectoryGroup:
    """A group as a directory tells of it.

    Attributes:
        emails: of its people, in small letters.
    """

    name: str = ""
    emails: frozenset[str] = frozenset()


async def take_person(
    db: AsyncConnection, workspace_id: str, before: DirectoryPerson | None, person: DirectoryPerson, now: datetime
) -> None:
    """Bring the company's list up to date with what a directory says of somebody.

    Args:
        before: what it said of them last, None of somebody new.
    """
    addresses = {person.email, before.email if before else ""} - {""}
    listed = await listed_people(db, workspace_id, addresses)
    if before and before.email and before.email != person.email:
        await _leave_address(db, workspace_id, before.email, now)
    # Whoever was erased is not entered again by a directory, whatever it still knows of them.
    if not person.email or await suppressed_among(db, workspace_id, [person.email]):
        return
    # Groups come in requests of their own, so what they said of somebody stays, also under a new address.
    pairs = [pair for each in listed.values() for pair in each.fields.items()]
    groups = {name: value for name, value in pairs if name.startswith(MARK)}
    row = PersonFields(person.email, person.name, person.manager_email, {**_readable(person.fields), **groups})
    # Learners get what changed with the next round: reading all of them at each request would take hours in all.
    await save_people(db, workspace_id, [row], now)
    if person.active:
        await company_joined(db, workspace_id, person.email, now)
    else:
        await company_left(db, workspace_id, person.email, now)


async def person_gone(db: AsyncConnection, workspace_id: str, person: DirectoryPerson, now: datetime) -> None:
    """Somebody was taken out of the directory: the same as somebody who left."""
    if person.email:
        await company_left(db, workspace_id, person.email, now)


async def _leave_address(db: AsyncConnection, workspace_id: str, email: str, now: datetime) -> None:
    """An address that belongs to nobody any more is on no list; who was written to by it is known by the new one."""
    await forget_address(db, workspace_id, email)
    await company_joined(db, workspace_id, email, now)


def _readable(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields that can be used; a country, language or zone that nobody knows is left out, not refused.

    A directory sends what its own administrators typed, and would try a refused person again for ever.
    """
    readable = {name: value for name, value in fields.items() if value}
    if (country := readable.pop("country", "").upper()) and country_fault(country) is None:
        readable["country"] = country
    if (language := language_named(readable.pop("language", "").replace("_", "-"))) is not None:
        readable["language"] = language
    if (zone := readable.pop("zone", "")) and is_zone(zone):
        readable["zone"] = zone
    return readable


async def take_group(
    db: AsyncConnection, workspace_id: str, before: DirectoryGroup, group: DirectoryGroup, now: datetime
) -> None:
    """Bring people's fields up to date with who is in a group of the directory, and keep a group by that rule.

    Args:
        before: what it was last; a new one has no name and nobody in it.
        group: what it is now; one that is gone has no name and nobody in it.
    """
    old, new = _field(before.name), _field(group.name)
    listed = await listed_people(db, workspace_id, before.emails | group.emails)
    changed = []
    for email, person in listed.items():
        fields = {key: value for key, value in person.fields.items() if key not in (old, new)}
        if new and email in group.emails:
            fields[new] = "yes"
        if fields != dict(person.fields):
            changed.append(replace(person, fields=fields))
    await save_people(db, workspace_id, changed, now)
    # A group of ours that has the same name by chance keeps its own rule.
    if new and group.name not in await rules_of_groups(db, workspace_id):
        await save_group(db, workspace_id, group.name, f'"{new}" is yes', now)


def _field(name: str) -> str:
    plain = name.replace('"', "'").casefold()
    return f"{MARK}{plain}" if plain else ""

"""What a company knows of its people beyond the chat platform: team, country, role, manager and fields of its own.

A row is kept by e-mail address, so that people can be listed before they ever wrote; link() gives what it holds to the
learner with the same address. Groups are rules over these fields.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, Json, batches, insert_or_update, metadata
from schedules.people.roster import Learner, learners, learners_of, workspaces
from schedules.rules.group_rules import BadRule, parsed, why

NOBODYS_ZONE = "UTC"
"""What stands where nobody told a zone: the column's own default."""

person_fields = sa.Table(
    "person_fields",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("email", sa.String(320), primary_key=True),  # in small letters
    sa.Column("name", sa.String(200), nullable=False, server_default=""),
    sa.Column("manager_email", sa.String(320), nullable=False, server_default=""),
    sa.Column("fields", Json, nullable=False, server_default="{}"),
    sa.Column("changed_at", Instant, nullable=False),
)

groups = sa.Table(
    "groups",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class PersonFields:
    """One person as the company's own list has them.

    Attributes:
        fields: name in small letters -> value, such as {"team": "Support", "country": "DE"}; no empty values.
        manager_email: whom they report to, "" where the list does not say.
    """

    email: str
    name: str = ""
    manager_email: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who belongs to a group now, and why."""

    learner: Learner
    why: str


async def listed_people(
    db: AsyncConnection, workspace_id: str, emails: Collection[str] | None = None
) -> dict[str, PersonFields]:
    """Everybody on the company's list, by e-mail address; only those of some addresses where they are given."""
    query = sa.select(person_fields).where(person_fields.c.workspace_id == workspace_id)
    parts = [query] if emails is None else [query.where(person_fields.c.email.in_(some)) for some in batches(emails)]
    rows = [row for part in parts for row in await db.execute(part)]
    return {row.email: PersonFields(row.email, row.name, row.manager_email, row.fields) for row in rows}


async def save_people(db: AsyncConnection, workspace_id: str, people: Sequence[PersonFields], now: datetime) -> None:
    """Write these people over what the list had of them."""
    rows = [
        {
            "workspace_id": workspace_id,
            "email": person.email,
            "name": person.name,
            "manager_email": person.manager_email,
            "fields": dict(person.fields),
            "changed_at": now,
        }
        for person in people
    ]
    change = insert_or_update(
        db, person_fields, ["workspace_id", "email"], ["name", "manager_email", "fields", "changed_at"]
    )
    if rows:
        await db.execute(change, rows)


async def link(db: AsyncConnection, workspace_id: str) -> int:
    """Give learners the manager, country, language and zone that the list has for their address.

    What the platform knows better stays: a zone is taken only by who never had one, and a learner's own choice beats
    both. To be done after each import and now and then, since people may come later than their row.

    Returns:
        How many learners changed.
    """
    people = await listed_people(db, workspace_id)
    if not people:
        return 0
    # Whoever has the workspace's own zone was never told one by a platform either.
    default = await db.scalar(sa.select(workspaces.c.zone).where(workspaces.c.id == workspace_id)) or NOBODYS_ZONE
    by_email = {learner.email.casefold(): learner for learner in await learners_of(db, workspace_id) if learner.email}
    changed = 0
    for email, person in people.items():
        learner = by_email.get(email)
        values = _news(learner, person, by_email, default) if learner else {}
        if learner and values:
            where = (learners.c.workspace_id == workspace_id) & (learners.c.id == learner.id)
            await db.execute(sa.update(learners).where(where).values(**values))
            changed += 1
    return changed


def _news(learner: Learner, person: PersonFields, by_email: Mapping[str, Learner], default: str) -> dict[str, str]:
    manager = by_email.get(person.manager_email)
    wanted = {
        "manager_id": manager.id if manager else learner.manager_id,
        "country": person.fields.get("country", learner.country),
        "locale": person.fields.get("language", learner.platform_locale),
        "zone": person.fields.get("zone", learner.platform_zone)
        if learner.platform_zone in (NOBODYS_ZONE, default)
        else learner.platform_zone,
    }
    current = (learner.manager_id, learner.country, learner.platform_locale, learner.platform_zone)
    return {name: value for (name, value), old in zip(wanted.items(), current, strict=True) if value != old}


async def forget_address(db: AsyncConnection, workspace_id: str, email: str) -> int:
    """Take somebody off the list, also as others' manager; returns how many rows were theirs."""
    listed = person_fields.c.workspace_id == workspace_id
    led = listed & (person_fields.c.manager_email == email.casefold())
    await db.execute(sa.update(person_fields).where(led).values(manager_email=""))
    gone = sa.delete(person_fields).where(listed, person_fields.c.email == email.casefold())
    return len((await db.execute(gone.returning(person_fields.c.email))).all())


async def save_group(db: AsyncConnection, workspace_id: str, name: str, rule: str, now: datetime) -> None:
    """Keep a group by its rule; one of the same name is replaced.

    Raises:
        BadRule: nothing was written.
    """
    parsed(rule)
    row = {"workspace_id": workspace_id, "name": name, "rule": rule, "changed_at": now}
    await db.execute(insert_or_update(db, groups, ["workspace_id", "name"], ["rule", "changed_at"]).values(row))


async def remove_group(db: AsyncConnection, workspace_id: str, name: str) -> bool:
    """Whether there was such a group. Campaigns that were started for it go on with their people."""
    where = (groups.c.workspace_id == workspace_id) & (groups.c.name == name)
    return (await db.execute(sa.delete(groups).where(where).returning(groups.c.name))).first() is not None


async def rules_of_groups(db: AsyncConnection, workspace_id: str) -> dict[str, str]:
    """The rule of every group, by name."""
    query = sa.select(groups.c.name, groups.c.rule).where(groups.c.workspace_id == workspace_id)
    return {row.name: row.rule for row in await db.execute(query.order_by(groups.c.name))}


async def members(db: AsyncConnection, workspace_id: str, rule: str) -> list[Member]:
    """The active learners who belong to a group of this rule now, by name.

    Raises:
        BadRule: the rule cannot be read.
    """
    condition = parsed(rule)
    people = await listed_people(db, workspace_id)
    found = []
    for learner in await learners_of(db, workspace_id):
        reason = why(condition, _fields(learner, people.get(learner.email.casefold())))
        if reason is not None:
            found.append(Member(learner, reason))
    return found


async def groups_with(db: AsyncConnection, learner: Learner) -> frozenset[str]:
    """The names of the groups that a learner belongs to now; a rule that cannot be read has no members."""
    theirs = (person_fields.c.workspace_id == learner.workspace_id) & (
        person_fields.c.email == learner.email.casefold()
    )
    row = (await db.execute(sa.select(person_fields).where(theirs))).first() if learner.email else None
    fields = _fields(learner, PersonFields(row.email, row.name, row.manager_email, row.fields) if row else None)
    rules = await rules_of_groups(db, learner.workspace_id)
    return frozenset(name for name, rule in rules.items() if _holds(rule, fields))


def _holds(rule: str, fields: Mapping[str, str]) -> bool:
    try:
        return why(parsed(rule), fields) is not None
    except BadRule:
        return False


def _fields(learner: Learner, person: PersonFields | None) -> dict[str, str]:
    """What a rule may ask of somebody: the platform's fields, with the list's over them."""
    own = {"name": learner.name, "email": learner.email, "language": learner.locale, "country": learner.country}
    return own | {"platform": learner.platform} | dict(person.fields if person else {})

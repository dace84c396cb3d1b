"""Everything that is kept about one person: as rows of every table, and as lines that they can read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages.pages import own_data_texts as texts
from bot.privacy.erasure import rows_of
from lessons import catalog
from lessons.episodes import Episode
from schedules.ledger import audit
from schedules.people.enrolments import campaign_from, enrolments_of
from schedules.people.identities import known_as, platforms_of
from schedules.people.person_fields import listed_people
from schedules.people.roster import Learner, Workspace

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
READ = ("episode", "reask", "reminder")  # kinds of messages that people would call one


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is kept.

    Attributes:
        at: when, in the learner's own zone; "" without a time.
        what: the thing.
        more: what became of it.
    """

    at: str
    what: str
    more: str


@dataclass(frozen=True, slots=True)
class OwnData:
    """What is kept about a learner.

    Attributes:
        rows: by table.
        sections: the same to read, by the key of their heading.
        openings: who opened a report that counts them, newest first.
    """

    rows: Rows
    sections: Mapping[str, Sequence[Line]]
    openings: Sequence[Line]


async def own_data(db: AsyncConnection, workspace: Workspace, learner: Learner) -> OwnData:
    """Read all of it: the same rows that erasing them deletes."""
    ids, platforms = await known_as(db, learner), await platforms_of(db, workspace.id)
    rows: dict[str, Sequence[Mapping[str, Any]]] = {"learners": [asdict(learner)]}
    for table, where in rows_of(learner, ids, platforms):
        if theirs := (await db.execute(sa.select(table).where(where))).mappings().all():
            rows[table.name] = [dict(row) for row in theirs]
    listed = (await listed_people(db, workspace.id)).get(learner.email) if learner.email else None
    if listed:
        rows["person_fields"] = [dict(listed.fields)]
    episodes = await _episodes(db, workspace.id, rows)
    return OwnData(rows, _sections(rows, episodes, ZoneInfo(learner.zone), learner), await _openings(db, learner))


async def _episodes(db: AsyncConnection, workspace_id: str, rows: Rows) -> Mapping[str, Episode]:
    ids = {str(row["episode_id"]) for each in rows.values() for row in each if row.get("episode_id")}
    read = {each: await catalog.episode_by_id(db, workspace_id, each) for each in sorted(ids)}
    return {each: episode for each, episode in read.items() if episode}


async def _openings(db: AsyncConnection, learner: Learner) -> Sequence[Line]:
    names = {}
    for row in await enrolments_of(db, learner.workspace_id, learner.id):
        campaign = campaign_from(row)
        names[campaign.id] = campaign.name
    opened = await audit.entries_about(db, learner.workspace_id, audit.REPORT_OPENED, list(names))
    zone = ZoneInfo(learner.zone)
    return [Line(_local(each.at, zone), each.actor_name or each.actor, names[each.subject]) for each in opened]


def _sections(
    rows: Rows, episodes: Mapping[str, Episode], zone: ZoneInfo, learner: Learner
) -> Mapping[str, Sequence[Line]]:
    """What can be read, newest first."""

    def title(row: Mapping[str, Any]) -> str:
        episode = episodes.get(row["episode_id"])
        return episode.title if episode else texts.gone_lesson()

    def question(row: Mapping[str, Any]) -> str:
        episode = episodes.get(row["episode_id"])
        return episode.check.question if episode and episode.check else title(row)

    sent = [row for row in rows.get("deliveries", ()) if row["sent_at"] and row["kind"] in READ]
    return {
        "about": _about(rows, zone),
        "lessons": _lines(sent, "sent_at", zone, title, lambda row: texts.kind(row["kind"])),
        "answers": _lines(
            rows.get("replies", ()),
            "replied_at",
            zone,
            question,
            lambda row: _answered(row, episodes),
        ),
        "questions": _lines(
            [row for row in rows.get("questions", ()) if row["learner_id"] == learner.id],
            "asked_at",
            zone,
            lambda row: str(row["words"]),
            lambda row: texts.outcome(row["outcome"]),
        ),
        "watched": _lines(rows.get("views", ()), "last_at", zone, title, lambda row: texts.seconds(_watched(row))),
        "marked": _lines(rows.get("keeps", ()), "kept_at", zone, title, lambda row: texts.deed(row["deed"])),
    }


def _lines(rows: Iterable[Mapping[str, Any]], at: str, zone: ZoneInfo, what: Any, more: Any) -> Sequence[Line]:
    newest_first = sorted(rows, key=lambda row: row[at], reverse=True)
    return [Line(_local(row[at], zone), what(row), more(row)) for row in newest_first]


def _about(rows: Rows, zone: ZoneInfo) -> Sequence[Line]:
    (row,) = rows["learners"]
    lines = [Line("", name, _shown(row[column], zone)) for column, name in texts.facts().items() if row[column]]
    listed = [pair for fields in rows.get("person_fields", ()) for pair in fields.items()]
    return [*lines, *(Line("", texts.lists_of_the_company(name), str(value)) for name, value in listed)]


def _shown(value: object, zone: ZoneInfo) -> str:
    return _local(value, zone) if isinstance(value, datetime) else str(value)


def _picked(row: Mapping[str, Any], episodes: Mapping[str, Episode]) -> str:
    episode = episodes.get(row["episode_id"])
    options = episode.check.options if episode and episode.check else ()
    return options[row["choice"]].text if row["choice"] < len(options) else texts.option(row["choice"])


def _answered(row: Mapping[str, Any], episodes: Mapping[str, Episode]) -> str:
    result, how_sure = texts.reply(row["correct"], row["first_try"]), texts.how_sure(row["confidence"])
    return f"{_picked(row, episodes)}: {result}{f' ({how_sure})' if how_sure else ''}"


def _watched(row: Mapping[str, Any]) -> int:
    return sum(row[name].bit_count() for name in ("watched_low", "watched_high"))


def _local(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"

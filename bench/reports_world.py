"""One campaign of a million messages: who got what, watched what and answered what, made by statements alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from bot.operations.migrate import migrate
from lessons import catalog
from lessons.checks import Check, Option
from lessons.database import Database, micros
from lessons.episodes import Cue, Episode
from lessons.script import Headline, Role, Scene, Script
from lessons.series import Series
from schedules.people import roster
from schedules.people.enrolments import save_campaign
from schedules.rules.calendar import Cadence, Window
from schedules.rules.campaigns import Campaign, CampaignState

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
WORKSPACE, CAMPAIGN, MANAGER = "reports", "campaign", "manager"
SENT, AHEAD = 20, 25  # episodes that came, of how many
REMINDERS, REASKS = 10, 20
EACH = SENT + REMINDERS + REASKS  # messages to one person
SEEN = 5  # episodes whose clip each person played
TEAM_SIZE = 50

_NUMBERS = {
    "sqlite": "WITH RECURSIVE p(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM p WHERE i < :people - 1), "
    "e(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM e WHERE n < :each) ",
    "postgresql": "WITH p AS (SELECT generate_series(0, :people - 1) AS i), "
    "e AS (SELECT generate_series(1, :each) AS n) ",
}
_PAD = {
    "sqlite": "printf('%s%09d%03d', '{}', {}, {})",
    "postgresql": "'{}' || lpad(({})::text, 9, '0') || lpad(({})::text, 3, '0')",
}
# Numbers that look like chance and are the same each time: multiplied by a prime and cut down to 0 to 99.
_CHANCE = "((i * 7919 + n * 104729) % 100)"
_DAY = 86_400_000_000


def story() -> Series:
    """A season with a question in each episode."""
    scene = Scene(Role.HOOK, "This happened.", Headline("This happened"))
    check = Check("What now?", (Option("Hide it"), Option("Report it"), Option("Wait")), 1, "The first hour counts.")
    episodes = tuple(
        Episode(
            *("season", f"e{n}", n, f"Episode {n}", "en", Script(f"Episode {n}", (scene,))),
            check=check,
            second_hook=Script(f"Episode {n}", (scene,)) if n == 1 else None,
        )
        for n in range(1, AHEAD + 1)
    )
    return Series("season", "The Season", "en", episodes)


async def prepare(url: str, messages: int) -> None:
    """A company with one campaign of so many messages, a tenth as many clips that were played."""
    database = Database(url)
    await migrate(database)
    people = messages // EACH
    cadence = Cadence(frozenset(range(5)), Window(time(9), time(10)), date(2026, 5, 4))
    async with database.write() as db:
        await roster.open_workspace(db, "web", "T1", "Bench", NOW, id=WORKSPACE, privacy=False)
        await roster.enter_learner(
            db, WORKSPACE, "boss", "Bea Boss", NOW, id=MANAGER, manages=True, zone="Europe/Berlin"
        )
        await catalog.import_series(db, WORKSPACE, story(), NOW)
        for clip in await catalog.clips_wanted(db, WORKSPACE, 100):
            await catalog.clip_ready(db, WORKSPACE, clip.id, 30.0, "c0ffee", [Cue(0.0, 3.0, "This happened.")], NOW)
        running = Campaign(CAMPAIGN, WORKSPACE, "Bench", "season", MANAGER, cadence, CampaignState.RUNNING)
        await save_campaign(db, running, NOW - timedelta(days=28))
        lineup = await catalog.current_lineup(db, WORKSPACE, "season")
        await db.execute(
            sa.text("CREATE TEMPORARY TABLE story (place INTEGER PRIMARY KEY, episode TEXT, question TEXT)")
        )
        rows = [{"n": n, "e": place.episode_id, "q": place.check_key} for n, place in enumerate(lineup, 1)]
        await db.execute(sa.text("INSERT INTO story VALUES (:n, :e, :q)"), rows)
        for statement in _statements(database.engine.dialect.name):
            await db.execute(sa.text(statement), {"people": people, "each": EACH})
    async with database.engine.connect() as db:
        await (await db.execution_options(isolation_level="AUTOCOMMIT")).execute(sa.text("ANALYZE"))
    await database.close()


def _statements(dialect: str) -> list[str]:
    numbers, pad = _NUMBERS[dialect], _PAD[dialect]
    person, message = pad.format("p", "i", "0"), pad.format("d", "i", "n")
    start = micros(NOW - timedelta(days=28))
    at = f"({start} + CAST(n % {SENT} AS BIGINT) * {_DAY} + CAST(i % 3600 AS BIGINT) * 1000000)"
    whose = f"'{WORKSPACE}', {message}, {person}, '{CAMPAIGN}'"
    kind = f"CASE WHEN n <= {SENT} THEN 'episode' WHEN n <= {SENT + REMINDERS} THEN 'reminder' ELSE 'reask' END"
    state = f"CASE WHEN {_CHANCE} = 99 THEN 'refused' WHEN {_CHANCE} = 98 THEN 'expired' ELSE 'sent' END"
    reason = f"CASE WHEN {_CHANCE} = 99 THEN 'blocked' WHEN {_CHANCE} = 98 THEN 'quiet hours' ELSE '' END"
    place = f"(n - 1) % {SENT} + 1"
    joined = f"FROM p CROSS JOIN e JOIN story ON story.place = {place}"
    first, true = f"n <= {SENT}", "1" if dialect == "sqlite" else "TRUE"
    false = "0" if dialect == "sqlite" else "FALSE"
    return [
        "INSERT INTO learners (workspace_id, id, platform, outside_id, name, email, zone, manager_id, place, "
        "created_at) "
        f"{numbers} SELECT '{WORKSPACE}', {person}, 'web', 'U' || i, 'Learner ' || i, 'u' || i || '@x.example', "
        f"CASE i % 2 WHEN 0 THEN 'Europe/Berlin' ELSE 'America/New_York' END, 'm' || (i / {TEAM_SIZE}), 'D' || i, 0 "
        "FROM p",
        "INSERT INTO person_fields (workspace_id, email, name, fields, changed_at) "
        f"{numbers} SELECT '{WORKSPACE}', 'u' || i || '@x.example', '', "
        + ("" if dialect == "sqlite" else "CAST(")
        + f"'{{\"team\": \"Team ' || (i / {TEAM_SIZE}) || '\"}}'"
        + ("" if dialect == "sqlite" else " AS JSONB)")
        + ", 0 FROM p WHERE i % 2 = 0",
        "INSERT INTO enrolments (workspace_id, campaign_id, learner_id, state, position, silent, joined_at, next_at) "
        f"{numbers} SELECT '{WORKSPACE}', '{CAMPAIGN}', {person}, CASE i % 50 WHEN 0 THEN 'paused' ELSE 'active' END, "
        f"{SENT + 1}, 0, 0, {micros(NOW) + _DAY} + CAST(i % 3600 AS BIGINT) * 1000000 FROM p",
        "INSERT INTO deliveries (workspace_id, id, learner_id, campaign_id, kind, position, slot, episode_id, "
        "check_key, "
        "state, reason, due_at, try_at, expires_at, sent_at, message_ref, platform) "
        f"{numbers} SELECT {whose}, {kind}, {place}, 's' || n, story.episode, story.question, {state}, {reason}, "
        f"{at}, {at}, {at} + {_DAY}, CASE WHEN {_CHANCE} < 98 THEN {at} END, 'm', 'web' {joined}",
        "INSERT INTO replies (workspace_id, delivery_id, learner_id, campaign_id, episode_id, check_key, choice, "
        "correct, "
        f"first_try, days_since, replied_at) {numbers} SELECT {whose}, story.episode, story.question, "
        f"CASE WHEN {_CHANCE} < 45 THEN 1 ELSE 0 END, CASE WHEN {_CHANCE} < 45 THEN {true} ELSE {false} END, "
        f"CASE WHEN {first} THEN {true} ELSE {false} END, CASE WHEN {first} THEN NULL ELSE 9.0 END, {at} + 3600000000 "
        f"{joined} WHERE {_CHANCE} < 70 AND (n <= {SENT} OR n > {SENT + REMINDERS})",
        "INSERT INTO views (workspace_id, delivery_id, viewer_id, campaign_id, episode_id, clip_key, watched_low, "
        "plays, "
        f"first_at, last_at) {numbers} SELECT {whose}, story.episode, 'main', "
        f"CASE WHEN {_CHANCE} < 60 THEN 1073741823 ELSE 4095 END, 1, {at}, {at} {joined} WHERE e.n <= {SEEN}",
    ]

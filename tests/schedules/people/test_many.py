"""Companies of a hundred thousand: no question about many people is too long for the database."""

from __future__ import annotations

from lessons.database import Database
from schedules.people.identities import learners_known_as
from schedules.people.roster import learners_of
from tests.bot.world import furnished

MANY = [f"nobody-{number}" for number in range(70_000)]  # twice what a statement takes


async def test_people_are_found_among_more_names_than_a_statement_takes(either_database: Database) -> None:
    world = await furnished(either_database)
    await world.join("Zoe", "Ann")
    ids = [world.team["Zoe"].id, *MANY, world.team["Ann"].id]
    async with either_database.read() as db:
        people = await learners_of(db, world.workspace.id, ids)
        known = await learners_known_as(db, world.workspace.id, ["U-Zoe", *MANY, "U-Ann"])
    assert [person.name for person in people] == ["Ann", "Zoe"]
    assert set(known) == {"U-Zoe", "U-Ann"}

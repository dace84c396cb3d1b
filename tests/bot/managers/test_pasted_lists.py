"""Several people in one line: each is taken or named as unknown, and none is left out in silence."""

from __future__ import annotations

import pytest

from bot.managers.pasted import entries, find_pasted
from lessons.database import Database
from schedules.people import roster
from tests.bot.world import MONDAY

PEOPLE = {
    "ada": ("Ada Lind", "ada@riverbank.example"),
    "bo": ("Bo Berg", "Bo.Berg@riverbank.example"),
    "lovelace": ("Lovelace, Ada", "ada.l@riverbank.example"),
    "sean": ("Seán O'Brien", "sean.o'brien@riverbank.example"),
    "zoe": ("Zoë Müller", "zoë.müller@riverbank.example"),
}


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("ada@riverbank.example, bo.berg@riverbank.example", ["ada", "bo"]),
        ("ada@riverbank.example,bo.berg@riverbank.example,", ["ada", "bo"]),
        ("ada@riverbank.example bo.berg@riverbank.example", ["ada", "bo"]),
        ("Ada Lind <ada@riverbank.example>, Bo Berg <bo.berg@riverbank.example>", ["ada", "bo"]),
        ("Lovelace, Ada <ada.l@riverbank.example>; Bo Berg", ["bo", "lovelace"]),
        ("Bo Berg, Ada Lind <ada@riverbank.example>", ["ada", "bo"]),
        ("Bo Berg, ada@riverbank.example", ["ada", "bo"]),
        ("Ada Lind, Bo Berg", ["ada", "bo"]),
        ("@Ada Lind, @Bo Berg", ["ada", "bo"]),
        ("Lovelace, Ada", ["lovelace"]),
        ("sean.o'brien@riverbank.example", ["sean"]),
        ("'ada@riverbank.example', “bo.berg@riverbank.example”", ["ada", "bo"]),
        ("sean.o’brien@riverbank.example", ["sean"]),
        ("(ada@riverbank.example).", ["ada"]),
        ("mailto:ada@riverbank.example", ["ada"]),
        ("ZOE\u0308.MU\u0308LLER@riverbank.example", ["zoe"]),
        ("seán o’brien, ZOE MULLER", ["sean", "zoe"]),
    ],
)
async def test_everybody_of_a_line_is_taken(database: Database, line: str, people: list[str]) -> None:
    async with database.write() as db:
        workspace = await roster.open_workspace(db, "web", "T1", "Riverbank", MONDAY)
        for outside_id, (name, email) in PEOPLE.items():
            await roster.enter_learner(db, workspace.id, outside_id, name, MONDAY, email=email)
        found = await find_pasted(db, workspace.id, line)
    assert (sorted(found.people), found.fault) == (people, "")


@pytest.mark.parametrize("line", ["Ada Lind, Cem Unknown", "ada@riverbank.example, cem@riverbank.example"])
async def test_somebody_unknown_among_them_is_named(database: Database, line: str) -> None:
    async with database.write() as db:
        workspace = await roster.open_workspace(db, "web", "T1", "Riverbank", MONDAY)
        await roster.enter_learner(db, workspace.id, "ada", "Ada Lind", MONDAY, email="ada@riverbank.example")
        found = await find_pasted(db, workspace.id, line)
    assert found.unknown == (line.partition(", ")[2],)


def test_one_on_a_line_stays_one() -> None:
    assert entries("Ada Lind\n\n  Bo   Berg \nAda Lind") == ["Ada Lind", "Bo Berg"]

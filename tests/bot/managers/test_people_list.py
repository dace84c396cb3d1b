"""The company's own list: a file is taken whole or not at all, and everything wrong is said by row and column."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.managers.people_list import BadList, preview, read_people, take
from lessons.database import Database
from schedules.people import roster
from schedules.people.person_fields import link, listed_people, members, save_group
from schedules.people.roster import Workspace

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
LIST = """E-mail,Full name,Manager,Team,Country,Language,Time zone,Cost centre
mira@x.example,Mira Voss,,Care,de,German,Europe/Berlin,7
ada@x.example,Ada Lind,mira@x.example,Care,DE,de,Europe/Berlin,7
bo@x.example,"Bo, the second",mira@x.example,Sales,FR,fr,Europe/Paris,9
"""


async def company(database: Database) -> Workspace:
    """Mira and Ada are in chat; Bo is not yet."""
    async with database.write() as db:
        workspace = await roster.open_workspace(db, "web", "X", "X", NOON)
        for name in ("mira", "ada"):
            email = f"{name.title()}@X.example"
            await roster.enter_learner(db, workspace.id, name, name.title(), NOON, email=email)
    return workspace


async def bring(database: Database, workspace: Workspace, content: str | bytes) -> tuple[int, int, int]:
    """How many were new, how many values changed, and how many learners got news."""
    async with database.write() as db:
        data = content.encode() if isinstance(content, str) else content
        upcoming = await preview(db, workspace.id, data)
        return len(upcoming.joiners), len(upcoming.changes), await take(db, workspace.id, upcoming, NOON)


async def test_a_list_gives_people_their_manager_country_language_and_zone(either_database: Database) -> None:
    workspace = await company(either_database)
    assert await bring(either_database, workspace, LIST) == (3, 0, 2)
    async with either_database.read() as db:
        people = {person.name: person for person in await roster.learners_of(db, workspace.id)}
        listed = await listed_people(db, workspace.id)
    ada, mira = people["Ada"], people["Mira"]
    assert (ada.manager_id, ada.country, ada.locale, ada.zone) == (mira.id, "DE", "de", "Europe/Berlin")
    assert listed["bo@x.example"].fields == {
        "team": "Sales", "country": "FR", "language": "fr", "zone": "Europe/Paris", "cost centre": "9"
    }  # fmt: skip


async def test_the_same_file_again_changes_nothing(either_database: Database) -> None:
    workspace = await company(either_database)
    await bring(either_database, workspace, LIST)
    assert await bring(either_database, workspace, LIST) == (0, 0, 0)
    assert await bring(either_database, workspace, LIST.replace(",", ";").replace("Bo; the", "Bo, the")) == (0, 0, 0)


async def test_who_comes_to_chat_later_gets_what_the_list_says(either_database: Database) -> None:
    workspace = await company(either_database)
    await bring(either_database, workspace, LIST)
    async with either_database.write() as db:
        await roster.enter_learner(db, workspace.id, "bo", "Bo", NOON + timedelta(days=1), email="bo@x.example")
        assert await link(db, workspace.id) == 1
        assert await link(db, workspace.id) == 0


async def test_a_zone_that_the_platform_knows_is_not_overwritten(either_database: Database) -> None:
    workspace = await company(either_database)
    async with either_database.write() as db:
        ada = await roster.learner_outside(db, workspace.id, "ada")
        assert ada
        await roster.change_learner(db, workspace.id, ada.id, zone="Asia/Tokyo")
    await bring(either_database, workspace, LIST)
    async with either_database.read() as db:
        ada = await roster.learner_outside(db, workspace.id, "ada")
    assert ada
    assert ada.zone == "Asia/Tokyo"


async def test_a_preview_says_what_would_change_and_who_is_missing(either_database: Database) -> None:
    workspace = await company(either_database)
    await bring(either_database, workspace, LIST)
    smaller = "\n".join(LIST.splitlines()[:3]).replace("Ada Lind,mira@x.example,Care", "Ada Lind,mira@x.example,Sales")
    async with either_database.read() as db:
        upcoming = await preview(db, workspace.id, smaller.encode())
    assert [(change.email, change.field, change.before, change.after) for change in upcoming.changes] == [
        ("ada@x.example", "team", "Care", "Sales")
    ]
    assert upcoming.missing == ("bo@x.example",)
    assert upcoming.without_chat == 0


async def test_a_group_is_who_fits_its_rule_now(either_database: Database) -> None:
    workspace = await company(either_database)
    await bring(either_database, workspace, LIST)
    rule = "team is Care and cost centre is 7"
    async with either_database.write() as db:
        await save_group(db, workspace.id, "Care", rule, NOON)
        fitting = await members(db, workspace.id, rule)
    assert [(member.learner.name, member.why) for member in fitting] == [
        ("Ada", "team is Care and cost centre is 7"),
        ("Mira", "team is Care and cost centre is 7"),
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "the file: it is empty"),
        (b"\x00\x01", "the file: this is not a text file: save the sheet as CSV"),
        ("name,team\nAda,Care\n", "row 1: no column is called email; there are: name, team"),
        ("email,mail\na@x.example,b@x.example\n", "row 1: two columns mean the same field: email"),
        ("email,name\n\n", "the file: it has heads and no people below them"),
        ("email\nada\n", "row 2, column email: ada is no e-mail address"),
        ("email,name\n,Ada\n", "row 2, column email: nothing is no e-mail address"),
        ("email,country\na@x.example,Germany\n", "row 2, column country: no public holidays are known for 'GERMANY'"),
        ("email,language\na@x.example,Klingon\n", "row 2, column language: no language is called Klingon"),
        ("email,timezone\na@x.example,Berlin\n", "row 2, column zone: no time zone is called Berlin"),
        ("email,manager\na@x.example,Mira\n", "row 2, column manager: Mira is no e-mail address"),
        ("email,manager\na@x.example,m@x.example\n", "column manager: nobody with the address m@x.example is in"),
        ("email,boss\na@x.example,x\nA@X.example,y\n", "row 3, column email: a@x.example stands twice"),
        ("email,manager\na@x.example,b@x.example\nb@x.example,a@x.example\n", "a@x.example would be above themselves"),
        ("email,name\na@x.example,Lind, Ada\n", "row 2: it has 3 cells and the heads are 2: quote commas"),
    ],
)
def test_what_is_wrong_is_said_by_row_and_column(content: str | bytes, fault: str) -> None:
    with pytest.raises(BadList) as faults:
        read_people(content.encode() if isinstance(content, str) else content, set())
    assert fault in str(faults.value)


async def test_one_fault_keeps_the_whole_file_out_and_all_are_told(either_database: Database) -> None:
    workspace = await company(either_database)
    broken = LIST.replace("Europe/Paris", "Paris").replace("ada@x.example,", "ada,")
    with pytest.raises(BadList) as faults:
        await bring(either_database, workspace, broken)
    assert [fault.row for fault in faults.value.faults] == [3, 4]
    async with either_database.read() as db:
        assert await listed_people(db, workspace.id) == {}


def test_a_sheet_of_another_country_is_read() -> None:
    sheet = "E-Mail-Adresse;Abteilung;Land\nJörg@x.example;Kundendienst;de\n".encode("cp1252")
    assert [(person.email, dict(person.fields)) for person in read_people(sheet, set())] == [
        ("jörg@x.example", {"team": "Kundendienst", "country": "DE"})
    ]

"""Whoever was erased is found nowhere: not in a dump of the database, in its file, in any folder, nor in the logs."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.espeak import EspeakVoice
from adapters.media import FileMedia
from bot.answers.experts import name_expert, offered
from bot.answers.referring import learn_reply
from bot.operations.erasing import erase
from bot.privacy.receipts import Receipt
from lessons.database import Database, metadata
from lessons.studio.pipeline.studio import Studio
from schedules.people import roster
from tests.bot.asking import HOTEL, a_world, answer, teach_handbook, teach_the_call
from tests.stories.world import MONDAY, World

NAME, MAIL = "Xanthippe Quornwell", "x.quornwell@rarely.example"
RARE = "Where do I feed the zebrafinch of the paternoster?"
OF_HER = {"xanthippe", "quornwell", "rarely.example"}
TRACES = ("xanthippe", "quornwell", "rarely.example", "zebrafinch", "paternoster")
"""Her name, her address, her platform's id (which is her name here), and words of her questions."""


async def lived(world: World, asker: str = NAME, expert: str = "Bo") -> None:
    """She takes part in everything that a person can do, together with others."""
    for name in (NAME, "Bo"):
        await world.join(name)
    await world.join("Mira", manages=True)
    async with world.database.write() as db:
        await roster.change_learner(db, world.workspace.id, world.learners[NAME].id, email=MAIL)
        person = await roster.learner_by_id(db, world.workspace.id, world.learners[expert].id)
        assert person is not None
        await name_expert(db, person, "")
    await teach_handbook(world)
    await teach_the_call(world)
    await world.start(NAME, "Bo")
    await world.pass_days(0.2)
    await world.press(NAME, "Report it")
    await world.write(NAME, "save")
    await world.write(NAME, "share with @Bo")
    await answer(world, f"{HOTEL} With a zebrafinch?", asker)
    await answer(world, RARE, asker)
    await world.press(asker, f"Ask {expert}")
    await world.write(expert, "answer At the lift, at noon, with seeds from the kitchen.")
    await world.press(expert, "Yes, others too")
    async with world.database.write() as db:
        (waiting,) = await offered(db, world.workspace.id, 10)
        curator = await roster.learner_by_id(db, world.workspace.id, world.learners["Mira"].id)
        assert curator is not None
        await learn_reply(db, curator, waiting.question_id, MONDAY)


async def dump(database: Database) -> Iterator[str]:
    """Every row of every table as text, with its table's name before it."""
    async with database.read() as db:
        return iter(
            [
                f"{table.name}: {tuple(row)}"
                for table in metadata.sorted_tables
                for row in await db.execute(sa.select(table))
            ]
        )


def traces_in(text: str) -> list[str]:
    return [trace for trace in TRACES if trace in text.lower()]


async def erased(world: World, name: str, folder: Path) -> Receipt:
    """As `ninety forget` does it: on another process's view of the same folders."""
    async with world.database.read() as db:
        person = await roster.learner_by_id(db, world.workspace.id, world.learners[name].id)
    assert person is not None
    studio = Studio(folder / "studio", EspeakVoice(), workers=1)
    try:
        return await erase(world.database, FileMedia(folder / "media"), studio, world.workspace, person, MONDAY)
    finally:
        await studio.close()


def files_with_traces(folder: Path) -> list[str]:
    return [
        path.name for path in folder.rglob("*") if path.is_file() and traces_in(path.read_bytes().decode("latin-1"))
    ]


async def test_no_row_file_or_line_of_a_log_tells_of_who_was_erased(
    either_database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for ours in ("bot", "schedules", "lessons", "adapters"):
        caplog.set_level(logging.DEBUG, ours)
    async with a_world(either_database, tmp_path / "data") as world:
        await lived(world)
        await world.answer_worker.finish_clips(MONDAY)
        held = {row.partition(":")[0] for row in await dump(either_database) if traces_in(row)}
        assert held >= {"learners", "deliveries", "questions", "documents", "passages", "vocabulary", "made_clips"}
        assert files_with_traces(tmp_path) != []
        receipt = await erased(world, NAME, tmp_path / "data")
        assert receipt.files >= 3, "the film, its captions and its poster"
        assert [row for row in await dump(either_database) if traces_in(row)] == []
        assert files_with_traces(tmp_path) == []
        assert await keeps_answering(world)
    assert [line for line in caplog.messages if traces_in(line)] == []


async def keeps_answering(world: World) -> bool:
    """What her colleague wrote in reply goes on answering others, in its own words."""
    return "seeds from the kitchen" in (await answer(world, "Seeds at the lift at noon?", "Mira")).plain


async def test_whoever_answered_others_leaves_the_answer_and_not_their_name(database: Database, tmp_path: Path) -> None:
    async with a_world(database, tmp_path / "data") as world:
        await lived(world, asker="Bo", expert=NAME)
        await erased(world, NAME, tmp_path / "data")
        assert [row for row in await dump(database) if {*traces_in(row)} & OF_HER] == []
        assert await keeps_answering(world)

"""Evidence: one archive whose figures are a recount of the ledger, with names where the company allows them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pypdfium2
import pytest
import sqlalchemy as sa

from adapters.media import FileMedia
from bot.evidence.archive import evidence_zip
from bot.evidence.gathering import campaign_evidence, person_evidence
from bot.messages.catalogue import speaking
from lessons.catalog.tables import clips
from lessons.database import Database
from schedules.ledger.ledger import deliveries
from schedules.people import roster
from schedules.replies.replies import replies
from tests.bot.world import DAY, MONDAY, World, furnished

NOW = MONDAY + DAY
FILM = b"the bytes of a film"


@pytest.fixture
async def world(database: Database) -> World:
    made = await furnished(database)
    await made.join("Ada", "Bo", "Cy", "Di", "Ed", "花子")
    for name in made.team:
        first = await made.deliver(name)
        await made.watch(name, first, range(10))
        await made.answer(name, first, 1 if name == "Ada" else 0)
    await made.deliver("Ada", 2)
    return made


async def archive(world: World, folder: Path, *, person: str = "", names: bool = True) -> zipfile.ZipFile:
    media = FileMedia(folder)
    async with world.database.read() as db:
        folders = (await db.execute(sa.select(clips.c.media))).scalars().all()
        workspace = await roster.workspace_by_id(db, world.workspace.id)
    assert workspace is not None
    for each in folders:
        await media.put(f"{each}/clip.mp4", FILM)
    about = (world.database, media, workspace)
    if person:
        evidence = await person_evidence(*about, world.team[person], NOW)
    else:
        evidence = await campaign_evidence(*about, world.campaign, NOW, names=names)
    return zipfile.ZipFile(io.BytesIO(evidence_zip(evidence)))


def table(packed: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(packed.read(name).decode("utf-8-sig"))))


def pages(packed: zipfile.ZipFile) -> str:
    paper = pypdfium2.PdfDocument(packed.read("evidence.pdf"))
    return "\n".join(page.get_textpage().get_text_bounded() for page in paper)


async def test_the_tables_are_a_recount_of_the_ledger(world: World, tmp_path: Path) -> None:
    packed = await archive(world, tmp_path)
    rows, about = table(packed, "messages.csv"), json.loads(packed.read("evidence.json"))
    async with world.database.read() as db:
        sent = (await db.execute(sa.select(deliveries.c.id))).scalars().all()
        answered = (await db.execute(sa.select(replies.c.delivery_id))).scalars().all()
    assert {row["delivery_id"] for row in rows} == set(sent)
    assert {row["delivery_id"] for row in rows if row["answered_at"]} == set(answered)
    assert [row["delivery_id"] for row in about["messages"]] == [row["delivery_id"] for row in rows]
    first = next(row for row in table(packed, "lessons.csv") if row["lesson"] == "the-leak/the-mail")
    assert [first[name] for name in ("people", "sent", "played", "answered")] == ["6", "6", "6", "6"]
    assert first["clip_sha256"] == hashlib.sha256(FILM).hexdigest()
    assert "answer" not in rows[0], "who picked what is nobody else's"


async def test_every_file_has_its_sum(world: World, tmp_path: Path) -> None:
    packed = await archive(world, tmp_path)
    lines = [line.split("  ") for line in packed.read("SHA256SUMS").decode().splitlines()]
    sums = {name: digest for digest, name in lines}
    assert sums.keys() == {*packed.namelist()} - {"SHA256SUMS"}
    assert all(hashlib.sha256(packed.read(name)).hexdigest() == digest for name, digest in sums.items())


async def test_in_privacy_mode_no_name_and_no_small_group_stands_in_it(world: World, tmp_path: Path) -> None:
    async with world.database.write() as db:
        await roster.change_workspace(db, world.workspace.id, privacy=True)
    packed = await archive(world, tmp_path, names=False)
    assert "messages.csv" not in packed.namelist()
    everything = "\n".join([*(packed.read(name).decode("latin-1") for name in packed.namelist()), pages(packed)])
    assert [name for name in world.team if name in everything.replace("Made", "") and len(name) > 2] == []
    assert world.team["Ada"].id not in everything
    second = next(row for row in table(packed, "lessons.csv") if row["lesson"] == "the-leak/the-call")
    assert second["sent"] == "", "one person alone got it"
    assert "Privacy mode is on" in pages(packed).replace("\r\n", " ")


async def test_somebody_takes_along_what_they_learned_with_their_own_answers(world: World, tmp_path: Path) -> None:
    packed = await archive(world, tmp_path, person="Ada")
    rows = table(packed, "messages.csv")
    assert {row["person"] for row in rows} == {"Ada"}
    assert [row["answer"] for row in rows if row["answered_at"]] == ["Report it"]


async def test_the_pages_are_read_in_the_readers_language_and_have_every_script(world: World, tmp_path: Path) -> None:
    with speaking("de"):
        text = pages(await archive(world, tmp_path))
    assert "Nachweis einer Kampagne" in text
    assert "花子" in text

"""Documents that were to be read: one press says so, with the version, and counts as nothing that was learned."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.media import FileMedia
from bot.evidence.archive import evidence_zip
from bot.evidence.gathering import campaign_evidence, person_evidence
from lessons import catalog
from lessons.authoring import AuthoringErrors, read_series
from lessons.authoring.writing import write_series
from lessons.checks import Check, Option
from lessons.database import Database
from lessons.episodes import Cue
from lessons.series import Series
from schedules.replies.replies import replies
from schedules.replies.reviews import reviews
from tests.bot.asking import a_world
from tests.stories.world import World, episode

POLICY = "Information security policy, version 3.2"
READ = "I have read it and follow it"
PAGE = """---
title: The policy
---

## Hook

One page keeps us out of the news.

## Scene: The desk

It lies on every desk, and nobody opens it.

## Call to action

Read it today.

## Acknowledge

{document}

{option}

## Why

It is the rule that the others rest on.
"""


async def with_a_document(world: World) -> None:
    check = Check(POLICY, (Option(READ),), 0, "It is the rule that the others rest on.", document=POLICY)
    lesson = replace(episode(2, "The policy"), check=check)
    async with world.database.write() as db:
        await catalog.import_series(db, world.workspace.id, Series("leak", "The Leak", "en", (lesson,)), world.clock.at)
        for clip in await catalog.clips_wanted(db, world.workspace.id, 100):
            cues = [Cue(0.0, 3.0, "One page.")]
            await catalog.clip_ready(db, world.workspace.id, clip.id, 30.0, "c0ffee", cues, world.clock.at)


def rows_of(content: bytes) -> list[dict[str, str]]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    return list(csv.DictReader(io.StringIO(archive.read("messages.csv").decode("utf-8-sig"))))


async def test_one_press_records_the_document_with_its_version(database: Database, tmp_path: Path) -> None:
    async with a_world(database) as world:
        await with_a_document(world)
        await world.join("Mira", manages=True)
        for name in ("Ada", "Bo"):
            await world.join(name)
        campaign = await world.start("Ada", "Bo")
        await world.pass_days(1.2)
        assert POLICY in (await world.last("Ada")).words
        await world.press("Ada", READ)
        await world.sender.deliver_due()
        assert any(f"Recorded: “{READ}”." in words for words in await world.sees("Ada"))
        async with database.read() as db:
            (reply,) = (await db.execute(sa.select(replies))).all()
            assert (reply.correct, reply.first_try) == (True, False), "it is no try at a question"
            assert (await db.execute(sa.select(reviews))).all() == [], "and is not asked again"
        media, here, now = FileMedia(tmp_path), world.workspace, world.clock.at
        whole = await campaign_evidence(database, media, here, campaign, now, names=True)
        read = {row["person"]: row["document_read"] for row in rows_of(evidence_zip(whole))}
        assert read == {"Ada": POLICY, "Bo": ""}
        own = await person_evidence(database, media, here, world.learners["Ada"], now)
        assert {row["document_read"] for row in rows_of(evidence_zip(own))} == {POLICY}


def folder_with(tmp_path: Path, document: str = POLICY, option: str = f"- [x] {READ}") -> Path:
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "series.md").write_text("---\ntitle: Policies\nlanguage: en\n---\n")
    (folder / "01-the-policy.md").write_text(PAGE.format(document=document, option=option))
    return folder


def test_it_is_written_as_a_section_and_written_back_the_same(tmp_path: Path) -> None:
    series = read_series(folder_with(tmp_path), prove=False)
    (lesson,) = series.episodes
    assert lesson.check is not None
    assert (lesson.check.document, [option.text for option in lesson.check.options]) == (POLICY, [READ])
    written = write_series(series).pages["01-the-policy.md"]
    assert "## Acknowledge" in written
    assert "## Check" not in written


@pytest.mark.parametrize(
    ("document", "option", "fault"),
    [
        ("Information security policy", f"- [x] {READ}", "the document has no version"),
        (POLICY, f"- [x] {READ}\n- [ ] Not yet", "there is not one option that says it was read"),
        (POLICY, f"- [ ] {READ}", "there is not one option that says it was read"),
        (POLICY, f"- [x] {READ}\n\n## Check\n\nWhat?\n\n- [x] A\n- [ ] B", "there is a ## Check and an ## Acknowledge"),
    ],
)
def test_what_is_written_wrong_is_said_with_its_line(tmp_path: Path, document: str, option: str, fault: str) -> None:
    with pytest.raises(AuthoringErrors) as refused:
        read_series(folder_with(tmp_path, document, option), prove=False)
    assert fault in str(refused.value)

"""What a package for a learning system holds: all that it plays, and a description that such systems can read."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.packages.course import NotPacked, gather_course
from bot.packages.zipping import ADLCP, CMI5, IMSCP, Format, pack
from lessons.database import Database
from tests.bot.packages.packing import HOME, course_of, packed, with_films
from tests.bot.world import STORY, furnished


async def test_everything_that_the_page_names_is_in_the_package(database: Database, tmp_path: Path) -> None:
    world, media = await with_films(database, tmp_path)
    for each in Format:
        names = set((archive := await packed(world, media, each)).namelist())
        page = archive.read("index.html").decode()
        assert set(re.findall(r'(?:src|href)="([^"]+)"', page)) <= names
        course = json.loads(archive.read("course-data.js").decode().removeprefix("const COURSE = ").rstrip(";\n"))
        files = {f"{episode['media']}.{kind}" for episode in course["episodes"] for kind in ("mp4", "vtt", "jpg")}
        assert files <= names
        assert "http" not in page.replace("http-equiv", ""), "nothing is fetched from anywhere"


async def test_a_scorm_package_is_one_entry_that_names_its_files(database: Database, tmp_path: Path) -> None:
    archive = await packed(*await with_films(database, tmp_path), Format.SCORM12, 80)
    root = ElementTree.fromstring(archive.read("imsmanifest.xml"))
    assert root.findtext(f"{{{IMSCP}}}metadata/{{{IMSCP}}}schemaversion") == "1.2"
    (item,) = root.iter(f"{{{IMSCP}}}item")
    assert item.findtext(f"{{{ADLCP}}}masteryscore") == "80"
    (resource,) = root.iter(f"{{{IMSCP}}}resource")
    assert (resource.get(f"{{{ADLCP}}}scormtype"), resource.get("href")) == ("sco", "index.html")
    files = {each.get("href") for each in resource.iter(f"{{{IMSCP}}}file")}
    assert files == set(archive.namelist()) - {"imsmanifest.xml"}


async def test_a_cmi5_course_keeps_its_ids_over_versions(database: Database, tmp_path: Path) -> None:
    archive = await packed(*await with_films(database, tmp_path), Format.CMI5, 80)
    root = ElementTree.fromstring(archive.read("cmi5.xml"))
    course, unit = root
    assert course.get("id") == f"{HOME}/courses/the-leak"
    about = {"id": f"{HOME}/courses/the-leak/lessons", "moveOn": "CompletedAndPassed", "masteryScore": "0.8"}
    assert {name: unit.get(name) for name in about} == about
    assert [each.tag.removeprefix(f"{{{CMI5}}}") for each in unit] == ["title", "description", "url"]


async def test_what_authors_wrote_ends_no_script_and_no_element(database: Database, tmp_path: Path) -> None:
    world, media = await with_films(database, tmp_path)
    nasty = '</script><script>alert(1)</script> & "quotes" \u2028'
    course = await course_of(world, media)
    course = replace(course, title=nasty, episodes=[{**course.episodes[0], "title": nasty}])
    archive = zipfile.ZipFile(io.BytesIO(pack(course, Format.SCORM12, 0, HOME)))
    data = archive.read("course-data.js").decode()
    assert ("<" in data, "\u2028" in data) == (False, False)
    title = ElementTree.fromstring(archive.read("imsmanifest.xml")).findtext(f".//{{{IMSCP}}}title")
    assert title == nasty


async def test_without_its_clips_there_is_no_package_and_it_says_which_is_missing(
    database: Database, tmp_path: Path
) -> None:
    world, media = await with_films(database, tmp_path)
    other = await furnished(database, ready=False, outside_id="W2")
    async with database.read() as db:
        series = replace(STORY, episodes=other.episodes)
        with pytest.raises(NotPacked, match="episode 1, The Mail, is not made yet"):
            await gather_course(db, media, other.workspace.id, series, "en")
    await media.delete(f"{world.clips[1].media}/clip.vtt", world.clips[1].made_at.replace(year=2100))  # type: ignore[union-attr]
    with pytest.raises(NotPacked, match="episode 2 is gone"):
        await course_of(world, media)

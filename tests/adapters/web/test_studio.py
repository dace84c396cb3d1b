"""The studio over HTTP: who gets in, what is saved and published, what comes and goes as files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from adapters.web.sign_in.browsers import COOKIE
from bot.operations.exporting import export_series
from bot.studio.archive import MOST_ENTRIES, NotTaken, unpack
from lessons import catalog
from lessons.answers.index.drafts import DocumentSource
from lessons.answers.index.indexing import learn_document
from lessons.answers.index.passages import TextBlock, passages_of_document
from lessons.database import Database
from lessons.series import Series
from schedules.ledger import audit
from schedules.people import roster
from tests.adapters.web.reading import english_in
from tests.adapters.web.studio_desk import EPISODE, SERIES, StudioDesk, studio_desk, zipped

PAGE = "/the-mail/page/01-look-first.md"


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[StudioDesk]:
    async with studio_desk(database, tmp_path) as made:
        yield made


@pytest.fixture
async def strict(database: Database, tmp_path: Path) -> AsyncIterator[StudioDesk]:
    """Where another person approves."""
    async with studio_desk(database, tmp_path, another_approves=True) as made:
        yield made


def fields(said: str = "Somebody wrote to me.", version: int = 1, **changes: Any) -> dict[str, Any]:
    """The page as the editor sends it."""
    sections = [
        {"heading": "Hook", "lines": [{"speaker": "Nia", "mood": "glad", "shows": "Place: office", "words": said}]},
        {
            "heading": "Scene: The name",
            "lines": [{"shows": "Headline: Who wrote it?", "words": "Read the name before the words."}],
        },
        {"heading": "Call to action", "lines": [{"words": "Look at the next mail like that."}]},
        {"heading": "Check", "text": "What do you read first?\n\n- [x] The name\n- [ ] The words"},
        {"heading": "Why", "text": "The name says who wants something."},
        {"heading": "Sources", "text": "- Mail rules"},
    ]
    return {"version": version, "title": "Look first", "summary": "", "sections": sections, **changes}


async def current(desk: StudioDesk) -> Series:
    async with desk.world.database.read() as db:
        series = await catalog.current_series(db, desk.world.workspace.id, "the-mail")
    assert series is not None
    return series


async def said(desk: StudioDesk) -> str:
    return (await current(desk)).episodes[0].script.scenes[0].say


async def door(desk: StudioDesk, name: str = "Mira") -> str:
    """Where the link leads that the bot answers “studio” with."""
    await desk.world.write(name, "studio")
    return "/manage/open/" + (await desk.world.last(name)).words.partition("/manage/open/")[2].split()[0]


async def test_a_manager_gets_the_link_in_chat_and_nobody_else_does(desk: StudioDesk) -> None:
    assert "Open my series" in await (await desk.client.get(await door(desk))).text()
    await desk.world.write("Ada", "studio")
    assert "for those who manage lessons here" in (await desk.world.last("Ada")).words


async def test_the_link_opens_the_studio_one_time(desk: StudioDesk) -> None:
    link = await door(desk)
    entered = await desk.client.post(link, allow_redirects=False)
    assert (entered.status, entered.headers["Location"]) == (303, "/studio")
    assert COOKIE in entered.cookies
    again = await desk.client.post(link)
    assert (again.status, "“studio” to the bot" in await again.text()) == (410, True)


async def test_nobody_else_gets_in(desk: StudioDesk) -> None:
    for path in ("", "/the-mail/", f"{PAGE}/check"):
        assert (await desk.client.get(f"/studio{path}")).status == 401
    assert (await desk.get("", "Ada"))[0] == 403
    assert (await desk.post("/the-mail/publish", "Ada"))[0] == 403
    links, here = desk.world.bot.links, desk.world.workspace.id
    curating = links.curating(here, desk.world.learners["Mira"].id, desk.world.clock.at).rpartition("/")[2]
    assert (await desk.client.get("/studio", headers={"Cookie": f"{COOKIE}={curating}"})).status == 401
    mira = await desk.signed_in()
    async with desk.world.database.write() as db:
        await roster.change_learner(db, here, desk.world.learners["Noor"].id, manages=False)
    assert (await desk.get("", "Noor"))[0] == 403
    desk.world.clock.at += timedelta(hours=13)
    assert (await desk.client.get("/studio", headers=mira)).status == 401


async def test_another_sites_page_cannot_publish(desk: StudioDesk) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    reply = await desk.client.post("/studio/the-mail/publish", headers={**foreign, **(await desk.signed_in())})
    assert reply.status == 403


async def test_a_line_is_changed_saved_and_published(desk: StudioDesk) -> None:
    status, page = await desk.get("")
    assert (status, "The Mail" in page, "Published" in page) == (200, True, True)
    assert "Somebody wrote to me." in (await desk.get(PAGE))[1]
    assert await desk.send(f"{PAGE}/save", fields("Somebody wrote to us.")) == (200, {"version": 2})
    assert "Somebody wrote to us." in (await desk.get(PAGE))[1]
    assert "Draft" in (await desk.get(""))[1]
    assert await said(desk) == "Somebody wrote to me."
    status, page = await desk.post("/the-mail/publish")
    assert (status, "Learners get it" in page) == (200, True)
    assert await said(desk) == "Somebody wrote to us."
    assert (await current(desk)).version == 2
    assert "Draft" not in (await desk.get(""))[1]


async def test_the_second_of_two_people_is_warned_and_loses_nothing(desk: StudioDesk) -> None:
    await desk.get(PAGE)
    assert (await desk.send(f"{PAGE}/save", fields("Mira wrote."), "Mira"))[0] == 200
    status, answer = await desk.send(f"{PAGE}/save", fields("Noor wrote."), "Noor")
    assert (status, answer["version"]) == (409, 2)
    assert answer["conflict"].startswith("Mira changed this page at ")
    assert "Mira wrote." in (await desk.get(PAGE))[1]
    assert (await desk.send(f"{PAGE}/save", fields("Noor wrote.", 2), "Noor"))[0] == 200
    assert await desk.send(f"{PAGE}/step", {"version": 3, "back": True}) == (200, {"version": 4})
    assert "Mira wrote." in (await desk.get(PAGE))[1]


async def test_undo_goes_back_edit_by_edit_and_redo_forward(desk: StudioDesk) -> None:
    await desk.get(PAGE)
    for version, words in enumerate(("One.", "Two.", "Three."), 1):
        await desk.send(f"{PAGE}/save", fields(words, version))
    seen = []
    version = 4
    for back in (True, True, False, False, False, True):
        version = (await desk.send(f"{PAGE}/step", {"version": version, "back": back}))[1]["version"]
        page = (await desk.get(PAGE))[1]
        seen.append(next(words for words in ("One.", "Two.", "Three.") if f">{words}</textarea>" in page))
    assert seen == ["Two.", "One.", "Two.", "Three.", "Three.", "Two."]


async def test_what_is_wrong_stands_at_its_field_with_its_line(desk: StudioDesk) -> None:
    await desk.get(PAGE)
    body = fields()
    body["sections"][1]["lines"][0]["shows"] = "Hedline: Who wrote it?"
    await desk.send(f"{PAGE}/save", body)
    faults = (await (await desk.client.get(f"/studio{PAGE}/check", headers=await desk.signed_in())).json())["faults"]
    assert [(fault["place"], fault["instead"]) for fault in faults] == [("1.0.shows", "Write > Headline: …")]
    status, page = await desk.post("/the-mail/publish")
    assert (status, f"line {faults[0]['line']}" in page, "1 thing is wrong" in page) == (422, True, True)
    assert (await current(desk)).version == 1


async def test_the_clip_of_a_page_names_the_line_of_each_scene(desk: StudioDesk) -> None:
    await desk.get(PAGE)
    preview = await (await desk.client.get(f"/studio{PAGE}/preview", headers=await desk.signed_in())).json()
    assert [scene["place"] for scene in preview["scenes"]] == ["0.0", "1.0", "2.0"]
    assert preview["faults"] == []
    playlist = await desk.client.get(preview["live"])
    assert (playlist.status, "2.m4s" in await playlist.text()) == (200, True)
    still = await desk.client.get(preview["live"].replace("clip.m3u8", "1.jpg"))
    assert (still.status, still.headers["Content-Type"], (await still.read())[:3]) == (
        200,
        "image/jpeg",
        b"\xff\xd8\xff",
    )
    assert (await desk.client.get(preview["live"].replace("clip.m3u8", "3.jpg"))).status == 404


async def test_another_person_approves_where_the_setting_says_so(strict: StudioDesk) -> None:
    await strict.get(PAGE)
    await strict.send(f"{PAGE}/save", fields("Somebody wrote to us."))
    assert "another person has approved" in (await strict.post("/the-mail/publish"))[1]
    assert "Waiting for approval" in (await strict.get(""))[1]
    assert await said(strict) == "Somebody wrote to me."
    status, page = await strict.post("/the-mail/approve")
    assert (status, "another person approves it" in page) == (422, True)
    assert (await strict.post("/the-mail/approve", "Noor"))[0] == 200
    assert await said(strict) == "Somebody wrote to us."


async def test_a_series_goes_out_as_export_writes_it_and_comes_back(desk: StudioDesk, tmp_path: Path) -> None:
    await desk.get("/the-mail/")
    reply = await desk.client.get("/studio/the-mail/series.zip", headers=await desk.signed_in())
    content = await reply.read()
    names = await export_series(await current(desk), desk.media, tmp_path / "out")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        held = {name.removeprefix("the-mail/"): archive.read(name).decode() for name in archive.namelist()}
    assert held == {name: (tmp_path / "out" / name).read_text() for name in names}
    status, page = await desk.bring(content)
    assert (status, "The series is here" in page, "Changed" in page) == (200, True, False)


async def test_a_folder_of_files_becomes_a_series(desk: StudioDesk) -> None:
    episode = EPISODE.replace("Somebody wrote to me.", "Somebody rang.")
    status, _ = await desk.bring(zipped({"x/series.md": SERIES, "x/01-look-first.md": episode, "x/.DS_Store": b"x"}))
    assert status == 200
    assert "Somebody rang." in (await desk.get(PAGE))[1]
    assert (await desk.post("/the-mail/publish"))[0] == 200
    assert await said(desk) == "Somebody rang."


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"no archive", "This is no ZIP file"),
        (zipped({"a.md": "x"}), "There is no series.md"),
        (zipped({"series.md": SERIES, "../01-a.md": "x"}), "leads out of the folder"),
        (zipped({"series.md": SERIES, "/etc/01-a.md": "x"}), "leads out of the folder"),
        (zipped({"series.md": b"\xff\xfe\x00"}), "is not UTF-8"),
        (zipped({"series.md": SERIES, "01-a.md": "x" * 40_000}), "longer than 32 KB"),
        (zipped({"series.md": SERIES, **{f"{n}.txt": "x" for n in range(MOST_ENTRIES)}}), "are the most"),
    ],
)
async def test_files_that_cannot_be_taken_are_refused_with_what_to_do(
    desk: StudioDesk, content: bytes, advice: str
) -> None:
    status, page = await desk.bring(content)
    assert (status, advice in page) == (422, True)


def test_a_damaged_file_is_refused_whatever_byte_of_it_was_changed() -> None:
    packed, chance = io.BytesIO(), Random(7)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x/series.md", SERIES * 20)
        archive.writestr("x/01-look-first.md", EPISODE * 20)
    good = packed.getvalue()
    for _ in range(1500):
        damaged = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        cut = chance.choice((len(damaged), chance.randrange(len(damaged))))
        with suppress(NotTaken):  # anything else than a refusal would be a page of our own fault
            assert "series.md" in unpack(bytes(damaged[:cut])).pages


def test_a_method_of_packing_that_may_ask_for_much_memory_is_refused() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("series.md", SERIES)
    with pytest.raises(NotTaken):
        unpack(content.getvalue())


async def test_a_new_series_has_the_parts_of_a_story_and_cannot_go_out_empty(desk: StudioDesk) -> None:
    status, page = await desk.post("/begin", title="Über Geld")
    assert (status, "Über Geld" in page) == (200, True)
    page = (await desk.get("/uber-geld/page/01-uber-geld.md"))[1]
    assert "Scene: The wrong turn" in page
    assert (await desk.post("/uber-geld/publish"))[0] == 422
    assert "Write a title" in (await desk.post("/begin", title=" "))[1]


async def test_paragraphs_of_a_document_wait_as_lines_with_their_source(desk: StudioDesk) -> None:
    text = "Receipts are handed in within 30 days.\n\nTrains are booked in second class."
    assert "nothing goes out without a source" in (await desk.post("/begin", title="Travel", document=text))[1]
    await desk.post("/begin", title="Travel", document=text, source="Travel policy")
    page = (await desk.get("/travel/page/01-travel.md"))[1]
    assert "Trains are booked in second class." in page
    assert "Travel policy, paragraph 2" in page


async def test_reports_and_changed_sources_put_a_series_at_risk(desk: StudioDesk) -> None:
    here, later = desk.world.workspace.id, desk.world.clock.at + timedelta(hours=1)
    assert "At risk" not in (await desk.get(""))[1]
    async with desk.world.database.write() as db:
        await audit.note(db, here, "a", "clip reported as wrong", "the-mail/look-first: Not so!", later)
        passages = passages_of_document("Mail rules", [TextBlock("Mails are read by their names first.")])
        await learn_document(db, here, DocumentSource("rules.md", "Mail rules"), passages, later)
    page = (await desk.get(""))[1]
    assert "At risk" in page
    assert "Not so!" in page
    assert "Its source changed" in page


async def test_what_was_imported_since_is_not_overwritten(desk: StudioDesk) -> None:
    await desk.get(PAGE)
    await desk.send(f"{PAGE}/save", fields("Somebody wrote to us."))
    newer = (await current(desk)).episodes[0]
    async with desk.world.database.write() as db:
        series = await current(desk)
        changed = Series(series.slug, "The Mails", series.language, (newer,), characters=series.characters)
        await catalog.import_series(db, desk.world.workspace.id, changed, desk.world.clock.at)
    status, page = await desk.post("/the-mail/publish")
    assert (status, "imported by somebody else" in page) == (422, True)
    assert await said(desk) == "Somebody wrote to me."


async def test_a_company_sees_only_its_own_series(desk: StudioDesk) -> None:
    assert (await desk.get("/nothing-here/"))[0] == 404
    assert (await desk.get("/the-mail/page/09-none.md"))[0] == 404
    assert (await desk.get("/the-mail/page/..%2f..%2fetc"))[0] == 404


async def test_what_is_no_page_is_refused(desk: StudioDesk) -> None:
    await desk.get(PAGE)
    status, answer = await desk.send(f"{PAGE}/save", {"version": 1, "sections": "x"})
    assert (status, "error" in answer) == (400, True)
    assert (await desk.send(f"{PAGE}/save", {**fields(), "extra": 1}))[0] == 400


async def test_a_german_curator_reads_german_faults_and_keeps_the_names_that_authors_type(desk: StudioDesk) -> None:
    async with desk.world.database.write() as db:
        mira = desk.world.learners["Mira"].id
        await roster.change_learner(db, desk.world.workspace.id, mira, locale="de-DE")
    sections = fields()["sections"]
    sections[1]["lines"][0]["shows"] = "Headlin: Who wrote it?"
    await desk.send(f"{PAGE}/save", fields(sections=sections))
    faults = (await (await desk.client.get(f"/studio{PAGE}/check", headers=await desk.signed_in())).json())["faults"]
    said = [(fault["what"], fault["instead"]) for fault in faults]
    assert said == [("einen Kasten 'Headlin' gibt es nicht", "Schreib > Headline: …")]
    status, page = await desk.post("/the-mail/publish")
    assert (status, "einen Kasten &#39;Headlin&#39; gibt es nicht. Schreib &gt; Headline: …" in page) == (422, True)
    assert english_in(page, "Headline: …", "The Mail", "Look first", "the-mail") == []
    preview = (await (await desk.client.get(f"/studio{PAGE}/preview", headers=await desk.signed_in("Noor"))).json())[
        "faults"
    ]
    assert [fault["instead"] for fault in preview] == ["Write > Headline: …"]

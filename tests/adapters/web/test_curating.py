"""The curators' page, over HTTP: who gets in, what the forms do, and what is shown of it."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.app import bare_app
from adapters.web.pages.curating import curating_pages
from adapters.web.pages.player import player_pages
from adapters.web.pages.uploaded_documents import MOST_FILES
from bot.answers.renewing.renewer import Renewer
from bot.answers.renewing.sources import SourceOptions, keep_source, sources_of
from bot.answers.wordings import hints_first
from bot.clips.live import LiveClips
from lessons import catalog
from lessons.answers.gathering.choosing import Choice
from lessons.answers.gathering.folder import Folder
from lessons.database import Database
from lessons.episodes import ClipState
from schedules.people import roster
from schedules.people.person_fields import save_group
from tests.bot.asking import HOTEL, a_world, answer, clip_in, teach_handbook, token_of
from tests.stories.world import World


@dataclass
class Desk:
    """The page as Mira, who manages, has it open."""

    world: World
    client: TestClient[web.Request, web.Application]
    path: str

    async def page(self) -> str:
        reply = await self.client.get(self.path)
        assert reply.status == 200
        return await reply.text()

    async def post(self, what: str, **form: str) -> tuple[int, str]:
        reply = await self.client.post(f"{self.path}/{what}", data=form or {"": ""})
        return reply.status, await reply.text()

    async def upload(self, *files: tuple[str, bytes]) -> tuple[int, str]:
        form = aiohttp.FormData(quote_fields=False)
        for name, content in files:
            form.add_field("files", io.BytesIO(content), filename=name)
        reply = await self.client.post(f"{self.path}/documents", data=form)
        return reply.status, await reply.text()


async def _healthy() -> tuple[int, dict[str, Any]]:
    return 200, {}


async def _served(world: World) -> AsyncIterator[Desk]:
    await world.join("Ada")
    await world.join("Mira", manages=True)
    await world.sender.deliver_due()
    links, clock = world.bot.links, world.clock
    made = world.answer_worker.made

    def pages(app: web.Application) -> None:
        curating_pages(app, world.database, links, clock)
        if made is not None:
            live = LiveClips(world.database, made._studio, lambda key: Path(key), made)
            player_pages(app, world.database, links, clock, live)

    async with TestClient(TestServer(bare_app([pages], _healthy))) as client:
        url = links.curating(world.workspace.id, world.learners["Mira"].id, clock.at)
        yield Desk(world, client, url.removeprefix(links.public_url))


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    async with a_world(database) as world:
        async for one in _served(world):
            yield one


@pytest.fixture
async def filming(database: Database, tmp_path: Path) -> AsyncIterator[Desk]:
    """The same, where documents answer with clips."""
    async with a_world(database, tmp_path) as world:
        await teach_handbook(world)
        async for one in _served(world):
            yield one


async def test_a_manager_gets_the_link_in_chat_and_nobody_else_does(desk: Desk) -> None:
    await desk.world.write("Mira", "curate")
    assert "/curate/" in (await desk.world.last("Mira")).words
    await desk.world.write("Ada", "curate")
    assert "for those who manage lessons here" in (await desk.world.last("Ada")).words


async def test_links_of_others_old_links_and_forged_links_open_nothing(desk: Desk) -> None:
    links, here = desk.world.bot.links, desk.world.workspace.id
    ada = links.curating(here, desk.world.learners["Ada"].id, desk.world.clock.at).removeprefix(links.public_url)
    report = links.report(here, here, desk.world.learners["Mira"].id, desk.world.clock.at).rpartition("/")[2]
    for path, status in ((ada, 403), (f"/curate/{report}", 404), (f"{desk.path}x", 404)):
        assert (await desk.client.get(path)).status == status
        assert (await desk.client.post(f"{path}/hints", data={"first": "yes"})).status == status
    desk.world.clock.at += timedelta(days=8)
    assert (await desk.client.get(desk.path)).status == 410


async def test_who_manages_no_more_gets_in_no_more(desk: Desk) -> None:
    async with desk.world.database.write() as db:
        await roster.change_learner(db, desk.world.workspace.id, desk.world.learners["Mira"].id, manages=False)
    assert (await desk.client.get(desk.path)).status == 403


async def test_another_sites_page_cannot_send_a_form(desk: Desk) -> None:
    reply = await desk.client.post(
        f"{desk.path}/hints", data={"first": "yes"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert reply.status == 403


async def test_uploaded_documents_answer_the_next_question(desk: Desk) -> None:
    await teach_handbook(desk.world, without="Travel expenses")
    text = b"# Travel\n\nA hotel in Germany may cost up to 120 euros a night, breakfast included.\n"
    status, page = await desk.upload(("travel.md", text), ("notes.xls", b"x"), ("../../etc/passwd.txt", b"root pays."))
    assert status == 200
    assert "Not everything could be read" in page
    assert "its kind is not known" in page
    assert "upload: passwd.txt" in page
    assert "120 euros" in (await answer(desk.world, HOTEL)).plain


async def test_a_document_of_several_megabytes_comes_in_whole(desk: Desk) -> None:
    page = "".join(f"The shelf number {n} holds the folder {n * 7}.\n\n" for n in range(300))
    status, text = await desk.upload(
        ("shelves.html", f"<!-- {'x' * 3_000_000} --><title>Shelves</title>{page}".encode())
    )
    assert status == 200
    assert "Shelves" in text


async def test_a_file_of_the_same_name_replaces_the_one_before(desk: Desk) -> None:
    await teach_handbook(desk.world, without="Travel expenses")
    for price in ("120", "95"):
        text = f"# Travel\n\nA hotel in Germany may cost up to {price} euros a night, breakfast included.\n"
        await desk.upload(("travel.md", text.encode()))
    said = (await answer(desk.world, HOTEL)).plain
    assert "95 euros" in said
    assert "120 euros" not in said


@pytest.mark.parametrize(
    ("what", "form", "status", "advice"),
    [
        ("pages", {"urls": " \n "}, 422, "write at least one address"),
        ("pages", {"urls": "https://a.example/\n" * 21}, 422, "up to 20 at once"),
        ("remove", {"source": "nix"}, 409, "removed before"),
        ("gaps/nix/aside", {}, 409, "not on the list any more"),
        ("gaps/nix/draft", {"words": "x", "source": "y"}, 409, "not on the list any more"),
        ("drafts/nix/approve", {}, 409, "decided about meanwhile"),
        ("made/nix/approve", {}, 409, "not there any more"),
        ("documents", {"files": "none"}, 415, ""),
    ],
)
async def test_what_cannot_be_done_is_said_with_what_to_do(
    desk: Desk, what: str, form: dict[str, str], status: int, advice: str
) -> None:
    got, page = await desk.post(what, **form)
    assert got == status
    assert advice in page


async def test_too_many_files_at_once_are_refused(desk: Desk) -> None:
    status, page = await desk.upload(*[(f"{n}.txt", b"A sentence.") for n in range(MOST_FILES + 1)])
    assert status == 413
    assert "too many files" in page


async def test_private_addresses_are_not_read(desk: Desk) -> None:
    status, page = await desk.post("pages", urls="http://127.0.0.1:3000/\nhttp://169.254.169.254/latest\nfile:///etc")
    assert status == 200
    assert page.count("private network") == 2
    assert "only http:// and https://" in page


async def test_a_removed_document_is_gone_from_the_list_and_from_answers(desk: Desk) -> None:
    await teach_handbook(desk.world)
    status, page = await desk.post("remove", source="handbook/Travel expenses.md")
    assert status == 200
    assert "handbook/Travel expenses.md" not in page
    assert "120 euros" not in (await answer(desk.world, HOTEL)).plain


async def test_what_is_missing_becomes_a_draft_and_then_an_episode(desk: Desk) -> None:
    for question in ("Who feeds the office tortoise?", "who feeds the tortoise of the office"):
        await answer(desk.world, question)
    page = await desk.page()
    assert "asked 2 times" in page
    gap = page.split("/gaps/")[1].split("/")[0]
    status, page = await desk.post(f"gaps/{gap}/draft", words="The caretaker feeds it at noon.", source="")
    assert (status, "nothing goes out without a source" in page) == (422, True)
    status, page = await desk.post(f"gaps/{gap}/draft", words="The caretaker feeds it.", source="House rules")
    assert status == 200
    assert "Drafts that wait for you" in page
    assert "asked 2 times" not in page
    async with desk.world.database.read() as db:
        assert await catalog.current_series(db, desk.world.workspace.id, "team-questions") is None
    draft = page.split("/drafts/")[1].split("/")[0]
    status, page = await desk.post(f"drafts/{draft}/approve")
    assert status == 200
    async with desk.world.database.read() as db:
        series = await catalog.current_series(db, desk.world.workspace.id, "team-questions")
    assert series is not None
    assert [one.sources[0].title for one in series.episodes] == ["House rules"]


async def test_a_gap_that_needs_no_lesson_leaves_the_list(desk: Desk) -> None:
    await answer(desk.world, "Who feeds the office tortoise?")
    gap = (await desk.page()).split("/gaps/")[1].split("/")[0]
    status, page = await desk.post(f"gaps/{gap}/aside")
    assert status == 200
    assert "tortoise" not in page


async def test_the_companys_own_words_are_kept_and_answer_the_next_question(desk: Desk) -> None:
    await teach_handbook(desk.world)
    assert "This may be it" in (await answer(desk.world, "krankenschein needed from which day?")).plain
    status, text = await desk.post("synonyms", synonyms="krankenschein = doctor's certificate")
    assert status == 200
    assert "Kept. The next question is asked in all of these words." in text
    assert "krankenschein = doctor" in text
    reply = (await answer(desk.world, "krankenschein needed from which day?")).plain
    assert "certificate is needed" in reply
    assert "This may be it" not in reply


async def test_a_word_that_a_press_speaks_for_is_added_at_a_press(desk: Desk) -> None:
    await teach_handbook(desk.world)
    await answer(desk.world, "Dienstwagen tyres?")
    await desk.world.press("Ada", "Yes, that")
    page = await desk.page()
    assert "Dienstwagen = Company cars" in page
    status, text = await desk.post("synonyms", add="Dienstwagen = Company cars")
    assert (status, "Kept. The next question" in text) == (200, True)
    assert text.count("Dienstwagen = Company cars") == 1  # in the list, and proposed no more


async def test_a_list_of_words_that_cannot_be_used_is_refused_with_its_line(desk: Desk) -> None:
    await desk.post("synonyms", synonyms="PTO = vacation")
    status, text = await desk.post("synonyms", synonyms="PTO = vacation\nnonsense")
    assert status == 422
    assert "Line 2 is no group of synonyms" in text
    assert "PTO = vacation" in await desk.page()


async def test_people_to_ask_are_named_by_topic_and_taken_back(desk: Desk) -> None:
    status, text = await desk.post("experts", name="Ada", topic="Travel")
    assert status == 200
    assert "<b>Ada</b>: Travel" in text
    status, text = await desk.post("experts", name="Nobody", topic="")
    assert status == 422
    assert "nobody here is called “nobody”" in text.lower()
    _, text = await desk.post("experts", remove=desk.world.learners["Ada"].id, topic="Travel")
    assert "<b>Ada</b>" not in text


async def test_a_colleagues_reply_waits_on_the_page_until_it_answers_others(desk: Desk) -> None:
    await desk.post("experts", name="Mira", topic="")
    await answer(desk.world, "Where do I throw away old batteries?")
    await desk.world.press("Ada", "Ask Mira")
    await desk.world.write("Mira", "answer Into the grey box.")
    await desk.world.press("Mira", "Yes, others too")
    page = await desk.page()
    assert "Answered by people" in page
    (action,) = re.findall(r"replies/(\w+)/learn", page)
    status, text = await desk.post(f"replies/{action}/learn")
    assert status == 200
    assert "Answered by people" not in text
    assert "Where do I throw away old batteries?" in text  # among the documents


async def test_hint_first_is_a_setting(desk: Desk) -> None:
    await desk.post("hints", first="yes")
    async with desk.world.database.read() as db:
        assert await hints_first(db, desk.world.workspace.id)
    status, page = await desk.post("hints", first="no")
    assert (status, "Answers come at once." in page) == (200, True)


async def test_what_people_wrote_is_shown_as_words_and_never_as_markup(desk: Desk) -> None:
    await answer(desk.world, "<script>alert(1)</script> tortoise <img src=x onerror=y>?")
    page = await desk.page()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


async def test_a_clip_made_now_plays_while_it_is_made_and_says_where_it_is_from(filming: Desk) -> None:
    clip = clip_in(await answer(filming.world, HOTEL))
    assert clip is not None
    page = await (await filming.client.get(f"/watch/{token_of(clip.watch_url)}")).text()
    assert 'data-state="live"' in page
    assert "no curator has reviewed it yet" in page
    assert "Travel expenses" in page
    await filming.world.answer_worker.finish_clips(filming.world.clock.at)
    state = await (await filming.client.get(f"/watch/{token_of(clip.watch_url)}/state")).json()
    assert state == {"state": "ready"}


async def test_a_reported_clip_is_taken_from_the_player_and_waits_on_the_page(filming: Desk) -> None:
    clip = clip_in(await answer(filming.world, HOTEL))
    assert clip is not None
    await filming.world.press("Ada", "This is wrong")
    gone = await filming.client.get(f"/watch/{token_of(clip.watch_url)}")
    assert gone.status == 410
    page = await filming.page()
    assert "Reported as wrong" in page
    made = page.split("/made/")[1].split("/")[0]
    assert (await filming.post(f"made/{made}/clear"))[0] == 200
    assert (await filming.client.get(f"/watch/{token_of(clip.watch_url)}")).status == 200
    assert (await filming.post(f"made/{made}/clear"))[0] == 409, "somebody was faster"


async def test_watching_a_clip_made_now_is_counted_like_any_other(filming: Desk) -> None:
    clip = clip_in(await answer(filming.world, HOTEL))
    assert clip is not None
    beacon = {"seconds": [0, 1], "played": True, "captions": False, "at": 2.0}
    reply = await filming.client.post(f"/watch/{token_of(clip.watch_url)}/seen", json=beacon)
    assert reply.status == 204


async def test_a_clip_that_could_not_be_made_is_shown_with_the_reason_and_made_again_on_demand(desk: Desk) -> None:
    here = desk.world.workspace.id
    assert "Clips that could not be made" not in await desk.page()
    async with desk.world.database.write() as db:
        await db.execute(sa.text("UPDATE clips SET state = 'wanted'"))
        claim = await catalog.claim_clip(db, here, "", desk.world.clock.at)
        assert claim is not None
        await catalog.give_up_clip(db, claim, "the picture <b>is</b> damaged", None, desk.world.clock.at)
    page = await desk.page()
    assert "the picture &lt;b&gt;is&lt;/b&gt; damaged" in page
    status, page = await desk.post(f"clips/{claim.clip.id}/again")
    assert (status, "It is made again" in page, "damaged" in page) == (200, True, False)
    async with desk.world.database.read() as db:
        again = await catalog.clip_by_id(db, here, claim.clip.id)
    assert again is not None
    assert again.state is ClipState.WANTED
    for clip_id in (claim.clip.id, "unknown"):
        status, page = await desk.post(f"clips/{clip_id}/again")
        assert (status, "not in trouble any more" in page) == (409, True)


async def test_owner_and_last_day_are_set_on_the_page_and_stand_in_answers(desk: Desk) -> None:
    await teach_handbook(desk.world)
    chosen = re.search(r'<option value="(\w+)">Travel expenses<', await desk.page())
    assert chosen is not None
    status, page = await desk.post("agreement", document=chosen[1], owner="Bo Lind", until="2026-03-10")
    assert status == 200
    assert "Set. Answers say so from now on." in page
    assert "Running out" in page
    assert page.count("Travel expenses, checked by Bo Lind, valid until 10 March 2026") == 2  # worklist and table
    assert "checked by Bo Lind, valid until 10 March 2026" in (await answer(desk.world, HOTEL)).plain
    desk.world.clock.at += timedelta(days=9)
    desk.path = desk.world.bot.links.curating(
        desk.world.workspace.id, desk.world.learners["Mira"].id, desk.world.clock.at
    ).removeprefix(desk.world.bot.links.public_url)
    assert "valid until 10 March 2026: overdue" in await desk.page()


async def test_a_day_that_is_none_and_a_document_that_is_gone_are_refused(desk: Desk) -> None:
    await teach_handbook(desk.world)
    chosen = re.search(r'<option value="(\w+)">Travel expenses<', await desk.page())
    assert chosen is not None
    status, page = await desk.post("agreement", document=chosen[1], owner="", until="2026-02-30")
    assert (status, "“2026-02-30” is no date: write 2027-03-31" in page) == (422, True)
    assert (await desk.post("agreement", document="gone", owner="Bo", until=""))[0] == 409


async def test_a_document_is_limited_to_a_group_on_the_page(desk: Desk) -> None:
    await teach_handbook(desk.world)
    chosen = re.search(r'<option value="(\w+)">Travel expenses<', await desk.page())
    assert chosen is not None
    status, page = await desk.post("limit", document=chosen[1], groups="Bosses")
    assert (status, "There is no group “Bosses”" in page) == (422, True)
    async with desk.world.database.write() as db:
        await save_group(db, desk.world.workspace.id, "Bosses", "name is Mira", desk.world.clock.at)
    status, page = await desk.post("limit", document=chosen[1], groups="Bosses, ")
    assert (status, "only for “Bosses”" in page) == (200, True)
    assert "120 euros" not in (await answer(desk.world, HOTEL)).plain
    assert "120 euros" in (await answer(desk.world, HOTEL, "Mira")).plain
    assert "only for" not in (await desk.post("limit", document=chosen[1], groups=""))[1]
    assert "120 euros" in (await answer(desk.world, HOTEL)).plain


async def test_a_web_site_is_named_looked_at_and_removed_on_the_page(desk: Desk) -> None:
    assert "Nothing is read again by itself yet." in await desk.page()
    status, text = await desk.post("sources", url="http://127.0.0.1:9/help/", links="yes", every="day")
    assert status == 422
    assert "private network" in text
    status, text = await desk.post("sources", url="https://help.example.com/", links="yes", every="hour")
    assert status == 200
    assert "It is looked at within a minute" in text
    assert "0 documents; last looked at: never; next:" in text
    async with desk.world.database.read() as db:
        (source,) = await sources_of(db, desk.world.workspace.id)
    assert (source.options.depth, source.every) == (3, timedelta(hours=1))
    assert (await desk.post(f"sources/{source.id}/look"))[0] == 200
    status, text = await desk.post(f"sources/{source.id}/remove")
    assert "It is not looked at any more" in text
    assert (await desk.post(f"sources/{source.id}/remove"))[0] == 409


async def test_the_page_says_of_each_place_what_could_not_be_read_in_the_curators_language(
    desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "handbook"
    folder.mkdir()
    (folder / "good.md").write_text("# Good\n\nThe fuel card stays in the glove box.")
    (folder / "sums.xlsx").write_bytes(b"png")
    here, now = desk.world.workspace.id, desk.world.clock.at
    async with desk.world.database.write() as db:
        await keep_source(db, here, "folder", str(folder), SourceOptions(), timedelta(days=1), now)
        await roster.change_learner(db, here, desk.world.learners["Mira"].id, own_locale="de")
    await Renewer(desk.world.database, lambda source: Folder(Path(source.address), Choice())).renew_due(now)
    text = await desk.page()
    assert re.search(r"1 Dokument; zuletzt angesehen: 2\. März 2026, \d\d:\d\d; nächstes Mal: 3\. März 2026", text)
    assert re.search(
        r"1 Datei oder Seite nicht gelesen[\s\S]*Diese Art von Datei ist nicht bekannt[\s\S]*sums\.xlsx<", text
    )

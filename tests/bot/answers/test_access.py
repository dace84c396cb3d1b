"""Documents for some people only: who asks, which document, and everywhere that it could show."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.app import bare_app
from adapters.web.pages.document import document_pages
from adapters.web.pages.showing import Unwatchable, find
from bot.__main__ import main
from bot.answers.documents import documents_of, learn_all, remove
from bot.answers.gaps import NotReady, approve_made, nearest, open_gaps
from bot.answers.generated_clips import in_question
from bot.answers.sources.access import hidden_from, limit, limited
from bot.answers.taught import proposals, proposed_words
from bot.links import Purpose
from lessons.answers.index.document_text import document_around
from lessons.answers.index.drafts import document_id
from lessons.answers.reading.files import read_files
from lessons.database import Database
from schedules.people import person_fields
from schedules.people.roster import Learner, learner_by_id
from tests.bot.asking import HANDBOOK, HOTEL, a_world, answer, clip_in, quoted, rows, teach_handbook, token_of
from tests.stories.world import MONDAY, World

INSIDERS = "Insiders"
# Of each document: a question that it answers, one that is near, a typing error that only it mends, words it alone has.
ABOUT = {
    "Travel expenses": (HOTEL, "breakfast", "reciepts", ("120 euros", "second class", "Travel expenses")),
    "Sick leave": (
        "Which certificate is needed from the fourth day on?",
        "portal",
        "certifcate",
        ("team lead", "staff portal", "Sick leave"),
    ),
    "Company cars": (
        "Where does the fuel card stay?",
        "tyres",
        "speding",
        ("glove box", "Winter tyres", "Company cars"),
    ),
    "Visitors": ("Where do visitors sign in?", "badge", "labratory", ("yellow badge", "front desk", "never alone")),
}


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    async with a_world(database) as made:
        for name in ("Ada", "Bo"):
            await made.join(name)
        await made.join("Mira", manages=True)
        await made.sender.deliver_due()
        await teach_handbook(made)
        await admit(made, "Ada")
        yield made


async def admit(world: World, name: str) -> None:
    """The group has this one member from now on."""
    async with world.database.write() as db:
        await person_fields.save_group(db, world.workspace.id, INSIDERS, f"name is {name}", MONDAY)


async def close(world: World, title: str) -> str:
    """Limit a document of the handbook to the group; returns its id."""
    its_id = document_id(f"handbook/{title}.md")
    async with world.database.write() as db:
        await limit(db, world.workspace.id, its_id, [INSIDERS])
    return its_id


async def person(world: World, name: str) -> Learner:
    async with world.database.read() as db:
        learner = await learner_by_id(db, world.workspace.id, world.learners[name].id)
    assert learner is not None
    return learner


async def everything_read(world: World, name: str, title: str) -> str:
    """All that somebody can read about a document in chat: answers, suggestions, nearest titles, repairs, shapes."""
    sure, near, typo, _ = ABOUT[title]
    texts = []
    for words in (sure, "shorter", "the whole section", near, typo, title, "as a video", f"What about {title}?"):
        texts.append((await answer(world, words, name)).plain)
    return "\n".join(texts)


@pytest.mark.parametrize("name", ["Ada", "Bo", "Mira"])
@pytest.mark.parametrize("title", ABOUT)
async def test_who_is_not_in_the_group_reads_the_same_as_without_the_document(
    world: World, title: str, name: str
) -> None:
    await close(world, title)
    words = await everything_read(world, name, title)
    alone = ABOUT[title][3]
    if name == "Ada":
        assert any(each in words for each in alone)
        return
    asked = " ".join(("What about", title, *ABOUT[title][:3]))
    assert not [each for each in alone if each in words and each not in asked]
    async with world.database.write() as db:
        assert await remove(db, world.workspace.id, title)
        assert not await limited(db, world.workspace.id)
    assert await everything_read(world, name, title) == words


@pytest.mark.parametrize("title", ABOUT)
async def test_the_page_of_a_document_is_gone_for_others_and_for_who_left_the_group(world: World, title: str) -> None:
    await close(world, title)
    url = quoted(await answer(world, ABOUT[title][0], "Ada"))[0].url
    links, now = world.bot.links, world.clock.at
    passage = links.read(url.rpartition("/")[2].removesuffix("#here"), Purpose.DOCUMENT, now).subject
    theirs = links.document(world.workspace.id, passage, world.learners["Bo"].id, now)

    async def healthy() -> tuple[int, dict[str, object]]:
        return 200, {}

    def pages(app: object) -> None:
        document_pages(app, world.database, links, world.clock)  # type: ignore[arg-type]

    async with TestClient(TestServer(bare_app([pages], healthy))) as browser:

        async def opened(address: str) -> tuple[int, str]:
            reply = await browser.get(address.removeprefix(links.public_url).removesuffix("#here"))
            return reply.status, await reply.text()

        assert (await opened(url))[0] == 200
        status, text = await opened(theirs)
        assert status == 410
        assert not [each for each in ABOUT[title][3] if each in text]
        await admit(world, "Bo")
        assert (await opened(url))[0] == 410
        assert (await opened(theirs))[0] == 200
        async with world.database.write() as db:
            await person_fields.remove_group(db, world.workspace.id, INSIDERS)
        assert (await opened(theirs))[0] == 410  # a group that is gone has no members


async def test_who_left_the_group_gets_no_other_shape_of_what_they_read(world: World) -> None:
    await close(world, "Travel expenses")
    assert "120 euros" in (await answer(world, HOTEL, "Ada")).plain
    await admit(world, "Bo")
    for wish in ("shorter", "the whole section", "as a video"):
        assert "There is no answer yet" in (await answer(world, wish, "Ada")).plain


async def test_a_clip_made_of_it_plays_for_members_alone_and_becomes_no_episode(
    database: Database, tmp_path: Path
) -> None:
    async with a_world(database, tmp_path) as world:
        for name in ("Ada", "Bo"):
            await world.join(name)
        await world.join("Mira", manages=True)
        await world.sender.deliver_due()
        await teach_handbook(world)
        await admit(world, "Ada")
        await close(world, "Travel expenses")
        clip = clip_in(await answer(world, HOTEL, "Ada"))
        assert clip is not None
        assert clip_in(await answer(world, HOTEL, "Bo")) is None
        ticket = world.bot.links.read(token_of(clip.watch_url), Purpose.PLAYER, world.clock.at)
        async with database.read() as db:
            assert (await find(db, ticket)).sources
            (made,) = await in_question(db, world.workspace.id, 10)
        mira = await person(world, "Mira")
        async with database.write() as db:
            with pytest.raises(NotReady, match="only for some groups"):
                await approve_made(db, made, mira, MONDAY)
        await admit(world, "Bo")
        async with database.read() as db:
            with pytest.raises(Unwatchable):
                await find(db, ticket)


async def test_no_draft_and_no_synonym_is_made_of_it(world: World) -> None:
    reply = await answer(world, "Dienstwagen tyres?", "Ada")
    await world.press("Ada", "Yes, 1" if len(quoted(reply)) > 1 else "Yes, that")
    await answer(world, "Do winter tyres cost zebrafish aquariums?", "Bo")
    await answer(world, "Zebrafish?", "Bo")
    async with world.database.read() as db:
        waiting = await proposals(db, world.workspace.id, 10)
        assert [each.line for each in await proposed_words(db, world.workspace.id, waiting)] == [
            "Dienstwagen = Company cars"
        ]
    await close(world, "Company cars")
    async with world.database.read() as db:
        assert await proposed_words(db, world.workspace.id, waiting) == []
        for gap in await open_gaps(db, world.workspace.id):
            assert "Company cars" not in (await nearest(db, world.workspace.id, gap))[1]


async def test_a_folder_is_read_for_a_group_and_stays_so_when_it_is_read_again(world: World, tmp_path: Path) -> None:
    (tmp_path / "pay.md").write_text("# Pay\n\nThe bonus of a shift leader is 900 zloty a month.\n")
    question = "How high is the bonus of a shift leader?"
    for groups in ([INSIDERS], []):
        read = read_files([tmp_path])
        assert [each async for each in learn_all(world.database, world.workspace.id, read, MONDAY, groups)]
        assert "900 zloty" in (await answer(world, question, "Ada")).plain
        assert "zloty" not in (await answer(world, question, "Bo")).plain


async def test_a_rule_that_cannot_be_read_has_no_members(world: World) -> None:
    its_id = await close(world, "Visitors")
    async with world.database.write() as db:
        row = person_fields.groups.update().values(rule="name is is is")
        await db.execute(row)
    for name in ("Ada", "Bo"):
        async with world.database.read() as db:
            assert await hidden_from(db, await person(world, name)) == {its_id}


async def test_without_a_limit_everybody_reads_everything(world: World) -> None:
    its_id = await close(world, "Visitors")
    async with world.database.write() as db:
        await limit(db, world.workspace.id, its_id, [])
        assert await hidden_from(db, await person(world, "Bo")) == frozenset()
        assert len(await documents_of(db, world.workspace.id)) == len(HANDBOOK)
    assert "front desk" in (await answer(world, ABOUT["Visitors"][0], "Bo")).plain
    (cited,) = (await rows(world.database, "cited"))[0]
    async with world.database.read() as db:
        assert isinstance(cited, list)
        assert await document_around(db, world.workspace.id, cited[0])


def test_a_group_that_nobody_made_is_refused_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    (tmp_path / "pay.md").write_text("# Pay\n\nThe bonus is 900 zloty.\n")
    assert main(["learn-from", str(tmp_path / "pay.md"), "--for", "Bosses"]) == 2
    assert "there is no group 'Bosses'" in capsys.readouterr().err
    assert main(["learn-from", "--list"]) == 0
    assert "Nothing yet" in capsys.readouterr().out

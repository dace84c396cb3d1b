"""What is learned is found, what is forgotten is gone, and a change touches what it must."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.index import tables
from lessons.answers.index.drafts import DocumentSource, document_id
from lessons.answers.index.indexing import known_documents, learn_document, learn_episode, reindex
from lessons.answers.index.passages import TextBlock, passages_of_document
from lessons.answers.index.tables import passages, postings, term_counts, vocabulary
from lessons.answers.search.decision import Outcome
from lessons.answers.text.analyser import terms
from lessons.database import Database
from tests.lessons.answers.world import HOLIDAYS, NOON, PHISHING, TRAVEL, World

ONE = "Alpha rules the first part.\n\n"
TWO = "Beta rules the second part. "


async def counted(database: Database, workspace: str = "acme") -> dict[str, object]:
    """The index's size and words; fails when a counter differs from the rows, counted afresh."""
    async with database.read() as db:
        rows = (await db.execute(sa.select(passages).where(passages.c.workspace_id == workspace))).all()
        posted = await _pairs(db, sa.select(postings.c.term, sa.func.count()).group_by(postings.c.term))
        kept = await _pairs(db, sa.select(term_counts.c.term, term_counts.c.times))
        spelled = await _pairs(db, sa.select(vocabulary.c.word, vocabulary.c.times))
        state = await tables.state(db, workspace)
    texts = [[*terms(row.title, "en") * 2, *terms(row.body, "en")] for row in rows]
    assert kept == posted == Counter(term for text in texts for term in set(text))
    assert state is not None
    assert (state.passages, state.length) == (len(rows), sum(map(len, texts)))
    assert [row.length for row in rows] == list(map(len, texts))
    assert all(times > 0 for times in spelled.values())
    return {"passages": len(rows), "words": spelled}


async def _pairs(db: AsyncConnection, query: sa.Select[str, int]) -> dict[str, int]:
    return {row[0]: row[1] for row in await db.execute(query)}


async def test_what_was_learned_answers_the_very_next_question(either: World) -> None:
    await either.teach("travel.md", TRAVEL, "Travel policy")
    finding = await either.ask("How much may a hotel in Berlin cost?")
    assert finding.hits[0].source == "travel.md"
    assert finding.hits[0].title == "Travel policy"
    await counted(either.database)


async def test_what_was_forgotten_is_gone_at_once(either: World) -> None:
    await either.teach_basics()
    before = await counted(either.database)
    await either.teach("secret.md", "The zebra code is 4711.")
    assert (await either.ask("zebra code")).hits[0].source == "secret.md"
    assert await either.forget(document_id("secret.md")) is True
    assert all("zebra" not in hit.body for hit in (await either.ask("zebra code")).hits)
    after = await counted(either.database)
    assert after == before
    assert await either.forget(document_id("secret.md")) is False


async def test_reading_again_changes_nothing(either: World) -> None:
    first = await either.teach("a.md", ONE + TWO)
    again = await either.teach("a.md", ONE + TWO)
    assert (first.added, first.kept, first.removed) == (1, 0, 0)
    assert (again.added, again.kept, again.removed) == (0, 1, 0)


async def test_only_the_part_that_changed_is_replaced(either: World) -> None:
    def parts(second: str) -> list[TextBlock]:
        return [
            TextBlock("Alpha rules here.", ("One",)),
            TextBlock(second, ("Two",)),
            TextBlock("Gamma rules there.", ("Three",)),
        ]

    async with either.database.write() as db:
        source = DocumentSource("a.md", "Guide")
        await learn_document(db, "acme", source, passages_of_document("Guide", parts("Beta rules.")), NOON)
        old = {row.title: row.id for row in await db.execute(sa.select(passages))}
        later = NOON + timedelta(days=1)
        changed = await learn_document(db, "acme", source, passages_of_document("Guide", parts("Delta rules.")), later)
        new = {row.title: row.id for row in await db.execute(sa.select(passages))}
    assert (changed.added, changed.kept, changed.removed) == (1, 2, 1)
    assert {title for title in new if new[title] != old[title]} == {"Guide › Two"}
    assert (await either.ask("delta")).hits[0].title == "Guide › Two"
    assert (await either.ask("beta")).hits == ()
    await counted(either.database)


async def test_a_new_beginning_moves_the_rest_without_replacing_it(either: World) -> None:
    async with either.database.write() as db:
        for headings in (("One", "Two"), ("Zero", "One", "Two")):
            blocks = [TextBlock(f"Part {name} rules.", (name,)) for name in headings]
            learned = await learn_document(
                db, "acme", DocumentSource("a", "G"), passages_of_document("G", blocks), NOON
            )
        assert (learned.added, learned.kept) == (1, 2)
        rows = await db.execute(sa.select(passages.c.title).order_by(passages.c.ordinal))
        assert list(rows.scalars()) == ["G › Zero", "G › One", "G › Two"]


async def test_what_two_documents_say_alike_stays_while_one_of_them_does(either: World) -> None:
    await either.teach("a.md", TRAVEL)
    await either.teach("b.md", TRAVEL)
    await either.forget(document_id("a.md"))
    assert [hit.source for hit in (await either.ask("hotel in Berlin")).hits] == ["b.md"]
    await counted(either.database)


async def test_another_workspace_changes_nothing_in_mine(either: World) -> None:
    await either.teach_basics()
    questions = ["What does a hotel in Berlin cost?", "pasword asked by mail", "How many days of leave?"]
    before = [await either.ask(question) for question in questions]
    other = World(either.database, "rival")
    for at in range(5):
        await other.teach(f"{at}.md", f"{TRAVEL} {PHISHING} {HOLIDAYS} Number {at}. Pasword.", "Travel policy")
    assert [await either.ask(question) for question in questions] == before
    await other.forget(document_id("1.md"))
    assert [await either.ask(question) for question in questions] == before


async def test_only_an_approved_episode_is_found(either: World) -> None:
    async def learn(approved: bool) -> None:
        async with either.database.write() as db:
            cues = [(0.0, 4.0, "Press the red button."), (4.0, 9.0, "Then call the security team.")]
            await learn_episode(db, "acme", "e1", "c1", "Phishing", cues, "en", (), approved, NOON)

    await learn(True)
    assert (await either.ask("red button")).hits[0].episode_id == "e1"
    await learn(False)
    assert (await either.ask("red button")).hits == ()


async def test_writers_in_one_workspace_lose_nothing(either: World) -> None:
    await asyncio.gather(*(either.teach(f"{at}.md", f"{TRAVEL} Number {at}.") for at in range(12)))
    assert (await counted(either.database))["passages"] == 12


async def test_an_import_that_fails_leaves_nothing_behind(either: World) -> None:
    await either.teach_basics()
    before = await counted(either.database)

    async def failing() -> None:
        async with either.database.write() as db:
            await learn_document(
                db, "acme", DocumentSource("a", "A"), passages_of_document("A", [TextBlock(TWO)]), NOON
            )
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        await failing()
    assert await counted(either.database) == before


async def test_a_new_analyser_reads_everything_again(either: World) -> None:
    await either.teach_basics()
    before = await counted(either.database)
    async with either.database.write() as db:
        await db.execute(sa.update(tables.knowledge).values(analyser=0))
        await db.execute(sa.delete(postings))
        assert await reindex(db, "acme") is True
        assert await reindex(db, "acme") is False
    after = await counted(either.database)
    assert after == before


async def test_a_curator_sees_what_is_known(either: World) -> None:
    await either.teach("b.md", ONE + TWO, "B")
    await either.show("e1", "A clip", [(0.0, 2.0, "Hello there.")])
    async with either.database.read() as db:
        rows = await known_documents(db, "acme")
    seen = [(row.title, row.kind, row.source, row.passages, row.learned_at) for row in rows]
    assert seen == [("A clip", "clip", "", 1, NOON), ("B", "document", "b.md", 1, NOON)]


async def test_a_document_in_another_language_is_read_again_when_that_is_corrected(either: World) -> None:
    await either.teach("a.md", "Die Häuser stehen am Fluss.", language="en")
    changed = await either.teach("a.md", "Die Häuser stehen am Fluss.", language="de")
    assert changed.added == 1
    assert (await either.ask("Welches Haus?", language="de")).outcome is not Outcome.ANSWER
    assert (await either.ask("Haus Fluss", language="de")).hits[0].source == "a.md"

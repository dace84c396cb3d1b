"""Meaning beside words: questions in other words than the documents'."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from lessons.answers.index.drafts import document_id
from lessons.answers.index.nearness import FEW, VectorCache
from lessons.answers.index.vectors import embed_missing, meaning_of, passage_vectors, stored_as, waiting_passages
from lessons.answers.search.decision import Outcome
from lessons.ports import VendorBusy
from tests.lessons.answers.world import World

TOPICS = ("hotel lodging overnight accommodation", "phishing scam fraud mail", "leave vacation holidays absence")


@dataclass
class Topics:
    """An embedder that knows a few topics; one dimension for each, and a little of a fourth for everything else."""

    model: str = "topics"
    busy: bool = False
    delay_s: float = 0.0
    asked: list[str] = field(default_factory=list)

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        await asyncio.sleep(self.delay_s)
        if self.busy:
            raise VendorBusy("busy", 5)
        self.asked += texts
        rows = np.array([[*(self._about(text, topic) for topic in TOPICS), 0.1] for text in texts], np.float32)
        unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit

    def _about(self, text: str, topic: str) -> float:
        return float(sum(word in text.lower() for word in topic.split()))


async def test_how_many_passages_wait_for_vectors_is_known(either: World) -> None:
    embedder = Topics()
    await either.teach_basics()
    async with either.database.read() as db:
        assert await waiting_passages(db, embedder.model) == 3
    await embed_missing(either.database, "acme", embedder, batch=1)
    async with either.database.read() as db:
        assert await waiting_passages(db, embedder.model) == 2
        assert await waiting_passages(db, "another model") == 3
    while await embed_missing(either.database, "acme", embedder):
        pass
    async with either.database.read() as db:
        assert await waiting_passages(db, embedder.model) == 0


async def test_a_question_in_other_words_finds_its_passage(either: World) -> None:
    await either.teach_basics()
    embedder = Topics()
    assert await embed_missing(either.database, "acme", embedder) == 3
    assert (await either.ask("overnight accommodation")).hits == ()
    found = await either.ask("overnight accommodation", meaning=await meaning_of(embedder, "overnight accommodation"))
    assert found.hits[0].source == "travel.md"
    assert (found.outcome, found.by_meaning) == (Outcome.NONE, True)


async def test_meaning_reorders_what_words_found(world: World) -> None:
    await world.teach("report.md", "Report the report of the reports in the report.", "Report")
    embedder = Topics()
    while await embed_missing(world.database, "acme", embedder, batch=2):
        pass
    plain = await world.ask("report a scam")
    fused = await world.ask("report a scam", meaning=await meaning_of(embedder, "report a scam"))
    assert plain.hits[0].source == "report.md"
    assert fused.hits[0].source == "phishing.md"


async def test_a_passage_is_embedded_once_and_anew_when_it_changes(either: World) -> None:
    await either.teach_basics()
    embedder = Topics()
    assert await embed_missing(either.database, "acme", embedder) == 3
    assert await embed_missing(either.database, "acme", embedder) == 0
    await either.teach("travel.md", "Hostels only.", "Travel policy")
    assert await embed_missing(either.database, "acme", embedder) == 1
    assert embedder.asked[-1] == "Travel policy\nHostels only."


async def test_a_forgotten_document_is_not_found_by_meaning(either: World) -> None:
    await either.teach_basics()
    embedder = Topics()
    await embed_missing(either.database, "acme", embedder)
    meaning = await meaning_of(embedder, "lodging")
    assert (await either.ask("lodging", meaning=meaning)).hits[0].source == "travel.md"
    await either.forget(document_id("travel.md"))
    assert "travel.md" not in [hit.source for hit in (await either.ask("lodging", meaning=meaning)).hits]


async def test_documents_learned_later_are_found_by_meaning_too(either: World) -> None:
    await either.teach("phishing.md", "A scam comes by mail.", "Phishing")
    embedder = Topics()
    await embed_missing(either.database, "acme", embedder)
    meaning = await meaning_of(embedder, "overnight")
    await either.ask("overnight", meaning=meaning)
    await either.teach("travel.md", "Use a hotel.", "Travel")
    await embed_missing(either.database, "acme", embedder)
    found = await asyncio.gather(*(either.ask("overnight", meaning=meaning) for _ in range(5)))
    assert {one.hits[0].source for one in found} == {"travel.md"}
    assert len({len(one.hits) for one in found}) == 1


async def test_another_workspace_is_not_found_by_meaning(either: World) -> None:
    await World(either.database, "rival").teach("travel.md", "Use a hotel.", "Travel")
    await either.teach("phishing.md", "A scam comes by mail.", "Phishing")
    embedder = Topics()
    for workspace in ("rival", "acme"):
        await embed_missing(either.database, workspace, embedder)
    found = await either.ask("hotel", meaning=await meaning_of(embedder, "hotel"))
    assert {hit.source for hit in found.hits} <= {"phishing.md"}


async def test_an_embedder_that_cannot_leaves_the_words() -> None:
    assert await meaning_of(None, "hotel") is None
    assert await meaning_of(Topics(), "  ") is None
    assert await meaning_of(Topics(busy=True), "hotel") is None
    assert await meaning_of(Topics(delay_s=30), "hotel", timeout_s=0.05) is None


async def test_what_is_near_in_meaning_alone_is_suggested_and_never_an_answer(world: World) -> None:
    embedder = Topics(model="all-MiniLM-L6-v2/int8")  # whose cosines were measured
    while await embed_missing(world.database, "acme", embedder):
        pass
    found = await world.ask("overnight accommodation", meaning=await meaning_of(embedder, "overnight accommodation"))
    assert found.outcome is Outcome.SUGGEST
    assert found.suggestions[0][0].source == "travel.md"
    sure = "How much may a hotel in Berlin cost a night?"
    assert (await world.ask(sure, meaning=await meaning_of(embedder, sure))).outcome is (await world.ask(sure)).outcome


MEASURED = "all-MiniLM-L6-v2/int8"  # the model whose cosines were measured, played by Topics


async def test_a_model_that_reads_english_suggests_nothing_to_a_german_question(world: World) -> None:
    await world.teach_basics()
    embedder = Topics(MEASURED)
    await embed_missing(world.database, "acme", embedder)
    meaning = await meaning_of(embedder, "overnight")
    assert (await world.ask("overnight stays", meaning=meaning)).outcome is Outcome.SUGGEST
    german = await world.ask("Wo kann ich mein Fahrrad lassen?", "de", meaning=meaning)
    assert (german.outcome, german.by_meaning) == (Outcome.NONE, False)


async def test_an_answer_by_words_that_another_passage_is_much_nearer_to_is_only_suggested(world: World) -> None:
    await world.teach_basics()
    await world.teach("report.md", "Report a broken window to the caretaker.", "Report › Broken windows")
    embedder = Topics(MEASURED)
    await embed_missing(world.database, "acme", embedder)
    question = "Report a broken window"
    assert (await world.ask(question)).outcome is Outcome.ANSWER
    near = await meaning_of(embedder, "a broken window")
    assert (await world.ask(question, meaning=near)).outcome is Outcome.ANSWER
    elsewhere = await meaning_of(embedder, "scam fraud")
    assert (await world.ask(question, meaning=elsewhere)).outcome is Outcome.SUGGEST


async def test_one_sentence_among_many_is_enough_to_be_looked_at(world: World) -> None:
    filler = [f"Paragraph {number} speaks of doors and windows." for number in range(6)]
    text = " ".join([*filler[:3], "Overnight lodging costs nothing.", *filler[3:]])
    await world.teach("rooms.md", text, "House › Rooms")
    embedder = Topics(MEASURED)
    while await embed_missing(world.database, "acme", embedder):
        pass
    assert "Rooms: Overnight lodging costs nothing." in embedder.asked
    found = await world.ask("Sleep?", meaning=await meaning_of(embedder, "overnight"))
    assert found.outcome is Outcome.SUGGEST
    assert "rooms.md" in [place.source for place, _ in found.suggestions]


async def test_what_may_be_it_comes_from_different_sections(world: World) -> None:
    long = " ".join(
        f"Lodging number {number} is a hotel with many rooms and a garden for guests." for number in range(40)
    )
    await world.teach("hotels.md", long, "Travel › Hotels")
    await world.teach("leave.md", "Whoever is on vacation may stay at a hotel.", "Time off › Leave")
    embedder = Topics(MEASURED)
    while await embed_missing(world.database, "acme", embedder):
        pass
    found = await world.ask("Accommodation?", meaning=await meaning_of(embedder, "hotel"))
    titles = [place.title for place, _ in found.suggestions]
    assert len({*titles}) == 3
    assert {"Travel › Hotels", "Time off › Leave"} <= {*titles}


async def test_vectors_of_an_earlier_form_make_room_for_the_new_ones(either: World) -> None:
    await either.teach_basics()
    embedder = Topics()
    row = {"workspace_id": "acme", "model": embedder.model, "number": 1, "vector": b"\0\0"}
    async with either.database.write() as db:
        await db.execute(sa.insert(passage_vectors).values(row))
    assert await embed_missing(either.database, "acme", embedder) == 3
    async with either.database.read() as db:
        models = [*await db.scalars(sa.select(passage_vectors.c.model).distinct())]
    assert models == [stored_as(embedder.model)]


def test_signs_find_the_nearest_of_many_vectors() -> None:
    chance = np.random.default_rng(7)
    topics = chance.standard_normal((200, 384), np.float32)
    many = topics[chance.integers(200, size=FEW + 5_000)] + 0.8 * chance.standard_normal((FEW + 5_000, 384), np.float32)
    many /= np.linalg.norm(many, axis=1, keepdims=True)
    cache = VectorCache()
    # Batch by batch, as they come from the database.
    for at in range(0, len(many), 4_000):
        cache.add(
            [(number + 1, many[number].astype("<f2").tobytes()) for number in range(at, min(at + 4_000, len(many)))]
        )
    assert cache.last == len(many)
    for question in topics[:20] / np.linalg.norm(topics[:20], axis=1, keepdims=True):
        exact = np.argsort(-(many @ question))[:10] + 1
        found = cache.nearness(question, [3, 99_999], 60)
        assert len({*exact.tolist()} & found.keys()) >= 9
        assert abs(found[3] - float(many[2] @ question)) < 0.01

"""Meaning beside words: questions in other words than the documents'."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lessons.answers.decide import Outcome
from lessons.answers.knowledge import document_id
from lessons.answers.vectors import embed_missing, meaning_of
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

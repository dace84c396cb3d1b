"""A model that nobody measured is put to the test first, so that near means near whatever its cosines are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from adapters.minilm.embedder import MiniLMEmbedder
from lessons.answers.index.drafts import DocumentSource
from lessons.answers.index.indexing import learn_document
from lessons.answers.index.passages import TextBlock, passages_of_document
from lessons.answers.index.vectors import embed_missing, meaning_of
from lessons.answers.search.decision import SCALES, Outcome, scale_of
from lessons.answers.search.probing import ENGLISH, RIGHT, WRONG, ProbedEmbedder, mean_cosines
from lessons.answers.search.search import search
from lessons.database import Database
from lessons.ports import Embedder
from tests.bot.asking import HANDBOOK
from tests.stories.world import MONDAY

MINILM = MiniLMEmbedder()
QUESTIONS = ("Whom do I ring when I am poorly?", "Who pays when I drive too fast?", "Who feeds the zebrafish?")


class Squeezed:
    """MiniLM with its cosines between 0.7 and 1, as those of many models of many languages are."""

    model = "squeezed"

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = await MINILM.embed(texts)
        same = np.full((len(texts), 1), np.sqrt(0.7), np.float32)
        wider: NDArray[np.float32] = np.hstack([same, vectors * np.float32(np.sqrt(0.3))])
        return wider


class Blind:
    """To it everything is the same."""

    model = "blind"

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.tile(np.array([[1.0, 0.0]], np.float32), (len(texts), 1))


@pytest.fixture(autouse=True)
def forget_probes() -> None:
    for model in ("squeezed", "blind"):
        SCALES.pop(model, None)


async def outcomes(database: Database, workspace_id: str, embedder: Embedder) -> list[Outcome]:
    async with database.write() as db:
        for title, text in HANDBOOK.items():
            source = DocumentSource(f"{title}.md", title, "en")
            await learn_document(db, workspace_id, source, passages_of_document(title, [TextBlock(text)]), MONDAY)
    while await embed_missing(database, workspace_id, embedder):
        pass
    findings = []
    for question in QUESTIONS:
        meaning = await meaning_of(embedder, question, 30.0)
        async with database.read() as db:
            findings.append(await search(db, workspace_id, question, meaning=meaning))
    return [finding.outcome for finding in findings]


async def test_a_model_with_other_cosines_suggests_what_the_measured_one_does(database: Database) -> None:
    wanted = await outcomes(database, "measured", MINILM)
    assert await outcomes(database, "plain", Squeezed()) != wanted
    assert await outcomes(database, "probed", ProbedEmbedder(Squeezed())) == wanted
    assert Outcome.SUGGEST in wanted
    assert wanted[-1] is Outcome.NONE
    assert scale_of("squeezed").reads("de")


async def test_a_model_that_sees_no_difference_suggests_nothing(database: Database) -> None:
    assert set(await outcomes(database, "blind", ProbedEmbedder(Blind()))) == {Outcome.NONE}


async def test_the_measured_model_is_where_the_probe_thinks_it_is() -> None:
    right, wrong = await mean_cosines(MINILM, ENGLISH)
    assert right == pytest.approx(RIGHT, abs=0.01)
    assert wrong == pytest.approx(WRONG, abs=0.01)

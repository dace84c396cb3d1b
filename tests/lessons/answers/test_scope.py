"""A document that is hidden changes nothing that is found: it is as if it had never been read."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from adapters.minilm.embedder import MiniLMEmbedder
from lessons.answers.index.drafts import DocumentSource, document_id
from lessons.answers.index.indexing import learn_alias, learn_document
from lessons.answers.index.nearness import VectorCache
from lessons.answers.index.passages import TextBlock, passages_of_document
from lessons.answers.index.vectors import embed_missing, meaning_of
from lessons.answers.search.search import Finding, search
from lessons.database import Database
from tests.bot.asking import HANDBOOK
from tests.stories.world import MONDAY

EMBEDDER = MiniLMEmbedder()
GERMAN = "Die Reisekostenabrechnung gibt man binnen dreißig Tagen ab. Ein Hotel darf 120 Euro kosten."
TEXTS = {**{title: (text, "en") for title, text in HANDBOOK.items()}, "Reisekosten": (GERMAN, "de")}
QUESTIONS = (
    "How much may a hotel in Germany cost a night?",
    "When do I hand in reciepts of the trip?",
    "What do I do when I fall ill?",
    "certificate",
    "Where does the fuel card stay?",
    "tyres",
    "What badge do visitors wear in the labratory?",
    "Who may be alone in the laboratory?",
    "Wie viel darf ein Hotel kosten?",
    "Abrechnung der Reise",
    "Whom do I ring when I am poorly?",
    "Who feeds the zebrafish?",
)


async def taught(database: Database, workspace_id: str, texts: Mapping[str, tuple[str, str]], embed: bool) -> None:
    async with database.write() as db:
        for title, (text, language) in texts.items():
            source = DocumentSource(f"{title}.md", title, language)
            found = passages_of_document(title, [TextBlock(text)])
            await learn_document(db, workspace_id, source, found, MONDAY)
            alias = found[0].fingerprint(document_id(source.uri), language)
            await learn_alias(db, workspace_id, alias, f"Who knows about {title}?", MONDAY)
    while embed and await embed_missing(database, workspace_id, EMBEDDER):
        pass


async def every_finding(database: Database, workspace_id: str, embed: bool, hidden: set[str]) -> list[Finding]:
    findings = []
    for question in (*QUESTIONS, *(f"Who knows about {title}?" for title in TEXTS)):
        meaning = await meaning_of(EMBEDDER, question, 30.0) if embed else None
        async with database.read() as db:
            findings.append(await search(db, workspace_id, question, meaning=meaning, hidden=hidden))
    return findings


@pytest.mark.parametrize("embed", [False, True], ids=["words", "meaning"])
@pytest.mark.parametrize("title", TEXTS)
async def test_what_is_found_is_the_same_as_where_the_document_never_was(
    database: Database, title: str, embed: bool
) -> None:
    await taught(database, "all", TEXTS, embed)
    await taught(database, "without", {name: text for name, text in TEXTS.items() if name != title}, embed)
    seen = await every_finding(database, "all", embed, {document_id(f"{title}.md")})
    assert seen == await every_finding(database, "without", embed, set())
    assert seen != await every_finding(database, "all", embed, set())


async def test_it_is_the_same_on_postgresql(either_database: Database) -> None:
    await taught(either_database, "all", TEXTS, False)
    hidden = {document_id("Sick leave.md"), document_id("Reisekosten.md")}
    left = {name: text for name, text in TEXTS.items() if name not in ("Sick leave", "Reisekosten")}
    await taught(either_database, "without", left, False)
    seen = await every_finding(either_database, "all", False, hidden)
    assert seen == await every_finding(either_database, "without", False, set())


async def test_what_is_read_again_stays_hidden(database: Database) -> None:
    await taught(database, "all", TEXTS, False)
    hidden = {document_id("Visitors.md")}
    await every_finding(database, "all", False, hidden)
    longer = {"Visitors": ("Visitors wear a purple badge and never go into the laboratory.", "en")}
    await taught(database, "all", longer, False)
    for finding in await every_finding(database, "all", False, hidden):
        assert "Visitors" not in {hit.title for hit in finding.hits}


def test_where_everything_is_hidden_nothing_is_near() -> None:
    cache = VectorCache()
    rows = np.eye(4, dtype="<f2")
    cache.add([(number, row.tobytes()) for number, row in enumerate(rows, 1)])
    assert cache.nearness(rows[0].astype(np.float32), [], 4, {1, 2, 3, 4}) == {}
    assert set(cache.nearness(rows[0].astype(np.float32), [], 4, {1})) == {2, 3, 4}


async def test_where_every_document_is_hidden_nothing_is_found(database: Database) -> None:
    await taught(database, "all", TEXTS, False)
    hidden = {document_id(f"{title}.md") for title in TEXTS}
    assert {finding.hits for finding in await every_finding(database, "all", False, hidden)} == {()}

"""A slice of questions and passages, as files of JSON lines, indexed into one workspace."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lessons.answers.index.drafts import DocumentSource, Draft, draft_document, draft_episode
from lessons.answers.index.indexing import learn
from lessons.answers.index.passages import TextBlock, passages_of_document
from lessons.answers.search.search import Finding
from lessons.database import Database, metadata

DEV = Path(__file__).parent / "data" / "retrieval_dev.jsonl.gz"
WORKSPACE = "bench"
AT_ONCE = 2_000  # documents in a transaction

Line = Mapping[str, Any]


def lines(path: Path) -> list[Line]:
    """The slice's lines; a name that ends in .gz is unpacked."""
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def queries(slice_lines: Sequence[Line]) -> list[Line]:
    return [line for line in slice_lines if line["type"] == "query"]


def texts(slice_lines: Sequence[Line]) -> list[tuple[str, str, str]]:
    """Id, title and text of each passage and clip, for engines that know nothing of cues."""
    found = []
    for line in slice_lines:
        if line["type"] == "passage":
            found.append((line["id"], line["title"], line["text"]))
        if line["type"] == "clip":
            found.append((line["id"], line["title"], " ".join(words for _, _, words in line["cues"])))
    return found


def drafts(slice_lines: Sequence[Line]) -> Iterator[Draft]:
    """Each passage as a document of its own, each clip as an episode, in the slice's order."""
    for line in slice_lines:
        if line["type"] == "passage":
            yield document(line["id"], line["title"], line["text"], line.get("lang", "en"))
        if line["type"] == "clip":
            cues = [(start, end, words) for start, end, words in line["cues"]]
            yield draft_episode(line["id"], line["id"], line["title"], cues, line.get("lang", "en"))


def document(name: str, title: str, text: str, language: str = "en") -> Draft:
    return draft_document(DocumentSource(name, title, language), passages_of_document(title, [TextBlock(text)]))


async def create(database: Database) -> None:
    async with database.write() as db:
        await db.run_sync(metadata.create_all)


async def learn_all(
    database: Database, found: Sequence[Draft], at_once: int = AT_ONCE, workspace: str = WORKSPACE
) -> None:
    for at in range(0, len(found), at_once):
        async with database.write() as db:
            await learn(db, workspace, found[at : at + at_once], datetime.now(UTC))


def prediction(query: Line, finding: Finding) -> dict[str, object]:
    """What the scorer reads. A passage's document has the passage's id as its source."""
    ranked = [hit.episode_id or hit.source for hit in finding.hits]
    start = finding.hits[0].start_s if finding.hits else None
    return {"id": query["id"], "outcome": str(finding.outcome), "ranked": ranked, "start": start}

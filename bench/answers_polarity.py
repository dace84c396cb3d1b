"""Whether what is quoted ever says the opposite of its document: rules made for it, in bench/data/polarity.json.

    python -m bench.answers_polarity

Each rule has a tempting piece of text and what must stand beside it. Three ways lead to a text: the search's own, a
quotation of just the tempting words (as a model may choose it), and the words of a clip made of either.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.answers_slice import create
from bot.answers.generated_script import NothingToSay, script_of, sentences_of
from lessons.answers.index.indexing import learn_document
from lessons.answers.index.passages import Passage
from lessons.answers.reading.files import read_content
from lessons.answers.search.search import Finding, search
from lessons.answers.text.rules import WholeRule, rule
from lessons.answers.writing.quotes import find_quote
from lessons.database import Database
from lessons.script import Quote

RULES = Path(__file__).parent / "data" / "polarity.json"
# A paragraph is told card by card; of these each card must stand by itself.
CARDS = {"bullets", "numbers", "heading", "table", "nested", "long", "mistakes"}
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def rules() -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = json.loads(RULES.read_text())
    return found


def misleads(text: str, case: Mapping[str, Any]) -> bool:
    """Whether a text says the tempting words without what turns them."""
    plain = " ".join(text.split()).casefold()
    bare = str(case["tempting"]).casefold() in plain
    return bare and not all(str(must).casefold() in plain for must in case["must"])


def clip_texts(quoted: WholeRule, case: Mapping[str, Any], title: str) -> list[str]:
    """What a clip of the rule says, and each of its cards where the rule is a list, a table or a heading's."""
    try:
        script = script_of(case["question"], sentences_of(quoted, title), case["language"])
    except NothingToSay:
        return []
    scenes = script.scenes[1:-1]
    cards = [scene.show.text for scene in scenes if isinstance(scene.show, Quote) and case["kind"] in CARDS]
    return [" ".join(scene.spoken_words for scene in scenes), *cards]


def quotations(
    case: Mapping[str, Any], passages: Sequence[Passage], finding: Finding
) -> Iterator[tuple[WholeRule, str]]:
    """Every rule that may be shown for the case, with the title of its passage."""
    yield from ((quoted, finding.hits[0].title) for quoted in finding.rules)
    for at, passage in enumerate(passages):
        quote = find_quote(str(at), passage.body, case["tempting"])
        if quote is not None:
            yield rule(str(at), passage.title, passage.body, [(quote.start, quote.end)]), passage.title


async def misleading(database: Database, case: Mapping[str, Any]) -> tuple[bool, bool]:
    """Whether any way leads to a text that misleads, and whether the tempting words were shown at all."""
    read = await read_content(case["name"], case["name"], case["text"].encode(), case["language"])
    passages = read.passages
    async with database.write() as db:
        await learn_document(db, case["id"], read.source, passages, NOON)
    async with database.read() as db:
        finding = await search(db, case["id"], case["question"], language=case["language"])
    texts = [text for quoted, title in quotations(case, passages, finding) for text in _ways(quoted, case, title)]
    return any(misleads(text, case) for text in texts), any(case["tempting"] in text for text in texts)


def _ways(quoted: WholeRule, case: Mapping[str, Any], title: str) -> list[str]:
    return [quoted.text, *clip_texts(quoted, case, title)]


async def polarity() -> dict[str, float]:
    """How many rules mislead, and of how many the words were shown."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'answers.db'}")
        await create(database)
        outcomes = [(case["id"], *await misleading(database, case)) for case in rules()]
        await database.close()
    for name, wrong, _ in outcomes:
        if wrong:
            print("misleads:", name)
    return {
        "polarity_wrong": sum(wrong for _, wrong, _ in outcomes),
        "polarity_rules": len(outcomes),
        "polarity_shown": sum(shows for _, _, shows in outcomes),
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(polarity())))

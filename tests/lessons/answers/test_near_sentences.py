"""What is shown of the right passage is its sentence that answers, also where it shares no word with the question."""

from __future__ import annotations

import pytest

from adapters.minilm.embedder import MiniLMEmbedder
from lessons.answers.index.drafts import DocumentSource
from lessons.answers.index.indexing import learn_document
from lessons.answers.index.passages import TextBlock, passages_of_document
from lessons.answers.index.vectors import embed_missing, meaning_of
from lessons.answers.search.decision import Outcome
from lessons.answers.search.search import Finding, search
from lessons.database import Database
from tests.stories.world import MONDAY

EMBEDDER = MiniLMEmbedder()
LOAN = (
    "After six months we lend up to one month's net salary for a season ticket. A receipt for the season ticket is "
    "handed in.",
    "The loan is paid back every month from your salary. There is no interest.",
    "If you leave before the loan is paid back, what is left is taken from your final salary.",
)
HOLIDAY = (
    "Holiday should be easy to take. Holiday makes holiday makers rest.",
    "Everybody has 38 days of leave between June and May.",
    "Tell your team early when you are away.",
)
ALARM = (
    "During a fire drill:",
    "- Leave by the stairs.",
    "Never:",
    "- Use the lift, which stops when the power is cut.",
)


async def found(database: Database, title: str, texts: tuple[str, ...], question: str) -> Finding:
    async with database.write() as db:
        source = DocumentSource(f"{title}.md", title, "en")
        passages = passages_of_document(title, [TextBlock(text) for text in texts])
        await learn_document(db, "w", source, passages, MONDAY)
    while await embed_missing(database, "w", EMBEDDER):
        pass
    meaning = await meaning_of(EMBEDDER, question, 30.0)
    async with database.read() as db:
        return await search(db, "w", question, meaning=meaning)


def read_by_people(finding: Finding) -> str:
    if finding.outcome is Outcome.ANSWER:
        return finding.rules[0].text
    return "\n".join(rule.text for _, rule in finding.suggestions)


@pytest.mark.parametrize(
    ("title", "texts", "question", "wanted"),
    [
        ("Season ticket loan", LOAN, "What happens to my season ticket loan if I quit?", "what is left is taken"),
        ("Taking holiday", HOLIDAY, "how many holidays do we get a year?", "38 days"),
    ],
)
async def test_the_line_that_answers_is_shown(
    database: Database, title: str, texts: tuple[str, ...], question: str, wanted: str
) -> None:
    finding = await found(database, title, texts, question)
    assert finding.outcome is not Outcome.NONE
    assert wanted in read_by_people(finding)


async def test_a_near_line_comes_with_what_forbids_it(database: Database) -> None:
    finding = await found(database, "Alarm", ALARM, "can I take the elevator when it burns?")
    text = read_by_people(finding)
    assert "Use the lift" not in text or "Never" in text

"""A small workspace that knows a few documents and clips, on whichever database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from lessons.answers.index.drafts import DocumentSource, document_id, draft_episode
from lessons.answers.index.indexing import Learned, forget_document, learn, learn_document
from lessons.answers.index.passages import Cue, TextBlock, passages_of_document
from lessons.answers.index.vectors import Meaning
from lessons.answers.search.search import Finding, search
from lessons.database import Database

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TRAVEL = """Hotels in Berlin may cost at most 180 euros a night. Ask finance before you book a dearer one.
Train tickets are booked in second class. Do not pay taxis in cash: use the company card."""
PHISHING = """A phishing mail asks for your password or a gift card. Check the sender's address letter by letter.
Report the mail with the red button and delete nothing. The security team answers within one hour."""
HOLIDAYS = """Everybody has thirty days of annual leave. Days that are left over expire at the end of March.
Sick leave needs a certificate from the third day on."""


class World:
    """Learning and asking in one line each."""

    def __init__(self, database: Database, workspace: str = "acme") -> None:
        self.database, self.workspace = database, workspace

    async def teach(self, uri: str, text: str, title: str = "", language: str = "en") -> Learned:
        found = passages_of_document(title or uri, [TextBlock(part) for part in text.split("\n\n")])
        async with self.database.write() as db:
            return await learn_document(db, self.workspace, DocumentSource(uri, title or uri, language), found, NOON)

    async def show(
        self, episode: str, title: str, cues: Sequence[Cue], aliases: Sequence[str] = (), language: str = "en"
    ) -> None:
        clip_id = f"{episode}-clip" if language == "en" else f"{episode}-clip-{language}"
        async with self.database.write() as db:
            draft = draft_episode(episode, clip_id, title, cues, language, aliases)
            await learn(db, self.workspace, [draft], NOON)

    async def forget(self, document_id: str) -> bool:
        async with self.database.write() as db:
            return await forget_document(db, self.workspace, document_id)

    async def ask(self, question: str, language: str = "en", meaning: Meaning | None = None) -> Finding:
        async with self.database.read() as db:
            return await search(db, self.workspace, question, language=language, meaning=meaning)

    async def forget_basics(self, uri: str) -> None:
        await self.forget(document_id(uri))

    async def teach_basics(self) -> None:
        await self.teach("travel.md", TRAVEL, "Travel policy")
        await self.teach("phishing.md", PHISHING, "Phishing")
        await self.teach("holidays.md", HOLIDAYS, "Annual leave")

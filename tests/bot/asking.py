"""A small company whose handbook and clips can be asked: the world of the tests of answers."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from adapters.espeak import EspeakVoice
from adapters.media import FileMedia
from adapters.web.chat import messages
from adapters.web.chat.chat import WebChat
from bot.answers.generated_clips import ClipGenerator
from bot.answers.questions import questions
from bot.chat import Choices, Clip, Message, Passage
from lessons import catalog
from lessons.answers.index.drafts import DocumentSource
from lessons.answers.index.indexing import learn_document, learn_episode
from lessons.answers.index.passages import TextBlock, passages_of_document
from lessons.database import Database
from lessons.ports import MediaStore
from lessons.studio.pipeline.studio import Studio
from schedules.people.roster import Learner
from tests.stories.world import MONDAY, Card, Moved, World, make_world

HANDBOOK = {
    "Travel expenses": "Receipts are handed in within 30 days of the trip. A hotel in Germany may cost up to 120 euros "
    "a night, breakfast included. Trains are booked in second class.",
    "Sick leave": "Whoever falls ill tells the team lead before nine in the morning. From the fourth day on, a "
    "doctor's certificate is needed. It is uploaded in the staff portal.",
    "Company cars": "The fuel card stays in the glove box. Speeding tickets are paid by the driver. Winter tyres are "
    "fitted in October.",
    "Visitors": "Visitors sign in at the front desk and wear a yellow badge. They are never alone in the laboratory.",
}
HOTEL = "How much may a hotel in Germany cost a night?"
SAID = (
    (0.0, 4.0, "It is Tuesday, and the kettle is on."),
    (30.0, 34.0, "A stranger calls and asks for your one-time code."),
    (36.0, 41.0, "Hang up and call the security hotline on the number printed on your badge."),
    (42.0, 45.0, "Nobody is ever blamed for hanging up."),
)
CALL = "Which security hotline number do I call when a stranger asks for my one-time code?"


async def teach(
    database: Database, workspace_id: str, title: str, text: str, now: datetime = MONDAY, language: str = "en"
) -> str:
    """Learn a document; returns its id."""
    source = DocumentSource(f"handbook/{title}.md", title, language)
    async with database.write() as db:
        done = await learn_document(db, workspace_id, source, passages_of_document(title, [TextBlock(text)]), now)
    return done.document_id


async def teach_handbook(world: World, without: str = "") -> None:
    for title, text in HANDBOOK.items():
        if title != without:
            await teach(world.database, world.workspace.id, title, text)


async def teach_the_call(world: World) -> str:
    """Let episode 3, The Call, be asked for what is said in it; returns its id."""
    async with world.database.write() as db:
        third = (await catalog.episodes_of(db, world.workspace.id, "leak"))[2]
        clip = await catalog.clip_of(db, world.workspace.id, third.id)
        assert clip is not None
        here, now = world.workspace.id, MONDAY
        await learn_episode(db, here, third.id, clip.id, third.title, SAID, "en", (), approved=True, now=now)
    return third.id


@asynccontextmanager
async def a_world(
    database: Database, folder: Path | None = None, media: MediaStore | None = None
) -> AsyncIterator[World]:
    """The company on the local chat page; with a folder, documents answer with clips made there."""
    clock = Moved(MONDAY)

    async def screen(learner: Learner) -> list[Card]:
        return [card(message) for message in await told(database, learner)]

    if folder is None:
        yield await make_world(database, WebChat(database, clock), clock, screen)
        return
    studio = Studio(folder / "studio", EspeakVoice(), workers=1)
    try:
        made = ClipGenerator(database, studio, media or FileMedia(folder / "media"))
        yield await make_world(database, WebChat(database, clock), clock, screen, made=made)
    finally:
        await studio.close()


def card(message: Message) -> Card:
    buttons = [one for part in message.parts if isinstance(part, Choices) for one in part.buttons]
    return Card(message.plain, {button.label: button.token for button in buttons})


async def told(database: Database, learner: Learner) -> list[Message]:
    """What the bot told a learner, oldest first."""
    async with database.read() as db:
        said = await messages.latest(db, learner.workspace_id, learner.id, 1000)
    return [one.message for one in said if one.author is messages.Author.BOT]


async def answer(world: World, words: str, name: str = "Ada") -> Message:
    """What a question is answered with, at once."""
    await world.write(name, words, command=True)
    return (await told(world.database, world.learners[name]))[-1]


def clip_in(message: Message) -> Clip | None:
    return next((part for part in message.parts if isinstance(part, Clip)), None)


def quoted(message: Message) -> Sequence[Passage]:
    return [part for part in message.parts if isinstance(part, Passage)]


async def rows(database: Database, *columns: str) -> list[sa.Row[tuple[object, ...]]]:
    """Columns of every question, oldest first."""
    async with database.read() as db:
        query = sa.select(*[questions.c[name] for name in columns]).order_by(questions.c.id)
        return list((await db.execute(query)).all())


def token_of(url: str) -> str:
    found = re.search(r"/watch/([^#?]+)", url)
    assert found is not None
    return found[1]

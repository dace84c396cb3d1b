"""`ninety series draft`: documents in, a first draft out, in the studio or as files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.cli.choosing import BadOrder
from bot.cli.content.import_folder import open_workspace
from bot.settings import Settings
from bot.studio.beginnings import slug_of
from bot.studio.drafting.keeping import draft_from
from bot.studio.drafting.material import MOST_DOCUMENTS, DraftDocument, NotDrafted, uploaded
from bot.studio.drafting.model.writing import draft_with_model
from bot.studio.drafting.writing import DraftedSeries, DraftProgress, draft_series
from bot.wiring import installation
from bot.wiring.assembly import drafting_model
from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.files import read_content
from lessons.database import Database

About = tuple[Sequence[DraftDocument], str, int, str, datetime, str]
"""Documents, title, episodes, who wants it, when, and the documents' language."""


async def draft(settings: Settings, arguments: argparse.Namespace) -> int:
    """Draft a series and say what came of it."""
    if len(arguments.documents) > MOST_DOCUMENTS:
        raise BadOrder(f"a series is drafted from one to {MOST_DOCUMENTS} documents")
    if not arguments.documents and not arguments.prompt:
        raise BadOrder("name a document, or say with --prompt what the series should teach")
    if arguments.prompt and not settings.openai_api_key:
        raise BadOrder("--prompt needs a language model: set OPENAI_API_KEY, or leave it out and name documents")
    if arguments.prompt and arguments.folder:
        raise BadOrder("what a model writes waits in the studio with its doubts marked: leave --folder out")
    if arguments.folder and arguments.folder.exists() and any(arguments.folder.iterdir()):
        raise BadOrder(f"{arguments.folder} holds something: name a new folder")
    documents = await _documents(arguments.documents, arguments.language)
    try:
        if arguments.folder:
            return _into_folder(documents, arguments)
        return await _into_studio(settings, documents, arguments)
    except NotDrafted as fault:
        print(fault, file=sys.stderr)
        return 1


async def _documents(paths: Sequence[Path], language: str) -> list[DraftDocument]:
    documents = []
    for number, path in enumerate(paths):
        try:
            read = await read_content(path.name, path.name, path.read_bytes(), language or "en")
        except FileNotFoundError as fault:
            raise BadOrder(f"there is no file {path}") from fault
        except (Unreadable, OSError) as fault:
            raise BadOrder(f"{path} cannot be read: {fault}") from fault
        documents.append(uploaded(read, number))
    return documents


def _into_folder(documents: Sequence[DraftDocument], arguments: argparse.Namespace) -> int:
    title = arguments.title or documents[0].title
    for step in draft_series(documents, title, slug_of(arguments.folder.name), arguments.episodes):
        if isinstance(step, DraftProgress):
            print(step.what)
            continue
        arguments.folder.mkdir(parents=True, exist_ok=True)
        for name, words in step.pages.items():
            (arguments.folder / name).write_text(words, encoding="utf-8")
        print(f"{arguments.folder}: read every line, then `ninety import {arguments.folder}`.")
    return 0


async def _into_studio(settings: Settings, documents: Sequence[DraftDocument], arguments: argparse.Namespace) -> int:
    async with installation(settings) as ready:
        workspace = await open_workspace(ready, arguments.workspace)
        about = (documents, arguments.title, arguments.episodes, "", datetime.now(UTC), arguments.language)
        async for step in _steps(settings, ready.database, workspace.id, arguments.prompt, about):
            if isinstance(step, DraftedSeries):
                print(
                    f"{step.title} waits in the studio as {step.slug}: write “studio” to the bot and read every line."
                )
            else:
                print(step.what)
    return 0


def _steps(
    settings: Settings, database: Database, workspace_id: str, prompt: str, about: About
) -> AsyncIterator[DraftProgress | DraftedSeries]:
    """By the model where somebody says what it should teach, else by rules from the documents alone."""
    writer = drafting_model(settings) if prompt else None
    if writer is None:
        return draft_from(database, workspace_id, *about)
    return draft_with_model(writer, database, workspace_id, prompt, *about)

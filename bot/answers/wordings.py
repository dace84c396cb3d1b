"""The synonyms of a workspace: what its curators wrote on their page, and the installation's own file.

Some are proposed: where people confirmed a passage for a question with a word that no document writes, that word may be
the company's own for what stands above the passage.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.questions import Question, answering
from lessons.answers.reading.files import SYNONYMS
from lessons.answers.search.query import unwritten
from lessons.answers.search.scope import Scope
from lessons.answers.text.rules import PATH
from lessons.answers.text.synonyms import NO_SYNONYMS, BadSynonyms, Synonyms, read_synonyms
from lessons.database import insert_or_update

FILE = SYNONYMS
"""Lies in DATA_DIR and holds for every workspace."""

MOST_STRANGE = 2  # words of a question that no document writes

log = logging.getLogger(__name__)


async def written_synonyms(db: AsyncConnection, workspace_id: str) -> str:
    """The list as the workspace's curators wrote it."""
    wanted = sa.select(answering.c.synonyms).where(answering.c.workspace_id == workspace_id)
    return await db.scalar(wanted) or ""


async def set_synonyms(db: AsyncConnection, workspace_id: str, text: str) -> None:
    """Keep a list of synonyms.

    Raises:
        BadSynonyms: a line of it is none; nothing is kept then.
    """
    read_synonyms(text)
    change = insert_or_update(db, answering, ["workspace_id"], ["synonyms"])
    await db.execute(change.values(workspace_id=workspace_id, synonyms=text, hint_first=False))


async def add_synonyms(db: AsyncConnection, workspace_id: str, text: str) -> int:
    """Add the lines of a list that are not kept yet; returns how many those are.

    Raises:
        BadSynonyms: a line of it is none, or there would be too many; nothing is kept then.
    """
    written = await written_synonyms(db, workspace_id)
    read_synonyms(text)
    already = {*map(str.strip, written.splitlines())}
    lines = dict.fromkeys(line for line in map(str.strip, text.lstrip("\ufeff").splitlines()) if line)
    new = [line for line in lines if line not in already]
    if new:
        await set_synonyms(db, workspace_id, "\n".join((*written.splitlines(), *new)))
    return len([line for line in new if not line.startswith("#")])


@dataclass(frozen=True, slots=True)
class ProposedSynonym:
    """A line that a curator may add, and the question that speaks for it.

    Attributes:
        line: such as "pto = Annual leave".
    """

    line: str
    question: str


async def proposed_synonyms(
    db: AsyncConnection, workspace_id: str, confirmed: Sequence[tuple[Question, str]]
) -> list[ProposedSynonym]:
    """Words of confirmed questions that no document writes, with the heading of the passage that answers.

    Args:
        confirmed: questions, each with the title of the passage that its asker pressed "Yes" for.
    """
    groups = read_synonyms(await written_synonyms(db, workspace_id)).groups
    listed = {word.casefold() for group in groups for word in group}
    proposals: dict[str, ProposedSynonym] = {}
    for question, title in confirmed:
        language, heading = question.language, title.split(PATH)[-1].strip()
        # The list's own signs cannot stand in a name.
        strange = (
            await unwritten(db, Scope(workspace_id), question.words, language) if not {*",=#"} & {*heading} else []
        )
        # Of a question with many such words nobody can say which one means the heading.
        for word in strange if len(strange) <= MOST_STRANGE else ():
            if word.casefold() not in listed:
                proposals.setdefault(word, ProposedSynonym(f"{word} = {heading}", question.words))
    return list(proposals.values())


async def synonyms_of(db: AsyncConnection, workspace_id: str, file: Path | None) -> Synonyms:
    """Both lists. A faulty file is named in the log and passed over: no question waits for it to be mended."""
    return Synonyms((*read_synonyms(await written_synonyms(db, workspace_id)).groups, *_filed(file).groups))


def _filed(file: Path | None) -> Synonyms:
    if file is None or not file.exists():
        return NO_SYNONYMS
    try:
        return read_synonyms(file.read_text(encoding="utf-8"))
    except (BadSynonyms, UnicodeDecodeError, OSError) as fault:
        log.warning("the file of synonyms is not used: %s", fault, extra={"file": file.name})
        return NO_SYNONYMS


async def hints_first(db: AsyncConnection, workspace_id: str) -> bool:
    """Whether the workspace wants a hint before an answer."""
    wanted = sa.select(answering.c.hint_first).where(answering.c.workspace_id == workspace_id)
    return bool(await db.scalar(wanted))


async def set_hints_first(db: AsyncConnection, workspace_id: str, wanted: bool) -> None:
    change = insert_or_update(db, answering, ["workspace_id"], ["hint_first"])
    await db.execute(change.values(workspace_id=workspace_id, hint_first=wanted))

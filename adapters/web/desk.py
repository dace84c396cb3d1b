"""What lies on a curator's desk: documents, gaps, drafts, clips that wait for a decision, and clips in trouble."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers import documents, gaps, madenow, questions
from bot.answers.madenow import Made
from lessons import catalog
from lessons.answers.gaps import Gap
from lessons.answers.knowledge import Known
from lessons.episodes import Clip, Episode
from schedules.people.roster import Workspace

MOST_SHOWN, MOST_PREPARED = 50, 20


@dataclass(frozen=True, slots=True)
class Missing:
    """A gap, with what the documents say that comes nearest to it: a curator writes on from there."""

    gap: Gap
    words: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a curator looks after.

    Attributes:
        unread: what could not be read, and why.
        made: clips made now that wait for a decision.
        troubled: clips that could not be made, or not in the new look, with the titles of their episodes.
    """

    workspace: Workspace
    documents: list[Known]
    unread: list[tuple[str, str]]
    missing: list[Missing]
    drafts: list[Episode]
    made: list[Made]
    troubled: tuple[tuple[Clip, str], ...]
    hints_first: bool


async def desk_of(db: AsyncConnection, workspace: Workspace) -> Desk:
    """The desk of a workspace; what is nearest to a gap is looked up for the first ones alone."""
    here = workspace.id
    missing = (await gaps.open_gaps(db, here))[:MOST_SHOWN]
    prepared = [Missing(gap, *await gaps.nearest(db, here, gap)) for gap in missing[:MOST_PREPARED]]
    return Desk(
        workspace,
        await documents.documents_of(db, here),
        await documents.unreadable(db, here),
        [*prepared, *(Missing(gap) for gap in missing[MOST_PREPARED:])],
        await gaps.drafts(db, here),
        await madenow.in_question(db, here, MOST_SHOWN),
        (await catalog.troubled_clips(db, here))[:MOST_SHOWN],
        await questions.hints_first(db, here),
    )

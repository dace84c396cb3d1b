"""What makes a published series doubtful: a learner reported it, or what it rests on changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.studio.resting import StaleKind, StaleQuote, stale_in
from lessons import catalog
from lessons.answers.index.indexing import KnownDocument, known_documents
from lessons.series import Series
from schedules.ledger.audit import audit_entries

MOST_REPORTS = 500  # of all series since the version; the list shows five
REPORTED = "clip reported as wrong"


class RiskKind(StrEnum):
    """Why a series is doubtful."""

    REPORTED = "reported"
    SOURCE_CHANGED = "source"
    SENTENCE_CHANGED = "sentence"
    SOURCE_OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Risk:
    """One reason to look at a series again.

    Attributes:
        about: the learner's words, or the title of the document.
    """

    kind: RiskKind
    about: str


def stale_risks(stale: Sequence[StaleQuote]) -> list[Risk]:
    """What is doubtful of its quotations, each as a line of the list."""
    kinds = {StaleKind.CHANGED: RiskKind.SENTENCE_CHANGED, StaleKind.OVERDUE: RiskKind.SOURCE_OVERDUE}
    return [Risk(kinds[each.kind], f"{each.place}: {each.old}") for each in stale]


async def risks_of(db: AsyncConnection, workspace_id: str, series: Series, today: date) -> list[Risk]:
    """What was reported of a series or changed below it since its newest version was published."""
    since: datetime | None = (await catalog.made_at(db, workspace_id)).get(series.slug)
    if since is None:
        return []
    entries = await audit_entries(db, workspace_id, since, MOST_REPORTS, action=REPORTED)
    own = [entry.subject for entry in entries if entry.subject.startswith(f"{series.slug}/")]
    reports = [Risk(RiskKind.REPORTED, subject.partition(": ")[2]) for subject in own]
    changed = [
        Risk(RiskKind.SOURCE_CHANGED, title) for title in _changed(await _documents(db, workspace_id), series, since)
    ]
    sources = [source for episode in series.episodes for source in episode.sources]
    return [*reports, *stale_risks(await stale_in(db, workspace_id, sources, today)), *changed]


async def _documents(db: AsyncConnection, workspace_id: str) -> Mapping[str, KnownDocument]:
    """Documents by their titles and by their addresses."""
    learned = [each for each in await known_documents(db, workspace_id) if each.kind == "document"]
    return {name: each for each in learned for name in (each.title, each.source) if name}


def _changed(documents: Mapping[str, KnownDocument], series: Series, since: datetime) -> Sequence[str]:
    sources = [source for episode in series.episodes for source in episode.sources]
    current = (documents.get(source.url) or documents.get(source.title) for source in sources)
    return tuple(dict.fromkeys(each.title for each in current if each and each.learned_at > since))

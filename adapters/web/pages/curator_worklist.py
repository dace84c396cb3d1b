"""What a curator looks after: documents, gaps, drafts, clips that wait for a decision, and clips in trouble."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers import documents, experts, gaps, generated_clips, questions, taught, wordings
from bot.answers.experts import Expert, Referral
from bot.answers.generated_clips import GeneratedClip
from bot.answers.sources.access import limited
from bot.answers.sources.agreed import Agreement, agreements_of
from bot.answers.taught import Proposed
from bot.answers.wordings import ProposedSynonym
from lessons import catalog
from lessons.answers.gaps import Gap
from lessons.answers.index.indexing import KnownDocument
from lessons.episodes import Clip, Episode
from schedules.people.person_fields import rules_of_groups
from schedules.people.roster import Workspace, learner_by_id

# Each prepared gap costs a search over the workspace's documents, so only the first ones get it; the rest are listed.
MOST_SHOWN, MOST_PREPARED = 50, 20


@dataclass(frozen=True, slots=True)
class Missing:
    """A gap, with what the documents say that comes nearest to it: a curator writes on from there."""

    gap: Gap
    words: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """A person's reply that may answer others once a curator agrees."""

    question_id: str
    words: str
    reply: str
    author: str


@dataclass(frozen=True, slots=True)
class Worklist:
    """What a curator looks after.

    Attributes:
        unread: what could not be read, and why.
        generated: clips made now that wait for a decision.
        proposed: questions whose asker says which passage answers them.
        own_words: synonyms that these questions speak for.
        agreed: who looks after documents and until when they hold, by the documents' ids.
        limited: the groups of documents that are only for some, by the documents' ids.
        groups: the names of all groups.
        ending: titles of documents that run out within two weeks or are overdue, the first to run out first.
        troubled: clips that could not be made, or not in the new look, with the titles of their episodes.
    """

    workspace: Workspace
    documents: list[KnownDocument]
    unread: list[tuple[str, str]]
    missing: list[Missing]
    drafts: list[Episode]
    generated: list[GeneratedClip]
    troubled: tuple[tuple[Clip, str], ...]
    hints_first: bool
    proposed: list[Proposed]
    synonyms: str
    experts: list[Expert]
    replies: list[Offered]
    own_words: list[ProposedSynonym]
    agreed: Mapping[str, Agreement]
    ending: list[tuple[str, Agreement, bool]]
    limited: Mapping[str, list[str]]
    groups: list[str]


async def worklist_of(db: AsyncConnection, workspace: Workspace, today: date) -> Worklist:
    """The worklist of a workspace; what is nearest to a gap is looked up for the first ones alone."""
    workspace_id = workspace.id
    learned, agreed = await documents.documents_of(db, workspace_id), await agreements_of(db, workspace_id)
    proposed = await taught.proposals(db, workspace_id, MOST_SHOWN)
    missing = (await gaps.open_gaps(db, workspace_id))[:MOST_SHOWN]
    prepared = [Missing(gap, *await gaps.nearest(db, workspace_id, gap)) for gap in missing[:MOST_PREPARED]]
    return Worklist(
        workspace,
        learned,
        await documents.unreadable(db, workspace_id),
        [*prepared, *(Missing(gap) for gap in missing[MOST_PREPARED:])],
        await gaps.drafts(db, workspace_id),
        await generated_clips.in_question(db, workspace_id, MOST_SHOWN),
        (await catalog.troubled_clips(db, workspace_id))[:MOST_SHOWN],
        await wordings.hints_first(db, workspace_id),
        proposed,
        await wordings.written_synonyms(db, workspace_id),
        await experts.experts_of(db, workspace_id),
        [await _offered(db, referral) for referral in await experts.offered(db, workspace_id, MOST_SHOWN)],
        await taught.proposed_words(db, workspace_id, proposed),
        agreed,
        _ending(learned, agreed, today),
        await limited(db, workspace_id),
        list(await rules_of_groups(db, workspace_id)),
    )


def _ending(
    known: Sequence[KnownDocument], agreed: Mapping[str, Agreement], today: date
) -> list[tuple[str, Agreement, bool]]:
    """Title, agreement and whether it is overdue, of documents that a curator has to look at."""
    pairs = [(document.title, agreed[document.document_id]) for document in known if document.document_id in agreed]
    ending = [(title, each, each.overdue(today)) for title, each in pairs if each.soon(today)]
    return sorted(ending, key=lambda line: (line[1].valid_until or date.max, line[0]))


async def _offered(db: AsyncConnection, referral: Referral) -> Offered:
    question = await questions.question_by_id(db, referral.workspace_id, referral.question_id)
    author = await learner_by_id(db, referral.workspace_id, referral.toward_id)
    return Offered(
        referral.question_id, question.words if question else "", referral.reply, author.name if author else ""
    )

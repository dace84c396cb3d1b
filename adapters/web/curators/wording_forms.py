"""What the forms about a company's own words, its own people and the validity of documents send."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.answers.documents import documents_of
from bot.answers.experts import LONGEST_TOPIC, name_expert, unname_expert
from bot.answers.gaps import Gone, NotReady
from bot.answers.sources.access import limit
from bot.answers.sources.agreed import Agreement, agree
from bot.answers.wordings import add_synonyms, set_synonyms
from bot.messages.lower import reading_texts, source_texts
from bot.messages.pages import curate_faults_texts
from lessons.answers.reading.validity import LONGEST_OWNER, day_written
from lessons.answers.text.synonyms import BadSynonyms
from lessons.database import Database
from schedules.ledger import audit
from schedules.people.finding import ids_called
from schedules.people.person_fields import rules_of_groups
from schedules.people.roster import Learner, learners_of

LONGEST_LIST = 20_000  # characters of synonyms


async def keep_synonyms(database: Database, curator: Learner, form: Mapping[str, str]) -> str:
    """Keep the list, or add a line that was proposed; returns what the page says of it.

    Raises:
        NotReady: it cannot be used, with the line to change.
    """
    text, added = form.get("synonyms", ""), form.get("add", "")
    longest = max(len(text), len(added))
    if longest > LONGEST_LIST:
        raise NotReady(curate_faults_texts.long_list(longest, LONGEST_LIST))
    try:
        async with database.write() as db:
            if added:
                await add_synonyms(db, curator.workspace_id, added)
            else:
                await set_synonyms(db, curator.workspace_id, text)
    except BadSynonyms as fault:
        raise NotReady(reading_texts.bad_synonyms(str(fault))) from fault
    return "synonyms"


async def keep_experts(database: Database, curator: Learner, form: Mapping[str, str]) -> str:
    """Name somebody for a topic, or take that back; returns what the page says of it.

    Raises:
        NotReady: nobody, or several people, have that name.
    """
    topic, name = form.get("topic", "").strip()[:LONGEST_TOPIC], form.get("name", "").strip()
    async with database.write() as db:
        if form.get("remove"):
            await unname_expert(db, curator.workspace_id, form["remove"], topic)
            return "experts"
        ids = await ids_called(db, curator.workspace_id, name)
        people = [person for person in await learners_of(db, curator.workspace_id, ids) if person.active]
        if len(people) != 1:
            faults = curate_faults_texts
            raise NotReady(faults.several_called(name) if people else faults.nobody_called(name))
        await name_expert(db, people[0], topic)
    return "experts"


async def keep_limit(database: Database, curator: Learner, form: Mapping[str, str], now: datetime) -> str:
    """Keep for which groups a document is; returns what the page says of it.

    Raises:
        NotReady: there is no such group.
        Gone: the document was removed meanwhile.
    """
    its_id = form.get("document", "")
    names = [name for part in form.get("groups", "").split(",") if (name := part.strip())]
    async with database.write() as db:
        rules = await rules_of_groups(db, curator.workspace_id)
        if unknown := [name for name in names if name not in rules]:
            raise NotReady(curate_faults_texts.no_group(unknown[0], list(rules)))
        if all(document.document_id != its_id for document in await documents_of(db, curator.workspace_id)):
            raise Gone(curate_faults_texts.removed_before())
        await limit(db, curator.workspace_id, its_id, names)
        await audit.note(db, curator.workspace_id, curator.id, "document limited", its_id, now, groups=names)
    return "limited"


async def keep_agreement(database: Database, curator: Learner, form: Mapping[str, str]) -> str:
    """Keep who looks after a document and until when it holds; returns what the page says of it.

    Raises:
        NotReady: the day is none.
        Gone: the document was removed meanwhile.
    """
    its_id, written = form.get("document", ""), form.get("until", "").strip()
    day = day_written(written, curator.locale)
    if written and day is None:
        raise NotReady(source_texts.no_day(written[:LONGEST_OWNER]))
    owner = " ".join(form.get("owner", "").split())[:LONGEST_OWNER]
    async with database.write() as db:
        if all(document.document_id != its_id for document in await documents_of(db, curator.workspace_id)):
            raise Gone(curate_faults_texts.removed_before())
        await agree(db, curator.workspace_id, Agreement(its_id, owner, day))
    return "agreed"

"""A series by a model, episode by episode: each is asked for by itself, tried again by itself, and checked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from bot.answers.generated_script import LONGEST_S
from bot.messages.catalogue import speaking, voice
from bot.messages.lower import authoring_texts, story_texts
from bot.messages.studio import drafting_texts, marks_texts
from bot.studio.beginnings import LONGEST_TITLE, free_slug, slug_of
from bot.studio.drafting.cast import StoryCast, cast_of
from bot.studio.drafting.keeping import keep
from bot.studio.drafting.material import LANGUAGES, MOST_DOCUMENTS, DraftDocument, NotDrafted
from bot.studio.drafting.model.asking import INSTRUCTIONS, MOST_RULES, SCHEMA, ModelEpisode, material, reply_of
from bot.studio.drafting.model.pages import model_page
from bot.studio.drafting.model.proving import marks_of
from bot.studio.drafting.rules import RuleDraft, rules_of
from bot.studio.drafting.writing import DraftedSeries, DraftProgress, about_series, proof
from bot.studio.manuscripts import DraftedBy
from lessons.authoring.draft_page import front_text
from lessons.authoring.lineup import SERIES
from lessons.database import Database
from lessons.ports import VendorBusy, VendorDown, Writer
from lessons.studio.timing.timeline import estimate_seconds

TRIES = 3  # of one episode; the others stay
LONGEST_WAIT_S = 20.0  # for a vendor that asks to wait: somebody sits at the page


async def draft_with_model(
    writer: Writer,
    database: Database,
    workspace_id: str,
    wish: str,
    documents: Sequence[DraftDocument],
    title: str,
    count: int,
    by: str,
    now: datetime,
    language: str = "",
) -> AsyncIterator[DraftProgress | DraftedSeries]:
    """DraftProgress, and the series last, with whatever episodes came; what is doubtful in them is marked.

    Raises:
        NotDrafted: no episode came; the text says why.
    """
    if len(documents) > MOST_DOCUMENTS:
        raise NotDrafted(drafting_texts.how_many_documents(MOST_DOCUMENTS))
    rules = await asyncio.to_thread(_worthiest, documents)
    language = language or (documents[0].language if documents else voice().language)
    title = (" ".join(title.split()) or (documents[0].title if documents else wish))[:LONGEST_TITLE]
    async with database.read() as db:
        slug = await free_slug(db, workspace_id, title)
    drafter = _ModelDrafter(writer, wish, language if language in LANGUAGES else "en", rules, slug, title, documents)
    yield DraftProgress(0, count, drafting_texts.model_reads(len(rules)))
    for at in range(1, count + 1):
        name = await drafter.add(at, count)
        if name is None:
            yield DraftProgress(at, count, drafting_texts.model_failed(at, drafter.reason))
        else:
            yield DraftProgress(at, count, drafting_texts.wrote_episode(at, front_text(drafter.pages[name], "title")))
    if not drafter.pages:
        raise NotDrafted(drafting_texts.model_gave_nothing(drafter.reason))
    pages = {SERIES: drafter.about, **drafter.pages}
    series = DraftedSeries(slug, title, drafter.language, pages, count - len(drafter.pages))
    yield await keep(database, workspace_id, series, documents, DraftedBy.MODEL, by, now)


def _worthiest(documents: Sequence[DraftDocument]) -> list[RuleDraft]:
    rules = [rule for document in documents for rule in rules_of(document)]
    chosen = sorted(rules, key=lambda rule: -rule.worth)[:MOST_RULES]
    return sorted(chosen, key=rules.index)


class _ModelDrafter:
    """Asks for one episode after the other.

    Attributes:
        pages: what came so far, by name.
        reason: why the last one did not come.
    """

    def __init__(
        self,
        writer: Writer,
        wish: str,
        language: str,
        rules: Sequence[RuleDraft],
        slug: str,
        title: str,
        documents: Sequence[DraftDocument],
    ) -> None:
        self.writer, self.wish, self.language, self.rules, self.slug = writer, wish, language, rules, slug
        self.cast: StoryCast = cast_of(slug, [passage.body for document in documents for passage in document.passages])
        self.pages: dict[str, str] = {}
        self.reason = ""
        with speaking(language):
            names = ", ".join(document.title for document in documents)
            summary = story_texts.by_model(names) if names else story_texts.model_label()
            self.about = about_series(slug, title, language, self.cast, summary)

    async def add(self, at: int, of: int) -> str | None:
        """Name of the page of an episode, None where none came."""
        earlier = [front_text(page, "title") for page in self.pages.values()]
        reading = material(self.wish, self.language, self.rules, self.cast, at, of, earlier)
        for attempt in range(TRIES):
            try:
                episode = reply_of(await self.writer.write(INSTRUCTIONS, reading, SCHEMA))
                if episode is not None:
                    return await self._write(episode)
                self.reason = drafting_texts.no_episode()
            except VendorBusy as busy:
                self.reason = drafting_texts.model_busy()
                if attempt + 1 < TRIES:
                    await asyncio.sleep(min(busy.retry_after, LONGEST_WAIT_S))
            except VendorDown:
                self.reason = drafting_texts.model_down()
        return None

    async def _write(self, episode: ModelEpisode) -> str:
        number = len(self.pages) + 1
        name = f"{number:02}-{slug_of(episode.title)[:50].strip('-')}-{number}.md"
        self.pages[name] = await asyncio.to_thread(self._page, episode, number - 1, voice().language)
        return name

    def _page(self, episode: ModelEpisode, turn: int, reader: str) -> str:
        """The page with its marks, those of import among them."""
        with speaking(reader):
            marks = marks_of(episode, self.rules)
        with speaking(self.language):
            page = model_page(episode, self.rules, self.cast, self.language, turn, marks)
        read = proof(self.slug, {SERIES: self.about, "01-draft.md": page}, "01-draft.md")
        with speaking(reader):
            marks += [marks_texts.wrong(authoring_texts.what_is_wrong(fault.what)) for fault in read.faults]
            seconds = estimate_seconds(read.translation.script) if read.translation else 0.0
            marks += [marks_texts.too_long(round(seconds))] if seconds > LONGEST_S else []
        with speaking(self.language):
            return model_page(episode, self.rules, self.cast, self.language, turn, marks)

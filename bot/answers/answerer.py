"""What to answer: an approved clip, a clip made now, words, suggestions or nothing. Holds no transaction meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.asking import (
    Answer,
    Asking,
    clip_choices,
    place_of,
    places_of,
    versions_of,
    with_overdue,
    words_beside_clip,
)
from bot.answers.clip_orders import ClipOrder, brand_of_answers
from bot.answers.generated_clips import ClipGenerator, GeneratedClip, ReviewState
from bot.answers.generated_script import question_key, sentences_of
from bot.answers.questions import Form, Outcome, Question
from bot.answers.quoting.apart import disagreeing
from bot.answers.quoting.quoted import numbered_passage, quoted_passage
from bot.answers.sources.access import hidden_from
from bot.answers.sources.agreed import agreements_of
from bot.answers.wordings import hints_first, synonyms_of
from bot.chat import Clip, Message, Passage
from bot.links import Links
from bot.messages import answer_texts
from lessons import catalog
from lessons.answers.index.nearness import read_vectors
from lessons.answers.index.vectors import meaning_of
from lessons.answers.search import decision
from lessons.answers.search.search import NOTHING, Hit, search
from lessons.answers.text.rules import WholeRule
from lessons.answers.writing.grounded import Grounded, grounded
from lessons.database import Database
from lessons.episodes import ClipState, Episode
from lessons.ports import Embedder, Writer
from schedules.people.roster import Learner, Workspace, all_workspaces

MOST_NAMED = 2
LONGEST_SHOWN = 200
MEANING_S, WRITING_S = 0.4, 1.3  # vendors' share of the two seconds within which an answer is there
LATE_S = 20.0  # a model's words that come later than that change no message any more
MADE = "made:"  # a player link whose detail begins so shows a clip made now
NAMED_CLIP = "told:"  # one whose detail begins so shows that very clip of the episode, in whatever language it is told


class Answerer:
    """Answers questions.

    Args:
        made: makes clips of answers; without it, documents answer in words.
        writer, embedder: a vendor's models; without them answers are found by words and quoted word for word.
        synonyms: the installation's own file of synonyms.
    """

    def __init__(
        self,
        database: Database,
        links: Links,
        made: ClipGenerator | None = None,
        writer: Writer | None = None,
        embedder: Embedder | None = None,
        synonyms: Path | None = None,
    ) -> None:
        self._database, self._links, self._clips = database, links, made
        self._writer, self._embedder, self._synonyms = writer, embedder, synonyms

    async def answer(self, workspace: Workspace, learner: Learner, question: Question, now: datetime) -> Answer:
        """The answer, within two seconds whatever the vendors do."""
        asking = await self._find(Asking(workspace, learner, question, now))
        async with self._database.read() as db:
            clip = await self._approved(db, asking)
            hinting = await hints_first(db, workspace.id)
        answer = with_overdue(asking, clip or await self._from_documents(asking, WRITING_S))
        answer = replace(answer, found=[hit.title for hit in asking.finding.hits])
        return replace(answer, hint=await self._hint(asking, answer)) if hinting else answer

    async def better(self, workspace: Workspace, learner: Learner, question: Question, now: datetime) -> Answer | None:
        """A model's proved words for a question that was answered without them; None when there are none in time."""
        asking = await self._find(Asking(workspace, learner, question, now))
        answer = with_overdue(asking, await self._from_documents(asking, LATE_S))
        if not answer.by_model or answer.outcome is not Outcome.ANSWER:
            return None
        return replace(answer, found=[hit.title for hit in asking.finding.hits])

    async def warm(self) -> int:
        """Read every workspace's vectors, so that no first question waits for them; returns how many there are."""
        if self._embedder is None:
            return 0
        await meaning_of(self._embedder, "warm", LATE_S)
        async with self._database.read() as db:
            workspaces = await all_workspaces(db)
        for workspace in workspaces:
            async with self._database.read() as db:
                await read_vectors(db, workspace.id, self._embedder.model)
        return len(workspaces)

    @property
    def writes(self) -> bool:
        """Whether a model words answers."""
        return self._writer is not None

    async def _find(self, asking: Asking) -> Asking:
        question = asking.question
        language, workspace_id = question.language.split("-")[0], asking.workspace.id
        async with self._database.read() as db:
            synonyms = await synonyms_of(db, workspace_id, self._synonyms)
        # Between two transactions: none is held while a vendor is asked.
        meaning = await meaning_of(self._embedder, synonyms.with_ways(question.words, language), MEANING_S)
        async with self._database.read() as db:
            hidden = await hidden_from(db, asking.learner)
            finding = await search(
                db, workspace_id, question.words, language=language, meaning=meaning, synonyms=synonyms, hidden=hidden
            )
            # A document that came in limited meanwhile may have been found: its limit is known by now.
            finding = finding if hidden == await hidden_from(db, asking.learner) else NOTHING
            found_in = {place.document_id for place in places_of(finding).values()}
            agreed = await agreements_of(db, workspace_id, found_in)
        return replace(asking, finding=finding, agreed=agreed)

    async def _approved(self, db: AsyncConnection, asking: Asking) -> Answer | None:
        """The second of an approved clip: the best hit, or one further down that would do by itself."""
        hits = [hit for hit in asking.finding.hits if hit.clip_id and hit.p >= decision.ANSWER_FROM]
        for hit in hits:
            clip = await self._clip(db, asking, hit)
            episode = await catalog.episode_by_id(db, asking.workspace.id, hit.episode_id or "")
            if clip and episode:
                passage = Passage(words_beside_clip(asking, hit, episode.in_language(hit.language)), hit.title)
                return _from_clip(asking, hit, clip, passage, episode.in_language(asking.learner.locale))
        return None

    async def _clip(self, db: AsyncConnection, asking: Asking, hit: Hit) -> Clip | None:
        stored = await catalog.clip_by_id(db, asking.workspace.id, hit.clip_id) if hit.clip_id else None
        if stored is None or stored.state is not ClipState.READY:
            return None
        start_s = hit.start_s or 0.0
        url = self._player(asking, start_s=start_s, key=f"{NAMED_CLIP}{stored.id}")
        return Clip(
            hit.title,
            url,
            self._links.poster(asking.workspace.id, stored.media, asking.now),
            stored.seconds or 0.0,
            start_s,
        )

    def _player(self, asking: Asking, start_s: float = 0.0, key: str = "") -> str:
        question = asking.question
        return self._links.player(
            asking.workspace.id, question.delivery_id, asking.learner.id, asking.now, start_s, key
        )

    async def _from_documents(self, asking: Asking, within_s: float) -> Answer:
        finding, by = asking.finding, self._writer
        # Before any clip, also one that was made before: it would say one side alone.
        if apart := await disagreeing(self._database, self._links, asking):
            return apart
        earlier = await self._known(asking, versions_of(finding, by is not None))
        if earlier:
            return await self._of_known(asking, earlier)
        words = await grounded(by, asking.question.words, finding, within_s)
        return replace(await self._of_words(asking, words), late=words.late)

    async def _of_words(self, asking: Asking, words: Grounded) -> Answer:
        if words.outcome is not decision.Outcome.ANSWER or not words.rules:
            return await self._unsure(asking, words.outcome)
        if words.by_model and (apart := await disagreeing(self._database, self._links, asking, words.rules)):
            return apart
        versions = versions_of(asking.finding, words.by_model)
        if self._writer is not None and not words.by_model and (earlier := await self._known(asking, versions)):
            return await self._of_known(asking, earlier)
        return await self._made_now(asking, words, versions)

    async def _known(self, asking: Asking, versions: Sequence[str]) -> GeneratedClip | None:
        """The clip that answered the same before."""
        if self._clips is None or not versions:
            return None
        earlier = await self._clips.known(asking.workspace.id, self._key(asking, versions))
        sure = asking.finding.outcome is decision.Outcome.ANSWER or (earlier is not None and earlier.by_model)
        return earlier if sure and earlier and earlier.state is not ReviewState.FAILED else None

    def _key(self, asking: Asking, versions: Sequence[str]) -> str:
        brand = brand_of_answers(asking.workspace.brand, asking.workspace.name)
        return question_key(versions, asking.question.words, asking.finding.hits[0].language, brand)

    async def _made_now(self, asking: Asking, words: Grounded, versions: Sequence[str]) -> Answer:
        """A clip that says the whole of what is quoted, or of its best rule; else the quotations in words."""
        reason = ""
        for rules in clip_choices(words, asking.finding) if self._clips else ():
            clip = await self._clips.make(self._order(asking, rules, words.by_model, versions), asking.now)  # type: ignore[union-attr]
            if isinstance(clip, GeneratedClip) and clip.state.shown:
                return self._of_made(asking, clip, replace(words, rules=tuple(rules)))
            reason = clip.reason
        return self._in_words(asking, words, reason)

    def _order(self, asking: Asking, rules: Sequence[WholeRule], by_model: bool, versions: Sequence[str]) -> ClipOrder:
        places = places_of(asking.finding)
        sentences = [
            sentence for quoted in rules for sentence in sentences_of(quoted, place_of(places[quoted.passage_id]))
        ]
        return ClipOrder(
            asking.question,
            self._key(asking, versions),
            sentences,
            tuple(dict.fromkeys(quoted.passage_id for quoted in rules)),
            asking.finding.hits[0].language,
            brand_of_answers(asking.workspace.brand, asking.workspace.name),
            by_model,
        )

    async def _of_known(self, asking: Asking, made: GeneratedClip) -> Answer:
        """A clip that a curator refused is no answer; where the documents speak of it can be said all the same."""
        if made.state is ReviewState.REFUSED:
            return await self._unsure(asking, decision.Outcome.SUGGEST)
        return self._of_made(asking, made)

    def _of_made(self, asking: Asking, made: GeneratedClip, words: Grounded | None = None) -> Answer:
        """The message about a clip made now or before; the passages come from the clip's own scenes."""
        if not made.state.shown:
            message = answer_texts.in_review(asking.shown, made.script.sources)
            return Answer(Outcome.SUGGEST, message, Form.REVIEW, cited=made.cited, made_id=made.id)
        url = self._player(asking, key=f"{MADE}{made.id}")
        clip = Clip(
            made.script.title, url, self._links.poster(asking.workspace.id, made.digest, asking.now), made.seconds
        )
        passages = self._passages(asking, words, made)
        message = answer_texts.made_now(asking.shown, clip, passages, made.by_model, asking.corrected)
        return Answer(Outcome.ANSWER, message, Form.MADE, made.by_model, made.cited, made_id=made.id)

    def _in_words(self, asking: Asking, words: Grounded, no_clip: str) -> Answer:
        passages = self._quoted(asking, words)
        if words.by_model:
            message = answer_texts.worded(asking.shown, words.framing, passages, asking.corrected, no_clip)
        else:
            message = answer_texts.found_document(asking.shown, passages, asking.corrected, no_clip)
        return Answer(Outcome.ANSWER, message, Form.WORDS, words.by_model, words.cited)

    def _passages(self, asking: Asking, words: Grounded | None, made: GeneratedClip) -> list[Passage]:
        """What the clip rests on: what it was made from, or the best rule of its cited passage."""
        if words is not None:
            return self._quoted(asking, words)
        rules = [quoted for quoted in asking.finding.rules[:1] if quoted.passage_id in made.cited]
        return [quoted_passage(self._links, asking, quoted) for quoted in rules]

    def _quoted(self, asking: Asking, words: Grounded) -> list[Passage]:
        """One passage for each source, with all that is quoted from it."""
        return [quoted_passage(self._links, asking, quoted) for quoted in words.rules]

    async def _unsure(self, asking: Asking, outcome: decision.Outcome) -> Answer:
        """What may be meant, or that nothing was found."""
        hits = asking.finding.hits
        if outcome is decision.Outcome.NONE or not hits:
            return Answer(Outcome.NONE, answer_texts.nothing_found(asking.shown))
        async with self._database.read() as db:
            clip = await self._clip(db, asking, hits[0])
        language = asking.foreign(hits[0]) if clip else ""
        # A clip shows its own title, and a passage that is not the clip's own its words.
        places = [place for place in asking.finding.suggestions if not (clip and place[0].clip_id == hits[0].clip_id)]
        passages = [
            numbered_passage(self._links, asking, place, at, len(places)) for at, place in enumerate(places, start=1)
        ]
        message = answer_texts.maybe(asking.shown, [clip] if clip else [], passages, asking.corrected, language)
        cited = [place.passage_id for place, _ in places]
        episode_id = hits[0].episode_id or "" if clip else ""
        return Answer(Outcome.SUGGEST, message, Form.PERHAPS, cited=cited, episode_id=episode_id)

    async def _hint(self, asking: Asking, answer: Answer) -> Message | None:
        """Where the answer stands and what its lesson asks, before the answer itself."""
        if answer.outcome is not Outcome.ANSWER:
            return None
        check = ""
        if answer.asks:
            async with self._database.read() as db:
                episode = await catalog.episode_by_id(db, asking.workspace.id, answer.episode_id)
            translation = episode.in_language(asking.learner.locale) if episode else None
            check = translation.check.question if translation and translation.check else ""
        cited = set(answer.cited)
        places = [hit.title for hit in asking.finding.hits if hit.passage_id in cited] or [asking.finding.hits[0].title]
        return answer_texts.hint(asking.shown, places[:MOST_NAMED], check)


def _from_clip(asking: Asking, hit: Hit, clip: Clip, passage: Passage, episode: Episode) -> Answer:
    """The answer that plays a clip from its second, and ends with the clip's own question."""
    message = answer_texts.found_clip(asking.shown, clip, passage, asking.corrected, asking.foreign(hit))
    return Answer(
        Outcome.ANSWER,
        message,
        Form.MOMENT,
        cited=(hit.passage_id,),
        episode_id=episode.id,
        check_key=episode.check_key if episode.check else "",
        asks=episode.check is not None,
    )

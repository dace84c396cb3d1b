"""What to answer: searches, chooses between moment, clip made now and nothing, and says it; holds no transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers import questions
from bot.answers.madenow import Made, MadeNow, State, Wanted, brand_of_answers
from bot.answers.madescript import Said, question_key
from bot.answers.questions import Form, Outcome, Question
from bot.chat import Clip, Message, Passage
from bot.links import Links
from bot.words import answerwords
from lessons import catalog
from lessons.answers import decide
from lessons.answers.analyser import base_language, question_words, stem
from lessons.answers.grounded import Grounded, grounded
from lessons.answers.search import Finding, Hit, Quotable, search
from lessons.answers.sentences import Sentence, best_sentences
from lessons.answers.vectors import meaning_of
from lessons.database import Database
from lessons.episodes import ClipState, Episode
from lessons.ports import Embedder, Writer
from schedules.people.roster import Learner, Workspace

MOST_SUGGESTED, MOST_NAMED = 3, 2
LONGEST_SHOWN = 200
MEANING_S, WRITING_S = 0.4, 1.3  # vendors' share of the two seconds within which an answer is there
LATE_S = 20.0  # a model's words that come later than that change no message any more
MADE = "made:"  # a player link whose detail begins so shows a clip made now
TOLD = "told:"  # one whose detail begins so shows that very clip of the episode, in whatever language it is told


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question.

    Attributes:
        found: titles of what came nearest.
        asks: the message ends with the check of the episode.
        hint: said first, where the workspace wants that.
        late: a model was still at it; better() waits for its words.
    """

    outcome: Outcome
    message: Message
    form: Form = Form.NOTHING
    by_model: bool = False
    cited: Sequence[str] = ()
    found: Sequence[str] = ()
    made_id: str = ""
    episode_id: str = ""
    check_key: str = ""
    asks: bool = False
    hint: Message | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """One question being answered."""

    workspace: Workspace
    learner: Learner
    question: Question
    now: datetime
    finding: Finding = field(default=Finding(decide.Outcome.NONE, (), (), (), ()))

    @property
    def shown(self) -> str:
        return self.question.words[:LONGEST_SHOWN]

    @property
    def corrected(self) -> str:
        return " ".join(f"{typed} → {read}" for typed, read in self.finding.corrected)

    def foreign(self, hit: Hit) -> str:
        """The language of a hit, where it is not the learner's; "" where it is."""
        return "" if base_language(hit.language) == base_language(self.learner.locale) else hit.language


class Answerer:
    """Answers questions.

    Args:
        made: makes clips of answers; without it, documents answer in words.
        writer, embedder: a vendor's models; without them answers are found by words and quoted word for word.
    """

    def __init__(
        self,
        database: Database,
        links: Links,
        made: MadeNow | None = None,
        writer: Writer | None = None,
        embedder: Embedder | None = None,
    ) -> None:
        self._database, self._links, self._made = database, links, made
        self._writer, self._embedder = writer, embedder

    async def answer(self, workspace: Workspace, learner: Learner, question: Question, now: datetime) -> Answer:
        """The answer, within two seconds whatever the vendors do."""
        asking = await self._find(Asking(workspace, learner, question, now))
        async with self._database.read() as db:
            moment = await self._moment(db, asking)
            hinting = await questions.hints_first(db, workspace.id)
        answer = moment or await self._from_documents(asking, WRITING_S)
        answer = replace(answer, found=[hit.title for hit in asking.finding.hits])
        return replace(answer, hint=await self._hint(asking, answer)) if hinting else answer

    async def better(self, workspace: Workspace, learner: Learner, question: Question, now: datetime) -> Answer | None:
        """A model's proved words for a question that was answered without them; None when there are none in time."""
        asking = await self._find(Asking(workspace, learner, question, now))
        answer = await self._from_documents(asking, LATE_S)
        if not answer.by_model or answer.outcome is not Outcome.ANSWER:
            return None
        return replace(answer, found=[hit.title for hit in asking.finding.hits])

    @property
    def writes(self) -> bool:
        """Whether a model words answers."""
        return self._writer is not None

    async def _find(self, asking: Asking) -> Asking:
        question = asking.question
        meaning = await meaning_of(self._embedder, question.words, MEANING_S)
        language = question.language.split("-")[0]
        async with self._database.read() as db:
            finding = await search(db, asking.workspace.id, question.words, language=language, meaning=meaning)
        return replace(asking, finding=finding)

    async def _moment(self, db: AsyncConnection, asking: Asking) -> Answer | None:
        """The second of an approved clip: the best hit, or one further down that would do by itself."""
        hits = [hit for hit in asking.finding.hits if hit.clip_id and hit.p >= decide.ANSWER_FROM]
        for hit in hits:
            clip = await self._clip(db, asking, hit)
            episode = await catalog.episode_by_id(db, asking.workspace.id, hit.episode_id or "")
            if clip and episode:
                return _moment(asking, hit, clip, episode.told_in(asking.learner.locale))
        return None

    async def _clip(self, db: AsyncConnection, asking: Asking, hit: Hit) -> Clip | None:
        stored = await catalog.clip_by_id(db, asking.workspace.id, hit.clip_id) if hit.clip_id else None
        if stored is None or stored.state is not ClipState.READY:
            return None
        start_s = hit.start_s or 0.0
        url = self._player(asking, start_s=start_s, key=f"{TOLD}{stored.id}")
        return Clip(hit.title, url, self._links.poster(stored.media), stored.seconds or 0.0, start_s)

    def _player(self, asking: Asking, start_s: float = 0.0, key: str = "") -> str:
        question = asking.question
        return self._links.player(
            asking.workspace.id, question.delivery_id, asking.learner.id, asking.now, start_s, key
        )

    async def _from_documents(self, asking: Asking, within_s: float) -> Answer:
        finding, by = asking.finding, self._writer
        known = await self._known(asking, _versions(finding, by is not None))
        if known:
            return await self._of_known(asking, known)
        words = await grounded(by, asking.question.words, finding, within_s)
        return replace(await self._of_words(asking, words), late=words.late)

    async def _of_words(self, asking: Asking, words: Grounded) -> Answer:
        if words.outcome is not decide.Outcome.ANSWER or not words.sentences:
            return await self._unsure(asking, words.outcome)
        versions = _versions(asking.finding, words.by_model)
        if self._writer is not None and not words.by_model and (known := await self._known(asking, versions)):
            return await self._of_known(asking, known)
        return await self._made_now(asking, words, versions)

    async def _known(self, asking: Asking, versions: Sequence[str]) -> Made | None:
        """The clip that answered the same before."""
        if self._made is None or not versions:
            return None
        known = await self._made.known(asking.workspace.id, self._key(asking, versions))
        sure = asking.finding.outcome is decide.Outcome.ANSWER or (known is not None and known.by_model)
        return known if sure and known and known.state is not State.FAILED else None

    def _key(self, asking: Asking, versions: Sequence[str]) -> str:
        brand = brand_of_answers(asking.workspace.brand, asking.workspace.name)
        return question_key(versions, asking.question.words, asking.finding.hits[0].language, brand)

    async def _made_now(self, asking: Asking, words: Grounded, versions: Sequence[str]) -> Answer:
        places = _places(asking.finding)
        said = [
            Said(one.text, place_of(places[one.quotes[0].passage_id]), one.quotes[0].text if words.by_model else "")
            for one in words.sentences
        ]
        cited = tuple(dict.fromkeys(quote.passage_id for quote in words.quotes))
        wanted = Wanted(
            asking.question,
            self._key(asking, versions),
            said,
            cited,
            asking.finding.hits[0].language,
            brand_of_answers(asking.workspace.brand, asking.workspace.name),
            words.by_model,
        )
        made = await self._made.make(wanted, asking.now) if self._made else None
        if made is not None and made.state.shown:
            return self._of_made(asking, made, words)
        return _in_words(asking, words, cited)

    async def _of_known(self, asking: Asking, made: Made) -> Answer:
        """A clip that a curator refused is no answer; where the documents speak of it can be said all the same."""
        if made.state is State.REFUSED:
            return await self._unsure(asking, decide.Outcome.SUGGEST)
        return self._of_made(asking, made)

    def _of_made(self, asking: Asking, made: Made, words: Grounded | None = None) -> Answer:
        """The message about a clip made now or before; the passages come from the clip's own scenes."""
        if not made.state.shown:
            message = answerwords.in_review(asking.shown, made.script.sources)
            return Answer(Outcome.SUGGEST, message, Form.REVIEW, cited=made.cited, made_id=made.id)
        url = self._player(asking, key=f"{MADE}{made.id}")
        clip = Clip(made.script.title, url, self._links.poster(made.digest), made.seconds)
        sentences = _told(made) if made.by_model else ()
        passages = _passages(asking.finding, words, made)
        message = answerwords.made_now(asking.shown, clip, sentences, passages, asking.corrected)
        return Answer(Outcome.ANSWER, message, Form.MADE, made.by_model, made.cited, made_id=made.id)

    async def _unsure(self, asking: Asking, outcome: decide.Outcome) -> Answer:
        """What may be meant, or that nothing was found."""
        hits = asking.finding.hits
        if outcome is decide.Outcome.NONE or not hits:
            message = answerwords.nothing_found(asking.shown, [hit.title for hit in hits[:MOST_NAMED]])
            return Answer(Outcome.NONE, message)
        async with self._database.read() as db:
            clip = await self._clip(db, asking, hits[0])
        titles = [hit.title for hit in hits[bool(clip) : MOST_SUGGESTED]]  # a clip shows its own title
        language = asking.foreign(hits[0]) if clip else ""
        message = answerwords.maybe(asking.shown, [clip] if clip else [], titles, asking.corrected, language)
        return Answer(Outcome.SUGGEST, message, episode_id=hits[0].episode_id or "" if clip else "")

    async def _hint(self, asking: Asking, answer: Answer) -> Message | None:
        """Where the answer stands and what its lesson asks, before the answer itself."""
        if answer.outcome is not Outcome.ANSWER:
            return None
        asked = ""
        if answer.asks:
            async with self._database.read() as db:
                episode = await catalog.episode_by_id(db, asking.workspace.id, answer.episode_id)
            told = episode.told_in(asking.learner.locale) if episode else None
            asked = told.check.question if told and told.check else ""
        cited = set(answer.cited)
        places = [hit.title for hit in asking.finding.hits if hit.passage_id in cited] or [asking.finding.hits[0].title]
        return answerwords.hint(asking.shown, places[:MOST_NAMED], asked)


def _moment(asking: Asking, hit: Hit, clip: Clip, episode: Episode) -> Answer:
    """The answer that plays a clip from its second, and ends with the clip's own question."""
    first = hit is asking.finding.hits[0]
    sentences = asking.finding.sentences if first else _sentences(hit, asking.question)
    said = Passage(" ".join(sentence.text for sentence in sentences), hit.title)
    message = answerwords.found_clip(asking.shown, clip, said, asking.corrected, asking.foreign(hit))
    return Answer(
        Outcome.ANSWER,
        message,
        Form.MOMENT,
        cited=(hit.passage_id,),
        episode_id=episode.id,
        check_key=episode.check_key if episode.check else "",
        asks=episode.check is not None,
    )


def _sentences(hit: Hit, question: Question) -> Sequence[Sentence]:
    weights = {stem(word, hit.language): 1.0 for word in question_words(question.words, question.language)}
    return best_sentences(hit.passage_id, hit.body, hit.language, weights)


def _in_words(asking: Asking, words: Grounded, cited: Sequence[str]) -> Answer:
    passages = _quoted(asking.finding, words)
    if words.by_model:
        said = [one.text for one in words.sentences]
        message = answerwords.worded(asking.shown, said, passages, asking.corrected)
    else:
        message = answerwords.found_document(asking.shown, passages, asking.corrected)
    return Answer(Outcome.ANSWER, message, Form.WORDS, words.by_model, cited)


def _versions(finding: Finding, by_model: bool) -> Sequence[str]:
    """The passages that an answer is made from: all that a model may read, or the one whose sentences are said."""
    if by_model:
        return [one.passage_id for one in finding.evidence]
    return [hit.passage_id for hit in finding.hits[:1]]


def _places(finding: Finding) -> dict[str, Quotable]:
    every: Iterable[Quotable] = (*finding.evidence, *finding.hits)
    return {one.passage_id: one for one in every}


def place_of(found: Quotable) -> str:
    """Where a passage stands, as people read it."""
    return f"{found.title}, page {found.page}" if found.page else found.title


def _passages(finding: Finding, words: Grounded | None, made: Made) -> list[Passage]:
    """What the clip rests on: the quotes it was made from, or its cited passages' own best sentences."""
    if words is not None:
        return _quoted(finding, words)
    places = _places(finding)
    if not made.by_model and finding.sentences:
        return [_passage(sentence.text, places[sentence.passage_id]) for sentence in finding.sentences]
    return [_passage(" ".join(places[one].body.split())[:400], places[one]) for one in made.cited if one in places]


def _quoted(finding: Finding, words: Grounded) -> list[Passage]:
    places = _places(finding)
    return [_passage(quote.text, places[quote.passage_id]) for quote in words.quotes]


def _passage(text: str, place: Quotable) -> Passage:
    url = place.source if place.source.startswith(("http://", "https://")) else ""
    return Passage(text, place_of(place), url)


def _told(made: Made) -> Sequence[str]:
    """What a model's clip says, without its first and last scene."""
    return [" ".join(scene.shown_words for scene in made.script.scenes[1:-1])]

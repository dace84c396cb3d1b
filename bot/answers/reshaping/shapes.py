"""What "shorter", "the whole section", "in German" and "as a video" make of the answer before."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.answerer import NAMED_CLIP
from bot.answers.questions import Form, Outcome, Question
from bot.answers.sources.access import documents_cited, hidden_from
from bot.answers.sources.agreed import agreements_of
from bot.chat import Clip, Message, Passage
from bot.messages.catalogue import speaking
from bot.messages.codec import from_json
from bot.messages.language_names import language_name
from bot.messages.lower import reshaped_texts, source_texts
from bot.parsing.languages import language_named
from bot.turn import Turn
from lessons import catalog
from lessons.answers.index.document_ids import episode_of
from lessons.answers.index.document_text import ReadDocument, ReadPassage, clip_around, document_around
from lessons.answers.text.analyser import base_language, question_words, stem
from lessons.answers.text.belonging import WHOLE_WORDS
from lessons.answers.text.follow_ups import Wish
from lessons.answers.text.machine_orders import machine_orders
from lessons.answers.text.rules import rule
from lessons.answers.text.sentences import best_sentences
from lessons.episodes import MAIN, ClipState, Episode
from schedules.rules.wall_clock import local_day

LONGEST_SECTION = 3_500  # characters that a message shows; the page of the document has the rest


async def reshaped(turn: Turn, before: Question, wish: Wish, language: str) -> Message | None:
    """The answer as it is wished; None where the words are no wish after all, such as "in Berlin"."""
    tag = language_named(language) if wish is Wish.LANGUAGE else ""
    if tag is None:
        return None
    # Behind a hint the answer was not shown yet: a shorter one would give it away.
    if before.outcome not in (Outcome.ANSWER, Outcome.SUGGEST) or before.answer is None or before.hinted:
        return reshaped_texts.nothing_to_reshape()
    hidden = await hidden_from(turn.db, turn.learner)
    # Whoever left the group since gets no more of it.
    if hidden & await documents_cited(turn.db, before.workspace_id, before.cited):
        return reshaped_texts.nothing_to_reshape()
    if before.form is Form.APART:
        return reshaped_texts.both_sides()  # a shorter one would be one side alone
    parts = from_json(before.answer["message"]).parts
    if wish is Wish.VIDEO:
        return reshaped_texts.as_clip(before.words, next((part for part in parts if isinstance(part, Clip)), None))
    document = await _document(turn.db, before)
    if wish is Wish.LANGUAGE:
        return await _translated(turn, before, document, tag or "")
    if document is None:
        passage = next((part for part in parts if isinstance(part, Passage)), None)
        return reshaped_texts.of_clip(before.words, passage if wish is Wish.SHORTER else None)
    make = _shorter if wish is Wish.SHORTER else _section
    return make(before, document, *await _source(turn, before, document))


async def _document(db: AsyncConnection, before: Question) -> ReadDocument | None:
    """What the answer quotes first; None where that is a clip, or its passage changed meanwhile."""
    return await document_around(db, before.workspace_id, before.cited[0]) if before.cited else None


def _cited(before: Question, document: ReadDocument) -> ReadPassage:
    return next((each for each in document.passages if each.id == before.cited[0]), document.passages[0])


async def _source(turn: Turn, before: Question, document: ReadDocument) -> tuple[str, str, list[str]]:
    """The line below the words, where they can be read, and what stands before them where they are overdue."""
    # Made anew and not copied from the message: the day may have passed since.
    passage = _cited(before, document)
    agreement = (await agreements_of(turn.db, before.workspace_id, [document.id])).get(document.id)
    web = document.source.startswith(("http://", "https://"))
    url = document.source if web else turn.links.document(before.workspace_id, passage.id, turn.learner.id, turn.now)
    title = f"{passage.title}, page {passage.page}" if passage.page else passage.title
    if agreement is None:
        return title, url, []
    past = agreement.overdue(local_day(turn.now, ZoneInfo(turn.learner.zone))) and agreement.valid_until
    notes: list[str] = [source_texts.overdue(document.title, agreement.owner, past)] if past else []
    return source_texts.agreed(title, agreement.owner, agreement.valid_until), url, notes


def _shorter(before: Question, document: ReadDocument, source: str, url: str, notes: list[str]) -> Message:
    """The answering sentence, with what turns it: a rule is never cut from its exception."""
    passage = _cited(before, document)
    weights = {stem(word, document.language): 1.0 for word in question_words(before.words, before.language)}
    avoid = machine_orders(passage.body)
    # One sentence chosen, then completed: the rule around it decides how short it may be.
    best = best_sentences(passage.id, passage.body, document.language, weights, 1, avoid)
    quoted = rule(passage.id, passage.title, passage.body, [(each.start, each.end) for each in best], WHOLE_WORDS)
    words = quoted.text if quoted.sentences else passage.body
    return reshaped_texts.shorter(before.words, Passage(words, source, url), notes)


def _section(before: Question, document: ReadDocument, source: str, url: str, notes: list[str]) -> Message:
    title = _cited(before, document).title
    bodies = [each.body for each in document.passages if each.title == title]
    count, length = 0, 0
    # At least one passage, and whole ones: half a list may leave out its exception.
    while count < len(bodies) and (not count or length + len(bodies[count]) <= LONGEST_SECTION):
        length += len(bodies[count])
        count += 1
    passage = Passage("\n".join(bodies[:count]), source, url)
    return reshaped_texts.section(before.words, passage, count < len(bodies), notes)


async def _translated(turn: Turn, before: Question, document: ReadDocument | None, tag: str) -> Message:
    """The same episode told in that language, where there is one; no program here translates a document's words."""
    episode = await _episode(turn.db, before)
    if episode is not None:
        clip = await catalog.clip_of(turn.db, before.workspace_id, episode.id, MAIN, base_language(tag))
        # The catalogue gives the nearest language where the wished one is missing: that is no translation.
        if clip is not None and clip.state is ClipState.READY and base_language(clip.language) == base_language(tag):
            title = episode.in_language(tag).title
            url = turn.links.player(
                before.workspace_id, before.delivery_id, turn.learner.id, turn.now, 0.0, f"{NAMED_CLIP}{clip.id}"
            )
            poster = turn.links.poster(before.workspace_id, clip.media, turn.now)
            return reshaped_texts.in_that_language(before.words, Clip(title, url, poster, clip.seconds or 0.0))
    has = document.language if document else episode.language if episode else ""
    if base_language(has) == base_language(tag):
        return reshaped_texts.is_in_that_language(language_name(base_language(tag)))
    if document is not None:
        source, url, notes = await _source(turn, before, document)
        parts = from_json(before.answer["message"]).parts if before.answer else ()
        words = next((part.words for part in parts if isinstance(part, Passage)), "")
        # What is said around the quotation can be in that language; the quotation is the document's own.
        with speaking(tag):
            names = (language_name(base_language(has)), language_name(base_language(tag)))
            return reshaped_texts.introduced(before.words, *names, Passage(words, source, url), notes)
    return reshaped_texts.only_in(language_name(base_language(has)) if has else "", language_name(base_language(tag)))


async def _episode(db: AsyncConnection, before: Question) -> Episode | None:
    """The episode whose clip answered."""
    clip = await clip_around(db, before.workspace_id, before.cited[0]) if before.cited else ""
    return await catalog.episode_by_id(db, before.workspace_id, episode_of(clip)) if clip else None

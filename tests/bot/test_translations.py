"""Learners who speak different languages ask about the same episode; and what an older program learned stays known."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.web.pages.showing import Unwatchable, find
from bot.answers.answerer import NAMED_CLIP
from bot.answers.documents import tidy
from bot.chat import Clip
from bot.links import Purpose
from lessons import catalog
from lessons.answers.index.document_ids import episode_of, translation_id
from lessons.answers.index.drafts import Draft
from lessons.answers.index.indexing import known_documents, learn
from lessons.answers.index.passages import passages_of_clip
from lessons.answers.index.tables import analyse, documents
from lessons.database import Database
from lessons.episodes import Cue, Episode, Translation
from lessons.script import Headline, Role, Scene, Script
from lessons.series import Series
from schedules.people import roster
from tests.bot.asking import a_world, answer, clip_in, token_of
from tests.stories.world import MONDAY, World

SAID = {
    "en": (
        Cue(0.0, 4.0, "It is Tuesday, and the kettle is on."),
        Cue(20.0, 24.0, "Close the yellow valve before you open the boiler."),
    ),
    "de": (
        Cue(0.0, 4.0, "Es ist Dienstag, und das Wasser kocht."),
        Cue(40.0, 44.0, "Schließe das gelbe Ventil, bevor du den Kessel öffnest."),
    ),
}
ASKED = {
    "en": "Which yellow valve do I close before I open the boiler?",
    "de": "Welches gelbe Ventil schließe ich, bevor ich den Kessel öffne?",
}


def script(say: str) -> Script:
    return Script(say, (Scene(Role.HOOK, say, Headline(say)),))


def boilers(*languages: str) -> Series:
    told = Episode("boilers", "valve", 1, "The Valve", "en", script("The valve comes first."))
    german = {"de": Translation("Das Ventil", script("Zuerst das Ventil."))} if "de" in languages else {}
    return Series("boilers", "Boilers", "en", (replace(told, translations=german),))


async def bring(world: World, *languages: str) -> Episode:
    """The series in the catalogue with finished clips; nobody learned them yet."""
    async with world.database.write() as db:
        done = await catalog.import_series(db, world.workspace.id, boilers(*languages), MONDAY)
        for clip in await catalog.clips_wanted(db, world.workspace.id, 100):
            await catalog.clip_ready(db, world.workspace.id, clip.id, 60.0, clip.language, SAID[clip.language], MONDAY)
    return done.series.episodes[0]


async def speak(world: World, name: str, locale: str) -> None:
    async with world.database.write() as db:
        await roster.change_learner(db, world.workspace.id, world.learners[name].id, locale=locale)


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    async with a_world(database) as made:
        for name in ("Ada", "Bo"):
            await made.join(name)
        await speak(made, "Bo", "de-DE")
        yield made


async def shown(world: World, name: str, question: str) -> tuple[Clip, str, str]:
    """The clip of an answer, the language that its player page plays, and the words of the whole message."""
    said = await answer(world, question, name)
    clip = clip_in(said)
    assert clip is not None, said.plain
    ticket = world.bot.links.read(token_of(clip.watch_url), Purpose.PLAYER, world.clock.at)
    async with world.database.read() as db:
        return clip, (await find(db, ticket)).clip.language, said.plain


async def test_everybody_gets_the_moment_in_their_own_language(world: World) -> None:
    await bring(world, "en", "de")
    await tidy(world.database, MONDAY)
    english, played, words = await shown(world, "Ada", ASKED["en"])
    assert (english.title, english.start_s, played) == ("The Valve", 18.0, "en")
    assert "This clip is in" not in words
    german, played, words = await shown(world, "Bo", ASKED["de"])
    assert (german.title, german.start_s, played) == ("Das Ventil", 38.0, "de")
    assert "This clip is in" not in words


async def test_what_is_told_in_one_language_only_is_shown_and_said_to_be_in_it(world: World) -> None:
    await bring(world, "en")
    await tidy(world.database, MONDAY)
    clip, played, words = await shown(world, "Bo", ASKED["en"])
    assert (clip.title, played) == ("The Valve", "en")
    assert "Dieser Clip ist auf Englisch" in words


async def test_a_question_in_the_other_language_plays_the_clip_that_it_was_found_in(world: World) -> None:
    await bring(world, "en", "de")
    await tidy(world.database, MONDAY)
    clip, played, words = await shown(world, "Ada", ASKED["de"])
    assert (clip.start_s, played) == (38.0, "de")
    assert "This clip is in German." in words


async def test_a_link_plays_no_clip_of_another_episode(world: World) -> None:
    await bring(world, "en", "de")
    await tidy(world.database, MONDAY)
    clip, _, _ = await shown(world, "Ada", ASKED["en"])
    ticket = world.bot.links.read(token_of(clip.watch_url), Purpose.PLAYER, world.clock.at)
    async with world.database.read() as db:
        first = (await catalog.episodes_of(db, world.workspace.id, "leak"))[0]
        foreign = await catalog.clip_of(db, world.workspace.id, first.id)
        assert foreign is not None
        with pytest.raises(Unwatchable):
            await find(db, replace(ticket, detail=f"{NAMED_CLIP}{foreign.id}"))


async def learn_as_before(world: World, episode: Episode, language: str) -> None:
    """As programs before this one did: one document under the episode's id, whatever the language."""
    async with world.database.write() as db:
        clip = await catalog.clip_of(db, world.workspace.id, episode.id, language=language)
        assert clip is not None
        said = [(cue.start_s, cue.end_s, cue.text) for cue in clip.cues]
        title = episode.in_language(language).title
        entries = analyse(episode.id, passages_of_clip(title, said), language)
        old = Draft(episode.id, "clip", "", title, language, entries, clip.id, tuple(said))
        await learn(db, world.workspace.id, [old], MONDAY)


async def held(world: World) -> list[str]:
    async with world.database.read() as db:
        return [one.document_id for one in await known_documents(db, world.workspace.id) if "e1" not in one.title]


async def test_what_an_older_program_learned_answers_until_it_is_learned_anew_in_every_language(world: World) -> None:
    episode = await bring(world, "en", "de")
    await learn_as_before(world, episode, "de")
    clip, played, _ = await shown(world, "Bo", ASKED["de"])
    assert (clip.start_s, played) == (38.0, "de")
    await tidy(world.database, MONDAY)
    ours = [one for one in await held(world) if episode_of(one) == episode.id]
    assert sorted(ours) == [translation_id(episode.id, "de"), translation_id(episode.id, "en")]
    for name, language in (("Ada", "en"), ("Bo", "de")):
        _, played, _ = await shown(world, name, ASKED[language])
        assert played == language


async def test_a_replaced_translation_answers_until_the_new_one_has_its_clip(world: World) -> None:
    old = await bring(world, "en", "de")
    await tidy(world.database, MONDAY)
    changed = boilers("en", "de").episodes[0]
    changed = replace(changed, script=script("The valve comes first, always."))
    changed = replace(changed, translations={"de": Translation("Das Ventil", script("Immer zuerst das Ventil."))})
    async with world.database.write() as db:
        done = await catalog.import_series(db, world.workspace.id, replace(boilers(), episodes=(changed,)), MONDAY)
        new = done.series.episodes[0]
        german = await catalog.clip_of(db, world.workspace.id, new.id, language="de")
        assert german is not None
        await catalog.clip_ready(db, world.workspace.id, german.id, 60.0, "de2", SAID["de"], MONDAY)
    await tidy(world.database, MONDAY)
    ours = {one for one in await held(world) if episode_of(one) in (old.id, new.id)}
    assert ours == {translation_id(old.id, "en"), translation_id(new.id, "de")}


async def test_a_translation_that_was_taken_out_is_forgotten(world: World) -> None:
    old = await bring(world, "en", "de")
    await tidy(world.database, MONDAY)
    new = await bring(world, "en")
    await tidy(world.database, MONDAY)
    assert old.id != new.id
    async with world.database.read() as db:
        rows = await db.execute(documents.select().where(documents.c.kind == "clip", documents.c.language == "de"))
        assert rows.all() == []


async def test_a_clip_that_is_told_in_german_too_is_shown_in_german_when_it_is_wished(world: World) -> None:
    await bring(world, "en", "de")
    await tidy(world.database, MONDAY)
    assert (await shown(world, "Ada", ASKED["en"]))[1] == "en"
    clip, language, words = await shown(world, "Ada", "in German")
    assert (clip.title, language) == ("Das Ventil", "de")
    assert ASKED["en"] in words
    assert "no source of this" not in words
    assert "I have this in English only" in (await answer(world, "in French", "Ada")).plain

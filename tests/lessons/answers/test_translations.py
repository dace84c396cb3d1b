"""An episode that is told in several languages: each is found, and the learner's own is shown."""

from __future__ import annotations

import pytest

from lessons.answers.index.document_ids import episode_of, translation_id
from lessons.answers.index.indexing import forget_episode
from lessons.answers.index.passages import Cue
from tests.lessons.answers.world import World

ENGLISH: list[Cue] = [
    (0, 5, "It is a quiet morning at the office."),
    (20, 26, "Report a phishing mail with the red button, and delete nothing."),
]
GERMAN: list[Cue] = [
    (0, 5, "Es ist ein ruhiger Morgen im Büro."),
    (30, 36, "Melde eine Phishing-Mail mit dem roten Knopf und lösche nichts."),
]


async def told_twice(world: World) -> World:
    await world.teach_basics()
    await world.forget_basics("phishing.md")
    await world.show("e1", "The red button", ENGLISH, ["How do I report phishing?"])
    await world.show("e1", "Der rote Knopf", GERMAN, ["Wie melde ich Phishing?"], "de")
    return world


@pytest.mark.parametrize("order", [("en", "de"), ("de", "en")])
async def test_each_language_is_found_whichever_was_learned_last(either: World, order: tuple[str, str]) -> None:
    cues = {"en": ENGLISH, "de": GERMAN}
    for language in order:
        await either.show(
            "e1", "The red button" if language == "en" else "Der rote Knopf", cues[language], (), language
        )
    for question, language, start_s in (
        ("Where is the red button for a phishing mail?", "en", 18.0),
        ("Mit welchem roten Knopf melde ich eine Mail?", "de", 28.0),
    ):
        hit = (await either.ask(question, language)).hits[0]
        assert (hit.episode_id, hit.language, hit.start_s) == ("e1", language, start_s)


async def test_an_episode_is_one_hit_and_its_other_language_no_rival(world: World) -> None:
    await told_twice(world)
    both = await world.ask("How do I report a phishing mail?")
    assert [hit.episode_id for hit in both.hits].count("e1") == 1
    async with world.database.write() as db:
        await forget_episode(db, world.workspace, "e1")
    await world.show("e1", "The red button", ENGLISH, ["How do I report phishing?"])
    alone = await world.ask("How do I report a phishing mail?")
    assert both.outcome is alone.outcome
    assert both.hits[0].signals.gap == pytest.approx(alone.hits[0].signals.gap, abs=0.1)


async def test_words_that_both_languages_use_find_the_learners_own(world: World) -> None:
    await told_twice(world)
    for language in ("en", "de"):
        found = await world.ask("Phishing Mail", language)
        assert found.hits[0].language == language
        assert {one.language for one in found.evidence if one.kind == "clip"} == {language}


async def test_what_is_told_in_another_language_only_is_found_in_that(world: World) -> None:
    await told_twice(world)
    await world.show("e2", "The badge", [(0, 5, "A lost badge is blocked by calling the front desk.")])
    hit = (await world.ask("lost badge front desk", "de")).hits[0]
    assert (hit.episode_id, hit.language, hit.clip_id) == ("e2", "en", "e2-clip")


async def test_a_forgotten_episode_is_gone_in_all_its_languages(either: World) -> None:
    await told_twice(either)
    async with either.database.write() as db:
        assert await forget_episode(db, either.workspace, "e1")
        assert not await forget_episode(db, either.workspace, "e1")
    for question, language in (("phishing red button", "en"), ("roter Knopf Phishing", "de")):
        assert all(hit.episode_id != "e1" for hit in (await either.ask(question, language)).hits)


def test_a_document_names_its_episode_also_as_older_programs_named_it() -> None:
    assert episode_of(translation_id("0a1b", "pt-BR")) == "0a1b"
    assert episode_of("0a1b") == "0a1b"

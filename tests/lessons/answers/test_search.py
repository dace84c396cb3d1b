"""From a question to an answer, a suggestion, or an honest nothing."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lessons.answers.index.passages import Cue
from lessons.answers.search.clip_offsets import start_of
from lessons.answers.search.curated import curated_answer
from lessons.answers.search.decision import ANSWER_FROM, CLIPS, Outcome, Signals, chance, outcome
from lessons.answers.search.search import NOTHING
from lessons.checks import Check, Option
from lessons.database import Database
from lessons.episodes import Episode
from lessons.script import Script
from tests.lessons.answers.hostile import WRITTEN, made
from tests.lessons.answers.world import PHISHING, TRAVEL, World

ROOT = Path(__file__).parents[3]
LOCKING = [
    (0.0, 5.0, "Welcome back to the office."),
    (5.0, 20.0, "Somebody walks past your desk while you fetch a coffee."),
    (40.0, 46.0, "Lock the screen with the Windows key and L."),
    (46.0, 60.0, "Now nobody reads your mail."),
]


MOST_S = 0.05


async def cost_s(world: World, question: str) -> float:
    """Seconds of work that a question costs the event loop."""
    began = time.thread_time()
    await world.ask(question)
    return time.thread_time() - began


async def filled(world: World) -> World:
    """Enough other documents that a rare word is rare."""
    for at in range(30):
        await world.teach(
            f"filler-{at}.md", f"Chapter {at} is about gardens, rivers and number {at * 7}.", f"Garden {at}"
        )
    return world


async def test_a_question_that_a_document_answers_gets_its_sentences(world: World) -> None:
    found = await (await filled(world)).ask("How much may a hotel in Berlin cost a night?")
    assert (found.outcome, found.hits[0].kind, found.hits[0].source) == (Outcome.ANSWER, "document", "travel.md")
    assert any("Hotels in Berlin may cost at most 180 euros a night." in one.text for one in found.sentences)
    body = found.hits[0].body
    assert all(body[one.start : one.end] == one.text for one in found.sentences)
    assert {one.passage_id for one in found.sentences} == {found.hits[0].passage_id}


async def test_a_question_from_another_world_finds_nothing_but_names_the_nearest(world: World) -> None:
    found = await (await filled(world)).ask("Which train of thought led Kant to his critique?")
    assert found.outcome is Outcome.NONE
    assert found.hits[0].title == "Travel policy"


async def test_a_question_without_any_known_word_finds_nothing(world: World) -> None:
    assert await world.ask("quantum chromodynamics") == NOTHING
    assert await World(world.database, "empty").ask("hotel") == NOTHING


async def test_one_word_is_a_topic_and_never_an_answer(world: World) -> None:
    found = await (await filled(world)).ask("phishing")
    assert found.outcome is Outcome.SUGGEST
    assert found.hits[0].p < ANSWER_FROM


@pytest.mark.parametrize("typed", ["phishng", "pishing", "phisshing", "phsihing", "phizhing"])
async def test_a_typing_error_is_repaired_and_said(either: World, typed: str) -> None:
    await either.teach_basics()
    found = await either.ask(f"How do I report a {typed} mail?")
    assert found.corrected == ((typed, "phishing"),)
    assert found.hits[0].source == "phishing.md"


async def test_a_known_word_is_never_repaired(world: World) -> None:
    await world.teach("a.md", "The fishing trip is in May.")
    assert (await world.ask("fishing mail")).corrected == ()


async def test_a_clip_plays_from_the_moment_that_answers(either: World) -> None:
    await either.teach_basics()
    await either.show("e1", "Leaving the desk", LOCKING)
    hit = (await either.ask("How do I lock my screen?")).hits[0]
    assert (hit.kind, hit.episode_id, hit.clip_id, hit.start_s) == ("clip", "e1", "e1-clip", 38.0)


async def test_a_clip_is_found_by_a_question_it_is_known_to_answer(either: World) -> None:
    await either.teach_basics()
    await either.show("e1", "Leaving the desk", LOCKING, ["How can I secure my laptop during lunch?"])
    found = await either.ask("secure my laptop during lunch")
    assert found.hits[0].episode_id == "e1"
    assert "lunch" not in found.hits[0].body
    assert all("lunch" not in one.text for one in found.sentences)
    assert all("lunch" not in one.body for one in found.evidence)


async def test_a_copy_of_the_answer_is_no_rival_to_it(world: World) -> None:
    await filled(world)
    alone = await world.ask("How do I report a phishing mail?")
    await world.teach("copy.md", PHISHING, "Phishing")
    doubled = await world.ask("How do I report a phishing mail?")
    assert {hit.source for hit in doubled.hits[:2]} == {"phishing.md", "copy.md"}
    assert doubled.hits[0].signals.gap == pytest.approx(alone.hits[0].signals.gap, abs=0.15)


async def test_a_document_has_one_hit_and_may_give_several_passages(world: World) -> None:
    await world.teach("long.md", " ".join(f"Zebras run {at} times." for at in range(200)), "Zebras")
    found = await world.ask("zebras run")
    assert [hit.source for hit in found.hits] == ["long.md"]
    assert len(found.evidence) > 1


async def test_a_question_in_another_language_than_expected_still_finds_words(either: World) -> None:
    await either.teach_basics()
    await either.teach("urlaub.md", "Der Urlaubsantrag wird im Portal gestellt. Die Häuser sind zu.", "Urlaub", "de")
    assert (await either.ask("Wo stelle ich den Urlaubsantrag?", language="de")).hits[0].source == "urlaub.md"
    assert (await either.ask("Welche Häuser sind geschlossen?", language="en")).hits[0].source == "urlaub.md"
    assert (await either.ask("hotels in Berlin", language="de")).hits[0].source == "travel.md"


@pytest.mark.parametrize(
    "text, question, language",
    [
        ("数据泄露后请立即联系安全团队。", "数据泄露怎么办", "zh"),
        ("ผู้ใช้ต้องเปลี่ยนรหัสผ่านทุกปี", "เปลี่ยนรหัสผ่าน", "th"),
        ("يجب تغيير كلمة المرور كل عام", "متى تغيير كلمة المرور", "ar"),
        ("हर साल पासवर्ड बदलना चाहिए", "पासवर्ड कब बदलना", "hi"),
        ("Пароль нужно менять каждый год.", "Как часто менять пароли?", "ru"),
        ("Ο κωδικός πρέπει να αλλάζει κάθε χρόνο", "κάθε χρόνο κωδικός", "el"),
    ],
)
async def test_every_script_is_searched(either: World, text: str, question: str, language: str) -> None:
    await either.teach_basics()
    await either.teach("foreign.md", text, language=language)
    assert (await either.ask(question, language)).hits[0].source == "foreign.md"


async def test_the_same_question_has_the_same_answer_on_both_databases(world: World, postgresql: Database) -> None:
    other = World(postgresql)
    await other.teach_basics()
    for one in (world, other):
        await one.show("e1", "Leaving the desk", LOCKING, ["secure my laptop"])
    for question in (
        "hotel in Berlin",
        "report phisshing",
        "lock the screen",
        "annual leave in March",
        "secure laptop",
    ):
        assert await world.ask(question) == await other.ask(question)


async def test_no_question_breaks_the_search(either: World) -> None:
    await either.teach_basics()
    slow = [question for question in (*WRITTEN, *made(250)) if await cost_s(either, question) > MOST_S]
    # A first word loads its script's stemmer, and the collector of garbage may have come along: ask those again.
    assert [question for question in slow if await cost_s(either, question) > MOST_S] == []


async def test_a_question_made_of_unknown_words_costs_a_bounded_effort(world: World) -> None:
    words = [f"{chr(97 + at % 26) * 3}qxzwvk{chr(97 + at // 26)}" for at in range(200)]
    assert min([await cost_s(world, " ".join(words)) for _ in range(3)]) < MOST_S


def test_the_order_of_hashes_changes_nothing(tmp_path: Path) -> None:
    program = """
import asyncio, json, sys
from pathlib import Path
from lessons.database import Database
from tests.lessons.answers.conftest import prepared
from tests.lessons.answers.world import World
async def main():
    world = World(await prepared("sqlite:///" + sys.argv[1]))
    await world.teach_basics()
    asked = [await world.ask(one) for one in ("pasword mial", "hotel taxi leave days", "report the mail")]
    print(json.dumps([[(h.passage_id, h.score, h.p) for h in f.hits] + [f.corrected] for f in asked]))
    await world.database.close()
asyncio.run(main())
"""
    seen = set()
    for seed in ("0", "1"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", program, str(tmp_path / f"{seed}.db")]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        seen.add(json.dumps(json.loads(done.stdout)))
    assert len(seen) == 1


async def test_questions_are_answered_while_documents_are_learned(world: World) -> None:
    async def learn() -> None:
        for at in range(20):
            await world.teach(f"new-{at}.md", f"{TRAVEL} Zebra{at} swims.")
            assert (await world.ask(f"zebra{at}")).hits[0].source == f"new-{at}.md"

    async with asyncio.TaskGroup() as tasks:
        learning = tasks.create_task(learn())
        asked = 0
        while not learning.done():
            assert (await world.ask("annual leave days")).hits[0].source == "holidays.md"
            asked += 1
    assert asked > 10


def test_the_first_mention_wins_among_equals() -> None:
    cues: list[Cue] = [(0, 5, "Nothing."), (10, 15, "The red button."), (100, 105, "The red button.")]
    assert start_of(cues, "en", {"red": 1.0, "button": 1.0}) == 8.0
    assert start_of([], "en", {"red": 1.0}) == 0.0


def test_chances_grow_with_what_speaks_for_a_passage() -> None:
    weak, strong = Signals(0.2, 0.3, 0.3, 0.1, 5), Signals(1.5, 1.0, 1.0, 0.6, 5)
    assert 0 < chance(weak) < 0.3 < ANSWER_FROM < chance(strong) < 1
    assert [outcome(p, CLIPS) for p in (0.29, 0.30, 0.69, 0.70)] == ["none", "suggest", "suggest", "answer"]
    assert [outcome(p) for p in (0.19, 0.20, 0.73, 0.74)] == ["none", "suggest", "suggest", "answer"]


async def test_a_title_that_says_what_was_asked_is_no_answer_by_itself(world: World) -> None:
    await filled(world)
    await world.teach(
        "a.md", "He was born in a village. His mother sold apples. He likes tea.", "Rick Grimes comic book"
    )
    assert (await world.ask("Where does Rick Grimes die in the comic book?")).outcome is not Outcome.ANSWER
    said = "He was born in a village. In the comic book, Rick Grimes dies at home. He likes tea."
    await world.teach("a.md", said, "Rick Grimes comic book")
    assert (await world.ask("Where does Rick Grimes die in the comic book?")).outcome is Outcome.ANSWER


async def test_a_question_as_title_is_answered_by_the_text_below_it(world: World) -> None:
    await filled(world)
    await world.teach("faq.md", "Only on Fridays, and with a leash.", "May I bring my dog to the office?")
    assert (await world.ask("May I bring my dog to the office?")).outcome is Outcome.ANSWER


def test_the_authors_own_answer_is_found_by_a_question_like_the_named_one() -> None:
    named = ("How long do we have to report a breach?\n72 hours.", "What is a breach?")
    check = Check("Who stops the clock?", (Option("Nobody", "Right."), Option("Mira", "No.")), 0, "It runs on.")
    episode = Episode("tale", "three", 3, "The Call", "en", Script("The Call", ()), answers=named, check=check)
    assert curated_answer("how long do we have to report breaches", "en", episode) == "72 hours."
    assert curated_answer("What's a breach?", "en", episode) == ""
    assert curated_answer("Who stops the clock?", "en", episode) == "It runs on."
    assert curated_answer("Where is the canteen?", "en", episode) is None

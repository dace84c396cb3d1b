"""German writes words together; a question may part them, and may join what the documents part."""

from __future__ import annotations

import pytest

from lessons.answers.search.decision import Outcome
from lessons.answers.text.question_language import language_of
from tests.lessons.answers.world import World

TRAVEL = "Belege werden bis zum Monatsende hochgeladen. Die Reisekostenabrechnung macht das Portal."
SHIFTS = "Wir arbeiten in drei Schichten: früh von 6 bis 14 Uhr und spät von 14 bis 22 Uhr."
COMPANY = "Der Betrieb trägt den Rest der Kosten für das Ticket. Neben dem Eingang stehen Fahrräder."


async def teach(world: World) -> None:
    await world.teach("reisen.md", TRAVEL, "Handbuch › Unterwegs", "de")
    await world.teach("schichten.md", SHIFTS, "Handbuch › Arbeitszeit", "de")
    await world.teach("betrieb.md", COMPANY, "Handbuch › Betrieb", "de")


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("Wie mache ich die Abrechnung meiner Reise?", "reisen.md"),
        ("Wann beginnt die Frühschicht?", "schichten.md"),
        ("Wo stehen die Räder?", "betrieb.md"),
    ],
)
async def test_a_word_is_found_within_longer_ones_and_a_longer_one_in_its_parts(
    either: World, question: str, source: str
) -> None:
    await teach(either)
    finding = await either.ask(question, "de")
    assert finding.outcome is not Outcome.NONE
    assert finding.hits[0].source == source


async def test_what_only_begins_like_a_known_word_is_another_thing(world: World) -> None:
    await teach(world)
    assert (await world.ask("Gibt es eine Betriebsrente?", "de")).outcome is Outcome.NONE


async def test_english_words_are_not_looked_for_within_others(world: World) -> None:
    await world.teach("cars.md", "The carpet in the corridor is cleaned in May.", "Cleaning")
    await teach(world)
    assert (await world.ask("May I take the car?", "en")).outcome is Outcome.NONE


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wo kann ich mein Rad abstellen?", "de"),
        ("how much holiday do I get?", "en"),
        ("combien de jours de congé", "fr"),
        ("什么时候？", "en"),
        ("payday?", "en"),
    ],
)
def test_the_language_of_a_question_is_heard_from_its_words(question: str, language: str) -> None:
    assert language_of(question, "en") == language

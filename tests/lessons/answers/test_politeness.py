"""Polite words around a question change nothing of what it finds."""

from __future__ import annotations

import pytest

from lessons.answers.text.analyser import question_words
from tests.lessons.answers.world import World

ASKED = {
    "en": "how do I report a phishing mail",
    "de": "wie melde ich eine verdächtige Mail",
    "fr": "comment signaler un courriel suspect",
    "es": "cómo denuncio un correo sospechoso",
}


@pytest.mark.parametrize(
    "before, language, after",
    [
        ("Please, ", "en", ""),
        ("Hi there! Can you please explain to me ", "en", "? Thanks in advance!"),
        ("Could you tell me ", "en", ", please?"),
        ("I'd like to know ", "en", ""),
        ("I want to know ", "en", ", thank you"),
        ("Hello, does anybody know ", "en", "?"),
        ("Tell me about ", "en", ""),
        ("Bitte erkläre mir, ", "de", ""),
        ("Hallo zusammen, könnt ihr bitte, ich würde gerne wissen, ", "de", "? Vielen Dank!"),
        ("Kannst du mir bitte sagen, ", "de", "?"),
        ("Ich möchte wissen, ", "de", ", danke"),
        ("Bonjour, pouvez-vous m'expliquer ", "fr", ", s'il vous plaît ?"),
        ("Est-ce que quelqu'un peut me dire ", "fr", " ? Merci d'avance"),
        ("Je voudrais savoir ", "fr", ""),
        ("J’aimerais savoir ", "fr", ", svp"),
        ("Hola, ¿me puedes explicar ", "es", ", por favor?"),
        ("Quisiera saber ", "es", "? Muchas gracias"),
        ("¿Podrías decirme ", "es", "?"),
    ],
)
def test_politeness_says_nothing_about_what_is_asked(before: str, language: str, after: str) -> None:
    plain = question_words(ASKED[language], language)
    assert question_words(before + ASKED[language] + after, language) == plain
    assert question_words(before + ASKED[language] + after, "en") == question_words(ASKED[language], "en")


@pytest.mark.parametrize(
    "question, kept",
    [
        ("What do I tell customers?", ["tell", "customers"]),
        ("How do I explain an absence?", ["explain", "absence"]),
        ("Who can show visitors around?", ["show", "visitors", "around"]),
        ("What should I know about thank you cards?", ["know", "thank", "cards"]),
        ("Please", ["please"]),
        ("Hello, thanks!", ["hello", "thanks"]),
        ("question bank", ["question", "bank"]),
    ],
)
def test_the_same_words_within_a_question_are_meant(question: str, kept: list[str]) -> None:
    assert question_words(question, "en") == kept


async def test_a_polite_question_is_as_sure_of_its_answer_as_a_short_one(world: World) -> None:
    plain = await world.ask("How do I report a phishing mail?")
    polite = await world.ask("Hi, can you please tell me how I report a phishing mail? Thanks a lot!")
    assert (polite.outcome, polite.hits[0].p) == (plain.outcome, plain.hits[0].p)

"""A company's own words, and words that are written together or with a hyphen."""

from __future__ import annotations

import pytest

from lessons.answers.search.decision import Outcome
from lessons.answers.search.search import search
from lessons.answers.text.synonyms import BadSynonyms, Synonyms, read_synonyms
from tests.lessons.answers.world import World

LIST = "PTO = paid time off, vacation  # holidays\n\nWLAN = wireless network, wifi\n"


def test_a_question_is_asked_in_every_word_of_its_line() -> None:
    synonyms = read_synonyms(LIST)
    assert synonyms.ways("How much PTO do I get?", "en") == [
        "how much paid time off do i get",
        "how much vacation do i get",
    ]
    assert synonyms.ways("how many vacations", "en") == ["how many PTO", "how many paid time off"]
    assert synonyms.ways("who paints the walls?", "en") == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("PTO vacation", 'line 1 is no group of synonyms: write it as "PTO = paid time off, vacation"'),
        ("a = b\n= c", "line 2"),
        ("PTO =", "line 1"),
        (f"a = {', '.join(f'word{n}' for n in range(20))}", "line 1 has 21 words"),
        ("\n".join(f"a{n} = b{n}" for n in range(501)), "501 lines"),
    ],
)
def test_a_list_that_cannot_be_used_says_which_line_to_change(text: str, says: str) -> None:
    with pytest.raises(BadSynonyms) as fault:
        read_synonyms(text)
    assert says in str(fault.value)


async def test_the_companys_own_word_finds_what_the_documents_call_otherwise(either: World) -> None:
    await either.teach_basics()
    question = "How many days of PTO does everybody have?"
    assert (await either.ask(question)).outcome is not Outcome.ANSWER
    async with either.database.read() as db:
        finding = await search(db, "acme", question, synonyms=Synonyms((("PTO", "annual leave"),)))
    assert (finding.outcome, finding.hits[0].source) == (Outcome.ANSWER, "holidays.md")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("The co-working room on the fourth floor opens at nine.", "when does the coworking room open?"),
        ("The coworking room on the fourth floor opens at nine.", "when does the co-working room open?"),
        ("Every e-mail to clients is archived for ten years.", "how long is an email to clients archived?"),
        ("The signup for the course closes in May.", "when does the sign-up for the course close?"),
    ],
)
async def test_hyphens_part_no_words(world: World, text: str, question: str) -> None:
    await world.teach_basics()
    await world.teach("rooms.md", text, "House")
    finding = await world.ask(question)
    assert (finding.outcome, finding.hits[0].source) == (Outcome.ANSWER, "rooms.md")


async def test_a_real_word_is_not_taken_apart(world: World) -> None:
    await world.teach("pets.md", "A pet may sleep in the car of its owner.", "Pets")
    assert (await world.ask("carpet")).outcome is Outcome.NONE


def test_an_embedder_is_asked_in_the_companys_words_too() -> None:
    synonyms = Synonyms((("PTO", "paid time off"),))
    assert synonyms.with_ways("How much PTO?", "en") == "How much PTO? how much paid time off"
    assert synonyms.with_ways("Who paints the walls?", "en") == "Who paints the walls?"

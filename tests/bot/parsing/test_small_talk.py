"""Small talk gets a friendly line, and what only begins like it is a question; options are named as people type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.options import names_an_option, option_named
from bot.parsing.small_talk import SmallTalk, small_talk

OPTIONS = ["Open it at once", "Report it", "Ask 3 colleagues", "Delete it"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        *(
            (words, SmallTalk.THANKS)
            for words in ("thanks!", "Thank you so much", "danke", "ok thanks", "🙏", "thx bot")
        ),
        *((words, SmallTalk.GREETING) for words in ("hi", "Hello there!", "hallo", "Guten Morgen", "👋")),
        *((words, SmallTalk.OKAY) for words in ("ok", "👍", "👍🏽", "got it", "Super!", "alles klar", "🎉🎉", "no")),
        *((words, SmallTalk.GOODBYE) for words in ("bye", "see you", "Tschüss", "gute Nacht")),
        *((words, SmallTalk.WHO) for words in ("Who are you?", "are you a bot?", "Bist du ein Mensch?")),
    ],
)
def test_small_talk_is_small_talk(words: str, kind: SmallTalk) -> None:
    """F4: "thanks", "ok", "👍" and "hallo" were answered with "I found nothing about that"."""
    assert small_talk(words) is kind


@pytest.mark.parametrize(
    "words",
    [
        "thanks, and how do I book a train?",
        "What is a good password?",
        "ok?",
        "no smoking",
        "tag a document",
        "great firewall",
        "",
        "file",
        "help for new people",
    ],
)
def test_what_wants_more_is_no_small_talk(words: str) -> None:
    assert small_talk(words) is None


@given(st.text(max_size=200))
def test_no_words_break_it(words: str) -> None:
    assert small_talk(words) in (None, *SmallTalk)
    assert option_named(words, OPTIONS) in (None, 0, 1, 2, 3)


@pytest.mark.parametrize("words", ["B", "b)", "(b)", "b.", "2", "Option B", "Antwort b!", "report it", "“Report it.”"])
def test_an_option_is_named_by_letter_number_or_its_words(words: str) -> None:
    """F4: "B" to "A. B. C. D." was taken for a question."""
    assert option_named(words, OPTIONS) == 1


def test_a_typo_in_an_options_words_is_forgiven_and_another_sentence_is_not() -> None:
    assert option_named("Open it at onc", OPTIONS) == 0
    assert option_named("Open the window", OPTIONS) is None


def test_a_letter_beyond_the_options_names_none_and_looks_like_an_answer() -> None:
    assert option_named("E", OPTIONS) is None
    assert names_an_option("E")
    assert not names_an_option("Everything")


def test_an_options_own_words_win_over_its_number() -> None:
    assert option_named("2", ["1", "3", "2"]) == 2

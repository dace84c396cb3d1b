"""From what the voice says about its words to the words that captions show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.ports import SpokenWord
from lessons.studio.timing.wordtimes import evenly, timed, units


def spoken(text: str, words: dict[str, float], length_s: float) -> list[SpokenWord]:
    """Words of text that begin at the seconds given."""
    ends = [*list(words.values())[1:], length_s]
    return [
        SpokenWord(start, end, text.index(word), text.index(word) + len(word))
        for (word, start), end in zip(words.items(), ends, strict=True)
    ]


def test_a_word_keeps_its_punctuation_and_gets_the_time_of_its_sound() -> None:
    said = spoken("Wait, what?", {"Wait": 0.1, "what": 0.6}, 1.0)
    words = timed("Wait, what?", "en", said, 1.0)
    assert [(word.text, word.start_s, word.end_s) for word in words] == [("Wait,", 0.1, 0.6), ("what?", 0.6, 1.0)]


def test_a_hint_is_shown_as_written_and_timed_as_spoken() -> None:
    said = spoken(
        "The see ess oh says no", {"The": 0.0, "see": 0.2, "ess": 0.4, "oh": 0.6, "says": 0.8, "no": 1.0}, 1.3
    )
    words = timed("The {CSO|see ess oh} says no", "en", said, 1.3)
    assert [(word.text, word.start_s) for word in words] == [("The", 0.0), ("CSO", 0.2), ("says", 0.8), ("no", 1.0)]
    assert words[1].end_s == 0.8


def test_several_shown_words_share_a_hint() -> None:
    said = spoken("twenty twenty six now", {"twenty": 0.0, "six": 0.5, "now": 1.0}, 1.4)
    words = timed("{20 26|twenty twenty six} now", "en", said, 1.4)
    assert [word.text for word in words] == ["20", "26", "now"]
    assert words[0].start_s < words[1].start_s < words[2].start_s == 1.0


def test_a_pause_belongs_to_no_word() -> None:
    said = [SpokenWord(0.0, 0.3, 0, 4), SpokenWord(1.0, 1.4, 6, 10)]
    words = timed("Stop. Look.", "en", said, 1.5)
    assert words[0].end_s == 0.3


def test_a_word_the_voice_does_not_name_shares_the_time_around_it() -> None:
    said = spoken("go - home", {"go": 0.0, "home": 1.0}, 1.5)
    assert [word.start_s for word in timed("go - home", "en", said, 1.5)] == [0.0, 0.5, 1.0]


def test_without_any_times_words_still_fill_the_speech() -> None:
    words = timed("one two three", "en", evenly("one two three", 3.0), 3.0)
    assert words[0].start_s == 0.0
    assert words[-1].end_s == pytest.approx(3.0)


@pytest.mark.parametrize(
    "text, language, shown",
    [
        ("星期一早上，玛拉打开邮件。", "zh", ["星期一", "早上，", "玛拉打", "开邮件。"]),
        ("打开VPN软件", "zh-Hans", ["打开VPN", "软件"]),
        ("『漢字』です。", "ja", ["『漢字』", "です。"]),
        ("plain words stay", "en", ["plain", "words", "stay"]),
    ],
)
def test_text_without_spaces_is_cut_at_punctuation_and_not_inside_a_latin_word(
    text: str, language: str, shown: list[str]
) -> None:
    assert [text[at:to] for at, to in units(text, language)] == shown


def test_a_thai_vowel_stays_with_its_consonant() -> None:
    text = "ข้อความขอให้เธอจ่ายใบแจ้งหนี้ก่อนเที่ยง"
    pieces = [text[at:to] for at, to in units(text, "th")]
    assert "".join(pieces) == text
    assert not any(piece[-1] in "เแโใไ" for piece in pieces)


@given(
    st.lists(st.sampled_from(["go", "{SQL|sequel}", "1,234", "—", "{a b|c}", "警告", "é!"]), min_size=1, max_size=8),
    st.lists(st.floats(0, 5), min_size=0, max_size=8),
    st.sampled_from(["en", "zh", "th"]),
)
def test_words_never_overlap_run_backwards_or_leave_the_speech(says: list[str], at: list[float], language: str) -> None:
    say = " ".join(says)
    starts = sorted(at)
    said = [SpokenWord(start, min(5.0, start + 0.2), 2 * i, 2 * i + 1) for i, start in enumerate(starts)]
    words = timed(say, language, said, 5.0)
    edges = [edge for word in words for edge in (word.start_s, word.end_s)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= 5.0 for edge in edges)

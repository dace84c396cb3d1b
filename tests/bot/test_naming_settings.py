"""Times, zones and languages as people write them, and the words that choose them."""

from __future__ import annotations

from datetime import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.language_names import language_name
from bot.parsing.clocktimes import clock_named
from bot.parsing.languages import language_named
from bot.parsing.phrases import Command, understand
from bot.parsing.zones import COMMON, zone_named, zones_like


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("8:30", time(8, 30)),
        ("8.30am", time(8, 30)),
        ("8:30 PM", time(20, 30)),
        ("8.30 p.m.", time(20, 30)),
        ("08h30", time(8, 30)),
        ("14", time(14)),
        ("12am", time(0)),
        ("12:15pm", time(12, 15)),
        ("8 Uhr", time(8)),
        ("noon", time(12)),
        ("Midnight", time(0)),
    ],
)
def test_a_time_of_day_is_read_however_it_is_written(words: str, meant: time) -> None:
    assert clock_named(words) == meant


@pytest.mark.parametrize("words", ["", "24:00", "25", "8:60", "13pm", "0am", "830", "half nine", "8:30 tomorrow", "-8"])
def test_what_names_no_time_is_not_guessed(words: str) -> None:
    assert clock_named(words) is None


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("New_York", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("Zürich", "Europe/Zurich"),
        ("Munich", "Europe/Berlin"),
        ("Mumbai", "Asia/Kolkata"),
        ("St. Johns", "America/St_Johns"),
        ("Louisville", "America/Louisville"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_found_by_its_name_or_a_city_in_it(words: str, zone: str) -> None:
    assert zone_named(words) == zone


@pytest.mark.parametrize("words", ["", "Nowhere", "../../etc/passwd", "posixrules", "Europe", "tzdata.zi", "localtime"])
def test_what_is_no_zone_is_none(words: str) -> None:
    assert zone_named(words) is None


def test_the_short_list_holds_zones_that_exist_each_once() -> None:
    assert len({ZoneInfo(zone).key for zone in COMMON}) == len(COMMON)


def test_zones_that_begin_with_what_was_typed_come_first() -> None:
    assert zones_like("ber", 3)[0] == "Europe/Berlin"
    assert zones_like("mün", 3) == ["Europe/Berlin"]
    assert zones_like("", 5) == list(COMMON[:5])
    assert len(zones_like("a", 99)) == 99
    assert zones_like("xyzzy", 5) == []


@pytest.mark.parametrize(
    ("words", "tag"),
    [("German", "de"), ("deutsch", "de"), ("DE", "de"), ("pt_br", "pt-BR"), ("zh-hant", "zh-Hant"), ("日本語", "ja")],
)
def test_a_language_is_found_by_its_name_or_code(words: str, tag: str) -> None:
    assert language_named(words) == tag


def test_a_language_that_nobody_knows_is_none_and_every_tag_has_a_name() -> None:
    assert [language_named(words) for words in ("Klingon", "xx", "", "de-", "e")] == [None] * 5
    assert [language_name(tag) for tag in ("de", "pt-BR", "zh-Hant", "qq")] == [
        "German",
        "Portuguese (BR)",
        "Chinese (Hant)",
        "qq",
    ]


@pytest.mark.parametrize(
    ("words", "command", "rest"),
    [
        ("settings", Command.SETTINGS, ""),
        ("/learn settings", Command.SETTINGS, ""),
        ("Send at 8:30", Command.SEND, "8:30"),
        ("send me lessons at 8.30 am.", Command.SEND, "8.30 am"),
        ("send my lessons at noon!", Command.SEND, "noon"),
        ("send time: 14:00", Command.SEND, "14:00"),
        ("send as planned", Command.SEND, "as planned"),
        ("time zone Europe/Berlin", Command.ZONE, "Europe/Berlin"),
        ("My timezone is New York", Command.ZONE, "New York"),
        ("time zone as in my profile", Command.ZONE, "as in my profile"),
        ("language de", Command.LANGUAGE, "de"),
        ("language as in my profile", Command.LANGUAGE, "as in my profile"),
    ],
)
def test_words_that_choose_a_setting_say_which_and_what(words: str, command: Command, rest: str) -> None:
    assert understand(words) == (command, rest)


@pytest.mark.parametrize(
    "words",
    [
        "send invoices to whom",
        "send at what time of the day do people answer best",
        "time zone Berlin?",
        "language barriers in a team",
        "time zone differences between two offices matter",
        "settings of the printer",
    ],
)
def test_a_question_that_begins_alike_stays_a_question(words: str) -> None:
    assert understand(words)[0] is Command.LEARN


@given(st.text(max_size=30))
def test_no_words_break_the_readers(words: str) -> None:
    for read in (clock_named, zone_named, language_named):
        read(words)
    assert len(zones_like(words, 10)) <= 10

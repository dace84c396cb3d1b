"""How messages look: every part, also with hostile words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from lxml import html as lxml_html

from adapters.web.chat.messages import Author, ChatEntry
from adapters.web.chat.render import Look, address, entry, message, part, position, thread
from bot.chat import Button, Choices, Clip, Facts, Link, Message, Part, Passage, Share, Split, Text, Tone
from bot.messages.common_texts import long_date
from tests.adapters.web.reading import english_in

HOME = "https://ninety.example"
EVIL = "\"><img src=x onerror=alert(1)><script>alert(2)</script>'"
NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
HOSTILE: tuple[Part, ...] = (
    *(Text(EVIL, tone) for tone in Tone),
    Clip(EVIL, EVIL, EVIL, 48.0),
    Clip(EVIL, f"{HOME}/watch/{EVIL.replace(' ', '')}", f"{HOME}/{EVIL.replace(' ', '')}", 48.0),
    Choices((Button(EVIL, EVIL), Button("b", "t"))),
    Facts(((EVIL, EVIL),)),
    Split((Share(EVIL, 1, EVIL), Share("b", 0)), 1),
    Passage(EVIL, EVIL, f"https://example.com/?{EVIL.replace(' ', '')}"),
    Passage(EVIL, EVIL, "javascript:alert(1)"),
    Passage(EVIL, EVIL, marks=("img", "script")),
    Link(EVIL, "javascript:alert(1)"),
    Link(EVIL, f"https://example.com/?{EVIL.replace(' ', '')}"),
)


def said(given: Message, author: Author = Author.BOT, at: datetime = NOON, number: int = 1) -> ChatEntry:
    return ChatEntry("w", f"id{number}", "ada", f"cause{number}", author, given, number, number, at, None)


def test_the_words_of_the_question_are_marked_in_a_passage() -> None:
    shown = lxml_html.fromstring(f"<div>{part(Passage('A taxi is paid.', 'Handbook', marks=('taxi',)), HOME)}</div>")
    assert [mark.text for mark in shown.iter("mark")] == ["taxi"]
    assert "A taxi is paid." in shown.text_content()


@pytest.mark.parametrize("given", HOSTILE, ids=lambda given: type(given).__name__)
def test_hostile_words_stay_words(given: Part) -> None:
    shown = lxml_html.fromstring(f"<div>{part(given, HOME)}</div>")
    for element in shown.iter():
        assert element.tag != "script"
        assert not [name for name in element.attrib if name.startswith("on")]
        assert not element.attrib.get("href", "").lower().startswith("javascript")
        assert element.attrib.get("src") != "x"


def test_hostile_words_are_shown_as_they_were_written() -> None:
    shown = lxml_html.fromstring(str(entry(said(Message("x", (Text(EVIL),)), Author.LEARNER), Look(HOME, "UTC"))))
    assert EVIL in shown.text_content()


def test_options_are_buttons_named_by_their_text() -> None:
    shown = lxml_html.fromstring(str(part(Choices((Button("Yes & no", "t1"), Button("No", "t2"))), HOME)))
    assert [button.text_content() for button in shown.iter("button")] == ["Yes & no", "No"]
    assert [button.get("data-token") for button in shown.iter("button")] == ["t1", "t2"]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (f"{HOME}/watch/abc#t=12", "/watch/abc#t=12"),
        ("/watch/abc", "/watch/abc"),
        ("https://example.com/a", "https://example.com/a"),
        ("HTTP://example.com", "HTTP://example.com"),
        (f"{HOME}.evil.example/", f"{HOME}.evil.example/"),
        (f"{HOME}//evil.example", ""),
        ("//evil.example", ""),
        ("/\\evil.example", ""),
        ("/\t/evil.example", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("", ""),
    ],
)
def test_only_addresses_that_are_safe_to_open_are_linked(url: str, shown: str) -> None:
    assert address(url, HOME) == shown


def test_our_own_pages_open_under_the_name_that_the_chat_was_opened_with() -> None:
    shown = lxml_html.fromstring(
        str(part(Clip("The Leak", f"{HOME}/watch/abc", f"{HOME}/media/1/poster.jpg", 48.4, 12.0), HOME))
    )
    (button,) = shown.iter("button")
    assert (button.get("data-watch"), button.text_content()) == ("/watch/abc", "Watch")
    assert next(shown.iter("img")).get("src") == "/media/1/poster.jpg"
    assert "48 seconds, starts at 0:12" in shown.text_content()


def test_a_clip_of_unknown_length_names_none() -> None:
    assert "seconds" not in part(Clip("The Leak", "/watch/abc", "/poster.jpg", 0.0), HOME)


def test_a_clip_that_cannot_be_opened_has_no_button() -> None:
    shown = part(Clip("The Leak", "javascript:alert(1)", "", 48.0), HOME)
    assert "<button" not in shown
    assert "cannot be opened" in shown


def test_bars_say_in_words_what_they_draw() -> None:
    split = Split((Share("Report it", 3, "right, you"), Share("Delete it", 1, "chosen by Bo")), 4)
    first, second = lxml_html.fromstring(str(part(split, HOME))).iter("li")
    assert first.text_content() == "Report itright answeryour choice3 of 4, 75 %"
    assert second.text_content() == "Delete itchosen by Bo1 of 4, 25 %"
    assert [bar.get("width") for bar in first.iter("rect")] == ["75%"]


def test_a_vote_of_nobody_divides_by_nothing() -> None:
    assert "0 of 0, 0 %" in part(Split((Share("Report it", 0),), 0), HOME)


def test_right_and_wrong_differ_by_more_than_colour() -> None:
    right, wrong = (part(Text("Because.", tone), HOME) for tone in (Tone.RIGHT, Tone.WRONG))
    assert 'class="icon tick"' in right
    assert 'class="icon turn"' in wrong


def test_a_message_without_parts_shows_its_summary() -> None:
    assert "Only this" in message(Message("Only this", ()), HOME)


def test_times_are_those_of_the_learners_zone() -> None:
    shown = entry(said(Message("hi", (Text("hi"),))), Look(HOME, "Asia/Tokyo"))
    assert 'aria-label="Ninety at 21:00"' in shown
    assert 'aria-label="Ninety at 12:00"' in entry(said(Message("hi", (Text("hi"),))), Look(HOME, "Mars/Olympus"))


def test_a_chat_opens_every_day_with_its_date_in_the_learners_zone() -> None:
    words = Message("hi", (Text("hi"),))
    late = NOON.replace(hour=23, minute=30)
    entries = [said(words, at=late + timedelta(minutes=20 * step), number=step) for step in range(3)]
    days = lxml_html.fromstring(f"<div>{thread(entries, Look(HOME, 'UTC'))}</div>").find_class("day")
    assert [day.text_content() for day in days] == ["Monday 1 March", "Tuesday 2 March"]
    assert thread(entries, Look(HOME, "Asia/Tokyo")).count('class="day"') == 1


def test_days_and_places_read_as_people_write_them() -> None:
    assert long_date(NOON) == "Monday 1 March"
    assert (position(5), position(65.4)) == ("0:05", "1:05")


def test_what_is_said_around_a_message_is_in_the_language_of_its_reader() -> None:
    content = Message(
        "x",
        (
            Clip("The Leak", f"{HOME}/watch/abc", "", 48.4, 12.0),
            Choices((Button("Yes", "t"),)),
            Split((Share("Yes", 3, "right, you"), Share("No", 1)), 4),
            Link("Handbook", f"{HOME}/handbook"),
        ),
    )
    look = Look(HOME, "UTC", "de-DE")
    shown = str(thread([said(content), said(Message("Yes", ()), Author.LEARNER, NOON, 2)], look))
    for words in ("Montag, 1. März", "Ninety um 12:00", "48 Sekunden, beginnt bei 0:12", ">Ansehen<", "Wähle eine"):
        assert words in shown
    for words in ("richtige Antwort", "deine Wahl", "3 von 4, 75 %", "4 Stimmen", "in einem neuen Tab", "Du: "):
        assert words in shown
    assert english_in(shown, "The Leak", "Handbook", "Yes", "No") == []

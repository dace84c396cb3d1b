"""Tokens name rows; they cannot be guessed, changed, reused for something else, or used for ever."""

from __future__ import annotations

import string
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.links import (
    BUTTON_LIFE,
    MEDIA_STEP,
    PLAYER_LIFE,
    BadLink,
    ExpiredLink,
    Links,
    Purpose,
    Ticket,
    media_in,
)
from tests.schedules.team import MONDAY

SECRET = "a secret of more than thirty-two characters"
LINKS = Links(SECRET, "https://ninety.example.com/")
TICKET = Ticket(Purpose.CHOICE, "w1", "d1", "ada", "2")
LATER = MONDAY + timedelta(days=1)

_NAMES = st.text(string.ascii_letters + string.digits + "-_.:|", min_size=1, max_size=40)


@given(
    st.sampled_from(Purpose),
    _NAMES,
    _NAMES,
    _NAMES,
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)
def test_what_was_put_in_comes_out(purpose: Purpose, workspace: str, subject: str, person: str, detail: str) -> None:
    ticket = Ticket(purpose, workspace, subject, person, detail)
    token = LINKS.token(ticket, LATER)
    assert LINKS.read(token, purpose, MONDAY) == ticket
    assert set(token) <= set(string.ascii_letters + string.digits + "-_.")


@given(st.data())
def test_a_token_that_was_changed_anywhere_opens_nothing(data: st.DataObject) -> None:
    token = LINKS.token(TICKET, LATER)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from([one for one in string.ascii_letters + "-_.=" if one != token[place]]))
    with pytest.raises(BadLink):
        LINKS.read(token[:place] + other + token[place + 1 :], Purpose.CHOICE, MONDAY)


@pytest.mark.parametrize(
    "forged",
    ["", ".", "..", "a.b", "é.ü", "\ud800", "x" * 100_000, "dzEgZDEgYWRhIDAgMg.", "dzEgZDEgYWRhIDAgMg", " ", "\x00"],
)
def test_what_was_never_made_here_is_refused_kindly(forged: str) -> None:
    for purpose in Purpose:
        with pytest.raises(BadLink, match="not made here"):
            LINKS.read(forged, purpose, MONDAY)


def test_a_token_cut_short_or_made_longer_is_refused() -> None:
    token = LINKS.token(TICKET, LATER)
    for changed in (token[:-1], token + "A", token + ".", "." + token, token * 2, token.split(".")[0]):
        with pytest.raises(BadLink):
            LINKS.read(changed, Purpose.CHOICE, MONDAY)


def test_a_token_of_one_purpose_is_a_forgery_for_every_other() -> None:
    for purpose in Purpose:
        token = LINKS.token(Ticket(purpose, "w1", "d1", "ada"), LATER)
        for other in set(Purpose) - {purpose}:
            with pytest.raises(BadLink):
                LINKS.read(token, other, MONDAY)


def test_another_installations_tokens_open_nothing() -> None:
    token = Links(SECRET + "!", "https://ninety.example.com").token(TICKET, LATER)
    with pytest.raises(BadLink):
        LINKS.read(token, Purpose.CHOICE, MONDAY)


def test_a_token_is_good_until_its_time_and_then_says_so() -> None:
    token = LINKS.token(TICKET, LATER)
    assert LINKS.read(token, Purpose.CHOICE, LATER) == TICKET
    with pytest.raises(ExpiredLink, match="no longer valid"):
        LINKS.read(token, Purpose.CHOICE, LATER + timedelta(minutes=2))


def test_a_player_link_is_one_recipients_and_lives_a_month() -> None:
    url = LINKS.player("w1", "d1", "ada", MONDAY, 12.4, "consequence")
    address, anchor = url.split("#")
    assert anchor == "t=12"
    assert address.startswith("https://ninety.example.com/watch/")
    token = address.rpartition("/")[2]
    told = LINKS.read(token, Purpose.PLAYER, MONDAY + PLAYER_LIFE)
    assert (told.subject, told.person, told.detail) == ("d1", "ada", "consequence")
    with pytest.raises(ExpiredLink):
        LINKS.read(token, Purpose.PLAYER, MONDAY + PLAYER_LIFE + timedelta(minutes=2))
    assert "#" not in LINKS.player("w1", "d1", "ada", MONDAY)


def test_a_report_link_opens_one_campaigns_report_for_one_manager() -> None:
    token = LINKS.report("w1", "c1", "mira", MONDAY).removeprefix("https://ninety.example.com/report/")
    assert LINKS.read(token, Purpose.REPORT, MONDAY) == Ticket(Purpose.REPORT, "w1", "c1", "mira")


def test_tokens_fit_where_platforms_put_them() -> None:
    """A button's value holds 2,000 characters, a block's id 255: see the platforms' looks."""
    ticket = Ticket(Purpose.CHOICE, "0" * 32, "1" * 32, "2" * 32, "4")
    assert len(LINKS.token(ticket, MONDAY + BUTTON_LIFE)) < 200


def test_a_token_tells_nothing_of_the_right_answer_but_what_was_picked() -> None:
    tokens = [LINKS.token(Ticket(Purpose.CHOICE, "w1", "d1", "ada", str(pick)), LATER) for pick in range(3)]
    assert len({len(token) for token in tokens}) == 1
    assert len(set(tokens)) == 3


def test_a_poster_names_its_clip_in_messages_of_today_and_in_older_ones() -> None:
    assert media_in(LINKS.poster("w1", "c0ffee", MONDAY)) == "c0ffee"
    assert media_in("https://ninety.example.com/media/c0ffee/poster.jpg") == "c0ffee"
    assert media_in("https://ninety.example.com/media/a.b/poster.jpg") == media_in("") == ""


def test_a_page_that_is_opened_again_soon_finds_its_clip_under_the_same_address() -> None:
    first = LINKS.files("w1", "c0ffee", MONDAY)
    assert LINKS.files("w1", "c0ffee", MONDAY + timedelta(minutes=10)) == first
    assert LINKS.files("w1", "c0ffee", MONDAY + MEDIA_STEP) != first


def test_links_do_not_grow_older_when_the_playgrounds_time_is_moved() -> None:
    """W1: the first message's link had expired after README's own steps."""
    lead = timedelta(0)
    links = Links(SECRET, "", lambda: lead)
    token = links.token(TICKET, LATER)
    lead = timedelta(days=30)
    assert links.read(token, Purpose.CHOICE, MONDAY + lead) == TICKET
    with pytest.raises(ExpiredLink):
        links.read(token, Purpose.CHOICE, LATER + lead + timedelta(minutes=2))

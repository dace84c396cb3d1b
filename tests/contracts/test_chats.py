"""What every Chat promises, whatever platform is behind it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Button, Choices, Clip, Facts, Link, Message, Passage, Share, Split, Text, Tone
from bot.faults import ChatAppFault, ChatBusy, ChatConversationGone, ChatError, ChatGone, ChatRefused, ChatUncertain
from tests.contracts.conftest import Side
from tests.stories.world import MONDAY

LONG_AGO = MONDAY - timedelta(days=365 * 50)
HELLO = Message("Hello", (Text("Good morning."), Choices((Button("Hide it", "t1"), Button("Report it", "t2")))))
EVERYTHING = Message(
    "Everything",
    (
        *[Text(f"Words that are {tone}.", tone) for tone in Tone],
        Clip("The Printer", "https://ninety.example.com/watch/abc", "https://ninety.example.com/p.jpg", 61.4, 12.0),
        Choices((Button("Hide it", "t1"), Button("Report it", "t2"))),
        Facts((("Seen", "3 of 5"), ("Right", "2"))),
        Split((Share("Hide it", 1), Share("Report it", 3, "right, you")), 4),
        Passage("Report it within the hour.", "Handbook, page 4", "https://docs.example.com/4"),
        Link("Open the report", "https://ninety.example.com/report/abc"),
    ),
)


async def test_a_message_is_shown_with_its_words_and_its_buttons(side: Side) -> None:
    ref = await side.chat.send(side.address(), HELLO, "d1")
    (shown,) = await side.shown(side.address())
    assert ref
    for words in ("Good morning.", "Hide it", "Report it"):
        assert words in shown


async def test_every_kind_of_part_can_be_shown(side: Side) -> None:
    await side.chat.send(side.address(), EVERYTHING, "d1")
    (shown,) = await side.shown(side.address())
    for tone in Tone:
        assert f"Words that are {tone}." in shown
    for words in ("61 s", "3 of 5", "3 of 4", "Report it within the hour.", "Handbook, page 4", "Open the report"):
        assert words in shown


async def test_two_messages_have_names_of_their_own_and_keep_their_order(side: Side) -> None:
    first = await side.chat.send(side.address(), Message("One", (Text("One."),)), "d1")
    second = await side.chat.send(side.address(), Message("Two", (Text("Two."),)), "d2")
    assert first != second
    one, two = await side.shown(side.address())
    assert "One." in one
    assert "Two." in two


async def test_an_update_replaces_what_was_shown_however_often_it_is_made(side: Side) -> None:
    ref = await side.chat.send(side.address(), HELLO, "d1")
    for _ in range(2):
        await side.chat.update(side.address(), ref, Message("Right", (Text("Right: you said so.", Tone.RIGHT),)))
    (shown,) = await side.shown(side.address())
    assert "Right: you said so." in shown
    assert "Hide it" not in shown


async def test_everybody_sees_their_own_messages_only(side: Side) -> None:
    await side.chat.send(side.address("ada"), HELLO, "d1")
    assert await side.shown(side.address("bo")) == []


async def test_what_was_sent_is_found_by_its_delivery_where_the_platform_lets_us_look(side: Side) -> None:
    await side.chat.send(side.address(), HELLO, "d0")
    ref = await side.chat.send(side.address(), HELLO, "d1")
    if not side.chat.can_look:
        with pytest.raises(ChatError):
            await side.chat.find(side.address(), "d1", LONG_AGO)
        return
    assert await side.chat.find(side.address(), "d1", LONG_AGO) == ref
    assert await side.chat.find(side.address(), "d2", LONG_AGO) is None
    assert await side.chat.find(side.address("bo"), "d1", LONG_AGO) is None


async def test_words_are_shown_as_they_are_and_never_as_markup(side: Side) -> None:
    await side.chat.send(side.address(), Message("Odd", (Text("Ask <!channel> about *R&D* <b>now</b>"),)), "d1")
    (shown,) = await side.shown(side.address())
    if side.chat.platform == "slack":
        assert '"mrkdwn"' not in shown, "nothing else reads markup and mentions"
    assert "<!channel> about *R&D* <b>now</b>" in shown.replace("\\\\*", "*")


async def test_the_longest_words_are_cut_rather_than_refused(side: Side) -> None:
    long = "so long " * 2000
    buttons = Choices((Button(long, "t1"), Button("Short", "t2")))
    await side.chat.send(side.address(), Message(long, (Text(long, Tone.TITLE), Text(long), buttons)), "d1")
    (shown,) = await side.shown(side.address())
    assert "Short" in shown


def test_a_pace_is_a_rate_and_a_burst(side: Side) -> None:
    assert side.chat.pace.per_second >= 0
    assert side.chat.pace.burst >= 1
    assert side.chat.platform


async def test_a_platform_that_asks_to_wait_delivered_nothing_and_says_how_long(side: Side) -> None:
    with pytest.raises(ChatBusy) as busy:
        await _send_into(side, "busy")
    assert busy.value.retry_after == 7
    assert await side.shown(side.address()) == []


@pytest.mark.parametrize("fault", ["gone", "refused"])
async def test_a_refusal_is_told_in_words_for_a_manager(side: Side, fault: str) -> None:
    with pytest.raises((ChatGone, ChatConversationGone, ChatRefused, ChatAppFault)) as refused:
        await _send_into(side, fault)
    assert isinstance(refused.value, (ChatGone, ChatConversationGone)) == (fault == "gone")
    assert "_" not in str(refused.value)
    assert " " in str(refused.value)


async def test_a_lost_reply_leaves_it_open_whether_the_message_arrived(side: Side) -> None:
    with pytest.raises(ChatUncertain):
        await _send_into(side, "lost")
    assert len(await side.shown(side.address())) == 1
    if side.chat.can_look:
        assert await side.chat.find(side.address(), "d1", LONG_AGO)


async def test_a_server_error_leaves_it_open_too(side: Side) -> None:
    with pytest.raises(ChatUncertain):
        await _send_into(side, "broken")


async def test_a_platform_that_cannot_be_reached_got_nothing_so_it_can_be_tried_again(side: Side) -> None:
    if side.cut_off is None:
        pytest.skip("this platform runs in the same process, or its own tests cut it off")
    await side.cut_off()
    with pytest.raises(ChatBusy):
        await side.chat.send(side.address(), HELLO, "d1")
    if side.chat.can_look:
        with pytest.raises(ChatError):
            await side.chat.find(side.address(), "d1", LONG_AGO)


async def _send_into(side: Side, fault: str) -> None:
    if side.fail is None:
        pytest.skip("this platform runs in the same process and cannot fail like that")
    side.fail(fault)
    await side.chat.send(side.address(), HELLO, "d1")

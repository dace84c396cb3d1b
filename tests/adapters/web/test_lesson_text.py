"""A lesson to read: its words, its question by a plain form, and nobody else's."""

from __future__ import annotations

import re

from tests.adapters.web.test_player import Player, player, unmade  # noqa: F401  # fixtures


async def html(player: Player, **headers: str) -> str:  # noqa: F811
    return await (await player.client.get(f"{player.path}/text", headers=headers)).text()


async def press(player: Player, page: str, choice: str) -> int:  # noqa: F811
    event = re.search(r'name="event" value="([^"]+)"', page)
    form = {"choice": choice, "event": event.group(1) if event else "event-0001"}
    reply = await player.client.post(f"{player.path}/text", data=form, allow_redirects=False)
    return reply.status


async def test_the_words_stand_there_with_pictures_and_the_way_to_the_clip(player: Player) -> None:  # noqa: F811
    page = await html(player)
    assert "It looks like any other mail" in page
    assert re.search(r'<img src="/media/[^"]+/still-\d+\.jpg"', page)
    assert f'href="{player.path}"' in page


async def test_the_question_is_answered_by_a_plain_form_and_the_first_answer_counts(player: Player) -> None:  # noqa: F811
    page = await html(player)
    assert "What first?" in page
    assert "Because it is so." not in page
    assert await press(player, page, "1") == 303
    verdict = await html(player)
    assert "Because it is so." in verdict
    assert 'name="choice"' not in verdict
    assert await press(player, page, "0") == 409, "the same form again"
    assert await html(player) == verdict


async def test_a_choice_that_is_none_is_refused_in_words(player: Player) -> None:  # noqa: F811
    assert await press(player, await html(player), "x") == 400


async def test_a_clip_that_is_not_made_yet_is_read_without_pictures(unmade: Player) -> None:  # noqa: F811
    page = await html(unmade)
    assert "The Mail." in page, "its script, as there are no captions yet"
    assert "still-" not in page


async def test_another_ones_link_opens_nothing(player: Player) -> None:  # noqa: F811
    reply = await player.client.get(f"{player.path}x/text")
    assert reply.status == 404
    assert "This link does not work" in await reply.text()

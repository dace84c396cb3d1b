"""Pages that know their reader speak the reader's language; where a link leads nowhere, the browser decides."""

# ruff: noqa: F811  # the fixture `player` is an argument everywhere
from __future__ import annotations

import pytest
import sqlalchemy as sa

from adapters.web.http.errors import preferred_language
from schedules.people.roster import learners
from tests.adapters.web.test_player import Player, player  # noqa: F401  # a fixture
from tests.bot.world import DAY

GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.5", "de-AT"),
        ("en;q=0.3, de;q=0.8", "de"),
        ("fr, ja", ""),
        ("fr, en-GB;q=0.5", "en-GB"),
        ("", ""),
        ("de;q=nonsense, en", "en"),
        ("*", ""),
        ("x" * 10_000, ""),
    ],
)
def test_a_browsers_languages_are_read_by_their_weight(accepted: str, language: str) -> None:
    assert preferred_language(accepted) == language


async def test_a_dead_link_speaks_the_browsers_language(player: Player) -> None:
    reply = await player.client.get(f"{player.path[:-3]}abc", headers=GERMAN)
    text = await reply.text()
    assert (reply.status, '<html lang="de">' in text) == (404, True)
    assert "Dieser Link funktioniert nicht" in text
    assert "Öffne die Lektion aus ihrer Nachricht" in text


async def test_an_expired_link_still_names_its_reader_whose_language_it_speaks(player: Player) -> None:
    player.clock.time += 40 * DAY
    assert "This link has expired" in await (await player.client.get(player.path, headers=GERMAN)).text()
    async with player.world.database.write() as db:
        await db.execute(sa.update(learners).values(own_locale="de"))
    assert "Dieser Link ist abgelaufen" in await (await player.client.get(player.path)).text()


async def test_a_page_that_is_not_there_speaks_the_browsers_language(player: Player) -> None:
    reply = await player.client.get("/nowhere", headers=GERMAN)
    assert "Diese Seite gibt es nicht" in await reply.text()
    reply = await player.client.get("/nowhere", headers={**GERMAN, "Accept": "application/json"})
    assert (await reply.json())["error"] == "Diese Seite gibt es nicht"


async def test_the_players_controls_speak_the_learners_language(player: Player) -> None:
    async with player.world.database.write() as db:
        await db.execute(sa.update(learners).values(own_locale="de"))
    text = await (await player.client.get(player.path)).text()
    assert '<html lang="de">' in text
    for words in ('aria-label="Abspielen"', "Leertaste", "Wortlaut", "Untertitel", "Folge 1", "merkt sich"):
        assert words in text
    for words in ("Keyboard", "Full screen", "Episode 1", "Transcript", "pick an answer"):
        assert words not in text

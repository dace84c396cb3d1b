"""Every story is played on every platform: the local chat page, and Slack and Teams as fakes over HTTP.

In Slack it is played twice, once through each of the doors at which Slack can knock.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.web.chat import messages
from adapters.web.chat.chat import WebChat
from bot.chat import Choices, Message
from lessons.database import Database
from schedules.people.roster import Learner
from tests.adapters.slack.blockkit import lines, named_buttons
from tests.adapters.slack.clients import HTTP, SOCKET, spoken_in_slack
from tests.adapters.teams.cards_seen import buttons, filled_in, words
from tests.adapters.teams.clients import spoken_in_teams
from tests.fakes.slack_workspace import FakeWorkspace
from tests.fakes.teams import FakeTeams
from tests.stories.world import MONDAY, Card, Moved, World, make_world


@pytest.fixture
def slack() -> FakeWorkspace:
    return FakeWorkspace()


@pytest.fixture
def teams() -> FakeTeams:
    return FakeTeams()


SLACKS = {"slack over signed HTTP": HTTP, "slack over Socket Mode": SOCKET}


@pytest.fixture(params=["web", *SLACKS, "teams"])
async def world(
    request: pytest.FixtureRequest, database: Database, slack: FakeWorkspace, teams: FakeTeams
) -> AsyncIterator[World]:
    clock = Moved(MONDAY)
    if request.param == "teams":
        async with spoken_in_teams(database, teams, _teams_screen(teams)) as made:
            yield made
        return
    if request.param == "web":
        yield await make_world(database, WebChat(database, clock), clock, _web_screen(database))
        return
    async with spoken_in_slack(database, slack, _slack_screen(slack), SLACKS[request.param]) as made:
        yield made


def _web_screen(database: Database) -> Any:
    async def screen(learner: Learner) -> list[Card]:
        async with database.read() as db:
            said = await messages.latest(db, learner.workspace_id, learner.id, 1000)
        return [_card(one.message) for one in said]

    return screen


def _card(message: Message) -> Card:
    buttons = [one for part in message.parts if isinstance(part, Choices) for one in part.buttons]
    return Card(message.plain, {button.label: button.token for button in buttons})


def _teams_screen(teams: FakeTeams) -> Any:
    async def screen(learner: Learner) -> list[Card]:
        place = f"D-{learner.outside_id}"
        cards = [shown["card"] for shown in teams.shown[place]]
        seen = [Card("\n".join([*words(card), *filled_in(card)]), buttons(card)) for card in cards]
        count, toast = teams.toasts.get(place, (0, ""))
        # Words beside a button stand below everything until the next message comes.
        return [*seen, Card(toast, {})] if toast and count == len(seen) else seen

    return screen


def _slack_screen(slack: FakeWorkspace) -> Any:
    async def screen(learner: Learner) -> list[Card]:
        return [_slack_card(shown["blocks"]) for shown in slack.shown[f"D-{learner.outside_id}"]]

    return screen


def _slack_card(blocks: list[dict[str, Any]]) -> Card:
    return Card("\n".join(lines(blocks)), named_buttons(blocks))

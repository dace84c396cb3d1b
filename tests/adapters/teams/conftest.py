"""An office for every test, and the fake behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from lessons.database import Database
from tests.adapters.teams.offices import Office, an_office
from tests.fakes.teams import FakeTeams


@pytest.fixture
def teams() -> FakeTeams:
    return FakeTeams()


@pytest.fixture
async def office(database: Database, teams: FakeTeams) -> AsyncIterator[Office]:
    async with an_office(database, teams) as made:
        yield made

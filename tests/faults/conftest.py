"""A company for every bad day: on each platform, with each database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from lessons.database import Database
from tests.faults.company import Company, company


@pytest.fixture(params=["slack", "teams"])
async def place(request: pytest.FixtureRequest, either_database: Database) -> AsyncIterator[Company]:
    """A company without people yet."""
    async with company(request.param, either_database) as made:
        yield made

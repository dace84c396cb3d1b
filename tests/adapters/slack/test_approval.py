"""The number of people above which a second manager must agree is the operator's to set."""

import pytest

from tests.adapters.slack.blockkit import lines
from tests.adapters.slack.conftest import Office
from tests.adapters.slack.test_managers import dry_run


@pytest.fixture
def approval_above() -> int:
    return 1


async def test_a_lower_limit_asks_for_the_second_manager_sooner(office: Office) -> None:
    alone = await dry_run(office, people={"selected_users": ["U1"]})
    assert alone["view"]["submit"]["text"] == "Start"
    two = await dry_run(office, people={"selected_users": ["U1", "U2"]})
    assert "More than 1 people need a second manager's yes" in two["errors"]["people"]
    office.fake.users[1]["is_admin"] = True
    await office.slack.directory.read_all(office.workspace)
    asked = await dry_run(office, people={"selected_users": ["U1", "U2"]})
    assert asked["view"]["submit"]["text"] == "Ask for approval"
    assert "More than 1 person needs another manager's yes. I would ask Bo." in lines(asked["view"])

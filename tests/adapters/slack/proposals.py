"""A campaign as a manager may ask for it."""

from datetime import time

from schedules.rules.campaigns import Proposal
from tests.stories.world import MONDAY


def proposal() -> Proposal:
    """Five episodes on working days between nine and ten."""
    return Proposal("The Leak", "leak", frozenset(range(5)), time(9), time(10), MONDAY.date())

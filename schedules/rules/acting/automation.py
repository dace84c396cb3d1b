"""A rule that acts on what happens in a campaign, and the rules of its own life.

shadow -> on <-> off. In shadow it lists what it would do and does nothing; after a week a person may switch it on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SHADOW = timedelta(days=7)  # a whole week shows each weekday once
LEAST_ANSWERS = 5  # a share of fewer answers says nothing, and would be single persons
DAYS = (2, 90)  # of silence: one day is no silence, and after three months nobody remembers the question
PERCENT = (10, 95)


class AutomationKind(StrEnum):
    """What makes a rule act."""

    FAILED = "failed"  # somebody was wrong at the first try
    SILENT = "silent"  # somebody has not answered for some days
    TEAM = "team"  # a team knows too little of a topic


class AutomationState(StrEnum):
    """Whether a rule acts."""

    SHADOW = "shadow"
    ON = "on"
    OFF = "off"


class BadAutomation(ValueError):
    """A rule cannot be like this.

    Attributes:
        field: which of "kind", "days", "percent" and "refresher" is wrong.
    """

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} is none that a rule can have")
        self.field = field


@dataclass(frozen=True, slots=True)
class Automation:
    """One rule of one campaign.

    Attributes:
        days: of silence, for the kind SILENT, else 0.
        percent: below which share of right first answers a team is offered the refresher, for the kind TEAM, else 0.
        check_key: the question that it looks at, "" all of them.
        refresher: the slug of the series that people get, "" for the kind SILENT.
        refresher_campaign: the campaign that brings it, "" before anybody got it.
        shadow_until: when it may be switched on.
        since: answers from before do not count, so that no rule reaches back.
        most: what concerns more people than that is switched on by another manager than who wrote the rule.
        told_on: the manager's local day on which a SILENT rule spoke last, as an ISO date, "" never.
    """

    workspace_id: str
    id: str
    campaign_id: str
    manager_id: str
    kind: AutomationKind
    days: int
    percent: int
    check_key: str
    refresher: str
    refresher_campaign: str
    state: AutomationState
    created_at: datetime
    shadow_until: datetime
    since: datetime
    most: int
    told_on: str


def validate(automation: Automation) -> None:
    """Refuse a rule that cannot work.

    Raises:
        BadAutomation: with the first field that is wrong.
    """
    if automation.kind is AutomationKind.SILENT and not DAYS[0] <= automation.days <= DAYS[1]:
        raise BadAutomation("days")
    if automation.kind is AutomationKind.TEAM and not PERCENT[0] <= automation.percent <= PERCENT[1]:
        raise BadAutomation("percent")
    if automation.kind is not AutomationKind.SILENT and not automation.refresher:
        raise BadAutomation("refresher")


def may_switch_on(automation: Automation, people: int, by: str, now: datetime) -> bool:
    """Whether a press switches it on now.

    Args:
        people: whom it would reach at once.
        by: who presses.
    """
    return now >= automation.shadow_until and (people <= automation.most or by != automation.manager_id)


def is_below(right: int, tries: int, percent: int) -> bool:
    """Whether so few of the first answers were right that a team is offered the refresher."""
    return tries >= LEAST_ANSWERS and 100 * right < percent * tries

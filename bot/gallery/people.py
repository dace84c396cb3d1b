"""People, campaigns and pages that were never real: what a platform's windows are drawn with in the gallery."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import structs

from bot.gallery.samples import ARABIC, CLIP, EMOJI, GERMAN, MARKUP, OPTIONS, QUESTION, START, buttons
from bot.learners.home import Course, Home
from bot.managers.dry_run import DryRun
from lessons.series import Series
from schedules.ledger.figures.campaign_counts import CampaignCounts
from schedules.people.roster import Learner
from schedules.rules.calendar import Cadence, Window
from schedules.rules.campaigns import Campaign, CampaignState

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
TODAY = date(2026, 3, 2)
ADA = Learner(
    workspace_id="w",
    id="ada",
    outside_id="U1",
    name="Ada Lind",
    email="",
    zone="Europe/Berlin",
    locale="en-GB",
    country="DE",
    manager_id="mira",
    manages=False,
    place="D1",
    service_url="",
    consents=True,
    active=True,
    snoozed_until=None,
)
MIRA = replace(ADA, id="mira", outside_id="U9", name="Mira Okafor", manages=True, zone="Europe/London")
SERIES = (Series("the-leak", "The Leak", "en", ()), Series("passwords", "Passwords", "en", ()))
MANY_SERIES = tuple(
    Series(f"series-{number}", f"{number}. {title}", "en", ())
    for number, title in enumerate((GERMAN, ARABIC, EMOJI, MARKUP, *["One more"] * 120), 1)
)


def campaign(name: str, state: CampaignState = CampaignState.RUNNING) -> Campaign:
    cadence = Cadence(frozenset(range(5)), Window(time(9), time(10)), START)
    return Campaign(f"campaign {name}"[:40], "w", name, "the-leak", "mira", cadence, state)


CAMPAIGNS = (
    campaign("The Leak"),
    campaign("Passwords", CampaignState.PAUSED),
    campaign("Fire safety", CampaignState.DRAFT),
    campaign("Last year's", CampaignState.ENDED),
)
DIFFICULT_CAMPAIGNS = (campaign(GERMAN), campaign(ARABIC), campaign(EMOJI), campaign(MARKUP))


def homes() -> dict[str, Home]:
    """Pages of learners, by what is special about them."""
    next_at = (NOW + timedelta(days=1)).astimezone(ZoneInfo(ADA.zone))
    courses = (
        Course("The Leak", 2, 5, next_at, "active"),
        Course("Passwords", 8, 8, None, "finished"),
        Course("Fire safety", 0, 3, None, "holdout"),
    )
    settings = (("Lessons", "On"), ("Send time", "08:30, your choice"), ("Language", "English, as in your profile"))
    empty = Home(ADA, None, False, 0, (), (), (), (), False, settings)
    counts = {
        each.id: CampaignCounts(24 + number, 96, 88 - number, NOW + timedelta(days=1))
        for number, each in enumerate((*CAMPAIGNS, *DIFFICULT_CAMPAIGNS))
    }
    usual = replace(
        empty,
        lesson=CLIP,
        streak=6,
        courses=courses,
        fading=("The Call", "The Key"),
        saved=buttons("The Printer", "The Call"),
        extra_episode=True,
        question=QUESTION,
        options=buttons(*OPTIONS),
        counts=counts,
    )
    hard = replace(
        usual,
        learner=replace(ADA, name=EMOJI),
        lesson=structs.replace(CLIP, title=GERMAN),
        courses=(Course(GERMAN, 29, 30, next_at, "active"), Course(ARABIC, 0, 1, next_at, "active")),
        fading=(GERMAN, ARABIC, EMOJI, MARKUP),
        saved=buttons(GERMAN, ARABIC, EMOJI, MARKUP),
    )
    return {
        "the first day": empty,
        "in the middle of a series": usual,
        "answered": replace(usual, answered=True, streak=1, question="", options=()),
        "snoozed": replace(usual, learner=replace(ADA, snoozed_until=NOW + timedelta(days=9))),
        "opted out": replace(usual, learner=replace(ADA, consents=False)),
        "a manager": replace(usual, learner=MIRA, campaigns=CAMPAIGNS),
        "a manager without campaigns": replace(empty, learner=MIRA),
        "difficult words": replace(hard, campaigns=DIFFICULT_CAMPAIGNS, learner=replace(hard.learner, manages=True)),
    }


def dry_runs() -> dict[str, DryRun]:
    """What campaigns would do, by what is special about them."""
    first = (("Monday 2 March, 09:00–10:00", "Europe/Berlin", 20), ("Tuesday 3 March, 09:00–10:00", "Asia/Tokyo", 4))
    usual = DryRun("request", "The Leak", 24, 0, {}, 120.0, first, 0, None)
    zones = tuple((f"Monday 2 March, {hour:02}:00", f"Etc/GMT+{hour}", 1) for hour in range(1, 13))
    left_out = {"opted out": 3, "a guest or outside of the company": 12, "not in your team": 40}
    return {
        "usual": usual,
        "one person": replace(usual, people=1, first=first[:1]),
        "people left out": replace(usual, held_out=6, left_out=left_out, unreachable=2),
        "approval": replace(usual, people=1_200, minutes=6_000.0, approvers=3, first=zones * 2),
        "difficult words": replace(usual, series=f"{GERMAN} {MARKUP}", left_out={MARKUP: 1, ARABIC: 2}),
    }

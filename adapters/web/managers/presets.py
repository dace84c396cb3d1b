"""Plans to begin with: the form filled for a daily season, a weekly one, a date, or people who are new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from adapters.web.managers.campaign_forms import CampaignForm, form_of
from schedules.rules.campaigns import Campaign

BEFORE = timedelta(days=7)  # a preview that is older is forgotten by the day itself
WEEK = frozenset("01234")


def _daily(form: CampaignForm, day: date) -> CampaignForm:
    return replace(form, days=WEEK, start=day.isoformat(), reminders=frozenset({"2", "24"}))


def _weekly(form: CampaignForm, day: date) -> CampaignForm:
    # Two hours after a weekly episode nobody is late; the day after, and three days after, some are.
    return replace(form, days=frozenset({"1"}), start=day.isoformat(), reminders=frozenset({"24", "72"}))


def _around(form: CampaignForm, day: date) -> CampaignForm:
    """It begins a week before the day and goes on behind it; its questions come back as the review."""
    return replace(form, days=frozenset({"0", "2", "4"}), start=(day - BEFORE).isoformat(), reminders=frozenset({"24"}))


def _onboarding(form: CampaignForm, day: date) -> CampaignForm:
    # Somebody's first weeks are full of other things, so one reminder is enough; and no new colleague has to wait.
    return replace(form, days=WEEK, start=day.isoformat(), reminders=frozenset({"24"}), holdout="0")


PRESETS: dict[str, Callable[[CampaignForm, date], CampaignForm]] = {
    "daily": _daily,
    "weekly": _weekly,
    "around": _around,
    "onboarding": _onboarding,
}


def preset(name: str, day_text: str, today: date, series: str = "") -> CampaignForm:
    """The form of a preset; what is no preset is a daily season, and what is no day is today.

    A day that is too near for what comes before it begins today.
    """
    try:
        day = date.fromisoformat(day_text)
    except ValueError:
        day = today
    form = PRESETS.get(name, _daily)(CampaignForm(series=series), max(day, today))
    return replace(form, start=max(form.start, today.isoformat()))


def cloned(campaign: Campaign, today: date) -> CampaignForm:
    """The form with the plan of a campaign that is there, to begin anew; whom it is for is chosen anew as well."""
    return replace(form_of(campaign), start=today.isoformat())

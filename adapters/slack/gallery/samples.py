"""App Home and every window with made-up people in them, so that each can be looked at and checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from adapters.slack.forms import campaign_form, home, settings_form
from adapters.slack.outbound.blocks import Block
from bot.chat import Button, Clip, SettingsForm
from bot.gallery.extremes import HOME, POSTER, TOKEN, WORDS
from bot.gallery.samples import PAGE
from bot.learners.home import Course, Home
from bot.managers.approval import Decision
from bot.managers.dry_run import DryRun
from lessons.series import Series
from schedules.people.roster import Learner
from schedules.rules.calendar import Cadence, Window
from schedules.rules.campaigns import Campaign, CampaignState

NOW = datetime(2027, 3, 1, 8, 30, tzinfo=UTC)
ROW = "0197f0a1b2c34d5e8f60718293a4b5c6"  # as long as the id of a row


SETTINGS = (
    ("Lessons", "On"),
    ("Send time", "08:30, your choice"),
    ("Time zone", "Asia/Tokyo (now 14:05), your choice"),
)


def every_view() -> dict[str, Block]:
    """Every view with every kind of words in it."""
    return {f"{name}, {kind}": view for kind, words in WORDS.items() for name, view in with_words(words).items()}


def with_words(words: str) -> dict[str, Block]:
    """Every view with these words wherever somebody's words stand."""
    page, run = home_page(words), dry_run(words)
    campaigns = [campaign(words, state, number) for number, state in enumerate(CampaignState)]
    series = [Series(f"series-{number}", words, "en", ()) for number in range(3)]
    return {
        "home": home.home(page, NOW),
        "home of a manager": home.home(replace(page, campaigns=tuple(campaigns)), NOW),
        "home before the first lesson": home.home(newcomer(words), NOW),
        "home, lessons stopped": home.home(replace(page, learner=replace(page.learner, consents=False)), NOW),
        "home, snoozed": home.home(replace(page, learner=_snoozed(page.learner)), NOW),
        "home of somebody left out": home.unknown_home(),
        "sharing a clip": home.share_window(TOKEN),
        "settings": settings_form.settings_window(filled_settings_form(words), NOW),
        "settings, nothing chosen": settings_form.settings_window(UNCHOSEN, NOW),
        "campaign form": campaign_form.form(series, date(2027, 3, 1)),
        "campaign form without a series": campaign_form.no_series(),
        "dry run": campaign_form.dry_run(run),
        "dry run that needs approval": campaign_form.dry_run(replace(run, approvers=2)),
        "dry run that reaches nobody": campaign_form.dry_run(DryRun(ROW, words, 0, 0, {}, 0.0, (), 0, None)),
        "campaigns": campaign_form.campaign_list(campaigns, PAGE),
        "no campaigns": campaign_form.campaign_list([], PAGE),
        **{f"campaign {decision}": campaign_form.decided(decision) for decision in Decision},
    }


def home_page(words: str) -> Home:
    """A page with something in each of its places."""
    ada = Learner("w1", ROW, "U1", words, "", "Europe/Berlin", "en", "", "", True, "D1", "", True, True, None)
    lesson = Clip(words, f"{HOME}/watch/{TOKEN}", POSTER, 61.4)
    courses = (
        Course(words, 2, 5, NOW + timedelta(days=1), "active"),
        *(Course(words, 1, 5, None, state) for state in ("paused", "finished", "holdout")),
    )
    saved = tuple(Button(words, f"{TOKEN}{number}") for number in range(5))
    return Home(ada, lesson, False, 3, courses, (words,) * 5, saved, (), True, SETTINGS)


UNCHOSEN = SettingsForm("", "", "Europe/Berlin", "", "English", (("en", "English"),), "", "2027-03-02", False)


def filled_settings_form(words: str) -> SettingsForm:
    """Settings that were all chosen."""
    languages = tuple((f"x{number}", words) for number in range(120))
    return SettingsForm(
        "08:30", "Asia/Tokyo", "Europe/Berlin", "x3", words, languages, "2027-03-09", "2027-03-02", True
    )


def newcomer(words: str) -> Home:
    """The page of somebody who has got nothing yet."""
    page = home_page(words)
    learner = replace(page.learner, manages=False)
    return Home(learner, None, False, 0, (), (), (), (), False, SETTINGS[:2])


def _snoozed(learner: Learner) -> Learner:
    return replace(learner, snoozed_until=NOW + timedelta(days=9))


def campaign(words: str, state: CampaignState, number: int) -> Campaign:
    cadence = Cadence(frozenset(range(5)), Window(time(9), time(10)), date(2027, 3, 1))
    return Campaign(f"{ROW[:-1]}{number}", "w1", words, "leak", ROW, cadence, state)


def dry_run(words: str) -> DryRun:
    first = (("Monday 1 March, 09:00–10:00", "Europe/Berlin", 40), ("Monday 1 March, 09:00–10:00", "Asia/Tokyo", 12))
    return DryRun(ROW, words, 52, 6, {"guests": 3, "bots": 1, words: 2}, 390.0, first, 1, None)

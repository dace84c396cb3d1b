"""What the pages of campaigns say: every word of them, in one place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.messages.catalogue import tr, trn
from bot.messages.common_texts import long_date, weekday_name
from schedules.plans.editing import Effect


def labels() -> dict[str, str]:
    """Words of the pages by name, in the reader's language."""
    return {
        "skip": tr("Skip to the content"),
        "open_title": tr("Your campaigns"),
        "open_lead": tr("This link opens one time. Press the button on the device on which you want to work."),
        "open_button": tr("Open my campaigns"),
        "open_studio_title": tr("Your series"),
        "open_studio_button": tr("Open my series"),
        "campaigns": tr("Campaigns"),
        "new": tr("New campaign"),
        "ahead": tr("Four weeks ahead"),
        "none": tr("No campaign yet. A new one is looked at first; nothing is sent before you start it."),
        "none_fit": tr("No campaign fits this search."),
        "search": tr("Search"),
        "any_state": tr("In any state"),
        "state": tr("State"),
        "find": tr("Find"),
        "people": tr("People"),
        "series": tr("Series"),
        "no_series": tr("There is no approved series yet: import one first."),
        "plan": tr("The plan"),
        "name": tr("Name, as your team sees it"),
        "name_hint": tr("Left empty, it is the title of the series."),
        "who": tr("Who gets it"),
        "whole_team": tr("Everybody whom you may write to"),
        "group": tr("A group, or everybody"),
        "no_group": tr("Nobody from a group"),
        "named": tr("… and these people, by e-mail or name, one on each line"),
        "add_people": tr("People to add"),
        "days": tr("On these days"),
        "opens": tr("From"),
        "closes": tr("Until"),
        "clock_hint": tr("On each learner's own clock."),
        "start": tr("First day"),
        "reminders": tr("Remind who has not answered"),
        "after_2": tr("after 2 hours"),
        "after_24": tr("the next day"),
        "after_72": tr("after 3 days"),
        "holdout": tr("Keep some people for comparison"),
        "nobody": tr("nobody"),
        "holidays": tr("Leave out public holidays"),
        "look": tr("Dry run"),
        "look_lead": tr("Nothing is written and nothing is sent: this is what would happen."),
        "look_first": tr("Fill in the plan and press “Dry run”: here you see who gets what, and when."),
        "test": tr("Send it to me first"),
        "ask_approval": tr("Ask another manager to agree"),
        "heads": tr("People"),
        "minutes": tr("Minutes of clips, over all people and episodes"),
        "held_out": tr("Kept back for comparison"),
        "calendar": tr("The first two weeks"),
        "next_calendar": tr("The coming two weeks"),
        "calendar_lead": tr("How many people get an episode on which day, each in their own time zone."),
        "zone": tr("Zone"),
        "other_zones": tr("Other zones"),
        "holiday": tr("holiday"),
        "who_gets": tr("Who gets it"),
        "who_not": tr("Who does not, and why"),
        "begins": tr("Begins"),
        "name_column": tr("Name"),
        "episode": tr("Episode"),
        "notes": tr("To know"),
        "never": tr("never at these times"),
        "pause": tr("Pause"),
        "resume": tr("Go on"),
        "end": tr("End for good"),
        "end_sure": tr("Yes, end it: nobody gets another episode"),
        "report": tr("Report"),
        "results": tr("Results"),
        "metric": tr("Did it help?"),
        "rules": tr("Rules"),
        "change": tr("Change it"),
        "change_lead": tr("Episodes that are under way keep their moment. The rest follows the new plan."),
        "effect": tr("What will change"),
        "preview": tr("Show what will change"),
        "apply": tr("Make this change"),
        "ended": tr("This campaign has ended. Its report stays."),
        "resting": tr("This campaign rests. Nobody gets anything until you let it go on."),
        "draft": tr("This campaign was never started."),
        "counting": tr("The calendar of so many people is being counted: open this page again in some minutes."),
        "begin_with": tr("Begin with"),
        "around_day": tr("Day"),
        "fill": tr("Fill in the plan"),
        "clone": tr("Plan the same again"),
        "back": tr("All campaigns"),
        "fix": tr("Some of it cannot be like this:"),
        "since_last": tr("You changed the form since the dry run. Here is the new one; nothing was started."),
        "changed_since": tr("You changed the form since. Here is the new effect; nothing was changed yet."),
    }


def notices() -> dict[str, str]:
    """What was done, by a name that addresses carry."""
    return {
        "started": tr("It has started. The link to its report is in our messages."),
        "asked": tr("The other managers are asked now. It starts when one of them agrees; you will hear of it."),
        "gone": tr("This was decided before, or is too old. Nothing was changed."),
        "test": tr("The first episode is on its way to you in chat, marked as a test."),
        "paused": tr("It rests now. What was planned is taken back."),
        "resumed": tr("It goes on, with the episode that each person is at."),
        "ended": tr("It has ended."),
        "edited": tr("Changed."),
        "sure": tr("Nothing was changed: tick the box that you are sure, then press “End for good”."),
    }


def presets() -> dict[str, str]:
    """Plans to begin with, by name."""
    return {
        "daily": tr("A season on every working day"),
        "weekly": tr("One episode a week"),
        "around": tr("Around a day, such as a training or a release: from a week before it on"),
        "onboarding": tr("For people who are new, from their first day on"),
    }


def days() -> list[str]:
    return [weekday_name(day) for day in range(7)]


def short_days() -> list[str]:
    return [tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun")]


def left_out(why: str) -> tuple[str, str]:
    """Why somebody does not get it, and what would help."""
    words = {
        "guest": (tr("guests are left out"), tr("An admin can make them members.")),
        "outside": (
            tr("people of other organisations are left out"),
            tr("Their own company would bring them lessons."),
        ),
        "bot": (tr("bots are left out"), tr("Nothing to do.")),
        "gone": (
            tr("their account is deactivated"),
            tr("Once it is active again, add them to the running campaign."),
        ),
        "unknown": (
            tr("not known in this workspace"),
            tr("Bring them the app, or ask them to write to the bot once."),
        ),
        "opted_out": (
            tr("they opted out of lessons"),
            tr("Only they can change that, by writing “start” to the bot."),
        ),
        "not_yours": (tr("not in your team"), tr("Their own manager or an admin can start it for them.")),
        "takes_it": (
            tr("they take this series already, or finished it"),
            tr("Nothing to do: nobody gets an episode a second time."),
        ),
    }
    return words[why]


def hindrance(why: str) -> str:
    """What keeps a slot empty, and what would help."""
    words = {
        "unreached": tr("Nothing reaches them in chat: they may have blocked or removed the app."),
        "never": tr("These days and hours leave them no moment: choose others."),
        "opted_out": tr("They opted out of lessons."),
        "full": tr("Other lessons fill one of these days; the episode comes on the next one."),
        "budget": tr(
            "Other lessons use up their weekly budget on one of these days; the episode comes once there is room."
        ),
    }
    return words[why]


def start_label(count: int) -> str:
    return trn("Start for {count} person", "Start for {count} people", count)


def more(count: int) -> str:
    return tr("and {count} more", count=count)


def heads(count: int) -> str:
    return trn("{count} person", "{count} people", count)


def cell(day: date, people: int, episodes: Sequence[int], resting: int) -> str:
    """One day of the calendar in words."""
    parts = []
    if people:
        numbers = ", ".join(str(number) for number in episodes)
        parts.append(
            trn(
                "{count} person gets episode {numbers}", "{count} people get episode {numbers}", people, numbers=numbers
            )
        )
    if resting:
        parts.append(trn("{count} has a holiday", "{count} have a holiday", resting))
    return tr("{day}: {what}", day=long_date(day), what="; ".join(parts) or tr("nothing"))


def date_words(day: date) -> str:
    return long_date(day)


def effect_lines(effect: Effect, added: int, left_out_count: int) -> Iterator[str]:
    """What an edit does, one sentence for each group of people."""
    for days_later, count in sorted(effect.by_days.items()):
        yield _shift(days_later, count)
    if effect.same:
        yield trn(
            "{count} person gets the next episode at the same time as before.",
            "{count} people get the next episode at the same time as before.",
            effect.same,
        )
    if effect.planned:
        yield trn(
            "{count} episode is under way already and keeps its moment.",
            "{count} episodes are under way already and keep their moment.",
            effect.planned,
        )
    if effect.never:
        yield trn(
            "{count} person would never get another episode at these times: choose others.",
            "{count} people would never get another episode at these times: choose others.",
            effect.never,
        )
    yield from _untouched(effect)
    if added:
        yield trn("{count} person joins.", "{count} people join.", added)
    if left_out_count:
        yield trn("{count} person does not join.", "{count} people do not join.", left_out_count)


def _shift(days_later: int, count: int) -> str:
    if not days_later:
        return trn(
            "{count} person gets the next episode at another time of the same day.",
            "{count} people get the next episode at another time of the same day.",
            count,
        )
    many = abs(days_later)
    by = (
        trn("{count} day later", "{count} days later", many)
        if days_later > 0
        else trn("{count} day earlier", "{count} days earlier", many)
    )
    return trn("{count} person gets the next episode {by}.", "{count} people get the next episode {by}.", count, by=by)


def _untouched(effect: Effect) -> Iterator[str]:
    if effect.finished:
        yield trn(
            "{count} person who finished is not touched.",
            "{count} people who finished are not touched.",
            effect.finished,
        )
    if effect.resting:
        yield trn(
            "{count} person whose lessons rest begins again once they write.",
            "{count} people whose lessons rest begin again once they write.",
            effect.resting,
        )
    if effect.held_out:
        yield trn(
            "{count} person is kept for comparison and still gets it later.",
            "{count} people are kept for comparison and still get it later.",
            effect.held_out,
        )


def field_fault(name: str) -> str:
    """What a field of the form must be."""
    return {
        "window": tr("Write both times as hours and minutes, such as 09:00."),
        "start": tr("Choose a day, such as 2026-12-01."),
        "series": tr("Choose a series."),
        "audience": tr("Choose a group, or write names or e-mails."),
    }[name]

"""The form of a campaign as a browser posts it: the plan, the people that are meant, and what is wrong with either."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from aiohttp import web

from bot.managers.dry_run import FormFaults, reminders_from
from bot.managers.pasted import find_pasted
from bot.managers.planning.people_again import people_of_campaign
from bot.managers.roles import team_of
from bot.messages.pages import manage_texts
from bot.turn import Turn
from schedules.people.person_fields import members, rules_of_groups
from schedules.people.roster import learners_of
from schedules.rules.campaigns import LONGEST_NAME, Campaign, Proposal, proposal_of

EVERYBODY = "*"
REMINDERS = ("2", "24", "72")
HOLDOUTS = ("0", "10", "20", "30", "50")
LONGEST_FORM = 256 * 1024  # bytes; 5,000 pasted addresses


@dataclass(frozen=True, slots=True)
class CampaignForm:
    """What stands in the form, as it was typed."""

    series: str = ""
    name: str = ""
    group: str = ""
    people: str = ""
    days: frozenset[str] = frozenset("01234")
    opens: str = "09:00"
    closes: str = "10:00"
    start: str = ""
    reminders: frozenset[str] = frozenset({"2", "24"})
    holdout: str = "0"
    holidays: bool = True
    again: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """The texts of a posted form; a field may stand in it several times."""

    pairs: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """The first text of a field, "" where there is none."""
        return next((text for field, text in self.pairs if field == name), "")

    def all_of(self, name: str) -> frozenset[str]:
        return frozenset(text for field, text in self.pairs if field == name)


async def posted(request: web.Request) -> Posted:
    """The texts of a posted form.

    Raises:
        HTTPRequestEntityTooLarge: it is longer than any real one.
    """
    if (request.content_length or 0) > LONGEST_FORM:
        raise web.HTTPRequestEntityTooLarge(LONGEST_FORM, request.content_length or 0)
    return Posted(tuple((name, text) for name, text in (await request.post()).items() if isinstance(text, str)))


def form_from(values: Posted) -> CampaignForm:
    """The form that was posted; what is too long for any field is cut."""

    def text(name: str, most: int = 200) -> str:
        return values.get(name).replace("\0", "").strip()[:most]

    return CampaignForm(
        text("series"),
        text("name", LONGEST_NAME * 2),
        text("group"),
        text("people", LONGEST_FORM),
        values.all_of("days"),
        text("opens"),
        text("closes"),
        text("start"),
        values.all_of("reminders"),
        text("holdout"),
        text("holidays") == "yes",
        text("again") == "yes",
    )


def form_of(campaign: Campaign) -> CampaignForm:
    """The form as a campaign that is there fills it."""
    window = campaign.cadence.window
    hours = [f"{delay.total_seconds() / 3600:g}" for delay in campaign.reminders]
    return CampaignForm(
        campaign.series_slug,
        campaign.name,
        days=frozenset(str(day) for day in campaign.cadence.weekdays),
        opens=f"{window.opens:%H:%M}",
        closes=f"{window.closes:%H:%M}",
        start=campaign.cadence.start.isoformat(),
        reminders=frozenset(hours),
        holdout=f"{campaign.holdout_share * 100:g}",
        holidays=campaign.skip_holidays,
        again=campaign.again,
    )


def proposal_from(form: CampaignForm) -> Proposal:
    """What the form asks for.

    Raises:
        FormFaults: a time or a day is none; what else may be wrong is found by the dry run.
    """
    faults: dict[str, str] = {}
    opens, closes = _times(form, faults)
    start = _day(form.start, faults)
    holdout = int(form.holdout) / 100 if form.holdout in HOLDOUTS else 0.0
    if not form.series:
        faults["series"] = manage_texts.field_fault("series")
    if faults:
        raise FormFaults(faults)
    return Proposal(
        form.name,
        form.series,
        _numbers(form.days, range(7)),
        opens,
        closes,
        start,
        reminders_from([hours for hours in form.reminders if hours in REMINDERS]),
        holdout_share=holdout,
        skip_holidays=form.holidays,
        again=form.again,
    )


def change_from(form: CampaignForm, campaign: Campaign) -> Proposal:
    """The plan of a campaign with what its form may change.

    Raises:
        FormFaults: a time is none.
    """
    faults: dict[str, str] = {}
    opens, closes = _times(form, faults)
    if faults:
        raise FormFaults(faults)
    # Reminders that the form has no box for were set elsewhere, and stay.
    others = [hours for hours in form_of(campaign).reminders if hours not in REMINDERS]
    return replace(
        proposal_of(campaign),
        name=form.name or campaign.name,
        weekdays=_numbers(form.days, range(7)),
        opens=opens,
        closes=closes,
        reminders=reminders_from([*others, *(hours for hours in form.reminders if hours in REMINDERS)]),
        skip_holidays=form.holidays,
    )


def _times(form: CampaignForm, faults: dict[str, str]) -> tuple[time, time]:
    try:
        return time.fromisoformat(form.opens), time.fromisoformat(form.closes)
    except ValueError:
        faults["window"] = manage_texts.field_fault("window")
        return time(9), time(10)


def _day(text: str, faults: dict[str, str]) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults["start"] = manage_texts.field_fault("start")
        return date.min


def _numbers(texts: Iterable[str], allowed: Sequence[int]) -> frozenset[int]:
    return frozenset(int(text) for text in texts if text.isdecimal() and int(text) in allowed)


async def people_meant(turn: Turn, form: CampaignForm) -> list[str]:
    """Who is meant, by the platform's ids: a group or everybody in reach, and those who were named.

    Raises:
        FormFaults: a name fits nobody, or several people; or the group is gone.
    """
    pasted = await find_pasted(turn.db, turn.workspace.id, form.people)
    if pasted.fault:
        raise FormFaults({"audience": pasted.fault})
    return [*await _group(turn, form.group), *pasted.people]


async def _group(turn: Turn, name: str) -> list[str]:
    if not name:
        return []
    if (people := await people_of_campaign(turn, name)) is not None:
        return people
    if name == EVERYBODY:
        reach = await team_of(turn.db, turn.learner)
        everybody = await learners_of(turn.db, turn.workspace.id)
        theirs = [each for each in everybody if each.id != turn.learner.id and (reach is None or each.id in reach)]
        return [learner.outside_id for learner in theirs]
    rules: Mapping[str, str] = await rules_of_groups(turn.db, turn.workspace.id)
    if name not in rules:
        raise FormFaults({"audience": manage_texts.field_fault("audience")})
    return [member.learner.outside_id for member in await members(turn.db, turn.workspace.id, rules[name])]

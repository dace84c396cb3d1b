"""The dialogs in which managers start campaigns: the form, the dry run, what became of it. Pure functions.

Sources: adaptivecards.io, inputs of schema 1.5; learn.microsoft.com, "People Picker in Adaptive Cards".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from adapters.teams.audience import Audience
from adapters.teams.campaign_list import LIST, TITLE
from adapters.teams.cards import NAMELESS, Json, framed, on_colour, said
from adapters.teams.groups import Group
from adapters.teams.seam import CARD
from bot.managers.managing import APPROVAL_ABOVE, Decision, DryRun, reminders_from
from lessons.series import Series
from schedules.people.roster import Learner
from schedules.rules.campaigns import Proposal

NEW, LOOK, START = "campaign", "look", "start"
SIZE = {"width": 520, "height": 720}  # pixels
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
REMINDERS = (("2", "after 2 hours"), ("24", "the next day"), ("72", "after 3 days"))
HOLDOUTS = (("0", "nobody"), ("10", "10 %"), ("20", "20 %"), ("30", "30 %"), ("50", "50 %"))
MOST_SERIES = 100
MOST_TEAMS = 60
MOST_PASTED = 20_000  # characters
NO_TEAM = "-"
AT_FIELD = {"audience": "people", "window": "opens"}
"""Fault of the bot's form -> the field beside which it is shown, where the two have other names."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What a manager filled in."""

    proposal: Proposal
    audience: Audience


def invitation() -> Json:
    """The card whose buttons open the form and the list: only a press may open a dialog."""
    words = "A campaign brings one series to your team, each at their own time. You see who gets it before it starts."
    actions = [_opens("New campaign", NEW), _opens(TITLE, LIST)]
    return framed("New campaign", [said(words), {"type": "ActionSet", "actions": actions}])


def _opens(title: str, what: str) -> Json:
    return {"type": "Action.Submit", "title": title, "data": {"msteams": {"type": "task/fetch"}, "do": what}}


def form(
    series: Sequence[Series],
    teams: Sequence[Group],
    today: date,
    manager: Learner,
    faults: Mapping[str, str] | None = None,
    given: Mapping[str, str] | None = None,
) -> Json:
    """The form, filled with what most want or with what was given before; each fault stands above its field."""
    value = {**_usual(series, today), **(given or {})}
    wrong: dict[str, list[str]] = {}
    for name, words in (faults or {}).items():
        wrong.setdefault(AT_FIELD.get(name, name), []).append(words)
    body = [on_colour("attention", "Something is to be mended: the coloured lines say what.")] if wrong else []
    for field in _fields(series, teams, manager, value):
        body += [on_colour("attention", words) for words in wrong.pop(field["id"], ())]
        body.append(field)
    body += [on_colour("attention", words) for rest in wrong.values() for words in rest]
    actions = [_submit("Dry run", {"do": LOOK}), {**_submit(TITLE, {"do": LIST}), "associatedInputs": "none"}]
    return framed("New campaign", [*body, {"type": "ActionSet", "actions": actions}])


def _usual(series: Sequence[Series], today: date) -> dict[str, str]:
    return {
        "series": series[0].slug,
        "name": "",
        "people": "",
        "team": NO_TEAM,
        "pasted": "",
        "everybody": "false",
        "weekdays": "0,1,2,3,4",
        "opens": "09:00",
        "closes": "10:00",
        "start": today.isoformat(),
        "reminders": "2,24",
        "holdout": "0",
    }


def _fields(series: Sequence[Series], teams: Sequence[Group], manager: Learner, value: Mapping[str, str]) -> list[Json]:
    myself = [(manager.outside_id, manager.name)]  # a list without any choice is no valid one
    chosen = [(one.slug, one.title) for one in series[:MOST_SERIES]]
    weekdays = [(str(number), name) for number, name in enumerate(DAYS)]
    return [
        _choice("series", "Series", chosen, value, required=True),
        {**_field("Input.Text", "name", "Name, as your team sees it", value), "maxLength": 80},
        {**_choice("people", "People", myself, value, several=True), **_PEOPLE},
        *_team(teams, value),
        _pasted(value),
        _everybody(value),
        _choice("weekdays", "On", weekdays, value, several=True, required=True),
        _field("Input.Time", "opens", "From, on each learner's own clock", value, required=True),
        _field("Input.Time", "closes", "Until", value, required=True),
        _field("Input.Date", "start", "First day", value, required=True),
        _choice("reminders", "Remind who has not answered", REMINDERS, value, several=True),
        _choice("holdout", "Held out at first, to compare with", HOLDOUTS, value, required=True),
    ]


def _team(teams: Sequence[Group], value: Mapping[str, str]) -> Iterator[Json]:
    """The teams that the app is in; nothing where it is in none."""
    known = [(one.outside_id, one.name or "A team without a name") for one in teams[:MOST_TEAMS]]
    if known:
        yield _choice("team", "… or the members of a team", [(NO_TEAM, "No team"), *known], value)


def _pasted(value: Mapping[str, str]) -> Json:
    field = _field("Input.Text", "pasted", "… or a list: e-mails or names, one on each line", value)
    return {**field, "isMultiline": True, "maxLength": MOST_PASTED}


def _everybody(value: Mapping[str, str]) -> Json:
    title = "Everybody who has Ninety"
    return {"type": "Input.Toggle", "id": "everybody", "title": title, "value": value["everybody"]}


_PEOPLE = {"choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}, "style": "filtered"}


def _field(kind: str, name: str, label: str, value: Mapping[str, str], required: bool = False) -> Json:
    made = {"type": kind, "id": name, "label": label, "value": value[name]}
    return {**made, "isRequired": True, "errorMessage": "Fill this in."} if required else made


def _choice(
    name: str,
    label: str,
    choices: Sequence[tuple[str, str]],
    value: Mapping[str, str],
    several: bool = False,
    required: bool = False,
) -> Json:
    listed = [{"title": title.strip() or NAMELESS, "value": one} for one, title in choices]
    made = {**_field("Input.ChoiceSet", name, label, value, required), "choices": listed}
    return {**made, "isMultiSelect": True} if several else made


def _submit(title: str, data: Json) -> Json:
    return {"type": "Action.Submit", "title": title, "data": data}


def filled(values: Mapping[str, Any]) -> Filled:
    """What was filled in.

    Raises:
        ValueError: a value that the form cannot give.
    """
    given = {name: str(value or "") for name, value in values.items()}
    proposal = Proposal(
        given.get("name", "").strip(),
        given.get("series", ""),
        frozenset(int(day) for day in _several(given.get("weekdays", ""))),
        time.fromisoformat(given.get("opens", "")),
        time.fromisoformat(given.get("closes", "")),
        date.fromisoformat(given.get("start", "")),
        reminders_from(_several(given.get("reminders", ""))),
        holdout_share=int(given.get("holdout", "") or 0) / 100,
    )
    team, pasted = given.get("team", ""), given.get("pasted", "")[:MOST_PASTED]
    people, everybody = tuple(_several(given.get("people", ""))), given.get("everybody") == "true"
    return Filled(proposal, Audience(people, "" if team == NO_TEAM else team, pasted, everybody))


def _several(value: str) -> list[str]:
    return [one.strip() for one in value.split(",") if one.strip()]


def dry_run(run: DryRun, approval_above: int = APPROVAL_ABOVE) -> Json:
    """What the campaign would do, with the button that makes it do so."""
    label = "Start" if run.approvers is None else "Ask for approval"
    press = {"type": "ActionSet", "actions": [_submit(label, {"do": START, "wish": run.wish_id})]}
    return framed("Dry run", [*(said(line) for line in _told(run, approval_above)), press])


def _told(run: DryRun, approval_above: int) -> Iterator[str]:
    noun = "person" if run.people == 1 else "people"
    yield f"{run.people} {noun} would get “{run.series}”. Nothing is sent before you press the button below."
    yield f"{run.minutes:.0f} minutes of people's time in clips, over the whole series."
    if run.held_out:
        yield f"{run.held_out} more are held out at first, to compare with."
    if run.without_place:
        yield f"{run.without_place} of them cannot be written to before they have the app: ask IT to bring it to them."
    yield from (f"{count} left out: {reason}" for reason, count in run.left_out.items())
    yield from (f"First episode {day} ({zone}): {count}" for day, zone, count in run.first[:8])
    if run.unreachable:
        yield f"{run.unreachable} would never get one: look at quiet hours and days."
    if run.approvers is not None:
        yield f"More than {approval_above} people need another manager's yes; I would ask {run.approvers}."


def opened(title: str, card: Json) -> Json:
    """What answers task/fetch and task/submit with a card."""
    return {
        "task": {"type": "continue", "value": {**SIZE, "title": title, "card": {"contentType": CARD, "content": card}}}
    }


def decided(decision: Decision) -> str:
    match decision:
        case Decision.STARTED:
            return "The campaign has started. The link to its report is in our messages."
        case Decision.ASKED:
            return "I asked the other managers. You hear from me as soon as one of them decides."
        case Decision.GONE:
            return "This dry run is no longer good: somebody started it already, or it is too old. Begin anew."

"""The form with which managers plan a campaign, and what they filled in. Pure functions.

Sources: adaptivecards.io, inputs of schema 1.5; learn.microsoft.com, "People Picker in Adaptive Cards".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import TypeVar

from adapters.teams.forms.campaign_list import LIST, title
from adapters.teams.outbound.elements import (
    NAMELESS,
    Json,
    columns,
    framed,
    heading,
    on_colour,
    paragraph,
    submit,
)
from adapters.teams.people.audience import Audience
from adapters.teams.people.groups import Group
from bot.managers.dry_run import reminders_from
from bot.messages import campaign_texts
from bot.messages.catalogue import tr
from bot.messages.common_texts import weekday_name
from lessons.series import Series
from schedules.people.roster import Learner
from schedules.rules.campaigns import Proposal

NEW, AGAIN, LOOK = "campaign", "again", "look"
IN_FIRST_COLUMN = 4  # days; seven below each other would push the rest out of the dialog
MOST_SERIES = 100
MOST_TEAMS = 60
MOST_PASTED = 20_000  # characters
NO_TEAM = "-"
AT_FIELD = {"audience": "people", "window": "opens"}
"""Fault of the bot's form -> the field beside which it is shown, where the two have other names."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Filled:
    """What a manager filled in.

    Attributes:
        faults: field -> what is wrong with what cannot be read; the proposal has a usual value there.
    """

    proposal: Proposal
    audience: Audience
    faults: Mapping[str, str]


def invitation() -> Json:
    """The card whose buttons open the form and the list: only a button may open a dialog."""
    words = tr(
        "A campaign brings one series to your team, each at their own time. You see who gets it before it starts."
    )
    actions = [_opens(tr("New campaign"), NEW, "positive"), _opens(title(), LIST)]
    return framed(tr("New campaign"), [paragraph(words), {"type": "ActionSet", "actions": actions}])


def _opens(title: str, what: str, style: str = "default") -> Json:
    return submit(title, {"msteams": {"type": "task/fetch"}, "do": what}, style)


def form(
    series: Sequence[Series],
    teams: Sequence[Group],
    today: date,
    manager: Learner,
    faults: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> Json:
    """The form, filled with what most want or with what was typed before; each fault stands above its field."""
    value = {**_usual(series, today), **(typed or {})}
    wrong: dict[str, list[str]] = {}
    for name, words in (faults or {}).items():
        wrong.setdefault(AT_FIELD.get(name, name), []).append(words)
    body = [on_colour("attention", tr("Please look at the coloured lines below."))] if wrong else []
    body += _sections(series, teams, manager, value, wrong)
    body += [on_colour("attention", words) for rest in wrong.values() for words in rest]
    actions = [
        submit(tr("Dry run"), {"do": LOOK}, "positive"),
        # The way to the list needs no field, so required ones that are still empty must not hold it up.
        {**submit(title(), {"do": LIST}), "associatedInputs": "none"},
    ]
    return framed(tr("New campaign"), [*body, {"type": "ActionSet", "actions": actions}])


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


def _sections(
    series: Sequence[Series],
    teams: Sequence[Group],
    manager: Learner,
    value: Mapping[str, str],
    wrong: dict[str, list[str]],
) -> Iterator[Json]:
    """What, who and when, each under its heading, in two columns where the dialog is wide enough."""

    def under(field: Json) -> list[Json]:
        """The field below what is wrong with it."""
        return [*(on_colour("attention", words) for words in wrong.pop(field["id"], ())), field]

    yield heading(tr("What"), "Medium")
    yield columns(("stretch", under(_series(series, value))), ("stretch", under(_name(value))))
    yield heading(tr("Who"), "Medium")
    yield from under(_people(manager, value))
    for field in _team(teams, value):
        yield from under(field)
    yield from under(_pasted(value))
    yield from under(_everybody(value))
    yield heading(tr("When"), "Medium")
    yield from (on_colour("attention", words) for words in wrong.pop("weekdays", ()))
    yield _days(value)
    yield columns(
        (
            "stretch",
            under(_field("Input.Time", "opens", tr("From, on each learner's own clock"), value, required=True)),
        ),
        ("stretch", under(_field("Input.Time", "closes", tr("Until"), value, required=True))),
    )
    start = _field("Input.Date", "start", tr("First day"), value, required=True)
    holdout = _choice(
        "holdout", tr("Keep some people for comparison"), campaign_texts.holdout_choices(), value, required=True
    )
    yield columns(("stretch", under(start)), ("stretch", under(holdout)))
    yield from under(
        _choice("reminders", tr("Remind who has not answered"), campaign_texts.reminder_choices(), value, several=True)
    )


def _series(series: Sequence[Series], value: Mapping[str, str]) -> Json:
    listed = [(course.slug, course.title) for course in series[:MOST_SERIES]]
    return _choice("series", tr("Series"), listed, value, required=True)


def _name(value: Mapping[str, str]) -> Json:
    return {**_field("Input.Text", "name", tr("Name, as your team sees it"), value), "maxLength": 80}


def _people(manager: Learner, value: Mapping[str, str]) -> Json:
    myself = [(manager.outside_id, manager.name)]  # a list without any choice is no valid one
    return {**_choice("people", tr("People"), myself, value, several=True), **_PICKER}


def _days(value: Mapping[str, str]) -> Json:
    """Two lists of days: what is chosen in either counts."""
    chosen = set(_several(value["weekdays"]))
    listed = [(str(number), name) for number, name in enumerate(map(weekday_name, range(7)))]
    halves = (("weekdays", tr("On"), listed[:IN_FIRST_COLUMN]), ("weekdays_late", tr("and"), listed[IN_FIRST_COLUMN:]))
    fields = []
    for name, label, days in halves:
        picked = ",".join(number for number, _ in days if number in chosen)
        fields.append(_choice(name, label, days, {name: picked}, several=True))
    return columns(*(("stretch", [field]) for field in fields))


def _team(teams: Sequence[Group], value: Mapping[str, str]) -> Iterator[Json]:
    """The teams that the app is in; nothing where it is in none."""
    choices = [(team.outside_id, team.name or tr("A team without a name")) for team in teams[:MOST_TEAMS]]
    if choices:
        yield _choice("team", tr("… or the members of a team"), [(NO_TEAM, tr("No team")), *choices], value)


def _pasted(value: Mapping[str, str]) -> Json:
    field = _field("Input.Text", "pasted", tr("… or a list: e-mails or names, one on each line"), value)
    return {**field, "isMultiline": True, "maxLength": MOST_PASTED}


def _everybody(value: Mapping[str, str]) -> Json:
    everybody = tr("Everybody who has Ninety")
    return {"type": "Input.Toggle", "id": "everybody", "title": everybody, "value": value["everybody"]}


_PICKER = {"choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}, "style": "filtered"}


def _field(kind: str, name: str, label: str, value: Mapping[str, str], required: bool = False) -> Json:
    field = {"type": kind, "id": name, "label": label, "value": value[name]}
    return {**field, "isRequired": True, "errorMessage": tr("Fill this in.")} if required else field


def _choice(
    name: str,
    label: str,
    choices: Sequence[tuple[str, str]],
    value: Mapping[str, str],
    several: bool = False,
    required: bool = False,
) -> Json:
    listed = [{"title": label_of.strip() or NAMELESS, "value": choice} for choice, label_of in choices]
    field = {**_field("Input.ChoiceSet", name, label, value, required), "choices": listed}
    return {**field, "isMultiSelect": True} if several else field


def filled(answers: Mapping[str, str], today: date) -> Filled:
    """What was filled in; what cannot be read has a usual value, and a fault that says so."""
    faults: dict[str, str] = {}

    def read(name: str, reader: Callable[[str], Value], usual: Value) -> Value:
        try:
            return reader(answers.get(name, ""))
        except ValueError:
            faults[name] = campaign_texts.unreadable(name)
            return usual

    proposal = Proposal(
        answers.get("name", "").strip(),
        answers.get("series", ""),
        read("weekdays", lambda words: _weekdays(f"{words},{answers.get('weekdays_late', '')}"), frozenset(range(5))),
        read("opens", time.fromisoformat, time(9)),
        read("closes", time.fromisoformat, time(10)),
        read("start", date.fromisoformat, today),
        read("reminders", lambda words: reminders_from(_several(words)), ()),
        holdout_share=read("holdout", lambda words: int(words or 0) / 100, 0.0),
    )
    return Filled(proposal, _audience(answers), faults)


def _weekdays(words: str) -> frozenset[int]:
    return frozenset(int(day) for day in _several(words))


def _audience(answers: Mapping[str, str]) -> Audience:
    team, pasted = answers.get("team", ""), answers.get("pasted", "")[:MOST_PASTED]
    people, everybody = tuple(_several(answers.get("people", ""))), answers.get("everybody") == "true"
    return Audience(people, "" if team == NO_TEAM else team, pasted, everybody)


def typed_before(answers: Mapping[str, str]) -> dict[str, str]:
    """What the form is filled with once more; both lists of days are one value of it."""
    days = ",".join(_several(f"{answers.get('weekdays', '')},{answers.get('weekdays_late', '')}"))
    return {name: value for name, value in answers.items() if name not in ("do", "weekdays_late")} | {"weekdays": days}


def _several(value: str) -> list[str]:
    return [item.strip() for item in value.split(",") if item.strip()]

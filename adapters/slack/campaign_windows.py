"""The windows in which managers start campaigns: the form, the dry run, the list. Pure functions.

Limits: docs.slack.dev/reference/block-kit/block-elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from adapters.slack.blocks import BUTTON, _plain
from adapters.slack.richtext import Block, bold, code, items, paragraph, rich
from adapters.slack.views import MOST_CAMPAIGNS, actions, campaign_buttons, named, text, window
from bot.managers.managing import APPROVAL_ABOVE, Decision, DryRun, reminders_from
from lessons.series import Series
from schedules.rules.campaigns import Campaign, Proposal

FORM = "campaign-form"
DRY_RUN = "campaign-dry-run"
MOST_OPTIONS = 100
LABEL = 2000
FAULT = 500  # characters of one fault at a field; Slack names no limit
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
REMINDERS = (("2", "after 2 hours"), ("24", "the next day"), ("72", "after 3 days"))
HOLDOUTS = (("0", "nobody"), ("10", "10 %"), ("20", "20 %"), ("30", "30 %"), ("50", "50 %"))
AT_FIELD = {
    "name": "name",
    "series": "series",
    "audience": "people",
    "weekdays": "weekdays",
    "window": "opens",
    "start": "start",
    "reminders": "reminders",
    "holdout": "holdout",
}
"""Field of the bot's form -> the block at which its fault is shown."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who was asked for, by Slack's ids: people, the members of a channel, those of a user group."""

    people: tuple[str, ...]
    channel: str
    group: str


def form(series: Sequence[Series], today: date) -> Block:
    """The form for a new campaign, filled with what most want."""
    chosen = [option(one.title, one.slug) for one in series[:MOST_OPTIONS]]
    weekdays = [option(name, str(number)) for number, name in enumerate(DAYS)]
    delays = [option(label, hours) for hours, label in REMINDERS]
    shares = [option(label, share) for share, label in HOLDOUTS]
    blocks = [
        field("series", "Series", {"type": "static_select", "options": chosen, "initial_option": chosen[0]}),
        field("name", "Name, as your team sees it", {"type": "plain_text_input", "max_length": 80}, optional=True),
        field("people", "People", {"type": "multi_users_select"}, optional=True),
        field("channel", "… or the members of a channel", _channels(), optional=True),
        field("group", "… or a user group", {"type": "external_select", "min_query_length": 0}, optional=True),
        field("weekdays", "On", _checks(weekdays, weekdays[:5])),
        field("opens", "From, on each learner's own clock", {"type": "timepicker", "initial_time": "09:00"}),
        field("closes", "Until", {"type": "timepicker", "initial_time": "10:00"}),
        field("start", "First day", {"type": "datepicker", "initial_date": today.isoformat()}),
        field("reminders", "Remind who has not answered", _checks(delays, delays[:2]), optional=True),
        field("holdout", "Held out at first, to compare with", _select(shares)),
    ]
    return window(FORM, "New campaign", blocks, "Dry run")


def _channels() -> Block:
    wanted = {"include": ["public", "private"], "exclude_bot_users": True, "exclude_external_shared_channels": True}
    return {"type": "conversations_select", "filter": wanted}


def _checks(options: Sequence[Block], chosen: Sequence[Block]) -> Block:
    return {"type": "checkboxes", "options": list(options), "initial_options": list(chosen)}


def _select(options: Sequence[Block]) -> Block:
    return {"type": "static_select", "options": list(options), "initial_option": options[0]}


def field(name: str, label: str, element: Block, optional: bool = False) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "label": _plain(label, LABEL),
        "element": {"action_id": name, **element},
        "optional": optional,
    }


def option(label: str, value: str) -> Block:
    return {"text": _plain(label, BUTTON), "value": value}


def no_series() -> Block:
    return window(FORM, "New campaign", [text("There is no approved series yet: import one first.")], "")


def proposal_in(values: Mapping[str, Any]) -> tuple[Proposal, Audience]:
    """What was filled in. What Slack lets nobody leave out has a value; the rest may be empty.

    Args:
        values: view.state.values of a submission.
    """
    given = {name: next(iter(elements.values())) for name, elements in values.items()}
    opens, closes = (time.fromisoformat(given[name]["selected_time"]) for name in ("opens", "closes"))
    proposal = Proposal(
        (given["name"].get("value") or "").strip(),
        _picked(given["series"]),
        frozenset(int(one["value"]) for one in given["weekdays"].get("selected_options") or ()),
        opens,
        closes,
        date.fromisoformat(given["start"]["selected_date"]),
        reminders_from([one["value"] for one in given["reminders"].get("selected_options") or ()]),
        holdout_share=int(_picked(given["holdout"]) or 0) / 100,
    )
    people = tuple(given["people"].get("selected_users") or ())
    channel = given["channel"].get("selected_conversation") or ""
    return proposal, Audience(people, channel, _picked(given["group"]))


def _picked(element: Mapping[str, Any]) -> str:
    return str((element.get("selected_option") or {}).get("value") or "")


def faults_at_fields(faults: Mapping[str, str]) -> dict[str, Any]:
    """The answer to a submission that keeps the form open, with each fault at its field."""
    shown = {AT_FIELD.get(name, name): words[:FAULT] for name, words in faults.items()}
    return {"response_action": "errors", "errors": shown}


def dry_run(run: DryRun, approval_above: int = APPROVAL_ABOVE) -> Block:
    """What the campaign would do, with the button that makes it do so."""
    submit = "Start" if run.approvers is None else "Ask for approval"
    return window(DRY_RUN, "Dry run", list(_told(run, approval_above)), submit, run.wish_id)


def _told(run: DryRun, approval_above: int) -> Iterator[Block]:
    noun = "person gets" if run.people == 1 else "people get"
    yield text(
        bold(str(run.people)), f" {noun} “{named(run.series)}”. Nothing is sent before you press the button below."
    )
    if run.held_out:
        yield text(bold(str(run.held_out)), " are held out at first, to compare with.")
    yield text(bold(f"{run.minutes:.0f}"), " minutes of people's time in clips, over the whole series.")
    if run.left_out:
        rows = [(f"{count}: {named(reason)}",) for reason, count in run.left_out.items()]
        yield rich(paragraph(bold("Left out")), items(rows))
    if run.unreachable:
        yield text(bold(str(run.unreachable)), " never get one: these hours and days leave them no moment.")
    if run.first:
        rows = [(f"{day} in {zone}: {count}",) for day, zone, count in run.first[:12]]
        yield rich(paragraph(bold("First episodes")), items(rows))
    else:
        yield text("Nobody gets a first episode.")
    if run.approvers is not None:
        yield text(f"More than {approval_above} people: one of {run.approvers} other managers must agree first.")


def decided(decision: Decision) -> Block:
    """What became of it."""
    said = {
        Decision.STARTED: "It has started. The link to its report is in our messages.",
        Decision.ASKED: "The other managers are asked now. It starts when one of them agrees; you will hear of it.",
        Decision.GONE: "This was decided before, or is too old. Nothing was changed.",
    }
    return window(DRY_RUN, "Campaign", [text(said[decision])], "")


def campaign_list(campaigns: Sequence[Campaign]) -> Block:
    """A manager's campaigns, with what can be done with each."""
    blocks: list[Block] = [] if campaigns else [text("No campaign yet: ", code("/learn campaign"), " starts one.")]
    for one in campaigns[:MOST_CAMPAIGNS]:
        blocks += [text(bold(named(one.name)), f": {one.state}"), actions(f"campaign-{one.id}", campaign_buttons(one))]
    return window("campaigns", "Your campaigns", blocks, "")

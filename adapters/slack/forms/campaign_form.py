"""The windows in which managers start campaigns: the form, the dry run, the list. Pure functions.

Limits: docs.slack.dev/reference/block-kit/block-elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any

from adapters.slack.forms.home import MOST_CAMPAIGNS, actions, campaign_buttons, named, text, window
from adapters.slack.outbound.blocks import link_block
from adapters.slack.outbound.limits import BUTTON, plain_text
from adapters.slack.outbound.richtext import Block, bold, items, paragraph, rich
from adapters.slack.people.audience import AudienceChoice
from bot.managers.approval import Decision
from bot.managers.dry_run import DryRun, reminders_from
from bot.messages import campaign_texts, manager_texts
from bot.messages.catalogue import tr
from bot.messages.common_texts import weekday_name
from bot.settings import APPROVAL_ABOVE
from lessons.series import Series
from schedules.rules.campaigns import Campaign, Proposal

FORM = "campaign-form"
DRY_RUN = "campaign-dry-run"
MOST_OPTIONS = 100
LABEL = 2000
FAULT = 500  # characters of one fault at a field; Slack names no limit
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


def form(series: Sequence[Series], today: date) -> Block:
    """The form for a new campaign, filled with what most want."""
    # The list shows a hundred at most; whoever has more finds theirs by typing.
    chosen = [option(each.title, each.slug) for each in series[:MOST_OPTIONS]]
    weekdays = [option(name, str(number)) for number, name in enumerate(map(weekday_name, range(7)))]
    delays = [option(label, hours) for hours, label in campaign_texts.reminder_choices()]
    shares = [option(label, share) for share, label in campaign_texts.holdout_choices()]
    blocks = [
        field("series", tr("Series"), {"type": "static_select", "options": chosen, "initial_option": chosen[0]}),
        field("name", tr("Name, as your team sees it"), {"type": "plain_text_input", "max_length": 80}, optional=True),
        field("people", tr("People"), {"type": "multi_users_select"}, optional=True),
        field("channel", tr("… or the members of a channel"), _channels(), optional=True),
        field("group", tr("… or a user group"), {"type": "external_select", "min_query_length": 0}, optional=True),
        field("weekdays", tr("On"), _checks(weekdays, weekdays[:5])),
        field("opens", tr("From, on each learner's own clock"), {"type": "timepicker", "initial_time": "09:00"}),
        field("closes", tr("Until"), {"type": "timepicker", "initial_time": "10:00"}),
        field("start", tr("First day"), {"type": "datepicker", "initial_date": today.isoformat()}),
        field("reminders", tr("Remind who has not answered"), _checks(delays, delays[:2]), optional=True),
        field("holdout", tr("Keep some people for comparison"), _select(shares)),
    ]
    return window(FORM, tr("New campaign"), blocks, tr("Dry run"))


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
        "label": plain_text(label, LABEL),
        "element": {"action_id": name, **element},
        "optional": optional,
    }


def option(label: str, value: str) -> Block:
    return {"text": plain_text(label, BUTTON), "value": value}


def no_series() -> Block:
    return window(FORM, tr("New campaign"), [text(campaign_texts.no_series())], "")


def proposal_in(values: Mapping[str, Any]) -> tuple[Proposal, AudienceChoice]:
    """What was filled in. What Slack lets nobody leave out has a value; the rest may be empty.

    Args:
        values: view.state.values of a submission.
    """
    fields = {name: next(iter(elements.values())) for name, elements in values.items()}
    opens, closes = (time.fromisoformat(fields[name]["selected_time"]) for name in ("opens", "closes"))
    proposal = Proposal(
        (fields["name"].get("value") or "").strip(),
        _picked(fields["series"]),
        frozenset(int(option["value"]) for option in fields["weekdays"].get("selected_options") or ()),
        opens,
        closes,
        date.fromisoformat(fields["start"]["selected_date"]),
        reminders_from([option["value"] for option in fields["reminders"].get("selected_options") or ()]),
        holdout_share=int(_picked(fields["holdout"]) or 0) / 100,
    )
    people = tuple(fields["people"].get("selected_users") or ())
    channel = fields["channel"].get("selected_conversation") or ""
    return proposal, AudienceChoice(people, channel, _picked(fields["group"]))


def _picked(element: Mapping[str, Any]) -> str:
    return str((element.get("selected_option") or {}).get("value") or "")


def faults_at_fields(faults: Mapping[str, str]) -> dict[str, Any]:
    """The answer to a submission that keeps the form open, with each fault at its field."""
    at_fields = {AT_FIELD.get(name, name): words[:FAULT] for name, words in faults.items()}
    return {"response_action": "errors", "errors": at_fields}


def dry_run(run: DryRun, approval_above: int = APPROVAL_ABOVE) -> Block:
    """What the campaign would do, with the button that makes it do so."""
    # The button says what it does: with an approval nothing starts by this press.
    submit = tr("Start") if run.approvers is None else tr("Ask for approval")
    return window(DRY_RUN, tr("Dry run"), list(_told(run, approval_above)), submit, run.request_id)


def _told(run: DryRun, approval_above: int) -> Iterator[Block]:
    yield text(bold(campaign_texts.people_get(run.people, named(run.series))))
    yield text(campaign_texts.nothing_sent_yet())
    if run.held_out:
        yield text(campaign_texts.later_for_comparison(run.held_out))
    yield text(campaign_texts.minutes_in_clips(run.minutes))
    if run.left_out:
        rows = [(f"{count}: {named(reason)}",) for reason, count in run.left_out.items()]
        yield rich(paragraph(bold(tr("Left out"))), items(rows))
    if run.unreachable:
        yield text(campaign_texts.never_get_it(run.unreachable))
    if run.first:
        rows = [
            (tr("{day} in {zone}: {count}", day=day, zone=zone, count=count),) for day, zone, count in run.first[:12]
        ]
        yield rich(paragraph(bold(tr("First episodes"))), items(rows))
    else:
        yield text(tr("Nobody gets a first episode."))
    if run.approvers is not None:
        yield text(campaign_texts.needs_approval(approval_above, run.approver_names, run.approvers))


def decided(decision: Decision) -> Block:
    """What became of it."""
    sentences = {
        Decision.STARTED: tr("It has started. The link to its report is in our messages."),
        Decision.ASKED: tr("The other managers are asked now. It starts when one of them agrees; you will hear of it."),
        Decision.GONE: tr("This was decided before, or is too old. Nothing was changed."),
    }
    return window(DRY_RUN, tr("Campaign"), [text(sentences[decision])], "")


def campaign_list(campaigns: Sequence[Campaign], page_url: str) -> Block:
    """A manager's campaigns, with what can be done with each.

    Args:
        page_url: opens the pages of campaigns one time.
    """
    blocks: list[Block] = [] if campaigns else [text(campaign_texts.no_campaign_yet())]
    blocks.append(link_block(manager_texts.page_of_campaigns(page_url), 0))
    for campaign in campaigns[:MOST_CAMPAIGNS]:
        blocks += [
            text(bold(named(campaign.name)), f": {manager_texts.state_name(campaign.state)}"),
            actions(f"campaign-{campaign.id}", campaign_buttons(campaign)),
        ]
    return window("campaigns", tr("Your campaigns"), blocks, "")

"""What a campaign would do, before anything is sent; and what became of it. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adapters.teams.connector.port import CARD
from adapters.teams.forms.campaign_form import AGAIN
from adapters.teams.outbound.elements import Json, columns, framed, heading, paragraph, quiet, submit
from bot.managers.approval import Decision
from bot.managers.dry_run import DryRun
from bot.messages import campaign_texts
from bot.messages.catalogue import tr, trn
from bot.settings import APPROVAL_ABOVE

START = "start"
SIZE = {"width": "medium", "height": "large"}  # Teams' own names: it fits them to the screen
MOST_DAYS = 8  # rows of the table of days
MOST_TYPED = 6_000  # characters that the way back to the form carries; a card has 25 KB in all


def dry_run(run: DryRun, approval_above: int = APPROVAL_ABOVE, typed: Mapping[str, str] | None = None) -> Json:
    """What the campaign would do, with the buttons that start it and that lead back to the form.

    Args:
        typed: what the form was filled with.
    """
    start = tr("Start campaign") if run.approvers is None else tr("Ask for approval")
    actions = [submit(start, {"do": START, "wish": run.request_id}, "positive")]
    # A pasted list may be longer than a card; without the button the form can still be opened anew.
    if typed is not None and sum(map(len, typed.values())) <= MOST_TYPED:
        actions.append(submit(tr("Change something"), {**typed, "do": AGAIN}))
    return framed(tr("Dry run"), [*_lines(run, approval_above), {"type": "ActionSet", "actions": actions}])


def _lines(run: DryRun, approval_above: int) -> Iterator[Json]:
    yield columns(
        ("auto", [paragraph(f"{run.people}", size="ExtraLarge", weight="Bolder", color="Accent")]),
        (
            "stretch",
            [paragraph(campaign_texts.would_get(run.people, run.series), weight="Bolder"), quiet(_minutes(run))],
        ),
    )
    if run.held_out:
        yield paragraph(campaign_texts.later_for_comparison(run.held_out))
    yield from _days(run)
    yield from _left_out(run)
    if run.approvers is not None:
        yield paragraph(campaign_texts.needs_approval(approval_above, run.approver_names, run.approvers))
    yield quiet(campaign_texts.nothing_sent_yet())


def _minutes(run: DryRun) -> str:
    return campaign_texts.minutes_in_clips(run.minutes)


def _days(run: DryRun) -> Iterator[Json]:
    """When first episodes come, as a table."""
    if run.first:
        yield heading(tr("First episode"), "Medium")
    for day, zone, count in run.first[:MOST_DAYS]:
        yield columns((4, [paragraph(day)]), (3, [quiet(zone)]), (1, [paragraph(f"{count}", weight="Bolder")]))
    if (more := len(run.first) - MOST_DAYS) > 0:
        yield quiet(trn("… and {count} more time", "… and {count} more times", more))


def _left_out(run: DryRun) -> Iterator[Json]:
    """Who does not get it, why, and what to do."""
    lines = [
        tr("{count} left out: {reason}", count=count, reason=reason) + _names(run, reason)
        for reason, count in run.left_out.items()
    ]
    if run.without_place:
        lines.append(campaign_texts.without_place(run.without_place))
    if run.unreachable:
        lines.append(campaign_texts.never_get_it(run.unreachable))
    if lines:
        items = [paragraph(line) for line in lines]
        yield {"type": "Container", "style": "warning", "roundedCorners": True, "items": items}


def _names(run: DryRun, reason: str) -> str:
    names = run.left_out_names.get(reason, ())
    if not names:
        return ""
    more = run.left_out[reason] - len(names)
    named = ", ".join(names)
    return " (" + (tr("{names} and {count} more", names=named, count=more) if more > 0 else named) + ")"


def opened(title: str, card: Json) -> Json:
    """What answers task/fetch and task/submit with a card."""
    return {
        "task": {"type": "continue", "value": {**SIZE, "title": title, "card": {"contentType": CARD, "content": card}}}
    }


def decided(decision: Decision) -> str:
    match decision:
        case Decision.STARTED:
            return tr("The campaign has started. The link to its report is in our messages.")
        case Decision.ASKED:
            return tr("I asked the other managers. You hear from me as soon as one of them decides.")
        case Decision.GONE:
            return tr("This dry run is too old, or was decided about meanwhile. Please make a new one.")

"""A manager's campaigns as a card, page by page, with what can be done with each. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from adapters.teams.outbound.elements import (
    Json,
    badge,
    columns,
    execute,
    framed,
    heading,
    on_colour,
    open_url,
    paragraph,
    quiet,
    rows_of,
    submit,
)
from bot.events import CampaignAction
from bot.managers.campaign_actions import actions
from bot.messages import campaign_texts, manager_texts
from bot.messages.catalogue import tr
from bot.messages.common_texts import long_date
from schedules.rules.campaigns import Campaign, CampaignState

LIST, STEER = "campaigns", "steer"
ON_A_PAGE = 8  # campaigns; each is a heading, a line and a row of buttons
ASK, KEEP_IT, PAGE = "ask", "keep", "page"  # ending is final, so it is asked about first
BADGES = {CampaignState.RUNNING: "Good", CampaignState.PAUSED: "Warning"}
STYLES = {CampaignAction.END.value: "destructive", ASK: "destructive", CampaignAction.RESUME.value: "positive"}


def title() -> str:
    return tr("Your campaigns")


def campaign_list(
    campaigns: Sequence[Campaign],
    page_url: str,
    *,
    in_dialog: bool,
    came_of_it: str = "",
    asked: str = "",
    first: int = 0,
) -> Json:
    """The card.

    Args:
        page_url: opens the pages of campaigns one time.
        in_dialog: dialogs know other buttons than messages.
        came_of_it: what the last button did, "" where there was none.
        asked: the campaign that is about to be ended, "" where none is.
        first: how many campaigns stand on pages before this one.
    """
    # The number comes back from a card that may be older than the list it is a place in.
    first = first if 0 <= first < len(campaigns) else 0
    body: list[Json] = [heading(title())]
    body += [on_colour("emphasis", came_of_it)] if came_of_it else []
    body += [] if campaigns else [paragraph(campaign_texts.no_campaign_yet())]
    for campaign in campaigns[first : first + ON_A_PAGE]:
        body += _row(campaign, in_dialog, campaign.id == asked, first)
    body += _pages(len(campaigns), first, in_dialog)
    page = manager_texts.page_of_campaigns(page_url)
    body.append({"type": "ActionSet", "separator": True, "actions": [open_url(page.label, page.url)]})
    return framed(title(), body)


def _row(campaign: Campaign, in_dialog: bool, asked: bool, first: int) -> Iterator[Json]:
    state = badge(manager_texts.state_name(campaign.state), BADGES.get(campaign.state, "Subtle"))
    name = columns(("stretch", [paragraph(campaign.name, weight="Bolder")]), ("auto", [state]))
    yield {**name, "separator": True, "spacing": "Medium"}
    yield quiet(_plan(campaign))
    offered = [(label, ASK if action is CampaignAction.END else action.value) for label, action in actions(campaign)]
    if asked:
        yield on_colour("attention", campaign_texts.end_for_good(campaign.name))
        offered = [(tr("End it"), CampaignAction.END.value), (tr("Keep it"), KEEP_IT)]
    yield from rows_of([_button(label, chosen, campaign.id, in_dialog, first) for label, chosen in offered])


def _plan(campaign: Campaign) -> str:
    """When its episodes come."""
    window = campaign.cadence.window
    return tr(
        "{series}, from {day}, {window}",
        series=campaign.series_slug,
        day=long_date(campaign.cadence.start),
        window=f"{window.opens:%H:%M}–{window.closes:%H:%M}",
    )


def _pages(count: int, first: int, in_dialog: bool) -> Iterator[Json]:
    """The way to campaigns that do not fit: none is left out without a word."""
    if count <= ON_A_PAGE:
        return
    last = min(first + ON_A_PAGE, count)
    yield quiet(tr("{first} to {last} of {count}", first=first + 1, last=last, count=count))
    turns = [(tr("Earlier ones"), last)] if last < count else []
    turns += [(tr("Newer ones"), max(first - ON_A_PAGE, 0))] if first else []
    yield {"type": "ActionSet", "actions": [_button(label, PAGE, "", in_dialog, to) for label, to in turns]}


def _button(label: str, chosen: str, campaign_id: str, in_dialog: bool, first: int) -> Json:
    data = {"do": STEER, "deed": chosen, "campaign": campaign_id, "first": str(first)}
    style = STYLES.get(chosen, "default")
    # Action.Execute is answered within a message's card; a dialog sends its data by Action.Submit.
    return submit(label, data, style) if in_dialog else execute(label, STEER, data, style)


def steered(value: Mapping[str, str]) -> tuple[str, str, int]:
    """The campaign, the action and the page that a button of the list carries."""
    first = value.get("first", "")
    return value.get("campaign", ""), value.get("deed", ""), int(first) if first.isascii() and first.isdecimal() else 0

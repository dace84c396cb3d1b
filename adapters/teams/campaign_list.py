"""A manager's campaigns as a card, with what can be done with each. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from adapters.teams.cards import Json, beside, framed, heading, on_colour, said
from bot.managers.steering import deeds
from schedules.rules.campaigns import Campaign

LIST, STEER = "campaigns", "steer"
MOST_CAMPAIGNS = 8
TITLE = "Your campaigns"
ASK, KEEP_IT = "ask", "keep"  # ending is final, so it is asked about first


def campaign_list(campaigns: Sequence[Campaign], *, in_dialog: bool, came_of_it: str = "", asked: str = "") -> Json:
    """The card.

    Args:
        in_dialog: dialogs know other buttons than messages.
        came_of_it: what the last press did, "" where there was none.
        asked: the campaign that is about to be ended, "" where none is.
    """
    body: list[Json] = [heading(TITLE)]
    body += [said(came_of_it, color="Accent")] if came_of_it else []
    body += [] if campaigns else [said("No campaign yet: write “campaign” to start one.")]
    for one in campaigns[:MOST_CAMPAIGNS]:
        body += _row(one, in_dialog, one.id == asked)
    return framed(TITLE, body)


def _row(one: Campaign, in_dialog: bool, asked: bool) -> Iterator[Json]:
    yield said(f"{one.name}: {one.state}", weight="Bolder")
    offered = [(label, ASK if deed == "end" else deed) for label, deed in deeds(one)]
    if asked:
        yield on_colour("attention", f"End “{one.name}”? Nobody gets its lessons any more. This is final.")
        offered = [("End it", "end"), ("Keep it", KEEP_IT)]
    for row in beside([_button(label, deed, one.id, in_dialog) for label, deed in offered]):
        yield {"type": "ActionSet", "actions": row}


def _button(label: str, deed: str, campaign_id: str, in_dialog: bool) -> Json:
    data = {"do": STEER, "deed": deed, "campaign": campaign_id}
    submit = {"type": "Action.Submit", "title": label, "data": data}
    if in_dialog:
        return submit
    return {"type": "Action.Execute", "title": label, "verb": STEER, "data": data, "fallback": submit}


def steered(value: Mapping[str, object]) -> tuple[str, str]:
    """The campaign and the deed that a button of the list carries."""
    return str(value.get("campaign", "")), str(value.get("deed", ""))

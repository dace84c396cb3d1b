"""`ninety report`: a campaign's figures."""

from __future__ import annotations

import argparse

from bot.cli.choosing import add_workspace
from bot.cli.people.campaign import chosen_campaign, chosen_workspace
from bot.reports import campaign_report, report_text
from bot.settings import Settings
from bot.wiring import installation

DESCRIPTION = "Prints the figures of a campaign and the link to its page."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("campaign", nargs="?", help="id or name; the only one when left out")
    add_workspace(parser)


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print a campaign's figures, and the link to its page."""
    async with installation(settings) as ready:
        await ready.clock.refresh(ready.database)
        workspace = await chosen_workspace(ready, arguments)
        campaign = await chosen_campaign(ready, workspace, arguments.campaign)
        now = ready.clock.now()
        async with ready.database.read() as db:
            figures = await campaign_report(db, workspace.id, campaign.id, now)
        print(report_text(figures))
        # The link is the manager's own and expires, as the one in chat does.
        print(f"\nThe page: {ready.links.report(workspace.id, campaign.id, campaign.manager_id, now)}")
    return 0

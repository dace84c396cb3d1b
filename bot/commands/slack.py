"""slack-manifest, and the doctor for Slack."""

from __future__ import annotations

import argparse
import json

from bot.platforms import slack_findings, slack_manifest
from bot.settings import Settings

MARKS = {True: "✓", False: "✗", None: "·"}


async def print_manifest(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print the manifest of the app for this installation."""
    made = slack_manifest(settings, socket_mode=not arguments.http, oauth=arguments.many)
    print(json.dumps(made, indent=2, ensure_ascii=False))
    return 0


async def examine_slack(settings: Settings, arguments: argparse.Namespace) -> int:
    """Say how the app is set up, and what to click where it is not."""
    faults = 0
    async for well, what in slack_findings(settings, arguments.to):
        faults += well is False
        print(f"{MARKS[well]} {what}")
    print("\nSlack can be used." if not faults else f"\n{faults} to mend.")
    return 1 if faults else 0


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands of this module, for the command line."""
    making = commands.add_parser(
        "slack-manifest",
        help="print the manifest that makes the Slack app",
        description="Paste it at https://api.slack.com/apps?new_app=1 under “From a manifest”.\n\n"
        "  python -m bot slack-manifest            Slack needs no way in (Socket Mode)\n"
        "  python -m bot slack-manifest --http     Slack posts to PUBLIC_URL",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    making.add_argument("--http", action="store_true", help="Slack posts to PUBLIC_URL, instead of Socket Mode")
    making.add_argument("--many", action="store_true", help="many workspaces install the app, by OAuth")
    making.set_defaults(do=print_manifest)

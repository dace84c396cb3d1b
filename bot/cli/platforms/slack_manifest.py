"""`ninety slack-manifest`: what makes the Slack app."""

from __future__ import annotations

import argparse
import json

from bot.platforms import slack_manifest
from bot.settings import Settings

DESCRIPTION = """\
Paste it at https://api.slack.com/apps?new_app=1 under “From a manifest”.

  ninety slack-manifest            Slack needs no way in (Socket Mode)
  ninety slack-manifest --http     Slack posts to PUBLIC_URL"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--http", action="store_true", help="Slack posts to PUBLIC_URL, instead of Socket Mode")
    parser.add_argument("--many", action="store_true", help="many workspaces install the app, by OAuth")


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print the manifest of the app for this installation."""
    manifest = slack_manifest(settings, socket_mode=not arguments.http, oauth=arguments.many)
    print(json.dumps(manifest, indent=2, ensure_ascii=False))
    return 0

"""Every command by its name: where it is and what it does, so that help needs to load none of them."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

Work = Callable[..., Awaitable[int]]


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """One command of the command line.

    Attributes:
        place: the module below bot.cli; it has DESCRIPTION, add_arguments(parser), and work(settings, arguments).
        summary: one line for `ninety --help`.
    """

    place: str
    summary: str

    def load(self) -> Any:
        return import_module(f"bot.cli.{self.place}")


COMMANDS = {
    "run": CommandEntry("processes.run", "everything in one process, for a laptop or a small team"),
    "web": CommandEntry("processes.web", "the pages alone; run as many as you like"),
    "worker": CommandEntry("processes.worker", "the worker alone; run as many as you like"),
    "migrate": CommandEntry("processes.migrate", "bring the database up to date"),
    "import": CommandEntry("content.import_folder", "bring a series from a folder into the catalogue"),
    "series": CommandEntry("content.series", "write a series back into a folder"),
    "render": CommandEntry("content.render", "an episode's file as clips in a folder"),
    "voices": CommandEntry("content.voices", "the voices that are installed, each with a sample as a file"),
    "captions": CommandEntry("content.captions", "what is said in a film, as captions to correct"),
    "verify": CommandEntry("content.verify", "what a clip is, also where its mark was taken out"),
    "credits": CommandEntry("content.credits", "whose voices, drawings and music clips are made with"),
    "answers": CommandEntry("content.answers", "how good the answers to your own questions are"),
    "learn-from": CommandEntry("content.learn_from", "read documents that /learn answers from"),
    "sources": CommandEntry("content.sources", "what /learn reads again on a schedule, and how each is"),
    "gallery": CommandEntry("content.gallery", "write pages with every message as each platform shows it"),
    "manager": CommandEntry("people.manager", "who may start campaigns"),
    "campaign": CommandEntry("people.campaign", "start, list, pause, resume and end campaigns"),
    "report": CommandEntry("people.report", "a campaign's figures"),
    "evidence": CommandEntry("people.evidence", "what was taught, played and answered, as a ZIP"),
    "people": CommandEntry("people.people_list", "the company's own list of people, from a CSV file"),
    "group": CommandEntry(
        "people.group", "groups of people by a rule, such as: country is DE and role contains support"
    ),
    "scim": CommandEntry("people.scim", "keys with which your directory tells who works here (SCIM 2.0)"),
    "workspace": CommandEntry("people.workspace", "quiet hours, holidays, weekly budget, privacy"),
    "forget": CommandEntry("people.forget", "erase a person"),
    "links": CommandEntry("systems.links", "takes links back that were handed out"),
    "tokens": CommandEntry("systems.tokens", "which other systems may read what over the HTTP API"),
    "webhooks": CommandEntry("systems.webhooks", "which other systems are told what happened"),
    "doctor": CommandEntry("operating.doctor", "say what is missing and how to mend it"),
    "uncertain": CommandEntry("operating.uncertain", "what was sent and may not have arrived, and what to do about it"),
    "backup": CommandEntry("operating.backup", "one file with everything that cannot be made again"),
    "restore": CommandEntry("operating.restore", "bring a backup into an empty place"),
    "restored": CommandEntry("operating.restored", "after a backup was restored: look before anything is sent again"),
    "retention": CommandEntry("operating.retention", "what is kept for how long, and what would go now"),
    "audit": CommandEntry("operating.audit", "who did what to whom, when"),
    "keys": CommandEntry("operating.keys", "which SECRET_KEY this is, and what to do when it changes or is lost"),
    "clock": CommandEntry("operating.clock", "what time it is, and moving it in a test workspace"),
    "slack-manifest": CommandEntry("platforms.slack_manifest", "print the manifest that makes the Slack app"),
    "teams-package": CommandEntry("platforms.teams_package", "write the app package for Microsoft Teams"),
    "teams-install": CommandEntry("platforms.teams_install", "bring the Teams app to people by Microsoft Graph"),
}

ABOUT = """Ninety: serialized 90-second video lessons in chat.

  ninety run              everything in one process; prints the address to open
  ninety COMMAND --help   what a command does, with an example

Settings come from the environment or a file .env; .env.example lists them all.
"""


def parser_for(words: list[str]) -> argparse.ArgumentParser:
    """A parser that knows every command, and of the one that is typed also its arguments.

    Loading all of them would take three seconds of CPU: chat platforms, the studio and the database come along.
    """
    parser = argparse.ArgumentParser(
        prog="ninety", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        module = command.load() if words[:1] == [name] else None
        below = subparsers.add_parser(
            name,
            help=command.summary,
            description=module.DESCRIPTION if module else None,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if module:
            below.set_defaults(work=module.work)
            module.add_arguments(below)
    return parser

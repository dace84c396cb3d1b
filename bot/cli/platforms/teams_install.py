"""`ninety teams-install`: brings the Teams app to people."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Protocol

from bot.cli.choosing import BadOrder
from bot.settings import Settings
from bot.wiring import installation

DESCRIPTION = """\
Installs the app for people, where an administrator consented to that. Once more does no harm,
and goes on where it stopped. Teams tells Ninety of each install, and Ninety welcomes them.

  ninety teams-install ada@riverbank.example 'Bo Berg'
  ninety teams-install --file people.txt     one e-mail on each line
  ninety teams-install everyone              whom Ninety knows and cannot write to yet"""
EVERY = 50  # installs between two lines of progress
MOST_NAMED = 20  # failures that are written out; the counts tell of the others


class Progress(Protocol):
    """How far it is."""

    @property
    def done(self) -> int: ...

    @property
    def of(self) -> int: ...


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("people", nargs="*", metavar="PEOPLE", help="e-mails, ids or names; or everyone")
    parser.add_argument("--file", type=Path, help="a list, one on each line")
    parser.add_argument("--catalog-id", default="", help="the app's id in the organisation's catalogue")
    parser.add_argument(
        "--read-receipts", action="store_true", help="the package was made with --read-receipts: consent to them"
    )


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """Bring the app to people by Microsoft Graph."""
    people = [*arguments.people, *(_lines(arguments.file) if arguments.file else ())]
    if not people:
        raise BadOrder("say who: e-mails, names, --file LIST, or everyone")
    async with installation(settings) as ready:
        if ready.teams is None:
            raise BadOrder("Teams is not set up here: docs/teams.md says how")
        await ready.clock.refresh(ready.database)
        workspace = await ready.teams.people.workspace(settings.teams_tenant_id)
        installer = ready.teams.installer(arguments.catalog_id, read_receipts=arguments.read_receipts)
        try:
            accounts = await installer.accounts(workspace, people)
            done = await installer.install(workspace, accounts, _print_progress)
        # Faults before the first person, such as missing consent: each person's own fault is counted instead.
        except ValueError as fault:
            raise BadOrder(f"Nobody else was tried: {fault}.") from fault
    print(f"{done.installed} got the app, {done.had_it} had it, {len(done.failed)} could not be given it.")
    for account, why in done.failed[:MOST_NAMED]:
        print(f"✗ {account}: {why}")
    return 1 if done.failed else 0


def _lines(file: Path) -> list[str]:
    return [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _print_progress(progress: Progress) -> None:
    if progress.done % EVERY == 0:
        print(f"{progress.done} of {progress.of} …", flush=True)

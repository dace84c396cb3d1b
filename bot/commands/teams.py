"""teams-package, teams-install, and the doctor for Teams."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Protocol

from bot.commands.content import BadOrder
from bot.platforms import teams_faults, teams_package
from bot.settings import Settings
from bot.wiring import installation

EVERY = 50  # installs between two lines of progress
MOST_NAMED = 20


class Progress(Protocol):
    """How far it is."""

    @property
    def done(self) -> int: ...

    @property
    def of(self) -> int: ...


async def write_package(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write the app package that is uploaded to Teams."""
    try:
        packed = teams_package(
            settings,
            arguments.company,
            arguments.version,
            arguments.privacy_url,
            arguments.terms_url,
            arguments.read_receipts,
        )
    except ValueError as fault:
        raise BadOrder(str(fault)) from fault
    file: Path = arguments.to
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(packed)
    print(f"Wrote {file}. Upload it in the Teams admin center under Teams apps > Manage apps; docs/teams.md goes on.")
    return 0


async def install_app(settings: Settings, arguments: argparse.Namespace) -> int:
    """Bring the app to people by Microsoft Graph."""
    people = [*arguments.people, *(_listed(arguments.file) if arguments.file else ())]
    if not people:
        raise BadOrder("say who: e-mails, names, --file LIST, or everyone")
    async with installation(settings) as built:
        if built.teams is None:
            raise BadOrder("Teams is not set up here: docs/teams.md says how")
        await built.clock.refresh(built.database)
        workspace = await built.teams.people.workspace(settings.teams_tenant_id)
        installer = built.teams.installer(arguments.catalog_id, read_receipts=arguments.read_receipts)
        try:
            accounts = await installer.accounts(workspace, people)
            done = await installer.install(workspace, accounts, _tell)
        except ValueError as fault:
            raise BadOrder(f"Nobody else was tried: {fault}.") from fault
    print(f"{done.installed} got the app, {done.had_it} had it, {len(done.failed)} could not be given it.")
    for account, why in done.failed[:MOST_NAMED]:
        print(f"✗ {account}: {why}")
    return 1 if done.failed else 0


def _listed(file: Path) -> list[str]:
    return [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _tell(progress: Progress) -> None:
    if progress.done % EVERY == 0:
        print(f"{progress.done} of {progress.of} …", flush=True)


async def examine_teams(settings: Settings, arguments: argparse.Namespace) -> int:
    """Say what is missing for Teams and how to mend it."""
    faults = await teams_faults(settings)
    for fault in faults:
        print(f"✗ {fault}")
    print("✓ Teams can be used" if not faults else f"\n{len(faults)} to mend.")
    return 1 if faults else 0


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands of this module, for the command line."""
    packing = commands.add_parser(
        "teams-package",
        help="write the app package for Microsoft Teams",
        description="Writes a zip with manifest and icons from the settings, ready to be uploaded.\n\n"
        "  python -m bot teams-package --company 'Riverbank Ltd' --to ninety-teams.zip",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    packing.add_argument("--to", type=Path, default=Path("ninety-teams.zip"), help="the file to write")
    packing.add_argument("--company", default="Ninety", help="who runs it, at most 32 characters")
    packing.add_argument("--version", default="1.0.0", help="a higher one for every update")
    packing.add_argument("--privacy-url", default="", help="your privacy statement; PUBLIC_URL when left out")
    packing.add_argument("--terms-url", default="", help="your terms of use; PUBLIC_URL when left out")
    packing.add_argument(
        "--read-receipts", action="store_true", help="be told what was read; whoever installs the app consents to it"
    )
    packing.set_defaults(do=write_package)
    installing = commands.add_parser(
        "teams-install",
        help="bring the Teams app to people by Microsoft Graph",
        description="Installs the app for people, where an administrator consented to that. Once more does no harm,\n"
        "and goes on where it stopped. Teams tells Ninety of each install, and Ninety welcomes them.\n\n"
        "  python -m bot teams-install ada@riverbank.example 'Bo Berg'\n"
        "  python -m bot teams-install --file people.txt     one e-mail on each line\n"
        "  python -m bot teams-install everyone              whom Ninety knows and cannot write to yet",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    installing.add_argument("people", nargs="*", metavar="PEOPLE", help="e-mails, ids or names; or everyone")
    installing.add_argument("--file", type=Path, help="a list, one on each line")
    installing.add_argument("--catalog-id", default="", help="the app's id in the organisation's catalogue")
    installing.add_argument(
        "--read-receipts", action="store_true", help="the package was made with --read-receipts: consent to them"
    )
    installing.set_defaults(do=install_app)

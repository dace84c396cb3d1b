"""`ninety evidence`: what was taught, as one archive."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from bot.cli.choosing import BadOrder, add_workspace
from bot.cli.people.campaign import chosen_campaign, chosen_workspace
from bot.evidence.archive import evidence_zip
from bot.evidence.gathering import Evidence, campaign_evidence, person_evidence
from bot.privacy.erasure import people_called
from bot.settings import Settings
from bot.wiring import Installation, installation
from schedules.ledger import audit
from schedules.people.roster import Workspace

DESCRIPTION = """\
Writes evidence of a campaign or a person as a ZIP: a PDF to read, CSV and JSON, with versions of lessons, SHA-256 of
clips, what was delivered, played and answered, and the audit's last seal. Names stand in it: whoever runs the server
can read them anyhow. Managers get it from the page of a campaign, without names where privacy mode is on.

  ninety evidence --campaign 'The Leak' --out leak.zip
  ninety evidence --person 'Ada Lind' --out ada.zip"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    about = parser.add_mutually_exclusive_group(required=True)
    about.add_argument("--campaign", help="id or name of a campaign")
    about.add_argument("--person", help="name, e-mail address, or id")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    add_workspace(parser)


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    # Looked at first: gathering takes a while, and a file is never written over.
    if arguments.out.exists():
        raise BadOrder(f"{arguments.out} is there: name another file with --out")
    async with installation(settings) as ready:
        await ready.clock.refresh(ready.database)
        workspace = await chosen_workspace(ready, arguments)
        evidence, subject = await _gathered(ready, workspace, arguments)
        content = await asyncio.to_thread(evidence_zip, evidence)
        await asyncio.to_thread(arguments.out.write_bytes, content)
        # After the file is there: what failed to be written was not taken.
        async with ready.database.write() as db:
            await audit.note(db, workspace.id, "command line", audit.EVIDENCE_EXPORTED, subject, ready.clock.now())
    print(f"{arguments.out}: {len(evidence.lessons)} lessons, {len(evidence.rows)} messages")
    return 0


async def _gathered(ready: Installation, workspace: Workspace, arguments: argparse.Namespace) -> tuple[Evidence, str]:
    """The evidence, and the id of what it is about."""
    now = ready.clock.now()
    if arguments.campaign:
        campaign = await chosen_campaign(ready, workspace, arguments.campaign)
        gathered = await campaign_evidence(ready.database, ready.media, workspace, campaign, now, names=True)
        return gathered, campaign.id
    async with ready.database.read() as db:
        people = await people_called(db, workspace.id, arguments.person)
    if len(people) != 1:
        raise BadOrder(f"{len(people)} people are called {arguments.person!r}: use an id or an e-mail address")
    return await person_evidence(ready.database, ready.media, workspace, people[0], now), people[0].id

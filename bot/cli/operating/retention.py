"""`ninety retention`: how long what people did is kept, and what would go now."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from bot.operations.retention import expiries, periods_of
from bot.settings import Settings
from lessons.database import Database

DESCRIPTION = """\
Prints for each kind of what is kept of people how long it is, and how many rows are older now. A worker deletes them
within the hour; what belongs to a campaign that has not ended stays. The settings are KEEP_QUESTIONS_DAYS,
KEEP_VIEWS_DAYS, KEEP_REPLIES_DAYS, KEEP_MESSAGES_DAYS, KEEP_SURVEYS_DAYS (pulses, confidences, observations),
KEEP_RULE_HITS_DAYS, KEEP_CERTIFICATES_DAYS, KEEP_AUDIT_DAYS and KEEP_TOLD_DAYS; try others before you set them:

  KEEP_QUESTIONS_DAYS=90 ninety retention"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none: it only looks."""


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    database = Database(settings.database_url)
    try:
        expiring = await expiries(database, periods_of(settings), datetime.now(UTC))
    finally:
        await database.close()
    for each in expiring:
        kept = f"{each.days} days: {each.rows:,} rows are older and go" if each.days else "for ever"
        print(f"{each.kind:12} {kept}")
    return 0

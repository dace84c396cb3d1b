"""Seals every token of Slack's with the newest SECRET_KEY, so that an old one can go."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.slack.connector import organisations
from adapters.slack.connector.port import PLATFORM
from adapters.slack.connector.sealing import Sealer
from bot.faults import ChatAppFault
from schedules.people import app_tokens


async def reseal(db: AsyncConnection, secret: str, old_secrets: Sequence[str]) -> tuple[int, list[str]]:
    """How many tokens were sealed anew, and the platform's ids of those that no secret opens."""
    sealer, unopened = Sealer(secret, old_secrets), []
    count = 0
    for held in await app_tokens.all_sealed(db, PLATFORM):
        try:
            await app_tokens.replace_sealed(db, held.workspace_id, sealer.anew(held.sealed))
            count += 1
        except ChatAppFault:
            unopened.append(held.outside_id)
    for enterprise_id, sealed in (await organisations.all_installs(db)).items():
        try:
            await organisations.reseal(db, enterprise_id, sealer.anew(sealed))
            count += 1
        except ChatAppFault:
            unopened.append(enterprise_id)
    return count, unopened

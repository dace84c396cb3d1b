"""Takes links back and ends sessions: a person's own from chat, anybody's by an operator."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages.trust import sign_in_texts
from bot.sign_in.revocations import EVERY, revoke_links
from bot.sign_in.sessions import end_sessions
from bot.turn import Turn
from schedules.ledger import audit


async def take_back_own(turn: Turn) -> None:
    """“Revoke my links”: whoever has one of them, or sits at a browser of theirs, is out."""
    await take_back(turn.db, turn.workspace.id, turn.learner.id, turn.now, turn.learner.id)
    await turn.say(sign_in_texts.revoked_own())


async def take_back(
    db: AsyncConnection, workspace_id: str, actor: str, now: datetime, learner_id: str = EVERY, kind: str = EVERY
) -> int:
    """Let links open nothing any more, and end the sessions that such links began; returns how many sessions ended."""
    await revoke_links(db, workspace_id, now, learner_id, kind)
    ended = await end_sessions(db, workspace_id, learner_id) if kind in (EVERY, "campaigns") else 0
    about = {"kind": kind or "every kind", "sessions": ended}
    await audit.note(db, workspace_id, actor, "links taken back", learner_id or workspace_id, now, **about)
    return ended

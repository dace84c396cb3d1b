"""Commands that name somebody: share with a colleague, make somebody a manager."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.events import Asked, Shared
from bot.learners import saved_clips
from bot.managers.pasted import people_named
from bot.managers.roles import is_admin
from bot.messages import manager_texts, saved_texts
from bot.messages.catalogue import speaking
from bot.messages.reply import say
from bot.turn import Turn
from schedules.ledger import audit
from schedules.people import roster
from schedules.people.roster import Learner, learner_outside

_QUOTES = "\"'“”„‘’«»"
_BETWEEN = re.compile(r"\s*(?:[,;&\n]|\b(?:and|und)\b|(?<=\S)\s+(?=@))\s*")
"""What stands between several names: "@Bo and @Ada", "Bo, Ada", "@Bo @Ada"."""


async def share(turn: Turn, event: Asked, words: str) -> None:
    """Share the lesson that they got last with whom the words name."""
    if not words:
        return await turn.say(saved_texts.share_how())
    for number, colleague in enumerate(await _named(turn, words)):
        # Each is an answer of its own: the same cause twice would be taken for a repetition.
        each = replace(turn, cause=f"{turn.cause}:{number}") if number else turn
        await saved_clips.share(each, Shared(event.who, each.cause, "", colleague.outside_id, event.at))


async def name_manager(turn: Turn, words: str) -> None:
    """Let somebody start campaigns, and tell them; only who runs the workspace may say so."""
    if not await is_admin(turn.db, turn.learner):
        return await turn.say(manager_texts.only_admins())
    if not words:
        return await turn.say(manager_texts.manager_how())
    for chosen in await _named(turn, words):
        await _made_manager(turn, chosen)


async def _made_manager(turn: Turn, chosen: Learner) -> None:
    await roster.change_learner(turn.db, chosen.workspace_id, chosen.id, manages=True)
    await audit.note(turn.db, turn.workspace.id, turn.learner.id, "manager named", chosen.id, turn.now)
    if chosen.id != turn.learner.id:
        with speaking(chosen.locale, chosen.platform):
            message = manager_texts.you_are_manager(turn.learner.name)
        await say(turn.db, chosen, message, f"manager:{turn.cause}", turn.now)
    await turn.say(manager_texts.named_manager(chosen.name), chosen.id)


async def _named(turn: Turn, words: str) -> list[Learner]:
    """Whom the words name, all or nobody; where one of them is nobody or several people, that is said."""
    whole = await _fitting(turn, words)
    names = [words] if len(whole) == 1 else [name for name in _BETWEEN.split(words) if name.strip()] or [words]
    people = []
    for name in names:
        fitting = await _fitting(turn, name)
        if len(fitting) != 1:
            plain = _bare(name)
            await turn.say(manager_texts.several_called(plain) if fitting else manager_texts.nobody_called(plain))
            return []
        people += fitting
    return list({learner.id: learner for learner in people}.values())


async def _fitting(turn: Turn, name: str) -> list[Learner]:
    plain = _bare(name)
    if learner := await learner_outside(turn.db, turn.workspace.id, plain):
        return [learner]
    ids = await people_named(turn.db, turn.workspace.id, plain)
    fitting = [await learner_outside(turn.db, turn.workspace.id, outside_id) for outside_id in ids]
    return [learner for learner in fitting if learner]


def _bare(name: str) -> str:
    return name.strip().strip(_QUOTES).strip().removeprefix("@").strip(_QUOTES + ".!").strip()

"""People as a manager pastes them: one on each line, by e-mail or by name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.people.roster import learners

MOST_LINES = 5000
NAMED = 5  # people whom one fault names; more are counted
_ADDRESS = re.compile(r"[^\s<>,;\"']+@[^\s<>,;\"']+")
_BETWEEN = re.compile(r"[\n\r;]+")


@dataclass(frozen=True, slots=True)
class Found:
    """Who was meant.

    Attributes:
        people: the platform's ids, each once.
        unknown: entries that nobody fits, as they were written.
        shared: names that several people have.
    """

    people: tuple[str, ...]
    unknown: tuple[str, ...]
    shared: tuple[str, ...]

    @property
    def fault(self) -> str:
        """What is wrong with the list, "" when everybody was found."""
        said = []
        if self.unknown:
            said.append(f"I do not know {_some(self.unknown)}: check the spelling, or bring them the app first.")
        if self.shared:
            said.append(f"Several people are called {_some(self.shared)}: write their e-mails.")
        return " ".join(said)


def entries(text: str) -> list[str]:
    """The e-mails and names in pasted words, each once: one on a line, or several between semicolons."""
    lines = (" ".join(line.split()).strip(", ") for line in _BETWEEN.split(text))
    return list(dict.fromkeys(_entry(line) for line in lines if line))[:MOST_LINES]


def _entry(line: str) -> str:
    """The e-mail of "Ada Lovelace <ada@riverbank.example>"; else the line, without the @ of a mention."""
    address = _ADDRESS.search(line)
    return address[0] if address else line.removeprefix("@").strip()


async def find_pasted(db: AsyncConnection, workspace_id: str, text: str) -> Found:
    """Who is meant by pasted words, among the people of a workspace who have not left."""
    wanted = entries(text)
    by_email, by_name = await _known(db, workspace_id, wanted)
    people, unknown, shared = [], [], []
    for one in wanted:
        fitting = by_email.get(one.lower()) or by_name.get(one.lower()) or []
        if len(fitting) == 1:
            people += fitting
        elif fitting:
            shared.append(one)
        else:
            unknown.append(one)
    return Found(tuple(dict.fromkeys(people)), tuple(unknown), tuple(shared))


async def _known(
    db: AsyncConnection, workspace_id: str, wanted: Sequence[str]
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """E-mail, and name, in lower case -> outside ids."""
    by_email: dict[str, list[str]] = defaultdict(list)
    by_name: dict[str, list[str]] = defaultdict(list)
    here = (learners.c.workspace_id == workspace_id) & learners.c.active
    query = sa.select(learners.c.outside_id, learners.c.email, learners.c.name)
    for some in _batches(wanted):
        lower = [one.lower() for one in some]
        # As written too: SQLite lowers no letters but those of English.
        same = learners.c.name.in_(some) | sa.func.lower(learners.c.name).in_(lower)
        for row in await db.execute(query.where(here, same | sa.func.lower(learners.c.email).in_(lower))):
            by_email[row.email.lower()].append(row.outside_id)
            by_name[row.name.lower()].append(row.outside_id)
    return by_email, by_name


def _batches(words: Sequence[str], size: int = 300) -> Iterable[Sequence[str]]:
    return (words[start : start + size] for start in range(0, len(words), size))


def _some(words: Sequence[str]) -> str:
    more = len(words) - NAMED
    return ", ".join(words[:NAMED]) + (f" and {more} more" if more > 0 else "")

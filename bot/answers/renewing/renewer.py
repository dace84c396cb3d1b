"""Looks at sources again: what changed is read anew, what left is forgotten, what fails is written down."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from bot.answers.documents import learn_all, remove
from bot.answers.renewing.sources import (
    Source,
    SourceFile,
    drop_file,
    drop_source,
    files_of,
    keep_file,
    named_elsewhere,
    settle,
    sources_of,
    take_due,
)
from lessons.answers.gathering.port import Changed, DocumentPlace, Failed, Glimpse, Same, Unreachable
from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.files import Read, Unread, read_content
from lessons.database import Database

log = logging.getLogger(__name__)
# Shorter than a round may take, and than the lease: whoever is slower goes on with the rest the next time.
LONGEST = timedelta(minutes=12)
TOO_LONG = "it takes longer than 12 minutes: the rest is read the next time"
BROKEN = "something went wrong with us, not with the place; it is tried again"


@dataclass(frozen=True, slots=True)
class Renewal:
    """What one look at a source brought.

    Attributes:
        changed: how many documents are new or other than before.
        left: how many are gone.
        same: how many are as they were.
        failed: addresses, or paths where these say more, with the reason.
        reason: why the source could not be looked at as a whole, "" where it could.
    """

    source: Source
    changed: int = 0
    left: int = 0
    same: int = 0
    failed: tuple[tuple[str, str], ...] = ()
    reason: str = ""


class Renewer:
    """Looks at places.

    Args:
        place_of: opens the place of a source.

    Raises, from place_of: Unreachable for a source that cannot be opened, such as for want of a setting.
    """

    def __init__(self, database: Database, place_of: Callable[[Source], DocumentPlace]) -> None:
        self._database, self._place_of = database, place_of

    async def renew_due(self, now: datetime) -> list[Renewal]:
        """Look at every source that is due, one after the other."""
        renewals = list[Renewal]()
        # A source whose look fails is due later: each is taken once.
        while source := await self._take(now):
            renewals.append(await self._looked(source, now))
        return renewals

    async def renew(self, workspace_id: str, source_id: str, now: datetime) -> Renewal | None:
        """Look at one source now; None where somebody else looks at it."""
        source = await self._take(now, (workspace_id, source_id))
        return await self._looked(source, now) if source else None

    async def _take(self, now: datetime, only: tuple[str, str] | None = None) -> Source | None:
        async with self._database.write() as db:
            return await take_due(db, now, only)

    async def _looked(self, source: Source, now: datetime) -> Renewal:
        try:
            async with asyncio.timeout(LONGEST.total_seconds()):
                renewal = await self._look(source, now)
        except TimeoutError:
            renewal = Renewal(source, reason=TOO_LONG)
        except Unreadable as error:
            renewal = Renewal(source, reason=str(error))
        except Exception:
            # One faulty source must not hold up the others; it is due again after its time.
            log.exception("a source could not be looked at", extra={"source": source.id})
            renewal = Renewal(source, reason=BROKEN)
        async with self._database.write() as db:
            await settle(db, source, renewal.reason, now)
        return renewal

    async def _look(self, source: Source, now: datetime) -> Renewal:
        async with self._database.read() as db:
            before = {file.uri: file for file in await files_of(db, source.workspace_id, source.id)}
        # What is known is asked for once: a look changes it file by file, and may be cut off at any of them.
        place, renewal, met = self._place_of(source), Renewal(source), set[str]()
        async for glimpse in place.look({uri: file.known for uri, file in before.items()}):
            met.add(glimpse.uri)
            renewal = await self._counted(renewal, glimpse, before.get(glimpse.uri), now)
        # Only a look that came to its end knows what has left.
        for uri in before.keys() - met:
            await self._leave(source, uri)
            renewal = replace(renewal, left=renewal.left + 1)
        return renewal

    async def _counted(self, renewal: Renewal, glimpse: Glimpse, before: SourceFile | None, now: datetime) -> Renewal:
        source = renewal.source
        match glimpse:
            case Same():
                return replace(renewal, same=renewal.same + 1)
            case Failed(uri, reason):
                file = replace(before or SourceFile(uri), reason=reason)
                file = replace(file, path=glimpse.path or file.path)
                await self._keep(source, file)
                return replace(renewal, failed=(*renewal.failed, (file.name, reason)))
            case Changed():
                # With its name, since a document without a title of its own is called like its file.
                digest = sha256(f"{glimpse.name}\n".encode() + glimpse.content).hexdigest()
                file = SourceFile(glimpse.uri, glimpse.version, digest, glimpse.links, path=glimpse.path)
                # A file that was saved again as it was, or a server that knows no versions.
                if before and before.digest == digest and not before.reason:
                    await self._keep(source, file)
                    return replace(renewal, same=renewal.same + 1)
                return await self._read(renewal, glimpse, file, now)

    async def _read(self, renewal: Renewal, glimpse: Changed, file: SourceFile, now: datetime) -> Renewal:
        source = renewal.source
        reports = learn_all(self._database, source.workspace_id, _reading(glimpse, source), now, source.options.groups)
        async for report in reports:
            await self._keep(source, replace(file, reason=report.reason))
            if report.reason:
                return replace(renewal, failed=(*renewal.failed, (file.name, report.reason)))
            changed = int(report.changed)
            renewal = replace(renewal, changed=renewal.changed + changed, same=renewal.same + 1 - changed)
        return renewal

    async def _keep(self, source: Source, file: SourceFile) -> None:
        async with self._database.write() as db:
            await keep_file(db, source, file)

    # Two places may name one file, such as a folder and one within it.
    async def _leave(self, source: Source, uri: str) -> None:
        async with self._database.write() as db:
            await drop_file(db, source, uri)
            if not await named_elsewhere(db, source, uri):
                await remove(db, source.workspace_id, uri)


async def _reading(glimpse: Changed, source: Source) -> AsyncIterator[Read | Unread]:
    try:
        language = source.options.language
        read = await read_content(glimpse.uri, glimpse.name, glimpse.content, language, glimpse.charset)
        yield Read(read.source, read.passages, 1, 1, read.warnings)
    except Unreadable as error:
        yield Unread(glimpse.uri, str(error), 1, 1)


async def forget_source(database: Database, workspace_id: str, source_id: str) -> int | None:
    """Look at a source no more, and forget its documents; how many these were, None when there is no such source."""
    async with database.write() as db:
        source = next((each for each in await sources_of(db, workspace_id) if each.id == source_id), None)
        if source is None:
            return None
        files = await files_of(db, workspace_id, source_id)
        for file in files:
            if not await named_elsewhere(db, source, file.uri):
                await remove(db, workspace_id, file.uri)
        await drop_source(db, workspace_id, source_id)
    return len(files)


def place_opener(openers: Mapping[str, Callable[[Source], DocumentPlace]]) -> Callable[[Source], DocumentPlace]:
    """Opens the place of a source by its kind."""

    def open_place(source: Source) -> DocumentPlace:
        if source.kind not in openers:
            raise Unreachable("this installation is not set up for such places; see docs/operating.md")
        return openers[source.kind](source)

    return open_place

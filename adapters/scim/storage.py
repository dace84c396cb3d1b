"""Reads and writes the users and groups of one workspace for the SCIM service, each request in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, cast

from scim2_models import (
    Meta,
    NotFoundException,
    PreconditionFailedException,
    Resource,
    ResourceType,
    ResponseParameters,
    SearchRequest,
    UniquenessException,
)
from scim2_models.path import CompareOperator, Comparison
from scim2_server.storage import AsyncScimStorage, SearchPage
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.scim.meaning import email_of, group_of, member_ids, person_of, unique_name
from adapters.scim.models import PROVIDER, EnterpriseUser
from bot.directory import records
from bot.directory.records import DirectoryRecord, RecordKind
from bot.directory.roster import DirectoryGroup, person_gone, take_group, take_person
from lessons.database import Database

NAMES = {RecordKind.USER: "userName", RecordKind.GROUP: "displayName"}
OURS = {"id", "meta", "schemas"}  # what the service adds to a resource by itself


class WorkspaceStorage(AsyncScimStorage):
    """The resources of one workspace.

    Args:
        writes: whether the request may change something.
    """

    def __init__(self, database: Database, workspace_id: str, now: datetime, *, writes: bool) -> None:
        self._database, self._workspace_id, self._now, self._writes = database, workspace_id, now, writes
        self._open: AsyncConnection | None = None

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[None]:
        async with self._database.write() if self._writes else self._database.read() as db:
            self._open = db
            try:
                yield
            finally:
                self._open = None

    def operation(self) -> Any:
        """One request is one transaction: what fails leaves nothing behind."""
        return self._transaction()

    @property
    def _db(self) -> AsyncConnection:
        if self._open is None:
            raise RuntimeError("a storage is used within operation()")
        return self._open

    async def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        return _resource(await self._record(resource_type, resource_id))

    async def search(
        self, resource_types: list[ResourceType], search_request: SearchRequest[Any], *, position: Any = None
    ) -> SearchPage:
        """One page of what fits. A search for one name, which directories send before each change, reads one row."""
        kinds = [RecordKind(str(each.name)) for each in resource_types]
        name = _wanted_name(search_request, kinds)
        rows = await records.records_of(self._db, self._workspace_id, kinds, name)
        # Thousands of resources take a while to check, and chats wait for the same event loop.
        return await asyncio.to_thread(_page, rows, search_request)

    async def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        body, kind = _body(resource), RecordKind(str(resource_type.name))
        email = email_of(body) if kind is RecordKind.USER else ""
        about = (self._workspace_id, kind, unique_name(body), email, body, self._now)
        record = await records.add_record(self._db, *about)
        if record is None:
            raise UniquenessException
        await self._mean(None, record)
        return _resource(record)

    async def update(
        self, resource_type: ResourceType, resource: Resource[Any], *, expected_version: str | None = None
    ) -> Resource[Any]:
        before = await self._record(resource_type, str(resource.id), expected_version)
        body = _body(resource)
        name, email = unique_name(body), email_of(body) if before.kind is RecordKind.USER else ""
        # Directories send everybody anew each night: what changes nothing makes no new version and no work.
        if body == dict(before.body):
            return _resource(before)
        if await records.name_taken(self._db, before, name):
            raise UniquenessException
        record = await records.change_record(self._db, before, name, email, body, self._now)
        if record is None:
            raise PreconditionFailedException
        await self._mean(before, record)
        return _resource(record)

    async def delete(
        self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None
    ) -> None:
        record = await self._record(resource_type, resource_id, expected_version)
        await records.remove_record(self._db, record)
        if record.kind is RecordKind.USER:
            await person_gone(self._db, self._workspace_id, person_of(record, {}), self._now)
        else:
            emails = await self._emails(member_ids(record.body))
            before = group_of(record, emails)
            await take_group(self._db, self._workspace_id, before, DirectoryGroup(), self._now)

    async def _record(
        self, resource_type: ResourceType, resource_id: str, expected_version: str | None = None
    ) -> DirectoryRecord:
        kind = RecordKind(str(resource_type.name))
        record = await records.record_by_id(
            self._db, self._workspace_id, kind, resource_id[:32], to_change=self._writes
        )
        if record is None:
            raise NotFoundException(detail=f"there is no {kind.value} {resource_id}")
        if expected_version is not None and expected_version != _version(record):
            raise PreconditionFailedException
        return record

    async def _mean(self, before: DirectoryRecord | None, record: DirectoryRecord) -> None:
        """Bring our own list of people up to date with a record."""
        if record.kind is RecordKind.USER:
            above = (record.body.get(EnterpriseUser.__schema__) or {}).get("manager") or {}
            managers = await self._emails([str(above["value"])] if above.get("value") else [])
            old = person_of(before, {}) if before else None
            return await take_person(self._db, self._workspace_id, old, person_of(record, managers), self._now)
        ids = [*member_ids(record.body), *(member_ids(before.body) if before else ())]
        emails = await self._emails(ids)
        old_group = group_of(before, emails) if before else DirectoryGroup()
        await take_group(self._db, self._workspace_id, old_group, group_of(record, emails), self._now)

    async def _emails(self, ids: Sequence[str]) -> Mapping[str, str]:
        return await records.emails_of(self._db, self._workspace_id, ids)


def _page(rows: Sequence[DirectoryRecord], asking: SearchRequest[Any]) -> SearchPage:
    fitting = [each for each in map(_resource, rows) if asking.filter is None or asking.filter.match(each)]
    if asking.sort_by is not None:
        descending = asking.sort_order == SearchRequest.SortOrder.descending
        fitting.sort(key=lambda each: _sort_key(asking.sort_value(each)), reverse=descending)
    start = asking.start_index_0 or 0
    end = None if asking.count is None else start + asking.count
    return SearchPage(len(fitting), fitting[start:end])


def _sort_key(value: Any) -> tuple[bool, Any]:
    """What has no value comes last."""
    return value is None, "" if value is None else value


def _wanted_name(asking: SearchRequest[Any], kinds: Sequence[RecordKind]) -> str:
    """The one name that is asked for, in small letters; "" where anything else is."""
    node = asking.filter.ast if asking.filter is not None else None
    if not isinstance(node, Comparison) or node.op != CompareOperator.eq or len(kinds) != 1:
        return ""
    named = str(node.attr_path).rpartition(":")[2].casefold() == NAMES[kinds[0]].casefold()
    return str(node.value).casefold()[:320] if named and isinstance(node.value, str) else ""


def _body(resource: Resource[Any]) -> dict[str, Any]:
    """What is kept of a resource."""
    whole = resource.model_dump()
    return {name: value for name, value in whole.items() if name not in OURS}


def _resource(record: DirectoryRecord) -> Resource[Any]:
    # What was stored by another release may lack an attribute, so it is read by the model and not taken as it is.
    (kind,) = [each for each in PROVIDER.resource_types if each.name == record.kind.value]
    model = cast(type[Resource[Any]], PROVIDER.model_for(kind))
    resource = model.model_validate({"id": record.id, **record.body})
    resource.meta = Meta(
        resource_type=record.kind.value,
        created=record.made_at,
        last_modified=record.changed_at,
        version=_version(record),
    )
    return resource


def _version(record: DirectoryRecord) -> str:
    return f'W/"{record.version}"'

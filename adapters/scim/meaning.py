"""What a user or group of SCIM means for us, and the columns by which it is found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from adapters.scim.models import EnterpriseUser
from bot.directory.records import DirectoryRecord
from bot.directory.roster import DirectoryGroup, DirectoryPerson


def email_of(body: Mapping[str, Any]) -> str:
    """Somebody's address, in small letters: the primary one, the first one, or the name they sign in with."""
    # Entra ID often sends no address at all, and the name to sign in with is one.
    emails = [each for each in body.get("emails") or [] if each.get("value")]
    first = sorted(emails, key=lambda each: not each.get("primary"))[:1]
    text = str(first[0]["value"] if first else body.get("userName", "")).strip().casefold()
    return text if "@" in text else ""


def person_of(record: DirectoryRecord, managers: Mapping[str, str]) -> DirectoryPerson:
    """Args: managers: the addresses of those who may be somebody's manager, by the id of their record."""
    body = record.body
    work = body.get(EnterpriseUser.__schema__) or {}
    above = str((work.get("manager") or {}).get("value") or "")
    country = next((each["country"] for each in _primary_first(body.get("addresses")) if each.get("country")), "")
    fields = {
        "team": work.get("department"),
        "division": work.get("division"),
        "organization": work.get("organization"),
        "cost center": work.get("costCenter"),
        "role": body.get("title"),
        "kind": body.get("userType"),
        "country": country,
        "language": body.get("preferredLanguage") or body.get("locale"),
        "zone": body.get("timezone"),
    }
    texts = {name: " ".join(str(value).split())[:200] for name, value in fields.items() if value}
    # Who is not said to be inactive works there: the attribute is optional.
    return DirectoryPerson(record.email, _name(body), body.get("active") is not False, managers.get(above, ""), texts)


def _name(body: Mapping[str, Any]) -> str:
    name = body.get("name") or {}
    parts = " ".join(str(name[part]) for part in ("givenName", "familyName") if name.get(part))
    return str(body.get("displayName") or name.get("formatted") or parts or body.get("userName", ""))[:200]


def _primary_first(entries: Sequence[Mapping[str, Any]] | None) -> Iterable[Mapping[str, Any]]:
    return sorted(entries or [], key=lambda each: not each.get("primary"))


def member_ids(body: Mapping[str, Any]) -> list[str]:
    return [str(each["value"]) for each in body.get("members") or [] if each.get("value")]


def group_of(record: DirectoryRecord, emails: Mapping[str, str]) -> DirectoryGroup:
    """Args: emails: of users by the id of their record."""
    theirs = (emails.get(each, "") for each in member_ids(record.body))
    return DirectoryGroup(str(record.body.get("displayName", ""))[:200], frozenset(filter(None, theirs)))


def unique_name(body: Mapping[str, Any]) -> str:
    """What no other resource of its type may have: the name somebody signs in with, or a group's own."""
    return str(body.get("userName") or body.get("displayName") or "").casefold()[:320]

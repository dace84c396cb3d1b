"""What Slack says about one person. Pure.

Source: docs.slack.dev/reference/objects/user-object.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from bot.managers.roles import Role

SLACKBOT = "USLACKBOT"  # its is_bot says no
NAME, LOCALE, EMAIL = 200, 20, 320  # characters that the roster keeps


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says of one person."""

    outside_id: str
    name: str
    zone: str
    locale: str
    email: str
    role: Role


def profile(user: Mapping[str, Any], team_id: str) -> Profile:
    """A person from Slack's user object; a zone that nobody knows is left out."""
    about = user.get("profile") or {}
    # An address that its owner did not confirm must not make two accounts one person.
    confirmed = user.get("is_email_confirmed") is not False
    names = (about.get("display_name"), user.get("real_name"), about.get("real_name"), user.get("name"))
    return Profile(
        str(user["id"]),
        next((str(name) for name in names if name), str(user["id"]))[:NAME],
        _known_zone(str(user.get("tz") or "")),
        str(user.get("locale") or "")[:LOCALE],
        str(about.get("email") or "")[:EMAIL] if confirmed else "",
        _role(user, team_id),
    )


def _role(user: Mapping[str, Any], team_id: str) -> Role:
    """Guests, bots and people of other organisations are no learners; neither is who was deactivated."""
    if user.get("deleted"):
        return Role.GONE
    if user.get("is_bot") or user.get("is_workflow_bot") or user["id"] == SLACKBOT:
        return Role.BOT
    teams = {str(user.get("team_id") or team_id), *((user.get("enterprise_user") or {}).get("teams") or ())}
    if user.get("is_stranger") or team_id not in teams:
        return Role.OUTSIDE
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Role.GUEST
    runs = user.get("is_admin") or user.get("is_owner") or user.get("is_primary_owner")
    return Role.ADMIN if runs else Role.MEMBER


def _known_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key if name else ""
    except (KeyError, ValueError, OSError):  # not a zone, or a name that is no file name
        return ""

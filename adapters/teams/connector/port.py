"""All that Ninety needs of Teams: six operations on plain values, so that the library behind them can be replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

PLATFORM = "teams"
TAB_PATH = "/teams/tab"
CARD = "application/vnd.microsoft.card.adaptive"
WORDS = "application/vnd.microsoft.activity.message"


class Kind(StrEnum):
    """What happened."""

    WROTE = "wrote"
    INTERACTED = "interacted"
    OPENED = "opened"
    FILLED = "filled"
    CAME = "came"
    WENT = "went"
    REACTED = "reacted"
    READ = "read"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Inbound:
    """An activity, read.

    Attributes:
        invoked: it waits for an answer in the response.
        personal: it came from the direct conversation with the bot, whose id is conversation_id.
        user_id: the person's id for this bot alone; aad_object_id is theirs in the whole tenant.
        text: the words without the bot's own mention.
        value: what a button or a form carries.
        about: id of the message whose card was used, or that was reacted to, "" where there is none.
        liked: with REACTED, True for a like that was given, False for one taken back, None for anything else.
        zone: IANA name, "" where the client does not say.
        team_id, team_name: of the team that it came from; "" elsewhere, and where the activity gives no name.
        film_name, film_url: of a film that was sent along, and where it can be fetched for some minutes; "" for none.
        read_id: with READ, id of the newest message that was read.
    """

    kind: Kind
    activity_id: str
    conversation_id: str
    service_url: str
    tenant_id: str
    user_id: str
    aad_object_id: str
    name: str = ""
    invoked: bool = False
    personal: bool = False
    text: str = ""
    value: Mapping[str, str] = field(default_factory=dict)
    about: str = ""
    liked: bool | None = None
    zone: str = ""
    locale: str = ""
    team_id: str = ""
    team_name: str = ""
    read_id: str = ""
    film_name: str = ""
    film_url: str = ""


class Transport(Protocol):
    """The six operations; errors are those of bot/chat.py and of verify.py."""

    async def verify_inbound(self, headers: Mapping[str, str], activity: Mapping[str, Any]) -> dict[str, Any]:
        """The claims of the request's token. Raises: Refused, KeysUnavailable."""

    def parse(self, activity: Mapping[str, Any]) -> Inbound:
        """The activity, read. Raises: BadActivity when it is none."""

    def invoke_response(self, kind: str, value: object) -> dict[str, Any]:
        """The body that answers Action.Execute with HTTP 200."""

    async def send(self, conversation_id: str, service_url: str, activity: Mapping[str, Any]) -> str:
        """Post a message; returns its id. Raises: ChatError."""

    async def update(self, conversation_id: str, service_url: str, ref: str, activity: Mapping[str, Any]) -> None:
        """Replace a message. Raises: ChatError."""

    async def create_conversation(self, service_url: str, tenant_id: str, user_id: str) -> str:
        """The id of the direct conversation with a person, the same one every time. Raises: ChatError."""

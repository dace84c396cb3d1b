"""What people do, in the platform's ids; adapters make these from what arrives, and inbound.py answers them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Who did it.

    Attributes:
        workspace: the platform's id of the workspace.
        learner: the platform's id of the person.
    """

    platform: str
    workspace: str
    learner: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Wrote words to the bot: a question, a command, anything.

    Attributes:
        event_id: the platform's id of the event; the same id twice is the same event.
        command: whether the words came by the /learn command (without the command itself).
        place: id of the direct conversation where it was written, "" when it was written elsewhere.
    """

    who: Person
    event_id: str
    words: str
    at: datetime
    command: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Chose:
    """Pressed a button."""

    who: Person
    event_id: str
    token: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Joined:
    """Came to the workspace, or opened the conversation with the bot for the first time.

    Attributes:
        zone: IANA name, "" when the platform does not say.
        place: id of the direct conversation, "" when there is none yet.
    """

    who: Person
    event_id: str
    name: str
    at: datetime
    zone: str = ""
    locale: str = ""
    email: str = ""
    place: str = ""
    service_url: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """Left the workspace, or took the bot away."""

    who: Person
    event_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """Did something with a clip other than answering: saved, liked, or took that back.

    Attributes:
        deed: "save", "like", "unsave" or "unlike".
        token: the player's, which names the delivery; "" for the lesson they got last.
    """

    who: Person
    event_id: str
    token: str
    deed: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Shared:
    """Sent a clip to a colleague.

    Attributes:
        to: the platform's id of the colleague.
        token: the player's, which names the delivery; "" for the lesson they got last.
    """

    who: Person
    event_id: str
    token: str
    to: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Managed:
    """A manager did something with a campaign.

    Attributes:
        campaign_id: ours, not the platform's.
        deed: "report", "pause", "resume", "end" or "nudge".
    """

    who: Person
    event_id: str
    campaign_id: str
    deed: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Preferred:
    """Chose how lessons come; what is None stays as it is.

    Attributes:
        send_time: a time of day as it was written, such as "8:30"; "" in each campaign's window.
        zone: an IANA name or a city; "" as the platform tells.
        language: a tag or a name; "" as the platform tells.
        snooze: the day before which nothing comes, as an ISO date; "" for no snooze.
        lessons: whether they want lessons at all.
    """

    who: Person
    event_id: str
    at: datetime
    send_time: str | None = None
    zone: str | None = None
    language: str | None = None
    snooze: str | None = None
    lessons: bool | None = None


Event = Asked | Chose | Joined | Left | Kept | Shared | Managed | Preferred

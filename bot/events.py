"""What people do, in the platform's ids; adapters make these from what arrives, and inbound.py answers them.

Events wait in a table as JSON, so a field that was renamed keeps the name that rows of earlier releases have.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Self

from msgspec import Struct


class Action(StrEnum):
    """Something that can be done, by the name that stands in buttons and rows."""

    @classmethod
    def named(cls, name: str) -> Self | None:
        """The action of that name; None where there is none, such as in a forged button or one of another release."""
        return next((action for action in cls if action == name), None)


class ClipAction(Action):
    """What can be done with a clip beside answering it."""

    SAVE = "save"
    LIKE = "like"
    UNSAVE = "unsave"
    UNLIKE = "unlike"


class CampaignAction(Action):
    """What a manager can do with a campaign that is there."""

    REPORT = "report"
    NUDGE = "nudge"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"


class Person(Struct, frozen=True):
    """Who did it.

    Attributes:
        workspace: the platform's id of the workspace.
        learner: the platform's id of the person.
    """

    platform: str
    workspace: str
    learner: str


class Asked(Struct, frozen=True, tag_field="kind", tag=True):
    """Wrote words to the bot: a question, a command, anything.

    Attributes:
        event_id: the platform's id of the event; the same id twice is the same event.
        command: whether the words came by the /learn command (without the command itself).
        place: id of the direct conversation where it was written, "" when it was written elsewhere.
        message: the platform's id of what was written, "" where it gives none.
        thread: its id of the message whose thread this replies in, "" where it replies in none.
    """

    who: Person
    event_id: str
    words: str
    at: datetime
    command: bool = False
    place: str = ""
    message: str = ""
    thread: str = ""


class Filmed(Struct, frozen=True, tag_field="kind", tag=True):
    """Sent a film to the bot.

    Attributes:
        name: of the file.
        size: bytes, 0 where the platform does not say.
        where: what the platform's adapter fetches it by.
        place: id of the direct conversation, "" when it was sent elsewhere.
    """

    who: Person
    event_id: str
    name: str
    size: int
    where: str
    at: datetime
    place: str = ""


class Chose(Struct, frozen=True, tag_field="kind", tag=True):
    """Pressed a button.

    Attributes:
        in_place: the platform shows a short answer where the button is.
    """

    who: Person
    event_id: str
    token: str
    at: datetime
    in_place: bool = False


class Joined(Struct, frozen=True, tag_field="kind", tag=True):
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


class Left(Struct, frozen=True, tag_field="kind", tag=True):
    """Left the workspace, or took the bot away."""

    who: Person
    event_id: str
    at: datetime


class Reacted(Struct, frozen=True, tag_field="kind", tag=True, rename={"action": "deed"}):
    """Did something with a clip other than answering: saved, liked, or took that back.

    Attributes:
        token: the player's, which names the delivery; "" for the lesson they got last.
        in_place: the platform shows by itself that it was done.
    """

    who: Person
    event_id: str
    token: str
    action: ClipAction
    at: datetime
    in_place: bool = False


class Shared(Struct, frozen=True, tag_field="kind", tag=True):
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


class Managed(Struct, frozen=True, tag_field="kind", tag=True, rename={"action": "deed"}):
    """A manager did something with a campaign.

    Attributes:
        campaign_id: ours, not the platform's.
        in_place: the platform shows a short answer where the button is.
    """

    who: Person
    event_id: str
    campaign_id: str
    action: CampaignAction
    at: datetime
    in_place: bool = False


class Preferred(Struct, frozen=True, tag_field="kind", tag=True):
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


Event = Asked | Filmed | Chose | Joined | Left | Reacted | Shared | Managed | Preferred

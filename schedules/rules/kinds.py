"""The closed sets of the ledger: what a delivery brings, where it stands, and what a failed send says about."""

from __future__ import annotations

from enum import StrEnum


class DeliveryKind(StrEnum):
    """What a delivery brings."""

    EPISODE = "episode"
    REMINDER = "reminder"
    REASK = "reask"
    NOTICE = "notice"
    SURVEY = "survey"
    DIGEST = "digest"
    ANSWER = "answer"
    EDIT = "edit"


LESSONS = (DeliveryKind.EPISODE, DeliveryKind.REASK)
"""The kinds that use up a learner's weekly budget."""


class DeliveryState(StrEnum):
    """Where a delivery stands; design: planned -> sending -> sent, and the ways beside."""

    PLANNED = "planned"
    WAITING = "waiting"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    SENT = "sent"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


LIVE = (DeliveryState.PLANNED, DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.UNCERTAIN)
"""The states of what may still arrive."""


class Fault(StrEnum):
    """What a send failed for, and so what has to wait for it to be mended."""

    NONE = ""
    APP = "app"
    PERSON = "person"
    MESSAGE = "message"


class EnrolmentStatus(StrEnum):
    """Where a learner stands in a campaign."""

    ACTIVE = "active"
    PAUSED = "paused"
    FINISHED = "finished"

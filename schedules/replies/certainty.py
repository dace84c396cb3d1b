"""When somebody is asked how sure they were of a choice: now and then, and never twice in a row."""

from __future__ import annotations

from datetime import timedelta
from math import sqrt

from schedules.rules.calendar import spread

SHARE = 0.2  # stated to learners and works councils: one answer of five
# A choice is asked about when it is drawn and the one before it is not, which is p * (1 - p) of all: so p for SHARE is
_DRAWN = (1 - sqrt(1 - 4 * SHARE)) / 2
# The verdict waits for the tap, since after it everybody knew. Whoever does not tap waits no longer than this for it.
PATIENCE = timedelta(seconds=30)


def is_asked_how_sure(delivery_id: str, previous_id: str) -> bool:
    """Whether a choice is asked about, by the deliveries of it and of the learner's choice before.

    Nobody is asked at their first choice ever (previous_id is ""): one question at a time is what they were promised.
    """
    return bool(previous_id) and _is_drawn(delivery_id) and not _is_drawn(previous_id)


def _is_drawn(delivery_id: str) -> bool:
    return spread(f"how sure {delivery_id}") < _DRAWN

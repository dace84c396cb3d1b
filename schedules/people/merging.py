"""Two rows that are one person: what either of them asked for holds."""

from __future__ import annotations

from typing import Any

from schedules.people.roster import Learner


def merged_preferences(learner: Learner, other: Any) -> dict[str, object]:
    """Opting out or a snooze on either platform counts for the person, and so does what they chose on either."""
    instants = [at for at in (learner.snoozed_until, other.snoozed_until) if at]
    chosen = {name: getattr(learner, name) or getattr(other, name) for name in ("own_zone", "own_locale", "send_time")}
    return {"consents": learner.consents and other.consents, "snoozed_until": max(instants, default=None), **chosen}

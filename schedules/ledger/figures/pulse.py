"""How people answered when they were asked whether they used what they learned."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from schedules.ledger.figures.scope import Scope
from schedules.ledger.ledger import deliveries
from schedules.replies.pulses import PULSE, Applied, pulses
from schedules.rules.kinds import DeliveryKind, DeliveryState


@dataclass(frozen=True, slots=True)
class PulseCounts:
    """Answers of one campaign; each person counts once.

    Attributes:
        asked: people to whom the question was sent.
    """

    asked: int
    yes: int
    no: int
    no_occasion: int

    @property
    def answered(self) -> int:
        return self.yes + self.no + self.no_occasion


async def pulse_counts(scope: Scope) -> PulseCounts:
    """How a campaign's people answered."""
    survey = (deliveries.c.kind == DeliveryKind.SURVEY) & (deliveries.c.state == DeliveryState.SENT)
    # Other questions of one press are surveys of the same campaign.
    survey &= deliveries.c.slot == PULSE
    people = sa.select(sa.func.count(sa.distinct(deliveries.c.learner_id))).where(scope.of(deliveries), survey)
    each = sa.select(pulses.c.answer, sa.func.count()).where(scope.of(pulses)).group_by(pulses.c.answer)
    counts: dict[str, int] = dict((await scope.db.execute(each)).all())
    numbers = [counts.get(answer, 0) for answer in (Applied.YES, Applied.NO, Applied.NO_OCCASION)]
    return PulseCounts(await scope.db.scalar(people) or 0, *numbers)

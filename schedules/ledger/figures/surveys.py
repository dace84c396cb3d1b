"""How people answered the questions of one press around a season: surer than before, and seen by their manager."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from schedules.ledger.figures.scope import Scope
from schedules.replies.confidences import Phase, confidences
from schedules.replies.observations import Observed, observations


@dataclass(frozen=True, slots=True)
class SurveyCounts:
    """Answers of one campaign; each person counts once in each pair.

    Attributes:
        surer, as_sure, less_sure: of those who answered before the season and after it.
        seen, not_seen, cannot_say: what the manager answered about people.
        useful, useless: what people said of episodes; each episode of each person counts once.
    """

    surer: int = 0
    as_sure: int = 0
    less_sure: int = 0
    seen: int = 0
    not_seen: int = 0
    cannot_say: int = 0
    useful: int = 0
    useless: int = 0

    @property
    def compared(self) -> int:
        return self.surer + self.as_sure + self.less_sure

    @property
    def observed(self) -> int:
        return self.seen + self.not_seen

    @property
    def rated(self) -> int:
        return self.useful + self.useless


async def survey_counts(scope: Scope, useful: int, useless: int) -> SurveyCounts:
    """The answers of a campaign.

    Args:
        useful, useless: what is counted elsewhere, beside saving and liking.
    """
    before, after = confidences.alias("before"), confidences.alias("after")
    same = [before.c[name] == after.c[name] for name in ("workspace_id", "campaign_id", "learner_id")]
    theirs = (before.c.workspace_id == scope.workspace_id) & (before.c.campaign_id == scope.campaign_id)
    both = sa.select(sa.func.sign(after.c.level - before.c.level).label("change"), sa.func.count())
    query = both.where(theirs, *same, before.c.phase == Phase.BEFORE.value, after.c.phase == Phase.AFTER.value)
    changes = {int(row[0]): row[1] for row in await scope.db.execute(query.group_by(sa.text("change")))}
    answers = sa.select(observations.c.answer, sa.func.count()).where(scope.of(observations))
    seen: dict[str, int] = dict((await scope.db.execute(answers.group_by(observations.c.answer))).all())
    return SurveyCounts(
        surer=changes.get(1, 0),
        as_sure=changes.get(0, 0),
        less_sure=changes.get(-1, 0),
        seen=seen.get(Observed.YES, 0),
        not_seen=seen.get(Observed.NO, 0),
        cannot_say=seen.get(Observed.CANNOT_SAY, 0),
        useful=useful,
        useless=useless,
    )

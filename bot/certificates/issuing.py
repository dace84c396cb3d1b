"""A certificate comes with the answer to the last open question of a season, where its manager set one up."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.links import Links, Purpose, Ticket
from bot.messages.trust import certificate_texts as texts
from bot.turn import Turn
from lessons import catalog
from lessons.database import EPOCH
from schedules.ledger.ledger import Delivery
from schedules.people.enrolments import campaign_by_id
from schedules.people.roster import Learner
from schedules.plans.afterwards.afterwards import FOR_GOOD, NO_CERTIFICATE, afterwards_of, later_by
from schedules.replies.certificates import Certificate, certificates_of, issue
from schedules.replies.replies import replies_by

# Whoever checks a certificate may do that many years later; whether it holds stands in its row.
UNTIL = EPOCH + timedelta(days=365 * 200)


def certificate_url(links: Links, workspace_id: str, certificate_id: str, learner_id: str = "") -> str:
    """The address of the page that says whether a certificate holds; with a learner, of that learner's own."""
    ticket = Ticket(Purpose.CERTIFICATE, workspace_id, certificate_id, learner_id)
    return f"{links.public_url}/certificate/{links.token(ticket, UNTIL)}"


async def certify(turn: Turn, delivery: Delivery) -> None:
    """Give the learner the certificate of a campaign once every question of its season has an answer of theirs."""
    if not delivery.campaign_id:
        return
    months = (await afterwards_of(turn.db, turn.workspace.id, delivery.campaign_id)).certificate_months
    campaign = await campaign_by_id(turn.db, turn.workspace.id, delivery.campaign_id)
    if months == NO_CERTIFICATE or campaign is None:
        return
    episodes = await catalog.episodes_of(turn.db, turn.workspace.id, campaign.series_slug)
    series = await catalog.latest_outline(turn.db, turn.workspace.id, campaign.series_slug)
    replies = await replies_by(turn.db, turn.workspace.id, turn.learner.id)
    # Whoever trains again answered all of them years ago; that is no answer of this year.
    answered = {reply.check_key for reply in replies if not campaign.again or reply.campaign_id == campaign.id}
    if series is None or any(each.check and each.check_key not in answered for each in episodes):
        return
    about = (turn.workspace.id, turn.learner.id, campaign.id, series.title, _ends(turn.now, months), turn.now)
    if certificate := await issue(turn.db, *about):
        await turn.say(texts.issued(*_words(certificate, turn.links)), f"certificate:{campaign.id}")


def _ends(now: datetime, months: int) -> datetime | None:
    """The end of the last day on which it holds."""
    return None if months == FOR_GOOD else datetime.combine(later_by(now.date(), months), time.max, UTC)


def _words(certificate: Certificate, links: Links) -> tuple[str, str, datetime | None]:
    return (
        certificate.title,
        certificate_url(links, certificate.workspace_id, certificate.id, certificate.learner_id),
        (certificate.expires_at),
    )


async def show_certificates(turn: Turn) -> None:
    """Owe somebody links to their certificates."""
    own = await certificates_of(turn.db, turn.workspace.id, turn.learner.id)
    await turn.say(texts.listed([_words(each, turn.links) for each in own]))


async def own_certificates(db: AsyncConnection, learner: Learner, links: Links) -> list[tuple[Certificate, str]]:
    """Somebody's certificates with the address of each, the newest first."""
    own = await certificates_of(db, learner.workspace_id, learner.id)
    return [(each, certificate_url(links, each.workspace_id, each.id, learner.id)) for each in own]

"""What evidence says as a PDF, and the buttons that lead to it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages.catalogue import tr, trn


def labels(personal: bool) -> dict[str, str]:
    """Words of the pages by name; a person's own are headed otherwise than a campaign's."""
    return {
        "title": tr("What was learned") if personal else tr("Evidence of a campaign"),
        "made_at": tr("Made at"),
        "lessons": tr("Lessons and their versions"),
        "lesson": tr("Lesson"),
        "version": tr("Version"),
        "people": tr("People"),
        "sent": tr("Sent"),
        "played": tr("Played"),
        "answered": tr("Answered"),
        "hidden": tr("under 5"),
        "clip": tr("Clip, SHA-256:"),
        "messages": tr("Message by message"),
        "person": tr("Person"),
        "sent_at": tr("Sent (UTC)"),
        "played_at": tr("Played (UTC)"),
        "answered_at": tr("Answered (UTC)"),
        "nameless": tr(
            "Privacy mode is on: who got what stands in no evidence of a campaign. Everybody gets their own."
        ),
        "check": tr("How to check it"),
        "how": tr(
            "The archive has the same as tables and JSON. SHA256SUMS has the sum of each file. A clip's sum is that of "
            "its file; “ninety verify” tells what a clip is. The audit's last seal stands below: “ninety audit "
            "--verify” tells whether any entry before it was changed since."
        ),
        "no_seal": tr("none"),
    }


def lesson(title: str, version: int, series_versions: Sequence[int], approved_by: str) -> str:
    versions = ", ".join(str(each) for each in series_versions) or "–"
    by = approved_by or tr("nobody")
    return tr(
        "“{title}”, version {version}, in version {series} of its series; approved by: {by}",
        title=title,
        version=version,
        series=versions,
        by=by,
    )


def more_rows(count: int) -> str:
    return trn("{count} more line stands in messages.csv.", "{count} more lines stand in messages.csv.", count)


def sealed(count: int) -> str:
    return trn(
        "{count} entry of the audit is sealed; last seal:", "{count} entries of the audit are sealed; last seal:", count
    )

"""Question banks in the studio: each question becomes an episode whose story somebody has yet to write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.studio.beginnings import LONGEST_TITLE, episode_frame, next_page
from bot.studio.manuscripts import Manuscript, put_page
from lessons.authoring.banks import BankQuestion
from lessons.authoring.cards import paragraph
from lessons.checks import Check


async def add_questions(
    db: AsyncConnection, manuscript: Manuscript, questions: Sequence[BankQuestion], by: str, now: datetime
) -> None:
    """Add an episode for each, at the end and in the order of the bank."""
    names = [page.name for page in manuscript.episodes()]
    for question in questions:
        title = (question.title or question.check.question)[:LONGEST_TITLE].strip()
        names.append(name := next_page(names, title))
        frame = episode_frame(title)
        # The question stands before the notes, where an author would write it.
        story, heading, notes = frame.partition("## Notes")
        words = f"{story}{check_words(question.check)}\n\n{heading}{notes}"
        await put_page(db, manuscript.workspace_id, manuscript.slug, name, words, by, now)


def check_words(check: Check) -> str:
    """A check as authors write it. Without a reason its section stays empty, and the page asks for one."""
    lines = ["## Check", "", paragraph(check.question), ""]
    for at, option in enumerate(check.options):
        lines.append(f"- [{'x' if at == check.correct else ' '}] {paragraph(option.text)}")
        if option.feedback:
            lines.append(f"  {paragraph(option.feedback)}")
    return "\n".join([*lines, "", "## Why", "", *([paragraph(check.why)] if check.why else [])]).rstrip()

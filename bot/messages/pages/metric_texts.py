"""What the page says on which a manager compares a number of the business: never more than the numbers do."""

from __future__ import annotations

from bot.messages.catalogue import tr, trn


def labels() -> dict[str, str]:
    return {
        "title": tr("Did it help?"),
        "lead": tr(
            "Bring a number of your business for each person, before and after the season or week by week. The people "
            "who got it are compared with those who were kept back by chance. Nothing of the file is kept."
        ),
        "file": tr(
            "CSV file with the columns email, before and after; or email, week and number; or team, week and number"
        ),
        "compare": tr("Compare"),
        "result": tr("What the numbers say"),
        "group": tr("Group"),
        "people": tr("People"),
        "change": tr("Change on average"),
        "got": tr("Got the season"),
        "waited": tr("Wait for it"),
        "team_row": tr("By team, with people in the season"),
        "hidden": tr("fewer than five: not shown"),
        "wrong": tr("The file was not taken:"),
        "choose": tr("Choose a CSV file first."),
    }


def sentences(finding: str) -> str:
    """The result in one sentence."""
    return {
        "too_few": tr("There are too few people to say anything: both groups need at least five in the file."),
        "no_comparison": tr(
            "Nobody was kept back in this campaign, so this is not a comparison: whatever else changed in that time "
            "changed these numbers too."
        ),
        "by_team": tr(
            "This is not a comparison: each team has people who got the season and people who wait, and whatever else "
            "changed in that time changed these numbers too. With numbers by person it would be one."
        ),
        "unclear": tr("No difference can be told from chance. That does not show that there is none."),
        "higher": tr("The number rose more for those who got the season, by more than chance explains."),
        "lower": tr("The number rose less for those who got the season, by more than chance explains."),
    }[finding]


def interval(mean: str, low: str, high: str) -> str:
    return tr("Difference: {mean}, and with 95 % confidence between {low} and {high}.", mean=mean, low=low, high=high)


def needed(count: int) -> str:
    return tr("To find a difference of this size four times out of five, each group would need {count}.", count=count)


def begun() -> str:
    return tr(
        "Those who waited have begun the season too meanwhile: where the file's numbers are of a time after that, the "
        "difference says less than it seems to."
    )


def elsewhere(count: int) -> str:
    return trn(
        "{count} of the file is not in this campaign, and was left out.",
        "{count} of the file are not in this campaign, and were left out.",
        count,
    )


def one_sided(count: int) -> str:
    return trn(
        "{count} has numbers on one side of the season's beginning only, and was left out.",
        "{count} have numbers on one side of the season's beginning only, and were left out.",
        count,
    )


def fault(row: int, kind: str, words: str) -> str:
    """One thing that is wrong with the file, with what to do."""
    what = {
        "unreadable": tr("it cannot be read: save the sheet as CSV"),
        "heads": tr(
            "the columns email, before and after are needed, or email or team with week and number; there are: {words}",
            words=words,
        ),
        "week": tr("“{words}” is no week: write 2026-W05, or one of its days such as 2026-01-28", words=words),
        "one_sided": tr("nobody has numbers both before {words}, when the season begins, and after", words=words),
        "too_many": tr("it has more than {words} rows: split it", words=words),
        "number": tr("“{words}” is no number: write it without separators of thousands, such as 1234.5", words=words),
        "twice": tr("{words} stands twice in the file", words=words),
        "empty": tr("it has no people"),
    }[kind]
    return tr("Row {row}: {what}.", row=row, what=what) if row else tr("The file: {what}.", what=what)

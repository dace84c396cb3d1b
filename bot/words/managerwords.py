"""What the bot says to managers: campaigns, approvals, reports, and who may what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.chat import Button, Choices, Facts, Link, Message, Text, Tone
from bot.words.wording import long_date, plain


def report_link(campaign: str, url: str) -> Message:
    heading = f"The report of “{campaign}”"
    return Message(heading, (Text(heading, Tone.TITLE), Link("Open the report", url)))


def campaign_started(campaign: str, team: Sequence[str], url: str) -> Message:
    heading, get = f"“{campaign}” has started", "gets" if len(team) == 1 else "get"
    return Message(
        heading,
        (
            Text(heading, Tone.TITLE),
            Text(f"{' and '.join(team)} {get} an episode each working day, at their own time."),
            Link("Open the report", url),
            Text("Write “report” for a fresh link at any time.", Tone.QUIET),
        ),
    )


def no_campaign_to_report() -> Message:
    return plain("You manage no campaign here, so there is no report for you.")


def approval_wanted(manager: str, campaign: str, people: int, start: date, buttons: Sequence[Button]) -> Message:
    heading = f"{manager} wants to start “{campaign}” for {people} people"
    return Message(
        heading,
        (
            Text(heading, Tone.TITLE),
            Text(f"It would begin on {long_date(start)}. So many people need a second manager's yes."),
            Choices(tuple(buttons)),
        ),
    )


def already_judged() -> Message:
    return plain("That was decided meanwhile, or waited for more than a week. Nothing was changed now.")


def declined(judge: str, campaign: str) -> Message:
    return plain(f"{judge} does not want “{campaign}” to start like this. Ask them why, then try again.")


def you_declined(campaign: str) -> Message:
    return plain(f"“{campaign}” does not start. Whoever asked knows that you said so.")


def you_approved(campaign: str) -> Message:
    return plain(f"“{campaign}” starts. Whoever asked for it gets the report.")


def not_a_manager() -> Message:
    return plain("Campaigns are for admins and for managers that an admin named. Ask an admin to write “manager @you”.")


def campaign_where() -> Message:
    return plain("Write “/learn campaign” to start one, “/learn campaigns” to see yours, or open my Home page.")


def not_your_campaign() -> Message:
    return plain("That campaign is not yours, or is gone. Nothing was changed.")


def campaign_moved(campaign: str, state: str) -> Message:
    return plain(f"“{campaign}” is {state} now.")


def campaign_refused(why: str) -> Message:
    return plain(f"That is not possible: {why}.")


def nudged(campaign: str, people: int) -> Message:
    if not people:
        return plain(f"Nobody in “{campaign}” has a lesson open that was not nudged today.")
    noun = "person gets" if people == 1 else "people get"
    return plain(f"{people} {noun} a reminder of their open lesson, inside of their own hours.")


def started(campaign: str, people: int, held_out: int, unreachable: int, url: str) -> Message:
    heading = f"“{campaign}” has started"
    rows = [("People", str(people))]
    if held_out:
        rows.append(("Held out, to compare with", str(held_out)))
    if unreachable:
        rows.append(("Never reachable at these times", str(unreachable)))
    return Message(heading, (Text(heading, Tone.TITLE), Facts(tuple(rows)), Link("Open the report", url)))


def named_manager(name: str) -> Message:
    return plain(f"{name} can start campaigns now: /learn campaign")


def only_admins() -> Message:
    return plain("Only admins of this workspace may name managers.")


def manager_how() -> Message:
    return plain("Whom? Write for example “manager @Bo”.")

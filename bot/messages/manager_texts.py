"""What the bot says to managers: campaigns, approvals, reports, and who may what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chat import Choices, Facts, Link, Message, Text, Tone
from bot.events import CampaignAction
from bot.messages.catalogue import tr, trn, voice
from bot.messages.common_texts import listed, plain
from schedules.rules.campaigns import CampaignState


def action_label(action: CampaignAction) -> str:
    """What stands on the button for something that a manager can do with a campaign."""
    labels = {
        CampaignAction.REPORT: tr("Report"),
        CampaignAction.NUDGE: tr("Remind who is silent"),
        CampaignAction.PAUSE: tr("Pause"),
        CampaignAction.RESUME: tr("Go on"),
        CampaignAction.END: tr("End"),
    }
    return labels[action]


def state_name(state: CampaignState) -> str:
    """How a campaign is, as an adjective."""
    names = {
        CampaignState.DRAFT: tr("drafted"),
        CampaignState.RUNNING: tr("running"),
        CampaignState.PAUSED: tr("paused"),
        CampaignState.ENDED: tr("ended"),
    }
    return names[state]


def report_link(campaign: str, url: str, results_url: str) -> Message:
    heading = tr("The report of “{campaign}”", campaign=campaign)
    links = (Link(tr("Open the report"), url), Link(tr("Open the results"), results_url))
    return Message(heading, (Text(heading, Tone.TITLE), *links))


def report_links(reports: Sequence[tuple[str, str]]) -> Message:
    """Args: reports: label and address, the newest first."""
    heading = tr("Your reports")
    return Message(heading, (Text(heading, Tone.TITLE), *(Link(label, url) for label, url in reports)))


def report_label(campaign: str, state: CampaignState) -> str:
    return tr("{campaign} ({state})", campaign=campaign, state=state_name(state))


def campaign_started(campaign: str, team: Sequence[str], url: str) -> Message:
    heading = tr("“{campaign}” has started", campaign=campaign)
    each = trn(
        "{people} gets an episode each working day, at their own time.",
        "{people} get an episode each working day, at their own time.",
        len(team),
        people=tr(" and ").join(team),
    )
    parts = (Text(heading, Tone.TITLE), Text(each), Link(tr("Open the report"), url))
    return Message(heading, (*parts, Text(tr("Write “report” for a fresh link at any time."), Tone.QUIET)))


def no_campaign_to_report() -> Message:
    return plain(tr("You manage no campaign here, so there is no report for you."))


def approved_by(manager: str, campaign: str) -> str:
    return tr("{manager} agreed: “{campaign}” starts.", manager=manager, campaign=campaign)


def declined_by(manager: str, campaign: str) -> str:
    return tr("{manager} declined: “{campaign}” does not start.", manager=manager, campaign=campaign)


def decided(question: Message, decision: str) -> Message:
    """The question to a second manager once one of them decided: the same words, and no button any more."""
    rest = tuple(part for part in question.parts if not isinstance(part, Choices))
    return Message(decision, (*rest, Text(decision)))


def already_judged() -> Message:
    return plain(tr("That was decided meanwhile, or waited for more than a week. Nothing was changed now."))


def series_gone() -> str:
    return tr("This series is not there any more: choose another one.")


def nobody_left(left_out: Mapping[str, int]) -> str:
    """Why a campaign would reach nobody."""
    if not left_out:
        return tr("Choose people: nobody is chosen yet.")
    why = "; ".join(f"{count}: {reason}" for reason, count in left_out.items())
    return tr("Nobody is left to write to ({why}). Choose other people or another series.", why=why)


def no_second_manager(most: int) -> str:
    return tr(
        "More than {most} people need a second manager's yes, and there is none: an admin can name one with "
        "“manager @…” in our messages.",
        most=most,
    )


def declined(judge: str, campaign: str) -> Message:
    return plain(
        tr(
            "{manager} does not want “{campaign}” to start like this. Ask them why, then try again.",
            manager=judge,
            campaign=campaign,
        )
    )


def you_declined(campaign: str) -> Message:
    return plain(tr("“{campaign}” does not start. Whoever asked for it knows that you said so.", campaign=campaign))


def you_approved(campaign: str) -> Message:
    return plain(tr("“{campaign}” starts. Whoever asked for it gets the report.", campaign=campaign))


def not_a_manager() -> Message:
    return plain(
        tr("Campaigns are for admins and for managers that an admin named. Ask an admin to write “manager @you”.")
    )


def campaign_where(url: str) -> Message:
    """How a campaign is started on this platform, and the page that shows more of it."""
    words = tr("Write “campaign” to start one, and “campaigns” to see yours.")
    if voice().manner.pages_only:
        words = tr(
            "A campaign brings one series to your team, each at their own time. You see who gets it before it starts."
        )
    elif voice().manner.home_page:
        words = tr(
            "Write “{learn} campaign” to start one, “{learn} campaigns” to see yours, or open my Home page.",
            learn=voice().manner.learn,
        )
    return Message(words, (Text(words), *_page(url)))


def campaign_page(url: str) -> Message:
    heading = tr("Your campaigns, as pages")
    return Message(heading, (Text(heading, Tone.TITLE), *_page(url)))


def _page(url: str) -> tuple[Link, Text]:
    once = Text(tr("The link opens one time, for you alone; write “campaign page” for another."), Tone.QUIET)
    return page_of_campaigns(url), once


def page_of_campaigns(url: str) -> Link:
    """The way to the pages on which campaigns are planned and changed."""
    return Link(tr("Open the campaign page"), url)


def not_your_campaign() -> Message:
    return plain(tr("That campaign is not yours, or is gone. Nothing was changed."))


def campaign_moved(campaign: str, state: CampaignState) -> Message:
    return plain(tr("“{campaign}” is {state} now.", campaign=campaign, state=state_name(state)))


def campaign_refused(why: str) -> Message:
    return plain(tr("That is not possible: {why}.", why=why))


def nudged(campaign: str, people: int) -> Message:
    if not people:
        return plain(tr("Nobody in “{campaign}” has a lesson open that was not reminded today.", campaign=campaign))
    return plain(
        trn(
            "{count} person gets a reminder of their open lesson, inside of their own hours.",
            "{count} people get a reminder of their open lesson, inside of their own hours.",
            people,
        )
    )


def started(campaign: str, people: int, held_out: int, unreachable: int, url: str, agreed: str = "") -> Message:
    """Args: agreed: the second manager who said yes, "" where none had to."""
    heading = tr("“{campaign}” has started", campaign=campaign)
    rows = [(tr("People"), str(people))]
    if agreed:
        rows.append((tr("Agreed"), agreed))
    if held_out:
        rows.append((tr("Kept back for comparison"), str(held_out)))
    if unreachable:
        rows.append((tr("Never reachable at these times"), str(unreachable)))
    return Message(heading, (Text(heading, Tone.TITLE), Facts(tuple(rows)), Link(tr("Open the report"), url)))


def campaign_over(campaign: str, finished: int, of: int, url: str) -> Message:
    """To the manager, once the last of the people has had the last episode."""
    heading = tr("“{campaign}” is through", campaign=campaign)
    figure = trn(
        "{finished} of {count} person has had every episode.",
        "{finished} of {count} people have had every episode.",
        of,
        finished=finished,
    )
    return Message(heading, (Text(heading, Tone.TITLE), Text(figure), Link(tr("Open the report"), url)))


def campaign_list(rows: Sequence[tuple[str, CampaignState]], url: str) -> Message:
    """Args: rows: name and state, running ones first."""
    if not rows:
        words = tr("You have no campaign yet: write “campaign” to start one.")
        return Message(words, (Text(words), *_page(url)))
    heading = tr("Your campaigns")
    facts = Facts(tuple((name, state_name(state)) for name, state in rows))
    how = Text(tr("Write for example “pause {campaign}”, “report” or “remind {campaign}”.", campaign=rows[0][0]))
    return Message(heading, (Text(heading, Tone.TITLE), facts, how, *_page(url)))


def which_campaign(names: Sequence[str]) -> Message:
    return plain(tr("Which one? Yours are {titles}.", titles=listed(names)))


def named_manager(name: str) -> Message:
    return plain(tr("{name} can start campaigns now, and was told how.", name=name))


def you_are_manager(by: str) -> Message:
    return plain(tr("{name} made you a manager here: write “campaign” to start a series for your team.", name=by))


def only_admins() -> Message:
    return plain(tr("Only admins of this workspace may name managers."))


def manager_how() -> Message:
    return plain(tr("Whom? Write for example “manager @Bo”."))


def nobody_called(name: str) -> Message:
    return plain(tr("I know nobody called “{name}”. Write the name as it stands in their profile.", name=name))


def several_called(name: str) -> Message:
    return plain(tr("Several people are called “{name}”. Write the e-mail address instead.", name=name))


def unknown_people(names: str) -> str:
    return tr("I do not know {names}: check the spelling, or bring them the app first. Nobody was taken.", names=names)


def shared_names(names: str) -> str:
    return tr("Several people are called {names}: write their e-mails. Nobody was taken.", names=names)


def some_of(names: Sequence[str], more: int) -> str:
    """Names in a row, and how many there are beyond them."""
    listed_names = ", ".join(names)
    if more <= 0:
        return listed_names
    return trn("{names} and {count} more", "{names} and {count} more", more, names=listed_names)

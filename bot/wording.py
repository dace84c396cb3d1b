"""Every sentence the bot says, as functions that return a Message. One voice: plain, kind, short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.chat import Button, Choices, Clip, Facts, Link, Message, Part, Passage, Share, Split, Text, Tone

LETTERS = "ABCDE"


@dataclass(frozen=True, slots=True)
class Vote:
    """How a team voted on a check: the options' texts, how many chose each, and which is right."""

    options: tuple[str, ...]
    counts: tuple[int, ...]
    correct: int

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Answered:
    """A check that was answered: what was picked, and the verdict with its reason."""

    choice: str
    correct: bool
    why: str


def welcome(name: str, workspace: str) -> Message:
    return Message(
        f"Welcome to Ninety, {name}",
        (
            Text(f"Hello {name}, welcome to Ninety.", Tone.TITLE),
            Text(
                f"{workspace} sends you short video lessons here: 90 seconds and one question, "
                "inside your working hours. Just press an answer when one arrives."
            ),
            Text("Write “help” to see what else I understand, or “stop” and I will be quiet.", Tone.QUIET),
        ),
    )


def help_text() -> Message:
    return Message(
        "What I understand",
        (
            Text("What I understand", Tone.TITLE),
            Facts(
                (
                    ("/learn", "your current lesson again"),
                    ("/learn how do I …?", "an answer from your lessons, with the place in the clip"),
                    ("next", "the next episode now"),
                    ("progress", "what you have seen and answered"),
                    ("save, like, saved", "keep your current lesson, say that you like it, find what you saved"),
                    ("share with @Bo", "send your current lesson to a colleague"),
                    ("snooze until 2 March", "nothing from me before that day; also “snooze a week”"),
                    ("resume", "go on after a pause or a snooze"),
                    ("stop, start", "no lessons at all; lessons again"),
                )
            ),
        ),
    )


def episode(
    series: str,
    number: int,
    of: int,
    title: str,
    clip: Clip,
    question: str,
    buttons: Sequence[Button],
    *,
    previous: Vote | None = None,
    answered: Answered | None = None,
    vote: Vote | None = None,
    prompt: str = "",
    cliffhanger: str = "",
) -> Message:
    """An episode: how the team voted last time, the clip, the question; once answered, the verdict and the split."""
    heading = f"{series}, episode {number} of {of}: {title}"
    parts: list[Part] = [Text(heading, Tone.TITLE)]
    if previous and previous.total:
        parts += [Text("Last time, this is how your team voted:"), split(previous)]
    parts.append(clip)
    if question:
        parts.append(Text(question))
    if answered:
        parts += verdict(answered, vote, prompt, cliffhanger)
    elif buttons:
        parts.append(Choices(tuple(buttons)))
    return Message(heading, tuple(parts))


def verdict(answered: Answered, vote: Vote | None, prompt: str = "", cliffhanger: str = "") -> list[Part]:
    """What stands in place of the buttons: right or wrong, why, how the team voted, and something to think about."""
    tone, word = (Tone.RIGHT, "Right") if answered.correct else (Tone.WRONG, "Not quite")
    parts: list[Part] = [Text(f"{word}: you said “{answered.choice}”.", tone), Text(answered.why)]
    if vote and vote.total:
        parts += [Text("Your team so far:", Tone.QUIET), split(vote, answered.choice)]
    if prompt:
        parts.append(Text(prompt))
    if cliffhanger:
        parts.append(Text(cliffhanger, Tone.QUIET))
    return parts


def split(vote: Vote, chosen: str = "") -> Split:
    """A vote as bars, with the right option and the reader's own marked."""
    shares = []
    for number, (option, count) in enumerate(zip(vote.options, vote.counts, strict=True)):
        marks = [word for word, holds in (("right", number == vote.correct), ("you", option == chosen)) if holds]
        shares.append(Share(option, count, ", ".join(marks)))
    return Split(tuple(shares), vote.total)


def branch(title: str, clip: Clip) -> Message:
    heading = f"Your choice, and what came of it: {title}"
    return Message(heading, (Text(heading, Tone.TITLE), clip))


def reminder(
    title: str, clip: Clip, question: str, buttons: Sequence[Button], answered: Answered | None = None
) -> Message:
    heading = title if answered else f"Still open: {title}"
    rest = verdict(answered, None) if answered else [Choices(tuple(buttons))]
    return Message(heading, (Text(heading, Tone.TITLE), Text(question), *rest, clip))


def reask(
    title: str, clip: Clip | None, question: str, buttons: Sequence[Button], answered: Answered | None = None
) -> Message:
    """A check again, some days later; once answered, the verdict with the place in the clip that shows it."""
    heading = f"Do you still know? From “{title}”"
    parts: list[Part] = [Text(heading, Tone.TITLE), Text(question)]
    if answered:
        parts += verdict(answered, None)
    else:
        parts.append(Choices(tuple(buttons)))
    if clip:
        parts.append(clip)
    return Message(heading, tuple(parts))


def paused_after_silence(campaign: str, resume: Button) -> Message:
    return Message(
        f"I paused “{campaign}” for you",
        (
            Text(f"I paused “{campaign}” for you", Tone.TITLE),
            Text("The last three episodes stayed unanswered, so I will not send more of them."),
            Text("When you want to go on, press the button or write “resume”."),
            Choices((resume,)),
        ),
    )


def already_answered(choice: str, correct: bool) -> Message:
    ending = "that was right." if correct else "that was not quite right."
    return plain(f"You answered this one already: “{choice}”; {ending} Your first answer counts.")


def not_yours() -> Message:
    return plain("That button was made for somebody else. Yours will come in your own lessons.")


def stale_button() -> Message:
    return plain("That button is too old to be used. Write “/learn” for your current lesson.")


def strange_button() -> Message:
    return plain("I do not know that button, so I changed nothing. Write “help” to see what I understand.")


def unknown_person() -> Message:
    return plain("I do not know you yet. Ask whoever runs Ninety at your company to add you.")


def snoozed(until: date) -> Message:
    return plain(
        f"All right, nothing from me before {long_date(until)}. Write “resume” whenever you want to go on earlier."
    )


def snooze_how() -> Message:
    return plain(
        "Until when? Write for example “snooze until 2 March”, “snooze until Monday”, "
        "“snooze 3 days” or “snooze a week”."
    )


def snooze_past(until: date) -> Message:
    return plain(f"{long_date(until)} is not in the future. Write a later day, such as “snooze a week”.")


def resumed(campaigns: Sequence[str]) -> Message:
    if not campaigns:
        return plain("You are all set: lessons reach you as planned.")
    names = " and ".join(f"“{name}”" for name in campaigns)
    return plain(f"Welcome back! {names} {'goes' if len(campaigns) == 1 else 'go'} on with your next episode.")


def opted_out() -> Message:
    return plain("I will send you no more lessons. Write “start” whenever you want them back.")


def opted_in() -> Message:
    return plain("Good to have you back: lessons reach you again. Write “next” for an episode right now.")


def no_lesson_yet() -> Message:
    return plain("You have no lesson yet. The first one comes with your team's next campaign.")


def no_more_episodes() -> Message:
    return plain("You have seen every episode that there is for now. Write “progress” to see how you did.")


def daily_cap(cap: int) -> Message:
    noun = "one extra episode" if cap == 1 else f"{cap} extra episodes"
    return plain(f"That was {noun} today, which is the most: what is learned in small bites stays. More tomorrow!")


def progress(rows: Sequence[tuple[str, str]]) -> Message:
    if not rows:
        return plain("Nothing to show yet: your first lesson is still to come.")
    return Message("Your progress", (Text("Your progress", Tone.TITLE), Facts(tuple(rows))))


def todays_lesson(lesson: Clip) -> Message:
    heading = f"Your current lesson: {lesson.title}"
    return Message(heading, (Text(heading, Tone.TITLE), lesson))


def report_link(campaign: str, url: str) -> Message:
    heading = f"The report of “{campaign}”"
    return Message(heading, (Text(heading, Tone.TITLE), Link("Open the report", url)))


def campaign_started(campaign: str, team: Sequence[str], url: str) -> Message:
    heading = f"“{campaign}” has started"
    return Message(
        heading,
        (
            Text(heading, Tone.TITLE),
            Text(f"{' and '.join(team)} get an episode each working day, at their own time."),
            Link("Open the report", url),
            Text("Write “report” for a fresh link at any time.", Tone.QUIET),
        ),
    )


def no_campaign_to_report() -> Message:
    return plain("You manage no campaign here, so there is no report for you.")


def looking() -> Message:
    return plain("Looking for it … the answer comes to you in our direct messages.")


def kept(deed: str, title: str) -> Message:
    """What was done with a clip: "save", "like", "unsave" or "unlike"."""
    said = {
        "save": f"Saved: “{title}”. Write “saved” to find it again.",
        "like": f"You like “{title}”; it is suggested to others more often now.",
        "unsave": f"“{title}” is no longer among what you saved.",
        "unlike": f"You took back that you like “{title}”.",
    }
    return plain(said[deed])


def saved_clips(buttons: Sequence[Button]) -> Message:
    if not buttons:
        return plain("You saved nothing yet. Write “save” to keep your current lesson.")
    heading = "What you saved"
    return Message(heading, (Text(heading, Tone.TITLE), Choices(tuple(buttons))))


def suggestions(lines: Sequence[tuple[str, str]], buttons: Sequence[Button]) -> Message:
    """Clips that may be liked: title and why, and a button for each."""
    heading = "You may like these"
    return Message(heading, (Text(heading, Tone.TITLE), Facts(tuple(lines)), Choices(tuple(buttons))))


def clip_again(clip: Clip) -> Message:
    return Message(clip.title, (Text(clip.title, Tone.TITLE), clip))


def clip_gone() -> Message:
    return plain("That clip is no longer here. Write “/learn” for your current lesson.")


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


def shared(title: str, name: str) -> Message:
    return plain(f"{name} gets “{title}” from you, inside of their working hours.")


def shared_with_you(giver: str, clip: Clip) -> Message:
    heading = f"{giver} thought of you: “{clip.title}”"
    return Message(heading, (Text(heading, Tone.TITLE), clip))


def cannot_share() -> Message:
    return plain("That person gets no lessons here, so I sent nothing. Choose a colleague who does.")


def share_how() -> Message:
    return plain("With whom? Write for example “share with @Bo”.")


def shared_enough(most: int) -> Message:
    return plain(f"You shared {most} lessons since yesterday, which is the most. More tomorrow!")


def something_went_wrong() -> Message:
    return plain("That did not work, and it was not your fault. Nothing was lost; please try again in a minute.")


def plain(words: str) -> Message:
    """One paragraph, also its own summary."""
    return Message(words, (Text(words),))


def long_date(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def found_clip(question: str, clip: Clip, passage: Passage, corrected: str = "") -> Message:
    """An answer: the moment of a clip, with the words that are said there."""
    heading = f"{clip.title}, from {clock(clip.start_s)}" if clip.start_s >= 1 else clip.title
    return Message(heading, (*asked_for(question, corrected), Text(heading, Tone.TITLE), passage, clip))


def found_document(question: str, passages: Sequence[Passage], corrected: str = "") -> Message:
    heading = "This is what our documents say"
    return Message(heading, (*asked_for(question, corrected), Text(heading, Tone.TITLE), *passages))


def maybe(question: str, clips: Sequence[Clip], titles: Sequence[str], corrected: str = "") -> Message:
    """Not sure enough for an answer: what may be meant."""
    heading = "I am not sure. Did you mean one of these?"
    named = [Text(title) for title in titles]
    return Message(heading, (*asked_for(question, corrected), Text(heading, Tone.TITLE), *named, *clips))


def nothing_found(question: str, nearest: Sequence[str] = ()) -> Message:
    heading = "I found nothing about that, and I will not guess"
    names = " and ".join(f"“{title}”" for title in nearest)
    near = [Text(f"The nearest that I know: {names}.", Tone.QUIET)] if nearest else []
    return Message(
        heading,
        (
            Text(f"You asked: {question}", Tone.QUIET),
            Text(heading, Tone.TITLE),
            Text("Your question is on the list of what is missing, so that somebody can make a lesson of it."),
            *near,
        ),
    )


def asked_for(question: str, corrected: str) -> list[Part]:
    """What was asked, and how it was read where it was mistyped."""
    lines: list[Part] = [Text(f"You asked: {question}", Tone.QUIET)]
    if corrected:
        lines.append(Text(f"Showing results for: {corrected}", Tone.QUIET))
    return lines


def clock(seconds: float) -> str:
    """Seconds as 1:05."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"

"""What the bot says about lessons, and about being quiet, as functions that return a Message.

One voice everywhere: plain, kind, short. Answers, kept clips and campaigns have modules beside this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.chat import Button, Choices, Clip, Facts, Message, Part, Share, Split, Text, Tone

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


def welcome(name: str, workspace: str, buttons: Sequence[Button]) -> Message:
    """The first message.

    Args:
        buttons: what can be done at once, opting out among it.
    """
    return Message(
        f"Welcome to Ninety, {name}",
        (
            Text(f"Hello {name}, welcome to Ninety.", Tone.TITLE),
            Text(
                f"{workspace} sends you short video lessons here: 90 seconds and one question, "
                "inside your working hours. Just press an answer when one arrives."
            ),
            Text("You choose when they come, and whether they come at all.", Tone.QUIET),
            Choices(tuple(buttons)),
        ),
    )


def help_text(settings: Button) -> Message:
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
                    ("settings", "when lessons come, in which zone and language"),
                    ("send at 8:30", "lessons at that time of your day; “send as planned” takes it back"),
                    ("time zone Berlin", "the zone you live in; also “language German”"),
                    ("snooze until 2 March", "nothing from me before that day; also “snooze a week”"),
                    ("resume", "go on after a pause or a snooze"),
                    ("stop, start", "no lessons at all; lessons again"),
                )
            ),
            Choices((settings,)),
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


def press_taken() -> Message:
    """Beside a card that could not change at once; it does a moment later."""
    return plain("I have your answer. This card shows it in a moment.")


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
    return plain(
        f"Welcome back! {listed(campaigns)} {'goes' if len(campaigns) == 1 else 'go'} on with your next episode."
    )


def opted_out(back: Button) -> Message:
    words = "I will send you no more lessons. Write “start” whenever you want them back."
    return Message(words, (Text(words), Choices((back,))))


def opted_in() -> Message:
    return plain("Good to have you back: lessons reach you again. Write “next” for an episode right now.")


def no_lesson_yet() -> Message:
    return plain("You have no lesson yet. The first one comes with your team's next campaign.")


def no_more_episodes() -> Message:
    return plain("You have seen every episode that there is for now. Write “progress” to see how you did.")


def daily_cap(cap: int) -> Message:
    those = "That was one extra episode" if cap == 1 else f"Those were {cap} extra episodes"
    return plain(f"{those} today, which is the most: what is learned in small bites stays. More tomorrow!")


def progress(rows: Sequence[tuple[str, str]]) -> Message:
    if not rows:
        return plain("Nothing to show yet: your first lesson is still to come.")
    return Message("Your progress", (Text("Your progress", Tone.TITLE), Facts(tuple(rows))))


def todays_lesson(lesson: Clip) -> Message:
    heading = f"Your current lesson: {lesson.title}"
    return Message(heading, (Text(heading, Tone.TITLE), lesson))


def something_went_wrong() -> Message:
    return plain("That did not work, and it was not your fault. Nothing was lost; please try again in a minute.")


def plain(words: str) -> Message:
    """One paragraph, also its own summary."""
    return Message(words, (Text(words),))


def listed(titles: Sequence[str]) -> str:
    """Titles in a sentence: “A”, “B” and “C”."""
    *first, last = [f"“{title}”" for title in titles]
    return f"{', '.join(first)} and {last}" if first else last


def long_date(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"

"""What the bot says about lessons, and about being quiet, as functions that return a Message.

One voice everywhere: plain, kind, short. Answers, saved clips and campaigns have modules beside this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat import Button, Choices, Clip, Layout, Message, Part, Passage, Share, Split, Text, Tone
from bot.messages.catalogue import tr, trn, voice
from bot.messages.common_texts import plain
from bot.messages.surveys.certainty_texts import HeldBack, held_back

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
    """A check that was answered: what was picked, and the verdict with its reason; or a document that was read."""

    choice: str
    correct: bool
    why: str
    document: str = ""


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
    answered: Answered | HeldBack | None = None,
    vote: Vote | None = None,
    prompt: str = "",
    cliffhanger: str = "",
) -> Message:
    """An episode: the clip, the question, how the team voted last time; once answered, the verdict and the split."""
    heading = tr("{series}, episode {number} of {of}: {title}", series=series, number=number, of=of, title=title)
    parts: list[Part] = [Text(heading, Tone.TITLE), clip]
    if question:
        parts.append(Text(question))
    if answered:
        parts += verdict(answered, vote, prompt, cliffhanger)
    elif buttons:
        parts.append(Choices(tuple(buttons), Layout.OPTIONS))
    if previous and previous.total:
        parts.append(Text(vote_line(previous), Tone.QUIET))
    return Message(heading, tuple(parts))


def vote_line(vote: Vote) -> str:
    """How the team voted last time, in one line: bars above today's lesson would push it off the screen."""
    shares = sorted(zip(vote.options, vote.counts, range(len(vote.options)), strict=True), key=lambda share: -share[1])
    named = [
        tr("“{option}” {count} of {total} (right)", option=option, count=count, total=vote.total)
        if at == vote.correct
        else tr("“{option}” {count} of {total}", option=option, count=count, total=vote.total)
        for option, count, at in shares
    ]
    return tr("Last time, this is how your team voted: {votes}.", votes=", ".join(named))


def verdict(answered: Answered | HeldBack, vote: Vote | None, prompt: str = "", cliffhanger: str = "") -> list[Part]:
    """What stands in place of the buttons: right or wrong, why, how the team voted, and something to think about."""
    if isinstance(answered, HeldBack):
        return held_back(answered)
    if answered.document:
        line, tone = tr("Recorded: “{choice}”.", choice=answered.choice), Tone.RIGHT
    elif answered.correct:
        line, tone = tr("Right: you said “{choice}”.", choice=answered.choice), Tone.RIGHT
    else:
        line, tone = tr("Not quite: you said “{choice}”.", choice=answered.choice), Tone.WRONG
    parts: list[Part] = [Text(line, tone), Text(answered.why)]
    if vote and vote.total:
        parts += [Text(tr("Your team so far:"), Tone.QUIET), split(vote, answered.choice)]
    if prompt:
        parts.append(Text(prompt))
    if cliffhanger:
        parts.append(Text(cliffhanger, Tone.QUIET))
    return parts


def verdict_alone(answered: Answered) -> Message:
    """Below an answer that was typed, since its question may stand far above."""
    parts = verdict(answered, None)
    return Message(parts[0].words if isinstance(parts[0], Text) else answered.why, tuple(parts))


def letters(options: int) -> str:
    """A, B or C."""
    *first, last = tuple(LETTERS[:options])
    return tr("{first} or {last}", first=", ".join(first), last=last)


def split(vote: Vote, chosen: str = "") -> Split:
    """A vote as bars, with the right option and the reader's own marked."""
    shares = []
    for number, (option, count) in enumerate(zip(vote.options, vote.counts, strict=True)):
        marks = [(tr("right"), number == vote.correct), (tr("you"), option == chosen)]
        mark = ", ".join(word for word, holds in marks if holds)
        shares.append(Share(option, count, mark, number == vote.correct, option == chosen))
    return Split(tuple(shares), vote.total)


def branch(title: str, clip: Clip) -> Message:
    heading = tr("What your choice led to: {title}", title=title)
    return Message(heading, (Text(heading, Tone.TITLE), clip))


def reminder(
    title: str, clip: Clip, question: str, buttons: Sequence[Button], answered: Answered | HeldBack | None = None
) -> Message:
    heading = title if answered else tr("Still open: {title}", title=title)
    rest = verdict(answered, None) if answered else [Choices(tuple(buttons), Layout.OPTIONS)]
    return Message(heading, (Text(heading, Tone.TITLE), Text(question), *rest, clip))


def reask(
    title: str,
    clip: Clip | None,
    question: str,
    buttons: Sequence[Button],
    answered: Answered | HeldBack | None = None,
    *,
    retold: Clip | Passage | None = None,
) -> Message:
    """A check again, some days later; once answered, the verdict with the place in the clip that shows it.

    Args:
        retold: the same point told another way, to whoever missed it: it comes before the question.
    """
    heading = tr("Do you still know? From “{title}”", title=title)
    parts: list[Part] = [Text(heading, Tone.TITLE)]
    if retold:
        parts += [Text(told_another_way(), Tone.QUIET), retold]
    parts.append(Text(question))
    if answered:
        parts += verdict(answered, None)
    else:
        parts.append(Choices(tuple(buttons), Layout.OPTIONS))
    if clip:
        parts.append(clip)
    return Message(heading, tuple(parts))


def told_another_way() -> str:
    return tr("The same point, told another way:")


def paused_after_silence(campaign: str, resume: Button) -> Message:
    heading = tr("I paused “{campaign}” for you", campaign=campaign)
    return Message(
        heading,
        (
            Text(heading, Tone.TITLE),
            Text(tr("The last three episodes stayed unanswered, so I will not send more of them.")),
            Text(tr("When you want to go on, press the button or write “resume”.")),
            Choices((resume,)),
        ),
    )


def resume_label() -> str:
    return tr("Go on")


def already_answered(choice: str, correct: bool) -> Message:
    if correct:
        return plain(
            tr("You answered this one already: “{choice}”; that was right. Your first answer counts.", choice=choice)
        )
    return plain(
        tr(
            "You answered this one already: “{choice}”; that was not quite right. Your first answer counts.",
            choice=choice,
        )
    )


def press_taken() -> Message:
    """Beside a card that could not change at once; it does a moment later."""
    return plain(tr("I have your answer. This card shows it in a moment."))


def not_yours() -> Message:
    return plain(tr("That button was made for somebody else. Yours will come in your own lessons."))


def stale_button() -> Message:
    words = tr(
        "That button is too old to be used. Write “{learn}” for your current lesson.", learn=voice().manner.learn
    )
    return plain(words)


def strange_button() -> Message:
    return plain(tr("I do not know that button, so I changed nothing. Write “help” to see what I understand."))


def unknown_person() -> Message:
    return plain(tr("I do not know you yet. Ask whoever runs Ninety at your company to add you."))


def no_lesson_yet() -> Message:
    return plain(tr("You have no lesson yet. The first one comes with your team's next campaign."))


def next_is_under_way() -> Message:
    return plain(tr("Your next episode is on its way to you. It may take a minute."))


def no_more_episodes() -> Message:
    return plain(tr("You have seen every episode that there is for now. Write “progress” to see how you did."))


def next_is_planned(next_at: str) -> Message:
    """To somebody whose series has not begun, or rests; "" when no day is planned."""
    if not next_at:
        return plain(tr("Your next episode is not planned yet: your series waits for your team's turn."))
    return plain(tr("Your next episode comes on {moment}.", moment=next_at))


def lessons_are_stopped() -> Message:
    return plain(tr("You asked me to send no lessons, so none comes. Write “start” to get them again."))


def daily_cap(cap: int) -> Message:
    return plain(
        trn(
            "You had today's extra episode already; more would not stay in mind. “next” works again tomorrow.",
            "You had today's {count} extra episodes already; more would not stay in mind. “next” works again tomorrow.",
            cap,
        )
    )


def finale(series: str, right: int, of: int) -> Message:
    """After the last episode.

    Args:
        right: questions of the series that were answered right at the first try, out of `of`.
    """
    heading = tr("That was the last episode of “{series}”", series=series)
    parts: list[Part] = [Text(heading, Tone.TITLE)]
    if of:
        parts.append(Text(tr("Right at the first try: {right} of {of}.", right=right, of=of)))
    parts.append(Text(tr("From time to time I will ask one of its questions again, so that it stays in mind.")))
    return Message(heading, tuple(parts))


def todays_lesson(lesson: Clip) -> Message:
    heading = tr("Your current lesson: {title}", title=lesson.title)
    return Message(heading, (Text(heading, Tone.TITLE), lesson))


def trial(message: Message) -> Message:
    """An episode as its learners will get it, for whoever wants to see it first."""
    mark = tr("A test, for you alone: nobody else gets it, and nothing of it is counted.")
    return Message(message.summary, (Text(mark, Tone.QUIET), *message.parts))


def tried(answered: Answered) -> Message:
    """The verdict on a test, which is not kept."""
    verdict_parts = verdict(answered, None)
    mark = tr("That was a test: your answer is not kept.")
    return Message(mark, (*verdict_parts, Text(mark, Tone.QUIET)))


def something_went_wrong() -> Message:
    return plain(tr("That did not work, and it was not your fault. Nothing was lost; please try again in a minute."))

"""The sentences around quotations in a drafted story. They tell of people and state no rule: rules are quoted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages.catalogue import tr

LONGEST_READ_OUT = 110  # characters: six seconds
GUESSER, READER, TELLER = "guesser", "reader", ""
"""Who says a line: who believes to know, who opens the page, and the narrator."""


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A line of the story: who says it, in which mood, and its words."""

    who: str
    mood: str
    words: str


def reason(rule: str, place: str) -> str:
    return tr("“{rule}” ({place})", rule=rule, place=place)


def stands_elsewhere(rule: str) -> str:
    return tr("That belongs elsewhere: “{rule}”", rule=rule)


def stands_at(place: str) -> str:
    return tr("That stands elsewhere: {place}.", place=place)


def asks_gap(sentence: str) -> str:
    return tr("“{sentence}” What belongs into the gap?", sentence=sentence)


def asks_item(lead: str) -> str:
    return tr("“{lead}” Which of these stands below it?", lead=lead)


def asks_heading(heading: str) -> str:
    return tr("Which of these sentences stands under “{heading}”?", heading=heading)


def asks_place(rule: str) -> str:
    return tr("“{rule}” Under which heading does that stand?", rule=rule)


def topic(heading: str) -> str:
    return tr("The question: {heading}.", heading=heading)


def guess(words: str, turn: int) -> str:
    variants = (
        tr("{words}. I would sign that.", words=words),
        tr("{words}. Everybody says so.", words=words),
        tr("{words}. What else?", words=words),
    )
    return variants[turn % len(variants)]


def headings() -> tuple[str, str, str]:
    """What the scenes of a drafted story are called."""
    return tr("The wrong turn"), tr("What came of it"), tr("The rule")


def roles() -> tuple[str, str]:
    """Who the two people of the story are."""
    return tr("knows everything by heart, almost"), tr("opens the page before answering")


def when(turn: int) -> str:
    """When the episode plays, below the place."""
    days = (
        tr("Monday, 8:52"),
        tr("Tuesday, 11:40"),
        tr("Wednesday, 9:05"),
        tr("Thursday, 16:20"),
        tr("Friday, 10:15"),
        tr("Friday, 16:58"),
    )
    return days[turn % len(days)]


def opening(turn: int, last: bool) -> tuple[StoryLine, ...]:
    """What makes people stay: a bet, and how it goes on."""
    if not turn:
        return (
            StoryLine(GUESSER, "glad", tr("I bet that I know our rules by heart.")),
            StoryLine(READER, "sly", tr("For a coffee? Then I open the page.")),
        )
    if last:
        return (
            StoryLine(READER, "glad", tr("Last round. Today I answer without looking.")),
            StoryLine(GUESSER, "sly", tr("You? Then I open the page.")),
        )
    variants = (
        (
            StoryLine(GUESSER, "sly", tr("Double or nothing. Today I win.")),
            StoryLine(READER, "glad", tr("My coffee was very good, thank you.")),
        ),
        (
            StoryLine(GUESSER, "worried", tr("Two people asked me, and both are waiting.")),
            StoryLine(READER, "sly", tr("And you answer from memory again?")),
        ),
        (
            StoryLine(GUESSER, "glad", tr("This one I do every week.")),
            StoryLine(READER, "sly", tr("Then it will be an easy coffee.")),
        ),
    )
    return variants[(turn - 1) % len(variants)]


def asking(turn: int, options: Sequence[str]) -> str:
    """Who has the page open asks. The options are read aloud where they are short, so that there is time to think."""
    *first, last = options
    if sum(map(len, options)) > LONGEST_READ_OUT:
        return tr("One of these stands there. Which one?")
    choice = tr("{first} or {last}", first=", ".join(first), last=last)
    variants = (
        tr("So what stands there: {choice}?", choice=choice),
        tr("Your answer, please: {choice}?", choice=choice),
        tr("No looking. Is it {choice}?", choice=choice),
    )
    return variants[turn % len(variants)]


def aftermath(turn: int) -> tuple[StoryLine, ...]:
    """What a guess does, where the document itself tells of no consequence."""
    variants = (
        (
            StoryLine(READER, "surprised", tr("And how many people have you told that?")),
            StoryLine(GUESSER, "worried", tr("Everybody who asked me.")),
        ),
        (
            StoryLine(TELLER, "", tr("An hour later, three people have done it just like that.")),
            StoryLine(GUESSER, "worried", tr("They are asking whose idea it was.")),
        ),
        (
            StoryLine(READER, "worried", tr("You have already done it that way, have you not?")),
            StoryLine(GUESSER, "sad", tr("Twice. This morning.")),
        ),
    )
    return variants[turn % len(variants)]


def before_consequence() -> str:
    return tr("Read what comes of that.")


def before_rule(turn: int) -> str:
    variants = (tr("Here it stands."), tr("Listen."), tr("Word for word:"))
    return variants[turn % len(variants)]


def ending(turn: int, last: bool) -> tuple[StoryLine, ...]:
    """The next step, which is always the same: look before you answer."""
    if last and turn:
        return (
            StoryLine(READER, "sad", tr("So that is how it feels.")),
            StoryLine(GUESSER, "glad", tr("The coffee is on you. And the page stays open.")),
        )
    variants = (
        (
            StoryLine(GUESSER, "sad", tr("The coffee is on me.")),
            StoryLine(READER, "glad", tr("With milk. And next time you open the page first.")),
        ),
        (
            StoryLine(GUESSER, "worried", tr("I will call them back now.")),
            StoryLine(READER, "glad", tr("With the page open, please.")),
        ),
        (
            StoryLine(GUESSER, "sad", tr("I read that once. A long time ago.")),
            StoryLine(READER, "glad", tr("It takes a minute to read it again.")),
        ),
    )
    return variants[turn % len(variants)]


def cliffhanger(heading: str, turn: int) -> tuple[StoryLine, ...]:
    """What makes people want the next one: its topic, and who is sure again."""
    variants = (
        (
            StoryLine(GUESSER, "sly", tr("One more: {heading}. That one I know.", heading=heading)),
            StoryLine(READER, "sly", tr("Tomorrow. Bring your purse.")),
        ),
        (
            StoryLine(READER, "sly", tr("And what about this: {heading}?", heading=heading)),
            StoryLine(GUESSER, "worried", tr("Do not open that page yet.")),
        ),
    )
    return variants[turn % len(variants)]


def reflect(turn: int) -> str:
    variants = (
        tr("What did you last answer from memory?"),
        tr("Which page would you open before you answer?"),
        tr("Whom did you tell something that you never looked up?"),
    )
    return variants[turn % len(variants)]


def label() -> str:
    """Says on the last card that no person wrote this: two lines of 28 characters hold it in both languages."""
    return tr("Put together by a program")


def model_label() -> str:
    return tr("Drafted by AI")


def by_template(document: str) -> str:
    return tr("Put together by a program from: {document}", document=document)


def by_model(document: str) -> str:
    return tr("Drafted by AI from: {document}", document=document)


def series_summary(document: str) -> str:
    return tr("Two colleagues, one bet, and what really stands in: {document}", document=document)

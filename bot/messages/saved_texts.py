"""What the bot says about clips that are saved, liked, suggested and sent to colleagues."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat import Button, Choices, Clip, Facts, Message, Text, Tone
from bot.events import ClipAction
from bot.messages.catalogue import tr, trn, voice
from bot.messages.common_texts import plain


def done(action: ClipAction, title: str) -> Message:
    """What was done with a clip."""
    sentences = {
        ClipAction.SAVE: tr("Saved: “{title}”. Write “saved” to find it again.", title=title),
        ClipAction.LIKE: tr("You like “{title}”; it is suggested to others more often now.", title=title),
        ClipAction.UNSAVE: tr("“{title}” is no longer among what you saved.", title=title),
        ClipAction.UNLIKE: tr("You took back that you like “{title}”.", title=title),
    }
    return plain(sentences[action])


def saved_clips(buttons: Sequence[Button]) -> Message:
    if not buttons:
        return plain(tr("You saved nothing yet. Write “save” to keep your current lesson."))
    heading = tr("What you saved")
    return Message(heading, (Text(heading, Tone.TITLE), Choices(tuple(buttons))))


def suggestions(lines: Sequence[tuple[str, str]], buttons: Sequence[Button]) -> Message:
    """Clips that may be liked: title and why, and a button for each."""
    heading = tr("You may like these")
    return Message(heading, (Text(heading, Tone.TITLE), Facts(tuple(lines)), Choices(tuple(buttons))))


def colleagues_shared(people: int) -> str:
    return trn("{count} colleague shared it lately", "{count} colleagues shared it lately", people)


def colleagues_liked(people: int) -> str:
    return trn("{count} colleague liked it lately", "{count} colleagues liked it lately", people)


def colleagues_saved(people: int) -> str:
    return trn("{count} colleague saved it lately", "{count} colleagues saved it lately", people)


def colleagues_answered(people: int) -> str:
    return trn(
        "{count} colleague answered its question lately", "{count} colleagues answered its question lately", people
    )


def first_part() -> str:
    return tr("the first part of a series you have not begun")


def not_seen_yet() -> str:
    return tr("you have not seen it yet")


def clip_again(clip: Clip) -> Message:
    return Message(clip.title, (Text(clip.title, Tone.TITLE), clip))


def clip_gone() -> Message:
    words = tr("That clip is no longer here. Write “{learn}” for your current lesson.", learn=voice().manner.learn)
    return plain(words)


def shared(title: str, name: str) -> Message:
    return plain(tr("{name} gets “{title}” from you, inside of their working hours.", name=name, title=title))


def shared_with_you(giver: str, clip: Clip) -> Message:
    heading = tr("{name} thought of you: “{title}”", name=giver, title=clip.title)
    return Message(heading, (Text(heading, Tone.TITLE), clip))


def cannot_share(name: str) -> Message:
    return plain(tr("{name} gets no lessons here, so I sent nothing. Choose a colleague who does.", name=name))


def share_with_yourself() -> Message:
    return plain(tr("You have this lesson already. Choose a colleague, such as “share with @Bo”."))


def share_how() -> Message:
    return plain(tr("With whom? Write for example “share with @Bo”."))


def shared_enough(most: int) -> Message:
    return plain(
        trn(
            "You shared {count} lesson since yesterday, which is the most. More tomorrow!",
            "You shared {count} lessons since yesterday, which is the most. More tomorrow!",
            most,
        )
    )


def clip_actions(*names: str) -> tuple[tuple[str, str], ...]:
    """What can be done with a clip beside watching it: the action's name and its label."""
    labels = {
        "save": tr("Save for later"),
        "like": tr("Like"),
        "share": tr("Share with a colleague"),
        "next": tr("Next episode now"),
    }
    return tuple((name, labels[name]) for name in names)


def watch(seconds: float) -> str:
    return tr("▶ Watch ({seconds} s)", seconds=f"{seconds:.0f}") if seconds else tr("▶ Watch")


def length(seconds: float) -> str:
    return tr("{seconds} s, with captions", seconds=f"{seconds:.0f}")


def video_description(title: str, seconds: float) -> str:
    """For those who cannot see the picture."""
    return tr("Video: {title}, {seconds} seconds, with captions", title=title, seconds=f"{seconds:.0f}")

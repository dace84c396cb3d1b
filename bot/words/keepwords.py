"""What the bot says about clips that are saved, liked, suggested and sent to colleagues."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat import Button, Choices, Clip, Facts, Message, Text, Tone
from bot.words.wording import plain


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

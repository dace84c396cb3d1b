"""What the learner's own page says: every word of it, in one place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.chat import Message
from bot.messages import lesson_texts
from bot.messages.catalogue import tr
from bot.messages.common_texts import plain
from bot.messages.surveys import certainty_texts
from schedules.rules.feed_ranking import Why


def labels() -> dict[str, Any]:
    """Every word of the page by its name, in the reader's language."""
    return {
        "right": tr("Right"),
        "not_quite": tr("Not quite"),
        "question": tr("One question"),
        "answer": tr("Answer"),
        "answering": tr("Your answer is on its way …"),
        "offline": tr("You are offline. Your answer is kept here and sent once you are back."),
        "kept_first": tr("You answered this one before; your first answer counts."),
        "you_said": tr("You said"),
        "how_sure": certainty_texts.how_sure(),
        "levels": certainty_texts.levels(),
        "why_now": certainty_texts.why_now(),
        "another_way": lesson_texts.told_another_way(),
        "see_second": tr("See the second that answers"),
        "replay": tr("Watch again"),
        "next": tr("Next"),
        "next_episode": tr("Next episode"),
        "see_consequence": tr("See what came of your choice"),
        "for_you": tr("For you"),
        "sound": tr("Tap for sound"),
        "like": tr("Like"),
        "liked": tr("Liked"),
        "save": tr("Save"),
        "saved": tr("Saved"),
        "share": tr("Share"),
        "share_with": tr("Share with a colleague"),
        "share_hint": tr("Write a name"),
        "share_nobody": tr("Nobody of that name gets lessons here."),
        "useful": tr("Useful"),
        "not_useful": tr("Not useful"),
        "thanks": tr("Thank you, that helps."),
        "report": tr("Report a mistake"),
        "report_hint": tr("What is wrong?"),
        "report_send": tr("Send"),
        "close": tr("Close"),
        "failed": tr("That did not work. Please try again."),
        "about_clip": tr("This clip"),
        "ask_now": tr("Answer the question"),
        "end": tr("That is it for now"),
        "why_here": tr("Why this is here"),
    }


def player_labels() -> dict[str, str]:
    """Every word around the picture by its name, in the reader's language."""
    return {
        "video": tr("Video"),
        "controls": tr("Video controls"),
        "play": tr("Play"),
        "pause": tr("Pause"),
        "position": tr("Position"),
        "position_text": tr("{now} of {length}", now="{now}", length="{length}"),
        "minute": tr("{minutes} min {seconds} s", minutes="{minutes}", seconds="{seconds}"),
        "captions": tr("Captions"),
        "captions_on": tr("Captions on"),
        "captions_off": tr("Captions off"),
        "caption_style": tr("How captions look"),
        "caption_remembered": tr(
            "Your choice is kept on this device. Captions in the picture itself stay as they are."
        ),
        "speed": tr("Speed: {times} times", times="{times}"),
        "mute": tr("Mute"),
        "sound_on": tr("Sound on"),
        "sound_off": tr("Sound off"),
        "full": tr("Full screen"),
        "no_full": tr("Full screen is not allowed here"),
        "cannot_play": tr("This clip cannot be played right now."),
        "not_finished": tr("This clip cannot be played before it is finished. It starts by itself in a moment."),
        "being_made": tr("This clip is being made."),
        "starts_here": tr("It starts here by itself in a moment."),
        "not_made": tr(
            "This clip could not be made, so there is nothing to watch. Its question in the chat works all the same; "
            "whoever runs Ninety here finds the reason in the log."
        ),
        "made_now": tr("Made just now from your documents; no curator has reviewed it yet"),
        "source": tr("Source"),
        "sources": tr("Sources"),
        "transcript": tr("Transcript"),
        "keyboard": tr("Keyboard"),
        "space": tr("Space"),
        "key_play": tr("play or pause"),
        "key_next": tr("what comes next"),
        "key_before": tr("the clip before"),
        "key_answer": tr("pick an answer"),
        "key_seek": tr("5 seconds back or on"),
        "key_captions": tr("captions"),
        "key_sound": tr("sound"),
        "key_full": tr("full screen"),
        "line": tr("Picture"),
        "line_full": tr("Full picture"),
        "line_medium": tr("Less data: middling picture"),
        "line_small": tr("Least data: small picture"),
        "line_sound": tr("Sound alone"),
        "as_text": tr("Read this lesson instead"),
        "as_clip": tr("Watch the clip"),
        "on_screen": tr("On screen"),
        "made_by_program": tr("Pictures and voice of this lesson were made by a program."),
        "noted": tr("Ninety notes which seconds of the clip were played, for your team's report."),
        "skip": tr("Skip to the content"),
    }


def caption_choices() -> Sequence[tuple[str, str, Sequence[tuple[str, str]]]]:
    """What of captions can be chosen: its name, its label, and each value with its words."""
    sizes = (("small", tr("small")), ("medium", tr("medium")), ("large", tr("large")), ("huge", tr("very large")))
    colours = (("white", tr("white")), ("yellow", tr("yellow")), ("black", tr("black on white")))
    backs = (("box", tr("dimmed box")), ("solid", tr("solid box")), ("none", tr("none, with a shadow")))
    places = (("bottom", tr("at the bottom")), ("top", tr("at the top")))
    return (
        ("size", tr("Size"), sizes),
        ("colour", tr("Colour"), colours),
        ("back", tr("Background"), backs),
        ("place", tr("Place"), places),
    )


def chapter(series: str, number: int, of: int) -> str:
    """Where a clip stands in its series; of is 0 where nobody knows how long that is."""
    if of:
        return tr("{series} · Episode {number} of {of}", series=series, number=number, of=of)
    return tr("{series} · Episode {number}", series=series, number=number)


def feed_labels() -> dict[str, str]:
    """Every word of the page of clips by its name, in the reader's language."""
    return {
        "title": tr("For you"),
        "waiting": tr("Waiting for you"),
        "reask": tr("Do you still know? One question, one tap."),
        "open_question": tr("Its question is still open."),
        "worth": tr("Worth a minute"),
        "share_of_new": tr("One of five is a clip that few people have seen yet, so that new ones get their chance."),
        "enough_day": tr("That is enough for today. What is learned in small bites stays; more tomorrow."),
        "enough_week": tr("You have had your share for this week. Your series go on next week."),
        "nothing_new": tr("There is nothing new for you right now. Your next episode comes in its own time."),
        "series": tr("Your series"),
        "saved": tr("Saved"),
        "liked": tr("Liked"),
        "watched": tr("Watched"),
        "episode": tr("Episode"),
        "seconds": tr("seconds"),
    }


def reasons() -> dict[Why, str]:
    """Why a clip is there, in words that name nobody."""
    return {
        Why.GAP: tr("Because your answers about this were not sure yet"),
        Why.PEERS: tr("Because it helped people in your team"),
        Why.ALIKE: tr("Because you liked others of this series"),
        Why.COMPANY: tr("Because it helped people here"),
        Why.NEW: tr("Because it is new: few have seen it yet"),
    }


def reported(title: str) -> Message:
    return plain(tr("Thank you. Whoever looks after “{title}” has your words now.", title=title))


def reported_to_manager(name: str, title: str, words: str) -> Message:
    return plain(tr("{name} says that something in “{title}” is wrong: “{words}”", name=name, title=title, words=words))


def rated(useful: bool) -> Message:
    return plain(tr("Thank you, good to know.") if useful else tr("Thank you. It comes up less from now on."))

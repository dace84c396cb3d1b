"""Why a message did not surely arrive, and why a clip is missing: worded where it happens, retold to managers."""

from __future__ import annotations

from bot.messages.catalogue import retold, template, told, values_in

REASONS = (
    template("the campaign is gone"),
    template("the message has no words"),
    template("the question is gone"),
    template("the answered message is gone"),
    template("the episode is gone from the catalogue"),
    template("the series {series} is gone from the catalogue"),
    template("“{title}” has no question any more"),
    template("the message could not be composed"),
    template("the message to change was never sent"),
    template("the learner left where the message to change is"),
    template("no answer to the last try"),
    template("a backup was restored: it may have been sent before"),
    template("this installation does not speak to {platform}"),
    template("{platform} answered {code}"),
    template("{platform} did not answer ({error})"),
    template("the chat's table did not confirm"),
    template("the message to change is not in this learner's chat"),
)
MISSING = template("the clip of “{title}” could not be made: {reason}")
CLIPS = (
    template("it is gone"),
    template("its episode is in no series any more"),
    template("there is no sentence to say"),
    template("the script has no scene: write at least one"),
    template('the picture "{file}" cannot be found; name a JPEG, PNG or WebP file'),
    template('the picture "{file}" has far too many pixels; make it smaller'),
    template('"{file}" is not a picture that can be used; save it as JPEG, PNG or WebP'),
    template('the picture "{file}" is damaged; save it again as JPEG or PNG'),
    template('"{words}" is too wide for a caption; write it in shorter words'),
    template("its captions {file} are gone from the media store: import its series again"),
    template(
        "the process that made it ended {count} times before it was done: see the log of the worker, then let it be "
        "made again"
    ),
)
SCENE = template("scene {number}: {reason}")


def undelivered(reason: str) -> str:
    """Why a message was refused or is uncertain, in the reader's language, with why its clip is missing."""
    if values := values_in(reason, MISSING):
        return told(MISSING).format(title=values["title"], reason=no_clip(values["reason"]))
    whole = told(reason)  # a sentence without values, such as the platforms' tables have them
    return whole if whole != reason else retold(reason, REASONS)


def no_clip(reason: str) -> str:
    """Why a clip could not be made, in the reader's language, scene by scene."""
    if values := values_in(reason, SCENE):
        return told(SCENE).format(number=values["number"], reason=retold(values["reason"], CLIPS))
    return retold(reason, CLIPS)

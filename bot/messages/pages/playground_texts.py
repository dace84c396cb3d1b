"""What the playground's own page says: of its time, of whom one plays, and around the messages."""

from __future__ import annotations

from datetime import date, datetime

from bot.messages.catalogue import tr, trn
from bot.messages.common_texts import first_name, long_date, month_name
from bot.messages.pages.manage_texts import short_days


def moving() -> str:
    """Beside the clock, with what is being done at {progress}; the page fills it in."""
    return tr("Time is moving: {progress}", progress="{progress}")


def reached(now: datetime) -> str:
    """How far time was moved."""
    return tr("{day}, {clock} UTC", day=long_date(now.date()), clock=f"{now:%H:%M}")


def making(clips: int) -> str:
    """Why time stands still for a while."""
    return trn(
        "a lesson waits for its clip; {count} clip is still being made, which takes some seconds",
        "a lesson waits for its clip; {count} clips are still being made, each takes some seconds",
        clips,
    )


def steps() -> tuple[str, str, str]:
    """How far time can be moved, in the order of the playground's steps."""
    return tr("next lesson"), tr("+1 day"), tr("+1 week")


def labels() -> dict[str, str]:
    """Every word of the page around the chats, by its name."""
    return {
        "page": tr("Ninety playground"),
        "skip": tr("Skip to the content"),
        "playground": tr("Playground"),
        "clock": tr("Playground time"),
        "now": tr("now"),
        "needs_script": tr("This page needs JavaScript to send and receive messages."),
        "people": tr("People"),
        "play_as": tr("Play as"),
        "manager": tr("Manager"),
        "beside": tr("Side by side"),
        "things": tr("Things to try"),
        "gallery": tr("Every message, on every platform"),
        "alone": tr("Only this playground’s time moves. Nobody outside of it is written to."),
        "history": tr("History"),
        "earlier": tr("Earlier messages"),
        "chat": tr("Chat"),
        "newer": tr("New messages ↓"),
        "message": tr("Message"),
        "hint": tr("Write to Ninety, or /learn how do I …?"),
        "send": tr("Send"),
        "tab": tr("New tab"),
        "tab_with": tr("with this clip"),
        "close_player": tr("Close the player"),
    }


def script_says() -> dict[str, str]:
    """What the page's scripts say, by its name."""
    return {
        "new": tr("{count} new", count="{count}"),
        "noEarlier": tr("Earlier messages cannot be loaded right now."),
        "notSent": tr("Not sent. Try again"),
        "lost": tr("The connection to Ninety is lost. Trying again …"),
        "player": tr("Player: {title}", title="{title}"),
        "unreached": tr("Ninety cannot be reached right now. Check that it is still running, then try again."),
        "refused": tr("That did not work. Please try again."),
    }


def week() -> list[str]:
    """The first letter of each day, Monday first."""
    return [day[:1] for day in short_days()]


def short_day(day: date) -> str:
    month = month_name(day.month)[:3]
    return tr("{weekday} {day} {month}", weekday=short_days()[day.weekday()], day=day.day, month=month)


def in_city(city: str) -> str:
    return tr("in {city}", city=city)


def open_beside(name: str) -> str:
    return tr("Open {name} side by side", name=name)


def close_chat(name: str) -> str:
    return tr("Close {name}’s chat", name=name)


def nothing_yet(name: str) -> str:
    return tr("Nothing here yet, {name}", name=first_name(name))


def manager_begins(step: str, report: str) -> str:
    """What a manager does first; the arguments are what is pressed and typed."""
    return tr(
        "You manage the team, so its lessons go to the others. Open a learner beside you, press {step} above, answer "
        "as they would, and write {report} to see what your team learned.",
        step=step,
        report=report,
    )


def learner_begins(step: str, day: str) -> str:
    """What a learner does first; the arguments are what is pressed."""
    return tr(
        "Lessons come at each person’s own local time. Press {step} above to jump to the moment when yours arrives; "
        "then watch the clip, answer its question, and go on to tomorrow with {day}.",
        step=step,
        day=day,
    )


def write_too(learn: str, help_word: str) -> str:
    """What can be typed."""
    return tr("You can also write to Ninety: try {learn} or {help}.", learn=learn, help=help_word)


def chat_marks() -> dict[str, str]:
    """What stands beside an option that was voted for, by its mark."""
    return {"right": tr("right answer"), "you": tr("your choice")}


def chat_labels() -> dict[str, str]:
    """What is said around the parts of a message, by its name."""
    return {
        "you": tr("You"),
        "watch": tr("Watch"),
        "no_clip": tr("This clip cannot be opened from here."),
        "choose": tr("Choose one"),
        "new_tab": tr("opens in a new tab"),
    }


def ninety_at(clock: str) -> str:
    """What an entry of the bot is called."""
    return tr("Ninety at {clock}", clock=clock)


def clip_length(seconds: float) -> str:
    return trn("{count} second", "{count} seconds", round(seconds))


def starts_at(position: str) -> str:
    return tr("starts at {position}", position=position)


def votes(count: int) -> str:
    return trn("{count} vote", "{count} votes", count)


def share_of(count: int, total: int, percent: int) -> str:
    return tr("{count} of {total}, {percent} %", count=count, total=total, percent=percent)

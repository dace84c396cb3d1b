"""What words to the bot mean. Pure; anything that is no command is a question."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum


class Command(StrEnum):
    """What the bot can be told to do."""

    HELP = "help"
    STOP = "stop"
    START = "start"
    SNOOZE = "snooze"
    RESUME = "resume"
    NEXT = "next"
    PROGRESS = "progress"
    REPORT = "report"
    SAVE = "save"
    LIKE = "like"
    SAVED = "saved"
    SHARE = "share"
    MANAGER = "manager"
    CAMPAIGN = "campaign"
    CURATE = "curate"
    SETTINGS = "settings"
    SEND = "send"
    ZONE = "zone"
    LANGUAGE = "language"
    LEARN = "learn"


_WORDS = {
    "help": Command.HELP,
    "?": Command.HELP,
    "hi": Command.HELP,
    "hello": Command.HELP,
    "stop": Command.STOP,
    "unsubscribe": Command.STOP,
    "opt out": Command.STOP,
    "start": Command.START,
    "subscribe": Command.START,
    "opt in": Command.START,
    "resume": Command.RESUME,
    "continue": Command.RESUME,
    "next": Command.NEXT,
    "next episode": Command.NEXT,
    "next episode now": Command.NEXT,
    "progress": Command.PROGRESS,
    "my progress": Command.PROGRESS,
    "report": Command.REPORT,
    "save": Command.SAVE,
    "like": Command.LIKE,
    "saved": Command.SAVED,
    "my saved": Command.SAVED,
    "share": Command.SHARE,
    "manager": Command.MANAGER,
    "campaign": Command.CAMPAIGN,
    "campaigns": Command.CAMPAIGN,
    "curate": Command.CURATE,
    "gaps": Command.CURATE,
    "documents": Command.CURATE,
    "settings": Command.SETTINGS,
    "my settings": Command.SETTINGS,
    "preferences": Command.SETTINGS,
}
_BY_LEARN = frozenset({Command.HELP, Command.CAMPAIGN, Command.SETTINGS})  # "/learn stop" asks about stopping
_LEARN = re.compile(r"/?learn\b[:,]?\s*", re.IGNORECASE)
_TO_SOMEBODY = re.compile(r"(share|manager)\s+(?:(?:it|this)\s+)?(?:(?:with|to)\s+)?(@.+)", re.IGNORECASE)
_WORD = r"\S+(?: \S+)"  # and as many more as follow in braces: what is longer is a question that begins alike
_CHOICES = (
    (Command.SEND, rf"send(?: me)?(?: my)?(?: lessons?)? (?:at ({_WORD}{{0,3}})|(as planned))"),
    (Command.SEND, rf"(?:my )?send time(?: is)?:? ({_WORD}{{0,3}})"),
    (Command.ZONE, rf"(?:my )?time ?zone(?: is)?:? ({_WORD}{{0,3}})"),
    (Command.LANGUAGE, rf"(?:my )?language(?: is)?:? ({_WORD}{{0,1}}|as in my profile)"),
)
BACK = frozenset({"as planned", "as in my profile"})
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_LENGTHS = {"day": 1, "week": 7, "month": 30}
LONGEST_SNOOZE = timedelta(days=366)


def understand(words: str, command: bool = False) -> tuple[Command, str]:
    """The command and what follows it; words that are no command are a question to learn from.

    Args:
        command: the words came by the /learn command.
    """
    said = " ".join(words.split())
    asked = said if command else _LEARN.sub("", said, count=1) if _LEARN.match(said) else ""
    if command or _LEARN.match(said):
        known = _WORDS.get(_bare(asked))
        return (known, "") if known in _BY_LEARN else (Command.LEARN, asked)
    if known := _WORDS.get(_bare(said)):
        return known, ""
    first, _, rest = said.partition(" ")
    if first.lower() in ("snooze", "/snooze"):
        return Command.SNOOZE, rest
    if found := _TO_SOMEBODY.fullmatch(said):
        return Command(found[1].lower()), found[2]
    return _choice(said) or (Command.LEARN, said)


def _choice(said: str) -> tuple[Command, str] | None:
    """A setting that words choose, and what they choose for it: "send at 8:30", "time zone Berlin"."""
    if said.endswith("?"):
        return None
    for command, pattern in _CHOICES:
        if found := re.fullmatch(pattern, said.rstrip(" .!"), re.IGNORECASE):
            return command, found[1] or found[2]
    return None


def _bare(words: str) -> str:
    return words.lower().strip(" .!/") or words.strip()


def until_day(words: str, today: date) -> date | None:
    """The day that words name ("until Monday", "2 March", "3 days", "a week", "2026-12-01"), or None.

    A day and month without a year is the next such day; so is a weekday.
    """
    text = re.sub(r"^(until|till|til|for|to)\s+", "", words.lower().strip(" ."))
    for read in (_iso, _relative, _weekday, _day_and_month):
        if day := read(text, today):
            return day
    return None


def _iso(text: str, today: date) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _relative(text: str, today: date) -> date | None:
    if text in ("tomorrow", "next week"):
        return today + timedelta(days=1 if text == "tomorrow" else 7)
    found = re.fullmatch(r"(\w+)\s+(day|week|month)s?", text)
    if not found:
        return None
    count = _NUMBERS.get(found[1]) or (int(found[1]) if found[1].isdecimal() and len(found[1]) < 4 else 0)
    return today + timedelta(days=count * _LENGTHS[found[2]]) if count else None


def _weekday(text: str, today: date) -> date | None:
    name = text.removeprefix("next ")
    if name not in _DAYS:
        return None
    ahead = (_DAYS.index(name) - today.weekday() - 1) % 7 + 1
    return today + timedelta(days=ahead)


def _day_and_month(text: str, today: date) -> date | None:
    found = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?([a-z]{3,9})(?:\s+(\d{4}))?", text)
    if not found:
        found = re.fullmatch(r"(?P<m>[a-z]{3,9})\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?P<y>\d{4}))?", text)
        numbers = (found["d"], found["m"], found["y"]) if found else None
    else:
        numbers = (found[1], found[2], found[3])
    month = next((n for n, name in enumerate(_MONTHS, 1) if numbers and name.startswith(numbers[1])), None)
    if not numbers or month is None:
        return None
    try:
        day = date(int(numbers[2] or today.year), month, int(numbers[0]))
        return day if numbers[2] or day > today else day.replace(year=today.year + 1)
    except ValueError:
        return None

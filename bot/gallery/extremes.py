"""Every sentence of the bot with one and the same words in all of its places: names and titles that try a look."""

from __future__ import annotations

import inspect
import itertools
import types
import typing
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

from bot.chat import Button, Choices, Clip, Message, Passage, SettingsForm, Text
from bot.events import ClipAction
from bot.messages import (
    answer_texts,
    common_texts,
    digest_texts,
    lesson_texts,
    manager_texts,
    page_texts,
    platform_texts,
    saved_texts,
    setting_texts,
    welcome_texts,
)
from bot.messages.lesson_texts import Answered, Vote
from bot.messages.lower import apart_texts, reshaped_texts, source_texts
from bot.messages.managing import approval_texts, automation_texts, joiner_texts, planning_texts
from bot.messages.pages import home_texts, own_data_texts
from bot.messages.studio import promise_texts, review_texts, sent_film_texts
from bot.messages.surveys import certainty_texts, progress_texts, pulse_texts, survey_texts
from bot.messages.trust import audit_texts, certificate_texts, erasure_texts, sign_in_texts
from schedules.plans.weekly import WeekFigures
from schedules.rules.campaigns import CampaignState, Proposal

WORDS = {
    "plain": "Ada Lovelace",
    "right to left": "מה עושים עכשיו? عدا",
    "emoji": "👩🏽‍💻🏳️‍🌈 Zoë 😀",
    "markup": "**A** [x](https://evil.example) <script>alert(1)</script> <!channel> <at>all</at> {{DATE(x)}} `a` _b_",
    "German": "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle",
    "Chinese": "打印机旁有一份机密文件，没有人来取。你现在应该怎么办？",
    "long": "word " * 1500,
    "one long word": "ä" * 3000,
    "empty": "",
    "many lines": "first\n\n- second\n# third\r\n1. fourth",
}
"""Kind of difficulty -> the words."""
USUAL = "as usual"
USUAL_AND_WORDS = (USUAL, *WORDS)
HOME = "https://ninety.example.com"
TOKEN = "t" * 220
POSTER = f"{HOME}/media/c0ffee/poster.jpg"
FIXED = {"url": f"{HOME}/report/token", "action": ClipAction.SAVE, "state": CampaignState.PAUSED}
"""Arguments that people do not write: name -> value."""

Maker = Callable[..., Message]


@cache
def sentences() -> dict[str, Maker]:
    """Every function that makes a message from its arguments: "module.function" -> the function.

    All of them stand in the modules of bot/messages, which is what a test holds this list to.
    """
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": maker
        for module in (
            answer_texts,
            apart_texts,
            approval_texts,
            audit_texts,
            automation_texts,
            certainty_texts,
            certificate_texts,
            common_texts,
            digest_texts,
            erasure_texts,
            home_texts,
            joiner_texts,
            lesson_texts,
            manager_texts,
            own_data_texts,
            page_texts,
            planning_texts,
            platform_texts,
            progress_texts,
            promise_texts,
            pulse_texts,
            reshaped_texts,
            review_texts,
            saved_texts,
            sent_film_texts,
            setting_texts,
            sign_in_texts,
            source_texts,
            survey_texts,
            welcome_texts,
        )
        for name, maker in inspect.getmembers(module, inspect.isfunction)
        # A function that was imported into the module is listed where it is defined.
        if maker.__module__ == module.__name__ and not name.startswith("_") and returns_message(maker)
    }


def returns_message(maker: Maker) -> bool:
    return typing.get_type_hints(maker).get("return") is Message


def with_words(words: str) -> dict[str, Message]:
    """Every sentence with these words wherever somebody's words stand, with all arguments and with the fewest."""
    samples: dict[str, Message] = {}
    for (name, maker), whole in itertools.product(sentences().items(), (True, False)):
        called = name.partition(".")[2].replace("_", " ")
        message = _filled(maker, words, whole)
        if whole or message != samples[called]:
            samples[called if whole else f"{called}, least"] = message
    return samples


def every_sample() -> dict[str, Message]:
    """All sentences with all kinds of words."""
    return {f"{name}, {kind}": message for kind, words in WORDS.items() for name, message in with_words(words).items()}


def _filled(maker: Maker, words: str, whole: bool) -> Message:
    hints = typing.get_type_hints(maker)
    parameters = inspect.signature(maker).parameters.values()
    wanted = [each.name for each in parameters if whole or each.default is inspect.Parameter.empty]
    arguments: dict[str, Any] = {name: FIXED.get(name) or _sample(hints[name], words) for name in wanted}
    if "buttons" in arguments and not whole:
        arguments["buttons"] = ()
    return maker(**arguments)


def _sample(kind: Any, words: str) -> Any:
    """A value of a type, with these words in it."""
    if isinstance(kind, types.UnionType):
        return _sample(kind.__args__[0], words)
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is Sequence:
        return [_sample(inner[0], words) for _ in range(3)]
    if origin is tuple:
        return tuple(_sample(each, words) for each in inner if each is not Ellipsis)
    samples: dict[Any, Any] = {
        str: words,
        int: 3,
        float: 12.0,
        bool: True,
        WeekFigures: WeekFigures(12, 8, 15, 20, None),
        CampaignState: CampaignState.PAUSED,
        date: date(2027, 3, 1),
        datetime: datetime(2027, 3, 1, 9, tzinfo=UTC),
        Proposal: Proposal(words, words, frozenset(range(7)), time(9), time(10), date(2027, 3, 1), holdout_share=0.2),
        Button: Button(words, TOKEN),
        Message: Message(words, (Text(words), Choices((Button(words, TOKEN),)))),
        Clip: Clip(words, f"{HOME}/watch/{TOKEN}", POSTER, 89.6, 12.0),
        Passage: Passage(words, words, "https://docs.example/page"),
        Vote: Vote((words, "Report it", "Wait"), (1, 2, 0), 1),
        Answered: Answered(words, False, words),
        SettingsForm: SettingsForm(
            "", "", "UTC", "", words, (("de", words),), "", "2027-03-02", True, (("zone", words),)
        ),
    }
    return samples[kind]

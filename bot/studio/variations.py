"""Other beginnings of an episode, made of its own words: its question, its wrong answer, and how it ends.

No model has a part in it, and nothing is claimed that the page does not say already.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from bot.messages.studio import variation_texts
from lessons.authoring.cards import paragraph
from lessons.authoring.lines import EditedPage, PageSection, ScriptLine

LONGEST_HOOK = 140  # characters: what can be said in some five seconds
HOOK, SECOND_HOOK = "hook", "second hook"
_OPTION = re.compile(r"^- \[(?P<right>[xX ])\] (?P<text>.+)$", re.MULTILINE)
_ESCAPED = re.compile(r"\\(?=[\\`*_\[\]<>&#+=~|-])")


class HookKind(StrEnum):
    """Where the words of another beginning come from."""

    QUESTION = "question"
    MISTAKE = "mistake"
    ENDING = "ending"


def other_hooks(page: EditedPage) -> Mapping[HookKind, str]:
    """Other beginnings by their kind; those that the page gives no words for, or too many, are left out."""
    check = next((each.text for each in page.sections if each.heading.casefold() == "check"), "")
    options = list(_OPTION.finditer(check))
    question = " ".join(check[: options[0].start()].split()) if options else ""
    wrong = next((_plain(match["text"]) for match in options if match["right"] == " "), "")
    scenes = [each for each in page.sections if each.heading.casefold().startswith("scene") and each.lines]
    ending = next((line.words for line in scenes[-1].lines if line.words), "") if scenes else ""
    words = {
        HookKind.QUESTION: _plain(question),
        HookKind.MISTAKE: variation_texts.mistake(wrong) if wrong else "",
        HookKind.ENDING: _plain(" ".join(ending.split())),
    }
    first = hook_of(page)
    return {kind: text for kind, text in words.items() if 0 < len(text) <= LONGEST_HOOK and text != _plain(first)}


def hook_of(page: EditedPage) -> str:
    """What the episode begins with, "" for a film of its own."""
    return next((line.words for each in _hooks(page) for line in each.lines if line.words), "")


def with_hook(page: EditedPage, words: str, *, beside: bool) -> EditedPage:
    """The page with another beginning: in the place of its own, or beside it as a second hook to be compared.

    Raises:
        LookupError: it has no hook, such as a film of its own.
    """
    hook = next(iter(_hooks(page)), None)
    if hook is None or not hook.lines:
        raise LookupError("the page has no hook")
    fresh = replace(hook.lines[0], words=paragraph(words))
    sections = [each for each in page.sections if not (beside and _named(each, SECOND_HOOK))]
    at = sections.index(hook)
    if beside:
        sections.insert(at + 1, PageSection("Second hook", (fresh,)))
    else:
        sections[at] = replace(hook, lines=_begun_with(fresh, hook.lines))
    return replace(page, sections=tuple(sections))


def _begun_with(fresh: ScriptLine, lines: Sequence[ScriptLine]) -> tuple[ScriptLine, ...]:
    return (fresh, *lines[1:])


def _hooks(page: EditedPage) -> list[PageSection]:
    return [each for each in page.sections if _named(each, HOOK)]


def _named(section: PageSection, name: str) -> bool:
    return section.heading.partition(":")[0].strip().casefold() == name


def _plain(words: str) -> str:
    return _ESCAPED.sub("", words)

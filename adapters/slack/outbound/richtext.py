"""Words that stand beside words of people: in rich text nothing that somebody typed is read as markup or as a mention.

Slack's mrkdwn knows no way to write an asterisk, an underscore, a tilde or a backtick that surely stays one: to escape
its three characters keeps mentions and links away, and nothing else. So whatever people wrote goes into plain text, or
into rich text where something beside it is bold.

Source: docs.slack.dev/reference/block-kit/blocks/rich-text-block; /messaging/formatting-message-text, "Escaping text".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Block = dict[str, Any]
Run = dict[str, Any] | str
"""A piece of a line: words as they are, or a piece that one of the functions below made."""


def bold(words: str) -> Run:
    return {"type": "text", "text": words, "style": {"bold": True}}


def code(words: str) -> Run:
    return {"type": "text", "text": words, "style": {"code": True}}


def emoji(name: str) -> Run:
    return {"type": "emoji", "name": name}


def link(words: str, url: str) -> Run:
    return {"type": "link", "text": words, "url": url}


def paragraph(*runs: Run) -> Block:
    return {"type": "rich_text_section", "elements": _runs(runs)}


def quote(*runs: Run) -> Block:
    return {"type": "rich_text_quote", "elements": _runs(runs)}


def items(rows: Sequence[Sequence[Run]]) -> Block:
    """A list with a bullet before each row."""
    return {"type": "rich_text_list", "style": "bullet", "elements": [paragraph(*row) for row in rows]}


def rich(*elements: Block) -> Block:
    """One block of paragraphs, quotes and lists.

    Paragraphs that follow each other become one with line ends in it, as Slack itself writes them: not every client
    begins a line for each.
    """
    joined: list[Block] = []
    for element in elements:
        if joined and joined[-1]["type"] == element["type"] == "rich_text_section":
            joined[-1] = {**element, "elements": [*_ended(joined[-1]["elements"]), *element["elements"]]}
        else:
            joined.append(element)
    return {"type": "rich_text", "elements": joined}


def _ended(runs: Sequence[Block]) -> list[Block]:
    """The pieces of a line with its end."""
    *first, last = runs
    if last["type"] == "text":
        return [*first, {**last, "text": f"{last['text']}\n"}]
    return [*runs, {"type": "text", "text": "\n"}]


def text_block(*runs: Run) -> Block:
    """One block of one paragraph."""
    return rich(paragraph(*runs))


def _runs(runs: Sequence[Run]) -> list[Block]:
    """Slack refuses empty pieces."""
    whole = [{"type": "text", "text": run} if isinstance(run, str) else run for run in runs]
    return [run for run in whole if run["type"] == "emoji" or run["text"]]

"""Slack's rules for blocks, as Slack would refuse what breaks them, beside those that slack_sdk knows itself.

Source: docs.slack.dev/reference/block-kit; python-slack-sdk, models/blocks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

MOST_CHARACTERS = 13_200  # of all blocks of a message together; undocumented, github.com/slackapi/bolt-js/issues/2509
MESSAGE, WINDOW = 50, 100
BLOCKS = {
    "actions",
    "context",
    "context_actions",
    "data_visualization",
    "divider",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "video",
}
RICH = 100  # paragraphs, and pieces of one; Slack names no limit
ELEMENTS = {
    "button",
    "checkboxes",
    "conversations_select",
    "datepicker",
    "external_select",
    "multi_users_select",
    "overflow",
    "plain_text_input",
    "static_select",
    "timepicker",
    "users_select",
}


def message_faults(blocks: list[dict[str, Any]], unfurl_hosts: set[str] | None = None) -> list[str]:
    """What is wrong with a message's blocks."""
    faults = list(_block_list(blocks, MESSAGE, unfurl_hosts))
    size = sum(len(text) for text in lines(blocks))
    if size > MOST_CHARACTERS:
        faults.append(f"{size} characters in all, more than {MOST_CHARACTERS}")
    if sum(block["type"] == "data_visualization" for block in blocks) > 2:
        faults.append("more than two charts")
    if any(block["type"] == "input" for block in blocks):
        faults.append("an input block outside of a window")
    return faults


def view_faults(view: dict[str, Any]) -> list[str]:
    """What is wrong with a window or App Home."""
    faults = list(_block_list(view["blocks"], WINDOW, None))
    for name in ("title", "submit", "close"):
        if view["type"] == "modal" and (name in view or name == "title"):
            faults += _text(view[name], 24, f"the window's {name}", plain=True)
    if len(view.get("private_metadata", "")) > 3000 or len(view.get("callback_id", "")) > 255:
        faults.append("private_metadata or callback_id is too long")
    if any(block["type"] == "input" for block in view["blocks"]) and view["type"] == "modal" and "submit" not in view:
        faults.append("inputs without a submit button")
    if len(json.dumps(view)) > 250_000:
        faults.append("the view is larger than 250 KB")
    return faults


def _block_list(blocks: list[dict[str, Any]], most: int, hosts: set[str] | None) -> Iterator[str]:
    if not 1 <= len(blocks) <= most:
        yield f"{len(blocks)} blocks, not 1 to {most}"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        yield f"a block_id twice: {ids}"
    for block in blocks:
        yield from _one_block(block, hosts)
        yield from _sdk(block)


def _sdk(block: dict[str, Any]) -> Iterator[str]:
    if block["type"] == "data_visualization":
        return  # newer than slack_sdk 3.47; our own rules below hold it to its documentation
    try:
        parsed = Block.parse(block)
        if parsed is None:
            yield f"slack_sdk does not know {block['type']}"
            return
        parsed.validate_json()
    except (SlackObjectFormationError, TypeError) as fault:
        yield f"slack_sdk: {fault}"


def _one_block(block: dict[str, Any], hosts: set[str] | None) -> Iterator[str]:
    if block["type"] not in BLOCKS:
        yield f"no block we send: {block['type']}"
    if not 1 <= len(block.get("block_id", "x")) <= 255:
        yield "block_id is not 1 to 255 characters"
    match block["type"]:
        case "header":
            yield from _text(block["text"], 150, "header", plain=True)
        case "section":
            yield from _section(block)
        case "context":
            yield from _many(block["elements"], 10, "context elements")
            for element in block["elements"]:
                yield from _text(element, 2000, "context")
        case "actions":
            yield from _many(block["elements"], 25, "action elements")
            names = [element["action_id"] for element in block["elements"]]
            if len(names) != len(set(names)):
                yield f"an action_id twice: {names}"
            for element in block["elements"]:
                yield from _element(element)
        case "context_actions":
            yield from _many(block["elements"], 5, "context actions")
            for element in block["elements"]:
                yield from _feedback(element)
        case "rich_text":
            yield from _many(block["elements"], RICH, "paragraphs")
            for element in block["elements"]:
                yield from _rich(element)
        case "input":
            yield from _text(block["label"], 2000, "label", plain=True)
            yield from _element(block["element"])
        case "video":
            yield from _video(block, hosts)
        case "image":
            if urlsplit(block["image_url"]).scheme != "https" or not 1 <= len(block["alt_text"]) <= 2000:
                yield "an image that is not https, or has no alt_text"
        case "data_visualization":
            yield from _chart(block)


def _chart(block: dict[str, Any]) -> Iterator[str]:
    """Source: docs.slack.dev/reference/block-kit/blocks/data-visualization-block."""
    chart = block["chart"]
    categories = chart["axis_config"]["categories"]
    if set(block) - {"type", "block_id", "title", "chart"} or set(chart) != {"type", "series", "axis_config"}:
        yield "a chart with a field that is none"
    if not 1 <= len(block["title"]) <= 50 or chart["type"] != "bar" or not 1 <= len(chart["series"]) <= 6:
        yield "a chart of no kind, or with a title or series that are too many"
    if len(categories) != len(set(categories)) or not all(1 <= len(name) <= 20 for name in categories):
        yield f"categories that are equal or too long: {categories}"
    for series in chart["series"]:
        if [point["label"] for point in series["data"]] != categories:
            yield "points that are not those of the axis"


def _section(block: dict[str, Any]) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield "a section with nothing in it"
    if "text" in block:
        yield from _text(block["text"], 3000, "section")
    if "accessory" in block:
        yield from _element(block["accessory"])
    if "fields" in block:
        yield from _many(block["fields"], 10, "fields")
        for one in block["fields"]:
            yield from _text(one, 2000, "field")


def _rich(element: dict[str, Any]) -> Iterator[str]:
    """A paragraph, quote or list. Slack names no limits of rich text; those of a section are kept."""
    yield from _many(element["elements"], RICH, "pieces of rich text")
    for one in element["elements"]:
        if element["type"] == "rich_text_list":
            yield from _rich(one)
        elif one["type"] in ("text", "link") and not 1 <= len(one["text"]) <= 3000:
            yield f"a piece of rich text has {len(one['text'])} characters"
        elif one["type"] not in ("text", "link", "emoji"):
            yield f"no piece of rich text we send: {one['type']}"  # a broadcast or a mention among them


def _video(block: dict[str, Any], hosts: set[str] | None) -> Iterator[str]:
    yield from _text(block["title"], 199, "video title", plain=True)
    if not 1 <= len(block["alt_text"]) <= 2000:
        yield "a video without alt_text"
    for name in ("video_url", "thumbnail_url", "title_url"):
        parts = urlsplit(block[name])
        if parts.scheme != "https":
            yield f"{name} is not https"
    host = urlsplit(block["video_url"]).hostname
    if hosts is not None and host not in hosts:
        yield f"{host} is no unfurl domain of the app"
    if urlsplit(block["video_url"]).path.endswith(".mp4"):
        yield "video_url names a file; Slack embeds pages"


def _element(element: dict[str, Any]) -> Iterator[str]:
    kind = element["type"]
    if kind not in ELEMENTS:
        yield f"no element we send: {kind}"
    if not 1 <= len(element.get("action_id", "")) <= 255:
        yield "action_id is not 1 to 255 characters"
    if kind == "button":
        yield from _text(element["text"], 75, "button", plain=True)
        if len(element.get("value", "")) > 2000 or len(element.get("url", "")) > 3000:
            yield "a button's value or url is too long"
        if "value" not in element and "url" not in element:
            yield "a button that does nothing"
    if "placeholder" in element:
        yield from _text(element["placeholder"], 150, "placeholder", plain=True)
    if "options" in element:
        most = {"checkboxes": 10, "overflow": 5}.get(kind, 100)
        yield from _many(element["options"], most, "options")
        for option in element["options"]:
            yield from _text(option["text"], 75, "option", plain=kind != "checkboxes")
            if not 1 <= len(option["value"]) <= 150:
                yield f"an option's value has {len(option['value'])} characters"
    for name in ("initial_option", "initial_options"):
        chosen = element.get(name)
        for one in [chosen] if isinstance(chosen, dict) else chosen or ():
            if "options" in element and one not in element["options"]:  # those of an external select are searched for
                yield f"{name} is none of the options"
    if "confirm" in element:
        confirm = element["confirm"]
        for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
            yield from _text(confirm[name], most, f"confirm {name}")


def _feedback(element: dict[str, Any]) -> Iterator[str]:
    if element["type"] != "feedback_buttons":
        yield f"no context action we send: {element['type']}"
    for name in ("positive_button", "negative_button"):
        button = element[name]
        yield from _text(button["text"], 75, name, plain=True)
        if not 1 <= len(button["value"]) <= 2000 or not 1 <= len(button["accessibility_label"]) <= 75:
            yield f"{name} has a value or label that is too long"


def _many(values: list[Any], most: int, what: str) -> Iterator[str]:
    if not 1 <= len(values) <= most:
        yield f"{len(values)} {what}, not 1 to {most}"


def _text(text: dict[str, Any], most: int, what: str, plain: bool = False) -> list[str]:
    if text["type"] not in ("plain_text", "mrkdwn") or (plain and text["type"] != "plain_text"):
        return [f"{what} is {text['type']}"]
    if not text["text"].strip() or len(text["text"]) > most:
        return [f"{what} has {len(text['text'])} characters, not 1 to {most}"]
    return []


def pressable(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every element with a token, as its press comes back."""
    for block in blocks:
        for element in [*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else [])]:
            for name in ("positive_button", "negative_button"):
                if name in element:
                    button = element[name]
                    rest = {"value": button["value"], "text": button["text"], "block_id": block["block_id"]}
                    yield {"type": element["type"], "action_id": element["action_id"], **rest}
            if "value" in element:
                yield {**element, "block_id": block.get("block_id", "")}


def named_buttons(blocks: list[dict[str, Any]]) -> dict[str, str]:
    """What people read beside or on each button, and its token: an option's sentence stands beside its letter."""
    sentences = {block["block_id"]: block["text"]["text"] for block in blocks if "accessory" in block}
    return {
        sentences.get(element["block_id"], element["text"]["text"].lstrip("👍👎 ")): element["value"]
        for element in pressable(blocks)
    }


def lines(value: Any) -> list[str]:
    """Everything that can be read in a piece of Block Kit, in order; a line of rich text is one."""
    if isinstance(value, list):
        return [text for one in value for text in lines(one)]
    if not isinstance(value, dict):
        return []
    if value.get("type") in ("mrkdwn", "plain_text"):
        return [str(value["text"])]
    if value.get("type") in ("rich_text_section", "rich_text_quote"):
        return "".join(run.get("text", "") for run in value["elements"]).split("\n")
    return [text for one in value.values() for text in lines(one)]

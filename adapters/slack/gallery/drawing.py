"""Blocks drawn as HTML, as Slack's own clients show them. What people wrote is escaped by Markup.format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from adapters.slack.gallery.charts import chart
from adapters.slack.gallery.markup import TAGS, emoji, lines, mrkdwn, with_emoji
from adapters.slack.outbound.blocks import Block
from adapters.slack.outbound.vote_blocks import CHART

NOTHING = Markup()
NO_FAULTS: Mapping[str, str] = {}
FIELDS = {
    "plain_text_input": "text",
    "email_text_input": "email",
    "url_text_input": "url",
    "number_input": "number",
    "datepicker": "date",
    "timepicker": "time",
}
"""Kind of element -> type of an HTML field."""
CHOOSERS = {
    "users_select": "Choose a person",
    "multi_users_select": "Choose people",
    "conversations_select": "Choose a conversation",
    "multi_conversations_select": "Choose conversations",
    "channels_select": "Choose a channel",
    "external_select": "Choose an option",
    "static_select": "Choose an option",
    "multi_static_select": "Choose options",
}
"""Kind of menu -> what Slack writes where nothing is chosen."""


def message(blocks: Sequence[Block]) -> Markup:
    """A message of the app, with its head."""
    head = Markup(
        '<p class="slack-head"><span class="slack-face" aria-hidden="true">90</span>'
        '<b>Ninety</b> <span class="slack-app">APP</span> <span class="slack-time">9:02 AM</span></p>'
    )
    return Markup('<div class="slack slack-message">{}<div class="slack-blocks">{}</div></div>').format(
        head, _blocks(blocks)
    )


def view(modal: Block, faults: Mapping[str, str] = NO_FAULTS) -> Markup:
    """A window or App Home.

    Args:
        faults: block_id -> what the app answered is wrong there.
    """
    drawn = Markup().join(_block(block, faults.get(block.get("block_id", ""), "")) for block in modal["blocks"])
    if modal["type"] == "home":
        return Markup('<div class="slack slack-home"><div class="slack-blocks">{}</div></div>').format(drawn)
    submit = _press(modal["submit"]["text"], "primary") if "submit" in modal else NOTHING
    return Markup(
        '<div class="slack slack-window"><p class="slack-title"><b>{}</b><span aria-hidden="true">✕</span></p>'
        '<div class="slack-blocks">{}</div><p class="slack-ending">{}{}</p></div>'
    ).format(_plain(modal["title"]), drawn, _press(modal["close"]["text"]), submit)


def _blocks(blocks: Sequence[Block]) -> Markup:
    return Markup().join(_block(block) for block in blocks)


def _block(block: Block, fault: str = "") -> Markup:
    drawn = _DRAWN.get(block["type"])
    if drawn is None:
        return Markup('<p class="unknown">Slack knows “{}”, this gallery does not.</p>').format(block["type"])
    wrong = Markup('<p class="slack-fault">{}</p>').format(fault) if fault else NOTHING
    return drawn(block) + wrong


def _header(block: Block) -> Markup:
    return Markup('<p class="slack-header" dir="auto">{}</p>').format(_plain(block["text"]))


def _section(block: Block) -> Markup:
    text = Markup('<div class="slack-text">{}</div>').format(_text(block["text"])) if "text" in block else NOTHING
    fields = Markup().join(Markup("<div>{}</div>").format(_text(field)) for field in block.get("fields", ()))
    listed = Markup('<div class="slack-fields">{}</div>').format(fields) if fields else NOTHING
    accessory = _element(block["accessory"], "") if "accessory" in block else NOTHING
    return Markup('<div class="slack-section"><div>{}{}</div>{}</div>').format(text, listed, accessory)


def _context(block: Block) -> Markup:
    drawn = Markup().join(
        _picture(element) if element["type"] == "image" else Markup("<div>{}</div>").format(_text(element))
        for element in block["elements"]
    )
    return Markup('<div class="slack-context">{}</div>').format(drawn)


def _actions(block: Block) -> Markup:
    drawn = Markup().join(_element(element, "") for element in block["elements"])
    questions = Markup().join(
        _confirm(element["text"]["text"], element["confirm"]) for element in block["elements"] if "confirm" in element
    )
    return Markup('<div class="slack-actions">{}</div>{}').format(drawn, questions)


def _context_actions(block: Block) -> Markup:
    """Small buttons in one row, such as thumbs."""
    pairs = [(element["positive_button"], element["negative_button"]) for element in block["elements"]]
    drawn = Markup().join(
        _press(button["text"]["text"], "quiet", button.get("accessibility_label", ""))
        for pair in pairs
        for button in pair
    )
    return Markup('<div class="slack-actions">{}</div>').format(drawn)


def _confirm(label: str, question: Block) -> Markup:
    """What Slack asks before it sends a press."""
    return Markup(
        '<details class="slack-confirm"><summary>“{}” asks first</summary><p><b>{}</b></p><div>{}</div><p>{}{}</p>'
        "</details>"
    ).format(
        label,
        _plain(question["title"]),
        _text(question["text"]),
        _press(question["deny"]["text"]),
        _press(question["confirm"]["text"], "danger"),
    )


def _video(block: Block) -> Markup:
    about = (
        Markup('<p class="slack-about">{}</p>').format(_plain(block["description"])) if "description" in block else ""
    )
    return Markup(
        '<figure class="slack-video"><figcaption dir="auto">{}</figcaption>{}'
        '<div class="slack-screen"><img src="{}" alt="{}"><span aria-hidden="true">▶</span></div></figure>'
    ).format(_plain(block["title"]), about, block["thumbnail_url"], block["alt_text"])


def _image(block: Block) -> Markup:
    title = Markup("<figcaption>{}</figcaption>").format(_plain(block["title"])) if "title" in block else NOTHING
    return Markup('<figure class="slack-image">{}{}</figure>').format(title, _picture(block))


def _picture(element: Block) -> Markup:
    return Markup('<img src="{}" alt="{}">').format(element["image_url"], element["alt_text"])


def _input(block: Block) -> Markup:
    label = block["label"]["text"]
    optional = Markup(' <span class="slack-optional">(optional)</span>') if block.get("optional") else NOTHING
    hint = Markup('<p class="slack-hint">{}</p>').format(_plain(block["hint"])) if "hint" in block else NOTHING
    return Markup('<div class="slack-input"><p class="slack-label">{}{}</p>{}{}</div>').format(
        label, optional, _element(block["element"], label), hint
    )


def _element(element: Block, label: str) -> Markup:
    """An element; its name for those who hear it is its block's label where it has none of its own."""
    kind = element["type"]
    if kind == "button":
        return _press(element["text"]["text"], element.get("style", ""), element.get("accessibility_label", ""))
    if kind == "overflow":
        options = Markup().join(Markup("<li>{}</li>").format(_plain(option["text"])) for option in element["options"])
        return Markup('<details class="slack-menu"><summary aria-label="More">⋯</summary><ul>{}</ul></details>').format(
            options
        )
    if kind in FIELDS:
        return _field(element, label or _hint(element))
    if kind in CHOOSERS:
        return _chooser(element, label or _hint(element))
    if kind in ("checkboxes", "radio_buttons"):
        return _boxes(element, label)
    if kind == "image":
        return _picture(element)
    return Markup('<span class="unknown">Slack knows “{}”, this gallery does not.</span>').format(kind)


def _hint(element: Block) -> str:
    return str(element.get("placeholder", {}).get("text") or CHOOSERS.get(element["type"], element["type"]))


def _press(label: str, style: str = "", heard: str = "") -> Markup:
    name = Markup(' aria-label="{}"').format(heard) if heard else NOTHING
    return Markup('<button type="button" class="slack-button {}" dir="auto"{}>{}</button>').format(
        style, name, with_emoji(label)
    )


def _field(element: Block, name: str) -> Markup:
    value = next((element[key] for key in ("initial_value", "initial_date", "initial_time") if key in element), "")
    hint = element.get("placeholder", {}).get("text", "")
    if element.get("multiline"):
        return Markup('<textarea class="slack-field" aria-label="{}" placeholder="{}">{}</textarea>').format(
            name, hint, value
        )
    wide = "" if element["type"] in ("datepicker", "timepicker") else "wide"
    drawn = Markup('<input class="slack-field {}" type="{}" aria-label="{}" placeholder="{}" value="{}">').format(
        wide, FIELDS[element["type"]], name, hint, value
    )
    if element["type"] == "datepicker" and not value and hint:
        return Markup('<span class="slack-picker">{} {}</span>').format(hint, drawn)
    return drawn


def _chooser(element: Block, name: str) -> Markup:
    groups = [option for group in element.get("option_groups", ()) for option in group["options"]]
    chosen = element.get("initial_option")
    empty = NOTHING if chosen else Markup("<option>{}</option>").format(_hint(element))
    listed = [*element.get("options", ()), *groups]
    options = Markup().join(
        Markup("<option{}>{}</option>").format(Markup(" selected") if option == chosen else "", _plain(option["text"]))
        for option in (listed if listed or not chosen else [chosen])
    )
    return Markup('<select class="slack-field wide" aria-label="{}">{}{}</select>').format(name, empty, options)


def _boxes(element: Block, label: str) -> Markup:
    kind = "checkbox" if element["type"] == "checkboxes" else "radio"
    on = [element["initial_option"]] if "initial_option" in element else element.get("initial_options", ())
    rows = Markup().join(
        Markup('<label><input type="{}" name="one"{}> {}</label>').format(
            kind, Markup(" checked") if option in on else "", _text(option["text"])
        )
        for option in element["options"]
    )
    # A form of its own: radio buttons with one name belong together as far as their form reaches.
    return Markup('<form><fieldset class="slack-boxes" aria-label="{}">{}</fieldset></form>').format(
        label or kind, rows
    )


def _rich(block: Block) -> Markup:
    return Markup('<div class="slack-text">{}</div>').format(
        Markup().join(_rich_element(element) for element in block["elements"])
    )


def _rich_element(element: Block) -> Markup:
    inner = Markup().join(
        _rich_element(child) if child["type"].startswith("rich_text_") else _run(child) for child in element["elements"]
    )
    match element["type"]:
        case "rich_text_list":
            items = Markup().join(Markup("<li>{}</li>").format(_rich_element(child)) for child in element["elements"])
            frame = Markup("<ol>{}</ol>") if element.get("style") == "ordered" else Markup("<ul>{}</ul>")
            return frame.format(items)
        case "rich_text_quote":
            return Markup('<blockquote dir="auto">{}</blockquote>').format(inner)
        case "rich_text_preformatted":
            return Markup("<pre>{}</pre>").format(inner)
        case _:
            return Markup('<p dir="auto">{}</p>').format(inner)


def _run(run: Block) -> Markup:
    style: Mapping[str, Any] = run.get("style", {})
    match run["type"]:
        case "link":
            drawn = Markup('<span class="slack-link">{}</span>').format(run.get("text") or run["url"])
        case "emoji":
            drawn = emoji(run["name"])
        case _:
            drawn = lines(run.get("text", ""))
    for name in ("bold", "italic", "strike", "code"):
        if style.get(name):
            drawn = TAGS[name].format(drawn)
    return drawn


def _text(text: Block) -> Markup:
    if text["type"] == "plain_text":
        return Markup('<p dir="auto">{}</p>').format(_plain(text))
    return mrkdwn(text["text"])


def _plain(text: Block) -> Markup:
    return with_emoji(text["text"])


_DRAWN: Mapping[str, Callable[[Block], Markup]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "context_actions": _context_actions,
    "divider": lambda block: Markup("<hr>"),
    "video": _video,
    "image": _image,
    CHART: chart,
    "input": _input,
    "rich_text": _rich,
}

"""How a message looks in Slack: Block Kit, made by pure functions and held to its limits.

Limits: docs.slack.dev/reference/block-kit/blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import ascii_uppercase
from typing import Any
from urllib.parse import urlsplit

import orjson

from adapters.slack.richtext import Block as Block
from adapters.slack.richtext import Run, bold, emoji, link, paragraph, quote, rich, said
from bot.chat import Button, Choices, Clip, Facts, Link, Message, Part, Passage, SettingsForm, Split, Text, Tone

LENGTHS = (3000, 1000, 300)  # characters of one text, tried until the message is small enough
MOST_CHARACTERS = 13_000  # of a message's texts together; a little more is refused, though no document says so
SECTION = 3000  # characters of a section's text
FIELD = 2000
URL = 3000
BUTTON = 75
LONGEST_BUTTON = 30  # characters that a button surely shows: "text may truncate with ~30 characters"
NOT_HERE = "This clip cannot be shown here yet. Ask me again in a minute."
NAMELESS = "…"  # stands where nobody wrote anything: Slack refuses empty texts
BLOCKS = 50
TITLE = 199
HEADER = 150
BAR = 10  # pieces of a bar that stands for the whole team
BLOCK_ID = 255
CHOOSE = "choose"  # action ids of buttons begin like this; their value is the token
OPEN_SETTINGS = "settings-open"  # action id of the button that opens the window
CLIP_MENU = "clip"  # action id of a clip's menu; the block's id ends with the player's token
DEEDS = (
    ("save", "Save for later"),
    ("like", "Like"),
    ("share", "Share with a colleague"),
    ("next", "Next episode now"),
)


def blocks(message: Message, inline_video: bool, file: str = "") -> list[Block]:
    """The message's blocks, at most 50.

    Args:
        inline_video: whether the player page can be shown inside of the message: Slack must reach it over HTTPS.
        file: where Slack shows the message's clip as a file, "" where it does not.
    """
    for longest in LENGTHS:
        parts = [_part(part, number, inline_video, longest, file) for number, part in enumerate(message.parts)]
        made = [block for part in parts for block in part][:BLOCKS]
        if _fits(made):
            break
    return made


def _fits(made: list[Block]) -> bool:
    """Whether Slack takes so many characters; most messages are short enough with all that is around their texts."""
    return len(orjson.dumps(made)) <= MOST_CHARACTERS or _characters(made) <= MOST_CHARACTERS


def _characters(value: Any) -> int:
    """Characters of all texts within."""
    if isinstance(value, list):
        return sum(_characters(one) for one in value)
    if not isinstance(value, dict):
        return 0
    if value.get("type") in ("mrkdwn", "plain_text", "text", "link"):
        return len(value["text"])
    return sum(_characters(one) for one in value.values())


def notice(summary: str) -> str:
    """The line for notifications: words alone, short enough for chat.update, which takes 4,000 characters."""
    return _cut(_safe(summary), SECTION)


def _part(part: Part, number: int, inline_video: bool, longest: int, file: str) -> Iterator[Block]:
    match part:
        case Text():
            yield _text(part, longest)
        case Clip():
            yield from _clip(part, number, inline_video, file)
        case Choices():
            yield from _choices(part.buttons, number)
        case Facts():
            yield from _facts(part.rows, longest)
        case Split():
            yield _section("\n".join(_bars(part, longest)))
        case Passage():
            yield rich(quote(_short(part.words, longest)), paragraph("— ", _source(part, longest)))
        case Link():
            yield _link(part, number)
        case SettingsForm():
            yield {"type": "actions", "block_id": OPEN_SETTINGS, "elements": [settings_button()]}


def settings_button() -> Block:
    """Opens the window with all settings."""
    label = {"type": "plain_text", "text": "Change settings"}
    return {"type": "button", "action_id": OPEN_SETTINGS, "text": label, "value": OPEN_SETTINGS}


def _text(part: Text, longest: int) -> Block:
    """Plain text where nothing is bold: what people wrote keeps its asterisks and underscores."""
    words = _short(part.words, longest)
    match part.tone:
        case Tone.TITLE:
            return {"type": "header", "text": _plain(part.words, HEADER)}
        case Tone.QUIET:
            return {"type": "context", "elements": [_plain(part.words, min(longest, FIELD))]}
        case Tone.RIGHT:
            return said(emoji("white_check_mark"), " ", bold(words))
        case Tone.WRONG:
            return said(emoji("small_orange_diamond"), " ", bold(words))
        case Tone.PLAIN:
            return _section(words)


def _clip(clip: Clip, number: int, inline_video: bool, file: str) -> Iterator[Block]:
    if inline_video:
        yield {
            "type": "video",
            "block_id": f"clip-{number}",
            "title": _plain(clip.title, TITLE),
            "title_url": clip.watch_url,
            "video_url": clip.watch_url,
            "thumbnail_url": clip.poster_url,
            "alt_text": _cut(f"Video: {clip.title}, {clip.seconds:.0f} seconds, with captions", FIELD),
        }
    place = watch_place(clip, file)
    if not place:
        yield {"type": "context", "elements": [_plain(NOT_HERE, FIELD)]}
    elements = [_watch(clip, number, place)] if place else []
    block_id = f"{CLIP_MENU}:{number}:{_token(clip.watch_url)}"
    if len(block_id) <= BLOCK_ID:
        yield {"type": "actions", "block_id": block_id, "elements": [*elements, _MENU]}
    elif elements:  # the token of a branch, which names the branch too, is too long for the menu
        yield {"type": "actions", "block_id": f"watch-{number}", "elements": elements}


def watch_place(clip: Clip, file: str = "") -> str:
    """Where the clip can be watched from any machine: our page, else its file in Slack, else ""."""
    return file if only_here(clip.watch_url) else clip.watch_url


def only_here(url: str) -> bool:
    """Whether an address leads nowhere but on the machine where Ninety runs."""
    host = urlsplit(url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")


def _watch(clip: Clip, number: int, url: str) -> Block:
    label = _plain(f"▶ Watch ({clip.seconds:.0f} s)", BUTTON)
    return {"type": "button", "action_id": f"watch-{number}", "text": label, "url": url}


def _token(watch_url: str) -> str:
    return watch_url.partition("#")[0].rpartition("/")[2]


def _choices(buttons: Sequence[Button], number: int) -> Iterator[Block]:
    """The buttons; where an answer is too long for one, the answers stand above and the buttons name them."""
    made = [_button(button, number, place) for place, button in enumerate(buttons)]
    if any(len(button.label) > LONGEST_BUTTON for button in buttons):
        named = list(zip(ascii_uppercase, buttons, strict=False))
        rows = [(bold(letter), f"  {_short(button.label, FIELD)}") for letter, button in named]
        yield rich(*(paragraph(*row) for row in rows))
        for (letter, button), one in zip(named, made, strict=False):
            one["text"] = _plain(letter, BUTTON)
            one["accessibility_label"] = _cut(f"{letter}. {button.label}", BUTTON)
    if made:
        yield {"type": "actions", "block_id": f"choices-{number}", "elements": made}


def _button(button: Button, number: int, place: int) -> Block:
    return {
        "type": "button",
        "action_id": f"{CHOOSE}-{number}-{place}",
        "text": _plain(button.label, BUTTON),
        "value": button.token,
    }


def _link(part: Link, number: int) -> Block:
    """A button to a page; an address that leads nowhere from most machines stands as words that say so."""
    if only_here(part.url):
        words = f"{part.label}: {part.url} (opens only on the machine where Ninety runs: PUBLIC_URL is not set)"
        return {"type": "context", "elements": [_plain(words, FIELD)]}
    button = {"type": "button", "action_id": f"open-{number}", "text": _plain(part.label, BUTTON), "url": part.url}
    return {"type": "actions", "block_id": f"link-{number}", "elements": [button]}


def _facts(rows: Sequence[tuple[str, str]], longest: int) -> Iterator[Block]:
    lines = [(bold(_short(label, longest)), f"  {_short(value, longest)}") for label, value in rows]
    if lines:
        yield rich(*(paragraph(*line) for line in lines))


def _bars(part: Split, longest: int) -> Iterator[str]:
    for share in part.shares:
        filled = round(BAR * share.count / part.total) if part.total else 0
        mark = f" ({share.mark})" if share.mark else ""
        drawn = f"{'█' * filled}{'░' * (BAR - filled)}"
        yield f"{_short(share.label, longest)}{mark}\n{drawn} {share.count} of {part.total}"


def _source(part: Passage, longest: int) -> Run:
    name = _short(part.source, longest)
    linked = urlsplit(part.url).scheme in ("http", "https") and len(part.url) <= URL
    return link(name, part.url) if linked else name


def _section(words: str) -> Block:
    return {"type": "section", "text": _plain(words, SECTION)}


def _plain(words: str, most: int) -> Block:
    return {"type": "plain_text", "text": _cut(words, most) if words.strip() else NAMELESS, "emoji": True}


def _short(words: str, longest: int) -> str:
    """Words of that length at most, never none."""
    return _cut(words, longest) if words.strip() else NAMELESS


def _safe(words: str) -> str:
    """Words without mentions and links of Slack's; asterisks and their like still are markup: see richtext.py.

    Source: docs.slack.dev/messaging/formatting-message-text, "Escaping text".
    """
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


# What can be done with a clip beside watching it. An option's value holds 150 characters: too few for a token.
_MENU: Block = {
    "type": "overflow",
    "action_id": CLIP_MENU,
    "options": [{"text": _plain(label, BUTTON), "value": deed} for deed, label in DEEDS],
}

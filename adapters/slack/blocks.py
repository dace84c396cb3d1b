"""How a message looks in Slack: Block Kit, made by pure functions and held to its limits.

Limits: docs.slack.dev/reference/block-kit/blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from bot.chat import Button, Choices, Clip, Facts, Link, Message, Part, Passage, Split, Text, Tone

SECTION = 3000  # characters of a section's text
FIELD = 2000
FIELDS = 10
BUTTON = 75
BLOCKS = 50
TITLE = 199
HEADER = 150
BAR = 10  # pieces of a bar that stands for the whole team
BLOCK_ID = 255
CHOOSE = "choose"  # action ids of buttons begin like this; their value is the token
CLIP_MENU = "clip"  # action id of a clip's menu; the block's id ends with the player's token
DEEDS = (
    ("save", "Save for later"),
    ("like", "Like"),
    ("share", "Share with a colleague"),
    ("next", "Next episode now"),
)

Block = dict[str, Any]


def blocks(message: Message, inline_video: bool) -> list[Block]:
    """The message's blocks, at most 50.

    Args:
        inline_video: whether the player page can be shown inside of the message: Slack must reach it over HTTPS.
    """
    made = [block for number, part in enumerate(message.parts) for block in _part(part, number, inline_video)]
    return made[:BLOCKS]


def notice(summary: str) -> str:
    """The line for notifications: words alone, short enough for chat.update, which takes 4,000 characters."""
    return _cut(_safe(summary), SECTION)


def _part(part: Part, number: int, inline_video: bool) -> Iterator[Block]:
    match part:
        case Text():
            yield _text(part)
        case Clip():
            yield from _clip(part, number, inline_video)
        case Choices():
            yield {"type": "actions", "block_id": f"choices-{number}", "elements": _buttons(part.buttons, number)}
        case Facts():
            yield from _facts(part.rows)
        case Split():
            yield _section("\n".join(_bars(part)))
        case Passage():
            quoted = "\n".join(f">{line}" for line in _safe(part.words).splitlines())
            yield _section(f"{quoted}\n{_source(part)}")
        case Link():
            yield {"type": "actions", "block_id": f"link-{number}", "elements": [_link_button(part, number)]}


def _text(part: Text) -> Block:
    match part.tone:
        case Tone.TITLE:
            return {"type": "header", "text": _plain(part.words, HEADER)}
        case Tone.QUIET:
            return {"type": "context", "elements": [{"type": "mrkdwn", "text": _cut(_safe(part.words), FIELD)}]}
        case Tone.RIGHT:
            return _section(f":white_check_mark: *{_safe(part.words)}*")
        case Tone.WRONG:
            return _section(f":small_orange_diamond: *{_safe(part.words)}*")
        case Tone.PLAIN:
            return _section(_safe(part.words))


def _clip(clip: Clip, number: int, inline_video: bool) -> Iterator[Block]:
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
    watch = {
        "type": "button",
        "action_id": f"watch-{number}",
        "text": _plain(f"▶ Watch ({clip.seconds:.0f} s)", BUTTON),
        "url": clip.watch_url,
    }
    block_id = f"{CLIP_MENU}:{number}:{_token(clip.watch_url)}"
    if len(block_id) > BLOCK_ID:  # the token of a branch, which names the branch too
        yield {"type": "actions", "block_id": f"watch-{number}", "elements": [watch]}
    else:
        yield {"type": "actions", "block_id": block_id, "elements": [watch, _MENU]}


def _token(watch_url: str) -> str:
    return watch_url.partition("#")[0].rpartition("/")[2]


def _buttons(buttons: Sequence[Button], number: int) -> list[Block]:
    return [
        {
            "type": "button",
            "action_id": f"{CHOOSE}-{number}-{place}",
            "text": _plain(button.label, BUTTON),
            "value": button.token,
        }
        for place, button in enumerate(buttons)
    ]


def _link_button(link: Link, number: int) -> Block:
    return {"type": "button", "action_id": f"open-{number}", "text": _plain(link.label, BUTTON), "url": link.url}


def _facts(rows: Sequence[tuple[str, str]]) -> Iterator[Block]:
    for start in range(0, len(rows), FIELDS):
        some = rows[start : start + FIELDS]
        fields = [{"type": "mrkdwn", "text": _cut(f"*{_safe(label)}*\n{_safe(value)}", FIELD)} for label, value in some]
        yield {"type": "section", "fields": fields}


def _bars(part: Split) -> Iterator[str]:
    for share in part.shares:
        filled = round(BAR * share.count / part.total) if part.total else 0
        mark = f" ({share.mark})" if share.mark else ""
        yield f"`{'█' * filled}{'░' * (BAR - filled)}` {share.count} of {part.total}  {_safe(share.label)}{mark}"


def _source(part: Passage) -> str:
    name = _safe(part.source)
    linked = urlsplit(part.url).scheme in ("http", "https") and not set("<>|") & set(part.url)
    return f"— <{part.url}|{name}>" if linked else f"— {name}"


def _section(mrkdwn: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": _cut(mrkdwn, SECTION)}}


def _plain(words: str, most: int) -> Block:
    return {"type": "plain_text", "text": _cut(words, most), "emoji": True}


def _safe(words: str) -> str:
    """Words that Slack shows as they are: no mention, no link, no markup of ours.

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

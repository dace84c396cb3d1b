"""A clip in a message: the player where Slack can show it, the way to watch it, and what can be done with it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from adapters.slack.connector.port import CLIP_MENU
from adapters.slack.outbound.limits import BLOCK_ID, BUTTON, FIELD, SECTION, VIDEO_TITLE, cut, plain_text, short
from adapters.slack.outbound.richtext import Block, bold, text_block
from bot.chat import Clip
from bot.links import POSTER_FILE, WIDE_FILE
from bot.messages import saved_texts
from bot.messages.catalogue import tr

MENU = ("save", "like", "share", "next")


def clip_blocks(clip: Clip, number: int, inline_video: bool, file: str, heading: str, titled: bool) -> Iterator[Block]:
    """The blocks of one clip.

    Args:
        number: the part's place in its message.
        inline_video: whether Slack can show the player page.
        file: where Slack shows the clip as a file, "" where it does not.
        heading: what stands above the player in place of the clip's own title.
        titled: its title stands above it already.
    """
    if inline_video:
        yield video(clip, f"clip-{number}", heading or clip.title)
    elif not titled:
        yield text_block(bold(short(clip.title, SECTION)))
    place = watch_place(clip, file)
    if not place:
        yield {
            "type": "context",
            "elements": [
                plain_text(tr("The clip cannot be shown here. Whoever runs Ninety for you knows why."), FIELD)
            ],
        }
    elements = [_watch(clip, number, place)] if place else []
    block_id = f"{CLIP_MENU}:{number}:{_token(clip.watch_url)}"
    if len(block_id) <= BLOCK_ID:
        yield {"type": "actions", "block_id": block_id, "elements": [*elements, _menu()]}
    elif elements:  # the token of a branch, which names the branch too, is too long for the menu
        yield {"type": "actions", "block_id": f"watch-{number}", "elements": elements}


def video(clip: Clip, block_id: str, title: str) -> Block:
    """The player page inside of Slack, behind a poster for its wide frame."""
    return {
        "type": "video",
        "block_id": block_id,
        "title": plain_text(title, VIDEO_TITLE),
        "title_url": clip.watch_url,
        "video_url": clip.watch_url,
        "thumbnail_url": wide_poster(clip.poster_url),
        "alt_text": cut(saved_texts.video_description(clip.title, clip.seconds), FIELD),
    }


def wide_poster(poster_url: str) -> str:
    """The address of the landscape poster, which stands beside the portrait one."""
    # Posters of clips that are still made, or that somebody brought, may have other names.
    folder, slash, name = poster_url.rpartition("/")
    return f"{folder}{slash}{WIDE_FILE}" if name == POSTER_FILE else poster_url


def watch_place(clip: Clip, file: str = "") -> str:
    """Where the clip can be watched from any machine: our page, else its file in Slack, else ""."""
    return file if only_here(clip.watch_url) else clip.watch_url


def only_here(url: str) -> bool:
    """Whether an address leads nowhere but on the machine where Ninety runs."""
    host = urlsplit(url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")


def _watch(clip: Clip, number: int, url: str) -> Block:
    label = plain_text(saved_texts.watch(clip.seconds), BUTTON)
    return {"type": "button", "action_id": f"watch-{number}", "text": label, "url": url}


def _token(watch_url: str) -> str:
    return watch_url.partition("#")[0].rpartition("/")[2]


def _menu() -> Block:
    """What can be done with a clip beside watching it."""
    # An option's value holds 150 characters: too few for a token.
    options = [
        {"text": plain_text(label, BUTTON), "value": action} for action, label in saved_texts.clip_actions(*MENU)
    ]
    return {"type": "overflow", "action_id": CLIP_MENU, "options": options}

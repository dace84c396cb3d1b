"""Messages drawn as Slack shows their blocks, so that a person can look at every one without a workspace."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

from adapters.slack.blocks import Block, blocks
from bot.chat import Message

LOOK = """
body { margin: 0; font: 15px/1.46 Lato, "Segoe UI", system-ui, sans-serif }
body { display: grid; grid-template-columns: 1fr 1fr }
main { padding: 1.5rem; color: #1d1c1d; background: #fff } main.dark { color: #d1d2d3; background: #1a1d21 }
h1 { font-size: 1.2rem } h2 { font-size: .8rem; opacity: .7; margin: 2.2rem 0 .4rem; font-weight: 400 }
article { max-width: 36rem; overflow-wrap: anywhere } article > * { margin: .35rem 0; unicode-bidi: plaintext }
.header { font-weight: 900; font-size: 1.15rem } .context { font-size: .85rem; opacity: .75 }
.actions { display: flex; flex-wrap: wrap; gap: .5rem }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem }
.button { border: 1px solid #8888; border-radius: 4px; padding: .25rem .75rem; font-weight: 700 }
.video { border: 1px solid #8888; border-radius: 8px; padding: .6rem }
.screen { aspect-ratio: 16/9; background: #3a5a7a;
  border-radius: 6px; display: grid; place-items: center; color: #fff; font-size: 2rem; margin-top: .4rem }
blockquote { border-left: 4px solid #8888; margin: 0; padding-left: .7rem }
code { color: #c01343; background: #8881; padding: 0 .2rem } .dark code { color: #e8912d }
"""
EMOJI = {":white_check_mark:": "✅", ":small_orange_diamond:": "🔸"}


def page(messages: Mapping[str, Message]) -> str:
    """One page: every message with its name, in light on the left and in dark on the right."""
    drawn = "".join(
        f"<h2>{html.escape(name)}</h2><article>{''.join(_drawn(blocks(message, inline_video=True)))}</article>"
        for name, message in messages.items()
    )
    sides = "".join(f'<main class="{side}"><h1>{side.title()}</h1>{drawn}</main>' for side in ("light", "dark"))
    title = "Every message, as Slack shows it"
    head = f'<meta charset="utf-8"><title>{title}</title><style>{LOOK}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{sides}</body></html>\n'


def _drawn(made: list[Block]) -> Iterator[str]:
    for block in made:
        match block["type"]:
            case "header":
                yield f'<div class="header">{html.escape(block["text"]["text"])}</div>'
            case "section" if "fields" in block:
                fields = "".join(f"<div>{_mrkdwn(one['text'])}</div>" for one in block["fields"])
                yield f'<div class="fields">{fields}</div>'
            case "section":
                yield f"<div>{_mrkdwn(block['text']['text'])}</div>"
            case "context":
                yield f'<div class="context">{"".join(_mrkdwn(one["text"]) for one in block["elements"])}</div>'
            case "actions":
                yield f'<div class="actions">{"".join(_element(one) for one in block["elements"])}</div>'
            case "video":
                yield _video(block)


def _element(element: Block) -> str:
    label = element["text"]["text"] if "text" in element else "⋯"
    return f'<span class="button">{html.escape(label)}</span>'


def _video(block: Block) -> str:
    screen = f'<div class="screen" role="img" aria-label="{html.escape(block["alt_text"])}">▶</div>'
    return f'<div class="video"><b>{html.escape(block["title"]["text"])}</b>{screen}</div>'


def _mrkdwn(words: str) -> str:
    """Slack's markup as far as we send it; Slack has escaped three characters already."""
    shown = html.escape(html.unescape(re.sub(r"<(https?://[^|>]+)\|([^>]*)>", r"\2", words)))
    shown = re.sub(r"`([^`]+)`", r"<code>\1</code>", re.sub(r"(?<!\w)\*([^*\n]+)\*(?!\w)", r"<b>\1</b>", shown))
    for name, sign in EMOJI.items():
        shown = shown.replace(name, sign)
    lines = [f"<blockquote>{line[4:]}</blockquote>" if line.startswith("&gt;") else line for line in shown.split("\n")]
    return "<br>".join(lines)

"""How a team voted: one line that says it, a chart, and every option with its figure beside it. Pure.

The chart is Slack's own. Whoever cannot see it, and a Slack that does not take it, has the figures in words; there the
bars are letters. Limits: docs.slack.dev/reference/block-kit/blocks/data-visualization-block.
"""

from __future__ import annotations

from string import ascii_uppercase

from adapters.slack.outbound.limits import FIELD, cut, plain_text, short
from adapters.slack.outbound.richtext import Block, Run, bold, emoji, paragraph, rich
from bot.chat import Share, Split
from bot.messages import platform_texts
from bot.messages.catalogue import tr

CHART = "data_visualization"
MOST_CHARTS = 2  # in one message
CHART_TITLE = 50  # characters of a chart's title, and of what its axes are called
POINT = 20  # characters below a bar
BAR = 12  # pieces of a bar of letters that stands for the whole team; on a phone a line holds about thirty
FULL, EMPTY = "█", "░"


def vote_line(split: Split) -> Block:
    """The one line that stands where the reader comes by."""
    right = sum(share.count for share in split.shares if share.right)
    return {"type": "context", "elements": [plain_text(platform_texts.vote_in_a_line(right, split.total), FIELD)]}


def vote_chart(split: Split, number: int) -> Block:
    """A bar for every option.

    Args:
        number: the vote's place in its message; Slack wants another id for each block.
    """
    named = [
        (_below_bar(letter, share), share.count) for letter, share in zip(ascii_uppercase, split.shares, strict=False)
    ]
    votes = tr("Votes")
    return {
        "type": CHART,
        "block_id": f"vote-{number}",
        "title": cut(tr("How the team voted"), CHART_TITLE),
        "chart": {
            "type": "bar",
            "series": [{"name": votes, "data": [{"label": name, "value": count} for name, count in named]}],
            # No unit of the axis: a bar's height says how many, and the words below it say it exactly.
            "axis_config": {"categories": [name for name, _ in named], "y_label": cut(votes, CHART_TITLE)},
        },
    }


def _below_bar(letter: str, share: Share) -> str:
    """Different for every option, whatever is left of its words: Slack refuses two bars of one name."""
    mark = "✓ " if share.right else ""
    return cut(f"{mark}{letter}. {share.label}".rstrip(), POINT)


def vote_words(split: Split, longest: int, bars: bool) -> Block:
    """Every option with how many chose it; the right one has a check mark, and the reader's own is bold.

    Args:
        bars: draw bars of letters, where nothing else shows any.
    """
    lettered = zip(ascii_uppercase, split.shares, strict=False)
    return rich(*(line for each in lettered for line in _lines(*each, split.total, longest, bars)))


def _lines(letter: str, share: Share, total: int, longest: int, bars: bool) -> list[Block]:
    label = short(share.label, longest)
    mark = f" ({share.mark})" if share.mark else ""
    words: list[Run] = [f"{letter}. ", bold(label) if share.own else label, mark]
    check: list[Run] = [emoji("white_check_mark"), " "] if share.right else []
    figure = tr("{count} of {total}", count=share.count, total=total)
    if not bars:
        return [paragraph(*check, *words, f"  {figure}")]
    filled = round(BAR * share.count / total) if total else 0
    return [paragraph(*check, *words), paragraph(f"{FULL * filled}{EMPTY * (BAR - filled)}  {figure}")]

"""A chart drawn as HTML, about as Slack's own clients draw it."""

from __future__ import annotations

from markupsafe import Markup

from adapters.slack.outbound.blocks import Block

HIGH, WIDE, SPACE = 100, 60, 24  # units of the drawing: the tallest bar, a bar, and what lies between two


def chart(block: Block) -> Markup:
    """The bars of a data_visualization block, each with its name and value below."""
    points = [(str(point["label"]), float(point["value"])) for point in block["chart"]["series"][0]["data"]]
    tallest = max((value for _, value in points), default=0) or 1
    bars = Markup().join(_bar(place, value / tallest) for place, (_, value) in enumerate(points))
    names = Markup().join(Markup("<li>{}<b>{:g}</b></li>").format(name, value) for name, value in points)
    width = len(points) * (WIDE + SPACE) + SPACE
    return Markup(
        '<figure class="slack-chart"><figcaption>{}</figcaption>'
        '<svg viewBox="0 0 {} {}" aria-hidden="true">{}</svg><ul>{}</ul></figure>'
    ).format(block["title"], width, HIGH, bars, names)


def _bar(place: int, share: float) -> Markup:
    tall = round(HIGH * share)
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" rx="4"/>').format(
        SPACE + place * (WIDE + SPACE), HIGH - tall, WIDE, tall
    )

"""Pictures of figures as SVG. Words stand beside them in the page, so that they keep their size on every screen.

Each picture has a text alternative that says what it shows; colours come from the page's style sheet.
"""

from __future__ import annotations

from itertools import pairwise

from markupsafe import Markup

from bot.messages.pages import report_texts
from bot.reports import Curve


def clock(second: float) -> str:
    """A second of a clip as it is read: "0:07"."""
    return f"{int(second) // 60}:{int(second) % 60:02}"


def bar(share: float | None, kind: str = "") -> Markup:
    """A horizontal bar. Its value stands beside it in words, so for screen readers it is not there.

    Args:
        kind: a class that the style sheet knows, such as "right".
    """
    # An unknown share is an empty bar here; the words beside it say that it is unknown.
    filled = f"{100 * (share or 0):.2f}"
    return Markup(
        '<svg class="bar-picture {kind}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="10"/><rect class="fill" width="{filled}" height="10"/></svg>'
    ).format(kind=kind, filled=filled)


def curve_picture(curve: Curve, about: str) -> Markup:
    """View-through by second as steps, 0 to 100 % from bottom to top; each second tells its value on hover.

    It stands once in a page: its title and description have ids.
    """
    seconds = len(curve.shares)
    steps = _steps(curve)
    lines = Markup("").join(
        Markup('<path class="grid" d="M0 {y}H{width}"/>').format(y=100 - part, width=seconds)
        for part in (0, 25, 50, 75, 100)
    )
    return Markup(
        '<svg class="curve-picture" viewBox="0 0 {width} 100" preserveAspectRatio="none" role="img" '
        'aria-labelledby="curve-about curve-summary">'
        '<title id="curve-about">{about}</title><desc id="curve-summary">{summary}</desc>'
        '{lines}<path class="area" d="M0 100L{steps}V100Z"/><path class="line" d="M{steps}"/>{hovers}</svg>'
    ).format(
        width=seconds,
        about=about,
        summary=summary_of(curve),
        lines=lines,
        steps=steps,
        hovers=Markup("").join(_hover(curve, second) for second in range(seconds)),
    )


def spark(curve: Curve, about: str = "") -> Markup:
    """A small curve for a row of a table; its text alternative is what it says in short, or the given words."""
    if not curve:
        return Markup("")
    return Markup(
        '<svg class="spark" viewBox="0 0 {width} 100" preserveAspectRatio="none" role="img" aria-label="{summary}">'
        '<path class="area" d="M0 100L{steps}V100Z"/><path class="line" d="M{steps}"/></svg>'
    ).format(width=len(curve.shares), summary=about or summary_of(curve), steps=_steps(curve))


def _steps(curve: Curve) -> str:
    points = [f"{second} {100 - 100 * share:.1f}H{second + 1}" for second, share in enumerate(curve.shares)]
    return " L".join(points)


def _hover(curve: Curve, second: int) -> Markup:
    words = report_texts.watched_at(clock(second), curve.shares[second], curve.viewers[second])
    return Markup('<rect class="hover" x="{x}" width="1" height="100"><title>{words}</title></rect>').format(
        x=second, words=words
    )


def summary_of(curve: Curve) -> str:
    """What the curve shows, in words: where it starts and ends, and where most stopped watching."""
    if not curve:
        return report_texts.nothing_watched()
    shares = curve.shares
    summary = report_texts.curve_ends(shares[0], shares[-1], clock(len(shares)))
    drops = [(before - after, second) for second, (before, after) in enumerate(pairwise(shares), 1)]
    # Small steps are in every curve; under five points none of them says where people left.
    if not drops or (largest := max(drops))[0] < 0.05:
        return summary
    drop, second = largest
    return f"{summary} {report_texts.largest_drop(clock(second), round(100 * drop))}"


def time_labels(curve: Curve) -> tuple[str, ...]:
    """What stands under a curve at its start, its quarters and its end."""
    return tuple(clock(len(curve.shares) * quarter / 4 + 0.5) for quarter in range(5))

"""What a page hides from its readers: nobody approved what nobody sees, so it is no answer either."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

import tinycss2
from cssselect import SelectorError
from lxml import html
from lxml.cssselect import CSSSelector
from tinycss2.color3 import RGBA, parse_color

Styles = dict[html.HtmlElement, dict[str, str]]

MOST_RULES = 3_000  # of a page's own style sheets; a page with more is an application, not a document
_FAR_PX = -900.0  # a box this far to the left or above lies outside of every screen
_SMALLEST_PX = 2.0  # letters of up to this size cannot be read
_FAINTEST = 0.1  # opacity up to which text cannot be seen
_LENGTH = re.compile(r"(-?\d*\.?\d+)(px|pt|em|rem|%|vw|vh)?")
_PX = {"px": 1.0, "pt": 1.33, "em": 16.0, "rem": 16.0, "%": 0.16, "vw": 10.0, "vh": 10.0}
_CLIPPED = re.compile(r"rect\(\s*[01](px)?[\s,]|inset\(\s*(50|100)%|circle\(\s*0")
_WHITE = RGBA(1.0, 1.0, 1.0, 1.0)


def hidden_elements(tree: html.HtmlElement) -> set[html.HtmlElement]:
    """The elements that readers of the page cannot see; what lies inside of them is not listed.

    A panel that a button opens is seen by whoever presses it, and counts as visible.
    """
    styles, opened = _styles(tree), _opened_by_a_press(tree)
    by_style = {node for node, style in styles.items() if _hides(style) or _blends_in(node, styles)}
    by_attribute = set(tree.xpath("//*[@hidden or @aria-hidden='true']"))
    return {node for node in by_style | by_attribute if node.get("id", "") not in opened}


def _opened_by_a_press(tree: html.HtmlElement) -> set[str]:
    """The ids of panels that something on the page opens."""
    controls = tree.xpath("//@aria-controls | //@data-bs-target | //@data-target")
    return {name.lstrip("#") for names in controls for name in str(names).split()}


def _styles(tree: html.HtmlElement) -> Styles:
    """Each styled element with its declarations; a later rule beats an earlier one, an element's own beats all."""
    styles: Styles = {}
    sheets = "\n".join(sheet.text_content() for sheet in tree.iter("style"))
    for selector, declared in islice(_rules(tinycss2.parse_stylesheet(sheets, True, True)), MOST_RULES):
        for node in _matching(tree, selector):
            styles.setdefault(node, {}).update(declared)
    for node in tree.xpath("//*[@style]"):
        styles.setdefault(node, {}).update(_declarations(tinycss2.parse_blocks_contents(node.get("style"))))
    return styles


def _rules(nodes: list[tinycss2.ast.Node]) -> Iterator[tuple[str, dict[str, str]]]:
    """Selectors with what they declare, also inside of @media rules for screens."""
    for node in nodes:
        if node.type == "qualified-rule":
            yield tinycss2.serialize(node.prelude), _declarations(tinycss2.parse_blocks_contents(node.content))
        elif node.type == "at-rule" and _is_for_screens(node):
            yield from _rules(tinycss2.parse_rule_list(node.content, True, True))


def _is_for_screens(rule: tinycss2.ast.AtRule) -> bool:
    return rule.at_keyword == "media" and bool(rule.content) and "print" not in tinycss2.serialize(rule.prelude)


def _declarations(nodes: list[tinycss2.ast.Node]) -> dict[str, str]:
    declared = (node for node in nodes if node.type == "declaration")
    return {node.lower_name: tinycss2.serialize(node.value).strip().lower() for node in declared}


def _matching(tree: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    if ":" in selector:
        return []  # :hover and the like are a moment's state, ::before holds no text of the page
    try:
        return list(CSSSelector(selector, translator="html")(tree))
    except SelectorError:
        return []  # newer than the library knows: the element counts as visible


def _hides(style: Mapping[str, str]) -> bool:
    return (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or _number(style.get("opacity"), 1.0) <= _FAINTEST
        or _number(style.get("font-size"), 16.0) <= _SMALLEST_PX
        or _number(style.get("text-indent"), 0.0) <= _FAR_PX
        or _is_off_screen(style)
        or _has_no_room(style)
        or _CLIPPED.search(style.get("clip", "") + style.get("clip-path", "")) is not None
        or re.search(r"scale[xy]?\(\s*0\s*[,)]", style.get("transform", "")) is not None
    )


def _is_off_screen(style: Mapping[str, str]) -> bool:
    moved = style.get("position") in ("absolute", "fixed", "relative")
    return moved and any(_number(style.get(side), 0.0) <= _FAR_PX for side in ("left", "top", "right", "bottom"))


def _has_no_room(style: Mapping[str, str]) -> bool:
    sides = ("height", "max-height", "width", "max-width")
    return style.get("overflow") == "hidden" and any(_number(style.get(side), 99.0) <= 1.0 for side in sides)


def _number(value: str | None, otherwise: float) -> float:
    """A length in pixels, or a plain number; `otherwise` for anything else."""
    match = _LENGTH.match(value or "")
    return float(match.group(1)) * _PX.get(match.group(2) or "px", 1.0) if match else otherwise


def _blends_in(node: html.HtmlElement, styles: Styles) -> bool:
    """Whether an element's letters have the colour of what they stand on."""
    colour = parse_color(styles[node].get("color", ""))
    if not isinstance(colour, RGBA):
        return False
    return colour.alpha <= _FAINTEST or _distance(colour, _ground(node, styles)) < 0.05


def _ground(node: html.HtmlElement, styles: Styles) -> RGBA:
    """The colour behind an element: the nearest background, paper white where none is declared."""
    for around in (node, *node.iterancestors()):
        style = styles.get(around, {})
        declared = style.get("background-color") or style.get("background", "")
        if declared:
            colour = parse_color(declared.split()[0])
            # A picture or gradient behind the letters has no one colour: then nothing is said against them.
            return colour if isinstance(colour, RGBA) else RGBA(-1.0, -1.0, -1.0, 1.0)
    return _WHITE


def _distance(colour: RGBA, other: RGBA) -> float:
    return float(max(abs(colour.red - other.red), abs(colour.green - other.green), abs(colour.blue - other.blue)))

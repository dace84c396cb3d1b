"""Slack's part of the gallery: what is drawn, what is marked up, and that no window is forgotten."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html

import adapters.slack
from adapters.slack.gallery import gallery
from adapters.slack.gallery.drawing import message, view
from adapters.slack.gallery.markup import mrkdwn
from bot.gallery.extremes import USUAL_AND_WORDS
from bot.gallery.messages import every_message
from bot.gallery.samples import MARKUP
from tests.adapters.slack.blockkit import view_faults

TAB = gallery.tab()
FOLDER = Path(adapters.slack.__file__).parent


def makers_of_views(folder: Path) -> Iterator[str]:
    """Functions that return a window or App Home, as "module.function"."""
    for file in sorted(folder.rglob("*.py")):
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.FunctionDef) and node.name != "window" and _makes_view(node):
                yield f"{file.stem}.{node.name}"


def _makes_view(node: ast.FunctionDef) -> bool:
    calls = {ast.unparse(one.func).rpartition(".")[2] for one in ast.walk(node) if isinstance(one, ast.Call)}
    homes = [one for one in ast.walk(node) if isinstance(one, ast.Constant) and one.value == "home"]
    return "window" in calls or (bool(homes) and node.name in ("home", "unknown_home"))


def forgotten(makers: set[str], source: str) -> set[str]:
    calls = {ast.unparse(one.func) for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Call)}
    return makers - calls


def test_every_window_and_home_is_in_the_gallery() -> None:
    makers = set(makers_of_views(FOLDER))
    assert {"home.home", "home.share_window", "campaign_form.form"} <= makers
    assert not forgotten(makers, inspect.getsource(gallery)), "add these to adapters/slack/gallery/gallery.py"


def test_a_forgotten_window_is_found(tmp_path: Path) -> None:
    (tmp_path / "new.py").write_text("def zone_window():\n    return views.window('x')\n")
    assert forgotten(set(makers_of_views(tmp_path)), inspect.getsource(gallery)) == {"new.zone_window"}


@pytest.mark.parametrize("name", sorted(gallery.windows()))
def test_every_window_of_the_gallery_keeps_every_rule_of_slack(name: str) -> None:
    assert view_faults(gallery.windows()[name]) == []


@pytest.mark.parametrize("kind", USUAL_AND_WORDS)
def test_nothing_that_is_sent_is_left_undrawn(kind: str) -> None:
    drawn = [*TAB.windows(kind).values(), *(TAB.draw(said) for said in every_message().values())]
    assert [one for one in drawn if "unknown" in one] == []
    pages = [html.fromstring(str(one)) for one in drawn]
    assert [picture.get("src") for page in pages for picture in page.iter("img") if not picture.get("alt")] == []
    fields = [field for page in pages for field in page.iter("input", "select", "textarea")]
    assert [field for field in fields if not (field.get("aria-label") or field.getparent().tag == "label")] == []


def test_what_people_wrote_is_words_and_nothing_else() -> None:
    drawn = TAB.draw(every_message()["episode, markup in it"])
    assert "<!channel>" not in drawn
    assert MARKUP in "".join(html.fromstring(str(drawn)).itertext())


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("*a* _b_ ~c~ `d`", "<b>a</b> <i>b</i> <s>c</s> <code>d</code>"),
        ("2 * 3 * 4, snake_case_name", "2 * 3 * 4, snake_case_name"),
        ("*a _b_*", "<b>a <i>b</i></b>"),
        ("`*a*`", "<code>*a*</code>"),
        ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
        ("<https://x.example|a &amp; b>", '<span class="slack-link">a &amp; b</span>'),
        ("<!channel>", '<span class="slack-mention">!channel</span>'),
        (":white_check_mark: :unheard_of:", "✅ :unheard_of:"),
    ],
)
def test_slacks_markup_is_read_as_slack_reads_it(written: str, shown: str) -> None:
    assert mrkdwn(written) == f'<p dir="auto">{shown}</p>'


def test_lines_that_begin_with_a_sign_are_one_quote() -> None:
    assert mrkdwn("a\n>b\n&gt;c\nd") == (
        '<p dir="auto">a</p><blockquote dir="auto">b<br>c</blockquote><p dir="auto">d</p>'
    )


def plain(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


def test_blocks_of_every_kind_are_drawn_with_their_words_and_names() -> None:
    options = [{"text": plain(one), "value": one} for one in ("first", "second")]
    picture = {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "a face"}
    runs = [{"type": "text", "text": "bold", "style": {"bold": True}}, {"type": "emoji", "name": "white_check_mark"}]
    lists = {"type": "rich_text_list", "elements": [{"type": "rich_text_section", "elements": runs}]}
    radios = {"type": "radio_buttons", "action_id": "r", "options": options, "initial_option": options[1]}
    made: list[dict[str, Any]] = [
        {"type": "divider"},
        {"type": "image", "image_url": "https://x.example/b.png", "alt_text": "a chart", "title": plain("Chart")},
        {"type": "context", "elements": [picture, plain("beside it")]},
        {"type": "section", "text": plain("words"), "accessory": picture},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "*a*\nb"}]},
        {"type": "rich_text", "elements": [lists]},
        {"type": "input", "label": plain("Which?"), "element": radios, "hint": plain("Only one.")},
        {"type": "input", "label": plain("Why?"), "element": {"type": "plain_text_input", "multiline": True}},
    ]
    drawn = message(made)
    assert "unknown" not in drawn
    for wanted in ("<hr>", 'alt="a chart"', "Chart", 'alt="a face"', "<b>bold</b>✅", "<textarea", "Only one.", "<li>"):
        assert wanted in drawn, wanted
    assert drawn.count(" checked") == 1
    assert "unknown" in message([{"type": "hologram"}])


def test_a_window_shows_faults_at_their_fields_and_its_buttons() -> None:
    field = {
        "type": "input",
        "block_id": "name",
        "label": plain("Name"),
        "optional": True,
        "element": {"type": "plain_text_input", "action_id": "name"},
    }
    made = {"type": "modal", "title": plain("New"), "submit": plain("Go"), "close": plain("Close"), "blocks": [field]}
    drawn = html.fromstring(str(view(made, {"name": "Too long"})))
    assert drawn.xpath("//*[@class='slack-fault']/text()") == ["Too long"]
    assert drawn.xpath("//button/text()") == ["Close", "Go"]
    assert "(optional)" in "".join(drawn.itertext())

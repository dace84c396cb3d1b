"""A series that is written out and read again is the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.authoring import read_series
from lessons.authoring.cards import paragraph
from lessons.authoring.page.errors import SourceFile
from lessons.authoring.page.markdown import Words, plain, read_sections
from lessons.authoring.writing import differences, write_series
from lessons.checks import Check, Option
from lessons.episodes import Episode
from lessons.script import EndCard, Headline, Role, Scene, Script
from lessons.series import Series
from tests.lessons.authored import CALL, MP4, PNG, PRINTER, SERIES, VTT, edited, write

EXAMPLES = Path(__file__).parents[2] / "examples"


def again(series: Series, folder: Path) -> Series:
    """What is read from the files that write_series names."""
    written = write_series(series)
    home = folder / "again"
    paths = {asset.key: asset.path for asset in series.assets}
    for name, words in written.pages.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(words)
    for name, key in written.files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(paths[key].read_bytes())
    return read_series(home, prove=False)


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir()))
def test_the_examples_come_back_the_same(name: str, tmp_path: Path) -> None:
    series = read_series(EXAMPLES / name, prove=False)
    found = again(series, tmp_path)
    assert found.content_hash == series.content_hash
    assert {asset.key for asset in found.assets} == {asset.key for asset in series.assets}


GERMAN = edited(PRINTER, "title: The Printer", "title: Der Drucker").replace(
    "\n## Sources\n\n- [A law](https://example.org/law): article 1\n- Our own rules\n", ""
)
OWN = "---\ntitle: Our Film\nclip: films/own.mp4\ncaptions: films/own.vtt\n---\n"
ASKED = "\n## Check\n\nWhat now?\n\n- [x] This\n- [ ] That\n\nAnswer at: 1:07\n\n## Why\n\nBecause.\n"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"01-the-printer.de.md": GERMAN},
        {"series.md": SERIES.replace("  name: Leak\n", "  name: Leak\n  logo: logo.png\n"), "logo.png": PNG},
        {"series.md": SERIES.replace("language: en", "language: en\nvoice: openai/marin")},
        {"02-the-call.md": OWN + ASKED, "films/own.mp4": MP4, "films/own.vtt": VTT},
        {
            "02-the-call.md": OWN.replace("own.vtt\n", "own.vtt\ncaptions in picture: on\n") + ASKED,
            "films/own.mp4": MP4,
            "films/own.vtt": VTT,
        },
        {
            "02-the-call.md": OWN.replace("own.vtt\n", "own.vtt\nframe: off\n") + ASKED,
            "films/own.mp4": MP4,
            "films/own.vtt": VTT,
        },
        {
            "02-the-call.md": CALL.replace("The phone rings.", "> Audio: a.mp3\n> It rings\n\nIt rings."),
            "a.mp3": b"ID3",
        },
        {"02-the-call.md": CALL.replace("title: The Call", "title: The Call\nlanguage: de")},
        {"02-the-call.md": CALL + ASKED.replace("1:07", "Call to action")},
        {"02-the-call.md": CALL + ASKED.replace("1:07", "Hook")},
        {"02-the-call.md": CALL + "\n## Cliffhanger\n\nIt rings again.\n\nAnd again.\n\n## Reflect\n\nAnd you?\n"},
    ],
    ids=[
        "plain",
        "translated",
        "logo",
        "voice",
        "own film",
        "own film with burned captions",
        "own film without a frame",
        "recording",
        "German",
        "answer at end",
        "answer at hook",
        "ends",
    ],
)
def test_whatever_authors_write_comes_back_the_same(changes: dict[str, str | bytes], tmp_path: Path) -> None:
    series = read_series(write(tmp_path, changes), prove=False)
    found = again(series, tmp_path)
    assert differences(series, found) == ()
    assert found.content_hash == series.content_hash


AWKWARD = (
    "1. One",
    "2) Two",
    "# five",
    "- a dash",
    "> a mark",
    "--- and more",
    "=== and more",
    "a *star* and an _underline_",
    "<b>bold</b> & <!-- gone -->",
    "&amp; stays &lt;",
    "![no](picture.png) [no](link)",
    "`code` and \\ backslash",
    "go -> there → now",
    "[x] no box",
    "Answer at: 0:10",
    "Kicker: a label",
    "Source: who knows",
    "~~~ and more",
    "日本語の文。",
    "١٢٣ عربي",
)


def tale(words: str) -> Series:
    """A series that says and asks these words wherever words can stand."""
    scenes = [Scene(role, words, Headline(words, words)) for role in (Role.HOOK, Role.SCENE, Role.SCENE)]
    scenes.append(Scene(Role.ACTION, words, EndCard(words, words)))
    check = Check(words, (Option(words, words, "left"), Option("Other")), 0, words, scene=2)
    branch = Script(words, (Scene(Role.ACTION, words, Headline(words)),), "en", sources=())
    episode = Episode("tale", "one", 1, words, "en", Script(words, tuple(scenes), "en"), words, check, words, words)
    return Series("tale", words, "en", (replace(episode, branches={"left": branch}, answers=(words,)),), words)


@pytest.mark.parametrize("words", AWKWARD)
def test_words_that_look_like_marks_stay_words(words: str, tmp_path: Path) -> None:
    series = tale(words)
    assert differences(series, again(series, tmp_path)) == ()


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=30))
def test_any_words_are_one_paragraph_that_says_exactly_them(text: str) -> None:
    words = " ".join(text.split())
    if words:
        page = SourceFile("page.md", [])
        (section,) = read_sections(page, ["## Hook", "", paragraph(words)], 0)
        (block,) = section.blocks
        assert isinstance(block, Words)
        assert plain(page, 1, block.rows[0].text) == words
        assert page.faults == []


def test_differences_name_the_episodes_and_leave_out_what_was_measured(tmp_path: Path) -> None:
    series = read_series(write(tmp_path), prove=False)
    first, second = series.episodes
    assert first.check is not None
    measured = replace(first, check=replace(first.check, at_s=31.4))
    assert differences(series, replace(series, episodes=(measured, second))) == ()
    other = replace(series, title="Other", episodes=(replace(first, summary="Other."), second))
    assert differences(series, other) == (
        "the title, summary, language, characters or brand",
        "episode 1, The Printer",
    )

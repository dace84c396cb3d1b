"""A page taken apart into lines and put together again: what authors wrote stays, and places are found again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from lessons.authoring import read_series
from lessons.authoring.lines import EditedPage, PageSection, ScriptLine, put_together, take_apart, with_front
from lessons.authoring.writing import differences

EXAMPLES = Path(__file__).parents[2] / "examples"
SERIES = [folder.name for folder in sorted(EXAMPLES.iterdir()) if (folder / "series.md").exists()]


@pytest.mark.parametrize("name", SERIES)
def test_every_example_comes_back_as_the_same_series(name: str, tmp_path: Path) -> None:
    copy = tmp_path / name
    shutil.copytree(EXAMPLES / name, copy)
    before = read_series(copy, prove=False)
    speakers = [character.name for character in before.characters if character.drawn]
    for page in copy.glob("[0-9]*.md"):
        page.write_text(put_together(take_apart(page.read_text(), speakers)).text)
    assert differences(before, read_series(copy, prove=False)) == ()


PAGE = """---
title: 'The Mail'
summary: one
  and more
---

## Hook

> Place: office
> When: Monday

Nia (glad): Hello.
Bo: Well?
Remember: look first.

## Check

What now?

- [x] Ask
- [ ] Wait
"""


def test_lines_say_who_speaks_in_which_mood_and_what_is_shown() -> None:
    page = take_apart(PAGE, ["Nia", "Bo"])
    assert page.sections[0].lines == (
        ScriptLine("Hello.", "Nia", "glad", "Place: office\nWhen: Monday"),
        ScriptLine("Well?\nRemember: look first.", "Bo"),
    )
    assert page.sections[1] == PageSection("Check", text="\nWhat now?\n\n- [x] Ask\n- [ ] Wait".strip("\n"))


def test_a_row_of_the_file_leads_back_to_its_field() -> None:
    written = put_together(take_apart(PAGE, ["Nia", "Bo"]))
    rows = written.text.split("\n")
    places = {words: written.place_of(rows.index(words) + 1) for words in ("title: 'The Mail'", "## Hook", "- [x] Ask")}
    assert places == {"title: 'The Mail'": "front", "## Hook": "0", "- [x] Ask": "1.text"}
    assert written.place_of(rows.index("> When: Monday") + 1) == "0.0.shows"
    assert written.place_of(rows.index("Nia (glad): Hello.") + 1) == "0.0.words"
    assert written.place_of(10_000) == "1.text"


def test_what_is_said_begins_no_section_and_no_box() -> None:
    words = ScriptLine("## Hook\n> shown?")
    written = put_together(EditedPage("---\ntitle: x\n---", (PageSection("Hook", (words,)),)))
    (section,) = take_apart(written.text, ()).sections
    assert [line.words for line in section.lines] == ["\\## Hook\n\\> shown?"]
    assert put_together(replace(take_apart(written.text, ()))).text == written.text


def test_a_key_of_the_front_matter_changes_alone() -> None:
    front = take_apart(PAGE, ()).front
    assert with_front(front, "summary", "It's new") == "---\ntitle: 'The Mail'\nsummary: 'It''s new'\n---"
    assert with_front(front, "voice", "stone").split("\n")[1] == "voice: 'stone'"
    assert "summary" not in with_front(front, "summary", " ")

"""Lines that people say, as their authors write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons.authoring import AuthoringErrors, read_series
from lessons.authoring.writing import differences
from lessons.script import BigNumber, EndCard, Place, Screen, ScreenKind, Talk
from lessons.series import Series
from tests.lessons.test_authoring_writing import again

SERIES = """---
title: The Leak
language: en
voice: stone
characters:
  Nia:
    role: security
    voice: heart
    hair: bun
    skin: brown
  Bo:
    role: sales
    voice: flint
  Ruth: the boss, who is only named
---
"""
EPISODE = """---
title: The Printer
---

## Hook

> Place: night desk
> When: Monday, 8:59

Nia (angry): Who pressed print?
Bo: Not me.

The printer hums.

## Scene: What came

> Number: 41 pages
> of customers

Nia: Forty-one pages.

> Chat: Sales
> - Bo: Did you see it?
> - Not yet.

Remember: a chat is kept.

## Cliffhanger: Next: The Call

> Place: street

Bo (sly): It was me.

## Reflect

Whom would you tell?
"""


def series(tmp_path: Path, episode: str = EPISODE, about: str = SERIES) -> Series:
    folder = tmp_path / "the-leak"
    folder.mkdir()
    (folder / "series.md").write_text(about)
    (folder / "01-the-printer.md").write_text(episode)
    return read_series(folder, voices={"heart", "flint", "stone"})


def test_a_line_is_a_scene_with_its_speaker_drawn_in_the_place_that_was_named(tmp_path: Path) -> None:
    scenes = series(tmp_path).episodes[0].script.scenes
    first, second = scenes[0].show, scenes[1].show
    assert isinstance(first, Talk)
    assert isinstance(second, Talk)
    assert (first.person.name, first.mood, first.place, first.note) == ("Nia", "angry", "night desk", "Monday, 8:59")
    assert (scenes[0].say, scenes[0].voice, scenes[1].voice) == ("Who pressed print?", "heart", "flint")
    assert first.listener == second.person


def test_the_narrator_speaks_over_the_place_and_people_speak_over_cards(tmp_path: Path) -> None:
    scenes = series(tmp_path).episodes[0].script.scenes
    assert scenes[2].show == Place("night desk", "Monday, 8:59")
    assert scenes[2].voice == ""
    assert isinstance(scenes[3].show, BigNumber)
    assert scenes[3].voice == "heart"
    assert scenes[4].show == Screen(ScreenKind.CHAT, "Sales", (("Bo", "Did you see it?"), ("", "Not yet.")))
    assert scenes[4].say == "Remember: a chat is kept."


def test_the_last_line_keeps_its_picture_for_a_beat_before_the_question(tmp_path: Path) -> None:
    episode = series(tmp_path).episodes[0]
    *_, last, end = episode.script.scenes
    assert isinstance(last.show, Talk)
    assert last.hold_s > 0.5
    assert (end.say, end.show) == ("", EndCard("Whom would you tell?", "Next: The Call"))
    assert episode.cliffhanger == "It was me."


def test_a_card_of_its_own_at_the_end_no_longer_swallows_the_question(tmp_path: Path) -> None:
    head = "---\ntitle: T\n---\n\n## Hook\n\nLook.\n\n## Scene: A\n\nSee.\n\n"
    text = head + "## Call to action\n\n> Do it\n\nDo it.\n\n## Reflect\n\nAnd you?\n"
    scenes = series(tmp_path, text, "---\ntitle: T\nlanguage: en\n---\n").episodes[0].script.scenes
    assert scenes[-1].show == EndCard("And you?")


def test_without_people_a_colon_is_a_colon(tmp_path: Path) -> None:
    about = "---\ntitle: T\nlanguage: en\ncharacters:\n  Nia: security\n---\n"
    text = (
        "---\ntitle: T\n---\n\n## Hook\n\nNia: Who pressed print?\n\n## Scene: A\n\nSee.\n\n## Call to action\n\nGo.\n"
    )
    first = series(tmp_path, text, about).episodes[0].script.scenes[0]
    assert first.say == "Nia: Who pressed print?"
    assert first.voice == ""


def test_what_people_say_comes_back_the_same_from_the_catalogue(tmp_path: Path) -> None:
    made = series(tmp_path)
    back = again(made, tmp_path)
    assert differences(made, back) == ()


@pytest.mark.parametrize(
    ("stands", "written", "fault"),
    [
        ("Bo: Not me.", "Boo: Not me.", "01-the-printer.md:11: nobody is called 'Boo'. Write Bo:"),
        (
            "Nia (angry):",
            "Nia (furious):",
            "01-the-printer.md:10: there is no mood 'furious'. The moods are neutral, glad, worried, angry, sly, "
            "surprised and sad.",
        ),
        ("Nia (angry):", "Nia (angri):", "01-the-printer.md:10: there is no mood 'angri'. Write Nia (angry):"),
        (
            "Place: night desk",
            "Place: nightdesk",
            "01-the-printer.md:7: there is no place 'nightdesk'. Write > Place: night desk",
        ),
    ],
)
def test_a_wrong_word_is_said_with_its_line_and_what_to_write(
    stands: str, written: str, fault: str, tmp_path: Path
) -> None:
    with pytest.raises(AuthoringErrors) as raised:
        series(tmp_path, EPISODE.replace(stands, written, 1))
    assert [str(each).split("the-leak/")[1] for each in raised.value.faults] == [fault]


@pytest.mark.parametrize(
    ("stands", "written", "fault"),
    [
        ("hair: bun", "hair: bunn", "series.md:9: there is no hair 'bunn'. Write hair: bun"),
        ("voice: flint", "voice: flynt", "series.md:13: there is no voice 'flynt'. Write flint."),
        ("language: en", "language: en\nmusic: jazz", "there is no music 'jazz'"),
        ("hair: bun", "heir: bun", "Nia has no 'heir'. Write hair."),
    ],
)
def test_a_wrong_look_voice_or_music_is_said_with_what_to_write(
    stands: str, written: str, fault: str, tmp_path: Path
) -> None:
    with pytest.raises(AuthoringErrors) as raised:
        series(tmp_path, EPISODE, SERIES.replace(stands, written, 1))
    assert fault in str(raised.value)

import pytest

from lessons.checks import Check, Option
from lessons.episodes import (
    MAIN,
    Cue,
    Episode,
    Translation,
    count_words,
    cue_of_scene,
    files_of,
    nearest_language,
    reading_seconds,
    start_of_scene,
    with_files,
)
from lessons.script import WORDS_PER_MINUTE, Card, Headline, Photo, Role, Scene, Script


def scene(say: str, show: Card | None = None, audio: str = "") -> Scene:
    return Scene(Role.SCENE, say, show or Headline("x"), audio)


SCENES = (scene("Stop and think."), scene("Then {SQL|sequel} it is."), scene("Go on."))
GERMAN = Translation(
    "Der Drucker",
    Script("Der Drucker", (), "de"),
    check=Check("Was?", (Option("a"), Option("b")), 0, "w"),
    answers=("Warum?",),
)
EPISODE = Episode(
    "leak",
    "the-printer",
    1,
    "The Printer",
    "en",
    Script("The Printer", SCENES),
    branches={"hush": Script("Hush", SCENES[:1])},
    translations={"de": GERMAN},
)


def test_a_check_is_known_by_its_series_and_episode_in_every_version() -> None:
    assert EPISODE.check_key == "leak/the-printer"


def test_an_episode_is_told_in_the_language_asked_for() -> None:
    german = EPISODE.in_language("de-AT")
    assert (german.title, german.language, german.check) == ("Der Drucker", "de", GERMAN.check)
    assert german.answers == ("Warum?",)
    assert german.number == 1


@pytest.mark.parametrize("language", ["en", "en-GB", "fr", ""])
def test_an_episode_that_is_not_translated_is_told_as_it_is(language: str) -> None:
    assert EPISODE.in_language(language) == EPISODE


def test_the_main_clip_comes_before_the_branches() -> None:
    assert list(EPISODE.scripts()) == [MAIN, "hush"]


@pytest.mark.parametrize(
    "wanted, offered, found",
    [
        ("pt", ("en", "pt-BR"), "pt-BR"),
        ("pt-PT", ("pt-BR", "pt-PT"), "pt-PT"),
        ("pt-PT", ("en", "pt"), "pt"),
        ("fr", ("en", "de"), None),
        ("p", ("pt",), None),
    ],
)
def test_a_language_finds_its_own_tag_first_and_then_its_family(
    wanted: str, offered: tuple[str, ...], found: str | None
) -> None:
    assert nearest_language(wanted, offered) == found


@pytest.mark.parametrize(
    "text, words",
    [
        ("", 0),
        ("Stop. Think!", 2),
        ("Stop — and think", 3),
        ("3 of 4", 3),
        ("密码", 2),
        ("密码很重要", 5),
        ("use 密码 now", 4),
        ("รหัสผ่าน", 3),
        ("パスワード", 2),
        ("Passwörter sind wichtig", 3),
        ("كلمة السر", 2),
    ],
)
def test_words_are_counted_in_every_script(text: str, words: int) -> None:
    assert count_words(text) == words


def test_as_many_words_as_the_pace_says_take_a_minute() -> None:
    assert reading_seconds(WORDS_PER_MINUTE) == 60


def test_a_scene_starts_when_the_words_before_it_are_spoken() -> None:
    assert start_of_scene(SCENES, 0) == 0
    assert start_of_scene(SCENES, 2) == reading_seconds(3 + 4)


def test_a_scene_of_a_finished_clip_starts_with_the_cue_that_has_its_first_word() -> None:
    cues = [
        Cue(0.0, 1.0, "Stop and"),
        Cue(1.0, 1.5, "think."),
        Cue(1.75, 3.0, "Then SQL it"),
        Cue(3.0, 4.0, "is. Go on."),
    ]
    assert [cue_of_scene(SCENES, index, cues) for index in range(3)] == [0.0, 1.75, 3.0]


def test_a_scene_that_no_cue_reaches_has_no_second() -> None:
    assert cue_of_scene(SCENES, 2, [Cue(0.0, 1.0, "Stop and think.")]) is None


def test_a_script_names_each_file_that_it_needs_once() -> None:
    photo = Photo("a.png", "A", "a")
    script = Script("t", (scene("x", photo, "x.mp3"), scene("y", photo), scene("z")))
    assert files_of(script) == ("a.png", "x.mp3")
    moved = with_files(script, lambda file: f"media/{file}")
    assert files_of(moved) == ("media/a.png", "media/x.mp3")
    assert moved.scenes[2] == script.scenes[2]

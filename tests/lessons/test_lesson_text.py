"""A lesson to read: each scene from its second on, and what only the picture says."""

from __future__ import annotations

from lessons.episodes import Cue
from lessons.lesson_text import TextPassage, lesson_text
from lessons.script import BigNumber, Headline, Person, Role, Scene, Script, Talk


def scene(words: str, show: object) -> Scene:
    return Scene(Role.SCENE, words, show)  # type: ignore[arg-type]


def test_each_scene_is_a_passage_from_the_second_it_begins() -> None:
    nia = Person("Nia")
    script = Script(
        "The Leak",
        (
            scene("Nina opens the mail. It looks odd.", Headline("The mail", "Monday")),
            scene("Who pressed print?", Talk(nia, note="08:40")),
            scene("It was one of four.", BigNumber("25 %", "of all clicks")),
        ),
    )
    cues = [
        Cue(0.2, 1.4, "Nina opens the mail."),
        Cue(1.5, 2.9, "It looks odd."),
        Cue(3.1, 4.0, "Who pressed print?"),
        Cue(4.4, 6.0, "It was one of four."),
    ]
    assert lesson_text(script, cues) == (
        TextPassage(0.2, "Nina opens the mail. It looks odd.", "", ("Monday",)),
        TextPassage(3.1, "Who pressed print?", "Nia", ("08:40",)),
        TextPassage(4.4, "It was one of four.", "", ("25 % of all clicks",)),
    )


def test_a_film_with_words_of_its_own_is_read_by_its_captions_in_paragraphs() -> None:
    script = Script("Film", (scene("Something else entirely stands here.", Headline("Film")),))
    cues = [Cue(0, 4, "Open the valve slowly."), Cue(4, 9, "Then wait."), Cue(9, 12, "Close it")]
    assert lesson_text(script, cues) == (
        TextPassage(0, "Open the valve slowly. Then wait."),
        TextPassage(9, "Close it"),
    )


def test_a_clip_without_words_has_no_passages() -> None:
    assert lesson_text(Script("Silence", ()), []) == ()


def test_what_is_said_as_shown_stands_there_once_and_hints_as_they_are_written() -> None:
    script = Script("SQL", (scene("Use {SQL|sequel} here.", Headline("Use SQL here.")),))
    assert lesson_text(script, [Cue(0, 2, "Use SQL here.")]) == (TextPassage(0, "Use SQL here."),)


def test_before_its_clip_is_made_a_lesson_can_be_read() -> None:
    script = Script("The Leak", (scene("Nina opens the mail.", Headline("The mail")),))
    assert lesson_text(script, []) == (TextPassage(0.0, "Nina opens the mail."),)

"""What would be silent, unseen or unmade is refused with its line, in a series and in a single file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from lessons.authoring import AuthoringErrors, read_scripts, read_series

START = "---\ntitle: Reply All\nlanguage: en\n---\n\n"
REST = "\n\n## Scene: More\n\nAsk first.\n\n## Call to action\n\nTry it today.\n"
SILENT = {
    "😀😀": "nothing can be said of '😀😀'. Write words; signs and emoji are passed over.",
    "... !!! ???": "nothing can be said of '... !!! ???'. Write words; signs and emoji are passed over.",
    "| a | b |\n|---|---|\n| 1 | 2 |": "a table cannot be read aloud. Write sentences, or show it in a box",
}


def faults_of(folder: Path, hook: str, front: str = START) -> str:
    page = folder / "01-reply-all.md"
    page.write_text(f"{front}## Hook\n\n{hook}{REST}")
    with pytest.raises(AuthoringErrors) as caught:
        read_scripts(page, {"heart", "stone"})
    return str(caught.value)


@pytest.mark.parametrize("hook", SILENT)
def test_words_that_no_voice_can_say_are_refused_with_their_line(tmp_path: Path, hook: str) -> None:
    assert f"01-reply-all.md:8: {SILENT[hook]}" in faults_of(tmp_path, hook)


def test_a_single_file_is_told_which_line_holds_a_card_that_cannot_be_drawn(tmp_path: Path) -> None:
    said = faults_of(tmp_path, f"> Number: {'so many ' * 12}\n> of things\n\nLook.")
    assert "01-reply-all.md:8: the big number is too long" in said


def test_a_voice_that_is_not_there_is_refused_where_it_is_named(tmp_path: Path) -> None:
    said = faults_of(tmp_path, "Look.", START.replace("language: en", "language: en\nvoice: Mara"))
    assert "01-reply-all.md:4: there is no voice 'Mara'. The voices are heart and stone." in said


def test_an_episode_of_a_series_may_not_name_a_voice_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "series.md").write_text("---\ntitle: Reply All\nlanguage: en\nslug: reply-all\n---\n")
    page = tmp_path / "01-reply-all.md"
    page.write_text(f"---\ntitle: One\nvoice: hart\n---\n\n## Hook\n\nLook.{REST}")
    with pytest.raises(AuthoringErrors, match=r"01-reply-all.md:3: there is no voice 'hart'. Write heart."):
        read_series(tmp_path, voices={"heart", "stone"})


def test_a_picture_of_one_dot_is_refused(tmp_path: Path) -> None:
    Image.new("RGB", (1, 1), "red").save(tmp_path / "dot.png")
    assert "has 1 x 1 pixels, too few to be seen. Bring it larger." in faults_of(
        tmp_path, "> Photo: A dot\n> ![A dot](dot.png)\n\nLook."
    )


@pytest.mark.parametrize("film, head", [("ida.mov", b"\0\0\0\x14ftypqt  "), ("ida.webm", b"\x1a\x45\xdf\xa3")])
@pytest.mark.parametrize(
    "captions, text", [("ida.srt", "1\n00:00:00,000 --> 00:00:02,000\nHello\n"), ("ida.txt", "Hello")]
)
def test_films_of_phones_and_captions_of_other_programs_come_through_the_door(
    tmp_path: Path, film: str, head: bytes, captions: str, text: str
) -> None:
    (tmp_path / "series.md").write_text("---\ntitle: Reply All\nlanguage: en\nslug: reply-all\n---\n")
    (tmp_path / film).write_bytes(head + bytes(64))
    (tmp_path / captions).write_text(text)
    (tmp_path / "01-ida.md").write_text(
        f"---\ntitle: Ida\nclip: {film}\ncaptions: {captions}\n---\n\n## Reflect\n\nAnd you?\n"
    )
    (episode,) = read_series(tmp_path).episodes
    assert episode.media is not None
    assert episode.media.clip.endswith(film[-4:])

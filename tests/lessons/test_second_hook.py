"""An episode with two beginnings: one section more, and nothing else to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons.authoring import AuthoringErrors, read_series
from lessons.authoring.writing import differences, write_series
from lessons.catalog.records import episode_from, episode_record
from lessons.episodes import MAIN, SECOND_HOOK, Episode
from tests.lessons.authored import MP4, PRINTER, VTT, edited, write

SECOND = "## Second hook\n\n> It knows where you live\n\nThe printer knows where you live.\n\n## Scene: The list"
TWO_HOOKS = edited(PRINTER, "## Scene: The list", SECOND)


def read(tmp_path: Path, page: str = TWO_HOOKS, **others: str) -> Episode:
    files = {"01-the-printer.md": page, **{name.replace("_", "."): words for name, words in others.items()}}
    return read_series(write(tmp_path, files), prove=False).episodes[0]


def said(episode: Episode, key: str) -> list[str]:
    return [scene.say for scene in episode.scripts()[key].scenes]


def test_the_second_clip_is_the_first_one_with_the_other_beginning(tmp_path: Path) -> None:
    episode = read(tmp_path)
    first, second = said(episode, MAIN), said(episode, SECOND_HOOK)
    assert (first[0], second[0]) == ("Monday. The printer prints by itself.", "The printer knows where you live.")
    assert first[1:] == second[1:]


def test_an_episode_with_one_hook_is_what_it_was_before_there_could_be_two(tmp_path: Path) -> None:
    episode = read(tmp_path, PRINTER)
    assert episode.second_hook is None
    assert "second_hook" not in episode_record(episode)
    assert [*episode.scripts()] == [MAIN, "run"]


def test_both_come_back_from_the_catalogue_and_from_the_files_that_are_written(tmp_path: Path) -> None:
    series = read_series(write(tmp_path, {"01-the-printer.md": TWO_HOOKS}), prove=False)
    episode = series.episodes[0]
    again = episode_from(episode_record(episode), series.slug, episode.slug, 1, 0)
    assert again.second_hook
    assert again.second_hook.scenes == episode.second_hook.scenes  # type: ignore[union-attr]
    home = tmp_path / "written"
    (home / "files").mkdir(parents=True)
    written = write_series(series)
    for name, words in written.pages.items():
        (home / name).write_text(words)
    for asset in series.assets:
        (home / "files" / asset.key.rpartition("/")[2]).write_bytes(asset.path.read_bytes())
    assert differences(series, read_series(home, prove=False)) == ()


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        (TWO_HOOKS + "\n## Second hook\n\nAgain.\n", "## Second hook stands here for the second time"),
        (edited(TWO_HOOKS, "\nThe printer knows where you live.\n", "\n"), "nothing is said while this box is shown"),
        (edited(TWO_HOOKS, "where you live.", "where you live. " + "word " * 260), "takes about|take about"),
        (TWO_HOOKS.replace("run", "second-hook"), "'second-hook' cannot name a branch"),
    ],
)
def test_what_is_wrong_with_it_is_said(page: str, fault: str, tmp_path: Path) -> None:
    with pytest.raises(AuthoringErrors, match=fault):
        read(tmp_path, page)


def test_an_own_film_has_no_second_hook(tmp_path: Path) -> None:
    page = "---\ntitle: Our Film\nclip: own.mp4\ncaptions: own.vtt\n---\n\n## Second hook\n\nOr so.\n"
    files: dict[str, str | bytes | None] = {"02-the-call.md": page, "own.mp4": MP4, "own.vtt": VTT}
    with pytest.raises(AuthoringErrors, match="so nobody says ## Second hook"):
        read_series(write(tmp_path, files), prove=False)


def test_a_translation_has_as_many_hooks(tmp_path: Path) -> None:
    german = PRINTER.partition("## Sources")[0]
    with pytest.raises(AuthoringErrors, match=r"the hooks differ from those in 01-the-printer\.md"):
        read_series(write(tmp_path, {"01-the-printer.md": TWO_HOOKS, "01-the-printer.de.md": german}), prove=False)

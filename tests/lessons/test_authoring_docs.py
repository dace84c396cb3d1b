"""docs/authoring.md: its series can be imported, and every mistake in it reads as it says."""

import re
from pathlib import Path

import pytest

from lessons.authoring import read_series
from lessons.authoring.boxes import KINDS
from lessons.authoring.folder import BRAND_KEYS
from lessons.authoring.folder import KEYS as SERIES_KEYS
from lessons.authoring.page.outline import SECTIONS
from lessons.authoring.translation import KEYS as EPISODE_KEYS
from lessons.episodes import reading_seconds
from lessons.script import MAX_SECONDS, WORDS_PER_MINUTE
from tests.lessons.authored import edited, faults_of

TEXT = (Path(__file__).parents[2] / "docs" / "authoring.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^`(\S+\.md)`:\n\n```markdown\n(.*?)```$", TEXT, re.MULTILINE | re.DOTALL))
EPISODE = "office-disasters/01-reply-all.md"
MISTAKES = re.findall(r"^\| `(.+?)` \| `(.+?)` \| `(\d+: .+?)` \|$", TEXT, re.MULTILINE)


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "office-disasters"


def test_the_series_that_it_teaches_can_be_imported(tmp_path: Path) -> None:
    (episode,) = read_series(write(tmp_path, FILES)).episodes
    assert episode.check is not None
    assert list(episode.branches) == ["recalled"]
    assert all(len(script.scenes) > 1 for script in episode.scripts().values())


@pytest.mark.parametrize("stands, written, said", MISTAKES)
def test_its_mistakes_read_as_it_says(tmp_path: Path, stands: str, written: str, said: str) -> None:
    home = write(tmp_path, {**FILES, EPISODE: edited(FILES[EPISODE], f"{stands}\n", f"{written}\n")})
    assert faults_of(home) == [f"01-reply-all.md:{said}"]


def test_it_has_mistakes_to_show() -> None:
    assert len(MISTAKES) >= 10


@pytest.mark.parametrize("word", [*SERIES_KEYS, *EPISODE_KEYS, *BRAND_KEYS])
def test_it_names_every_key(word: str) -> None:
    assert f"`{word}`" in TEXT


@pytest.mark.parametrize("word", SECTIONS)
def test_it_names_every_section(word: str) -> None:
    assert re.search(rf"^\| .*`## {word.capitalize()}\b", TEXT, re.MULTILINE)


@pytest.mark.parametrize("word", sorted(set(KINDS) - {"headline"}))
def test_it_names_every_kind_of_box(word: str) -> None:
    assert f"| `> {word.capitalize()}: " in TEXT


def test_its_count_of_words_is_true() -> None:
    most = int(re.findall(r"about (\d+) words", TEXT)[0])
    assert reading_seconds(most) <= MAX_SECONDS < reading_seconds(most + 1)
    assert most == int(MAX_SECONDS * WORDS_PER_MINUTE / 60)

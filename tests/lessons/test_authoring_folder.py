"""Folders, languages, hostile text, and the examples that come with the product."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessons.authoring import AuthoringErrors, read_series
from lessons.authoring.page.files import PAGE_BYTES
from lessons.episodes import MAIN, reading_seconds
from lessons.script import Card, Footage
from tests.lessons.authored import CALL, PRINTER, SERIES, edited, faults_of, first_episode, write

EXAMPLES = Path(__file__).parents[2] / "examples"

# The folder


FOLDERS: list[tuple[dict[str, str | bytes | None], list[str]]] = [
    ({"series.md": None}, ["series.md:1: there is no such file. Begin it with four lines: "]),
    (
        {"01-the-printer.md": None, "02-the-call.md": None},
        ["series.md:1: the series has no episodes. Write the first as a file 01-its-name.md in the same folder."],
    ),
    (
        {"02-the-call.md": None, "03-the-call.md": CALL},
        [
            "03-the-call.md:1: there is an episode 3 but none with the number 2. "
            "Rename the files so that they count from 1: 02-the-call.md"
        ],
    ),
    (
        {"02-the-mail.md": CALL},
        ["02-the-mail.md:1: 02-the-call.md has the number 2 too. Rename one of them; the numbers are the order"],
    ),
    (
        {"03-the-call.md": CALL},
        ["03-the-call.md:1: 02-the-call.md has the same name. Rename one of them; the name tells episodes apart"],
    ),
    ({"notes.md": "x"}, ["notes.md:1: notes.md is no name of an episode. Rename it like 01-the-printer.md: its"]),
    ({f"03-{81 * 'm'}.md": CALL}, [f"03-{81 * 'm'}.md:1: 03-{81 * 'm'}.md is no name of an episode. Rename it like"]),
    ({"03-The Mail.md": CALL}, ["03-The Mail.md:1: 03-The Mail.md is no name of an episode. Rename it like 01-the"]),
    (
        {"03-mail.md/x": "x"},
        ["03-mail.md:1: this is no file. Remove it, or begin its name with _ to have it left alone."],
    ),
    (
        {"03-mail.de.md": CALL},
        [
            "03-mail.de.md:1: the file is a translation (de) of an episode that is not there. "
            "Write 03-mail.md in the language of the series."
        ],
    ),
    (
        {"02-the-call.md": CALL.encode() + b"\n\xe4\n"},
        ['02-the-call.md:17: the byte 0xe4 is not UTF-8. Save the file again as "UTF-8".'],
    ),
    ({"02-the-call.md": CALL.encode("utf-16")}, ['02-the-call.md:1: the file is UTF-16. Save it again as "UTF-8".']),
    ({"series.md": b"\xff" + SERIES.encode()}, ["series.md:1: the byte 0xff is not UTF-8. Save the file again as"]),
    (
        {"02-the-call.md": CALL + "a\x00b\n"},
        ["02-the-call.md:16: the line has a control character (0x00). Delete it and write the word again."],
    ),
    (
        {"02-the-call.md": CALL + "x" * PAGE_BYTES},
        ["02-the-call.md:1: the file has 32 KB, and an episode can have 32. Look whether it is the right file."],
    ),
]


@pytest.mark.parametrize("changes, said", FOLDERS, ids=[next(iter(changes)) for changes, _ in FOLDERS])
def test_what_is_wrong_with_the_folder_is_said(
    tmp_path: Path, changes: dict[str, str | bytes | None], said: list[str]
) -> None:
    faults = faults_of(write(tmp_path, changes))
    assert len(faults) == len(said)
    for fault, start in zip(faults, said, strict=True):
        assert fault.startswith(start)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(AuthoringErrors) as found:
        read_series(tmp_path / "nowhere")
    assert str(found.value) == f"{tmp_path}/nowhere:1: there is no such folder. Write the folder that holds series.md."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_said(tmp_path: Path) -> None:
    home = write(tmp_path)
    (home / "02-the-call.md").chmod(0)
    assert faults_of(home)[0].startswith("02-the-call.md:1: the file cannot be read: Permission denied.")


def test_files_of_other_kinds_and_drafts_are_left_alone(tmp_path: Path) -> None:
    others = {"README.md": "x", "_draft.md": "x", ".hidden.md": "x", "notes.txt": "x", "old/03-x.md": "x"}
    assert read_series(write(tmp_path, dict(others))).content_hash == read_series(write(tmp_path / "b")).content_hash


def test_all_faults_of_all_files_are_said_at_once(tmp_path: Path) -> None:
    changes: dict[str, str | bytes | None] = {
        "series.md": edited(SERIES, "language: en\n", ""),
        "01-the-printer.md": edited(edited(PRINTER, "## Reflect", "## Reflct"), "- [x] Stop", "- [ ] Stop"),
        "02-the-call.md": edited(CALL, "## Hook", "# Hook"),
    }
    faults = faults_of(write(tmp_path, changes))
    assert [fault.split(" ")[0] for fault in faults] == [
        "01-the-printer.md:33:",
        "01-the-printer.md:37:",
        "02-the-call.md:5:",
        "series.md:1:",
    ]


# Languages

GERMAN = """\
---
title: Der Drucker
---

## Hook

Montag. Der Drucker druckt.

## Scene: Die Pause

Halt, und denk nach.

## Cliffhanger

Aber jemand weiß es.

## Check

Was tust du zuerst?

- [ ] Weglaufen -> run
- [x] Anhalten und nachdenken
- [ ] Mehr drucken

## Why

Weil eine Pause nichts kostet.

## Branch: run

Du läufst, und er druckt weiter.
"""


def test_an_episode_in_two_languages_is_one_episode(tmp_path: Path) -> None:
    episode = first_episode(tmp_path, {"01-the-printer.de.md": GERMAN})
    assert episode.languages == ("en", "de")
    german = episode.in_language("de")
    assert (german.title, german.script.language, german.cliffhanger) == ("Der Drucker", "de", "Aber jemand weiß es.")
    assert german.check is not None
    assert german.check.correct == 1
    assert german.branches["run"].language == "de"
    assert german.script.sources == episode.script.sources
    english = first_episode(tmp_path / "b", {})
    assert replace(episode, translations={}) == english


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("- [ ] Mehr drucken\n", "", "17: the check differs from the one in 01-the-printer.md. Write as many options,"),
        ("-> run", "", "17: the check differs from the one in 01-the-printer.md"),
        ("title: Der Drucker", "title: Der Drucker\nlanguage: fr", "1: the file name says de and the front matter fr."),
        (
            "## Branch: run",
            "## Sources\n\n- [x](https://x.org)\n\n## Branch: run",
            "1: the translation has its own sour",
        ),
        ("Du läufst", "Du läufst " + "und läufst " * 130, "29: 266 words take about 97 seconds to say"),
    ],
)
def test_a_translation_that_says_something_else_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    faults = faults_of(write(tmp_path, {"01-the-printer.de.md": edited(GERMAN, old, new)}))
    assert any(fault.startswith(f"01-the-printer.de.md:{said}") for fault in faults), faults


def test_a_series_may_be_in_any_language(tmp_path: Path) -> None:
    series = edited(SERIES, "language: en", "language: pt-br")
    assert read_series(write(tmp_path, {"series.md": series}), prove=False).episodes[0].script.language == "pt-BR"


# Whatever is in the files


PIECES = st.sampled_from(
    [*PRINTER.splitlines(), *SERIES.splitlines(), "", ">", "> - ", "- [x]", "```", "<!--", "[", "{"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=25), st.booleans())
def test_no_file_makes_the_reader_fall_over(tmp_path: Path, lines: list[str], headed: bool) -> None:
    text = "\n".join(["---", "title: x", "---", *lines] if headed else lines)
    home = write(tmp_path, {"02-the-call.md": text.encode("utf-8", "replace")})
    try:
        read_series(home, prove=False)
    except AuthoringErrors as found:
        faults = found.faults
    else:
        faults = ()
    longest = max(PRINTER.count("\n"), len(text.splitlines())) + 1
    assert [fault for fault in faults if not 1 <= fault.line <= longest] == []


@pytest.mark.timeout(60)
@pytest.mark.parametrize("hostile", ["[", "{", "> ", "- ", "![", "* ", "`", "<a ", "? [a]\n: b\n", "a: &a [*a]\n"])
def test_no_text_keeps_the_reader_busy(tmp_path: Path, hostile: str) -> None:
    much = hostile * (12_000 // len(hostile))
    for text in (f"---\ntitle: {much}\n---\n", f"---\n{much}\n---\n"):
        assert faults_of(write(tmp_path, {"02-the-call.md": text}))
    text = edited(CALL, "## Call to action", f"## Call to acton\n\n{much}")
    assert faults_of(write(tmp_path, {"02-the-call.md": text}))


# The examples that come with the product


@pytest.mark.parametrize("folder", sorted(path.name for path in EXAMPLES.iterdir() if (path / "series.md").exists()))
def test_every_example_can_be_imported(folder: str) -> None:
    series = read_series(EXAMPLES / folder)
    assert all(episode.check is not None and episode.sources for episode in series.episodes)


def test_the_data_leak_is_a_season_worth_showing() -> None:
    series = read_series(EXAMPLES / "the-data-leak", prove=False)
    assert len(series.episodes) == 5
    scripts = [script for episode in series.episodes for script in episode.scripts().values()]
    kinds = {type(scene.show) for script in scripts for scene in script.scenes}
    assert kinds == {*Card.__args__} - {Footage}  # a film of megabytes would come along with every installation
    assert [episode.number for episode in series.episodes if episode.cliffhanger] == [1, 2, 3, 4]
    assert [(e.number, *e.branches) for e in series.episodes if e.branches] == [(2, "hush")]
    for episode in series.episodes:
        words = [len(scene.spoken_words.split()) for scene in episode.scripts()[MAIN].scenes]
        assert 45 <= reading_seconds(sum(words)) <= 80
        assert words[0] <= 10  # the hook is said in its first seconds
        assert episode.check is not None
        assert all(option.feedback for option in episode.check.options)

from pathlib import Path

import pytest

from lessons.authoring import read_series
from lessons.catalog.records import series_hash
from lessons.checks import Check, Option
from lessons.episodes import MediaBrought, Source, asked_and_answered, reading_seconds
from lessons.script import (
    Ask,
    BeforeAfter,
    BigNumber,
    Brand,
    Bullets,
    Card,
    Chart,
    EndCard,
    Headline,
    Photo,
    Quote,
    Role,
    Statement,
)
from lessons.series import Character
from tests.lessons.authored import CALL, MP4, PNG, PRINTER, SERIES, VTT, edited, faults_of, first_episode, write


def card_of(folder: Path, box: str) -> Card:
    """The card of the second passage of "The list", with this box in place of its list."""
    text = edited(PRINTER, "> - one page\n> - forty pages\n", box)
    return first_episode(folder, {"01-the-printer.md": text}).script.scenes[2].show


# What comes out of a folder


def test_a_series_says_who_is_in_it_and_how_it_looks(tmp_path: Path) -> None:
    series = read_series(write(tmp_path))
    assert (series.slug, series.title, series.summary) == ("leak", "The Leak", "Two short lessons.")
    assert series.language == "en"
    assert series.characters == (Character("Nia", "security"), Character("Bo", "sales"))
    assert series.brand == Brand("Leak", "#101820", "#ffcc33")
    assert [(e.number, e.slug, e.title) for e in series.episodes] == [
        (1, "the-printer", "The Printer"),
        (2, "the-call", "The Call"),
    ]
    assert series.content_hash == series_hash(series)


def test_an_episode_is_its_hook_scenes_and_end_in_order(tmp_path: Path) -> None:
    scenes = first_episode(tmp_path, {}).script.scenes
    assert [(scene.role, scene.say) for scene in scenes] == [
        (Role.HOOK, "Monday. The printer prints by itself."),
        (Role.SCENE, "Forty pages of names come out."),
        (Role.SCENE, "And nobody knows why."),
        (Role.SCENE, "Stop, and think about {SQL|sequel} first."),
        (Role.ACTION, "But somebody knows."),
    ]


def test_what_the_author_does_not_show_is_shown_by_default(tmp_path: Path) -> None:
    scenes = first_episode(tmp_path, {}).script.scenes
    assert scenes[2].show == Bullets("The list", ("one page", "forty pages"))
    assert scenes[3].show == Headline("The pause")
    assert scenes[4].show == EndCard("What would you do?")


@pytest.mark.parametrize(
    "said, shown",
    [
        ("The phone rings.", "The phone rings."),
        ("The phone rings! Nobody moves.", "The phone rings!"),
        ("The phone rings and rings and rings all morning.", "The phone rings and rings and …"),
    ],
)
def test_words_without_a_box_or_a_title_show_how_they_begin(tmp_path: Path, said: str, shown: str) -> None:
    text = edited(CALL, "The phone rings.", said)
    episode = read_series(write(tmp_path, {"02-the-call.md": text}), prove=False).episodes[1]
    assert episode.script.scenes[0].show == Headline(shown)


def test_the_check_knows_its_options_feedback_branch_and_answer(tmp_path: Path) -> None:
    episode = first_episode(tmp_path, {})
    options = (Option("Run", "Nobody ever outran a printer.", "run"), Option("Stop and think"), Option("Print more"))
    at_s = reading_seconds(6 + 6 + 4)
    assert episode.check == Check("What do you do first?", options, 1, "Because a pause costs nothing.", at_s, 3)
    assert (episode.prompt, episode.cliffhanger) == ("What would you do?", "But somebody knows.")


def test_a_branch_is_a_clip_called_after_the_option_that_leads_to_it(tmp_path: Path) -> None:
    branch = first_episode(tmp_path, {}).branches["run"]
    assert branch.title == "Run"
    assert [(scene.role, scene.show) for scene in branch.scenes] == [(Role.ACTION, Headline("You run"))]


def test_a_branch_of_several_passages_begins_with_a_hook(tmp_path: Path) -> None:
    text = edited(
        PRINTER, "So you run, and it prints on.", "So you run.\n\n> On and on\n\nIt prints.\n\n> And on\n\nOn."
    )
    branch = first_episode(tmp_path, {"01-the-printer.md": text}).branches["run"]
    assert [scene.role for scene in branch.scenes] == [Role.HOOK, Role.SCENE, Role.ACTION]


def test_sources_are_titles_with_their_addresses_and_stand_in_every_script(tmp_path: Path) -> None:
    episode = first_episode(tmp_path, {})
    assert episode.sources == (Source("A law: article 1", "https://example.org/law"), Source("Our own rules"))
    cited = ("A law: article 1, https://example.org/law", "Our own rules")
    assert episode.script.sources == episode.branches["run"].sources == cited


def test_the_questions_that_a_clip_answers_are_plain_words_in_order(tmp_path: Path) -> None:
    episode = first_episode(tmp_path, {})
    assert episode.answers == ("Why does the printer print by itself?", "What is SQL, and why?")
    assert read_series(write(tmp_path), prove=False).episodes[1].answers == ()


def test_a_question_may_have_its_answer_below_it(tmp_path: Path) -> None:
    own = CALL + "\n## Answers\n\n- Who calls\n  at night?\n  A stranger, and\n  nobody else.\n- Why?\n"
    episode = read_series(write(tmp_path, {"02-the-call.md": own}), prove=False).episodes[1]
    assert episode.answers == ("Who calls at night?\nA stranger, and nobody else.", "Why?")
    assert [*map(asked_and_answered, episode.answers)] == [
        ("Who calls at night?", "A stranger, and nobody else."),
        ("Why?", ""),
    ]


def test_a_translation_answers_questions_of_its_own(tmp_path: Path) -> None:
    german = (
        "## Answers\n\n- Warum?\n\n"
        + "## Hook\n\nEs klingelt.\n\n## Scene: Dran\n\nWer da?\n\n## Call to action\n\nAuf."
    )
    own = CALL + "\n## Answers\n\n- Why?\n"
    files = {"02-the-call.md": own, "02-the-call.de.md": f"---\ntitle: Der Anruf\n---\n\n{german}\n"}
    episode = read_series(write(tmp_path, dict(files)), prove=False).episodes[1]
    assert (episode.answers, episode.in_language("de").answers) == (("Why?",), ("Warum?",))


def test_an_answer_can_be_named_by_its_second(tmp_path: Path) -> None:
    check = first_episode(
        tmp_path, {"01-the-printer.md": edited(PRINTER, "Answer at: The pause", "answer at: 1:02")}
    ).check
    assert check is not None
    assert (check.at_s, check.scene) == (62.0, None)


def test_an_answer_right_below_the_last_option_is_no_feedback_of_it(tmp_path: Path) -> None:
    text = edited(PRINTER, "- [ ] Print more\n\nAnswer", "- [ ] Print more\nAnswer")
    assert first_episode(tmp_path, {"01-the-printer.md": text}).check == first_episode(tmp_path / "b", {}).check


@pytest.mark.parametrize(
    "box, card",
    [
        ("> Big words\n", Headline("Big words")),
        ("> Kicker: Small\n> Big words\n", Headline("Big words", "Small")),
        ("> Headline: Big\n> words\n> Kicker: Small\n", Headline("Big words", "Small")),
        ("> headline: **Big** `words` [here](x)\n", Headline("Big words here")),
        ("> At 9:20: nothing\n", Headline("At 9:20: nothing")),
        ("> {SQL|sequel}\n", Headline("SQL")),
        ("> Statement: One\n> sentence.\n", Statement("One sentence.")),
        ("> List: Title\n> - a\n> * b\n>   more\n", Bullets("Title", ("a", "b more"))),
        ("> Title\n> - a\n", Bullets("Title", ("a",))),
        ("> Question: What now?\n", Ask("What now?")),
        ("> Question: What now?\n> - a\n> - b\n", Ask("What now?", ("a", "b"))),
        ("> Before: x\n> After: y\n", BeforeAfter("x", "y")),
        ("> Before (Monday): x\n> After (Friday): y\n> z\n", BeforeAfter("x", "y z", "Monday", "Friday")),
        ("> Quote: Call me.\n> Source: Nia\n", Quote("Call me.", "Nia")),
        ("> Number: 72 hours\n> to tell\n> them\n> Source: GDPR\n", BigNumber("72 hours", "to tell them", "GDPR")),
        ("> Number: 72 hours\n> Caption: to tell\n", BigNumber("72 hours", "to tell")),
        (
            "> Chart: Speed\n> - Click: 21.5 s\n> - Type: 1,028 s\n> Source: DBIR\n",
            Chart("Speed", (("Click", 21.5), ("Type", 1028.0)), "s", "DBIR"),
        ),
        ("> End: And you?\n> Action: Do it\n", EndCard("And you?", "Do it")),
    ],
)
def test_a_box_is_shown_as_the_card_that_it_looks_like(tmp_path: Path, box: str, card: Card) -> None:
    assert card_of(tmp_path, box) == card


def test_a_picture_is_a_photo_with_words_for_who_cannot_see_it(tmp_path: Path) -> None:
    photo = card_of(tmp_path, "> ![Bo at his desk](pictures/printer.png)\n> Nobody there\n> Credit: Nia\n")
    assert isinstance(photo, Photo)
    assert (photo.text, photo.alt, photo.credit) == ("Nobody there", "Bo at his desk", "Nia")


def test_notes_and_comments_are_neither_said_nor_shown(tmp_path: Path) -> None:
    commented = PRINTER + "\n## Notes\n\n- ask Nia\n\n<!-- and\n\nBo -->\n"
    text = edited(commented, "And nobody knows why.", "<!-- check this -->\n\nAnd nobody knows <!-- really --> why.")
    assert first_episode(tmp_path, {"01-the-printer.md": text}) == first_episode(tmp_path / "b", {})


@pytest.mark.parametrize("change", [lambda t: t.replace("\n", "\r\n"), lambda t: "\ufeff" + t, lambda t: t + "\n\n"])
def test_line_ends_and_marks_of_other_editors_change_nothing(tmp_path: Path, change: object) -> None:
    assert callable(change)
    changed = read_series(write(tmp_path, {"01-the-printer.md": change(PRINTER), "series.md": change(SERIES)}))
    assert changed.content_hash == read_series(write(tmp_path / "b")).content_hash


def test_words_that_yaml_would_turn_into_something_else_stay_words(tmp_path: Path) -> None:
    text = edited(edited(CALL, "title: The Call", "title: 1984"), "title: 1984", "title: 1984\nsummary: no")
    episode = read_series(write(tmp_path, {"02-the-call.md": text}), prove=False).episodes[1]
    assert (episode.title, episode.summary) == ("1984", "no")


# Files beside the words


def test_a_picture_becomes_an_asset_named_by_its_content(tmp_path: Path) -> None:
    series = read_series(write(tmp_path))
    (asset,) = series.assets
    photo = series.episodes[0].script.scenes[1].show
    assert isinstance(photo, Photo)
    assert photo.file == asset.key
    assert asset.key.startswith("assets/")
    assert asset.key.endswith(".png")
    assert asset.path.read_bytes() == PNG


def test_another_picture_under_the_same_name_is_another_series(tmp_path: Path) -> None:
    before = read_series(write(tmp_path)).content_hash
    assert read_series(write(tmp_path, {"pictures/printer.png": PNG + b"\0"}), prove=False).content_hash != before


def test_a_recording_of_the_words_is_brought_by_its_box(tmp_path: Path) -> None:
    text = edited(PRINTER, "> Kicker: Monday\n", "> Kicker: Monday\n> Audio: hook.wav\n")
    wav = b"RIFF\0\0\0\0WAVEfmt "
    scene = first_episode(tmp_path, {"01-the-printer.md": text, "hook.wav": wav}).script.scenes[0]
    assert scene.audio.endswith(".wav")
    assert scene.show == Headline("It prints by itself", "Monday")


OWN = "---\ntitle: The Call\nclip: own.mp4\ncaptions: own.vtt\n---\n\n## Reflect\n\nAnd you?\n"


def test_an_episode_may_bring_its_own_clip_with_captions(tmp_path: Path) -> None:
    series = read_series(write(tmp_path, {"02-the-call.md": OWN, "own.mp4": MP4, "own.vtt": VTT}))
    episode = series.episodes[1]
    assert isinstance(episode.media, MediaBrought)
    assert {asset.key for asset in series.assets} >= {episode.media.clip, episode.media.captions}
    assert episode.script.scenes == ()
    assert episode.prompt == "And you?"
    assert (episode.media.framed, episode.media.burned) == (True, False)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("frame: maybe", "5: frame is on or off, not 'maybe'. Write frame: on"),
        ("captions in picture: yes", "5: captions in picture is on or off, not 'yes'. Write captions in picture: on"),
        ("frame: off\ncaptions in picture: on", "6: frame is off, so nothing is drawn into the film."),
    ],
)
def test_how_a_film_is_shown_is_on_or_off(tmp_path: Path, rows: str, said: str) -> None:
    text = OWN.replace("captions: own.vtt", f"captions: own.vtt\n{rows}")
    (fault,) = faults_of(write(tmp_path, {"02-the-call.md": text, "own.mp4": MP4, "own.vtt": VTT}))
    assert fault.startswith(f"02-the-call.md:{said}")


@pytest.mark.parametrize(
    "name, content, said",
    [
        (
            "own.mp4",
            b"ffconcat version 1.0\nfile /etc/passwd\n",
            "3: own.mp4 ends in .mp4 but its content is something",
        ),
        ("own.mp4", b"", "3: own.mp4 ends in .mp4 but its content is something else"),
        ("own.vtt", b"1\n00:00:00,000 --> 00:00:01,000\nHello\n", "4: own.vtt ends in .vtt but its content is"),
        ("own.vtt", b"WEBVTT" + bytes(1024 * 1024), "4: own.vtt has 1.0 MB and a caption file can have 1. Save it"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    files: dict[str, str | bytes | None] = {"02-the-call.md": OWN, "own.mp4": MP4, "own.vtt": VTT, name: content}
    (fault,) = faults_of(write(tmp_path, files))
    assert fault.startswith(f"02-the-call.md:{said}")


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(PNG)
    (tmp_path / "secret.md").write_text(CALL)
    home = write(tmp_path, {"pictures/printer.png": None, "02-the-call.md": None})
    (home / "pictures").mkdir()
    (home / "pictures/printer.png").symlink_to(tmp_path / "secret.png")
    (home / "02-the-call.md").symlink_to(tmp_path / "secret.md")
    assert faults_of(home) == [
        "01-the-printer.md:16: pictures/printer.png leads out of the folder of the series. "
        "Copy the file into leak/ and write its name there.",
        "02-the-call.md:1: the file is a link that leads out of the folder of the series. "
        "Copy the file itself into it.",
    ]


def test_a_card_that_cannot_be_drawn_is_said_with_its_line(tmp_path: Path) -> None:
    text = edited(PRINTER, "> It prints by itself", "> " + "It prints by itself. " * 40)
    faults = faults_of(write(tmp_path, {"01-the-printer.md": text, "pictures/printer.png": PNG[:40]}), prove=True)
    assert [fault.split(" ")[0] for fault in faults] == ["01-the-printer.md:8:", "01-the-printer.md:15:"]
    assert "headline is too long" in faults[0]
    assert "picture" in faults[1]


def test_a_logo_that_cannot_be_drawn_is_said_once(tmp_path: Path) -> None:
    text = edited(SERIES, "  name: Leak\n", "  name: Leak\n  logo: logo.png\n")
    faults = faults_of(write(tmp_path, {"series.md": text, "logo.png": PNG[:40]}), prove=True)
    assert len(faults) == 1
    assert faults[0].startswith("series.md:")
    assert "logo" in faults[0]


def test_a_brand_without_a_name_bears_the_series_title_and_never_ours(tmp_path: Path) -> None:
    text = edited(SERIES, "  name: Leak\n", "")
    series = read_series(write(tmp_path, {"series.md": text}), prove=False)
    assert series.brand is not None
    assert series.brand.name == series.title


def test_a_colour_without_quotes_is_explained_once_at_its_line(tmp_path: Path) -> None:
    rows = SERIES.splitlines()
    at = next(n for n, row in enumerate(rows) if "background" in row)
    rows[at] = "  background: #102a43"
    (fault,) = faults_of(write(tmp_path, {"series.md": "\n".join(rows) + "\n"}))
    assert fault.startswith(f"series.md:{at + 1}: background is empty, because # begins a comment. Write the colour in")

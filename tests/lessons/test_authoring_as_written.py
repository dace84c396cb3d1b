"""What authors write in other languages and with other marks than ours: titles, charts, options, captions."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons.authoring import AuthoringErrors, read_series
from lessons.episodes import Episode
from lessons.script import Chart, Headline, Word
from lessons.studio.cards.captions import phrases
from lessons.studio.cards.wording import amount
from lessons.studio.timing.wordtimes import units
from tests.lessons.authored import VTT

SIZE = (1080, 1920)


def episode(
    folder: Path, language: str, hook: str = "It begins.", scene: str = "And goes on.", more: str = ""
) -> Episode:
    (folder / "series.md").write_text(f"---\ntitle: Q\nlanguage: {language}\nslug: q\n---\n")
    body = f"## Hook\n\n{hook}\n\n## Scene: S\n\n{scene}\n\n## Call to action\n\nDo it.\n\n{more}"
    (folder / "01-a.md").write_text(f"---\ntitle: A\n---\n\n{body}")
    return read_series(folder, prove=False).episodes[0]


def title(folder: Path, language: str, hook: str) -> str:
    card = episode(folder, language, hook).script.scenes[0].show
    assert isinstance(card, Headline)
    return card.text


@pytest.mark.parametrize(
    ("language", "hook", "shown"),
    [
        ("en", "Dr. Lind lost it. Nobody knew.", "Dr. Lind lost it."),
        ("en", "Mr. O. Berg paid at 8:05 a.m. on Monday, and again.", "Mr. O. Berg paid at 8:05 …"),
        ("de", "Am 1. März kam Dr. Groß. Er blieb.", "Am 1. März kam Dr. Groß."),
        ("de", "Im 2. OG brennt z. B. Licht. Warum?", "Im 2. OG brennt z. B. …"),
        ("th", "พนักงานทุกคนต้องเปลี่ยนรหัสผ่านทุกสามเดือน", "พนักงานทุกคนต้องเปลี่ยนรหัสผ่านทุกสาม …"),
    ],
)
def test_the_title_card_ends_with_a_sentence_or_a_word(tmp_path: Path, language: str, hook: str, shown: str) -> None:
    assert title(tmp_path, language, hook) == shown


def captions(text: str, language: str) -> list[str]:
    words = [Word(text[at:to], at / 10, to / 10) for at, to in units(text, language)]
    return [" ".join(word.text for word in phrase) for phrase in phrases(words, language, SIZE)]


def test_captions_go_on_behind_an_abbreviation_and_stop_at_the_end_of_a_sentence() -> None:
    assert captions("Ask Dr. Lind. She knows.", "en") == ["Ask Dr. Lind.", "She knows."]
    assert captions("Bis 3. Mai. Dann Schluss.", "de") == ["Bis 3. Mai.", "Dann Schluss."]


THAI = "อย่า คลิก ลิงก์ ใน อีเมล จาก คน ที่ คุณ ไม่ รู้จัก และ ปกป้อง ข้อมูล ลูกค้า อย่าง เคร่งครัด"


def test_captions_cut_no_word_of_thai() -> None:
    text = THAI.replace(" ", "")
    ends, at = set[int](), 0
    for word in THAI.split():
        at += len(word)
        ends.add(at)
    assert {to for _, to in units(text, "th")} <= ends
    assert len(units(text, "th")) >= 8


@pytest.mark.parametrize(
    ("language", "written", "value", "drawn"),
    [
        ("de", "1.234", 1234.0, "1.234"),
        ("de", "12.345,5", 12345.5, "12.345,5"),
        ("en", "1,234", 1234.0, "1,234"),
        ("fr", "1 234,5", 1234.5, "1\u00a0234,5"),
    ],
)
def test_a_chart_counts_as_its_language_does(
    tmp_path: Path, language: str, written: str, value: float, drawn: str
) -> None:
    scene = f"> Chart: T\n> - A: {written}\n> - B: 900\n\nSo many."
    card = episode(tmp_path, language, scene=scene).script.scenes[1].show
    assert isinstance(card, Chart)
    assert card.bars[0] == ("A", value)
    assert amount(value, "", language) == drawn


OPTIONS = "## Check\n\nHow?\n\n- [x] {}\n- [ ] Close it\n\n## Why\n\nIt asks.\n"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Click `File -> Save`", "Click File -> Save"),
        ("`File -> Save` and `Edit → Undo`", "File -> Save and Edit → Undo"),
        ("Press ``Ctrl -> C``", "Press Ctrl -> C"),
        ("Click File \\-> Save", "Click File -> Save"),
    ],
)
def test_an_arrow_in_backticks_is_text(tmp_path: Path, written: str, shown: str) -> None:
    check = episode(tmp_path, "en", more=OPTIONS.format(written)).check
    assert check
    assert (check.options[0].text, check.options[0].leads_to) == (shown, "")


def test_an_arrow_outside_of_them_leads_to_a_branch_that_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(AuthoringErrors, match="in backticks if the arrow is text"):
        episode(tmp_path, "en", more=OPTIONS.format("`File` -> Save"))


@pytest.mark.parametrize("words", ["We say ሰላም today.", "It says \U00012000 here."])
def test_a_letter_that_no_font_has_is_refused_at_its_line(tmp_path: Path, words: str) -> None:
    episode(tmp_path, "en", scene=f"> Headline: Hello\n\n{words}")
    with pytest.raises(AuthoringErrors, match=r"01-a\.md:11: the bundled fonts cannot draw"):
        read_series(tmp_path)


@pytest.mark.parametrize(
    ("clip", "captions", "head"),
    [
        ("a.mov", "a.srt", b"\0\0\0\x08wide\0\0\0\0mdat"),
        ("a.webm", "a.txt", b"\x1a\x45\xdf\xa3" + bytes(12)),
        ("a.m4v", "a.vtt", b"\0\0\0\x18ftypM4V " + bytes(8)),
    ],
)
def test_films_and_captions_are_taken_as_phones_and_programs_save_them(
    tmp_path: Path, clip: str, captions: str, head: bytes
) -> None:
    (tmp_path / clip).write_bytes(head)
    (tmp_path / captions).write_bytes(VTT if captions.endswith("vtt") else b"Hello there.")
    (tmp_path / "series.md").write_text("---\ntitle: Q\nlanguage: en\nslug: q\n---\n")
    page = f"---\ntitle: A\nclip: {clip}\ncaptions: {captions}\n---\n\n## Reflect\n\nWhat?\n"
    (tmp_path / "01-a.md").write_text(page)
    media = read_series(tmp_path).episodes[0].media
    assert media
    assert media.clip.endswith(Path(clip).suffix)

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from bench.fonts import ranges
from lessons.studio.fonts import faces
from lessons.studio.fonts.breaks import BAD_HYPHEN, FAIR, NO_END, NO_START, POOR, pieces
from lessons.studio.fonts.clusters import clean, clusters
from lessons.studio.fonts.emoji import PPEM, WIDEST, drawable
from lessons.studio.fonts.faces import EMOJI, Undrawable, Weight, face_of, split
from lessons.studio.type.typography import (
    LONGEST,
    Setting,
    TooLong,
    draw_line,
    fit,
    is_rtl,
    set_line,
    text_width,
)

FONTS = Path(faces.__file__).parent
SCRIPTS = "abc ÄßŐẾ бвг αβγ عربي שלום नमस्ते สวัสดี 日本語かな 中文 한국어 👍🏽👩‍🌾🇩🇪❤️ 0-9 .,!?()„“–/"
UNHURRIED = settings(deadline=None)  # the first example loads the fonts
DRAWABLE = st.text(st.sampled_from(sorted(set(SCRIPTS))), min_size=1, max_size=60)


def setting(
    width: float = 860, lines: int = 5, sizes: tuple[int, ...] = (120, 90, 60), language: str = "en"
) -> Setting:
    return Setting("headline", Weight.DISPLAY, sizes, width, 1000, lines, language)


def lines_of(text: str, width: float = 860, language: str = "en", sizes: tuple[int, ...] = (120,)) -> list[str]:
    block = fit(text, setting(width, 9, sizes, language))
    return ["".join(run.text for run in line.runs) for line in block.lines]


# Clusters


@pytest.mark.parametrize(
    "cluster",
    ["é", "e\u0301\u0323", "👍🏽", "👩‍👩‍👧‍👦", "🇩🇪", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "क्षि", "น้ำ", "กี่", "각", "ក្ស"[:1]],
)
def test_what_reads_as_one_letter_is_one_cluster(cluster: str) -> None:
    assert clusters("a" + cluster + "b") == ("a", cluster, "b")


def test_flags_are_told_apart_in_pairs() -> None:
    assert clusters("🇩🇪🇫🇷") == ("🇩🇪", "🇫🇷")


@UNHURRIED
@given(st.text(max_size=40))
def test_clusters_lose_nothing(text: str) -> None:
    assert "".join(clusters(text)) == text


def test_cleaning_composes_flattens_and_drops_control_characters() -> None:
    assert clean(" e\u0301\n\tx\u0000\u202e y ") == "é x y"


# Faces


def test_the_coverage_file_tells_what_the_fonts_can_draw() -> None:
    written = json.loads((FONTS / "coverage.json").read_text())
    assert written.keys() == {path.name for path in FONTS.glob("*.?tf")}
    for name in ("Inter-Bold.otf", "NotoSansJP-Bold.otf", "NotoColorEmoji.ttf"):
        with TTFont(FONTS / name) as font:
            assert written[name] == ranges(font.getBestCmap())


def test_every_font_has_its_licence_beside_it_and_all_are_light() -> None:
    texts = [path.read_text() for path in FONTS.glob("OFL-*.txt")]
    assert len(texts) == 4
    assert all("SIL OPEN FONT LICENSE Version 1.1" in text and "Copyright" in text for text in texts)
    readme = (FONTS / "README.md").read_text()
    assert all(path.name in readme for path in FONTS.glob("OFL-*.txt"))
    assert sum(path.stat().st_size for path in FONTS.iterdir() if path.is_file()) < 12_000_000


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("Größe", "Inter"),
        ("Việt", "Inter"),
        ("Жизнь", "Inter"),
        ("ώρα", "Inter"),
        ("سلام", "NotoSansArabic"),
        ("שלום", "NotoSansHebrew"),
        ("जीवन", "NotoSansDevanagari"),
        ("ชีวิต", "NotoSansThai"),
        ("한국", "NotoSansKR"),
        ("🪴", "NotoColorEmoji"),
    ],
)
def test_each_script_is_drawn_by_its_own_font(text: str, file: str) -> None:
    assert {
        face.file.split("-")[0].removesuffix(".ttf").replace("Display", "")
        for _, face in split(text, Weight.DISPLAY, "en")
    } == {file}


@pytest.mark.parametrize(
    ("language", "file"),
    [("zh-Hans", "SC"), ("zh", "SC"), ("zh-TW", "TC"), ("zh-Hant", "TC"), ("ja", "JP"), ("ko", "KR"), ("en", "SC")],
)
def test_the_language_decides_the_shapes_of_east_asian_letters(language: str, file: str) -> None:
    own = {"KR": "가"}.get(file, "直")
    assert face_of(own, Weight.STRONG, language).file == f"NotoSans{file}-Bold.otf"


def test_a_letter_that_the_languages_own_font_lacks_is_taken_from_a_neighbours() -> None:
    assert face_of("們", Weight.STRONG, "ja").file != face_of("日", Weight.STRONG, "ja").file


def test_text_and_emoji_presentation_are_told_apart() -> None:
    assert face_of("❤️", Weight.BODY, "en") is EMOJI
    assert face_of("↔️", Weight.BODY, "en") is EMOJI
    assert face_of("↔︎", Weight.BODY, "en") is not EMOJI
    assert face_of("↔", Weight.BODY, "en") is not EMOJI
    assert face_of("✔", Weight.BODY, "en") is not EMOJI
    assert face_of("1", Weight.BODY, "en") is not EMOJI
    assert face_of("1️⃣", Weight.BODY, "en") is EMOJI


def test_a_character_that_no_font_has_is_an_error_that_names_it() -> None:
    with pytest.raises(Undrawable, match=r'"த" \(U\+0BA4\)'):
        fit("தமிழ்", setting())


# Emoji


@pytest.mark.parametrize("cluster", ["👍🏽", "👩‍👩‍👧‍👦", "🇯🇵", "❤️‍🔥", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "1️⃣", "🧑🏿"])
def test_emoji_sequences_are_one_picture(cluster: str) -> None:
    assert drawable(cluster) == cluster
    assert faces.load(EMOJI.file, PPEM).getlength(cluster) <= WIDEST


def test_a_skin_tone_that_the_font_lacks_is_drawn_in_the_neutral_one() -> None:
    assert drawable("👩🏽‍🌾") == "👩‍🌾"


def test_emoji_are_in_colour() -> None:
    image = Image.new("RGB", (200, 200))
    draw_line(image, 20, 150, set_line("❤️", Weight.BODY, 120, "en"), (255, 255, 255))
    red, green, blue = (sum(band.tobytes()) for band in image.split())
    assert red > 2 * max(green, blue)


# Direction


def order(text: str, language: str) -> list[str]:
    return [run.text.strip() for run in set_line(text, Weight.BODY, 40, language).runs if run.text.strip()]


def test_right_to_left_lines_start_at_the_right() -> None:
    assert order("مرحبا Excel ثم وداعا", "ar") == ["ثم وداعا", "Excel", "مرحبا"]


def test_hebrew_in_an_english_line_stays_where_it_is_read() -> None:
    assert order("say שלום now", "en") == ["say", "שלום", "now"]


def test_numbers_in_arabic_keep_their_digits_in_order() -> None:
    assert "2024" in order("عام 2024 كان جيدا", "ar")


def test_brackets_are_mirrored_in_right_to_left_text() -> None:
    def drawn(text: str) -> Image.Image:
        image = Image.new("L", (260, 120))
        draw_line(image, 20, 80, set_line(text, Weight.BODY, 60, "he"), 255)
        return image

    assert ImageChops.difference(drawn("(א"), drawn(")א")).getbbox() is not None
    opening = drawn("(א").crop(drawn("(א").getbbox())
    latin = Image.new("L", (120, 120))
    draw_line(latin, 20, 80, set_line(")", Weight.BODY, 60, "en"), 255)
    bracket = latin.crop(latin.getbbox())
    right_end = opening.crop((opening.width - bracket.width, 0, opening.width, opening.height)).resize(bracket.size)
    assert abs(sum(right_end.tobytes()) - sum(bracket.tobytes())) < 0.35 * sum(bracket.tobytes())


@pytest.mark.parametrize(
    ("tag", "rtl"),
    [
        ("ar", True),
        ("he-IL", True),
        ("fa", True),
        ("ur-Latn", False),
        ("az-Arab", True),
        ("en", False),
        ("zh-TW", False),
    ],
)
def test_the_tag_tells_the_direction(tag: str, rtl: bool) -> None:
    assert is_rtl(tag) is rtl


def test_arabic_letters_join() -> None:
    alone = sum(text_width(letter, Weight.STRONG, 100, "ar") for letter in "سلام")
    assert text_width("سلام", Weight.STRONG, 100, "ar") < 0.8 * alone


def test_devanagari_conjuncts_form() -> None:
    assert text_width("क्ष", Weight.STRONG, 100, "hi") < 0.8 * text_width("कष", Weight.STRONG, 100, "hi")


# Lines


@UNHURRIED
@given(DRAWABLE, st.sampled_from([FAIR, POOR, BAD_HYPHEN]))
def test_pieces_lose_nothing(text: str, worst: float) -> None:
    flat = clean(text)
    joined = "".join(piece.text + (" " if piece.space else "") for piece in pieces(flat, worst))
    assert joined.rstrip() == flat


@UNHURRIED
@given(DRAWABLE, st.sampled_from(["en", "ar", "ja", "th"]))
def test_lines_are_never_wider_than_the_room_and_keep_every_letter(text: str, language: str) -> None:
    if not clean(text):
        return
    try:
        block = fit(text, setting(600, 9, (60, 40, 20), language))
    except (TooLong, Undrawable):  # a vowel sign of one script on a letter of another
        return
    assert block.width <= 600 * 1.005
    shown = "".join(sorted("".join(run.text for line in block.lines for run in line.runs).replace("-", "")))
    assert shown.replace(" ", "") == "".join(sorted(clean(text).replace("-", ""))).replace(" ", "")


@UNHURRIED
@given(st.text(st.sampled_from("日本語かなカナー、。！？（）「」ん"), min_size=8, max_size=30))
def test_japanese_lines_never_start_or_end_with_what_must_not(text: str) -> None:
    try:
        found = lines_of(text, 300, "ja", (60, 40))
    except TooLong:
        return
    assert all(line[0] not in NO_START for line in found[1:])
    assert all(line[-1] not in NO_END for line in found[:-1])


def test_lines_end_with_sentences_where_they_can() -> None:
    assert lines_of("Damp soil? Walk away") == ["Damp soil?", "Walk away"]


def test_lines_are_even_and_no_word_is_left_alone() -> None:
    found = lines_of("word word word word word word word", 700, sizes=(90,))
    assert sorted(len(line.split()) for line in found) == [2, 2, 3]


def test_japanese_breaks_after_particles_rather_than_within_words() -> None:
    assert lines_of("水やりのたびに、受け皿の水を捨てましょう。", 860, "ja", (112,)) == [
        "水やりのたびに、",
        "受け皿の水を",
        "捨てましょう。",
    ]


def test_thai_breaks_where_syllables_start_and_keeps_frequent_words_whole() -> None:
    assert lines_of("คุณจะทำอะไรต่างออกไป", 700, "th", (120,)) == ["คุณจะทำอะไร", "ต่างออกไป"]


def test_korean_breaks_between_words_only() -> None:
    text = "실내 식물 열 그루 중 아홉은 이렇게 죽습니다"
    assert " ".join(lines_of(text, 600, "ko", (100,))) == text


def test_a_long_word_is_hyphenated_where_a_syllable_starts() -> None:
    assert lines_of("Datenschutzgrundverordnung", 860, "de", (104,)) == ["Datenschutz-", "grundverordnung"]


def test_a_soft_hyphen_is_shown_only_where_the_line_ends() -> None:
    text = "Daten\u00adschutz\u00adgrund\u00adverordnung"
    assert lines_of(text, 860, "de", (100,)) == ["Datenschutz-", "grundverordnung"]
    assert lines_of(text, 2000, "de", (60,)) == ["Datenschutzgrundverordnung"]


def test_an_emoji_stays_with_the_words_before_it() -> None:
    assert all(
        not line.startswith("🌾") for line in lines_of("Empty the saucer after watering 🌾", 860, sizes=(110, 100))
    )


# Fitting


def test_short_texts_are_large_and_long_ones_shrink_step_by_step() -> None:
    sizes = [fit(" ".join(["word"] * count), setting(lines=3)).size for count in (2, 8, 14)]
    assert sizes == [120, 90, 60]


def test_a_text_that_does_not_fit_says_how_many_characters_would() -> None:
    with pytest.raises(TooLong, match=r"the headline is too long: 799 characters where about (\d+) fit") as error:
        fit("word " * 159 + "word", setting())
    fits = int(str(error.value).split("about ")[1].split(" ")[0])
    assert fit(("word " * 159)[:fits], setting())
    with pytest.raises(TooLong):
        fit(("word " * 159)[: fits + 20], setting())


def test_an_endless_text_is_refused_quickly() -> None:
    with pytest.raises(TooLong, match="1000000 characters"):
        fit("x" * 1_000_000, setting())
    assert LONGEST < 1000


def test_an_empty_text_is_refused() -> None:
    with pytest.raises(ValueError, match="the headline is empty"):
        fit(" \n ", setting())

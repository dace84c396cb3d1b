"""Cuts inside scenes: often enough, where a clause begins, and item by item where a card has items."""

from itertools import pairwise

import numpy as np
import pytest

from lessons.script import (
    Ask,
    BeforeAfter,
    Brand,
    Bullets,
    Card,
    EndCard,
    Headline,
    Role,
    Screen,
    ScreenKind,
    Word,
)
from lessons.studio.cards.frames import Frame, draw_backdrop, draw_card, drawn_canvas, slide_rows
from lessons.studio.encoding.yuv import planes
from lessons.studio.pipeline.shots import LONGEST_S, Shot, parts_of, shots
from lessons.studio.timing.timeline import FPS

SIZE = (720, 1280)
FRAME = Frame(0, 3, Role.SCENE, Brand(), "en", SIZE)
LIST = Bullets("Before you pay", ("Stop", "Call the boss on a number you know already", "Ask a colleague", "Report"))


def cut(card: Card, seconds: float, words: tuple[Word, ...] = ()) -> tuple[Shot, ...]:
    return shots(card, drawn_canvas(card, FRAME).edges, slide_rows(SIZE), round(seconds * FPS), words)


def spoken(text: str, pace_s: float = 0.4) -> tuple[Word, ...]:
    return tuple(Word(word, i * pace_s, (i + 1) * pace_s) for i, word in enumerate(text.split()))


@pytest.mark.parametrize("seconds", [0.5, 3.9, 4.1, 7.0, 8.2, 13.0, 30.0])
@pytest.mark.parametrize("card", [Headline("One idea"), LIST], ids=["headline", "list"])
def test_nothing_stands_still_for_more_than_four_seconds(card: Card, seconds: float) -> None:
    times = [*(shot.at / FPS for shot in cut(card, seconds, spoken("so it goes on and on " * 10))), seconds]
    assert times[0] == 0
    assert all(0 < b - a <= LONGEST_S + 0.05 for a, b in pairwise(times))


def test_a_cut_meets_the_beginning_of_a_clause() -> None:
    words = spoken("The mail looks right, but nobody picks up the phone when she calls today", 0.5)
    (_, second) = cut(Headline("One idea"), 6.0, words)
    assert second.at / FPS == 2.0  # "but" begins


def test_a_short_scene_comes_in_whole() -> None:
    (only,) = cut(LIST, 3.0)
    assert only == Shot(0, slide_rows(SIZE))


def test_a_title_of_two_lines_comes_in_whole() -> None:
    card = Bullets("Warum der Zettel klebt", ("zu seltsam zum Merken", "zu oft gewechselt", "überall dasselbe"))
    words = spoken("Es ist zu seltsam zum Merken und zu oft gewechselt und überall dasselbe")
    first, *items = [shot for shot in cut(card, 12.0, words) if shot.slides]
    rows, page = slide_rows(SIZE), np.asarray(draw_card(card, FRAME).convert("L"), np.int16)
    ground = np.asarray(draw_backdrop(card, FRAME).convert("L"), np.int16)
    letters = np.flatnonzero((np.abs(page - ground)[:, : SIZE[0] * 2 // 3] > 60).any(axis=1))
    between = np.flatnonzero(np.diff(letters) > 16)  # the widest gaps between rows of letters
    assert len(items) == 3
    assert first.rows[0] == rows[0]
    assert letters[between[-3]] < first.rows[1] <= letters[between[-3] + 1]


def test_a_list_comes_in_item_by_item_with_its_title_first() -> None:
    found = cut(LIST, 15.0)
    assert len(found) == 4
    assert all(shot.slides for shot in found)
    rows = [shot.rows for shot in found]
    assert rows[0][0] == slide_rows(SIZE)[0]
    assert rows[-1][1] == slide_rows(SIZE)[1]
    assert all(a[1] == b[0] for a, b in pairwise(rows))


def test_items_of_a_list_come_in_when_they_are_spoken_of() -> None:
    words = spoken("Do stop, then call the boss, then ask some colleague here, and report it to us", 0.5)
    at = {word.text: round(word.start_s * FPS) for word in words}
    assert [shot.at for shot in cut(LIST, 8.0, words)[:5]] == [
        0,
        at["stop,"],
        at["call"],
        at["colleague"],
        at["report"],
    ]


def test_what_is_shown_as_right_comes_when_it_is_spoken_of() -> None:
    words = spoken("She sent it to all of them. Better is one message to one person.", 0.4)
    contrast = BeforeAfter("Everybody in the loop", "One message, one person")
    assert parts_of(contrast, 180, words) == (0, round(words[10].start_s * FPS))
    assert parts_of(contrast, 180, ())[1] < 180


def test_lines_of_a_chat_come_one_after_the_other() -> None:
    chat = Screen(ScreenKind.CHAT, "Sales", (("Bo", "Who has the list?"), ("Nia", "Why?"), ("", "Flamingo")))
    first, second, third = parts_of(chat, 180, spoken("Who has it, she wrote, and then flamingo"))
    assert (first, third) == (0, round(7 * 0.4 * FPS))
    assert 0 < second < third


def test_a_question_that_nobody_reads_out_is_moved_towards() -> None:
    assert [shot.closer for shot in cut(EndCard("And you?"), 3.3)] == [False, True]


def test_a_question_comes_before_its_options() -> None:
    first, second = cut(Ask("Who wrote this mail?", ("The boss", "Somebody else")), 6.0)
    assert (first.slides, second.slides) == (True, True)
    assert first.rows[1] == second.rows[0]


def test_a_card_of_one_part_is_cut_to_from_closer_and_back() -> None:
    found = cut(Headline("One idea"), 11.0)
    assert [(shot.slides, shot.closer) for shot in found] == [(True, False), (False, True), (False, False)]


def test_no_part_is_cut_through_a_letter() -> None:
    rows = slide_rows(SIZE)
    drawn = planes(draw_card(LIST, FRAME))
    empty = planes(draw_backdrop(LIST, FRAME).crop((0, rows[0], SIZE[0], rows[1])))
    text_column = slice(90, 400)  # of the words, beside the quiet shapes
    for shot in cut(LIST, 15.0)[1:]:
        row = shot.rows[0]
        assert (drawn[row, text_column] == empty[row - rows[0], text_column]).all()

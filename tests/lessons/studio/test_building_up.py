"""Cards that are built up: numbers count, bars grow, and whoever speaks is seen on the card."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from lessons.script import BigNumber, Brand, Bullets, Card, Chart, EndCard, Person, Quote, Role, Screen, ScreenKind
from lessons.studio.cards.figures import counted
from lessons.studio.cards.frames import Frame, draw_card
from lessons.studio.cast.bubble import draw_bubble
from lessons.studio.pipeline.scenes import SceneJob, render_scene
from tests.lessons.studio.test_scenes import Shown, apart, shown, without_captions

SIZE = (720, 1280)
FRAME = Frame(0, 4, Role.SCENE, Brand(), "en", SIZE)
NIA = Person("Nia", "security", (("seed", "Nia"), ("hair", "bun"), ("skin", "brown")))
MOUTH = (0, 3, 1, 2) * 6


def film(card: Card, speaker: Person | None = None, pictures: int = 60) -> Shown:
    return shown(render_scene(SceneJob(card, FRAME, pictures, (), MOUTH if speaker else (), speaker, "angry")))


@pytest.mark.parametrize(
    "text, half",
    [
        ("41 pages", "20 pages"),
        ("19.6 %", "9.0 %"),
        ("3,500", "1,750"),
        ("1.250.000 €", "625.000 €"),
        ("$50k", "$25k"),
        ("72", "36"),
        ("2024", None),
        ("9 in 10", None),
        ("1", None),
        ("a few", None),
    ],
)
def test_a_number_is_counted_up_to_and_years_are_not(text: str, half: str | None) -> None:
    assert counted(text, 0.5) == half


@pytest.mark.parametrize("card", [BigNumber("41 pages", "of customers"), Chart("Why", (("Water", 62), ("Light", 19)))])
def test_a_number_and_bars_begin_at_nothing_and_end_as_drawn(card: Card) -> None:
    seen, whole = film(card), without_captions(draw_card(card, FRAME))
    differ = [apart(without_captions(seen.image(at)), whole) for at in (7, 13, 59)]
    assert min(differ[:2]) > 1.5 > differ[2]


def test_who_speaks_is_seen_on_the_card_with_a_moving_mouth() -> None:
    box = draw_bubble(NIA, "angry", FRAME.brand, SIZE[0], rtl=False).box
    seen = film(BigNumber("41 pages", "of customers"), NIA)
    faces = [np.asarray(seen.image(at).crop(box), np.int16) for at in (30, 33, 36, 39)]
    assert all(np.abs(a - b).max() > 60 for a, b in pairwise(faces))


def test_nobody_stands_in_front_of_words() -> None:
    rule = "Push a finger two joints deep into the soil and feel whether it is damp there"
    full = Bullets("Five rules for everybody who waters on Sundays", (rule,) * 5)
    assert apart(film(full, NIA).image(40), film(full).image(40)) < 0.1


def test_nobody_stands_in_front_of_a_button_of_a_call() -> None:
    call = Screen(ScreenKind.CALL, "Line 3", (("", "waiting for eleven minutes"),))
    assert apart(film(call, NIA).image(40), film(call).image(40)) < 0.1


def test_the_camera_moves_to_cards_of_a_clip_with_people() -> None:
    job = SceneJob(Quote("Nobody pressed print", "Nia"), FRAME, 90, ())
    still, moved = (shown(render_scene(replace(job, lively=lively))) for lively in (False, True))
    assert apart(still.image(20), still.image(80)) < 0.1
    assert apart(moved.image(10), still.image(10)) < 0.1
    assert apart(moved.image(10), moved.image(20)) > 0.1
    assert apart(moved.image(20), moved.image(80)) > 0.5


def test_the_last_card_shows_nothing_that_could_be_pressed() -> None:
    plain, action = (np.asarray(draw_card(EndCard("And you?", text), FRAME), np.int16) for text in ("", "Next: more"))
    accent = np.abs(action - np.array((255, 194, 61))).max(axis=2) < 30
    assert accent.sum() < 0.02 * accent.size
    assert not np.array_equal(plain, action)

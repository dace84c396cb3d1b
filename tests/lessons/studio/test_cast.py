"""People who speak: drawn, moving with what is heard, the same every time."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from lessons.script import (
    Brand,
    Bullets,
    Headline,
    Person,
    Place,
    Role,
    Scene,
    Screen,
    ScreenKind,
    Statement,
    Talk,
    Word,
)
from lessons.studio.cards.frames import Frame, draw_backdrop, draw_card
from lessons.studio.cards.talk import tags
from lessons.studio.cast import acting, people
from lessons.studio.cast.looks import MOODS
from lessons.studio.cast.places import PLACES
from lessons.studio.encoding.encoder import Coded
from lessons.studio.pipeline.acted_shot import reaction_of
from lessons.studio.pipeline.order import place_behind
from lessons.studio.pipeline.scenes import SceneJob, render_scene
from lessons.studio.type.palette import contrast, dark_card
from tests.lessons.studio.test_scenes import shown

SIZE = (720, 1280)
NIA = Person("Nia", "security", (("seed", "Nia"), ("hair", "bun"), ("skin", "brown")))
BO = Person("Bo", "sales", (("seed", "Bo"), ("beard", "chin"), ("skin", "light")))
FRAME = Frame(0, 4, Role.SCENE, Brand(), "en", SIZE)
TALK = Talk(NIA, "angry", "office", "Monday", BO, "worried")
WORDS = (Word("Who", 0.2, 0.5), Word("pressed", 0.6, 1.0), Word("print?", 1.0, 1.5))


def job(card: Talk | Place = TALK, pictures: int = 90, levels: tuple[int, ...] = (0, 1, 3, 2, 0) * 6) -> SceneJob:
    return SceneJob(card, FRAME, pictures, WORDS, levels)


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image).astype(int)


def changed(coded: Coded) -> float:
    """The share of pictures that differ from the one before."""
    film = shown(coded)
    pictures = [pixels(film.image(n))[::4, ::4] for n in range(len(coded.sizes))]
    moves = [np.abs(a - b).max() > 24 for a, b in itertools.pairwise(pictures)]
    return float(sum(moves)) / len(moves)


def test_each_mood_has_a_face_of_its_own() -> None:
    faces = [draw_card(replace(TALK, mood=mood, listener=None), FRAME).tobytes() for mood in MOODS]
    assert len(set(faces)) == len(MOODS)


@pytest.mark.parametrize("place", PLACES)
def test_a_place_is_even_where_the_brand_and_the_captions_stand(place: str) -> None:
    picture = pixels(draw_card(Place(place), replace(FRAME, label="")))
    rows = picture[1000:1270]
    assert np.abs(rows - rows[:, :1]).max() == 0


def test_two_places_look_different() -> None:
    assert len({draw_card(Place(place), FRAME).tobytes() for place in PLACES}) == len(PLACES)


def test_a_person_looks_the_same_in_every_scene() -> None:
    one, other = people.figure(NIA.look, 300), people.figure(tuple(NIA.look), 300)
    assert one.tobytes() == other.tobytes()
    assert people.figure(BO.look, 300).tobytes() != one.tobytes()


def test_who_speaks_is_named_and_the_name_stands_still() -> None:
    sign = tags(TALK, FRAME)
    film = shown(render_scene(job()))
    boxes = [pixels(film.image(n).crop(sign.box)) for n in (1, 20, 45)]
    solid = (pixels(sign.through.convert("L")) == 0) & (pixels(sign.image).max(axis=2) > 40)
    for later in boxes[1:]:
        assert np.abs(later - boxes[0])[solid].mean() < 6


def test_a_mouth_opens_with_the_sound_and_closes_in_silence() -> None:
    loud = (np.sin(np.arange(24_000) * 0.05) * 20_000).astype(np.int16)
    pcm = np.concatenate([loud, np.zeros(24_000, np.int16)])
    levels = acting.levels(pcm, 24_000, 0.1, 60)
    assert max(levels[1:9]) == 3
    assert set(levels[13:]) == {0}
    assert acting.levels(np.zeros(0, np.int16), 24_000, 0.1, 60) == (0,) * 20


def test_lids_close_every_few_seconds_and_open_again() -> None:
    changes = list(acting.blinks(600, seed=3))
    assert [closed for _, closed in changes] == [True, False] * (len(changes) // 2)
    starts = [at for at, closed in changes if closed]
    assert all(60 < b - a < 180 for a, b in itertools.pairwise(starts))


def test_a_dialogue_moves_in_more_than_two_fifths_of_its_pictures() -> None:
    assert changed(render_scene(job())) > 0.4


def test_a_place_moves_without_anybody_in_it() -> None:
    assert changed(render_scene(job(Place("street", "Tuesday"), levels=()))) > 0.3


def test_the_same_line_is_the_same_bytes_and_another_mood_is_not() -> None:
    assert render_scene(job()) == render_scene(job())
    assert render_scene(job(replace(TALK, mood="glad"))) != render_scene(job())


def test_a_chat_with_too_many_lines_says_so() -> None:
    long = tuple(("Bo", "a word and another word and one more word " * 3) for _ in range(5))
    with pytest.raises(ValueError, match=r"too many lines|too long"):
        draw_card(Screen(ScreenKind.CHAT, "Sales", long), FRAME)


def test_in_a_long_line_the_listener_is_seen_large_for_a_moment_and_reacts() -> None:
    long = job(pictures=150)
    reaction = reaction_of(long)
    assert reaction is not None
    first, end = reaction
    film = shown(render_scene(long))
    face = (300, 500, 780, 1000)  # of whoever stands in the middle

    def at(number: int) -> np.ndarray:
        return pixels(film.image(number).crop(face))

    assert np.abs(at(first) - at(first - 1)).mean() > 15  # a cut
    assert np.abs(at(end) - at(end - 1)).mean() > 15  # and back
    assert np.abs(at(end - 3) - at(first + 2)).mean() > 1  # whose face took it in
    assert reaction_of(job(pictures=60)) is None
    assert reaction_of(replace(long, card=replace(TALK, listener=None))) is None


def test_words_stand_before_the_place_in_which_people_spoke_and_can_be_read() -> None:
    for brand in (Brand(), Brand("Bright", "#ffffff", "#1144cc"), Brand("Loud", "#ff0000", "#00ff00")):
        plain = replace(FRAME, brand=brand)
        office = replace(plain, place="office")
        scheme = dark_card(brand)
        ground = pixels(draw_backdrop(Headline("x"), office))[400:1200]
        if brand == Brand():
            assert np.abs(ground - pixels(draw_backdrop(Headline("x"), plain))[400:1200]).max() > 12
        spots, light = ground.reshape(-1, 3), ground.sum(axis=2).ravel()
        for red, green, blue in (spots[light.argmax()], spots[light.argmin()]):
            assert contrast(scheme.ink, (int(red), int(green), int(blue))) >= 4.5


def test_cards_among_people_stand_where_they_spoke_last() -> None:
    street, office = Place("street"), TALK
    shows = (Headline("First"), street, Headline("Second"), office, Bullets("Third", ("a",)), Statement("No"))
    scenes = [Scene(Role.SCENE, "", show) for show in shows]
    assert [place_behind(scenes, n) for n in range(6)] == ["street", "", "street", "", "office", ""]
    assert place_behind([Scene(Role.SCENE, "", Headline("Alone"))], 0) == ""

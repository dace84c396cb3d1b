"""The lesson that bench.render makes: 20 scenes, about a minute, every kind of card, captions on every word."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from lessons.script import (
    Ask,
    BeforeAfter,
    BigNumber,
    Bullets,
    Card,
    Chart,
    EndCard,
    Headline,
    Photo,
    Quote,
    Role,
    Scene,
    Script,
    Statement,
)

PHOTOS = ("window.jpg", "pots.jpg", "saucer.jpg")

SCENES: tuple[tuple[Role, str, Card], ...] = (
    (Role.HOOK, "Most houseplants do not die of thirst.", Headline("Not of thirst", "Why plants die")),
    (Role.HOOK, "They drown, slowly, because somebody loves them.", Statement("Loved to death")),
    (
        Role.SCENE,
        "Meet Ines. Her ivy has nine leaves left.",
        Photo(PHOTOS[0], "Nine leaves left", "An ivy by a window"),
    ),
    (Role.SCENE, "She waters it every Sunday, whatever happens.", Headline("Every Sunday, whatever happens")),
    (Role.SCENE, "Roots need air. In wet soil there is none.", BigNumber("0 %", "air in soaked soil", "Garden notes")),
    (Role.SCENE, "So first, push a finger two joints deep.", Headline("Finger first", "Rule one")),
    (Role.SCENE, "Damp down there? Then walk away today.", Statement("Damp? Walk away.")),
    (Role.SCENE, "Dry down there? Then water until it drips.", Headline("Dry? Water until it drips")),
    (Role.SCENE, "Ten minutes later, empty the saucer.", Photo(PHOTOS[2], "Empty the saucer", "A pot on a saucer")),
    (Role.SCENE, "Standing water is what rots the roots.", Quote("My plants got better when I did less.", "Ines")),
    (Role.SCENE, "Look at how often each one really drinks.", Headline("How often, really?")),
    (
        Role.SCENE,
        "Ivy, seven days. Fern, three. Cactus, thirty.",
        Chart("Days between drinks", (("Fern", 3.0), ("Ivy", 7.0), ("Cactus", 30.0)), "", "Garden notes"),
    ),
    (
        Role.SCENE,
        "Less light means less thirst, every time.",
        Photo(PHOTOS[1], "Less light, less thirst", "Three pots"),
    ),
    (Role.SCENE, "In winter, wait about twice as long.", BigNumber("2x", "as long in winter", "Garden notes")),
    (
        Role.SCENE,
        "A calendar is a guess. Your finger is not.",
        BeforeAfter("Water every Sunday", "Water when it is dry", "Habit", "Skill"),
    ),
    (Role.SCENE, "Four leaves came back by the end of March.", Headline("Four leaves came back")),
    (
        Role.SCENE,
        "Air, finger, light, saucer. That is all.",
        Bullets("Four words", ("Air", "Finger", "Light", "Saucer")),
    ),
    (Role.SCENE, "Ines now forgets Sundays, and she is proud.", Statement("She forgets Sundays")),
    (Role.ACTION, "Whose plant near you is drowning now?", Ask("Whose plant is drowning?", ("Mine", "A friend's"))),
    (
        Role.ACTION,
        "Touch its soil today, and tell us what you felt.",
        EndCard("What did you feel?", "Reply in the chat"),
    ),
)


def lesson(photos: Path) -> Script:
    """The script, with its pictures drawn into the folder where they are not there yet."""
    for number, name in enumerate(PHOTOS):
        if not (photos / name).exists():
            _draw_photo(number).save(photos / name, quality=90)
    return Script("Drowning by love", tuple(Scene(role, say, _at(card, photos)) for role, say, card in SCENES))


def _at(card: Card, photos: Path) -> Card:
    return replace(card, file=str(photos / card.file)) if isinstance(card, Photo) else card


def _draw_photo(number: int) -> Image.Image:
    """As hard to code as a photo: soft light, blurred shapes, and the noise of a sensor."""
    chance = np.random.default_rng(number)
    y, x = np.mgrid[0:900, 0:1200].astype(np.float32)
    picture = np.stack([120 + 60 * np.sin(x / 400 + number + c) + 40 * np.cos(y / 300 - c) for c in range(3)], axis=2)
    for _ in range(14):
        middle, size, colour = chance.uniform((0, 0), (1200, 900)), chance.uniform(40, 220), chance.uniform(-90, 90, 3)
        near = 1 / (1 + np.exp((np.hypot(x - middle[0], y - middle[1]) - size) / 6))
        picture += near[:, :, None] * colour
    picture += chance.normal(0, 5, picture.shape)
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))

"""Somebody who speaks, and places: a picture wider than the screen, which a camera may move over.

The brand's row above and the captions below stand still; what lies between is the stage.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageChops

from lessons.script import Brand, Person, Place, Talk
from lessons.studio.cards.canvas import Canvas, Frame
from lessons.studio.cards.chrome import draw_header, one_line
from lessons.studio.cast import people, places
from lessons.studio.fonts.faces import Weight
from lessons.studio.type.palette import BLACK, RGB, WHITE, dark_card, mix

LARGE, SMALL = 1056, 416
"""How large a speaker and a listener are drawn, in units; both multiples of 16, so that patches lie on even pixels."""

TAG_Y = 212
NOTE_TALL = 58.0  # on a plate of its own: hair and windows behind it may be light
TABLE = places.EDGE + 6
SMALL_X = 676  # left edge of the listener: the shoulder of the speaker is behind, the face is not


@dataclass(frozen=True, slots=True)
class Tags:
    """What stands over the stage: its picture on black, how much of what is below comes through, and its corner."""

    image: Image.Image
    through: Image.Image
    at: tuple[int, int]

    @property
    def box(self) -> tuple[int, int, int, int]:
        return (*self.at, self.at[0] + self.image.width, self.at[1] + self.image.height)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody on the stage: where the figure lies in the wide picture, in pixels."""

    person: Person
    mood: str
    size: int
    at: tuple[int, int]


def draw_stage(card: Talk | Place, frame: Frame) -> Image.Image:
    """The place with everybody in it, mouths closed, wider than the picture by its margins."""
    return _stage(card.place, actors(card, frame), frame.brand, frame.size).copy()


@lru_cache(4)  # 0.1 s each; a scene asks for its stage twice, and in a conversation each second scene has the same one
def _stage(place: str, seen: tuple[Actor, ...], brand: Brand, size: tuple[int, int]) -> Image.Image:
    world = places.draw_place(place, brand, size).copy()
    for actor in reversed(seen):  # the listener stands nearer, so the speaker is drawn first
        draw_actor(world, actor)
    if seen:
        _table(world, place, brand, size)
    return world


def draw_talk(card: Talk | Place, frame: Frame) -> Image.Image:
    """The picture as it begins: the stage with the brand's row over it."""
    margin = places.margin(frame.size)
    width, height = frame.size
    image = draw_stage(card, frame).crop((margin, 0, margin + width, height))
    sign = tags(card, frame)
    image.paste(ImageChops.add(_dimmed(image.crop(sign.box), sign.through), sign.image), sign.at)
    draw_header(Canvas(image, frame, dark_card(frame.brand)))
    return image


def actors(card: Talk | Place, frame: Frame) -> tuple[Actor, ...]:
    """The listener, where there is one, and the speaker last."""
    if isinstance(card, Place):
        return ()
    found = [_actor(card.person, card.mood, LARGE, (places.WIDTH - LARGE) / 2 - (60 if card.listener else 0), frame)]
    if card.listener:
        found.insert(0, _actor(card.listener, card.reaction, SMALL, SMALL_X, frame))
    return tuple(found)


def _actor(person: Person, mood: str, units: int, x: float, frame: Frame) -> Actor:
    scale = frame.size[0] / places.WIDTH
    size = round(units * scale)
    left = (places.margin(frame.size) + round(x * scale)) // 4 * 4
    return Actor(person, mood, size, (left, round(TABLE * scale) // 4 * 4 - size // 4 * 4))


def draw_actor(world: Image.Image, actor: Actor) -> None:
    """The figure with the face of its mood."""
    whole = people.figure(actor.person.look, actor.size)
    world.paste(whole, actor.at, whole)
    look, size = actor.person.look, actor.size
    for patch in (people.eyes(look, actor.mood, False, size), people.mouth(look, actor.mood, "rest", size)):
        world.paste(patch.image, (actor.at[0] + patch.at[0], actor.at[1] + patch.at[1]), patch.image)


def _table(world: Image.Image, place: str, brand: Brand, size: tuple[int, int]) -> None:
    """The table's edge in front of the speaker."""
    edge = round(places.EDGE * size[0] / places.WIDTH)
    world.paste(places.draw_place(place, brand, size).crop((0, edge, world.width, world.height)), (0, edge))


def _dimmed(image: Image.Image, through: Image.Image) -> Image.Image:
    """The picture, as much of it as comes through."""
    return Image.composite(image, Image.new("RGB", image.size, BLACK), through)


@lru_cache(8)  # asked for by the picture's first draw and by its scene
def tags(card: Talk | Place, frame: Frame) -> Tags:
    """Who speaks, and below it when or where: it stands still while the camera moves."""
    black, white = (_tagged(card, frame, ground) for ground in (BLACK, WHITE))
    box = ImageChops.difference(Image.new("RGB", black.size, BLACK), black).getbbox() or (0, 0, 4, 4)
    left, top = box[0] // 2 * 2, box[1] // 4 * 4
    whole = (left, top, -(-box[2] // 4) * 4, -(-box[3] // 4) * 4)
    through = ImageChops.difference(white.crop(whole), black.crop(whole)).convert("L")
    return Tags(black.crop(whole), through, (left, top))


def _tagged(card: Talk | Place, frame: Frame, ground: RGB) -> Image.Image:
    """The tags on one colour: on black and on white they show how much of the ground comes through."""
    canvas = Canvas(Image.new("RGB", frame.size, ground), frame, dark_card(frame.brand))
    y = float(TAG_Y)
    if isinstance(card, Talk):
        name = f"{card.person.name}, {card.person.role}" if card.person.role else card.person.name
        y = _pill(canvas, name, y) + 10
    if card.note:
        block = one_line(canvas, card.note, 34, Weight.STRONG, 760)
        canvas.panel(64, y, canvas.wide(block) + 48, NOTE_TALL, NOTE_TALL / 2, mix(canvas.scheme.top, BLACK, 0.5))
        canvas.within(block, y, NOTE_TALL, mix(WHITE, canvas.scheme.top, 0.12), 88, 800)
    return canvas.image


def _pill(canvas: Canvas, text: str, y: float) -> float:
    """The name on the accent; returns the y below it."""
    block = one_line(canvas, text, 40, Weight.STRONG, 760)
    tall = 74.0
    canvas.panel(64, y, canvas.wide(block) + 56, tall, tall / 2, canvas.scheme.accent)
    canvas.within(block, y, tall, canvas.scheme.on_accent, 92, 800)
    return y + tall

"""The cards as they should look, kept small: `python -m tests.golden.look` draws them anew after a wanted change."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
from PIL import Image

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
    Person,
    Photo,
    Place,
    Quote,
    Role,
    Statement,
    Talk,
    Word,
)
from lessons.studio.cards.frames import Frame, caption_box, draw_caption, draw_card, phrases
from lessons.studio.cast.looks import MOODS
from lessons.studio.cast.places import PLACES
from lessons.studio.encoding.encoder import BT709, LIMITED
from lessons.studio.encoding.yuv import Planes
from lessons.studio.pipeline.acted import ActedStage
from lessons.studio.pipeline.acted_shot import reaction_of
from lessons.studio.pipeline.card_stage import CardStage
from lessons.studio.pipeline.scene_job import SceneJob

HERE = Path(__file__).parent
SIZE = (1080, 1920)
SMALL = (180, 320)
PUSHED, LEFT, RIGHT = 1, 0, 3
"""Places in a clip at which the scene's own choice of camera is each of the three."""

BLOCK = 6
"""Pixels of a small picture that are judged together: about the size of a caption's letter."""

MOST_DIFFERENCE = 4.0
"""Levels (of 255) by which a block may differ in its mean: edges drawn by another FreeType stay well below."""

TEXTS: dict[str, tuple[str, str, str, str, str]] = {
    "en": (
        "Nine in ten houseplants die this way",
        "Houseplants",
        "Light decides the thirst",
        "Push a finger in. Water only when it is dry",
        "Most houseplants die from love",
    ),
    "de": (
        "Datenschutzgrundverordnung: die häufigsten Fehler",
        "Unterweisung",
        "Länge schlägt Komplexität",
        "Ein Passwortmanager mit langem Kennwort",
        "Die Sicherheitsunterweisung beginnt",
    ),
    "ru": (
        "Девять из десяти растений погибают так",
        "Растения",
        "Свет определяет жажду",
        "Поливать только сухую землю",
        "Растения гибнут от любви",
    ),
    "el": (
        "Εννιά στα δέκα φυτά πεθαίνουν έτσι",
        "Φυτά",
        "Το φως ορίζει τη δίψα",
        "Πότισμα μόνο σε στεγνό χώμα",
        "Τα φυτά πεθαίνουν από αγάπη",
    ),
    "ar": (
        "تسعة من كل عشر نباتات تموت بهذه الطريقة",
        "نباتات المنزل",
        "استخدم تطبيق PlantCare 2.0 (مجاني)",
        "اسقِ فقط عندما تجف التربة",
        "معظم النباتات تموت من Excel",
    ),
    "he": (
        "תשעה מעשרה צמחים מתים ככה",
        "צמחי בית",
        "האור קובע את הצמא",
        "להשקות רק אדמה יבשה",
        "רוב הצמחים מתים מאהבה",
    ),
    "hi": (
        "दस में से नौ पौधे ऐसे ही मरते हैं",
        "घर के पौधे",
        "रोशनी प्यास तय करती है",
        "सिर्फ़ सूखी मिट्टी में पानी देना",
        "ज़्यादातर पौधे प्यार से मरते",
    ),
    "th": (
        "ต้นไม้เก้าในสิบต้นตายเพราะเหตุนี้",
        "ต้นไม้ในบ้าน",
        "แสงเป็นตัวกำหนด",
        "รดน้ำเมื่อดินแห้งเท่านั้น",
        "ต้นไม้ ส่วนใหญ่ ตาย เพราะความรัก",
    ),
    "ja": (
        "観葉植物の十本に九本は、こうして枯れます",
        "観葉植物",
        "光が乾き方を決める",
        "土が乾いたときだけ水をやる",
        "ほとんどの 植物は 枯れます。",
    ),
    "zh-Hans": (
        "十盆植物有九盆死于这个错误",
        "室内植物",
        "光照决定需水量",
        "只在土壤干燥时浇水",
        "大多数 植物 死于 关爱。",
    ),
    "zh-Hant": (
        "十盆植物有九盆死於這個錯誤",
        "室內植物",
        "光照決定需水量",
        "只在土壤乾燥時澆水",
        "大多數 植物 死於 關愛。",
    ),
    "ko": (
        "실내 식물 열 그루 중 아홉은 이렇게 죽습니다",
        "실내 식물",
        "빛이 갈증을 결정합니다",
        "흙이 말랐을 때만 물 주기",
        "대부분의 식물은 죽습니다",
    ),
    "vi": (
        "Chín trong mười cây cảnh chết vì lỗi này",
        "Cây trong nhà",
        "Ánh sáng quyết định cơn khát",
        "Chỉ tưới khi đất đã khô",
        "Hầu hết cây chết vì yêu",
    ),
    "en-emoji": (
        "9 in 10 🪴 die this way 😱",
        "Plants 🌿",
        "Family 👩‍👩‍👧‍👦 👍🏽 🇩🇪 1️⃣",
        "Touch 👆 then water 💧",
        "Most 🪴 die from ❤️‍🔥!",
    ),
}
"""Headline, kicker, list item, sentence and caption of each language."""


def photograph(file: Path) -> str:
    """A picture of hills, drawn."""
    down, across = np.mgrid[0:800, 0:1000].astype(np.float32)
    picture = np.stack([250 - down / 10, 190 - down / 20, 150 + down / 12], 2)
    for step, colour in enumerate(((120, 110, 150), (80, 90, 120), (40, 70, 80))):
        picture[down > 380 + 130 * step + 50 * np.sin(across / (90 + 40 * step) + step)] = colour
    Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).save(file, quality=90)
    return str(file)


def every_card(photo: str) -> dict[str, Card]:
    """One card of each kind, in English."""
    return {
        "headline": Headline("Nine in ten houseplants die this way", "Houseplants"),
        "statement": Statement("Empty the saucer after every watering."),
        "bullets": Bullets("Three rules", ("Roots need air", "Use the finger test", "Light decides the thirst")),
        "photo": Photo(photo, "Damp soil? Walk away", "Hills", "A. Müller, CC BY-SA 4.0"),
        "ask": Ask("What does a wilting plant need first?", ("More water", "A look at its roots", "Fertiliser")),
        "open-question": Ask("What does a wilting plant need first?"),
        "contrast": BeforeAfter("Water every Sunday", "Push a finger in. Water only when it is dry"),
        "quote": Quote("The best time to water is when the soil tells you.", "Royal Horticultural Society"),
        "number": BigNumber("19.6 %", "of office plants get water on a day they need it", "Survey of 412 offices"),
        "chart": Chart("Why plants die", (("Too much water", 62.5), ("Too little light", 19.6), ("Pests", 11.0)), "%"),
        "end": EndCard("What would you do differently?", "Reply in the chat"),
    }


def cards_in(language: str) -> list[Card]:
    headline, kicker, item, sentence, _ = TEXTS[language]
    return [Headline(headline, kicker), Bullets(kicker, (item, sentence)), Statement(sentence)]


def picture(card: Card, language: str, index: int = 0, brand: Brand | None = None) -> Image.Image:
    """A card with a caption of its language on it."""
    tag = language.removesuffix("-emoji")
    frame = Frame(index, 11, list(Role)[min(index, 2)], brand or Brand(), tag, SIZE, "AI voice")
    image = draw_card(card, frame)
    left, top, width, height = caption_box(SIZE)
    words = [Word(text, at, at + 1) for at, text in enumerate(TEXTS[language][4].split())]
    shown = phrases(words, tag, SIZE)
    strip = image.crop((left, top, left + width, top + height))
    image.paste(draw_caption(strip, shown[index % len(shown)], 0, frame), (left, top))
    return image


def sheet(images: list[Image.Image]) -> Image.Image:
    """Small pictures side by side, in steps of four levels: the grain of gradients would make the files large."""
    wide = Image.new("RGB", (SMALL[0] * len(images), SMALL[1]))
    for at, image in enumerate(images):
        wide.paste(image.resize(SMALL, Image.Resampling.BOX), (SMALL[0] * at, 0))
    return wide.point(lambda level: level // 4 * 4 + 2)


NIA = Person("Nia", "security", (("seed", "Nia"), ("hair", "bun"), ("skin", "brown"), ("clothes", "jacket")))
BO = Person("Bo", "head of sales", (("seed", "Bo"), ("hair", "side parting"), ("beard", "chin"), ("skin", "light")))
STAGE = (360, 640)


def acted() -> Iterator[tuple[str, Image.Image]]:
    """Each mood, each place, each move of the camera, and who speaks on a card: small, because they are many."""
    frame = Frame(0, 8, Role.SCENE, Brand(), "en", STAGE, "AI voice")
    talks = [Talk(NIA, mood, "office", "Monday, 8:59", BO, mood) for mood in MOODS]
    yield "moods", sheet([draw_card(talk, frame) for talk in talks])
    yield "places", sheet([draw_card(Place(place, "Later"), frame) for place in PLACES])
    words = tuple(Word(text, at * 0.3, at * 0.3 + 0.3) for at, text in enumerate(["Who", "pressed", "print,", "Bo?"]))
    for name, index in (("camera-push", PUSHED), ("camera-left", LEFT), ("camera-right", RIGHT)):
        job = SceneJob(talks[0], replace(frame, index=index), 60, words, (0, 2, 3, 1, 0) * 4)
        yield name, sheet(film(job, (0, 8, 22, 45)))
    number = SceneJob(BigNumber("41 pages", "of names"), frame, 60, words, (0, 2, 3, 1, 0) * 4, NIA, "angry", True)
    yield "counting", sheet(film(number, (2, 10, 16, 55)))
    behind = replace(number, frame=replace(frame, place="kitchen"))
    yield "before-a-place", sheet(film(behind, (2, 5, 20, 55)))
    long = SceneJob(talks[0], replace(frame, index=LEFT), 150, words, (0, 2, 3, 1, 0) * 10)
    first, end = reaction_of(long) or (0, 0)
    yield "cut-to-listener", sheet(film(long, (first - 2, first + 2, end - 3, end + 3)))


def film(job: SceneJob, at: Sequence[int]) -> list[Image.Image]:
    """Pictures of a scene, before they are coded."""
    stage = ActedStage(job) if isinstance(job.card, Talk | Place) else CardStage(job)
    changes, seen = stage.changes(), []
    for picture in range(max(at) + 1):
        if picture in changes:
            stage.go_to(picture)
        if picture in at:
            seen.append(image_of(stage.picture))
    return seen


def image_of(picture: Planes) -> Image.Image:
    frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
    frame.colorspace, frame.color_range = BT709, LIMITED
    return Image.fromarray(np.asarray(frame.to_ndarray(format="rgb24"), np.uint8))


def goldens(photo: str) -> Iterator[tuple[str, Image.Image]]:
    """Names and pictures of all golden files."""
    yield from acted()
    for at, (name, card) in enumerate(every_card(photo).items()):
        yield name, sheet([picture(card, "en", at)])
    for language in TEXTS:
        yield f"in-{language}", sheet([picture(card, language, at) for at, card in enumerate(cards_in(language))])


def difference(a: Image.Image, b: Image.Image) -> float:
    """The largest difference of blocks of two pictures in the mean of a colour, in levels; 255 if the sizes differ."""
    if a.size != b.size:
        return 255.0
    small = a.width // BLOCK, a.height // BLOCK
    means = [np.asarray(one.convert("RGB").resize(small, Image.Resampling.BOX), np.float32) for one in (a, b)]
    return float(np.abs(means[0] - means[1]).max())


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, image in goldens(photograph(Path(folder) / "hills.jpg")):
            image.save(HERE / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()

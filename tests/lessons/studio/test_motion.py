"""An example holds people who scroll: something moves in most of it, and nothing stands still for long."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.motion import LEAST_MOVING, LONGEST_STILL_S, LONGEST_TEXT_S, motion_of
from bot.settings import read_settings
from bot.wiring import make_studio
from lessons.authoring import read_scripts
from lessons.script import Headline, Role, Scene, Script
from tests.lessons.studio.making import BRAND, studio

EXAMPLE = Path(__file__).parents[3] / "examples" / "the-difficult-customer" / "01-four-minutes.md"


@pytest.mark.slow
async def test_an_example_never_stands_still_and_shows_more_than_letters(tmp_path: Path) -> None:
    scripts = read_scripts(EXAMPLE)
    made_by = make_studio(read_settings({"DATA_DIR": str(tmp_path)}))
    motion = await motion_of("example", scripts.clips["main"], scripts.brand, made_by)
    await made_by.close()
    assert motion.still_s <= LONGEST_STILL_S
    assert motion.moving > LEAST_MOVING
    assert motion.text_s <= LONGEST_TEXT_S
    assert motion.holds


async def test_a_card_of_words_alone_is_measured_as_such(tmp_path: Path) -> None:
    words = Script("Words", (Scene(Role.HOOK, "", Headline("Words")), Scene(Role.ACTION, "", Headline("More"))), "en")
    made_by = studio(tmp_path)
    motion = await motion_of("words", words, BRAND, made_by, tmp_path / "sheet.jpg")
    await made_by.close()
    assert motion.text_s == pytest.approx(motion.seconds)
    assert motion.moving < LEAST_MOVING
    assert 1.5 < motion.still_s < LONGEST_STILL_S
    assert not motion.holds
    assert (tmp_path / "sheet.jpg").is_file()

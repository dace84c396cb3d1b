"""The cards look as they did when somebody last looked at them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter

from lessons.script import Brand, Headline
from lessons.studio.cards.frames import HERE as HERE_OF_LOOK
from lessons.studio.cards.frames import LOOK, TEMPLATE, template
from tests.golden.look import HERE, MOST_DIFFERENCE, difference, goldens, photograph, picture, sheet

HEADLINE = Headline("Nine in ten houseplants die this way", "Houseplants")


def test_every_card_and_script_looks_as_it_should(tmp_path: Path) -> None:
    drawn = dict(goldens(photograph(tmp_path / "hills.jpg")))
    kept = {path.stem: path for path in HERE.glob("*.png")}
    assert drawn.keys() == kept.keys()
    for name, image in drawn.items():
        with Image.open(kept[name]) as golden:
            apart = difference(image, golden)
        assert apart <= MOST_DIFFERENCE, (
            f"{name} differs by {apart:.1f}; look at it, then run python -m tests.golden.look"
        )


CHANGES: dict[str, Callable[[], Image.Image]] = {
    "a letter": lambda: picture(Headline("Nine in tem houseplants die this way", "Houseplants"), "en"),
    "a small letter": lambda: picture(Headline(HEADLINE.text, "Houseplanta"), "en"),
    "a colour": lambda: picture(HEADLINE, "en", brand=Brand(accent="#ffc255")),
    "the progress": lambda: picture(HEADLINE, "en", index=1),
    "two pixels lower": lambda: ImageChops.offset(picture(HEADLINE, "en"), 0, 2),
    "blurred": lambda: picture(HEADLINE, "en").filter(ImageFilter.GaussianBlur(2)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_would_be_seen(change: str) -> None:
    with Image.open(HERE / "headline.png") as kept:
        assert difference(sheet([CHANGES[change]()]), kept) > MOST_DIFFERENCE


def test_the_goldens_are_small() -> None:
    assert sum(path.stat().st_size for path in HERE.glob("*.png")) < 1_000_000


def test_the_name_of_the_look_changes_with_its_code_and_its_fonts(tmp_path: Path) -> None:
    for path in (path for pattern in LOOK for path in HERE_OF_LOOK.glob(pattern)):
        copy = tmp_path / path.relative_to(HERE_OF_LOOK)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    names = [template(tmp_path)]
    for file in ("cards/decor.py", "fonts/new.otf"):
        (tmp_path / file).write_text("changed")
        names.append(template(tmp_path))
    assert len(set(names)) == 3
    assert template() == TEMPLATE

"""A camera that comes nearer: what it shows, and what was drawn anew since."""

import numpy as np
from PIL import Image, ImageDraw

from lessons.studio.encoding.lens import Lens
from lessons.studio.encoding.yuv import Planes, brightness, planes, put_nearer

SIZE, ROWS = (240, 320), (32, 288)
INTO = (0, *ROWS[:1], SIZE[0], ROWS[1])


def drawing(mouth: str = "black") -> Planes:
    image = Image.new("RGB", SIZE, "#204060")
    draw = ImageDraw.Draw(image)
    draw.ellipse((60, 80, 180, 240), fill="#e0b090")
    draw.ellipse((100, 190, 140, 206), fill=mouth)
    return planes(image)


def window(zoom: float) -> tuple[float, float, float, float]:
    width, height = SIZE[0] / zoom, (ROWS[1] - ROWS[0]) / zoom
    left, top = (SIZE[0] - width) / 2, ROWS[0] + (ROWS[1] - ROWS[0] - height) / 2
    return left, top, left + width, top + height


def apart(a: Planes, b: Planes) -> float:
    return float(np.abs(a.astype(int) - b.astype(int)).mean())


def test_it_shows_what_any_resampling_shows_to_within_half_a_pixel() -> None:
    source = drawing()
    for zoom in (1.0, 1.013, 1.09, 1.2):
        ours, pillow = source.copy(), source.copy()
        seen = Lens(source, ROWS).show(ours, INTO, window(zoom))
        put_nearer(pillow, source, INTO, seen)
        assert max(abs(a - b) for a, b in zip(seen, window(zoom), strict=True)) <= 0.5
        assert apart(brightness(ours), brightness(pillow)) < 1.0, zoom


def test_nothing_but_the_box_changes() -> None:
    picture = drawing()
    Lens(drawing("white"), ROWS).show(picture, INTO, window(1.1))
    assert (brightness(picture)[: ROWS[0]] == brightness(drawing())[: ROWS[0]]).all()
    assert (brightness(picture)[ROWS[1] :] == brightness(drawing())[ROWS[1] :]).all()


def test_a_camera_that_comes_nearer_moves_every_side_alike_and_never_back() -> None:
    lens, picture, before = Lens(drawing(), ROWS), drawing(), window(1.0)
    for step in range(1, 60):
        seen = lens.show(picture, INTO, window(1 + step * 0.0015))
        assert abs(seen[0] - (SIZE[0] - seen[2])) < 1e-9
        assert all(now >= side for now, side in zip(seen[:2], before[:2], strict=True))
        assert all(now <= side for now, side in zip(seen[2:], before[2:], strict=True))
        before = seen


def test_a_mouth_that_opens_is_seen_from_nearer_too() -> None:
    source = drawing()
    lens, renewed, anew = Lens(source, ROWS), source.copy(), source.copy()
    source[:] = drawing("red")
    lens.renew(source, (96, 186, 144, 210))
    lens.show(renewed, INTO, window(1.15))
    Lens(source, ROWS).show(anew, INTO, window(1.15))
    assert apart(renewed, anew) < 0.05

"""Bars of App Home: pictures that Slack fetches, and letters where it cannot reach them."""

from __future__ import annotations

import io

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image

from adapters.slack.forms.home import home
from adapters.slack.outbound.bars import HIGH, WIDE, bar_pages, bar_url
from bot.gallery.people import NOW, homes
from tests.adapters.slack.blockkit import lines, view_faults

URL = "https://ninety.example.com"


def test_progress_is_a_bar_with_its_figure_for_who_does_not_see_it() -> None:
    view = home(homes()["in the middle of a series"], NOW, public_url=URL)
    assert view_faults(view) == []
    bars = [(block["image_url"], block["alt_text"]) for block in view["blocks"] if block["type"] == "image"]
    assert bars == [
        (f"{URL}/slack/bars/2-5.png", "2 of 5"),
        (f"{URL}/slack/bars/8-8.png", "8 of 8"),
        (f"{URL}/slack/bars/0-3.png", "0 of 3"),
    ]
    assert "■" not in "".join(lines(view))


def test_campaigns_have_a_bar_of_their_answers() -> None:
    view = home(homes()["a manager"], NOW, public_url=URL)
    assert view_faults(view) == []
    assert f"{URL}/slack/bars/88-96.png" in [block.get("image_url") for block in view["blocks"]]


def test_where_slack_cannot_fetch_pictures_bars_are_letters() -> None:
    view = home(homes()["in the middle of a series"], NOW, public_url="http://127.0.0.1:3000")
    assert "■■□□□" in "".join(lines(view))
    assert not [block for block in view["blocks"] if block["type"] == "image"]


@pytest.mark.parametrize(
    ("done", "of", "path"),
    [(2, 5, "2-5"), (0, 1, "0-1"), (12_345, 20_000, "62-100"), (7, 5, "5-5"), (-1, 5, "0-5")],
)
def test_long_bars_are_told_in_hundredths(done: int, of: int, path: str) -> None:
    assert bar_url(URL, done, of) == f"{URL}/slack/bars/{path}.png"


def test_nothing_to_show_a_part_of_has_no_bar() -> None:
    assert bar_url(URL, 0, 0) == ""


@pytest.mark.parametrize("done", [0, 1, 50, 100])
async def test_a_bar_is_filled_as_far_as_it_says(done: int) -> None:
    app = web.Application()
    bar_pages(app)
    async with TestClient(TestServer(app)) as client:
        reply = await client.get(f"/slack/bars/{done}-100.png")
        picture = Image.open(io.BytesIO(await reply.read()))
        assert (reply.status, reply.content_type, picture.size) == (200, "image/png", (WIDE, HIGH))
        filled = sum(picture.getpixel((at, HIGH // 2))[2] > 200 for at in range(WIDE))  # type: ignore[index]
        assert abs(filled - WIDE * done / 100) <= (HIGH if 0 < done < 5 else 2)


@pytest.mark.parametrize("path", ["5-0", "6-5", "1-101", "1-1000", "a-5", "-1-5"])
async def test_bars_that_nobody_draws_are_not_there(path: str) -> None:
    app = web.Application()
    bar_pages(app)
    async with TestClient(TestServer(app)) as client:
        assert (await client.get(f"/slack/bars/{path}.png")).status == 404

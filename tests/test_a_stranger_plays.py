"""The README's promise, kept by a real process and a real browser: watch, answer, jump to tomorrow, be asked again."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright

ROOT = Path(__file__).parent.parent
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
START_S = 110
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no chromium here: `make browser` installs Debian's"),
    pytest.mark.timeout(400),
]
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"),
]


class Product:
    """`python -m bot run` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "log"
        self._environment = {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")},
            "PORT": str(self.port),
            "DATA_DIR": str(folder),
        }

    def start(self) -> float:
        """Returns the seconds until the page answered."""
        began = time.monotonic()
        with self.log.open("ab") as log:
            order = [sys.executable, "-m", "bot", "run"]
            self._process = subprocess.Popen(order, cwd=ROOT, env=self._environment, stdout=log, stderr=log)
        while time.monotonic() - began < START_S:
            try:
                if httpx.get(self.url).status_code == 200:
                    return time.monotonic() - began
            except httpx.TransportError:
                time.sleep(0.2)
        raise AssertionError("the page did not come up")

    def stop(self) -> int:
        """Ctrl-C; returns the exit status."""
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(20)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    started = Product(tmp_path)
    try:
        started.start()
        yield started
    finally:
        started.kill()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        await opened.close()


async def article(log: Locator, words: str, within_s: float = 30) -> Locator:
    """The newest message with these words, once it is there."""
    found = log.get_by_role("article").filter(has_text=words).last
    await found.wait_for(timeout=within_s * 1000)
    return found


async def watch_a_little(page: Page, message: Locator) -> None:
    await message.get_by_role("button", name="Watch").click()
    video = page.frame_locator("iframe").locator("video")
    await video.wait_for(timeout=15_000)
    for _ in range(60):
        if await video.evaluate("video => video.currentTime") > 2:
            break
        await asyncio.sleep(0.25)
    assert await video.evaluate("video => video.currentTime") > 2
    assert await video.evaluate("video => video.videoHeight") == 1920
    assert await video.evaluate("video => video.textTracks.length") == 1
    await page.keyboard.press("Escape")


def test_health_is_green_and_the_log_is_calm_from_the_first_moment_on(product: Product) -> None:
    for _ in range(15):  # the other clips are made meanwhile
        reply = httpx.get(f"{product.url}/healthz")
        assert (reply.status_code, reply.json()["reasons"]) == (200, [])
        time.sleep(1)
    log = product.log.read_text()
    assert "is at http" in log
    assert not re.search("(?i)warning|error|traceback", log)


async def test_a_stranger_plays_a_week(product: Product, browser: Browser) -> None:
    page = await browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    await page.goto(product.url)
    log = page.get_by_role("log", name="Chat")

    first = await article(log, "episode 1 of 5")
    await watch_a_little(page, first)
    wrong = "Use the link, and change the password afterwards"
    await first.get_by_role("button", name=wrong).click()
    verdict = await article(log, "Not quite")
    assert "By then it is theirs" in await verdict.inner_text()

    await page.get_by_role("button", name="next lesson").click()
    second = await article(log, "episode 2 of 5", within_s=120)  # on a busy machine its clip is still being made
    opening = await second.inner_text()
    assert await second.get_by_role("button", name="Watch").count() == 1
    assert "your team voted" not in opening, "one vote of one would tell whose it was"

    await page.get_by_role("button", name="+1 week").click()
    # Lessons on the way wait for their clips, which are made meanwhile; a week without that takes half a second.
    again = await article(log, "Do you still know?", within_s=150)
    assert await again.get_by_role("button", name=wrong).count() == 1

    await report_is_true(page, product)
    assert faults == []
    assert product.stop() == 0
    product.start()
    await page.goto(product.url)
    assert await (await article(page.get_by_role("log", name="Chat"), "Not quite")).count() == 1


async def report_is_true(page: Page, product: Product) -> None:
    """The manager asks for her report in her chat; of two people it shows nothing that names either."""
    await page.goto(product.url)
    await page.get_by_role("link", name=re.compile("Mira")).first.click()
    log = page.get_by_role("log", name="Chat")
    started = await article(log, "has started")
    first_link = await started.get_by_role("link", name="Open the report").get_attribute("href")
    await page.get_by_role("textbox", name="Message").fill("report")
    await page.keyboard.press("Enter")
    answer = await article(log, "The report of")
    link = await answer.get_by_role("link", name="Open the report").get_attribute("href")
    assert link is not None
    async with httpx.AsyncClient() as client:
        shown = await client.get(httpx.URL(product.url).join(link))
        # Her first message is from before a week and more went by on the playground's clock.
        assert first_link is not None
        assert (await client.get(httpx.URL(product.url).join(first_link))).status_code == 200
    assert shown.status_code == 200
    assert "First-try accuracy" in shown.text
    assert "not shown: fewer than 5 people" in shown.text

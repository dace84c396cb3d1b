"""How soon a learner sees the first picture of a lesson, and how much a lesson takes of their line.

    python -m bench.first_picture

Plays Ninety in a fresh folder, waits for its first lesson, and opens its player in Chromium as on a phone: cold, with
an empty cache, at 10 Mbit/s and 40 ms, and on Chromium's own slow 4G, each LOOKS times. The first picture is the first
frame of the clip, or its poster before that, whichever is painted first (the largest contentful paint of either); the
first moving one is when the clip's own frame is presented. Then the clip's renditions are fetched and weighed, by the
minute. Needs Debian's chromium. The last line is one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, async_playwright

from bench.inbound_rig import free_port
from bench.lighthouse import first_in
from tests.adapters.web.browsing import CHROMIUM, QUIET

LOOKS = 5
PATIENCE_S = 300
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LINES: Mapping[str, Mapping[str, float]] = {
    "10_mbit": {"latency": 40, "downloadThroughput": 10e6 / 8, "uploadThroughput": 5e6 / 8},
    # Chromium's developer tools, "Slow 4G": 1.6 Mbit/s down, 750 kbit/s up, 150 ms, of which 90 % get through and the
    # delay is 3.75 times that, as in front_end/core/sdk/NetworkManager.ts.
    "slow_4g": {
        "latency": 150 * 3.75,
        "downloadThroughput": 1.6e6 / 8 * 0.9,
        "uploadThroughput": 750e3 / 8 * 0.9,
    },
}
RENDITIONS = {"360": "small.mp4", "720": "medium.mp4", "1080": "clip.mp4", "sound": "sound.m4a"}
WATCHER = """
window.picture = {};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.element?.tagName === "VIDEO") window.picture.first ??= entry.startTime;
  }
}).observe({ type: "largest-contentful-paint", buffered: true });
document.addEventListener("DOMContentLoaded", () => {
  const video = document.querySelector("video");
  video?.requestVideoFrameCallback((now) => { window.picture.moving ??= now; });
});
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        settings = {**os.environ, "DATA_DIR": str(Path(folder) / "var"), "PORT": str(port)}
        order = [sys.executable, "-m", "bot", "run"]
        process = subprocess.Popen(order, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            home = f"http://127.0.0.1:{port}"
            watch = home + _wait_for(home, r"/watch/[A-Za-z0-9_.-]+")
            weights = weigh(home, watch)
            times = asyncio.run(look(watch))
        finally:
            process.terminate()
            process.wait()
    for name, seconds in times.items():
        print(f"{name:>8}: {seconds}")
    for name, megabytes in weights.items():
        print(f"{name:>8}: {megabytes:.2f} MB a minute")
    pictures = {f"{name}_{kind}_s": value for name, row in times.items() for kind, value in row.items()}
    print(json.dumps({**pictures, **{f"mb_{name}": round(value, 3) for name, value in weights.items()}}))


def _wait_for(address: str, pattern: str) -> str:
    until = time.monotonic() + PATIENCE_S
    while not (match := first_in(address, pattern)):
        if time.monotonic() > until:
            sys.exit("there was no lesson in time")
        time.sleep(1)
    return match


def weigh(home: str, watch: str) -> Mapping[str, float]:
    """Megabytes of a minute of each rendition; asking for one makes it."""
    below = _wait_for(watch, r"(/media/[^\"/]+)/clip.mp4")  # its page is there before its file is
    seconds = float(first_in(watch, r'data-seconds="([0-9.]+)"'))
    weights = {}
    for name, file in RENDITIONS.items():
        with urllib.request.urlopen(f"{home}{below}/{file}", timeout=PATIENCE_S) as reply:
            weights[name] = len(reply.read()) / 1e6 / seconds * 60
    return weights


async def look(watch: str) -> Mapping[str, Mapping[str, float]]:
    """Seconds until the first and the first moving picture, the median of LOOKS, by line."""
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        times = {}
        for name, line in LINES.items():
            looks = [await _look(browser, watch, line) for _ in range(LOOKS)]
            times[name] = {kind: _median([each[kind] for each in looks]) for kind in ("first", "moving")}
        await browser.close()
    return times


def _median(values: Sequence[float]) -> float:
    return round(statistics.median(values), 2)


async def _look(browser: Browser, watch: str, line: Mapping[str, float]) -> Mapping[str, float]:
    context = await browser.new_context(**PHONE)
    page = await context.new_page()
    developer = await context.new_cdp_session(page)
    await developer.send("Network.enable")
    await developer.send("Network.emulateNetworkConditions", {"offline": False, **line})
    await page.add_init_script(WATCHER)
    await page.goto(watch, wait_until="commit", timeout=60_000)
    seen: dict[str, float] = {}
    until = time.monotonic() + 60
    while not {"first", "moving"} <= seen.keys() and time.monotonic() < until:
        await page.wait_for_timeout(100)
        seen = {name: at / 1000 for name, at in (await page.evaluate("window.picture ?? {}")).items()}
    await context.close()
    # Where no poster was painted before the clip, the clip's own frame is the first picture.
    return {"first": min(seen.values(), default=60.0), "moving": seen.get("moving", 60.0)}


if __name__ == "__main__":
    main()

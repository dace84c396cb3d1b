"""Clips in a real browser: the file, and the same clip by segments while it is being made."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, async_playwright

from lessons.studio.pipeline.live import LiveClip
from tests.lessons.studio.making import BRAND, SCRIPT, SIZE, studio

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--autoplay-policy=no-user-gesture-required")

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium: install Debian's chromium to run these"),
]

PAGE = """<!doctype html><title>Clip</title><video muted playsinline></video><script>
const video = document.querySelector("video");
const once = (target, event) => new Promise((done) => target.addEventListener(event, done, {once: true}));
const bytes = async (path) => await (await fetch(path)).arrayBuffer();
async function append(buffer, path) { buffer.appendBuffer(await bytes(path)); await once(buffer, "updateend"); }
async function pieces() {
  const source = new MediaSource();
  video.src = URL.createObjectURL(source);
  await once(source, "sourceopen");
  const buffer = source.addSourceBuffer(`video/mp4; codecs="${await (await fetch("codecs")).text()}"`);
  await append(buffer, "init.mp4");
  for (let n = 0; n < 3; n++) await append(buffer, `${n}.m4s`);
  source.endOfStream();
}
async function start(how) {
  if (how === "pieces") await pieces(); else video.src = how;
  await video.play();
}
async function seek(to) { video.currentTime = to; await once(video, "seeked"); return video.currentTime; }
const state = () => ({
  seconds: video.duration, at: video.currentTime, ended: video.ended, fault: video.error?.message ?? null,
  shown: video.getVideoPlaybackQuality().totalVideoFrames, wide: video.videoWidth, high: video.videoHeight,
});
</script>"""


def pages(live: LiveClip) -> web.Application:
    app = web.Application()

    def serve(path: str, kind: str, content: Callable[[web.Request], Awaitable[str | bytes]]) -> None:
        async def answer(request: web.Request) -> web.Response:
            made = await content(request)
            body = made.encode() if isinstance(made, str) else made
            return web.Response(body=body, content_type=kind)

        app.router.add_get(path, answer)

    async def page(_: web.Request) -> str:
        return PAGE

    serve("/", "text/html", page)
    serve("/clip.m3u8", "application/vnd.apple.mpegurl", lambda _: live.playlist())
    serve("/init.mp4", "video/mp4", lambda _: live.init())
    serve("/codecs", "text/plain", lambda _: live.codecs())
    serve(r"/{n:\d}.m4s", "video/mp4", lambda request: live.segment(int(request.match_info["n"])))

    async def whole(_: web.Request) -> web.FileResponse:
        return web.FileResponse((await live.finished()).video)

    app.router.add_get("/clip.mp4", whole)
    return app


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        await opened.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def live(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveClip]:
    made = studio(tmp_path_factory.mktemp("studio"))
    yield await made.begin(SCRIPT, BRAND, SIZE)
    await made.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(live: LiveClip, browser: Browser) -> AsyncIterator[Page]:
    async with TestServer(pages(live)) as server:
        tab = await browser.new_page()
        await tab.goto(str(server.make_url("/")))
        yield tab
        await tab.close()


async def state(page: Page) -> dict[str, Any]:
    report: dict[str, Any] = await page.evaluate("state()")
    return report


@pytest.mark.parametrize("how", ["clip.mp4", "clip.m3u8", "pieces"])
async def test_a_clip_plays_seeks_and_ends(page: Page, live: LiveClip, how: str) -> None:
    await page.evaluate("how => start(how)", how)
    await page.wait_for_function("video.currentTime > 0.5 || video.error")
    playing = await state(page)
    assert playing["fault"] is None
    assert playing["seconds"] == pytest.approx(live.seconds, abs=0.1)
    assert (playing["wide"], playing["high"]) == SIZE
    last = live.seconds - 0.7
    assert await page.evaluate("to => seek(to)", last) == pytest.approx(last, abs=0.05)
    await page.wait_for_function("video.ended || video.error", timeout=15_000)
    ended = await state(page)
    assert (ended["fault"], ended["ended"]) == (None, True)
    assert ended["at"] == pytest.approx(live.seconds, abs=0.1)
    assert ended["shown"] > 20


async def test_the_sound_in_the_browser_is_as_long_as_the_picture(page: Page, live: LiveClip) -> None:
    seconds = await page.evaluate(
        "async () => (await new OfflineAudioContext(1, 22050, 22050).decodeAudioData(await bytes('clip.mp4'))).duration"
    )
    assert seconds == pytest.approx(live.seconds, abs=0.06)


async def test_word_times_of_the_captions_are_understood(page: Page, live: LiveClip) -> None:
    """The browser reads as many cues as there are sentences, and none of them at the place of those in the picture."""
    cues = await page.evaluate(
        """async (text) => {
          const track = document.createElement("track");
          track.src = URL.createObjectURL(new Blob([text], {type: "text/vtt"}));
          video.append(track);
          track.track.mode = "hidden";
          await once(track, "load");
          return [...track.track.cues].map((cue) => [cue.startTime, cue.line, cue.getCueAsHTML().textContent]);
        }""",
        await live.captions(),
    )
    assert cues == [[cue.start_s, 8, cue.text] for cue in live.cues]

"""The chat page in a real browser: played by hand, by keyboard, and looked over by axe."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy.exc
from aiohttp import web
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.chat import Button, Choices, Facts, Link, Message, Passage, Text, Tone
from tests.adapters.web.reading import english_in
from tests.adapters.web.tiny import OTHER, QUESTION, RIGHT, Scene, address, lesson, scene

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
EVERY_PART = Message(
    "Everything",
    (
        Text("What I found", Tone.TITLE),
        Passage("Call the front desk at once.", "Handbook, page 3", "https://example.com/handbook"),
        Facts((("/learn", "your current lesson again"), ("next", "the next episode now"))),
        Link("Open the report", "/report/token"),
        Text("That was all.", Tone.QUIET),
    ),
)
LOOKS = [("light", 1400, 900), ("dark", 390, 844)]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"no {CHROMIUM}: install Debian's chromium to run these"),
]


@dataclass
class Stage:
    """A playground and somebody's browser in front of it."""

    scene: Scene
    browser: Browser
    pages: list[Page] = field(default_factory=list)

    async def open(self, path: str = "/", look: tuple[str, int, int] = LOOKS[0], locale: str = "en-GB") -> Page:
        scheme, width, height = look
        page = await self.browser.new_page(
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            locale=locale,
        )
        self.pages.append(page)
        await page.goto(self.scene.url + path)
        return page


def player(app: web.Application) -> None:
    """A page in place of the player, and no posters."""

    async def watch(_: web.Request) -> web.Response:
        page = "<!doctype html><html lang=en><title>Player</title><main><h1>Player</h1><a href=#>Play</a></main>"
        policy = {"Content-Security-Policy": "frame-ancestors 'self'"}
        return web.Response(text=page, content_type="text/html", headers=policy)

    app.router.add_get("/watch/{token}", watch)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def stage(tmp_path: Path, browser: Browser) -> AsyncIterator[Stage]:
    async with scene(tmp_path, pages=(player,)) as running:
        stage = Stage(running, browser)
        yield stage
        for page in stage.pages:
            await page.context.close()


async def violations(page: Page) -> list[str]:
    found = await Axe().run(page)
    return [f"{each['id']}: {[node['target'] for node in each['nodes']]}" for each in found.response["violations"]]


async def test_a_stranger_plays_a_lesson_without_ever_loading_the_page_again(stage: Stage) -> None:
    page = await stage.open()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    await page.evaluate("window.same = true")
    log = page.get_by_role("log", name="Chat")
    await expect(page.get_by_text("Nothing here yet, Ada")).to_be_visible()
    stage.scene.playground.pace_s = 0.4
    await page.get_by_role("button", name="next lesson", exact=True).click()
    await expect(page.get_by_text("Time is moving: on the way to next lesson")).to_be_visible()
    article = log.get_by_role("article")
    await expect(article).to_contain_text(QUESTION)
    await expect(page.get_by_text("Time is moving")).to_have_count(0)
    await expect(page.get_by_text("Nothing here yet, Ada")).to_be_hidden()
    await article.get_by_role("button", name=OTHER, exact=True).click()
    await expect(article).to_contain_text("Not quite")
    await expect(article.get_by_role("button", name=RIGHT)).to_have_count(0)
    await page.get_by_role("textbox", name="Message", exact=True).fill("/learn how do I report it?")
    await page.keyboard.press("Enter")
    await expect(log.get_by_text("You asked me: how do I report it?")).to_be_visible()
    await expect(log.locator(".mine")).to_have_count(1)
    await expect(log.locator(".pending")).to_have_count(0)
    await page.get_by_role("button", name="+1 day", exact=True).click()
    await expect(log.get_by_role("article")).to_have_count(3)
    assert await page.evaluate("window.same")
    # The posters are not there in this small world; nothing else may complain.
    assert [fault for fault in faults if "404" not in fault] == []


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
async def test_axe_finds_nothing_on_any_state_of_the_page(stage: Stage, look: tuple[str, int, int]) -> None:
    ada, mira = stage.scene.people["Ada"], stage.scene.people["Mira"]
    page = await stage.open(look=look)
    assert await violations(page) == []
    await stage.scene.bot.teach(ada, 1)
    await stage.scene.bot.teach(ada, 2)
    await stage.scene.chat.send(address(ada), EVERY_PART, "d1")
    await expect(page.get_by_role("article")).to_have_count(3)
    await page.get_by_role("button", name=RIGHT).first.click()
    await expect(page.get_by_text("right answer")).to_be_visible()
    assert await violations(page) == []
    await page.get_by_role("button", name="Watch").first.click()
    assert await violations(page) == []
    assert await violations(await stage.open(f"/?as={ada.id}&beside={mira.id}", look)) == []
    assert await violations(await stage.open("/nothing", look)) == []


async def test_nothing_is_wider_than_a_telephone(stage: Stage) -> None:
    await stage.scene.bot.teach(stage.scene.people["Ada"], 1)
    long = Message("Long", (Text("Donaudampfschifffahrtsgesellschaft" * 4),))
    await stage.scene.chat.send(address(stage.scene.people["Ada"]), long, "d1")
    page = await stage.open(look=("light", 320, 640))
    await expect(page.get_by_role("textbox", name="Message")).to_be_in_viewport()
    await expect(page.get_by_role("button", name="+1 week")).to_be_in_viewport()
    widths = "[...document.querySelectorAll('html, .scroll, .bar')].map((e) => e.scrollWidth - e.clientWidth)"
    assert await page.evaluate(widths) == [0, 0, 0]


async def test_two_people_side_by_side_each_have_their_own_chat(stage: Stage) -> None:
    people = stage.scene.people
    page = await stage.open(f"/?as={people['Ada'].id}")
    await page.get_by_role("link", name="Open Mira Okafor side by side").click()
    mira, ada = (page.get_by_role("region", name=name) for name in ("Mira Okafor", "Ada Lind"))
    await mira.get_by_role("textbox", name="Message").fill("Good morning, team")
    await mira.get_by_role("button", name="Send").click()
    await expect(mira.get_by_role("article")).to_contain_text("You said: Good morning, team")
    await expect(ada.get_by_role("log")).to_be_empty()
    await stage.scene.bot.teach(people["Bo"], 1)
    await expect(page.get_by_role("link", name="Bo Chen BC").or_(page.locator(".badge:visible"))).to_have_text("1")
    await page.get_by_role("link", name="Close Ada Lind’s chat").click()
    await expect(page).to_have_url(re.compile(f"as={people['Mira'].id}$"))


async def test_a_lesson_is_played_by_keyboard_alone(stage: Stage) -> None:
    await stage.scene.bot.teach(stage.scene.people["Ada"], 1)
    page = await stage.open()
    watch = page.get_by_role("button", name="Watch")
    await watch.focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="The Data Leak")
    await expect(dialog.frame_locator("iframe").get_by_role("heading", name="Player")).to_be_visible()
    await dialog.frame_locator("iframe").get_by_role("link", name="Play").focus()
    await page.keyboard.press("Escape")  # inside of the frame
    await expect(dialog).to_be_hidden()
    await expect(watch).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name=RIGHT)).to_be_focused()
    await page.keyboard.press("Enter")
    # The pressed button is gone; the focus stays with the verdict that took its place.
    await expect(page.get_by_role("article")).to_be_focused()
    await expect(page.get_by_role("article")).to_contain_text("Right: you said")


async def test_words_that_could_not_be_sent_are_kept_and_sent_again(stage: Stage) -> None:
    page = await stage.open()
    stage.scene.bot.fault = sqlalchemy.exc.OperationalError("INSERT", {}, Exception("database is locked"))
    await page.get_by_role("textbox", name="Message").fill("Good <b>morning</b>")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("The database cannot be used right now")
    stage.scene.bot.fault = None
    await page.get_by_role("button", name="Not sent. Try again").click()
    await expect(page.get_by_text("You said: Good <b>morning</b>")).to_be_visible()
    await expect(page.locator(".mine")).to_have_count(1)


async def test_a_press_that_could_not_be_sent_can_be_pressed_again(stage: Stage) -> None:
    await stage.scene.bot.teach(stage.scene.people["Ada"], 1)
    page = await stage.open()
    stage.scene.bot.fault = RuntimeError("the inner secret")
    await page.get_by_role("button", name=RIGHT).click()
    await expect(page.get_by_role("alert")).to_contain_text("Something went wrong on our side")
    await expect(page.get_by_role("alert")).not_to_contain_text("secret")
    stage.scene.bot.fault = None
    await page.get_by_role("button", name=RIGHT).click()
    await expect(page.get_by_role("article")).to_contain_text("Right: you said")


async def test_a_button_that_does_something_can_be_pressed_again_once_it_was_answered(stage: Stage) -> None:
    ada = address(stage.scene.people["Ada"])
    await stage.scene.chat.send(ada, Message("Paused", (Choices((Button("Resume", "resume"),)),)), "d1")
    page = await stage.open()
    resume = page.get_by_role("button", name="Resume", exact=True)
    await resume.click()
    await expect(resume).to_be_disabled()
    await stage.scene.chat.send(ada, Message("Welcome back", ()), "d2")
    await expect(page.get_by_text("Welcome back")).to_be_visible()
    await expect(resume).to_be_enabled()


async def test_a_reader_of_old_messages_is_not_pulled_away_from_them(stage: Stage) -> None:
    ada = stage.scene.people["Ada"]
    for number in range(110):
        await stage.scene.chat.send(address(ada), Message(str(number), (Text(f"Message {number}."),)), f"d{number}")
    page = await stage.open()
    await expect(page.get_by_text("Message 109.")).to_be_in_viewport()
    await page.get_by_role("button", name="Earlier messages").click()
    await expect(page.get_by_text("Message 0.", exact=True)).to_have_count(1)
    await expect(page.locator(".day")).to_have_count(1)
    await page.evaluate("document.querySelector('.scroll').scrollTop = 0")
    await stage.scene.chat.send(address(ada), lesson(1), "d-new")
    await page.get_by_role("button", name="New messages").click()
    await expect(page.get_by_text(QUESTION)).to_be_in_viewport()


async def test_a_reader_of_the_end_stays_at_the_end_of_a_burst(stage: Stage) -> None:
    ada = stage.scene.people["Ada"]
    page = await stage.open()
    await page.emulate_media(reduced_motion="no-preference")  # the way down takes its time, and more arrives meanwhile
    for number in range(1, 6):
        await stage.scene.bot.teach(ada, number)
    await expect(page.get_by_role("article")).to_have_count(5)
    await expect(page.get_by_role("button", name=OTHER).last).to_be_in_viewport()
    await expect(page.get_by_role("button", name="New messages")).to_be_hidden()


async def test_an_installation_without_a_playground_says_what_it_is(tmp_path: Path, browser: Browser) -> None:
    async with scene(tmp_path, played=False) as running:
        stage = Stage(running, browser)
        page = await stage.open()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Lessons of ninety seconds")
        assert await violations(page) == []
        await page.context.close()


async def test_a_german_browser_shows_german_around_the_chats_and_its_clocks(stage: Stage) -> None:
    ada, mira = (stage.scene.people[name] for name in ("Ada", "Mira"))
    for look in LOOKS:
        page = await stage.open(f"/?as={ada.id}&beside={mira.id}", look, "de-DE")
        await expect(page.locator("#now")).to_have_text(
            re.compile(r"^(Mo|Di|Mi|Do|Fr|Sa|So)\.? \d+\. \w+\.? \d\d:\d\d$")
        )
        assert english_in(await page.content(), "Ada", "Mira") == []
        assert await violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    await page.get_by_label("Nachricht", exact=True).first.fill("Hallo")
    await page.route("**/chat/say", lambda route: route.abort())
    await page.get_by_role("button", name="Senden").first.click()
    await expect(page.get_by_text("Nicht gesendet. Noch einmal versuchen")).to_be_visible()
    await expect(page.get_by_role("alert").first).to_contain_text("Ninety ist gerade nicht zu erreichen.")

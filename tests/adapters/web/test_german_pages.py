"""A German reader reads no English on any page, apart from what people wrote themselves."""

# ruff: noqa: F811  # fixtures are arguments everywhere
from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from adapters.web.app import bare_app
from adapters.web.http.site import HERE
from adapters.web.pages.document import document_pages
from lessons import catalog
from schedules.ledger.ledger import DeliveryState
from schedules.people.roster import learners
from tests.adapters.web.reading import english_in, words_of
from tests.adapters.web.test_curating import Desk as Curators
from tests.adapters.web.test_curating import desk as curators  # noqa: F401  # a fixture
from tests.adapters.web.test_curating import filming  # noqa: F401  # a fixture
from tests.adapters.web.test_player import Player, player  # noqa: F401  # a fixture
from tests.adapters.web.test_report import Desk, act, desk, private  # noqa: F401  # fixtures
from tests.adapters.web.tiny import fine, scene
from tests.bot.asking import HOTEL, answer, quoted
from tests.bot.world import DAY, STORY

WRITTEN = tuple(
    words
    for episode in STORY.episodes
    if episode.check
    for words in (
        STORY.title,
        episode.title,
        episode.check.question,
        *(option.text for option in episode.check.options),
    )
)


TORTOISE, BATTERIES = "Wer füttert die Büroschildkröte?", "Wohin werfe ich alte Batterien?"


async def in_german(desk: Desk | Curators | Player) -> None:
    """Everybody there has chosen German."""
    async with desk.world.database.write() as db:
        await db.execute(sa.update(learners).values(own_locale="de"))


@pytest.mark.parametrize(
    "page", ["<p>Download as CSV", "<p title='Unanswered in a row'>x", "<p>Save it <b>for the team"]
)
def test_english_is_found(page: str) -> None:
    assert english_in(page)


def test_content_and_other_languages_are_no_english_of_ours() -> None:
    assert english_in("<p lang='en'>Read the mail</p><p>Lies „Read the mail“ an.", "Read the mail") == []
    assert words_of("<p lang='en'>Read</p><b title='Lies'>es<br>an</b>", "de") == ["", "Lies", "es", "an"]


async def test_the_report(desk: Desk) -> None:
    await in_german(desk)
    assert english_in(await desk.page(), *WRITTEN) == []
    await act(desk.world, ["Ann", "Ben", "Cem"])
    await desk.world.deliver("Ben", 2, state=DeliveryState.REFUSED, reason="this person blocked the app")
    await in_german(desk)
    page = await desk.page()
    assert english_in(page, *WRITTEN) == []
    assert '<html lang="de">' in page
    for words in (
        "Beim ersten Mal richtig",
        "67 %",
        "2 von 3",
        "4. März 2027",
        "abgelehnt",
        "diese Person hat die App blockiert",
        "Am stärksten fällt es",
    ):
        assert words in page


async def test_the_report_where_names_are_hidden(private: Desk) -> None:
    await act(private.world, ["Ann", "Ben", "Cem"])
    await in_german(private)
    page = await private.page()
    assert english_in(page, *WRITTEN) == []
    assert "nicht gezeigt: weniger als 5 Personen" in page


async def test_the_sheet_of_a_report_is_the_same_in_every_language(desk: Desk) -> None:
    await act(desk.world, ["Ann", "Ben", "Cem"])
    english = await desk.sheet()
    await in_german(desk)
    reply = await desk.client.get(f"{desk.path}/figures.csv", headers={"Accept-Language": "de"})
    assert reply.status == 200
    assert await desk.sheet() == english


async def test_a_dead_link_speaks_the_language_of_whoever_it_names(desk: Desk) -> None:
    """Their browser may want another one: it is a colleague's, or came with the machine."""
    await in_german(desk)
    path = desk.path
    async with desk.world.database.write() as db:
        await db.execute(sa.update(learners).values(manages=False))
    page = await (await desk.client.get(path, headers={"Accept-Language": "en"})).text()
    assert "Dieser Bericht ist für dich nicht offen" in page
    desk.clock.time += 8 * DAY
    page = await (await desk.client.get(path, headers={"Accept-Language": "en"})).text()
    assert "Links zu Berichten gelten 7 Tage" in page
    assert english_in(page) == []
    assert "This link does not work" in await (await desk.client.get(f"{path}x")).text()
    assert english_in(await (await desk.client.get(f"{path}x", headers={"Accept-Language": "de"})).text()) == []


async def test_the_curators_page(curators: Curators) -> None:
    await in_german(curators)
    assert english_in(await curators.page()) == []
    await curators.post("experts", name="Mira", topic="")
    await answer(curators.world, BATTERIES)
    await curators.world.press("Ada", "Mira fragen")
    await curators.world.write("Mira", "antwort In den grauen Kasten.")
    await curators.world.press("Mira", "Ja, auch anderen")
    for name in ("Ada", "Mira"):
        await answer(curators.world, TORTOISE, name)
    await answer(curators.world, "Wer streicht das Bürogebäude?")
    gap = (await curators.page()).split("/gaps/")[1].split("/")[0]
    _, page = await curators.post(f"gaps/{gap}/draft", words="Das macht Ada, jeden Tag um neun.", source="Hausordnung")
    assert "Der Entwurf ist angelegt" in page
    async with curators.world.database.read() as db:
        series = await catalog.latest_series(db, curators.world.workspace.id, "team-questions")
    assert series
    assert (series.title, series.episodes[0].summary) == ("Was das Team gefragt hat", "2-mal gefragt, ohne Antwort.")
    _, page = await curators.upload(("reise.md", b"# Reisen\n\nEin Hotel kostet 120 Euro.\n"), ("notiz.xls", b"x"))
    assert english_in(page) == []
    for words in (
        "In den grauen Kasten.",
        "Nicht alles ließ sich lesen",
        "diese Art von Datei ist nicht bekannt",
        "Mira",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("what", "form", "words"),
    [
        ("synonyms", {"synonyms": "Unsinn"}, "Zeile 1 ist keine Gruppe von Synonymen"),
        ("synonyms", {"synonyms": "a" * 20_001}, "Die Liste hat 20.001 Zeichen"),
        ("experts", {"name": "Niemand"}, "Hier heißt niemand „Niemand“"),
        ("pages", {"urls": ""}, "Es kam nichts an: schreib mindestens eine Adresse"),
        ("pages", {"urls": "https://example.com\n" * 21}, "Das sind 21 Adressen"),
        ("remove", {"source": "nichts"}, "Dieses Dokument ist schon entfernt"),
        ("clips/x/again", {}, "Mit diesem Clip ist inzwischen alles in Ordnung"),
        ("made/x/approve", {}, "Diesen Clip gibt es nicht mehr"),
        ("drafts/x/approve", {}, "Über diesen Entwurf ist inzwischen entschieden"),
        ("gaps/x/aside", {}, "Diese Frage steht nicht mehr auf der Liste"),
        ("proposed/x/teach", {}, "Über diese Frage ist inzwischen entschieden"),
        ("replies/x/learn", {}, "Über diese Antwort ist inzwischen entschieden"),
    ],
)
async def test_what_is_wrong_with_a_curators_form(
    curators: Curators, what: str, form: dict[str, str], words: str
) -> None:
    await in_german(curators)
    status, page = await curators.post(what, **form)
    assert status in (409, 422)
    assert words in page
    assert english_in(page) == []


async def test_clips_that_wait_for_a_curator(filming: Curators) -> None:
    await answer(filming.world, HOTEL)
    await in_german(filming)
    page = await filming.page()
    assert "Gerade gemachte Clips" in page
    assert "/made/" in page
    assert english_in(page, "Travel expenses", "Sick leave", HOTEL) == []


async def test_a_document_that_an_answer_rests_on(filming: Curators) -> None:
    world = filming.world
    passage = quoted(await answer(world, HOTEL))[0]
    await in_german(filming)
    pages = [lambda app: document_pages(app, world.database, world.bot.links, world.clock)]
    async with TestClient(TestServer(bare_app(pages, fine))) as client:
        path = URL(passage.url).path
        reply = await client.get(path)
        assert (reply.status, english_in(await reply.text())) == (200, [])
        world.clock.at += timedelta(days=40)
        assert "Dieser Link ist abgelaufen" in await (await client.get(path)).text()


async def test_the_player(player: Player) -> None:
    await in_german(player)
    assert english_in(await (await player.client.get(player.path)).text(), *WRITTEN) == []
    player.clock.time += 31 * DAY
    page = await (await player.client.get(player.path, headers={"Accept-Language": "en"})).text()
    assert "Dieser Link ist abgelaufen" in page
    assert english_in(page) == []


@pytest.mark.parametrize("path", ["/", "/nowhere"])
async def test_pages_that_name_nobody_speak_the_browsers_language(tmp_path: Path, path: str) -> None:
    async with scene(tmp_path, played=False) as running:
        page = await (await running.client.get(path, headers={"Accept": "text/html", "Accept-Language": "de"})).text()
    assert '<html lang="de">' in page
    assert english_in(page) == []


async def test_what_nobody_foresaw() -> None:
    async def broken(_: web.Request) -> web.Response:
        raise RuntimeError("the inner secret")

    app = bare_app([], fine)
    app.router.add_get("/broken", broken)
    async with TestClient(TestServer(app)) as client:
        page = await (await client.get("/broken", headers={"Accept": "text/html", "Accept-Language": "de"})).text()
    assert "Es ist unter der Nummer" in page
    assert english_in(page) == []


# Of the playground, whose people are invented: it is in English altogether.
IN_ENGLISH = {"chat.html", "gallery.html", "gallery_index.html"}


def words_in_template(source: str) -> list[str]:
    """Words that a template says itself instead of asking the catalogues."""
    source = CLASSES_AND_LINKS.sub("", source)
    spoken = "".join(re.split(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", source, flags=re.DOTALL))
    return [text for text in words_of(spoken, "") if re.search(r"[A-Za-z]{3}", NAMES.sub("", text))]


CLASSES_AND_LINKS = re.compile(r"\{% block (?:body_class|home) %\}.*?\{% endblock %\}")
NAMES = re.compile(r"Ninety|/healthz|[a-z-]+=\S+")  # an attribute that stands in a condition looks like words


def test_words_of_a_template_are_found() -> None:
    assert words_in_template("<p title='Look'>{{ w.heading }} of {% if x %}three{% endif %}</p>") == [
        "Look",
        "of three",
    ]


@pytest.mark.parametrize("file", sorted((HERE / "templates").glob("*.html")), ids=lambda file: file.stem)
def test_no_template_has_words_of_its_own(file: Path) -> None:
    assert file.name in IN_ENGLISH or words_in_template(file.read_text(encoding="utf-8")) == []

"""The app package and the doctor: what an operator gets, and what they are told to mend."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from PIL import Image

from adapters.teams.doctor.doctor import examine
from adapters.teams.install.manifest import IN_GERMAN, App, NotPackable, manifest
from adapters.teams.install.package import package
from bot.__main__ import main
from bot.settings import BadSettings, Settings, read_settings
from tests.adapters.teams.offices import Office
from tests.fakes.teams import APP, PASSWORD, TENANT, FakeTeams

GOOD = App(APP, "https://ninety.example.com", "Riverbank Ltd")
GUID = "99999999-8888-7777-6666-555555555555"


def unpacked(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_package_holds_manifest_and_icons_at_its_top() -> None:
    files = unpacked(package(GOOD))
    assert set(files) == {"manifest.json", "color.png", "outline.png", "de.json"}
    made = json.loads(files["manifest.json"])
    assert (made["id"], made["bots"][0]["botId"], made["validDomains"]) == (APP, APP, ["ninety.example.com"])


def test_the_colour_icon_is_whole_and_the_outline_white_on_nothing() -> None:
    files = unpacked(package(GOOD))
    colour, outline = (Image.open(io.BytesIO(files[name])) for name in ("color.png", "outline.png"))
    assert (colour.size, colour.getchannel("A").getextrema()) == ((192, 192), (255, 255))
    assert (outline.size, outline.getchannel("A").getextrema()) == ((32, 32), (0, 255))
    assert all(outline.getchannel(band).getextrema() == (255, 255) for band in "RGB")


def test_the_same_settings_give_the_same_package() -> None:
    assert package(GOOD) == package(GOOD)


def test_texts_keep_to_the_lengths_of_the_manifest() -> None:
    made = manifest(App(APP, "https://ninety.example.com:8443", "A company of thirty-two letters"))
    assert len(made["developer"]["name"]) <= 32
    assert (len(made["name"]["short"]) <= 30, len(made["description"]["short"]) <= 80) == (True, True)
    commands = made["bots"][0]["commandLists"][0]["commands"]
    assert len(commands) <= 10
    assert all(len(one["title"]) <= 32 and len(one["description"]) <= 128 for one in commands)
    assert len(IN_GERMAN["description.short"]) <= 80
    assert [one["scopes"] for one in made["bots"][0]["commandLists"]] == [["personal"], ["team", "groupChat"]]
    assert made["validDomains"] == ["ninety.example.com:8443"]


def test_the_package_brings_a_personal_tab_that_knows_its_reader() -> None:
    made = manifest(App(APP, "https://ninety.example.com:8443", "Riverbank"))
    tab, chat = made["staticTabs"]
    assert tab["contentUrl"] == "https://ninety.example.com:8443/teams/tab?locale={locale}"
    assert chat["entityId"] == "conversations"
    assert made["webApplicationInfo"] == {"id": APP, "resource": f"api://ninety.example.com/botid-{APP}"}
    assert IN_GERMAN["staticTabs[0].name"] == "Meine Seite"


def test_read_receipts_are_asked_for_only_where_they_are_wanted() -> None:
    assert "authorization" not in manifest(GOOD)
    wanted = manifest(replace(GOOD, read_receipts=True))
    (permission,) = wanted["authorization"]["permissions"]["resourceSpecific"]
    assert permission == {"name": "ChatMessageReadReceipt.Read.Chat", "type": "Application"}


@pytest.mark.parametrize(
    ("app", "says"),
    [
        (replace(GOOD, privacy_url="javascript:alert(1)"), "--privacy-url"),
        (replace(GOOD, terms_url="http://riverbank.example/terms"), "--terms-url"),
        (replace(GOOD, company="A company with a name of more than thirty-two letters"), "--company has 53 letters"),
        (replace(GOOD, company=" "), "--company is empty"),
        (App(APP, "http://ninety.example.com", "x"), "https"),
        (App(APP, "https://", "x"), "https"),
        (App("", "https://ninety.example.com", "x"), "TEAMS_APP_ID"),
        (App(APP, "https://ninety.example.com", "x", version="1"), "three numbers"),
    ],
)
def test_what_teams_would_refuse_is_not_packed(app: App, says: str) -> None:
    with pytest.raises(NotPackable, match=says):
        package(app)


def test_the_command_writes_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"TEAMS_APP_ID": APP, "TEAMS_APP_PASSWORD": "x", "TEAMS_TENANT_ID": GUID, "DATA_DIR": str(tmp_path)}
    for name, value in {**values, "PUBLIC_URL": "https://ninety.example.com"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "out" / "app.zip"
    assert main(["teams-package", "--company", "Riverbank Ltd", "--to", str(file), "--read-receipts"]) == 0
    assert "authorization" in json.loads(unpacked(file.read_bytes())["manifest.json"])
    monkeypatch.setenv("PUBLIC_URL", "http://ninety.example.com")
    assert main(["teams-package"]) == 2


def settings(tmp_path: Path, **values: str) -> Settings:
    return read_settings({"DATA_DIR": str(tmp_path), **values})


def test_three_values_of_teams_belong_together(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="TEAMS_APP_PASSWORD and TEAMS_TENANT_ID: missing"):
        settings(tmp_path, TEAMS_APP_ID=APP)
    assert settings(tmp_path).teams_app_id == ""


@pytest.mark.parametrize(("name", "value"), [("TEAMS_APP_ID", "my app"), ("TEAMS_CLOUD", "moon")])
def test_values_that_cannot_be_right_are_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSettings, match=name):
        settings(tmp_path, **{name: value})


async def diagnosis(teams: FakeTeams, password: str = PASSWORD, public_url: str = "") -> list[str]:
    async with TestServer(teams.app()) as server, aiohttp.ClientSession() as session:
        cloud = teams.cloud(str(server.make_url("/")))
        return await examine(session, cloud, APP, password, TENANT, public_url or teams.url)


async def test_the_doctor_names_what_is_not_set() -> None:
    async with aiohttp.ClientSession() as session:
        (fault,) = await examine(session, FakeTeams().cloud("http://127.0.0.1:9"), "", "", "", "https://x.example")
    assert "TEAMS_APP_ID" in fault


async def test_the_doctor_names_a_wrong_secret_a_plain_address_and_a_door_that_is_elsewhere(teams: FakeTeams) -> None:
    faults = await diagnosis(teams, password="wrong")
    assert ["https" in faults[0], "client secret" in faults[1], "answered 404" in faults[2]] == [True] * 3


async def test_the_doctor_names_keys_that_cannot_be_read_and_a_door_that_is_shut(teams: FakeTeams) -> None:
    teams.keys_status = 500
    teams.token_failures.append(503)
    faults = await diagnosis(teams, public_url="http://127.0.0.1:9")
    assert any("sign-in answered 503: let this machine reach" in fault for fault in faults)
    assert any("signing keys" in fault for fault in faults)
    assert any("cannot be reached from here" in fault for fault in faults)


async def test_the_doctor_finds_our_own_address(office: Office) -> None:
    url = str(office.http.make_url("/")).rstrip("/")
    async with aiohttp.ClientSession() as session:
        cloud = office.teams.cloud(office.teams.url)
        faults = await examine(session, cloud, APP, PASSWORD, TENANT, url)
    assert len(faults) == 1
    assert "https" in faults[0]


async def test_the_doctor_tries_a_door_that_redirects_no_further(teams: FakeTeams) -> None:
    async def away(request: web.Request) -> Any:
        raise web.HTTPFound("https://elsewhere.example")

    app = web.Application()
    app.router.add_post("/teams/messages", away)
    async with TestServer(app) as server:
        faults = await diagnosis(teams, public_url=str(server.make_url("/")).rstrip("/"))
    assert any("answered 302" in fault for fault in faults)

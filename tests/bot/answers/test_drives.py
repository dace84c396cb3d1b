"""Drives that are read again: what changed is sent, what left is forgotten, what fails says why; no secret gets out."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from adapters.drives.google import GoogleDriveFolder, ServiceAccount, folder_id, service_account
from adapters.drives.sharepoint import SharePointPlace, checked_address, sharepoint_keys
from bot.answers.documents import documents_of
from bot.answers.renewing.credentials import CredentialSealer
from bot.answers.renewing.renewer import Renewal, Renewer
from bot.answers.renewing.sources import Source, SourceOptions, files_of, keep_source, sources_of
from lessons.answers.gathering.choosing import Choice
from lessons.answers.gathering.port import DocumentPlace, Unreachable
from lessons.database import Database
from tests.bot.asking import HOTEL, a_world, answer
from tests.fakes.drives import DOCUMENT, FakeDrive, FakeGoogleDrive, FakeSharePoint
from tests.stories.world import World

HERE = (ip_network("127.0.0.0/8"),)
DAY = timedelta(days=1)
SITE = "https://contoso.sharepoint.com/sites/HR"
FOLDER = "root-folder-1"
TRAVEL = b"# Travel\n\nA hotel in Germany may cost up to 120 euros a night, breakfast included."
Opener = Callable[[Source], DocumentPlace]


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    async with a_world(database) as made:
        await made.join("Ada")
        await made.sender.deliver_due()
        yield made


def sharepoint(drive: FakeSharePoint, secret: str = "s3cret") -> Opener:
    keys = sharepoint_keys(json.dumps({"tenant": "contoso", "client_id": "app", "client_secret": secret}))

    def opened(source: Source) -> DocumentPlace:
        choice = Choice(source.options.include, source.options.exclude)
        return SharePointPlace(source.address, keys, choice, HERE, graph=drive.url, login=drive.url)

    return opened


def google(drive: FakeGoogleDrive, private_key: str = "") -> Opener:
    key = private_key or drive.private_key
    account = ServiceAccount("ninety@example.iam.gserviceaccount.com", key, f"{drive.url}/token")

    def opened(source: Source) -> DocumentPlace:
        choice = Choice(source.options.include, source.options.exclude)
        return GoogleDriveFolder(folder_id(source.address), account, choice, HERE, api=drive.url)

    return opened


async def look(world: World, opener: Opener, address: str, **options: object) -> Renewal:
    """Name the place where nobody did, and look at it a day later than the last time."""
    world.clock.at += DAY
    async with world.database.write() as db:
        if not await sources_of(db, world.workspace.id):
            chosen = SourceOptions(**options)  # type: ignore[arg-type]
            await keep_source(db, world.workspace.id, "drive", address, chosen, DAY, world.clock.at)
    (renewal,) = await Renewer(world.database, opener).renew_due(world.clock.at)
    return renewal


def counts(renewal: Renewal) -> tuple[int, int, int, int]:
    assert renewal.reason == ""
    return renewal.changed, renewal.same, renewal.left, len(renewal.failed)


async def titles(world: World) -> list[str]:
    async with world.database.read() as db:
        return [document.title for document in await documents_of(db, world.workspace.id)]


async def test_a_site_is_read_and_then_what_changed_in_it_alone(world: World) -> None:
    async with FakeSharePoint(busy=2).running() as drive:
        drive.put("F1", "Policies", None)
        drive.put("1", "travel.md", TRAVEL, "F1")
        drive.put("2", "cars.txt", b"The fuel card stays in the glove box.", "F1")
        drive.put("3", "team.jpg", b"jpeg")
        assert counts(await look(world, sharepoint(drive), SITE)) == (2, 0, 0, 0)
        assert "120 euros" in (await answer(world, HOTEL)).plain
        drive.sent.clear()
        drive.put("1", "travel.md", TRAVEL.replace(b"120", b"150"), "F1")
        del drive.items["2"]
        assert counts(await look(world, sharepoint(drive), SITE)) == (1, 0, 1, 0)
        assert "150 euros" in (await answer(world, HOTEL)).plain
        assert drive.sent == ["1"]
        assert set(drive.media_saw) == {None}, "the token goes to Graph alone, not to where files lie"


async def test_a_file_that_is_renamed_stays_the_document_that_it_was_under_its_new_name(world: World) -> None:
    async with FakeSharePoint().running() as drive:
        drive.put("1", "Old name.txt", b"The fuel card stays in the glove box.")
        await look(world, sharepoint(drive), SITE)
        async with world.database.read() as db:
            (before,) = await documents_of(db, world.workspace.id)
        drive.rename("1", "Fuel cards.txt")
        assert counts(await look(world, sharepoint(drive), SITE)) == (1, 0, 0, 0)
        async with world.database.read() as db:
            (after,) = await documents_of(db, world.workspace.id)
        assert (before.title, after.title) == ("Old name", "Fuel cards")
        assert before.document_id == after.document_id


async def test_a_library_or_a_folder_in_it_is_meant_by_the_address_that_a_browser_shows(world: World) -> None:
    async with FakeSharePoint(has_archive=True).running() as drive:
        drive.put("F1", "Policies", None)
        drive.put("F2", "Policies of 2019", None)
        drive.put("1", "travel.md", TRAVEL, "F1")
        drive.put("2", "old.md", b"# Old\n\nOld things.", "F2")
        listing = f"{SITE}/Shared%20Documents/Forms/AllItems.aspx?id=%2Fsites%2FHR%2FShared%20Documents%2FPolicies&v=1"
        await look(world, sharepoint(drive), listing)
        assert await titles(world) == ["Travel"]
    with pytest.raises(ValueError, match="link for sharing"):
        checked_address("https://contoso.sharepoint.com/:f:/s/HR/EabcD")


async def test_patterns_of_a_site_with_several_libraries_begin_with_the_librarys_name(world: World) -> None:
    async with FakeSharePoint(has_archive=True).running() as drive:
        drive.put("1", "travel.md", TRAVEL)
        drive.put("2", "draft.md", b"# Draft\n\nNot yet.")
        renewal = await look(world, sharepoint(drive), SITE, exclude=("Shared Documents/draft.md",))
        assert counts(renewal) == (1, 0, 0, 0)


async def test_what_graph_can_turn_into_pdf_is_asked_for_as_that_and_other_kinds_say_that_they_are_not_read(
    world: World,
) -> None:
    async with FakeSharePoint().running() as drive:
        drive.put("1", "travel.md", TRAVEL)
        drive.put("2", "slides.pptx", b"not really a PDF")
        drive.put("3", "sums.xlsx", b"PK")
        drive.put("4", "whole.md", b"x", size=26_000_000)
        drive.put("5", "secret.md", b"x", is_broken=True)
        renewal = await look(world, sharepoint(drive), SITE)
        assert drive.converted == ["2"]
        assert dict(renewal.failed).keys() == {"slides.pptx", "sums.xlsx", "whole.md", "secret.md"}
        reasons = dict(renewal.failed)
        assert "no" in reasons["slides.pptx"]
        assert "its kind is not known" in reasons["sums.xlsx"]
        assert reasons["whole.md"] == "it is larger than 25 MB: split it"
        assert reasons["secret.md"] == "we may not read it"
        assert drive.sent == ["1", "2"], "what cannot be read is not sent at all"
        drive.items["5"].is_broken = False
        assert counts(await look(world, sharepoint(drive), SITE))[0] == 1
        async with world.database.read() as db:
            (source,) = await sources_of(db, world.workspace.id)
            names = {file.name: file.reason for file in await files_of(db, world.workspace.id, source.id)}
        assert names["secret.md"] == ""


@pytest.mark.parametrize("kind", ["sharepoint", "google"])
async def test_a_drive_that_lets_nobody_in_or_is_gone_takes_nothing_along(
    world: World, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    drive: FakeDrive = FakeSharePoint() if kind == "sharepoint" else FakeGoogleDrive()
    address, parent = (SITE, "root") if kind == "sharepoint" else (FOLDER, FOLDER)

    def opener(secret: str = "") -> Opener:
        if isinstance(drive, FakeSharePoint):
            return sharepoint(drive, secret or "s3cret")
        assert isinstance(drive, FakeGoogleDrive)
        return google(drive, FakeGoogleDrive().private_key if secret else "")

    async with drive.running():
        drive.put("1", "travel.md", TRAVEL, parent)
        await look(world, opener(), address)
        refused = await look(world, opener("wrong-s3cret"), address)
        assert "does not let us in" in refused.reason
        drive.busy = 99
        assert "asks to wait again and again" in (await look(world, opener(), address)).reason
        drive.busy = 0
        drive.items.clear()
        assert (await look(world, opener(), address)).reason == "it is empty"
        elsewhere = Renewer(world.database, lambda source: opener()(elsewhere_source(source)))
        world.clock.at += DAY
        (absent,) = await elsewhere.renew_due(world.clock.at)
        assert "no such" in absent.reason
        assert await titles(world) == ["Travel"]
    assert "s3cret" not in caplog.text + refused.reason
    assert "PRIVATE KEY" not in caplog.text


def elsewhere_source(source: Source) -> Source:
    """The same, of a place that is not there."""
    address = "https://contoso.sharepoint.com/sites/Nobody" if "/" in source.address else "root-folder-2"
    return Source(
        source.workspace_id,
        source.id,
        source.kind,
        address,
        source.options,
        source.every,
        source.looked_at,
        source.next_at,
        source.lease_until,
        source.reason,
    )


@pytest.mark.parametrize("shared", ["", "0ABCdefGHI"])
async def test_a_folder_of_google_drive_is_read_with_what_its_editors_hold(world: World, shared: str) -> None:
    async with FakeGoogleDrive(busy=2, shared=shared).running() as drive:
        drive.put("F1", "Policies", None, FOLDER)
        drive.put("1", "Travel rules", TRAVEL, "F1", kind=DOCUMENT)
        drive.put("2", "cars.txt", b"The fuel card stays in the glove box.", "F1")
        drive.put("3", "A form", None, "F1", kind="application/vnd.google-apps.form")
        drive.put("4", "film.mp4", b"film", FOLDER)
        drive.put("5", "old.txt", b"Old things.", "F1")
        address = f"https://drive.google.com/drive/u/0/folders/{FOLDER}"
        assert counts(await look(world, google(drive), address, exclude=("Policies/old.txt",))) == (2, 0, 0, 0)
        assert "120 euros" in (await answer(world, HOTEL)).plain
        drive.sent.clear()
        drive.rename("2", "Fuel cards.txt")
        drive.put("1", "Travel rules", TRAVEL.replace(b"120", b"150"), "F1", kind=DOCUMENT)
        assert counts(await look(world, google(drive), address)) == (2, 0, 0, 0)
        assert await titles(world) == ["Fuel cards", "Travel"]
        drive.sent.clear()
        del drive.items["2"]
        assert counts(await look(world, google(drive), address)) == (0, 1, 1, 0)
        assert drive.sent == []


async def test_half_a_list_of_google_drive_is_not_taken_for_the_whole(world: World) -> None:
    async with FakeGoogleDrive().running() as drive:
        drive.put("1", "travel.md", TRAVEL, FOLDER)
        await look(world, google(drive), FOLDER)
        drive.items.clear()
        drive.is_half = True
        assert "half of a list" in (await look(world, google(drive), FOLDER)).reason
        assert await titles(world) == ["Travel"]


async def test_no_drive_leads_into_a_private_network(world: World) -> None:
    async with FakeGoogleDrive().running() as drive:
        account = ServiceAccount("ninety@example.iam.gserviceaccount.com", drive.private_key, f"{drive.url}/token")
        place = GoogleDriveFolder(FOLDER, account, Choice(), api=drive.url)
        assert "private network" in (await look(world, lambda source: place, FOLDER)).reason


def test_credentials_are_sealed_and_open_with_an_older_secret_alone_where_it_is_named(tmp_path: Path) -> None:
    sealed = CredentialSealer("old").seal("s3cret")
    assert b"s3cret" not in sealed
    assert CredentialSealer("new", ("old",)).open(sealed) == "s3cret"
    anew = CredentialSealer("new", ("old",)).anew(sealed)
    assert CredentialSealer("new").open(anew) == "s3cret"
    with pytest.raises(Unreachable, match="another SECRET_KEY"):
        CredentialSealer("other").open(sealed)


def test_a_file_with_credentials_that_is_none_says_what_is_missing_and_shows_none_of_it() -> None:
    with pytest.raises(ValueError, match=r"has no tenant and no client_id$"):
        sharepoint_keys('{"client_secret": "s3cret"}')
    with pytest.raises(ValueError, match="unknown cloud"):
        sharepoint_keys('{"tenant": "t", "client_id": "c", "client_secret": "s3cret", "cloud": "moon"}')
    with pytest.raises(ValueError, match="no RSA key in PEM form"):
        service_account('{"client_email": "a@b", "private_key": "s3cret"}')
    with pytest.raises(ValueError, match="no JSON"):
        service_account("s3cret")
    keys = sharepoint_keys('{"tenant": "t", "client_id": "c", "client_secret": "s3cret"}')
    assert "s3cret" not in repr(keys)
    assert "key" not in repr(ServiceAccount("a@b", "key"))

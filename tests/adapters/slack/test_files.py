"""Without a public address: clips as files, uploaded once for everybody, shown by their permalink."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from adapters.slack.forms import home
from adapters.slack.gallery.samples import NOW, home_page
from adapters.slack.outbound.blocks import blocks
from adapters.slack.outbound.files import ClipFile, ClipFiles
from bot.chat import Address, Clip, Link, Message, Part, Text
from bot.faults import ChatAppFault, ChatBusy
from bot.gallery.extremes import HOME, every_sample
from bot.gallery.messages import every_message
from bot.gallery.samples import TOKEN
from tests.adapters.slack.blockkit import lines, message_faults
from tests.adapters.slack.conftest import Office
from tests.fakes.slack import Failure

MEDIA = "c0ffee0123456789"
CLIP = Clip(
    "The Printer", f"http://127.0.0.1:3000/watch/{TOKEN}", f"http://127.0.0.1:3000/media/{MEDIA}/poster.jpg", 30
)
FILE = "https://r.slack.com/files/F1"
LESSON = Message("The Printer", (Text("The Printer"), CLIP))


@pytest.fixture
def public_url() -> str:
    return "http://127.0.0.1:3000"


@pytest.fixture
async def sending(office: Office, tmp_path: Path) -> Office:
    (tmp_path / MEDIA).mkdir()
    (tmp_path / MEDIA / "clip.mp4").write_bytes(b"a film")
    office.slack.chat.files = files(office, tmp_path)
    return office


def files(office: Office, folder: Path, patience_s: float = 5.0, scan_s: float = 5.0) -> ClipFiles:
    tokens, session = office.slack.tokens, office.signed_client.session
    return ClipFiles(office.database, tokens, session, office.clock, lambda key: folder / key, patience_s, scan_s)


def to(office: Office, user: str) -> Address:
    return Address("slack", office.workspace.id, "l", f"D-{user}")


async def test_a_clip_is_uploaded_once_and_its_link_stands_in_every_message(sending: Office, tmp_path: Path) -> None:
    chat = sending.slack.chat
    for user in ("U1", "U2"):
        ref = await chat.send(to(sending, user), LESSON, f"d-{user}")
    await chat.update(to(sending, "U2"), ref, LESSON)
    assert list(sending.fake.uploads.values()) == [b"a film"]
    for user in ("U1", "U2"):
        (shown,) = sending.fake.shown[f"D-{user}"]
        assert shown["text"] == "The Printer\nhttps://r.slack.com/files/F1"
        assert not any(block["type"] == "video" for block in shown["blocks"])
    again = files(sending, tmp_path)
    assert await again.file_of(sending.workspace.id, CLIP.poster_url, "x") == ClipFile(FILE, "F1")
    assert len(sending.fake.uploads) == 1


async def test_nothing_leads_to_a_machine_that_others_cannot_reach(sending: Office) -> None:
    report = Link("Open the report", "http://127.0.0.1:3000/report/abc")
    await sending.slack.chat.send(to(sending, "U1"), replace(LESSON, parts=(*LESSON.parts, report)), "d1")
    (shown,) = sending.fake.shown["D-U1"]
    buttons = [one for block in shown["blocks"] for one in block.get("elements", ()) if one["type"] == "button"]
    assert [(one["text"]["text"], one["url"]) for one in buttons] == [("▶ Watch (30 s)", FILE)]
    assert "opens only on the machine where Ninety runs" in "\n".join(lines(shown["blocks"]))
    assert message_faults(shown["blocks"]) == []


async def test_where_others_reach_the_page_the_button_leads_there_because_it_knows_who_watches(sending: Office) -> None:
    inside = replace(CLIP, watch_url="http://ninety.intern/watch/abc")
    await sending.slack.chat.send(to(sending, "U1"), Message("The Printer", (inside,)), "d1")
    (shown,) = sending.fake.shown["D-U1"]
    assert shown["blocks"][1]["elements"][0]["url"] == "http://ninety.intern/watch/abc"
    assert FILE in shown["text"]


async def test_a_clip_that_is_being_made_is_waited_for(sending: Office, tmp_path: Path) -> None:
    (tmp_path / MEDIA / "clip.mp4").unlink()
    (tmp_path / MEDIA / "poster.jpg").write_bytes(b"a picture")

    async def finish() -> None:
        await asyncio.sleep(0.3)
        (tmp_path / MEDIA / "clip.mp4").write_bytes(b"a film")

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(finish())
        tasks.create_task(sending.slack.chat.send(to(sending, "U1"), LESSON, "d1"))
    assert FILE in sending.fake.shown["D-U1"][0]["text"]


async def test_a_clip_that_never_comes_does_not_hold_its_message_back(sending: Office, tmp_path: Path) -> None:
    (tmp_path / MEDIA / "clip.mp4").unlink()
    (tmp_path / MEDIA / "poster.jpg").write_bytes(b"a picture")
    sending.slack.chat.files = files(sending, tmp_path, patience_s=0.1)
    await sending.slack.chat.send(to(sending, "U1"), LESSON, "d1")
    (shown,) = sending.fake.shown["D-U1"]
    assert "clip cannot be shown here" in "\n".join(lines(shown["blocks"]))
    assert message_faults(shown["blocks"]) == []


@pytest.mark.parametrize("file", ["", FILE])
def test_every_message_makes_sense_without_a_page_that_others_reach(file: str) -> None:
    """Answers, saved clips and branches too: each keeps Slack's rules, and none leads to this machine."""
    for name, message in (every_message() | every_sample()).items():
        local = Message(message.summary, tuple(_local(part) for part in message.parts))
        made = blocks(local, False, file)
        assert message_faults(made) == [], name
        urls = re.findall(r'"url": "([^"]+)"', json.dumps(made))
        assert not [url for url in urls if "127.0.0.1" in url], name
        if any(isinstance(part, Clip) for part in local.parts):
            assert (file in urls) if file else ("cannot be shown here" in "\n".join(lines(made))), name


def _local(part: Part) -> Part:
    """The part as an installation without a public address makes it."""
    match part:
        case Clip():
            return replace(part, watch_url=_here(part.watch_url), poster_url=_here(part.poster_url))
        case Link():
            return replace(part, url=_here(part.url))
        case _:
            return part


def _here(url: str) -> str:
    return url.replace(HOME, "http://127.0.0.1:3000")


async def test_app_home_leads_to_the_file_too(sending: Office) -> None:
    page = home_page("The Printer")
    assert page.lesson
    here = dataclasses.replace(page, lesson=replace(page.lesson, watch_url="http://127.0.0.1:3000/watch/abc"))
    assert FILE in json.dumps(home.home(here, NOW, FILE))
    assert "127.0.0.1" not in json.dumps(home.home(here, NOW))


async def test_what_has_no_clip_has_no_link(sending: Office) -> None:
    await sending.slack.chat.send(to(sending, "U1"), Message("Hello", (Text("Hello"),)), "d1")
    assert sending.fake.shown["D-U1"][0]["text"] == "Hello"
    assert sending.fake.uploads == {}


async def test_a_message_that_is_changed_names_its_file_so_that_everybody_may_open_it(sending: Office) -> None:
    """S4: the answer's clip stayed the app's private file, and Watch opened nothing."""
    chat, looking = sending.slack.chat, Message("Looking", (Text("Looking"),))
    ref = await chat.send(to(sending, "U1"), looking, "d1")
    await chat.update(to(sending, "U1"), ref, LESSON)
    (shown,) = sending.fake.shown["D-U1"]
    assert (shown["file_ids"], FILE in shown["text"]) == (["F1"], True)


async def test_a_message_waits_until_slack_has_looked_at_its_file(sending: Office) -> None:
    """S4: a link that comes before Slack's scan unfolds to nothing."""
    sending.fake.scans = 1
    await sending.slack.chat.send(to(sending, "U1"), LESSON, "d1")
    asked = [method for method, _ in sending.fake.sent if method == "files.info"]
    assert len(asked) == 2
    assert FILE in sending.fake.shown["D-U1"][0]["text"]


async def test_a_scan_that_never_ends_does_not_hold_the_message_back(sending: Office, tmp_path: Path) -> None:
    sending.fake.scans = 1000
    sending.slack.chat.files = files(sending, tmp_path, scan_s=0.3)
    await sending.slack.chat.send(to(sending, "U1"), LESSON, "d1")
    assert FILE in sending.fake.shown["D-U1"][0]["text"]


@pytest.mark.parametrize("code", ["file_uploads_disabled", "storage_limit_reached", "missing_scope", "brand_new"])
async def test_words_and_question_go_without_a_clip_that_slack_does_not_take(
    sending: Office, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    """S4: the whole message was swallowed, and nobody heard of it."""
    sending.fake.errors["files.getUploadURLExternal"] = code
    for user in ("U1", "U2"):
        await sending.slack.chat.send(to(sending, user), LESSON, f"d-{user}")
    for user in ("U1", "U2"):
        (shown,) = sending.fake.shown[f"D-{user}"]
        assert "The Printer" in shown["text"]
        assert "clip cannot be shown here" in "\n".join(lines(shown["blocks"]))
    (line,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert code in line
    assert "doctor slack" in line


async def test_a_clip_that_too_many_people_share_goes_out_as_words(sending: Office) -> None:
    """S4: at Slack's limit the lesson of everybody else was refused."""
    sending.fake.failures.append(Failure(error="file_share_limit_reached"))
    await sending.slack.chat.send(to(sending, "U1"), LESSON, "d1")
    assert sending.fake.shown["D-U1"][0]["text"] == "The Printer"


@pytest.mark.parametrize("error,raised", [("ratelimited", ChatBusy), ("token_revoked", ChatAppFault)])
async def test_when_slack_does_not_take_the_file_nothing_is_posted(
    sending: Office, error: str, raised: type[Exception]
) -> None:
    sending.fake.errors["files.getUploadURLExternal"] = error
    with pytest.raises(raised):
        await sending.slack.chat.send(to(sending, "U1"), LESSON, "d1")
    assert not sending.fake.shown["D-U1"]


async def test_a_clip_that_is_not_on_this_machine_is_sent_without_a_file(sending: Office) -> None:
    other = Clip("Other", CLIP.watch_url, "http://127.0.0.1:3000/media/beef/poster.jpg", 30)
    await sending.slack.chat.send(to(sending, "U1"), Message("Other", (other,)), "d1")
    assert sending.fake.shown["D-U1"][0]["text"] == "Other"

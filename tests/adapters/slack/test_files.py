"""Without a public address: clips as files, uploaded once for everybody, shown by their permalink."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.slack.files import ClipFiles
from bot.chat import Address, ChatBusy, ChatRefused, Clip, Message, Text
from bot.gallery import TOKEN
from tests.adapters.slack.conftest import Office

MEDIA = "c0ffee0123456789"
CLIP = Clip(
    "The Printer", f"http://127.0.0.1:3000/watch/{TOKEN}", f"http://127.0.0.1:3000/media/{MEDIA}/poster.jpg", 30
)
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


def files(office: Office, folder: Path) -> ClipFiles:
    return ClipFiles(
        office.database, office.slack.tokens, office.sender.session, office.clock, lambda key: folder / key
    )


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
    assert await again.permalink(sending.workspace.id, CLIP.poster_url, "x") == "https://r.slack.com/files/F1"
    assert len(sending.fake.uploads) == 1


async def test_what_has_no_clip_has_no_link(sending: Office) -> None:
    await sending.slack.chat.send(to(sending, "U1"), Message("Hello", (Text("Hello"),)), "d1")
    assert sending.fake.shown["D-U1"][0]["text"] == "Hello"
    assert sending.fake.uploads == {}


@pytest.mark.parametrize("error,raised", [("ratelimited", ChatBusy), ("missing_scope", ChatRefused)])
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

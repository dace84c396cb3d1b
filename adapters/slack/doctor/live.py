"""What only a try shows: whether Slack's requests would arrive, and whether a message with the player would be shown.

Sources: docs.slack.dev/reference/events/url_verification, /reference/methods/chat.postMessage.
"""

from __future__ import annotations

import json
import time
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.connector.port import PATH
from adapters.slack.doctor.finding import APPS, Finding
from adapters.slack.outbound.blocks import Block

PATIENCE = aiohttp.ClientTimeout(total=15)
FILES = {
    "file_uploads_disabled": "an admin must allow uploads (file_uploads_disabled), or set an https PUBLIC_URL",
    "storage_limit_reached": "the workspace is full (storage_limit_reached): delete files, or set an https PUBLIC_URL",
}
"""Why Slack takes no file -> what to do."""
TEST = "A test of Ninety’s set-up: if you can read this, lessons can reach people."


async def knock(public_url: str, signing_secret: str, session: aiohttp.ClientSession) -> Finding:
    """Send what Slack sends when it checks the address, signed as Slack signs it."""
    body, stamp = json.dumps({"type": "url_verification", "challenge": "doctor"}), str(int(time.time()))
    proof = SignatureVerifier(signing_secret).generate_signature(timestamp=stamp, body=body) or ""
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": proof, "Content-Type": "application/json"}
    url = f"{public_url}{PATH}"
    try:
        async with session.post(url, data=body, headers=headers, timeout=PATIENCE, allow_redirects=False) as answer:
            return _heard(url, answer.status, await answer.text())
    except (aiohttp.ClientError, TimeoutError) as error:
        return Finding(False, f"{url} cannot be reached ({type(error).__name__}): is Ninety running behind it?")


def _heard(url: str, status: int, text: str) -> Finding:
    # Another service behind the same address may answer 200 to anything.
    if status == 200 and "doctor" in text:
        return Finding(True, f"{url} takes requests that are signed with SLACK_SIGNING_SECRET")
    why = {
        401: "the Ninety that runs there has another SLACK_SIGNING_SECRET: set the same and start it again",
        404: "the Ninety that runs there does not know Slack: start it again with these settings",
    }.get(status, "is Ninety running behind it, and does its proxy pass POST on as it is?")
    return Finding(False, f"{url} answers {status} to a request as Slack sends it: {why}")


async def try_file(client: AsyncWebClient) -> Finding:
    """Ask for a place to put a file, as each clip does; nothing is put there, so nothing appears in Slack."""
    try:
        await client.api_call("files.getUploadURLExternal", params={"filename": "doctor.mp4", "length": 1})
    except SlackApiError as error:
        code = str(error.response.get("error", ""))
        why = FILES.get(code, f"install the app again from the current manifest ({code})")
        return Finding(False, f"Slack takes no clips as files, so lessons go out without them: {why}")
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return Finding(False, f"Slack stopped answering ({type(error).__name__}): try again")
    return Finding(True, "clips can be sent as Slack files")


async def send_test(client: AsyncWebClient, to: str, public_url: str, inline_video: bool) -> Finding:
    """Write to one member, with the player where messages show it."""
    try:
        opened = await client.conversations_open(users=to)
        place = str(opened["channel"]["id"])
        await client.chat_postMessage(channel=place, text=TEST, blocks=_message(public_url, inline_video))
    except SlackApiError as error:
        code = str(error.response.get("error", ""))
        details = (error.response.get("response_metadata") or {}).get("messages") or ()
        return Finding(False, _refused(code, " ".join(details), to, public_url))
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return Finding(False, f"Slack stopped answering ({type(error).__name__}): try again")
    player = " with the player in it" if inline_video else ""
    return Finding(True, f"a test message{player} was sent to {to}: look at it in Slack")


def _message(public_url: str, inline_video: bool) -> list[Block]:
    words: Block = {"type": "section", "text": {"type": "plain_text", "text": TEST}}
    if not inline_video:
        return [words]
    # No clip is needed: Slack checks the address of the player before it fetches it.
    page = f"{public_url}/watch/test"
    video = {
        "type": "video",
        "title": {"type": "plain_text", "text": "The player’s place"},
        "video_url": page,
        "title_url": page,
        "thumbnail_url": f"{public_url}/media/test/poster.jpg",
        "alt_text": "The place where lessons play",
    }
    return [words, video]


def _refused(code: str, details: str, to: str, public_url: str) -> str:
    if code == "messages_tab_disabled":
        return f"the Messages tab is off: at {APPS}, your app, “App Home”, “Show Tabs”, switch it on"
    if code in ("user_not_found", "users_not_found", "user_not_visible"):
        return f"{to} is nobody whom the app can see: in Slack, a profile’s menu ⋮ has “Copy member ID”"
    if "unfurl domain" in details:
        host = urlsplit(public_url).hostname
        return (
            f"{host} is no unfurl domain of the app: at {APPS}, your app, “App Manifest”, paste the manifest of "
            "`ninety slack-manifest` again, save, then “Install App”, “Reinstall”"
        )
    return f"Slack does not take the test message ({code}{': ' if details else ''}{details})"

"""A whole Slack workspace on loopback: people, conversations, windows, groups, files, OAuth, and Socket Mode."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientResponse, ClientSession, WSMsgType, web
from yarl import URL

from tests.fakes.slack import FakeSlack, _answer

TEAM = "T1"
BOT_USER = "UBOT"
SCOPES = (
    "channels:read,chat:write,commands,files:read,files:write,groups:read,im:history,im:write,links.embed:write,"
    "usergroups:read,users:read,users:read.email"
)


def member(user_id: str, name: str, zone: str = "Europe/Berlin", **more: Any) -> dict[str, Any]:
    """A user object as users.list gives it."""
    profile = {"display_name": name, "email": f"{user_id.lower()}@example.com"}
    return {
        "id": user_id,
        "team_id": TEAM,
        "name": name.lower(),
        "deleted": False,
        "tz": zone,
        "locale": "en-GB",
        "is_bot": False,
        "profile": profile,
        **more,
    }


@dataclass
class FakeWorkspace(FakeSlack):
    """The state of one workspace.

    Attributes:
        users: as users.list gives them.
        channels, groups: id -> ids of their members.
        errors: method -> the error that it answers with from now on.
        answers: method -> parts that override its answer.
        homes: user -> the App Home view that was published last.
        windows: every view that was opened, pushed or updated, in order, with the method.
        opened: users whose direct conversation was opened, in order.
        tokens: those it takes; empty takes any.
        notes: what replaced the note that a command leaves in its channel, in order.
        scans: how often a file that was uploaded is not looked at yet when it is asked for.
    """

    users: list[dict[str, Any]] = field(default_factory=list)
    channels: dict[str, list[str]] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    answers: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    homes: dict[str, dict[str, Any]] = field(default_factory=dict)
    windows: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    uploads: dict[str, bytes] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    scans: int = 0
    notes: list[dict[str, Any]] = field(default_factory=list)
    scopes: str = SCOPES
    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    acknowledged: dict[str, Any] = field(default_factory=dict)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    def app(self) -> web.Application:
        app = super().app()
        app.router.add_get("/socket", self._socket)
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_post("/hooks/{note}", self._replace_note)
        return app

    async def other(self, request: web.Request, method: str, fields: dict[str, Any]) -> web.StreamResponse:
        self.sent.append((method, fields))
        token = str(fields.get("token") or request.headers.get("Authorization", "")[7:])
        if self.tokens and method not in ("oauth.v2.access", "apps.connections.open") and token not in self.tokens:
            return _answer({"ok": False, "error": "invalid_auth"})
        if error := self.errors.get(method):
            headers = {"Retry-After": "3"}
            return _answer({"ok": False, "error": error}, 429 if error == "ratelimited" else 200, headers)
        make = getattr(self, "_" + method.replace(".", "_"), None)
        body = make(fields, request.url) if make else {}
        return _answer({"ok": True, **body, **self.answers[method]}, headers={"X-OAuth-Scopes": self.scopes})

    def _auth_test(self, fields: dict[str, Any], url: URL) -> dict[str, Any]:
        return {
            "team_id": TEAM,
            "team": "Riverbank",
            "user_id": BOT_USER,
            "bot_id": "B1",
            "url": "https://r.slack.com/",
        }

    def _users_list(self, fields: dict[str, Any], url: URL) -> dict[str, Any]:
        start, most = int(fields.get("cursor") or 0), int(fields["limit"])
        following = str(start + most) if start + most < len(self.users) else ""
        return {"members": self.users[start : start + most], "response_metadata": {"next_cursor": following}}

    def _users_info(self, fields: dict[str, Any], url: URL) -> dict[str, Any]:
        found = [one for one in self.users if one["id"] == fields["user"]]
        return {"user": found[0]} if found else {"ok": False, "error": "user_not_found"}

    def _conversations_open(self, fields: dict[str, Any], url: URL) -> dict[str, Any]:
        self.opened.append(str(fields["users"]))
        return {"channel": {"id": self.place_of(str(fields["users"]))}}

    def place_of(self, user: str) -> str:
        """The direct conversation with somebody: another one once the first is gone."""
        return next(place for place in (f"D-{user}", f"D2-{user}") if place not in self.gone)

    def _conversations_members(self, fields: dict[str, Any], url: URL) -> dict[str, Any]:
        if fields["channel"] not in self.channels:
            return {"ok": False, "error": "channel_not_found"}
        start, people = int(fields.get("cursor") or 0), self.channels[fields["channel"]]
        most = int(fields.get("limit") or 100)
        following = str(start + most) if start + most < len(people) else ""
        return {"members": people[start : start + most], "response_metadata": {"next_cursor": following}}

    def _usergroups_list(self, fields: dict[str, Any], url: URL) -> dict[str, Any]:
        if not fields.get("team_id"):
            return {"ok": False, "error": "missing_argument"}  # as for the token of an organisation
        return {"usergroups": [{"id": one, "name": one, "handle": one.lower()} for one in self.groups]}

    def _usergroups_users_list(self, fields: dict[str, Any], url: URL) -> dict[str, Any]:
        if not fields.get("team_id"):
            return {"ok": False, "error": "missing_argument"}
        return {"users": self.groups.get(str(fields["usergroup"]), [])}

    def _views_publish(self, fields: dict[str, Any], url: URL) -> dict[str, Any]:
        self.homes[fields["user_id"]] = _view(fields)
        return {"view": {"id": "V0"}}

    def _views_open(self, fields: dict[str, Any], url: URL) -> dict[str, Any]:
        self.windows.append(("open", _view(fields)))
        return {"view": {"id": f"V{len(self.windows)}"}}

    def _views_push(self, fields: dict[str, Any], url: URL) -> dict[str, Any]:
        self.windows.append(("push", _view(fields)))
        return {"view": {"id": f"V{len(self.windows)}"}}

    def _views_update(self, fields: dict[str, Any], url: URL) -> dict[str, Any]:
        self.windows.append(("update", _view(fields)))
        return {"view": {"id": str(fields.get("view_id"))}}

    def _files_getUploadURLExternal(self, fields: dict[str, Any], url: URL) -> dict[str, Any]:
        name = f"F{len(self.uploads) + 1}"
        return {"file_id": name, "upload_url": str(url.origin() / "upload" / name)}

    def _files_completeUploadExternal(self, fields: dict[str, Any], url: URL) -> dict[str, Any]:
        files = fields["files"] if isinstance(fields["files"], list) else json.loads(fields["files"])
        return {"files": [{"id": one["id"], "permalink": f"https://r.slack.com/files/{one['id']}"} for one in files]}

    def _files_info(self, fields: dict[str, Any], url: URL) -> dict[str, Any]:
        self.scans -= 1
        return {"file": {"id": fields["file"], "mimetype": "" if self.scans >= 0 else "video/mp4"}}

    def _chat_getPermalink(self, fields: dict[str, Any], url: URL) -> dict[str, Any]:
        return {"permalink": f"https://r.slack.com/archives/{fields['channel']}/p{fields['message_ts']}"}

    def _apps_connections_open(self, fields: dict[str, Any], url: URL) -> dict[str, Any]:
        return {"url": str(url.origin().with_scheme("ws") / "socket")}

    async def _upload(self, request: web.Request) -> web.Response:
        self.uploads[request.match_info["file"]] = await request.read()
        return web.Response(text="OK")

    async def _replace_note(self, request: web.Request) -> web.Response:
        self.notes.append(await request.json())
        self.came.set()
        return web.Response(text="ok")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self.sockets.append(socket)
        self.came.set()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self._take_acknowledgement(message.data)
        return socket

    def _take_acknowledgement(self, data: str) -> None:
        if data.startswith("{"):
            told = json.loads(data)
            self.acknowledged[told["envelope_id"]] = told.get("payload")

    async def push(self, kind: str, payload: dict[str, Any], envelope_id: str) -> Any:
        """Send an envelope over Socket Mode; returns what it was acknowledged with."""
        while not any(not one.closed for one in self.sockets):
            self.came.clear()
            await asyncio.wait_for(self.came.wait(), 5)
        socket = next(one for one in self.sockets if not one.closed)
        await socket.send_json(
            {"type": kind, "envelope_id": envelope_id, "payload": payload, "accepts_response_payload": True}
        )
        async with asyncio.timeout(5):
            while envelope_id not in self.acknowledged:  # noqa: ASYNC110  # the socket only stores what came
                await asyncio.sleep(0.01)
        return self.acknowledged[envelope_id]


def _view(fields: dict[str, Any]) -> dict[str, Any]:
    view: dict[str, Any] = json.loads(fields["view"]) if isinstance(fields["view"], str) else fields["view"]
    return view


def signed(secret: str, body: str, at: float | None = None) -> dict[str, str]:
    """The headers with which Slack proves a request. Source: docs.slack.dev/authentication/verifying-requests."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    kind = "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}", "Content-Type": kind}


@dataclass
class SignedClient:
    """Slack's servers, posting to us."""

    session: ClientSession
    url: str
    secret: str

    async def post(self, body: str, **headers: str) -> ClientResponse:
        return await self.session.post(self.url, data=body.encode(), headers=signed(self.secret, body) | headers)

    async def event(self, event: dict[str, Any], event_id: str = "Ev1", team: str = TEAM) -> ClientResponse:
        return await self.post(json.dumps(event_body(event, event_id, team)))

    async def command(self, text: str, user: str = "U1", trigger: str = "1.2", **more: str) -> ClientResponse:
        return await self.post(urlencode(command_body(text, user, trigger) | more))

    async def interact(self, payload: dict[str, Any]) -> ClientResponse:
        return await self.post(urlencode({"payload": json.dumps(payload)}))


def event_body(event: dict[str, Any], event_id: str, team: str = TEAM) -> dict[str, Any]:
    return {
        "type": "event_callback",
        "team_id": team,
        "api_app_id": "A1",
        "event": event,
        "event_id": event_id,
        "authorizations": [{"team_id": team, "user_id": BOT_USER, "is_bot": True, "is_enterprise_install": False}],
    }


def command_body(text: str, user: str, trigger: str) -> dict[str, str]:
    return {
        "command": "/learn",
        "text": text,
        "team_id": TEAM,
        "user_id": user,
        "channel_id": "C1",
        "trigger_id": trigger,
        "response_url": "https://hooks.slack.invalid/1",
        "api_app_id": "A1",
    }


def press_body(user: str, action: dict[str, Any], stamp: str = "1.1") -> dict[str, Any]:
    """A press of one element of a message's blocks."""
    return {
        "type": "block_actions",
        "team": {"id": TEAM, "domain": "riverbank"},
        "user": {"id": user, "team_id": TEAM},
        "api_app_id": "A1",
        "trigger_id": f"press.{stamp}",
        "container": {"type": "message", "channel_id": f"D-{user}"},
        "actions": [{"action_ts": stamp, **action}],
    }


def dm_event(user: str, text: str) -> dict[str, Any]:
    """A message that somebody wrote to the app."""
    return {"type": "message", "channel_type": "im", "user": user, "text": text, "channel": f"D-{user}", "ts": "1.1"}

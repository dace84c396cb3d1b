"""A learning system over HTTP that plays packages and keeps what they say: SCORM by scorm-again, cmi5 by its rules."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

CMI5 = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
ACTOR = {"objectType": "Agent", "account": {"homePage": "https://lms.example", "name": "u-1"}}
ACTIVITY = "https://lms.example/au/7"
REGISTRATION = "11111111-2222-4333-8444-555555555555"
PAGE = """<!doctype html><html lang="en"><title>System</title><script src="/scorm-again.js"></script><script>
window.API = new Scorm12API({autocommit: false, lmsCommitUrl: "/commit", logLevel: 5});
const before = %s;
if (before) window.API.loadFromJSON(before);
</script><iframe title="Lessons" src="/package/index.html" style="width:100%%;height:95vh;border:0"></iframe></html>"""


class LearningSystem:
    """One learner and one package.

    Attributes:
        cmi: what a SCORM package said last.
        states: what a cmi5 package keeps, by the id of the state.
        statements: what it said, in order.
        faults: what was against the rules.
    """

    def __init__(self, package: zipfile.ZipFile, scorm_again: Path, mastery: float | None = None) -> None:
        self.package, self._scorm_again, self.mastery = package, scorm_again, mastery
        self.cmi: dict[str, Any] | None = None
        self.states: dict[str, Any] = {}
        self.statements: list[dict[str, Any]] = []
        self.faults: list[str] = []
        self._token = ""
        self._launches = 0

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/lms", self.lms)
        app.router.add_get("/scorm-again.js", self.library)
        app.router.add_get("/package/{name:.+}", self.file)
        app.router.add_post("/commit", self.commit)
        app.router.add_post("/fetch", self.fetch)
        app.router.add_route("*", "/xapi/activities/state", self.state)
        app.router.add_get("/xapi/agents/profile", self.profile)
        app.router.add_post("/xapi/statements", self.take)
        return app

    async def lms(self, request: web.Request) -> web.Response:
        return web.Response(text=PAGE % json.dumps((self.cmi or {}).get("cmi")), content_type="text/html")

    async def library(self, request: web.Request) -> web.Response:
        return web.Response(body=self._scorm_again.read_bytes(), content_type="text/javascript")

    async def file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        kinds = {"html": "text/html", "js": "text/javascript", "css": "text/css", "vtt": "text/vtt", "mp4": "video/mp4"}
        kind = kinds.get(name.rpartition(".")[2], "image/jpeg")
        content = self.package.read(name)
        # Players seek only where ranges are served.
        given = request.http_range
        body = content[given.start or 0 : given.stop]
        headers = {"Accept-Ranges": "bytes"}
        if "Range" not in request.headers:
            return web.Response(body=content, content_type=kind, headers=headers)
        start = given.start or 0
        headers["Content-Range"] = f"bytes {start}-{start + len(body) - 1}/{len(content)}"
        return web.Response(status=206, body=body, content_type=kind, headers=headers)

    async def commit(self, request: web.Request) -> web.Response:
        self.cmi = json.loads(await request.text())
        return web.json_response({"result": "true", "errorCode": 0})

    def launch(self, home: str) -> str:
        """The address of a launch, as section 8.1 of cmi5 writes it."""
        self._launches += 1
        query = {
            "endpoint": f"{home}/xapi",
            "fetch": f"{home}/fetch?launch={self._launches}",
            "actor": json.dumps(ACTOR),
        }
        query |= {"registration": REGISTRATION, "activityId": ACTIVITY}
        context = {"contextActivities": {"grouping": [{"id": "https://lms.example/course"}]}}
        context["extensions"] = {"https://w3id.org/xapi/cmi5/context/extensions/sessionid": f"s{self._launches}"}  # type: ignore[dict-item]
        data = {"contextTemplate": context, "launchMode": "Normal", "moveOn": "Completed"}
        self.states["LMS.LaunchData"] = data | ({"masteryScore": self.mastery} if self.mastery is not None else {})
        return f"{home}/package/index.html?{urlencode(query)}"

    async def fetch(self, request: web.Request) -> web.Response:
        self._token = f"token{request.query['launch']}"
        return web.json_response({"auth-token": self._token})

    async def state(self, request: web.Request) -> web.Response:
        self._checked(request)
        known = {"activityId": ACTIVITY, "registration": REGISTRATION}
        if any(request.query.get(name) != value for name, value in known.items()):
            self.faults.append("the state names another activity or registration")
        name = request.query["stateId"]
        if request.method == "PUT":
            if name == "LMS.LaunchData":
                self.faults.append("LMS.LaunchData is the system's alone")
            self.states[name] = json.loads(await request.text())
            return web.Response(status=204)
        return web.json_response(self.states[name]) if name in self.states else web.Response(status=404)

    async def profile(self, request: web.Request) -> web.Response:
        self._checked(request)
        return web.Response(status=404)

    async def take(self, request: web.Request) -> web.Response:
        self._checked(request)
        for each in json.loads(await request.text()):
            self._hold_to_the_rules(each)
            self.statements.append(each)
        return web.json_response([])

    def _checked(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Basic {self._token}":
            self.faults.append("a request without the token of this launch")
        if not request.headers.get("X-Experience-API-Version", "").startswith("1.0"):
            self.faults.append("a request without the version")

    def _hold_to_the_rules(self, statement: dict[str, Any]) -> None:
        """Sections 9 and 10 of cmi5."""
        context = statement["context"]
        verb = statement["verb"]["id"].rpartition("/")[2]
        session = context.get("extensions", {}).get("https://w3id.org/xapi/cmi5/context/extensions/sessionid")
        if (
            context.get("registration") != REGISTRATION
            or session != f"s{self._launches}"
            or "timestamp" not in statement
        ):
            self.faults.append(f"{verb} without registration, session or time")
        categories = [each["id"] for each in context.get("contextActivities", {}).get("category", [])]
        before = [each["verb"]["id"].rpartition("/")[2] for each in self.statements if _session(each) == session]
        if (verb == "initialized") != (not before) or "terminated" in before:
            self.faults.append(f"{verb} at the wrong place: {before}")
        if (CMI5 in categories) != (verb != "answered"):
            self.faults.append(f"{verb} has the wrong category")
        if verb in ("completed", "passed") and verb in [
            each["verb"]["id"].rpartition("/")[2] for each in self.statements
        ]:
            self.faults.append(f"{verb} twice in one registration")


def _session(statement: dict[str, Any]) -> Any:
    return statement["context"]["extensions"]["https://w3id.org/xapi/cmi5/context/extensions/sessionid"]

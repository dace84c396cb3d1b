"""OpenAI over real HTTP, as far as the product uses it, with what it would remember and how it can fail.

Routes are added under their path in `routes`; whatever is not there is answered as the real one does.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

KEY = "sk-test-key"


@dataclass
class Reply:
    """What goes over the wire. cut: only so many bytes of the body, then the connection is closed."""

    body: bytes = b""
    kind: str = "application/json"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    cut: int | None = None


def failure(status: int, code: str, message: str = "", **headers: str) -> Reply:
    """An error as OpenAI words it; header names are written with underscores."""
    error = {"error": {"message": message or code, "type": code, "param": None, "code": code}}
    return Reply(
        json.dumps(error).encode(), status=status, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def rate_limited(retry_after: float) -> Reply:
    return failure(429, "rate_limit_exceeded", retry_after=str(retry_after))


@dataclass
class FakeOpenAI:
    """The vendor's side.

    Attributes:
        requests: (path, body) of all requests with a good key, in order.
        failures: are given, in order, instead of what would have come.
        voices, models: what the speech endpoint knows.
        seconds_a_letter: how slowly it reads.
    """

    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    failures: list[Reply] = field(default_factory=list)
    voices: set[str] = field(default_factory=lambda: {"alloy", "marin", "cedar"})
    models: set[str] = field(default_factory=lambda: {"gpt-4o-mini-tts", "tts-1"})
    seconds_a_letter: float = 0.06
    routes: dict[str, Callable[[dict[str, Any]], Reply]] = field(default_factory=dict)
    url: str = ""

    def __post_init__(self) -> None:
        self.routes["/v1/audio/speech"] = self.speech

    def speech(self, asked: dict[str, Any]) -> Reply:
        """A tone as long as the text takes to read, as 16-bit samples, 24,000 a second."""
        if asked["model"] not in self.models:
            return failure(404, "model_not_found")
        if asked["voice"] not in self.voices:
            return failure(400, "invalid_value", f"Invalid value: {asked['voice']!r}")
        if asked["model"].startswith("tts-1") and "instructions" in asked:
            return failure(400, "unsupported_parameter")
        if not 1 <= len(asked["input"]) <= 4096 or asked.get("response_format") != "pcm":
            return failure(400, "invalid_request_error")
        at = np.arange(round(len(asked["input"]) * self.seconds_a_letter * 24_000)) / 24_000
        tone = (8000 * np.sin(2 * np.pi * 200 * at)).astype("<i2")
        return Reply(tone.tobytes(), "audio/pcm")

    def answer(self, path: str, key: str, body: bytes) -> Reply:
        if key != f"Bearer {KEY}":
            return failure(401, "invalid_api_key")
        asked = json.loads(body)
        self.requests.append((path, asked))
        if self.failures:
            return self.failures.pop(0)
        route = self.routes.get(path)
        return route(asked) if route else failure(404, "unknown_url")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: FakeOpenAI

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        reply = self.fake.answer(self.path, self.headers.get("Authorization", ""), body)
        time.sleep(reply.delay_s)
        try:
            self._send(reply)
        except ConnectionError:
            self.close_connection = True  # the caller had no patience

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        headers = {"Content-Type": reply.kind, "Content-Length": str(len(reply.body)), "x-request-id": "req_1"}
        for name, value in (headers | reply.headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body[: reply.cut])
        self.close_connection = self.close_connection or reply.cut is not None

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def running() -> Iterator[FakeOpenAI]:
    """A fake that listens at its url until the block ends."""
    fake = FakeOpenAI()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"fake": fake}))
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

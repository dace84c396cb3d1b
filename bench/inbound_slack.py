"""Slack's requests of the receiving benchmark: half of them presses of answers, half commands."""

from __future__ import annotations

import json
import tempfile
from urllib.parse import urlencode

from bench.inbound_rig import Request, Run, kept, measure, server
from bench.inbound_server import SECRET
from bench.inbound_world import Button, prepare
from tests.fakes.slack_workspace import command_body, press_body, signed

SLOWEST_S = 3.0  # Slack gives up then


async def turn(steady: int, flat_out: int) -> tuple[Run, Run, int]:
    """Ours, the bare one, and how many acknowledged requests of ours are neither handled nor kept."""
    with tempfile.TemporaryDirectory() as folder:
        buttons = await prepare(folder, "slack", "T1", (steady + flat_out) // 2)
        bodies = [body for button in buttons for body in (_press(button), _command(button))]
        runs = []
        for kind in ("ours", "bare"):
            requests = [Request(body, signed(SECRET, body)) for body in bodies]
            async with server("bench.inbound_server", "/slack/events", kind, folder) as url:
                runs.append(await measure(f"Slack, {kind}", url, requests, steady, SLOWEST_S))
        return runs[0], runs[1], runs[0].acknowledged - await kept(folder)


def _press(button: Button) -> str:
    action = {"type": "button", "action_id": "choose-3-1", "block_id": "choices-3", "value": button.token}
    return urlencode({"payload": json.dumps(press_body(button.person, action, f"{button.number}.1"))})


def _command(button: Button) -> str:
    return urlencode(command_body("help", button.person, f"t{button.number}"))

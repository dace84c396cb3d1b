"""Opens windows. Slack gives three seconds from the press; what comes later, or is refused, is told to the caller.

Source: docs.slack.dev/reference/methods/views.open.
"""

from __future__ import annotations

import logging
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.slack.connector.credentials import Tokens
from adapters.slack.connector.port import Body
from bot.faults import ChatError

log = logging.getLogger(__name__)


async def open_window(tokens: Tokens, workspace_id: str, body: Body, view: dict[str, Any]) -> bool:
    """Whether Slack opened the window for whoever sent the payload."""
    try:
        client = await tokens.client(workspace_id)
        await client.views_open(trigger_id=str(body["trigger_id"]), view=view)
    except SlackApiError as error:
        log.warning("a window did not open: %s", error.response.get("error") or error.response.status_code)
        return False
    except (ChatError, aiohttp.ClientError, TimeoutError, ValueError) as error:
        log.warning("a window did not open: %s", type(error).__name__)
        return False
    return True

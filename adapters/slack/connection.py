"""How this process speaks to Slack: the tokens of every workspace, and the chat that uses them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from adapters.slack.connector.credentials import Tokens
from adapters.slack.connector.keys import SlackKeys
from adapters.slack.connector.port import API
from adapters.slack.connector.sealing import Sealer
from adapters.slack.outbound.chat import SlackChat
from adapters.slack.outbound.files import ClipFiles
from bot.clock import Clock
from lessons.database import Database


@dataclass(frozen=True, slots=True)
class SlackConnection:
    """What speaks to Slack, whoever receives from it.

    Attributes:
        public_url: where people reach the pages; only https can be shown inside of messages.
        base_url: of Slack's Web API.
    """

    keys: SlackKeys
    database: Database
    clock: Clock
    session: aiohttp.ClientSession
    tokens: Tokens
    chat: SlackChat
    public_url: str
    base_url: str


def connect_slack(
    keys: SlackKeys,
    database: Database,
    clock: Clock,
    session: aiohttp.ClientSession,
    *,
    secret: str,
    old_secrets: Sequence[str] = (),
    public_url: str,
    base_url: str = API,
    path_of: Callable[[str], Path] | None = None,
) -> SlackConnection:
    """Everything that is needed to speak.

    Args:
        secret: the installation's, from which the key that seals tokens is made.
        old_secrets: what it was before; tokens that they sealed still open.
        path_of: a media key's file; with it, clips are sent as files where the player cannot be shown.
    """
    client = {"client_id": keys.client_id, "client_secret": keys.client_secret}
    tokens = Tokens(database, Sealer(secret, old_secrets), clock, session, base_url=base_url, **client)
    # Slack fetches the player over https alone; elsewhere clips are sent as files.
    inline = public_url.startswith("https://")
    files = ClipFiles(database, tokens, session, clock, path_of) if path_of and not inline else None
    chat = SlackChat(tokens.token, session, inline_video=inline, base_url=base_url, files=files)
    return SlackConnection(keys, database, clock, session, tokens, chat, public_url, base_url)

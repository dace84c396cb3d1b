"""Films that people send in Slack: told from other files, and fetched with the app's token.

Source: docs.slack.dev/reference/objects/file-object: url_private_download needs the token and the scope files:read.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import aiohttp
from yarl import URL

from adapters.slack.connector.credentials import Tokens
from adapters.slack.connector.payloads import storable, team
from adapters.slack.connector.port import PLATFORM, Body
from bot.events import Filmed, Person
from bot.faults import ChatError
from bot.sent_films.fetching import download
from bot.sent_films.receiving import FilmNotFetched

SLACK = ".slack.com"
LONGEST_NAME = 200


def filmed_in_dm(body: Body, at: datetime) -> Filmed | None:
    """The film that a person sent to the app, the first one of several; None for every other message."""
    event = body["event"]
    if event.get("channel_type") != "im" or not event.get("user") or event.get("bot_id"):
        return None
    # A voice memo is sent as a film too in some clients; its subtype says what it is.
    films = [
        file
        for file in event.get("files") or ()
        if str(file.get("mimetype", "")).startswith("video/") and file.get("subtype") != "slack_audio"
    ]
    if not films:
        return None
    film, who = films[0], Person(PLATFORM, team(body), str(event["user"]))
    name = storable(str(film.get("name") or "film"))[:LONGEST_NAME]
    size = film.get("size") if isinstance(film.get("size"), int) else 0
    where = str(film.get("url_private_download") or film.get("url_private") or "")
    return Filmed(who, str(body["event_id"]), name, int(size or 0), where, at, str(event.get("channel") or ""))


class SlackFilms:
    """Fetches them.

    Args:
        hosts: which get the token beside Slack's own.
    """

    def __init__(self, tokens: Tokens, session: aiohttp.ClientSession, hosts: Collection[str] = ()) -> None:
        self._tokens, self._session, self._hosts = tokens, session, frozenset(hosts)

    async def fetch_film(self, workspace_id: str, place: str, target: Path, most: int) -> None:
        """See FetchesFilms."""
        host = URL(place).host or ""
        if not host.endswith(SLACK) and host not in self._hosts:
            raise FilmNotFetched("its address is none of Slack's", passing=False)
        try:
            token = await self._tokens.token(workspace_id)
        except ChatError as error:
            raise FilmNotFetched(f"Slack gives no token: {error}", passing=True) from error
        await download(self._session, place, target, most, {"Authorization": f"Bearer {token}"})

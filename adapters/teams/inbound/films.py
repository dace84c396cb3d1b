"""Films that people send to the bot in Teams, fetched from where Teams put them."""

from __future__ import annotations

from pathlib import Path

from bot.sent_films.fetching import download
from bot.sent_films.receiving import FilmNotFetched
from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.pages import Networks, checked_url, guarded
from lessons.studio.uploads.limits import MAX_BYTES

LONGEST_S = 300.0


class TeamsFilms:
    """Fetches them.

    Args:
        allowed: private networks from which they may come.
    """

    def __init__(self, allowed: Networks = ()) -> None:
        self._allowed = allowed

    async def fetch_film(self, workspace_id: str, place: str, target: Path, most: int = MAX_BYTES) -> None:
        """See FetchesFilms."""
        # The address is in an activity that Teams signed; it may still lead nowhere but to where anybody could go.
        try:
            url = checked_url(place, self._allowed)
            async with guarded(self._allowed, LONGEST_S) as session:
                await download(session, str(url), target, most)
        except Unreadable as error:
            raise FilmNotFetched(str(error), passing=False) from error

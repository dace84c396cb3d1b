"""Where a page of a list ends, in letters that tell nobody whose row that was."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PATTERN = r"[A-Za-z0-9_=-]{1,600}"


class BadCursor(ValueError):
    """It is not one that a list of this installation gave."""


class Cursors:
    """Seals and opens cursors with a key derived from the installation's secret.

    A cursor names the last row of its page. Of a reply that is a message and a person, whom the list itself hides.
    """

    def __init__(self, secret: str) -> None:
        derived = HKDF(SHA256(), 32, salt=None, info=b"ninety api cursors").derive(secret.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def seal(self, place: str) -> str:
        return self._fernet.encrypt(place.encode()).decode()

    def open(self, cursor: str) -> str:
        """The place that was sealed. Raises: BadCursor."""
        try:
            return self._fernet.decrypt(cursor).decode()
        except InvalidToken as error:
            raise BadCursor("this cursor comes from no list here") from error

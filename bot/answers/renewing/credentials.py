"""What lets us into a place, sealed at rest with the installation's secret."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.renewing.sources import reseal_source, sealed_sources
from lessons.answers.gathering.port import Unreachable

LONGEST = 20_000  # letters; a key file of a service account has 2,400


class CredentialSealer:
    """Seals and opens with a key derived from the installation's secret.

    Args:
        secret: the setting SECRET_KEY; with another one, what was sealed stays shut.
        old_secrets: what it was before: they open, but seal nothing any more.
    """

    def __init__(self, secret: str, old_secrets: Sequence[str] = ()) -> None:
        self._fernet = MultiFernet([_fernet(each) for each in (secret, *old_secrets)])

    def seal(self, words: str) -> bytes:
        return self._fernet.encrypt(words.encode())

    def open(self, sealed: bytes | None) -> str:
        """What was sealed.

        Raises:
            Unreachable: nothing was, or with another secret.
        """
        if not sealed:
            raise Unreachable("it was named without credentials: name it again with --credentials")
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken as error:
            raise Unreachable(
                "its credentials were sealed with another SECRET_KEY: name it again with --credentials"
            ) from error

    def anew(self, sealed: bytes) -> bytes:
        """The same, sealed with the newest secret.

        Raises:
            Unreachable: it was sealed with a secret that nobody named.
        """
        return self.seal(self.open(sealed))


async def reseal(db: AsyncConnection, sealer: CredentialSealer) -> tuple[int, list[str]]:
    """Seal every place's credentials with the newest secret.

    Returns:
        How many there were, and the addresses of those that no secret opens.
    """
    count, unopened = 0, []
    for source in await sealed_sources(db):
        try:
            await reseal_source(db, source, sealer.anew(source.sealed_credentials or b""))
            count += 1
        except Unreachable:
            unopened.append(source.address)
    return count, unopened


def _fernet(secret: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"ninety source credentials").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))

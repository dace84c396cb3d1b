"""What Slack gives for the app in one workspace, and how it is sealed at rest."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.faults import ChatAppFault


@dataclass(frozen=True, slots=True)
class Install:
    """The app in one workspace.

    Attributes:
        bot_user_id: whose messages are our own.
        refresh_token, expires_at: "" and None where tokens are not rotated.
        enterprise_id: the organisation that installed it for all of its workspaces, "" for one workspace alone.
    """

    bot_token: str
    bot_user_id: str
    app_id: str = ""
    scopes: str = ""
    refresh_token: str = ""
    expires_at: datetime | None = None
    enterprise_id: str = ""

    def __repr__(self) -> str:
        return f"Install(app_id={self.app_id!r})"  # never a token, wherever it is logged


class Sealer:
    """Seals and opens with a key derived from the installation's secret.

    Args:
        secret: the setting SECRET_KEY; with another one, what was sealed stays shut.
        old_secrets: what it was before: they open, but seal nothing any more.
    """

    def __init__(self, secret: str, old_secrets: Sequence[str] = ()) -> None:
        self._fernet = MultiFernet([_fernet(each) for each in (secret, *old_secrets)])

    def seal(self, install: Install) -> bytes:
        expires = install.expires_at.isoformat() if install.expires_at else None
        return self._fernet.encrypt(json.dumps({**asdict(install), "expires_at": expires}).encode())

    def anew(self, sealed: bytes) -> bytes:
        """The same, sealed with the newest secret.

        Raises:
            ChatAppFault: it was sealed with a secret that nobody named.
        """
        return self.seal(self.open(sealed))

    def open(self, sealed: bytes) -> Install:
        """What was sealed.

        Raises:
            ChatAppFault: it was sealed with another secret.
        """
        try:
            value: dict[str, str | None] = json.loads(self._fernet.decrypt(sealed))
        except InvalidToken as error:
            raise ChatAppFault("the Slack token was sealed with another SECRET_KEY: install the app again") from error
        expires = value.pop("expires_at")
        return Install(**value, expires_at=datetime.fromisoformat(expires) if expires else None)  # type: ignore[arg-type]


def _fernet(secret: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"ninety slack tokens").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def renewed(reply: Mapping[str, object], now: datetime) -> dict[str, object]:
    """The fields of an install that oauth.v2.access answers with."""
    lives = reply.get("expires_in")
    return {
        "bot_token": str(reply["access_token"]),
        "refresh_token": str(reply.get("refresh_token") or ""),
        "expires_at": now + timedelta(seconds=int(str(lives))) if lives else None,
    }

"""Who may speak to the bot: the signed token that Teams sends with everything, checked before anything is believed.

Rules: learn.microsoft.com, "Authenticate requests from the Bot Connector service to your bot". Failing one of them
can make a bot hand its own token to an attacker.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
from jwt.algorithms import RSAAlgorithm
from jwt.utils import base64url_decode

from adapters.teams.clouds import Cloud

CHANNEL = "msteams"
SKEW_S = 300
KEEP_S = 24 * 3600.0
ASK_AGAIN_S = 30.0  # a made-up key id must not make us ask for the keys at every request
FETCH = aiohttp.ClientTimeout(total=5)


class Refused(Exception):
    """The request is not from Teams, or not for us.

    Attributes:
        status: 401 where the token is at fault, 403 where it may not speak for this.
    """

    def __init__(self, why: str, status: int = 401) -> None:
        super().__init__(why)
        self.status = status


class KeysUnavailable(Exception):
    """The keys cannot be read now; Teams sends the activity again."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key and the channels that it may sign for."""

    public: Any
    endorsements: frozenset[str]


class Keys:
    """The keys of a cloud's OpenID metadata, fetched without blocking and by one request at a time.

    Args:
        clock: seconds that only go forward.
    """

    def __init__(self, session: aiohttp.ClientSession, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._session = session
        self._url = url
        self._clock = clock
        self._keys: Mapping[str, Key] = {}
        self._fetched_at: float | None = None
        self._looked_at = float("-inf")
        self._fetching = asyncio.Lock()

    async def find(self, kid: str) -> Key | None:
        """The key with this id; one that is unknown is looked for once more, since keys are rotated.

        Raises:
            KeysUnavailable: the keys cannot be read now.
        """
        if self._stale() or kid not in self._keys:
            async with self._fetching:
                if self._stale():
                    await self._fetch()
                elif kid not in self._keys and self._clock() - self._looked_at >= ASK_AGAIN_S:
                    self._looked_at = self._clock()
                    await self._fetch()
        return self._keys.get(kid)

    def _stale(self) -> bool:
        return self._fetched_at is None or self._clock() - self._fetched_at > KEEP_S

    async def _fetch(self) -> None:
        try:
            metadata = await self._json(self._url)
            found = await self._json(str(metadata["jwks_uri"]))
            self._keys = {str(one["kid"]): _key(one) for one in found["keys"] if one.get("kty") == "RSA"}
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, jwt.PyJWTError) as error:
            raise KeysUnavailable(f"the signing keys cannot be read ({type(error).__name__})") from error
        self._fetched_at = self._clock()

    async def _json(self, url: str) -> dict[str, Any]:
        async with self._session.get(url, timeout=FETCH) as reply:
            reply.raise_for_status()
            found: dict[str, Any] = await reply.json(content_type=None)
            return found


def _key(found: dict[str, Any]) -> Key:
    return Key(RSAAlgorithm.from_jwk(found), frozenset(found.get("endorsements") or ()))


class Inspector:
    """Checks the token of a request against the activity that came with it."""

    def __init__(self, keys: Keys, cloud: Cloud, app_id: str) -> None:
        self._keys = keys
        self._issuer = cloud.issuer
        self._app_id = app_id

    async def claims(self, authorization: str, activity: Mapping[str, Any]) -> dict[str, Any]:
        """What the token says.

        Raises:
            Refused: it is not believed.
            KeysUnavailable: it cannot be checked now.
        """
        token = _bearer(authorization)
        key = await self._key_of(token)
        claims = self._decoded(token, key)
        told, given = str(claims.get("serviceurl", "")), str(activity.get("serviceUrl", ""))
        if not told or told.rstrip("/") != given.rstrip("/"):
            raise Refused("the token is for another service address")
        channel = activity.get("channelId")
        if channel != CHANNEL or CHANNEL not in key.endorsements:
            raise Refused("the key may not sign for this channel", 403)
        return claims

    async def _key_of(self, token: str) -> Key:
        header = _header(token)
        if header.get("alg") != "RS256":
            raise Refused("the token is not signed as it must be")
        key = await self._keys.find(str(header.get("kid", "")))
        if key is None:
            raise Refused("the token is signed with a key that nobody published")
        return key

    def _decoded(self, token: str, key: Key) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                key.public,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=self._issuer,
                leeway=SKEW_S,
                options={"require": ["exp", "iss", "aud"]},
            )
        except (jwt.PyJWTError, ValueError) as error:
            raise Refused(f"the token is not valid: {type(error).__name__}") from error


def _header(token: str) -> dict[str, Any]:
    """What the token says of its signature; only this, since reading all of it twice takes as long as checking it."""
    try:
        header = json.loads(base64url_decode(token.partition(".")[0]))
    except ValueError as error:
        raise Refused("this is no token") from error
    if not isinstance(header, dict):
        raise Refused("this is no token")
    return header


def _bearer(authorization: str) -> str:
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refused("there is no bearer token")
    return token.strip()

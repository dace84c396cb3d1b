"""Who may speak to the bot: the signed token that Teams sends with everything, checked before anything is believed.

Rules: learn.microsoft.com, "Authenticate requests from the Bot Connector service to your bot". Failing one of them
can make a bot hand its own token to an attacker.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
from jwt.algorithms import RSAAlgorithm
from jwt.utils import base64url_decode

from adapters.teams.connector.clouds import Cloud

CHANNEL = "msteams"
# Microsoft's rules allow clocks to differ by five minutes.
SKEW_S = 300
# Microsoft's rules ask for the keys to be read anew at least every day.
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

    async def of(self, token: str) -> Key:
        """The key that a token says it is signed with.

        Raises:
            Refused: it names none, or one that nobody published.
            KeysUnavailable: the keys cannot be read now.
        """
        header = _header(token)
        # Checked before a key is looked for: a token that names no signature, or another kind, costs nothing.
        if header.get("alg") != "RS256":
            raise Refused("the token is not signed as it must be")
        key = await self.find(str(header.get("kid", "")))
        if key is None:
            raise Refused("the token is signed with a key that nobody published")
        return key

    def _stale(self) -> bool:
        return self._fetched_at is None or self._clock() - self._fetched_at > KEEP_S

    async def _fetch(self) -> None:
        try:
            metadata = await self._json(self._url)
            published = await self._json(str(metadata["jwks_uri"]))
            self._keys = {str(key["kid"]): _key(key) for key in published["keys"] if key.get("kty") == "RSA"}
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, jwt.PyJWTError) as error:
            raise KeysUnavailable(f"the signing keys cannot be read ({type(error).__name__})") from error
        self._fetched_at = self._clock()

    async def _json(self, url: str) -> dict[str, Any]:
        async with self._session.get(url, timeout=FETCH) as reply:
            reply.raise_for_status()
            document: dict[str, Any] = await reply.json(content_type=None)
            return document


def _key(published: dict[str, Any]) -> Key:
    return Key(RSAAlgorithm.from_jwk(published), frozenset(published.get("endorsements") or ()))


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
        token = bearer_in(authorization)
        key = await self._keys.of(token)
        claims = decoded(token, key, self._app_id, self._issuer)
        claimed, actual = str(claims.get("serviceurl", "")), str(activity.get("serviceUrl", ""))
        # Without this check a stolen token could make the bot send its own bearer token to a host of somebody else.
        if not claimed or claimed.rstrip("/") != actual.rstrip("/"):
            raise Refused("the token is for another service address")
        channel = activity.get("channelId")
        if channel != CHANNEL or CHANNEL not in key.endorsements:
            raise Refused("the key may not sign for this channel", 403)
        return claims


def decoded(token: str, key: Key, audience: str | Sequence[str], issuer: str, *required: str) -> dict[str, Any]:
    """What a token claims, once its signature, issuer, audience and time are right.

    Args:
        required: claims that it must have besides those.

    Raises:
        Refused: it is not believed.
    """
    try:
        return jwt.decode(
            token,
            key.public,
            algorithms=["RS256"],
            audience=audience,
            issuer=issuer,
            leeway=SKEW_S,
            options={"require": ["exp", "iss", "aud", *required]},
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


def bearer_in(authorization: str) -> str:
    """The token of an Authorization header. Raises: Refused, where there is none."""
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refused("there is no bearer token")
    return token.strip()

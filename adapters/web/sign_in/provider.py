"""The company's sign-in, by OpenID Connect with the authorization code and PKCE.

What may be believed follows OpenID Connect Core 1.0, section 3.1.3.7, and RFC 9700. Signatures are checked by PyJWT.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

import aiohttp
import jwt
from yarl import URL

from adapters.sessions import vendor_session

# Signatures of a key pair alone: with "HS256" whoever knows the client's secret could sign, with "none" anybody.
ALGORITHMS = [f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)] + ["EdDSA"]
SKEW_S = 60  # clocks of ours and of the provider's may differ by so much
KEEP_S = 3600.0  # providers announce a new key days before they sign with it
MOST_BYTES = 1 << 20
PATIENCE = aiohttp.ClientTimeout(total=8)  # somebody waits for it before a white page
HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


class ProviderFault(Exception):
    """The provider cannot be used, or said something that must not be believed; the text is for an operator."""


@dataclass(frozen=True, slots=True)
class Client:
    """What this installation is to the provider.

    Attributes:
        issuer: the provider's name, which is an address.
        secret: "" for a public client, which PKCE alone protects.
        trusts_email: whether addresses count that the provider does not call verified.
    """

    issuer: str
    id: str
    secret: str = ""
    trusts_email: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the provider let in.

    Attributes:
        email: "" where the provider does not vouch for one.
    """

    subject: str
    email: str


class Provider:
    """Speaks to one provider, whose addresses and keys are found by discovery.

    Args:
        monotonic: seconds that only go forward.
    """

    def __init__(self, client: Client, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.client = client
        self._monotonic = monotonic
        self._documents: dict[str, tuple[float, dict[str, Any]]] = {}

    async def address(self, state: str, nonce: str, verifier: str, back: str) -> str:
        """Where a browser is sent to sign in.

        Raises:
            ProviderFault: the provider cannot be reached or is another one.
        """
        digest = hashlib.sha256(verifier.encode()).digest()
        query = {
            **{"response_type": "code", "client_id": self.client.id, "redirect_uri": back},
            **{"scope": "openid email profile", "state": state, "nonce": nonce},
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return str(URL((await self._metadata())["authorization_endpoint"]).update_query(query))

    async def account(self, code: str, nonce: str, verifier: str, back: str) -> Account:
        """Whoever signed in.

        Raises:
            ProviderFault: the code is not good, or what it gives must not be believed.
        """
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        claims = await self._claims(str((await self._exchange(form)).get("id_token", "")))
        if claims.get("nonce") != nonce:
            raise ProviderFault("the token was made for another sign-in")
        if claims.get("azp", self.client.id) != self.client.id:
            raise ProviderFault("the token was made for another client")
        # Some providers write the claim as a text.
        verified = claims.get("email_verified") in (True, "true")
        trusted = "email_verified" not in claims and self.client.trusts_email
        email = str(claims.get("email", "")) if verified or trusted else ""
        return Account(str(claims["sub"]), email)

    async def leaving(self, back: str) -> str:
        """Where a browser ends its session at the provider too, "" where that is not offered."""
        place = (await self._metadata()).get("end_session_endpoint")
        query = {"client_id": self.client.id, "post_logout_redirect_uri": back}
        return str(URL(place).update_query(query)) if place else ""

    def came_from(self, issuer: str | None) -> bool:
        """Whether an answer is this provider's, by the issuer that it names (RFC 9207); many name none."""
        return issuer in (None, self.client.issuer)

    async def _metadata(self) -> Mapping[str, Any]:
        address = self.client.issuer.rstrip("/") + "/.well-known/openid-configuration"
        metadata = await self._document(address)
        if metadata.get("issuer") != self.client.issuer:
            raise ProviderFault(
                f"{address} speaks for {str(metadata.get('issuer'))[:200]!r}: write that as OIDC_ISSUER"
            )
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            _checked(metadata.get(name), name)
        if metadata.get("end_session_endpoint"):
            _checked(metadata["end_session_endpoint"], "end_session_endpoint")
        return metadata

    async def _claims(self, token: str) -> Mapping[str, Any]:
        place = str((await self._metadata())["jwks_uri"])
        try:
            key_id = jwt.get_unverified_header(token).get("kid")
            key = _key(await self._document(place), key_id) or _key(await self._document(place, anew=True), key_id)
            if key is None:
                raise ProviderFault("the token is signed with a key that the provider did not publish")
            claims: Mapping[str, Any] = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=self.client.id,
                issuer=self.client.issuer,
                leeway=SKEW_S,
                options={"require": ["exp", "iat", "aud", "iss", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise ProviderFault(f"the token is not good: {error}") from error
        return claims

    async def _exchange(self, form: Mapping[str, str]) -> Mapping[str, Any]:
        metadata = await self._metadata()
        methods = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        about, headers = {**form, "client_id": self.client.id}, {}
        if self.client.secret and "client_secret_basic" in methods:
            about.pop("client_id")
            pair = [_encoded(each) for each in (self.client.id, self.client.secret)]
            headers["Authorization"] = aiohttp.encode_basic_auth(*pair)
        elif self.client.secret:
            about["client_secret"] = self.client.secret
        return await self._ask("POST", str(metadata["token_endpoint"]), data=about, headers=headers)

    async def _document(self, address: str, anew: bool = False) -> Mapping[str, Any]:
        """A document of the provider's, which is kept for a while."""
        at, document = self._documents.get(address, (float("-inf"), {}))
        if anew or self._monotonic() - at > KEEP_S:
            document = await self._ask("GET", address)
            self._documents[address] = self._monotonic(), document
        return document

    async def _ask(self, method: str, address: str, **sent: Any) -> dict[str, Any]:
        try:
            async with (
                vendor_session(timeout=PATIENCE) as session,
                # Whoever may redirect the token's endpoint would be sent the code and the secret.
                session.request(method, address, allow_redirects=False, **sent) as reply,
            ):
                content = json.loads(await reply.content.read(MOST_BYTES))
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise ProviderFault(
                f"{URL(address).host} gives no answer that can be read: {type(error).__name__}"
            ) from error
        if reply.status != 200 or not isinstance(content, dict):
            why = content.get("error", "") if isinstance(content, dict) else ""
            raise ProviderFault(f"{URL(address).host} answered {reply.status} {str(why)[:100]}")
        return content


def _checked(address: object, name: str) -> None:
    """Nothing secret goes over a line that others read; on this machine there is none.

    Raises:
        ProviderFault: it would.
    """
    place = URL(address) if isinstance(address, str) else URL()
    if place.scheme != "https" and not (place.scheme == "http" and place.host in HOSTS):
        raise ProviderFault(f"the provider's {name} is no https address")


def _key(published: Mapping[str, Any], key_id: str | None) -> jwt.PyJWK | None:
    """The key of that name; the only one where a token names none."""
    keys = [key for key in published.get("keys", []) if isinstance(key, dict) and key.get("use", "sig") == "sig"]
    fitting = [key for key in keys if key.get("kid") == key_id] if key_id else keys
    return jwt.PyJWK.from_dict(fitting[0]) if len(fitting) == 1 else None


def _encoded(text: str) -> str:
    """As RFC 6749, section 2.3.1, wants ids and secrets in that header."""
    return quote_plus(text)

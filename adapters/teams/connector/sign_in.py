"""Who opened a page of ours inside of Teams: the token of single sign-on, checked before anything is believed.

Rules: learn.microsoft.com, "Enable SSO for tab app" and "Access token claims reference", for tokens of version 2.
"""

from __future__ import annotations

import aiohttp

from adapters.teams.connector.verify import Keys, Refused, bearer_in, decoded

SCOPE = "access_as_user"  # what an administrator exposes; a token for anything else was made for somebody else's use


def id_uri(host: str, app_id: str) -> str:
    """The name by which Microsoft knows our pages, as the registration must have it."""
    return f"api://{host}/botid-{app_id}"


class SignIns:
    """Checks tokens that a tab got for whoever opened it.

    Args:
        login_url: of the cloud, without the tenant.
        host: of our pages.
    """

    def __init__(self, session: aiohttp.ClientSession, login_url: str, tenant_id: str, app_id: str, host: str) -> None:
        self._issuer = f"{login_url}/{tenant_id}/v2.0"
        # Keys of the tenant's own metadata, so that no other tenant's issuer can stand in the token.
        self._keys = Keys(session, f"{self._issuer}/.well-known/openid-configuration")
        self.tenant_id = tenant_id
        self._audiences = [app_id, id_uri(host, app_id)]

    async def account(self, authorization: str) -> str:
        """The directory's id of whoever the token was made for.

        Raises:
            Refused: it is not believed.
            KeysUnavailable: it cannot be checked now.
        """
        token = bearer_in(authorization)
        claims = decoded(token, await self._keys.of(token), self._audiences, self._issuer, "oid")
        if str(claims.get("tid", "")) != self.tenant_id:
            raise Refused("the token is of another tenant", 403)
        if SCOPE not in str(claims.get("scp", "")).split():
            raise Refused("the token is not for opening this page", 403)
        return str(claims["oid"])

"""What one process speaks to Microsoft with: the registration, its tokens, the connector and Graph."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

import aiohttp

from adapters.teams.connector.clouds import CLOUDS, Cloud
from adapters.teams.connector.credentials import AppToken
from adapters.teams.connector.keys import TeamsKeys
from adapters.teams.connector.sign_in import SignIns
from adapters.teams.connector.transport import BotBuilderTransport
from adapters.teams.connector.verify import Inspector, Keys


class TeamsRegistration:
    """The registration of one tenant, ready to be spoken with.

    Args:
        cloud: another cloud than the keys name, such as a connector on loopback.
    """

    def __init__(self, keys: TeamsKeys, session: aiohttp.ClientSession, cloud: Cloud | None = None) -> None:
        self.keys = keys
        self.session = session
        self.cloud = cloud or CLOUDS[keys.cloud]
        # One object for all requests to the connector: it keeps the token, which would else be fetched for every
        # message.
        self.token = self._token(self.cloud)
        inspector = Inspector(Keys(session, self.cloud.keys_url), self.cloud, keys.app_id)
        self.transport = BotBuilderTransport(session, inspector, self.token, keys.app_id)

    def graph_token(self) -> AppToken:
        """A token for Graph; the connector's is not accepted there."""
        return self._token(replace(self.cloud, scope=f"{self.cloud.graph_url}/.default"))

    def sign_ins(self, public_url: str) -> SignIns:
        """Who proves to a page of ours at this address who they are."""
        host = urlsplit(public_url).hostname or ""
        return SignIns(self.session, self.cloud.login_url, self.keys.tenant_id, self.keys.app_id, host)

    def _token(self, cloud: Cloud) -> AppToken:
        return AppToken(self.session, cloud, self.keys.tenant_id, self.keys.app_id, self.keys.password)

"""Microsoft's clouds: who signs what arrives, where our own token comes from, and where conversations are begun.

Sources: learn.microsoft.com, "Authenticate requests with the Bot Connector"; "Configure bots for US Government
customers"; "National cloud deployments" of Graph; the presets of Microsoft's Teams SDKs for the other clouds.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cloud:
    """One cloud.

    Attributes:
        issuer: the `iss` of tokens that arrive.
        keys_url: the OpenID metadata that names the keys of those tokens.
        login_url: where our own token is asked for, without the tenant.
        scope: what our own token is for.
        service_url: where a conversation is begun when nobody of the tenant was heard from yet.
        graph_url: where Microsoft Graph is.
    """

    issuer: str
    keys_url: str
    login_url: str
    scope: str
    service_url: str
    graph_url: str = "https://graph.microsoft.com"


_PUBLIC = (
    "https://api.botframework.com",
    "https://login.botframework.com/v1/.well-known/openidconfiguration",
    "https://login.microsoftonline.com",
    "https://api.botframework.com/.default",
)
_US_GOVERNMENT = (
    "https://api.botframework.us",
    "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
    "https://login.microsoftonline.us",
    "https://api.botframework.us/.default",
)
GCC_HOST = "https://smba.infra.gcc.teams.microsoft.com"

CLOUDS = {
    "public": Cloud(*_PUBLIC, "https://smba.trafficmanager.net/teams"),
    "gcc": Cloud(*_PUBLIC, f"{GCC_HOST}/teams"),
    "gcc-high": Cloud(*_US_GOVERNMENT, "https://smba.infra.gov.teams.microsoft.us/teams", "https://graph.microsoft.us"),
    "dod": Cloud(*_US_GOVERNMENT, "https://smba.infra.dod.teams.microsoft.us/teams", "https://dod-graph.microsoft.us"),
    "china": Cloud(
        "https://api.botframework.azure.cn",
        "https://login.botframework.azure.cn/v1/.well-known/openidconfiguration",
        "https://login.partner.microsoftonline.cn",
        "https://api.botframework.azure.cn/.default",
        "https://msgapi.teams.microsoftonline.cn/teams",
        "https://microsoftgraph.chinacloudapi.cn",
    ),
}

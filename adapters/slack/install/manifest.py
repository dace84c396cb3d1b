"""The manifest that makes the Slack app, with this installation's address filled in.

Limits: github.com/slackapi/manifest-schema; what each scope is for stands beside it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from adapters.slack.connector.port import PATH

SCOPES = {
    "channels:read": "members of a public channel as a campaign's audience",
    "chat:write": "lessons and answers",
    "commands": "/learn",
    "files:read": "films that people send to the app for a lesson, and the link of an uploaded clip",
    "groups:read": "members of a private channel as a campaign's audience",
    "im:history": "words written to the app, and looking for a message after a crash",
    "im:write": "opening the conversation with a learner",
    "usergroups:read": "user groups as a campaign's audience",
    "users:read": "names, time zones, languages, who left",
    "users:read.email": "the same person here and in other systems",
}
OPTIONAL = ("channels:read", "files:read", "groups:read", "usergroups:read", "users:read.email")
"""What an admin may leave out at installation: without it, campaigns are for people who are named one by one, and the
same person in another system is not recognised. Source: docs.slack.dev/changelog/2026/03/16/optional-scopes."""
VIDEO_SCOPES = {"links.embed:write": "the player inside of messages"}
FILE_SCOPES = {"files:write": "clips as files"}
CHANNEL_SCOPES = {
    "canvases:read": "canvases of channels that you name, as documents",
    "channels:history": "the question above a pinned reply, in public channels that you name",
    "groups:history": "the same in private channels",
    "pins:read": "pinned messages of channels that you name, as documents",
}
"""Only with SLACK_CHANNELS=on. Source: docs.slack.dev/reference/methods, pins.list and others."""
EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "message.im",
    "team_join",
    "tokens_revoked",
    "user_change",
)
ORGANISATION_EVENTS = ("team_access_granted", "team_access_revoked")
ABOUT = (
    "Ninety sends short video lessons into each person's own messages: ninety seconds and one question, inside of "
    "their working hours. It asks again what is being forgotten, answers /learn with a clip or a quoted passage, and "
    "shows managers what their team learned."
)


def scopes(inline_video: bool, channels: bool = False) -> dict[str, str]:
    """Bot scope -> what it is for."""
    further = (VIDEO_SCOPES if inline_video else FILE_SCOPES) | (CHANNEL_SCOPES if channels else {})
    return dict(sorted((SCOPES | further).items()))


def inline_video(public_url: str) -> bool:
    """Whether Slack can show the player page inside of messages: it must reach it over HTTPS."""
    return public_url.startswith("https://")


def manifest(public_url: str, *, socket_mode: bool, oauth: bool = False, channels: bool = False) -> dict[str, Any]:
    """The app's manifest.

    Args:
        public_url: where people reach the pages; with https, clips play inside of messages.
        socket_mode: Slack is called instead of calling us.
        oauth: many workspaces install the app.
        channels: it reads what channels pinned, and their canvases.
    """
    url, inline = f"{public_url}{PATH}", inline_video(public_url)
    address = {} if socket_mode else {"url": url}
    app: dict[str, Any] = {
        "display_information": {
            "name": "Ninety",
            "description": "90-second video lessons with one question, in your messages",
            "long_description": ABOUT,
            "background_color": "#1d3557",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Ninety", "always_online": True},
            "slash_commands": [
                {
                    "command": "/learn",
                    "description": "Your lesson, or an answer to a question",
                    "usage_hint": "[how do I …? | campaign | help]",
                    # Mentions come with their ids, so that "share with @Bo" finds the right Bo.
                    "should_escape": True,
                    **address,
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": list(scopes(inline, channels)), "bot_optional": list(OPTIONAL)}},
        "settings": {
            "event_subscriptions": {
                "bot_events": sorted((*EVENTS, *ORGANISATION_EVENTS) if oauth else EVENTS),
                **({} if socket_mode else {"request_url": url}),
            },
            "interactivity": {
                "is_enabled": True,
                **({} if socket_mode else {"request_url": url, "message_menu_options_url": url}),
            },
            "org_deploy_enabled": oauth,
            "socket_mode_enabled": socket_mode,
            # A rotated token must be renewed by a running process; a laptop that slept for a day loses it.
            "token_rotation_enabled": False,
        },
    }
    if inline:
        app["features"]["unfurl_domains"] = [str(urlsplit(public_url).hostname)]
    if oauth:
        app["oauth_config"]["redirect_urls"] = [f"{public_url}/slack/installed"]
    return app

"""What Slack gave for the app, as the settings hold it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SlackKeys:
    """What Slack gave for the app; "" where it was not set.

    Attributes:
        bot_token: xoxb-…, of a single workspace.
        signing_secret: proves requests over HTTP.
        app_token: xapp-…, for Socket Mode.
        client_id, client_secret: for installing into many workspaces.
        reads_channels: the app asks for reading what channels pinned, and their canvases.
    """

    bot_token: str = ""
    signing_secret: str = ""
    app_token: str = ""
    client_id: str = ""
    client_secret: str = ""
    reads_channels: bool = False

    @property
    def complete(self) -> bool:
        """Whether Slack is wanted here: a workspace's token is set, or workspaces can install the app."""
        return bool(self.bot_token or (self.client_id and self.client_secret))

    def __repr__(self) -> str:
        return f"SlackKeys(complete={self.complete})"  # never a secret, wherever it is logged

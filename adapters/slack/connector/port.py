"""The names that every room of Slack shares: the platform, the addresses, and the ids of what can be pressed.

The ids come back with each press, so what is shown (outbound, forms) and what is read (inbound) must agree on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PLATFORM = "slack"
API = "https://slack.com/api/"
PATH = "/slack/events"  # events, commands and buttons alike: the manifest names it once

Body = Mapping[str, Any]
"""A payload as Slack posts it."""

CHOOSE = "choose"  # action ids of buttons begin like this; their value is the token
CLIP_MENU = "clip"  # action id of a clip's menu; the block's id ends with the player's token
OPEN_SETTINGS = "settings-open"  # action id of the button that opens the window
SAY = "say-"  # action ids of buttons that stand for words; their value is the words
SNOOZE = "snooze"  # action id of the date that snoozes
THREAD = "#"  # between the id of an event and the thread in which its answer belongs
CAMPAIGN = "campaign-"  # action ids of buttons on a campaign; their value is its id

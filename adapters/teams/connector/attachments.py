"""Films among the attachments of an activity. Pure.

Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4: a file that somebody sends to a bot in a
personal chat comes as an attachment with an address that opens for some minutes without a token.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DOWNLOAD = "application/vnd.microsoft.teams.file.download.info"
FILMS = frozenset({"mp4", "m4v", "mov", "webm", "mkv", "3gp"})


def film_of(attachments: Any) -> tuple[str, str]:
    """Name and address of the first film among an activity's attachments; "" and "" for none."""
    for attachment in attachments if isinstance(attachments, list) else ():
        if not isinstance(attachment, Mapping) or attachment.get("contentType") != DOWNLOAD:
            continue
        content = attachment.get("content")
        url = content.get("downloadUrl") if isinstance(content, Mapping) else None
        name = str(attachment.get("name") or "film")[:200]
        kind = str(content.get("fileType") or name.rpartition(".")[2]) if isinstance(content, Mapping) else ""
        if isinstance(url, str) and kind.lower() in FILMS:
            return name, url
    return "", ""

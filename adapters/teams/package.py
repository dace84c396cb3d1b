"""The app as Teams takes it: a zip of the manifest and two icons, ready to be uploaded to the organisation's catalogue.

Sources: learn.microsoft.com, "App manifest" 1.22 and "Design your app icon".
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from PIL import Image, ImageDraw

COLOUR = 192  # pixels of the colour icon's side; its mark stays inside of the middle half
OUTLINE = 32
FINER = 8  # drawn so many times larger, then made small, for smooth edges
BLUE, AMBER, WHITE, CLEAR = (43, 80, 216, 255), (255, 194, 75, 255), (255, 255, 255, 255), (0, 0, 0, 0)
PALE = (255, 255, 255, 110)
UNCHANGED = (2020, 1, 1, 0, 0, 0)  # so that the same settings give the same bytes
READ_RECEIPTS = "ChatMessageReadReceipt.Read.Chat"
COMMANDS = (
    ("learn", "Ask how to do something, or get your current lesson"),
    ("next", "The next episode now"),
    ("progress", "What you have seen and answered"),
    ("snooze a week", "Nothing before then"),
    ("stop", "No more lessons; start brings them back"),
    ("help", "Everything that I understand"),
)


class NotPackable(ValueError):
    """The settings give no app that Teams would take; the text says what to set."""


@dataclass(frozen=True, slots=True)
class App:
    """What is filled into the manifest.

    Attributes:
        public_url: where learners' browsers and Teams reach this installation.
        version: three numbers; Teams takes an update only with a higher one.
        privacy_url, terms_url: of whoever runs it; the start page where none is given.
        read_receipts: ask to be told when somebody read a message; whoever installs the app must consent to it.
    """

    app_id: str
    public_url: str
    company: str
    version: str = "1.0.0"
    privacy_url: str = ""
    terms_url: str = ""
    read_receipts: bool = False


def package(app: App) -> bytes:
    """The zip file.

    Raises:
        NotPackable: Teams would refuse it.
    """
    files = {
        "manifest.json": json.dumps(manifest(app), indent=2, ensure_ascii=False).encode(),
        "color.png": _png(colour_icon()),
        "outline.png": _png(outline_icon()),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, UNCHANGED), content)
    return packed.getvalue()


def manifest(app: App) -> dict[str, Any]:
    """The manifest with ids and domains filled in. Raises: NotPackable."""
    host = _host(app)
    return {
        "$schema": "https://developer.microsoft.com/json-schemas/teams/v1.22/MicrosoftTeams.schema.json",
        "manifestVersion": "1.22",
        "version": app.version,
        "id": app.app_id,
        "developer": {
            "name": app.company[:32],
            "websiteUrl": app.public_url,
            "privacyUrl": app.privacy_url or app.public_url,
            "termsOfUseUrl": app.terms_url or app.public_url,
        },
        "name": {"short": "Ninety", "full": "Ninety: 90-second lessons"},
        "description": {
            "short": "Serialized 90-second video lessons with one question, in chat.",
            "full": (
                "Ninety sends a short video episode and one question into your chat, inside of your working hours. "
                "Press an answer and see at once why. Ask it anything about your lessons with “learn”."
            ),
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#2B50D8",
        "bots": [_bot(app.app_id)],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [host],
        "webApplicationInfo": {"id": app.app_id},
        **(_told_of_reading(app) if app.read_receipts else {}),
    }


def _told_of_reading(app: App) -> dict[str, Any]:
    """Consent for one chat at a time; Teams wants a resource named beside it and does nothing with it."""
    wanted = [{"name": READ_RECEIPTS, "type": "Application"}]
    return {
        "webApplicationInfo": {"id": app.app_id, "resource": app.public_url},
        "authorization": {"permissions": {"resourceSpecific": wanted}},
    }


def _bot(app_id: str) -> dict[str, Any]:
    commands = [{"title": title, "description": told} for title, told in COMMANDS]
    return {
        "botId": app_id,
        "scopes": ["personal", "team", "groupChat"],
        "isNotificationOnly": False,
        "supportsFiles": False,
        "commandLists": [{"scopes": ["personal"], "commands": commands}],
    }


def _host(app: App) -> str:
    address = urlsplit(app.public_url)
    if not app.app_id:
        raise NotPackable("TEAMS_APP_ID is not set: docs/teams.md says where it stands")
    if address.scheme != "https" or not address.hostname:
        raise NotPackable(f"PUBLIC_URL is {app.public_url}: Teams needs an https address that it can reach")
    if not all(part.isdecimal() for part in app.version.split(".")) or app.version.count(".") != 2:
        raise NotPackable(f"version {app.version!r}: write three numbers, such as 1.0.1")
    return address.netloc if address.port else address.hostname


def colour_icon() -> Image.Image:
    """Our mark on its blue, 192 pixels; Teams rounds the corners itself."""
    side = COLOUR * FINER
    drawn = Image.new("RGBA", (side, side), BLUE)
    _mark(drawn, side * 0.5, (PALE, AMBER, WHITE), side * 0.055)
    return drawn.resize((COLOUR, COLOUR), Image.Resampling.LANCZOS)


def outline_icon() -> Image.Image:
    """Our mark in white alone on nothing, 32 pixels, as Teams asks for it."""
    side = OUTLINE * FINER
    stencil = Image.new("RGBA", (side, side), CLEAR)
    _mark(stencil, side * 0.86, (WHITE, WHITE, WHITE), side * 0.075)
    alpha = stencil.getchannel("A").resize((OUTLINE, OUTLINE), Image.Resampling.LANCZOS)
    white = Image.new("RGBA", (OUTLINE, OUTLINE), WHITE)
    white.putalpha(alpha)
    return white


def _mark(drawn: Image.Image, size: float, colours: tuple[Any, Any, Any], width: float) -> None:
    """A ring of which a quarter is bright, around a triangle that points on: ninety seconds, played."""
    ring, quarter, triangle = colours
    over = Image.new("RGBA", drawn.size, CLEAR)
    pen, middle, radius = ImageDraw.Draw(over), drawn.width / 2, size / 2
    box = (middle - radius, middle - radius, middle + radius, middle + radius)
    pen.arc(box, 0, 360, fill=ring, width=round(width))
    pen.arc(box, 270, 360, fill=quarter, width=round(width))
    tip, high = radius * 0.46, radius * 0.44
    corners = [(middle - tip * 0.6, middle - high), (middle - tip * 0.6, middle + high), (middle + tip, middle)]
    pen.polygon(corners, fill=triangle)
    drawn.alpha_composite(over)


def _png(picture: Image.Image) -> bytes:
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()

"""The app's manifest: who it is, what it understands, and where it may be shown. Pure functions.

Source: learn.microsoft.com, "App manifest" 1.28; "Create prompt starters"; "Localize your app".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from adapters.teams.connector.port import TAB_PATH
from adapters.teams.connector.sign_in import id_uri

READ_RECEIPTS = "ChatMessageReadReceipt.Read.Chat"
LONGEST_COMPANY = 32  # letters that the manifest's schema allows
GERMAN = "de.json"  # the file of German words in the package
COMMANDS = (
    ("learn", "Ask how to do something, or get your current lesson"),
    ("next", "The next episode now"),
    ("progress", "What you have seen and answered"),
    ("my page", "Your lesson, progress and settings on a page"),
    ("settings", "When lessons come, and in which language"),
    ("snooze a week", "Nothing before then"),
    ("campaign", "For managers: start a campaign, or see yours"),
    ("help", "Everything that I understand"),
)
PROMPTS = (
    ("My current lesson", "The lesson of today, to begin with", "learn"),
    ("How do I report phishing?", "A question, as an example", "How do I report phishing?"),
)
"""What stands above an empty conversation, to be pressed instead of typed: title, description, what it writes."""
IN_GROUPS = (("learn", "Ask how to do something; the answer comes to you alone"), ("help", "What you can write to me"))
TAB = "My page"
SHORT = "Serialized 90-second video lessons with one question, in chat."
FULL = (
    "Ninety sends a short video episode and one question into your chat, inside of your working hours. "
    "Press an answer and see at once why. Ask it anything about your lessons with “learn”."
)
IN_GERMAN = {
    "$schema": "https://developer.microsoft.com/json-schemas/teams/v1.28/MicrosoftTeams.Localization.schema.json",
    "name.short": "Ninety",
    "staticTabs[0].name": "Meine Seite",
    "name.full": "Ninety: Lektionen in 90 Sekunden",
    "description.short": "Videolektionen in 90 Sekunden mit einer Frage, als Serie im Chat.",
    "description.full": (
        "Ninety schickt eine kurze Videofolge und eine Frage in deinen Chat, innerhalb deiner Arbeitszeit. "
        "Tippe auf eine Antwort und erfahre sofort, warum. Mit „learn“ fragst du alles zu deinen Lektionen."
    ),
}


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


def manifest(app: App) -> dict[str, Any]:
    """The manifest with ids and domains filled in. Raises: NotPackable."""
    host = _host(app)
    return {
        "$schema": "https://developer.microsoft.com/json-schemas/teams/v1.28/MicrosoftTeams.schema.json",
        "manifestVersion": "1.28",
        "version": app.version,
        "id": app.app_id,
        "developer": {
            "name": app.company,
            "websiteUrl": app.public_url,
            "privacyUrl": app.privacy_url or app.public_url,
            "termsOfUseUrl": app.terms_url or app.public_url,
        },
        "name": {"short": "Ninety", "full": "Ninety: 90-second lessons"},
        "description": {
            "short": SHORT,
            "full": FULL,
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#2B50D8",
        "defaultInstallScope": "personal",  # lessons come to people, not to groups
        "localizationInfo": {
            "defaultLanguageTag": "en",
            "additionalLanguages": [{"languageTag": "de", "file": GERMAN}],
        },
        "bots": [_bot(app.app_id)],
        "staticTabs": [
            {
                "entityId": "home",
                "name": TAB,
                # Teams fills in the language; where its own page cannot be opened, it leads to a browser.
                "contentUrl": f"{app.public_url}{TAB_PATH}?locale={{locale}}",
                "websiteUrl": f"{app.public_url}{TAB_PATH}",
                "scopes": ["personal"],
            },
            {"entityId": "conversations", "scopes": ["personal"]},
        ],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [host],
        "webApplicationInfo": {"id": app.app_id, "resource": id_uri(host.partition(":")[0], app.app_id)},
        **(_told_of_reading(app) if app.read_receipts else {}),
    }


def _told_of_reading(app: App) -> dict[str, Any]:
    """Consent for one chat at a time."""
    wanted = [{"name": READ_RECEIPTS, "type": "Application"}]
    return {"authorization": {"permissions": {"resourceSpecific": wanted}}}


def _bot(app_id: str) -> dict[str, Any]:
    return {
        "botId": app_id,
        "scopes": ["personal", "team", "groupChat"],
        "isNotificationOnly": False,
        "supportsFiles": True,
        "commandLists": [
            {"scopes": ["personal"], "commands": [*_commands(COMMANDS), *_prompts()]},
            {"scopes": ["team", "groupChat"], "commands": list(_commands(IN_GROUPS))},
        ],
    }


def _commands(pairs: tuple[tuple[str, str], ...]) -> Iterator[dict[str, str]]:
    return ({"title": title, "description": meaning} for title, meaning in pairs)


def _prompts() -> Iterator[dict[str, str]]:
    for title, meaning, words in PROMPTS:
        yield {"type": "prompt", "title": title, "description": meaning, "prompt": words}


def _host(app: App) -> str:
    """The host of the pages, once everything that was set is what Teams takes."""
    if fault := next(_faults(app), ""):
        raise NotPackable(fault)
    address = urlsplit(app.public_url)
    # validDomains names hosts; a port belongs to one only where the address has it.
    return address.netloc if address.port else str(address.hostname)


def _faults(app: App) -> Iterator[str]:
    if not app.app_id:
        yield "TEAMS_APP_ID is not set: docs/teams.md says where it stands"
    if not _is_https(app.public_url):
        yield f"PUBLIC_URL is {app.public_url}: Teams needs an https address that it can reach"
    for option, url in (("--privacy-url", app.privacy_url), ("--terms-url", app.terms_url)):
        if url and not _is_https(url):
            yield f"{option} {url}: write the whole address of the page, beginning with https://"
    if len(app.company) > LONGEST_COMPANY:
        yield f"--company has {len(app.company)} letters: Teams shows {LONGEST_COMPANY}, write a shorter name"
    if not app.company.strip():
        yield "--company is empty: write who runs the app"
    if not all(part.isdecimal() for part in app.version.split(".")) or app.version.count(".") != 2:
        yield f"version {app.version!r}: write three numbers, such as 1.0.1"


def _is_https(url: str) -> bool:
    address = urlsplit(url)
    return address.scheme == "https" and bool(address.hostname)

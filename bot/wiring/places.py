"""Which places this installation can look at for documents, by the kind of a source."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from ipaddress import ip_network
from pathlib import Path

from adapters.confluence.space import ConfluenceSpace, Credentials
from adapters.drives.google import GoogleDriveFolder, folder_id, service_account
from adapters.drives.sharepoint import SharePointPlace, checked_address, sharepoint_keys
from adapters.slack.connector.credentials import Tokens
from adapters.slack.people.channel import ChannelKnowledge, channel_id
from bot.answers.renewing.credentials import LONGEST, CredentialSealer
from bot.answers.renewing.renewer import place_opener
from bot.answers.renewing.sources import Source
from bot.settings import Settings
from lessons.answers.gathering.choosing import Choice
from lessons.answers.gathering.folder import Folder
from lessons.answers.gathering.port import DocumentPlace, Unreachable
from lessons.answers.gathering.website import Website
from lessons.answers.reading.pages import Networks

SHAREPOINT, GOOGLE_DRIVE, SLACK_CHANNEL = "sharepoint", "google drive", "slack channel"
_CHECKS: dict[str, tuple[Callable[[str], object], Callable[[str], str]]] = {
    SHAREPOINT: (sharepoint_keys, checked_address),
    GOOGLE_DRIVE: (service_account, folder_id),
}


def places(settings: Settings, slack: Tokens | None = None) -> Callable[[Source], DocumentPlace]:
    """Opens the place of a source.

    Args:
        slack: of its workspaces, where it is set up.

    Raises, when called: Unreachable for a kind that this installation is not set up for.
    """
    sealer = CredentialSealer(settings.secret_key, settings.old_secret_keys)

    def confluence(source: Source) -> DocumentPlace:
        if not settings.confluence_token:
            raise Unreachable("CONFLUENCE_TOKEN is not set: without it the wiki lets nobody in")
        credentials = Credentials(settings.confluence_user, settings.confluence_token)
        return ConfluenceSpace(source.address, source.options.only, credentials, _choice(source), _networks(source))

    def sharepoint(source: Source) -> DocumentPlace:
        keys = sharepoint_keys(sealer.open(source.sealed_credentials))
        return SharePointPlace(source.address, keys, _choice(source), _networks(source))

    def google_drive(source: Source) -> DocumentPlace:
        account = service_account(sealer.open(source.sealed_credentials))
        return GoogleDriveFolder(folder_id(source.address), account, _choice(source), _networks(source))

    def channel(source: Source) -> DocumentPlace:
        if slack is None or settings.slack_channels != "on":
            raise Unreachable(
                "SLACK_CHANNELS is off, or its platform is not set up: docs/operating.md says how channels are read"
            )
        client = partial(slack.client, source.workspace_id)
        return ChannelKnowledge(client, channel_id(source.address), _choice(source), bool(source.options.groups))

    def website(source: Source) -> DocumentPlace:
        return Website(source.address, _choice(source), source.options.depth, _networks(source))

    def folder(source: Source) -> DocumentPlace:
        return Folder(Path(source.address), _choice(source))

    drives = {SHAREPOINT: sharepoint, GOOGLE_DRIVE: google_drive, SLACK_CHANNEL: channel}
    return place_opener({"folder": folder, "web": website, "confluence": confluence, **drives})


def sealed_credentials(settings: Settings, kind: str, address: str, file: Path) -> bytes:
    """What lets us into a drive, from a file that is not needed afterwards.

    Raises:
        ValueError: the file, or the drive's address, is no such; without any value of the file.
    """
    keys_of, address_of = _CHECKS[kind]
    address_of(address)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"the file with credentials cannot be read: {file}") from error
    if len(text) > LONGEST:
        raise ValueError("the file with credentials is too large to be one")
    keys_of(text)
    return CredentialSealer(settings.secret_key).seal(text)


def checked_channel(link: str) -> str:
    """A channel by its own link or id, which is how it is kept.

    Raises:
        ValueError: it is none.
    """
    channel_id(link)
    return link.strip()


def _choice(source: Source) -> Choice:
    return Choice(source.options.include, source.options.exclude)


def _networks(source: Source) -> Networks:
    return [ip_network(network) for network in source.options.networks]

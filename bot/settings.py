"""What an operator sets, read once from the environment; every fault is named at once, with what to write instead."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import sqlalchemy as sa

from bot.managers.managing import APPROVAL_ABOVE

T = TypeVar("T")


class BadSettings(ValueError):
    """Settings that cannot work.

    Attributes:
        faults: one sentence each: which setting, what is wrong, what to write instead.
    """

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation runs. docs/operating.md and .env.example explain each.

    Attributes:
        data_dir: holds the database, the media and the caches where no other place is set.
        database_url: sqlite:///FILE or postgresql://...
        public_url: how people's browsers reach this installation, without a slash at the end.
        secret_key: signs links and buttons, seals tokens; the same for every process.
        playground: "auto" plays it where no chat platform is set up, "on" always, "off" never.
        slack_bot_token, slack_signing_secret, slack_app_token: of the app in one workspace; docs/slack.md.
        slack_client_id, slack_client_secret: of an app that many workspaces install.
        slack_api_url: where Slack's Web API is; another one only behind a proxy.
        teams_app_id, teams_app_password, teams_tenant_id: of the app's registration in one tenant; docs/teams.md.
        teams_cloud: "public", or the government's or national cloud that the tenant is in.
        approval_above: people whom one manager alone may start writing to; for more, another one must agree.
        render_workers: processes that draw clips.
        cache_mb: largest size of the renderer's cache, in megabytes.
        log_format: "text" for people, "json" for machines.
    """

    host: str
    port: int
    data_dir: Path
    database_url: str
    public_url: str
    secret_key: str
    playground: str
    approval_above: int
    render_workers: int
    cache_mb: int
    log_level: str
    log_format: str
    openai_api_key: str
    openai_base_url: str
    slack_bot_token: str
    slack_signing_secret: str
    slack_app_token: str
    slack_client_id: str
    slack_client_secret: str
    slack_api_url: str
    teams_app_id: str
    teams_app_password: str
    teams_tenant_id: str
    teams_cloud: str

    def __repr__(self) -> str:
        return f"Settings(port={self.port}, data_dir={str(self.data_dir)!r})"  # never a secret, wherever it is logged


NAMES = (
    "HOST",
    "PORT",
    "DATA_DIR",
    "DATABASE_URL",
    "PUBLIC_URL",
    "SECRET_KEY",
    "PLAYGROUND",
    "APPROVAL_ABOVE",
    "RENDER_WORKERS",
    "CACHE_MB",
    "LOG_LEVEL",
    "LOG_FORMAT",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "SLACK_BOT_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_APP_TOKEN",
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
    "SLACK_API_URL",
    "TEAMS_APP_ID",
    "TEAMS_APP_PASSWORD",
    "TEAMS_TENANT_ID",
    "TEAMS_CLOUD",
)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings in an environment; what is not set gets the default for a laptop.

    Raises:
        BadSettings: with everything that is wrong.
    """
    faults: list[str] = []

    def take(name: str, default: str, parse: Callable[[str], T]) -> T | Any:
        try:
            return parse(environment.get(name, "").strip() or default)
        except ValueError as fault:
            faults.append(f"{name}: {fault}")
            return None

    host = take("HOST", "127.0.0.1", str)
    port = take("PORT", "3000", _whole_number(1, 65535))
    data_dir = take("DATA_DIR", "var", _folder)
    settings = Settings(
        host=host,
        port=port,
        data_dir=data_dir,
        database_url=take("DATABASE_URL", f"sqlite:///{data_dir}/ninety.db", _database),
        public_url=take("PUBLIC_URL", f"http://127.0.0.1:{port}", _web_address),
        secret_key=take("SECRET_KEY", "made here", _secret(data_dir)),
        playground=take("PLAYGROUND", "auto", _one_of("auto", "on", "off")),
        approval_above=take("APPROVAL_ABOVE", str(APPROVAL_ABOVE), _whole_number(0, 1_000_000)),
        render_workers=take("RENDER_WORKERS", "2", _whole_number(1, 64)),
        cache_mb=take("CACHE_MB", "2048", _whole_number(64, 1_000_000)),
        log_level=take("LOG_LEVEL", "info", _one_of("debug", "info", "warning", "error")),
        log_format=take("LOG_FORMAT", "text", _one_of("text", "json")),
        openai_api_key=take("OPENAI_API_KEY", "", str),
        openai_base_url=take("OPENAI_BASE_URL", "", _web_address_or_none),
        slack_bot_token=take("SLACK_BOT_TOKEN", "", _begins("xoxb-", "Bot User OAuth Token")),
        slack_signing_secret=take("SLACK_SIGNING_SECRET", "", str),
        slack_app_token=take("SLACK_APP_TOKEN", "", _begins("xapp-", "App-Level Token")),
        slack_client_id=take("SLACK_CLIENT_ID", "", str),
        slack_client_secret=take("SLACK_CLIENT_SECRET", "", str),
        slack_api_url=take("SLACK_API_URL", "https://slack.com/api", _web_address),
        teams_app_id=take("TEAMS_APP_ID", "", _uuid("Application (client) ID")),
        teams_app_password=take("TEAMS_APP_PASSWORD", "", str),
        teams_tenant_id=take("TEAMS_TENANT_ID", "", _uuid("Directory (tenant) ID")),
        teams_cloud=take("TEAMS_CLOUD", "public", _one_of("public", "gcc", "gcc-high", "dod", "china")),
    )
    faults += _slack_faults(settings)
    faults += _teams_faults(settings)
    if faults:
        raise BadSettings(tuple(faults))
    return settings


def _slack_faults(settings: Settings) -> list[str]:
    """Slack's settings that make sense only together."""
    faults = []
    if settings.slack_bot_token and not (settings.slack_signing_secret or settings.slack_app_token):
        faults.append(
            "SLACK_BOT_TOKEN: nothing from Slack can come in: set SLACK_APP_TOKEN for Socket Mode, or "
            "SLACK_SIGNING_SECRET for requests over HTTP; docs/slack.md shows where to find both"
        )
    if bool(settings.slack_client_id) != bool(settings.slack_client_secret):
        faults.append("SLACK_CLIENT_ID, SLACK_CLIENT_SECRET: set both, or neither")
    if settings.slack_client_id and not settings.slack_signing_secret:
        faults.append("SLACK_CLIENT_ID: installing into many workspaces needs SLACK_SIGNING_SECRET too")
    return faults


def _begins(prefix: str, name: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text and not text.startswith(prefix):
            raise ValueError(f"this is not the {name}, which begins with {prefix}: docs/slack.md shows where it is")
        return text

    return parse


def _teams_faults(settings: Settings) -> list[str]:
    """Teams needs three values; some of them without the others are a half-finished set-up."""
    given = {name: getattr(settings, name) for name in ("teams_app_id", "teams_app_password", "teams_tenant_id")}
    missing = [name.upper() for name, value in given.items() if not value]
    if not missing or len(missing) == len(given):
        return []
    return [f"{' and '.join(missing)}: missing, while others for Teams are set: docs/teams.md says where they stand"]


def _uuid(name: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text and not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text):
            raise ValueError(f"{text!r} is no {name}: it looks like 11111111-2222-3333-4444-555555555555")
        return text.lower()

    return parse


def _whole_number(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdecimal() or not least <= int(text) <= most:
            raise ValueError(f"{text!r} is not a whole number from {least} to {most}")
        return int(text)

    return parse


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text.lower() not in words:
            raise ValueError(f"{text!r} is none of {', '.join(words)}")
        return text.lower()

    return parse


def _folder(text: str) -> Path:
    folder = Path(text).expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(
            f"the folder {folder} cannot be made ({error.strerror}): choose one that this user may write to"
        ) from error
    return folder


def _database(text: str) -> str:
    try:
        url = sa.make_url(text.replace("postgres://", "postgresql://", 1))
    except sa.exc.ArgumentError as error:
        raise ValueError(
            "this is no database address: write sqlite:////path/to/file.db or postgresql://user:password@host/name"
        ) from error
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise ValueError(f"{url.get_backend_name()} is not supported: use sqlite or postgresql")
    return url.render_as_string(hide_password=False)


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{text!r} is no web address: write for example https://ninety.example.com")
    return text.rstrip("/")


def _web_address_or_none(text: str) -> str:
    return _web_address(text) if text else ""


def _secret(data_dir: Path | None) -> Callable[[str], str]:
    """A key that was set must be long; where none is set, one is made once and kept in the data folder."""

    def parse(text: str) -> str:
        if text != "made here":
            if len(text) < 32:
                raise ValueError("it is shorter than 32 characters: make one with `openssl rand -hex 32`")
            return text
        return _kept_secret(data_dir) if data_dir else ""

    return parse


def _kept_secret(data_dir: Path) -> str:
    file = data_dir / "secret"
    try:
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as fresh:
            fresh.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    except OSError as error:
        raise ValueError(f"{file} cannot be written ({error.strerror}): set SECRET_KEY, or mend the folder") from error
    return file.read_text().strip()

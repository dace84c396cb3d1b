"""What an operator sets, read once from the environment; every fault is named at once, with what to write instead."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.settings import types

# A mistaken mass send to a department is an embarrassment, to a whole company an incident; most departments that
# install Ninety first have fewer people than this.
APPROVAL_ABOVE = 50

SLACK_GUIDE = "docs/slack.md"

# What pydantic says of a default that it could not make because another setting is wrong: that one is named already.
FOLLOWS_FROM_ANOTHER_FAULT = "default_factory_not_called"


class BadSettings(ValueError):
    """Settings that cannot work.

    Attributes:
        faults: one sentence each: which setting, what is wrong, what to write instead.
    """

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def _own_secret(values: dict[str, Any]) -> str:
    """The key in the data folder, made on first start, so that a laptop needs no settings."""
    file: Path = values["data_dir"] / "secret"
    try:
        # Only one of several processes that start at the same time may make it.
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as fresh:
            fresh.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    except OSError as error:
        raise ValueError(f"{file} cannot be written ({error.strerror}): set SECRET_KEY, or mend the folder") from error
    return file.read_text().strip()


class Settings(BaseModel):
    """How this installation runs: each field is a setting, whose name in the environment is the field's in capitals.

    docs/operating.md and .env.example explain each.
    """

    model_config = ConfigDict(frozen=True, validate_default=True, extra="forbid")

    host: str = "127.0.0.1"
    port: Annotated[int, BeforeValidator(types.whole_number(1, 65535))] = 3000
    data_dir: Annotated[Path, BeforeValidator(types.folder)] = Field(
        Path("var"), description="holds the database, the media and the caches where no other place is set"
    )
    database_url: Annotated[str, BeforeValidator(types.database)] = Field(
        default_factory=lambda values: f"sqlite:///{values['data_dir']}/ninety.db"
    )
    public_url: Annotated[str, BeforeValidator(types.web_address)] = Field(
        default_factory=lambda values: f"http://127.0.0.1:{values['port']}",
        description="how people's browsers reach this installation, without a slash at the end",
    )
    secret_key: Annotated[str, BeforeValidator(types.secret)] = Field(
        default_factory=_own_secret, description="signs links and buttons, seals tokens; the same for every process"
    )
    old_secret_keys: Annotated[tuple[str, ...], BeforeValidator(types.secrets_in_order)] = Field(
        (), description="what SECRET_KEY was before, newest first: links and tokens made with them still open"
    )
    playground: Annotated[str, BeforeValidator(types.one_of("auto", "on", "off"))] = Field(
        "auto", description='"auto" plays it where no chat platform is set up, "on" always, "off" never'
    )
    approval_above: Annotated[int, BeforeValidator(types.whole_number(0, 1_000_000))] = Field(
        APPROVAL_ABOVE,
        description="people whom one manager alone may start writing to; for more, another one must agree",
    )
    series_approval: Annotated[str, BeforeValidator(types.one_of("off", "on"))] = Field(
        "off", description="whether what one person publishes on the studio's page waits for another one's yes"
    )
    guests: Annotated[str, BeforeValidator(types.one_of("off", "on"))] = Field(
        "off", description="whether guests of a workspace get lessons and read documents, as members do"
    )
    music: Annotated[str, BeforeValidator(types.one_of("on", "off"))] = Field(
        "on", description="whether clips have music under the speech; a series switches its own off in series.md"
    )
    render_workers: Annotated[int, BeforeValidator(types.whole_number(1, 64))] = 2
    cache_mb: Annotated[int, BeforeValidator(types.whole_number(64, 1_000_000))] = Field(
        2048, description="largest size of the renderer's cache, in megabytes"
    )
    keep_questions_days: Annotated[int, BeforeValidator(types.whole_number(0, 36_500))] = Field(
        365, description="how long what people asked is kept; 0 is for ever, here and in the next eight"
    )
    keep_views_days: Annotated[int, BeforeValidator(types.whole_number(0, 36_500))] = 365
    keep_replies_days: Annotated[int, BeforeValidator(types.whole_number(0, 36_500))] = 730
    keep_messages_days: Annotated[int, BeforeValidator(types.whole_number(0, 36_500))] = 730
    keep_surveys_days: Annotated[int, BeforeValidator(types.whole_number(0, 36_500))] = 730
    keep_rule_hits_days: Annotated[int, BeforeValidator(types.whole_number(0, 36_500))] = 730
    keep_certificates_days: Annotated[int, BeforeValidator(types.whole_number(0, 36_500))] = 3650
    keep_audit_days: Annotated[int, BeforeValidator(types.whole_number(0, 36_500))] = 1095
    keep_told_days: Annotated[int, BeforeValidator(types.whole_number(0, 36_500))] = Field(
        90, description="how long it is kept what other systems were told"
    )
    erase_left_after_days: Annotated[int, BeforeValidator(types.whole_number(0, 36_500))] = Field(
        30, description="days until somebody is erased whom the company's directory let go; 0 is never"
    )
    metrics: Annotated[str, BeforeValidator(types.one_of("on", "off"))] = Field(
        "off", description="/metrics for Prometheus, for whoever can reach the pages: let the proxy keep others out"
    )
    outbox_networks: Annotated[tuple[types.Network, ...], BeforeValidator(types.networks)] = Field(
        (), description="private networks in which other systems may be told; none but those of the internet otherwise"
    )
    lrs_key: str = Field("", description="user of the learning record store that gets xAPI statements")
    lrs_secret: str = ""
    oidc_issuer: Annotated[str, BeforeValidator(lambda text: text and types.issuer(text))] = Field(
        "", description="the company's sign-in for the pages, by OpenID Connect"
    )
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_workspace: str = Field("", description="whose people sign in by it, where several workspaces are served")
    oidc_trust_email: Annotated[str, BeforeValidator(types.one_of("off", "on"))] = Field(
        "off", description="whether addresses count that the sign-in does not call verified"
    )
    timestamp_url: Annotated[str, BeforeValidator(lambda text: text and types.web_address(text))] = Field(
        "", description="authority that stamps the time into the marks of clips (RFC 3161)"
    )
    log_level: Annotated[str, BeforeValidator(types.one_of("debug", "info", "warning", "error"))] = "info"
    log_format: Annotated[str, BeforeValidator(types.one_of("text", "json"))] = "text"
    openai_api_key: str = ""
    openai_base_url: Annotated[str, BeforeValidator(lambda text: text and types.web_address(text))] = ""
    embedding_model: str = Field(
        "",
        description='a model for meaning that OPENAI_BASE_URL serves; "offline" is the English one that is installed',
    )
    confluence_user: str = Field("", description="the e-mail address of an API token; none for a personal access token")
    confluence_token: str = ""
    slack_bot_token: Annotated[str, BeforeValidator(types.begins("xoxb-", "Bot User OAuth Token", SLACK_GUIDE))] = ""
    slack_signing_secret: str = ""
    slack_app_token: Annotated[str, BeforeValidator(types.begins("xapp-", "App-Level Token", SLACK_GUIDE))] = ""
    slack_client_id: str = Field("", description="of an app that many workspaces install")
    slack_client_secret: str = ""
    slack_api_url: Annotated[str, BeforeValidator(types.web_address)] = Field(
        "https://slack.com/api", description="another one only behind a proxy"
    )
    slack_channels: Annotated[str, BeforeValidator(types.one_of("off", "on"))] = Field(
        "off",
        description="whether the app asks to read what channels pinned, and canvases; each channel is named by you",
    )
    teams_app_id: Annotated[str, BeforeValidator(types.uuid("Application (client) ID"))] = ""
    teams_app_password: str = ""
    teams_tenant_id: Annotated[str, BeforeValidator(types.uuid("Directory (tenant) ID"))] = ""
    teams_cloud: Annotated[str, BeforeValidator(types.one_of("public", "gcc", "gcc-high", "dod", "china"))] = "public"

    def __repr__(self) -> str:
        return f"Settings(port={self.port}, data_dir={str(self.data_dir)!r})"  # never a secret, wherever it is logged

    __str__ = __repr__


NAMES = tuple(field.upper() for field in Settings.model_fields)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings in an environment; what is not set, or blank, gets the default for a laptop.

    Raises:
        BadSettings: with everything that is wrong.
    """
    texts = {field: environment.get(field.upper(), "").strip() for field in Settings.model_fields}
    written = {field: text for field, text in texts.items() if text}
    together = (_slack_faults, _teams_faults, _oidc_faults, _model_faults, _playground_faults)
    faults = [fault for faults_of in together for fault in faults_of(written)]
    settings = None
    try:
        settings = Settings.model_validate(written)
    except ValidationError as error:
        faults = [*_field_faults(error), *faults]
    if settings is None or faults:
        raise BadSettings(tuple(faults))
    return settings


def _field_faults(error: ValidationError) -> list[str]:
    """One sentence for each field, without the value: it may be a secret."""
    return [
        f"{str(fault['loc'][0]).upper()}: {fault.get('ctx', {}).get('error', fault['msg'])}"
        for fault in error.errors(include_url=False, include_input=False)
        if fault["type"] != FOLLOWS_FROM_ANOTHER_FAULT
    ]


def _slack_faults(written: Mapping[str, str]) -> list[str]:
    """Slack's settings that make sense only together."""
    faults = []
    ways_in = ("slack_signing_secret", "slack_app_token")
    if "slack_bot_token" in written and not any(name in written for name in ways_in):
        faults.append(
            "SLACK_BOT_TOKEN: nothing from Slack can come in: set SLACK_APP_TOKEN for Socket Mode, or "
            "SLACK_SIGNING_SECRET for requests over HTTP; docs/slack.md shows where to find both"
        )
    if ("slack_client_id" in written) != ("slack_client_secret" in written):
        faults.append("SLACK_CLIENT_ID, SLACK_CLIENT_SECRET: set both, or neither")
    if "slack_client_id" in written and "slack_signing_secret" not in written:
        faults.append("SLACK_CLIENT_ID: installing into many workspaces needs SLACK_SIGNING_SECRET too")
    return faults


def _teams_faults(written: Mapping[str, str]) -> list[str]:
    """Teams needs three values; some of them without the others are a half-finished set-up."""
    needed = ("teams_app_id", "teams_app_password", "teams_tenant_id")
    missing = [name.upper() for name in needed if name not in written]
    if not missing or len(missing) == len(needed):
        return []
    return [f"{' and '.join(missing)}: missing, while others for Teams are set: docs/teams.md says where they stand"]


def _oidc_faults(written: Mapping[str, str]) -> list[str]:
    if ("oidc_issuer" in written) == ("oidc_client_id" in written):
        return []
    return ["OIDC_ISSUER, OIDC_CLIENT_ID: set both, or neither; docs/operating.md says where they stand"]


def _model_faults(written: Mapping[str, str]) -> list[str]:
    """A model's name alone reaches no server."""
    served = written.get("embedding_model", "offline") != "offline"
    return ["EMBEDDING_MODEL: set OPENAI_API_KEY and OPENAI_BASE_URL of its server too"] * (
        served and "openai_api_key" not in written
    )


def _playground_faults(written: Mapping[str, str]) -> list[str]:
    """The playground lets anybody who opens it send messages and move time, so it never runs beside real people."""
    platforms = [
        name
        for name, fields in (("Slack", ("slack_bot_token", "slack_client_id")), ("Teams", ("teams_app_id",)))
        if any(field in written for field in fields)
    ]
    if written.get("playground", "").lower() != "on" or not platforms:
        return []
    return [
        f"PLAYGROUND: on, while {' and '.join(platforms)} is set up: whoever opens the playground could write to real "
        "people. Write PLAYGROUND=off, or give the playground a DATA_DIR of its own and no platform"
    ]

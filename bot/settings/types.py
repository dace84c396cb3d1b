"""What a setting may be: each reader takes the text of the environment, and says what to write where it cannot."""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa

MIN_SECRET = 32  # characters; 16 random bytes in hexadecimal are as many, which nobody can try out


Network = IPv4Network | IPv6Network


def begins(prefix: str, name: str, guide: str) -> Callable[[str], str]:
    """A vendor's token, told from its neighbours on the vendor's page by its first letters."""

    def read(text: str) -> str:
        if text and not text.startswith(prefix):
            raise ValueError(f"this is not the {name}, which begins with {prefix}: {guide} shows where it is")
        return text

    return read


def uuid(name: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text and not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text):
            raise ValueError(f"{text!r} is no {name}: it looks like 11111111-2222-3333-4444-555555555555")
        return text.lower()

    return read


def whole_number(least: int, most: int) -> Callable[[str | int], int]:
    def read(text: str | int) -> int:
        words = str(text)
        # int() would also take "3_000", "+3000" and digits of other scripts, which nobody means to write
        if not words.isascii() or not words.isdecimal() or not least <= int(words) <= most:
            raise ValueError(f"{text!r} is not a whole number from {least} to {most}")
        return int(words)

    return read


def one_of(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.lower() not in words:
            raise ValueError(f"{text!r} is none of {', '.join(words)}")
        return text.lower()

    return read


def folder(text: str | Path) -> Path:
    place = Path(text).expanduser().absolute()
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(
            f"the folder {place} cannot be made ({error.strerror}): choose one that this user may write to"
        ) from error
    return place


def database(text: str) -> str:
    try:
        url = sa.make_url(text.replace("postgres://", "postgresql://", 1))
    except sa.exc.ArgumentError as error:
        raise ValueError(
            "this is no database address: write sqlite:////path/to/file.db or postgresql://user:password@host/name"
        ) from error
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise ValueError(f"{url.get_backend_name()} is not supported: use sqlite or postgresql")
    return url.render_as_string(hide_password=False)


def web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{text!r} is no web address: write for example https://ninety.example.com")
    return text.rstrip("/")


def issuer(text: str) -> str:
    """A provider's name as it writes it, where a slash at the end counts."""
    web_address(text)
    return text


def secret(text: str) -> str:
    if len(text) < MIN_SECRET:
        raise ValueError(f"it is shorter than {MIN_SECRET} characters: make one with `openssl rand -hex 32`")
    return text


def networks(text: str | tuple[Network, ...]) -> tuple[Network, ...]:
    """Networks with commas between them, such as "10.0.0.0/8"."""
    if not isinstance(text, str):
        return text
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise ValueError("write networks such as 10.0.0.0/8, with commas between them") from error


def secrets_in_order(text: str | tuple[str, ...]) -> tuple[str, ...]:
    """Keys with commas between them."""
    parts = text.split(",") if isinstance(text, str) else text
    return tuple(secret(part.strip()) for part in parts if part.strip())

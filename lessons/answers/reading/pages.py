"""Pages from the web, read with care: a URL may point into the network that only we can reach.

Every address is checked at the moment of connecting, so that a name which resolves to another address the second time
(DNS rebinding) gains nothing, and again after every redirect.
"""

from __future__ import annotations

import asyncio
import socket
import zlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import PurePosixPath
from typing import TypeAlias

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.files import MOST_BYTES, SUFFIXES, Read, Unread, read_content

AGENT = "Ninety"  # what robots.txt calls us
LONGEST_S = 30.0  # for one page with its redirects
MOST_REDIRECTS = 5
_KINDS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/plain": ".txt",
    "text/vtt": ".vtt",
    "application/x-subrip": ".srt",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
REDIRECTS = {301, 302, 303, 307, 308}
_NAT64 = ip_network("64:ff9b::/96")

Address: TypeAlias = IPv4Address | IPv6Address
Networks: TypeAlias = Sequence[IPv4Network | IPv6Network]


class Forbidden(Unreadable):
    """The URL leads to an address inside our own network."""


class Absent(Unreadable):
    """Its server says that there is no such page, or no more."""


@dataclass(frozen=True, slots=True)
class WebPage:
    """A fetched page.

    Attributes:
        url: where it was found in the end.
        name: a file name whose suffix tells the format.
        charset: the encoding by the server's header, "" where it names none.
        version: its etag and the time of its last change, by which it can be asked for again.
        is_same: nothing changed since the version that was asked for, and nothing came.
    """

    url: str
    name: str
    content: bytes
    charset: str = ""
    version: str = ""
    is_same: bool = False


async def read_urls(urls: Sequence[str], allowed: Networks = (), language: str = "en") -> AsyncIterator[Read | Unread]:
    """Every page named, in order.

    Args:
        allowed: private networks that the operator opens to reading.
    """
    for at, url in enumerate(urls, start=1):
        try:
            page = await fetch(url, allowed)
            read = await read_content(url, page.name, page.content, language, page.charset)
            yield Read(read.source, read.passages, at, len(urls), read.warnings)
        except Unreadable as error:
            yield Unread(url, str(error), at, len(urls))


async def fetch(url: str, allowed: Networks = (), timeout_s: float = LONGEST_S, version: str = "") -> WebPage:
    """The page at a URL.

    Args:
        version: the page's when it was last had; it comes only where it changed since.

    Raises:
        Absent: there is no such page.
        Forbidden: it leads into a private network that is not allowed.
        Unreadable: it cannot be had, takes too long, is too large, or is of no kind that we read.
    """
    asks = _conditions(version)
    async with guarded(allowed, timeout_s) as session:
        return await _followed(session, url, allowed, asks)


@asynccontextmanager
async def guarded(allowed: Networks = (), timeout_s: float = LONGEST_S) -> AsyncIterator[aiohttp.ClientSession]:
    """A session that connects to no address of a private network but those allowed, and what fails in it as Unreadable.

    Raises:
        Forbidden: it was led into a private network that is not allowed.
        Unreadable: nothing could be had, or not in time.
    """
    guard = _Guard(allowed)
    # No cache: the address that was checked must be the one that is connected to.
    connector = aiohttp.TCPConnector(resolver=guard, use_dns_cache=False)
    try:
        async with (
            asyncio.timeout(timeout_s),
            aiohttp.ClientSession(connector=connector, trust_env=False, auto_decompress=False) as session,
        ):
            yield session
    except TimeoutError as error:
        raise Unreadable(f"it did not come within {timeout_s:.0f} s") from error
    except aiohttp.ClientError as error:
        if guard.refused is not None:
            raise guard.refused from error
        raise Unreadable(f"it cannot be reached: {type(error).__name__}") from error


async def _followed(session: aiohttp.ClientSession, url: str, allowed: Networks, asks: Mapping[str, str]) -> WebPage:
    place = checked_url(url, allowed)
    for _ in range(MOST_REDIRECTS + 1):
        # Plain bytes are asked for, since a packed page can be far larger than what arrives.
        headers = {"Accept-Encoding": "identity", "User-Agent": AGENT, **asks}
        async with session.get(place, allow_redirects=False, headers=headers) as reply:
            if reply.status not in REDIRECTS:
                return await _page(reply)
            place = checked_url(str(place.join(URL(reply.headers.get("Location", "")))), allowed)
    raise Unreadable(f"it redirects more than {MOST_REDIRECTS} times")


def checked_url(url: str, allowed: Networks = ()) -> URL:
    """The URL, where it may be asked for; what its name resolves to is checked when it is connected to.

    Raises:
        Unreadable: it is none, or leads into a private network.
    """
    try:
        parsed = URL(url.strip())
        host, port = parsed.host, parsed.port
    except ValueError as error:
        raise Unreadable("it is not a URL") from error
    if parsed.scheme not in ("http", "https") or not host or not port:
        raise Unreadable("only http:// and https:// pages are read")
    if parsed.user or parsed.password:
        raise Unreadable("a URL with a name or password in it is not read")
    try:
        literal = ip_address(host)
    except ValueError:
        return parsed  # a name: the guard checks what it resolves to
    _check(literal, allowed)
    return parsed


def _check(address: Address, allowed: Networks) -> None:
    inner = _inner(address)
    if any(inner in network for network in allowed if network.version == inner.version):
        return
    if not inner.is_global or inner.is_multicast or inner.is_reserved:
        raise Forbidden("it leads into a private network; the operator can allow that network")


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, where it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


class _Guard(AbstractResolver):
    """Resolves names for a connection, and refuses one with any address that is not allowed."""

    def __init__(self, allowed: Networks) -> None:
        self.allowed = allowed
        self.refused: Forbidden | None = None

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        addresses = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
        for *_, place in addresses:
            try:
                # Every address of the name is checked: a name may have a public and a private one. A scope after % is
                # no part of it.
                _check(ip_address(str(place[0]).split("%")[0]), self.allowed)
            except Forbidden as error:
                self.refused = error
                raise OSError(str(error)) from error
        return [
            ResolveResult(
                hostname=host,
                host=str(place[0]),
                port=port,
                family=kind,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _, protocol, _, place in addresses
        ]

    async def close(self) -> None:
        """Nothing is kept open."""


def _conditions(version: str) -> dict[str, str]:
    """Headers that ask for a page only if it changed."""
    etag, _, modified = version.partition("\n")
    named = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {header: value for header, value in named.items() if value}


def _version(reply: aiohttp.ClientResponse) -> str:
    etag, modified = reply.headers.get("ETag", ""), reply.headers.get("Last-Modified", "")
    return f"{etag}\n{modified}" if etag or modified else ""


async def _page(reply: aiohttp.ClientResponse) -> WebPage:
    if reply.status == 304:
        return WebPage(str(reply.url), "", b"", is_same=True)
    if reply.status in (404, 410):
        raise Absent(f"its server answers {reply.status} {reply.reason or ''}".strip())
    if reply.status != 200:
        raise Unreadable(f"its server answers {reply.status} {reply.reason or ''}".strip())
    return WebPage(str(reply.url), _name(reply), await content_of_reply(reply), reply.charset or "", _version(reply))


async def content_of_reply(reply: aiohttp.ClientResponse) -> bytes:
    """What came, unpacked, up to 25 MB.

    Raises:
        Unreadable: it is larger, or broken.
    """
    return _unpacked(await _body(reply), reply.headers.get("Content-Encoding", "identity").lower())


async def _body(reply: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    async for piece in reply.content.iter_chunked(65_536):
        content += piece
        if len(content) > MOST_BYTES:
            raise Unreadable(f"it is larger than {MOST_BYTES // 1_000_000} MB")
    return bytes(content)


def _unpacked(content: bytes, encoding: str) -> bytes:
    """Some servers pack a page though we ask for it plain; unpacking is bounded like everything else."""
    if encoding == "identity":
        return content
    if encoding not in ("gzip", "deflate"):
        raise Unreadable("its server packs it in a way that we do not read")
    try:
        # 47 lets zlib tell gzip from zlib by the header; the limit stops a bomb before it is unpacked.
        plain = zlib.decompressobj(wbits=47).decompress(content, MOST_BYTES + 1)
    except zlib.error as error:
        raise Unreadable("it came broken") from error
    if len(plain) > MOST_BYTES:
        raise Unreadable(f"it is larger than {MOST_BYTES // 1_000_000} MB")
    return plain


def _name(reply: aiohttp.ClientResponse) -> str:
    path = PurePosixPath(reply.url.path)
    suffix = _KINDS.get(reply.content_type, path.suffix.lower())
    if path.suffix.lower() in SUFFIXES and reply.content_type in ("text/plain", "application/octet-stream"):
        suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise Unreadable(f"its kind is not known: {reply.content_type}")
    return f"{path.stem or reply.url.host}{suffix}"

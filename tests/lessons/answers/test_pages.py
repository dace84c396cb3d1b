"""Pages from the web: what may be fetched, and what a URL cannot make us do."""

from __future__ import annotations

import gzip
import socket
from collections.abc import AsyncIterator
from ipaddress import ip_network

import pytest
from aiohttp import web

from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.files import MOST_BYTES, Read, Unread
from lessons.answers.reading.pages import Forbidden, fetch, read_urls

HERE = (ip_network("127.0.0.0/8"),)
PAGE = "<html><head><title>Rules</title></head><body><p>Wear your badge.</p></body></html>"


async def _page(_: web.Request) -> web.Response:
    return web.Response(text=PAGE, content_type="text/html")


async def _markdown(_: web.Request) -> web.Response:
    return web.Response(text="# Rules\n\nWear it.", content_type="text/plain")


async def _endless(request: web.Request) -> web.StreamResponse:
    reply = web.StreamResponse(headers={"Content-Type": "text/html"})
    await reply.prepare(request)
    for _ in range(MOST_BYTES // 1_000_000 + 5):
        await reply.write(b"x" * 1_000_000)
    return reply


async def _packed(request: web.Request) -> web.Response:
    size = int(request.query.get("size", "0"))
    body = gzip.compress(PAGE.encode() + b" " * size)
    return web.Response(body=body, headers={"Content-Type": "text/html", "Content-Encoding": "gzip"})


async def _to(request: web.Request) -> web.Response:
    return web.Response(status=302, headers={"Location": request.query["to"]})


async def _loop(_: web.Request) -> web.Response:
    return web.Response(status=301, headers={"Location": "/loop"})


async def _gone(_: web.Request) -> web.Response:
    return web.Response(status=404)


async def _picture(_: web.Request) -> web.Response:
    return web.Response(body=b"GIF89a", content_type="image/gif")


@pytest.fixture
async def site() -> AsyncIterator[str]:
    """A server on this machine; gives its address."""
    application = web.Application()
    routes = {
        "/": _page,
        "/a.md": _markdown,
        "/endless": _endless,
        "/packed": _packed,
        "/to": _to,
        "/loop": _loop,
        "/gone": _gone,
        "/picture": _picture,
    }
    for path, handler in routes.items():
        application.router.add_get(path, handler)
    runner = web.AppRunner(application)
    await runner.setup()
    place = web.TCPSite(runner, "127.0.0.1", 0)
    await place.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_a_page_is_read_where_the_operator_allows_its_network(site: str) -> None:
    found = [one async for one in read_urls([f"{site}/", f"{site}/a.md", f"{site}/gone"], HERE)]
    assert [type(one) for one in found] == [Read, Read, Unread]
    assert [(one.source.uri, one.source.title) for one in found if isinstance(one, Read)] == [
        (f"{site}/", "Rules"),
        (f"{site}/a.md", "Rules"),
    ]
    assert [one.reason for one in found if isinstance(one, Unread)] == ["its server answers 404 Not Found"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://0x7f.0.0.1:{port}/",
        "http://0.0.0.0:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://172.16.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
    ],
)
async def test_no_address_of_our_own_network_is_read(site: str, url: str) -> None:
    with pytest.raises(Forbidden, match="private network"):
        await fetch(url.format(port=site.rsplit(":", 1)[1]))


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://x.example/", "gopher://x", "data:text/html,x", "//x.example", "x", "", "http://"],
)
async def test_only_web_pages_are_read(url: str) -> None:
    with pytest.raises(Unreadable, match=r"http|URL"):
        await fetch(url)


async def test_a_url_carries_no_password() -> None:
    with pytest.raises(Unreadable, match="name or password"):
        await fetch("http://me:secret@x.example/")


async def test_a_redirect_is_checked_like_the_first_address(site: str) -> None:
    assert (await fetch(f"{site}/to?to=/", HERE)).url == f"{site}/"
    with pytest.raises(Forbidden):
        await fetch(f"{site}/to?to=http://10.0.0.1/", HERE)
    with pytest.raises(Unreadable, match="only http"):
        await fetch(f"{site}/to?to=file:///etc/passwd", HERE)
    with pytest.raises(Unreadable, match="redirects more than"):
        await fetch(f"{site}/loop", HERE)


async def test_a_name_is_judged_by_the_address_that_is_connected_to(site: str) -> None:
    port = site.rsplit(":", 1)[1]
    with pytest.raises(Forbidden):
        await fetch(f"http://localhost:{port}/")
    assert (await fetch(f"http://localhost:{port}/", (*HERE, ip_network("::1/128")))).name == "localhost.html"


async def test_size_time_and_kind_are_bounded(site: str) -> None:
    with pytest.raises(Unreadable, match="larger than 25 MB"):
        await fetch(f"{site}/endless", HERE)
    with pytest.raises(Unreadable, match="kind is not known: image/gif"):
        await fetch(f"{site}/picture", HERE)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(Unreadable, match="did not come within"):
        await fetch(f"http://127.0.0.1:{silent.getsockname()[1]}/", HERE, timeout_s=0.2)


async def test_a_packed_page_is_unpacked_within_bounds(site: str) -> None:
    assert (await fetch(f"{site}/packed", HERE)).content == PAGE.encode()
    with pytest.raises(Unreadable, match="larger than 25 MB"):
        await fetch(f"{site}/packed?size={MOST_BYTES * 2}", HERE)


async def test_a_server_that_is_not_there_is_named_plainly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreadable, match="cannot be reached"):
        await fetch(f"http://127.0.0.1:{port}/", HERE)
    with pytest.raises(Unreadable, match="cannot be reached"):
        await fetch("http://nowhere.invalid/")

"""The looks that all pages share: templates, and the files beside them under an address that changes with them."""

from __future__ import annotations

import gzip
import mimetypes
from hashlib import sha256
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.messages.catalogue import told, voice

HERE = Path(__file__).parent.parent
FOREVER = "public, max-age=31536000, immutable"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}  # a machine's own table may be wrong

PACKED = ("text/", "image/svg+xml")  # kinds that shrink to a third; pictures and fonts are packed already


class Site:
    """Templates and static files, read once.

    The address of a static file holds a digest of all of them, so that browsers may keep each for ever, and a
    script finds its own imports under the same digest.
    """

    def __init__(self, templates: Path = HERE / "templates", static: Path = HERE / "static") -> None:
        # Sorted, since a folder is listed in another order on another machine, and the digest must be the same on both.
        self._files = {path.name: path.read_bytes() for path in sorted(static.iterdir()) if path.is_file()}
        self._packed = {name: packed for name, content in self._files.items() if (packed := _packed(name, content))}
        self._digest = _digest(self._files)
        self._templates = Environment(
            loader=FileSystemLoader(templates),
            autoescape=True,
            # A value that a page forgot is then an error in its test, not an empty place that nobody notices.
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["static"] = self.static
        self._templates.globals["told"] = told
        self._templates.globals["spoken"] = lambda: voice().language

    def static(self, name: str) -> str:
        """The address of a static file; templates know it as static("base.css").

        Raises:
            KeyError: there is no such file.
        """
        if name not in self._files:
            raise KeyError(f"adapters/web/static has no {name}")
        return f"/static/{self._digest}/{name}"

    def content(self, name: str) -> bytes:
        """A static file as it is. Raises: KeyError: there is no such file."""
        return self._files[name]

    def html(self, template: str, **values: object) -> str:
        """A filled template."""
        return self._templates.get_template(template).render(values)

    def page(self, template: str, status: int = 200, **values: object) -> web.Response:
        """A filled template as the reply to a browser."""
        return web.Response(text=self.html(template, **values), status=status, content_type="text/html")

    async def serve(self, request: web.Request) -> web.Response:
        """One static file. Under the digest of another version it is the current one, and is not kept."""
        name = request.match_info["name"]
        if name not in self._files:
            raise web.HTTPNotFound
        current = request.match_info["digest"] == self._digest
        headers = {"Cache-Control": FOREVER if current else "no-cache", "Vary": "Accept-Encoding"}
        body = self._files[name]
        if name in self._packed and "gzip" in request.headers.get("Accept-Encoding", ""):
            body, headers["Content-Encoding"] = self._packed[name], "gzip"
        return web.Response(body=body, content_type=content_type(name), charset="utf-8", headers=headers)


SITE = web.AppKey("site", Site)


def _digest(files: dict[str, bytes]) -> str:
    every = sha256()
    for name, content in files.items():
        every.update(f"{name} {len(content)} ".encode() + content)
    # 48 bits tell the versions of one installation apart; nothing is guarded by them.
    return every.hexdigest()[:12]


def _packed(name: str, content: bytes) -> bytes:
    """The file as gzip, b"" where that saves nothing. Pages are not packed: they carry signed links beside what a
    visitor wrote, and the length of what is packed would tell about both (BREACH, breachattack.com)."""
    packed = gzip.compress(content, mtime=0) if content_type(name).startswith(PACKED) else content
    return packed if len(packed) < len(content) else b""


def content_type(name: str) -> str:
    return TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"

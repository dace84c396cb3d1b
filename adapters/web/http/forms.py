"""Reads what a page posts, and says in the sender's words what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping

import orjson
from aiohttp import web

from adapters.web.http.errors import Fault

LARGEST = 64 * 1024  # bytes of a posted form
EVENT_ID = re.compile(r"[A-Za-z0-9_-]{8,40}")


async def fields(request: web.Request, longest: Mapping[str, int]) -> dict[str, str]:
    """The texts of a posted JSON object.

    Args:
        longest: the fields that must be there, each with how many characters it may have.

    Raises:
        Fault: something is missing, too long or no text; the fault names the field.
    """
    # A form of another site cannot send this type without asking first, which the browser then refuses.
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    content = _object(await _body(request))
    # A misspelt field would else be passed over, and its sender would believe that it had been taken.
    strange = sorted(set(content) - set(longest))
    if strange:
        raise _wrong(f"“{strange[0][:40]}” is not a field here", f"The fields are: {', '.join(longest)}.")
    return {name: _text(name, content.get(name), most) for name, most in longest.items()}


def event_id(content: str) -> str:
    """The id that the page made for what was done, so that sending it twice does it once.

    Raises:
        Fault: it is none.
    """
    if not EVENT_ID.fullmatch(content):
        raise _wrong("“event_id” is not an id", "Use 8 to 40 letters, digits, dashes and underscores.")
    return content


async def _body(request: web.Request) -> bytes:
    body = await request.read()
    if len(body) > LARGEST:
        raise web.HTTPRequestEntityTooLarge(LARGEST, len(body))
    return body


def _object(body: bytes) -> dict[str, object]:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _wrong("This is not JSON", f"Send a JSON object in UTF-8: {error}.") from error
    if not isinstance(content, dict):
        raise _wrong("This is not a JSON object", 'Send an object, such as {"words": "hello"}.')
    return content


def _text(name: str, value: object, most: int) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(f"“{name}” is missing", f"Send “{name}” as a text of 1 to {most:,} characters.")
    if len(value) > most:
        raise _wrong(f"“{name}” is too long", f"It has {len(value):,} characters; {most:,} is the most.")
    # PostgreSQL cannot store this character in a text, so it is refused here, where the sender can still mend it.
    if "\0" in value:
        raise _wrong(f"“{name}” has a character that is no text", "Take out the NUL character (code 0).")
    return value


def _wrong(title: str, advice: str) -> Fault:
    return Fault(400, title, advice)

"""Bytes to text: by the byte order mark, by what the sender declares, as UTF-8, or by what the bytes look like."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

import chardet
import webencodings

from lessons.answers.reading.document import Unreadable

# The longer mark first: UTF-32 in little-endian order begins with the mark of UTF-16.
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Languages in Latin letters use few bytes above 127; a Cyrillic or Greek text consists of them. In the sentences of
# tests/lessons/answers/test_encodings.py the first have at most 0.21 of their letters there, the others 0.93 and more.
_MANY_HIGH_BYTES = 0.5
_LATIN = ("windows-1252", "windows-1250", "windows-1254", "iso-8859-2")
# A file whose UTF-8 is broken in so few places was cut or patched; in another encoding nearly every place is broken.
_BROKEN_SHARE = 0.2
_MULTI_BYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def decoded(content: bytes, declared: str = "") -> str:
    """The text of a file.

    Args:
        declared: the encoding's label by the page itself or its server, "" where nobody says. A byte order mark
            beats it, as in every browser.

    Raises:
        Unreadable: it is not text.
    """
    for mark, name in _MARKS.items():
        if content.startswith(mark):
            return content.decode(name, errors="replace")
    if b"\x00" in content[:1_000]:
        raise Unreadable("this is not a text file")
    if (label := _python_name(declared)) and _fits(content, label):
        return content.decode(label, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("utf-8" if _nearly_utf8(content) else _guessed(content), errors="replace")


def _python_name(label: str) -> str:
    """Python's name of an encoding by its label on the web, "" for a label that says nothing.

    "iso-8859-1" means windows-1252 there, and a page that could be read as far as its label "utf-16" is not UTF-16.

    Source: WHATWG Encoding Standard, section 4.2, as in webencodings.
    """
    encoding = webencodings.lookup(label) if label else None
    if encoding is None:
        return ""
    return "utf-8" if encoding.name.startswith("utf-16") else encoding.codec_info.name


def _fits(content: bytes, name: str) -> bool:
    """Whether a declared encoding can be believed: UTF-8 with mostly broken letters is a wrong label."""
    return name != "utf-8" or _is_utf8(content) or _nearly_utf8(content)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _nearly_utf8(content: bytes) -> bool:
    whole = len(_MULTI_BYTE.findall(content))
    broken = sum(1 for _ in _broken_places(content))
    return whole > 0 and broken <= max(1, _BROKEN_SHARE * whole)


def _broken_places(content: bytes) -> Iterator[int]:
    rest = _MULTI_BYTE.sub(b"", content)
    yield from (at for at, byte in enumerate(rest) if byte >= 0x80)


def _guessed(content: bytes) -> str:
    """The encoding that the bytes look like; Windows' Western one where nothing speaks for another."""
    sample = content[:200_000]
    high = sum(byte >= 0x80 for byte in sample)
    letters = high + sum(chr(byte).isalpha() for byte in sample if byte < 0x80)
    include = None if high >= _MANY_HIGH_BYTES * letters else _LATIN
    era = chardet.EncodingEra.MODERN_WEB | chardet.EncodingEra.LEGACY_ISO
    result = chardet.detect(sample, encoding_era=era, include_encodings=include)
    return result["encoding"] or "windows-1252"

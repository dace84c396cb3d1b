"""What lessons need from outside, as protocols. Adapters fulfil them; nothing here knows a vendor."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def is_disk_full(fault: Exception) -> bool:
    """Whether something could not be stored for want of room: it can be as soon as somebody makes some."""
    return isinstance(fault, OSError) and fault.errno in _NO_ROOM


class VendorBusy(Exception):
    """The vendor asks to wait.

    Attributes:
        retry_after: seconds to wait before the next try.
    """

    def __init__(self, what: str, retry_after: float = 30.0) -> None:
        super().__init__(f"{what}; try again in {retry_after:.0f} s")
        self.retry_after = retry_after


class VendorDown(Exception):
    """The vendor gave no usable reply: unreachable, timed out, refused, or malformed."""


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """One word of a speech.

    Attributes:
        start_s, end_s: seconds from the start of the speech.
        at, to: the word's characters are text[at:to] of the text that was spoken.
    """

    start_s: float
    end_s: float
    at: int
    to: int


@dataclass(frozen=True, slots=True)
class Speech:
    """Spoken text.

    Attributes:
        pcm: float32 samples in -1..1, one channel.
        rate: samples a second.
        words: word times, or None when the voice gives none (they are then found by alignment).
        trained: a model that learned from recordings speaks, not rules; the provenance mark tells them apart.
        credit: whose voice it is and under which licence, "" when nobody asks to be named.
    """

    pcm: NDArray[np.float32]
    rate: int
    words: tuple[SpokenWord, ...] | None
    trained: bool = False
    credit: str = ""


class Voice(Protocol):
    """Reads text aloud. Implementations may be slow; callers run them off the event loop."""

    @property
    def name(self) -> str:
        """Names the voice and its version: the same name always reads alike."""

    @property
    def synthetic(self) -> bool:
        """Whether a machine speaks."""

    def speak(self, text: str, language: str) -> Speech:
        """The text as sound.

        Raises:
            VendorBusy, VendorDown: no speech now.
            ValueError: the voice cannot read this language.
        """


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word as it was heard, with the space before it where its language has one; seconds of the sound."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Heard:
    """What is said in a sound.

    Attributes:
        language: BCP 47 tag.
        sure: of the language, 0 to 1.
    """

    language: str
    sure: float
    words: tuple[HeardWord, ...]


class Recogniser(Protocol):
    """Writes down what it hears. Slow; callers run it off the event loop."""

    def hear(self, pcm: NDArray[np.float32], language: str = "") -> Heard:
        """What is said.

        Args:
            pcm: one channel in -1..1, 16,000 samples a second.
            language: "" when nobody knows it.

        Raises:
            VendorDown: the engine does not run on this machine.
            ValueError: it does not know the language.
        """


class Embedder(Protocol):
    """Turns texts into meaning vectors."""

    model: str

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), dimensions), rows of length 1, in the order given.

        Raises:
            VendorBusy, VendorDown: no vectors now.
        """


class Writer(Protocol):
    """A language model that fills a JSON schema."""

    async def write(self, instructions: str, material: str, schema: dict[str, object]) -> object:
        """Parsed JSON that follows the schema. `material` is data, never instructions.

        Raises:
            VendorBusy, VendorDown: nothing usable came back.
        """


class MediaStore(Protocol):
    """Keeps finished files under keys such as "3f2a…/clip.mp4"."""

    async def put(self, key: str, content: bytes) -> None:
        """Store whole or not at all."""

    async def get(self, key: str) -> bytes:
        """The stored bytes.

        Raises:
            KeyError: nothing is stored under the key.
        """

    async def delete(self, key: str, put_before: datetime) -> None:
        """Forget a file, unless it was stored again at that instant or later; nothing happens when there is none."""

"""Memory that is free within this process, given back to the system."""

from __future__ import annotations

import contextlib
import ctypes


def give_back() -> None:
    """Takes some milliseconds. Without it the C library keeps what a large job took, for a next one like it."""
    with contextlib.suppress(AttributeError):  # not every C library can
        ctypes.CDLL(None).malloc_trim(0)

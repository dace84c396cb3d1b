"""What a decoder that was taken over might try, as the child of a confined run: the task is {"try": name}."""

import contextlib
import os
import socket
import sys
from pathlib import Path

from lessons.studio.sandbox import confined


def spin() -> None:
    while True:
        pass


def hoard() -> None:
    bytearray(4 << 30)


def write() -> None:
    Path(TASK["file"]).write_text("x")


def environment() -> None:
    sys.stdout.write(" ".join(sorted(os.environ)))


def doors() -> None:
    """Prints what could still be opened after the door was shut."""
    opened = 0
    with Path(os.devnull).open("rb") as held:
        confined.refuse_more_files(held)
        with contextlib.suppress(OSError), Path("/etc/passwd").open():
            opened += 1
        with contextlib.suppress(OSError), socket.socket():
            opened += 1
        sys.stdout.write(f"{opened} opened")


if __name__ == "__main__":
    TASK = confined.begin()
    globals()[TASK["try"]]()

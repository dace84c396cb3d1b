"""The other side of the pool: reads jobs from standard input, answers on standard output, ends when the input does."""

from __future__ import annotations

import contextlib
import os
import pickle
import resource
import select
import signal
import sys
from typing import BinaryIO

from lessons.studio.sandbox.memory import give_back

IDLE_S = 2.0


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for our parent, who will end us
    _limit_memory(int(sys.argv[1]) << 20)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not mix with our answers
    while (job := _read(sys.stdin.buffer)) is not None:
        answer = pickle.dumps(_answer(job), pickle.HIGHEST_PROTOCOL)
        answers.write(len(answer).to_bytes(8, "big") + answer)
        answers.flush()


def _read(pipe: BinaryIO) -> bytes | None:
    if not select.select([pipe], [], [], IDLE_S)[0]:
        give_back()  # what pictures took is kept for the next ones; nobody asked for any for a while
    size = pipe.read(8)
    return pipe.read(int.from_bytes(size, "big")) if len(size) == 8 else None


def _answer(job: bytes) -> object:
    """What the job returns, or the ValueError that it raises. Any other error ends this process; a fresh one tries."""
    work, argument = pickle.loads(job)  # noqa: S301 - our own parent wrote it
    try:
        return work(argument)
    except ValueError as error:
        return ValueError(str(error))


def _limit_memory(size: int) -> None:
    with contextlib.suppress(ValueError):  # a lower limit stands already
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    main()

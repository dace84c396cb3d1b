"""Work that goes wrong, for worker processes to do."""

import os
import time
from pathlib import Path


def double(number: int) -> int:
    return 2 * number


def whoami(_: int) -> int:
    return os.getpid()


def refuse(what: str) -> None:
    raise ValueError(f"{what} cannot be drawn")


def die(_: int) -> None:
    os._exit(3)


def die_once(mark: Path) -> str:
    """Kills its process the first time; `mark` remembers."""
    if not mark.exists():
        mark.touch()
        os._exit(3)
    return "done"


def hang_once(mark: Path) -> str:
    if not mark.exists():
        mark.touch()
        time.sleep(60)
    return "done"


def hoard(_: int) -> int:
    return len(bytearray(4 << 30))


def chatter(number: int) -> int:
    print("libraries print what they like", flush=True)
    return number


def note(job: tuple[Path, str, float]) -> None:
    """Writes a line when it is done, after some seconds."""
    path, line, seconds = job
    time.sleep(seconds)
    with path.open("a") as file:
        file.write(line)


def secrets(_: int) -> list[str]:
    return sorted(os.environ)

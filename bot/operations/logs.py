"""Logs for people or machines, one event a line, without secrets."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

_STANDARD = set(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_SECRETS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|sk-[\w-]{16,}|(?<=Bearer )[\w.~+/=-]+|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
    # Signed links, wherever they open: a page's folder, then at least the length of the shortest token.
    r"|(?<=/watch/)[\w.-]{20,}|(?<=/report/)[\w.-]{20,}|(?<=/curate/)[\w.-]{20,}|(?<=/media/)[\w.-]{20,}"
    r"|(?<=/live/)[\w.-]{20,}|(?<=/feed/)[\w.-]{20,}|(?<=/studio/)[\w.-]{20,}|(?<=/read/)[\w.-]{20,}|(?<=/manage/open/)[\w.-]{20,}"
    r"|(?<=/mine/)[\w.-]{20,}|(?<=/erased/)[\w.-]{20,}"
    # The same in a line that was cut off or escaped on the way: tokens are long words that end in a mark of 24.
    r"|\b[A-Za-z0-9_-]{40,}\.[A-Za-z0-9_-]{24}\b"
)


class WithoutSecrets(logging.Formatter):
    """A line for people: time, level, where, what, and the extra fields."""

    def format(self, record: logging.LogRecord) -> str:
        extra = " ".join(f"{name}={value}" for name, value in _extra(record).items())
        line = f"{_time(record)} {record.levelname.lower():7} {record.name}: {record.getMessage()} {extra}".rstrip()
        return hide(line + self._trace(record))

    def _trace(self, record: logging.LogRecord) -> str:
        return "\n" + self.formatException(record.exc_info) if record.exc_info else ""


class JsonLines(WithoutSecrets):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": _time(record),
            "level": record.levelname.lower(),
            "where": record.name,
            "what": record.getMessage(),
            **_extra(record),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return hide(json.dumps(line, default=str, ensure_ascii=False))


def hide(line: str) -> str:
    """The line with tokens, keys and passwords taken out."""
    return _SECRETS.sub("[hidden]", line)


def set_up(level: str, form: str) -> None:
    """Send every log of this process to standard error, in the given form ("text" or "json")."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if form == "json" else WithoutSecrets())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for chatty in ("alembic", "apscheduler", "aiosqlite", "asyncio", "PIL", "fontTools"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _extra(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in record.__dict__.items() if name not in _STANDARD}

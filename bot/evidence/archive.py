"""Evidence as one ZIP: a PDF to read, tables, JSON, and the SHA-256 of each of them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.evidence.gathering import Evidence
from lessons.catalog.versions import LessonVersion
from schedules.ledger.figures.evidence import Taught

LESSONS = (
    *("series", "series_versions", "lesson", "version", "title", "language", "content_sha256", "approved_by"),
    *("approved_at", "clip_sha256", "document", "people", "sent", "played", "answered"),
)
MESSAGES = (
    *("person", "person_id", "delivery_id", "kind", "lesson", "version", "state", "due_at", "sent_at", "played_at"),
    *("played_seconds", "answered_at", "document_read"),
)
OWN = ("question", "answer", "correct", "first_try")
"""Columns of an archive about one person alone: who picked which answer is shown to nobody else."""
SUMS = "SHA256SUMS"
# Spreadsheets take a cell that begins like this for a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def evidence_zip(evidence: Evidence) -> bytes:
    """The archive. The same evidence makes the same bytes, the PDF apart, which bears its own instant."""
    # Loaded when somebody first asks: the library for PDF takes a twelfth of all imports of a start.
    from bot.evidence.paper import evidence_pdf

    lessons, messages = lesson_rows(evidence), message_rows(evidence)
    about = {
        **{"workspace": evidence.workspace, "about": evidence.about, "made_at": evidence.made_at.isoformat()},
        **{"audit_entries_sealed": evidence.sealed, "audit_seal": evidence.seal},
        **{"lessons": lessons, "messages": messages if evidence.rows else None},
    }
    files = {
        "evidence.pdf": evidence_pdf(evidence, lessons),
        "evidence.json": json.dumps(about, ensure_ascii=False, indent=1).encode(),
        "lessons.csv": _table(LESSONS, lessons),
    }
    if evidence.rows:
        columns = MESSAGES + (OWN if evidence.personal else ())
        files["messages.csv"] = _table(columns, messages)
    # In the form that sha256sum -c reads.
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    return _zipped({**files, SUMS: sums.encode()}, evidence.made_at)


def lesson_rows(evidence: Evidence) -> list[dict[str, Any]]:
    """Each version of a lesson with how far it got."""
    return [
        _lesson(evidence.lessons[count.episode_id], evidence.fingerprints)
        | {name: getattr(count, name) for name in ("people", "sent", "played", "answered")}
        for count in evidence.counts
    ]


def _lesson(lesson: LessonVersion, fingerprints: Mapping[str, str]) -> dict[str, Any]:
    return {
        **{"series": lesson.series_title, "series_versions": list(lesson.series_versions)},
        **{"lesson": f"{lesson.series}/{lesson.slug}", "version": lesson.version, "title": lesson.title},
        **{"language": lesson.language, "content_sha256": lesson.content_hash, "approved_by": lesson.approved_by},
        **{"approved_at": _plain(lesson.approved_at)},
        **{"document": lesson.document},
        **{"clip_sha256": [fingerprints[folder] for folder in lesson.media if fingerprints[folder]]},
    }


def message_rows(evidence: Evidence) -> list[dict[str, Any]]:
    """Each message with what became of it."""
    return [_message(row, evidence) for row in evidence.rows]


def _message(row: Taught, evidence: Evidence) -> dict[str, Any]:
    lesson = evidence.lessons.get(row.episode_id)
    about = {
        **{"person": row.learner, "person_id": row.learner_id, "delivery_id": row.delivery_id, "kind": row.kind},
        **{"lesson": f"{lesson.series}/{lesson.slug}" if lesson else "", "version": lesson.version if lesson else None},
        **{"state": row.state.value, "due_at": _plain(row.due_at), "sent_at": _plain(row.sent_at)},
        **{"played_at": _plain(row.played_at), "played_seconds": row.played_seconds},
        **{"answered_at": _plain(row.answered_at)},
        # Which document, in which version, they said to have read: there is one thing to say, so it tells no choice.
        **{"document_read": lesson.document if lesson and row.answered_at else ""},
    }
    # Who picked what is shown to nobody else, see `visibility.TABLE`.
    if not evidence.personal:
        return about
    picked = (
        lesson.options[row.choice] if lesson and row.choice is not None and row.choice < len(lesson.options) else ""
    )
    own = {"question": lesson.question if lesson else "", "answer": picked}
    return about | own | {"correct": row.correct, "first_try": row.first_try}


def _plain(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value else None


def _table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """CSV with a byte order mark, so that spreadsheets read it as UTF-8."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[name]) for name in columns] for row in rows)
    return ("\ufeff" + sheet.getvalue()).encode()


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = " ".join(str(each) for each in value)
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA) else value


def _zipped(files: Mapping[str, bytes], at: datetime) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # The archive's own instant, so that the same evidence is the same file wherever it is packed.
            archive.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()

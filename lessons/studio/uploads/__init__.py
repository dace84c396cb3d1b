"""Clips that people upload: looked at in a confined child before anything else touches them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from lessons.studio.sandbox import confined
from lessons.studio.timing.subtitles import CaptionError, SubtitleCue, read_srt, read_vtt
from lessons.studio.uploads import limits
from lessons.studio.uploads import problems as say
from lessons.studio.uploads.problems import Problem, Report

__all__ = ["Problem", "Report", "check_upload", "read_captions"]


async def check_upload(path: Path, captions: str | None, bounds: confined.Bounds = limits.CHECK) -> Report:
    """Whether a clip can be taken, and why not.

    Args:
        path: of the uploaded file; its name decides nothing.
        captions: WebVTT, SRT, or the plain words that are said; None when there are none yet.
        bounds: what the look at the file may cost.

    Raises:
        FileNotFoundError: there is no such file.
    """
    report = await _looked_at(path.resolve(strict=True), bounds)
    seconds = report.facts.get("duration_s")
    return _with_captions(report, captions, seconds if isinstance(seconds, float) else None)


async def _looked_at(path: Path, bounds: confined.Bounds) -> Report:
    try:
        printed = await confined.run("lessons.studio.uploads.checks", {"path": str(path)}, bounds)
    except confined.ChildFailed as failed:
        return Report((say.too_heavy() if failed.why == "slow" else say.broken("file"),))
    report = json.loads(printed)
    return Report(say.decoded(report["problems"]), say.decoded(report["warnings"]), report["facts"])


def read_captions(text: str) -> tuple[str, tuple[SubtitleCue, ...]]:
    """("vtt" or "srt", the cues) or ("transcript", ()) for words without times.

    Raises:
        CaptionError: a WebVTT or SRT file with a fault.
    """
    if text.removeprefix("\ufeff").startswith("WEBVTT"):
        return "vtt", read_vtt(text)
    if re.search(r"^.*-->", text, re.MULTILINE):
        return "srt", read_srt(text)
    return "transcript", ()


def _with_captions(report: Report, captions: str | None, seconds: float | None) -> Report:
    facts = dict(report.facts)
    track, hint = facts.pop("caption_track", False), bool(facts.pop("caption_hint", False))
    if captions is None or not captions.strip():
        facts["captions"] = "track" if track else "perhaps in the picture" if hint else "none"
        warnings = () if track or seconds is None else (say.no_captions(hint),)
        return replace(report, warnings=report.warnings + warnings, facts=facts)
    try:
        facts["captions"], cues = read_captions(captions)
    except CaptionError as error:
        kind = "WebVTT" if captions.lstrip("\ufeff").startswith("WEBVTT") else "SRT"
        return replace(report, problems=(*report.problems, say.captions(kind, error)), facts=facts)
    late = [cue.end_s for cue in cues if seconds is not None and cue.end_s > seconds + limits.MAX_DRIFT_S]
    problems = (say.late_captions(max(late), seconds),) if late and seconds is not None else ()
    return replace(report, problems=report.problems + problems, facts=facts)

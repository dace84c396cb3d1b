"""What the doctor found."""

from __future__ import annotations

from dataclasses import dataclass

APPS = "https://api.slack.com/apps"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        well: None where nothing was tried.
        what: in the operator's words; where it is wrong, with what to do.
    """

    well: bool | None
    what: str

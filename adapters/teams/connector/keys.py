"""What Microsoft gave for the app."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TeamsKeys:
    """The ids and the secret of a single-tenant registration.

    Attributes:
        cloud: a name in CLOUDS.
    """

    app_id: str
    password: str
    tenant_id: str
    cloud: str = "public"

    def __repr__(self) -> str:
        return f"TeamsKeys(app_id={self.app_id!r}, cloud={self.cloud!r})"  # never a secret, wherever it is logged

"""Which workspace a command means, and how a command says that it was typed wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from schedules.people.roster import Workspace


class BadOrder(ValueError):
    """The command cannot be done as it was typed; the text says what to type instead."""


def choose(workspaces: Sequence[Workspace], name: str | None) -> Workspace:
    """The workspace of that name or id; the only one that is served when none is named.

    Raises:
        BadOrder: none fits, or several could be meant.
    """
    fitting = [workspace for workspace in workspaces if name in (None, workspace.name, *_ids(workspace))]
    # A workspace that is not served any more is meant only when it is named.
    if name is None:
        fitting = [workspace for workspace in fitting if workspace.active] or fitting
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(workspace.name for workspace in workspaces) or "none yet"
    raise BadOrder(f"say which workspace with --workspace; there are: {names}")


def _ids(workspace: Workspace) -> tuple[str, str]:
    return workspace.id, workspace.outside_id


def add_workspace(parser: argparse.ArgumentParser) -> None:
    """The argument that most commands share."""
    parser.add_argument("--workspace", help="name of the workspace, where there are several")

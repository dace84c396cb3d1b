"""Who an account of the company's sign-in is here: by the address that the sign-in vouches for, in one workspace."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.people.finding import learners_at
from schedules.people.roster import Learner, Workspace, all_workspaces


class NobodyHere(Exception):
    """The account opens nothing; the text is for an operator's log and names nobody."""


async def workspace_for(db: AsyncConnection, name: str) -> Workspace:
    """The workspace that people sign in to.

    Args:
        name: its name or id; "" is the only one that is served.

    Raises:
        NobodyHere: it is not clear which one that is. An address is never looked for in another company's.
    """
    served = [each for each in await all_workspaces(db) if each.active]
    fitting = [each for each in served if name in ("", each.name, each.id, each.outside_id)]
    if len(fitting) != 1:
        raise NobodyHere(f"{len(fitting)} workspaces fit OIDC_WORKSPACE: write the name of one")
    return fitting[0]


async def learner_behind(db: AsyncConnection, workspace_id: str, email: str) -> Learner:
    """Whoever has that address.

    Args:
        email: as the sign-in vouches for it, "" where it does not.

    Raises:
        NobodyHere: nobody has it, they left, or several share it.
    """
    if not email:
        raise NobodyHere("the sign-in does not vouch for an e-mail address (OIDC_TRUST_EMAIL says more)")
    # Letters of other scripts become plain ones in lower case (a Kelvin sign is a k), so two addresses would be one.
    if not email.isascii():
        raise NobodyHere("the account's e-mail address has letters that are not ASCII")
    people = await learners_at(db, workspace_id, email)
    if len(people) != 1:
        raise NobodyHere(f"{len(people)} people have the account's e-mail address")
    return people[0]

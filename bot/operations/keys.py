"""Which SECRET_KEY a database belongs to: a process with another one must not start, since it could open nothing."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import insert_or_ignore, metadata

facts = sa.Table(
    "installation_facts",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.String(200), nullable=False),
)
FINGERPRINT = "secret_key"


class WrongKey(ValueError):
    """This process has another SECRET_KEY than the database; the text says what to do."""


def fingerprint(key: str) -> str:
    """What tells keys apart and gives none away: 64 bits of a one-way function."""
    return hmac.new(key.encode(), b"ninety: which key is this", hashlib.sha256).hexdigest()[:16]


async def hold_key(db: AsyncConnection, key: str, old_keys: Sequence[str]) -> None:
    """Take the database for this key at the first start, and refuse any other afterwards.

    A key that replaces one of the old keys, which the settings still name, takes its place.

    Raises:
        WrongKey: the database belongs to a key that the settings do not name.
    """
    await db.execute(insert_or_ignore(db, facts).values(name=FINGERPRINT, value=fingerprint(key)))
    ours = facts.c.name == FINGERPRINT
    replaced = facts.c.value.in_([fingerprint(old) for old in old_keys])
    await db.execute(sa.update(facts).where(ours, replaced).values(value=fingerprint(key)))
    if fault := await key_fault(db, key, old_keys):
        raise WrongKey(fault)


async def replace_key(db: AsyncConnection, key: str) -> None:
    """Take the database for this key although it belongs to another: what that one sealed is lost."""
    await db.execute(sa.delete(facts).where(facts.c.name == FINGERPRINT))
    await db.execute(insert_or_ignore(db, facts).values(name=FINGERPRINT, value=fingerprint(key)))


async def key_fault(db: AsyncConnection, key: str, old_keys: Sequence[str]) -> str:
    """What is wrong with the key, and what to do; "" nothing."""
    value = await db.scalar(sa.select(facts.c.value).where(facts.c.name == FINGERPRINT))
    if value is None or value in [fingerprint(each) for each in (key, *old_keys)]:
        return ""
    return (
        f"SECRET_KEY (fingerprint {fingerprint(key)}) is not the one that this database belongs to ({value}). Set the "
        "key that the other processes have, or copy DATA_DIR/secret from them. Where it was changed on purpose, put "
        "the old one into OLD_SECRET_KEYS; where it is lost, `ninety keys replace` says what that costs"
    )

"""Meaning vectors of passages, for workspaces that have an embedder."""

from __future__ import annotations

import sqlalchemy as sa

from lessons.database import metadata

passage_vectors = sa.Table(
    "passage_vectors",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("model", sa.String(64), primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("vector", sa.LargeBinary, nullable=False, comment="float16, of length 1"),
)

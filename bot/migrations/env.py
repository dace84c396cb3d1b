"""Runs migrations on the connection that bot/operations/migrate.py opened."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transaction_per_migration=False)
context.run_migrations()

"""Certificates for finished seasons, and what follows when they end."""

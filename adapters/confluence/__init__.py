"""Confluence, Cloud and Data Center, as a place that documents come from."""

"""Drafts of series, made from documents by templates or by a model: every rule in them is quoted."""

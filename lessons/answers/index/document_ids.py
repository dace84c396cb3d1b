"""Ids of documents. An episode in several languages is as many documents, each found in its own words."""

from __future__ import annotations


def translation_id(episode_id: str, language: str) -> str:
    """The id of the document that an episode's clip in a language is."""
    return f"{episode_id}:{language}"


def episode_of(document_id: str) -> str:
    """The episode whose clip a document is; any other document's own id.

    Clips learned before they were kept by language have their episode's id, until documents.tidy() learns them anew.
    """
    return document_id.rpartition(":")[0] or document_id

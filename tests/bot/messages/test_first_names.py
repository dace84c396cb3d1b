"""Whoever is greeted is called as a person would call them."""

from __future__ import annotations

import pytest

from bot.messages.common_texts import first_name


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Bo Chen", "Bo"),
        ("Lovelace, Ada", "Ada"),
        ("Dr. Émile Noël", "Émile"),
        ("Seán", "Seán"),
        ("李 明", "李 明"),
        ("김 민수", "김 민수"),
        ("نور", "نور"),
        ("🌻 Ada", "🌻 Ada"),
        ("A. B. Smith", "A. B. Smith"),
        ("", ""),
    ],
)
def test_a_greeting_uses_the_first_name(name: str, called: str) -> None:
    assert first_name(name) == called

"""Groups by rule: who belongs to one, why, and what is said about a rule that cannot be read."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.rules.group_rules import BadRule, fields_of, parsed, why

ADA = {"country": "DE", "role": "Support lead", "team": "Customer care"}


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("country is DE", "country is DE"),
        ("Country IS de", "country is DE"),
        ("country is DE and role contains support", "country is DE and role is Support lead"),
        ("country is FR or role contains support", "role is Support lead"),
        ("country is FR or country is DE and role contains support", "country is DE and role is Support lead"),
        ("(country is FR or country is DE) and role contains sales", None),
        ("country is not FR", "country is DE"),
        ("country is one of AT, DE, CH", "country is DE"),
        ("country is not one of AT, DE", None),
        ("team is Customer care", "team is Customer care"),
        ('team is "Customer care" and role does not contain sales', "team is Customer care and role is Support lead"),
        ("floor is 3", None),
        ("floor is not 3", "floor is empty"),
    ],
)
def test_a_rule_says_who_belongs_and_why(rule: str, reason: str | None) -> None:
    assert why(parsed(rule), ADA) == reason


@pytest.mark.parametrize(
    ("rule", "part"),
    [
        ("", "a field is missing after “the beginning”"),
        ("country", "“country” needs is or contains behind it"),
        ("country is", "a value is missing after “is”"),
        ("country is DE and", "a field is missing after “and”"),
        ("(country is DE", "a bracket is not closed after “DE”"),
        ("country is DE ) x", "“)” is not understood after “DE”"),
        ('team is "Care', "a quotation mark is not closed"),
        ("country does DE", "“country” needs is or contains behind it"),
    ],
)
def test_a_rule_that_cannot_be_read_says_where_and_what_to_write(rule: str, part: str) -> None:
    with pytest.raises(BadRule) as fault:
        parsed(rule)
    assert part in str(fault.value)
    assert "country is DE and role contains support" in str(fault.value)


def test_a_rule_names_the_fields_that_it_asks_for() -> None:
    assert fields_of(parsed("country is DE and (role contains x or cost centre is 7)")) == {
        *("country", "role", "cost centre"),
    }


@given(st.text(max_size=60))
def test_any_text_is_a_rule_or_is_refused_in_words(text: str) -> None:
    with contextlib.suppress(BadRule):
        assert why(parsed(text), ADA) is None or text.strip()

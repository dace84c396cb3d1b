"""Looking at two equally good hooks every day raises no more false alarms than was promised."""

from __future__ import annotations

import pytest

from bench.hooks import share_called


def test_two_equal_hooks_are_hardly_ever_called_different_however_often_the_page_is_read() -> None:
    alarms, _ = share_called((0.4, 0.4), a_day=10, runs=250)
    assert alarms <= 0.05


def test_a_hook_that_is_much_better_is_found() -> None:
    found, day = share_called((0.3, 0.5), a_day=20, runs=60)
    assert found > 0.9
    assert day
    assert day < 45


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("a_day", [3, 20])
def test_the_error_rate_holds_for_any_share_and_any_size(share: float, a_day: int) -> None:
    alarms, _ = share_called((share, share), a_day, runs=2000)
    assert alarms <= 0.05

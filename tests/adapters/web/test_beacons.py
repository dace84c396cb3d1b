import json
from datetime import timedelta
from typing import Any

import pytest

from adapters.web.pages.beacons import BadBeacon, Beacon, Past, TooFast, believable, parse
from schedules.replies.watching import bits
from tests.bot.world import MONDAY

CLIP_S = 20.4
GOOD: dict[str, Any] = {"seconds": [0, 1, 2], "played": True, "captions": False, "at": 3.2}


def body(**changed: object) -> bytes:
    return json.dumps(GOOD | changed).encode()


def after(seconds: float, watched: range = range(0), plays: int = 1) -> tuple[Past, Any]:
    """A viewer whose first and last beacon came that many seconds ago, and now."""
    return Past(bits(watched), plays, MONDAY, MONDAY), MONDAY + timedelta(seconds=seconds)


def told(seconds: range, played: bool = False) -> Beacon:
    return Beacon(bits(seconds), played, False, 0.0)


def test_a_good_beacon_is_read() -> None:
    assert parse(body(), CLIP_S) == Beacon(0b111, True, False, 3.2)
    assert parse(body(seconds=[20, 20]), CLIP_S).seconds == 1 << 20
    assert parse(body(at=21.0), CLIP_S).at == CLIP_S


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"{" * 900,
        b"[" * 1900,
        b'{"seconds":[0],"played":true,"captions":false}',
        body(more=1),
        body(seconds="0,1"),
        body(seconds=[True]),
        body(seconds=[1.0]),
        body(seconds=[-1]),
        body(seconds=[21]),
        body(seconds=[90]),
        body(seconds=[10**30]),
        body(seconds=[None]),
        body(seconds=[[0]]),
        body(seconds={"0": 1}),
        body(seconds=[0] * 91),
        body(played=1),
        body(played=None),
        body(captions="yes"),
        body(at="3"),
        body(at=True),
        body(at=-0.1),
        body(at=1e9),
        body().replace(b"3.2", b"NaN"),
        body().replace(b"3.2", b"Infinity"),
        body(at=3) + b" " * 3000,
    ],
)
def test_everything_else_is_refused_in_words(sent: bytes) -> None:
    with pytest.raises(BadBeacon) as refused:
        parse(sent, CLIP_S)
    assert len(str(refused.value)) > 15


def test_a_clip_of_ninety_seconds_has_no_second_ninety() -> None:
    assert parse(body(seconds=[89], at=90), 90.2).seconds == 1 << 89
    with pytest.raises(BadBeacon, match="0 to 89"):
        parse(body(seconds=[90], at=90), 90.2)


def test_a_whole_clip_at_once_is_not_believed_and_told_when_it_could_be() -> None:
    past, now = after(0)
    with pytest.raises(TooFast) as refused:
        believable(told(range(90)), past, 90, now)
    assert refused.value.wait_s == 42
    with pytest.raises(TooFast):
        believable(told(range(90)), None, 90, now)
    with pytest.raises(TooFast):
        believable(told(range(90)), *_args(after(41)))
    assert believable(told(range(90)), *_args(after(42))) is False


def _args(world: tuple[Past, Any]) -> tuple[Past, float, Any]:
    past, now = world
    return past, 90.0, now


def test_watching_at_double_speed_is_believed_all_the_way() -> None:
    past, now = after(0, plays=1)
    for tick in range(1, 9):
        now = MONDAY + timedelta(seconds=5 * tick)
        fresh = range(10 * (tick - 1), 10 * tick + 1)
        believable(told(fresh), past, 90, now)
        past = Past(past.watched | bits(fresh), 1, MONDAY, now)
    assert past.watched.bit_count() == 81


def test_many_small_beacons_claim_no_more_than_one_large_one() -> None:
    past, _ = after(0)
    claimed = 0
    for second in range(90):
        now = MONDAY + timedelta(milliseconds=10 * second)
        try:
            believable(told(range(second, second + 1)), past, 90, now)
        except TooFast:
            break
        claimed += 1
        past = Past(past.watched | bits([second]), 1, MONDAY, now)
    assert claimed <= 7


def test_time_that_passed_before_the_last_beacon_buys_nothing_now() -> None:
    past = Past(0, 1, MONDAY, MONDAY + timedelta(days=1))
    with pytest.raises(TooFast):
        believable(told(range(60)), past, 90, MONDAY + timedelta(days=1, seconds=5))


def test_seconds_that_are_known_already_cost_no_time() -> None:
    past, now = after(0, range(50))
    assert believable(told(range(50)), past, 90, now) is False


def test_a_beacon_sent_again_counts_no_second_play() -> None:
    past, now = after(1)
    assert believable(told(range(0), played=True), past, 60, now) is False
    past, now = after(20)
    assert believable(told(range(0), played=True), past, 60, now) is False


def test_a_play_that_shows_nothing_new_is_counted_once_however_long_it_goes_on() -> None:
    """G14: "played" counted again every 15 seconds."""
    for minutes in range(1, 20):
        past, now = after(60 * minutes, range(30))
        assert believable(told(range(30), played=True), past, 60, now) is False
    assert believable(told(range(30, 40), played=True), past, 60, now) is True


def test_a_clock_that_went_back_gives_no_extra_time() -> None:
    past, _ = after(0)
    with pytest.raises(TooFast):
        believable(told(range(20)), past, 90, MONDAY - timedelta(hours=1))

"""What a learner is shown next: what they need first, a fair chance for what is new, and nothing twice in a week."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.rules.feed_ranking import EXPLORE, Candidate, Counts, Ranked, Topic, Why, rank

CLIPS = [
    Candidate(f"{topic}-{number}", topic, number, Counts(100, 40), Counts(20, 8))
    for topic in ("passwords", "privacy", "safety")
    for number in (1, 2, 3)
]


def shown(clips: list[Candidate], topics: dict[str, Topic] | None = None, *seen: str, most: int = 5) -> list[Ranked]:
    return rank(clips, topics or {}, {}, set(seen), most, "ada 2027-03-01")


def test_what_was_answered_wrong_comes_first_and_says_so() -> None:
    first = shown(CLIPS, {"privacy": Topic(answered=4, wrong=4, watched=4), "safety": Topic(answered=4, watched=4)})[0]
    assert (first.id.split("-")[0], first.why) == ("privacy", Why.GAP)


def test_what_is_being_forgotten_is_a_gap_too() -> None:
    first = shown(CLIPS, {"safety": Topic(answered=3, faded=0.8, watched=3), "privacy": Topic(answered=3, watched=3)})[
        0
    ]
    assert (first.id.split("-")[0], first.why) == ("safety", Why.GAP)


def test_what_helped_people_of_the_same_group_comes_before_what_is_popular() -> None:
    clips = [
        Candidate("theirs", "a", 1, Counts(100, 30), Counts(20, 18)),
        Candidate("popular", "b", 1, Counts(500, 250), Counts(20, 2)),
    ]
    first = shown(clips, most=1)[0]
    assert (first.id, first.why) == ("theirs", Why.PEERS)


def test_a_share_of_three_people_moves_nothing_that_hundreds_say() -> None:
    clips = [
        Candidate("lucky", "a", 1, Counts(3, 3)),
        Candidate("proven", "b", 1, Counts(600, 480)),
        Candidate("dull", "c", 1, Counts(600, 60)),
    ]
    assert [each.id for each in shown(clips, most=2)] == ["proven", "lucky"]


def test_who_says_that_it_did_not_help_is_heard() -> None:
    clips = [
        Candidate("liked", "a", 1, Counts(100, 50, useless=0)),
        Candidate("disputed", "b", 1, Counts(100, 55, useless=20)),
    ]
    assert shown(clips, most=2)[0].id == "liked"


def test_one_clip_of_five_is_one_that_few_have_seen() -> None:
    assert pytest.approx(1 / 5) == EXPLORE
    clips = [*CLIPS, Candidate("brand-new", "fresh", 1)]
    found = shown(clips, {"fresh": Topic(answered=5, watched=5)})
    assert [each.id for each in found if each.why is Why.NEW] == ["brand-new"]
    assert len(found) == 5


def test_at_most_two_of_one_topic_are_among_the_best() -> None:
    found = shown(CLIPS, {"privacy": Topic(answered=9, wrong=9, watched=9)})
    assert sum(each.id.startswith("privacy") and each.why is not Why.NEW for each in found) == 2


def test_a_story_is_begun_at_its_beginning_and_gone_on_with_where_it_was_left() -> None:
    assert shown(CLIPS, {"privacy": Topic(answered=4, wrong=4, watched=1)})[0].id == "privacy-1"
    left = {"privacy": Topic(answered=4, wrong=4, watched=1, place=1)}
    assert shown(CLIPS, left, "privacy-1")[0].id == "privacy-2"


@given(st.data())
def test_nothing_is_shown_twice_or_again_in_a_week_and_the_order_is_the_same_all_day(data: st.DataObject) -> None:
    numbers = st.integers(0, 200)
    clips = [
        Candidate(f"c{n}", f"t{n % 7}", n // 7 + 1, Counts(seen, min(seen, helped)), Counts(seen // 4, helped // 4))
        for n, (seen, helped) in enumerate(data.draw(st.lists(st.tuples(numbers, numbers), max_size=60)))
    ]
    seen = data.draw(st.sets(st.sampled_from([clip.id for clip in clips])) if clips else st.just(set[str]()))
    first, again = (rank(clips, {}, {}, seen, 5, "bo") for _ in range(2))
    assert first == again
    ids = [each.id for each in first]
    assert len(set(ids)) == len(ids) <= 5
    assert not set(ids) & seen

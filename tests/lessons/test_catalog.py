import asyncio
from dataclasses import fields, replace
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons import catalog
from lessons.catalog.records import (
    CARDS,
    check_from,
    check_record,
    episode_hash,
    episode_record,
    script_from,
    script_record,
)
from lessons.checks import Check, Option
from lessons.script import Card, Headline, Person, Role, Scene, ScreenKind, Script
from tests.lessons.catalog_world import FIRST, NOON, ON_BOTH, Library, episode, there


@ON_BOTH
async def test_a_series_comes_out_as_it_went_in(db: Library) -> None:
    brought = (await db.bring(FIRST)).series
    assert brought == await db.ask(catalog.current_series, "leak")
    assert (brought.title, brought.summary, brought.brand) == (FIRST.title, FIRST.summary, FIRST.brand)
    assert brought.characters == FIRST.characters
    assert brought.version == 1
    for stored, written in zip(brought.episodes, FIRST.episodes, strict=True):
        assert episode_hash(stored, None) == episode_hash(written, None)
        assert stored.check == written.check
        assert stored.answers == written.answers
        assert stored.in_language("de").answers == ("Was nun?",)
        assert (stored.number, stored.version, stored.approved) == (written.number, 1, True)


async def test_scripts_name_the_version_that_their_clips_are_made_from(db: Library) -> None:
    mail = (await db.bring(FIRST)).series.episodes[0]
    assert mail.script.version == "leak/mail@1"
    assert mail.branches["hush"].version == "leak/mail@1#hush"
    assert mail.translations["de"].script.version == "leak/mail@1"


async def test_an_episode_kept_before_there_were_answers_is_no_new_version(db: Library) -> None:
    plain = replace(FIRST.episodes[0], answers=(), translations={})
    assert "answers" not in episode_record(plain)
    stored = (await db.bring(replace(FIRST, episodes=(plain,)))).series.episodes[0]
    assert stored.answers == ()
    assert episode_hash(stored, None) == episode_hash(plain, None)


@ON_BOTH
async def test_the_same_series_again_adds_no_row_and_changes_nothing(db: Library) -> None:
    first = await db.bring(FIRST)
    before = await db.rows()
    again = await db.bring(FIRST)
    assert again.changes == ()
    assert again.series == first.series
    assert await db.rows() == before


async def test_what_is_new_is_said_in_words(db: Library) -> None:
    assert (await db.bring(FIRST)).changes == (
        "The series The Leak is new.",
        "Episode 1, Mail: new.",
        "Episode 2, Call: new.",
    )


@ON_BOTH
async def test_an_edited_episode_is_exactly_one_new_version_and_the_old_stays_readable(db: Library) -> None:
    old = (await db.bring(FIRST)).series.episodes[1]
    before = await db.rows()
    edited = await db.bring(replace(FIRST, episodes=(FIRST.episodes[0], episode(2, "call", "Hello, you."))))
    assert edited.changes == ("Episode 2, Call: edited, now version 2.",)
    after = await db.rows()
    assert after["episodes"] == before["episodes"] + 1
    assert after["series"] == before["series"] + 1
    assert after["clips"] == before["clips"] + 3
    assert edited.series.episodes[0].id == (await db.episode(edited.series.episodes[0].id)).id
    assert await db.episode(old.id) == old
    assert [e.version for e in await db.ask(catalog.episodes_of, "leak")] == [1, 2]


@ON_BOTH
async def test_moving_removing_and_bringing_back_makes_no_new_episode(db: Library) -> None:
    await db.bring(FIRST)
    mail, call = FIRST.episodes
    turned = await db.bring(replace(FIRST, episodes=(replace(call, number=1), replace(mail, number=2))))
    assert turned.changes == ("Episode 1, Call: moved here from place 2.", "Episode 2, Mail: moved here from place 1.")
    shorter = await db.bring(replace(FIRST, episodes=(mail,)))
    assert shorter.changes[-1] == "Call: removed; what learners did with it stays on record."
    back = await db.bring(FIRST)
    assert back.changes == ("Episode 2, Call: back in the series.",)
    assert (await db.rows())["episodes"] == 2
    assert back.series.version == 4


async def test_what_changed_about_the_series_itself_is_said(db: Library) -> None:
    await db.bring(FIRST)
    renamed = await db.bring(replace(FIRST, title="The Hole", characters=()))
    assert renamed.changes == ("The series: edited title, characters.",)
    assert (await db.rows())["episodes"] == 2


@ON_BOTH
async def test_a_removed_episode_keeps_the_last_place_that_it_had(db: Library) -> None:
    call = (await db.bring(FIRST)).series.episodes[1]
    await db.bring(replace(FIRST, episodes=FIRST.episodes[:1]))
    assert (await db.episode(call.id)).number == 2
    assert await db.ask(catalog.episode_of_check, "leak/call") is None
    assert there(await db.ask(catalog.episode_of_check, "leak/mail")).slug == "mail"


@ON_BOTH
async def test_a_draft_is_seen_by_curators_and_by_no_learner_until_it_is_approved(db: Library) -> None:
    await db.bring(FIRST)
    draft = replace(FIRST, episodes=(FIRST.episodes[0], episode(2, "call", "A draft.")))
    brought = (await db.bring(draft, approved_by=None)).series
    assert brought.version == 2
    assert there(await db.ask(catalog.current_series, "leak")).version == 1
    assert [s.version for s in await db.ask(catalog.list_series)] == [1]
    assert (await db.ask(catalog.latest_series, "leak")) == brought
    call = brought.episodes[1]
    assert not call.approved
    assert await db.tell(catalog.approve, call.id, "nia", NOON)
    assert not await db.tell(catalog.approve, call.id, "bo", NOON)
    assert there(await db.ask(catalog.current_series, "leak")).version == 2


async def test_a_draft_that_a_curator_imports_unchanged_is_approved(db: Library) -> None:
    await db.bring(FIRST, approved_by=None)
    assert await db.ask(catalog.current_series, "leak") is None
    assert (await db.bring(FIRST)).changes == ()
    assert await db.ask(catalog.current_series, "leak") is not None


async def test_an_import_that_fails_leaves_nothing_behind(db: Library) -> None:
    await db.bring(FIRST)
    before = await db.rows()
    twice = replace(FIRST, episodes=(episode(1, "mail", "Edited."), episode(1, "call", "Edited too.")))
    with pytest.raises(sa.exc.IntegrityError):
        await db.bring(twice)
    assert await db.rows() == before


async def test_workspaces_see_only_their_own(db: Library) -> None:
    mail = (await db.bring(FIRST)).series.episodes[0]
    wanted = (await db.ask(catalog.clips_wanted, 1))[0]
    async with db.database.write() as connection:
        assert await catalog.current_series(connection, "w2", "leak") is None
        assert await catalog.list_series(connection, "w2") == ()
        assert await catalog.episode_by_id(connection, "w2", mail.id) is None
        assert await catalog.clips_wanted(connection, "w2", 9) == ()
        assert await catalog.clip_of(connection, "w2", mail.id) is None
        assert not await catalog.clip_ready(connection, "w2", wanted.id, 9.0, "m", (), NOON)
        assert not await catalog.approve(connection, "w2", mail.id, "eve", NOON)
        assert (await catalog.import_series(connection, "w2", FIRST, NOON)).series.version == 1


WORDS = st.text(max_size=8)
LIST = st.lists(WORDS, max_size=2).map(tuple)
BARS = st.lists(st.tuples(WORDS, st.floats(0, 1e6)), max_size=2).map(tuple)
PAIRS = st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple)
PEOPLE = st.builds(Person, WORDS, WORDS, PAIRS)
OF_TYPE: dict[str, st.SearchStrategy[Any]] = {
    "str": WORDS,
    "tuple[str, ...]": LIST,
    "tuple[tuple[str, float], ...]": BARS,
    "tuple[tuple[str, str], ...]": PAIRS,
    "Person": PEOPLE,
    "Person | None": st.none() | PEOPLE,
    "ScreenKind": st.sampled_from(ScreenKind),
    "bool": st.booleans(),
    "float": st.floats(0, 600),
    "float | None": st.none() | st.floats(0, 600),
}
CARD = st.one_of(*(st.builds(card, *(OF_TYPE[str(f.type)] for f in fields(card))) for card in CARDS.values()))
SCENES = st.lists(
    st.builds(Scene, st.sampled_from(Role), WORDS, CARD, WORDS, WORDS, st.sampled_from((0.0, 0.9))), max_size=3
).map(tuple)
OPTIONS = st.lists(st.builds(Option, WORDS, WORDS, WORDS), max_size=5).map(tuple)
SECOND, PLACE = st.none() | st.floats(0, 90), st.none() | st.integers(0, 20)


@settings(max_examples=40, deadline=None)
@given(st.builds(Script, WORDS, SCENES, WORDS, WORDS, WORDS, LIST, WORDS))
def test_every_script_comes_back_equal(made: Script) -> None:
    assert script_from(through_json(script_record(made)), made.version) == made


@settings(max_examples=40, deadline=None)
@given(st.builds(Check, WORDS, OPTIONS, st.integers(0, 4), WORDS, SECOND, PLACE))
def test_every_check_comes_back_equal(made: Check) -> None:
    assert check_from(through_json(check_record(made))) == made


def through_json(record: dict[str, Any]) -> Any:
    return orjson.loads(orjson.dumps(record))


def test_every_kind_of_card_can_be_kept() -> None:
    assert set(CARDS.values()) == set(Card.__args__)


def test_a_card_of_an_unknown_kind_is_refused() -> None:
    record = script_record(Script("t", (Scene(Role.HOOK, "x", Headline("y")),)))
    record["scenes"][0]["show"]["card"] = "Hologram"
    with pytest.raises(KeyError, match="Hologram"):
        script_from(record)


@ON_BOTH
async def test_first_imports_of_one_series_at_once_make_it_once(db: Library) -> None:
    done = await asyncio.gather(*(db.bring(FIRST) for _ in range(4)))
    assert len({one.series.id for one in done}) == 1
    assert sum("The series The Leak is new." in one.changes for one in done) == 1
    assert await db.rows() == {"series": 1, "episodes": 2, "lineups": 2, "clips": 6}


@ON_BOTH
async def test_edits_of_one_series_at_once_become_versions_one_after_the_other(db: Library) -> None:
    await db.bring(FIRST)
    edits = [replace(FIRST, summary=f"Edit {number}.") for number in range(3)]
    done = await asyncio.gather(*(db.bring(edit) for edit in edits))
    assert sorted(one.series.version for one in done) == [2, 3, 4]

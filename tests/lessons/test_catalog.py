import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import orjson
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons import catalog
from lessons.catalog.records import CARDS, check_from, check_record, episode_hash, script_from, script_record
from lessons.catalog.tables import clips, episodes, lineups, series
from lessons.checks import Check, Option
from lessons.database import Database, metadata
from lessons.episodes import Clip, ClipState, Cue, Episode, MediaBrought, Source, Telling
from lessons.series import Character, Series
from lessons.studio.script import Brand, Card, Chart, EndCard, Headline, Role, Scene, Script
from tests.postgres import postgres_url  # noqa: F401

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
WS = "w1"
T = TypeVar("T")


def script(say: str) -> Script:
    bars = Chart("Fast", (("Click", 21.0), ("Password", 28.0)), "s", "DBIR")
    return Script("T", (Scene(Role.HOOK, say, bars), Scene(Role.ACTION, "Do it now.", EndCard("Well?"))))


def episode(number: int, slug: str, say: str = "Hello there.") -> Episode:
    options = (Option("Say it", "Good."), Option("Hide it", leads_to="hush"))
    return Episode(
        "leak",
        slug,
        number,
        slug.title(),
        "en",
        script(say),
        summary="About it.",
        check=Check("What now?", options, 0, "Because.", 1.1, 1),
        prompt="And you?",
        cliffhanger="But then …",
        branches={"hush": script("Hush.")},
        sources=(Source("A law", "https://example.org/law"), Source("Our rules")),
        translations={"de": Telling("Auf Deutsch", script("Hallo."))},
    )


FIRST = Series(
    "leak",
    "The Leak",
    "en",
    (episode(1, "mail"), episode(2, "call")),
    "A summary.",
    (Character("Nia", "security"),),
    Brand("Leak", "#101010"),
)
"""Two episodes; each wants a main clip and a branch in English, and a main clip in German."""


def there(value: T | None) -> T:
    assert value is not None
    return value


class Library:
    """One workspace's catalogue, each call in a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def ask(self, question: Callable[..., Awaitable[T]], *args: Any, **how: Any) -> T:
        async with self.database.read() as connection:
            return await question(connection, WS, *args, **how)

    async def tell(self, deed: Callable[..., Awaitable[T]], *args: Any, **how: Any) -> T:
        async with self.database.write() as connection:
            return await deed(connection, WS, *args, **how)

    async def bring(self, new: Series, **how: Any) -> catalog.Import:
        return await self.tell(catalog.import_series, new, NOON, **how)

    async def episode(self, episode_id: str) -> Episode:
        return there(await self.ask(catalog.episode_by_id, episode_id))

    async def clip(self, episode_id: str, **which: str) -> Clip:
        return there(await self.ask(catalog.clip_of, episode_id, **which))

    async def finish(self, clip: Clip, media: str = "d", cues: tuple[Cue, ...] = (), at: datetime = NOON) -> bool:
        return await self.tell(catalog.clip_ready, clip.id, 3.5, media, cues, at)

    async def rows(self) -> dict[str, int]:
        async with self.database.read() as connection:
            counts = {}
            for table in (series, episodes, lineups, clips):
                counts[table.name] = there(await connection.scalar(sa.select(sa.func.count()).select_from(table)))
            return counts


@pytest.fixture
async def db(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Library]:
    on_postgres = getattr(request, "param", "sqlite") == "postgres"
    database = Database(request.getfixturevalue("postgres_url") if on_postgres else f"sqlite:///{tmp_path / 'n.db'}")
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    yield Library(database)
    await database.close()


ON_BOTH = pytest.mark.parametrize("db", ["sqlite", "postgres"], indirect=True)


@ON_BOTH
async def test_a_series_comes_out_as_it_went_in(db: Library) -> None:
    brought = (await db.bring(FIRST)).series
    assert brought == await db.ask(catalog.current_series, "leak")
    assert (brought.title, brought.summary, brought.brand) == (FIRST.title, FIRST.summary, FIRST.brand)
    assert brought.characters == FIRST.characters
    assert brought.version == 1
    for stored, written in zip(brought.episodes, FIRST.episodes, strict=True):
        assert episode_hash(stored) == episode_hash(written)
        assert stored.check == written.check
        assert (stored.number, stored.version, stored.approved) == (written.number, 1, True)


async def test_scripts_name_the_version_that_their_clips_are_made_from(db: Library) -> None:
    mail = (await db.bring(FIRST)).series.episodes[0]
    assert mail.script.version == "leak/mail@1"
    assert mail.branches["hush"].version == "leak/mail@1#hush"
    assert mail.translations["de"].script.version == "leak/mail@1"


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


async def test_every_language_and_branch_of_an_episode_wants_a_clip(db: Library) -> None:
    mail = (await db.bring(FIRST)).series.episodes[0]
    found = await db.ask(catalog.clips_of, mail.id)
    assert [(clip.language, clip.key) for clip in found] == [("en", "main"), ("en", "hush"), ("de", "main")]
    assert {clip.state for clip in found} == {ClipState.WANTED}
    assert len(await db.ask(catalog.clips_wanted, 99)) == 6
    assert len(await db.ask(catalog.clips_wanted, 2)) == 2


CUES = (Cue(0.0, 1.0, "Hello"), Cue(1.0, 1.5, "there."), Cue(2.25, 3.0, "Do it now."))


@ON_BOTH
async def test_a_finished_clip_is_kept_once_and_measures_where_the_answer_is(db: Library) -> None:
    mail = (await db.bring(FIRST)).series.episodes[0]
    wanted = await db.clip(mail.id)
    assert await db.finish(wanted, "d1", CUES)
    assert not await db.finish(wanted, "d2", CUES)
    assert await db.clip(mail.id) == Clip(wanted.id, mail.id, "main", "en", ClipState.READY, 3.5, "d1", CUES, "", NOON)
    assert await db.ask(catalog.clip_by_id, wanted.id) == await db.clip(mail.id)
    assert there((await db.episode(mail.id)).check).at_s == 2.25


async def test_the_clip_of_a_translation_does_not_move_the_answer(db: Library) -> None:
    mail = (await db.bring(FIRST)).series.episodes[0]
    german = await db.clip(mail.id, language="de")
    await db.finish(german, "d1", (Cue(0.0, 3.0, "Hallo. Do it now."),))
    assert there((await db.episode(mail.id)).check).at_s == there(mail.check).at_s


@ON_BOTH
async def test_a_clip_is_found_in_the_language_asked_for_or_in_the_episodes_own(db: Library) -> None:
    mail = (await db.bring(FIRST)).series.episodes[0]
    languages = ("de-CH", "en", "fr", "")
    found = [(await db.clip(mail.id, language=language)).language for language in languages]
    assert found == ["de", "en", "en", "en"]
    assert await db.ask(catalog.clip_of, mail.id, key="no-such-branch") is None


@ON_BOTH
async def test_a_failed_clip_says_why_and_is_tried_again_only_when_asked(db: Library) -> None:
    mail = (await db.bring(FIRST)).series.episodes[0]
    wanted = await db.clip(mail.id)
    assert await db.tell(catalog.clip_failed, wanted.id, "the picture is damaged", NOON)
    failed = there(await db.ask(catalog.clip_by_id, wanted.id))
    assert (failed.state, failed.reason, failed.made_at) == (ClipState.FAILED, "the picture is damaged", NOON)
    assert wanted.id not in {clip.id for clip in await db.ask(catalog.clips_wanted, 99)}
    assert await db.tell(catalog.want_failed_again, "another episode") == 0
    assert await db.tell(catalog.want_failed_again) == 1
    assert await db.ask(catalog.clip_by_id, wanted.id) == wanted
    assert await db.finish(wanted, "d", CUES)
    assert not await db.tell(catalog.clip_failed, wanted.id, "too late", NOON)


@ON_BOTH
async def test_an_edit_of_the_check_alone_needs_no_new_clip(db: Library) -> None:
    await db.bring(FIRST)
    for clip in await db.ask(catalog.clips_wanted, 99):
        await db.finish(clip, f"d-{clip.key}", CUES)
    mail = FIRST.episodes[0]
    asked = replace(mail, check=replace(there(mail.check), question="What then?"))
    edited = (await db.bring(replace(FIRST, episodes=(asked, FIRST.episodes[1])))).series.episodes[0]
    assert edited.version == 2
    assert await db.ask(catalog.clips_wanted, 99) == ()
    found = await db.clip(edited.id, key="hush")
    assert (found.state, found.media, found.cues, found.made_at) == (ClipState.READY, "d-hush", CUES, NOON)
    assert there(edited.check).at_s == 2.25


async def test_an_episode_that_brings_its_own_clip_wants_it_prepared(db: Library) -> None:
    own = replace(episode(1, "own"), script=Script("Own", ()), media=MediaBrought("assets/a.mp4", "assets/a.vtt"))
    brought = (await db.bring(replace(FIRST, episodes=(own,)))).series.episodes[0]
    assert brought.media == own.media
    first = await db.clip(brought.id)
    other = replace(own, media=MediaBrought("assets/b.mp4", "assets/a.vtt"))
    await db.finish(first, "d", ())
    edited = (await db.bring(replace(FIRST, episodes=(other,)))).series.episodes[0]
    assert (await db.clip(edited.id)).state == ClipState.WANTED


@ON_BOTH
async def test_two_imports_at_once_make_one_version(db: Library) -> None:
    done = await asyncio.gather(db.bring(FIRST), db.bring(FIRST), return_exceptions=True)
    assert any(isinstance(one, catalog.Import) for one in done)
    assert {type(one) for one in done} <= {catalog.Import, sa.exc.IntegrityError}
    assert (await db.rows())["series"] == 1
    assert (await db.bring(FIRST)).changes == ()


async def test_an_instant_of_another_zone_is_kept_as_the_same_instant(db: Library) -> None:
    mail = (await db.bring(FIRST)).series.episodes[0]
    wanted = await db.clip(mail.id)
    later = NOON + timedelta(microseconds=1)
    await db.finish(wanted, "d", (), later)
    assert there(await db.ask(catalog.clip_by_id, wanted.id)).made_at == later


WORDS = st.text(max_size=8)
LIST = st.lists(WORDS, max_size=2).map(tuple)
BARS = st.lists(st.tuples(WORDS, st.floats(0, 1e6)), max_size=2).map(tuple)
OF_TYPE: dict[str, st.SearchStrategy[Any]] = {
    "str": WORDS,
    "tuple[str, ...]": LIST,
    "tuple[tuple[str, float], ...]": BARS,
}
CARD = st.one_of(*(st.builds(card, *(OF_TYPE[str(f.type)] for f in fields(card))) for card in CARDS.values()))
SCENES = st.lists(st.builds(Scene, st.sampled_from(Role), WORDS, CARD, WORDS), max_size=3).map(tuple)
OPTIONS = st.lists(st.builds(Option, WORDS, WORDS, WORDS), max_size=5).map(tuple)
SECOND, PLACE = st.none() | st.floats(0, 90), st.none() | st.integers(0, 20)


@settings(max_examples=40, deadline=None)
@given(st.builds(Script, WORDS, SCENES, WORDS, WORDS, WORDS, LIST))
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

from dataclasses import replace
from datetime import timedelta

from lessons import catalog
from lessons.episodes import Clip, ClipState, Cue, MediaBrought
from lessons.script import Brand, Script
from tests.lessons.catalog_world import FIRST, NOON, ON_BOTH, Library, episode, there


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
    claim = there(await db.tell(catalog.claim_clip, "", NOON))
    assert claim.clip == wanted
    assert await db.give_up(claim, "the picture is damaged")
    failed = there(await db.ask(catalog.clip_by_id, wanted.id))
    assert (failed.state, failed.reason, failed.made_at) == (ClipState.FAILED, "the picture is damaged", NOON)
    assert wanted.id not in {clip.id for clip in await db.ask(catalog.clips_wanted, 99)}
    assert await db.tell(catalog.want_failed_again, "another episode") == 0
    assert await db.tell(catalog.want_failed_again) == 1
    assert await db.ask(catalog.clip_by_id, wanted.id) == wanted
    assert await db.finish(wanted, "d", CUES)
    assert not await db.give_up(claim, "too late")


@ON_BOTH
async def test_an_edit_of_the_check_alone_needs_no_new_clip(db: Library) -> None:
    await db.bring(FIRST)
    for clip in await db.ask(catalog.clips_wanted, 99):
        await db.finish(clip, f"d-{clip.key}", CUES)
    mail = FIRST.episodes[0]
    asked = replace(mail, check=replace(there(mail.check), question="What then?"))
    done = await db.bring(replace(FIRST, episodes=(asked, FIRST.episodes[1])))
    edited = done.series.episodes[0]
    assert edited.version == 2
    assert done.reused == await db.ask(catalog.clips_of, edited.id)
    assert await db.ask(catalog.clips_wanted, 99) == ()
    found = await db.clip(edited.id, key="hush")
    assert (found.state, found.media, found.cues, found.made_at) == (ClipState.READY, "d-hush", CUES, NOON)
    assert there(edited.check).at_s == 2.25


@ON_BOTH
async def test_other_questions_that_a_clip_answers_need_no_new_clip(db: Library) -> None:
    await db.bring(FIRST)
    for clip in await db.ask(catalog.clips_wanted, 99):
        await db.finish(clip, f"d-{clip.key}", CUES)
    mail = replace(FIRST.episodes[0], answers=("Whom do I call?",))
    done = await db.bring(replace(FIRST, episodes=(mail, FIRST.episodes[1])))
    assert done.changes == ("Episode 1, Mail: edited, now version 2.",)
    assert done.series.episodes[0].answers == ("Whom do I call?",)
    assert done.reused == await db.ask(catalog.clips_of, done.series.episodes[0].id)
    assert await db.ask(catalog.clips_wanted, 99) == ()


async def test_an_episode_that_brings_its_own_clip_wants_it_prepared(db: Library) -> None:
    own = replace(episode(1, "own"), script=Script("Own", ()), media=MediaBrought("assets/a.mp4", "assets/a.vtt"))
    brought = (await db.bring(replace(FIRST, episodes=(own,)))).series.episodes[0]
    assert brought.media == own.media
    first = await db.clip(brought.id)
    other = replace(own, media=MediaBrought("assets/b.mp4", "assets/a.vtt"))
    await db.finish(first, "d", ())
    edited = (await db.bring(replace(FIRST, episodes=(other,)))).series.episodes[0]
    assert (await db.clip(edited.id)).state == ClipState.WANTED


async def test_a_film_in_its_brands_frame_is_made_again_for_another_brand_and_a_bare_one_is_not(db: Library) -> None:
    for framed, wanted in ((True, ClipState.WANTED), (False, ClipState.READY)):
        media = MediaBrought(f"assets/{framed}.mp4", "assets/a.vtt", framed=framed)
        own = replace(episode(1, "own"), script=Script("Own", ()), media=media)
        brought = (await db.bring(replace(FIRST, episodes=(own,)))).series.episodes[0]
        await db.finish(await db.clip(brought.id), f"d{framed}", ())
        pink = replace(FIRST, brand=Brand("Leak", "#ff00ff"), episodes=(replace(own, summary="Told anew."),))
        edited = (await db.bring(pink)).series.episodes[0]
        assert (await db.clip(edited.id)).state == wanted
        await db.bring(FIRST)


async def test_the_branch_of_an_own_film_is_made_from_its_words(db: Library) -> None:
    own = replace(episode(1, "own"), media=MediaBrought("assets/a.mp4", "assets/a.vtt"), translations={})
    brought = (await db.bring(replace(FIRST, episodes=(own,)))).series.episodes[0]
    await db.finish(await db.clip(brought.id), "film")
    again = replace(own, summary="Told anew.")
    edited = (await db.bring(replace(FIRST, episodes=(again,)))).series.episodes[0]
    assert (await db.clip(edited.id)).media == "film"
    assert (await db.clip(edited.id, key="hush")).state == ClipState.WANTED


async def test_a_new_look_wants_new_clips_and_leaves_the_old_as_they_are(db: Library) -> None:
    mail = (await db.bring(FIRST)).series.episodes[0]
    for clip in await db.ask(catalog.clips_wanted, 99):
        await db.finish(clip)
    pink = await db.bring(replace(FIRST, brand=Brand("Leak", "#ff00ff")))
    assert pink.changes == (
        "The series: edited brand.",
        "Episode 1, Mail: edited, now version 2.",
        "Episode 2, Call: edited, now version 2.",
    )
    assert pink.reused == ()
    assert len(await db.ask(catalog.clips_wanted, 99)) == 6
    assert (await db.clip(mail.id)).state == ClipState.READY


async def test_an_instant_of_another_zone_is_kept_as_the_same_instant(db: Library) -> None:
    mail = (await db.bring(FIRST)).series.episodes[0]
    wanted = await db.clip(mail.id)
    later = NOON + timedelta(microseconds=1)
    await db.finish(wanted, "d", (), later)
    assert there(await db.ask(catalog.clip_by_id, wanted.id)).made_at == later

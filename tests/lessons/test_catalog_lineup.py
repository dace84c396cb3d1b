from dataclasses import replace

from lessons import catalog
from tests.lessons.catalog_world import FIRST, ON_BOTH, Library


@ON_BOTH
async def test_a_line_up_names_what_learners_get_in_order_and_what_it_asks(db: Library) -> None:
    silent = replace(FIRST.episodes[1], check=None, branches={})
    stored = (await db.bring(replace(FIRST, episodes=(FIRST.episodes[0], silent)))).series
    places = await db.ask(catalog.current_lineup, "leak")
    assert [place.episode_id for place in places] == [episode.id for episode in stored.episodes]
    assert [place.check_key for place in places] == ["leak/mail", ""]
    assert await db.ask(catalog.current_lineup, "no such series") == ()


async def test_a_draft_does_not_change_the_line_up(db: Library) -> None:
    await db.bring(FIRST)
    before = await db.ask(catalog.current_lineup, "leak")
    edited = replace(FIRST.episodes[0], summary="Told anew.")
    await db.bring(replace(FIRST, episodes=(FIRST.episodes[1], edited)), approved_by=None)
    assert await db.ask(catalog.current_lineup, "leak") == before


@ON_BOTH
async def test_an_outline_says_what_stands_where_in_the_newest_version_with_its_drafts(db: Library) -> None:
    await db.bring(FIRST)
    edited = replace(FIRST.episodes[0], summary="Told anew.")
    await db.bring(replace(FIRST, title="Renamed", episodes=(FIRST.episodes[1], edited)), approved_by=None)
    latest = await db.ask(catalog.latest_series, "leak")
    outline = await db.ask(catalog.latest_outline, "leak")
    assert latest is not None
    assert outline is not None
    assert outline.title == latest.title == "Renamed"
    assert outline.episode_ids == {episode.number: episode.id for episode in latest.episodes}
    assert await db.ask(catalog.latest_outline, "no such series") is None

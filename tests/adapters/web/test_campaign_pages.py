"""The pages of campaigns, over HTTP: who gets in, what a dry run shows, and what starting and changing does."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from adapters.web.managers.reasons import left_out
from bot.managers.campaign_look import LOOK, counted_look
from bot.managers.dry_run import NOT_YOURS, TAKES_IT
from bot.managers.roles import LEFT_OUT, OPTED_OUT, UNKNOWN
from bot.reports.standing import count_ahead, forget_figure
from lessons.database import Database
from schedules.ledger.ledger import deliveries
from schedules.people import roster
from schedules.people.enrolments import campaigns_of, enrolments
from schedules.plans.editing import add_people
from schedules.replies.replies import replies
from schedules.rules.campaigns import CampaignState
from tests.adapters.web.managing import FORM, Office, office, opt_out


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Office]:
    async with office(database) as opened:
        yield opened


async def running(desk: Office, **changes: object) -> str:
    """Start a campaign as the page does; returns the address of its page."""
    _, page = await desk.look(**changes)
    request = re.search(r'name="request" value="(\w+)"', page)
    assert request, page
    await desk.post("/manage/new", do="start", request=request[1], **{**FORM, **changes})
    async with desk.world.database.read() as db:
        newest = (await campaigns_of(db, desk.world.workspace.id))[0]
    return f"/manage/campaigns/{newest.id}"


async def test_the_link_from_chat_opens_one_time(desk: Office) -> None:
    link = await desk.link()
    assert (await desk.page(link))[0] == 200, "a program that looks at links first uses nothing up"
    assert (await desk.client.post(link)).status == 200
    assert "No campaign yet" in (await desk.page())[1]
    desk.client.session.cookie_jar.clear()
    reply = await desk.client.post(link)
    assert (reply.status, "used before" in await reply.text()) == (410, True)
    assert (await desk.page())[0] == 401


async def test_where_there_are_no_windows_campaign_leads_to_the_pages(desk: Office) -> None:
    """W2: on the playground “campaign” answered with a form that was not there."""
    await desk.world.write("Mira", "campaign")
    words = (await desk.world.last("Mira")).words
    assert "A campaign brings one series to your team" in words
    link = "/manage/open/" + words.partition("/manage/open/")[2].split()[0]
    assert (await desk.client.post(link)).status == 200


async def test_an_address_that_was_tampered_with_leads_nowhere(desk: Office) -> None:
    await desk.sign_in()
    reply = await desk.client.post("/manage/campaigns/x%0d%0aSet-Cookie:%20a=b/move", data={"do": "end"})
    assert (reply.status, "a" in reply.cookies) == (404, False)


async def test_old_links_forged_links_and_links_of_other_kinds_open_nothing(desk: Office) -> None:
    link = await desk.link()
    links, world = desk.world.bot.links, desk.world
    report = links.report(world.workspace.id, "x", world.learners["Mira"].id, world.clock.at).rpartition("/")[2]
    for path in (f"{link}x", f"/manage/open/{report}"):
        assert (await desk.client.post(path)).status == 404
    desk.client.session.cookie_jar.update_cookies({"ninety_manage": report})
    assert (await desk.page())[0] == 401
    world.clock.at += timedelta(days=2)
    assert (await desk.client.post(link)).status == 410


async def test_a_session_ends_by_itself_and_with_the_right_to_manage(desk: Office) -> None:
    assert await desk.sign_in() == 200
    async with desk.world.database.write() as db:
        await roster.change_learner(db, desk.world.workspace.id, desk.world.learners["Mira"].id, manages=False)
    assert (await desk.page())[0] == 403
    desk.world.clock.at += timedelta(hours=13)
    assert (await desk.page())[0] == 401


async def test_learners_get_no_link(desk: Office) -> None:
    for words in ("campaigns", "campaign page", "Kampagnenseite"):
        await desk.world.write("Ada", words)
        assert "Campaigns are for admins and for managers" in (await desk.world.last("Ada")).words
        await desk.world.write("Mira", words)
        assert "/manage/open/" in (await desk.world.last("Mira")).words


async def test_a_dry_run_shows_days_zones_names_and_who_is_left_out_with_the_remedy(desk: Office) -> None:
    await desk.sign_in()
    await desk.world.join("Cem")
    await opt_out(desk.world, "Cem")
    status, page = await desk.look()
    assert status == 200
    for words in ("Berlin", "New York", "09:00–10:00", "Ada", "Monday 2 March: 1 person gets episode 1"):
        assert words in page
    assert "Wednesday 4 March: 1 person gets episode 2" in page
    assert "Tuesday 3 March: nothing" in page
    assert "they opted out of lessons: " in page
    assert "by writing “start” to the bot" in page
    async with desk.world.database.read() as db:
        assert await campaigns_of(db, desk.world.workspace.id) == []


async def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(desk: Office) -> None:
    await desk.sign_in()
    status, page = await desk.look(opens="soon", name="My <b>season</b>", people="Nobody Known")
    assert status == 422
    assert "Nobody Known" in page
    status, page = await desk.look(opens="soon", name="My <b>season</b>")
    assert (status, "such as 09:00" in page) == (422, True)
    assert "My &lt;b&gt;season&lt;/b&gt;" in page
    status, page = await desk.look(group="", people="")
    assert (status, "nobody is chosen yet" in page) == (422, True)
    status, page = await desk.look(days=[])
    assert (status, 'id="fault-weekdays"' in page) == (422, True)


async def test_what_was_looked_at_starts_once_and_a_changed_form_does_not(desk: Office) -> None:
    await desk.sign_in()
    _, page = await desk.look()
    request = re.findall(r'name="request" value="(\w+)"', page)[0]
    status, page = await desk.post("/manage/new", do="start", request=request, **{**FORM, "opens": "08:00"})
    assert (status, "nothing was started" in page) == (200, True)
    for _ in range(2):
        await desk.post("/manage/new", do="start", request=request, **FORM)
    async with desk.world.database.read() as db:
        every = await campaigns_of(db, desk.world.workspace.id)
        people = (await db.execute(sa.select(enrolments.c.learner_id))).scalars().all()
    assert [(each.name, each.state) for each in every] == [("Spring", CampaignState.RUNNING)]
    assert len(people) == 2


async def test_who_takes_the_series_already_is_named_and_left_out(desk: Office) -> None:
    await desk.sign_in()
    await running(desk, group="", people="Ada")
    _, page = await desk.look()
    assert 'they take this series already, or finished it: <span dir="auto">Ada</span>' in page


async def test_a_test_comes_to_the_manager_alone_marked_and_counts_nowhere(desk: Office) -> None:
    await desk.sign_in()
    _, page = await desk.post("/manage/new", do="test", **FORM)
    assert "on its way to you in chat" in page
    await desk.world.sender.deliver_due()
    card = await desk.world.last("Mira")
    assert "A test, for you alone" in card.words
    await desk.world.press("Mira", "Report it")
    assert "your answer is not kept" in (await desk.world.last("Mira")).words
    async with desk.world.database.read() as db:
        assert (await db.execute(sa.select(replies))).all() == []
        checks = (await db.execute(sa.select(deliveries.c.check_key, deliveries.c.campaign_id))).all()
    assert set(checks) == {("", "")}


async def test_a_campaign_rests_goes_on_and_ends_only_when_sure(desk: Office) -> None:
    await desk.sign_in()
    here = await running(desk)
    assert "Monday 2 March: 1 person gets episode 1" in (await desk.page(here))[1]
    for do, words in (("pause", "It rests now"), ("resume", "It goes on"), ("end", "Nothing was changed")):
        assert words in (await desk.post(f"{here}/move", do=do))[1]
    assert "It has ended" in (await desk.post(f"{here}/move", do="end", sure="yes"))[1]


async def test_an_edit_shows_its_effect_first_and_then_does_just_that(desk: Office) -> None:
    await desk.sign_in()
    here = await running(desk, people="Ada", group="", start="2026-03-03", days=["1", "3"])
    changed = {**FORM, "group": "", "people": "Bo", "days": ["2", "4"]}
    status, page = await desk.post(f"{here}/edit", do="look", **changed)
    assert status == 200
    assert "1 person gets the next episode 1 day later." in page
    assert "1 person joins." in page
    seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
    _, page = await desk.post(f"{here}/edit", do="apply", seen=seen, **{**changed, "days": ["4"]})
    assert "nothing was changed yet" in page
    _, page = await desk.post(f"{here}/edit", do="apply", seen=seen, **changed)
    assert "Changed." in page
    assert "Wednesday 4 March: 1 person gets episode 1" in page
    await desk.world.pass_days(9)
    for name in ("Ada", "Bo"):
        episodes = [words for words in await desk.world.sees(name) if "episode" in words]
        numbers = re.findall(r"episode (\d) of", "\n".join(episodes))
        assert numbers == sorted(set(numbers)), "nobody gets an episode twice"
        assert numbers[:2] == ["1", "2"]


async def test_another_managers_campaign_is_not_there(desk: Office) -> None:
    await desk.sign_in()
    here = await running(desk)
    await desk.world.join("Max", manages=True)
    desk.client.session.cookie_jar.clear()
    await desk.sign_in("Max")
    assert "Spring" not in (await desk.page())[1]
    assert (await desk.page(here))[0] == 404
    for what in ("move", "edit"):
        assert (await desk.post(f"{here}/{what}", do="pause", **FORM))[0] == 404


async def test_another_sites_page_cannot_send_a_form(desk: Office) -> None:
    await desk.sign_in()
    reply = await desk.client.post("/manage/new", data={"do": "start"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert reply.status == 403


async def test_the_pages_speak_german_to_who_does(desk: Office) -> None:
    async with desk.world.database.write() as db:
        await roster.change_learner(db, desk.world.workspace.id, desk.world.learners["Mira"].id, own_locale="de")
    await desk.sign_in()
    _, page = await desk.look()
    assert '<html lang="de">' in page
    assert "Für 2 Personen starten" in page


def test_every_reason_has_words_and_a_remedy() -> None:
    for reason in (*LEFT_OUT.values(), UNKNOWN, OPTED_OUT, NOT_YOURS, TAKES_IT):
        assert all(left_out(reason))


async def test_the_calendar_of_a_large_campaign_is_counted_ahead_and_anew_after_a_change(desk: Office) -> None:
    await desk.sign_in()
    campaign = await desk.world.start("Ada", "Bo")
    here, world = f"/manage/campaigns/{campaign.id}", desk.world
    as_now = (await desk.page(here))[1]
    assert "Ada" in as_now
    await count_ahead(world.database, world.clock.at, {LOOK: counted_look}, large=10)
    assert (await desk.page(here))[1] == as_now, "what was counted ahead is what would be counted now"
    cem = await world.join("Cem")
    async with world.database.write() as db:
        await add_people(db, campaign, [cem], world.learners["Mira"].id, world.clock.at)
    assert "Cem" not in (await desk.page(here))[1]
    async with world.database.write() as db:
        await forget_figure(db, campaign, LOOK)
    await count_ahead(world.database, world.clock.at, {LOOK: counted_look}, large=10)
    assert "Cem" in (await desk.page(here))[1]

"""Who somebody is, from the first activity on: their name, whether they are a guest, and where they are reached."""

from __future__ import annotations

from bot.managers.roles import Role, recorded_roles
from tests.adapters.teams.cards_seen import words
from tests.adapters.teams.offices import Office
from tests.adapters.teams.test_campaigns import SENT, opened, shown, staff
from tests.adapters.teams.test_journey import learner
from tests.bot.asking import HOTEL, teach_handbook

NAMELESS = {"from": {"id": "29:Zoe", "aadObjectId": "Zoe"}}


async def test_whoever_only_installed_the_app_has_a_name(office: Office) -> None:
    """F1: everybody who never wrote was "colleague", in the welcome, in reports and for `ninety manager`."""
    office.teams.accounts["Zoe"] = {"name": "Zoë Quist", "email": "zoe@riverbank.example"}
    await office.install("Zoe", **NAMELESS)
    zoe = await learner(office, "Zoe")
    assert (zoe.name, zoe.email) == ("Zoë Quist", "zoe@riverbank.example")
    assert "Hello Zoë, " in office.sees("Zoe")[0]


async def test_a_name_that_was_not_said_at_first_is_learned_later(office: Office) -> None:
    office.teams.mute = True
    await office.install("Zoe", **NAMELESS)
    assert (await learner(office, "Zoe")).name == "colleague"
    office.teams.mute, office.teams.accounts["Zoe"] = False, {"name": "Zoë Quist"}
    await office.people.learn_emails(office.world.clock.at)
    assert (await learner(office, "Zoe")).name == "Zoë Quist"


async def test_a_guest_is_known_as_one_from_the_install_on_and_left_out_of_campaigns(office: Office) -> None:
    """F5: the role was known only once a team's roster had been read, so a guest was enrolled with everybody."""
    office.teams.accounts["Zoe"] = {"userRole": "guest", "email": "zoe@elsewhere.example"}
    await staff(office, "Mira")
    await office.install("Zoe", **NAMELESS)
    async with office.world.database.read() as db:
        roles = await recorded_roles(db, office.world.workspace.id, ["Zoe"])
    assert roles == {"Zoe": Role.GUEST}
    form = shown(await opened(office, "Mira", {**SENT, "people": "Zoe", "do": "look"}))
    assert "guests are left out" in "\n".join(words(form))


async def test_somebody_asked_elsewhere_is_reached_at_their_own_host(office: Office) -> None:
    """F17: a conversation was begun at the host of some colleague, which may be in another region."""
    await office.install("Bo", serviceUrl=office.teams.service_url)
    channel = {"id": "19:c@thread.tacv2", "conversationType": "channel", "tenantId": "T1"}
    elsewhere = office.teams.service_url.replace("127.0.0.1", "localhost")
    await office.write("Ada", "<at>Ninety</at> next", conversation=channel, serviceUrl=elsewhere)
    assert (await learner(office, "Ada")).service_url == elsewhere


async def test_a_mention_in_a_group_is_answered_there_in_one_line_and_in_full_directly(office: Office) -> None:
    """F16: the mention stayed unanswered."""
    await office.install("Ada")
    group = {"id": "19:g", "conversationType": "groupChat", "isGroup": True, "tenantId": "T1"}
    activity = office.teams.activity("Ada", text="help", conversation=group)
    await office.tell(activity)
    await office.tell(activity)
    assert [words(one["card"]) for one in office.teams.shown["19:g"]] == [["Ada, I answer you in our direct chat."]]
    assert "What you can write to me" in office.sees("Ada")[-1]


async def test_whoever_asks_in_a_group_without_having_the_app_hears_how_to_get_it(office: Office) -> None:
    """F16: where the conversation cannot be begun, nobody was told anything anywhere."""
    office.teams.not_installed |= {"Bo", "29:Bo"}
    group = {"id": "19:g", "conversationType": "groupChat", "isGroup": True, "tenantId": "T1"}
    await office.write("Bo", "help", conversation=group)
    (message,) = office.teams.shown["19:g"]
    assert "add the app" in words(message["card"])[0]
    office.teams.not_installed.clear()
    await office.write("Bo", "help", conversation=group)
    assert "What you can write to me" in office.sees("Bo")[-1]


async def test_a_guest_who_asks_is_told_so_and_reads_no_document(office: Office) -> None:
    """F5: a guest got a clip and a quotation from the handbook."""
    office.teams.accounts["Zoe"] = {"userRole": "guest"}
    await office.install("Zoe", **NAMELESS)
    await teach_handbook(office.world)
    await office.write("Zoe", f"learn {HOTEL}")
    assert "Lessons and answers are for members" in office.sees("Zoe")[-1]
    assert not any("120 euros" in text for text in office.sees("Zoe"))

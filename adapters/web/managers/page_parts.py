"""Small parts of the pages of campaigns: what tells two looks apart, which campaigns fit a search, drafts as forms."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, astuple
from typing import Any

import msgspec
from aiohttp import web

from adapters.web.managers.campaign_forms import CampaignForm
from bot.managers.campaign_look import Look
from schedules.rules.campaigns import Campaign

SETS = ("days", "reminders")


def fingerprint(form: CampaignForm, look: Look) -> str:
    """What tells one shown effect from another: the form, and how many people it is for."""
    text = repr((sorted(map(str, form.days)), sorted(form.reminders), astuple(form)[1:4], form.opens, form.closes))
    shifts = sorted(look.effect.by_days.items()) if look.effect else []
    text += repr((form.holidays, look.added, sorted(look.left_out.items()), shifts))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def fits(campaign: Campaign, asking: Mapping[str, str]) -> bool:
    """Whether a campaign is among what a search asks for; what it leaves open fits any."""
    words = asking.get("q", "").strip()[:100].casefold()
    exact = {"state": campaign.state.value, "series": campaign.series_slug, "manager": campaign.manager_id}
    return words in campaign.name.casefold() and all(asking.get(name, "") in ("", has) for name, has in exact.items())


def back(where: str, notice: str) -> web.Response:
    return web.Response(status=303, headers={"Location": f"{where}?said={notice}"})


def kept_form(form: CampaignForm) -> dict[str, Any]:
    """A form as a draft keeps it."""
    return {name: sorted(value) if name in SETS else value for name, value in asdict(form).items()}


def form_again(kept: Mapping[str, Any]) -> CampaignForm:
    """The form of a draft; fields that another release had are left out."""
    return msgspec.convert(dict(kept), CampaignForm)

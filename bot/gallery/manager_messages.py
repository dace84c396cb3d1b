"""Messages about campaigns, and those that only managers get."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from msgspec import structs

from bot.chat import Button, ButtonStyle, Clip, Message, Passage
from bot.gallery.extremes import HOME, TOKEN
from bot.gallery.samples import (
    AT,
    CLIP,
    EMOJI,
    GERMAN,
    START,
    buttons,
)
from bot.messages import (
    answer_texts,
    digest_texts,
    lesson_texts,
    manager_texts,
    page_texts,
    platform_texts,
)
from bot.messages.lower import apart_texts, reshaped_texts, source_texts
from bot.messages.managing import approval_texts, automation_texts, joiner_texts, planning_texts
from bot.messages.pages import home_texts, own_data_texts
from bot.messages.studio import promise_texts, review_texts, sent_film_texts
from bot.messages.surveys import pulse_texts, survey_texts
from bot.messages.trust import audit_texts, certificate_texts, erasure_texts, sign_in_texts
from schedules.plans.weekly import WeekFigures
from schedules.rules.campaigns import CampaignState, Proposal


def campaign_messages() -> dict[str, Message]:
    url = f"{HOME}/report/x"
    start, decline = buttons("Start campaign", "Do not start it")
    choice = (
        Button(start.label, start.token, ButtonStyle.PRIMARY),
        Button(decline.label, decline.token, ButtonStyle.DESTRUCTIVE),
    )
    plan = Proposal("The Leak", "the-leak", frozenset(range(5)), time(9), time(10), START)
    return {
        "approval wanted": approval_texts.approval_wanted("Mira", plan, 120, url, choice),
        "approval wanted, a name with emoji": approval_texts.approval_wanted(
            EMOJI, replace(plan, name=GERMAN, holdout_share=0.2), 12_000, url, choice
        ),
        "approval, decided": manager_texts.decided(
            approval_texts.approval_wanted("Mira", plan, 120, url, choice), manager_texts.approved_by("Bo", "The Leak")
        ),
        "approval, declined by another": manager_texts.decided(
            approval_texts.approval_wanted("Mira", plan, 120, url, choice), manager_texts.declined_by("Bo", "The Leak")
        ),
        "approval, decided before": manager_texts.already_judged(),
        "approval, declined": manager_texts.declined("Bo", "The Leak"),
        "approval, you declined": manager_texts.you_declined("The Leak"),
        "approval, you approved": manager_texts.you_approved("The Leak"),
        "campaign started": manager_texts.started("The Leak", 40, 10, 2, url, "Max"),
        "campaign started for the team": manager_texts.campaign_started("The Leak", ["Ada", "Bo"], url),
        "campaign moved": manager_texts.campaign_moved("The Leak", CampaignState.PAUSED),
        "lessons wait": platform_texts.lessons_wait("web", AT, "the app was removed"),
        "lessons go on": platform_texts.lessons_go_on("web", AT, AT, "the app was removed"),
        "digest": digest_texts.digest("The Leak", WeekFigures(12, 8, 15, 20, None), "What do you do?", choice[0], url),
        "digest, nothing to do": digest_texts.digest("The Leak", WeekFigures(12, 12, 19, 20, None), "", None, url),
        "series came back": review_texts.sent_back(
            "The Leak", "Mira", "Episode 2 says 30 days; the policy says 20.", 2
        ),
        "promised lesson is there": promise_texts.lesson_there("How long is the notice period?", "Leaving well"),
        "mistake reported": page_texts.reported("The Printer"),
        "mistake reported, to its manager": page_texts.reported_to_manager("Ada", "The Printer", "It is on floor two."),
        "rated": page_texts.rated(useful=True),
        "rated, not useful": page_texts.rated(useful=False),
        "campaign over": manager_texts.campaign_over("The Leak", 38, 40, url),
        "campaigns": manager_texts.campaign_list(
            [("The Leak", CampaignState.RUNNING), (GERMAN, CampaignState.ENDED)], url
        ),
        "campaigns, none": manager_texts.campaign_list([], url),
        "which campaign": manager_texts.which_campaign(["The Leak", "Passwords"]),
        "reports": manager_texts.report_links([("The Leak (running)", url), ("Passwords (ended)", url)]),
        "trial": lesson_texts.trial(lesson_texts.todays_lesson(CLIP)),
        "trial, answered": lesson_texts.tried(lesson_texts.Answered("Report it", True, "The first hour counts.")),
        "you are a manager": manager_texts.you_are_manager("Mira"),
        "nobody called": manager_texts.nobody_called("Bo"),
        "several called": manager_texts.several_called("Bo"),
        "campaign refused": manager_texts.campaign_refused("The Leak has ended: start a new campaign instead"),
        "campaign, not yours": manager_texts.not_your_campaign(),
        "own data": own_data_texts.link_to_page(f"{HOME}/data/{TOKEN}"),
        "is it you": sign_in_texts.is_it_you(url),
        "links taken back": sign_in_texts.revoked_own(),
        "own page": home_texts.own_page(f"{HOME}/home/{TOKEN}"),
        "campaigns, as pages": manager_texts.campaign_page(url),
        "campaigns, where": manager_texts.campaign_where(url),
        "nudged": manager_texts.nudged("The Leak", 3),
        "nudged, one": manager_texts.nudged("The Leak", 1),
        "nudged, nobody": manager_texts.nudged("The Leak", 0),
        "second group": digest_texts.second_group("The Leak", 12),
        "second group, one": digest_texts.second_group("The Leak", 1),
        "report": manager_texts.report_link("The Leak", url, url),
        "was it applied": pulse_texts.applied("The Leak", buttons("Yes", "No", "There was no occasion")),
        "was it applied, answered": pulse_texts.applied_answered("The Leak", "There was no occasion"),
        "was it applied, over": pulse_texts.gone(),
        "was it useful": survey_texts.useful("The Printer", buttons("Yes", "No")),
        "was it useful, answered": survey_texts.useful_answered("The Printer", "Yes"),
        "how sure, before": survey_texts.confidence_before("The Leak", buttons(*survey_texts.confidence_labels())),
        "how sure, after": survey_texts.confidence_after("The Leak", buttons(*survey_texts.confidence_labels())),
        "how sure, answered": survey_texts.confidence_answered("The Leak", "Rather sure"),
        "seen in their work": survey_texts.observe(
            "The Leak", [("Ada", "Yes"), ("Bo", ""), (EMOJI, "")], buttons(*survey_texts.observed_labels() * 2)
        ),
        "results": digest_texts.results_links([("The Leak", url), ("Difficult Customers", url)]),
        "report, none": manager_texts.no_campaign_to_report(),
    }


def automation_messages() -> dict[str, Message]:
    """What comes of rules that act."""
    url = f"{HOME}/manage/open/{TOKEN}"
    failed = automation_texts.failed("", "Once More")
    choice = buttons("Switch it on", "Leave it off")
    names = ["Ada", "Bo", EMOJI]
    share = automation_texts.team_share("Support", "What do you do first?", 45, 9, 20)
    return {
        "joiners, too many": joiner_texts.too_many("The Leak", 120, url),
        "campaign, you manage it too": planning_texts.you_manage_too("Mira", "The Leak", url),
        "rule, watched": automation_texts.week_over("The Leak", failed, "3 people", names, choice, url),
        "rule, watched, for many": automation_texts.week_over(
            GERMAN, automation_texts.silent(14), "120 people", (), (), url
        ),
        "rule, who is silent": automation_texts.silent_people(
            "The Leak", 14, "3 people", names, buttons("Remind who is silent", "Switch this rule off")
        ),
        "rule, an offer": automation_texts.offer(
            "The Leak", share, "Once More", buttons("Give it to 20 people", "Switch this rule off")
        ),
        "rule, offer taken": automation_texts.offer_taken("Once More", 20),
        "rule, on": automation_texts.is_on(automation_texts.team("", 60, "Once More")),
        "rule, off": automation_texts.is_off(failed),
        "rule, not yet": automation_texts.not_yet(),
        "rule, gone": automation_texts.gone(),
        "rules": automation_texts.rules_links([("The Leak", url), ("Difficult Customers", url)]),
    }


def manager_messages() -> dict[str, Message]:
    return {
        **automation_messages(),
        **_sent_films(),
        "no manager": manager_texts.not_a_manager(),
        "manager named": manager_texts.named_manager("Bo"),
        "manager, only admins": manager_texts.only_admins(),
        "manager, whom": manager_texts.manager_how(),
        "audit": audit_texts.link_to_page(f"{HOME}/manage/open/x"),
        "audit, only admins": audit_texts.for_admins(),
        **_erasing(),
        **certificate_messages(),
        "curating": answer_texts.curating(f"{HOME}/curate/x"),
        "studio": digest_texts.studio(f"{HOME}/studio/x"),
        "documents run out": source_texts.run_out_soon(
            [source_texts.agreed("Travel", "Mira Olsen", date(2026, 12, 31))], f"{HOME}/curate/x"
        ),
        "curating, managers only": answer_texts.for_managers_only(),
        "app is back": platform_texts.app_back(("The Leak", "Safe at home")),
        "app is back, one campaign": platform_texts.app_back(("The Leak",)),
    }


def certificate_messages() -> dict[str, Message]:
    """Certificates, and the campaigns that are prepared when they end or a year is over."""
    url = f"{HOME}/certificate/{TOKEN}"
    return {
        "certificate": certificate_texts.issued("The Leak", url, AT),
        "certificate, for good": certificate_texts.issued(GERMAN, url, None),
        "certificates": certificate_texts.listed([("The Leak", url, AT), (EMOJI, url, None)]),
        "certificates, none": certificate_texts.listed([]),
        "certificates that end": certificate_texts.train_again("The Leak", 12, url),
        "a season again": certificate_texts.once_more("The Leak", certificate_texts.full_date(START), url),
    }


def _erasing() -> dict[str, Message]:
    """From somebody's wish to be erased to a second person's yes or no."""
    url = f"{HOME}/erased/{TOKEN}"
    return {
        "erasing, sure": erasure_texts.are_you_sure(buttons(erasure_texts.ask_label())[0]),
        "erasing, waits": erasure_texts.asked(["Mira Okafor", "Max"], url),
        "erasing, waits already": erasure_texts.asked_before(url),
        "erasing, nobody to agree": erasure_texts.nobody_to_agree(),
        "erasing, wanted": erasure_texts.agreement_wanted(
            "Ada Lovelace", buttons(*(label for label, _ in erasure_texts.judge_labels()))
        ),
        "erasing, agreed": erasure_texts.you_agreed(url),
        "erasing, refused by you": erasure_texts.you_refused(),
        "erasing, refused": erasure_texts.refused("Mira Okafor"),
        "erasing, decided": erasure_texts.decided_before(),
        "erasing, not yours": erasure_texts.not_yours_to_decide(),
    }


def _sent_films() -> dict[str, Message]:
    """What whoever sends a film reads."""
    url = f"{HOME}/film/{TOKEN}"
    wide = "The picture is wide (1920 x 1080); allowed is 9:16 looks best, such as 1080 x 1920. Hold the phone upright."
    silent = "The sound is silent (-60 LUFS); allowed is above -45 LUFS. Record it again, near to the microphone."
    return {
        "film, looked at": sent_film_texts.looking("IMG_2041.MOV"),
        "film, too large": sent_film_texts.too_large(200),
        "film, too many": sent_film_texts.too_many(5),
        "film, upload": sent_film_texts.upload(url),
        "film, lost": sent_film_texts.lost("IMG_2041.MOV"),
        "film, can be used": sent_film_texts.looked_at("IMG_2041.MOV", [wide], True, url),
        "film, refused": sent_film_texts.looked_at("IMG_2041.MOV", [silent, wide], False, url),
        "film, taken": sent_film_texts.taken("Lock the screen", "Mira"),
        "film, declined": sent_film_texts.declined("Lock the screen", "Mira", "A customer's name is on the screen."),
    }


def reshaped_messages(question: str, passage: Passage, clip: Clip) -> dict[str, Message]:
    """Answers in another shape."""
    return {
        "answer, documents disagree": apart_texts.disagreeing(
            question,
            source_texts.disagreeing(("Travel", "Expenses"), ("120 euros", "150 euros")),
            [passage, structs.replace(passage, source=source_texts.as_of("Expenses", date(2026, 2, 28)))],
        ),
        "answer, documents say the opposite": apart_texts.disagreeing(
            question, source_texts.disagreeing(("House rules", "Handbook"), ()), [passage, passage]
        ),
        "answer, both sides are whole": reshaped_texts.both_sides(),
        "answer, shorter": reshaped_texts.shorter(
            question, passage, [source_texts.overdue("Travel", "Mira Olsen", date(2026, 2, 28))]
        ),
        "answer, its whole section": reshaped_texts.section(question, passage, True, ()),
        "answer, as a clip": reshaped_texts.as_clip(question, clip),
        "answer, no clip": reshaped_texts.as_clip(question, None),
        "answer, of a clip": reshaped_texts.of_clip(question, None),
        "answer, in another language too": reshaped_texts.in_that_language(question, clip),
        "answer, in that language already": reshaped_texts.is_in_that_language("German"),
        "answer, in one language only": reshaped_texts.only_in("English", "German"),
        "answer, introduced in another language": reshaped_texts.introduced(question, "English", "German", passage, ()),
        "answer, none to change": reshaped_texts.nothing_to_reshape(),
    }

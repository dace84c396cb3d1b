"""Every message that the bot can send, with words that try its limits: to be looked at, and to be checked."""

from __future__ import annotations

from datetime import date

from bot import answerwords, keepwords, managerwords, wording
from bot.chat import Button, Clip, Message, Passage
from bot.wording import Answered, Vote

TOKEN = "dG9rZW4" * 30
CLIP = Clip(
    "The Printer", f"https://ninety.example.com/watch/{TOKEN}", "https://ninety.example.com/media/a/poster.jpg", 62.4
)
LONG = "What is written here is as long as an answer can become, and must not break the message. " * 40
ARABIC = "ماذا تفعل عندما تجد مستنداً سرياً في الطابعة؟"
EMOJI = "Zoë 🧑‍🚀 O'Brien-Łukasz"
MARKUP = "<!channel> *bold* _it_ ~no~ `code` <https://x.invalid|click> & more"


def every_message() -> dict[str, Message]:
    """Name -> message; a name says what is special about it."""
    return _welcoming() | _lessons() | _answers() | _keeping() | _managing()


def _buttons(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(label, TOKEN + str(number)) for number, label in enumerate(labels))


def _welcoming() -> dict[str, Message]:
    return {
        "welcome": wording.welcome("Ada", "Riverbank"),
        "welcome, a name with emoji": wording.welcome(EMOJI, MARKUP),
        "help": wording.help_text(),
        "opted out": wording.opted_out(),
        "opted in": wording.opted_in(),
        "snoozed": wording.snoozed(date(2026, 3, 2)),
        "snooze, until when": wording.snooze_how(),
        "snooze, past": wording.snooze_past(date(2020, 3, 2)),
        "resumed": wording.resumed(["The Leak", "Passwords"]),
        "looking": answerwords.looking(),
        "something went wrong": wording.something_went_wrong(),
        "strange button": wording.strange_button(),
        "stale button": wording.stale_button(),
        "somebody else's button": wording.not_yours(),
    }


def _lessons() -> dict[str, Message]:
    options = _buttons(
        "Hide it", "Report it", "Wait for somebody else to notice it, and then say nothing at all about it"
    )
    vote = Vote(("Hide it", "Report it", "Wait"), (3, 12, 1), 1)
    right, wrong = Answered("Report it", True, "The first hour counts."), Answered("Hide it", False, "Hiding is worse.")
    said = ("The Leak", 2, 5, "The Cover-Up", CLIP, "What now?")
    hard = Clip(LONG, CLIP.watch_url, CLIP.poster_url, 90)
    return {
        "episode": wording.episode(*said, options, previous=vote),
        "episode, right": wording.episode(
            *said, (), answered=right, vote=vote, prompt="And you?", cliffhanger="Who saw?"
        ),
        "episode, not quite": wording.episode(*said, (), answered=wrong, vote=vote),
        "episode, right to left": wording.episode(
            "السلسلة", 1, 3, "الطابعة", CLIP, ARABIC, _buttons("أخفيه", "أبلغ عنه")
        ),
        "episode, everything too long": wording.episode(LONG, 1, 2, LONG, hard, LONG, _buttons(*[LONG] * 5)),
        "episode, markup in it": wording.episode(MARKUP, 1, 2, MARKUP, CLIP, MARKUP, _buttons(MARKUP, "B")),
        "branch": wording.branch("The consequence", CLIP),
        "reminder": wording.reminder("The Printer", CLIP, "What now?", options),
        "reminder, answered": wording.reminder("The Printer", CLIP, "What now?", (), right),
        "asked again": wording.reask("The Printer", None, "What now?", options),
        "asked again, answered": wording.reask("The Printer", CLIP, "What now?", (), wrong),
        "paused after silence": wording.paused_after_silence("The Leak", options[0]),
        "answered already": wording.already_answered("Hide it", False),
        "current lesson": wording.todays_lesson(CLIP),
        "no lesson yet": wording.no_lesson_yet(),
        "no more episodes": wording.no_more_episodes(),
        "daily cap": wording.daily_cap(1),
        "progress": wording.progress([("The Leak", "2 of 5 episodes"), ("Right at the first try", "2 of 2")] * 8),
        "progress, none": wording.progress([]),
    }


def _answers() -> dict[str, Message]:
    passage = Passage("Report it to the security desk.", "Handbook, page 4", "https://intranet.example.com/handbook")
    moment = Clip("The Printer", CLIP.watch_url + "#t=21", CLIP.poster_url, 62, 21)
    return {
        "answer, a moment of a clip": answerwords.found_clip("what do I do with a wrong print?", moment, passage),
        "answer, words of a document": answerwords.found_document("printer", [passage, passage]),
        "answer, three thousand characters": answerwords.found_document(LONG, [Passage(LONG, LONG)] * 3),
        "answer, perhaps": answerwords.maybe("prnter", [moment], ["The Printer", "The Call"], "prnter → printer"),
        "answer, none": answerwords.nothing_found("how do I fly?"),
        "suggestions": keepwords.suggestions(
            [("The Printer", "3 colleagues liked it lately")] * 3, _buttons("A", "B", "C")
        ),
    }


def _keeping() -> dict[str, Message]:
    deeds = {deed: keepwords.kept(deed, "The Printer") for deed in ("save", "like", "unsave", "unlike")}
    return deeds | {
        "saved clips": keepwords.saved_clips(_buttons("The Printer", "The Call")),
        "saved clips, none": keepwords.saved_clips(()),
        "shared": keepwords.shared("The Printer", "Bo"),
        "shared with you": keepwords.shared_with_you("Ada", CLIP),
        "shared, not possible": keepwords.cannot_share(),
        "shared, with whom": keepwords.share_how(),
        "shared enough": keepwords.shared_enough(10),
        "clip again": keepwords.clip_again(CLIP),
        "clip gone": keepwords.clip_gone(),
    }


def _managing() -> dict[str, Message]:
    url = "https://ninety.example.com/report/x"
    return {
        "approval wanted": managerwords.approval_wanted(
            "Mira", "The Leak", 120, date(2026, 3, 2), _buttons("Let it start", "Not like this")
        ),
        "approval, decided before": managerwords.already_judged(),
        "approval, declined": managerwords.declined("Bo", "The Leak"),
        "approval, you declined": managerwords.you_declined("The Leak"),
        "approval, you approved": managerwords.you_approved("The Leak"),
        "campaign started": managerwords.started("The Leak", 40, 10, 2, url),
        "campaign started for the team": managerwords.campaign_started("The Leak", ["Ada", "Bo"], url),
        "campaign moved": managerwords.campaign_moved("The Leak", "paused"),
        "campaign refused": managerwords.campaign_refused("The Leak has ended: start a new campaign instead"),
        "campaign, not yours": managerwords.not_your_campaign(),
        "campaigns, where": managerwords.campaign_where(),
        "no manager": managerwords.not_a_manager(),
        "manager named": managerwords.named_manager("Bo"),
        "manager, only admins": managerwords.only_admins(),
        "manager, whom": managerwords.manager_how(),
        "nudged": managerwords.nudged("The Leak", 3),
        "nudged, nobody": managerwords.nudged("The Leak", 0),
        "report": managerwords.report_link("The Leak", url),
        "report, none": managerwords.no_campaign_to_report(),
    }

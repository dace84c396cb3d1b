"""Every message that the bot can send, with words that try its limits: to be looked at, and to be checked."""

from __future__ import annotations

from datetime import date

from bot import wording
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
        "looking": wording.looking(),
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
        "answer, a moment of a clip": wording.found_clip("what do I do with a wrong print?", moment, passage),
        "answer, words of a document": wording.found_document("printer", [passage, passage]),
        "answer, three thousand characters": wording.found_document(LONG, [Passage(LONG, LONG)] * 3),
        "answer, perhaps": wording.maybe("prnter", [moment], ["The Printer", "The Call"], "prnter → printer"),
        "answer, none": wording.nothing_found("how do I fly?"),
        "suggestions": wording.suggestions(
            [("The Printer", "3 colleagues liked it lately")] * 3, _buttons("A", "B", "C")
        ),
    }


def _keeping() -> dict[str, Message]:
    deeds = {deed: wording.kept(deed, "The Printer") for deed in ("save", "like", "unsave", "unlike")}
    return deeds | {
        "saved clips": wording.saved_clips(_buttons("The Printer", "The Call")),
        "saved clips, none": wording.saved_clips(()),
        "shared": wording.shared("The Printer", "Bo"),
        "shared with you": wording.shared_with_you("Ada", CLIP),
        "shared, not possible": wording.cannot_share(),
        "shared, with whom": wording.share_how(),
        "shared enough": wording.shared_enough(10),
        "clip again": wording.clip_again(CLIP),
        "clip gone": wording.clip_gone(),
    }


def _managing() -> dict[str, Message]:
    url = "https://ninety.example.com/report/x"
    return {
        "approval wanted": wording.approval_wanted(
            "Mira", "The Leak", 120, date(2026, 3, 2), _buttons("Let it start", "Not like this")
        ),
        "approval, decided before": wording.already_judged(),
        "approval, declined": wording.declined("Bo", "The Leak"),
        "approval, you declined": wording.you_declined("The Leak"),
        "approval, you approved": wording.you_approved("The Leak"),
        "campaign started": wording.started("The Leak", 40, 10, 2, url),
        "campaign started for the team": wording.campaign_started("The Leak", ["Ada", "Bo"], url),
        "campaign moved": wording.campaign_moved("The Leak", "paused"),
        "campaign refused": wording.campaign_refused("The Leak has ended: start a new campaign instead"),
        "campaign, not yours": wording.not_your_campaign(),
        "campaigns, where": wording.campaign_where(),
        "no manager": wording.not_a_manager(),
        "manager named": wording.named_manager("Bo"),
        "manager, only admins": wording.only_admins(),
        "manager, whom": wording.manager_how(),
        "nudged": wording.nudged("The Leak", 3),
        "nudged, nobody": wording.nudged("The Leak", 0),
        "report": wording.report_link("The Leak", url),
        "report, none": wording.no_campaign_to_report(),
    }

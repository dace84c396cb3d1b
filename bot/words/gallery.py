"""Every message that the bot can send, as people get it and at its worst: to be looked at, and to be checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from bot.chat import Button, Choices, Clip, Message, Part, Passage, SettingsForm
from bot.words import answerwords, keepwords, managerwords, settingwords, wording
from bot.words.samples import HOME, POSTER
from bot.words.wording import Answered, Vote
from schedules.rules.calendar import Quiet

TOKEN = "dG9rZW4" * 30
CLIP = Clip("The Printer", f"{HOME}/watch/{TOKEN}", POSTER, 62.4)
MOMENT = Clip("The Printer", f"{CLIP.watch_url}#t=21", POSTER, 62, 21)
PASSAGE = Passage(
    "Report it to the security desk within the hour, also when you are not sure.",
    "Handbook, page 4",
    "https://intranet.example.com/handbook",
)
QUESTION = "A confidential print lies on the printer, and nobody is near. What do you do?"
OPTIONS = ("Leave it where it is", "Take it to the security desk", "Put it through the shredder")
LONG = "What is written here is as long as an answer can become, and must not break the message. " * 34
GERMAN = "Datenschutzgrundverordnungsbeauftragtenschulungsunterlagen"
ARABIC = "ماذا تفعل عندما تجد مستنداً سرياً في الطابعة؟"
CHINESE = "打印机旁有一份机密文件，没有人来取。你现在怎么办？"
EMOJI = "Zoë 🧑‍🚀 O'Brien-Łukasz"
MARKUP = "<!channel> *bold* _it_ ~no~ `code` <https://x.invalid|click> & more"
START = date(2026, 3, 2)


def every_message() -> dict[str, Message]:
    """Name -> message; a name says what is special about it."""
    return {name: message for chapter in chapters().values() for name, message in chapter.items()}


def chapters() -> dict[str, dict[str, Message]]:
    """The messages by what they are about."""
    return {
        "Lessons": _lessons(),
        "Lessons, in difficult words": _difficult_lessons(),
        "Answers": _answers(),
        "Answers, in difficult words": _difficult_answers(),
        "Hello and goodbye": _coming_and_going(),
        "What a learner asks for": _asking(),
        "Settings": _settings(),
        "Kept, liked, shared": _keeping(),
        "Campaigns": _campaigns(),
        "Managers": _managers(),
        "Misunderstandings": _misunderstandings(),
    }


def buttons(*labels: str) -> tuple[Button, ...]:
    """Buttons as they come out of the bot: each with a long token."""
    return tuple(Button(label, TOKEN + str(number)) for number, label in enumerate(labels))


WELCOMING = buttons("What can I do here?", "Settings", "No, thanks")


def _lessons() -> dict[str, Message]:
    vote = Vote(OPTIONS, (3, 12, 1), 1)
    right = Answered(OPTIONS[1], True, "Whoever misses it can be found, and nobody else reads it.")
    wrong = Answered(OPTIONS[0], False, "The next one who comes by may not be a colleague.")
    said = ("The Leak", 2, 5, "The Printer", CLIP, QUESTION)
    long = buttons(*OPTIONS[:2], "Wait for somebody else to notice it, and then say nothing at all about it")
    return {
        "episode": wording.episode(*said, buttons(*OPTIONS), previous=vote),
        "episode, the first": wording.episode(*said, buttons(*OPTIONS)),
        "episode, answers too long for buttons": wording.episode(*said, long),
        "episode, nothing asked": wording.episode(*said[:5], "", ()),
        "episode, right": wording.episode(
            *said, (), answered=right, vote=vote, prompt="And where is your desk's shredder?", cliffhanger="Who saw?"
        ),
        "episode, not quite": wording.episode(*said, (), answered=wrong, vote=vote),
        "branch": wording.branch("The consequence", CLIP),
        "reminder": wording.reminder("The Printer", CLIP, QUESTION, buttons(*OPTIONS)),
        "reminder, answered": wording.reminder("The Printer", CLIP, QUESTION, (), right),
        "asked again": wording.reask("The Printer", None, QUESTION, buttons(*OPTIONS)),
        "asked again, answered": wording.reask("The Printer", MOMENT, QUESTION, (), wrong),
        "current lesson": wording.todays_lesson(CLIP),
    }


def _difficult_lessons() -> dict[str, Message]:
    def lesson(words: str, *labels: str, title: str = "") -> Message:
        clip = Clip(title or words, CLIP.watch_url, POSTER, 90)
        return wording.episode(words, 1, 3, title or words, clip, words, buttons(*labels))

    verdict = Answered(GERMAN, False, GERMAN * 3)
    return {
        "episode, right to left": lesson(ARABIC, "أخفيه", "أبلغ عنه", title="الطابعة"),
        "episode, in Chinese": lesson(CHINESE, "放着不管", "交给安全部门", title="打印机"),
        "episode, long German words": lesson(GERMAN, GERMAN, f"{GERMAN}verteilungsstelle"),
        "episode, long German words, answered": wording.episode(
            GERMAN, 1, 3, GERMAN, CLIP, GERMAN, (), answered=verdict, vote=Vote((GERMAN, "Nein"), (7, 0), 1)
        ),
        "episode, emoji": lesson(EMOJI, "👍", "🧑‍🚀🧑‍🚀🧑‍🚀", "👎 Zoë"),
        "episode, markup in it": lesson(MARKUP, MARKUP, "B"),
        "episode, everything too long": lesson(LONG, *[LONG] * 5),
    }


def _answers() -> dict[str, Message]:
    asked, sentences = "what do I do with a wrong print?", ["Take it to the security desk.", "Do so within the hour."]
    found = answerwords.found_clip(asked, MOMENT, PASSAGE)
    after = (*answerwords.try_it(QUESTION), *answerwords.choices(Choices(buttons(*_FEEDBACK))))
    return {
        "looking": answerwords.looking(),
        "looking for a question": answerwords.looking_for(asked),
        "answer, a moment of a clip": _with(found, *after),
        "answer, a moment of a clip, it helped": _with(found, answerwords.thanks(True)),
        "answer, a moment of a clip, it did not": _with(found, answerwords.thanks(False)),
        "answer, words of documents": answerwords.found_document(asked, [PASSAGE, PASSAGE]),
        "answer, a clip made now": answerwords.made_now(asked, CLIP, (), [PASSAGE]),
        "answer, a clip made now, worded by a model": answerwords.made_now(asked, CLIP, sentences, [PASSAGE]),
        "answer, worded by a model": answerwords.worded(asked, sentences, [PASSAGE, PASSAGE]),
        "answer, in another language": answerwords.found_clip("was tun?", MOMENT, PASSAGE, language="en"),
        "answer, perhaps": answerwords.maybe("prnter", [MOMENT], ["The Call"], "printer"),
        "answer, under review": answerwords.in_review(asked, ["The Printer"]),
        "answer, think first": answerwords.hint(asked, ["The Printer", "The Call"], QUESTION),
        "answer, none": answerwords.nothing_found("how do I fly?"),
        "answer, none but something near": answerwords.nothing_found("how do I fly?", ["The Printer", "The Call"]),
        "answer, it went wrong": answerwords.failed(asked),
        "answer, withdrawn": answerwords.withdrawn(),
    }


_FEEDBACK = (answerwords.HELPED, answerwords.MISSED, answerwords.WRONG)


def _difficult_answers() -> dict[str, Message]:
    arabic = Passage("سلّم المستند إلى مكتب الأمن خلال ساعة.", "دليل الموظفين، صفحة ٤")
    return {
        "answer, three thousand characters": answerwords.found_document(LONG, [Passage(LONG, LONG)] * 3),
        "answer, ten passages": answerwords.found_document("printer", [PASSAGE] * 10),
        "answer, right to left": answerwords.found_clip(ARABIC, MOMENT, arabic),
        "answer, long German words": answerwords.worded(GERMAN, [GERMAN * 2], [Passage(GERMAN * 2, GERMAN)], GERMAN),
        "answer, markup in it": answerwords.found_clip(MARKUP, MOMENT, Passage(f"> {MARKUP}\n{MARKUP}", MARKUP)),
        "answer, none, asked with emoji": answerwords.nothing_found("🖨️🔥🤷🏽‍♀️?", [EMOJI]),
    }


def _with(message: Message, *parts: Part) -> Message:
    return Message(message.summary, (*message.parts, *parts))


def _coming_and_going() -> dict[str, Message]:
    return {
        "welcome": wording.welcome("Ada", "Riverbank", WELCOMING),
        "welcome, a name with emoji": wording.welcome(EMOJI, MARKUP, WELCOMING),
        "welcome, a name from right to left": wording.welcome("نور", "شركة النهر", WELCOMING),
        "help": wording.help_text(*buttons("Settings")),
        "opted out": wording.opted_out(*buttons("Send me lessons again")),
        "opted in": wording.opted_in(),
        "snoozed": wording.snoozed(START),
        "snooze, until when": wording.snooze_how(),
        "snooze, past": wording.snooze_past(date(2020, 3, 2)),
        "resumed": wording.resumed(["The Leak", "Passwords"]),
        "resumed, nothing was paused": wording.resumed([]),
        "resumed, very many": wording.resumed([f"Series {number}" for number in range(1, 31)]),
        "paused after silence": wording.paused_after_silence("The Leak", *buttons("Go on with it")),
    }


def _settings() -> dict[str, Message]:
    rows = [
        ("Lessons", "On"),
        ("Send time", "08:30, your choice"),
        ("Time zone", "Asia/Tokyo (now 14:05), your choice"),
    ]
    languages = (("en", "English"), ("de", "German"), ("pt-BR", "Portuguese (BR)"), ("zh-Hant", "Chinese (Hant)"))
    form = SettingsForm(
        "08:30", "Asia/Tokyo", "Europe/Berlin", "de", "English", languages, "2026-03-05", "2026-03-03", True
    )
    plain = SettingsForm("", "", "Europe/Berlin", "", "English", languages, "", "2026-03-03", False)
    quiet = settingwords.quiet_time(time(22), Quiet(time(20), time(7)))
    faults = (("send_time", quiet), ("zone", settingwords.no_zone(LONG)), ("snooze", settingwords.day_past(START)))
    ways = buttons("Send as planned", "Time zone as in my profile", "Snooze a week", "Stop all lessons")
    return {
        "settings": settingwords.settings(rows, ways, form),
        "settings, no lessons": settingwords.settings(rows[:1], buttons("Send me lessons again"), plain),
        "settings, with faults": settingwords.settings(rows, ways, replace(form, faults=faults)),
        "settings changed": settingwords.changed(
            ["Your lessons come at 08:30, on your clock."], "Monday 2 March, 08:30"
        ),
        "settings, nothing changed": settingwords.changed([settingwords.unchanged()], ""),
        "settings, quiet then": wording.plain(quiet),
        "settings, no such zone": wording.plain(settingwords.no_zone(MARKUP)),
        "settings, no such language": wording.plain(settingwords.no_language(EMOJI)),
        "settings, no such time": wording.plain(settingwords.no_time(GERMAN)),
        "settings, no such day": wording.plain(settingwords.no_day(GERMAN)),
        "settings, a day too far": wording.plain(settingwords.day_far(date(2030, 3, 2))),
    }


def _asking() -> dict[str, Message]:
    rows = [("The Leak", "2 of 5 episodes"), ("Right at the first try", "2 of 2")]
    return {
        "no lesson yet": wording.no_lesson_yet(),
        "no more episodes": wording.no_more_episodes(),
        "daily cap": wording.daily_cap(1),
        "daily cap of three": wording.daily_cap(3),
        "progress": wording.progress(rows),
        "progress, forty rows": wording.progress(rows * 20),
        "progress, long German words": wording.progress([(GERMAN, GERMAN)]),
        "progress, none": wording.progress([]),
        "suggestions": keepwords.suggestions(
            [("The Printer", "3 colleagues liked it lately"), ("The Call", "new"), ("The Key", "fits what you saved")],
            buttons("The Printer", "The Call", "The Key"),
        ),
    }


def _keeping() -> dict[str, Message]:
    deeds = {deed: keepwords.kept(deed, "The Printer") for deed in ("save", "like", "unsave", "unlike")}
    return deeds | {
        "saved clips": keepwords.saved_clips(buttons("The Printer", "The Call")),
        "saved clips, the most": keepwords.saved_clips(buttons("The Printer", GERMAN, ARABIC, EMOJI, LONG)),
        "saved clips, none": keepwords.saved_clips(()),
        "shared": keepwords.shared("The Printer", "Bo"),
        "shared with you": keepwords.shared_with_you("Ada", CLIP),
        "shared with you, a name with emoji": keepwords.shared_with_you(EMOJI, CLIP),
        "shared, not possible": keepwords.cannot_share(),
        "shared, with whom": keepwords.share_how(),
        "shared enough": keepwords.shared_enough(10),
        "clip again": keepwords.clip_again(CLIP),
        "clip gone": keepwords.clip_gone(),
    }


def _campaigns() -> dict[str, Message]:
    url = f"{HOME}/report/x"
    choice = buttons("Let it start", "Not like this")
    return {
        "approval wanted": managerwords.approval_wanted("Mira", "The Leak", 120, START, choice),
        "approval wanted, a name with emoji": managerwords.approval_wanted(EMOJI, GERMAN, 12_000, START, choice),
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
        "nudged": managerwords.nudged("The Leak", 3),
        "nudged, one": managerwords.nudged("The Leak", 1),
        "nudged, nobody": managerwords.nudged("The Leak", 0),
        "report": managerwords.report_link("The Leak", url),
        "report, none": managerwords.no_campaign_to_report(),
    }


def _managers() -> dict[str, Message]:
    return {
        "no manager": managerwords.not_a_manager(),
        "manager named": managerwords.named_manager("Bo"),
        "manager, only admins": managerwords.only_admins(),
        "manager, whom": managerwords.manager_how(),
        "curating": answerwords.curating(f"{HOME}/curate/x"),
        "curating, managers only": answerwords.for_managers_only(),
    }


def _misunderstandings() -> dict[str, Message]:
    return {
        "something went wrong": wording.something_went_wrong(),
        "answered already": wording.already_answered("Hide it", False),
        "answered already, right": wording.already_answered("Report it", True),
        "strange button": wording.strange_button(),
        "stale button": wording.stale_button(),
        "somebody else's button": wording.not_yours(),
        "pressed while many press": wording.press_taken(),
        "somebody unknown": wording.unknown_person(),
        "a line of words": wording.plain("Whatever has no sentence of its own is said like this."),
    }

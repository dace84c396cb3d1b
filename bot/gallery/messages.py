"""Every message that the bot can send, as people get it and at its worst: to be looked at, and to be checked."""

from __future__ import annotations

from datetime import date, time

from msgspec import structs

from bot.chat import Choices, Clip, Layout, Message, Part, Passage, SettingsForm
from bot.events import ClipAction
from bot.gallery.certainty_messages import certainty_messages
from bot.gallery.extremes import HOME, POSTER
from bot.gallery.manager_messages import campaign_messages, manager_messages, reshaped_messages
from bot.gallery.samples import (
    ARABIC,
    CHINESE,
    CLIP,
    EMOJI,
    GERMAN,
    LONG,
    MARKED,
    MARKUP,
    MOMENT,
    OPTIONS,
    PASSAGE,
    QUESTION,
    START,
    buttons,
)
from bot.messages import (
    answer_texts,
    common_texts,
    lesson_texts,
    platform_texts,
    saved_texts,
    setting_texts,
    welcome_texts,
)
from bot.messages.buttons import ButtonAction
from bot.messages.lesson_texts import Answered, Vote
from bot.messages.surveys import progress_texts
from schedules.rules.calendar import Quiet


def every_message() -> dict[str, Message]:
    """Name -> message; a name says what is special about it."""
    return {name: message for chapter in chapters().values() for name, message in chapter.items()}


def chapters() -> dict[str, dict[str, Message]]:
    """The messages by what they are about."""
    return {
        "Lessons": _lessons() | certainty_messages(),
        "Lessons, in difficult words": _difficult_lessons(),
        "Answers": _answers(),
        "Answers, in difficult words": _difficult_answers(),
        "Hello and goodbye": _coming_and_going(),
        "What a learner asks for": _asking(),
        "Settings": _settings(),
        "Kept, liked, shared": _keeping(),
        "Campaigns": campaign_messages(),
        "Managers": manager_messages(),
        "Misunderstandings": _misunderstandings(),
    }


WELCOMING = buttons("What can I do here?", "Settings", "No, thanks")


def _lessons() -> dict[str, Message]:
    vote = Vote(OPTIONS, (3, 12, 1), 1)
    right = Answered(OPTIONS[1], True, "Whoever misses it can be found, and nobody else reads it.")
    wrong = Answered(OPTIONS[0], False, "The next one who comes by may not be a colleague.")
    lesson = ("The Leak", 2, 5, "The Printer", CLIP, QUESTION)
    long = buttons(*OPTIONS[:2], "Wait for somebody else to notice it, and then say nothing at all about it")
    return {
        "episode": lesson_texts.episode(*lesson, buttons(*OPTIONS), previous=vote),
        "episode, the first": lesson_texts.episode(*lesson, buttons(*OPTIONS)),
        "episode, answers too long for buttons": lesson_texts.episode(*lesson, long),
        "episode, nothing asked": lesson_texts.episode(*lesson[:5], "", ()),
        "episode, right": lesson_texts.episode(
            *lesson, (), answered=right, vote=vote, prompt="And where is your desk's shredder?", cliffhanger="Who saw?"
        ),
        "episode, not quite": lesson_texts.episode(*lesson, (), answered=wrong, vote=vote),
        "branch": lesson_texts.branch("The consequence", CLIP),
        "reminder": lesson_texts.reminder("The Printer", CLIP, QUESTION, buttons(*OPTIONS)),
        "reminder, answered": lesson_texts.reminder("The Printer", CLIP, QUESTION, (), right),
        "asked again": lesson_texts.reask("The Printer", None, QUESTION, buttons(*OPTIONS)),
        "asked again, answered": lesson_texts.reask("The Printer", MOMENT, QUESTION, (), wrong),
        "current lesson": lesson_texts.todays_lesson(CLIP),
    }


def _difficult_lessons() -> dict[str, Message]:
    def lesson(words: str, *labels: str, title: str = "") -> Message:
        clip = Clip(title or words, CLIP.watch_url, POSTER, 90)
        return lesson_texts.episode(words, 1, 3, title or words, clip, words, buttons(*labels))

    verdict = Answered(GERMAN, False, GERMAN * 3)
    return {
        "episode, right to left": lesson(ARABIC, "أخفيه", "أبلغ عنه", title="الطابعة"),
        "episode, in Chinese": lesson(CHINESE, "放着不管", "交给安全部门", title="打印机"),
        "episode, long German words": lesson(GERMAN, GERMAN, f"{GERMAN}verteilungsstelle"),
        "episode, long German words, answered": lesson_texts.episode(
            GERMAN, 1, 3, GERMAN, CLIP, GERMAN, (), answered=verdict, vote=Vote((GERMAN, "Nein"), (7, 0), 1)
        ),
        "episode, emoji": lesson(EMOJI, "👍", "🧑‍🚀🧑‍🚀🧑‍🚀", "👎 Zoë"),
        "episode, markup in it": lesson(MARKUP, MARKUP, "B"),
        "episode, everything too long": lesson(LONG, *[LONG] * 5),
    }


def _answers() -> dict[str, Message]:
    question = "what do I do with a wrong print?"
    answer = answer_texts.found_clip(question, MOMENT, PASSAGE)
    after = (*answer_texts.try_it(QUESTION), *answer_texts.choices(Choices(buttons(*_FEEDBACK), Layout.THUMBS)))
    return {
        "looking": answer_texts.looking(),
        "looking for a question": answer_texts.looking_for(question),
        "answer, a moment of a clip": _with(answer, *after),
        "answer, a moment of a clip, it helped": _with(answer, answer_texts.thanks(True)),
        "answer, a moment of a clip, it did not": _with(answer, answer_texts.thanks(False)),
        "answer, words of documents": answer_texts.found_document(question, [PASSAGE, PASSAGE]),
        "answer, a clip made now": answer_texts.made_now(question, CLIP, [PASSAGE]),
        "answer, a clip made now, chosen by a model": answer_texts.made_now(question, CLIP, [PASSAGE], by_model=True),
        "answer, chosen by a model": answer_texts.worded(
            question, "Our handbook says:", [PASSAGE, PASSAGE], "", NO_CLIP
        ),
        "answer, in another language": answer_texts.found_clip("was tun?", MOMENT, PASSAGE, language="en"),
        "answer, perhaps": answer_texts.maybe("desk?", [MOMENT], [MARKED], "desk"),
        **reshaped_messages(question, PASSAGE, CLIP),
        "answer, under review": answer_texts.in_review(question, ["The Printer"]),
        "answer, think first": answer_texts.hint(question, ["The Printer", "The Call"], QUESTION),
        "answer, none": answer_texts.nothing_found("how do I fly?"),
        "answer, none, with a person to ask": _with(
            answer_texts.nothing_found("how do I fly?"), Choices(buttons(answer_texts.ask_person("Mira Olsen")))
        ),
        "answer, none, sent to a person": _with(
            answer_texts.nothing_found("how do I fly?"), answer_texts.person_asked("Mira Olsen")
        ),
        "nobody to ask": answer_texts.nobody_to_ask(),
        "how to reply to a colleague": answer_texts.how_to_reply(2_000),
        "thanks for a reply": answer_texts.thank_expert(True),
        "thanks for saying so": answer_texts.thank_expert(False),
        "a colleague asks": answer_texts.colleague_asks(question, buttons(answer_texts.not_mine())[0]),
        "answer, by a colleague": answer_texts.person_answers(question, "Mira Olsen", "Put it into the grey box."),
        "answer, a colleague cannot": answer_texts.person_cannot(question, "Mira Olsen"),
        "reply to a colleague, sent": answer_texts.reply_sent(question, buttons(*_OTHERS)),
        "answer, it went wrong": answer_texts.failed(question),
        "answer, withdrawn": answer_texts.withdrawn(),
    }


_OTHERS = tuple(map(answer_texts.button_label, (ButtonAction.FOR_OTHERS, ButtonAction.ONLY_ONCE)))
NO_CLIP = "it takes longer than 90 seconds to say"
_FEEDBACK = tuple(
    answer_texts.button_label(action) for action in (ButtonAction.HELPED, ButtonAction.MISSED, ButtonAction.WRONG)
)


def _difficult_answers() -> dict[str, Message]:
    arabic = Passage("سلّم المستند إلى مكتب الأمن خلال ساعة.", "دليل الموظفين، صفحة ٤")
    return {
        "answer, three thousand characters": answer_texts.found_document(LONG, [Passage(LONG, LONG)] * 3),
        "answer, ten passages": answer_texts.found_document("printer", [PASSAGE] * 10),
        "answer, right to left": answer_texts.found_clip(ARABIC, MOMENT, arabic),
        "answer, long German words": answer_texts.worded(GERMAN, GERMAN, [Passage(GERMAN * 2, GERMAN)], GERMAN),
        "answer, markup in it": answer_texts.found_clip(MARKUP, MOMENT, Passage(f"> {MARKUP}\n{MARKUP}", MARKUP)),
        "answer, none, asked with emoji": answer_texts.nothing_found("🖨️🔥🤷🏽‍♀️?"),
    }


def _with(message: Message, *parts: Part) -> Message:
    return Message(message.summary, (*message.parts, *parts))


def _coming_and_going() -> dict[str, Message]:
    return {
        "welcome": welcome_texts.welcome("Ada", ["The Leak"], WELCOMING),
        "welcome, a name with emoji": welcome_texts.welcome(EMOJI, [MARKUP], WELCOMING),
        "welcome, a name from right to left": welcome_texts.welcome("نور", [], WELCOMING),
        "help": welcome_texts.help_text(buttons("Settings")[0]),
        "help for managers": welcome_texts.help_text(buttons("Settings")[0], manages=True),
        "thanked": welcome_texts.thanked(),
        "greeted": welcome_texts.greeted("Ada"),
        "who": welcome_texts.who(),
        "acknowledged": welcome_texts.acknowledged(),
        "how are you": welcome_texts.well(),
        "say more": welcome_texts.say_more(),
        "goodbye": welcome_texts.goodbye(),
        "which option": welcome_texts.which_option("A, B or C"),
        "opted out": setting_texts.opted_out(*buttons("Send me lessons again")),
        "lessons are stopped": lesson_texts.lessons_are_stopped(),
        "verdict of a typed answer": lesson_texts.verdict_alone(
            lesson_texts.Answered("Wait", False, "Every minute counts.")
        ),
        "next is under way": lesson_texts.next_is_under_way(),
        "finale": lesson_texts.finale("The Leak", 3, 5),
        "next is planned": lesson_texts.next_is_planned("Monday 2 March, 09:00"),
        "next is not planned": lesson_texts.next_is_planned(""),
        "opted in": setting_texts.opted_in("Monday 2 March, 09:00"),
        "snoozed": setting_texts.snoozed(START),
        "snooze, until when": setting_texts.snooze_how(),
        "snooze, past": setting_texts.snooze_past(date(2020, 3, 2)),
        "resumed": setting_texts.resumed(["The Leak", "Passwords"]),
        "resumed, nothing was paused": setting_texts.resumed([]),
        "resumed, very many": setting_texts.resumed([f"Series {number}" for number in range(1, 31)]),
        "paused after silence": lesson_texts.paused_after_silence("The Leak", *buttons("Go on with it")),
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
    quiet = setting_texts.quiet_time(time(22), Quiet(time(20), time(7)))
    faults = (("send_time", quiet), ("zone", setting_texts.no_zone(LONG)), ("snooze", setting_texts.day_past(START)))
    ways = buttons("Send as planned", "Time zone as in my profile", "Snooze a week", "Stop all lessons")
    return {
        "settings": setting_texts.settings(rows, ways, form),
        "settings, no lessons": setting_texts.settings(rows[:1], buttons("Send me lessons again"), plain),
        "settings, with faults": setting_texts.settings(rows, ways, structs.replace(form, faults=faults)),
        "settings changed": setting_texts.changed(
            ["Your lessons come at 08:30, on your clock."], "Monday 2 March, 08:30"
        ),
        "settings, nothing changed": setting_texts.changed([setting_texts.unchanged()], ""),
        "settings, quiet then": common_texts.plain(quiet),
        "settings, no such zone": common_texts.plain(setting_texts.no_zone(MARKUP)),
        "settings, no such language": common_texts.plain(setting_texts.no_language(EMOJI)),
        "settings, no such time": common_texts.plain(setting_texts.no_time(GERMAN)),
        "settings, no such day": common_texts.plain(setting_texts.no_day(GERMAN)),
        "settings, a day too far": common_texts.plain(setting_texts.day_far(date(2030, 3, 2))),
    }


def _asking() -> dict[str, Message]:
    rows = [("The Leak", "2 of 5 episodes"), ("Right at the first try", "2 of 2")]
    return {
        "no lesson yet": lesson_texts.no_lesson_yet(),
        "no more episodes": lesson_texts.no_more_episodes(),
        "daily cap": lesson_texts.daily_cap(1),
        "daily cap of three": lesson_texts.daily_cap(3),
        "progress": progress_texts.progress(rows),
        "progress, forty rows": progress_texts.progress(rows * 20),
        "progress, long German words": progress_texts.progress([(GERMAN, GERMAN)]),
        "suggestions": saved_texts.suggestions(
            [("The Printer", "3 colleagues liked it lately"), ("The Call", "new"), ("The Key", "fits what you saved")],
            buttons("The Printer", "The Call", "The Key"),
        ),
    }


def _keeping() -> dict[str, Message]:
    done = {action.value: saved_texts.done(action, "The Printer") for action in ClipAction}
    return done | {
        "saved clips": saved_texts.saved_clips(buttons("The Printer", "The Call")),
        "saved clips, the most": saved_texts.saved_clips(buttons("The Printer", GERMAN, ARABIC, EMOJI, LONG)),
        "saved clips, none": saved_texts.saved_clips(()),
        "shared": saved_texts.shared("The Printer", "Bo"),
        "shared with you": saved_texts.shared_with_you("Ada", CLIP),
        "shared with you, a name with emoji": saved_texts.shared_with_you(EMOJI, CLIP),
        "shared, not possible": saved_texts.cannot_share("Bo"),
        "shared, with yourself": saved_texts.share_with_yourself(),
        "shared, with whom": saved_texts.share_how(),
        "shared enough": saved_texts.shared_enough(10),
        "clip again": saved_texts.clip_again(CLIP),
        "clip gone": saved_texts.clip_gone(),
    }


def _misunderstandings() -> dict[str, Message]:
    return {
        "something went wrong": lesson_texts.something_went_wrong(),
        "answered already": lesson_texts.already_answered("Hide it", False),
        "answered already, right": lesson_texts.already_answered("Report it", True),
        "strange button": lesson_texts.strange_button(),
        "stale button": lesson_texts.stale_button(),
        "somebody else's button": lesson_texts.not_yours(),
        "pressed while many press": lesson_texts.press_taken(),
        "somebody unknown": lesson_texts.unknown_person(),
        "a file without words": platform_texts.words_only(),
        "a window that came too late": platform_texts.window_late("/learn settings"),
        "a window that came too late, sharing": platform_texts.share_window_late(),
        "left out": platform_texts.left_out(),
        "asked in a channel, answered": platform_texts.answer_sent(f"{HOME}/archives/D1/p1"),
        "asked in a channel, no question": platform_texts.one_moment(),
        "asked in a channel, answered, somewhere": platform_texts.answer_sent(""),
        "asked in a channel, later": platform_texts.answer_late(),
        "asked in a group, answered directly": platform_texts.answered_directly("Bo"),
        "asked in a group, without the app": platform_texts.app_missing("Bo", f"{HOME}/add"),
        "beside a button, on its way": platform_texts.on_its_way(),
        "a line of words": common_texts.plain("Whatever has no sentence of its own is said like this."),
    }

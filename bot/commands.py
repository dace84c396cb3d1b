"""What words do: answers to the open question, small talk, every command, and questions."""

from __future__ import annotations

from bot.answers import referring
from bot.certificates.issuing import show_certificates
from bot.events import Asked, ClipAction, Preferred, Reacted
from bot.learners import own_pace, preferences, recommendations, replies, saved_clips, snooze
from bot.managers import mentions, steering
from bot.managers.automations import presses
from bot.managers.dry_run import may_manage
from bot.messages import manager_texts, platform_texts, welcome_texts
from bot.messages.pages import home_texts
from bot.parsing.phrases import BACK, Command, understand
from bot.parsing.small_talk import SmallTalk, small_talk
from bot.privacy import asking as erasing
from bot.retelling.telling import is_told_anew
from bot.sent_films import receiving as sent_films
from bot.sign_in import taking_back
from bot.turn import Turn
from schedules.people import identities

ABOUT_CAMPAIGNS = frozenset(
    {
        *(Command.CAMPAIGN, Command.CAMPAIGNS, Command.CAMPAIGN_PAGE),
        *(Command.RESULTS, Command.RULES, Command.AUDIT),
    }
)
"""What only managers can ask for."""


async def obey(turn: Turn, event: Asked, answers: own_pace.AnswersQuestions) -> None:
    """Do what the words say; words that are no command are a question."""
    if event.place and event.place != turn.learner.place:
        # Platforms give a conversation another id now and then, and tell it only by where the next words come from.
        await identities.keep_place(turn.db, turn.learner, event.who.platform, event.place)
    if not event.words.strip() and not event.command:
        return await turn.say(platform_texts.words_only())
    if not event.command and await referring.take_reply(turn, event.words):
        return
    command, rest = understand(event.words, event.command)
    # Whoever writes "stop" wants no lessons, also where an option of the open question says the same.
    if command is not Command.STOP and await replies.record_typed(turn, event.words, is_told_anew):
        return
    if command is Command.LEARN and (kind := small_talk(rest)):
        return await _chat(turn, kind)
    if command is Command.STEER and not await steering.steer(turn, rest):
        command, rest = (Command.SNOOZE, "") if rest == "pause" else (Command.LEARN, event.words.strip())
    if not await _for_managers(turn, command, rest):
        await _for_everybody(turn, event, command, rest, answers)


async def _chat(turn: Turn, kind: SmallTalk) -> None:
    """One friendly line; never an answer, and never a gap in what can be answered."""
    match kind:
        case SmallTalk.THANKS:
            await turn.say(welcome_texts.thanked())
        case SmallTalk.GREETING:
            await turn.say(welcome_texts.greeted(turn.learner.name))
        case SmallTalk.GOODBYE:
            await turn.say(welcome_texts.goodbye())
        case SmallTalk.OKAY:
            await turn.say(welcome_texts.acknowledged())
        case SmallTalk.WHO:
            await turn.say(welcome_texts.who())
        case SmallTalk.HOW_ARE_YOU:
            await turn.say(welcome_texts.well())
        case SmallTalk.MORE:
            await turn.say(welcome_texts.say_more())


async def _for_managers(turn: Turn, command: Command, rest: str) -> bool:
    """Whether it was a command about campaigns and people, which is done then."""
    match command:
        case Command.REPORT:
            await own_pace.report(turn)
        case Command.MANAGER:
            await mentions.name_manager(turn, rest)
        case Command.CURATE:
            await own_pace.curating(turn)
        case Command.STUDIO:
            await own_pace.studio(turn)
        case _ if command in ABOUT_CAMPAIGNS and not may_manage(turn.learner):
            await turn.say(manager_texts.not_a_manager())
        case Command.CAMPAIGN:
            await steering.new_campaign(turn)
        case Command.CAMPAIGN_PAGE:
            await turn.say(manager_texts.campaign_page(steering.page_link(turn)))
        case Command.AUDIT:
            await steering.show_audit(turn)
        case Command.RESULTS:
            await steering.show_results(turn)
        case Command.RULES:
            await presses.show_rules(turn)
        case Command.CAMPAIGNS:
            await steering.show_campaigns(turn)
        case Command.STEER:
            pass  # done before, where a campaign of that name was found
        case _:
            return False
    return True


async def _for_everybody(
    turn: Turn, event: Asked, command: Command, rest: str, answers: own_pace.AnswersQuestions
) -> None:
    match command:
        case Command.HELP:
            button = turn.say_button(welcome_texts.settings_label(), "settings")
            await turn.say(welcome_texts.help_text(button, may_manage(turn.learner)))
        case Command.SEND_FILM:
            await sent_films.offer_upload(turn)
        case Command.OWN_PAGE:
            await turn.say(home_texts.own_page(turn.links.own_page(turn.workspace.id, turn.learner.id, turn.now)))
        case Command.SETTINGS:
            await preferences.show(turn)
        case Command.MY_DATA:
            await preferences.show_own_data(turn)
        case Command.ERASE:
            await erasing.begin(turn)
        case Command.REVOKE:
            await taking_back.take_back_own(turn)
        case Command.SEND:
            await preferences.obey(turn, Preferred(event.who, turn.cause, turn.now, send_time=_chosen(rest)))
        case Command.ZONE:
            await preferences.obey(turn, Preferred(event.who, turn.cause, turn.now, zone=_chosen(rest)))
        case Command.LANGUAGE:
            await preferences.obey(turn, Preferred(event.who, turn.cause, turn.now, language=_chosen(rest)))
        case Command.STOP:
            await snooze.opt_out(turn)
        case Command.START:
            await snooze.opt_in(turn)
        case Command.SNOOZE:
            await snooze.snooze(turn, rest)
        case Command.RESUME:
            await snooze.resume(turn)
        case Command.NEXT:
            await own_pace.next_episode(turn)
        case Command.PROGRESS:
            await own_pace.progress(turn)
        case Command.SAVE | Command.LIKE:
            await saved_clips.keep(turn, Reacted(event.who, turn.cause, "", ClipAction(command.value), event.at))
        case Command.CERTIFICATES:
            await show_certificates(turn)
        case Command.SAVED:
            await recommendations.show_saved(turn)
        case Command.SHARE:
            await mentions.share(turn, event, rest)
        case Command.LEARN if not rest:
            await own_pace.current_lesson(turn)
            await recommendations.owe_suggestions(turn)
        case _:
            await answers.answer(turn, rest, event.message, event.thread)


def _chosen(words: str) -> str:
    """What a setting is set to; "" takes the learner's own choice back."""
    return "" if words.lower() in BACK else words

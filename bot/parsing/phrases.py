"""What words to the bot mean, in English and German. Pure; anything that is no command is a question."""

from __future__ import annotations

import difflib
import re
from enum import StrEnum

from bot.parsing.politeness import away_until, shortened


class Command(StrEnum):
    """What the bot can be told to do."""

    HELP = "help"
    STOP = "stop"
    START = "start"
    SNOOZE = "snooze"
    RESUME = "resume"
    NEXT = "next"
    PROGRESS = "progress"
    REPORT = "report"
    RESULTS = "results"
    RULES = "rules"
    SAVE = "save"
    LIKE = "like"
    SAVED = "saved"
    CERTIFICATES = "certificates"
    SHARE = "share"
    MANAGER = "manager"
    CAMPAIGN = "campaign"
    CAMPAIGNS = "campaigns"
    CAMPAIGN_PAGE = "campaign page"
    STEER = "steer"
    CURATE = "curate"
    STUDIO = "studio"
    SEND_FILM = "send a film"
    OWN_PAGE = "my page"
    SETTINGS = "settings"
    AUDIT = "audit"
    MY_DATA = "my data"
    ERASE = "erase my data"
    REVOKE = "revoke my links"
    SEND = "send"
    ZONE = "zone"
    LANGUAGE = "language"
    LEARN = "learn"


_PHRASES = {
    Command.HELP: "help, ?, commands, hilfe, befehle, menu, menü",
    Command.STOP: "stop, unsubscribe, opt out, stopp, abmelden, abbestellen",
    Command.START: "start, subscribe, opt in, anmelden, anfangen",
    Command.SNOOZE: "snooze",
    Command.RESUME: "resume, continue, go on, fortsetzen, weitermachen, weiter",
    Command.NEXT: "next, next episode, next episode now, next lesson, nächste, nächste folge, nächste lektion",
    Command.PROGRESS: "progress, my progress, fortschritt, mein fortschritt, stand",
    Command.REPORT: "report, reports, my report, digest, bericht, berichte, mein bericht",
    Command.RESULTS: "results, my results, ergebnisse, meine ergebnisse",
    Command.RULES: "campaign rules, my rules, my campaign rules, kampagnenregeln, meine regeln",
    Command.SAVE: "save, save it, merken, speichern",
    Command.LIKE: "like, like it, gefällt mir, gefaellt mir",
    Command.SAVED: "saved, my saved, gemerkt, gespeichert",
    Command.CERTIFICATES: "certificates, certificate, my certificates, my certificate, zertifikate, zertifikat, "
    "meine zertifikate, mein zertifikat",
    Command.SHARE: "share, share it, teilen",
    Command.MANAGER: "manager",
    Command.CAMPAIGN: "campaign, new campaign, start campaign, start a campaign, kampagne, neue kampagne",
    Command.CAMPAIGNS: "campaigns, my campaigns, kampagnen, meine kampagnen",
    Command.CAMPAIGN_PAGE: "campaign page, campaigns page, my campaign page, kampagnenseite, meine kampagnenseite",
    Command.CURATE: "curate, gaps, documents, pflege, lücken, dokumente",
    Command.STUDIO: "studio, new series, neue staffel",
    Command.SEND_FILM: "send a film, send a video, send a clip, upload a film, upload a video, upload a clip, "
    "film schicken, video schicken, clip schicken, film hochladen, video hochladen, clip hochladen",
    Command.AUDIT: "audit, audit log, who did what, protokoll, wer hat was getan",
    Command.MY_DATA: "my data, what do you know about me, what do you store about me, who sees my answers, "
    "meine daten, was weißt du über mich, was weisst du über mich, wer sieht meine antworten",
    Command.ERASE: "erase my data, delete my data, erase me, delete me, forget me, forget everything about me, "
    "delete everything about me, lösche meine daten, meine daten löschen, lösch meine daten, vergiss mich, lösche mich",
    Command.REVOKE: "revoke my links, revoke links, sign me out everywhere, sign out everywhere, "
    "log me out everywhere, links zurückziehen, meine links zurückziehen, überall abmelden, melde mich überall ab",
    Command.OWN_PAGE: "my page, page, home, my home, meine seite, seite, startseite",
    Command.SETTINGS: "settings, my settings, preferences, einstellungen, meine einstellungen",
}
_WORDS = {phrase: command for command, phrases in _PHRASES.items() for phrase in phrases.split(", ")}
# Of these people ask; any other command with a question mark is a question to learn from.
_WORDS |= {f"{phrase}?": Command.MY_DATA for phrase in _PHRASES[Command.MY_DATA].split(", ")}
_LOST = frozenset(
    {
        *("what can you do", "what can i do", "what can i do here", "what can i ask", "what can i ask you"),
        *("what can i write", "what do you do", "how does this work", "how does it work", "how do i use this"),
        *("how do i use you", "how to use this", "how do you work", "what do i do", "what do i do now", "what now"),
        *("i don't understand", "i dont understand", "i do not understand", "i am lost", "i'm lost", "im lost"),
        *("was kannst du", "was kannst du alles", "was kann ich hier tun", "was kann ich hier machen", "was geht hier"),
        *("was kann ich fragen", "wie funktioniert das", "wie funktionierst du", "wie geht das", "hilf mir", "hilf"),
        *("ich verstehe nicht", "ich verstehe das nicht", "verstehe ich nicht", "was soll ich tun", "was nun"),
        *("kannst du mir helfen", "can you help", "can you help me", "ich brauche hilfe", "what are the commands"),
    }
)
"""Questions about the bot itself, which its help answers."""
_TEAM = frozenset(
    {
        *("how is my team doing", "how does my team do", "how is my team", "how are my people doing"),
        *("who has not answered", "who hasn't answered", "who has not answered yet", "who hasn't answered yet"),
        *("wie läuft es", "wie läuft es in meinem team", "wie läuft meine kampagne", "wie macht sich mein team"),
        *("wer hat nicht geantwortet", "wer hat noch nicht geantwortet", "how are my campaigns", "how is my campaign"),
    }
)
"""Questions about a manager's people, which the report answers."""
_STEERED = {
    **{"pause": "pause", "anhalten": "pause", "pausiere": "pause"},
    **{"resume": "resume", "fortsetzen": "resume"},
    **{"end": "end", "beenden": "end"},
    **{"nudge": "nudge", "remind": "nudge", "erinnern": "nudge", "erinnere": "nudge"},
}
"""First word -> what a manager wants to do with the campaign that follows."""
_SNOOZES = re.compile(r"(?:/?snooze|pause|schlummern?)(?: (?=\S)|$)(.*)", re.IGNORECASE)
_LENGTH = re.compile(
    r"(until|till?|for|bis|für|tomorrow|morgen|übermorgen|next week|nächste woche|"
    r"(?:an?|one|two|three|four|eine?n?|zwei|drei|vier|\d{1,3}) (?:day|week|month|tag|woche|monat))",
    re.IGNORECASE,
)
_LEARN = re.compile(r"/?learn\b[:,]?\s*", re.IGNORECASE)
_TO_SOMEBODY = re.compile(
    r"(share|teilen?|manager)\s+(?:(?:it|this|das|es|dies)\s+)?(?:(?:with|to|mit|an)\s+)?(@.+)", re.IGNORECASE
)
_SHARED_WITH = re.compile(
    r"(?:share|teilen?)\s+(?:(?:it|this|das|es)\s+)?(?:with|mit)\s+(\S+(?: \S+){0,2})", re.IGNORECASE
)
_WORD = r"\S+(?: \S+)"  # and as many more as follow in braces: what is longer is a question that begins alike
_CHOICES = (
    (
        Command.SEND,
        rf"(?:send|sende|schick)(?: me| mir)?(?: my)?(?: lessons?)? "
        rf"(?:(?:at|um) ({_WORD}{{0,3}})|(as planned|wie geplant))",
    ),
    (Command.SEND, rf"(?:my )?(?:send time|sendezeit)(?: is)?:? ({_WORD}{{0,3}})"),
    (Command.ZONE, rf"(?:my |meine )?(?:time ?zone|zeitzone)(?: is| ist)?:? ({_WORD}{{0,3}})"),
    (Command.LANGUAGE, rf"(?:my |meine )?(?:language|sprache)(?: is| ist)?:? ({_WORD}{{0,1}}|as in my profile)"),
)
BACK = frozenset({"as planned", "as in my profile", "wie geplant", "wie im profil"})
_QUOTES = "\"'“”„‚‘’«»`*_"  # people copy commands with the quotes that help writes around them
_EMOJI = r"(?::[a-z0-9_+'-]+:|[\u2190-\u2bff\u3030\ufe0f\u200d\U0001f000-\U0001faff])"
_BEFORE = re.compile(rf"^(?:>\s*)?(?:{_EMOJI}\s*)*")
_EMOJI_BEHIND = re.compile(rf"(?:\s*{_EMOJI})+$")
_GUESSED = tuple(
    phrase
    for phrase, command in _WORDS.items()
    if len(phrase) >= 4
    and command not in (Command.STOP, Command.START, Command.LIKE, Command.SAVE, Command.ERASE, Command.REVOKE)
)
"""Commands that are understood with a typo; those that change what comes are not guessed."""
_TYPED_ALIKE = 0.86  # of letters: "setings" is 0.93, "reported" for "report" is 0.857 and another word


def understand(words: str, command: bool = False) -> tuple[Command, str]:
    """The command and what follows it; words that are no command are a question to learn from.

    Args:
        command: the words came by the /learn command.
    """
    whole = unwrapped(words)
    question = _LEARN.sub("", whole, count=1) if _LEARN.match(whole) else whole
    question = unwrapped(question)
    if not question:
        return (Command.LEARN if command or _LEARN.match(whole) else Command.HELP), ""
    plain = _undecorated(question)
    return _command(question) or _command(plain) or _in_a_sentence(plain) or (Command.LEARN, question)


def _in_a_sentence(text: str) -> tuple[Command, str] | None:
    """A command with polite words around it, somebody who is away, or who asks what can be done here."""
    if until := away_until(text):
        return Command.SNOOZE, until
    question = _bare(text).rstrip("?").strip()
    if question in _LOST:
        return Command.HELP, ""
    if question in _TEAM:
        return Command.REPORT, ""
    return next(((command, "") for left in shortened(text) if (command := _WORDS.get(_bare(left)))), None)


def _undecorated(words: str) -> str:
    """Words without the sign of a quotation before them, and without emoji around them, drawn or by name."""
    return _EMOJI_BEHIND.sub("", _BEFORE.sub("", words))


def unwrapped(words: str) -> str:
    """Words without double spaces, quotes around them and a mention of the bot before or a stray @ behind them."""
    text = " ".join(words.split()).strip(_QUOTES).strip()
    mention, _, rest = text.partition(" ")
    if mention.startswith("@") and rest and _command(rest.strip(_QUOTES)):
        text = rest.strip(_QUOTES).strip()
    return text.removesuffix("@").removeprefix("@ ").strip()


def _command(text: str) -> tuple[Command, str] | None:
    """What words command; None for a question."""
    if command := _WORDS.get(_bare(text)):
        return command, ""
    if snooze := _SNOOZES.fullmatch(text):
        rest = snooze[1].strip()
        if text.lower().lstrip("/").startswith("snooze") or _LENGTH.match(rest):
            return Command.SNOOZE, rest
    if who := _TO_SOMEBODY.fullmatch(text):
        return (Command.MANAGER if who[1].lower() == "manager" else Command.SHARE), who[2].strip(_QUOTES)
    if (who := _SHARED_WITH.fullmatch(text)) and not text.endswith("?"):
        return Command.SHARE, who[1].strip(_QUOTES)
    return _steering(text) or _setting(text) or _guessed(text)


def _steering(text: str) -> tuple[Command, str] | None:
    """Something to do with a campaign, as "pause The Leak"; the action's name stands before the campaign's."""
    first, _, name = text.rstrip(" .!").partition(" ")
    action = _STEERED.get(first.lower().lstrip("/"))
    if action is None or text.endswith("?"):
        return None
    return Command.STEER, f"{action} {name.strip(_QUOTES)}".strip()


def _setting(text: str) -> tuple[Command, str] | None:
    """A setting that words choose, and what they choose for it: "send at 8:30", "time zone Berlin"."""
    if text.endswith("?"):
        return None
    for command, pattern in _CHOICES:
        if chosen := re.fullmatch(pattern, text.rstrip(" .!"), re.IGNORECASE):
            return command, next(group for group in chosen.groups() if group)
    return None


def _guessed(text: str) -> tuple[Command, str] | None:
    """A command with a typo in it; a question mark, or a second word that is no command's, asks a question."""
    bare = _bare(text)
    if len(bare) < 4 or text.endswith("?") or len(bare.split()) > 2:
        return None
    alike = difflib.get_close_matches(bare, _GUESSED, n=1, cutoff=_TYPED_ALIKE)
    if not alike or alike[0][0] != bare[0] or len(alike[0].split()) != len(bare.split()):
        return None
    return _WORDS[alike[0]], ""


def _bare(words: str) -> str:
    return words.lower().strip(" .!/,;:" + _QUOTES) or words.strip()

"""Words that turn a rule: what forbids, what excepts, what sets a condition.

Quoting errs on the side of more: a word that is listed here without need makes a quotation longer, one that is missing
could make it say the opposite. English and German are complete as far as the rules in bench/data/polarity.json go;
the other languages have their words of negation.
"""

from __future__ import annotations

import re

_NEGATIONS = (
    r"no|not|never|none|nobody|nothing|neither|nor|cannot|without|hardly|barely|rarely|seldom|"
    r"nicht|kein\w*|nie|kaum|selten|niemals|niemand\w*|nichts|ohne|weder|"
    r"ne|pas|jamais|sans|aucun\w*|nunca|jamás|ningun\w*|sin|mai|senza|vietat\w*|não|sem|niet|geen|nooit|zonder|"
    r"не|нет|никогда|без|нельзя"
)
_FORBIDDING = (
    r"forbid\w*|forbade|prohibit\w*|banned|disallow\w*|unacceptable|impermissible|illegal|refus\w*|den(?:y|ied|ies)|"
    r"avoid\w*|exclud\w*|donts?|verbot\w*|verbiet\w*|untersag\w*|unzulässig\w*|unerlaubt\w*|abgelehnt\w*|"
    r"ausgeschlossen\w*|interdit\w*|prohibid\w*|proibid\w*|verboden"
)
_EXCEPTING = (
    r"except\w*|unless|other than|apart from|provided(?: that)?|only (?:if|when|with|after|for|in|on|by|where)|"
    r"(?:does|do|did) not (?:apply|hold|count|include|cover)|(?:doesn|don)['’]?t (?:apply|hold|count|include)|"
    r"as long as|on condition|limited to|(?:is|are) different|instead|"
    r"außer|ausser|ausgenommen|ausnahm\w*|es sei denn|sofern|nur (?:wenn|mit|nach|für|bei|in|falls|durch|im)|"
    r"anders ist|stattdessen|gilt (?:\w+ ){0,3}nicht|gelten (?:\w+ ){0,3}nicht|vorausgesetzt|abgesehen|mit ausnahme|"
    r"sauf|excepto|salvo|tranne|behalve|exceto"
)
_OPENING = (
    r"except\w*|unless|however|but|only|provided|otherwise|instead|although|though|yet|apart from|other than|"
    r"(?:all of )?(?:this|that|these|those|it|they|the same|the above|both)\b(?: \w+){0,4}? "
    r"(?:except|not|never|unless|only|provided|limited)|"
    r"(?:all|none) of (?:this|that|these)|do not|don['’]?t|never|not|"
    r"außer|ausser|ausgenommen|ausnahm\w*|es sei denn|jedoch|aber|allerdings|nur|sofern|vorausgesetzt|dennoch|sonst|"
    r"(?:dies|das|sie|es|diese\w*|beides|alles)\b(?: \w+){0,4}? (?:nicht|nie|nur|außer)|nicht|niemals|"
    r"sauf|excepto|salvo|tranne|behalve|exceto"
)
_POLAR = re.compile(
    rf"\b(?:{_NEGATIONS}|{_FORBIDDING}|{_EXCEPTING}|only|nur|but|aber|however|jedoch)\b|n['’]t\b|[不没無无禁]",
    re.IGNORECASE,
)
_EXCEPTION = re.compile(rf"\b(?:{_EXCEPTING})\b|除非|除了", re.IGNORECASE)
_OPENS = re.compile(rf"\W*(?:{_OPENING})\b|\W*(?:但|除)", re.IGNORECASE)
_EXCEPTION_HEADING = re.compile(
    r"\W*(?:(?:the )?(?:exception|exclusion|limitation|restriction)s?|not (?:covered|included|allowed|permitted)|"
    r"(?:but|what) (?:is |are )?not\b.*|ausnahmen?|einschränkung(?:en)?|ausschlüsse)\b",
    re.IGNORECASE,
)
_STRICTLY = re.compile(
    r"\W*(?:except\w*|unless|only (?:if|when)|außer|ausser|ausnahm\w*|ausgenommen|es sei denn|nur wenn)\b",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"\b(?:taboos?|tabus?|off[- ]limits|mistakes?|(?<!go )(?<!goes )wrong|incorrect|"
    r"myths?|misconceptions?|misunderstandings?|bad|unsafe|"
    r"pitfalls?|errors?|dangerous|falsch\w*|fehler|irrt(?:um|ümer)|mythen|mythos|schlecht\w*|gefährlich\w*)\b",
    re.IGNORECASE,
)
_CONDITIONAL = re.compile(
    r"\b(?:when|if|where|provided|unless|as long as|until|before|after|once|conditions?|requirements?|"
    r"wenn|falls|sofern|solange|bevor|bis|sobald|voraussetzung\w*|bedingung\w*)\b",
    re.IGNORECASE,
)
_FOLLOWING = re.compile(r"\b(?:following|below|folgende\w*|nachstehende\w*)\b", re.IGNORECASE)
_NOTE = re.compile(r"\s*(\*{1,3}|[¹²³⁴⁵⁶†‡§])\s*\S")


def is_polar(text: str) -> bool:
    """Whether it negates, forbids, excepts or limits."""
    return _POLAR.search(text) is not None


def has_exception(text: str) -> bool:
    """Whether it excepts something or sets a condition, wherever in the text."""
    return _EXCEPTION.search(text) is not None


def opens_exception(text: str) -> bool:
    """Whether it begins by turning or limiting what stands before it."""
    return _OPENS.match(text) is not None


def opens_exception_strictly(text: str) -> bool:
    """Whether it begins with a word of exception or condition; a ban, which an item of a list may be, is none."""
    return _STRICTLY.match(text) is not None


def heads_prohibition(heading: str) -> bool:
    """Whether a heading forbids or limits what stands below it, or calls it wrong: "Never", "Common mistakes"."""
    return is_polar(heading) or _WRONG.search(heading) is not None


def is_conditional(introduction: str) -> bool:
    """Whether an introduction makes the items below it conditions, of which none holds alone."""
    return _CONDITIONAL.search(introduction) is not None


def announces_following(text: str) -> bool:
    """Whether a text speaks of what stands below it."""
    return _FOLLOWING.search(text) is not None


def note_sign(text: str) -> str:
    """The sign with which a note below a table or a paragraph begins, such as "*"; "" for no note."""
    match = _NOTE.match(text)
    return match.group(1) if match else ""


def heads_exceptions(heading: str) -> bool:
    """Whether a heading announces what the section before it does not cover."""
    return _EXCEPTION_HEADING.match(heading) is not None

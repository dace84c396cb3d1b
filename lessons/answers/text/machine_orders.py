"""Text that gives orders to a machine, such as "ignore all previous instructions": nobody is told it as an answer.

No list of phrases is complete. It errs on the side of silence about sentences that address a program or rule what
answers have to say; what it misses is still shown only as what its document says, whole and with its source. Checked by
`python -m bench.answers_lies`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lessons.answers.text.sentences import spans

_MACHINE = (
    r"(?:ai|a\.i\.|ai (?:assistant|model|system)s?|chat ?-?bots?|llms?|(?:large )?language models?|gpt(?:-?\d)?|"
    r"copilot|automated (?:systems?|readers?|agents?)|ki|ki-\w+|sprachmodell\w*|chatbots?)"
)
_FORGET = (
    r"\b(?:ignore|disregard|forget|override)\b.{0,30}"
    r"\b(?:instructions?|prompts?|rules above|previous|all the above|what you were told)|"
    r"\b(?:ignoriere?|vergiss|vergesst|missachte)\b.{0,40}\b(?:anweisung\w*|vorgaben|regeln)|"
    r"\b(?:ignore[zr]|oublie[zr]?|ignor(?:a|e|ad)|olvida|dimentica|esqueça|negeer|vergeet)\b.{0,40}"
    r"\b(?:instructions|instrucciones|istruzioni|instruções|instructies|consignes)\b|"
    r"\b(?:ignore|disregard|forget)(?:all|the|previous|prior|any)\w*"  # letters that were written apart
)
_MARKUP = (
    r"(?:^|<!--\s*|[\n.!?>\]}\"']\s*|\s{2,})(?:system|assistant|developer|user)\s*:|</?system>|\[/?inst\]|"
    r"<\|?/?\w*(?:system|passages?|im_)|#{2,}\s*(?:instructions?|system|response)\b|"
    r"\bprompt\s*:.{0,60}\bcompletion\s*:|"
    r"\bdeveloper mode\b|\bsystem prompt\b|\bbegin (?:a )?new task\b|\bnew instructions?\b|"
    r"\"(?:found|sentences|quotes)\"\s*:"
)
_ADDRESSED = (
    rf"\byou are (?:now )?(?:an? )?(?:{_MACHINE}|assistant|chatbot|administrator)\b|"
    rf"\bif you(?:['’]re| are) (?:an? )?(?:{_MACHINE}|assistant)\b|\bas an? {_MACHINE}\b|"
    rf"\bas the {_MACHINE}\b.{{0,60}}\byou\b|\b(?:dear|hello|hey) (?:{_MACHINE}|assistant)\b|"
    rf"\b(?:note|attention|message|instructions?|hint|notice|important)\b[^.:\n]{{0,25}}"
    rf"\b(?:to|for|all)\b[^.:\n]{{0,15}}"
    rf"\b(?:{_MACHINE}|models?|assistants?|bots?)\b|"
    rf"\b{_MACHINE},? (?:which |who |that )?(?:must|shall|should|has to|have to) (?:output|say|answer|reply|state)\b|"
    rf"\b(?:ask|tell|instruct)s? (?:it|the {_MACHINE}) to\b.{{0,40}}\banswers?\b|"
    rf"\b(?:hinweis|nachricht|anweisung|achtung|wichtig)\b[^.:\n]{{0,25}}\b(?:an|für)\b[^.:\n]{{0,15}}"
    rf"\b(?:{_MACHINE}|modelle?|assistenten?|bots?)\b|(?:^|\n)\W*an (?:alle|die|das|den) {_MACHINE}\b|"
    rf"\b(?:wenn du|falls du|du bist|sie sind) (?:jetzt )?(?:ein\w* )?(?:{_MACHINE}|assistent)\b|\bals {_MACHINE}\b|"
    rf"\bgilt für (?:das|die|alle|den) {_MACHINE}\b|(?:^|\n)\W*assistent\s*[:,]"
)
_DICTATED = (
    r"\b(?:reply|respond|answer) (?:only |exactly |to the (?:user|reader) )?(?:with|that)\b|"
    r"\boutput (?:only|exactly|the following)\b|\b(?:comply|text) .{0,30}\bprint\s*:|"
    r"\b(?:tell|inform|instruct) (?:the|every|each|all)\b.{0,20}\b(?:user|learner|reader|asker|employee)s?\b|"
    r"\b(?:say|repeat|tell) (?:this |it )?to whoever asks\b|\b(?:the|what the) user wants to hear\b|"
    r"\bdo not (?:quote|reveal|mention)(?: this (?:note|instruction|text|message)|[.:])|"
    r"\bquote (?:this|the following) (?:sentence|text|words)\b|"
    r"\bas (?:your|the) (?:response|answer to (?:every|any|all|each))\b|"
    r"\b(?:every|each) answer you give\b|\byour answer (?:must|has to|should) (?:be|contain|say|include)\b|"
    r"\bwhen(?:ever)? (?:you are )?asked\b.{0,60}\b(?:always|only|must)\b.{0,20}"
    r"\b(?:say|answer|reply|respond|output)\b|"
    r"\bantworte (?:auf|mit|nur|immer|so|wie folgt)\b|\bgib als antwort\b|\bwörtlich wieder\b"
)
_ORDER = re.compile("|".join((_FORGET, _MARKUP, _ADDRESSED, _DICTATED)), re.IGNORECASE)
# One of these stands in every order; looking for them first takes a fraction of the time.
_TRIGGER_TEXT = """
    asked ignor disregard forget overrid vergiss vergesst missacht oublie olvida dimentica esqueça negeer vergeet
    system assist developer user: inst] <passage </passage |passage im_ prompt task instruct "found" "sentences"
    "quotes" a.i. bot llm gpt copilot automated ki- sprachmodell model modelle answer reply replies respon output
    print tell inform repeat whoever reveal quote antwort wörtlich mention"""
_TRIGGERS = (*_TRIGGER_TEXT.split(), " ai ", " ki ", "ki:", "ai:", "ki,", "ai,", "#instruction", "as the ai")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_APART = re.compile(r"\b(?:\w ){5,}\w\b")


@lru_cache(maxsize=4_096)
def orders_a_machine(text: str) -> bool:
    """Whether a text is addressed to a program rather than to people."""
    plain = _UNSEEN.sub("", text)
    # "I G N O R E" is read as one word by a model, and by nobody else.
    together = _APART.sub(lambda run: run[0].replace(" ", ""), re.sub(r"[ \t]+", " ", plain))
    return _is_order(plain) or (together != plain and _is_order(together))


def _is_order(text: str) -> bool:
    folded = text.lower()
    return any(trigger in folded for trigger in _TRIGGERS) and _ORDER.search(text) is not None


def machine_orders(body: str) -> list[tuple[int, int]]:
    """Where a passage gives orders to a machine: each such sentence with the rest of its line.

    An order that ends with a colon has its words on the next line, which goes with it.
    """
    places, orders = spans(body), list[tuple[int, int]]()
    for start, end in places:
        if orders_a_machine(body[start:end]):
            line_end = _line_end(body, end)
            if body[start:line_end].rstrip().endswith(":"):
                line_end = _line_end(body, line_end + 1)
            orders.append((start, line_end))
    return orders


def _line_end(body: str, at: int) -> int:
    end = body.find("\n", at)
    return len(body) if end < 0 else end


def without_orders(body: str) -> str:
    """A passage as a model may read it, with an ellipsis for what gives orders to a machine."""
    # From the end on, so that the places of the others stay right.
    for start, end in reversed(machine_orders(body)):
        body = f"{body[:start]}…{body[end:]}"
    return body

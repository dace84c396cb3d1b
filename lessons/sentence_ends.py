"""Where a sentence ends: "Dr. Smith" and "am 1. März" go on, "at 5 p.m. She left." does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

ENDS = ".?!…。？！।؟"
CLOSERS = "\"'”’»)]」』）"
OPENERS = "\"'“‘„«([「『（¿¡"
GAP = re.compile(rf"(?<=[.?!…।؟])[{re.escape(CLOSERS)}]*\s+|(?<=[。？！])[{re.escape(CLOSERS)}]*\s*")

# Before a name or the rest of a phrase, so that a capital behind them begins no sentence either: English, German,
# then French, Spanish, Italian, Portuguese, Dutch, Swedish, Polish, Czech and Russian.
_INSIDE = """
dr mr mrs ms mx messrs prof rev hon gen col maj capt cpt lt sgt sen rep gov pres st e.g i.e cf vs viz approx incl excl
dept univ asst assoc
hr fr frl hrn ing dipl bzw ca d.h z.b u.a i.d.r z.t v.a s.o s.u o.ä z.hd i.a i.v u.u ggf evtl vgl inkl exkl zzgl abzgl
bspw einschl gem sog geb gest mind nachf abt zi str tel ggü mio mrd tsd
mme mlle c.-à-d p.ex sr sra srta dra dña ud uds p.ej aprox ee sig sig.ra dott dott.ssa avv exmo dhr mevr bijv o.a d.w.z
t.ex bl.a d.v.s np tzn ul inż mgr prof.dr např tj tzv г ул т.е т.к им см проф акад гр
"""
# Only before a number: "No. 5" is one thing, and "No. That is wrong." are two sentences.
_BEFORE_NUMBER = """
no nos nr art abs p pp s fig abb tab vol bd sec ch kap ext para ref tel fax room rm apt zi jan feb mar mär apr jun jul
aug sep sept oct okt nov dec dez c n núm nº pág kl ч стр рис ст
"""
# A capital behind "5." is a noun in German, unless it is one of these.
_BEGIN = """
der die das den dem ein eine einen er sie es wir ihr ich du man und aber oder doch denn dann danach jetzt nun so wer was
wie wo wann warum wenn weil ob in im an am auf aus bei mit nach von vor zu zum zur für heute morgen hier dort alle kein
keine nicht nur auch noch bitte
"""
_MONTHS = "januar jänner februar märz april mai juni juli august september oktober november dezember"
_ORDINAL_BEFORE = "am vom zum beim dem den der die das des im ab bis seit jeden jeder jedes"
_ORDINAL_LANGUAGES = "de da nb nn no fi et cs sk pl hu hr sl sr bs lv lt is tr eu"
INSIDE, BEFORE_NUMBER, BEGIN = (frozenset(words.split()) for words in (_INSIDE, _BEFORE_NUMBER, _BEGIN))
MONTHS, ORDINAL_BEFORE, ORDINALS = (
    frozenset(words.split()) for words in (_MONTHS, _ORDINAL_BEFORE, _ORDINAL_LANGUAGES)
)


def ends_sentence(before: str, after: str, language: str = "") -> bool:
    """Whether a sentence ends between two pieces of a text.

    Args:
        before: the text so far; what stands before its last two words does not matter.
        after: what follows, "" at the end.
        language: of the text, as "de-AT"; "" where nobody knows.
    """
    body, following = before.rstrip().rstrip(CLOSERS), after.lstrip().lstrip(OPENERS)
    if not body.endswith(tuple(ENDS)):
        return False
    if not following:
        return True
    if following[0].islower():
        return False
    return not body.endswith(".") or body.endswith("..") or not _goes_on(body, following, language)


def _goes_on(body: str, following: str, language: str) -> bool:
    """Whether a full stop belongs to the word before it."""
    *earlier, last = body.split()
    word, previous = last[:-1].lstrip(OPENERS), earlier[-1] if earlier else ""
    if word.isdigit():
        return _is_ordinal(word, previous, following, language)
    if word.casefold() in BEFORE_NUMBER:
        return following[0].isdigit() or word.casefold() in INSIDE
    return word.casefold() in INSIDE or _is_initial(word, previous)


def _is_initial(word: str, previous: str) -> bool:
    """Letters of a name ("John F. Kennedy", "A.B. Smith") or of an abbreviation ("z. B."), and not "at gate C."."""
    if re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word) and word.isupper():
        return True
    if len(word) != 1 or not word.isalpha():
        return False
    return word.islower() or not previous or previous[0].isupper() or re.fullmatch(r"\w\.", previous) is not None


def _is_ordinal(digits: str, previous: str, following: str, language: str) -> bool:
    """ "am 1. März", "im 2. OG"; and not "Es waren 5. Dann ging er."."""
    if len(digits) > 2:
        return False
    word = re.split(r"[\s.,;:!?]", following, maxsplit=1)[0].casefold()
    if word in MONTHS or previous.casefold() in ORDINAL_BEFORE:
        return word not in BEGIN
    return language.partition("-")[0].casefold() in ORDINALS and following[0].isalpha() and word not in BEGIN


def sentences(text: str, language: str = "") -> Iterator[str]:
    """The sentences of a text, in order, each without the space around it."""
    start = 0
    for gap in GAP.finditer(text):
        end = gap.start() + len(gap[0].rstrip())
        if ends_sentence(text[start:end], text[gap.end() :], language) and gap.end() < len(text):
            yield text[start:end].strip()
            start = gap.end()
    if rest := text[start:].strip():
        yield rest

"""Words around a question that ask for an answer and say nothing about what is asked: "could you tell me …, please"."""

from __future__ import annotations

from collections.abc import Sequence

# Spelled as the analyser leaves words: folded, without apostrophes or accents. Phrases follow each other in any number
# and order, so that "hi can you please tell me" is four of them.
_BEFORE = {
    "en": """
        please; pls; hi; hi there; hi all; hi team; hello; hello there; hey; hey there; good morning; good afternoon;
        can you; could you; would you; will you; can someone; can somebody; can anyone; can anybody; could someone;
        could somebody; could anyone; could anybody; would someone; are you able to; is it possible to; kindly; tell
        me; tell me about; tell us; explain; explain to me; explain to us; explain me; show me; remind me; help me;
        help us; help me understand; help me to understand; help me find out; give me a hint; let me know; teach me; i
        want to know; i want to ask; i want to understand; i want to learn; i want to find out; i want you to; i would
        like to know; i would like to ask; i would like to understand; i would like to learn; i would like you to; id
        like to know; id like to ask; id like to understand; id like to learn; i need to know; i need to understand; i
        wanted to know; i wanted to ask; i was wondering; i am wondering; im wondering; i wonder; i just wonder; just;
        do you know; does anyone know; does anybody know; does someone know; does somebody know; do you happen to
        know; i have a question; i have a question about; quick question; any idea; any ideas; i dont know; i do not
        know; im not sure; i am not sure; sorry; excuse me""",
    "de": """
        bitte; hallo; hallo zusammen; hi; hey; guten morgen; guten tag; moin; servus; gruss gott; entschuldigung;
        kannst du; kannst du mir; konntest du; konntest du mir; konnen sie; konnen sie mir; konnten sie; konnten sie
        mir; konnt ihr; konnt ihr mir; konntet ihr; konntet ihr mir; kann mir jemand; kann jemand; konnte mir jemand;
        konnte jemand; wurdest du mir; wurden sie mir; sag mir; sage mir; sagt mir; sagen sie mir; erklar mir; erklare
        mir; erklaren sie mir; erklart mir; zeig mir; zeige mir; zeigen sie mir; hilf mir; helfen sie mir; ich will
        wissen; ich mochte wissen; ich mochte gern wissen; ich mochte gerne wissen; ich wurde gern wissen; ich wurde
        gerne wissen; ich wusste gern; ich wusste gerne; ich muss wissen; ich wollte wissen; ich wollte fragen; ich
        mochte fragen; ich frage mich; mich interessiert; weiss jemand; weisst du; wissen sie; hat jemand eine ahnung;
        ich habe eine frage; ich hab eine frage; kurze frage; ich weiss nicht; mal; mal eben; einmal""",
    "fr": """
        bonjour; bonsoir; salut; coucou; hello; excusez moi; excuse moi; pardon; svp; stp; merci de me dire; il te
        plait; il vous plait; peux tu; peux tu me; pouvez vous; pouvez vous me; pourrais tu; pourrais tu me; pourriez
        vous; pourriez vous me; est ce que quelquun peut; est ce que quelquun peut me; quelquun peut; quelquun peut
        me; quelquun pourrait; quelquun pourrait me; est ce que tu peux; est ce que tu peux me; est ce que vous
        pouvez; est ce que vous pouvez me; dis moi; dites moi; explique moi; expliquez moi; montre moi; montrez moi;
        aide moi; aidez moi; je veux savoir; je voudrais savoir; je souhaite savoir; je souhaiterais savoir; aimerais
        savoir; aimerais bien savoir; je dois savoir; je me demande; je me demandais; je voulais savoir; je voulais
        demander; je voudrais demander; sais tu; savez vous; tu sais; quelquun sait; ai une question; petite question;
        je ne sais pas""",
    "es": """
        por favor; hola; hola a todos; buenos dias; buenas tardes; buenas; disculpa; disculpe; disculpen; perdon;
        puedes; puedes decirme; puede; puede decirme; podrias; podrias decirme; podria; podria decirme; me puedes; me
        puede; me podrias; me podria; alguien puede; alguien puede decirme; alguien me puede; alguien podria; alguien
        me podria; alguien sabe; me puedes decir; me puede decir; me podrias decir; me podria decir; me puedes
        explicar; me puede explicar; me podrias explicar; me podria explicar; dime; digame; diganme; explicame;
        expliqueme; muestrame; muestreme; ayudame; ayudeme; quiero saber; quisiera saber; me gustaria saber; queria
        saber; quiero preguntar; queria preguntar; quisiera preguntar; necesito saber; me pregunto; me preguntaba;
        sabes si; tengo una pregunta; no se""",
}
_DOING = {
    "en": "tell explain show remind help describe clarify",
    "de": "sagen erklaren zeigen helfen verraten beschreiben sag",
    "fr": "dire expliquer montrer aider rappeler decrire",
    "es": "decir explicar mostrar ayudar recordar describir decirme explicarme mostrarme ayudarme",
}
"""What somebody is asked to do: said after a phrase of the list, and only there, it is politeness too."""

_AFTER = """
    please; pls; thanks; thank you; thank you very much; thank you so much; many thanks; thanks a lot; thanks in
    advance; thx; ty; cheers; bitte; danke; danke schon; danke dir; danke ihnen; vielen dank; danke im voraus;
    dankeschon; merci; merci beaucoup; merci avance; svp; stp; il te plait; il vous plait; por favor; gracias; muchas
    gracias; gracias de antemano"""


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in text.split(";"))


_LEADING = frozenset[tuple[str, ...]]().union(*map(_phrases, _BEFORE.values()))
_TRAILING = _phrases(_AFTER)
_DONE = frozenset(" ".join(_DOING.values()).split())
_FILLING = frozenset(("me", "us", "to", "mir", "uns", "moi", "nous", "bitte", "please", "about", "uber"))
_LONGEST = max(map(len, _LEADING | _TRAILING))


def without_politeness(found: Sequence[str]) -> list[str]:
    """The words of a question without those around it that only ask for an answer; all of them when none else is left.

    Phrases of every language are taken off, whichever the learner speaks.
    """
    first = _begins(found)
    last = _ends(found[first:]) + first
    return list(found[first:last]) or list(found)


def _begins(found: Sequence[str]) -> int:
    """Where the question itself begins."""
    at = 0
    while length := _phrase_at(found, at):
        at += length
        if found[at : at + 1] and found[at] in _DONE:
            at += 1
            while found[at : at + 1] and found[at] in _FILLING:
                at += 1
    return at


def _phrase_at(found: Sequence[str], at: int) -> int:
    """Words of the longest phrase that stands there; 0 when none does."""
    lengths = range(min(_LONGEST, len(found) - at), 0, -1)
    return next((length for length in lengths if tuple(found[at : at + length]) in _LEADING), 0)


def _ends(found: Sequence[str]) -> int:
    """How many words the question has before it ends in thanks."""
    last = len(found)
    while length := _thanks_before(found, last):
        last -= length
    return last


def _thanks_before(found: Sequence[str], last: int) -> int:
    lengths = range(min(_LONGEST, last), 0, -1)
    return next((length for length in lengths if tuple(found[last - length : last]) in _TRAILING), 0)

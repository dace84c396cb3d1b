"""What people read when somebody wants to be erased: they, whoever agrees, and the receipt."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat import Button, Choices, Link, Message, Text, Tone
from bot.messages.buttons import ButtonAction
from bot.messages.catalogue import template, tr, trn
from bot.messages.common_texts import plain


def are_you_sure(button: Button) -> Message:
    heading = tr("Erase everything that is kept about you?")
    gone = tr(
        "Your lessons, answers, questions, settings and saved clips go for good, in every campaign, and no lessons "
        "come any more. Nobody can bring them back. Write “my data” first if you want a copy."
    )
    who = tr("A second person here must agree. What was sent to you stays in this chat.")
    return Message(heading, (Text(heading, Tone.TITLE), Text(gone), Text(who, Tone.QUIET), Choices((button,))))


def ask_label() -> str:
    return tr("Yes, erase it all")


def asked(judges: Sequence[str], url: str) -> Message:
    words = trn(
        "I asked {names}, who must agree.",
        "I asked {names}: one of them must agree.",
        len(judges),
        names=", ".join(judges),
    )
    later = tr("Keep this link: once everything is erased I cannot write to you any more, and it shows the receipt.")
    return Message(words, (Text(words), Text(later), Link(tr("How it stands"), url)))


def asked_before(url: str) -> Message:
    words = tr("You asked for it before. It waits for a second person, or is being done.")
    return Message(words, (Text(words), Link(tr("How it stands"), url)))


def nobody_to_agree() -> Message:
    return plain(
        tr("Nobody here can agree to it but you. Ask whoever runs Ninety in your company: they can erase you by hand.")
    )


def agreement_wanted(name: str, buttons: Sequence[Button]) -> Message:
    heading = tr("{name} wants everything erased that is kept about them", name=name)
    what = tr(
        "They have a right to it in most cases. It cannot be undone: their lessons, answers and questions go, and "
        "their part in figures with them. Refuse it if the law obliges you to keep them, and tell them why."
    )
    return Message(heading, (Text(heading, Tone.TITLE), Text(what), Choices(tuple(buttons))))


def judge_labels() -> tuple[tuple[str, ButtonAction], ...]:
    return (tr("Erase everything"), ButtonAction.AGREE_ERASING), (tr("Refuse"), ButtonAction.REFUSE_ERASING)


def agreed_by(name: str) -> str:
    return tr("A request to be erased: {name} agreed.", name=name)


def refused_by(name: str) -> str:
    return tr("A request to be erased: {name} refused it.", name=name)


def you_agreed(url: str) -> Message:
    words = tr("You agreed. Everything is erased within minutes; the receipt names nobody.")
    return Message(words, (Text(words), Link(tr("The receipt"), url)))


def you_refused() -> Message:
    return plain(tr("You refused it. I told them that it was you; tell them why."))


def refused(name: str) -> Message:
    return plain(
        tr(
            "{name} refused to have your data erased. Ask them for the reason. You can ask again by “erase my data”, "
            "or turn to your company's data protection officer.",
            name=name,
        )
    )


def decided_before() -> Message:
    return plain(tr("Somebody decided that before."))


def not_yours_to_decide() -> Message:
    return plain(tr("A second person decides that: an admin or a manager, and not whoever asks for it."))


def labels() -> dict[str, str]:
    """What the page of a receipt says, by its state."""
    return {
        "title": tr("Erasing what is kept about somebody"),
        "asked": tr("It waits for a second person's yes."),
        "approved": tr("A second person agreed. It is done within minutes."),
        "declined": tr("It was refused. Ask whoever refused it for the reason."),
        "done": tr("Everything is erased."),
        "receipt": tr("Receipt"),
        "number": tr("Number"),
        "erased_at": tr("Erased at"),
        "rows": tr("Rows of the database"),
        "files": tr("Files of clips"),
        "digest": tr("Seal (SHA-256)"),
        "where": tr("Where they stood"),
        "download": tr("The receipt as a file (JSON)"),
        "left": tr(
            "This receipt names nobody. What stays: hashes by which the same person is not entered again, ids in the "
            "audit that lead to nobody, clips that a curator approved, what was sent in the chat platform, and backups "
            "until they run out."
        ),
        "check": tr("Whoever runs Ninety finds the seal in the audit, which “ninety audit --verify” looks at."),
    }


def no_receipt() -> tuple[str, str]:
    return template("This link does not work"), template(
        "It was cut off or changed on the way. Ask whoever runs Ninety in your company for the receipt by its number."
    )

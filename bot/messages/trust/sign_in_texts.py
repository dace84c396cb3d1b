"""What the pages say about signing in, and about the browsers in which somebody is signed in."""

from __future__ import annotations

from bot.chat import Link, Message, Text, Tone
from bot.messages.catalogue import template, tr
from bot.messages.common_texts import plain


def sign_in() -> dict[str, str]:
    return {
        "title": tr("Sign in"),
        "lead": tr(
            "With the account that you have in your company. It must have the e-mail address that you have in chat."
        ),
        "button": tr("Sign in with your company's account"),
        "other": tr("Or write “campaign page” or “studio” to the bot: it answers with a link that opens one time."),
    }


def signed_out() -> dict[str, str]:
    return {
        "title": tr("You are signed out here"),
        "lead": tr("This browser opens no page of yours any more. Close it if others use it too."),
        "again": tr("Sign in again"),
        "company": tr("Sign out of your company's account too"),
    }


def sessions() -> dict[str, str]:
    return {
        "title": tr("Where you are signed in"),
        "lead": tr("Each browser stays signed in for twelve hours at most, and for two without being used."),
        "browser": tr("Browser"),
        "way": tr("How"),
        "link": tr("link from chat"),
        "account": tr("company's account"),
        "began": tr("Since"),
        "seen": tr("Used last"),
        "this": tr("this one"),
        "unknown": tr("a browser"),
        "end": tr("Sign out"),
        "end_all": tr("Sign out everywhere"),
        "end_all_lead": tr("Also here. Links from chat that you did not open yet go on working."),
        "ended": tr("That browser is signed out."),
    }


def prove() -> dict[str, str]:
    return {
        "title": tr("Is it you?"),
        "lead": tr(
            "This link was made for one person, and this browser does not know them. It may have been passed on."
        ),
        "button": tr("Write to me in chat"),
        "sign_in": tr("Sign in with your company's account"),
        "sent_title": tr("Look into your chat"),
        "sent_lead": tr(
            "The bot wrote to whoever the link was made for. Open the link in that message in this browser."
        ),
    }


def is_it_you(url: str) -> Message:
    heading = tr("Is it you who opens a link?")
    lead = tr("Somebody opened a link that was made for you, in a browser that is not known. If it is you, go on here.")
    stop = tr("If it is not, somebody has your link: write “revoke my links”, and it opens nothing any more.")
    link = Link(tr("It is me: open the page"), url)
    return Message(heading, (Text(heading, Tone.TITLE), Text(lead), link, Text(stop, Tone.QUIET)))


def revoked_own() -> Message:
    """The answer to “revoke my links”."""
    return plain(
        tr(
            "Done. Links that you got until now open nothing any more, and you are signed out in every browser. Ask me "
            "for a new link in a minute; lessons that I send from now on open as always."
        )
    )


REVOKED = (
    template("This link was taken back"),
    template("It opens nothing any more. Write to the bot: it answers with a fresh link."),
)
NOT_A_LINK = (template("This link does not work"), template("Write to the bot: it answers with a fresh link."))
AGAIN = template("Open the sign-in page and try again.")
LATE = (template("That took too long, or began in another browser"), AGAIN)
REFUSED = (template("Your company's sign-in said no"), AGAIN)
UNAVAILABLE = (
    template("Your company's sign-in cannot be reached"),
    template("Try again in a moment, or write “campaign page” to the bot: it answers with a link."),
)
NOBODY = (
    template("This account opens nothing here"),
    template(
        "Nobody here has its e-mail address. Ask whoever runs this installation, or write “campaign page” to the bot: "
        "it answers with a link."
    ),
)

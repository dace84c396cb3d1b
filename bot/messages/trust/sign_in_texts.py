"""What the pages say about signing in, and about the browsers in which somebody is signed in."""

from __future__ import annotations

from bot.messages.catalogue import template, tr


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

"""What the curators' page says of places that are read again on a schedule."""

from __future__ import annotations

from bot.messages.catalogue import tr, trn


def labels() -> dict[str, str]:
    """Words of the page by name, in the reader's language."""
    return {
        "sources": tr("Read again by itself"),
        "sources_means": tr(
            "Folders, web sites, wikis and drives that are looked at on a schedule. What changed is read, what left "
            "them answers nothing more, and what cannot be read answers as it was last read."
        ),
        "look_now": tr("Look now"),
        "no_source": tr("Nothing is read again by itself yet."),
        "add_source": tr("Read a web site again and again"),
        "source_url": tr("Its first page, of the public web"),
        "source_links": tr("How far"),
        "source_alone": tr("this page alone"),
        "source_linked": tr("with the pages below it, up to three links away"),
        "source_every": tr("How often"),
        "source_hour": tr("every hour"),
        "source_day": tr("every day"),
        "source_week": tr("every week"),
        "keep_source": tr("Read it again and again"),
    }


def notices() -> dict[str, str]:
    """What was done, by a name that addresses carry."""
    return {
        "source": tr("It is looked at within a minute; look here again then."),
        "sourceless": tr("It is not looked at any more, and its documents answer nothing more."),
    }


def gone() -> str:
    return tr("this place was removed before")


def state(documents: int, looked: str, following: str) -> str:
    """How a place is, in one line."""
    counted = trn("{count} document", "{count} documents", documents)
    words = {"documents": counted, "looked": looked, "following": following}
    return tr("{documents}; last looked at: {looked}; next: {following}", **words)


def not_read(files: int) -> str:
    return trn("{count} file or page not read", "{count} files or pages not read", files)


def more(files: int) -> str:
    """What stands in place of the names that are left out."""
    return tr("and {count} more", count=files)


def never() -> str:
    return tr("never")


def on_request() -> str:
    return tr("when somebody asks for it")


def remove_source(address: str) -> str:
    return tr("Remove {address} with its documents", address=address)


def look_at(address: str) -> str:
    return tr("Look at {address} now", address=address)

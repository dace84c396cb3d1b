"""Why a document or a list of words could not be read: worded by its readers, retold to whoever brought it."""

from __future__ import annotations

from bot.messages.catalogue import retold, template

UNREAD = (
    template("this is not a text file"),
    template("it is larger than {size} MB: split it"),
    template("it is larger than {size} MB"),
    template("there is no such file"),
    template("it cannot be opened: {reason}"),
    template("its kind is not known: use one of {kinds}"),
    template("its kind is not known: {kind}"),
    template("it holds no text"),
    template("reading it takes longer than {seconds} s: split it"),
    template("it makes its reader fail: save it again, or print it to PDF"),
    template("the page holds no text"),
    template("it did not come within {seconds} s"),
    template("it cannot be reached: {reason}"),
    template("it redirects more than {most} times"),
    template("it is not a URL"),
    template("only http:// and https:// pages are read"),
    template("a URL with a name or password in it is not read"),
    template("it leads into a private network; the operator can allow that network"),
    template("its server answers {status}"),
    template("its server packs it in a way that we do not read"),
    template("it came broken"),
    template("it is locked with a password: save a copy without one"),
    template("it is not a whole PDF file: save it again, or print it to PDF"),
    template("its pages are pictures without text: run text recognition (OCR) over the file first"),
    template("page {page} is a picture without text and was not read: run text recognition (OCR) over the file first"),
    template(
        "pages {pages} are pictures without text and were not read: run text recognition (OCR) over the file first"
    ),
    template("no line with times was found: a cue starts with a line like 00:01.000 --> 00:04.000"),
    template("{count} lines look like times but are none, and their words were left out"),
    template("it is not a Word file (.docx): save it as one"),
    template("line {number}: “{words}” is no date that it can be valid until: write 2027-03-31 or 31 March 2027"),
    template("it unpacks to more than {size} MB: split it"),
    template("it is no table of comma-separated values: save it as CSV again"),
    template("it has more than {rows} rows: split it"),
)
# Of a place that is read again, and of what is in it.
LOOKED_AT = (
    template("there is no such folder"),
    template("it is empty"),
    template("it holds {count} files: keep it to {most}, or choose some by --include"),
    template("its robots.txt asks not to read it"),
    template("its robots.txt cannot be read: {reason}"),
    template("it leads to another place: {url}"),
    template("it takes longer than 12 minutes: the rest is read the next time"),
    template("something went wrong with us, not with the place; it is tried again"),
    template("this installation is not set up for such places; see docs/operating.md"),
    template("CONFLUENCE_TOKEN is not set: without it the wiki lets nobody in"),
    template("the wiki does not let us in: check CONFLUENCE_USER and CONFLUENCE_TOKEN"),
    template("the wiki shows us no space {key}: check its address, the space's key, and what we may read"),
    template("its address leads somewhere else: name the one that it leads to"),
    template("it asks to wait again and again; it is tried again the next time"),
    template("the space has more than {most} pages or attachments: split it"),
    template("what answers there is no Confluence"),
    template("it holds more than {most} files: name a smaller folder"),
    template("it holds more than {most} files: name a smaller library"),
    template("we may not read it"),
    template("it is not there any more, or not for us"),
    template("it was named without credentials: name it again with --credentials"),
    template("its credentials were sealed with another SECRET_KEY: name it again with --credentials"),
    template(
        "SharePoint does not let us in: check tenant, client_id and client_secret, and that an administrator consented "
        "to Sites.Read.All or gave the site by Sites.Selected"
    ),
    template("SharePoint shows us no such site or folder: check its address, and what the app may read"),
    template("what answers there is no Microsoft Graph"),
    template("Google Drive does not let us in: check the service account's key, and that the Drive API is on"),
    template("Google Drive shows us no such folder: share it with the service account's address, as a viewer"),
    template("Google Drive gave half of a list; it is tried again the next time"),
    template("that is no folder of Google Drive: write https://drive.google.com/drive/folders/…"),
    template("what answers there is no Google Drive"),
    template("{setting} is off, or its platform is not set up: docs/operating.md says how channels are read"),
    template("the app lacks a permission: install it again from the current manifest, with {setting}"),
    template("there is no such channel, or the app is not in it: write /invite and the app's name there"),
    template("the channel is shared with another company: what its people wrote is not ours to pass on"),
    template("the channel is private: name it with --for GROUP, whose members alone get answers from it"),
    template("the chat platform refuses: {reason}"),
    template("the chat platform cannot be reached: {reason}"),
    template("the service account's key is no RSA key in PEM form: download it again"),
)
SYNONYMS = (
    template("these are {count} lines of synonyms: keep the list to {most}"),
    template('line {number} is no group of synonyms: write it as "PTO = paid time off, vacation"'),
    template("line {number} has {count} words that mean the same: keep it to {most}"),
)


def unread(reason: str) -> str:
    """Why a document could not be read, or not as a whole, in the reader's language."""
    whole = retold(reason, (*UNREAD, *LOOKED_AT))
    # What could be read but for several of its parts has a sentence for each.
    return whole if whole != reason else "; ".join(retold(part, UNREAD) for part in reason.split("; "))


def bad_synonyms(fault: str) -> str:
    """What is wrong with a list of words, in the reader's language."""
    return retold(fault, SYNONYMS)

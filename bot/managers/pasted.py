"""People as a manager pastes them: one on each line, by e-mail or by name."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages import manager_texts
from schedules.people.finding import contacts

MOST_LINES = 5000
NAMED = 5  # people whom one fault names; more are counted
_ADDRESS = re.compile(r"(?:mailto:)?[^\s<>,;:\"“”„()\[\]]+@[^\s<>,;:\"“”„()\[\]]+\.[^\s<>,;:\"“”„()\[\]]+")
_WITH_ADDRESS = re.compile(r"([^,<>@]*,)?([^,<>@]*)<[^<>]*>")
_BESIDE = "'’‘`.*_<>“”„\"()[]:@ "
_AROUND = "'’‘`.*_"  # stand around an address, and are no part of it there; inside of it an apostrophe is
_BETWEEN = re.compile(r"[\n\r;]+")
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'" * 5)  # phones write the first, keyboards the last


@dataclass(frozen=True, slots=True)
class PastedPeople:
    """Who was meant.

    Attributes:
        people: the platform's ids, each once.
        unknown: entries that nobody fits, as they were written.
        shared: names that several people have.
    """

    people: tuple[str, ...]
    unknown: tuple[str, ...]
    shared: tuple[str, ...]

    @property
    def fault(self) -> str:
        """What is wrong with the list, "" when everybody was found."""
        faults = []
        if self.unknown:
            faults.append(manager_texts.unknown_people(_some(self.unknown)))
        if self.shared:
            faults.append(manager_texts.shared_names(_some(self.shared)))
        return " ".join(faults)


def entries(text: str) -> list[str]:
    """The e-mails and names in pasted words, each once: one on a line, or several between semicolons or commas.

    A comma parts e-mails, but not names: "Lovelace, Ada" is one person, and find_pasted() tells by who is there.
    """
    lines = (" ".join(line.split()).strip(", ") for line in _BETWEEN.split(text))
    return list(dict.fromkeys(entry for line in lines if line for entry in _entries(line)))[:MOST_LINES]


def _entries(line: str) -> list[str]:
    """The e-mails of a line such as "Ada Lovelace <ada@riverbank.example>", and who is named beside them; else the
    line itself, without the @ of a mention."""
    addresses = [address.removeprefix("mailto:").strip(_AROUND) for address in _ADDRESS.findall(line)]
    if not addresses:
        return [line.removeprefix("@").strip()]
    names = _ADDRESS.sub("", _WITH_ADDRESS.sub(_family_name_dropped, line))
    return [*addresses, *(name for part in names.split(",") if (name := part.strip(_BESIDE)))]


def _family_name_dropped(match: re.Match[str]) -> str:
    """ "Lovelace, Ada <…>" is one person; "Bo Berg, Ada Lind <…>" are two, of whom the first is kept."""
    before, first_name = (match[1] or "").strip(" ,"), match[2].strip()
    return f"{before}," if " " in before and " " in first_name else ""


def name_key(name: str) -> str:
    """A name as it is compared: letters composed, without case, with one kind of apostrophe and of space.

    SQLite lowers English letters only and PostgreSQL by its locale, so names are compared here and not there.
    """
    return " ".join(unicodedata.normalize("NFKC", name).translate(_APOSTROPHES).casefold().split())


def _plain_key(name: str) -> str:
    """A name without its accents, for whom the keyboard has none."""
    letters = unicodedata.normalize("NFD", name_key(name))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


async def people_named(db: AsyncConnection, workspace_id: str, name: str) -> list[str]:
    """The platform's ids of everybody whom an e-mail or a name fits."""
    directory = await _known(db, workspace_id)
    return directory.fitting(name)


async def find_pasted(db: AsyncConnection, workspace_id: str, text: str) -> PastedPeople:
    """Who is meant by pasted words, among the people of a workspace who have not left.

    A list with an entry that fits nobody, or several people, has a fault: then nobody of it is taken.
    """
    directory = await _known(db, workspace_id)
    people, unknown, shared = [], [], []
    for entry in entries(text):
        for name in directory.parted(entry):
            fitting = directory.fitting(name)
            if len(fitting) == 1:
                people += fitting
            elif fitting:
                shared.append(name)
            else:
                unknown.append(name)
    return PastedPeople(tuple(dict.fromkeys(people)), tuple(unknown), tuple(shared))


@dataclass(frozen=True, slots=True)
class _Known:
    """Everybody of a workspace by what they can be called: key -> outside ids."""

    by_email: Mapping[str, list[str]]
    by_name: Mapping[str, list[str]]
    by_plain_name: Mapping[str, list[str]]

    def parted(self, entry: str) -> list[str]:
        """An entry, or the names that its commas part where nobody is called by the whole of it."""
        if "," not in entry or self.fitting(entry):
            return [entry]
        return [name.removeprefix("@") for part in entry.split(",") if (name := part.strip())]

    def fitting(self, entry: str) -> list[str]:
        """Who an entry may mean: the e-mail first, then the name, then the name without its accents."""
        by_email = self.by_email.get(name_key(entry))
        return by_email or self.by_name.get(name_key(entry)) or self.by_plain_name.get(_plain_key(entry)) or []


async def _known(db: AsyncConnection, workspace_id: str) -> _Known:
    by_email: dict[str, list[str]] = defaultdict(list)
    by_name: dict[str, list[str]] = defaultdict(list)
    by_plain_name: dict[str, list[str]] = defaultdict(list)
    for outside_id, email, name in await contacts(db, workspace_id):
        if email:
            by_email[name_key(email)].append(outside_id)
        by_name[name_key(name)].append(outside_id)
        by_plain_name[_plain_key(name)].append(outside_id)
    return _Known(by_email, by_name, by_plain_name)


def _some(words: Sequence[str]) -> str:
    return manager_texts.some_of(words[:NAMED], len(words) - NAMED)

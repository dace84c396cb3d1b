"""Which kind of question bank a file is, and everything that is in it."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath

from lessons.authoring.banks.bank import (
    MOST_BYTES,
    MOST_QUESTIONS,
    NO_BANK,
    NO_QTI,
    NO_TEXT,
    TOO_LARGE,
    Bank,
    UnreadableBank,
)
from lessons.authoring.banks.gift import read_gift
from lessons.authoring.banks.qti import read_qti


def read_bank(name: str, content: bytes, true: str = "True", false: str = "False") -> Bank:
    """The checks of a file, by how its name ends.

    Raises:
        UnreadableBank: nothing in it can be read, or there is too much of it.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableBank(TOO_LARGE)
    match PurePosixPath(name).suffix.lower():
        case ".gift" | ".txt":
            bank = read_gift(_text(content), true, false)
        case ".xml":
            bank = read_qti(content)
        case ".zip":
            bank = _packed(content)
        case _:
            raise UnreadableBank(NO_BANK)
    if len(bank.questions) > MOST_QUESTIONS:
        raise UnreadableBank(TOO_LARGE)
    if not bank.questions and not bank.left_out:
        raise UnreadableBank(NO_BANK)
    return bank


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise UnreadableBank(NO_TEXT, content[: error.start].count(b"\n") + 1) from error


def _packed(content: bytes) -> Bank:
    """The files of a package: each holds one question or several; its manifest and style sheets hold none."""
    bank = Bank()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = [each for each in archive.infolist() if each.filename.lower().endswith(".xml")]
            # What is small when packed may fill a disk when it is unpacked.
            if len(files) > 2 * MOST_QUESTIONS or sum(each.file_size for each in files) > MOST_BYTES:
                raise UnreadableBank(TOO_LARGE)
            for each in sorted(files, key=lambda each: each.filename):
                _add(bank, each.filename, archive.read(each))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise UnreadableBank(NO_BANK) from error
    return bank


def _add(bank: Bank, file: str, content: bytes) -> None:
    try:
        more = read_qti(content, file)
    except UnreadableBank as fault:
        if str(fault) != NO_QTI:
            raise
        return
    bank.questions += more.questions
    bank.left_out += more.left_out

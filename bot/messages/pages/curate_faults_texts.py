"""What the curators' page says where a form cannot be taken: what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages.catalogue import tr
from bot.messages.common_texts import listed
from bot.messages.pages.figure_texts import number


def too_many_urls(count: int, most: int) -> str:
    return tr("these are {count} addresses: send up to {most} at once", count=number(count), most=most)


def no_file() -> str:
    return tr("nothing came: choose at least one file")


def no_url() -> str:
    return tr("nothing came: write at least one address, such as https://example.com/page")


def removed_before() -> str:
    return tr("this document was removed before")


def no_trouble() -> str:
    return tr("this clip is not in trouble any more")


def clip_gone() -> str:
    return tr("this clip is not there any more")


def too_long(words: int, source: int) -> str:
    """Both in characters, at most."""
    return tr("write up to {words} characters, and {source} for where they stand", words=number(words), source=source)


def long_list(count: int, most: int) -> str:
    return tr("the list has {count} characters: keep it to {most}", count=number(count), most=number(most))


def nobody_called(name: str) -> str:
    return tr(
        "nobody here is called “{name}”: write the whole name as the platform shows it, or an e-mail address", name=name
    )


def several_called(name: str) -> str:
    return tr(
        "several people here are called “{name}”: write the whole name as the platform shows it, or an e-mail address",
        name=name,
    )


def off_the_list() -> str:
    return tr("this question is not on the list any more; somebody may have dealt with it meanwhile")


def no_source() -> str:
    return tr("write what people should know, and what it rests on: nothing goes out without a source")


def shorten(fault: str) -> str:
    return tr("{fault}: shorten it, or make two episodes of it", fault=fault)


def limited_clip() -> str:
    return tr("this clip says what is only for some groups: an episode would show it to everybody")


def no_group(name: str, groups: Sequence[str]) -> str:
    if not groups:
        return tr("there is no group “{name}”: whoever runs Ninety makes groups with “ninety group set”", name=name)
    return tr("there is no group “{name}”: choose of {groups}", name=name, groups=listed(groups))


def draft_decided() -> str:
    return tr("this draft was decided about meanwhile")


def clip_decided() -> str:
    return tr("somebody decided about this clip meanwhile")


def reply_decided() -> str:
    return tr("somebody decided about this reply meanwhile")


def question_decided() -> str:
    return tr("somebody decided about this question meanwhile")


def passage_changed() -> str:
    return tr("somebody decided about this question meanwhile, or its passage changed")


def many_files(most: int) -> tuple[str, str]:
    return tr("These are too many files at once"), tr("Send up to {most} files, then the rest.", most=most)


def large_file(megabytes: int) -> tuple[str, str]:
    return tr("This file is too large"), tr("A document may have {megabytes} MB: split it.", megabytes=megabytes)

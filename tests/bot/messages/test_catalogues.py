"""Every sentence of the bot stands in every catalogue, with the same values in it; the reader's language decides."""

from __future__ import annotations

import ast
import contextlib
import io
from datetime import date
from pathlib import Path
from string import Formatter

import polib
import pytest
from babel.messages.extract import extract

from bot.messages import catalogue, common_texts, manager_texts
from bot.messages.catalogue import FOLDER, introduce, speaking, tr, trn
from bot.messages.surveys import progress_texts

ROOT = FOLDER.parents[2]
KEYWORDS = {"tr": None, "trn": (1, 2), "template": None}
CATALOGUES = sorted(FOLDER.glob("*.po"))
SINGULAR_ONLY = {"people"}  # values that a form may leave out, since the form says them


def sentences_of(source: str) -> set[str]:
    """What a module says, plural sentences by their singular; what was planted in a test as well."""
    with contextlib.redirect_stderr(io.StringIO()):  # Babel warns of f-strings, which stand among the values only
        found = list(extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS))
    return {message[0] if isinstance(message, tuple) else message for _, message, _, _ in found}


def every_sentence() -> set[str]:
    files = [file for room in ("bot", "adapters") for file in (ROOT / room).rglob("*.py")]
    return {sentence for file in files for sentence in sentences_of(file.read_text(encoding="utf-8"))}


def names(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def missing(sentences: set[str], file: Path) -> set[str]:
    entries = {entry.msgid for entry in polib.pofile(str(file)) if entry.translated() and not entry.obsolete}
    return sentences - entries


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.stem)
def test_no_sentence_is_missing_in_a_catalogue(file: Path) -> None:
    assert not missing(every_sentence(), file), "translate these in " + file.name


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.stem)
def test_no_catalogue_keeps_what_nobody_says(file: Path) -> None:
    assert not {entry.msgid for entry in polib.pofile(str(file))} - every_sentence()


def test_a_sentence_without_its_translation_is_found() -> None:
    planted = sentences_of('def new():\n    return plain(tr("Nobody translated this yet, {name}", name=name))')
    assert missing(planted, CATALOGUES[0]) == {"Nobody translated this yet, {name}"}


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.stem)
def test_translations_show_the_same_values(file: Path) -> None:
    for entry in polib.pofile(str(file)):
        forms = list(entry.msgstr_plural.values()) or [entry.msgstr]
        allowed = names(entry.msgid) | names(entry.msgid_plural)
        for form in forms:
            assert names(form) <= allowed, f"{entry.msgid!r} has no such value"
            assert allowed - names(form) <= {"count"}, f"{form!r} leaves a value out"


def spoken_without_catalogue(source: str) -> list[str]:
    """Literals of a module of sentences that hold words and stand in no tr() or trn()."""
    tree = ast.parse(source)
    marked = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tr", "trn", "template")
        for part in ast.walk(node)
    }
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    literals = [
        node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in marked | documentation
    ]
    return [node.value for node in literals if isinstance(node.value, str) and " " in node.value.strip()]


MOVED = sorted(FOLDER.parent.rglob("*_texts.py"))


@pytest.mark.parametrize("file", MOVED, ids=lambda file: file.stem)
def test_modules_of_sentences_say_nothing_outside_of_the_catalogues(file: Path) -> None:
    assert spoken_without_catalogue(file.read_text(encoding="utf-8")) == []


def test_a_sentence_outside_of_the_catalogues_is_found() -> None:
    planted = 'def new() -> Message:\n    """Says hello."""\n    return plain(f"Hello {name}, how are you?")'
    assert spoken_without_catalogue(planted) == ["Hello ", ", how are you?"][1:]


def test_the_readers_language_decides_and_english_stands_in_for_others() -> None:
    said = {}
    for locale in ("de", "de-AT", "de_CH", "en-GB", "ja", ""):
        with speaking(locale):
            said[locale] = tr("Your progress")
    assert said == {
        "de": "Dein Fortschritt",
        "de-AT": "Dein Fortschritt",
        "de_CH": "Dein Fortschritt",
        "en-GB": "Your progress",
        "ja": "Your progress",
        "": "Your progress",
    }


def test_plurals_follow_the_language() -> None:
    with speaking("de"):
        assert [progress_texts.seen_of(0, of) for of in (1, 5)] == ["0 von 1 Folge", "0 von 5 Folgen"]
    assert trn("{count} person", "{count} people", 1) == "1 person"


def test_days_are_written_as_the_language_writes_them() -> None:
    day = date(2026, 3, 2)
    with speaking("de"):
        assert common_texts.long_date(day) == "Montag, 2. März"
    assert common_texts.long_date(day) == "Monday 2 March"


def test_a_file_adds_a_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fr.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Your progress"\nmsgstr "Ta progression"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    for cache in (catalogue.languages, catalogue.language_of):
        cache.cache_clear()
    with speaking("fr-CA"):
        assert tr("Your progress") == "Ta progression"
    monkeypatch.undo()
    for cache in (catalogue.languages, catalogue.language_of):
        cache.cache_clear()


def test_commands_are_written_as_the_platform_writes_them() -> None:
    introduce("with commands", catalogue.Manner(learn="/ask", home_page=True))
    with speaking("en", "with commands"):
        assert manager_texts.campaign_where("x").plain.startswith("Write “/ask campaign” to start one")
    with speaking("en", "of words alone"):
        words = manager_texts.campaign_where("x").summary
        assert words == "Write “campaign” to start one, and “campaigns” to see yours."


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.stem)
def test_no_sentence_stands_twice_in_a_catalogue(file: Path) -> None:
    """Whoever mends one of two would wonder why the other is still said."""
    sentences = [entry.msgid for entry in polib.pofile(str(file))]
    assert [sentence for sentence in set(sentences) if sentences.count(sentence) > 1] == []

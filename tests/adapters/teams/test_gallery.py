"""Teams' part of the gallery: no form is forgotten, every card keeps to the rules, and the renderer gets it whole."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

import adapters.teams
from adapters.teams.gallery import gallery
from adapters.teams.outbound.cards import LARGEST, card, size
from bot.gallery.extremes import USUAL_AND_WORDS, WORDS
from bot.gallery.messages import every_message

TAB = gallery.tab()
FOLDER = Path(adapters.teams.__file__).parent


def makers_of_cards(folder: Path) -> Iterator[str]:
    """Functions that make a card of their own, as "module.function"."""
    for file in sorted(folder.rglob("*.py")):
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                calls = {ast.unparse(one.func) for one in ast.walk(node) if isinstance(one, ast.Call)}
                if calls & {"framed", "cards.framed"}:
                    yield f"{file.stem}.{node.name}"


def forgotten(makers: set[str], source: str) -> set[str]:
    return makers - {ast.unparse(one.func) for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Call)}


def test_every_form_and_list_is_in_the_gallery() -> None:
    makers = set(makers_of_cards(FOLDER))
    assert {"campaign_form.form", "dry_run_card.dry_run", "campaign_list.campaign_list"} <= makers
    assert not forgotten(makers, inspect.getsource(gallery)), "add these to adapters/teams/gallery/gallery.py"


def test_a_forgotten_form_is_found(tmp_path: Path) -> None:
    (tmp_path / "new.py").write_text("def zone_form():\n    return framed('Zone', [])\n")
    assert forgotten(set(makers_of_cards(tmp_path)), inspect.getsource(gallery)) == {"new.zone_form"}


@pytest.mark.parametrize("kind", ["as usual", *WORDS])
def test_cards_of_forms_are_small_enough_and_say_what_they_are(kind: str) -> None:
    made = gallery.cards() if kind == "as usual" else gallery.cards_with(WORDS[kind])
    assert {name: size(one) for name, one in made.items() if size(one) > LARGEST} == {}
    assert [name for name, one in made.items() if not one["fallbackText"].strip()] == []


@pytest.mark.parametrize("kind", USUAL_AND_WORDS)
def test_every_card_stands_in_its_place_as_it_is_sent(kind: str) -> None:
    for name, drawn in TAB.windows(kind).items():
        cards = html.fromstring(str(drawn)).xpath("//script[@type='application/json']/text()")
        assert all(json.loads(one)["type"] == "AdaptiveCard" for one in cards), name


def test_a_card_with_the_end_of_a_script_in_it_comes_whole() -> None:
    said = every_message()["episode, markup in it"]
    (content,) = html.fromstring(str(TAB.draw(said))).xpath("//script/text()")
    assert json.loads(content) == card(said)


def test_the_renderer_is_here_with_its_licence() -> None:
    assert len(TAB.files["adaptivecards-3.0.6.min.js"]) > 300_000
    assert "MIT License" in (gallery.STATIC / "adaptivecards.LICENSE").read_text()

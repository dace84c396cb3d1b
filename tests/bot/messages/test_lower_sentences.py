"""What the floors below word in English is retold in the reader's language, with its values."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from adapters.slack.connector.errors import CONVERSATION, MESSAGE, PERSON
from bot.managers.dry_run import NOT_YOURS, TAKES_IT
from bot.managers.roles import LEFT_OUT, OPTED_OUT, UNKNOWN
from bot.messages.catalogue import FOLDER, retold, speaking, template
from bot.messages.lower import delivery_texts, plan_texts, reading_texts
from lessons.answers.reading.pdf import OCR
from schedules.ledger.faults.restored import REASON

ROOT = FOLDER.parents[2]
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


def sentences(module: str, *kinds: type[ast.AST], functions: str = "") -> set[str]:
    """What is said in the statements of these kinds, with a mark where it has a value.

    Args:
        functions: how the names of the functions end that are looked at.
    """
    tree = ast.parse((ROOT / module).read_text())
    looked = [each for each in ast.walk(tree) if isinstance(each, FUNCTION) and each.name.endswith(functions)]
    nodes = [node for each in looked for node in ast.walk(each) if isinstance(node, kinds)]
    return {said for node in nodes for part in _literals(node) if " " in (said := _sentence(part))}


def _literals(node: ast.AST) -> Iterator[ast.AST]:
    """The whole literals of a statement, not the pieces that they are made of."""
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.JoinedStr | ast.Constant):
            yield part
        else:
            yield from _literals(part)


def _sentence(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(piece.value) if isinstance(piece, ast.Constant) else "§7" for piece in node.values)
    return str(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def of_plans() -> set[str]:
    rules, calendar = "schedules/rules/campaigns.py", "schedules/rules/calendar.py"
    faults = sentences(calendar, ast.Return, functions="_fault")
    return sentences(rules, ast.Yield) | sentences(rules, ast.Raise, functions="_moved") | faults


def test_every_fault_of_a_plan_is_retold_in_german() -> None:
    assert len(of_plans()) > 18
    with speaking("de"):
        assert [sentence for sentence in of_plans() if plan_texts.plan_fault(sentence) == sentence] == []


def test_every_reason_for_leaving_somebody_out_is_retold_in_german() -> None:
    reasons = {*LEFT_OUT.values(), OPTED_OUT, UNKNOWN, NOT_YOURS, TAKES_IT}
    with speaking("de"):
        assert [reason for reason in reasons if plan_texts.left_out(reason) == reason] == []
        assert plan_texts.left_out(TAKES_IT) == "nimmt schon teil"


def test_every_reason_for_no_clip_is_retold_in_german() -> None:
    said = sentences("bot/answers/generated_script.py", ast.Raise)
    assert len(said) == 4
    with speaking("de"):
        assert [reason for reason in said if plan_texts.no_clip(reason) == reason] == []


@pytest.mark.parametrize("name", ["The Leak", "{0}", "a: b", "is running already"])
def test_values_are_taken_over_as_they_are(name: str) -> None:
    with speaking("de"):
        assert plan_texts.plan_fault(f"{name} is running already") == f"{name} läuft schon"
    assert plan_texts.plan_fault(f"{name} is running already") == f"{name} is running already"


def test_a_sentence_that_nobody_knows_stays_as_it_is() -> None:
    with speaking("de"):
        assert retold("something else", (template("a {thing}"),)) == "something else"


# What composer, sender and reconciliation say of a message; platforms' own tables are marked word by word.
OF_DELIVERIES = ("bot/delivery/composer.py", "bot/delivery/sender.py")


def of_messages() -> set[str]:
    raised = {said for module in OF_DELIVERIES for said in sentences(module, ast.Raise)}
    ended = sentences("bot/delivery/sender.py", ast.Return)
    return {*raised, *ended, REASON, *PERSON.values(), *MESSAGE.values(), *CONVERSATION.values()}


def test_every_reason_for_a_message_that_did_not_arrive_is_retold_in_german() -> None:
    # What is still under way is no trouble, so no page shows it.
    waiting = {said for said in of_messages() if said.endswith(("is still being made", "is still on its way"))}
    assert len(of_messages() - waiting) > 25
    with speaking("de"):
        assert [said for said in of_messages() - waiting if delivery_texts.undelivered(said) == said] == []


def test_a_missing_clip_says_why_within_the_reason_of_its_message() -> None:
    with speaking("de"):
        reason = delivery_texts.undelivered(
            'the clip of “The Mail” could not be made: scene 2: the picture "a.png" is damaged; '
            "save it again as JPEG or PNG"
        )
        assert delivery_texts.undelivered("Slack answered 503") == "Slack hat 503 geantwortet"
    assert reason == (
        "der Clip von „The Mail“ ließ sich nicht machen: Szene 2: das Bild „a.png“ ist beschädigt; "
        "speichere es neu als JPEG oder PNG"
    )


def of_documents() -> set[str]:
    folder = ROOT / "lessons/answers/reading"
    raised = {said for file in folder.glob("*.py") for said in sentences(str(file.relative_to(ROOT)), ast.Raise)}
    return {said.replace("without text: §7", f"without text: {OCR}") for said in raised}


def test_every_reason_for_a_document_that_was_not_read_is_retold_in_german() -> None:
    assert len(of_documents()) > 20
    with speaking("de"):
        assert [said for said in of_documents() if reading_texts.unread(said) == said] == []


def test_every_fault_of_a_list_of_words_is_retold_in_german() -> None:
    faults = sentences("lessons/answers/text/synonyms.py", ast.Raise)
    assert len(faults) == 3
    with speaking("de"):
        assert [said for said in faults if reading_texts.bad_synonyms(said) == said] == []

"""IMS QTI 1.2 and 2: single choices, with the feedback of each answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from lessons.authoring.banks.bank import (
    NO_QTI,
    NO_QUESTION,
    NO_XML,
    OTHER_KIND,
    Bank,
    BankQuestion,
    LeftOut,
    UnreadableBank,
    as_text,
    fault_in_options,
)
from lessons.checks import Check, Option


def read_qti(content: bytes, file: str = "") -> Bank:
    """The checks of a file.

    Raises:
        UnreadableBank: it is no XML, or holds no question.
    """
    # Entities and addresses of a file from outside could read other files or fill the memory: none is followed.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableBank(NO_XML, error.lineno or 0) from error
    bank = Bank()
    for item in root.iter():
        reader = {"item": _old_item, "assessmentItem": _item}.get(_name(item))
        if reader is None:
            continue
        line = item.sourceline or 0
        try:
            bank.questions.append(BankQuestion(line, as_text(item.get("title") or ""), reader(item)))
        except ValueError as why:
            bank.left_out.append(LeftOut(file, line, str(why)))
    if not bank.questions and not bank.left_out:
        raise UnreadableBank(NO_QTI)
    return bank


def _old_item(item: Any) -> Check:
    """QTI 1.2: what is right follows from the points that each condition gives."""
    asks = [each for each in _all(item, "response_lid") if (each.get("rcardinality") or "Single") == "Single"]
    if len(asks) != 1 or len(_all(item, "render_choice")) != 1:
        raise ValueError(OTHER_KIND)
    feedback = {each.get("ident"): _text(each) for each in _all(item, "itemfeedback")}
    hints: dict[str, str] = {}
    points: dict[str, float] = {}
    for condition in _all(item, "respcondition"):
        picks = [_text(each) for each in _all(condition, "varequal") if not _within(each, "not")]
        for pick in picks if len(picks) == 1 else ():
            points[pick] = max(
                points.get(pick, 0.0), *(_number(_text(each)) for each in _all(condition, "setvar")), 0.0
            )
            named = [feedback.get(each.get("linkrefid"), "") for each in _all(condition, "displayfeedback")]
            hints[pick] = hints.get(pick) or " ".join(filter(None, named))
    labels = {each.get("ident"): _text(each) for each in _all(asks[0], "response_label")}
    wording = " ".join(
        _text(each) for each in _all(item, "mattext") if not _within(each, "response_label", "itemfeedback")
    )
    return _check(wording, labels, hints, {pick for pick, count in points.items() if count > 0})


def _item(item: Any) -> Check:
    """QTI 2: what is right is declared."""
    asks = _all(item, "choiceInteraction")
    declared = [each for each in _all(item, "responseDeclaration") if each.get("cardinality") == "single"]
    others = [
        each for each in item.iter() if _name(each).endswith("Interaction") and _name(each) != "choiceInteraction"
    ]
    if len(asks) != 1 or len(declared) != 1 or others:
        raise ValueError(OTHER_KIND)
    right = {_text(value) for each in _all(declared[0], "correctResponse") for value in _all(each, "value")}
    labels, hints = {}, {}
    for choice in _all(asks[0], "simpleChoice"):
        inline = _all(choice, "feedbackInline")
        hints[choice.get("identifier")] = " ".join(_text(each) for each in inline)
        for hint in inline:
            hint.getparent().remove(hint)
        labels[choice.get("identifier")] = _text(choice)
    prompt = " ".join(_text(each) for each in _all(asks[0], "prompt"))
    body = next(iter(_all(item, "itemBody")), None)
    asks[0].getparent().remove(asks[0])
    around = _text(body) if body is not None else ""
    return _check(f"{around} {prompt}", labels, hints, right)


def _check(wording: str, labels: Mapping[str, str], hints: Mapping[str, str], right: set[str]) -> Check:
    if not (question := as_text(wording)):
        raise ValueError(NO_QUESTION)
    correct = [at for at, name in enumerate(labels) if name in right]
    if fault := fault_in_options([*labels.values()], len(correct)):
        raise ValueError(fault)
    options = tuple(Option(text, hints.get(name, "")) for name, text in labels.items())
    return Check(question, options, correct[0], "")


def _name(node: Any) -> str:
    """The element's name, of whichever version's namespace; "" for comments and the like."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _all(node: Any, name: str) -> list[Any]:
    return [each for each in node.iter() if _name(each) == name]


def _within(node: Any, *names: str) -> bool:
    return any(_name(each) in names for each in node.iterancestors())


def _text(node: Any) -> str:
    return as_text(" ".join(_words(node)))


def _words(node: Any) -> Iterator[str]:
    for text in node.itertext():
        yield str(text)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0

"""Question banks of other systems: what becomes a check, and what is left out with its line and the reason."""

from __future__ import annotations

import io
import zipfile

import pytest

from lessons.authoring.banks import Bank, UnreadableBank, read_bank
from lessons.checks import Check, Option

GIFT = """// a bank of Moodle's
$CATEGORY: Security/Mail

::Strange mail::[html]<p>A strange mail comes.<br>What <b>first</b>?</p> {
  ~Delete it#Then nobody is warned.
  =Report it#The first hour counts.
  ~Reply \\{politely\\}, 1 \\= 1
  ####Reporting helps everybody.
}

Passwords may be shared. {FALSE#They may not.#Right, never.}

Ninety is {~%-50%80 seconds =90 seconds} long.

Match these {=a -> b =c -> d}

Write an essay {}

How many? {#3:1}

Which two? {~%50%A ~%50%B ~%-100%C}

Never closed {=a ~b

Just a sentence.

{=no question ~at all}

One answer {=only ~%100%and this}

No words {=a ~#feedback}
"""
OLD_QTI = """<?xml version="1.0"?>
<!DOCTYPE questestinterop [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<questestinterop><assessment><section>
<item ident="1" title="Badges"><presentation><material>
  <mattext texttype="text/html">&lt;p&gt;A stranger asks for your badge.&lt;/p&gt;</mattext></material>
  <response_lid ident="r" rcardinality="Single"><render_choice>
    <response_label ident="A"><material><mattext>Lend it&secret;</mattext></material></response_label>
    <response_label ident="B"><material><mattext>Call the desk</mattext></material></response_label>
    </render_choice></response_lid></presentation>
  <resprocessing>
    <respcondition><conditionvar><varequal respident="r">B</varequal></conditionvar>
      <setvar action="Set">100</setvar><displayfeedback linkrefid="fb"/></respcondition>
    <respcondition><conditionvar><varequal respident="r">A</varequal></conditionvar>
      <setvar action="Set">0</setvar></respcondition></resprocessing>
  <itemfeedback ident="fb"><material><mattext>They know what to do.</mattext></material></itemfeedback></item>
<item ident="2" title="Essay"><presentation><response_str ident="s"/></presentation></item>
</section></assessment></questestinterop>"""
QTI = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="q" title="Mail">
<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}">
<correctResponse><value>b</value></correctResponse></responseDeclaration>
<itemBody><p>A mail comes.</p><choiceInteraction responseIdentifier="RESPONSE" maxChoices="1">
<prompt>What first?</prompt>
<simpleChoice identifier="a">Delete it</simpleChoice>
<simpleChoice identifier="b">Report it
<feedbackInline identifier="b">The first hour counts.</feedbackInline></simpleChoice>
</choiceInteraction></itemBody></assessmentItem>"""


def zipped(files: dict[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def left_out(bank: Bank) -> list[tuple[int, str]]:
    return [(each.line, each.why) for each in bank.left_out]


def test_gift_becomes_checks_with_its_feedback() -> None:
    first, second, third = read_bank("bank.gift", GIFT.encode()).questions
    assert (first.line, first.title) == (4, "Strange mail")
    options = (
        Option("Delete it", "Then nobody is warned."),
        Option("Report it", "The first hour counts."),
        Option("Reply {politely}, 1 = 1"),
    )
    assert first.check == Check("A strange mail comes. What first?", options, 1, "Reporting helps everybody.")
    truth = (Option("True", "They may not."), Option("False", "Right, never."))
    assert second.check == Check("Passwords may be shared.", truth, 1, "")
    assert third.check == Check("Ninety is … long.", (Option("80 seconds"), Option("90 seconds")), 1, "")


def test_what_is_no_single_choice_is_left_out_with_its_line() -> None:
    assert left_out(read_bank("bank.txt", GIFT.encode())) == [
        (15, "this question is no single choice"),
        (17, "this question is no single choice"),
        (19, "this question is no single choice"),
        (21, "more than one answer is right"),
        (23, "the answers have no closing brace"),
        (25, "there is no question with answers in braces"),
        (27, "there is no question before the answers"),
        (29, "more than one answer is right"),
        (31, "one of the answers has no words"),
    ]


def test_qti_1_2_becomes_checks_and_its_entities_read_no_file() -> None:
    bank = read_bank("bank.xml", OLD_QTI.encode())
    options = (Option("Lend it &secret;"), Option("Call the desk", "They know what to do."))
    assert [each.check for each in bank.questions] == [Check("A stranger asks for your badge.", options, 1, "")]
    assert left_out(bank) == [(16, "this question is no single choice")]


def test_qti_2_becomes_checks_in_a_package_too() -> None:
    files = {
        "imsmanifest.xml": "<manifest/>",
        "b.xml": QTI.format(cardinality="multiple"),
        "a.xml": QTI.format(cardinality="single"),
    }
    bank = read_bank("bank.zip", zipped(files))
    options = (Option("Delete it"), Option("Report it", "The first hour counts."))
    assert [each.check for each in bank.questions] == [Check("A mail comes. What first?", options, 1, "")]
    assert [(each.file, each.line) for each in bank.left_out] == [("b.xml", 1)]


BOMB = (
    "<!DOCTYPE a [<!ENTITY b 'xxxxxxxxxx'>"
    + "".join(f"<!ENTITY c{n} '{f'&c{n - 1};' * 10 if n else '&b;' * 10}'>" for n in range(9))
    + "]><item>&c8;</item>"
)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("bank.xml", b"<questestinterop><item>", "no XML"),
        ("bank.xml", b"<html/>", "no QTI"),
        ("bank.txt", b"caf\xe9 {=a ~b}", "UTF-8"),
        ("bank.txt", b"", "no question bank"),
        ("bank.zip", b"PK nonsense", "no question bank"),
        ("bank.docx", b"x", "no question bank"),
        ("bank.txt", b"x" * ((8 << 20) + 1), "too large"),
        ("bank.zip", zipped({"a.xml": " " * (9 << 20)}), "too large"),
        ("bank.gift", b"Q {=a ~b}\n\n" * 201, "too large"),
    ],
)
def test_what_cannot_be_read_is_refused_whole(name: str, content: bytes, why: str) -> None:
    with pytest.raises(UnreadableBank, match=why):
        read_bank(name, content)


def test_entities_that_grow_fill_no_memory() -> None:
    try:
        bank = read_bank("bank.xml", BOMB.encode())
    except UnreadableBank:
        return
    assert bank.questions == []

"""Neighbours of what offices have: the same kinds of documents in other orders, deeper, and in other encodings."""

from __future__ import annotations

import pytest

from tests.lessons.answers.test_reading_as_found import at, paragraph, pdf, read, run, text_of, word

CELL = "<w:tc><w:tcPr/>{}</w:tc>"


def inserted(*runs: str) -> str:
    return f'<w:ins w:id="1" w:author="A">{"".join(runs)}</w:ins>'


def deleted(text: str) -> str:
    return f'<w:del w:id="2" w:author="A"><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def control(content: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(CELL.format(content) for content in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            paragraph(run("Pay "), f"<w:hyperlink>{inserted(run('50'))}{deleted('40')}</w:hyperlink>", run(" euros.")),
            "50",
        ),
        (table((paragraph(deleted("old ")) + paragraph(inserted(run("new"))), paragraph(run("x")))), "new"),
        (paragraph(f'<w:moveTo w:id="3">{run("Moved here.")}</w:moveTo>'), "Moved here."),
        (control(control(paragraph(control(run("Three deep."))))), "Three deep."),
        (table((control(paragraph(run("In a cell"))), paragraph(run("y")))), "In a cell"),
        (control(table((paragraph(run("Left")), paragraph(run("Right"))))), "Left"),
        (
            table(
                (paragraph(run("A")), table((paragraph(run("B")), table((paragraph(run("C")),)) + "<w:p/>")) + "<w:p/>")
            ),
            "C",
        ),
        (paragraph(f'<w:smartTag w:element="x">{run("Tagged.")}</w:smartTag>'), "Tagged."),
    ],
)
async def test_word_files_are_read_however_deep_it_stands(body: str, text: str) -> None:
    content = await text_of("a.docx", word(body + paragraph(run("End."))))
    assert text in content
    assert "40" not in content
    assert "old" not in content
    assert "End." in content


async def test_what_was_moved_away_is_read_once() -> None:
    moved = f'<w:moveFrom w:id="4">{run("Ask the desk.")}</w:moveFrom>'
    body = paragraph(moved) + paragraph(f'<w:moveTo w:id="4">{run("Ask the desk.")}</w:moveTo>')
    assert (await text_of("a.docx", word(body))).count("Ask the desk.") == 1


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<section><article><p>One.</p></article><article><p>Two.</p></article></section>", ("One.", "Two.")),
        (
            "<div><div><article><article><p>Inner.</p></article><p>Outer.</p></article></div></div>",
            ("Inner.", "Outer."),
        ),
        (
            "<article><header><hgroup><h1>Badge</h1><p>Block it.</p></hgroup></header><p>Rest.</p></article>",
            ("Block it.", "Rest."),
        ),
        ("<form><fieldset><legend>Rules</legend><p>Keep receipts.</p></fieldset></form>", ("Keep receipts.",)),
        ("<details><summary>When?</summary><p>On Monday.</p></details>", ("When?", "On Monday.")),
        ("<dl><dt>Term</dt><dd>Its meaning.</dd></dl>", ("Its meaning.",)),
        (
            "<main><ul><li>First<ul><li>Second<ol><li>Third</li></ol></li></ul></li></ul></main>",
            ("First", "Second", "Third"),
        ),
        ("<main><table><tr><td><table><tr><td>Deep cell</td></tr></table></td></tr></table></main>", ("Deep cell",)),
        ("<main><figure><img alt=''><figcaption>What it shows.</figcaption></figure></main>", ("What it shows.",)),
    ],
)
async def test_pages_are_read_however_deep_it_stands(page: str, text: tuple[str, ...]) -> None:
    content = await text_of("a.html", f"<!doctype html><title>T</title><body>{page}</body>")
    assert [part for part in text if part not in content] == []


@pytest.mark.parametrize(
    "hidden",
    [
        '<style>main p.x{display:none!important}</style><p class="x">S</p>',
        "<div hidden><div><p>S</p></div></div>",
        '<div style="display:none"><section><p>S</p></section></div>',
        "<template><p>S</p></template>",
        "<noscript><p>S</p></noscript>",
        '<p style="left:-200em;position:fixed">S</p>',
        '<p style="DISPLAY : NONE">S</p>',
        '<style>.y > .x{display:none}</style><div class="y"><p class="x">S</p></div>',
    ],
)
async def test_what_is_hidden_deeper_or_in_another_spelling_is_not_read(hidden: str) -> None:
    assert await text_of("a.html", f"<main><p>Sign in.</p>{hidden}</main>") == "Sign in."


POLISH, RUSSIAN = "Urlop trwa trzydzieści dni w roku, zgłoś go wcześniej.", "Пароль должен быть длинным."


@pytest.mark.parametrize(
    ("label", "encoding", "text"),
    [
        ("latin1", "cp1252", "Die Prüfung dauert „zehn“ Minuten."),
        ("ascii", "cp1252", "Die Prüfung dauert „zehn“ Minuten."),
        ("iso-8859-2", "iso-8859-2", POLISH),
        ("windows-1250", "cp1250", POLISH),
        ("utf-16le", "utf-8", POLISH),
        ("ms_kanji", "cp932", "休暇は三十日です。"),
        ("gb2312", "gbk", "密码必须至少十二个字符。"),
        ("ks_c_5601-1987", "cp949", "비밀번호는 열두 자 이상."),
        ("koi8-u", "koi8-u", RUSSIAN),
        ("x-cp1251", "cp1251", RUSSIAN),
        ("UTF8", "utf-8", POLISH),
    ],
)
async def test_labels_mean_what_browsers_take_them_for(label: str, encoding: str, text: str) -> None:
    page = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={label}"></head><p>{text}</p></html>'
    )
    assert await text_of("a.html", page.encode(encoding)) == text


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16-le", "utf-16-be"])
async def test_the_mark_before_a_text_beats_every_label(mark: str) -> None:
    before = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(mark, b"")
    page = f'<html><head><meta charset="iso-8859-1"></head><p>{POLISH}</p></html>'
    assert await text_of("a.html", before + page.encode(mark)) == POLISH


@pytest.mark.parametrize("written", ["A<br>B", "A<BR/>B", "A<br />B", "A  \nB", "A\\\nB"])
async def test_a_break_parts_words_however_it_is_written(written: str) -> None:
    assert (await text_of("a.md", f"# T\n\n{written} end.")).split() == ["A", "B", "end."]


@pytest.mark.parametrize(
    "captions",
    [
        "WEBVTT - a title\n\nNOTE a remark\n\nSTYLE\n::cue{color:red}\n\n1\n"
        "00:01.000 --> 00:02.000 align:start\n<v Ann>Stop here.</v>\n",
        "WEBVTT\r\n\r\n00:00:01.000 --> 00:00:02.000\r\nStop here.\r\n",
        "\ufeffWEBVTT\n\n00:01.000 --> 00:02.000\n<c.yellow>Stop</c> <i>here</i>.\n",
    ],
)
async def test_captions_are_read_as_programs_save_them(captions: str) -> None:
    assert await text_of("a.vtt", captions) == "Stop here."


@pytest.mark.parametrize("title", ["Presentation1", "PowerPoint-Präsentation", "Unbenannt", "Scan_001", "a.tif", " "])
async def test_titles_that_say_nothing_give_way_to_the_file(title: str) -> None:
    assert (
        await read("dress-code.pdf", pdf(at(50, 700, "Badges are blue."), title=title))
    ).source.title == "dress code"

"""learn-from and forget, as an operator types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main

TRAVEL = "# Travel\n\n## Hotels\n\nA hotel in Germany may cost up to 120 euros a night, breakfast included.\n"
VTT = "WEBVTT\n\n00:01.000 --> 00:04.000\nPress the red button to stop the belt.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    monkeypatch.chdir(tmp_path)
    handbook = tmp_path / "handbook"
    handbook.mkdir()
    (handbook / "travel.md").write_text(TRAVEL)
    (handbook / "belt.vtt").write_text(VTT)
    return handbook


def learn_from(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(["learn-from", *words])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_a_folder_is_read_with_progress_and_again_without_change(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = learn_from(capsys, str(folder))
    assert status == 0
    assert "1 of 2" in out
    assert "2 of 2  Travel: 1 passages" in out
    assert "2 documents are known, 2 of them new or changed; 0 not read." in out
    assert "2 documents are known, 0 of them new or changed; 0 not read." in learn_from(capsys, "handbook")[1]


def test_what_cannot_be_read_is_named_with_the_reason_and_the_rest_is_read(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "sheet.xls").write_bytes(b"\x00\x01")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    status, out, err = learn_from(capsys, str(folder), "http://127.0.0.1:9/page", "missing.md")
    assert status == 1
    assert "2 documents are known, 2 of them new or changed; 4 not read." in out
    assert "sheet.xls: its kind is not known" in err
    assert "private network" in err
    assert "there is no such file" in err
    assert "not read: http://127.0.0.1:9/page" in learn_from(capsys, "--list")[1]


def test_a_document_is_removed_by_path_or_title(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    learn_from(capsys, str(folder))
    assert learn_from(capsys, "--remove", "Travel")[0] == 0
    assert learn_from(capsys, "--remove", "handbook/belt.vtt")[0] == 0
    assert "Nothing yet" in learn_from(capsys, "--list")[1]
    status, _, err = learn_from(capsys, "--remove", "Travel")
    assert (status, "--list shows what there is" in err) == (2, True)


def test_without_anything_to_read_the_command_says_what_to_type(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = learn_from(capsys)
    assert (status, "say what to read" in err) == (2, True)


def test_nobody_is_erased_by_a_slip(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forget", "Nobody"]) == 2
    assert "0 people are called 'Nobody'" in capsys.readouterr().err


def sources(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(["sources", *words])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_a_folder_is_named_to_be_read_again_with_its_state_and_is_removed_with_its_documents(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Nothing is read again yet" in sources(capsys)[1]
    (folder / "sheet.xls").write_bytes(b"\x00\x01")
    status, out, err = learn_from(capsys, "handbook", "--every", "1d")
    assert (status, "2 new or changed, 0 unchanged, 0 gone, 1 not read." in out) == (1, True)
    assert "sheet.xls: its kind is not known" in err
    status, out, _ = sources(capsys)
    assert "documents: 2; last looked at: 20" in out
    assert f"not read: {folder / 'sheet.xls'}: its kind is not known" in out
    name = out.split()[0]
    (folder / "sheet.xls").unlink()
    (folder / "belt.vtt").unlink()
    assert "0 new or changed, 1 unchanged, 2 gone, 0 not read." in sources(capsys, "--read", name)[1]
    assert "with 1 documents" in sources(capsys, "--remove", name)[1]
    assert "Nothing yet" in learn_from(capsys, "--list")[1]


def test_places_that_cannot_be_read_again_are_refused_with_what_to_type(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    faults = {
        ("handbook/travel.md", "--every", "1d"): "is no folder",
        ("--confluence", "https://wiki.example.com"): "name the space too",
        ("--every", "1d"): "say what to read",
        ("--exclude", "x", "--for", "nobody", "handbook"): "there is no group",
    }
    for words, advice in faults.items():
        status, _, err = learn_from(capsys, *words)
        assert (status, advice in err) == (2, True), words
    assert sources(capsys, "--read", "zz")[0] == 2
    with pytest.raises(SystemExit):
        learn_from(capsys, "handbook", "--every", "5m")
    assert "is no interval: write 15m or more" in capsys.readouterr().err


def test_a_wiki_without_a_token_says_which_setting_is_missing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = learn_from(capsys, "--confluence", "https://wiki.example.com", "--space", "HR", "--every", "1d")
    assert (status, "CONFLUENCE_TOKEN is not set" in err) == (1, True)


def test_a_drive_wants_credentials_and_a_file_that_holds_none_is_refused_without_showing_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = ("--sharepoint", "https://contoso.sharepoint.com/sites/HR")
    status, _, err = learn_from(capsys, *site)
    assert status == 1
    assert "name it again with --credentials" in err
    (folder / "app.json").write_text('{"tenant": "contoso", "client_secret": "s3cret"}')
    status, out, err = learn_from(capsys, *site, "--credentials", str(folder / "app.json"))
    assert status != 0
    assert "has no client_id" in err
    assert "s3cret" not in out + err
    shared = ("--sharepoint", "https://contoso.sharepoint.com/:f:/s/HR/EabcD")
    assert "link for sharing" in learn_from(capsys, *shared, "--credentials", str(folder / "app.json"))[2]

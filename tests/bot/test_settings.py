"""Settings are read once; whatever is wrong is said at once, with what to write instead, and no secret is shown."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import BadSettings, Settings, read_settings

ROOT = Path(__file__).parents[2]
SECRET = "0123456789abcdef0123456789abcdef"
APP = "11111111-2222-3333-4444-555555555555"


def _read(folder: Path, **given: str) -> Settings:
    return read_settings({"DATA_DIR": str(folder), **given})


def _faults(folder: Path, **given: str) -> tuple[str, ...]:
    with pytest.raises(BadSettings) as told:
        _read(folder, **given)
    return told.value.faults


def test_a_laptop_needs_no_settings(tmp_path: Path) -> None:
    settings = _read(tmp_path)
    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 3000, "http://127.0.0.1:3000")
    assert settings.database_url == f"sqlite:///{tmp_path}/ninety.db"
    assert (settings.playground, settings.log_level, settings.log_format) == ("auto", "info", "text")


def test_an_empty_or_blank_setting_is_as_good_as_none(tmp_path: Path) -> None:
    assert _read(tmp_path, PORT="", LOG_LEVEL="  ") == _read(tmp_path)


def test_the_port_shows_in_the_address_unless_one_is_given(tmp_path: Path) -> None:
    assert _read(tmp_path, PORT="8080").public_url == "http://127.0.0.1:8080"
    assert _read(tmp_path, PORT="8080", PUBLIC_URL="https://n.example.com/").public_url == "https://n.example.com"


def test_everything_that_is_wrong_is_named_at_once(tmp_path: Path) -> None:
    wrong = {
        "PORT": "http",
        "DATABASE_URL": "mysql://u:p@h/d",
        "PUBLIC_URL": "ninety.example.com",
        "SECRET_KEY": "short",
        "PLAYGROUND": "maybe",
        "APPROVAL_ABOVE": "-1",
        "RENDER_WORKERS": "0",
        "CACHE_MB": "1e3",
        "LOG_LEVEL": "loud",
        "LOG_FORMAT": "xml",
        "SLACK_BOT_TOKEN": "xoxp-not-a-bot",
    }
    faults = _faults(tmp_path, **wrong)
    assert {fault.partition(":")[0] for fault in faults} >= set(wrong)
    assert all(fault.partition(": ")[2] for fault in faults)


@pytest.mark.parametrize("people", ["-1", "fifty", "50.0", "1000001", "no"])
def test_a_limit_that_is_no_number_of_people_is_refused(tmp_path: Path, people: str) -> None:
    (fault,) = _faults(tmp_path, APPROVAL_ABOVE=people)
    assert fault == f"APPROVAL_ABOVE: {people!r} is not a whole number from 0 to 1000000"


def test_the_limit_of_people_is_fifty_unless_it_is_set(tmp_path: Path) -> None:
    assert _read(tmp_path).approval_above == 50
    assert _read(tmp_path, APPROVAL_ABOVE="0").approval_above == 0


@pytest.mark.parametrize("port", ["0", "65536", "-1", "3000.5", "\uff13\uff10\uff10\uff10", "3_000", "+3000"])
def test_a_port_is_a_whole_number_from_1_to_65535(tmp_path: Path, port: str) -> None:
    (fault,) = [one for one in _faults(tmp_path, PORT=port) if one.startswith("PORT")]
    assert "from 1 to 65535" in fault


@pytest.mark.parametrize("url", ["ninety", "ftp://n.example.com", "https://", "https://n.example.com/?a=b", "//x"])
def test_a_public_address_that_is_none_says_what_one_looks_like(tmp_path: Path, url: str) -> None:
    (fault,) = _faults(tmp_path, PUBLIC_URL=url)
    assert "https://ninety.example.com" in fault


@pytest.mark.parametrize("url", ["nonsense", "mysql://u:p@h/d", "postgresql:/"])
def test_a_database_that_is_not_supported_says_which_are(tmp_path: Path, url: str) -> None:
    (fault,) = _faults(tmp_path, DATABASE_URL=url)
    assert "postgresql" in fault


def test_the_old_name_of_postgresql_is_understood(tmp_path: Path) -> None:
    url = _read(tmp_path, DATABASE_URL="postgres://ninety:p%40ss@db/ninety").database_url
    assert url == "postgresql://ninety:p%40ss@db/ninety"


def test_a_key_is_made_once_kept_for_the_owner_alone_and_used_again(tmp_path: Path) -> None:
    first = _read(tmp_path).secret_key
    assert len(first) == 64
    assert _read(tmp_path).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert _read(tmp_path, SECRET_KEY=SECRET).secret_key == SECRET


def test_a_folder_that_cannot_be_made_is_a_fault_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    faults = _faults(tmp_path / "file" / "data")
    assert faults[0].startswith("DATA_DIR: the folder")
    assert "choose one" in faults[0]


def test_no_secret_shows_when_settings_are_printed_or_refused(tmp_path: Path) -> None:
    settings = _read(tmp_path, SECRET_KEY=SECRET, DATABASE_URL="postgresql://n:p4ssw0rd@h/d", OPENAI_API_KEY="sk-abc")
    for shown in (repr(settings), str(settings), f"{settings}"):
        for secret in (SECRET, "p4ssw0rd", "sk-abc"):
            assert secret not in shown
    for name, secret in (("SECRET_KEY", "hunter2"), ("DATABASE_URL", "mysql://u:hunter2@h/d")):
        assert "hunter2" not in "".join(_faults(tmp_path, **{name: secret}))


def test_old_keys_are_read_in_order_and_each_must_be_long(tmp_path: Path) -> None:
    older, oldest = "b" * 32, "c" * 32
    assert _read(tmp_path, OLD_SECRET_KEYS=f"{older}, {oldest}").old_secret_keys == (older, oldest)
    (fault,) = _faults(tmp_path, OLD_SECRET_KEYS=f"{older},short")
    assert fault.startswith("OLD_SECRET_KEYS: it is shorter than 32 characters")


REAL_PEOPLE = [
    {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"},
    {"SLACK_CLIENT_ID": "1", "SLACK_CLIENT_SECRET": "2", "SLACK_SIGNING_SECRET": "3"},
    {"TEAMS_APP_ID": APP, "TEAMS_APP_PASSWORD": "p", "TEAMS_TENANT_ID": APP},
]


@pytest.mark.parametrize("platform", REAL_PEOPLE)
def test_the_playground_is_refused_beside_a_platform(tmp_path: Path, platform: dict[str, str]) -> None:
    (fault,) = _faults(tmp_path, PLAYGROUND="On", **platform)
    assert fault.startswith("PLAYGROUND: on, while ")
    assert "PLAYGROUND=off" in fault
    assert _read(tmp_path, PLAYGROUND="auto", **platform).playground == "auto"
    assert _read(tmp_path, PLAYGROUND="off", **platform).playground == "off"


def test_reading_settings_loads_no_other_room() -> None:
    code = "import sys, bot.settings; print(*sorted(m for m in sys.modules if m.split('.')[0] in OURS))"
    ours = "OURS = ('bot', 'lessons', 'schedules', 'adapters'); "
    loaded = subprocess.run([sys.executable, "-c", ours + code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert loaded.stdout.split() == ["bot", "bot.settings", "bot.settings.types"]

"""Ninety ships as people run things: image, compose, Kubernetes, systemd and proxy files fit the program."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from bot.cli.commands import COMMANDS
from bot.settings import NAMES
from deploy.collect_licences import collect

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
OURS = ("migrate", "web", "worker")
MANIFESTS = [
    document
    for file in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    if file.name != "kustomization.yaml"
    for document in yaml.safe_load_all(file.read_text())
]
PODS = [each for each in MANIFESTS if each["kind"] in ("Deployment", "Job")]


def test_the_image_follows_what_a_linter_of_dockerfiles_asks_for() -> None:
    command = [str(Path(sys.executable).with_name("hadolint")), str(ROOT / "Dockerfile")]
    assert subprocess.run(command, capture_output=True, text=True, check=False).stdout == ""


def test_the_image_holds_every_folder_of_the_program_and_runs_as_nobody() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    for folder in ("adapters", "bot", "lessons", "schedules", "examples"):
        assert f"COPY {folder} {folder}" in lines
        assert f"!{folder}" in (ROOT / ".dockerignore").read_text().splitlines()
    assert "USER 10001:10001" in lines
    assert any("--require-hashes -r requirements.lock" in line for line in lines)


def test_the_images_licences_are_inside_of_it(tmp_path: Path) -> None:
    collect(tmp_path)
    names = {folder.name.rsplit("-", 1)[0].lower() for folder in tmp_path.iterdir()}
    assert {"sqlalchemy", "aiohttp", "av"} <= names
    assert all(any(folder.iterdir()) for folder in tmp_path.iterdir())


@pytest.mark.skipif(shutil.which("podman") is None, reason="no container engine here that runs without a daemon")
def test_the_image_is_built_and_says_what_it_can_do() -> None:
    subprocess.run(["podman", "build", "-t", "ninety-test", str(ROOT)], check=True)
    done = subprocess.run(
        ["podman", "run", "--rm", "--read-only", "ninety-test", "--help"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "ninety run" in done.stdout


@pytest.mark.parametrize("name", OURS)
def test_a_container_writes_nowhere_but_to_its_data_and_has_no_privileges(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["volumes"] == ["data:/data"]
    assert service["command"] == [name]
    assert set(service["environment"]) <= set(NAMES)


def test_no_secret_stands_in_the_files_that_ship() -> None:
    environments = [COMPOSE["services"][name]["environment"] for name in OURS]
    assert all(values["SECRET_KEY"].startswith("${SECRET_KEY:?") for values in environments)
    assert all("${POSTGRES_PASSWORD:?" in values["DATABASE_URL"] for values in environments)
    listed = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_text())["resources"]
    assert "secret.example.yaml" not in listed


def test_pages_and_workers_start_when_the_database_is_up_to_date() -> None:
    for name in ("web", "worker"):
        assert COMPOSE["services"][name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda each: f"{each['kind']} {each['metadata']['name']}")
def test_kubernetes_takes_every_manifest(manifest: dict[str, Any]) -> None:
    kubernetes_validate.validate(manifest, "1.31", strict=True)


@pytest.mark.parametrize("manifest", PODS, ids=lambda each: str(each["metadata"]["name"]))
def test_a_pod_is_nobody_on_a_read_only_root(manifest: dict[str, Any]) -> None:
    spec = manifest["spec"]["template"]["spec"]
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["automountServiceAccountToken"] is False
    (container,) = spec["containers"]
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert container["args"][0] in COMMANDS


def test_every_setting_of_kubernetes_is_one_of_ours() -> None:
    given = [
        each.get("data", each.get("stringData", {})) for each in MANIFESTS if each["kind"] in ("ConfigMap", "Secret")
    ]
    assert {name for names in given for name in names} <= set(NAMES)


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_unit_of_systemd_runs_a_command_of_ours(name: str) -> None:
    unit = (DEPLOY / "systemd" / f"ninety-{name}.service").read_text()
    assert f"ExecStart=/opt/ninety/bin/ninety {name}\n" in unit
    assert "ExecStartPre=/opt/ninety/bin/ninety migrate\n" in unit
    for line in ("DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="):
        assert line in unit.splitlines()


def test_proxies_pass_streams_on_at_once_and_take_whole_films() -> None:
    nginx, caddy = (DEPLOY / "nginx.conf").read_text(), (DEPLOY / "Caddyfile").read_text()
    assert "proxy_buffering off;" in nginx
    assert "client_max_body_size 210m;" in nginx
    assert "flush_interval -1" in caddy
    assert "max_size 210MB" in caddy


@pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx here to read its example")
def test_nginx_reads_its_example(tmp_path: Path) -> None:
    certificate = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=x"]
    certificate += ["-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem")]
    subprocess.run(certificate, check=True, capture_output=True)
    example = (DEPLOY / "nginx.conf").read_text().replace("/etc/ssl/ninety", str(tmp_path))
    whole = f"pid {tmp_path}/pid; events {{}}\nhttp {{\n access_log off;\n{example}\n}}"
    (tmp_path / "nginx.conf").write_text(whole)
    done = subprocess.run(
        ["nginx", "-t", "-e", str(tmp_path / "error.log"), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "test is successful" in done.stderr

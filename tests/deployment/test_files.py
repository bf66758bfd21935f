"""The files about deploying, each looked through by a linter of its own kind and held to what the code says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from adapters.serving import STOP_WITHIN
from adapters.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
DEPLOYMENT = ROOT / "deployment"
NAMES = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
PASSWORDS = {"SHOES_OWNER_PASSWORD", "SHOES_APP_PASSWORD", "SHOES_BACKUP_PASSWORD", "SHOES_DOMAIN"}
"""Of compose.yaml alone; the bot never reads them."""


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return read


def run(*command: str | Path, **more: Any) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return f"{done.stdout}{done.stderr}"


def test_the_dockerfile_passes_hadolint() -> None:
    hadolint = Path(sys.executable).parent / "hadolint"
    if not hadolint.exists():
        pytest.skip("hadolint is a wheel for Linux on x86-64 alone")
    assert run(hadolint, "--failure-threshold", "style", ROOT / "Dockerfile") == ""


def test_the_image_runs_as_nobody_and_takes_signals_itself() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    stages = dockerfile.split("\nFROM ")
    assert len(stages) == 3, "what builds stays behind"
    assert re.search(r"^USER 10001:10001$", stages[-1], re.MULTILINE)
    assert re.search(r'^ENTRYPOINT \["shoes"\]$', stages[-1], re.MULTILINE)
    assert "pip" not in stages[-1]
    assert named_in(dockerfile) <= NAMES


def test_everything_that_the_image_is_built_from_reaches_the_builder() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {
        word for line in re.findall(r"^COPY (?!--from)(.*)$", dockerfile, re.MULTILINE) for word in line.split()[:-1]
    }
    assert copied == allowed
    assert all((ROOT / name).exists() for name in copied)


def test_compose_names_only_settings_that_there_are_and_passwords_that_are_asked_for() -> None:
    compose = (ROOT / "compose.yaml").read_text()
    assert named_in(compose) <= NAMES | PASSWORDS
    asked_for = set(re.findall(r"\$\{(\w+)", compose))
    assert asked_for == set(re.findall(r"^(\w+)=", (DEPLOYMENT / "compose.env.example").read_text(), re.MULTILINE))


def test_what_the_bot_is_told_are_its_settings_and_nobodys_password() -> None:
    assert named_in((DEPLOYMENT / "settings.env.example").read_text()) <= NAMES


def test_compose_gives_the_bot_nothing_that_it_does_not_need(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name in ("shoes", "migrations"):
        service = services[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert "ports" not in service
        assert service["env_file"] == "deployment/settings.env"
    assert "SHOES_MIGRATION_URL" not in services["shoes"]["environment"], "the owner's password stays with migrations"
    assert "ports" not in services["database"]
    assert services["database"]["networks"] == ["inside"]
    assert compose["networks"]["inside"]["internal"] is True
    for volume in (volume for service in services.values() for volume in service.get("volumes", [])):
        source = volume.split(":")[0]
        assert (ROOT / source).exists() if source.startswith("./") else source in compose["volumes"]


def test_whoever_stops_it_waits_for_as_long_as_it_may_take(compose: dict[str, Any]) -> None:
    needed = STOP_WITHIN.total_seconds() + float(
        compose["services"]["shoes"]["environment"]["SHOES_STOP_AFTER_SECONDS"]
    )
    assert int(compose["services"]["shoes"]["stop_grace_period"].rstrip("s")) > needed
    unit = (DEPLOYMENT / "in-your-shoes.service").read_text()
    assert int(re.findall(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)[0]) > needed


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_the_systemd_unit_is_sound_and_tight(tmp_path: Path) -> None:
    unit = tmp_path / "in-your-shoes.service"
    unit.write_text((DEPLOYMENT / unit.name).read_text().replace("/opt/in-your-shoes/bin/shoes", "/bin/true"))
    assert run("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", unit) == ""
    exposure = run("systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", unit)
    assert "Overall exposure level" in exposure


@pytest.mark.parametrize("script", [DEPLOYMENT / "install.sh", DEPLOYMENT / "postgresql" / "roles.sh"])
def test_the_scripts_are_shell_that_any_shell_reads(script: Path) -> None:
    run("sh", "-n", script)
    assert os.access(script, os.X_OK)


def named_in(text: str) -> set[str]:
    return set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", text))

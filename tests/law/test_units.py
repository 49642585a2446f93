"""What is handed to systemd and nginx is what they understand, and names commands that there are."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from smilecity.config.cli import USAGE

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "deploy/systemd").iterdir())


@pytest.fixture
def verify(tmp_path: Path) -> Callable[[str], tuple[int, str]]:
    """Ask systemd about one of our units, with what else lies beside them."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not installed (make systemd)")
    for each in UNITS:
        (tmp_path / each.name).write_text(as_here(each.read_text()))

    def ask(name: str) -> tuple[int, str]:
        done = subprocess.run([program, "verify", tmp_path / name], capture_output=True, text=True, check=False)
        return done.returncode, done.stderr

    return ask


def as_here(text: str) -> str:
    """Name a program that there is: ours lies elsewhere on this machine, which is not the question."""
    return re.sub(r"ExecStart=\S+/smilecity[a-z-]*", "ExecStart=/bin/true", text)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_the_unit(unit: Path, verify: Callable[[str], tuple[int, str]]) -> None:
    assert verify(unit.name) == (0, "")


def test_systemd_understands_what_the_page_adds_for_encrypted_backups(
    verify: Callable[[str], tuple[int, str]], tmp_path: Path
) -> None:
    (addition,) = re.findall(r"```ini\n(.*?)```", (ROOT / "docs/operations/backup.md").read_text(), re.DOTALL)
    (program,) = re.findall(r"ExecStart=/opt/smilecity/app/(\S+) /var/backups/smilecity \S+@", addition)
    assert os.access(ROOT / program, os.X_OK)
    folder = tmp_path / "smilecity-backup.service.d"
    folder.mkdir()
    (folder / "encrypted.conf").write_text(as_here(addition))
    assert verify("smilecity-backup.service") == (0, "")
    (folder / "encrypted.conf").write_text(as_here(addition).replace("ExecStart=/bin", "ExecStart=bin"))
    assert verify("smilecity-backup.service") != (0, ""), "it was read"


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.name)
def test_a_service_runs_a_command_that_there_is_as_a_user_who_may_little(unit: Path) -> None:
    text = unit.read_text()
    (command,) = re.findall(r"^ExecStart=/opt/smilecity/app/.venv/bin/smilecity (\w+)", text, re.MULTILINE)
    assert f"smilecity {command} " in USAGE
    for line in ("User=smilecity", "NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes"):
        assert line in text.splitlines()


def test_nginx_understands_its_part(tmp_path: Path) -> None:
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")
    if program is None or shutil.which("openssl") is None:
        pytest.skip("nginx or openssl is not installed (make nginx)")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=mitreden.example"]
    subprocess.run([*made, "-keyout", key, "-out", certificate], capture_output=True, check=True)
    ours = (ROOT / "deploy/nginx/smilecity.conf").read_text()
    ours = ours.replace("/etc/ssl/mitreden.example.pem", str(certificate))
    ours = ours.replace("/etc/ssl/mitreden.example.key", str(key))
    ours = ours.replace("/var/log/nginx/smilecity.error.log", str(tmp_path / "error.log"))
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{ours}\n}}\n")
    argv = [program, "-t", "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "start.log")]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

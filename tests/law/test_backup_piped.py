"""A backup goes through a pipe as whole as into a file, so that gpg, or whatever a city trusts, can encrypt it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from smilecity.config.backup import command
from tests.factories_contributions import make_contribution
from tests.support.keeping import Installation, beside
from tests.support.programs import PROGRAM, ROOT, database_url, environment

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPT = ROOT / "deploy/bin/smilecity-backup-encrypted"
WHOM = "backup@stadt.example"


@pytest.fixture
def site(tmp_path: Path) -> Installation:
    """An installation with an idea and a photo."""
    site = Installation(tmp_path / "site")
    site.home.mkdir()
    make_contribution(title="Mehr Bänke am „Hafen“")
    site.put("photos/ab/größe.webp", bytes(range(256)) * 4000)
    return site


@pytest.fixture
def way(tmp_path: Path) -> Path:
    """Where backups lie on their way; nothing may stay there."""
    (tmp_path / "way").mkdir()
    return tmp_path / "way"


@pytest.fixture
def keys(tmp_path: Path) -> Generator[Path]:
    """A folder of keys for gpg, with one of the town hall."""
    if shutil.which("gpg") is None:
        pytest.skip("gpg is not installed (make gpg)")
    # The agent's socket wants a short name.
    folder = Path("/tmp") / f"smilecity-gpg-{os.getpid()}"  # noqa: S108 -- private to us
    folder.mkdir(mode=0o700)
    make = ["gpg", "--batch", "--quiet", "--passphrase", "", "--quick-gen-key", WHOM, "default", "default", "never"]
    try:
        subprocess.run(make, env=os.environ | {"GNUPGHOME": str(folder)}, capture_output=True, check=True)
        yield folder
    finally:
        subprocess.run(["gpgconf", "--homedir", folder, "--kill", "all"], check=False)
        # The agent takes its own sockets away while it ends.
        shutil.rmtree(folder, ignore_errors=True)


def shell(line: str, site: Installation, way: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Do a line as an operator does, with `smilecity` meaning this program."""
    line = f'set -o pipefail; smilecity() {{ {PROGRAM[0]} -m smilecity "$@"; }}; {line}'
    ours = environment(SMILECITY_HOME=str(site.home), DATABASE_URL=database_url(site.database), TMPDIR=str(way), **more)
    return subprocess.run(["bash", "-c", line], env=ours, capture_output=True, text=True, timeout=120, check=False)


def test_what_goes_through_a_pipe_comes_back_whole(site: Installation, way: Path, tmp_path: Path) -> None:
    done = shell(f"smilecity backup - | cat > {tmp_path}/kept", site, way)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "read again and whole" in done.stderr
    with beside(tmp_path, "fresh") as fresh:
        done = shell(f"cat {tmp_path}/kept | smilecity restore -", fresh, way)
        assert done.returncode == 0, done.stderr
        assert fresh.content() == site.content()
        assert fresh.files() == site.files()
    assert list(way.iterdir()) == []


def test_a_pipe_that_breaks_is_no_backup(site: Installation, way: Path) -> None:
    done = shell("smilecity backup - | head -c 1000 > /dev/null", site, way)
    assert done.returncode == 1
    assert done.stderr == "It cannot be read or written: the place for it (Broken pipe).\n"
    assert list(way.iterdir()) == []
    assert not (site.home / "last-backup.json").exists()
    done = shell("head -c 1000 /dev/zero | smilecity restore --check -", site, way)
    assert done.returncode == 1
    assert "is no backup of Smile City" in done.stderr


def test_nobody_gets_a_backup_onto_the_screen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    with pytest.raises(SystemExit):
        command.backup(["-"])
    assert "wants a program behind it" in capsys.readouterr().err


def test_the_script_keeps_encrypted_backups_that_only_the_key_opens(
    site: Installation, way: Path, keys: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    old = folder / "smilecity-2020-01-01T000000Z.zip.gpg"
    without_key, other = folder / "smilecity-2020-01-01T000000Z.zip", folder / "somebody-else.zip"
    for path in (old, without_key, old.with_suffix(".gpg.part"), other):
        path.touch()
        os.utime(path, (0, 0))
    program = tmp_path / "smilecity"
    program.write_text(f'#!/bin/sh\nexec {PROGRAM[0]} -m smilecity "$@"\n')
    program.chmod(0o700)
    ours = {"SMILECITY": str(program), "GNUPGHOME": str(keys)}
    done = shell(f"{SCRIPT} {folder} {WHOM}", site, way, **ours)
    assert done.returncode == 0, done.stderr
    (kept,) = set(folder.iterdir()) - {other}
    assert re.fullmatch(r"smilecity-.*Z\.zip\.gpg", kept.name)
    assert kept.stat().st_mode & 0o077 == 0
    assert not kept.read_bytes().startswith(b"PK")
    done = shell(f"gpg --quiet --decrypt {kept} | smilecity restore --check -", site, way, **ours)
    assert done.stdout.startswith("Whole. "), done.stderr
    # Whatever fails on the way leaves nothing that looks like a backup.
    for line in (f"{SCRIPT} {folder} nobody@stadt.example", f"SMILECITY=/bin/false {SCRIPT} {folder} {WHOM}"):
        assert shell(line, site, way, **ours).returncode != 0
    assert set(folder.iterdir()) == {kept, other}
    assert list(way.iterdir()) == []
